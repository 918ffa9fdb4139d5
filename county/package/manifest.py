"""``county.toml``: name, code, working CRS, and where every layer comes from."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import msgspec

from county.division import BadCode, level_of
from county.explained import Explained

MANIFEST = "county.toml"
MAP = "map.gpkg"
TERRAIN = "terrain.tif"
CACHE = "cache"
WORKING_EPSG = range(4513, 4555)
"""The CGCS2000 3-degree Gauss-Krüger zones, with zone prefix (4513-4533) and without."""


class PackageError(Explained):
    """A package that cannot be used; one line: what, where, the way out."""


class Provenance(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Where a layer comes from and how far to trust it; both flags are shown on the screen, always."""

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
    """By layer name of the schema, and ``terrain``."""
    seed: int | None = None
    """Of a synthetic county."""
    edition: Annotated[str, msgspec.Meta(pattern="^[0-9a-f]*$")] = ""
    """Of a synthetic county: a hash of its shapes, as every one that is built has the same code."""
    findings: tuple[str, ...] = ()
    """What the import could not use, one line each: nothing is dropped in silence."""

    @property
    def identity(self) -> str:
        """Names the county: what was reported in one of another identity did not happen here."""
        return f"{self.code}-{self.edition}" if self.edition else self.code

    @property
    def synthetic(self) -> bool:
        return any(p.synthetic for p in self.layers.values())

    @property
    def approximate(self) -> bool:
        return any(p.approximate for p in self.layers.values())


FORMAT = 1


def read_manifest(folder: Path) -> Manifest:
    """The manifest of the package in ``folder``.  Raises PackageError."""
    path = folder / MANIFEST
    try:
        manifest = msgspec.toml.decode(path.read_bytes(), type=Manifest)
    except (FileNotFoundError, NotADirectoryError):
        raise PackageError(
            "{folder}: no county package here ({manifest} is missing); build one with `main.py county new {folder}`",
            folder=folder,
            manifest=MANIFEST,
        ) from None
    except (OSError, ValueError, RecursionError, msgspec.DecodeError) as error:
        raise PackageError("{path}: {why}; mend the line or build the package anew", path=path, why=error) from error
    if manifest.format != FORMAT:
        raise PackageError(
            "{path}: format {found} is not {wanted}; build the package anew",
            path=path,
            found=manifest.format,
            wanted=FORMAT,
        )
    if fault := _head_fault(manifest):
        raise PackageError("{path}: {why}; mend the line or build the package anew", path=path, why=fault)
    return manifest


def _head_fault(manifest: Manifest) -> str:
    """Why nothing can be done with a county of this code or CRS; "" when it can."""
    if manifest.epsg not in WORKING_EPSG:
        return f"epsg {manifest.epsg} is no CGCS2000 3-degree zone ({WORKING_EPSG[0]}-{WORKING_EPSG[-1]})"
    try:
        level = level_of(manifest.code)
    except BadCode as error:
        return str(error)
    return "" if level == "county" else f"code {manifest.code!r} is a {level}'s, not a county's 6 digits"
