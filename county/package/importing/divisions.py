"""Towns, villages and grids from real files: codes, names, parents, and outlines that nest."""

from __future__ import annotations

from typing import Literal

import numpy as np
import shapely
from numpy.typing import NDArray

from county.division import BadCode, Level, level_of, parent_of, town_kind, village_kind
from county.package.finding import naming
from county.package.importing import fields
from county.package.importing.codelist import CodeList, compare
from county.package.importing.codes_by_name import codes_by_name
from county.package.importing.guessed import headers_of
from county.package.importing.named_columns import codes_of, has_codes, names_of
from county.package.importing.numbers import counts_of
from county.package.importing.outline import beginnings
from county.package.importing.refused_codes import RefusedCodes
from county.package.importing.same_names import report_same_names
from county.package.importing.site import Site, SiteFeatures
from county.package.manifest import PackageError
from county.package.open import Table
from county.tables.aliases import headers

Layer = Literal["towns", "villages", "grids"]
_LEVEL: dict[Layer, Level] = {"towns": "town", "villages": "village", "grids": "grid"}
SLIVER_M2 = 10_000.0
"""Outlines that extend over the boundary by less are not changed."""


def coded(
    site: Site, layer: Layer, items: SiteFeatures, codelist: CodeList | None = None
) -> tuple[SiteFeatures, NDArray[np.object_]]:
    """Features whose code is one of the layer's level and county, with the codes (n,).

    Towns and villages without one have that of their name in the list.  Raises PackageError.
    """
    items, code = _with_codes(site, layer, items, codelist)
    features = items.features
    keep = np.ones(len(items), dtype=bool)
    refused = RefusedCodes(features.path.name, "left out")
    for i, c in enumerate(code):
        try:
            if level_of(c) != _LEVEL[layer]:
                raise BadCode(f"code {c!r}: is a {level_of(c)}'s, not a {_LEVEL[layer]}'s")
            if not c.startswith(site.code):
                raise BadCode(f"code {c!r}: is not of county {site.code}")
        except BadCode as error:
            keep[i] = False
            refused.add(features.place(i), error)
    refused.report(site, layer, "error")
    if not keep.any():
        raise PackageError(
            "{path}: no feature has a {level} code of county {code} ({why}); {beginnings}; check --code and the file",
            path=features.path, level=_LEVEL[layer], code=site.code, why=refused.first, beginnings=beginnings(code),
        )  # fmt: skip
    return items.where(keep), code[keep]


def _with_codes(
    site: Site, layer: Layer, items: SiteFeatures, codelist: CodeList | None
) -> tuple[SiteFeatures, NDArray[np.object_]]:
    """The features with a code of their own, or of their name in the list, and the codes.  Raises PackageError."""
    path, columns, n = items.features.path, items.features.columns, len(items)
    present = has_codes(site, layer, columns, n, _LEVEL[layer])
    if layer == "grids" or (present and codelist is None):
        return items, codes_of(site, layer, path, columns, n, _LEVEL[layer])
    if codelist is None:
        raise PackageError(
            "{path}: no column of codes for the {layer} among {columns} (known headers: {known}); name it so, or give "
            "a list of codes and names with --codes",
            path=path, layer=layer, columns=headers_of(columns), known=naming(headers(layer, "code"), 6),
        )  # fmt: skip
    code = np.full(n, "", dtype=object)
    if present:
        code = codes_of(site, layer, path, columns, n, _LEVEL[layer])
    missing = code == ""
    if not missing.any():
        return items, code
    code[missing] = codes_by_name(site, layer, items, missing, codelist)[missing]
    known = code != ""
    if not known.any():
        raise PackageError(
            "{path}: has no codes, and none of its {n} {layer} has a name that is in {codes} ({why}); check "
            "the file and --code",
            path=path, n=n, layer=layer, codes=codelist.path.name,
            why=site.first_reason(layer),
        )  # fmt: skip
    return items.where(known), code[known]


def build(site: Site, layer: Layer, items: SiteFeatures, code: NDArray[np.object_], codelist: CodeList | None) -> Table:
    """The layer's table in working metres; outlines with equal codes are joined, and clipped to the county."""
    columns, n = items.features.columns, len(items)
    name = names_of(site, layer, items.features.path, columns, n)
    out: dict[str, NDArray[np.generic]] = {
        "code": code,
        "name": name,
        "population": counts_of(site, layer, items.features, "population", -1),
        "households": counts_of(site, layer, items.features, "households", -1),
        "approximate": fields.yes(fields.column(columns, layer, "approximate"), n),
    }
    match layer:
        case "towns":
            out["kind"] = np.array([town_kind(c) for c in code], dtype=object)
        case "villages":
            out["kind"] = np.array([village_kind(c) for c in code], dtype=object)
            out["town"] = np.array([parent_of(c) for c in code], dtype=object)
            out["outdated"] = np.zeros(n, dtype=bool)
            if codelist is not None:
                out["outdated"] = compare(site, codelist, code, name, _town_names(items, code, codelist))
        case "grids":
            out["village"] = np.array([parent_of(c) for c in code], dtype=object)
            out["worker"] = fields.text(fields.column(columns, layer, "worker"), n)
    table = _one_each(site, layer, Table(_inside(site, layer, items.geometry, code), out))
    if layer != "grids":
        report_same_names(site, layer, table)
    return table


def _town_names(items: SiteFeatures, code: NDArray[np.object_], codelist: CodeList) -> NDArray[np.object_]:
    stated = fields.column(items.features.columns, "villages", "town_name")
    if stated is not None:
        return fields.text(stated, len(items))
    return np.array([codelist.town_names.get(c[:9] + "000", "") for c in code], dtype=object)


def _inside(site: Site, layer: Layer, geometry: NDArray[np.object_], code: NDArray[np.object_]) -> NDArray[np.object_]:
    shapely.prepare(site.boundary)
    doubtful = ~shapely.covers(site.boundary, geometry)
    over = np.zeros(len(geometry))
    over[doubtful] = shapely.area(shapely.difference(geometry[doubtful], site.boundary))
    cut = over > SLIVER_M2
    if cut.any():
        site.report(
            layer,
            "",
            f"{cut.sum()} outlines reach {over[cut].sum() / 1e6:.2f} km² over "
            f"the county's boundary and were clipped: {naming(code[cut])}",
        )
        geometry = geometry.copy()
        geometry[cut] = [polygons(g) for g in shapely.intersection(geometry[cut], site.boundary)]
    return geometry


def polygons(geometry: shapely.Geometry) -> shapely.Geometry:
    """The polygons of the result of an intersection."""
    parts = shapely.get_parts(geometry)
    return shapely.union_all(parts[shapely.get_dimensions(parts) == 2])


def _one_each(site: Site, layer: Layer, table: Table) -> Table:
    """One feature per code, in order of the codes, without those that clipping left empty."""
    empty = shapely.is_empty(table.geometry)
    for c in table["code"][empty]:
        site.report(
            layer,
            str(c),
            "is completely outside the county and was left out; check its code and its CRS",
            "error",
        )
    order = np.flatnonzero(~empty)[np.argsort(table["code"][~empty].astype(str), kind="stable")]
    code = table["code"][order]
    first = np.ones(len(order), dtype=bool)
    first[1:] = code[1:] != code[:-1]
    geometry = table.geometry[order]
    joined: list[str] = []
    different: list[str] = []
    for i in np.flatnonzero(first):
        same = code == code[i]
        if same.sum() > 1:
            geometry[i] = shapely.union_all(geometry[same])
            names = dict.fromkeys(name for name in table["name"][order][same] if name)
            if len(names) > 1:
                different.append(f"{code[i]} ({naming(names)})")
            else:
                joined.append(f"{code[i]} ({same.sum()})")
    if different:
        text = f"{len(different)} codes are those of several {layer} with different names, which were joined: "
        site.report(layer, "", f"{text}{naming(different)}; give each its own code", "error")
    if joined:
        text = f"{len(joined)} {layer} have several outlines, which were joined: {naming(joined)}"
        site.report(layer, "", f"{text}; check that each is one {_LEVEL[layer]}")
    return Table(geometry[first], {key: values[order][first] for key, values in table.columns.items()})


def stated_town_names(items: SiteFeatures, code: NDArray[np.object_]) -> dict[str, str]:
    """Names of towns by code as stated in a file of villages."""
    names = fields.text(fields.column(items.features.columns, "villages", "town_name"), len(items))
    return {c[:9] + "000": str(name) for c, name in zip(code, names, strict=True) if name}


def towns_from_villages(villages: Table, codelist: CodeList | None, town_name: dict[str, str]) -> Table:
    """The towns as the union of their villages; names from the list, otherwise from the villages' own column."""
    codes = np.unique(villages["town"].astype(str)).astype(object)
    members = [villages["town"] == c for c in codes]
    names = {**town_name, **(codelist.town_names if codelist else {})}
    unknown = np.full(len(codes), -1, dtype=np.int64)
    return Table(
        np.array([shapely.union_all(villages.geometry[m]) for m in members], dtype=object),
        {
            "code": codes,
            "name": np.array([names.get(c, "") for c in codes], dtype=object),
            "kind": np.array([town_kind(c) for c in codes], dtype=object),
            "population": unknown,
            "households": unknown.copy(),
            "approximate": np.array([bool(villages["approximate"][m].any()) for m in members], dtype=bool),
        },
    )
