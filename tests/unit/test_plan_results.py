"""Results of plans and of training, counted as of a record."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from county.catalog import load
from county.durations import DAY_MS, HOUR_MS
from county.figures.metric import FigureValue
from county.plan_tracker import commands as c
from county.plan_tracker.days import county_day
from county.plan_tracker.stated import Milestone
from county.records import RecordBody
from county.training.people import TraineeEnrolled, TraineeReleased
from county.training.sessions import Participant, TrainingHeld, TrainingWithdrawn
from services.results.counting import counted, counted_again
from services.results.plans import PlanQuestion
from services.results.registry import question_text
from services.results.sources import JournalStates, NoSuchResult, ResultSources
from services.results.training import TrainingQuestion
from services.store.upcast import RecordReader
from tests.recorded_journals import numbered
from tests.staffing_facts import GivenFacts
from tests.timelines import log_of, timeline_of

CATALOG = load()
NOW_MS = 1_795_399_200_000
TODAY = county_day(NOW_MS)
ALL, PLAN, LATE_TASK = (question_text(PlanQuestion(*of)) for of in ((), ("P", "县级规划"), ("a", "建平台")))
EVERYBODY = question_text(TrainingQuestion())


def value(metric: str, asked: str, steps: Sequence[RecordBody], folder: Path, *, days: int = 0) -> FigureValue:
    """``days``: after the last of the steps a record of something else."""
    records = [(NOW_MS + place, body) for place, body in enumerate(steps)]
    if days:
        records.append((NOW_MS + days * DAY_MS, TraineeEnrolled(trainee="县长", group="leaders")))
    log = log_of(numbered(records))
    timeline = timeline_of(log, folder / f"{metric}-{days}")
    try:
        states = JournalStates(timeline, log, RecordReader())
        sources = ResultSources(CATALOG, states, coverage=_of_others, balances=_of_others, staffing=GivenFacts())
        figure = counted(metric, asked, 0, sources).figure
        assert counted_again(figure, sources) == figure.value
        return figure.value
    finally:
        timeline.close()


def _of_others(question: object, seq: int) -> Any:
    raise AssertionError("plans and training are in the journal alone")


def added(item_id: str, title: str, due: int, parent: str = "P", **changes: object) -> c.PlanItemAdded:
    day = (TODAY + timedelta(days=due)).isoformat()
    fields: dict[str, object] = {
        "root": "P", "place": 1, "goal": "", "lead": "market", "supports": (), "starts": "2026-01-01", "due": day,
        "budget_yuan": None, "indicator": None, "milestones": (Milestone(key="m1", title="节点", due=day),),
        "depends_on": (), "divisions": (),
    }  # fmt: skip
    return c.PlanItemAdded(item_id=item_id, title=title, parent=parent, **(fields | changes))  # type: ignore[arg-type]


STEPS: list[RecordBody] = [
    added("P", "县级规划", 90, parent="", milestones=(), budget_yuan=100_000),
    added("a", "建平台", -1), added("b", "试运行", 5, milestones=(
        Milestone(key="m1", title="上线", due=(TODAY + timedelta(days=5)).isoformat(), weight=2),
    )),
    c.PlanItemSpentOn(item_id="a", yuan=125_000, note="服务器"),
    c.EvidenceSubmitted(item_id="b", milestone="m1", events=("E1",)),
]  # fmt: skip
ACCEPTED = c.EvidenceAccepted(item_id="b", milestone="m1")


def test_progress_is_that_of_accepted_evidence_and_submitted_evidence_is_none(tmp_path: Path) -> None:
    assert value("plan_progress", PLAN, STEPS, tmp_path / "1").value == 0
    found = value("plan_progress", PLAN, [*STEPS, ACCEPTED], tmp_path / "2")
    assert (found.num, found.den, found.value) == (2, 3, 0.66), "rounded down, as the panel does"


def test_an_item_without_a_milestone_has_no_progress(tmp_path: Path) -> None:
    assert value("plan_progress", PLAN, STEPS[:1], tmp_path) == FigureValue()


def test_milestones_are_late_by_the_day_of_the_record(tmp_path: Path) -> None:
    assert value("plan_late", ALL, STEPS, tmp_path).value == 1
    assert value("plan_late", ALL, STEPS, tmp_path, days=7).value == 2
    assert value("plan_late", LATE_TASK, STEPS, tmp_path / "of a task", days=7).value == 1


def test_plans_that_are_withdrawn_are_not_late(tmp_path: Path) -> None:
    gone = [c.PlanItemWithdrawn(item_id=one, note="上级取消") for one in ("P", "a", "b")]
    assert value("plan_late", ALL, [*STEPS, *gone], tmp_path).value == 0
    with pytest.raises(NoSuchResult, match="was withdrawn"):
        value("plan_late", PLAN, [*STEPS, *gone], tmp_path / "of it")


def test_money_over_the_budget_is_told_and_a_plan_without_one_makes_it_partial(tmp_path: Path) -> None:
    over = value("plan_over", ALL, STEPS, tmp_path / "1")
    assert (over.value, over.quality) == (2.5, "ok")
    other = added("Q", "另一计划", 90, parent="", root="Q")
    assert value("plan_over", ALL, [*STEPS, other], tmp_path / "2").quality == "partial"
    assert value("plan_over", LATE_TASK, STEPS, tmp_path / "3") == FigureValue(), "it states no budget"


def test_what_a_plan_saves_does_not_hide_an_overrun_below_it(tmp_path: Path) -> None:
    steps = [added("P", "县级规划", 90, parent="", budget_yuan=1_000_000), added("a", "建平台", 9, budget_yuan=100_000),
             c.PlanItemSpentOn(item_id="a", yuan=125_000, note="服务器")]  # fmt: skip
    assert value("plan_over", PLAN, steps, tmp_path).value == 2.5


@pytest.mark.parametrize(
    ("asked", "why"),
    [
        (PlanQuestion(), "nothing in common"), (PlanQuestion("X", "县级规划"), "there is no plan item"),
        (PlanQuestion("P", "十全十美"), "is called 县级规划, not 十全十美"),
    ],
)  # fmt: skip
def test_what_is_not_one_known_item_by_its_name_is_refused(tmp_path: Path, asked: PlanQuestion, why: str) -> None:
    with pytest.raises(NoSuchResult, match=why):
        value("plan_progress", question_text(asked), STEPS, tmp_path)


def enrolled(*posts: str) -> list[RecordBody]:
    return [TraineeEnrolled(trainee=post, group="leaders") for post in posts]


def held(number: int, hours: float, *posts: str) -> TrainingHeld:
    return TrainingHeld(
        session_id=f"S{number}", title="研修", mode="theory", from_ms=NOW_MS - 2 * HOUR_MS, to_ms=NOW_MS - HOUR_MS,
        hours=hours, participants=tuple(Participant(trainee=post, group="leaders") for post in posts),
    )  # fmt: skip


def test_who_has_the_hours_will_reach_them_and_of_whom_nothing_can_be_told_does_not_count(tmp_path: Path) -> None:
    steps = [*enrolled("甲岗", "乙岗", "丙岗"), held(1, 40, "甲岗"), held(2, 4, "乙岗")]
    found = value("training_reach", EVERYBODY, steps, tmp_path / "1")
    assert (found.num, found.den, found.quality) == (1, 1, "partial"), "two were enrolled today"
    later = value("training_reach", EVERYBODY, steps, tmp_path / "2", days=20)
    assert (later.num, later.den) == (1, 1)


def test_withdrawn_sessions_and_people_who_left_do_not_count(tmp_path: Path) -> None:
    steps = [*enrolled("甲岗", "乙岗"), held(1, 40, "甲岗"), held(2, 40, "乙岗")]
    gone = [TrainingWithdrawn(session_id="S1", note="未举行"), TraineeReleased(trainee="乙岗", note="调离")]
    assert value("training_reach", EVERYBODY, steps, tmp_path / "1").num == 2
    assert value("training_reach", EVERYBODY, [*steps, *gone], tmp_path / "2") == FigureValue(0, 0)


def test_a_group_that_no_table_has_is_refused(tmp_path: Path) -> None:
    with pytest.raises(NoSuchResult, match="no group"):
        value("training_reach", question_text(TrainingQuestion("nobody")), enrolled("甲岗"), tmp_path)
