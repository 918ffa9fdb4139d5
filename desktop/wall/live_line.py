"""What waits in the live realm, on every output of a wall that shows a drill: nobody who looks at it takes a drill for
all that happens.

The line lies at the lower edge over the tiles.  A new serious event has the whole width for a while: at a wall there is
no hand to take note of it.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from PySide6.QtCore import QPointF, QRect, QRectF
from PySide6.QtGui import QPainter

from county.drill.real_calls import RealKind
from county.durations import MINUTE_MS
from county.wall.wall import Rect, Wall
from desktop import theme
from desktop.drill.live_words import call_forms, waiting_forms
from desktop.session import Session
from desktop.wall.brush import TileBrush
from desktop.wall.edge_marks import HIGH_EM, PAD_EM, frame_px
from desktop.wall.look import Look
from desktop.wall.type_scale import TypeScale

CALL_MS = 5 * MINUTE_MS
"""How long a new event interrupts, in the live realm's time."""


class LiveLine:
    """Painted over everything else; nothing while the wall shows the live realm."""

    def __init__(self, wall: Wall, session: Session, look: Look) -> None:
        self._session, self._look = session, look
        self._watch = session.live
        self._is_drill = session.realm.kind == "drill"
        self._scale = TypeScale(wall.han_px("far"), wall.digit_px("far"))
        edge = frame_px(wall, session)
        bezel = wall.bezel_px if len(wall.outputs) > 1 else 0
        aside = edge + bezel
        self._inside = [QRect(*output.canvas_rect_px).adjusted(aside, aside, -aside, -aside) for output in wall.outputs]
        self._outputs = [output.canvas_rect_px for output in wall.outputs]
        self._high_px = round(self._scale.text * HIGH_EM)
        self._since: tuple[tuple[RealKind, str], int] | None = None
        """The event that interrupts, and since when it does."""
        self.forms: Sequence[str] = ()
        """What is said, in ever shorter forms; empty: nothing."""
        self.is_urgent = False
        if self._is_drill and self._watch is not None:
            self._watch.start()

    def close(self) -> None:
        """Follow the live realm no more."""
        if self._is_drill and self._watch is not None:
            self._watch.stop()

    def refresh(self) -> list[QRect]:
        """Take what is known now; returns the parts of the canvas that look different."""
        if not self._is_drill:
            return []
        forms, is_urgent = self._said()
        if (forms, is_urgent) == (self.forms, self.is_urgent):
            return []
        self.forms, self.is_urgent = forms, is_urgent
        rows = 2 * self._high_px
        return [QRect(inside.left(), inside.bottom() + 1 - rows, inside.width(), rows) for inside in self._inside]

    def places(self, bare: Collection[Rect]) -> list[QRect]:
        """Its whole width on each output.  ``bare``: the outputs in whose lowest line the words of the drill may
        stand."""
        rows = [2 if output in bare else 1 for output in self._outputs]
        return [
            QRect(inside.left(), inside.bottom() + 1 - row * self._high_px, inside.width(), self._high_px)
            for inside, row in zip(self._inside, rows, strict=True)
        ]

    def paint(self, painter: QPainter, region: QRect, bare: Collection[Rect]) -> None:
        """Paint what of it lies in a part of the canvas.  ``bare``: see :meth:`places`."""
        if self.forms:
            for place in self.places(bare):
                if place.intersects(region):
                    self._write(painter, QRectF(place))

    def _write(self, painter: QPainter, line: QRectF) -> None:
        brush, pad = TileBrush(painter, self._look, self._scale), self._scale.text * PAD_EM
        room = line.width() - 2 * pad
        fits = (form for form in self.forms if brush.width(form, bold=True) <= room)
        text = next(fits, self.forms[-1])
        if not self.is_urgent:
            line.setWidth(min(line.width(), brush.width(text, bold=True) + 2 * pad))
        ground, ink = (theme.EMERGENCY, theme.ON_EMERGENCY) if self.is_urgent else ("ground", "text")
        painter.fillRect(line, self._look[ground])
        at = QPointF(line.left() + pad, line.center().y() + self._scale.text * 0.36)
        brush.text(at, text, color=ink, width=room, bold=True)

    def _said(self) -> tuple[Sequence[str], bool]:
        watch = self._watch
        newest = None if watch is None else watch.newest
        if watch is not None and newest is not None:
            key = newest.kind, newest.id
            if self._since is None or self._since[0] != key:
                self._since = key, watch.now_ms
            if watch.now_ms - self._since[1] < CALL_MS:
                return call_forms(self._session, newest, watch), True
            watch.take_note()
        return waiting_forms(watch)[-1:], False  # the long one tells seconds: each would paint the tiles below anew
