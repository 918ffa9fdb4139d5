"""The ways of collection rounds along the roads: searched in a worker thread, with the roads that are closed now."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Event

from PySide6.QtCore import QObject, Qt, Signal

from county.roads.closures import RoadClosure, closed_edges
from county.roads.network import RoadGraph
from county.roads.vehicles import Speeds
from desktop.session import Session
from layers.batches import F64
from layers.closures import ClosuresLayer
from layers.rounds import Leg, RoundsLayer


class RoundCourses(QObject):
    """Gives the layer of rounds the course of each leg, straight until it is found and where there is none."""

    _found = Signal(object, object)
    """From the worker: the closures for which it searched, and the courses by leg."""

    def __init__(self, session: Session, parent: QObject) -> None:
        super().__init__(parent)
        self._session = session
        self._layer = session.layers.of(RoundsLayer)
        self._speeds: Speeds = session.catalog.road_speeds
        self._vehicle = self._speeds.vehicle_of(session.catalog.collection.truck)
        self._graph: RoadGraph | None = None
        """Of the worker alone."""
        self._closures: tuple[RoadClosure, ...] = ()
        self._courses: dict[Leg, F64] = {}
        self._coming: set[Leg] = set()
        self._worker: ThreadPoolExecutor | None = None
        self._ended = Event()
        self._found.connect(self._take, Qt.ConnectionType.QueuedConnection)
        self._models = (self._layer, session.layers.of(ClosuresLayer))
        for model in self._models:
            model.changed.connect(self.follow)
        self.follow()

    def follow(self) -> None:
        """Search what is missing of the current rounds."""
        closures = tuple(c for c in self._session.layers.states("closure").values() if c.closed)
        if closures != self._closures:
            self._closures, self._courses, self._coming = closures, {}, set()
        missing = self._layer.legs() - self._courses.keys() - self._coming
        if not missing or self._vehicle is None:
            return
        self._coming |= missing
        if self._worker is None:
            self._worker = ThreadPoolExecutor(1, thread_name_prefix="rounds")
        self._worker.submit(self._search, frozenset(missing), closures, self._vehicle)

    def release(self) -> None:
        """Follow no more, and end the worker, which gives up after the leg that it searches."""
        for model in self._models:
            model.changed.disconnect(self.follow)
        self._ended.set()
        if self._worker is not None:
            self._worker.shutdown(cancel_futures=True)
            self._worker = None
        self._found.disconnect(self._take)

    def _search(self, legs: frozenset[Leg], closures: tuple[RoadClosure, ...], vehicle: str) -> None:
        if self._graph is None:
            roads = self._session.package.table("roads")
            classes = [str(name) for name in roads["road_class"]]
            self._graph = RoadGraph(roads.geometry, roads["id"].tolist(), classes, self._speeds)
        closed = frozenset(edge for closure in closures for edge in closed_edges(self._graph, closure).tolist())
        courses = {}
        for leg in legs:
            if self._ended.is_set():
                return
            route = self._graph.route(leg.from_m, leg.to_m, vehicle, closed)
            if route is not None:
                courses[leg] = route.xy_m
        self._found.emit(closures, courses)

    def _take(self, closures: tuple[RoadClosure, ...], courses: dict[Leg, F64]) -> None:
        if closures != self._closures:
            return
        legs = self._layer.legs()
        self._courses = {leg: course for leg, course in (self._courses | courses).items() if leg in legs}
        self._layer.show_courses(self._courses)
