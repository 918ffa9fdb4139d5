"""Warning cards: raised by the backend, assessed in working hours, acted on by events, and said to be true or not."""

from __future__ import annotations

import math
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from county import commands as c
from county.authority import WATCH
from county.refusals import TEMPLATES, Refused
from county.risk.warning_card import (
    DETECTORS,
    EVENTS_MAX,
    EVIDENCE_MAX,
    PLACES_MAX,
    RETENTION_DAYS,
    UPDATES_MAX,
    WARNINGS,
    ActOnWarning,
    AssessWarning,
    DismissWarning,
    EvaluateWarning,
    RaiseWarning,
    RiskSignal,
    UpdateWarning,
    WarningCard,
    WarningCommand,
)
from services.protocol.codec import payload
from services.protocol.limits import FRAME_MAX
from tests.unit.running_desk import NOON_MS, RunningDesk, report

HOUR_MS = 3_600_000
DAY_MS = 24 * HOUR_MS
MONDAY_MS = NOON_MS + 22 * HOUR_MS
"""10:00 of a working day."""
VILLAGE = "990123100201"
SCAN = RiskSignal(detector="scan", days=3, observed=12, expected=2.5, chance=1e-4, recurrence_days=150.0)
EARS = RiskSignal(detector="ears", days=7, observed=14, expected=5.0, chance=1e-5, recurrence_days=400.0)
RAISE = RaiseWarning(
    warning_id="W1", subject="city_appearance", divisions=(VILLAGE,), from_ms=MONDAY_MS - 3 * DAY_MS, signals=(SCAN,),
    evidence=("E1",), owner="chengguan",
)  # fmt: skip
UPDATE = UpdateWarning(warning_id="W1", divisions=(VILLAGE,), signals=(SCAN, EARS), evidence=("E2", "E1"))
ASSESS = AssessWarning(warning_id="W1", note="同一工地")
DISMISS = DismissWarning(warning_id="W1", note="集中补录")
ACT = ActOnWarning(warning_id="W1", events=("E1",))
EVALUATE = EvaluateWarning(warning_id="W1", was_true=True, note="工地渣土")


@pytest.fixture
def running() -> RunningDesk:
    """A desk with one event and a card."""
    running = RunningDesk()
    running.give(report("E1"), at_ms=MONDAY_MS)
    give(running, RAISE)
    return running


def give(running: RunningDesk, body: WarningCommand, at_ms: int = MONDAY_MS) -> None:
    own = isinstance(body, RaiseWarning | UpdateWarning)
    running.give(body, at_ms=at_ms, **({"by": WATCH} if own else {}))


def refused(running: RunningDesk, body: c.CommandBody) -> str:
    with pytest.raises(Refused) as caught:
        running.give(body, at_ms=MONDAY_MS)
    return caught.value.code


def is_refused(running: RunningDesk, body: WarningCommand, code: str) -> bool:
    """Whether a command of the backend itself leads to no record, with the reason in the log."""
    known = len(running.log)
    give(running, body)
    assert len(running.log) == known
    [(_, values)] = running.messages.lines
    return re.fullmatch(re.sub(r"\{\w+\}", ".*", TEMPLATES[code]), str(values["reason"])) is not None


def card(running: RunningDesk) -> WarningCard:
    found = running.desk.fold.states["warning"]["W1"]
    assert isinstance(found, WarningCard)
    return found


def test_a_card_waits_for_an_assessment_of_four_working_hours(running: RunningDesk) -> None:
    assert card(running).state == "new"
    assert card(running).due_ms == {"assess": MONDAY_MS + 5 * HOUR_MS + HOUR_MS // 2}, "a break at noon does not count"


def test_the_clock_ends_with_the_assessment(running: RunningDesk) -> None:
    give(running, ASSESS)
    assert (card(running).state, card(running).due_ms) == ("assessed", {})


def test_an_update_changes_what_was_found_and_neither_state_nor_beginning(running: RunningDesk) -> None:
    give(running, ASSESS)
    give(running, UPDATE)
    now = card(running)
    assert (now.state, now.from_ms, now.signals, now.evidence) == (
        "assessed", RAISE.from_ms, (SCAN, EARS), ("E2", "E1"),
    )  # fmt: skip
    assert now.strongest == EARS


def test_a_card_that_was_acted_on_keeps_the_events_of_every_step(running: RunningDesk) -> None:
    running.give(report("E2"), at_ms=MONDAY_MS)
    give(running, ACT)
    give(running, replace(ACT, events=("E2", "E1")))
    assert card(running).events == ("E1", "E2")


@pytest.mark.parametrize("before", [(DISMISS,), (ASSESS, DISMISS), (ACT,), (ASSESS, ACT)])
@pytest.mark.parametrize("was_true", [True, False])
def test_a_matter_that_is_over_is_said_to_have_been_true_or_not(
    running: RunningDesk, before: tuple[WarningCommand, ...], was_true: bool
) -> None:
    for body in before:
        give(running, body)
    give(running, replace(EVALUATE, was_true=was_true))
    assert (card(running).state, card(running).was_true) == ("evaluated", was_true)
    assert WARNINGS.expires_ms(card(running)) == MONDAY_MS + RETENTION_DAYS * DAY_MS


@pytest.mark.parametrize(
    ("before", "body", "code"),
    [
        ((), EVALUATE, "case_transition_forbidden"), ((ASSESS,), EVALUATE, "case_transition_forbidden"),
        ((DISMISS,), ACT, "case_transition_forbidden"), ((ACT,), DISMISS, "case_transition_forbidden"),
        ((ASSESS,), ASSESS, "case_transition_forbidden"),
        ((), replace(ASSESS, note=" "), "case_note_missing"), ((), replace(DISMISS, note=""), "case_note_missing"),
        ((ACT,), replace(EVALUATE, note=""), "case_note_missing"),
        ((), replace(ASSESS, note="打 13812345678"), "text_has_number"),
        ((), replace(ACT, note="打 13812345678"), "text_has_number"),
        ((), replace(ACT, events=()), "warning_events_missing"),
        ((), replace(ACT, events=("E1",) * (EVENTS_MAX + 1)), "warning_events_missing"),
        ((), replace(ACT, events=("none",)), "event_unknown"),
        ((), replace(ASSESS, warning_id="W2"), "case_unknown"),
    ],
)  # fmt: skip
def test_steps_that_no_card_can_take_are_refused(
    running: RunningDesk, before: tuple[WarningCommand, ...], body: WarningCommand, code: str
) -> None:
    for one in before:
        give(running, one)
    assert refused(running, body) == code


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (replace(RAISE, warning_id="W2", signals=()), "warning_without_signal"),
        (replace(UPDATE, signals=()), "warning_without_signal"),
        (replace(RAISE, warning_id="W2", signals=(replace(SCAN, expected=math.nan),)), "warning_no_number"),
        (replace(UPDATE, signals=(replace(SCAN, recurrence_days=math.inf),)), "warning_no_number"),
        (replace(UPDATE, signals=(replace(SCAN, chance=math.nan),)), "warning_no_number"),
        (replace(UPDATE, divisions=(VILLAGE,) * (PLACES_MAX + 1)), "warning_too_long"),
        (replace(UPDATE, evidence=("E1",) * (EVIDENCE_MAX + 1)), "warning_too_long"),
        (RAISE, "case_exists"),
    ],
)  # fmt: skip
def test_a_card_without_numbers_or_with_too_many_of_them_is_refused(
    running: RunningDesk, body: WarningCommand, code: str
) -> None:
    assert is_refused(running, body, code)


@pytest.mark.parametrize("body", [replace(RAISE, warning_id="W2"), UPDATE])
def test_no_person_raises_or_updates_a_card(running: RunningDesk, body: WarningCommand) -> None:
    assert refused(running, body) == "watch_only"


def test_a_matter_of_many_updates_is_a_new_normal(running: RunningDesk) -> None:
    for _ in range(UPDATES_MAX):
        give(running, UPDATE)
    assert is_refused(running, UPDATE, "case_too_often")


def test_the_largest_card_can_be_sent(running: RunningDesk) -> None:
    signals = tuple(replace(SCAN, detector=detector) for detector in DETECTORS)
    largest = replace(UPDATE, divisions=(VILLAGE,) * PLACES_MAX, signals=signals, evidence=("e" * 64,) * EVIDENCE_MAX)
    for _ in range(UPDATES_MAX):
        give(running, largest)
    give(running, replace(ASSESS, note="字" * 400))
    assert len(payload(card(running))) < FRAME_MAX


@given(st.lists(st.sampled_from([UPDATE, ASSESS, DISMISS, ACT, EVALUATE]), max_size=12))
def test_whatever_is_tried_a_card_ends_once_and_only_after_somebody_decided(tried: list[WarningCommand]) -> None:
    running = RunningDesk()
    running.give(report("E1"), at_ms=MONDAY_MS)
    give(running, RAISE)
    states = ["new"]
    for body in tried:
        try:
            give(running, body)
        except Refused:
            continue
        if not isinstance(body, UpdateWarning):
            states.append(card(running).state)
    assert states.count("evaluated") <= 1
    assert "evaluated" not in states or (states[-1] == "evaluated" and states[-2] in ("dismissed", "acted"))
    assert (card(running).ended_ms is not None) == (states[-1] == "evaluated")
    assert ("assess" in card(running).due_ms) == (states[-1] == "new")
