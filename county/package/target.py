"""The folder that a new package is written into: no file of the user and no package there is lost."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import msgspec

from county.explained import ExplainedLine, WrongArgument
from county.package import gdal_files
from county.package.finding import naming
from county.package.importing.named_file import named_file
from county.package.manifest import (
    AGES,
    CACHE,
    CATALOG,
    FILES,
    LANDCOVER,
    MANIFEST,
    MAP,
    TERRAIN,
    NoPackage,
    PackageError,
    read_format,
)

REPLACED = "replaced"
"""Ends the name of the folder that keeps a replaced package."""


class OccupiedFolder(PackageError, WrongArgument):
    """The folder contains what the new package must not replace."""


class _ManifestHead(msgspec.Struct, frozen=True):
    """The fields of the manifest that all formats so far have."""

    name: str
    code: str


@dataclass(frozen=True)
class Replaced:
    """A package that a new one replaces, and the folder that keeps it."""

    name: str
    code: str
    content: str
    """Its layers with their numbers of features."""
    kept: Path


@dataclass(frozen=True)
class Target:
    """A folder that a package may be written into."""

    folder: Path
    replaced: Replaced | None = None

    @contextmanager
    def keeping(self) -> Iterator[None]:
        """Keep a copy of the package that the block replaces; no copy remains when the block fails.  Raises OSError."""
        if self.replaced is None:
            yield
            return
        kept = self.replaced.kept
        try:
            kept.mkdir()
            for name in FILES:
                if (self.folder / name).exists():
                    shutil.copy2(self.folder / name, kept / name)
            if (self.folder / CATALOG).is_dir():
                shutil.copytree(self.folder / CATALOG, kept / CATALOG)
            yield
        except BaseException:
            shutil.rmtree(kept, ignore_errors=True)
            raise


def target(folder: Path, code: str, *, replace: bool, sources: Iterable[Path] = ()) -> Target:
    """``folder`` for a package of county ``code``, made from the files ``sources`` as named by the user.

    Only with ``replace`` it may contain a package, and only of the same county.  Raises OccupiedFolder, PackageError.
    """
    for source in sources:
        if _lies_in(source, folder):
            raise OccupiedFolder(
                "{source}: lies in {folder}, the folder for the new package; name a new folder", source=source,
                folder=folder,
            )  # fmt: skip
    if not folder.is_dir():
        return Target(folder)
    try:
        read_format(folder)
    except NoPackage:
        if others := sorted(path.name for path in folder.iterdir() if not _harmless(path.name)):
            raise OccupiedFolder(
                "{folder}: contains other files ({names}) and no county package; name a new folder",
                folder=folder, names=naming(others),
            ) from None  # fmt: skip
        return Target(folder)
    replaced = _replaced(folder)
    if replaced.code != code:
        raise OccupiedFolder(
            "{folder}: holds the county {name} ({old}), not {code}; name a new folder",
            folder=folder, name=replaced.name, old=replaced.code, code=code,
        )  # fmt: skip
    if not replace:
        raise OccupiedFolder(
            "{folder}: holds a package of {name} already ({content}); name a new folder, or give --replace, which "
            "keeps that package in {kept}",
            folder=folder, name=replaced.name, content=replaced.content, kept=replaced.kept,
        )  # fmt: skip
    return Target(folder, replaced)


def replaced_line(target: Target) -> ExplainedLine | None:
    """Where the replaced package is, and what it had; None without one."""
    if (old := target.replaced) is None:
        return None
    return ExplainedLine("{kept}: keeps the replaced package, which had: {content}", kept=old.kept, content=old.content)


def _harmless(name: str) -> bool:
    """Whether a folder with this entry is free: tables of the county for the package, what is derived, hidden files."""
    return name in (CATALOG, CACHE) or name.startswith(".")


def _lies_in(source: Path, folder: Path) -> bool:
    file = named_file(source).path
    places = Path(os.path.abspath(file)), file.resolve()
    return any(place.is_relative_to(at) for place in places for at in (Path(os.path.abspath(folder)), folder.resolve()))


def _replaced(folder: Path) -> Replaced:
    """The package in ``folder``, of any format.  Raises PackageError."""
    path = folder / MANIFEST
    try:
        head = msgspec.toml.decode(path.read_bytes(), type=_ManifestHead)
    except (ValueError, RecursionError) as error:
        raise PackageError("{path}: {why}; fix the line or name another folder", path=path, why=error) from error
    return Replaced(head.name, head.code, _content(folder), _unused(Path(os.path.abspath(folder))))


def _content(folder: Path) -> str:
    """Layers and their numbers of features; as far as the package can be read."""
    map_ = folder / MAP
    try:
        found = [f"{name} {gdal_files.feature_count(map_, name):,}" for name, _ in gdal_files.layers(map_)]
    except Exception:  # whatever is wrong with the file, it is kept as it is
        found = [f"an unreadable {MAP}"]
    others = {"terrain": TERRAIN, "land cover": LANDCOVER, "ages": AGES}
    return ", ".join(found + [name for name, file in others.items() if (folder / file).exists()])


def _unused(folder: Path) -> Path:
    """A folder next to ``folder`` that does not exist."""
    number, kept = 1, folder.with_name(f"{folder.name}.{REPLACED}")
    while kept.exists():
        number += 1
        kept = folder.with_name(f"{folder.name}.{REPLACED}-{number}")
    return kept
