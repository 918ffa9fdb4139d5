"""Features found by place and by id from columns are those that shapely finds."""

from __future__ import annotations

import numpy as np
import shapely
from hypothesis import given
from hypothesis import strategies as st

from layers.geometry import polygons_of
from layers.polygon_index import PolygonIndex

SIDE_M = 1_000.0
METRES = st.floats(0, SIDE_M)


@st.composite
def buildings(draw: st.DrawFn) -> shapely.Geometry:
    """One or two boxes, perhaps with a court; or nothing."""
    boxes = []
    for _ in range(draw(st.integers(0, 2))):
        x_m, y_m, side_m = draw(METRES), draw(METRES), draw(st.floats(5, 200))
        box = shapely.box(x_m, y_m, x_m + side_m, y_m + side_m)
        court = shapely.box(x_m + side_m / 4, y_m + side_m / 4, x_m + side_m / 2, y_m + side_m / 2)
        boxes.append(box.difference(court) if draw(st.booleans()) else box)
    return shapely.MultiPolygon(boxes)


def index_of(shapes: list[shapely.Geometry]) -> PolygonIndex:
    ids = np.array([f"b{n}" for n in range(len(shapes))], dtype=object)
    style = np.zeros(len(shapes), dtype=np.uint16)
    return PolygonIndex(polygons_of(ids, np.array(shapes, dtype=object), style, ("building.farm",)))


@given(shapes=st.lists(buildings(), max_size=8), x_m=METRES, y_m=METRES, radius_m=st.floats(0.001, 500))
def test_the_nearest_feature_is_that_of_shapely(
    shapes: list[shapely.Geometry], x_m: float, y_m: float, radius_m: float
) -> None:
    distances_m = [s.distance(shapely.Point(x_m, y_m)) if not s.is_empty else np.inf for s in shapes]
    found = index_of(shapes).nearest(x_m, y_m, radius_m)
    if found is None:
        assert all(distance_m > radius_m for distance_m in distances_m)
    else:
        assert distances_m[int(found[1:])] == min(distances_m) <= radius_m


@given(shapes=st.lists(buildings(), max_size=8))
def test_the_box_of_a_feature_is_around_all_its_polygons(shapes: list[shapely.Geometry]) -> None:
    index = index_of(shapes)
    for n, shape in enumerate(shapes):
        assert index.bounds_m(f"b{n}") == (None if shape.is_empty else shape.bounds)
    assert index.bounds_m("another") is None


def test_a_court_is_outside_its_building() -> None:
    around = shapely.box(0, 0, 100, 100).difference(shapely.box(25, 25, 75, 75))
    index = index_of([around])
    assert index.nearest(50, 50, 20) is None
    assert index.nearest(50, 50, 25) == "b0"
