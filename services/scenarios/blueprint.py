"""Reads the MSEL of SEI Crucible Blueprint (JSON): one exported MSEL, or a collection of all tables.

An event's time is ``deltaSeconds`` after the start; its texts are values of named data fields (``dataValues`` of
``dataFields``), its section a move.  Keys are read in any case.
"""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

from county.tables.row import BadFile
from services.scenarios.sheet_columns import columns_of

MAX_BYTES = 64 << 20
LONGEST_S = 366 * 86_400
"""Seconds of a drill; what is longer, or no number, is no time."""
Rows = list[tuple[str, Any]]


def is_blueprint(path: Path) -> bool:
    """Whether the file is named as JSON and contains scenario events.  Raises BadFile."""
    return path.suffix.lower() == ".json" and b"scenarioevents" in _bytes(path).lower()


def blueprint_rows(path: Path) -> tuple[tuple[str, ...], dict[str, str], Rows]:
    """The data fields, which of them is which column, and the cells of every event by key.  Raises BadFile."""
    try:
        content = _lower(json.loads(_bytes(path).decode("utf-8-sig")))
    except (ValueError, RecursionError) as error:
        raise BadFile("{path}: cannot be read as JSON ({why}); export it again", path=path, why=error) from error
    msels = _list(content, "msels") if isinstance(content, dict) else []
    if len(msels) > 1 and not any("scenarioevents" in msel for msel in msels):
        used = {event.get("mselid") for event in _list(content, "scenarioevents")}
        msels = [msel for msel in msels if msel.get("id") in used]
    if len(msels) > 1:
        names = ", ".join(str(msel.get("name")) for msel in msels[:9])
        raise BadFile("{path}: contains several MSELs ({names}); export one", path=path, names=names)
    source = msels[0] if msels and "scenarioevents" in msels[0] else content
    if not isinstance(source, dict):
        raise BadFile("{path}: contains no MSEL; export one from Blueprint", path=path)
    fields = {str(field.get("id")): str(field.get("name", "")) for field in _list(source, "datafields")}
    columns = columns_of([name.lower() for name in fields.values()], {})
    moves = sorted(_list(source, "moves"), key=lambda move: _number(move, "deltaseconds", "movenumber"))
    rows: Rows = []
    events = sorted(_list(source, "scenarioevents"), key=lambda event: _number(event, "rowindex"))
    for number, event in enumerate(events, start=1):
        named = {fields.get(str(value.get("datafieldid")), ""): value.get("value") for value in _values(source, event)}
        by_name = {name.lower(): value for name, value in named.items()}
        cells = {key: by_name.get(header) or "" for key, header in columns.items()}
        if event.get("deltaseconds") is not None and _number(event, "deltaseconds") == event["deltaseconds"]:
            seconds = _number(event, "deltaseconds")
            cells["at"] = timedelta(seconds=seconds)
            cells["phase"] = cells.get("phase") or _move_at(moves, seconds)
        cells["no"] = cells.get("no") or number  # so that no event is read as the name of a section
        rows.append((f"event {number}", cells))
    return tuple(fields.values()), columns, rows


def _values(source: dict[str, Any], event: dict[str, Any]) -> list[dict[str, Any]]:
    own = _list(event, "datavalues")
    return own or [v for v in _list(source, "datavalues") if v.get("scenarioeventid") == event.get("id")]


def _move_at(moves: list[dict[str, Any]], seconds: float) -> str:
    begun = [move for move in moves if "deltaseconds" in move and _number(move, "deltaseconds") <= seconds]
    return str(begun[-1].get("title") or begun[-1].get("description") or "") if begun else ""


def _number(row: dict[str, Any], *keys: str) -> float:
    """The first of these members that is a number of at most LONGEST_S; 0 when none is."""
    for key in keys:
        value = row.get(key)
        if isinstance(value, int | float) and not isinstance(value, bool) and abs(value) <= LONGEST_S:
            return value
    return 0


def _list(content: Any, key: str) -> list[dict[str, Any]]:
    found = content.get(key) if isinstance(content, dict) else None
    return [item for item in found if isinstance(item, dict)] if isinstance(found, list) else []


def _lower(value: Any) -> Any:
    if isinstance(value, dict):
        return {str(key).lower(): _lower(item) for key, item in value.items()}
    return [_lower(item) for item in value] if isinstance(value, list) else value


def _bytes(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise BadFile("{path}: {why}; give a file that can be read", path=path, why=error) from error
    if len(data) > MAX_BYTES:
        raise BadFile("{path}: is larger than {mb} MB; export one MSEL", path=path, mb=MAX_BYTES >> 20)
    return data
