"""What tells of an event besides its own records: plans that were started for it, people who were taken to safety."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import NamedTuple

from county.catalog import Catalog
from county.response.evacuations import Arrival, EvacueesCorrected
from county.response.plan_table import SIGNS
from county.response.plans import PlanEnded, PlanLevelAdjusted, PlanRun, PlanStarted

_LATER = frozenset({PlanLevelAdjusted.__name__, EvacueesCorrected.__name__})
"""Steps that replace what was there: a state does not tell what it was before."""


class LinkedCases(NamedTuple):
    """As of one record."""

    plans: tuple[PlanRun, ...] = ()
    arrivals: tuple[Arrival, ...] = ()


NOTHING_LINKED = LinkedCases()


class PlanStep(NamedTuple):
    """A measure that a plan's run tells."""

    happened_ms: int
    recorded_ms: int
    text: str


def linked_to(event_id: str, plans: Iterable[PlanRun], arrivals: Iterable[Arrival]) -> LinkedCases:
    """Those about an event, in the order of their records."""
    return LinkedCases(
        tuple(sorted((one for one in plans if one.about == event_id), key=_begun)),
        tuple(sorted((one for one in arrivals if one.about == event_id), key=_begun)),
    )


def changed_after(linked: LinkedCases, at_ms: int) -> bool:
    """Whether a record after that time replaced something, so that these states do not tell what was known then."""
    cases = (*linked.plans, *linked.arrivals)
    return any(step.kind in _LATER and step.recorded_ms > at_ms for one in cases for step in one.steps)


def people_corrected_after(linked: LinkedCases, at_ms: int) -> bool:
    """Whether a number of people was corrected after that time: a report from then told another one."""
    corrected = EvacueesCorrected.__name__
    return any(step.kind == corrected and step.recorded_ms > at_ms for one in linked.arrivals for step in one.steps)


def plan_steps(linked: LinkedCases, as_of_ms: int, catalog: Catalog) -> list[PlanStep]:
    """Starts, changes of level and ends.  Of several levels of a run only the last one is known."""
    found = []
    for run in linked.plans:
        steps = [step for step in run.steps if step.recorded_ms <= as_of_ms]
        levels = [step for step in steps if step.kind in (PlanStarted.__name__, PlanLevelAdjusted.__name__)]
        plan = catalog.response_plans.get(run.plan)
        name = f"《{run.plan if plan is None else plan.name.zh}》"
        for step in steps:
            level = f"{SIGNS[run.level]}级响应" if step is levels[-1] else ""
            words = _words(step.kind, name, level)
            if words:
                found.append(PlanStep(step.happened_ms, step.recorded_ms, words))
    return found


def moved_text(linked: LinkedCases, as_of_ms: int, place: Callable[[str], str]) -> str:
    """``累计转移安置 120 人（石桥村、双岭村）``; "" for nobody.  ``place``: the name of a division."""
    known = [one for one in linked.arrivals if _begun(one) <= as_of_ms]
    if not known:
        return ""
    people = sum(one.people for one in known)
    villages = "、".join(dict.fromkeys(name for one in known if (name := place(one.village))))
    return f"累计转移安置 {people:,} 人" + (f"（{villages}）" if villages else "")


def _words(kind: str, name: str, level: str) -> str:
    if kind == PlanStarted.__name__:
        return f"启动{name}{level}"
    if kind == PlanLevelAdjusted.__name__:
        return f"{name}调整为{level}" if level else f"{name}调整响应级别"
    return f"终止{name}响应" if kind == PlanEnded.__name__ else ""


def _begun(case: PlanRun | Arrival) -> int:
    return case.steps[0].recorded_ms
