"""The rows of JSON documents, JSON lines and GeoJSON: objects with the members of nested ones as ``a.b``."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

from county.explained import ExplainedLine
from county.tables.choose import TablePart, chosen
from county.tables.encoding import BLANK, DAMAGED
from county.tables.grid import TableGrid
from county.tables.json_doubled import DoubledMember, members_once
from county.tables.json_items import FEATURES, BrokenDocument, FoundList, Item, NoSuchList, items, lists, whole
from county.tables.row import BadFile, CellRow, RowFault, TableRow
from county.tables.shape import TableShape

USUAL = ("features", "value", "data", "list", "rows", "records", "result", "results", "items", "entries", "points")
"""Names of the list of rows; another list next to it describes them."""
KEY = "key"
"""Column with the name of a list, where a document has one list of timed values for each sensor or channel."""

Chunks = Callable[[], Iterator[str]]
"""The text of the document from its beginning."""


def is_lines(lines: Iterable[str]) -> bool:
    """Whether the first line is a whole JSON document, not a FeatureCollection, and another one follows."""
    filled = (stripped for line in lines if (stripped := line.strip(BLANK)))
    try:
        first = json.loads(next(filled, ""), parse_int=str)
    except (ValueError, RecursionError):
        return False
    return not (isinstance(first, dict) and first.get("type") == "FeatureCollection") and next(filled, "") != ""


def line_rows(lines: Iterable[str], found: TableShape) -> Iterator[TableRow | RowFault]:
    """One row a line."""
    found.format = "JSON lines"
    made = _Rows(found)
    for number, line in enumerate(lines, 1):
        line = line.strip(BLANK)
        if not line:
            continue
        try:
            value = json.loads(line, parse_constant=lambda name: None, object_pairs_hook=members_once)
            yield made.row(f"line {number}", value)
        except DoubledMember as error:
            yield _doubled(f"line {number}", error.name)
        except (ValueError, RecursionError) as error:
            yield RowFault(f"line {number}", f"is not JSON ({error}); fix the line", "not JSON")


def document_rows(path: Path, text: Chunks, named: str, found: TableShape) -> Iterator[TableRow | RowFault]:
    """The rows of a document: the objects of its list, or itself.

    ``named``: the path of the list, as ``data.list``.  Raises BadFile, and NoSuchList when this is no JSON document.
    """
    found.format = "JSON"
    all_lists, why = lists(_encoded(text()))
    tables = [each for each in all_lists if each.objects or each.arrays]
    if not tables and why:
        raise NoSuchList(why)
    if not tables and not named and not any(each.path in ((), FEATURES) for each in all_lists):
        document = whole(_encoded(text()))
        if not document.value or any(each.path and each.path[-1].lower() in USUAL for each in all_lists):
            raise _empty(path)
        yield _Rows(found).row_of("the document", document)
        return
    timed = [each for each in tables if each.path and each.timed == each.objects > 0]
    series = len(timed) > 1 or any(each.path[-1].lower() not in USUAL for each in timed)
    if series and len(timed) == len(all_lists) and not named:
        yield from _timed(items(_encoded(text()), [each.path for each in timed]), found)
        return
    at = _list_of(path, all_lists, tables, named)
    if at.path == FEATURES:
        found.format = "GeoJSON"
    else:
        found.sheet = ".".join(at.path)
    members = items(_encoded(text()), [at.path])
    if at.arrays and not at.objects:
        yield from TableGrid(path, found, exact=False).rows(_arrays(members))
    else:
        yield from _objects(members, "feature" if at.path == FEATURES else "item", found)


def _list_of(path: Path, all_lists: list[FoundList], tables: list[FoundList], named: str) -> FoundList:
    usual = [each for each in tables if each.path and each.path[-1].lower() in USUAL]
    candidates = usual if len(usual) == 1 and not named else all_lists
    parts = [TablePart(".".join(each.path), int(each in tables)) for each in candidates]
    if not tables and not named:
        raise _empty(path)
    name = chosen(path, ExplainedLine("lists"), parts, named) if any(each.path for each in all_lists) else ""
    return next(each for each in all_lists if ".".join(each.path) == name)


def _empty(path: Path) -> BadFile:
    return BadFile("{path}: contains no rows, no list with objects; give a file with at least one", path=path)


def _encoded(text: Iterator[str]) -> Iterator[bytes]:
    return (part.encode("utf-8", "surrogatepass") for part in text)


def _objects(members: Iterator[Item], what: str, found: TableShape) -> Iterator[TableRow | RowFault]:
    made = _Rows(found)
    try:
        for item in members:
            yield made.row_of(f"{what} {item.number}", item)
    except BrokenDocument as error:
        yield RowFault(error.where, str(error), "broken document")


def _timed(members: Iterator[Item], found: TableShape) -> Iterator[TableRow | RowFault]:
    """ThingsBoard: ``{"temperature": [{"ts": 1527863043000, "value": "21.5"}]}``."""
    made = _Rows(found)
    try:
        for item in members:
            key = ".".join(item.path)
            row = {KEY: key, **item.value} if isinstance(item.value, dict) else item.value
            yield made.row_of(f"item {item.number} of {key}", item._replace(value=row))
    except BrokenDocument as error:
        yield RowFault(error.where, str(error), "broken document")


def _arrays(members: Iterator[Item]) -> Iterator[CellRow | RowFault]:
    try:
        for _, number, value, doubled in members:
            where = f"item {number}"
            if doubled:
                yield _doubled(where, doubled)
            elif isinstance(value, list):
                yield CellRow(number, where, value)
            else:
                yield RowFault(where, "is not a list like the other rows; fix it", "not a list")
    except BrokenDocument as error:
        yield RowFault(error.where, str(error), "broken document")


def _doubled(where: str, name: str) -> RowFault:
    return RowFault(where, f"has two members {name}; remove one", f"{name} twice")


class _Rows:
    """Turns objects into rows, and notes their keys as the headers."""

    def __init__(self, found: TableShape) -> None:
        self._found = found
        self._known: dict[str, str] = {}
        """By lower-case key: as written first."""

    def row_of(self, where: str, item: Item) -> TableRow | RowFault:
        """The row of one object of a list, in which no member may be twice."""
        return _doubled(where, item.doubled) if item.doubled else self.row(where, item.value)

    def row(self, where: str, value: Any) -> TableRow | RowFault:
        """The row of one object."""
        if not isinstance(value, dict):
            return RowFault(where, "is not a JSON object; fix it", "not an object")
        feature = value.get("type") == "Feature" and ("properties" in value or "geometry" in value)
        members = value.get("properties") if feature else value
        row: dict[str, Any] = {}
        names: dict[str, str] = {}
        for name, item in _flat("", members if isinstance(members, dict) else {}):
            key = " ".join(name.lower().split())
            if isinstance(item, str) and DAMAGED in item:
                return RowFault(where, f"{name} is not text in the encoding of the file; fix it", "not text")
            if key in row:
                return RowFault(where, f"has both {names[key]} and {name}; rename one", f"{key} twice")
            row[key], names[key] = item, name
        place = _point(value.get("geometry")) if feature else next(filter(None, map(_point, value.values())), None)
        if place and (feature or not {"lon", "lat"} & row.keys()):
            row["lon"], row["lat"] = place
            names |= {"lon": "lon", "lat": "lat"}
        if row.keys() - self._known.keys():
            self._known = names | self._known
            self._found.headers = tuple(self._known.values())
        return TableRow(where, row)


def _flat(prefix: str, value: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    """The members of an object, those of objects in it as ``a.b``."""
    for key, item in value.items():
        if isinstance(item, dict):
            yield from _flat(f"{prefix}{key}.", item)
        else:
            yield f"{prefix}{key}", item


def _point(geometry: Any) -> tuple[Any, Any] | None:
    """Longitude and latitude of a point of GeoJSON."""
    if not isinstance(geometry, dict) or geometry.get("type") != "Point":
        return None
    place = geometry.get("coordinates")
    return (place[0], place[1]) if isinstance(place, list) and len(place) >= 2 else None
