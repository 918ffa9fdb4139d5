"""Detect at import that one file is in GCJ-02 or BD-09 and another is not: they fit only with the shift removed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

import numpy as np
import shapely
from numpy.typing import NDArray

from county.division import BadCode, parent_of
from county.explained import ExplainedLine
from county.package.checks.nesting import OUTSIDE_SHARE
from county.package.importing import fields
from county.package.importing.codes import normal_code
from county.package.importing.divisions import Layer
from county.package.importing.site import Site, SiteFeatures
from county.package.manifest import PackageError
from county.package.offset import (
    DETECTED_SHARE,
    MAX_STRAYS,
    NAMES,
    Shifted,
    better_fits,
    moved,
    offsets_at,
    outside_share,
)
from county.package.open import Table

Pair = tuple[Shifted | None, Shifted | None]
"""How a layer and its reference are shifted; None: not."""
COARSE_M = 20.0
"""Outlines are simplified by this much: the smallest shift is some 300 m."""
MANY_VERTICES = 20_000
MOST = 0.75
"""Share of the outlines outside their parents that one shift must explain, where only some are shifted."""
_BOUNDARY = ExplainedLine("the boundary")
_WHOSE: Mapping[Layer, ExplainedLine] = {
    "towns": ExplainedLine("the towns"), "villages": ExplainedLine("the villages"),
    "grids": ExplainedLine("the grids"),
}  # fmt: skip


def check_divisions(site: Site, read: Mapping[Layer, tuple[SiteFeatures, NDArray[np.object_]]]) -> None:
    """Compare each level with the one above it, towns (else villages) with the outline.  Raises PackageError."""
    above: tuple[Layer, dict[str, shapely.Geometry]] | None = None
    for layer, (items, code) in read.items():
        if above is None:
            parents = np.full(len(items), site.boundary_lonlat, dtype=object)
            _compare(site, layer, items.features.path, items.lonlat, parents, _BOUNDARY)
        else:
            name, outlines = above
            known = np.array([parent_of(c) in outlines for c in code], dtype=bool)
            parents = np.array([outlines[parent_of(c) or ""] for c in code[known]], dtype=object)
            _compare(site, layer, items.features.path, items.lonlat[known], parents, _WHOSE[name])
        above = layer, dict(zip(code, items.lonlat, strict=True))


def check_members(site: Site, layer: str, field: str, items: SiteFeatures, tables: Mapping[str, Table]) -> None:
    """Compare points with the divisions whose code is in ``field``, or the smallest above these that have an outline,
    else with the county.  Raises PackageError."""
    outlines = {
        str(c): g
        for level in ("towns", "villages", "grids")
        if level in tables
        for c, g in zip(tables[level]["code"], tables[level].geometry, strict=True)
    }
    stated = fields.text(fields.column(items.features.columns, layer, field), len(items))
    code = [_outlined(normal_code(c), outlines) for c in stated]
    known = np.array([c != "" for c in code], dtype=bool)
    path = items.features.path
    if known.any():
        parents = np.array([outlines[c] for c in code if c], dtype=object)
        _compare(site, layer, path, items.geometry[known], parents, ExplainedLine("the divisions"), metres=True)
    else:
        whole = np.full(len(items), site.boundary, dtype=object)
        _compare(site, layer, path, items.geometry, whole, _BOUNDARY, metres=True)


def _outlined(code: str, outlines: Mapping[str, shapely.Geometry]) -> str:
    """The smallest division with an outline that has ``code`` or is above it; "" without one."""
    at: str | None = code
    try:
        while at is not None and at not in outlines:
            at = parent_of(at)
    except BadCode:
        return ""
    return at or ""


def _compare(
    site: Site,
    layer: str,
    path: Path,
    geometry: NDArray[np.object_],
    parents: NDArray[np.object_],
    whose: ExplainedLine,
    *,
    metres: bool = False,
) -> None:
    if not len(geometry):
        return
    middle = site.boundary_lonlat.centroid
    offsets = offsets_at(middle.x, middle.y)
    if metres:
        ends = site.to_working(np.array([[middle.x, middle.y], *(middle.coords[0] + o for o in offsets.values())]))
        offsets = {shift: end - ends[0] for shift, end in zip(offsets, ends[1:], strict=True)}
    fine = COARSE_M if metres else COARSE_M / 111_000
    found = better_fits(_coarse(geometry, fine), outside_share(_coarse(parents, fine)), _pairs(offsets))
    if not found:
        _suspect(site, layer, path, geometry, parents, offsets, whose)
        _mixed(site, layer, path, geometry, parents, offsets, whose)
        return
    mine = [own for own, other in found if own and not other]
    if mine:
        raise PackageError(
            "{path}: the {layer} fit {whose} only when taken as {names}; give {out} to convert it, or --crs {shift} if "
            "all files are so",
            path=path, layer=layer, whose=whose, names=_either(NAMES[shift] for shift in mine),
            out=_either(f"{path}@{shift}" for shift in mine), shift=mine[0],
        )  # fmt: skip
    own, other = found[0]
    assert other is not None
    if own:
        raise PackageError(
            "{path}: {whose} fit the {layer} only when taken as {other_name}, and the {layer} as {own_name}; give "
            "{path}@{own}, and the file of {whose} with @{other} to convert it, or check that this one is WGS84",
            path=path, whose=whose, layer=layer, other_name=NAMES[other], own_name=NAMES[own], own=own, other=other,
        )  # fmt: skip
    raise PackageError(
        "{path}: {whose} fit the {layer} only when taken as {name}; give the file of {whose} with @{other} to convert "
        "it, or check that this one is WGS84",
        path=path, whose=whose, layer=layer, name=NAMES[other], other=other,
    )  # fmt: skip


def _suspect(
    site: Site,
    layer: str,
    path: Path,
    points: NDArray[np.object_],
    parents: NDArray[np.object_],
    offsets: Mapping[Shifted, NDArray[np.float64]],
    whose: ExplainedLine,
) -> None:
    """Report points of which too few are outside their parents to tell a shift, but none is without it."""
    if shapely.get_dimensions(points[0]) > 0:
        return
    outside = int(np.sum(~shapely.intersects(parents, points)))
    fitting = [shift for shift, by in offsets.items() if shapely.intersects(parents, moved(points, -by)).all()]
    if outside and fitting:
        names, given = _either(NAMES[shift] for shift in fitting), _either(f"{path}@{shift}" for shift in fitting)
        text = f"{outside} of {len(points)} are outside {whose}, and none is when they are taken as {names}"
        site.report(layer, path.name, f"{text}: if they are from a web map, give {given} to convert them")


def _mixed(
    site: Site,
    layer: str,
    path: Path,
    outlines: NDArray[np.object_],
    parents: NDArray[np.object_],
    offsets: Mapping[Shifted, NDArray[np.float64]],
    whose: ExplainedLine,
) -> None:
    """Report outlines of which only some are shifted: most of those outside their parents fit without the shift."""
    if shapely.get_dimensions(outlines[0]) < 2:
        return
    before = _outside(outlines, parents)
    astray = np.flatnonzero(before > OUTSIDE_SHARE)
    if len(astray) <= MAX_STRAYS:
        return
    fitting = {
        shift: int(np.sum(_outside(moved(outlines[astray], -by), parents[astray]) < before[astray] * DETECTED_SHARE))
        for shift, by in offsets.items()
    }
    shift = max(fitting, key=lambda shift: fitting[shift])
    if fitting[shift] > len(astray) * MOST:
        text = f"{fitting[shift]} of {len(astray)} outlines that reach out of {whose} fit when taken as {NAMES[shift]}"
        remedy = "the file mixes coordinates; convert those features to WGS84, or get all from one source"
        site.report(layer, path.name, f"{text}: {remedy}", "error")


def _outside(outlines: NDArray[np.object_], parents: NDArray[np.object_]) -> NDArray[np.float64]:
    """Share of the area of each outline (n,) outside its parent."""
    shapely.prepare(parents)
    share = np.zeros(len(outlines))
    doubtful = ~shapely.covers(parents, outlines)
    lost = shapely.area(shapely.difference(outlines[doubtful], parents[doubtful]))
    share[doubtful] = lost / np.maximum(shapely.area(outlines[doubtful]), np.finfo(float).tiny)
    return share


def _either(choices: Iterable[str]) -> ExplainedLine:
    """One of at most two choices."""
    first, *more = choices
    return ExplainedLine("{first} or {second}", first=first, second=more[0]) if more else ExplainedLine(first)


def _pairs(offsets: Mapping[Shifted, NDArray[np.float64]]) -> dict[Pair, NDArray[np.float64]]:
    """How far a layer is from its reference, by the shift of the layer and of the reference."""
    known: dict[Shifted | None, NDArray[np.float64]] = {None: np.zeros(2)}
    known |= dict(offsets.items())
    return {(a, b): known[a] - known[b] for b in known for a in known if a != b}


def _coarse(outlines: NDArray[np.object_], tolerance: float) -> NDArray[np.object_]:
    """Outlines that are detailed enough to recognise a shift; points as they are."""
    if shapely.get_num_coordinates(outlines).sum() < MANY_VERTICES:
        return outlines
    unique, index = np.unique([id(outline) for outline in outlines], return_index=True)
    simple = dict(zip(unique, shapely.make_valid(shapely.simplify(outlines[index], tolerance)), strict=True))
    return np.array([simple[id(outline)] for outline in outlines], dtype=object)
