"""Every measure of table 3.6 at its edges: which record starts its time, which one ends it, and which ones do not."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import pytest
from msgspec.structs import replace

from county import records as r
from county.drill.measures import MEASURES
from county.drill.scenario import Expectation
from county.drill.score import Score
from county.drill.scoring import CountyInputs, Endex, scored
from county.records import RecordBody
from county.response.evacuations import EvacueesArrived, EvacueesCorrected
from county.response.levels import ResponseLevelAdjusted, ResponseLevelSet
from county.response.notices import NoticeAcknowledged, NoticeSent
from county.response.plans import PlanStarted
from county.response.situation_reports import SituationReportSent
from tests.unit.test_drill_scoring import MINUTE, SCENARIO, Day, reported

START = 20 * MINUTE
"""When the time of the expectation starts."""
END = 60 * MINUTE
TARGET, LIMIT, WEIGHT = 4 * MINUTE, 10 * MINUTE, 12.0
VILLAGE = "990199100201"
COUNTY = CountyInputs(
    unit_kinds={"rescue-1": "rescue_team", "police-1": "police_patrol"},
    departments={"rescue-1": "emergency_bureau", "police-1": "public_security"},
    population={VILLAGE: 200},
    sensors={"I01": "bin-1"},
)
DEPT, TOWN, POST = "dept:water_resources", "division:990199100000", "post:flood-duty"
ADDRESSEES = {"n1": ("unit", "water_resources"), "n2": ("division", "990199100000"), "n3": ("post", "flood-duty")}
"""Kind and id of each one's recipient, by id of the notice."""
Write = Callable[[Day, int], object]
"""Writes the rest of the log; the last step is at the time given."""


def of(what: str, inject: str = "I02", **fields: Any) -> Expectation:
    return Expectation(id="E", objective="OBJ1", what=what, of=inject, weight=WEIGHT, target=TARGET, limit=LIMIT,  # type: ignore[arg-type]
                       **fields)  # fmt: skip


def event(day: Day) -> None:
    """I02 is delivered: event E is reported."""
    day.done(START, "I02")
    day.record(START, reported("E"), "drill:I02:1")


def sent(day: Day, unit: str = "rescue-1", at_ms: int = START) -> None:
    """E is dispatched; it was reported long before."""
    day.done(START - 9 * MINUTE, "I02")
    day.record(START - 9 * MINUTE, reported("E"), "drill:I02:1")
    day.record(at_ms, r.EventDispatched(event_id="E", unit=unit, due_ms=0))


def alarm(day: Day) -> None:
    day.done(START - MINUTE, "I01")
    day.record(START, r.AlarmRaised(alarm_id="A", sensor_id="bin-1", channel="fill", rule="x", priority="high",
                                    value=83, limit=50))  # fmt: skip


def shown(day: Day) -> None:
    day.done(START, "I02")


def notices(day: Day) -> None:
    """All three are called half a minute after the inject."""
    shown(day)
    for id, (kind, to) in ADDRESSEES.items():
        day.record(START + 30_000, NoticeSent(notice_id=id, kind=kind, to=to, means="phone"))  # type: ignore[arg-type]


def plan(day: Day) -> None:
    event(day)
    day.record(START, PlanStarted(plan_id="P", plan="flood", level="III", tasks=(), radius_m=0, about="E"))


def two_events(day: Day) -> None:
    """I01 was reported as event A long before."""
    day.done(START - 9 * MINUTE, "I01")
    day.record(START - 9 * MINUTE, reported("A"), "drill:I01:1")
    event(day)


def then(body: RecordBody) -> Write:
    """One more record."""
    return lambda day, at_ms: day.record(at_ms, body)


def answered(*after_ms: int | None) -> Write:
    """The three answer; None: at the time given."""

    def write(day: Day, at_ms: int) -> None:
        times = [(at_ms if ms is None else START + ms, f"n{n}") for n, ms in enumerate(after_ms, start=1)]
        for time_ms, id in sorted(times):
            day.record(time_ms, NoticeAcknowledged(notice_id=id))

    return write


def people(*counts: int, village: str = VILLAGE) -> Write:
    """Arrivals, the last one at the time given."""

    def write(day: Day, at_ms: int) -> None:
        for number, count in enumerate(counts, start=1):
            is_last = number == len(counts)
            day.record(at_ms if is_last else START + 1, EvacueesArrived(arrival_id=f"a{number}", village=village,
                                                                        shelter="school", people=count))  # fmt: skip

    return write


def corrected(day: Day, at_ms: int) -> None:
    """100 of 160 were counted; the number is corrected."""
    people(100)(day, START + 1)
    day.record(at_ms, EvacueesCorrected(arrival_id="a1", people=160))


class Scored(NamedTuple):
    """One line of the table."""

    expectation: Expectation
    begin: Callable[[Day], None]
    """Ends with the record that starts the time."""
    end: Write
    """Ends with the record that ends it."""


def added(day: Day, at_ms: int) -> None:
    day.record(START + 1, r.EventDispatched(event_id="E", unit="police-1", due_ms=0))
    day.record(at_ms, r.UnitAdded(event_id="E", unit="rescue-1"))


def raised_later(day: Day, at_ms: int) -> None:
    day.record(START + 1, ResponseLevelSet(response_id="R", emergency="natural", level="IV", area="990199"))
    day.record(at_ms, ResponseLevelAdjusted(response_id="R", level="II"))


RESCUE = {"unit_kind": ("rescue_team",)}
RESCUE_SENT = then(r.EventDispatched(event_id="E", unit="rescue-1", due_ms=0))
ALL = (DEPT, TOWN, POST)
ROWS = {
    "alarm_acknowledged": Scored(of("alarm_acknowledged", "I01"), alarm, then(r.AlarmAcknowledged(alarm_id="A"))),
    "filed": Scored(of("filed"), event, then(r.EventFiled(event_id="E"))),
    "dispatched": Scored(of("dispatched"), event, RESCUE_SENT),
    "dispatched: unit_kind": Scored(of("dispatched", **RESCUE), event, RESCUE_SENT),
    "dispatched: a further unit": Scored(of("dispatched", **RESCUE), event, added),
    "dispatched: unit": Scored(of("dispatched", unit=("rescue-1",)), event, RESCUE_SENT),
    "dispatched: unit of department": Scored(of("dispatched", department=("emergency_bureau",)), event, RESCUE_SENT),
    "dispatched: department itself": Scored(
        of("dispatched", department=("water_resources",)), event,
        then(r.EventDispatched(event_id="E", unit="water_resources", due_ms=0)),
    ),
    "accepted": Scored(of("accepted"), sent, then(r.TaskAccepted(event_id="E"))),
    "departed": Scored(of("departed", **RESCUE), sent, then(r.UnitDeparted(event_id="E", unit="rescue-1"))),
    "arrived": Scored(of("arrived", **RESCUE), sent, then(r.UnitArrived(event_id="E", unit="rescue-1"))),
    "fed_back": Scored(of("fed_back"), sent, then(r.HandlingFedBack(event_id="E"))),
    "closed": Scored(of("closed"), sent, then(r.EventClosed(event_id="E"))),
    "notified: all": Scored(of("notified", who=ALL), notices, answered(60_000, None, 90_000)),
    "notified: any": Scored(of("notified", who=ALL, quorum="any"), notices, answered(None, 11 * MINUTE, 12 * MINUTE)),
    "notified: two": Scored(of("notified", who=ALL, quorum=2), notices, answered(60_000, None, 12 * MINUTE)),
    "response_level": Scored(
        of("response_level", level="III"), shown,
        then(ResponseLevelSet(response_id="R", emergency="natural", level="III", area="990199")),
    ),
    "response_level: of a plan": Scored(
        of("response_level", level="III"), shown,
        then(PlanStarted(plan_id="P", plan="flood", level="III", tasks=(), radius_m=0)),
    ),
    "response_level: raised later": Scored(of("response_level", level="III"), shown, raised_later),
    "evacuated": Scored(of("evacuated", village=VILLAGE), plan, people(50, 149, 1)),
    "evacuated: share": Scored(of("evacuated", village=VILLAGE, share=0.8), plan, people(159, 1)),
    "evacuated: corrected": Scored(of("evacuated", village=VILLAGE, share=0.8), plan, corrected),
    "reported_up": Scored(of("reported_up"), event, then(SituationReportSent(event_id="E", kind="first", number=1))),
    "reported_up: further": Scored(
        of("reported_up", report="further"), event, then(SituationReportSent(event_id="E", kind="further", number=1))
    ),
    "merged": Scored(of("merged", into="I01"), two_events, then(r.EventMerged(event_id="E", into="A"))),
}  # fmt: skip


def score(expectation: Expectation, day: Day, now_ms: int = END) -> Score:
    of = replace(SCENARIO, expectations=(expectation,))
    [found] = scored(of, COUNTY, day.log, now_ms)
    return found


def ended(day: Day) -> Day:
    day.log.append(Endex(seq=1_000, at_ms=END))
    return day


def test_the_table_has_every_measure_whose_time_is_taken() -> None:
    assert {name.partition(":")[0] for name in ROWS} == set(MEASURES) - {"observed", "not_done"}


@pytest.mark.parametrize("name", ROWS)
@pytest.mark.parametrize(
    ("after_ms", "status", "points"),
    [
        (4 * MINUTE - 1, "met", 12.0),
        (4 * MINUTE, "late", 12.0),
        (7 * MINUTE, "late", 6.0),
        (10 * MINUTE - 1, "late", 12 / 360_000),
        (10 * MINUTE, "missed", 0.0),
    ],
)
def test_what_is_done_on_its_target_is_late_and_on_its_limit_missed(
    name: str, after_ms: int, status: str, points: float
) -> None:
    row, day = ROWS[name], Day()
    row.begin(day)
    row.end(day, START + after_ms)
    found = score(row.expectation, ended(day))
    assert (found.status, found.points) == (status, pytest.approx(points))
    assert found.elapsed_ms == after_ms


@pytest.mark.parametrize("name", ROWS)
def test_what_is_never_done_is_pending_until_its_limit_and_then_missed(name: str) -> None:
    row, day = ROWS[name], Day()
    row.begin(day)
    assert score(row.expectation, day, START + LIMIT - 1).status == "pending"
    assert score(row.expectation, day, START + LIMIT).status == "missed"
    assert score(row.expectation, ended(day)).points == 0.0


OTHERS = {
    "a dispatch to another unit": (of("dispatched", unit=("rescue-1",)), event,
                                   then(r.EventDispatched(event_id="E", unit="police-1", due_ms=0))),
    "a dispatch to a unit of another kind": (of("dispatched", **RESCUE), event,
                                             then(r.UnitAdded(event_id="E", unit="police-1"))),
    "a dispatch to a unit of another department": (of("dispatched", department=("emergency_bureau",)), event,
                                                   then(r.EventDispatched(event_id="E", unit="police-1", due_ms=0))),
    "a dispatch of another event": (of("dispatched"), event,
                                    then(r.EventDispatched(event_id="other", unit="rescue-1", due_ms=0))),
    "an acceptance of another event": (of("accepted"), sent, then(r.TaskAccepted(event_id="other"))),
    "the departure of another unit": (of("departed", **RESCUE), sent,
                                      then(r.UnitDeparted(event_id="E", unit="police-1"))),
    "a departure instead of an arrival": (of("arrived", **RESCUE), sent,
                                          then(r.UnitDeparted(event_id="E", unit="rescue-1"))),
    "an arrival instead of a feedback": (of("fed_back"), sent, then(r.UnitArrived(event_id="E", unit="rescue-1"))),
    "a feedback instead of a close": (of("closed"), sent, then(r.HandlingFedBack(event_id="E"))),
    "two of three, all being asked for": (of("notified", who=ALL), notices, answered(60_000, None)),
    "one of three, two being asked for": (of("notified", who=ALL, quorum=2), notices, answered(None)),
    "the answer of somebody else": (of("notified", who=(TOWN,)), notices, answered(None)),
    "a lower response level": (of("response_level", level="III"), shown,
                               then(ResponseLevelSet(response_id="R", emergency="natural", level="IV", area="990199"))),
    "a plan at a lower level": (of("response_level", level="III"), shown,
                                then(PlanStarted(plan_id="P", plan="flood", level="IV", tasks=(), radius_m=0))),
    "one person short of the share": (of("evacuated", village=VILLAGE, share=0.8), plan, people(100, 59)),
    "people of another village": (of("evacuated", village=VILLAGE), plan, people(200, village="990199100202")),
    "a first report instead of a further one": (of("reported_up", report="further"), event,
                                                then(SituationReportSent(event_id="E", kind="first", number=1))),
    "a report on another event": (of("reported_up"), event,
                                  then(SituationReportSent(event_id="other", kind="first", number=1))),
    "a merge into a third event": (of("merged", into="I01"), two_events,
                                   then(r.EventMerged(event_id="E", into="other"))),
    "a merge the other way round": (of("merged", into="I01"), two_events,
                                    then(r.EventMerged(event_id="A", into="E"))),
}  # fmt: skip


@pytest.mark.parametrize("name", OTHERS)
def test_what_is_not_asked_for_ends_nothing(name: str) -> None:
    expectation, begin, end = OTHERS[name]
    day = Day()
    begin(day)
    end(day, START + MINUTE)
    assert score(expectation, day, START + 2 * MINUTE).status == "pending"
    assert score(expectation, ended(day)).status == "missed"


@pytest.mark.parametrize("what", ["accepted", "departed", "arrived"])
def test_the_time_of_a_unit_runs_from_its_own_dispatch(what: str) -> None:
    day = Day()
    sent(day, "police-1", START - 3 * MINUTE)
    day.record(START, r.UnitAdded(event_id="E", unit="rescue-1"))
    ROWS[what].end(day, START + 2 * MINUTE)
    found = score(of(what, **RESCUE), ended(day))
    assert (found.status, found.elapsed_ms) == ("met", 2 * MINUTE)


def test_people_who_left_before_the_plan_was_started_are_not_counted_to_it() -> None:
    day = Day()
    event(day)
    people(200)(day, START + 1)
    day.record(START + MINUTE, PlanStarted(plan_id="P", plan="flood", level="III", tasks=(), radius_m=0, about="E"))
    assert score(of("evacuated", village=VILLAGE), ended(day)).status == "missed"


@pytest.mark.parametrize(("after_ms", "status", "points"), [
    (LIMIT - 1, "missed", 0.0), (LIMIT, "met", 12.0), (None, "met", 12.0),
])  # fmt: skip
def test_a_mistake_counts_before_the_limit_only(after_ms: int | None, status: str, points: float) -> None:
    day = Day()
    alarm(day)
    if after_ms is not None:
        day.record(START - MINUTE + after_ms, r.AlarmAcknowledged(alarm_id="A"))
    avoid = of("not_done", "I01", forbidden=("AlarmAcknowledged",))
    found = score(avoid, ended(day))
    assert (found.status, found.points) == (status, points)
