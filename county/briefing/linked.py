"""What tells of an event besides its own records: plans that were started for it, people who were taken to safety,
casualties and leaders that were reported from the site."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import NamedTuple

from county.durations import DAY_MS
from county.events.event import Event
from county.response import evacuations, plans, site_reports
from county.response.evacuations import Arrival, EvacueesCorrected
from county.response.plan_table import SIGNS
from county.response.plans import PlanEnded, PlanLevelAdjusted, PlanRun, PlanStarted
from county.response.site_reports import SiteReport, SiteReportWithdrawn

_LATER = frozenset({PlanLevelAdjusted.__name__, EvacueesCorrected.__name__})
"""Steps that replace what was there: a state does not tell what it was before."""


class LinkedCases(NamedTuple):
    """As of one record."""

    plans: tuple[PlanRun, ...] = ()
    arrivals: tuple[Arrival, ...] = ()
    site: tuple[SiteReport, ...] = ()


NOTHING_LINKED = LinkedCases()


class PlanStep(NamedTuple):
    """A measure that a plan's run tells."""

    happened_ms: int
    recorded_ms: int
    text: str


def linked_to(
    event_id: str, runs: Iterable[PlanRun], arrivals: Iterable[Arrival], site: Iterable[SiteReport] = ()
) -> LinkedCases:
    """Those about an event, in the order of their records."""
    return LinkedCases(
        tuple(sorted((one for one in runs if one.about == event_id), key=_begun)),
        tuple(sorted((one for one in arrivals if one.about == event_id), key=_begun)),
        tuple(sorted((one for one in site if one.about == event_id), key=_begun)),
    )


def changed_after(linked: LinkedCases, at_ms: int) -> bool:
    """Whether a record after that time replaced something, so that these states do not tell what was known then."""
    cases = (*linked.plans, *linked.arrivals)
    return any(step.kind in _LATER and step.recorded_ms > at_ms for one in cases for step in one.steps)


def desk_tells_all(event: Event, linked: LinkedCases, as_of_ms: int, now_ms: int) -> bool:
    """Whether ``linked``, the cases about an event that are on the desk, are all there were at ``as_of_ms``, as they
    were then.  None began before its event, so that none has left while the event is younger than each is kept."""
    kept_ms = min(evacuations.RETENTION_DAYS, plans.RETENTION_DAYS, site_reports.RETENTION_DAYS) * DAY_MS
    begun_ms = min(event.happened_ms, event.timeline[0].recorded_ms)
    return now_ms - begun_ms < kept_ms and not changed_after(linked, as_of_ms)


def people_corrected_after(linked: LinkedCases, at_ms: int) -> bool:
    """Whether a number of people was corrected after that time: a report from then told another one."""
    corrected = EvacueesCorrected.__name__
    return any(step.kind == corrected and step.recorded_ms > at_ms for one in linked.arrivals for step in one.steps)


def plan_steps(linked: LinkedCases, as_of_ms: int, plan_name: Callable[[str], str]) -> list[PlanStep]:
    """Starts, changes of level and ends.  Of several levels of a run only the last one is known."""
    found = []
    for run in linked.plans:
        steps = [step for step in run.steps if step.recorded_ms <= as_of_ms]
        levels = [step for step in steps if step.kind in (PlanStarted.__name__, PlanLevelAdjusted.__name__)]
        name = f"《{plan_name(run.plan)}》"
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


def casualties_text(linked: LinkedCases, as_of_ms: int, time_text: Callable[[int], str]) -> str:
    """``死亡 1 人，失联 0 人，受伤 2 人（2026年11月27日15时09分上报）``, by the newest report and with its note; ""
    for none."""
    known = [one for one in _told(linked, as_of_ms) if one.kind == "casualties"]
    if not known:
        return ""
    last = known[-1]
    note = " ".join(last.steps[0].note.split())
    when = f"（{time_text(last.steps[0].happened_ms)}上报）" + (f"，{note}" if note else "")
    if not (last.dead or last.missing or last.injured):
        return f"无人员伤亡、失联{when}"
    return f"死亡 {last.dead:,} 人，失联 {last.missing:,} 人，受伤 {last.injured:,} 人{when}"


def leaders_text(linked: LinkedCases, as_of_ms: int, time_text: Callable[[int], str]) -> str:
    """``副县长（2026年11月27日15时09分到场）；…``; "" for nobody."""
    return "；".join(
        f"{one.post.strip()}（{time_text(one.steps[0].happened_ms)}到场）"
        for one in _told(linked, as_of_ms)
        if one.kind == "leader"
    )


def _told(linked: LinkedCases, as_of_ms: int) -> list[SiteReport]:
    """The reports from the site that counted at a time, the oldest first."""
    withdrawn = SiteReportWithdrawn.__name__
    return [
        one for one in linked.site
        if _begun(one) <= as_of_ms
        and not any(step.kind == withdrawn and step.recorded_ms <= as_of_ms for step in one.steps)
    ]  # fmt: skip


def _words(kind: str, name: str, level: str) -> str:
    if kind == PlanStarted.__name__:
        return f"启动{name}{level}"
    if kind == PlanLevelAdjusted.__name__:
        return f"{name}调整为{level}" if level else f"{name}调整响应级别"
    return f"终止{name}响应" if kind == PlanEnded.__name__ else ""


def _begun(case: PlanRun | Arrival | SiteReport) -> int:
    return case.steps[0].recorded_ms
