"""``main.py brief``: make and verify briefings."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

from county.explained import visible
from county.realm import Realm
from services.command_line import arguments
from services.command_line.folders import FolderArguments
from services.command_line.options import OwnData, PackageFolder, RealmName
from services.command_line.progress_bar import progress_bar
from services.command_line.usage_errors import Verbs

brief = typer.Typer(cls=Verbs, help="Make a briefing, and verify one against the journal.")


@brief.command("make")
def make_brief(
    package: PackageFolder,
    out: Annotated[Path, typer.Option(metavar="DIR", help="for the files", callback=arguments.target_folder)],
    kind: Annotated[
        Literal["first", "further", "final", "daily", "weekly", "monthly", "special"],
        typer.Option(help="首报, 续报, 终报, 日报, 周报, 月度通报, 专报"),
    ] = "monthly",
    period: Annotated[
        str, typer.Option("--period", "--month", metavar="PERIOD", help="YYYY-MM-DD, YYYY-Www or YYYY-MM")
    ] = "",
    event: Annotated[str, typer.Option(metavar="NUMBER", help="of the event of a report")] = "",
    briefing: Annotated[str, typer.Option(metavar="ID", help="one of the journal, instead of a kind")] = "",
    data: OwnData = None,
    realm: RealmName = "live",
) -> None:
    """Write a briefing as DOCX, XLSX and PDF, with its backend running or not."""
    from services.brief.command import WantedBriefing, make

    wanted = WantedBriefing(kind, period, event, briefing)
    with progress_bar() as progress:
        paths = make(package, FolderArguments(package, data).data_folder, Realm(realm), wanted, out, progress)
    for path in paths:
        print(path)


@brief.command("verify")
def verify_brief(
    file: Annotated[Path, typer.Argument(help="a briefing, DOCX or XLSX", callback=arguments.existing_file)],
    package: Annotated[Path, typer.Option(metavar="DIR", help="folder of the county package")],
    data: OwnData = None,
    realm: RealmName = "live",
) -> None:
    """Compute every number of a briefing again from the journal; exit 1 if one differs, another word was changed, it is
    not what was signed, or a metric was defined otherwise when it was made."""
    from services.brief.command import verify

    with progress_bar() as progress:
        found = verify(file, package, FolderArguments(package, data).data_folder, Realm(realm), progress)
    for line in found.lines():
        print(visible(line))
    stated, wrong = found.stated, len(found.differences)
    count = len(stated.numbers) + (0 if found.reworded else len(stated.facts))
    result = f"{wrong} of {count} numbers differ from" if wrong else f"all {count} numbers are those of"
    head = f", {stated.head_hash[:16]}" if stated.head_hash else ""
    print(f"{file}: {result} the journal as of record {stated.as_of_seq}{head}")
    if found.texts:
        print(f"{len(found.texts)} other texts were changed")
    print(visible(f"signed: {found.signed_as}") if found.signed_as and not found.signature else "not signed")
    raise typer.Exit(int(found.is_wrong))
