"""Titles of events in both languages: as written, or generated from the alarm that opened the event.

Records hold data; only this module turns it into text.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from county.background_mark import marked
from county.catalog import AlarmRule, Catalog, Channel, Name
from county.events.event import Event
from county.rules import unit_of
from county.sensors import Sensor, Sensors


class EventColumns(Protocol):
    """Events' columns by name, (n,) each; see :data:`county.events.event.COLUMNS`."""

    def __getitem__(self, name: str, /) -> NDArray[Any]: ...


class TitledRow(Protocol):
    """A row of a list of events that are not on the desk."""

    @property
    def id(self) -> str: ...
    @property
    def title(self) -> str: ...
    @property
    def rule(self) -> str: ...
    @property
    def sensor_id(self) -> str: ...


class EventTexts:
    """Texts of events from a county's catalogue and its sensors' names.  Missing rows are shown by their keys."""

    def __init__(self, catalog: Catalog, sensors: Iterable[Sensor]) -> None:
        self._catalog = catalog
        self._sensors = Sensors.of(sensors)

    def title(self, event: Event) -> str | Name:
        """One-line title of ``event``, with a mark where it is in the background of a drill."""
        return marked(self.stated_title(event), event.id)

    def stated_title(self, event: Event) -> str | Name:
        """The same without the mark, as it is corrected."""
        return self.title_of(event.title, "" if event.cause is None else event.cause.rule, event.sensor_id)

    def title_in(self, row: TitledRow) -> str | Name:
        """:meth:`title` for a row of a list."""
        return marked(self.title_of(row.title, row.rule, row.sensor_id), row.id)

    def title_at(self, event_id: str, columns: EventColumns, row: int) -> str | Name:
        """:meth:`title` for one row of the events' columns, which is that of ``event_id``."""
        title = self.title_of(columns["title"][row], columns["rule"][row], columns["sensor_id"][row])
        return marked(title, event_id)

    def titles(self, ids: Iterable[str], columns: EventColumns, rows: NDArray[np.intp]) -> list[str | Name]:
        """The same for ``rows`` of them, which are those of ``ids``."""
        parts = (columns[name][rows].tolist() for name in ("title", "rule", "sensor_id"))
        return list(map(marked, map(self.title_of, *parts), ids))

    def measured(self, event: Event) -> str | Name:
        """Measured value and limit of the alarm that opened ``event``; "" without an alarm."""
        cause = event.cause
        if cause is None:
            return ""
        rule = self._catalog.rules.get(cause.rule)
        channel = None if rule is None else self._channel(rule, cause.channel)
        if rule is None or channel is None:
            return _compared(Name(cause.channel, cause.channel), f"{cause.value:g}", f"{cause.limit:g}")
        state = None if rule.stale or rule.rate_per_h is not None else channel.state(cause.value)
        if state is not None:
            return Name(f"{channel.name.zh} {state.zh}", f"{channel.name.en} {state.en}")
        digits, unit = 0 if rule.stale else channel.decimals, unit_of(rule, channel)
        value, limit = (f"{x:.{digits}f}{unit}" for x in (cause.value, cause.limit))
        return _compared(channel.name, value, limit)

    def title_of(self, written: str, rule_key: str, sensor_id: str) -> str | Name:
        """A title without the mark by the values of the columns ``title``, ``rule`` and ``sensor_id``.

        A correction can have replaced a generated title by a written one.
        """
        if written or not rule_key:
            return written
        rule = self._catalog.rules.get(rule_key)
        if rule is None:
            return f"{sensor_id} {rule_key}"
        sensor = self._name(sensor_id)
        return Name(f"{sensor}{rule.name.zh}", f"{sensor}: {rule.name.en}")

    def _name(self, sensor_id: str) -> str:
        row = self._sensors.row.get(sensor_id)
        return sensor_id if row is None else self._sensors.names[row]

    def _channel(self, rule: AlarmRule, key: str) -> Channel | None:
        kind = self._catalog.sensor_kinds.get(rule.kind)
        return None if kind is None else next((channel for channel in kind.channels if channel.key == key), None)


def with_number(title: str | Name, event_id: str) -> str | Name:
    """An event's title followed by its number."""
    if isinstance(title, str):
        return f"{title} {event_id}"
    return Name(f"{title.zh} {event_id}", f"{title.en} {event_id}")


def _compared(what: Name, value: str, limit: str) -> Name:
    return Name(f"{what.zh} {value}，限值 {limit}", f"{what.en} {value}, limit {limit}")
