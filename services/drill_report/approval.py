"""Improvements that a drill showed become live events, each when it is approved by ``main.py drill approve`` or in the
window of the drill, which then notes its number.

The approval is the act of whoever holds the key: nothing of a drill reaches the live realm by itself.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple, Protocol

import shapely

from county.commands import Command, CommandBody, ReportEvent
from county.drill.evaluation import ApproveImprovement
from county.events.event import LONGEST_TITLE
from county.explained import Explained, WrongArgument
from county.numbering import event_id_of, moment
from county.package.county_seat import county_seat
from county.package.open import CountyPackage
from county.realm import LIVE, Realm
from county.refusals import RefusalText
from services.disk.data_folder import keys_folder, realm_folder
from services.drill.drill_link import drill_link, link_to
from services.drill_report.command import gathered_drill
from services.drill_report.facts import Improvement, ReportFacts
from services.drill_report.gathering import Progress
from services.protocol.messages import Accepted, Rejected
from services.supervision.presence import running_in

SUBCLASS = "drill_improvement"


class NotApproved(Explained):
    """An improvement became no event; one line."""


class RealmTime(Protocol):
    """The present time of a realm."""

    def now_ms(self) -> int: ...


class CommandLink(Protocol):
    """Takes commands of one realm and waits for their answers."""

    @property
    def clock(self) -> RealmTime: ...
    def submit(self, commands: Sequence[Command[Any]]) -> Sequence[Accepted | Rejected]: ...


class LiveImprovement(NamedTuple):
    """An improvement as an event of the live realm."""

    item: Improvement
    event_id: str
    is_new: bool
    """False: it was approved before, and the drill notes it."""


def approve(
    package: Path, data: Path, realm: Realm, items: Sequence[str], print_line: Callable[[str], object],
    progress: Progress,
) -> None:  # fmt: skip
    """Report the improvements with these ids to the live backend of this machine.

    Raises WrongArgument, NotApproved, NoBackend, DrillNotStarted, NoDrillReport, BadJournal, BadKeys, StoreError,
    OSError.
    """
    for item, event_id, is_new in approved(package, data, realm, items, progress):
        if not is_new:
            raise NotApproved("{item}: was approved before, as event {event}", item=item.id, event=event_id)
        print_line(f"{item.id}: is event {event_id} now: {item.text}")


def approved(
    package: Path, data: Path, realm: Realm, items: Sequence[str], progress: Progress, person: str = ""
) -> Iterator[LiveImprovement]:
    """The events of these improvements, reported unless they were before, and noted in the drill, whose backend is
    started for that where none runs.  ``person``: who approves them, one of those who are enrolled for the key of this
    machine.  Raises as :func:`approve`."""
    county = CountyPackage(package)
    facts = gathered_drill(county, data, realm, None, progress).facts
    chosen = [_item(facts, id) for id in items]
    running = running_in(realm_folder(data, LIVE))
    if running is None:
        raise NotApproved("{data}: no backend of the live realm runs; open its window, then approve again", data=data)
    with link_to(running.address, keys_folder(data), LIVE) as live, drill_link(package, data, realm) as drill:
        yield from made_live(facts, chosen, place_of_improvements(county), live, drill, person)


def made_live(
    facts: ReportFacts, items: Sequence[Improvement], xy_m: tuple[float, float], live: CommandLink, drill: CommandLink,
    person: str = "",
) -> Iterator[LiveImprovement]:  # fmt: skip
    """Each first an event at ``xy_m`` of the live realm, then approved in its drill, so that what the drill says of it
    is true.  Raises NotApproved, NoBackend."""
    for item in items:
        body = improvement_event(facts, item, xy_m)
        refused = _refusal(live, LIVE.id, body, person)
        if refused is not None and refused.code != "event_exists":
            raise NotApproved("{item}: {why}", item=item.id, why=RefusalText(refused.code, refused.params))
        is_noted = bool(item.live_event)
        if not is_noted:
            noted = ApproveImprovement(note_id=item.id, drill=facts.realm, live_event=body.event_id)
            unnoted = _refusal(drill, facts.realm, noted, person)
            if unnoted is not None:
                raise NotApproved(
                    "{item}: is event {event}, but the drill does not note it: {why}; approve it again",
                    item=item.id, event=body.event_id, why=RefusalText(unnoted.code, unnoted.params),
                )  # fmt: skip
        yield LiveImprovement(item, body.event_id, refused is None or not is_noted)


def _refusal(link: CommandLink, realm: str, body: CommandBody, person: str) -> Rejected | None:
    [answer] = link.submit(
        [Command(id=uuid.uuid4().hex, realm=realm, happened_ms=link.clock.now_ms(), body=body, for_=person)]
    )
    return answer if isinstance(answer, Rejected) else None


def improvement_event(facts: ReportFacts, item: Improvement, xy_m: tuple[float, float]) -> ReportEvent:
    """The live event of an improvement; the same item has the same number, so that it is approved once."""
    named = (
        ("责任人", item.owner), ("责任单位", item.department),
        ("时限", "" if item.due_ms is None else moment(item.due_ms)[:10]),
        ("佐证记录", "、".join(map(str, item.proof))),
    )  # fmt: skip
    heading = facts.scenario.scenario
    note = "；".join((f"演练 {facts.realm}（{heading.title}）改进意见 {item.id}：{item.text}",
                     *(f"{name} {value}" for name, value in named if value)))  # fmt: skip
    return ReportEvent(
        event_id=event_id_of(facts.ended_ms, facts.realm, "improvement", item.id), subclass=SUBCLASS,
        title=item.text[:LONGEST_TITLE], source="department", x_m=xy_m[0], y_m=xy_m[1], note=note,
    )  # fmt: skip


def place_of_improvements(package: CountyPackage) -> tuple[float, float]:
    """x_m, y_m: an improvement has no place of its own.  A point within the county where its seat is unknown."""
    if (seat := county_seat(package)) is not None:
        return seat
    inside = shapely.point_on_surface(package.table("boundary").geometry[0])
    return float(inside.x), float(inside.y)


def _item(facts: ReportFacts, id: str) -> Improvement:
    for number, item in enumerate(facts.improvements, 1):
        if id in (item.id, str(number)):
            return item
    known = ", ".join(f"{number} ({item.id})" for number, item in enumerate(facts.improvements, 1)) or "–"
    raise WrongArgument("{id}: is no improvement of {realm}; it has {known}", id=id, realm=facts.realm, known=known)
