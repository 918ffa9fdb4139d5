"""Paints an event of a wide list in one line of columns, so that twice as many are on the screen."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor, QPainter

from county.catalog import Catalog
from county.clock import Clock
from county.events.event import Event
from desktop import moments, theme
from desktop.item_models.event_delegate import TEXT_PX, EventDelegate
from desktop.item_models.text_fit import elided, last_names
from desktop.wording import state
from layers.style import StyleSheet

LINE_PX = 760
"""Width from which one line has room for everything."""
LINE_ROW_PX = 34
STATE_PX, PRESSING_PX, HAPPENED_PX, GAP_PX = 70, 118, 84, 10
TITLE_SHARE, PLACE_SHARE = 0.48, 0.24
"""Of what the columns of fixed width leave; the rest is for what the event is about."""


class EventLineDelegate(EventDelegate):
    """One line where the list is wide, else two: title, place, subject, time, urgency, state."""

    def __init__(self, catalog: Catalog, styles: StyleSheet, clock: Clock, path: Callable[[str], str]) -> None:
        """``path``: names of a division, from the town down."""
        super().__init__(catalog, styles, clock)
        self._path = path
        self._is_line = False

    def fit(self, width_px: int) -> bool:
        """Take the form for rows of this width; returns whether their height is another one."""
        before, self._is_line = self._is_line, width_px >= theme.px(LINE_PX)
        return before is not self._is_line

    def row_px(self) -> int:
        return theme.px(LINE_ROW_PX) if self._is_line else super().row_px()

    def paint_event(self, painter: QPainter, rect: QRect, event: Event, title: str) -> None:
        if not self._is_line:
            super().paint_event(painter, rect, event, title)
            return
        now_ms = self.clock.now_ms()
        right, color = self.pressing(event, now_ms)
        painter.save()
        cells = self._cells(rect)
        subject = self.subject(event, cells[2].width())
        self.pill(painter, cells.pop(), state(event.state), self.urgency_color(event))
        for cell, text, size, ink, alignment in zip(
            cells,
            (title, self._path(event.division), subject, moments.short(event.happened_ms, now_ms), right),
            (15, 13, 13, 13, 13),
            (theme.TEXT, theme.MUTED, theme.MUTED, theme.MUTED, color),
            (Qt.AlignmentFlag.AlignLeft,) * 3 + (Qt.AlignmentFlag.AlignRight,) * 2,
            strict=True,
        ):
            shown = last_names(text, size, cell.width()) if cell is cells[1] else elided(text, size, cell.width())
            painter.setFont(theme.font(size))
            painter.setPen(QColor(ink))
            painter.drawText(cell, alignment | Qt.AlignmentFlag.AlignVCenter, shown)
        painter.restore()

    def _cells(self, row: QRect) -> list[QRect]:
        """Title, place, subject, time, urgency and state, from left to right."""
        inner, gap = row.adjusted(theme.px(TEXT_PX), theme.px(4), -theme.px(10), -theme.px(4)), theme.px(GAP_PX)
        fixed = [theme.px(width) for width in (HAPPENED_PX, PRESSING_PX, STATE_PX)]
        room = inner.width() - sum(fixed) - 5 * gap
        title, place = round(room * TITLE_SHARE), round(room * PLACE_SHARE)
        cells, x = [], inner.left()
        for width in (title, place, room - title - place, *fixed):
            cells.append(QRect(x, inner.top(), width, inner.height()))
            x += width + gap
        return cells
