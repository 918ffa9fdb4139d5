"""Detect at import that one file is in GCJ-02 or BD-09 and another is not: they fit only with the shift removed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

import numpy as np
import shapely
from numpy.typing import NDArray

from county.division import lineage, parent_of
from county.explained import ExplainedLine
from county.package.finding import naming
from county.package.importing import fields
from county.package.importing.codes import normal_code
from county.package.importing.divisions import Layer
from county.package.importing.georeference import shift_of
from county.package.importing.named_divisions import NamedDivisions
from county.package.importing.site import Site, SiteFeatures
from county.package.manifest import PackageError
from county.package.offset import (
    DETECTED_SHARE,
    FAULT_SHARE,
    MAX_STRAYS,
    NAMES,
    Shifted,
    better_fits,
    moved,
    offsets_at,
    outside_share,
)
from county.package.open import Table

Shift = Shifted | None
"""None: WGS84."""
Pair = tuple[Shift, Shift]
"""How the files of a layer and of its reference are shifted."""
BESIDE_M, FEWEST_BESIDE = 30.0, 8
"""How near to a road a device stands, and how many must do so to tell a shift of some 500 m."""
DIRECTIONS = 12
"""In which points are moved by the length of a shift, to see how many are then beside a road by chance."""
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
_NAMES: Mapping[Shift, str] = {"gcj02": NAMES["gcj02"], "bd09": NAMES["bd09"], None: "WGS84"}
_WORDS: Mapping[Shift, str] = {"gcj02": "gcj02", "bd09": "bd09", None: "wgs84"}
"""As given behind @."""


def check_divisions(site: Site, read: Mapping[Layer, tuple[SiteFeatures, NDArray[np.object_]]]) -> None:
    """Compare each level with the one above it, towns (else villages) with the outline.  Raises PackageError."""
    above: tuple[Layer, dict[str, shapely.Geometry], Shift] | None = None
    for layer, (items, code) in read.items():
        shift = shift_of(items.features, site.stated)
        if above is None:
            parents = np.full(len(items), site.boundary_lonlat, dtype=object)
            _compare(site, layer, items, items.lonlat, parents, _BOUNDARY, (shift, site.shifted))
        else:
            name, outlines, theirs = above
            known = np.array([parent_of(c) in outlines for c in code], dtype=bool)
            parents = np.array([outlines[parent_of(c) or ""] for c in code[known]], dtype=object)
            mine = items.where(known)
            _compare(site, layer, mine, mine.lonlat, parents, _WHOSE[name], (shift, theirs))
        above = layer, dict(zip(code, items.lonlat, strict=True)), shift


def check_members(site: Site, layer: str, field: str, items: SiteFeatures, tables: Mapping[str, Table]) -> None:
    """Compare points with the divisions whose code is in ``field``, or the smallest above these that have an outline,
    else with the county; those without a code also with the division that their name names, else with the roads.  Where
    nothing is known of them, it is noted that a shift of some cannot be found.  Raises PackageError."""
    outlines = {
        str(c): g
        for level in ("towns", "villages", "grids")
        if level in tables
        for c, g in zip(tables[level]["code"], tables[level].geometry, strict=True)
    }
    stated = fields.text(fields.column(items.features.columns, layer, field), len(items))
    code = np.array([_outlined(normal_code(c), outlines) for c in stated], dtype=object)
    known = code != ""
    shifts = shift_of(items.features, site.stated), site.shifted
    if known.any():
        parents = np.array([outlines[c] for c in code[known]], dtype=object)
        mine = items.where(known)
        _compare(site, layer, mine, mine.geometry, parents, ExplainedLine("the divisions"), shifts, metres=True)
    else:
        whole = np.full(len(items), site.boundary, dtype=object)
        _compare(site, layer, items, items.geometry, whole, _BOUNDARY, shifts, metres=True)
    names = fields.text(fields.column(items.features.columns, layer, "name"), len(items))
    called = np.array(NamedDivisions(tables).codes(names), dtype=object)
    by_name = ~known & (called != "")
    if by_name.any():
        parents = np.array([outlines[c] for c in called[by_name]], dtype=object)
        mine = items.where(by_name)
        offsets = _without(shifts[0], _offsets(site, metres=True))
        _mixed(site, layer, mine, mine.geometry, parents, offsets, ExplainedLine("the divisions that their names name"))
    lone = items.where(~known & ~by_name)
    by_user = items.features.stated is not None or fields.found(items.features.columns, layer, "datum") is not None
    if len(lone) > MAX_STRAYS and not by_user and not _beside_roads(site, layer, lone, tables, shifts[0]):
        what = f"{len(lone)} points of {items.features.path.name} not checked for a shift of some of them (GCJ-02)"
        site.unchecked.append(f"{what}: add a column with the codes or names of their villages")


def _beside_roads(
    site: Site, layer: str, items: SiteFeatures, tables: Mapping[str, Table], removed: Shift
) -> bool:
    """Whether most points are beside roads, and a warning where many others are beside them without a shift."""
    points = items.geometry
    if "roads" not in tables or len(points) < FEWEST_BESIDE or not _are_points(points):
        return False
    roads = shapely.union_all(tables["roads"].geometry)
    shapely.prepare(roads)
    away = points[~shapely.dwithin(roads, points, BESIDE_M)]
    for shift, by in _without(removed, _offsets(site, metres=True)).items():
        if shift is None or len(away) < FEWEST_BESIDE:
            continue
        turns = (np.exp(1j * angle) * complex(*by) for angle in np.linspace(0, 2 * np.pi, DIRECTIONS, endpoint=False))
        beside = [
            int(np.sum(shapely.dwithin(roads, moved(away, -np.array([turn.real, turn.imag])), BESIDE_M)))
            for turn in turns
        ]
        if beside[0] >= FEWEST_BESIDE and beside[0] > 2 * max(beside[1:]):
            text = f"{beside[0]} of {len(away)} points beside no road are beside one when taken as {_NAMES[shift]}, "
            text += f"and {max(beside[1:])} at most when moved otherwise: the file may mix coordinates"
            site.report(layer, items.features.path.name, f"{text}; get all from one source")
            return True
    return len(away) < len(points) / 2


def _are_points(geometry: NDArray[np.object_]) -> bool:
    return bool((shapely.get_dimensions(geometry) == 0).all())


def _outlined(code: str, outlines: Mapping[str, shapely.Geometry]) -> str:
    """The smallest division with an outline that has ``code`` or is above it; "" without one."""
    return next((at for at in lineage(code) if at in outlines), "")


def _compare(
    site: Site,
    layer: str,
    items: SiteFeatures,
    geometry: NDArray[np.object_],
    parents: NDArray[np.object_],
    whose: ExplainedLine,
    removed: Pair,
    *,
    metres: bool = False,
) -> None:
    """``geometry``: of the items, in degrees or metres.  ``removed``: what was taken off the layer and its reference,
    as the user stated."""
    if not len(geometry):
        return
    path = items.features.path
    known = _offsets(site, metres=metres)
    fine = COARSE_M if metres else COARSE_M / 111_000
    found = better_fits(_coarse(geometry, fine), outside_share(_coarse(parents, fine)), _pairs(known, removed))
    if found:
        raise _refusal(layer, path, whose, removed, found)
    left = _without(removed[0], known)
    if not _suspect(site, layer, path, geometry, parents, left, whose):
        _mixed(site, layer, items, geometry, parents, left, whose)


def _offsets(site: Site, *, metres: bool) -> dict[Shift, NDArray[np.float64]]:
    """By how much coordinates of each shift differ from WGS84, degrees or metres (2,)."""
    middle = site.boundary_lonlat.centroid
    offsets = offsets_at(middle.x, middle.y)
    if metres:
        ends = site.to_working(np.array([[middle.x, middle.y], *(middle.coords[0] + o for o in offsets.values())]))
        offsets = {shift: end - ends[0] for shift, end in zip(offsets, ends[1:], strict=True)}
    known: dict[Shift, NDArray[np.float64]] = {None: np.zeros(2)}
    known |= dict(offsets.items())
    return known


def _without(shift: Shift, known: Mapping[Shift, NDArray[np.float64]]) -> dict[Shift, NDArray[np.float64]]:
    """The offsets ``known`` of coordinates from which ``shift`` was removed."""
    return {other: by - known[shift] for other, by in known.items() if other != shift}


def _refusal(layer: str, path: Path, whose: ExplainedLine, removed: Pair, found: list[Pair]) -> PackageError:
    """With the change to one file that suffices, if there is one: a shift that the user states and that one file has
    alone is left out before another one is stated."""
    shift, theirs = removed
    mine = [own for own, other in found if other == theirs]
    others = [other for own, other in found if own == shift]
    if shift and theirs is None and None in mine:
        return PackageError(
            "{path}: the {layer} fit {whose} only when not taken as {name}; leave out @{shift}, or give {path}@wgs84; "
            "only if the file of {whose} is in {name}, too, give that with @{shift}",
            path=path, layer=layer, whose=whose, name=NAMES[shift], shift=shift,
        )  # fmt: skip
    if theirs and shift is None and None in others:
        return PackageError(
            "{path}: {whose} must not be taken as {name} to fit the {layer}; give the file of {whose} without @{shift} "
            "or with @wgs84; only if this one is in {name}, too, give {path}@{shift}",
            path=path, layer=layer, whose=whose, name=NAMES[theirs], shift=theirs,
        )  # fmt: skip
    if mine:
        return PackageError(
            "{path}: the {layer} fit {whose} only when taken as {names}; give {out} to convert it, or --crs {shift} if "
            "all files are so",
            path=path, layer=layer, whose=whose, names=_either(_NAMES[own] for own in mine),
            out=_either(f"{path}@{_WORDS[own]}" for own in mine), shift=_WORDS[mine[0]],
        )  # fmt: skip
    if others:
        return PackageError(
            "{path}: {whose} must be taken as {name} to fit the {layer}; give the file of {whose} with @{other} to "
            "convert it, or check the CRS of this one",
            path=path, whose=whose, layer=layer, name=_NAMES[others[0]], other=_WORDS[others[0]],
        )  # fmt: skip
    own, other = found[0]
    return PackageError(
        "{path}: {whose} must be taken as {other_name}, and the {layer} as {own_name}, to fit; give {path}@{own}, and "
        "the file of {whose} with @{other} to convert it, or check the CRS of this one",
        path=path, whose=whose, layer=layer, other_name=_NAMES[other], own_name=_NAMES[own], own=_WORDS[own],
        other=_WORDS[other],
    )  # fmt: skip


def _suspect(
    site: Site,
    layer: str,
    path: Path,
    points: NDArray[np.object_],
    parents: NDArray[np.object_],
    offsets: Mapping[Shift, NDArray[np.float64]],
    whose: ExplainedLine,
) -> bool:
    """Report points of which too few are outside their parents to tell a shift, but none is without it; whether there
    are such."""
    if shapely.get_dimensions(points[0]) > 0:
        return False
    outside = int(np.sum(~shapely.intersects(parents, points)))
    fitting = [shift for shift, by in offsets.items() if shapely.intersects(parents, moved(points, -by)).all()]
    if outside and fitting:
        names = _either(_NAMES[shift] for shift in fitting)
        given = _either(f"{path}@{_WORDS[shift]}" for shift in fitting)
        text = f"{outside} of {len(points)} are outside {whose}, and none is when they are taken as {names}"
        site.report(layer, path.name, f"{text}: if they are from a web map, give {given} to convert them")
    return bool(outside and fitting)


def _mixed(
    site: Site,
    layer: str,
    items: SiteFeatures,
    geometry: NDArray[np.object_],
    parents: NDArray[np.object_],
    offsets: Mapping[Shift, NDArray[np.float64]],
    whose: ExplainedLine,
) -> None:
    """Report features of which only some are shifted: most of those outside their parents fit without the shift."""
    before = _outside(geometry, parents)
    astray = np.flatnonzero(before > FAULT_SHARE)
    if len(astray) <= MAX_STRAYS:
        return
    fitting = {
        shift: astray[_outside(moved(geometry[astray], -by), parents[astray]) < before[astray] * DETECTED_SHARE]
        for shift, by in offsets.items()
    }
    shift = max(fitting, key=lambda shift: len(fitting[shift]))
    found = fitting[shift]
    if len(found) > len(astray) * MOST:
        points = shapely.get_dimensions(geometry[0]) == 0
        what = "points that are outside" if points else "outlines that reach out of"
        text = f"{len(found)} of {len(astray)} {what} {whose} fit when taken as {_NAMES[shift]}"
        remedy = "convert those features to WGS84, or get all from one source"
        if points:
            remedy += f"; a table may have a column 坐标系 with {_NAMES[shift]} in those rows"
        text = f"{text} ({naming(items.features.places[found])}): the file mixes coordinates"
        site.report(layer, items.features.path.name, f"{text}; {remedy}", "error")


def _outside(outlines: NDArray[np.object_], parents: NDArray[np.object_]) -> NDArray[np.float64]:
    """Share of the area of each outline (n,) outside its parent; of points 1 where they are."""
    shapely.prepare(parents)
    if shapely.get_dimensions(outlines[0]) == 0:
        return np.asarray(~shapely.intersects(parents, outlines), dtype=float)
    share = np.zeros(len(outlines))
    doubtful = ~shapely.covers(parents, outlines)
    lost = shapely.area(shapely.difference(outlines[doubtful], parents[doubtful]))
    share[doubtful] = lost / np.maximum(shapely.area(outlines[doubtful]), np.finfo(float).tiny)
    return share


def _either(choices: Iterable[str]) -> ExplainedLine:
    """One of at most two choices."""
    first, *more = choices
    return ExplainedLine("{first} or {second}", first=first, second=more[0]) if more else ExplainedLine(first)


def _pairs(known: Mapping[Shift, NDArray[np.float64]], removed: Pair) -> dict[Pair, NDArray[np.float64]]:
    """How far a layer is from its reference now, by the shifts that both have: those that change it."""
    shift, theirs = removed
    by = {(a, b): known[a] - known[shift] - known[b] + known[theirs] for b in known for a in known}
    return {pair: offset for pair, offset in by.items() if np.any(offset)}


def _coarse(outlines: NDArray[np.object_], tolerance: float) -> NDArray[np.object_]:
    """Outlines that are detailed enough to recognise a shift; points as they are."""
    if shapely.get_num_coordinates(outlines).sum() < MANY_VERTICES:
        return outlines
    unique, index = np.unique([id(outline) for outline in outlines], return_index=True)
    simple = dict(zip(unique, shapely.make_valid(shapely.simplify(outlines[index], tolerance)), strict=True))
    return np.array([simple[id(outline)] for outline in outlines], dtype=object)
