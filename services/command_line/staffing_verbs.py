"""``main.py staffing``: agents of the hotline, and what another staffing or policy would change."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from county.explained import WrongArgument, visible
from county.realm import Realm
from services.command_line import arguments
from services.command_line.coverage_verbs import Out, Service
from services.command_line.folders import FolderArguments
from services.command_line.options import Folder, OwnData, RealmName
from services.command_line.progress_bar import progress_bar
from services.command_line.usage_errors import Verbs

if TYPE_CHECKING:
    from county.package.open import CountyPackage
    from county.staffing.questions import AnyQuestion
    from county.staffing.settings import AllowanceStep, QueueSettings

staffing = typer.Typer(cls=Verbs, help="Staffing of hotline, counters and grids; what changes of policies would do.")


@staffing.command("agents")
def agents(folder: Folder, data: OwnData = None, realm: RealmName = "live", out: Out = None) -> None:
    """How many agents the hotline needs in each half hour by the calls of the journal, and on each shift."""
    from county.staffing.questions import AgentsQuestion

    package = _package(folder)
    queue = _queue(package, "hotline")
    _answer(package, AgentsQuestion(
        target_s=queue.target_s, share=queue.share, handle_s=queue.handle_s, patience_s=queue.patience_s,
        shrinkage=package.catalog.staffing.shrinkage,
    ), out, (data, realm))  # fmt: skip


@staffing.command("counters")
def counters(
    folder: Folder,
    now: Annotated[str, typer.Option(metavar="N@SPAN", help="counters and hours now: 6@09:00-17:00")],
    then: Annotated[str, typer.Option(metavar="N@SPAN", help="counters and hours with the change")],
    daily: Annotated[int | None, typer.Option(min=1, max=100_000, help="people a day")] = None,
    out: Out = None,
) -> None:
    """How long people wait at counters with other hours or counters, by simulated days."""
    from county.staffing.agent_groups import AgentGroup
    from county.staffing.questions import WaitingQuestion

    def group(text: str) -> tuple[AgentGroup, ...]:
        number, _, span = text.partition("@")
        if not number.isdigit():
            raise WrongArgument("{text!r} is no number of counters and span; write 6@09:00-17:00", text=text)
        return (AgentGroup(span=span, agents=int(number)),)

    package = _package(folder)
    queue = _queue(package, "counter")
    _answer(package, WaitingQuestion(
        queue="counter", now=group(now), then=group(then), target_s=queue.target_s, handle_s=queue.handle_s,
        patience_s=queue.patience_s, daily=daily or queue.daily,
    ), out)  # fmt: skip


@staffing.command("allowance")
def allowance(
    folder: Folder,
    steps: Annotated[str, typer.Option(metavar="AGE:YUAN,…", help="with the change, yuan a month: 75:50,90:100")],
    key: Annotated[str, typer.Option("--allowance", metavar="KEY", help="a row of allowances.toml")] = "old_age",
    out: Out = None,
) -> None:
    """Who would be entitled to an allowance from other ages on, and what it would cost, by village."""
    from county.staffing.questions import AllowanceQuestion

    _answer(_package(folder), AllowanceQuestion(allowance=key, then=_steps(steps)), out)


@staffing.command("facility")
def facility(
    folder: Folder,
    service: Service,
    facility: Annotated[str, typer.Option(metavar="ID", help="the one that changes; without it a new one")] = "",
    village: Annotated[str, typer.Option(metavar="CODE", help="where it is then")] = "",
    capacity: Annotated[int, typer.Option(min=-1, max=1_000_000, help="that it has then")] = -1,
    out: Out = None,
) -> None:
    """Who would reach a service with a facility more, one elsewhere, or with another capacity."""
    from county.staffing.questions import FacilityQuestion

    asked = FacilityQuestion(service=service, facility=facility, village=village, capacity=capacity)
    _answer(_package(folder), asked, out)


@staffing.command("grids")
def grids(
    folder: Folder,
    change: Annotated[int, typer.Option(min=-5_000, max=5_000, help="workers more, or less")],
    data: OwnData = None,
    realm: RealmName = "live",
    out: Out = None,
) -> None:
    """How many events a grid worker has with more or fewer of them, by village."""
    from county.staffing.questions import GridsQuestion

    _answer(_package(folder), GridsQuestion(change=change), out, (data, realm))


@staffing.command("change")
def change(
    folder: Folder,
    places: Annotated[str, typer.Option(metavar="CODE,…", help="villages, or towns, in which it was made")],
    day: Annotated[str, typer.Option(metavar="DAY", help="on which it was made, as 2026-09-01")],
    event_class: Annotated[str, typer.Option("--class", metavar="KEY", help="of events; without it all")] = "",
    data: OwnData = None,
    realm: RealmName = "live",
    out: Out = None,
) -> None:
    """What a change that was made has done to the events of villages, compared with those most like them."""
    from county.staffing.questions import ChangeQuestion

    villages = tuple(filter(None, (code.strip() for code in places.split(","))))
    asked = ChangeQuestion(villages=villages, day=day, event_class=event_class)
    _answer(_package(folder), asked, out, (data, realm))


def _steps(text: str) -> tuple[AllowanceStep, ...]:
    from county.staffing.allowance import read_steps

    try:
        return read_steps(text)
    except ValueError as error:
        raise WrongArgument("--steps: {why}", why=error) from error


def _queue(package: CountyPackage, key: str) -> QueueSettings:
    queue: QueueSettings | None = getattr(package.catalog.staffing, key)
    if queue is None:
        raise WrongArgument("the catalogue has no queue {key}; add it to staffing.toml", key=key)
    return queue


def _package(folder: Path) -> CountyPackage:
    from county.package.manifest import read_manifest
    from county.package.open import CountyPackage

    read_manifest(arguments.existing_folder(folder))
    return CountyPackage(folder)


def _answer(
    package: CountyPackage, asked: AnyQuestion, out: Path | None, journal: tuple[Path | None, str] | None = None
) -> None:
    """Print the answer, and write it; ``journal``: data folder and realm of a question about what was recorded."""
    from services.staffing.answer_lines import answer_lines
    from services.staffing.county_staffing import CountyStaffing
    from services.staffing.journal_facts import FactsMoment, NoJournal
    from services.staffing.recorded import RecordedFacts, recorded_facts

    with ExitStack() as opened, progress_bar() as progress:
        known = RecordedFacts(NoJournal(), FactsMoment())
        if journal is not None:
            data = FolderArguments(package.folder, journal[0]).data_folder
            known = opened.enter_context(recorded_facts(package, data, Realm(journal[1])))
        answer = CountyStaffing(package).answer(
            asked, known.facts, known.at, progress=lambda share: progress(share, "staffing")
        )
    table = package.table("villages")
    names = dict(zip(map(str, table["code"]), map(str, table["name"]), strict=True))
    shifts = {key: shift.name.en for key, shift in package.catalog.staffing.shifts.items()}
    for line in answer_lines(answer, names, shifts):
        print(visible(line))
    if out is not None:
        from services.paper.written import write_page
        from services.staffing.paper import StaffingPaper

        as_of = f"截至第 {answer.as_of_seq} 条记录" if answer.as_of_seq else ""
        write_page(StaffingPaper(package.manifest, package.catalog, names, "zh").page(asked, answer, as_of), out)
        print(out)
