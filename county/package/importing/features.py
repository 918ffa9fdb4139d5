"""Roads, waters, buildings, places, sensors, resources and facilities from real files."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

import numpy as np
import shapely
from numpy.typing import NDArray

from county.division import BadCode, level_of
from county.package.finding import naming
from county.package.importing import fields
from county.package.importing.codelist import CodeList
from county.package.importing.codes import normal_code
from county.package.importing.guessed import column_of_codes
from county.package.importing.kinds import Kinds, kinds_of
from county.package.importing.named_columns import codes_of, names_of
from county.package.importing.numbers import counts_of, numbers_of
from county.package.importing.read import SourceFeatures
from county.package.importing.refused_codes import RefusedCodes
from county.package.importing.site import Site, SiteFeatures, near_county, placed
from county.package.open import Table
from county.package.schema import CATALOGUED, LEVELS
from county.tables.aliases import meaning
from county.tables.simplified import simplified

ONE_BY_ONE = 10
"""Findings of one kind on single features; the others are one line."""
_SEATS = (("towns", "town_seat"), ("villages", "village_seat"))
STOREY_M = 3.0
"""Height of a storey where a file has floors but no height (GB 50096: dwellings 2.80 m, plus slab)."""


def roads(site: Site, features: SourceFeatures) -> Table:
    """Road lines with class and width."""
    items, ids = _known(site, "roads", placed(site, "roads", features))
    return Table(items.geometry, {
        "id": ids,
        "name": _text(items, "roads", "name"),
        "road_class": _word(site, items, "roads", "road_class", "road_class", "village"),
        "width_m": numbers_of(site, "roads", items.features, "width_m", 0.0),
    })  # fmt: skip


def waters(site: Site, features: SourceFeatures) -> tuple[Table | None, Table | None]:
    """Rivers from the lines of the file, standing water from its polygons; None where there are none."""
    dimension = shapely.get_dimensions(features.geometry)
    lines, areas = features.where(dimension == 1), features.where(dimension == 2)
    rivers = standing = None
    if len(lines):
        items, ids = _known(site, "rivers", placed(site, "rivers", lines))
        rivers = Table(items.geometry, {
            "id": ids,
            "name": _text(items, "rivers", "name"),
            "order": counts_of(site, "rivers", items.features, "order", 0),
            "width_m": numbers_of(site, "rivers", items.features, "width_m", 0.0),
        })  # fmt: skip
    if len(areas):
        items, ids = _known(site, "waters", placed(site, "waters", areas))
        kind = _word(site, items, "waters", "waters", "kind", "pond")
        standing = Table(items.geometry, {"id": ids, "name": _text(items, "waters", "name"), "kind": kind})
    if rest := int(np.sum(~np.isin(dimension, (1, 2)))):
        site.report(
            "waters",
            "",
            f"{rest} features of {features.path.name} are neither lines nor polygons and were left out",
        )
    return rivers, standing


def buildings(site: Site, features: SourceFeatures, tables: Mapping[str, Table]) -> tuple[Table, bool]:
    """Footprints with heights, and whether heights were estimated from floors.  An unknown height is 0."""
    items, ids = _known(site, "buildings", placed(site, "buildings", features))
    floors = numbers_of(site, "buildings", items.features, "floors", -1)
    height = numbers_of(site, "buildings", items.features, "height_m", 0.0)
    estimated = (height <= 0) & (floors > 0)
    height[estimated] = floors[estimated] * STOREY_M
    if estimated.any():
        text = f"{estimated.sum()} have floors but no height; estimated at {STOREY_M:g} m per floor"
        site.report("buildings", "", text)
    if unknown := int(np.sum(height <= 0)):
        site.report("buildings", "", f"{unknown} have neither height nor floors; they are drawn flat")
    table = Table(items.geometry, {
        "id": ids,
        "use": _word(site, items, "buildings", "use", "use", "residential"),
        "height_m": np.maximum(height, 0.0),
        "floors": floors.astype(np.int64),
        "division": divisions_of(site, items.geometry, tables),
    })  # fmt: skip
    return table, bool(estimated.any())


def devices(site: Site, layer: str, items: SiteFeatures, kinds: Kinds, tables: Mapping[str, Table]) -> Table:
    """Sensors, resources, facilities or read points; those of a kind that the catalogue lacks are reported and left
    out."""
    items, ids = _known(site, layer, items)
    kind = kinds_of(site, layer, items, ids, kinds)
    known = kind != ""
    items, ids, kind = items.where(known), ids[known], kind[known]
    path, columns = items.features.path, items.features.columns
    names = names_of(site, layer, path, columns, len(items), without="warning")
    division = divisions_of(site, items.geometry, tables)
    stated = _text(items, layer, "division")
    wrong = [i for i in range(len(items)) if not _agree(normal_code(stated[i]), division[i])]
    for i in wrong[:ONE_BY_ONE]:
        text = f"belongs to {stated[i]} by its file but is in {division[i]}; its position is used, fix one"
        site.report(layer, ids[i], text)
    if len(wrong) > ONE_BY_ONE:
        text = f"the same for {len(wrong) - ONE_BY_ONE} more: {naming(ids[wrong[ONE_BY_ONE:]])}"
        site.report(layer, "", text)
    out: dict[str, NDArray[np.generic]] = {"id": ids, "name": names, "kind": kind, "division": division}
    if layer in ("resources", "facilities"):
        out["capacity"] = counts_of(site, layer, items.features, "capacity", -1)
    if layer in ("resources", "read_points"):
        out["phone"] = _text(items, layer, "phone")
    return Table(items.geometry, out)


def within(site: Site, layer: str, items: SiteFeatures) -> SiteFeatures:
    """The features that touch the county; the others are reported by name."""
    return near_county(site, layer, items, _text(items, layer, "name"))[0]


def places(
    site: Site, parts: list[SiteFeatures], divisions: Mapping[str, Table], codelist: CodeList | None = None
) -> Table:
    """Seats of divisions from points with the code of their division, else with its name on the map or in the list; the
    first of each is used."""
    seats: dict[str, tuple[shapely.Geometry, str]] = {}
    for items in parts:
        features = items.features
        names = names_of(site, "places", features.path, features.columns, len(items))
        refused = RefusedCodes(features.path.name, "left out")
        codes = _codes_of_seats(site, items, names, divisions, codelist)
        for i, (code, name) in enumerate(zip(codes, names, strict=True)):
            if code is None:
                continue
            try:
                if level_of(code) == "grid" or not code.startswith(site.code):
                    raise BadCode(f"code {code!r}: is not a town's or village's of county {site.code}")
                if code in seats:
                    raise BadCode(f"code {code!r}: has a seat already")
            except BadCode as error:
                refused.add(features.place(i), error)
                continue
            seats[code] = items.geometry[i], name
        refused.report(site, "places", "error")
    return Table(
        np.array([geometry for geometry, _ in seats.values()], dtype=object),
        {
            "code": np.array(list(seats), dtype=object),
            "name": np.array([name for _, name in seats.values()], dtype=object),
            "kind": np.array([f"{level_of(code)}_seat" for code in seats], dtype=object),
        },
    )


def _codes_of_seats(
    site: Site,
    items: SiteFeatures,
    names: NDArray[np.object_],
    divisions: Mapping[str, Table],
    codelist: CodeList | None,
) -> NDArray[np.object_]:
    """Codes of the divisions whose seats the points are (n,); in a file without codes by name, None where that does not
    tell, which is reported."""
    features = items.features
    if fields.column(features.columns, "places", "code") is not None or not (names != "").any():
        return codes_of(site, "places", features.path, features.columns, len(items), None)
    if column_of_codes(features.columns, len(items), None, site.code):
        return codes_of(site, "places", features.path, features.columns, len(items), None)
    known = _codes_of_names(divisions, codelist)
    found = [sorted(known.get(simplified(str(name)), ())) for name in names]
    text = f"has no column of codes: {sum(len(codes) == 1 for codes in found)} of {len(found)} seats were found by name"
    site.report("places", features.path.name, text)
    unclear = [
        f"{name or features.place(i)}{f' ({naming(codes)})' if codes else ''}"
        for i, (name, codes) in enumerate(zip(names, found, strict=True))
        if len(codes) != 1
    ]
    if unclear:
        text = f"{len(unclear)} have no code and no name that one division has, and were left out"
        site.report("places", features.path.name, f"{text}: {naming(unclear, 10)}; add their codes", "error")
    return np.array([codes[0] if len(codes) == 1 else None for codes in found], dtype=object)


def _codes_of_names(divisions: Mapping[str, Table], codelist: CodeList | None) -> dict[str, set[str]]:
    """The codes of the towns and villages on the map and in the list by name.

    Those of the list only where it has all codes that the map has for the name: else it has a division of the map under
    a new code.
    """
    known: dict[str, set[str]] = defaultdict(set)
    for layer in ("towns", "villages"):
        if layer in divisions:
            for code, name in zip(divisions[layer]["code"], divisions[layer]["name"], strict=True):
                known[simplified(str(name))].add(str(code))
    listed = {**codelist.town_names, **codelist.names} if codelist else {}
    outdated = {name for name, codes in known.items() if not codes <= listed.keys()}
    for code, name in listed.items():
        if simplified(name) not in outdated:
            known[simplified(name)].add(code)
    known.pop("", None)
    return known


def seats_inside(tables: Mapping[str, Table]) -> Table | None:
    """One point inside each town and village, for imports without a file of seats."""
    parts = [(tables[layer], kind) for layer, kind in _SEATS if layer in tables]
    if not parts:
        return None
    return Table(
        np.concatenate([shapely.point_on_surface(t.geometry) for t, _ in parts]),
        {
            "code": np.concatenate([t["code"] for t, _ in parts]),
            "name": np.concatenate([t["name"] for t, _ in parts]),
            "kind": np.concatenate([np.full(len(t), kind, dtype=object) for t, kind in parts]),
        },
    )


def divisions_of(site: Site, geometry: NDArray[np.object_], tables: Mapping[str, Table]) -> NDArray[np.object_]:
    """Code of the smallest division of ``tables`` that contains a point inside each feature (n,), of the county where
    no outline does."""
    out = np.full(len(geometry), site.code, dtype=object)
    points = shapely.point_on_surface(geometry)
    for layer in LEVELS:
        if layer in tables and len(points):
            feature, division = shapely.STRtree(tables[layer].geometry).query(points, predicate="intersects")
            out[feature[::-1]] = tables[layer]["code"][division[::-1]]
    return out


def _agree(stated: str, found: str) -> bool:
    """Whether two division codes are equal or one division contains the other; an empty code agrees with all."""
    a, b = (code[:9] if len(code) == 12 and code.endswith("000") else code for code in (stated, found))
    return not a or (bool(b) and (a.startswith(b) or b.startswith(a)))


def _known(site: Site, layer: str, items: SiteFeatures) -> tuple[SiteFeatures, NDArray[np.object_]]:
    """The features that touch the county, with ids that are unique (n,)."""
    ids, refused = fields.label(fields.column(items.features.columns, layer, "id"), len(items))
    if refused and layer in CATALOGUED:
        row = min(refused)
        more = f" (and {len(refused) - 1} more)" if len(refused) > 1 else ""
        what = f"its id {refused[row].text.replace(';', f'{more}; left out,', 1)}"
        site.report(layer, items.features.place(row), what, "error")
        keep = np.ones(len(items), dtype=bool)
        keep[list(refused)] = False
        items, ids = items.where(keep), ids[keep]
    blank = ids == ""
    if blank.any():
        ids[blank] = [f"{layer}-{i + 1}" for i in np.flatnonzero(blank)]
        if layer in CATALOGUED:
            site.report(layer, "", f"{blank.sum()} have no id; numbered in order of the file")
    items, inside = near_county(site, layer, items, ids)
    ids = ids[inside]
    _, firsts, count = np.unique(ids.astype(str), return_index=True, return_counts=True)
    if (count > 1).any():
        twice = ids[firsts[count > 1]]
        if layer in CATALOGUED:
            keep = np.zeros(len(ids), dtype=bool)
            keep[firsts] = True
            site.report(
                layer,
                "",
                f"{np.sum(~keep)} have a duplicate id and were left out: {naming(twice)}; give each its own",
                "error",
            )
            return items.where(keep), ids[keep]
        ids = np.array([f"{layer}-{i + 1}" for i in range(len(ids))], dtype=object)
        site.report(layer, "", f"ids are not unique ({naming(twice)}); renumbered in order of the file")
    return items, ids


def _text(items: SiteFeatures, layer: str, field: str) -> NDArray[np.object_]:
    return fields.text(fields.column(items.features.columns, layer, field), len(items))


def _word(
    site: Site, items: SiteFeatures, layer: str, vocabulary: str, field: str, otherwise: str
) -> NDArray[np.object_]:
    """The layer's own word for each word of the file; words missing from the table are reported, once."""
    words = _text(items, layer, field)
    keys = [meaning(vocabulary, str(word)) for word in words]
    strange = np.array([key is None for key in keys], dtype=bool)
    if strange.any():
        seen = naming(sorted({str(word) or "nothing" for word in words[strange]}))
        site.report(
            layer,
            "",
            f"{field} of {strange.sum()} features is {seen}, taken as "
            f"{otherwise}; add the word to resources/importing/fields.toml",
        )
    return np.array([key or otherwise for key in keys], dtype=object)
