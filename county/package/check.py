"""Check a county package for errors."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

from county.ages import HeadsByAge
from county.catalog import Catalog, faults, load
from county.package.checks import ages, codes, content, levels, nesting, position, reading, relief
from county.package.checks.inspected import Inspected
from county.package.finding import Finding
from county.package.landcover import LandCover
from county.package.manifest import CATALOG, NoPackage, PackageError, read_manifest
from county.package.open import Table, Terrain

Check = Callable[[Inspected], Iterable[Finding]]

CONTENT: tuple[Check, ...] = (
    content.manifest,
    content.keys,
    content.kinds,
    content.numbers,
    codes.form,
    codes.hierarchy,
    codes.references,
    levels.levels,
    ages.ages,
)
"""Checks that do not depend on the position of layers."""

PLACE: tuple[Check, ...] = (
    nesting.inside_parents,
    nesting.coverage,
    nesting.inside_county,
    nesting.in_its_division,
    relief.heights,
    relief.rivers,
    relief.seats_in_water,
)
"""Checks that are skipped for layers displaced as a whole."""


def check(folder: Path, catalog: Path | None = None) -> list[Finding]:
    """All findings on the package in ``folder``; an unreadable one has a single finding.  Raises NoPackage only.

    ``catalog``: the folder of its own tables, where it is not in ``folder``.
    """
    try:
        manifest = read_manifest(folder)
    except NoPackage:
        raise
    except PackageError as error:
        return [Finding("error", "package", "", str(error))]
    tables: dict[str, Table] = {}
    terrain: list[Terrain] = []
    landcover: list[LandCover] = []
    heads: dict[str, HeadsByAge] = {}
    found = [
        *reading.read_tables(folder, manifest, tables),
        *reading.read_terrain(folder, manifest, terrain),
        *reading.read_landcover(folder, manifest, landcover),
        *reading.read_ages(folder, manifest, heads),
    ]
    tables_of_kinds = _catalog(catalog or folder / CATALOG, found)
    package = Inspected(
        manifest, tables, next(iter(terrain), None), next(iter(landcover), None), tables_of_kinds, heads
    )
    for content_check in CONTENT:
        found += content_check(package)
    displaced_layers: set[str] = set()
    found += position.displaced(package, displaced_layers)
    for place_check in PLACE:
        found += place_check(package.without(displaced_layers))
    return found


def _catalog(folder: Path, found: list[Finding]) -> Catalog | None:
    """The merged catalogue, or None and a finding for each of its errors."""
    wrong = [Finding("error", CATALOG, "", str(fault)) for fault in faults(folder)]
    found += wrong
    return None if wrong else load(folder)
