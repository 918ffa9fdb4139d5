"""The camera of one twin, its flights, and how far heights are exaggerated."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import shapely
from PySide6.QtCore import QObject, Signal

from county.clock import monotonic_ms
from county.package.open import CountyPackage
from layers.focus import MapPoint
from twin.view.camera import LOWEST_DEG, Camera, flight
from twin.view.surface import F64, Surface

FLIGHT_MS = 1_400
"""How long a flight takes, unless another time is asked for."""
RISE_FROM_M, RISE_M = 7_000.0, 45.0
"""A flight that begins so far away shows buildings that were not drawn before: they rise by this height from their
shadows in its second half."""
CLEARANCE_M = 12.0
FIRST_EXAGGERATION = 1.6
HOME_DOWN_DEG = 46.0
FLATTEST_HOME_DEG, STEEPEST_HOME_DEG = 30.0, 78.0
"""In a view that is high for its width the whole county is looked at from farther above, so that it fills more of it,
and from farther below in one that is wide for its height."""
HOME_STEP_DEG = 4.0
HOME_FILL = 0.8
"""Part of the view's width and height that is enough."""
FARTHEST = 1.25
"""How far one may move away: so many times as far as where the whole county fills the view."""
LOW_PART, FAR_LOWEST_DEG = 0.3, 24.0
"""From farther than this part of the farthest distance on one looks down ever more steeply, in the end at least by this
angle: a whole county seen flat from the side is a line in the mist."""
EDGE = 0.03
"""Part of the view at each side where nothing counts as in view."""
USUAL_M = 8_000.0
"""A view that moves to places is at most this far from them, or as near as it was before, or as far as they need."""


class CameraController(QObject):
    """Moves the camera; never under the ground.  A flight advances by :meth:`advance`."""

    moved = Signal()
    """The view is another one, or a flight began."""

    def __init__(self, surface: Surface, package: CountyPackage) -> None:
        super().__init__()
        self._surface = surface
        hull = shapely.convex_hull(shapely.union_all(package.table("boundary").geometry))
        self._county_m = shapely.get_coordinates(hull)
        self._aspect = 1.5
        self._flight: tuple[Camera, Camera, int] | None = None
        """From where, to where, and since when on the monotonic clock."""
        self._flight_ms = FLIGHT_MS
        self._exaggeration = FIRST_EXAGGERATION
        self.sunk_m = 0.0
        """How far the buildings are below their places now."""
        self.county = shapely.transform(hull, surface.scene_xy)
        """Outline around the county, in scene metres."""
        shapely.prepare(self.county)
        self.moved_ms = 0
        """When the view last changed, on the monotonic clock."""
        self._home: tuple[tuple[float, float], Camera] | None = None
        """Shape of the view and exaggeration that it is for; a flight asks for it at its end."""
        self._camera = self.home()
        self._farthest_m = 0.0
        """0: to be found out."""
        self._at_home = True

    @property
    def camera(self) -> Camera:
        return self._camera

    @property
    def flying(self) -> bool:
        return self._flight is not None

    @property
    def destination(self) -> Camera:
        """Where the flight ends; the present view where there is none."""
        return self._camera if self._flight is None else self._flight[1]

    @property
    def farthest_m(self) -> float:
        """How far one may be from what is looked at."""
        if not self._farthest_m:
            self._farthest_m = self.home().distance_m * FARTHEST
        return self._farthest_m

    def home(self) -> Camera:
        """The whole county from the south."""
        key = self._aspect, self._exaggeration
        if self._home is None or self._home[0] != key:
            self._home = key, self._whole_county()
        return self._home[1]

    def _whole_county(self) -> Camera:
        points = self._surface.on_ground(self._county_m, self._exaggeration)
        camera, (width, height) = self._framed(points, HOME_DOWN_DEG)
        while height < HOME_FILL and camera.down_deg < STEEPEST_HOME_DEG:
            camera, (_, height) = self._framed(points, camera.down_deg + HOME_STEP_DEG)
        while width < HOME_FILL and HOME_DOWN_DEG >= camera.down_deg > FLATTEST_HOME_DEG:
            camera, (width, _) = self._framed(points, camera.down_deg - HOME_STEP_DEG)
        return camera

    def _framed(self, points: F64, down_deg: float) -> tuple[Camera, tuple[float, float]]:
        """The view of scene points (n, 3) from the south, and the parts of its width and height that they take."""
        camera = Camera.framing(points, aspect=self._aspect, heading_deg=0.0, down_deg=down_deg)
        xy, _ = camera.project(points, self._aspect, 1.0)
        width, height = np.ptp(xy, axis=0) / (self._aspect, 1.0)
        return camera, (float(width), float(height))

    def frame(self, aspect: float) -> None:
        """The screen is ``aspect`` times as wide as high; a view of the whole county remains one."""
        self._aspect = aspect
        self._farthest_m = 0.0
        if self._at_home:
            self.look(self.home())
            self._at_home = True

    @property
    def exaggeration(self) -> float:
        """How many times too high the ground is drawn."""
        return self._exaggeration

    @exaggeration.setter
    def exaggeration(self, value: float) -> None:
        value = min(4.0, max(1.0, value))
        if value != self._exaggeration:
            target = self._camera.target
            rise = float(self._surface.height_at(*target[:2])) * (value - self._exaggeration)
            self._exaggeration = value
            self.look(self._camera.moved(np.array([0.0, 0.0, rise])))

    def look(self, camera: Camera) -> None:
        """Take this view now; a flight ends."""
        self.stop()
        self._move(camera)

    def fly(self, end: Camera, *, flight_ms: int = FLIGHT_MS) -> None:
        """Fly to a view; any move of the user ends the flight."""
        self._flight_ms = flight_ms
        self._flight = (self._camera, self._over_ground(end), monotonic_ms())
        self.moved.emit()

    def stop(self) -> None:
        """End the flight where it is."""
        self._flight = None
        self.sunk_m = 0.0

    def over(self, x_m: float, y_m: float, radius_m: float) -> Camera:
        """The view that a circle of ``radius_m`` around a working-CRS point fills."""
        ((x, y, z),) = self._surface.on_ground([[x_m, y_m]], self._exaggeration)
        return self._over_ground(Camera.looking_at(
            x, y, z, distance_m=min(max(radius_m * 3.2, 260.0), self.farthest_m), heading_deg=self._camera.heading_deg,
            down_deg=min(max(self._camera.down_deg, 28.0), 48.0),
        ))  # fmt: skip

    def showing(self, places: Sequence[MapPoint]) -> Camera | None:
        """The view that has all places in it, from the side where it is now; None: the present one has."""
        now = self.destination
        points = self._surface.on_ground(places, self._exaggeration)
        xy, depth = now.project(points, self._aspect, 1.0)
        low, high = self._aspect * EDGE, self._aspect * (1.0 - EDGE)
        beside = (depth <= 0) | (xy[:, 0] < low) | (xy[:, 0] > high) | (xy[:, 1] < EDGE) | (xy[:, 1] > 1.0 - EDGE)
        if not beside.any():
            return None
        down_deg = min(max(now.down_deg, 28.0), HOME_DOWN_DEG)
        around = Camera.framing(points, aspect=self._aspect, heading_deg=now.heading_deg, down_deg=down_deg)
        distance_m = max(around.distance_m, min(now.distance_m, USUAL_M))
        x, y, z = around.target
        return self._over_ground(Camera.looking_at(
            x, y, z, distance_m=distance_m, heading_deg=now.heading_deg, down_deg=down_deg
        ))  # fmt: skip

    def from_above(self) -> Camera:
        """Straight down with north on top, as on the map."""
        x, y, z = self._camera.target
        return Camera.looking_at(x, y, z, distance_m=self._camera.distance_m, heading_deg=0.0, down_deg=89.9)

    def advance(self) -> None:
        """Move along the flight, if there is one, to where it is by now."""
        if self._flight is not None:
            start, end, since = self._flight
            t = min(1.0, (monotonic_ms() - since) / self._flight_ms)
            self.sunk_m = RISE_M * min(1.0, 2.0 * (1.0 - t)) ** 2 if start.distance_m > RISE_FROM_M else 0.0
            self._move(flight(start, end, t))
            if t == 1.0:
                self.stop()
                self._at_home = end == self._over_ground(self.home())

    def turn(self, pivot: F64, turn_deg: float, tilt_deg: float) -> None:
        """Turn about a scene point, which stays where it is on the screen as long as the county is looked at."""
        self.look(self._bounded(self._camera.orbited(pivot, turn_deg, tilt_deg)))

    def zoom(self, at: F64, factor: float) -> None:
        """Move ``factor`` times as far from a scene point, which stays where it is on the screen as long as the county
        is looked at."""
        self.look(self._bounded(self._camera.zoomed(at, factor, self.farthest_m)))

    def pan(self, by: F64) -> None:
        """Move along by a vector in metres, as far as the county reaches."""
        self.look(self._bounded(self._camera.moved(by)))

    def _bounded(self, camera: Camera) -> Camera:
        """The nearest view that has the county in its middle, and is not too flat for its distance."""
        part = (camera.distance_m / self.farthest_m - LOW_PART) / (1.0 - LOW_PART)
        lowest_deg = LOWEST_DEG + (FAR_LOWEST_DEG - LOWEST_DEG) * min(1.0, max(0.0, part))
        if camera.down_deg < lowest_deg:
            camera = camera.orbited(camera.target, 0.0, lowest_deg - camera.down_deg)
        at = shapely.Point(camera.target[:2])
        if self.county.intersects(at):
            return camera
        inside = shapely.get_coordinates(shapely.shortest_line(self.county, at))[0]
        return camera.moved(np.append(inside - camera.target[:2], 0.0))

    def _over_ground(self, camera: Camera) -> Camera:
        ground = float(self._surface.height_at(*camera.eye[:2])) * self._exaggeration
        return camera.above(ground, CLEARANCE_M)

    def _move(self, camera: Camera) -> None:
        self._camera = self._over_ground(camera)
        self._at_home = False
        self.moved_ms = monotonic_ms()
        self.moved.emit()
