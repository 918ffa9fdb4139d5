"""``county.toml``: name, code, working CRS, and provenance of every layer."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, TypeVar

import msgspec

from county.contained import Outside, read_text_file, regular
from county.division import BadCode, level_of
from county.explained import Explained, WrongArgument
from county.package.exchange import recover
from county.package.schema import LEVELS

T = TypeVar("T")

MANIFEST = "county.toml"
MAP = "map.gpkg"
TERRAIN = "terrain.tif"
LANDCOVER = "landcover.tif"
AGES = "ages.csv"
SIDECARS = (
    f"{MAP}-wal", f"{MAP}-shm", f"{MAP}-journal", f"{TERRAIN}.aux.xml", f"{LANDCOVER}.aux.xml",
)  # fmt: skip
"""Files that SQLite and GDAL write next to a file; next to a replaced file they would corrupt it."""
FILES = (MANIFEST, MAP, TERRAIN, LANDCOVER, AGES, *SIDECARS)
"""Files of a package that the program writes; all others in its folder belong to the user."""
CATALOG = "catalog"
"""Optional folder of tables that override the program's (:func:`county.catalog.load`)."""
CACHE = "cache"
LONGEST_NAME = 100
"""Characters of the county's name."""
FORMAT = 2
"""Since format 2 the tables in CATALOG are used; format 1 had none."""
WORKING_EPSG = range(4513, 4555)
"""The CGCS2000 3-degree Gauss-Krüger zones, with zone prefix (4513-4533) and without."""


class PackageError(Explained):
    """A package that cannot be used; one line: problem, location, remedy."""


class NoPackage(PackageError, WrongArgument):
    """The folder contains no package."""


class ImportOptionError(PackageError, WrongArgument):
    """An option of the import is wrong."""


class NewerFormat(PackageError):
    """A package of a later version of the program."""


class OlderFormat(PackageError):
    """A package of an earlier version of the program; :func:`county.package.migrate.migrate` brings it up to date."""


class Provenance(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Source and reliability of a layer; both flags are always shown on the screen."""

    source: str
    licence: str
    synthetic: bool = False
    approximate: bool = False
    note: str = ""


class Manifest(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, omit_defaults=True):
    """The content of ``county.toml``.  ``epsg`` is one of WORKING_EPSG."""

    format: int
    name: str
    code: str
    epsg: int
    layers: dict[str, Provenance]
    """By layer name of the schema, ``terrain``, ``landcover`` and ``ages``."""
    seed: int | None = None
    """Seed of a synthetic county."""
    edition: Annotated[str, msgspec.Meta(pattern="^[0-9a-f]*$")] = ""
    """Hash of the shapes of a synthetic county, since all synthetic counties have the same code."""
    findings: tuple[str, ...] = ()
    """Content that the import could not use, one line each."""

    @property
    def identity(self) -> str:
        """Identity of the county; journals belong to one identity."""
        return f"{self.code}-{self.edition}" if self.edition else self.code

    @property
    def synthetic(self) -> bool:
        return any(p.synthetic for p in self.layers.values())

    @property
    def approximate(self) -> bool:
        return any(p.approximate for p in self.layers.values())

    @property
    def approximate_outlines(self) -> bool:
        """Whether outlines of the county or its divisions are not the legal ones."""
        return any(self.layers[layer].approximate for layer in ("boundary", *LEVELS) if layer in self.layers)


class _FormatHead(msgspec.Struct, frozen=True):
    """The fields common to all formats."""

    format: Annotated[int, msgspec.Meta(ge=1)]


def read_format(folder: Path) -> int:
    """The format of the package in ``folder``, possibly unknown to this program.  Raises PackageError."""
    return _decoded(folder / MANIFEST, _content(folder), _FormatHead).format


def read_manifest(folder: Path) -> Manifest:
    """The manifest of the package in ``folder``.  Raises PackageError, including NewerFormat and OlderFormat."""
    path, content = folder / MANIFEST, _content(folder)
    found = _decoded(path, content, _FormatHead).format
    if found > FORMAT:
        raise newer_format(folder, found)
    if found < FORMAT:
        raise OlderFormat(
            "{path}: format {found} is older than this program's {wanted}; run `main.py county migrate {folder}`",
            path=path,
            found=found,
            wanted=FORMAT,
            folder=folder,
        )
    manifest = _decoded(path, content, Manifest)
    if fault := _head_fault(manifest):
        raise PackageError("{path}: {why}; fix the line or rebuild the package", path=path, why=fault)
    return manifest


def newer_format(folder: Path, found: int) -> NewerFormat:
    """The error for a package of format ``found``, newer than this program's."""
    return NewerFormat(
        "{path}: format {found} is newer than this program; update the program", path=folder / MANIFEST, found=found
    )


def _content(folder: Path) -> bytes:
    path = folder / MANIFEST
    try:
        if not path.exists():
            recover(folder, FILES)
        content = read_text_file(path, folder)
        for name in FILES:
            if (folder / name).exists() or (folder / name).is_symlink():
                regular(folder / name, folder)
        return content
    except Outside as error:
        raise PackageError("{why}", why=error) from error
    except (FileNotFoundError, NotADirectoryError):
        raise NoPackage(
            "{folder}: no county package here ({manifest} is missing); build one with `main.py county new {folder}`",
            folder=folder,
            manifest=MANIFEST,
        ) from None
    except OSError as error:
        raise PackageError("{path}: cannot be read ({why}); check its permissions", path=path, why=error) from error


def _decoded(path: Path, content: bytes, kind: type[T]) -> T:
    try:
        return msgspec.toml.decode(content, type=kind)
    except (ValueError, RecursionError) as error:
        raise PackageError("{path}: {why}; fix the line or rebuild the package", path=path, why=error) from error


def _head_fault(manifest: Manifest) -> str:
    """Error in the code or CRS of the county; "" for none."""
    if not manifest.name.isprintable():
        return f"name {manifest.name[:LONGEST_NAME]!a} contains invisible characters"
    if len(manifest.name) > LONGEST_NAME:
        return f"name has {len(manifest.name):,} characters, more than {LONGEST_NAME}"
    if manifest.epsg not in WORKING_EPSG:
        return f"epsg {manifest.epsg} is not a CGCS2000 3-degree zone ({WORKING_EPSG[0]}-{WORKING_EPSG[-1]})"
    try:
        level = level_of(manifest.code)
    except BadCode as error:
        return str(error)
    return "" if level == "county" else f"code {manifest.code!r} is a {level}'s, not a county's 6 digits"
