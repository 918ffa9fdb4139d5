"""The heat map of events, computed by a thread of its own while the layer is drawn as one."""

from __future__ import annotations

from concurrent.futures import Future, ThreadPoolExecutor

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from layers.batches import Field
from layers.density import Bounds, density_field, kernel_radius_m
from layers.events import AGE_MS, DENSITY, EventsLayer
from layers.registry import LayerSet

REST_MS = 1_000
"""Between two heat maps, whatever happens."""
Shown = tuple[int, int, int]
"""Version of the events, number of their drawing, and which minute the window ends in."""


class HeatMap(QObject):
    """Of one window; nothing is computed while the layer is hidden or drawn otherwise."""

    _ready = Signal()

    def __init__(self, layers: LayerSet, extent_m: Bounds, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._layers, self._extent_m = layers, extent_m
        self._events = layers.of(EventsLayer)
        self._radius_m = kernel_radius_m(extent_m)
        self._worker = ThreadPoolExecutor(1, thread_name_prefix="heat-map")
        self._job: Future[Field] | None = None
        self._computed: Shown | None = None
        """What the last job was given."""
        self._rest = QTimer(self, singleShot=True, interval=REST_MS)
        self._rest.timeout.connect(self._follow)
        self._ready.connect(self._show, Qt.ConnectionType.QueuedConnection)
        self._events.changed.connect(self._follow)
        self._events.visibility_changed.connect(self._follow)

    def release(self) -> None:
        """Compute nothing more."""
        self._rest.stop()
        self._events.changed.disconnect(self._follow)
        self._events.visibility_changed.disconnect(self._follow)
        self._job = None
        self._worker.shutdown(wait=True, cancel_futures=True)

    def _follow(self) -> None:
        """Compute it where it would be another one than before, at most every REST_MS."""
        events = self._events
        if events.drawn_as != "heat":
            self._computed = None
            return
        wanted = events.columns.version, events.drawing, self._layers.now_ms // AGE_MS
        if wanted == self._computed or not events.visible or self._job is not None or self._rest.isActive():
            return
        self._computed = wanted
        self._rest.start()
        self._job = self._worker.submit(density_field, events.recent_m(), self._extent_m, self._radius_m, DENSITY)
        self._job.add_done_callback(lambda _: self._ready.emit())

    def _show(self) -> None:
        job, self._job = self._job, None
        if job is None:
            return  # released while this call was queued
        if self._computed is not None and self._computed[1] == self._events.drawing:
            self._events.show_density(job.result(), self._radius_m)
        self._follow()
