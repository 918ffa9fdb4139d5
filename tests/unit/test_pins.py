"""Results that are pinned to walls and the leader's page: what is refused, what stands there, and when it is old."""

from __future__ import annotations

import math
from typing import Any

import pytest
from msgspec.structs import replace

from county.catalog import load
from county.commands import CommandBody
from county.decisions.pins import (
    MOVES_MAX,
    PINS_MAX,
    RENEWALS_MAX,
    SHORT_NOTE,
    MovePin,
    Pin,
    RenewPin,
    UnpinFigure,
    age_of,
)
from county.durations import DAY_MS, HOUR_MS
from county.events.event import LONGEST_NOTE
from county.figures.metric import ASKED_MAX, Figure, FigureValue
from county.refusals import Refused
from services.protocol.codec import payload
from services.protocol.limits import FRAME_MAX
from services.results.registry import NOTHING_ASKED
from tests.pinned_results import COVERED, pin, result
from tests.unit.running_desk import NOON_MS, RunningDesk, report

NEWER = result(as_of_seq=2, value=FigureValue(30_000, 50_000, 0.6, quality="ok"))


@pytest.fixture
def running() -> RunningDesk:
    """Two records are known when something is pinned."""
    desk = RunningDesk()
    desk.give(report("E1"))
    desk.give(report("E2"))
    return desk


def pinned(running: RunningDesk, pin_id: str = "N1") -> Pin:
    found: Pin = running.desk.find("pin", pin_id)
    return found


def refused(running: RunningDesk, body: CommandBody) -> str:
    with pytest.raises(Refused) as why:
        running.give(body)
    return why.value.code


def renew(figure: Figure = NEWER, **change: Any) -> RenewPin:
    return RenewPin(pin_id="N1", figure=figure, as_of_ms=2_000, **change)


def test_a_pin_keeps_question_value_record_and_digest_until_it_is_renewed(running: RunningDesk) -> None:
    running.give(pin())
    assert (pinned(running).figure, pinned(running).as_of_ms, pinned(running).on) == (result(), 1_000, ("wall", "page"))
    running.give(renew())
    assert (pinned(running).figure, pinned(running).as_of_ms) == (NEWER, 2_000)
    assert [step.kind for step in pinned(running).steps] == ["FigurePinned", "PinRenewed"]


def test_a_pin_is_moved_and_unpinned_with_a_reason(running: RunningDesk) -> None:
    running.give(pin())
    running.give(MovePin(pin_id="N1", on=("page",)))
    assert pinned(running).on == ("page",)
    assert refused(running, UnpinFigure(pin_id="N1")) == "case_note_missing"
    running.give(UnpinFigure(pin_id="N1", note="已经解决"))
    assert not pinned(running).is_shown
    running.give(pin("N2"))
    assert pinned(running, "N2").is_shown, "the same question can be pinned again"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"figure": result("reported", "")}, "pin_no_result"), ({"figure": result("nothing")}, "pin_no_result"),
        ({"figure": result(asked="")}, "pin_no_result"),
        ({"figure": result(value=FigureValue())}, "pin_no_value"),
        ({"figure": result(value=replace(COVERED, value=math.nan))}, "pin_no_value"),
        ({"figure": result(value=replace(COVERED, high=math.inf))}, "pin_no_value"),
        ({"figure": result(as_of_seq=0)}, "as_of_unknown"), ({"figure": result(as_of_seq=3)}, "as_of_unknown"),
        ({"as_of_ms": NOON_MS + DAY_MS}, "as_of_ahead"),
        ({"on": ()}, "pin_nowhere"), ({"on": ("wall", "wall")}, "pin_nowhere"),
        ({"note": "联系 13912345678"}, "text_has_number"),
    ],
)  # fmt: skip
def test_what_is_no_counted_result_is_not_pinned(running: RunningDesk, change: dict[str, Any], code: str) -> None:
    assert refused(running, replace(pin(), **change)) == code
    assert pinned(running) is None


def test_one_question_is_pinned_once_and_others_beside_it(running: RunningDesk) -> None:
    running.give(pin())
    assert refused(running, pin("N2", NEWER)) == "pin_exists"
    running.give(pin("N2", result("policy_open", NOTHING_ASKED)))
    assert refused(running, renew(result("policy_open", NOTHING_ASKED))) == "pin_other_question"


def test_a_renewal_is_not_older_than_what_it_replaces(running: RunningDesk) -> None:
    running.give(pin(figure=NEWER))
    assert refused(running, renew(result())) == "pin_newer"
    assert refused(running, renew(note="x" * (SHORT_NOTE + 1))) == "text_too_long"


def test_no_more_is_pinned_than_anybody_reads(running: RunningDesk) -> None:
    for number in range(PINS_MAX):
        running.give(pin(f"N{number}", result(asked=str(number))))
    assert refused(running, pin("more", result(asked="more"))) == "pins_too_many"
    running.give(UnpinFigure(pin_id="N7", note="不再需要"))
    running.give(pin("more", result(asked="more")))


def test_the_longest_pin_can_be_sent(running: RunningDesk) -> None:
    long = result(asked="x" * ASKED_MAX, basis="f" * 64, as_of_seq=2)
    running.give(pin(figure=long, note="𠮷" * LONGEST_NOTE))
    for _ in range(RENEWALS_MAX):
        running.give(renew(long, note="𠮷" * SHORT_NOTE))
    for _ in range(MOVES_MAX):
        running.give(MovePin(pin_id="N1", on=("page",), note="𠮷" * SHORT_NOTE))
    assert refused(running, renew(long)) == "case_too_often"
    assert len(payload(pinned(running))) < FRAME_MAX


@pytest.mark.parametrize(
    ("hours", "age"), [(0, "fresh"), (24, "fresh"), (25, "old"), (72, "old"), (73, "stale"), (9_000, "stale")]
)
def test_a_pin_is_shown_as_old_when_its_metric_says_so_and_stale_at_three_times_that(hours: int, age: str) -> None:
    assert age_of(load().metrics["policy_open"], NOON_MS, NOON_MS + hours * HOUR_MS) == age
