"""The time of the page: now at its right end, to the left the last quarter of a year, or as much of it as there are
records of; letting go there rewinds the page."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from county.durations import DAY_MS, HOUR_MS
from desktop import moments, theme
from desktop.leader.figure_button import LookOf, write

DAYS = 91
HEIGHT_PX = 58
MARK_PX = 100
"""Between two marks at least: the room of their texts."""
LEAST_MS = 60_000
"""Records of a shorter time offer nothing to rewind to."""
MARK_STEPS_MS = (
    *(minutes * HOUR_MS // 60 for minutes in (5, 15, 30)), *(hours * HOUR_MS for hours in (1, 2, 6, 12)),
    *(days * DAY_MS for days in (1, 2, 7, 14, 42)),
)  # fmt: skip
"""Times between two marks, of which the first one is taken that leaves room for their texts."""
STICK_PX = 14
"""So near to its right end it is now."""


class AsOfSlider(QWidget):
    """Keys: one day, with Shift one hour; Home and End; Enter goes there, Esc back to now."""

    moment_wanted = Signal(object)
    """Time in ms that is to be shown.  No int: Qt's have 32 bits."""
    now_wanted = Signal()

    def __init__(self, look: LookOf, now_ms: Callable[[], int]) -> None:
        super().__init__()
        self._look, self._now_ms = look, now_ms
        self.at_ms: int | None = None
        """The chosen time; None: now."""
        self.began_ms: int | None = None
        """Of the first record; None: not known, so that no time is offered."""
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(theme.px(HEIGHT_PX))

    def sizeHint(self) -> QSize:
        return QSize(theme.px(600), theme.px(HEIGHT_PX))

    def retranslate(self) -> None:
        """Set its name."""
        self.setAccessibleName(self.tr("As of"))
        self.setToolTip(self.tr("Drag to a time: the page shows what was known then"))
        self.update()

    @property
    def offered_ms(self) -> int:
        """How far back it goes."""
        known_ms = 0 if self.began_ms is None else self._now_ms() - self.began_ms
        return 0 if known_ms < LEAST_MS else min(known_ms, DAYS * DAY_MS)

    def choose(self, at_ms: int | None) -> None:
        """Move to a time, None: to now, without showing it yet."""
        now_ms, offered_ms = self._now_ms(), self.offered_ms
        is_now = at_ms is None or at_ms >= now_ms or not offered_ms
        self.at_ms = None if is_now or at_ms is None else max(at_ms, now_ms - offered_ms)
        self.update()

    def x_of(self, at_ms: int) -> float:
        """Where a time is, in pixels."""
        share = 1 - (self._now_ms() - at_ms) / max(self.offered_ms, 1)
        return theme.px(14) + share * (self.width() - theme.px(28))

    def time_at(self, x: float) -> int | None:
        """The time at a place; None: now."""
        right = self.width() - theme.px(14)
        if x >= right - theme.px(STICK_PX) or not self.offered_ms:
            return None
        back = (right - x) / max(right - theme.px(14), 1) * self.offered_ms
        return self._now_ms() - round(back)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton:
            self.choose(self.time_at(event.position().x()))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if event.buttons() & Qt.MouseButton.LeftButton:
            self.choose(self.time_at(event.position().x()))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton:
            self.choose(self.time_at(event.position().x()))
            self._go()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step_ms = HOUR_MS if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else DAY_MS
        here_ms = self._now_ms() if self.at_ms is None else self.at_ms
        match event.key():
            case Qt.Key.Key_Left:
                self.choose(here_ms - step_ms)
            case Qt.Key.Key_Right:
                self.choose(here_ms + step_ms)
            case Qt.Key.Key_Home:
                self.choose(self._now_ms() - self.offered_ms)
            case Qt.Key.Key_End:
                self.choose(None)
            case Qt.Key.Key_Escape if self.at_ms is not None:
                self.choose(None)
                self._go()
            case Qt.Key.Key_Return | Qt.Key.Key_Enter:
                self._go()
            case _:
                super().keyPressEvent(event)

    def _go(self) -> None:
        if self.at_ms is None:
            self.now_wanted.emit()
        else:
            self.moment_wanted.emit(self.at_ms)

    def paintEvent(self, event: QPaintEvent) -> None:
        look, now_ms = self._look(), self._now_ms()
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            y, gap = theme.px(20), theme.px(6)
            chosen = QRectF() if self.at_ms is None else self._time_box(y).adjusted(-gap, 0, gap, 0)
            left, right = theme.px(14), self.x_of(now_ms)
            painter.setPen(QPen(look.color("line"), theme.px(4), Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
            painter.drawLine(QPointF(left, y), QPointF(right, y))
            painter.setFont(theme.font(15))
            for at_ms, text in self.marks():
                x = self.x_of(at_ms)
                painter.setPen(QPen(look.color("muted"), theme.px(1.5)))
                painter.drawLine(QPointF(x, y - theme.px(5)), QPointF(x, y + theme.px(5)))
                width = painter.fontMetrics().horizontalAdvance(text)
                x = min(max(x - width / 2, 0.0), self.width() - width)
                if not chosen.intersects(QRectF(x, y + theme.px(10), width, theme.px(26))):
                    write(painter, QPointF(x, y + theme.px(27)), text, 15, look, "muted")
            self._paint_handle(painter, y)

    def _time_box(self, y: float) -> QRectF:
        """Where the chosen time is written, below the handle."""
        assert self.at_ms is not None
        width = QFontMetricsF(theme.font(17, bold=True)).horizontalAdvance(_written(self.at_ms)) + theme.px(16)
        left = min(max(self.x_of(self.at_ms) - width / 2, 0), self.width() - width)
        return QRectF(left, y + theme.px(10), width, theme.px(26))

    def marks(self) -> list[tuple[int, str]]:
        """Times that are written below the line, the newest first: now, and as many as there is room for."""
        now_ms, offered_ms = self._now_ms(), self.offered_ms
        room = max(1, int((self.width() - theme.px(28)) / theme.px(MARK_PX)))
        step_ms = next((step for step in MARK_STEPS_MS if offered_ms / step <= room), MARK_STEPS_MS[-1])
        clock = "%H:%M" if offered_ms < DAY_MS else "%m-%d %H:%M" if step_ms < DAY_MS else "%m-%d"
        back = range(step_ms, offered_ms + 1, step_ms)
        return [
            (now_ms, self.tr("now")),
            *((now_ms - ms, moments.local(now_ms - ms).strftime(clock)) for ms in back),
        ]

    def _paint_handle(self, painter: QPainter, y: float) -> None:
        look, at_ms = self._look(), self.at_ms
        x, radius = self.x_of(self._now_ms() if at_ms is None else at_ms), theme.px(9)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(look.color("accent"), theme.px(2)))
            painter.drawEllipse(QPointF(x, y), radius + theme.px(4), radius + theme.px(4))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(look.color("text" if at_ms is None else "past"))
        painter.drawEllipse(QPointF(x, y), radius, radius)
        if at_ms is not None:
            box = self._time_box(y)
            painter.setFont(theme.font(17, bold=True))
            painter.setBrush(look.color("past"))
            painter.drawRoundedRect(box, theme.px(4), theme.px(4))
            painter.setPen(look.color("ground"))
            painter.drawText(box, int(Qt.AlignmentFlag.AlignCenter), _written(at_ms))


def _written(at_ms: int) -> str:
    """A chosen time, to the minute."""
    return moments.full(at_ms)[:16]
