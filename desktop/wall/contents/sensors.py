"""What the sensors measure: water and rain, air, and how many of them are heard at all."""

from __future__ import annotations

import math

import numpy as np

from county.catalog import AlarmRule
from county.names import BETWEEN
from county.sensing import Quality
from county.sensors import Sensor
from desktop.i18n import pick
from desktop.wall.contents.events import VILLAGE_DIGITS
from desktop.wall.contents.provider import ContentProvider
from desktop.wall.language import translate
from desktop.wall.tiles.bars import BarRow, BarsContent
from desktop.wall.tiles.numbers import BigNumber, NumbersContent
from layers.sensors import SensorsLayer

POLLUTANTS = ("pm25", "pm10", "o3", "no2")


class SensorContents(ContentProvider):
    """Over the newest readings."""

    @property
    def layer(self) -> SensorsLayer:
        """The sensors with their readings."""
        return self.session.layers.of(SensorsLayer)

    def values(self, kind: str, channel: str) -> list[tuple[Sensor, float]]:
        """Every sensor of a kind with its newest good value."""
        found = []
        for sensor in self.session.package.sensors.of_kind(kind):
            for known, value, at_ms, quality in self.layer.readings_of(sensor.id):
                if known.key == channel and at_ms is not None and quality is not Quality.BAD:
                    found.append((sensor, value))
        return found

    def village_of(self, sensor: Sensor) -> str:
        """Where it stands, as short as a wall can say it; its own name where it stands in no village."""
        return self.session.divisions.path(sensor.division[:VILLAGE_DIGITS]).split(BETWEEN)[-1] or sensor.name

    def limit(self, kind: str, channel: str) -> AlarmRule | None:
        """The lowest upper limit of a channel among the rules of alarms."""
        rules = [
            rule for rule in self.session.catalog.rules.values()
            if rule.kind == kind and rule.channel == channel and rule.above is not None and not rule.retired
        ]  # fmt: skip
        return min(rules, key=lambda rule: rule.above or math.inf, default=None)


class WeatherContents(SensorContents):
    """Levels of the rivers against their warning level, the highest first; below them the strongest rain and the
    village where it falls.

    ``near``: share of the limit from which a level is marked as high.
    """

    def content(self, now_ms: int) -> BarsContent | None:
        if not self.session.layers.begun:
            return None
        rule = self.limit("water", "level")
        limit = None if rule is None else rule.above
        levels = sorted(self.values("water", "level"), key=lambda one: -one[1])
        top = max([limit or 0.0, *(value for _, value in levels)], default=1.0) * 1.15 or 1.0
        rows = tuple(self._row(sensor.name, value, limit, top) for sensor, value in levels)
        return BarsContent(rows, *self._rain(), empty=translate("wall", "No water station reports"))

    def _row(self, name: str, value: float, limit: float | None, top: float) -> BarRow:
        color = "text"
        if limit is not None:
            color = "alarm" if value > limit else "late" if value > self.share("near", 0.8) * limit else "text"
        bar = "accent" if color == "text" else color
        return BarRow(name, f"{value:.2f} m", ((value / top, bar),), color, None if limit is None else limit / top)

    def _rain(self) -> tuple[str, str]:
        rain = [*self.values("air", "rain"), *self.values("geohazard", "rainfall")]
        if not rain:
            return "", "muted"
        sensor, most = max(rain, key=lambda one: one[1])
        name = self.village_of(sensor)
        if most < 0.1:
            return translate("wall", "No rain in the last hour"), "muted"
        text = translate("wall", "Strongest rain: {mm} mm/h, {name}").format(mm=f"{most:.1f}", name=name)
        rule = self.limit("air", "rain") or self.limit("geohazard", "rainfall")
        return text, "late" if rule is not None and rule.above is not None and most > rule.above else "text"


class AirContents(SensorContents):
    """The median of the stations for each pollutant, and the village of the worst one where its limit is exceeded."""

    def content(self, now_ms: int) -> NumbersContent | None:
        if not self.session.layers.begun:
            return None
        return NumbersContent(tuple(number for key in POLLUTANTS if (number := self._number(key)) is not None))

    def _number(self, key: str) -> BigNumber | None:
        kind = self.session.catalog.sensor_kinds.get("air")
        channel = next((c for c in kind.channels if c.key == key), None) if kind is not None else None
        if channel is None:
            return None
        values = self.values("air", key)
        if not values:
            return BigNumber("–", pick(channel.name))
        rule = self.limit("air", key)
        worst, most = max(values, key=lambda one: one[1])
        above = rule is not None and rule.above is not None and most > rule.above
        median = float(np.median([value for _, value in values]))
        note = translate("wall", "within the limit")
        if above:
            note = f"{self.village_of(worst)} {most:.{channel.decimals}f}"
        return BigNumber(f"{median:.{channel.decimals}f}", pick(channel.name), channel.unit, note,
                         "late" if above else "text")  # fmt: skip


class DataHealthContents(SensorContents):
    """Of every kind of sensor the share that is heard; below it what was refused.

    ``unheard``: share of silent sensors of a kind from which it is marked.
    """

    def content(self, now_ms: int) -> BarsContent | None:
        if not self.session.layers.begun:
            return None
        silent = self.layer.silent()
        rows = [self._row(kind.key, kind.number, silent[kind.key]) for kind in self.layer.kinds]
        rows.sort(key=lambda row: (row.parts[0][0], row.name))
        refused = self.session.source.health().refused_rows
        note = translate("wall", "{n} rows refused since the start").format(n=f"{refused:,}") if refused else ""
        return BarsContent(tuple(rows), note, empty=translate("wall", "No sensor"))

    def _row(self, kind: str, total: int, silent: int) -> BarRow:
        known = self.session.catalog.sensor_kinds.get(kind)
        heard = total - silent
        color = "late" if silent > self.share("unheard", 0.1) * total else "text"
        bar = "accent" if color == "text" else color
        name = kind if known is None else pick(known.name)
        return BarRow(name, f"{heard:,}/{total:,}", ((heard / total, bar),), color)
