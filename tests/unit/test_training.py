"""Training: sessions without overlaps, drills by their record, hours against the targets of a year."""

from __future__ import annotations

import random
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from county import catalog
from county.authority import Principal, Role
from county.drill.run import AnnounceDrill, EndDrill
from county.events.event import TimelineEntry
from county.plan_tracker.days import begin_ms
from county.refusals import Refused
from county.training.outlook import YearOfTraining, years_of_training
from county.training.people import EnrolTrainee, RegroupTrainee, ReleaseTrainee, Trainee
from county.training.sessions import (
    PARTICIPANTS_MAX,
    TRAININGS,
    DrillPresence,
    Participant,
    RecordTraining,
    TrainingSession,
    WithdrawTraining,
)
from services.protocol.codec import payload
from tests.unit.running_desk import NOON_MS, RunningDesk

HOUR_MS = 3_600_000
DAY_MS = 24 * HOUR_MS
DIRECTOR = Principal(id="director", roles=frozenset({Role.DIRECTOR}))
TARGETS = catalog.load().training_targets
LESSON = RecordTraining(
    session_id="S1", title="系统操作", mode="theory", from_ms=NOON_MS - 3 * HOUR_MS, to_ms=NOON_MS, hours=4.0,
    trainees=("青莲镇综治专干",),
)  # fmt: skip
PRESENT = DrillPresence(trainee="青莲镇综治专干", seq=7, sha256="a" * 64)


@pytest.fixture
def running() -> RunningDesk:
    running = RunningDesk()
    for who, group in (("青莲镇综治专干", "grassroots"), ("副县长", "leaders")):
        running.give(EnrolTrainee(trainee=who, group=group))
    return running


def refused(running: RunningDesk, body: RecordTraining | EnrolTrainee, at_ms: int = NOON_MS) -> str:
    with pytest.raises(Refused) as caught:
        running.give(body, at_ms=at_ms)
    return caught.value.code


def test_a_session_keeps_the_group_that_everybody_had(running: RunningDesk) -> None:
    running.give(LESSON)
    running.give(RegroupTrainee(trainee="青莲镇综治专干", group="middle"))
    session: TrainingSession = running.desk.fold.states["training"]["S1"]
    assert session.participants == (Participant(trainee="青莲镇综治专干", group="grassroots"),)


@pytest.mark.parametrize("shift_min", [-179, -120, 0, 30, 179])
def test_nobody_is_in_two_sessions_at_once(running: RunningDesk, shift_min: int) -> None:
    running.give(LESSON)
    shift_ms = shift_min * 60_000
    other = replace(LESSON, session_id="S2", from_ms=LESSON.from_ms + shift_ms, to_ms=LESSON.to_ms + shift_ms)
    assert refused(running, other, NOON_MS + 3 * HOUR_MS) == "training_overlaps"
    running.give(replace(other, trainees=("副县长",)), at_ms=NOON_MS + 3 * HOUR_MS)


def test_sessions_that_touch_do_not_overlap_and_a_withdrawn_one_makes_room(running: RunningDesk) -> None:
    running.give(LESSON)
    running.give(replace(LESSON, session_id="S2", from_ms=LESSON.from_ms - 3 * HOUR_MS, to_ms=LESSON.from_ms))
    running.give(WithdrawTraining(session_id="S1", note="重复登记"))
    running.give(replace(LESSON, session_id="S3"))


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"title": " "}, "training_title_missing"), ({"trainees": ()}, "training_nobody"),
        ({"trainees": ("副县长", "副县长")}, "training_nobody"), ({"trainees": ("没有登记",)}, "trainee_unknown"),
        ({"to_ms": LESSON.from_ms}, "training_time_invalid"), ({"to_ms": NOON_MS + 1}, "training_not_over"),
        ({"from_ms": NOON_MS - 20 * DAY_MS}, "training_time_invalid"),
        ({"from_ms": NOON_MS - 401 * DAY_MS, "to_ms": NOON_MS - 401 * DAY_MS + HOUR_MS}, "training_not_over"),
        ({"hours": 0.0}, "training_hours_invalid"), ({"hours": 4.5}, "training_hours_invalid"),
        ({"hours": float("nan")}, "training_hours_invalid"), ({"drill_id": "drill:1"}, "training_drill_unknown"),
        ({"presences": (PRESENT,)}, "training_drill_unknown"), ({"title": "打13812345678"}, "text_has_number"),
    ],
)  # fmt: skip
def test_what_cannot_have_been_is_refused(running: RunningDesk, changes: dict[str, object], code: str) -> None:
    assert refused(running, replace(LESSON, **changes)) == code


def test_people_are_known_by_post_and_not_by_number(running: RunningDesk) -> None:
    assert refused(running, EnrolTrainee(trainee="13812345678", group="leaders")) == "recipient_is_number"
    assert refused(running, EnrolTrainee(trainee=" ", group="leaders")) == "trainee_invalid"
    assert refused(running, EnrolTrainee(trainee="局长", group="nobody")) == "training_group_unknown"
    running.give(ReleaseTrainee(trainee="副县长", note="换届"))
    assert refused(running, replace(LESSON, trainees=("副县长",))) == "trainee_unknown"


@pytest.fixture
def drilled(running: RunningDesk) -> RunningDesk:
    """A drill of three hours that is over."""
    start = AnnounceDrill(drill="drill:flood", title="防汛演练")
    running.give(start, by=DIRECTOR, at_ms=NOON_MS)
    running.give(EndDrill(drill="drill:flood"), by=DIRECTOR, at_ms=NOON_MS + 3 * HOUR_MS)
    return running


DRILLED = replace(
    LESSON, mode="practice", drill_id="drill:flood", presences=(PRESENT,), from_ms=NOON_MS, to_ms=NOON_MS + 3 * HOUR_MS
)


def test_a_drill_counts_as_practice_by_the_record_of_each_presence(drilled: RunningDesk) -> None:
    after = NOON_MS + 3 * HOUR_MS
    for changes, code in (
        ({"mode": "theory"}, "training_drill_practice"), ({"presences": ()}, "training_drill_presence"),
        ({"presences": (replace(PRESENT, trainee="副县长"),)}, "training_drill_presence"),
        ({"presences": (replace(PRESENT, sha256="x"),)}, "training_drill_presence"),
        ({"presences": (PRESENT, PRESENT)}, "training_drill_presence"),
        ({"from_ms": NOON_MS - 1}, "training_drill_times"),
    ):  # fmt: skip
        assert refused(drilled, replace(DRILLED, **changes), after) == code
    drilled.give(DRILLED, at_ms=after)
    assert drilled.desk.fold.states["training"]["S1"].presences == (PRESENT,)


def test_the_largest_session_can_be_sent() -> None:
    running = RunningDesk()
    posts = [f"{n:03}" + "岗" * 37 for n in range(PARTICIPANTS_MAX)]
    for post in posts:
        running.give(EnrolTrainee(trainee=post, group="grassroots"))
    running.give(replace(LESSON, trainees=tuple(posts), title="训" * 60))
    session = running.desk.fold.states["training"]["S1"]
    presences = tuple(replace(PRESENT, trainee=post, seq=10**9) for post in posts)
    assert len(payload(replace(session, presences=presences, drill_id="drill:flood"))) < 64 << 10


# ---- hours of a year


def person(who: str = "a", group: str = "leaders", since: date = date(2026, 1, 1)) -> Trainee:
    step = TimelineEntry("TraineeEnrolled", begin_ms(since), begin_ms(since), "desk-1", "")
    return Trainee(id=who, state="enrolled", steps=(step,), group=group)


def session(hours: float, on: date, *who: str, **changes: object) -> TrainingSession:
    fields: dict[str, object] = {
        "id": f"{on}{hours}", "state": "held", "steps": (), "from_ms": begin_ms(on), "to_ms": begin_ms(on) + HOUR_MS,
        "hours": hours, "participants": tuple(Participant(trainee=one, group="leaders") for one in who or ("a",)),
    }  # fmt: skip
    return TrainingSession(**(fields | changes))  # type: ignore[arg-type]


def year(people: list[Trainee], sessions: list[TrainingSession], today: date) -> list[YearOfTraining]:
    return years_of_training(people, sessions, TARGETS, 2026, today)


@pytest.mark.parametrize(
    ("hours", "today", "outlook", "projected"),
    [
        (40.0, date(2026, 3, 31), "reached", 162), (10.0, date(2026, 1, 31), "too_early", None),
        (19.9, date(2026, 6, 30), "on_the_way", 40), (10.0, date(2026, 6, 30), "will_miss", 20),
        (0.0, date(2026, 6, 30), "will_miss", 0), (39.5, date(2027, 1, 1), "missed", 40),
        (40.0, date(2027, 1, 1), "reached", 40),
    ],
)  # fmt: skip
def test_who_will_miss_the_target_is_told_by_the_pace_of_the_year(
    hours: float, today: date, outlook: str, projected: int | None
) -> None:
    sessions = [session(hours, date(2026, 1, 15))] if hours else []
    [found] = year([person()], sessions, today)
    assert (found.total, found.target, found.outlook) == (hours, 40, outlook)
    assert (found.projected is None) == (projected is None)
    assert projected is None or found.projected == pytest.approx(projected, abs=0.6)


def test_hours_are_told_by_mode_in_the_year_of_the_county_and_withdrawn_ones_are_not() -> None:
    sessions = [
        session(3, date(2026, 5, 1)), session(2, date(2026, 5, 2), mode="practice"), session(5, date(2025, 12, 31)),
        session(7, date(2026, 5, 3), state="withdrawn"), session(9, date(2026, 5, 4), "b"),
    ]  # fmt: skip
    [found] = year([person()], sessions, date(2026, 6, 30))
    assert dict(found.hours) == {"theory": 3, "practice": 2}


def test_somebody_new_is_judged_by_the_time_since(running: RunningDesk) -> None:
    [found] = year([person(since=date(2026, 6, 1))], [session(10, date(2026, 6, 2))], date(2026, 6, 30))
    assert found.outlook == "too_early"


def test_a_group_that_the_table_lacks_has_no_target() -> None:
    [found] = year([person(group="gone")], [], date(2026, 6, 30))
    assert (found.target, found.outlook) == (None, "no_target")


def test_a_year_can_have_its_own_target() -> None:
    assert replace(TARGETS.groups["leaders"], years={"2027": 48.0}).hours_in(2027) == 48
    assert TARGETS.groups["leaders"].hours_in(2026) == 40


@given(st.lists(st.tuples(st.integers(0, 30), st.integers(1, 12)), max_size=12), st.randoms())
def test_the_order_of_sessions_changes_nothing_and_no_hour_is_lost(
    spans: list[tuple[int, int]], order: random.Random
) -> None:
    sessions = [session(hours, date(2026, 1, 1 + day), id=str(n)) for n, (day, hours) in enumerate(spans)]
    [found] = year([person()], sessions, date(2026, 6, 30))
    order.shuffle(sessions)
    assert year([person()], sessions, date(2026, 6, 30)) == [found]
    assert found.total == sum(hours for _, hours in spans)


def test_a_session_leaves_the_desk_by_the_time_of_its_record(running: RunningDesk) -> None:
    running.give(LESSON)
    before = TRAININGS.expires_ms(running.desk.fold.states["training"]["S1"])
    running.give(WithdrawTraining(session_id="S1", note="重复"), at_ms=NOON_MS + DAY_MS)
    assert TRAININGS.expires_ms(running.desk.fold.states["training"]["S1"]) == before
