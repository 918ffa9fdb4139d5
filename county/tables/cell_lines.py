"""What the process that reads a workbook sends, one message a line in JSON: decoding it runs nothing."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime, time, timedelta
from typing import Any, NamedTuple

from county.explained import ExplainedLine
from county.tables.row import Continued

LONGEST = 1 << 26
"""Bytes of a line."""
_PLAIN = (str, int, float, bool)


class SheetLine(NamedTuple):
    """The sheet that is read; the first message."""

    name: str
    dates_1904: bool
    """Numbers of dates count days since 1904, not 1899-12-30."""


class RowLine(NamedTuple):
    """One of its rows."""

    number: int
    cells: Sequence[Any]
    hidden: bool


class RefusalLine(NamedTuple):
    """The last message when the workbook is refused."""

    line: ExplainedLine


class EndLine(NamedTuple):
    """The last message after the last row."""


CellLine = SheetLine | RowLine | RefusalLine | EndLine
_KINDS: dict[str, type[CellLine]] = {kind.__name__: kind for kind in (SheetLine, RowLine, RefusalLine, EndLine)}


class BadLine(ValueError):
    """A line that is no whole message: the process has ended."""


def encoded(message: CellLine) -> bytes:
    """A line of ASCII."""
    fields: list[Any] = list(message)
    if isinstance(message, RowLine):
        fields[1] = [cell if type(cell) in _PLAIN else _as_json(cell) for cell in message.cells]
    elif isinstance(message, RefusalLine):
        fields = [_as_json(message.line)]
    return json.dumps([type(message).__name__, *fields], separators=(",", ":")).encode() + b"\n"


def decoded(line: bytes) -> CellLine:
    """The message of a line.  Raises BadLine."""
    if not line.endswith(b"\n"):
        raise BadLine
    try:
        kind, *fields = json.loads(line, object_hook=_from_json)
        return _KINDS[kind](*fields)
    except (ValueError, TypeError, KeyError) as error:
        raise BadLine from error


def _as_json(value: Any) -> Any:
    match value:
        case ExplainedLine():
            return {"line": value.template, "params": [[key, _as_json(each)] for key, each in value.params.items()]}
        case Continued(of):
            return {"continued": _as_json(of)}
        case datetime():
            return {"datetime": value.isoformat()}
        case time():
            return {"time": value.isoformat()}
        case timedelta():
            return {"microseconds": value // timedelta(microseconds=1)}
    return value


def _from_json(value: dict[str, Any]) -> Any:
    match value:
        case {"line": template, "params": params}:
            return ExplainedLine(template, **dict(params))
        case {"continued": of}:
            return Continued(of)
        case {"datetime": text}:
            return datetime.fromisoformat(text)
        case {"time": text}:
            return time.fromisoformat(text)
        case {"microseconds": count}:
            return timedelta(microseconds=count)
    raise BadLine
