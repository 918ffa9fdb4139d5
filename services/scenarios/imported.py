"""Reads a scenario from a workbook, a CSV file or a MSEL of another system: every row, and what it becomes."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from county.drill.ids import id_of
from county.drill.scenario import Scenario
from county.drill.sentences import duration_of
from county.drill.times import Unit
from county.drill.writing import scenario_values
from county.durations import DAY_MS, HOUR_MS
from county.explained import ExplainedLine
from county.tables.reader import TableFile
from county.tables.row import BadFile, RowFault, TableRow
from county.toml_files.strict import convert, faults
from services.scenarios.blueprint import blueprint_rows, is_blueprint
from services.scenarios.script_rows import ScriptRow, ScriptTables, stated_id
from services.scenarios.sheet_columns import CONTENT, ORDER, SETTINGS, SHEET, TABLE, columns_of

_SINGLE = ("scenario", "weather", "background", "variables")
"""Tables of which a scenario has one."""
_MOST = 365 * DAY_MS


@dataclass(frozen=True)
class ImportOptions:
    """What a person states about a file."""

    county: str = ""
    """Code of the county, for a file that names none."""
    start: datetime | None = None
    """What the drill's clock shows at the start; times of day need it."""
    bare: Unit | None = None
    """Unit of times like ``T+2``."""
    columns: Mapping[str, str] = field(default_factory=dict)
    """Header by key of a column, where it is not found by its name."""


@dataclass(frozen=True)
class ImportedScenario:
    """What a file gives."""

    scenario: Scenario | None
    """None while rows have faults or times are unclear."""
    rows: tuple[ScriptRow, ...]
    columns: Mapping[str, str]
    """Header by key of a column."""
    unused: tuple[str, ...]
    """Headers without a column."""
    general: tuple[ExplainedLine, ...]
    """Faults that belong to no row."""
    stated: frozenset[str]
    """Tables that the file contains in full, apart from the script."""

    @property
    def unclear(self) -> list[ScriptRow]:
        """Rows whose time has no unit."""
        return [row for row in self.rows if row.unclear is not None]


@dataclass(frozen=True)
class ReadSheet:
    """What stands in a file."""

    name: str
    """Without its folder and ending."""
    settings: Mapping[str, Any]
    """The tables beside the script, as values of TOML."""
    headers: tuple[str, ...]
    columns: Mapping[str, str]
    """Header by key of a column."""
    rows: list[tuple[str, dict[str, Any] | RowFault]]
    """Place, and cells by key of a column."""


def read_scenario(path: Path, options: ImportOptions, base: Scenario | None, now: datetime) -> ImportedScenario:
    """The scenario in ``path``; ``base``: the scenario it will be merged into, which gives what the file lacks.

    Raises BadFile.
    """
    if is_blueprint(path):
        settings: dict[str, Any] = {}
        headers, columns, found = blueprint_rows(path)
    else:
        settings, general = settings_of(path)
        file = TableFile(path.with_name(f"{path.name}|{SHEET}") if settings else path)
        try:
            file.first(1)
            headers = file.found.headers
            columns = columns_of([header.lower() for header in headers], options.columns)
            found = list(_cells(file, columns))
        finally:
            file.close()
        if general:
            return ImportedScenario(None, (), columns, (), tuple(general), frozenset(settings))
    file_read = ReadSheet(path.stem, settings, tuple(headers), columns, found)
    return assembled(file_read, options, base, now)


def assembled(read: ReadSheet, options: ImportOptions, base: Scenario | None, now: datetime) -> ImportedScenario:
    """The scenario that the rows of a file give."""
    settings, columns = read.settings, read.columns
    start = options.start or (base.scenario.drill_start if base else None) or _start_of(settings)
    known = _known(settings, base)
    named = {stated_id(cells) for _, cells in read.rows if not isinstance(cells, RowFault)}
    script = ScriptTables(known, start, options.bare, named)
    for where, cells in read.rows:
        if isinstance(cells, RowFault):
            script.rows.append(ScriptRow(where, "nothing", faults=[ExplainedLine("{why}", why=cells.text)]))
        else:
            script.add(where, cells)
    script.finish()
    unused = tuple(header for header in read.headers if header.lower() not in columns.values())
    content = _content(read.name, script, settings, base, options, start or now)
    scenario, general = _checked(content, script)
    return ImportedScenario(scenario, tuple(script.rows), columns, unused, tuple(general), frozenset(settings))


def _cells(file: TableFile, columns: Mapping[str, str]) -> Iterator[tuple[str, dict[str, Any] | RowFault]]:
    for row in file.rows():
        if isinstance(row, RowFault):
            yield row.where, row
        else:
            cells = {key: row.values.get(header, "") for key, header in columns.items()}
            others = {f"?{key}": value for key, value in row.values.items() if key not in columns.values()}
            yield row.where, cells | others


def settings_of(path: Path) -> tuple[dict[str, Any], list[ExplainedLine]]:
    """The tables of the second sheet of our own workbooks; none for other files."""
    found: dict[str, Any] = {}
    general: list[ExplainedLine] = []
    try:
        file = TableFile(path.with_name(f"{path.name}|{SETTINGS}")) if path.suffix.lower() == ".xlsx" else None
        if file is None:
            return {}, []
        try:
            rows = list(file.rows())
        finally:
            file.close()
    except BadFile:
        return {}, []  # a workbook of others
    for row in rows:
        if not isinstance(row, TableRow):
            general.append(ExplainedLine("{sheet}, {where}: {why}", sheet=SETTINGS, where=row.where, why=row.text))
            continue
        name = str(row.values.get(TABLE, "")).strip()
        try:
            content = tomllib.loads(str(row.values.get(CONTENT, "")))
        except (tomllib.TOMLDecodeError, RecursionError) as error:
            general.append(
                ExplainedLine("{sheet}, {where}: cannot be read ({why}); correct it",
                              sheet=SETTINGS, where=row.where, why=error)
            )  # fmt: skip
            continue
        if name in (*_SINGLE, ORDER):
            found[name] = content
        else:
            found.setdefault(name, []).append(content)
    return found, general


def _start_of(settings: Mapping[str, Any]) -> datetime | None:
    start = settings.get("scenario", {}).get("drill_start")
    return start if isinstance(start, datetime) else None


def _known(settings: Mapping[str, Any], base: Scenario | None) -> dict[str, Any]:
    """Roles, objectives and phases that rows may name: of the file, or of the scenario it is merged into."""
    of_base = scenario_values(base) if base is not None else {}
    return {name: settings.get(name, of_base.get(name, [])) for name in ("roles", "objectives", "phases")}


def _content(
    name: str, script: ScriptTables, settings: Mapping[str, Any], base: Scenario | None, options: ImportOptions,
    start: datetime,
) -> dict[str, Any]:  # fmt: skip
    heading = settings.get("scenario") or (scenario_values(base)["scenario"] if base is not None else None)
    if heading is None:
        last = max((int(duration_of(row["at"])) for row in script.tables["injects"] if "at" in row), default=0)
        heading = {
            "id": id_of(name), "version": 1, "title": name[:200], "kind": "functional",
            "county": options.county, "drill_start": start,
            "duration": f"PT{min(max(last, 0), _MOST) // HOUR_MS + 1}H",
        }  # fmt: skip
    single = {table: settings[table] for table in _SINGLE if table in settings}
    tables = {table: rows for table, rows in script.tables.items() if rows}
    if order := settings.get(ORDER, {}).get("expectations"):
        place = {row_id: number for number, row_id in enumerate(order)}
        pairs = list(enumerate(tables.get("expectations", [])))
        pairs.sort(key=lambda pair: place.get(pair[1]["id"], len(place)))
        rows = [script.places.get(("expectations", number)) for number, _ in pairs]
        script.places.update({("expectations", n): row for n, row in enumerate(rows) if row is not None})
        tables["expectations"] = [row for _, row in pairs]
    return {"format": 1, **single, "scenario": heading, **tables}


def _checked(content: dict[str, Any], script: ScriptTables) -> tuple[Scenario | None, list[ExplainedLine]]:
    """The scenario if nothing is wrong; what is wrong with a row is added to it."""
    general = []
    for fault in faults(content, Scenario):
        at = fault.path[1] if len(fault.path) > 1 else None
        row = script.places.get((str(fault.path[0]), at)) if isinstance(at, int) else None
        if row is not None:
            row.faults.append(fault.text)
        else:
            where = ".".join(str(part) for part in fault.path[:2])
            general.append(ExplainedLine("{where}: {why}", where=where, why=fault.text))
    if general or script.waits or any(row.faults for row in script.rows):
        return None, general
    return convert(content, Scenario), general
