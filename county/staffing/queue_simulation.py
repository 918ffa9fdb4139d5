"""A day of a queue, event by event: shifts with breaks, people who hang up and are called back, and two skills.

Times are in seconds from the first midnight.  Arrivals, times of work and patience are drawn before the day begins, so
that two staffings with the same seed serve the same people.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Generator, Sequence
from functools import partial
from typing import NamedTuple

import numpy as np
import simpy
from msgspec import Struct
from numpy.typing import NDArray

from county.staffing.agent_groups import AgentGroup
from county.staffing.day_slots import DAY_MIN, SLOT_MIN, SLOTS, stretches

SLOT_S, DAY_S = SLOT_MIN * 60, DAY_MIN * 60
Floats = NDArray[np.float64]


class QueueModel(Struct, frozen=True, kw_only=True):
    """What a day is simulated with."""

    rates: tuple[float, ...]
    """People an hour, in each half hour of the day."""
    handle_s: float
    patience_s: float | None
    """None: nobody leaves."""
    target_s: float
    second_share: float = 0.0
    """Of the people, who need an agent with the second skill."""
    call_back: float = 0.0
    """Of those who left, who are called back when an agent has nothing else to do."""
    warm_up_days: int = 0
    """Days before the one that counts, for a queue that never closes."""
    stays: bool = False
    """Who is inside when the queue closes is still served (counters)."""


class DayFigures(NamedTuple):
    """Of the day that counts."""

    people: int
    answered: int
    in_time: float
    """Share of the people, NaN without any, as all shares."""
    second_in_time: float
    mean_wait_s: float
    """Of those who were answered; NaN where nobody was."""
    waited: float
    abandoned: float
    busy: float
    """Share of the agents' time at work."""
    called_back: int
    left_over: int
    """Still waiting at the end of the day."""
    overtime_min: float
    """After closing, of the last agent."""
    wait_by_slot: Floats
    """(SLOTS,) mean wait of those who came in it and were answered; NaN for none."""


class _Person:
    __slots__ = ("answered_s", "came_s", "handle_s", "is_second", "left_s", "patience_s")

    def __init__(self, came_s: float, handle_s: float, patience_s: float, is_second: bool) -> None:
        self.came_s, self.handle_s, self.patience_s, self.is_second = came_s, handle_s, patience_s, is_second
        self.answered_s = self.left_s = np.nan


class _Agent:
    __slots__ = ("call", "is_second")

    def __init__(self, is_second: bool) -> None:
        self.is_second = is_second
        self.call: simpy.Event | None = None
        """Waits for a person; None while at work or off duty."""


def simulated_day(model: QueueModel, groups: Sequence[AgentGroup], seed: int, busyness: float = 1.0) -> DayFigures:
    """One run: never a result by itself, see :mod:`county.staffing.replications`.  ``busyness``: of the day, as a
    factor of the rates.  Raises ValueError for spans that are none."""
    return _WaitingCalls(model, groups, np.random.default_rng(seed), busyness).run()


class _WaitingCalls:
    def __init__(
        self, model: QueueModel, groups: Sequence[AgentGroup], rng: np.random.Generator, busyness: float
    ) -> None:
        self._model, self._groups = model, groups
        self._env = simpy.Environment()
        self._people = _drawn(model, rng, busyness)
        self._calls_back = rng.random(len(self._people)) < model.call_back
        self._waiting: tuple[deque[_Person], deque[_Person]] = (deque(), deque())
        """Of the first and of the second kind."""
        self._to_call: deque[_Person] = deque()
        self._idle: tuple[deque[_Agent], deque[_Agent]] = (deque(), deque())
        """Without and with the second skill."""
        self._from_s = model.warm_up_days * DAY_S
        self._until_s = self._from_s + DAY_S
        self._worked_s = self._duty_s = 0.0
        self._called_back = 0
        self._overtime_s = 0.0

    def run(self) -> DayFigures:
        for group in self._groups:
            parts = stretches(group.span, group.breaks)
            for number in range(group.agents):
                self._env.process(self._at_work(_Agent(number < group.second), parts))
        self._env.process(self._arrive())
        self._env.run(None if self._model.stays else self._until_s)
        return self._figures()

    def _arrive(self) -> Generator[simpy.Event]:
        for number, person in enumerate(self._people):
            if person.came_s > self._env.now:
                yield self._env.timeout(person.came_s - self._env.now)
            agent = self._free_agent(person)
            if agent is not None:
                self._give(agent, person)
                continue
            self._waiting[person.is_second].append(person)
            if person.patience_s < np.inf:
                _then(self._env.timeout(person.patience_s), partial(self._leave, number, person))

    def _leave(self, number: int, person: _Person, _: simpy.Event) -> None:
        if person.answered_s == person.answered_s:  # it is a number: answered in time
            return
        person.left_s = self._env.now
        if self._calls_back[number]:
            agent = self._free_agent(person)
            if agent is None:
                self._to_call.append(person)
            else:
                self._give(agent, person)

    def _free_agent(self, person: _Person) -> _Agent | None:
        """Who is idle for longest; those with the second skill are kept for it as long as others are idle."""
        for idle in self._idle[person.is_second :]:
            while idle:
                agent = idle.popleft()
                if agent.call is not None:
                    return agent
        return None

    @staticmethod
    def _give(agent: _Agent, person: _Person | None) -> None:
        call, agent.call = agent.call, None
        assert call is not None
        call.succeed(person)

    def _next(self, agent: _Agent) -> _Person | None:
        """Who waits for longest of those whom this agent serves; without any, who is to be called back."""
        first, second = self._waiting
        for waiting in (first, second):
            while waiting and waiting[0].left_s == waiting[0].left_s:
                waiting.popleft()
        if agent.is_second and second and not (first and first[0].came_s < second[0].came_s):
            return second.popleft()
        if first:
            return first.popleft()
        for person in self._to_call:
            if agent.is_second or not person.is_second:
                self._to_call.remove(person)
                return person
        return None

    def _at_work(self, agent: _Agent, parts: tuple[tuple[int, int], ...]) -> Generator[simpy.Event]:
        """Shifts of the days before, too: that of the night reaches into the first one."""
        for day in range(-1, self._model.warm_up_days + 1):
            for part, (begin, end) in enumerate(parts):
                start_s, end_s = (day * DAY_S + minute * 60 for minute in (begin, end))
                if end_s <= 0:
                    continue
                if start_s > self._env.now:
                    yield self._env.timeout(start_s - self._env.now)
                stays = self._model.stays and part == len(parts) - 1
                yield from self._stretch(agent, float(end_s), stays=stays)

    def _stretch(self, agent: _Agent, end_s: float, *, stays: bool) -> Generator[simpy.Event]:
        begun_s, env = self._env.now, self._env
        if begun_s >= end_s:  # a call went on over the whole of it
            return
        self._duty_s += self._within(begun_s, end_s)
        _then(env.timeout(end_s - begun_s), partial(self._off_duty, agent))
        while env.now < end_s or (stays and any(self._waiting)):
            person = self._next(agent)
            if person is None:
                if env.now >= end_s:
                    break
                agent.call = env.event()
                self._idle[agent.is_second].append(agent)
                person = yield agent.call
                if person is None:
                    break
            if person.left_s == person.left_s:
                self._called_back += self._from_s <= person.came_s
            else:
                person.answered_s = env.now
            self._worked_s += self._within(env.now, env.now + person.handle_s)
            yield env.timeout(person.handle_s)
        if stays:
            self._duty_s += self._within(end_s, max(end_s, env.now))
            self._overtime_s = max(self._overtime_s, env.now - end_s)

    def _off_duty(self, agent: _Agent, _: simpy.Event) -> None:
        if agent.call is not None:
            self._give(agent, None)

    def _within(self, begin_s: float, end_s: float) -> float:
        """How much of a span is in the day that counts; with ``stays`` also after it."""
        until_s = np.inf if self._model.stays else self._until_s
        return max(0.0, min(end_s, until_s) - max(begin_s, self._from_s))

    def _figures(self) -> DayFigures:
        people = [person for person in self._people if self._from_s <= person.came_s < self._until_s]
        came, answered_s, left = (
            np.array([getattr(person, name) for person in people]) for name in ("came_s", "answered_s", "left_s")
        )
        is_second = np.array([person.is_second for person in people], dtype=bool)
        wait = answered_s - came
        answered = ~np.isnan(answered_s)
        in_time = answered & (wait <= self._model.target_s)
        slot = ((came % DAY_S) // SLOT_S).astype(np.int64)
        sums = np.bincount(slot[answered], wait[answered], SLOTS)
        counts = np.bincount(slot[answered], minlength=SLOTS)
        return DayFigures(
            people=len(people), answered=int(answered.sum()), in_time=_share(in_time),
            second_in_time=_share(in_time[is_second]),
            mean_wait_s=float(wait[answered].mean()) if answered.any() else np.nan,
            waited=_share(~(wait <= 0)), abandoned=_share(~np.isnan(left)),
            busy=self._worked_s / self._duty_s if self._duty_s else np.nan, called_back=self._called_back,
            left_over=int((~answered & np.isnan(left)).sum()), overtime_min=self._overtime_s / 60,
            wait_by_slot=np.divide(sums, counts, out=np.full(SLOTS, np.nan), where=counts > 0),
        )  # fmt: skip


def _then(event: simpy.Event, act: Callable[[simpy.Event], None]) -> None:
    """Without a process of its own, of which there would be one a person."""
    assert event.callbacks is not None, "it has not happened"
    event.callbacks.append(act)


def _share(of: NDArray[np.bool_]) -> float:
    return float(of.mean()) if len(of) else np.nan


def _drawn(model: QueueModel, rng: np.random.Generator, busyness: float) -> list[_Person]:
    """The people of all days in the order in which they come."""
    hours = SLOT_MIN / 60
    days = model.warm_up_days + 1
    expected = np.tile(np.asarray(model.rates, dtype=np.float64) * hours * busyness, days)
    counts = rng.poisson(expected)
    came = np.sort(np.repeat(np.arange(len(counts)) * SLOT_S, counts) + rng.random(int(counts.sum())) * SLOT_S)
    handle = rng.exponential(model.handle_s, len(came))
    patience = np.full(len(came), np.inf) if model.patience_s is None else rng.exponential(model.patience_s, len(came))
    is_second = rng.random(len(came)) < model.second_share
    rows = zip(came.tolist(), handle.tolist(), patience.tolist(), is_second.tolist(), strict=True)
    return [_Person(*row) for row in rows]
