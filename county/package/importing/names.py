"""Names under which something is searched on the map besides those of the outlines: of the official list of codes where
it differs from the map, and of seats without an outline."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import NamedTuple

import numpy as np
import shapely

from county.division import lineage
from county.package.importing.codelist import CodeList
from county.package.importing.site import Site
from county.package.open import Table
from county.package.schema import LEVELS


class _Known(NamedTuple):
    """A division on the map: by its outline, or by its seat alone."""

    name: str
    point: shapely.Geometry
    outlined: bool


class _Row(NamedTuple):
    name: str
    listed: str
    division: str
    at_seat: bool
    point: shapely.Geometry


def other_names(site: Site, tables: Mapping[str, Table], codelist: CodeList | None) -> Table | None:
    """The layer ``names`` of a county with these divisions and places; None when there are no such names."""
    known = _known(site, tables)
    rows = {(row.listed, row.name): row for row in (*_of_list(known, codelist), *_of_seats(known)) if row.name}
    if not rows:
        return None
    found = list(rows.values())
    codes = Counter(row.listed for row in found)
    ids = [row.listed if codes[row.listed] == 1 else f"{row.listed} {row.name}" for row in found]
    columns = {
        "id": ids, "name": [row.name for row in found], "listed": [row.listed for row in found],
        "division": [row.division for row in found],
    }  # fmt: skip
    return Table(
        np.array([row.point for row in found], dtype=object),
        {name: np.array(values, dtype=object) for name, values in columns.items()}
        | {"at_seat": np.array([row.at_seat for row in found], dtype=bool)},
    )


def _known(site: Site, tables: Mapping[str, Table]) -> dict[str, _Known]:
    """By code: the county, its divisions with outlines, and the other seats."""
    known = {site.code: _Known("", site.boundary.point_on_surface(), outlined=True)}
    for layer in LEVELS:
        if layer in tables:
            table = tables[layer]
            inside = shapely.point_on_surface(table.geometry)
            for code, name, point in zip(table["code"], table["name"], inside, strict=True):
                known[str(code)] = _Known(str(name), point, outlined=True)
    if "places" in tables:
        places = tables["places"]
        for code, name, point in zip(places["code"], places["name"], places.geometry, strict=True):
            known.setdefault(str(code), _Known(str(name), point, outlined=False))
    return known


def _of_list(known: Mapping[str, _Known], codelist: CodeList | None) -> Iterator[_Row]:
    """Names of the list for what has another name or code on the map, or is not on it."""
    if codelist is None:
        return
    earlier = _earlier_codes(known, codelist)
    for code, name in {**codelist.town_names, **codelist.names}.items():
        here = earlier.get(code, code)
        if here not in known:
            division = _outlined(code, known)
            yield _Row(name, code, division, at_seat=False, point=known[division].point)
        elif here != code or known[here].name != name:
            at_seat = not known[here].outlined
            yield _Row(name, code, _outlined(here, known), at_seat=at_seat, point=known[here].point)


def _earlier_codes(known: Mapping[str, _Known], codelist: CodeList) -> dict[str, str]:
    """Code on the map by the code that the list has for the same village."""
    earlier = {}
    for code, division in known.items():
        if len(code) == 12 and code not in codelist.names and code not in codelist.town_names:
            town = code[:9] + "000"
            name = known[town].name if town in known else codelist.town_names.get(town, "")
            if new := codelist.successor(name, division.name):
                earlier[new] = code
    return earlier


def _of_seats(known: Mapping[str, _Known]) -> Iterator[_Row]:
    for code, seat in known.items():
        if not seat.outlined:
            yield _Row(seat.name, code, _outlined(code, known), at_seat=True, point=seat.point)


def _outlined(code: str, known: Mapping[str, _Known]) -> str:
    """The smallest division with an outline that is, or contains, the one with ``code``."""
    return next((at for at in lineage(code) if at in known and known[at].outlined), next(iter(known)))
