"""The place of an event without coordinates: by the code of its division, its village, or its address."""

from __future__ import annotations

import re
from functools import lru_cache

from county.closest import closest
from county.commands import PlaceLevel
from county.explained import ExplainedLine
from county.place_names import PlaceName, PlaceNames, joined
from county.tables.simplified import simplified
from county.tables.values import is_gap, quoted
from services.intake.items import BadRow
from services.intake.layout import FALLBACK, NAMED
from services.intake.named import FieldNames
from services.intake.places import EventPlace
from services.intake.row_cells import RowCells

NAMED_MAX = 4
"""Places that a message names."""
ZONE_M = 1_000_000.0
"""Eastings with the number of their zone have it in the millions."""
_DIVISIONS: frozenset[PlaceLevel] = frozenset({"town", "village", "grid"})
_HOW: dict[PlaceLevel, ExplainedLine] = {
    "name": ExplainedLine("by what their address names: approximate"),
    "grid": ExplainedLine("by the grid that their row names: approximate"),
    "village": ExplainedLine("by the village that their row names: approximate"),
    "town": ExplainedLine("only the town is known from their row: approximate"),
}
_UNKNOWN = frozenset({"其他", "其它", "不详", "未知", "不明", "未填", "待核实"})
"""What stands in such a column where the place is not known."""
_ELSEWHERE = re.compile("[\u4e00-\u9fff]{2,}?(?:自治县|县|市|(?<![小园景社城校辖片库山地灾矿新市牧发湖])区)")
"""A county, city or urban district; not 小区, 园区 and the like."""


class UnknownPlace(BadRow):
    """The row names no place, none that is known, or not which of several: the user may choose one for such rows."""


def named_place(cells: RowCells) -> EventPlace:
    """A point in what the row names; where that is nothing known, in the division that the user has chosen for such
    rows.  Raises BadRow."""
    names = cells.place_names
    texts = {field: _text(cells, field) for field in NAMED}
    shown = " ".join(filter(None, texts.values()))
    fallback = cells.text(FALLBACK)
    if names is None:
        if not shown and not fallback:
            raise _missing(cells)
        return EventPlace(0.0, 0.0, level="village", name=shown or fallback)
    try:
        place = _found(cells, texts, names)
    except UnknownPlace:
        if not fallback:
            raise
        place = _division(fallback, names)
        return _at(
            place,
            ExplainedLine(
                "no place of their own that is known, put into {place} as chosen: approximate", place=place.name
            ),
        )
    return _at(place, _HOW[place.level])


def division_called(cells: RowCells, town: str, village: str, names: PlaceNames) -> str:
    """The code of the town or village that a row names; ``village`` may be name or code of either.  Raises BadRow."""
    return _found(cells, {"division": "", "town": town, "village": village, "address": ""}, names).code


def _at(place: PlaceName, how: ExplainedLine) -> EventPlace:
    """A point in ``place``, in metres without the number of the zone."""
    return EventPlace(place.x_m % ZONE_M, place.y_m, metric=True, how=how, level=place.level, name=place.name)


def _text(cells: RowCells, field: str) -> str:
    text = "" if is_gap(cells.raw(field)) else cells.text(field)
    return "" if simplified(text) in _UNKNOWN else text


def _found(cells: RowCells, texts: dict[str, str], names: PlaceNames) -> PlaceName:
    """Raises BadRow."""
    if texts["division"]:
        return _division(cells.identifier("division"), names)
    town, village, address = texts["town"], texts["village"], texts["address"]
    if not town and not village and not address:
        raise _missing(cells)
    towns = _towns(town, names) if town else []
    shown = village or address or town
    if village in names.by_code:
        found = [names.by_code[village]]
    elif village:
        found = names.called(village, "village") or names.meant(village, _DIVISIONS)
    else:
        found = names.meant(address)
    inside = [place for place in found if not towns or place.code[:9] in {at.code[:9] for at in towns}]
    if found and not inside:
        raise _other_town(shown, town, found)
    if not village:
        _require_here(address, found, names)
        inside = inside or towns
    elif len(inside) > 1 and address:
        named = {place.code for place in names.meant(f"{village} {address}", _DIVISIONS)}
        inside = [place for place in inside if place.code in named] or inside
    if len(inside) == 1:
        return inside[0]
    if not inside:
        nearest = _nearest(village, names) if village else ""
        line = ExplainedLine(
            "{value} names no place of the county; write town and village{nearest}", value=quoted(shown),
            nearest=nearest,
        )  # fmt: skip
        raise UnknownPlace(line, "names no place of the county")
    line = ExplainedLine(
        "{value} can be several places: {places}; name the town, too", value=quoted(shown), places=_listed(inside)
    )
    raise UnknownPlace(line, "can be several places")


@lru_cache(maxsize=256)
def _nearest(village: str, names: PlaceNames) -> str:
    return closest(village, [place.path[-1] for place in names.places if place.level == "village"])


def _towns(town: str, names: PlaceNames) -> list[PlaceName]:
    """The towns that a cell names.  Raises BadRow for none."""
    found = names.called(town, "town") or names.meant(town, frozenset({"town"}))
    if not found:
        line = ExplainedLine("{value} is no town of the county; correct it", value=quoted(town))
        raise BadRow(line, "is no town of the county")
    return found


def _division(code: str, names: PlaceNames) -> PlaceName:
    """Raises BadRow."""
    place = names.by_code.get(code)
    if place is None:
        line = ExplainedLine("{value} is the code of no town, village or grid of the county; correct it",
                             value=quoted(code))  # fmt: skip
        raise BadRow(line, "is the code of no division")
    return place


def _require_here(address: str, found: list[PlaceName], names: PlaceNames) -> None:
    """Raises BadRow for an address that names another county before the place: villages have the same names there."""
    wanted = joined(address)
    before = wanted[: min((names.begins(wanted, place) for place in found), default=0)]
    other = _ELSEWHERE.search(before)
    if other is not None and names.county and joined(names.county)[:2] not in before:
        line = ExplainedLine(
            "{value} is in {other}, not in {county}", value=quoted(address), other=other[0], county=names.county
        )
        raise BadRow(line, "is in another county")


def _other_town(shown: str, town: str, found: list[PlaceName]) -> BadRow:
    line = ExplainedLine(
        "{value} is not in {town}, but there is {places}; correct one of them", value=quoted(shown), town=town,
        places=_listed(found),
    )  # fmt: skip
    return BadRow(line, "is not in its town")


def _listed(found: list[PlaceName]) -> str:
    more = ", …" if len(found) > NAMED_MAX else ""
    return ", ".join(place.name for place in found[:NAMED_MAX]) + more


def _missing(cells: RowCells) -> UnknownPlace:
    fields = [field for field in (*cells.layout.place, *NAMED) if field in cells.layout.columns]
    columns = ", ".join(cells.name(field) for field in fields) or FieldNames(*NAMED)
    return UnknownPlace(ExplainedLine("has no place: {columns} are empty", columns=columns))
