"""Strokes and fills of the visible parts of chunks, in pieces of a few milliseconds."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QBrush, QPainter, QPainterPath, QPen, QTransform

from drawing.chunks import Chunk
from drawing.line_pens import LinePens
from drawing.pens import NO_PEN
from drawing.viewport import Viewport, overlaps

AROUND_PX = 16.0
"""Around a view, that no cut edge of an area is seen."""


def stroke(painter: QPainter, view: Viewport, chunks: Iterable[Chunk], pen: QPen) -> Iterator[None]:
    """Stroke the strips; dashes begin where their line does, whatever part of it the view shows."""
    if pen.style() == Qt.PenStyle.NoPen:
        return
    reach_px = pen.widthF() / 2 + 2
    box = view.padded(reach_px, reach_px).bounds_m
    dashed = pen.style() == Qt.PenStyle.CustomDashLine
    for chunk in chunks:
        if not overlaps(chunk.bounds_m, box):
            continue
        if not dashed:
            _draw(painter, view, chunk, chunk.lines(box, view.m_per_px), pen, None)
            yield
            continue
        for path, along_m in chunk.dashes(box, view.m_per_px):
            pen.setDashOffset(along_m / view.m_per_px / pen.widthF())
            _draw(painter, view, chunk, path, pen, None)
            yield


def stroke_cased(
    painter: QPainter, view: Viewport, lines: Sequence[tuple[LinePens, Iterable[Chunk]]]
) -> Iterator[None]:
    """Stroke lines of one kind with their pens: every casing below all lines."""
    for pens, chunks in lines:
        yield from stroke(painter, view, chunks, pens.casing)
    for pens, chunks in lines:
        yield from stroke(painter, view, chunks, pens.line)


def fill(
    painter: QPainter, view: Viewport, chunks: Iterable[Chunk], brush: QBrush, outline: QPen = NO_PEN
) -> Iterator[None]:
    """Fill the rings; ``outline`` is right for small ones only: others are cut off outside the view."""
    box = view.padded(AROUND_PX, AROUND_PX).bounds_m
    for chunk in chunks:
        if overlaps(chunk.bounds_m, box):
            _draw(painter, view, chunk, chunk.area(box, view.m_per_px), outline, brush)
            yield


def on_view(pen: QPen, view: Viewport) -> QPen:
    """The pen for paths in metres: as wide as before, whatever the view's scale.

    Qt takes the width of a cosmetic pen for physical pixels.
    """
    result = QPen(pen)
    result.setCosmetic(True)
    result.setWidthF(pen.widthF() * view.dpr)
    return result


def _draw(painter: QPainter, view: Viewport, chunk: Chunk, path: QPainterPath, pen: QPen, brush: QBrush | None) -> None:
    if path.isEmpty():
        return
    painter.save()
    painter.setTransform(view.transform(chunk.origin_m), combine=True)
    painter.setPen(on_view(pen, view))
    painter.setBrush(Qt.BrushStyle.NoBrush if brush is None else _in_pixels(brush, painter, view))
    painter.drawPath(path)
    painter.restore()


def _in_pixels(brush: QBrush, painter: QPainter, view: Viewport) -> QBrush:
    """The brush with its pattern as large as without the painter's transformation, and in step in all paths."""
    if brush.style() == Qt.BrushStyle.SolidPattern:
        return brush
    result = QBrush(brush)
    result.setTransform(QTransform.fromScale(view.dpr, view.dpr) * painter.deviceTransform().inverted()[0])
    return result
