"""What was on the desk at a shown moment, and what is different at another one: events, alarms, response levels."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain
from typing import Any, Literal, NamedTuple

from county.aggregate import NEVER_MS
from county.alarms import STATES as ALARM_STATES
from county.events.event import ENDED, STATES
from county.fold import States
from county.response.levels import Response
from layers.alarms import AlarmBook
from layers.events import EventsLayer
from layers.registry import LayerSet
from services.protocol.replay import ReplayMark, ReplayMoment, Timeline

ChangedThing = Literal["event", "alarm", "response"]
HowChanged = Literal["new", "ended", "state", "left", "passed"]
"""``left``: it is not on the desk any more; ``passed``: it came and left between both moments."""
_ENDED = frozenset(STATES.index(state) for state in ENDED)


class DeskChange(NamedTuple):
    """What one thing was and is: a state of events or alarms or a level, "" where it is not on the desk."""

    thing: ChangedThing
    id: str
    how: HowChanged
    before: str
    after: str
    at_ms: int | None
    """When it became so, as far as the desk says it."""


@dataclass(frozen=True)
class DeskThen:
    """It keeps what it needs of a desk that goes on; texts of states that are awaited are missing."""

    moment: ReplayMoment
    held_ms: int | None
    """See :attr:`services.protocol.replay.Timeline.held_ms`."""
    events: Mapping[str, tuple[int, int, int]]
    """State, since when the event is as it is, and when it happened, by id."""
    alarms: Mapping[str, tuple[int, int]]
    """State, and when it was raised."""
    responses: Mapping[str, Response]
    states: Mapping[str, States]
    """Of events and alarms, by aggregate key."""

    @classmethod
    def of(cls, layers: LayerSet, timeline: Timeline) -> DeskThen:
        """The desk that ``layers`` show."""
        events, alarms = layers.of(EventsLayer).columns, layers.of(AlarmBook).columns
        return cls(
            timeline.moment, timeline.held_ms,
            _by_id(events.ids, events["state"], events["since_ms"], events["happened_ms"]),
            _by_id(alarms.ids, alarms["state"], alarms["raised_ms"]), dict(layers.states("response")),
            {key: layers.states(key).copy() for key in ("event", "alarm")},
        )  # fmt: skip


def _by_id(ids: Any, *columns: Any) -> dict[str, Any]:
    return dict(zip(ids.tolist(), zip(*(column.tolist() for column in columns), strict=True), strict=True))


def changes_between(before: DeskThen, after: DeskThen, marks: Iterable[ReplayMark]) -> list[DeskChange]:
    """What is different, the last first.  ``marks``: of them critical alarms that came and left between are told."""
    found = (_events(before, after), _alarms(before, after), _responses(before, after), _passed(before, after, marks))
    return sorted(chain(*found), key=lambda change: (-(change.at_ms or 0), change.thing, change.id))


def _different(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[tuple[str, Any, Any]]:
    for id, now in after.items():
        then = before.get(id)
        if then is None or then[0] != now[0]:
            yield id, then, now
    for id in before.keys() - after.keys():
        yield id, before[id], None


def _events(before: DeskThen, after: DeskThen) -> Iterator[DeskChange]:
    for id, then, now in _different(before.events, after.events):
        old = "" if then is None else str(STATES[then[0]])
        if now is None:
            yield DeskChange("event", id, "left", old, "", None)
            continue
        code, since_ms, happened_ms = now
        if then is None:
            yield DeskChange("event", id, "new", "", str(STATES[code]), _reported_ms(after, id, happened_ms))
        else:
            ended = code in _ENDED and then[0] not in _ENDED
            yield DeskChange("event", id, "ended" if ended else "state", old, str(STATES[code]), since_ms)


def _reported_ms(desk: DeskThen, id: str, happened_ms: int) -> int:
    """When an event became known, or where that does not count or its state is awaited, when it happened."""
    event = desk.states["event"].get(id) if desk.moment.happened_ms is None else None
    return happened_ms if event is None else int(event.timeline[0].recorded_ms)


def _alarms(before: DeskThen, after: DeskThen) -> Iterator[DeskChange]:
    for id, then, now in _different(before.alarms, after.alarms):
        old = "" if then is None else str(ALARM_STATES[then[0]])
        if now is None:
            yield DeskChange("alarm", id, "ended", old, "normal", None)
        elif then is None:
            yield DeskChange("alarm", id, "new", "", str(ALARM_STATES[now[0]]), now[1])
        else:
            yield DeskChange("alarm", id, "state", old, str(ALARM_STATES[now[0]]), _since_ms(after, id))


def _since_ms(desk: DeskThen, id: str) -> int | None:
    """The newest time that an alarm states."""
    alarm = desk.states["alarm"].get(id)
    times = () if alarm is None else (alarm.acknowledged_ms, alarm.cleared_ms, alarm.aside_ms)
    return max((at_ms for at_ms in times if at_ms not in (None, NEVER_MS)), default=None)


def _responses(before: DeskThen, after: DeskThen) -> Iterator[DeskChange]:
    for id in {**before.responses, **after.responses}:
        then, now = before.responses.get(id), after.responses.get(id)
        old, level = (response.level if response is not None and response.in_force else "" for response in (then, now))
        if old == level:
            continue
        how: HowChanged = "new" if not old else "ended" if not level else "state"
        yield DeskChange("response", id, how, old, level, None if now is None else now.steps[-1].happened_ms)


def _passed(before: DeskThen, after: DeskThen, marks: Iterable[ReplayMark]) -> Iterator[DeskChange]:
    if before.moment.happened_ms is not None or after.moment.happened_ms is not None:
        return
    for mark in marks:
        id = mark.subject.partition("/")[2]
        between = before.moment.seq < mark.moment.seq <= after.moment.seq
        if mark.kind == "alarm" and between and id not in after.alarms:
            yield DeskChange("alarm", id, "passed", "", "normal", mark.moment.known_ms)


