"""Who may see which fact of a drill.

All clients of a realm receive the same broadcast.  Facts of aggregates that are ``withheld`` travel there only as
:class:`RecordWithheld`, with their numbers and times; who may see them asks for them and is told them directly.
"""

from __future__ import annotations

from msgspec.structs import replace

from county.drill.inject_run import InjectAcknowledged, InjectDelivered, InjectRecord
from county.drill.run import DrillEvaluated, DrillRun, HotWashBegun
from county.drill.scenario import Inject
from county.drill.standing import DrillStanding
from county.records import Record, RecordBody

SHOWN = frozenset({"notice", "media", "hazard", "question", "task"})
"""Kinds of injects that are shown to their receivers; the others are events, alarms, closures of the desk itself."""
OPEN_TO_ALL = frozenset({"hot_wash", "evaluated", "archived"})
"""From the 点评 on, everybody who takes part sees MSEL and scores."""
_OPENS = frozenset({HotWashBegun.__name__, DrillEvaluated.__name__})
"""Steps that lead to one of them."""


def sees_msel(run: DrillRun, who: DrillStanding) -> bool:
    """Whether MSEL, expectations, scores and notes are open to a person."""
    return who.sees_all or (who.role is not None and run.state in OPEN_TO_ALL)


def sees_inject(run: DrillRun, who: DrillStanding, inject: Inject) -> bool:
    """Whether a person sees an inject before it is delivered: its own ones, of controllers and simulators."""
    if sees_msel(run, who):
        return True
    role = who.role
    if role is None or role.side not in ("control", "simulate"):
        return False
    return who.owns(inject.from_) or role.id in inject.to


def is_shown(who: DrillStanding, kind: str, to: tuple[str, ...]) -> bool:
    """Whether a delivered inject is shown to a person as one of its receivers."""
    return who.role is not None and kind in SHOWN and who.role.id in to


def sees(run: DrillRun, who: DrillStanding, body: RecordBody, inject: Inject | None) -> bool:
    """Whether a person may be told a withheld fact.  ``inject``: of a fact about one, None where it is not known."""
    if sees_msel(run, who):
        return True
    if not isinstance(body, InjectRecord):
        return False
    if inject is not None and sees_inject(run, who, inject):
        return True
    if isinstance(body, InjectDelivered):
        return is_shown(who, body.kind, body.to)
    return isinstance(body, InjectAcknowledged) and body.person == who.person


def seen_from_ms(
    run: DrillRun, who: DrillStanding, delivered: Record[InjectDelivered], inject: Inject | None
) -> int | None:
    """From when on a person could see a delivery: one that was for others, since the 点评.  None: by what is known of
    the run and the inject it cannot; a delivery may be told before the step that opens it is known."""
    if sees(replace(run, state="running"), who, delivered.body, inject):
        return delivered.recorded_ms
    return next((step.recorded_ms for step in run.steps if step.kind in _OPENS), None)
