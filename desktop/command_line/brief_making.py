"""``main.py brief make``: a briefing as files, that of an event with the map around it."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from county.explained import visible
from county.realm import Realm
from services.command_line import arguments
from services.command_line.folders import FolderArguments
from services.command_line.options import OwnData, PackageFolder, RealmName
from services.command_line.progress_bar import progress_bar

if TYPE_CHECKING:
    from county.catalog import Catalog
    from county.package.open import CountyPackage


def make_brief(
    package: PackageFolder,
    out: Annotated[Path, typer.Option(metavar="DIR", help="for the files", callback=arguments.target_folder)],
    kind: Annotated[
        Literal["first", "further", "final", "daily", "weekly", "monthly", "special"],
        typer.Option(help="首报, 续报, 终报, 日报, 周报, 月度通报, 专报"),
    ] = "monthly",
    period: Annotated[
        str, typer.Option("--period", metavar="PERIOD", help="YYYY-MM-DD, YYYY-Www or YYYY-MM")
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
        folder = FolderArguments(package, data).data_folder
        paths = make(package, folder, Realm(realm), wanted, out, progress, _painted)
    for path in paths:
        print(path)


def _painted(package: CountyPackage, catalog: Catalog, place: tuple[float, float]) -> bytes | None:
    """None, and a line on stderr, where it cannot be painted: a report that is due does not wait for its map."""
    from desktop.map.place_picture import NotPainted  # Qt and the layers take a second to load
    from desktop.map.place_without_window import place_png

    try:
        return place_png(package, catalog, place)
    except NotPainted as error:
        print(visible(f"{error.line}; the report is made without its map, and says so"), file=sys.stderr)
        return None
