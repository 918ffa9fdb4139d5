"""Simulated past: events of the days that figures compare with, so that a demo county has trends and comparisons.

They come once, while the county has no event yet, and are handled to the end: what is reported first is closed in the
same batch, so that nobody is called by an event of last week.  Emergencies are left out for the same reason.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sized
from itertools import islice
from random import Random
from typing import NamedTuple

from msgspec.structs import replace

from county import commands as c
from county.authority import SIMULATION
from county.commands import Command
from county.durations import DAY_MS, HOUR_MS
from county.duty_log import WriteDutyEntry
from county.events.emergency import emergency_subclasses, is_emergency
from county.numbering import in_realm
from county.units import dispatch
from services.intake.base import IntakeBatch
from services.simulation.history import LAST_HOURS
from services.simulation.operator import OFFICER
from services.simulation.pauses import PAST_RATE, report_times
from services.simulation.reporting import YEAR_DAYS, day_start
from services.simulation.reports import SIMULATED
from services.simulation.sources import SimulatedSources
from services.simulation.staff import CENTRE, trucks_of
from services.simulation.step_times import Step, step_s

WEEK_DAYS = 7
EACH_CALL = 30
"""Events at once: those of the past come in the first minutes."""
ENTRIES_H = (0.6, 2.1, 3.4, 5.2, 7.5)
"""How many hours before the start the entries of the duty log were written, the newest first."""
SATISFIED = 0.88
ASKED = frozenset({"hotline", "citizen"})


class PastStep(NamedTuple):
    """One command of the past."""

    at_ms: int
    actor: str
    body: c.EventCommand


class SimulatedPast:
    """Implements :class:`services.intake.base.Intake`."""

    principal = SIMULATION

    def __init__(self, sources: SimulatedSources, known: Sized, *, realm: str) -> None:
        """``known``: the events of the desk."""
        self._sources, self._known, self._realm = sources, known, realm
        self._emergencies = emergency_subclasses(sources.catalog)
        departments = {key: name.zh for key, name in sources.catalog.departments.items()}
        self._trucks = trucks_of(sources.units, sources.catalog)
        self._units = {unit.id: unit.name for unit in sources.units} | departments
        self._lives: Iterator[list[PastStep]] | None = None

    def due(self, now_ms: int) -> IntakeBatch:
        """The next events, each from its report to its evaluation."""
        entries: list[Command[WriteDutyEntry]] = []
        if self._lives is None:
            is_new = not len(self._known)
            self._lives = self._past(now_ms) if is_new else iter(())
            entries = list(self._entries(now_ms)) if is_new else []
        steps = [self._commands(life) for life in islice(self._lives, EACH_CALL)]
        return IntakeBatch((*entries, *(command for life in steps for command in life)))

    def stop_simulating(self, sensor_ids: Iterable[str]) -> None:
        """It simulates no sensor."""

    def _past(self, now_ms: int) -> Iterator[list[PastStep]]:
        """Up to where the traffic begins, the newest days first.  After each day come those that it is compared with,
        of the week before and of a year ago: who ends a demo in its first minutes has no week beside an empty one."""
        ends_ms = now_ms - LAST_HOURS * HOUR_MS
        days = [back + earlier for back in range(WEEK_DAYS) for earlier in (0, WEEK_DAYS, YEAR_DAYS)]
        for back in (*days, 2 * WEEK_DAYS, YEAR_DAYS + WEEK_DAYS):
            start_ms = day_start(now_ms) - back * DAY_MS
            rng = Random(f"{self._sources.seed}:past:{start_ms}")
            for at_ms in report_times(self._sources.seed, start_ms, start_ms + DAY_MS, PAST_RATE):
                life = self._life(at_ms, rng)
                if life and at_ms < ends_ms and life[-1].at_ms < now_ms:
                    yield life

    def _life(self, at_ms: int, rng: Random) -> list[PastStep]:
        """All steps of an event that is reported at ``at_ms``; empty for what is left out."""
        drawn, work = self._sources.reports.draw(at_ms), self._sources.work
        if drawn is None or is_emergency(drawn[1].subclass, drawn[1].level, self._emergencies):
            return []
        actor, report = drawn
        best = dispatch.rank(report, self._sources.units, self._sources.catalog, Counter())[0].unit
        unit = SIMULATED + self._units[best]
        steps, time_ms = [PastStep(at_ms, actor, report)], float(at_ms)
        for step, body in _steps(report, best, work, rng):
            time_ms += 1_000 * step_s(step, rng, soon=best in self._trucks)
            steps.append(PastStep(round(time_ms), unit if step in ("accept", "feed_back") else CENTRE, body))
        return steps

    def _commands(self, life: list[PastStep]) -> Iterator[Command[c.EventCommand]]:
        for number, step in enumerate(life):
            body = replace(step.body, event_id=in_realm(step.body.event_id, self._realm))
            key = f"{body.event_id}:{number}:{type(body).__name__}"
            yield Command(id=f"demo:{key}", realm=self._realm, for_=step.actor, happened_ms=step.at_ms, body=body)

    def _entries(self, now_ms: int) -> Iterator[Command[WriteDutyEntry]]:
        """What the person on duty has written in the last hours, the oldest first."""
        notes = self._sources.work["duty_log"]
        for number, hours in reversed(list(enumerate(ENTRIES_H[: len(notes)]))):
            at_ms = now_ms - round(HOUR_MS * hours)
            key = in_realm(f"demo-duty-{at_ms}", self._realm)
            body = WriteDutyEntry(entry_id=key, kind="call" if number % 2 else "note", note=notes[number])
            yield Command(id=f"demo:{key}", realm=self._realm, for_=OFFICER, happened_ms=at_ms, body=body)


def _steps(
    report: c.ReportEvent, unit: str, work: Mapping[str, tuple[str, ...]], rng: Random
) -> Iterator[tuple[Step, c.EventCommand]]:
    """The steps after the report with their commands, in their order."""
    event, satisfied = report.event_id, rng.random() < SATISFIED
    yield "file", c.FileEvent(event_id=event)
    yield "dispatch", c.DispatchEvent(event_id=event, unit=unit)
    yield "accept", c.AcceptTask(event_id=event)
    yield "feed_back", c.FeedBack(event_id=event, note=rng.choice(work["feed_back"]))
    yield "close", c.CloseEvent(event_id=event, note=rng.choice(work["close"]))
    if report.source in ASKED:
        solved = satisfied or rng.random() < 0.5
        note = rng.choice(work["follow_up"])
        yield "evaluate", c.FollowUpEvent(event_id=event, satisfied=satisfied, solved=solved, note=note)
    yield "evaluate", c.EvaluateEvent(event_id=event, score=rng.choice((3, 4, 4, 5, 5)))
