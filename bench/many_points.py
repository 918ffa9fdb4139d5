"""The demo county with any number of sensors: its own, repeated around their places, all of them measuring."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from county.catalog import load
from county.events.texts import EventTexts
from county.package.open import CountyPackage
from county.sensing import ChannelTable, Quality, Readings
from county.sensors import Sensors
from layers.registry import BOOKS, LAYERS, LayerInputs, LayerSet
from layers.sensors import SensorsLayer

AROUND_M = 400.0
"""Standard deviation of the distance from the sensor that is repeated."""
START_MS = 1_800_000_000_000


def crowd(package: CountyPackage, number: int) -> Sensors:
    """So many sensors; the package's own when it has as many."""
    own = package.sensors
    if number == len(own):
        return own
    each = [*own]
    random = np.random.default_rng(1)
    away_m = random.normal(0.0, AROUND_M, (number, 2)).tolist()
    of = random.integers(0, len(own), number).tolist()
    return Sensors.of(
        replace(each[i], id=f"{each[i].kind}-{row}", x_m=each[i].x_m + dx, y_m=each[i].y_m + dy)
        for row, (i, (dx, dy)) in enumerate(zip(of, away_m, strict=True))
    )


def layers_of(package: CountyPackage, sensors: Sensors) -> LayerSet:
    """The layers of the county with these sensors."""
    catalog = load()
    ground = LayerInputs(package, catalog, EventTexts(catalog, package.sensors))
    layers = {key: build(ground) for key, build in LAYERS.items() if key != SensorsLayer.key}
    own = {key: layers[key] if key in layers else SensorsLayer(sensors, catalog) for key in LAYERS}
    whole = LayerSet(own, {key: build(ground) for key, build in BOOKS.items()})
    whole.load()
    whole.tick(0)
    return whole


class AllMeasuring:
    """Sensors of which each channel has sent a good reading, and of which any number become bad and good again."""

    def __init__(self, layers: LayerSet, sensors: Sensors) -> None:
        self._layers = layers
        self.number = len(sensors)
        channels = ChannelTable.of(sensors, load().sensor_kinds)
        self._first = np.searchsorted(channels.rows.sensor_of, np.arange(len(sensors)))
        """The first channel of each."""
        self._bad = np.zeros(len(sensors), dtype=bool)
        self._random = np.random.default_rng(2)
        self._now_ms = START_MS
        self._take(np.arange(len(channels)), np.full(len(channels), Quality.GOOD))

    def change(self, number: int) -> None:
        """So many sensors, chosen at random, have another condition; the layers notify their views."""
        rows = self._random.choice(len(self._bad), number, replace=False, shuffle=False)
        self._bad[rows] = ~self._bad[rows]
        self._take(self._first[rows], np.where(self._bad[rows], Quality.BAD, Quality.GOOD))

    def _take(self, channel: NDArray[np.intp], quality: NDArray[np.int_]) -> None:
        self._now_ms += 1
        self._layers.take(Readings(channel, np.full(len(channel), self._now_ms), np.zeros(len(channel)), quality))
        self._layers.tick(self._now_ms)
