"""Steps of realm time: watch and intakes process the time that elapsed second by second, in order."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from county.authority import WATCH
from county.clock import Clock
from county.streams import Columns
from services.follow_ups.clock_differences import ClockDifferences
from services.intake.base import Intake
from services.loop.alarms_due import AlarmsDue
from services.loop.commit_group import InternalCommand, Result
from services.loop.durable_groups import DurableGroups
from services.loop.failures import LoopEnds, LoopFailures
from services.loop.portion import AdaptivePortion
from services.loop.publication import Publication
from services.pace import PaceControl
from services.watch import Watch

STEP_MS = 1_000
"""Realm time between two steps of watch and intakes, at every rate: 60× gives the same results as 1×."""
STEPS_AHEAD = 500
"""Steps queued at most; the rest of a long pause of the loop is queued after them."""
STEP_TURN_MS = 30
"""Time to decide, store and publish the effects of elapsed time in one iteration: a simultaneous loss of all sensors is
processed in portions."""
STEP_LEAST, STEP_MOST = 50, 500
"""Changes in such a portion; the least takes a few milliseconds to decide."""


@dataclass
class RealmStep:
    """A step of realm time that watch and intakes have not processed yet."""

    at_ms: int
    changes: int = 0
    """Limit on the watch's changes granted so far."""


class RealmSteps:
    """The steps that are due, oldest first."""

    def __init__(
        self,
        *,
        groups: DurableGroups,
        alarms: AlarmsDue,
        publication: Publication,
        watch: Watch,
        intakes: Sequence[Intake],
        clock: Clock,
        clocks: ClockDifferences,
        pace: PaceControl | None,
        failures: LoopFailures,
        monotonic: Callable[[], int],
        edge: Callable[[], int | None] = lambda: None,
        settled: Callable[[Result], None] = lambda result: None,
    ) -> None:
        """``pace``: of ``clock`` in a drill.  ``edge``: when a further step is needed, between those of the seconds; a
        time in the past: now.  ``settled`` is told the outcome of each group with input of intakes."""
        self._groups = groups
        self._alarms = alarms
        self._publication = publication
        self._watch = watch
        self._intakes = intakes
        self._clock = clock
        self._clocks = clocks
        self._pace = pace
        self._failures = failures
        self._monotonic = monotonic
        self._edge = edge
        self._settled = settled
        self._due: deque[RealmStep] = deque()
        self._portion = AdaptivePortion(STEP_TURN_MS, least=STEP_LEAST, most=STEP_MOST)
        self._last_ms = clock.now_ms() // STEP_MS * STEP_MS
        self._reached_ms = clock.now_ms()
        """Time of the last step that was begun."""

    def __len__(self) -> int:
        return len(self._due)

    @property
    def jumping(self) -> bool:
        """Whether the clock of a drill has not reached the time that it was ordered to jump to."""
        return self._pace is not None and self._pace.can_jump

    def present_ms(self) -> int:
        """The time at which input from outside is decided: the present one; in a drill, whose clock runs 6 s between
        two iterations, that of the oldest step that is due: what happens by itself comes before all that is later."""
        now_ms, edge_ms = self._clock.now_ms(), self._edge()
        if self._pace is None:
            return now_ms
        due = [at_ms for at_ms in (edge_ms, self._due[0].at_ms if self._due else None) if at_ms is not None]
        return min(now_ms, max(min(due, default=now_ms), self._reached_ms))

    def move_clock(self) -> None:
        """Reserve the time of a drill, and jump by one step once all earlier ones are processed: what is due on the way
        happens at its own time, in order, and a command during a jump is decided at the time reached."""
        if self._pace is None:
            return
        self._pace.reserve()
        if not self._due:
            self._pace.jump_by(STEP_MS)

    def follow_clock(self) -> None:
        """Queue a step for elapsed realm time; detect a change of the machine's clock or a suspend.  In a realm that is
        only shown nothing happens."""
        if self._groups.read_only:
            return
        jump_ms, now_ms = self._clock.jumped_ms(), self._clock.now_ms()
        if jump_ms:
            self._clocks.jumped(jump_ms)
            self._watch.follow(jump_ms, now_ms)
            self._due.clear()
            self._last_ms = now_ms // STEP_MS * STEP_MS
        while self._last_ms + STEP_MS <= now_ms and len(self._due) < STEPS_AHEAD:
            self._last_ms += STEP_MS
            self._due.append(RealmStep(self._last_ms))
        edge_ms = self._edge()
        if edge_ms is not None and edge_ms <= now_ms and not self._due:
            self._due.append(RealmStep(max(edge_ms, self._reached_ms)))

    def take(self) -> None:
        """Process one slice of the oldest step at that step's time: a delay does not change the result.

        A step that fails is given up; the watch then follows the desk again.
        """
        if not self._due or (self._alarms and not self._groups.is_refusing()):
            return
        step = self._due[0]
        edge_ms = self._edge()
        if edge_ms is not None and edge_ms < step.at_ms and not step.changes:
            step = RealmStep(max(edge_ms, self._reached_ms))
            if step.at_ms < self._due[0].at_ms:
                self._due.appendleft(step)
            step = self._due[0]
        self._reached_ms = max(step.at_ms, self._reached_ms)
        try:
            self._take_slice(step)
        except LoopEnds:
            raise
        except Exception:
            if self._due and self._due[0] is step:
                self._due.popleft()
            self._watch.resynchronize()
            raise

    def _take_slice(self, step: RealmStep) -> None:
        started = self._monotonic()
        limit = self._portion.size
        passed = self._watch.tick(step.at_ms, limit)
        internal = [InternalCommand(WATCH, command) for command in passed.commands]
        arrived: list[Columns] = []
        step.changes += limit
        whole = not passed.more or step.changes > self._watch.most
        if whole:  # readings are judged after all stale channels of the step, however many slices those take
            self._poll_intakes(step.at_ms, internal, arrived)
            self._due.popleft()
        try:
            if internal or arrived:
                result = self._groups.take((), internal, arrived, step.at_ms)
                if whole:
                    self._settled(result)
                self._publication.publish(result)
        finally:
            self._watch.settle(passed.commands)
        if not whole:
            self._portion.took(self._monotonic() - started)

    def _poll_intakes(self, at_ms: int, internal: list[InternalCommand], arrived: list[Columns]) -> None:
        for intake in self._intakes:
            try:
                due = intake.due(at_ms)
            except Exception as error:  # one failing source must not block the others
                self._failures.note(error, "an intake failed", intake=type(intake).__name__)
                continue
            internal += [InternalCommand(intake.principal, command) for command in due.commands]
            arrived += due.columns
