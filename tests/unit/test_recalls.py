"""Recalls: opened from a trace, begun and finished within the time of their level, with an event on the desk."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from county.events.event import State
from county.refusals import TEMPLATES, Refused
from county.tracing.recall import (
    RECALL_PROCEDURE,
    BeginRecall,
    CloseRecall,
    FinishRecall,
    OpenRecall,
    Recall,
    RecallCommand,
    TellRecallPlace,
    ToldPlace,
    WithdrawRecall,
)
from tests.unit.running_desk import NOON_MS, RunningDesk

HOUR_MS = 3_600_000
DAY_MS = 24 * HOUR_MS
MONDAY_MS = NOON_MS + 22 * HOUR_MS
"""10:00 of a working day."""
OPEN = OpenRecall(
    recall_id="R1", title="召回：大米 R1", level="1", batch="urn:rice",
    places=(ToldPlace("p1", "超市"), ToldPlace("p2")), traced_ms=MONDAY_MS, as_of_seq=9, event_id="20261123-RECALL1",
    x_m=1_000.0, y_m=1_000.0,
)  # fmt: skip


def recall(running: RunningDesk) -> Recall:
    found: Recall = running.desk.find("recall", "R1")
    return found


@pytest.fixture
def running() -> RunningDesk:
    running = RunningDesk()
    running.give(OPEN, at_ms=MONDAY_MS)
    return running


@pytest.mark.parametrize(("level", "hours"), [("1", 24), ("2", 48), ("3", 72)])
def test_a_recall_is_to_be_begun_within_the_hours_of_its_level_day_and_night(level: str, hours: int) -> None:
    running = RunningDesk()
    running.give(replace(OPEN, level=level), at_ms=MONDAY_MS)
    assert recall(running).due_ms == {"begin": MONDAY_MS + hours * HOUR_MS}


def test_it_is_to_be_finished_within_working_days_since_it_began(running: RunningDesk) -> None:
    running.give(BeginRecall(recall_id="R1"), at_ms=MONDAY_MS + HOUR_MS)
    assert recall(running).due_ms == {"finish": MONDAY_MS + HOUR_MS + 14 * DAY_MS}, "ten working days are two weeks"
    running.give(FinishRecall(recall_id="R1", note="追回 800 公斤，已销毁"), at_ms=MONDAY_MS + 2 * DAY_MS)
    assert recall(running).due_ms == {}


def test_an_event_is_reported_with_it(running: RunningDesk) -> None:
    event = running.desk.events[OPEN.event_id]
    assert (event.state, event.subclass, event.title) == (State.REPORTED, "food_safety", OPEN.title)


def test_who_was_told_is_kept_and_nobody_is_told_twice(running: RunningDesk) -> None:
    running.give(TellRecallPlace(recall_id="R1", place="p2", means="phone", note="已下架"))
    assert [place.id for place in recall(running).untold] == ["p1"]
    for place, code in (("p2", "recall_told"), ("p9", "recall_place")):
        with pytest.raises(Refused) as refused:
            running.give(TellRecallPlace(recall_id="R1", place=place, means="phone"))
        assert refused.value.code == code


def test_a_recall_goes_to_its_end(running: RunningDesk) -> None:
    steps: tuple[RecallCommand, ...] = (
        BeginRecall(recall_id="R1"), FinishRecall(recall_id="R1", note="追回"),
        CloseRecall(recall_id="R1", note="核查"),
    )  # fmt: skip
    states = []
    for step in steps:
        running.give(step)
        states.append(recall(running).state)
    assert states == ["begun", "finished", "closed"]
    assert RECALL_PROCEDURE.allowed(recall(running)) == ()


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"level": "4"}, "recall_level"),
        ({"title": " "}, "recall_title"),
        ({"batch": ""}, "recall_places"),
        ({"title": "请打 13812345678"}, "text_has_number"),
    ],
)
def test_a_recall_that_says_too_little_or_a_number_of_a_person_is_refused(change: dict[str, str], code: str) -> None:
    with pytest.raises(Refused) as refused:
        RunningDesk().give(replace(OPEN, **change), at_ms=MONDAY_MS)  # type: ignore[arg-type]
    assert (refused.value.code, code in TEMPLATES) == (code, True)


def test_one_batch_has_one_recall_at_a_time(running: RunningDesk) -> None:
    again = replace(OPEN, recall_id="R2", event_id="20261123-RECALL2")
    with pytest.raises(Refused) as refused:
        running.give(again)
    assert refused.value.code == "recall_runs"
    running.give(WithdrawRecall(recall_id="R1", note="复检合格"))
    running.give(again)
    assert running.desk.find("recall", "R2").state == "opened"
