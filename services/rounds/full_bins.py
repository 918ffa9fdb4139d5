"""Which bins are full and wait for a truck, by their newest readings and their events."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from county.events.event import Event
from county.rounds.aggregate import CollectionRounds, is_collected
from county.sensing import ChannelTable, Quality
from county.streams import Columns
from services.desk import Desk

NewestRows = Callable[[NDArray[np.intp]], Columns]
"""The newest readings of channels, by their numbers; of one without a reading the time is the least there is."""


class WaitingBin(NamedTuple):
    """A full bin that the rounds are to empty."""

    fill: int
    event: Event | None
    """Its open event."""


class FullBins:
    """Follows the bins of one desk."""

    def __init__(self, desk: Desk, channels: ChannelTable, newest: NewestRows) -> None:
        settings = desk.catalog.collection
        self._desk = desk
        self._rule = rule = desk.catalog.rules[settings.rule]
        self._truck = settings.truck
        self._newest = newest
        self._stale_ms = round(desk.catalog.sensor_kinds[rule.kind].stale_s * 1000)
        numbers = {
            sensor.id: number
            for sensor in desk.sensors.values()
            if sensor.kind == rule.kind and (number := channels.number.get((sensor.id, rule.channel))) is not None
        }
        self._ids = tuple(numbers)
        self._numbers = np.array(list(numbers.values()), dtype=np.intp)

    def waiting(self, rounds: CollectionRounds | None, now_ms: int) -> dict[str, WaitingBin]:
        """By bin; those that a person has sent somebody else to, or that were skipped in this shift, are left out."""
        limit, hysteresis = self._rule.above or 0.0, self._rule.hysteresis
        planned = set() if rounds is None else {stop.bin for _, stop in rounds.to_come()}
        planned |= set() if rounds is None else {full.bin for full in rounds.unserved}
        skipped = set() if rounds is None else {stop.bin for stop in rounds.done if not stop.served}
        emptied_ms = self._emptied_ms()
        rows = self._newest(self._numbers)
        heard = (rows["quality"] != Quality.BAD) & (rows.at_ms >= now_ms - self._stale_ms)
        found: dict[str, WaitingBin] = {}
        values = zip(self._ids, rows.at_ms.tolist(), rows["value"].tolist(), heard.tolist(), strict=True)
        for bin_id, at_ms, value, is_heard in values:
            if bin_id in skipped or at_ms <= emptied_ms.get(bin_id, -1):
                continue
            if is_heard and value < (limit - hysteresis if bin_id in planned else limit):
                continue
            event = next(self._desk.bin_events(bin_id), None)
            if event is None and not is_heard:
                continue
            if event is not None and not is_collected(event, self._desk.resources, self._truck):
                continue
            if not is_heard:
                value = event.cause.value if event is not None and event.cause is not None else limit
            found[bin_id] = WaitingBin(round(value), event)
        return found

    def _emptied_ms(self) -> Mapping[str, int]:
        """When a bin was last served, in any shift that is known."""
        states = self._desk.states_of("rounds")
        served = sorted((stop.at_ms, stop.bin) for rounds in states for stop in rounds.done if stop.served)
        return {bin_id: at_ms for at_ms, bin_id in served}
