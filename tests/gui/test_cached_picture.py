"""What is painted again and again becomes a picture that looks the same."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter
from pytestqt.qtbot import QtBot

from bench.plain_layer import PlainLayer, depth_field, layers_with, sheet_with_depth
from county import catalog
from county.package.open import CountyPackage
from desktop.map.live_picture import LivePicture
from desktop.map.view import MapView
from drawing.cached_picture import CachedPicture
from layers.focus import Focus
from twin.view.overlay import Overlay
from twin.view.widget import TwinWidget

SIDE = 64
ROUNDING = 2
"""Of 255: colours that are blended in another order."""


def painted(
    picture: CachedPicture, key: list[object], draw: Callable[[QPainter], bool], dpr: float = 1.0
) -> np.ndarray:
    """What is seen on a gray ground: (side, side, 3)."""
    side = round(SIDE * dpr)
    image = QImage(side, side, QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(dpr)
    image.fill(Qt.GlobalColor.gray)
    with QPainter(image) as painter:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        picture.paint(painter, SIDE, SIDE, key, draw)
    return np.frombuffer(image.constBits(), np.uint8).reshape(side, side, 4)[:, :, :3].astype(int)


class Disc:
    """Paints a translucent disc with an edge, and counts how often."""

    def __init__(self, *, settled: bool = True) -> None:
        self.settled = settled
        self.times = 0

    def __call__(self, painter: QPainter) -> bool:
        self.times += 1
        painter.setPen(QColor("#35e0ff"))
        painter.setBrush(QColor(255, 80, 0, 120))
        painter.drawEllipse(QPointF(30.3, 28.7), 20.0, 17.0)
        painter.fillRect(QRectF(25, 20, 30, 8), QColor(0, 0, 0, 90))
        return self.settled


@pytest.mark.parametrize("dpr", [1.0, 1.5])
def test_the_picture_looks_like_what_was_painted(qtbot: QtBot, dpr: float) -> None:
    picture, disc = CachedPicture(), Disc()
    first, *others = [painted(picture, ["same"], disc, dpr) for _ in range(4)]
    assert disc.times == 2, "once as it is, once into the picture"
    for other in others:
        assert np.abs(first - other).max() <= ROUNDING


def test_something_else_is_painted_at_once(qtbot: QtBot) -> None:
    picture, disc = CachedPicture(), Disc()
    for _ in range(3):
        painted(picture, ["one"], disc)
    nothing = painted(picture, ["other"], lambda painter: True)
    assert (nothing == nothing[0, 0]).all()


def test_what_changes_at_every_painting_is_never_kept(qtbot: QtBot) -> None:
    picture, disc = CachedPicture(), Disc()
    for number in range(4):
        painted(picture, [number], disc)
    assert disc.times == 4
    pulsing = Disc(settled=False)
    for _ in range(4):
        painted(picture, ["same"], pulsing)
    assert pulsing.times == 4


def counted(paint: Callable[..., bool], calls: list[object]) -> Callable[..., bool]:
    """The same, noting each call."""

    def paint_and_note(*args: object, **more: object) -> bool:
        calls.append(args)
        return paint(*args, **more)

    return paint_and_note


@pytest.fixture(scope="module")
def package(small_county: Path) -> CountyPackage:
    return CountyPackage(small_county)


def test_a_field_that_is_replaced_paints_nothing_again_that_is_above_it(
    qtbot: QtBot, package: CountyPackage, monkeypatch: pytest.MonkeyPatch
) -> None:
    flood = PlainLayer()
    layers, focus = layers_with(package, catalog.load(), flood), Focus()
    above: list[object] = []
    for kind, name in ((LivePicture, "_paint_top"), (Overlay, "paint")):
        monkeypatch.setattr(kind, name, counted(getattr(kind, name), above))
    map_view = MapView(layers, focus, sheet_with_depth(), package)
    twin = TwinWidget(layers, focus, sheet_with_depth(), package)
    for view in (map_view, twin):
        view.resize(400, 300)
        qtbot.addWidget(view)
        view.show()
        qtbot.waitUntil(lambda view=view: view.settled, timeout=30_000)
    terrain = package.terrain
    assert terrain is not None
    for value in (0.5, 3.0):
        flood.show(depth_field([[value]], terrain.extent_m))
        map_view.snapshot()
        qtbot.waitUntil(lambda: twin.settled, timeout=30_000)
        for view in (map_view, twin):
            while view.grab() and above:
                above.clear()
    before = [view.grab().toImage() for view in (map_view, twin)]
    flood.show(depth_field([[1.0]], terrain.extent_m))
    for view, old in zip((map_view, twin), before, strict=True):
        qtbot.waitUntil(lambda view=view, old=old: view.grab().toImage() != old, timeout=30_000)
    assert above == []
    map_view.close()
    twin.close()
