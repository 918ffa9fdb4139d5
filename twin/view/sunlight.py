"""The light of the realm's time over one county, renewed now and then while somebody looks."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer, Signal

from county.clock import monotonic_ms
from county.durations import HOUR_MS
from county.events.deadlines import COUNTY_OFFSET_MS
from county.package.open import CountyPackage
from county.sun import sun_position
from layers.registry import LayerSet
from twin.view.daylight import DAY, Daylight, daylight
from twin.view.surface import Surface
from twin.view.town_load import TownLoad

LOOK_MS = 5_000
"""Between two looks at the realm's time."""
STEP_MS = 5 * 60_000
"""Of the realm's time: the sun moves by a degree or so."""
LEAST_MS = 3 * 60_000
"""Between two lights in real time, however fast the realm runs: for each the terrain is painted anew."""
JUMP_MS = 60 * 60_000
"""Another time than this far away was chosen, as in a replay, and is shown at once."""


class Sunlight(QObject):
    """Follows the time of the last tick of ``layers`` from :meth:`start` to :meth:`stop`."""

    changed = Signal()

    def __init__(
        self, layers: LayerSet, package: CountyPackage, surface: Surface, *, step_ms: int = STEP_MS,
        load: Callable[[], TownLoad | None] = lambda: None,
    ) -> None:  # fmt: skip
        """``step_ms``: of the realm's time between two lights; ``load``: of the towns, asked when it is dark."""
        super().__init__()
        self._step_ms = step_ms
        self._load = load
        self._layers = layers
        self._package = package
        self._surface = surface
        self._place: tuple[float, float] | None = None
        """Longitude and latitude of the middle of the county, once they were needed."""
        self._lit_ms = 0
        """The realm's time of the present light; 0: none was known."""
        self._since_ms = 0
        self.light = DAY
        self._timer = QTimer(self, interval=LOOK_MS)
        self._timer.timeout.connect(self.look)

    def start(self) -> None:
        """Have the light of this moment, and follow it."""
        self.look()
        self._timer.start()

    def stop(self) -> None:
        self._timer.stop()

    def look(self) -> None:
        """Renew the light, if it is time."""
        now_ms = self._layers.now_ms
        moved_ms = abs(now_ms - self._lit_ms)
        soon = monotonic_ms() - self._since_ms < LEAST_MS
        if now_ms <= 0 or moved_ms < (JUMP_MS if soon else self._step_ms):
            return
        self._lit_ms, self._since_ms = now_ms, monotonic_ms()
        light = self._light_at(now_ms)
        if light != self.light:
            self.light = light
            self.changed.emit()

    def _light_at(self, now_ms: int) -> Daylight:
        if self._place is None:
            lon, lat = self._package.lonlat(*self._surface.origin_m)
            self._place = float(lon), float(lat)
        sun = sun_position(now_ms, *self._place)
        hour = (now_ms + COUNTY_OFFSET_MS) / HOUR_MS % 24
        light = daylight(float(sun.azimuth_deg), float(sun.elevation_deg)).at(hour)
        return light._replace(load=self._load()) if light.dark > 0.0 else light
