"""Detect at import that one file is in GCJ-02 and another is not: they fit only with the shift removed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import numpy as np
import shapely
from numpy.typing import NDArray

from county.division import parent_of
from county.package.importing import fields
from county.package.importing.codes import normal_code
from county.package.importing.divisions import Layer
from county.package.importing.site import Site, SiteFeatures
from county.package.manifest import PackageError
from county.package.offset import gcj_offset, looks_shifted, outside_share
from county.package.open import Table

Misfit = Callable[[NDArray[np.object_]], float]


def check_divisions(site: Site, read: Mapping[Layer, tuple[SiteFeatures, NDArray[np.object_]]]) -> None:
    """Compare each level with the one above it, towns (else villages) with the outline.  Raises PackageError."""
    above: tuple[str, dict[str, shapely.Geometry]] | None = None
    for layer, (items, code) in read.items():
        if above is None:
            parents = np.full(len(items), site.boundary_lonlat, dtype=object)
            _compare(site, layer, items.features.path, items.lonlat, parents, "the boundary")
        else:
            name, outlines = above
            known = np.array([parent_of(c) in outlines for c in code], dtype=bool)
            parents = np.array([outlines[parent_of(c) or ""] for c in code[known]], dtype=object)
            _compare(site, layer, items.features.path, items.lonlat[known], parents, f"the {name}")
        above = layer, dict(zip(code, items.lonlat, strict=True))


def check_members(site: Site, layer: str, field: str, items: SiteFeatures, tables: Mapping[str, Table]) -> None:
    """Compare points with the divisions whose code they have in ``field``.  Raises PackageError."""
    outlines = {
        str(c): g
        for level in ("towns", "villages", "grids")
        if level in tables
        for c, g in zip(tables[level]["code"], tables[level].geometry, strict=True)
    }
    stated = fields.text(fields.column(items.features.columns, layer, field), len(items))
    code = [normal_code(c) for c in stated]
    known = np.array([c in outlines for c in code], dtype=bool)
    parents = np.array([outlines[c] for c in code if c in outlines], dtype=object)
    _compare(site, layer, items.features.path, items.geometry[known], parents, "the divisions", metres=True)


def _compare(
    site: Site,
    layer: str,
    path: Path,
    geometry: NDArray[np.object_],
    parents: NDArray[np.object_],
    whose: str,
    *,
    metres: bool = False,
) -> None:
    if not len(geometry):
        return
    middle = site.boundary_lonlat.centroid
    offset = gcj_offset(middle.x, middle.y)
    if metres:
        ends = site.to_working(np.array([[middle.x, middle.y], [middle.x + offset[0], middle.y + offset[1]]]))
        offset = ends[1] - ends[0]
    misfit = outside_share(parents)
    if looks_shifted(geometry, misfit, offset):
        raise PackageError(
            f"{path}: the {layer} fit {whose} only when taken as GCJ-02; "
            "convert this file to WGS84, or give --crs gcj02 if all files are so"
        )
    if looks_shifted(geometry, misfit, -offset):
        raise PackageError(
            f"{path}: {whose} fit the {layer} only when taken as GCJ-02; "
            f"convert the file of {whose} to WGS84, or check that this one is WGS84"
        )
