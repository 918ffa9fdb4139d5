"""A picture of a widget that is painted in a turn of the event loop of its own; the turn that paints the window copies
it, beside everything else that is painted then."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QRect, QRectF, QSize
from PySide6.QtGui import QImage, QPainter, QRegion

Draw = Callable[[QPainter], bool]
"""Paints everything; returns whether it would paint the same again."""


class ComposedPicture:
    """An opaque picture of a widget's size: a frame and what is above it, painted when one of them is different."""

    def __init__(self) -> None:
        self._image = QImage()
        self._frame: object = None
        self._key: Sequence[object] | None = None
        """Of what is above the frame; None when that would be different now."""

    def compose(
        self, size: QSize, dpr: float, frame: object, key: Sequence[object], draw: Draw, changed: QRegion | None = None
    ) -> QRegion:
        """Have ``draw`` paint ``size`` logical pixels, ``dpr`` physical ones each, unless the picture shows this
        ``frame`` and what ``key``, compared by equality, decides; returns what was painted.

        ``changed``: where it is different from the last picture with this key; None: everywhere in another frame.
        """
        key = [size, dpr, *key]
        same = self._key == key
        if same and frame is self._frame and changed is None:
            return QRegion()
        region = changed if same and changed is not None else QRegion(0, 0, size.width(), size.height())
        if self._image.size() != size * dpr or self._image.devicePixelRatio() != dpr:
            self._image = QImage(size * dpr, QImage.Format.Format_RGB32)
            self._image.setDevicePixelRatio(dpr)
        with QPainter(self._image) as painter:
            painter.setClipRegion(region)
            self._key = key if draw(painter) else None
        self._frame = frame
        return region

    def is_of(self, size: QSize, dpr: float, frame: object) -> bool:
        """Whether it shows this frame in this size, whatever was above it."""
        return self._frame is frame and self._image.size() == size * dpr and self._image.devicePixelRatio() == dpr

    def paint(self, painter: QPainter, box: QRect) -> None:
        """Copy ``box``, in logical pixels."""
        dpr = self._image.devicePixelRatio()
        source = QRectF(box.x() * dpr, box.y() * dpr, box.width() * dpr, box.height() * dpr)
        painter.drawImage(QRectF(box), self._image, source)
