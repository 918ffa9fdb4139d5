"""``main.py drill import | export``: a scenario from a sheet, and into one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path

from county.drill.scenario import Scenario
from county.drill.times import UNITS_MS, BadTime, UnclearTime, drill_time
from county.drill.writing import text_of
from county.durations import iso_of
from county.explained import Explained, WrongArgument
from county.numbering import COUNTY_TIME
from county.tables.named_part import divided
from services.disk.durable import write_whole
from services.scenarios.imported import ImportedScenario, ImportOptions, read_scenario, settings_of
from services.scenarios.merging import merged
from services.scenarios.scenario_files import PACKED, BadScenario, read
from services.scenarios.sheet_columns import COLUMNS
from services.scenarios.sheet_writing import at_text, write_sheet

PrintLine = Callable[[str], None]


class Unfinished(Explained):
    """A file from which no scenario can be made yet; one line, after those that say why."""


def import_scenario(
    file: Path, out: Path, options: ImportOptions, now: datetime, print_line: PrintLine, *, dry_run: bool
) -> None:
    """Read ``file`` and say what each row becomes; write ``out``, or merge into it by id when it exists.

    Raises Explained when rows have faults or times without a unit; nothing is written then.
    """
    if not divided(file)[0].is_file():
        raise WrongArgument("{file}: there is no such file", file=file)
    if file.name.endswith((".toml", PACKED)):
        raise WrongArgument(
            "{file}: is a scenario already; check it with `main.py drill check`, or edit it", file=file
        )
    stands = scenario_in(out) if out.exists() else None
    if stands is None and not options.county and not _names_county(file):
        raise WrongArgument("--county: {file} names no county; give its 6-digit code", file=file.name)
    found = read_scenario(file, options, stands, now)
    _print_rows(found, file, options, print_line)
    if found.scenario is None:
        raise _unfinished(found, file)
    scenario, differences = merged(stands, found.scenario) if stands is not None else (found.scenario, [])
    for change, table, name, fields in differences:
        named = f"{table} {name}".strip()
        print_line(f"{change}: {named}: {', '.join(fields)}" if fields else f"{change}: {named}")
    if stands is not None and not differences:
        print_line(f"{out}: the same scenario; nothing to do")
    elif dry_run:
        print_line(f"{out}: not written; leave out --dry-run to write it")
    else:
        write_whole(out, text_of(scenario).encode())
        print_line(f"{out}: {len(scenario.injects)} injects, {len(scenario.expectations)} expectations; check it next")


def export_scenario(scenario: Path, out: Path) -> None:
    """Write the scenario as a workbook.  Raises Explained, OSError."""
    if out.exists():
        raise WrongArgument("{out}: exists already; give another name", out=out)
    write_sheet(scenario_in(scenario), out)


def scenario_in(path: Path) -> Scenario:
    """The scenario in a TOML file or its archive.  Raises BadScenario."""
    loaded = read(path).loaded
    if loaded.scenario is None:
        raise BadScenario("{finding}", finding=loaded.findings[0].explained)
    return loaded.scenario


def start_of(text: str, now: datetime) -> datetime:
    """The start of a drill in ``text``: a time of day, today, or a date with a time.  Raises WrongArgument."""
    today = now.replace(hour=0, minute=0, second=0, microsecond=0)
    try:
        since = drill_time(text, today)
    except BadTime as error:
        raise WrongArgument("--start: {why}", why=error) from None
    if isinstance(since, UnclearTime):
        raise WrongArgument("--start {text}: is no time; write one like 09:00 or 2026-09-10T09:00", text=text)
    return datetime.fromtimestamp(today.timestamp() + since / 1000, COUNTY_TIME)


def columns_stated(pairs: str) -> Mapping[str, str]:
    """Header by key, from ``title=Subject,at=When``.  Raises WrongArgument."""
    known = {column.key for column in COLUMNS}
    found = {}
    for pair in filter(None, pairs.split(",")):
        key, sign, header = pair.partition("=")
        if not sign or key.strip() not in known:
            raise WrongArgument(
                "--map {pair}: write NAME=HEADER; names are {known}", pair=pair, known=", ".join(sorted(known))
            )
        found[key.strip()] = header.strip().lower()
    return found


def _names_county(file: Path) -> bool:
    return bool(settings_of(file)[0].get("scenario"))


def _print_rows(found: ImportedScenario, file: Path, options: ImportOptions, print_line: PrintLine) -> None:
    shown = {key: header for key, header in found.columns.items() if key != header}
    print_line(f"{file.name}: columns {', '.join(f'{header} = {key}' for key, header in shown.items()) or 'none'}")
    if found.unused:
        print_line(f"{file.name}: not used: {', '.join(found.unused)}")
    for line in found.general:
        print_line(f"{file.name}: {line}")
    for row in found.rows:
        what = f"{row.becomes} {row.id}".strip()
        print_line(f"{file.name}, {row.where}: {what}{f': {row.text}' if row.text else ''}")
        for line in (*row.faults, *row.assumed):
            print_line(f"{file.name}, {row.where}: {line}")
        if row.unclear is not None and options.bare is None:
            choices = ", ".join(f"{unit} {at_text(iso_of(row.unclear.of(unit)))}" for unit in UNITS_MS)
            print_line(f"{file.name}, {row.where}: the time {row.unclear.number:+d} has no unit: {choices}")


def _unfinished(found: ImportedScenario, file: Path) -> Unfinished:
    faulty = sum(bool(row.faults) for row in found.rows)
    if faulty or found.general:
        return Unfinished(
            "{file}: {n} rows cannot be used; correct them, nothing was written", file=file.name, n=faulty or "its"
        )
    return Unfinished(
        "{file}: {n} times have no unit; say which with --bare minutes, hours or days; nothing was written",
        file=file.name, n=len(found.unclear),
    )  # fmt: skip
