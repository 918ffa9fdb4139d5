"""Writes a scenario as a workbook: one row per inject, further rows for its further expectations.

What has no column of its own stands as TOML in the last columns and in the second sheet, so that reading the workbook
gives the same scenario.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import tomli_w
import xlsxwriter

from county.drill.conditions import Condition
from county.drill.scenario import Scenario
from county.drill.sentences import after_sentence, condition_of, duration_text, sentence
from county.drill.writing import scenario_values
from county.durations import parse_span
from county.explained import Explained
from county.tables.row import ERRORS, NOT_AVAILABLE
from county.toml_files.strict import convert
from services.scenarios.sheet_columns import (
    COLUMNS,
    CONTENT,
    CRITICAL,
    ORDER,
    SEPARATORS,
    SETTINGS,
    SHEET,
    TABLE,
    TEXT_FIELD,
    TITLE_FIELD,
    word_of,
)

CELL_MAX = 32_000
"""Characters; a cell of a workbook holds 32,767."""
WIDTHS = {
    "no": 6,
    "title": 28,
    "content": 48,
    "when": 34,
    "expected": 30,
    "remark": 24,
    "rest": 30,
    "expected_rest": 30,
}
SheetRow = dict[str, Any]
"""By key of a column."""


class TooLong(Explained):
    """A value for which a workbook has no room; one line."""


def script_rows(scenario: Scenario) -> Iterator[SheetRow]:
    """The rows of the sheet 演练脚本: sections for phases, then the injects in the order of the file."""
    values = scenario_values(scenario)
    expectations = {row["id"]: dict(row) for row in values.get("expectations", ())}
    phases = shown_names(values.get("phases", ()), "title")
    roles = shown_names(values.get("roles", ()), "name")
    shown = set[str]()
    for row in values.get("injects", ()):
        ids = [name for name in row.get("expects", ()) if name in expectations]
        own = [name for name in ids if expectations[name].get("of") == row["id"] and name not in shown]
        shown.update(own)
        yield {**_inject(dict(row), own, phases, roles), **(_expectation(expectations[own[0]]) if own else {})}
        for name in own[1:]:
            yield _expectation(expectations[name])
    for name, row in expectations.items():
        if name not in shown:
            yield _expectation(row, alone=True)


def setting_rows(scenario: Scenario) -> Iterator[tuple[str, str]]:
    """Table and TOML of everything that is no row of the script."""
    values = scenario_values(scenario)
    for name, content in values.items():
        if name in ("format", "injects", "expectations"):
            continue
        for row in content if isinstance(content, list) else (content,):
            yield name, tomli_w.dumps(row)
    order = [row["id"] for row in values.get("expectations", ())]
    if order != [row["expects"] for row in script_rows(scenario) if "what" in row]:
        yield ORDER, tomli_w.dumps({"expectations": order})


def write_sheet(scenario: Scenario, path: Path) -> None:
    """Raises TooLong, OSError."""
    rows, settings = list(script_rows(scenario)), list(setting_rows(scenario))
    for where, text in (
        *((row.get("id") or row.get("expects"), cell) for row in rows for cell in row.values()), *settings
    ):  # fmt: skip
        if len(str(text)) > CELL_MAX:
            raise TooLong(
                "{where}: is too long for a cell of a workbook; keep it in the TOML file, or shorten it", where=where
            )
    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    try:
        with xlsxwriter.Workbook(str(path), options) as book:
            head = book.add_format({"bold": True, "bg_color": "#DCE6F1", "border": 1, "valign": "vcenter"})
            cell = book.add_format({"text_wrap": True, "valign": "top", "border": 1})
            sheet = book.add_worksheet(SHEET)
            for i, column in enumerate(COLUMNS):
                sheet.set_column(i, i, WIDTHS.get(column.key, 12))
                sheet.write_string(0, i, column.header, head)
            for n, row in enumerate(rows, start=1):
                for i, column in enumerate(COLUMNS):
                    _write_cell(sheet, n, i, row.get(column.key), cell)
            sheet.freeze_panes(1, 1)
            other = book.add_worksheet(SETTINGS)
            other.set_column(1, 1, 100)
            for i, header in enumerate((TABLE, CONTENT)):
                other.write_string(0, i, header, head)
            for n, (name, text) in enumerate(settings, start=1):
                other.write_string(n, 0, name, cell)
                other.write_string(n, 1, text, cell)
    except xlsxwriter.exceptions.FileCreateError as error:
        raise error.args[0] if error.args and isinstance(error.args[0], OSError) else OSError(str(error)) from error


def _write_cell(sheet: Any, row: int, column: int, value: Any, form: Any) -> None:
    if isinstance(value, int | float):
        sheet.write_number(row, column, value, form)
    elif value:
        sheet.write_string(row, column, value, form)
    else:
        sheet.write_blank(row, column, None, form)


def _inject(row: dict[str, Any], own: list[str], phases: Mapping[str, str], roles: Mapping[str, str]) -> SheetRow:
    """The cells of an inject; what has none stays in ``row`` and becomes its TOML."""
    kind, cells = row.pop("kind"), SheetRow()
    cells["id"], cells["kind"] = _take(row, "id"), word_of("kind", kind)
    if "no" in row:
        cells["no"] = row.pop("no")
    if "at" in row:
        cells["at"] = at_text(row.pop("at"))
    elif "after" in row:
        after = row.pop("after")
        cells["when"] = after_sentence(after["inject"], parse_span(after["delay"]))
    elif "when" in row:
        _condition(row, cells)
    for column in ("approval", "release"):
        if column in row:
            cells[column] = word_of(column, row.pop(column))
    if row.get("expects") == own:
        del row["expects"]
    for column in ("phase", "from", "remark"):
        cells[column] = _take(row, column)
    cells["phase"] = phases.get(cells["phase"], cells["phase"])
    _roles(row, cells, roles)
    _content(row, cells, kind)
    cells["rest"] = tomli_w.dumps(row) if row else ""
    return cells


def _condition(row: dict[str, Any], cells: SheetRow) -> None:
    condition = convert(row["when"], Condition)
    text = sentence(condition)
    if is_exact(text) and condition_of(text) == condition:
        cells["when"] = text
        del row["when"]


def _roles(row: dict[str, Any], cells: SheetRow, names: Mapping[str, str]) -> None:
    to = [names.get(role, role) for role in row.get("to", ())]
    if to and all(is_exact(name) and SEPARATORS.isdisjoint(name) for name in to):
        cells["to"] = "、".join(to)
        del row["to"]


def shown_names(rows: list[dict[str, Any]], field: str) -> dict[str, str]:
    """By id: the name that stands for it in a sheet, which no other row has as name or id."""
    taken = Counter([row["id"] for row in rows] + [row[field] for row in rows if row[field] != row["id"]])
    return {row["id"]: row[field] for row in rows if taken[row[field]] == 1 and is_exact(row[field])}


def _content(row: dict[str, Any], cells: SheetRow, kind: str) -> None:
    content = row.get(kind)
    if content is None:
        return
    for column, fields in (("title", TITLE_FIELD), ("content", TEXT_FIELD)):
        if kind in fields:
            cells[column] = _take(content, fields[kind])
    if kind == "report":
        cells["subclass"] = _take(content, "subclass")
        if "level" in content:
            cells["level"] = word_of("level", content.pop("level"))
        if is_exact_number(content.get("lon")) and is_exact_number(content.get("lat")):
            cells["lon"], cells["lat"] = content.pop("lon"), content.pop("lat")
    if not content:
        del row[kind]


def _expectation(row: dict[str, Any], *, alone: bool = False) -> SheetRow:
    cells: SheetRow = {"what": word_of("what", row.pop("what"))}
    if is_exact_number(row["weight"]):
        cells["weight"] = row.pop("weight")
    for column, field in (("expects", "id"), ("expected", "title"), ("objective", "objective"), ("by", "by")):
        cells[column] = _take(row, field)
    for column in ("target", "limit"):
        if column in row:
            cells[column] = duration_text(parse_span(row.pop(column)))
    if "critical" in row:
        cells["critical"] = CRITICAL[row.pop("critical")]
    if not alone:
        del row["of"]  # the inject above
    cells["expected_rest"] = tomli_w.dumps(row) if row else ""
    return cells


def at_text(iso: str) -> str:
    """A time of an inject as it is written in a sheet: ``T+1小时30分``, ``-PT10M``."""
    span = parse_span(iso)
    text = duration_text(span)
    return text if text.startswith(("P", "-")) else f"T+{text}"


def _take(row: dict[str, Any], field: str) -> str:
    """The value of ``field``, removed from ``row``, if a cell gives it back as it is."""
    value = row.get(field, "")
    if not isinstance(value, str) or not is_exact(value):
        return ""
    row.pop(field, None)
    return value


def is_exact_number(value: object) -> bool:
    """Whether a cell, which holds 16 digits, gives back ``value`` as it is."""
    return isinstance(value, int | float) and float(f"{value:.16G}") == value


def is_exact(text: str) -> bool:
    """Whether a cell gives back ``text`` as it is: without blanks around it, control characters and escapes of XML."""
    plain = not any((ord(char) < 32 and char != "\n") or char in "\x7f\ufffe\uffff\u2028\u2029\x85" for char in text)
    return plain and text == text.strip() and "_x" not in text and text not in ERRORS and text != NOT_AVAILABLE
