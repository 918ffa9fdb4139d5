"""Geometry is clipped to the view without a visible change, and painted in short calls."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator
from concurrent.futures import Executor
from unittest.mock import MagicMock

import numpy as np
import pytest
import shapely
from PySide6.QtGui import QBrush, QColor, QImage, QPainter, QPainterPath
from pytestqt.qtbot import QtBot

from drawing.batch_painter import BatchPainter
from drawing.chunks import LONGEST, VERTICES, chunks_of
from drawing.lines import LinesPainter
from drawing.polygons import PolygonsPainter
from drawing.strokes import fill
from drawing.viewport import Viewport
from layers.batches import Lines, Polygons
from layers.geometry import polygons_of
from layers.style import Style, StyleSheet
from twin.view import drape
from twin.view.drape import Draped, DrapedBatches, Draper, finished

SIDE = 512
INK = "#faf0e6"
VIEW = Viewport(0.0, SIDE, 1.0, SIDE, SIDE)
WORKER = MagicMock(spec=Executor)
"""Not called: batches of so few vertices are cut in one call."""
SHEET = StyleSheet(
    {
        "plain": Style(color=INK, width_px=3.0),
        "dashed": Style(color=INK, width_px=3.0, dash=(4.0, 3.0)),
        "area": Style(outline=INK, width_px=1.0),
        "filled": Style(color=INK),
    },
    {},
)


def lines(key: str, *courses: np.ndarray, width_m: float = 0.0) -> Lines:
    n = len(courses)
    starts = np.concatenate([[0], np.cumsum([len(xy) for xy in courses])])
    ids = np.array([f"L{i}" for i in range(n)], dtype=object)
    style = np.zeros(n, dtype=np.uint16)
    return Lines(ids, np.concatenate(courses), starts, style, (key,), np.full(n, width_m))


def area(key: str, ring: np.ndarray) -> Polygons:
    return Polygons(
        np.array(["A"], dtype=object), ring, np.array([0, len(ring)]), np.array([0, 1]), np.zeros(1, np.uint16), (key,)
    )


def wild_ring(seed: int, corners: int, reach: float) -> np.ndarray:
    """A ring around the picture's middle that crosses its edges on all sides, ``reach`` pixels far."""
    random = np.random.default_rng(seed)
    angle = np.linspace(0, 2 * np.pi, corners, endpoint=False)
    radius = random.uniform(0.02, 1.0, corners) ** 2 * reach
    xy = SIDE / 2 + np.column_stack([np.cos(angle), np.sin(angle)]) * radius[:, None]
    return np.vstack([xy, xy[:1]])


def painted(paint: Callable[[QPainter, Viewport], Iterator[None]], view: Viewport = VIEW) -> np.ndarray:
    image = QImage(int(view.width_px), int(view.height_px), QImage.Format.Format_RGB32)
    image.fill(QColor(0, 0, 0))
    with QPainter(image) as painter:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for _ in paint(painter, view):
            pass
    shape = image.height(), image.width(), 4
    return np.frombuffer(image.constBits(), np.uint8).reshape(shape)[..., :3].astype(int)


def around(view: Viewport) -> Viewport:
    """A view of three times the county, of which ``view`` is the middle."""
    return view.padded(SIDE, SIDE)


def middle(picture: np.ndarray) -> np.ndarray:
    return picture[SIDE : 2 * SIDE, SIDE : 2 * SIDE]


@pytest.mark.parametrize("seed", range(3))
def test_a_clipped_ring_covers_the_same_area(qtbot: QtBot, seed: int) -> None:
    ring = wild_ring(seed, 2 * VERTICES, 6_000.0)
    strips, each, style = np.array([0, len(ring)]), np.array([0, 1]), np.zeros(1, np.uint16)
    (chunk,) = chunks_of(ring, strips, each, style, (0.0, 0.0))
    assert chunk.area(VIEW.bounds_m, 1.0).elementCount() < 0.6 * chunk.path(1.0).elementCount()

    def paint(painter: QPainter, view: Viewport) -> Iterator[None]:
        return fill(painter, view, [chunk], QBrush(QColor(INK)))

    cut, whole = painted(paint), middle(painted(paint, around(VIEW)))
    assert 0 < (whole > 128).mean() < 1
    assert (np.abs(whole - cut) > 60).mean() < 0.002


@pytest.mark.parametrize("key", ["plain", "dashed"])
@pytest.mark.parametrize("width_m", [0.0, 20.0])
def test_a_clipped_line_shows_the_same_strokes_and_dashes(qtbot: QtBot, key: str, width_m: float) -> None:
    t = np.linspace(0, 1, 2_000)
    course = np.column_stack([t * 5_400 - 2_400, SIDE / 2 + 100 * np.sin(t * 200)])
    painter = LinesPainter(lines(key, course, width_m=width_m), SHEET)
    cut, whole = painted(painter.paint), middle(painted(painter.paint, around(VIEW)))
    lit = (whole > 128).mean()
    assert lit > 0.005
    assert (np.abs(whole - cut) > 128).mean() < 0.03 * lit


def test_dashes_continue_from_tile_to_tile(qtbot: QtBot) -> None:
    t = np.linspace(0, 1, 900)
    painter = LinesPainter(lines("dashed", np.column_stack([t * 2 * SIDE, SIDE / 2 + 90 * np.sin(t * 40)])), SHEET)
    right = Viewport(SIDE, SIDE, 1.0, SIDE, SIDE)
    both = painted(painter.paint, Viewport(0.0, SIDE, 1.0, 2 * SIDE, SIDE))
    tiles = np.hstack([painted(painter.paint), painted(painter.paint, right)])
    assert (np.abs(both - tiles) > 128).mean() < 0.03 * (both > 128).mean()


def test_lines_of_one_style_are_as_wide_as_each_of_them_is(qtbot: QtBot) -> None:
    one, other = (np.array([[0.0, y], [SIDE, y]]) for y in (128.0, 384.0))
    batch = lines("plain", one, other)
    widths = np.array([10.0, 40.0])
    picture = painted(LinesPainter(Lines(**{**vars(batch), "width_m": widths}), SHEET).paint)
    lit = (picture[:, SIDE // 2, 0] > 128).reshape(2, SIDE // 2).sum(axis=1)
    assert lit.tolist() == [40, 10]


class CountingPainter(QPainter):
    """Records the number of vertices of each call."""

    vertices: list[int]

    def drawPath(self, path: QPainterPath) -> None:
        self.vertices.append(path.elementCount())
        super().drawPath(path)


@pytest.mark.parametrize("key", ["plain", "dashed", "area"])
def test_between_two_yields_no_more_than_a_chunk_is_drawn(qtbot: QtBot, key: str) -> None:
    course = np.random.default_rng(1).uniform(0, SIDE, (6_000, 2))
    painters: dict[str, BatchPainter] = {
        "area": PolygonsPainter(area("area", np.vstack([course, course[:1]])), SHEET, WORKER, lambda: None),
    }
    batch_painter = painters.get(key) or LinesPainter(lines(key, course), SHEET)
    image = QImage(SIDE, SIDE, QImage.Format.Format_RGB32)
    with CountingPainter(image) as painter:
        most = drawn = 0
        painter.vertices = []
        for _ in batch_painter.paint(painter, VIEW):
            most, drawn = max(most, sum(painter.vertices)), drawn + sum(painter.vertices)
            painter.vertices = []
    assert drawn >= 6_000
    assert most <= VERTICES + LONGEST


def test_painting_of_a_tile_pauses_for_other_threads(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    pauses: list[float] = []
    now_ms = iter(range(10**6))
    monkeypatch.setattr(drape, "monotonic_ms", lambda: next(now_ms))
    monkeypatch.setattr(drape.time, "sleep", pauses.append)
    draper = Draper(SHEET)
    course = SIDE / 2 + np.random.default_rng(1).normal(size=(20 * LONGEST, 2)).cumsum(axis=0)
    draper.use(DrapedBatches((Draped("x", (lines("plain", course),), 1.0),)))
    finished(draper.picture(VIEW.bounds_m))
    assert len(pauses) >= 20 * LONGEST / (VERTICES + LONGEST) / drape.PAINT_MS - 1


def test_a_filled_area_is_complete_where_its_edge_is_far_outside_the_view(qtbot: QtBot) -> None:
    angle = np.linspace(0, 2 * np.pi, 4 * VERTICES)
    circle = 9_000 * np.column_stack([np.cos(angle), np.sin(angle)])
    painter = PolygonsPainter(area("filled", circle), SHEET, WORKER, lambda: None)
    assert (painted(painter.paint) > 128).all()


@pytest.mark.parametrize("dpr", [1, 2])
def test_a_line_is_as_many_logical_pixels_wide_on_every_screen(qtbot: QtBot, dpr: int) -> None:
    image = QImage(SIDE * dpr, SIDE * dpr, QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(dpr)
    image.fill(QColor(0, 0, 0))
    across = lines("plain", np.array([[0.0, 100.5], [SIDE, 100.5]]))
    with QPainter(image) as painter:
        for _ in LinesPainter(across, SHEET).paint(painter, dataclasses.replace(VIEW, dpr=dpr)):
            pass
    shape = image.height(), image.width(), 4
    column = np.frombuffer(image.constBits(), np.uint8).reshape(shape)[:, SIDE // 2, 0]
    assert np.count_nonzero(column) == 3 * dpr


def test_what_stands_above_the_ground_has_a_shadow_to_the_south_east_below_all_of_its_layer(qtbot: QtBot) -> None:
    sheet = StyleSheet({"block": Style(color="#00ff00", shadow="#ff0000")}, {})
    blocks = polygons_of(
        np.array(["a", "b"], dtype=object), np.array([shapely.box(10, 10, 20, 20), shapely.box(20, 10, 30, 20)]),
        np.zeros(2, np.uint16), ("block",),
    )  # fmt: skip
    painter = PolygonsPainter(blocks, sheet, WORKER, lambda: None)
    image = QImage(80, 60, QImage.Format.Format_RGB32)
    image.fill(0)
    with QPainter(image) as on:
        for _ in painter.paint(on, Viewport(0.0, 30.0, 0.5, 80, 60)):
            pass
    colours = {(x_m, y_m): image.pixelColor(round(x_m / 0.5), round((30 - y_m) / 0.5)).name()
               for x_m, y_m in ((15, 15), (25, 15), (22, 12), (31.5, 12), (25, 8.5), (15, 22), (8, 15))}  # fmt: skip
    assert {place for place, name in colours.items() if name == "#00ff00"} == {(15, 15), (25, 15), (22, 12)}
    assert {place for place, name in colours.items() if name == "#ff0000"} == {(31.5, 12), (25, 8.5)}
