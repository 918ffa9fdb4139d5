"""``main.py brief``: verify briefings; ``make`` is in :mod:`desktop.command_line.brief_making`, which paints maps."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from county.explained import visible
from county.realm import Realm
from services.command_line import arguments
from services.command_line.folders import FolderArguments
from services.command_line.options import OwnData, RealmName
from services.command_line.progress_bar import progress_bar
from services.command_line.usage_errors import Verbs

brief = typer.Typer(cls=Verbs, help="Make a briefing, and verify one against the journal.")


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
    for line in found.summary():
        print(visible(f"{file}: {line}"))
    raise typer.Exit(int(found.is_wrong))
