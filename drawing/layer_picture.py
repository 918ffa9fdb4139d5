"""One layer's picture without its transparent cells: with roads and borders, most are transparent."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPoint, QRect
from PySide6.QtGui import QImage, QPainter

CELL_PX = 64
"""Squares of this size are stored or dropped."""
Mode = QPainter.CompositionMode
Row = list[tuple[int, QImage]]
"""Pieces of one row of cells, with their left edge in pixels."""


class LayerCanvas:
    """A clear picture of ``width`` by ``height`` physical pixels to paint one layer on; untouched parts of it take no
    memory."""

    def __init__(self, width: int, height: int, ratio: float = 1.0) -> None:
        self.pixels = np.zeros((height, width), dtype=np.uint32)
        self.image = QImage(self.pixels.data, width, height, 4 * width, QImage.Format.Format_ARGB32_Premultiplied)
        self.image.setDevicePixelRatio(ratio)

    def clear(self) -> Iterator[None]:
        """Make it clear, a row of cells at a time.

        The first time the system provides the memory meanwhile; a line across the whole picture would wait for all
        of it.
        """
        for top in range(0, self.image.height(), CELL_PX):
            self.pixels[top : top + CELL_PX] = 0
            yield

    def boxes(self) -> list[QRect]:
        """Boxes around all cells that are not transparent, in physical pixels."""
        return [box for top in range(0, self.image.height(), CELL_PX) for box in _boxes(self.pixels, top)]

    def rows(self) -> Iterator[Row]:
        """Copies of the cells that are not transparent, row by row, each clear afterwards; ends painting."""
        ratio = self.image.devicePixelRatio()
        self.image.setDevicePixelRatio(1.0)
        for top in range(0, self.image.height(), CELL_PX):
            row = _pieces(self.image, self.pixels, top)
            for left, piece in row:
                self.pixels[top : top + CELL_PX, left : left + piece.width()] = 0
            yield row
        self.image.setDevicePixelRatio(ratio)


class LayerPicture:
    """The pieces of one layer; ``rows`` are those of a canvas."""

    def __init__(self, rows: list[Row]) -> None:
        self._rows = rows
        self.n_bytes = sum(piece.sizeInBytes() for row in rows for _, piece in row)

    @property
    def empty(self) -> bool:
        return not any(self._rows)

    def blend(self, onto: QImage, opacity: float, mode: Mode = Mode.CompositionMode_SourceOver) -> Iterator[None]:
        """Blend it onto a picture of the same size, a row of cells at a time."""
        for number, row in enumerate(self._rows):
            if row:
                with QPainter(onto) as painter:
                    painter.setOpacity(opacity)
                    painter.setCompositionMode(mode)
                    for left, piece in row:
                        painter.drawImage(QPoint(left, number * CELL_PX), piece)
                yield


def _pieces(image: QImage, pixels: NDArray[np.uint32], top: int) -> Row:
    """Copies of the cells that are not transparent in the row that begins at ``top``."""
    return [(box.left(), image.copy(box)) for box in _boxes(pixels, top)]


def _boxes(pixels: NDArray[np.uint32], top: int) -> list[QRect]:
    """Boxes around the cells that are not transparent in the row that begins at ``top``."""
    height, width = pixels.shape
    bottom = min(top + CELL_PX, height)
    column = np.bitwise_or.reduce(pixels[top:bottom], axis=0)
    painted = np.bitwise_or.reduceat(column, np.arange(0, width, CELL_PX)) != 0
    edges = np.flatnonzero(np.diff(painted, prepend=False, append=False)) * CELL_PX
    return [
        QRect(int(left), top, min(int(right), width) - int(left), bottom - top)
        for left, right in zip(edges[::2], edges[1::2], strict=True)
    ]
