"""Events on the desk that are doubtful, and silent sensors: found in slices, so that no click waits for it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from PySide6.QtCore import QElapsedTimer

from county.catalog import Name
from county.durations import DAY_MS
from county.events.event import Event
from county.sensors import Sensor
from county.tables.mojibake import is_undecoded, meant
from desktop.i18n import pick
from desktop.session import Session
from layers.sensors import SensorsLayer

SLICE_MS = 4
"""Of one step."""
CLOCK_AHEAD_MS = 60_000
"""An event that happens later than it is recorded was dated by a clock that is ahead."""
LONG_AGO_MS = 30 * DAY_MS
NO_CLASS = "other_matter"
KINDS: dict[str, Name] = {
    "unplaced": Name("没有定位到镇村网格的事件", "Events outside all towns"),
    "no_class": Name("没有归类的事件（其他事项）", "Events without a class"),
    "clock": Name("时间存疑的事件", "Events with a doubtful time"),
    "mojibake": Name("标题乱码的事件", "Events with a garbled title"),
}


class Doubt(NamedTuple):
    """One event and what is doubtful about it."""

    kind: str
    event_id: str
    title: str
    at_ms: int


class DoubtfulEvents:
    """One pass over the events that happened since a time."""

    def __init__(self, session: Session, since_ms: int) -> None:
        self._session = session
        self._since_ms = since_ms
        self.found: list[Doubt] = []
        self.silent: list[Sensor] = []
        self._left = self._search()

    def step(self) -> bool:
        """Search for SLICE_MS; returns whether all events were seen."""
        timer = QElapsedTimer()
        timer.start()
        return all(timer.elapsed() < SLICE_MS for _ in self._left)

    def _search(self) -> Iterator[None]:
        states = self._session.layers.states("event")
        county = self._session.package.manifest.code
        for event_id in list(states):
            yield
            event = states.get(event_id)
            if not isinstance(event, Event) or event.happened_ms < self._since_ms:
                continue
            title = pick(self._session.event_texts.title(event))
            for kind in doubts_about(event, title, county):
                self.found.append(Doubt(kind, event.id, title, event.happened_ms))
        layer = self._session.layers.of(SensorsLayer)
        for sensor in self._session.sensors.values():
            yield
            if layer.condition(sensor.id) == "silent":
                self.silent.append(sensor)


def doubts_about(event: Event, title: str, county: str) -> Iterator[str]:
    """The kinds of doubts about an event; ``county``: the code of the whole county, which is no place in it."""
    if event.division in ("", county):
        yield "unplaced"
    if event.subclass == NO_CLASS:
        yield "no_class"
    first = event.timeline[0] if event.timeline else None
    if first is not None:
        ahead_ms = event.happened_ms - first.recorded_ms
        if ahead_ms > CLOCK_AHEAD_MS or -ahead_ms > LONG_AGO_MS:
            yield "clock"
    if is_undecoded(title) or (not title.isascii() and meant(title) is not None):
        yield "mojibake"
