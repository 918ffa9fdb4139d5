"""Changes to the values of a scenario file, each giving new values: those given are never changed.

The values are what tomllib reads, so that fields which this program does not know stay as they are.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

Values = Mapping[str, Any]
"""The whole file, or one of its tables."""
Row = Mapping[str, Any]
TABLES = ("roles", "objectives", "phases", "injects", "expectations")
"""Lists of rows that have an ``id``."""
PREFIXES = {"roles": "R", "objectives": "O", "phases": "P", "injects": "I", "expectations": "E"}
_REFERENCES: dict[str, tuple[tuple[str, str], ...]] = {
    "roles": (("injects", "to"), ("expectations", "by")),
    "objectives": (("expectations", "objective"),),
    "phases": (("injects", "phase"),),
    "injects": (("expectations", "of"), ("expectations", "into")),
    "expectations": (("injects", "expects"),),
}
"""Fields that name a row, by its table; conditions and ``after`` apart."""
_IN_CONDITIONS = {"injects": ("inject", "event", "since"), "expectations": ("expectation",), "phases": ("phase",)}


def rows_of(values: Values, table: str) -> list[Row]:
    """The rows of a table, none where the file has no list of tables there."""
    found = values.get(table, [])
    return [row for row in found if isinstance(row, dict)] if isinstance(found, list) else []


def row_numbered(values: Values, table: str, id: str) -> int | None:
    """The position of the first row with this id; None: there is none."""
    return next((n for n, row in enumerate(rows_of(values, table)) if row.get("id") == id), None)


def value_at(row: Row, key: str) -> Any:
    """The value at a path such as ``report.title``; None where nothing is."""
    found: Any = row
    for part in key.split("."):
        found = found.get(part) if isinstance(found, dict) else None
    return found


def with_value(row: Row, key: str, value: Any) -> dict[str, Any]:
    """``row`` with another value at a path; None removes it, and the table around it when that becomes empty."""
    first, _, rest = key.partition(".")
    inner = row.get(first)
    if rest:
        value = with_value(inner if isinstance(inner, dict) else {}, rest, value) or None
    if value is None:
        return {name: known for name, known in row.items() if name != first}
    return {**row, first: value}


def with_row(values: Values, table: str, number: int, row: Row) -> dict[str, Any]:
    """A row is replaced; what names an inject's expectations and what they are of is kept in agreement."""
    rows = rows_of(values, table)
    before, rows[number] = rows[number], row
    changed = {**values, table: rows}
    if row.get("id") != before.get("id"):
        changed = _renamed(changed, table, str(before.get("id", "")), str(row.get("id", "")))
    if table == "expectations" and row.get("of") != before.get("of"):
        changed = with_expected(changed, str(row.get("id", "")), str(row.get("of", "")))
    return changed


def with_added(values: Values, table: str, row: Row, number: int | None = None) -> dict[str, Any]:
    """A row is added, at its end or at a position."""
    rows = rows_of(values, table)
    rows.insert(len(rows) if number is None else number, row)
    changed = {**values, table: rows}
    if table == "expectations":
        changed = with_expected(changed, str(row.get("id", "")), str(row.get("of", "")))
    return changed


def with_copied(values: Values, table: str, number: int) -> dict[str, Any]:
    """A row is copied behind itself with a new id; its expectations stay those of the first."""
    row = {**rows_of(values, table)[number], "id": free_id(values, table)}
    row.pop("expects", None)
    return with_added(values, table, row, number + 1)


def without_row(values: Values, table: str, number: int) -> dict[str, Any]:
    """A row is removed; with an inject also what is expected of it, which could not be measured any more."""
    rows = rows_of(values, table)
    gone = rows.pop(number)
    changed = {**values, table: rows}
    if table == "injects":
        others = [row for row in rows_of(values, "expectations") if row.get("of") != gone.get("id")]
        if "expectations" in values:
            changed["expectations"] = others
    if table == "expectations":
        changed = with_expected(changed, str(gone.get("id", "")), "")
    return changed


def with_moved(values: Values, table: str, number: int, by: int) -> dict[str, Any]:
    """A row changes its place by ``by`` rows, as far as there are any."""
    rows = rows_of(values, table)
    row = rows.pop(number)
    rows.insert(max(0, min(len(rows), number + by)), row)
    return {**values, table: rows}


def free_id(values: Values, table: str) -> str:
    """The next id that no row of a table has: ``I07``."""
    taken = {str(row.get("id")) for row in rows_of(values, table)}
    names = (f"{PREFIXES[table]}{n:02}" for n in range(len(taken) + 1, 2 * len(taken) + 3))
    return next(name for name in names if name not in taken)


def with_expected(values: Values, id: str, of: str) -> dict[str, Any]:
    """Only the inject ``of`` expects ``id``."""

    def one(row: Row) -> Row:
        before = row.get("expects", [])
        if not isinstance(before, list):
            return row  # the check tells it
        expects = [name for name in before if name != id] + ([id] if row.get("id") == of else [])
        return with_value(row, "expects", expects or None) if expects != before else row

    injects = [one(row) for row in rows_of(values, "injects")]
    return {**values, "injects": injects} if "injects" in values else {**values}


def _renamed(values: dict[str, Any], table: str, old: str, new: str) -> dict[str, Any]:
    """Whatever names the row ``old`` names ``new``, unless another row still has that id."""
    if not old or not new or row_numbered(values, table, old) is not None:
        return values

    def name(value: Any) -> Any:
        if isinstance(value, list):
            return [new if one == old else one for one in value]
        return new if value == old else value

    keys = _IN_CONDITIONS.get(table, ())
    changed = dict(values)
    for of in ("injects", "expectations"):
        fields = [field for other, field in _REFERENCES[table] if other == of]
        if of in values:
            changed[of] = [_row_renamed(row, fields, keys, name) for row in rows_of(values, of)]
    return changed


def _row_renamed(row: Row, fields: list[str], keys: tuple[str, ...], name: Callable[[Any], Any]) -> Row:
    row = {**row, **{field: name(row[field]) for field in fields if field in row}}
    return {**row, **{part: _in_condition(row[part], keys, name) for part in ("when", "after") if keys and part in row}}


def _in_condition(condition: Any, keys: tuple[str, ...], name: Callable[[Any], Any]) -> Any:
    if isinstance(condition, list):
        return [_in_condition(part, keys, name) for part in condition]
    if not isinstance(condition, dict):
        return condition
    return {
        key: name(part) if key in keys and isinstance(part, str) else _in_condition(part, keys, name)
        for key, part in condition.items()
    }
