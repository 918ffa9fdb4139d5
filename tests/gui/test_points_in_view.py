"""Points on the map: each is drawn or counted, whatever the scale, and found under the pointer where it is drawn."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec import structs
from pytestqt.qtbot import QtBot

from desktop.map.painters.points import LEGIBLE, LEGIBLE_DOTS, REACH_PX, PointsPainter
from desktop.map.point_counts import counts_areas
from drawing.viewport import Viewport
from layers.batches import Points
from layers.point_index import PointIndex
from layers.style import StyleSheet

SHEET = StyleSheet.load()
STYLES = ("sensor.normal", "sensor.silent", "sensor.high", "sensor.critical", "hidden")
COUNTED = 2
"""Styles before this one are counted, those from it on are not."""
HIDDEN = STYLES.index("hidden")
SIDE_PX = 600
AFAR_M_PER_PX, CLOSE_M_PER_PX = 20.0, 5.0
TOWNS = 3
WITHOUT_RESET = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)


def points(seed: int, n: int, side_m: float = 12_000.0) -> Points:
    """In some villages, of all styles and in three towns."""
    random = np.random.default_rng(seed)
    villages = random.uniform(0, side_m, (6, 2))
    xy_m = villages[random.integers(0, 6, n)] + random.normal(0.0, side_m / 40, (n, 2))
    style = random.choice(len(STYLES), n, p=[0.5, 0.3, 0.08, 0.02, 0.1]).astype(np.uint16)
    ids = np.array([f"s{i}" for i in range(n)], dtype=object)
    row = {str(item_id): i for i, item_id in enumerate(ids)}
    return Points(ids, xy_m, style, STYLES, random.integers(0, TOWNS, n), PointIndex(xy_m), row)


def view_at(x_m: float, y_m: float, m_per_px: float) -> Viewport:
    half_m = SIDE_PX / 2 * m_per_px
    return Viewport(x_m - half_m, y_m + half_m, m_per_px, SIDE_PX, SIDE_PX)


def changed(batch: Points, seed: int) -> Points:
    """A tenth of the points have another style."""
    random = np.random.default_rng(seed)
    style = batch.style.copy()
    rows = np.flatnonzero(random.random(len(style)) < 0.1)
    style[rows] = random.integers(0, len(STYLES), len(rows))
    return replace(batch, style=style)


@WITHOUT_RESET
@given(
    st.integers(0, 500), st.integers(0, 400), st.integers(0, 3),
    st.sampled_from([0.1, 0.9, 2.4, 4.0, 13.0, 15.0, 27.0, 40.0, 90.0]),
)  # fmt: skip
def test_every_point_of_the_county_is_drawn_or_counted_once_at_every_scale(
    qtbot: QtBot, seed: int, n: int, changes: int, m_per_px: float
) -> None:
    batch = points(seed, n, side_m=min(12_000.0, 60 * m_per_px))
    painter = PointsPainter(batch, SHEET)
    for change in range(changes):
        batch = changed(batch, change)
        assert painter.accept(batch)
    shown = painter._look(view_at(0.0, 0.0, m_per_px), (-1e6, -1e6, 1e6, 1e6))
    counted = np.flatnonzero(batch.style < COUNTED)
    assert len(set(shown.rows)) == len(shown.rows)
    assert shown.counts.count.sum() + np.isin(shown.rows, counted).sum() == len(counted)
    others = (batch.style >= COUNTED) & (batch.style != HIDDEN)
    assert set(np.flatnonzero(others)) <= set(shown.rows), "alarms are drawn one by one"
    assert not (batch.style[shown.rows] == HIDDEN).any()
    if m_per_px > SHEET["sensor"].cluster_m_per_px:
        assert (shown.counts.count > 1).all()
    else:
        assert (
            shown.counts.count > (LEGIBLE_DOTS if m_per_px > SHEET["sensor.normal"].dot_m_per_px else LEGIBLE)
        ).all()
    if counts_areas(m_per_px) and n:
        assert set(shown.counts.number) <= set(range(TOWNS))


@WITHOUT_RESET
@given(st.integers(0, 500), st.integers(1, 600), st.sampled_from([0.5, 2.0, 9.0, 20.0, 60.0]), st.integers(0, 5))
def test_what_is_found_under_a_pixel_is_what_is_drawn_there(
    qtbot: QtBot, seed: int, n: int, m_per_px: float, target: int
) -> None:
    batch = points(seed, n, side_m=500 * m_per_px)
    painter = PointsPainter(batch, SHEET)
    view = view_at(*batch.xy_m[seed % n], m_per_px)
    shown = painter._visible(view)
    near = shown.xy_px[target % len(shown.rows)] + 3.0 if len(shown.rows) else np.full(2, 300.0)
    x_px, y_px = np.clip(near, 0.0, SIDE_PX).tolist()
    distance = np.hypot(*(shown.xy_px - (x_px, y_px)).T)
    styles = [SHEET[STYLES[code]] for code in batch.style[shown.rows]]
    radius = np.array([2.0 if m_per_px > s.dot_m_per_px else s.size_px / 2 for s in styles]) + REACH_PX
    hits = np.flatnonzero(distance <= radius) if len(shown.rows) else np.empty(0, np.intp)
    expected = [str(batch.ids[shown.rows[hit]]) for hit in hits[np.argsort(distance[hits], kind="stable")]]
    assert painter.pick(view, x_px, y_px) == expected


@pytest.mark.parametrize(("m_per_px", "shown"), [(AFAR_M_PER_PX, "count"), (CLOSE_M_PER_PX, "count"), (0.1, "glyphs")])
def test_a_crowd_at_one_place_is_a_count_until_the_map_is_so_close_that_each_can_be_picked(
    qtbot: QtBot, m_per_px: float, shown: str
) -> None:
    n = LEGIBLE_DOTS + 1
    xy_m = np.random.default_rng(1).uniform(0, 10, (n, 2)) + 1_000
    ids = np.array([f"s{i}" for i in range(n)], dtype=object)
    painter = PointsPainter(Points(ids, xy_m, np.zeros(n, np.uint16), ("sensor.normal",)), SHEET)
    view = view_at(1_005.0, 1_005.0, m_per_px)
    drawn = painter._visible(view)
    assert drawn.counts.count.tolist() == ([n] if shown == "count" else [])
    assert len(drawn.rows) == (0 if shown == "count" else n)
    box = painter.cluster_at(view, *view.point_px(*xy_m.mean(axis=0)))
    assert box == ((*xy_m.min(axis=0), *xy_m.max(axis=0)) if shown == "count" else None)


def test_only_points_of_the_cells_in_view_are_touched(qtbot: QtBot) -> None:
    xy_m = np.random.default_rng(2).uniform(0, 100_000, (20_000, 2))
    batch = Points(np.full(20_000, "s", dtype=object), xy_m, np.zeros(20_000, np.uint16), ("sensor.normal",))
    painter, view = PointsPainter(batch, SHEET), view_at(50_000.0, 50_000.0, 5.0)
    assert painter._counts is not None
    places, counts = painter._divided(painter._counts, view, view.bounds_m)
    assert len(places) + counts.count.sum() < 100


def test_a_batch_that_is_counted_under_two_keys_is_refused(qtbot: QtBot) -> None:
    sheet = StyleSheet({key: structs.replace(SHEET["sensor"], cluster=key) for key in "ab"}, {})
    with pytest.raises(ValueError, match="2 keys: a, b"):
        PointsPainter(Points(np.empty(0, object), np.empty((0, 2)), np.empty(0, np.uint16), ("a", "b")), sheet)
