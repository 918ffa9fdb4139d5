"""A number that can be pressed: Enter and a click lead to its trend, the right button and its key open its menu."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QWidget

from desktop import theme
from desktop.input.menu_calls import MenuCalls
from desktop.item_models.text_fit import advance
from desktop.leader.figure_words import UNKNOWN, ComparedValue, LargeValue
from desktop.leader.look import LeaderLook
from drawing.text_line import Align, write_line

LookOf = Callable[[], LeaderLook]
RADIUS_PX, MARGIN_PX = 8, 18
LOW_PX, LINES_SHARE = (330, 76), 0.6
"""Least size of a low tile, and the share of its width for the lines at its right."""
WIDE_LINE_PX, WIDEST_LINE_PX = 200, 330
"""From the first width on a line of comparison has its usual letters; it is never wider than the second one."""


class PressedPart(QAbstractButton):
    """A painted part of the page with a frame where it has the focus; ``menu_wanted`` where it has a menu."""

    menu_wanted = Signal(QPoint)
    """At a place of the screen."""

    def __init__(self, look: LookOf) -> None:
        super().__init__()
        self.look = look
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        MenuCalls(self).wanted.connect(self.menu_wanted)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        elif event.key() == Qt.Key.Key_Space:
            event.ignore()  # the story's
        else:
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.HoverEnter, QEvent.Type.HoverLeave, QEvent.Type.Enter, QEvent.Type.Leave):
            self.update()
        return super().event(event)

    def paint_ground(self, painter: QPainter, color: str = "card", *, framed: bool = False) -> None:
        """The ground of the part; a frame under the pointer or with the focus."""
        look, room = self.look(), QRectF(self.rect()).adjusted(1, 1, -1, -1)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(look.color(color))
        painter.drawRoundedRect(room, theme.px(RADIUS_PX), theme.px(RADIUS_PX))
        if self.hasFocus() or self.underMouse() or framed:
            strong = self.hasFocus()
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(look.color("accent" if strong else "line"), theme.px(3 if strong else 1.5)))
            painter.drawRoundedRect(room.adjusted(1, 1, -1, -1), theme.px(RADIUS_PX), theme.px(RADIUS_PX))


def write(
    painter: QPainter, at: QPointF, text: str, size: float, look: LeaderLook, color: str = "text", *,
    bold: bool = False, width: float = 1e9, align: Align = "left",
) -> float:  # fmt: skip
    """One line with its baseline at ``at``, cut with "…" at ``width`` pixels; returns its width."""
    font = theme.font(size, bold=bold)
    return write_line(painter, at, text, font, QFontMetricsF(font), look.color(color), width=width, align=align)


def write_beside(
    painter: QPainter, at: QPointF, value: LargeValue, size: float, look: LeaderLook, *, width: float
) -> None:
    """What stands in small letters beside a large value: one line with its baseline at ``at``, or two above it."""
    small_at = at - QPointF(0, theme.px(1.2 * size) if value.below else 0)
    write(painter, small_at, value.small, size, look, "muted", width=width)
    write(painter, at, value.below, size - 2, look, "muted", width=width)


class NumberTile(PressedPart):
    """One number of the county in large letters, above that of last week and that of a year ago; a low one has these at
    its right."""

    def __init__(self, look: LookOf) -> None:
        super().__init__(look)
        self._low = False
        self.name, self.stopped = "", ""
        """The metric, and until when the number is where the analysis is not there."""
        self.value = UNKNOWN
        self.lines: tuple[ComparedValue, ...] = ()

    def make_low(self, low: bool) -> None:
        """Of little height and more width, or of the usual form."""
        self._low = low
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(theme.px(LOW_PX[0]), theme.px(LOW_PX[1])) if self._low else QSize(theme.px(270), theme.px(136))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint() if self._low else QSize(theme.px(170), theme.px(118))

    def show_figure(self, name: str, value: LargeValue, lines: tuple[ComparedValue, ...], stopped: str) -> None:
        """Replace what is shown."""
        if (name, value, lines, stopped) == (self.name, self.value, self.lines, self.stopped):
            return
        self.name, self.value, self.lines, self.stopped = name, value, lines, stopped
        compared = [f"{line.label} {line.value} {line.change}".strip() for line in lines]
        said = (name, value.large, value.small, value.below, stopped, *compared)
        self.setAccessibleName(" ".join(filter(None, said)))
        self.setToolTip("\n".join(filter(None, (name, stopped, *compared))))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        look, margin = self.look(), theme.px(MARGIN_PX)
        with QPainter(self) as painter:
            self.paint_ground(painter)
            edge = theme.px(7 if self._low else 12)
            room = QRectF(self.rect()).adjusted(margin, edge, -margin, -edge)
            lines = QRectF(room)
            alone = self._low or not (self.lines or self.stopped)
            if self._low:
                lines.setLeft(room.right() - room.width() * LINES_SHARE)
                room.setRight(lines.left() - theme.px(8))
            y = room.top() + theme.px(18)
            write(painter, QPointF(room.left(), y), self.name, 19, look, "muted", width=room.width())
            share = 0.5 if alone else 0.36  # alone it has the room of the lines, too
            size = min(58.0, theme.design_px(room.height()) * share)
            y += theme.px(size * 1.06)
            is_known = self.value.is_known
            color = "muted" if self.stopped or not is_known else "text"
            size = size if is_known else size * 0.6
            left = write(painter, QPointF(room.left(), y), self.value.large, size, look, color, bold=is_known,
                         width=room.width())  # fmt: skip
            beside = room.width() - left - theme.px(8)
            write_beside(painter, QPointF(room.left() + left + theme.px(8), y), self.value, 17, look, width=beside)
            self._paint_lines(painter, look, lines)

    def _paint_lines(self, painter: QPainter, look: LeaderLook, room: QRectF) -> None:
        step = theme.px(25)
        y = room.bottom() - theme.px(3) - step * (len(self.lines) - 1)
        if self.stopped:
            write(painter, QPointF(room.left(), room.bottom() - theme.px(3)), self.stopped, 17, look, "warning",
                  width=room.width())  # fmt: skip
            return
        size = 16 if room.width() >= theme.px(WIDE_LINE_PX) else 14
        left, right = (room.left() + edge for edge in compared_between(self.lines, size, room.width()))
        for line in self.lines:
            write(painter, QPointF(room.left(), y), line.label, size, look, "muted")
            is_bold = line.color != "text"
            has_value, has_change = fitting(line, size, right - left, is_bold)
            if has_value:
                write(painter, QPointF(left, y), line.value, size, look, "text" if line.change else "muted")
            if has_change:
                write(painter, QPointF(right, y), line.change, size, look, line.color, bold=is_bold,
                      align="right")  # fmt: skip
            y += step


def compared_between(lines: Sequence[ComparedValue], size: float, room_px: float) -> tuple[float, float]:
    """Where the values of some lines begin and where their changes end, in pixels from the left: below each other, and
    in a wide tile no further apart than an eye goes from one to the other."""
    labels = max((advance(line.label, size) for line in lines), default=0)
    return labels + theme.px(8), min(room_px, theme.px(WIDEST_LINE_PX))


def fitting(line: ComparedValue, size: float, room_px: float, is_bold: bool) -> tuple[bool, bool]:
    """Whether value and change are shown: no part of a number is; where there is no room for both, the value, without
    which its change says little."""
    value, change = advance(line.value, size), advance(line.change, size, bold=is_bold)
    if value > room_px:
        return False, bool(line.change) and change <= room_px
    return True, bool(line.change) and value + theme.px(6) + change <= room_px


class FigureChip(PressedPart):
    """A number in a sentence of the story, or among others: its name above it."""

    def __init__(self, look: LookOf, parent: QWidget | None = None) -> None:
        super().__init__(look)
        if parent is not None:
            self.setParent(parent)
        self.name = ""
        self.value = UNKNOWN

    def sizeHint(self) -> QSize:
        return QSize(theme.px(250), theme.px(170))

    def show_figure(self, name: str, value: LargeValue) -> None:
        """Replace what is shown."""
        self.name, self.value = name, value
        self.setAccessibleName(" ".join(filter(None, (name, value.large, value.small, value.below))))
        self.setToolTip(self.accessibleName())
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        look, margin = self.look(), theme.px(14)
        with QPainter(self) as painter:
            self.paint_ground(painter)
            room = QRectF(self.rect()).adjusted(margin, theme.px(10), -margin, -theme.px(10))
            write(painter, QPointF(room.left(), room.top() + theme.px(24)), self.name, 20, look, "muted",
                  width=room.width())  # fmt: skip
            y = room.bottom() - theme.px(16)
            size = 72 if self.value.is_known else 40
            left = write(painter, QPointF(room.left(), y), self.value.large, size, look, bold=self.value.is_known)
            write_beside(painter, QPointF(room.left() + left + theme.px(8), y), self.value, 20, look,
                         width=room.width() - left - theme.px(8))  # fmt: skip


class PinChip(PressedPart):
    """A pinned result in one line: its value, what it is, and below as of when."""

    def __init__(self, look: LookOf) -> None:
        super().__init__(look)
        self.words = ("", "", "")
        self.color = "text"

    def sizeHint(self) -> QSize:
        return QSize(theme.px(330), theme.px(58))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def show_pin(self, name: str, value: str, below: str, color: str) -> None:
        """Replace what is shown."""
        if (name, value, below) != self.words or color != self.color:
            self.words, self.color = (name, value, below), color
            self.setAccessibleName(" ".join(filter(None, self.words)))
            self.setToolTip("\n".join(filter(None, self.words)))
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        look, margin = self.look(), theme.px(12)
        name, value, below = self.words
        with QPainter(self) as painter:
            self.paint_ground(painter)
            room = QRectF(self.rect()).adjusted(margin, 0, -margin, 0)
            y = theme.px(25)
            beside = write(painter, QPointF(room.left(), y), value, 22, look, self.color, bold=True) + theme.px(10)
            write(painter, QPointF(room.left() + beside, y), name, 16, look, "muted", width=room.width() - beside)
            write(painter, QPointF(room.left(), theme.px(48)), below, 15, look,
                  "warning" if self.color == "warning" else "muted", width=room.width())  # fmt: skip
