"""Input of the checks: the readable part of a package, which may have errors."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

import numpy as np
import shapely
from numpy.typing import NDArray

from county.ages import VillageAges
from county.catalog import Catalog
from county.package.finding import Finding, Severity
from county.package.landcover import LandCover
from county.package.manifest import Manifest
from county.package.open import Table, Terrain

PARENTS = {"villages": ("towns", "town"), "grids": ("villages", "village")}
"""The layer above a division, and the column that holds its code there."""
AT_MOST = 10
"""Maximum number of lines about the same fault in one layer; the rest is only counted."""


@dataclass(frozen=True)
class Inspected:
    """Layers with valid geometry only; invalid values have been reported and blanked."""

    manifest: Manifest
    tables: dict[str, Table]
    terrain: Terrain | None
    landcover: LandCover | None
    catalog: Catalog | None
    """None when it is invalid."""
    ages: VillageAges

    @property
    def boundary(self) -> shapely.Geometry | None:
        """The county's outline, or None when the package has no usable one."""
        table = self.tables.get("boundary")
        return shapely.union_all(table.geometry) if table is not None and len(table) else None

    def without(self, layers: Iterable[str]) -> Inspected:
        """The same package without some layers (and without the terrain, if named)."""
        removed = frozenset(layers)
        tables = {name: table for name, table in self.tables.items() if name not in removed}
        return replace(self, tables=tables, terrain=None if "terrain" in removed else self.terrain)

    def divisions(self) -> dict[str, shapely.Geometry]:
        """Outline of every town, village and grid by code; outlines with the same code are united."""
        outlines: dict[str, shapely.Geometry] = {}
        for layer in ("towns", "villages", "grids"):
            if layer in self.tables:
                for code, geometry in zip(self.tables[layer]["code"], self.tables[layer].geometry, strict=True):
                    known = outlines.get(str(code))
                    outlines[str(code)] = geometry if known is None else shapely.union(known, geometry)
        return outlines


def key_of(table: Table) -> NDArray[np.object_]:
    """Identifiers of the features of a layer for findings: code, otherwise id."""
    return np.asarray(table.columns.get("code", table.columns.get("id")), dtype=object)


def listed(severity: Severity, layer: str, items: Iterable[object], text: str) -> Iterator[Finding]:
    """One finding per item, up to AT_MOST, then one with the number of the others."""
    names = [str(item) for item in items]
    for name in names[:AT_MOST]:
        yield Finding(severity, layer, name, text)
    if len(names) > AT_MOST:
        yield Finding(severity, layer, "", f"the same for {len(names) - AT_MOST} more: {text}")
