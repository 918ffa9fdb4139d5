"""Where walls are found: those shipped with the program, a county's own ones, and files."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from county import catalog
from county.closest import closest
from county.explained import Explained, WrongArgument
from county.package.manifest import CATALOG, MANIFEST
from county.wall.loading import LoadedWall, load
from county.wall.wall import Wall

SHIPPED = Path(__file__).resolve().parent.parent.parent / "resources" / "walls"
OWN = "walls"
"""Folder of a package with walls of its own."""


class NoSuchWall(WrongArgument):
    """No wall has this name; one line."""


class NoSuchScene(WrongArgument):
    """The wall has no scene of this name; one line."""


class BadWall(Explained):
    """A wall file with errors; one line."""


def names(package: Path | None) -> list[str]:
    """Names of the walls of a county and of the program."""
    folders = [SHIPPED] if package is None else [package / OWN, SHIPPED]
    return sorted({path.stem for folder in folders for path in folder.glob("*.toml")})


def path_of(name: str, package: Path | None) -> Path:
    """The file of a wall: a path that ends with ``.toml``, else one of the county, else one of the program.  Raises
    NoSuchWall."""
    if name.endswith(".toml"):
        return Path(name)
    for folder in (SHIPPED,) if package is None else (package / OWN, SHIPPED):
        path = folder / f"{name}.toml"
        if name in names(package) and path.is_file():
            return path
    raise NoSuchWall(
        "--scene wall:{name}: there is no such wall; choose one of {known}, or give a .toml file", name=name,
        known=", ".join(names(package)),
    )  # fmt: skip


def read(path: Path, package: Path | None) -> LoadedWall:
    """What is in a wall file for the county of a package; None: that in whose folder it lies, else any.  Raises
    BadCatalog, OSError."""
    folder = path.resolve().parent
    if package is None and folder.name == OWN and (folder.parent / MANIFEST).is_file():
        package = folder.parent
    return load(path.read_bytes(), path.name, catalog.load(None if package is None else package / CATALOG))


def sound(path: Path, package: Path) -> Wall:
    """The wall in a file without errors.  Raises BadWall, BadCatalog, OSError."""
    loaded = read(path, package)
    error = next((finding for finding in loaded.findings if finding.severity == "error"), None)
    if error is not None or loaded.wall is None:
        raise BadWall("{finding}; see all findings with `main.py wall check {path} --package {package}`",
                      finding=error, path=path, package=package)  # fmt: skip
    return loaded.wall


def scenes_of(wall: Wall, chosen: Iterable[str]) -> list[str]:
    """The chosen scenes in the order of the file, all of them where none is chosen.  Raises NoSuchScene."""
    chosen, known = set(chosen), [scene.id for scene in wall.scenes]
    for unknown in sorted(chosen - set(known)):
        raise NoSuchScene(
            "--scene {name}: the wall has no such scene{near}; choose one of {known}", name=unknown,
            near=closest(unknown, known), known=", ".join(known),
        )  # fmt: skip
    return [scene for scene in known if not chosen or scene in chosen]


def key_of(path: Path) -> str:
    """The name under which a wall is known on the desk: that of its file."""
    return path.stem
