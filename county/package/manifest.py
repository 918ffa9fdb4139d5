"""``county.toml``: name, code, working CRS, and where every layer comes from."""

from __future__ import annotations

from pathlib import Path

import msgspec

from county.explained import Explained

MANIFEST = "county.toml"
MAP = "map.gpkg"
TERRAIN = "terrain.tif"
CACHE = "cache"


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
    """The content of ``county.toml``.  ``epsg`` is a CGCS2000 3-degree Gauss-Krüger zone (4513-4554)."""

    format: int
    name: str
    code: str
    epsg: int
    layers: dict[str, Provenance]
    """By layer name of the schema, and ``terrain``."""
    seed: int | None = None
    """Of a synthetic county."""
    findings: tuple[str, ...] = ()
    """What the import could not use, one line each: nothing is dropped in silence."""

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
    return manifest
