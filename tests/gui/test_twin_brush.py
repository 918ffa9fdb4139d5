"""What is painted on the ground is cut to its picture without changing it, and painted in short calls."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtGui import QColor, QImage, QPainter, QPen
from pytestqt.qtbot import QtBot

from twin.view.brush import AT_ONCE, MARGIN, Brush, cut_lines, cut_rings
from twin.view.tiles import TEXELS

INK = QColor(250, 240, 230)
NO_CUT = 1e9


def wild_ring(seed: int, corners: int, reach: float) -> np.ndarray:
    """A ring around the picture's middle that leaves it on all sides and comes back, ``reach`` texels far."""
    random = np.random.default_rng(seed)
    angle = np.linspace(0, 2 * np.pi, corners, endpoint=False)
    radius = random.uniform(0.02, 1.0, corners) ** 2 * reach
    xy = TEXELS / 2 + np.column_stack([np.cos(angle), np.sin(angle)]) * radius[:, None]
    return np.vstack([xy, xy[:1]])


def painted(paint) -> np.ndarray:  # type: ignore[no-untyped-def]
    image = QImage(TEXELS, TEXELS, QImage.Format.Format_RGB32)
    image.fill(QColor(0, 0, 0))
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    paint(Brush(painter))
    painter.end()
    return np.frombuffer(image.constBits(), np.uint8).reshape(TEXELS, TEXELS, 4)[..., :3].copy()


@pytest.mark.parametrize("seed", range(6))
def test_a_cut_ring_covers_the_same_ground(qtbot: QtBot, seed: int) -> None:
    xy = wild_ring(seed, 400, 6_000.0)
    lengths = np.array([len(xy)])
    inside, kept = cut_rings(xy, lengths)
    assert len(inside) < 0.6 * len(xy)
    whole = painted(lambda brush: brush.fill(xy, lengths, np.array([1]), INK))
    cut = painted(lambda brush: brush.fill(inside, kept, np.array([1]), INK))
    assert 0 < (whole > 128).mean() < 1
    assert (np.abs(whole.astype(int) - cut) > 60).mean() < 0.002


def test_a_ring_around_the_picture_fills_it_and_one_beside_it_vanishes() -> None:
    around = np.array([[-900, -900], [900, -900], [900, 900], [-900, 900], [-900, -900.0]]) * 3
    beside = around + np.array([9_000, 0])
    inside, kept = cut_rings(np.concatenate([around, beside]), np.array([5, 5]))
    assert kept.tolist() == [5, 0]
    assert inside.tolist() == around.tolist()


def test_a_cut_line_shows_the_same_dashes(qtbot: QtBot) -> None:
    t = np.linspace(0, 1, 3_000)
    xy = np.column_stack([t * 9_000 - 4_000, TEXELS / 2 + 100 * np.sin(t * 200)])
    pen = QPen(INK, 3.0)
    pen.setDashPattern([4, 3])
    lengths = np.array([len(xy)])
    assert len(cut_lines(xy, lengths).xy) < len(xy) / 5
    whole = painted(lambda brush: brush.stroke(cut_lines(xy, lengths, NO_CUT), QPen(pen)))
    cut = painted(lambda brush: brush.stroke(cut_lines(xy, lengths), QPen(pen)))
    lit = (whole > 128).mean()
    assert lit > 0.005
    assert (np.abs(whole.astype(int) - cut) > 128).mean() < 0.1 * lit


def test_a_line_that_stays_outside_leaves_nothing() -> None:
    xy = np.column_stack([np.arange(50) * 40.0, np.full(50, -MARGIN - 1)])
    assert len(cut_lines(xy, np.array([50])).xy) == 0


def test_no_call_paints_more_than_its_share(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    corners: list[int] = []
    naps: list[float] = []
    stroke = QPainter.strokePath

    def count(self: QPainter, path, pen) -> None:  # type: ignore[no-untyped-def]
        corners.append(path.elementCount())
        stroke(self, path, pen)

    monkeypatch.setattr(QPainter, "strokePath", count)
    monkeypatch.setattr("twin.view.brush.time.sleep", naps.append)
    random = np.random.default_rng(1)
    xy = random.uniform(0, TEXELS, (5_000, 2))
    painted(lambda brush: brush.stroke(cut_lines(xy, np.array([len(xy)])), QPen(INK, 1.0)))
    assert max(corners) <= AT_ONCE + 1
    assert sum(corners) >= 5_000
    assert len(naps) >= 5_000 / AT_ONCE - 1, "others get their turn in between"
