"""钉住的结论: the result of a decision part that a person has pinned to the walls or to the leader's page, as a figure
with everything that is needed to count it again.

A pin keeps its value until somebody renews it, and is shown as old when its metric says so (``fresh_h``): what stands
on a wall is what somebody has looked at, not what a model said last.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any, Literal

from county.aggregate import Decision
from county.as_of import check_as_of
from county.authority import PERSONS, Role
from county.catalog import Name
from county.durations import HOUR_MS
from county.figures.metric import Figure, FigureValue, Metric, Period, Scope
from county.procedure import Case, CaseCommand, CaseRecord, Procedure, Transition
from county.refusals import Refused
from county.texts import check_no_phone

PinPlace = Literal["wall", "page"]
PIN_PLACES: dict[PinPlace, Name] = {
    "wall": Name("大屏", "Walls"), "page": Name("领导页", "Leader's page"),
}  # fmt: skip
PINS_MAX = 40
"""That are pinned at the same time: more than a wall shows, and than anybody reads."""
RENEWALS_MAX, MOVES_MAX = 100, 20
"""Of one pin; afterwards it is pinned anew."""
SHORT_NOTE = 40
"""Characters of the note of a renewal or a move, so that a pin with all of them can be sent."""
RETENTION_DAYS = 30
STALE_TIMES = 3
"""A pin is stale when it is so many times as old as its metric allows."""
WHOEVER_PINS = PERSONS | {Role.LEADER}
Age = Literal["fresh", "old", "stale"]


class PinCommand(CaseCommand, frozen=True, kw_only=True):
    """A command about one pin."""

    pin_id: str


class PinFigure(PinCommand, frozen=True, kw_only=True):
    """Show a result that the analysis counted; ``note``: why."""

    figure: Figure
    as_of_ms: int
    """When the record was recorded as of which it was counted."""
    on: tuple[PinPlace, ...]


class RenewPin(PinCommand, frozen=True, kw_only=True):
    """The same question was counted again."""

    figure: Figure
    as_of_ms: int


class MovePin(PinCommand, frozen=True, kw_only=True):
    """Show it in these places from now on."""

    on: tuple[PinPlace, ...]


class UnpinFigure(PinCommand, frozen=True, kw_only=True):
    """It is shown no longer; ``note`` says why."""


class PinRecord(CaseRecord, frozen=True, kw_only=True):
    """A fact about one pin."""

    pin_id: str


class FigurePinned(PinRecord, frozen=True, kw_only=True):
    figure: Figure
    as_of_ms: int
    on: tuple[PinPlace, ...]


class PinRenewed(PinRecord, frozen=True, kw_only=True):
    figure: Figure
    as_of_ms: int


class PinMoved(PinRecord, frozen=True, kw_only=True):
    on: tuple[PinPlace, ...]


class FigureUnpinned(PinRecord, frozen=True, kw_only=True):
    pass


class Pin(Case, frozen=True, kw_only=True, gc=False):
    """A result that is shown, and where."""

    figure: Figure = Figure(
        metric="", scope=Scope(), period=Period(0, 0), grain="county", group="", as_of_seq=0, value=FigureValue()
    )
    as_of_ms: int = 0
    on: tuple[PinPlace, ...] = ()

    @property
    def is_shown(self) -> bool:
        return self.state == "pinned"


def age_of(metric: Metric, as_of_ms: int, now_ms: int) -> Age:
    """How a result of that time is to be shown now."""
    ages = (now_ms - as_of_ms) / (metric.fresh_h * HOUR_MS)
    return "stale" if ages > STALE_TIMES else "old" if ages > 1 else "fresh"


def same_question(one: Figure, other: Figure) -> bool:
    """Whether two figures answer the same question, at whatever time."""
    return _asked(one) == _asked(other)


def _asked(figure: Figure) -> tuple[object, ...]:
    return figure.metric, figure.asked, figure.scope, figure.grain, figure.group


def _pinned(pin: Pin | None, command: PinFigure, decision: Decision) -> None:
    check_no_phone(command.note)
    _check_places(command.on)
    _check_figure(command, decision)
    shown = [one for one in decision.desk.states_of("pin") if one.is_shown]
    if len(shown) >= PINS_MAX:
        raise Refused("pins_too_many", limit=str(PINS_MAX))
    if any(same_question(one.figure, command.figure) for one in shown):
        raise Refused("pin_exists")


def _renewed(pin: Pin, command: RenewPin, decision: Decision) -> None:
    _check_short(command)
    _check_figure(command, decision)
    if not same_question(pin.figure, command.figure):
        raise Refused("pin_other_question")
    if command.figure.as_of_seq < pin.figure.as_of_seq:
        raise Refused("pin_newer", seq=str(pin.figure.as_of_seq))


def _moved(pin: Pin, command: MovePin, decision: Decision) -> None:
    _check_short(command)
    _check_places(command.on)


def _unpinned(pin: Pin, command: UnpinFigure, decision: Decision) -> None:
    check_no_phone(command.note)


def _check_short(command: PinCommand) -> None:
    check_no_phone(command.note)
    if len(command.note) > SHORT_NOTE:
        raise Refused("text_too_long", limit=str(SHORT_NOTE))


def _check_places(on: tuple[PinPlace, ...]) -> None:
    if not on or len(set(on)) != len(on):
        raise Refused("pin_nowhere")


def _check_figure(command: PinFigure | RenewPin, decision: Decision) -> None:
    """Raises Refused."""
    figure, value = command.figure, command.figure.value
    metric = decision.desk.catalog.metrics.get(figure.metric)
    if metric is None or metric.source != "results" or not figure.asked:
        raise Refused("pin_no_result", metric=figure.metric[:100])
    numbers = (value.num, value.den, value.value, value.low, value.high)
    if value.value is None or not all(math.isfinite(number) for number in numbers if number is not None):
        raise Refused("pin_no_value")
    check_as_of(decision, figure.as_of_seq, command.as_of_ms)


_GUARDS: Mapping[str, Any] = {
    "can be pinned": _pinned, "can be renewed": _renewed, "can be moved": _moved, "can be unpinned": _unpinned,
}  # fmt: skip
PINS = Procedure(
    key="pin",
    state=Pin,
    command=PinCommand,
    record=PinRecord,
    subject="pin_id",
    states=("pinned", "unpinned"),
    rules=(
        Transition(PinFigure, (), "pinned", FigurePinned, guard="can be pinned", may=WHOEVER_PINS),
        Transition(
            RenewPin, ("pinned",), None, PinRenewed, guard="can be renewed", may=WHOEVER_PINS, at_most=RENEWALS_MAX
        ),
        Transition(
            MovePin, ("pinned",), None, PinMoved, guard="can be moved", may=WHOEVER_PINS, at_most=MOVES_MAX
        ),
        Transition(
            UnpinFigure, ("pinned",), "unpinned", FigureUnpinned, note_required=True, guard="can be unpinned",
            may=WHOEVER_PINS,
        ),
    ),
    ends=frozenset({"unpinned"}),
    guards=_GUARDS,
    retention_days=RETENTION_DAYS,
    names={
        PinFigure: Name("钉住结论", "Pin the result"),
        RenewPin: Name("更新结论", "Renew the result"),
        MovePin: Name("换位置", "Show elsewhere"),
        UnpinFigure: Name("取下结论", "Unpin the result"),
    },
).aggregate()  # fmt: skip
