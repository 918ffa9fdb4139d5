"""Checks of divisions outside their parent, overlaps and gaps, and features outside the county."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import shapely

from county.package.checks.inspected import AT_MOST, PARENTS, Inspected, key_of, listed
from county.package.finding import Finding
from county.package.open import Table
from county.package.schema import CATALOGUED

OUTSIDE_SHARE = 0.02
"""Tolerated share of a division's area outside its parent: outlines from different surveys."""
OVERLAP_SHARE = 0.01
"""Share of the smaller of two areas; a smaller overlap is a sliver."""
GAP_M2 = 10_000.0
SLIVERS_M2 = 1_000.0
"""Total area of the slivers of one layer above which they are reported."""


def inside_parents(package: Inspected) -> Iterator[Finding]:
    """Divisions whose share of area outside their parent is too large."""
    top = next((layer for layer in ("towns", "villages", "grids") if layer in package.tables), None)
    if top is not None and package.boundary is not None:
        table = package.tables[top]
        yield from _outside(top, table, np.full(len(table), package.boundary, dtype=object), "county", None)
    for layer, (above, column) in PARENTS.items():
        if layer in package.tables and above in package.tables:
            table, parents = package.tables[layer], package.tables[above]
            at = dict(zip(parents["code"].astype(str), parents.geometry, strict=True))
            known = np.array([str(code) in at for code in table[column]], dtype=bool)
            part = Table(table.geometry[known], {k: v[known] for k, v in table.columns.items()})
            own = np.array([at[str(c)] for c in part[column]], dtype=object)
            yield from _outside(layer, part, own, column, parents)


def _outside(
    layer: str, table: Table, parents: np.ndarray[tuple[int], np.dtype[np.object_]], whose: str, all_: Table | None
) -> Iterator[Finding]:
    """``all_``: the table of the parents, to name where a division mostly is; None: they are the county."""
    if not len(table):
        return
    shapely.prepare(parents)
    doubtful = ~shapely.covers(parents, table.geometry)
    geometry, parents, codes = table.geometry[doubtful], parents[doubtful], table["code"][doubtful]
    share = shapely.area(shapely.difference(geometry, parents)) / shapely.area(geometry)
    wrong = share > OUTSIDE_SHARE
    few = np.flatnonzero(wrong)[:AT_MOST]
    for code, outline, outside in zip(codes[few], geometry[few], share[few], strict=True):
        where = _mostly_in(outline, all_) if all_ is not None and outside > 0.5 else ""
        text = f"{outside:.0%} of its area is outside its {whose}{where}; fix the outline or the code"
        yield Finding("error", layer, str(code), text)
    if wrong.sum() > AT_MOST:
        text = f"{wrong.sum() - AT_MOST} more are outside their {whose}; fix the outlines or the codes"
        yield Finding("error", layer, "", text)


def _mostly_in(outline: shapely.Geometry, parents: Table) -> str:
    """Which of the parents holds most of the outline, for the line of a finding; "" for none."""
    area = shapely.area(shapely.intersection(parents.geometry, outline))
    most = int(np.argmax(area))
    return f" by its code, and most of it in {parents['code'][most]}" if area[most] > 0 else ""


def coverage(package: Inspected) -> Iterator[Finding]:
    """Overlaps within each level, and gaps between it and the level above."""
    above: shapely.Geometry | None = package.boundary
    for layer in ("towns", "villages", "grids"):
        if layer not in package.tables or not len(package.tables[layer]):
            continue
        table = package.tables[layer]
        clean = bool(shapely.coverage_is_valid(table.geometry))
        if not clean:
            yield from _overlaps(layer, table)
        union = shapely.coverage_union_all(table.geometry) if clean else shapely.union_all(table.geometry)
        if above is not None:
            yield from _gaps(layer, shapely.difference(above, union))
        above = union


def _overlaps(layer: str, table: Table) -> Iterator[Finding]:
    a, b = shapely.STRtree(table.geometry).query(table.geometry, predicate="intersects")
    a, b = a[a < b], b[a < b]
    area = shapely.area(shapely.intersection(table.geometry[a], table.geometry[b]))
    smaller = np.minimum(shapely.area(table.geometry[a]), shapely.area(table.geometry[b]))
    large = area > smaller * OVERLAP_SHARE
    codes = table["code"].astype(str)
    for i, j, m2 in zip(a[large], b[large], area[large], strict=True):
        yield Finding("error", layer, codes[i], f"overlaps {codes[j]} by {m2 / 1e4:,.2f} ha; fix the outlines")
    slivers = area[~large]
    if slivers.sum() > SLIVERS_M2:
        yield Finding(
            "warning",
            layer,
            "",
            f"{np.sum(slivers > 1)} pairs of neighbours overlap by slivers, "
            f"{slivers.sum():,.0f} m² in all; snap the outlines to each other",
        )


def _gaps(layer: str, gap: shapely.Geometry) -> Iterator[Finding]:
    pieces = shapely.get_parts(gap)
    area = shapely.area(pieces)
    for piece, m2 in sorted(zip(pieces[area > GAP_M2], area[area > GAP_M2], strict=True), key=lambda p: -p[1])[:10]:
        at = piece.representative_point()
        yield Finding(
            "warning",
            layer,
            "",
            f"no feature covers {m2 / 1e4:,.1f} ha around x {at.x:.0f}, "
            f"y {at.y:.0f}; close the gap between the outlines",
        )


def inside_county(package: Inspected) -> Iterator[Finding]:
    """Features other than divisions must touch the county."""
    if package.boundary is None:
        return
    boundary = package.boundary
    shapely.prepare(boundary)
    for layer in ("roads", "rivers", "waters", "buildings", "places", "names", *CATALOGUED):
        if layer in package.tables:
            table = package.tables[layer]
            outside = ~shapely.intersects(boundary, table.geometry)
            yield from listed("error", layer, key_of(table)[outside], "is outside the county; move or remove it")


def in_its_division(package: Inspected) -> Iterator[Finding]:
    """Sensors, resources, facilities and buildings must touch their stated division, seats must be in their own."""
    outlines = package.divisions()
    for layer, column in (
        ("places", "code"),
        ("buildings", "division"),
        *((layer, "division") for layer in CATALOGUED),
    ):
        if layer not in package.tables:
            continue
        table = package.tables[layer]
        at = np.array([outlines.get(str(code)) for code in table[column]], dtype=object)
        known = ~shapely.is_missing(at)
        if package.boundary is not None:
            known &= shapely.intersects(package.boundary, table.geometry)
        shapely.prepare(at)
        outside = known & ~shapely.intersects(at, table.geometry)
        yield from listed(
            "error" if layer != "places" else "warning",
            layer,
            key_of(table)[outside],
            "is outside the division of its code; move it or fix the code",
        )
