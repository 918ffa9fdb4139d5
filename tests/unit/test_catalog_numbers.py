"""Every number of every table of the catalogue is bounded: one out of range is refused with file, row and field."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest

from county import catalog

PROGRAM = msgspec.to_builtins(catalog.load())
SIGNED = frozenset({"floor", "target", "bands", "lo", "hi", "above", "below", "rate_per_h"})
"""Values of channels and of figures, which may be negative."""
SETTINGS = frozenset({"road_speeds", "collection"})
"""Tables whose rows are settings."""
ROWS_OF_SETTINGS = {
    "road_speeds": frozenset({"roads", "vehicles"}), "staffing": frozenset({"shifts"}),
    "training_targets": frozenset({"groups"}),
}  # fmt: skip
"""Settings that are tables of rows: an error names the row in them."""
WRONG = ("1e300", "-1e300", "1e10", "-1", "nan", "inf", "-inf", str(2**63), str(-(2**64)), "9" * 400, "true", '"1"')
Place = tuple[str | int, ...]


def places(content: Any, at: Place = ()) -> Iterator[Place]:
    """Of the numbers in ``content``, and of optional ones that are not set."""
    if isinstance(content, dict):
        for key, value in content.items():
            yield from places(value, (*at, key))
    elif isinstance(content, list | tuple):
        for number, value in enumerate(content):
            yield from places(value, (*at, number))
    elif isinstance(content, int | float) and not isinstance(content, bool):
        yield at


def one_of_each_field() -> dict[str, tuple[str, str, Place]]:
    """The first number of each field, by table and field: table, row and its place in the row."""
    found: dict[str, tuple[str, str, Place]] = {}
    for table, rows in PROGRAM.items():
        for row, content in rows.items():
            for place in places(content):
                field = ".".join(part for part in (table, *place) if isinstance(part, str))
                found.setdefault(field if table not in SETTINGS else f"{table}.{row}", (table, row, place))
    return found


FIELDS = one_of_each_field()


def toml(value: Any) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f'"{key}" = {toml(item)}' for key, item in value.items() if item is not None) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(toml, value)) + "]"
    return str(value).lower() if isinstance(value, bool) else value.text if isinstance(value, Verbatim) else repr(value)


class Verbatim:
    def __init__(self, text: str) -> None:
        self.text = text


def with_number(content: Any, place: Place, text: str) -> Any:
    if not place:
        return Verbatim(text)
    copy = dict(content) if isinstance(content, dict) else list(content)
    copy[place[0]] = with_number(content[place[0]], place[1:], text)
    return copy


def test_the_fields_are_those_of_the_tables() -> None:
    assert {field.rpartition(".")[2] for field in FIELDS} >= {
        "count", "interval_s", "stale_s", "lo", "hi", "decimals", "above", "below", "rate_per_h", "hysteresis", "for_s",
        "amount", "roads", "vehicles", "other_road", "on_foot", "bin_kg", "stop_min", "again_min",
    }  # fmt: skip


@pytest.mark.parametrize("field", FIELDS)
def test_a_number_out_of_range_is_refused_with_file_row_and_field(tmp_path: Path, field: str) -> None:
    table, row, place = FIELDS[field]
    name = next((str(part) for part in reversed(place) if isinstance(part, str)), row)
    path = tmp_path / f"{table}.toml"
    for text in WRONG:
        if text == "-1" and name in SIGNED:
            continue
        path.write_text(f'"{row}" = {toml(with_number(PROGRAM[table][row], place, text))}\n', encoding="utf-8")
        found = [str(fault) for fault in catalog.faults(tmp_path)]
        assert found, f"{field} = {text} is accepted"
        line = found[0]
        assert line.startswith(f"{path}: ")
        is_nested = row in ROWS_OF_SETTINGS.get(table, ()) and len(place) > 1
        assert str(place[0] if is_nested else row) in line
        of_map = f"{place[-2]}[...]" if len(place) > 1 else name  # the key of a map is not told, its row is
        assert name in line or of_map in line, f"{field} = {text}: {line}"
        assert re.search(r"; fix the row|; fix the line", line), line
        assert len(line) < len(str(path)) + 300
