"""The flattened picture of the still layers is finished whatever one of them does."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter
from pytestqt.qtbot import QtBot

from desktop.map.picture_stack import PictureStack
from drawing.viewport import Viewport

PIECES = 4
STEPS = 1_000
"""More than the small picture needs."""
VIEW = Viewport(west_m=0.0, north_m=100.0, width_px=100.0, height_px=100.0, m_per_px=1.0, dpr=1.0)


@dataclass
class Stripes:
    """Paints a layer in pieces; ``between`` is called before each but the first."""

    colour: Qt.GlobalColor
    between: Callable[[], object] = lambda: None
    waiting: bool = False
    version: int = 0

    def paint(self, painter: QPainter, view: Viewport) -> Iterator[None]:
        for number in range(PIECES):
            painter.fillRect(QRectF(0, 25.0 * number, 100, 25), self.colour)
            yield
            self.between()


@dataclass
class StripedLayer:
    key: str
    painter: Stripes
    opacity: float = 1.0


@dataclass
class StripedLayers:
    """Stands for the painters of a map."""

    layers: list[StripedLayer] = field(default_factory=list)

    def still(self) -> list[StripedLayer]:
        return self.layers

    def ground(self, layer: StripedLayer) -> list[Stripes]:
        return [layer.painter]


def test_a_layer_whose_data_move_while_it_is_painted_keeps_no_other_from_being_shown(qtbot: QtBot) -> None:
    layers: Any = StripedLayers()
    stack = PictureStack(layers, VIEW)
    restless = Stripes(Qt.GlobalColor.red, between=lambda: stack.repaint("restless"))
    layers.layers = [StripedLayer("restless", restless), StripedLayer("calm", Stripes(Qt.GlobalColor.green))]
    for _ in islice(stack.work(), STEPS):
        pass
    assert stack.picture is not None
    assert stack.picture.pixelColor(50, 90) == Qt.GlobalColor.green
    assert stack.stale, "the restless layer is painted again"
    assert stack.waiting
    restless.between = lambda: None
    layers.layers.reverse()
    for _ in islice(stack.work(), STEPS):
        pass
    assert stack.picture.pixelColor(50, 90) == Qt.GlobalColor.red
    assert not stack.stale
    assert not stack.waiting
