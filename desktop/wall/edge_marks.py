"""What every picture of a wall says about itself, whatever tiles it is composed of.

In a drill each output has a hatched frame; an output without a header, which says it otherwise, has the words that data
are no real ones and that this is a drill, to be read by everybody who reads the wall.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from PySide6.QtCore import QPointF, QRect, QRectF
from PySide6.QtGui import QPainter

from county.names import BETWEEN
from county.wall.wall import Rect, Wall
from desktop.session import Session
from desktop.wall.brush import TileBrush
from desktop.wall.language import translate
from desktop.wall.look import Look
from desktop.wall.type_scale import TypeScale
from desktop.window.provenance_marks import provenance_marks
from drawing.hatched_frame import paint_hatched_frame

FRAME_EM = 0.4
"""Width of the frame of a drill, in font sizes of what is read from near."""
PAD_EM, HIGH_EM = 0.5, 1.5
"""Room beside the words, and height of their line."""


def frame_px(wall: Wall, session: Session) -> int:
    """Width of the frame around every output; 0 where the wall shows no drill."""
    return max(1, round(wall.han_px("near") * FRAME_EM)) if session.realm.kind == "drill" else 0


class EdgeMarks:
    """Paints over the tiles."""

    def __init__(self, wall: Wall, session: Session, look: Look) -> None:
        self._outputs = [QRect(*output.canvas_rect_px) for output in wall.outputs]
        self._session, self._look = session, look
        self._scale = TypeScale(wall.han_px("far"), wall.digit_px("far"))
        self._frame_px = frame_px(wall, session)
        self._bezel_px = wall.bezel_px if len(wall.outputs) > 1 else 0

    @property
    def words(self) -> str:
        """What is said; "" of a real county that is live."""
        marks = provenance_marks(self._session.package.manifest)[:1]
        if self._session.realm.kind != "live":
            marks.insert(0, translate("wall", "Drill, not real"))
        return BETWEEN.join(marks)

    def paint(self, painter: QPainter, region: QRect, bare: Collection[Rect], tiles: Sequence[QRect]) -> None:
        """Paint what of it lies in a part of the canvas; ``bare``: the outputs without a header; ``tiles``: where the
        scene has tiles of any kind."""
        words = self.words
        for output in self._outputs:
            part = region & output
            if part.isEmpty():
                continue
            if self._frame_px and not self._inside(output).contains(part):
                color, ink = self._look["late"], self._look["ground"]
                paint_hatched_frame(painter, QRectF(output), self._frame_px, color, ink)
            if words and output.getRect() in bare:
                self._write(painter, output, words, tiles)

    def _write(self, painter: QPainter, output: QRect, words: str, tiles: Sequence[QRect]) -> None:
        """In a corner without tiles; where none is, at the lower right, on a ground of its own over what is there."""
        brush, em = TileBrush(painter, self._look, self._scale), self._scale.text
        room = QRectF(self._inside(output)).adjusted(*(self._bezel_px * sign for sign in (1, 1, -1, -1)))
        width = min(brush.width(words, bold=True) + 2 * em * PAD_EM, room.width())
        places = [
            QRectF(x, y, width, em * HIGH_EM)
            for x in (room.right() - width, room.left())
            for y in (room.bottom() - em * HIGH_EM, room.top())
        ]
        free = (place for place in places if not any(place.intersects(QRectF(tile)) for tile in tiles))
        box = next(free, places[0])
        painter.fillRect(box, self._look["ground"])
        at = QPointF(box.left() + em * PAD_EM, box.center().y() + em * 0.36)
        is_drill = self._session.realm.kind != "live"
        brush.text(at, words, color="late" if is_drill else "muted", width=width - 2 * em * PAD_EM, bold=True)

    def _inside(self, output: QRect) -> QRect:
        edge = self._frame_px
        return output.adjusted(edge, edge, -edge, -edge)
