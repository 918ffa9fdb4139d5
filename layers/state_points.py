"""Layers of one aggregate whose first batch are points: found at a place and in a box."""

from __future__ import annotations

from layers.batches import Points
from layers.live import StatesLayer
from layers.point_queries import inside, nearest


class StatePointsLayer(StatesLayer):
    """A layer of one aggregate that :meth:`_build` draws as points, at which it is picked."""

    def pick(self, x_m: float, y_m: float, radius_m: float) -> str | None:
        points = self._points()
        row = nearest(points.xy_m, x_m, y_m, radius_m)
        return None if row is None else str(points.ids[row])

    def within(self, west: float, south: float, east: float, north: float) -> list[str]:
        points = self._points()
        return [str(i) for i in points.ids[inside(points.xy_m, west, south, east, north)]]

    def _points(self) -> Points:
        points = self.batches()[0]
        assert isinstance(points, Points)
        return points
