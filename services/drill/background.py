"""The background of a drill: usual readings of all sensors, the rain of the scenario, and reports of no inject.

Only the backend of a drill has it: a live county shows what is measured and reported there.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from typing import Any

import numpy as np
from msgspec.structs import replace

from county.alarms import Alarm
from county.commands import Command
from county.drill.background import Rainfall, parse_traffic
from county.drill.scenario import Scenario
from county.numbering import in_realm, is_background
from county.sensing import ChannelTable, Readings
from county.streams import READINGS, Columns
from services.drill.package_county import PackageForDrills
from services.rounds.full_bins import NewestRows
from services.simulation.baselines import Baselines
from services.simulation.pauses import pause_ms
from services.simulation.reports import Reports
from services.simulation.tables import Phrases, read

REPORTS = 20
"""In one step at most; those of the same time follow in the next ones."""


class DrillBackground:
    """Of one scenario.  A function of it and of the drill's time, so that a restart repeats and loses nothing."""

    def __init__(
        self, scenario: Scenario, county: PackageForDrills, channels: ChannelTable, newest: NewestRows, realm: str
    ) -> None:
        """Raises BadCatalog, PackageError."""
        heading = scenario.scenario
        traffic = parse_traffic(heading.background_traffic, heading.seed)
        self._newest = newest
        self._realm = realm
        self._begins_ms = round(heading.drill_start.timestamp() * 1000)
        self._lasts_ms = int(heading.duration)
        self._baselines = (
            Baselines(county.sensors.values(), county.catalog, channels, seed=heading.seed)
            if scenario.background.readings else None
        )  # fmt: skip
        self._rain = Rainfall(scenario.weather) if scenario.weather.rain_mm else None
        self._held: set[int] = set()
        """Channels that an inject feeds or has fed, and those of the alarms of the baseline."""
        self._number, self._rules = channels.number, county.catalog.rules
        self._traffic = traffic
        self._reports = (
            None if traffic is None else Reports(county.package, read("phrases", Phrases), seed=traffic.seed)
        )
        self._ahead: deque[int] = deque()
        """Times of the next reports, as many as come in one step: a drill may last for weeks."""
        self._drawn_ms: int | None = None
        """Until when they are drawn; None until the drill has begun."""
        self._ends_ms = 0
        self._told = 0
        """How many reports are stored."""

    def begin(self, zero_ms: int) -> None:
        """The drill has begun then."""
        if self._drawn_ms is None:
            self._drawn_ms, self._ends_ms = zero_ms, zero_ms + self._lasts_ms
            self._draw()

    def _draw(self) -> None:
        while self._traffic is not None and len(self._ahead) < REPORTS:
            at_ms = self._drawn_ms
            if at_ms is None or at_ms >= self._ends_ms:
                return
            self._drawn_ms = at_ms + pause_ms(self._traffic.seed, at_ms, self._traffic.rate)
            self._ahead.append(self._drawn_ms)

    def hold(self, channel: int) -> None:
        """An inject feeds the channel from now on; what it gave last stays when it is over."""
        self._held.add(channel)

    def go_on(self, alarms: Iterable[Alarm]) -> None:
        """What raised the ``alarms`` of the baseline goes on: a sensor keeps its last value, or its silence."""
        for alarm in alarms:
            number = self._number.get((alarm.sensor_id, alarm.channel))
            if not is_background(alarm.id) or number is None:
                continue
            rule = self._rules.get(alarm.rule)
            if rule is not None and rule.stale:
                self.stop_simulating([alarm.sensor_id])
            else:
                self.hold(number)

    def readings(self, now_ms: int, begins_ms: int | None, fed: Iterable[int]) -> Iterator[Columns]:
        """What is measured by ``now_ms`` and is not stored.  ``begins_ms``: the start, None before it; ``fed``:
        channels that an inject feeds now."""
        if self._baselines is None:
            return
        zero_ms = self._begins_ms if begins_ms is None else begins_ms
        found = self._baselines.due(now_ms, lambda at_ms: self._rain_mm(at_ms - zero_ms))
        if found is None:
            return
        if self._held:
            found = self._without(found, [*fed])
        if len(found):
            yield Columns(READINGS, {name: found[name] for name in READINGS.columns})

    def _rain_mm(self, since_ms: int) -> float:
        return 0.0 if self._rain is None else self._rain.in_hour(since_ms)

    def _without(self, found: Readings, fed: list[int]) -> Readings:
        """Nothing of the channels ``fed``, and of those that are held the value that was the last."""
        kept = ~np.isin(found.channel, fed)
        channel, at_ms, value, quality = (found[name][kept] for name in READINGS.columns)
        held = np.flatnonzero(np.isin(channel, [*self._held]))
        if len(held):
            newest = self._newest(channel[held].astype(np.intp))
            value[held] = np.where(newest.at_ms > 0, newest["value"], value[held])
        return Readings(channel, at_ms, value, quality)

    @property
    def next_ms(self) -> int | None:
        """When the next report comes."""
        return self._ahead[0] if self._ahead else None

    def commands(self, now_ms: int) -> Iterator[Command[Any]]:
        """The reports that are due and are not stored."""
        for number, at_ms in enumerate(self._ahead, self._told):
            if at_ms > now_ms:
                return
            drawn = None if self._reports is None else self._reports.draw(at_ms)
            if drawn is not None:
                actor, body = drawn
                body = replace(body, event_id=in_realm(body.event_id, self._realm))
                yield Command(
                    id=f"background:{number}", realm=self._realm, happened_ms=at_ms, for_=actor, body=body
                )

    def stored(self, until_ms: int) -> None:
        """The readings up to ``until_ms`` are stored, and of the reports as many as come at once."""
        if self._baselines is not None:
            self._baselines.stored(until_ms)
        while self._ahead and self._ahead[0] <= until_ms:
            self._ahead.popleft()
            self._told += 1
        self._draw()

    def stop_simulating(self, sensor_ids: Iterable[str]) -> None:
        """Real data arrive of these sensors."""
        if self._baselines is not None:
            self._baselines.stop_simulating(sensor_ids)
