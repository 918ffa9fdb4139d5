"""``main.py drill``: scenarios, and reports and archives of drills."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from county.explained import visible
from county.realm import Realm
from services.command_line import arguments
from services.command_line.folders import FolderArguments
from services.command_line.options import OwnData, PackageFolder, Rebase, given, realm_name, realm_named_by
from services.command_line.progress_bar import progress_bar
from services.command_line.usage_errors import Verbs

if TYPE_CHECKING:
    from services.drill_report.command import ReportedRun

drill = typer.Typer(
    cls=Verbs, help="Scenarios of drills: make, check and run them on the real desk; report and archive what was run."
)


@drill.command("import")
def import_scenario(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="workbook, CSV, or MSEL of Blueprint as JSON")],
    out: Annotated[Path, typer.Argument(metavar="OUT.toml", help="written, or merged into by id when it exists")],
    columns: Annotated[str, typer.Option("--map", metavar="A=B,…", help="which column is which")] = "",
    bare: Annotated[Literal["minutes", "hours", "days"] | None, typer.Option(help="unit of times like T+2")] = None,
    start: Annotated[str, typer.Option(metavar="TIME", help="start of the drill, for times of day")] = "",
    county_code: Annotated[str, typer.Option("--county", metavar="NNNNNN", help="of a new scenario")] = "",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="say what each row becomes; write nothing")] = False,
) -> None:
    """Make a scenario of a sheet, or bring one up to date; every row is told with what it becomes."""
    from datetime import datetime

    from county.clock import SystemClock
    from county.numbering import COUNTY_TIME
    from services.scenarios.command import columns_stated, start_of
    from services.scenarios.command import import_scenario as scenario_of
    from services.scenarios.imported import ImportOptions

    now = datetime.fromtimestamp(SystemClock().now_ms() / 1000, COUNTY_TIME)
    options = ImportOptions(county_code, start_of(start, now) if start else None, bare, columns_stated(columns))
    scenario_of(file, out, options, now, print, dry_run=dry_run)


@drill.command("export")
def export_scenario(
    scenario: Annotated[Path, typer.Argument(metavar="SCENARIO", callback=arguments.existing_file)],
    out: Annotated[Path, typer.Argument(metavar="OUT.xlsx")],
) -> None:
    """Write a scenario as a workbook, which `drill import` reads back as it is."""
    from services.scenarios.command import export_scenario as workbook_of

    workbook_of(scenario, out)
    print(f"{out}: written; read it back with `main.py drill import {out} {scenario}`")


@drill.command("check")
def check_drill(
    file: Annotated[Path, typer.Argument(help="a scenario, .toml or .drill.zip", callback=arguments.existing_file)],
    package: Annotated[
        Path | None, typer.Option(metavar="DIR", help="the county it is for; without it only its form is checked")
    ] = None,
    rebase: Rebase = False,
) -> None:
    """Print one finding per line; exit 1 if any is an error."""
    from services.drill.scenario_check import check_scenario

    raise typer.Exit(check_scenario(file, package, rebase=rebase, print_line=print))


DrillName = Annotated[
    str, typer.Option("--realm", metavar="ID", help="the drill, e.g. drill:20260715-001", callback=realm_name)
]

EarlierDrill = Annotated[
    str | None,
    typer.Option(
        "--against", metavar="ID", help="an earlier drill of the same scenario, to compare with",
        callback=lambda text: None if text is None else realm_named_by("--against", text),
    ),
]  # fmt: skip


def _run(package: Path, data: Path | None, realm: str, against: str | None) -> ReportedRun:
    """The drill that ``report`` and ``archive`` are about."""
    from services.drill_report.command import ReportedRun

    folder = FolderArguments(package, data).data_folder
    return ReportedRun(package, folder, Realm(realm), None if against is None else Realm(against))


@drill.command("report")
def report_drill(
    package: PackageFolder,
    realm: DrillName,
    out: Annotated[
        Path | None,
        typer.Option(
            metavar="DIR", help="for the files; default: report-… here", callback=given(arguments.target_folder)
        ),
    ] = None,
    against: EarlierDrill = None,
    data: OwnData = None,
) -> None:
    """Write the evaluation report of a drill as DOCX, PDF and JSON, with its backend running or not, and print what it
    lacks before it can be signed."""
    from services.drill_report.command import report

    with progress_bar() as progress:
        written = report(_run(package, data, realm, against), out, progress)
    for gap in written.gaps:
        print(visible(f"gap: {gap.chapter} {gap.text}"))
    for path in written.paths:
        print(path)


@drill.command("approve")
def approve_improvements(
    package: PackageFolder,
    items: Annotated[list[str], typer.Argument(metavar="ITEM…", help="improvements of the drill's report")],
    realm: DrillName,
    data: OwnData = None,
) -> None:
    """Approve improvements that a drill showed: each becomes an event of class 演练整改 in the running live realm."""
    from services.drill_report.approval import approve

    with progress_bar() as progress:
        approve(
            package, FolderArguments(package, data).data_folder, Realm(realm), items,
            lambda line: print(visible(line)), progress,
        )  # fmt: skip


@drill.command("archive")
def archive_drill(
    package: PackageFolder,
    out: Annotated[Path, typer.Argument(metavar="OUT.drill")],
    realm: DrillName,
    against: EarlierDrill = None,
    data: OwnData = None,
) -> None:
    """Write the scenario, the recording and the report of a drill into one file, with its backend running or not; it
    opens on any machine without keys."""
    from services.drill_archive.command import archive

    with progress_bar() as progress:
        line = archive(_run(package, data, realm, against), out, progress)
    print(visible(line))


@drill.command("open")
def open_drill(
    file: Annotated[Path, typer.Argument(metavar="FILE.drill", callback=arguments.existing_file)],
    out: Annotated[
        Path | None,
        typer.Option(
            metavar="DIR",
            help="write report, scenario, photos and files there, too; a new folder",
            callback=given(arguments.target_folder),
        ),
    ] = None,
) -> None:
    """Print what an archived drill holds, and verify all digests and the chain; exit 1 for a fault."""
    from services.drill_archive.command import open_archive

    open_archive(file, out, print)
