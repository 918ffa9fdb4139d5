"""The time line of a drill: its phases, its injects by their times and states, and the present."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QHelpEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QToolTip, QWidget

from county.drill.words import drill_time
from desktop import theme
from desktop.widgets.literal import literal

HEIGHT_PX, PHASES_PX, MARK_PX = 46, 18, 6
STATE_COLORS = {
    "armed": theme.ACCENT, "held": theme.NOTICE, "due": theme.WARNING, "coming": theme.WARNING,
    "released": theme.WARNING,
    "delivered": theme.GOOD, "acknowledged": theme.GOOD, "played": theme.GOOD, "skipped": theme.DISABLED,
}  # fmt: skip


@dataclass(frozen=True)
class InjectMark:
    """An inject on the line."""

    id: str
    at_ms: int
    """From STARTEX."""
    state: str
    text: str


class DrillTimeLine(QWidget):
    """Injects without a known time are not on it; a click chooses the nearest one."""

    chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.marks: tuple[InjectMark, ...] = ()
        self.phases: tuple[tuple[int, str], ...] = ()
        self.lasts_ms = 1
        self.now_ms = 0
        self.selected = ""
        self.setFixedHeight(theme.px(HEIGHT_PX))

    def sizeHint(self) -> QSize:
        return QSize(theme.px(300), theme.px(HEIGHT_PX))

    def show_marks(
        self, marks: tuple[InjectMark, ...], phases: tuple[tuple[int, str], ...], lasts_ms: int, now_ms: int,
        selected: str,
    ) -> None:  # fmt: skip
        """Times from STARTEX on; ``phases``: begin and title."""
        shown = (marks, phases, lasts_ms, now_ms, selected)
        if shown != (self.marks, self.phases, self.lasts_ms, self.now_ms, self.selected):
            self.marks, self.phases, self.lasts_ms, self.now_ms, self.selected = shown
            self.update()

    def x_of(self, at_ms: int) -> float:
        """The pixel column of a time."""
        last_ms = max(self.lasts_ms, self.now_ms, *(mark.at_ms for mark in self.marks), 1)
        edge = theme.px(MARK_PX) + 2
        return edge + (self.width() - 2 * edge) * max(0, at_ms) / last_ms

    def nearest(self, x: float) -> InjectMark | None:
        """The inject nearest to a column; None where none is near."""
        found = min(self.marks, key=lambda mark: abs(self.x_of(mark.at_ms) - x), default=None)
        near = found is not None and abs(self.x_of(found.at_ms) - x) <= 2 * theme.px(MARK_PX)
        return found if near else None

    def mousePressEvent(self, event: QMouseEvent) -> None:
        found = self.nearest(event.position().x())
        if found is not None:
            self.chosen.emit(found.id)

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            found = self.nearest(event.pos().x())
            text = "" if found is None else f"{drill_time(found.at_ms)} {found.id} {found.text}"
            QToolTip.showText(event.globalPos(), literal(text), self)
            return True
        return super().event(event)

    def paintEvent(self, paint: QPaintEvent) -> None:
        with QPainter(self) as painter:
            painter.fillRect(self.rect(), QColor(theme.GROUND))
            self._paint_phases(painter)
            self._paint_marks(painter)
            x = self.x_of(self.now_ms)
            painter.setPen(QPen(QColor(theme.DANGER), theme.px(2)))
            painter.drawLine(QPointF(x, 0), QPointF(x, self.height()))

    def _paint_phases(self, painter: QPainter) -> None:
        painter.setFont(theme.font(12))
        for number, (begin_ms, title) in enumerate(self.phases):
            later = [at_ms for at_ms, _ in self.phases if at_ms > begin_ms]
            left, right = self.x_of(begin_ms), self.x_of(min(later, default=self.lasts_ms))
            room = QRectF(left, 0, right - left - 1, theme.px(PHASES_PX))
            painter.fillRect(room, QColor(theme.RAISED if number % 2 == 0 else theme.LINE))
            painter.setPen(QColor(theme.TEXT))
            inside = room.adjusted(theme.px(4), 0, -2, 0)
            text = painter.fontMetrics().elidedText(title, Qt.TextElideMode.ElideRight, int(inside.width()))
            painter.drawText(inside, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, text)

    def _paint_marks(self, painter: QPainter) -> None:
        """Delivered ones are full, waiting ones hollow, skipped ones crossed out: never told by colour alone."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        size = theme.px(MARK_PX)
        middle = (theme.px(PHASES_PX) + self.height()) / 2
        for mark in self.marks:
            color, at = QColor(STATE_COLORS[mark.state]), QPointF(self.x_of(mark.at_ms), middle)
            painter.setPen(QPen(QColor(theme.TEXT) if mark.id == self.selected else color, theme.px(2)))
            painter.setBrush(color if mark.state in ("delivered", "acknowledged", "played") else Qt.BrushStyle.NoBrush)
            if mark.state == "skipped":
                painter.drawLine(at + QPointF(-size, -size), at + QPointF(size, size))
                painter.drawLine(at + QPointF(-size, size), at + QPointF(size, -size))
            elif mark.state in ("held", "due", "coming", "released"):
                painter.drawRect(QRectF(at.x() - size, at.y() - size, 2 * size, 2 * size))
            else:
                painter.drawEllipse(at, size, size)
