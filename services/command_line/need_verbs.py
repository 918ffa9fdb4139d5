"""``main.py need``: forecasts of needs by week, of a county's events or of a table of one's own."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from county.explained import WrongArgument, visible
from services.command_line import arguments
from services.command_line.options import Folder, OwnData
from services.command_line.progress_bar import progress_bar
from services.command_line.usage_errors import Verbs

if TYPE_CHECKING:
    from county.need.problem import NeedProblem
    from county.need.question import NeedQuestion
    from county.need.results import NeedsForecast

need = typer.Typer(cls=Verbs, help="Forecasts of needs by week: by a model only where it has proven to be better.")
Level = Annotated[str, typer.Option(metavar="village|town")]
AheadWeeks = Annotated[int, typer.Option(min=1, max=2, help="1: the week that runs, 2: the next one")]


@need.command("forecast")
def forecast(folder: Folder, level: Level = "village", ahead: AheadWeeks = 1, data: OwnData = None) -> None:
    """Forecast each class of the county's events, from its journal, beside whatever else runs."""
    from county.clock import SystemClock
    from county.need.classes import need_classes
    from county.package.manifest import read_manifest
    from county.package.open import CountyPackage
    from services.analysis.need.of_journal import forecast_of_journal
    from services.disk.data_folder import data_folder, named_data_folder
    from services.need.answer_lines import answer_lines

    read_manifest(arguments.existing_folder(folder))
    package, question = CountyPackage(folder), _question(level, ahead)
    stored = data_folder(folder) if data is None else named_data_folder(data)
    with progress_bar() as progress:
        found = forecast_of_journal(package, stored, question, SystemClock().now_ms(), progress)
    places = package.table("villages" if level == "village" else "towns")
    names = dict(zip(map(str, places["code"]), map(str, places["name"]), strict=True))
    for line in answer_lines(found, names, need_classes(package.catalog)):
        print(visible(line))


@need.command("table")
def table(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="CSV, XLSX, … of events or counts with their days")],
    place: Annotated[str, typer.Option(metavar="HEADER", help="the column of places")] = "",
    time: Annotated[str, typer.Option(metavar="HEADER", help="the column of days")] = "",
    ahead: AheadWeeks = 1,
) -> None:
    """Forecast the week after a table's last whole one, or say why that cannot be done."""
    from services.need.answer_lines import answer_lines
    from services.need.table import read_table

    told = read_table(arguments.existing_file(file), _question("village", ahead), place, time)
    for line in told.said:
        print(visible(line.zh))
    if told.problem is not None:
        for text in answer_lines(_answer(told.problem), {}, {}):
            print(visible(text))


def _question(level: str, ahead: int) -> NeedQuestion:
    """Raises WrongArgument."""
    import msgspec

    from county.need.question import LEVELS, NeedQuestion

    if level not in LEVELS:
        raise WrongArgument("--level {level}: is none of {known}", level=level, known=", ".join(LEVELS))
    return msgspec.convert({"level": level, "ahead": ahead}, NeedQuestion)


def _answer(problem: NeedProblem) -> NeedsForecast:
    from services.need.forecast_apart import forecast_apart

    with progress_bar() as progress:
        return forecast_apart(problem, lambda share: progress(share, "forecast"), bool)
