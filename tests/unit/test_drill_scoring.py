"""Scores of a drill from the records of its desk: the hand cases, and what holds for every log."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from county import records as r
from county.catalog import load
from county.drill.conditions import InjectStage
from county.drill.grading import letters, result
from county.drill.scenario import Expectation, Scenario
from county.drill.score import Called, Score
from county.drill.scoring import (
    CountyInputs,
    DrillFact,
    Endex,
    InjectDone,
    Overruled,
    Rated,
    Scoring,
    scored,
)
from county.drill.words import status_reason
from county.durations import Span
from county.records import Record, RecordBody
from county.response.evacuations import EvacueesArrived
from county.response.notices import NoticeAcknowledged, NoticeSent
from county.response.plans import PlanStarted
from tests.drill_scenario import scenario

MINUTE = 60_000
SCENARIO = scenario()
COUNTY = CountyInputs(
    unit_kinds={"rescue-1": "rescue_team", "police-1": "police_patrol"}, departments={}, population={},
    sensors={"I01": "bin-1"},
)  # fmt: skip
I02 = 17 * MINUTE
VILLAGE = "990199100201"
END = 180 * MINUTE
Log = list[Record[RecordBody] | DrillFact]


class Day:
    """A log that a test writes down, minute by minute of the drill."""

    def __init__(self) -> None:
        self.log: Log = []
        self._seq: Iterator[int] = count(1)

    def record(self, at_ms: float, body: RecordBody, command_id: str = "c") -> int:
        seq = next(self._seq)
        at = int(at_ms)
        self.log.append(Record(seq=seq, realm="drill:1", happened_ms=at, recorded_ms=at, command_id=command_id,
                               body=body))  # fmt: skip
        return seq

    def done(self, at_ms: float, inject: str, stage: InjectStage = "delivered", sensor: str = "") -> None:
        self.log.append(
            InjectDone(seq=next(self._seq), at_ms=int(at_ms), inject=inject, stage=stage, sensor=sensor)
        )

    def end(self) -> None:
        self.log.append(Endex(seq=next(self._seq), at_ms=END))

    def scores(self, now_ms: int = END, of: Scenario = SCENARIO) -> dict[str, Score]:
        return {score.id: score for score in scored(of, COUNTY, self.log, now_ms)}


def reported(event: str) -> r.EventReported:
    return r.EventReported(event_id=event, subclass="road_flooding", title="溪水漫桥", source="hotline", x_m=0, y_m=0,
                           division="990199100201", level="larger")  # fmt: skip


def begun() -> Day:
    """The rain gauge is delivered at 5:00, its alarm acknowledged 2:00 later; one of two is reached; filed at 3:30."""
    day = Day()
    day.done(5 * MINUTE, "I01")
    day.record(5 * MINUTE, r.AlarmRaised(alarm_id="A1", sensor_id="bin-1", channel="fill", rule="x", priority="high",
                                         value=83, limit=50))  # fmt: skip
    day.record(6 * MINUTE, NoticeSent(notice_id="n1", kind="unit", to="water_resources", means="phone"))
    day.record(6 * MINUTE, NoticeSent(notice_id="n2", kind="division", to="990199100000", means="phone"))
    day.record(7 * MINUTE, r.AlarmAcknowledged(alarm_id="A1"))
    day.record(14 * MINUTE, NoticeAcknowledged(notice_id="n1"))
    day.done(I02, "I02")
    day.record(I02, reported("E"), "drill:I02:1")
    day.record(I02 + 3.5 * MINUTE, r.EventFiled(event_id="E"))
    return day


def handled(at_ms: int = 4 * MINUTE) -> Day:
    """The first hand case; dispatched ``at_ms`` after the report."""
    day = begun()
    day.record(I02 + at_ms, r.EventDispatched(event_id="E", unit="rescue-1", due_ms=0))
    day.done(I02 + at_ms, "I03", "skipped")
    day.record(I02 + at_ms + 30 * MINUTE, r.UnitArrived(event_id="E", unit="rescue-1"))
    day.end()
    return day


def evacuating(population: dict[str, int]) -> Score:
    """Of two arrivals from a village, 40 and 60 of its people, 10 and 20 minutes after the plan was started."""
    expectation = Expectation(id="E", objective="OBJ1", what="evacuated", of="I02", village=VILLAGE, share=0.9,
                              target=Span(30 * MINUTE), limit=Span(60 * MINUTE), weight=10)  # fmt: skip
    of = replace(SCENARIO, expectations=(expectation,))
    day = begun()
    day.record(I02 + MINUTE, PlanStarted(plan_id="P", plan="flood", level="II", tasks=(), radius_m=0.0))
    for minutes, people in ((10, 40), (20, 60)):
        day.record(I02 + (1 + minutes) * MINUTE, EvacueesArrived(
            arrival_id=f"A{minutes}", village=VILLAGE, shelter="school", people=people))  # fmt: skip
    day.end()
    [score] = scored(of, replace(COUNTY, population=population), day.log, END)
    return score


def test_a_village_is_evacuated_once_the_share_of_its_people_has_arrived() -> None:
    score = evacuating({VILLAGE: 100})
    assert (score.status, score.elapsed_ms, score.points) == ("met", 20 * MINUTE, 10)


@pytest.mark.parametrize("population", [{}, {VILLAGE: 0}])
def test_a_village_whose_people_nobody_counted_is_not_evacuated_by_the_first_who_arrive(
    population: dict[str, int]
) -> None:
    score = evacuating(population)
    assert (score.status, score.elapsed_ms, score.points) == ("missed", None, 0)


def unhandled() -> Day:
    """The second one: nobody is dispatched, the branch opens at I02 + 15:00, and the evaluator sees half of it."""
    day = begun()
    day.done(I02 + 15 * MINUTE, "I03")
    day.log.append(Rated(seq=100, expectation="E06", share=0.5))
    day.end()
    return day


def test_hand_case_of_a_drill_in_which_a_unit_is_sent() -> None:
    scores = handled().scores()
    assert {id: (s.status, round(s.points, 2)) for id, s in scores.items()} == {
        "E01": ("met", 10), "E02": ("missed", 0), "E03": ("late", 5), "E04": ("met", 20), "E05": ("late", 10),
        "E06": ("not_applicable", 0),
    }  # fmt: skip
    assert scores["E02"].called == (
        Called("dept:water_resources", "acknowledged"), Called("division:990199100000", "sent")
    )  # fmt: skip
    found = result(SCENARIO, list(scores.values()), load().drill_grading)
    assert (found.points, found.weight, found.percent) == (45, 80, 56.25)
    assert found.grade is not None
    assert (found.grade.zh, found.capped_by) == ("差", ())
    assert letters(SCENARIO, scores.values(), load().drill_grading) == {"OBJ1": "M"}


@pytest.mark.parametrize(
    ("minutes", "at_limit"),
    [(5, {}), (8, {"E02": ("missed", 0.0)}), (15, {"E02": ("missed", 0.0), "E04": ("missed", 0.0)})],
)
def test_what_was_not_due_when_a_drill_was_aborted_is_not_assessed_and_does_not_count(
    minutes: int, at_limit: dict[str, tuple[str, float]]
) -> None:
    """A limit on the very moment of the abort had come."""
    day = begun()
    day.log.append(Endex(seq=90, at_ms=I02 + minutes * MINUTE, aborted=True))
    scores = day.scores()
    assert {id: (s.status, s.points) for id, s in scores.items()} == {
        "E01": ("met", 10), "E02": ("not_due", 0), "E03": ("late", 5), "E04": ("not_due", 0), "E05": ("not_due", 0),
        "E06": ("not_due", 0),
    } | at_limit  # fmt: skip
    found = result(SCENARIO, list(scores.values()), load().drill_grading)
    weights = 20 + 20 * len(at_limit)
    assert (found.points, found.weight, found.capped_by) == (15, weights, ("E04",) if "E04" in at_limit else ())
    assert found.grade is None, "a part of the drill is no drill of grade 优"
    assert letters(SCENARIO, scores.values(), load().drill_grading) == {}


def test_what_the_end_of_the_drill_left_no_time_for_is_missed_and_says_so() -> None:
    day = begun()
    day.log.append(Endex(seq=90, at_ms=I02 + 14 * MINUTE))
    scores = day.scores()
    assert {id: (s.status, s.cut_short) for id, s in scores.items()} == {
        "E01": ("met", False), "E02": ("missed", False), "E03": ("late", False), "E04": ("missed", True),
        "E05": ("missed", False), "E06": ("not_applicable", False),
    }  # fmt: skip
    reason = status_reason(scores["E04"], True)
    assert reason is not None
    assert reason.zh == "演练结束时未到最迟时限"


def test_a_mistake_to_avoid_is_avoided_at_the_end_and_not_assessed_after_an_abort_before_its_limit() -> None:
    avoid = replace(SCENARIO.expectations[0], what="not_done", forbidden=("AlarmShelved",), target=None)
    of = replace(SCENARIO, expectations=(avoid,))
    for aborted, status in ((False, "met"), (True, "not_due")):
        day = Day()
        day.done(5 * MINUTE, "I01")
        day.log.append(Endex(seq=90, at_ms=6 * MINUTE, aborted=aborted))
        assert day.scores(of=of)["E01"].status == status


def test_hand_case_of_a_drill_in_which_nobody_comes() -> None:
    scores = unhandled().scores()
    assert {id: (s.status, s.points) for id, s in scores.items()} == {
        "E01": ("met", 10), "E02": ("missed", 0), "E03": ("late", 5), "E04": ("missed", 0), "E05": ("missed", 0),
        "E06": ("late", 10),
    }  # fmt: skip
    found = result(SCENARIO, list(scores.values()), load().drill_grading)
    assert (found.points, found.weight, found.capped_by) == (25, 100, ("E04",))


def test_a_step_exactly_on_the_target_is_late_with_all_its_points() -> None:
    score = handled(5 * MINUTE).scores()["E04"]
    assert (score.status, score.points, score.elapsed_ms) == ("late", 20.0, 5 * MINUTE)


def test_a_step_exactly_on_the_limit_is_missed() -> None:
    assert handled(15 * MINUTE).scores()["E04"].status == "missed"
    assert handled(15 * MINUTE - 1).scores()["E04"].status == "late"


def test_a_score_names_the_records_that_prove_it() -> None:
    day = handled()
    by_seq = {fact.seq: fact for fact in day.log}
    start, end = (by_seq[seq] for seq in day.scores()["E04"].proof)
    assert isinstance(start, Record)
    assert isinstance(end, Record)
    assert (type(start.body), type(end.body)) == (r.EventReported, r.EventDispatched)


def test_a_unit_of_another_kind_does_not_count() -> None:
    day = begun()
    day.record(I02 + MINUTE, r.EventDispatched(event_id="E", unit="police-1", due_ms=0))
    assert day.scores(I02 + 2 * MINUTE)["E04"].status == "pending"
    day.record(I02 + 3 * MINUTE, r.UnitAdded(event_id="E", unit="rescue-1"))
    assert day.scores(I02 + 3 * MINUTE)["E04"].elapsed_ms == 3 * MINUTE


def test_a_further_unit_that_is_sent_has_not_arrived_by_that() -> None:
    day = begun()
    day.record(I02 + 4 * MINUTE, r.EventDispatched(event_id="E", unit="rescue-1", due_ms=0))
    day.record(I02 + 4 * MINUTE, r.UnitAdded(event_id="E", unit="rescue-1"))
    day.record(I02 + 5 * MINUTE, r.UnitDeparted(event_id="E", unit="rescue-1"))
    assert day.scores(I02 + 6 * MINUTE)["E05"].status == "pending"
    arrived = day.record(I02 + 34 * MINUTE, r.UnitArrived(event_id="E", unit="rescue-1"))
    score = day.scores()["E05"]
    assert (score.elapsed_ms, score.proof[-1]) == (30 * MINUTE, arrived)


@pytest.mark.parametrize(("recorded", "raised", "status"), [
    ("", "bin-1", "met"), ("bin-2", "bin-2", "met"), ("bin-2", "bin-1", "missed"),
])  # fmt: skip
def test_the_alarm_of_an_inject_is_that_of_the_sensor_that_it_was_recorded_to_feed(
    recorded: str, raised: str, status: str
) -> None:
    """The county's own choice counts only where the delivery recorded none."""
    day = Day()
    day.done(5 * MINUTE, "I01", sensor=recorded)
    day.record(6 * MINUTE, r.AlarmRaised(alarm_id="A", sensor_id=raised, channel="fill", rule="x", priority="high",
                                         value=83, limit=50))  # fmt: skip
    day.record(7 * MINUTE, r.AlarmAcknowledged(alarm_id="A"))
    day.end()
    assert day.scores()["E01"].status == status


def test_another_event_of_the_desk_is_not_that_of_the_inject() -> None:
    day = begun()
    day.record(I02, reported("other"))
    day.record(I02 + MINUTE, r.EventDispatched(event_id="other", unit="rescue-1", due_ms=0))
    assert day.scores(I02 + 2 * MINUTE)["E04"].status == "pending"


def test_steps_of_the_event_that_took_the_report_over_count() -> None:
    day = begun()
    day.record(I02 + MINUTE, r.EventMerged(event_id="E", into="main"))
    day.record(I02 + 4 * MINUTE, r.EventDispatched(event_id="main", unit="rescue-1", due_ms=0))
    assert day.scores(I02 + 4 * MINUTE)["E04"].status == "met"


def test_an_overruled_score_keeps_the_old_value_the_name_and_the_reason() -> None:
    day = unhandled()
    day.log.append(Overruled(seq=200, expectation="E04", status="met", share=1, by="u:li", reason="已用电台派出"))
    score = day.scores()["E04"]
    assert (score.status, score.points) == ("met", 20)
    assert score.overruled is not None
    assert (score.overruled.old_status, score.overruled.old_points) == ("missed", 0)
    assert (score.overruled.by, score.overruled.reason, score.proof[-1]) == ("u:li", "已用电台派出", 200)
    assert result(SCENARIO, list(day.scores().values()), load().drill_grading).capped_by == ()


def test_a_second_run_begins_with_nothing_decided() -> None:
    assert {score.status for score in Day().scores(0).values()} == {"pending"}


@pytest.mark.parametrize("day", [handled(), unhandled()], ids=["handled", "unhandled"])
@given(data=st.data())
def test_the_log_gives_the_scores_of_the_run_however_it_is_divided(day: Day, data: st.DataObject) -> None:
    scoring = Scoring(SCENARIO, COUNTY)
    for fact in day.log:
        scoring.take(fact)
        if data.draw(st.booleans()):  # looking at the scores changes nothing
            scoring.scores(data.draw(st.integers(0, END)))
    assert scoring.scores(END) == scored(SCENARIO, COUNTY, day.log, END)


@given(st.integers(0, 20 * MINUTE), st.integers(0, 20 * MINUTE))
def test_a_later_step_never_has_more_points(one: int, other: int) -> None:
    earlier, later = sorted((one, other))
    points = [handled(at).scores()["E04"].points for at in (earlier, later)]
    assert points[0] >= points[1]


@given(st.integers(0, END), st.integers(0, END))
def test_what_is_decided_stays_decided_as_time_passes(one: int, other: int) -> None:
    earlier, later = sorted((one, other))
    log = list(begun().log)
    before = {score.id: score.status for score in scored(SCENARIO, COUNTY, log, earlier)}
    after = {score.id: score.status for score in scored(SCENARIO, COUNTY, log, later)}
    assert all(before[id] in ("pending", after[id]) for id in before)
