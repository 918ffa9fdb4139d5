"""Paints an event as a card of the Kanban: title, place, level or mark, and the time left."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QStyle, QStyleOptionViewItem

from county.catalog import Catalog
from county.channels import SOURCE_NAMES
from county.clock import Clock
from county.events.event import CLOCK_RUNS, Event, State
from county.names import BETWEEN
from desktop import moments, theme
from desktop.i18n import pick
from desktop.item_models.event_delegate import TEXT_PX, ModelIndex
from desktop.item_models.event_rows import EVENT_ROLE
from desktop.item_models.step_delegate import StepButton, StepDelegate
from desktop.item_models.text_fit import advance, elided, last_names
from desktop.wording import state
from layers.events import LEVEL_NAMES
from layers.style import StyleSheet

_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


WIDE_PX = 300
"""Width of a column from which most titles fit into one line."""
READABLE = 3
"""Characters that say something of a name."""


class CardDelegate(StepDelegate):
    """A title of two lines at most, and two further lines; all cards have the same height."""

    def __init__(
        self, catalog: Catalog, styles: StyleSheet, clock: Clock, place_of: Callable[[str], str],
        is_waiting: Callable[[str], bool],
    ) -> None:
        """``place_of``: names of a division; ``is_waiting``: whether a command about the event has no answer yet."""
        super().__init__(catalog, styles, clock, _no_button)
        self._place_of = place_of
        self._is_waiting = is_waiting

    def sizeHint(self, option: QStyleOptionViewItem, index: ModelIndex) -> QSize:
        return QSize(theme.px(120), self.row_px())

    def row_px(self) -> int:
        return theme.px(100)

    def row_px_for(self, width_px: int) -> int:
        """Height of the cards in a column: in a wide one titles need one line only."""
        return theme.px(78) if width_px >= theme.px(WIDE_PX) else self.row_px()

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: ModelIndex) -> None:
        event: Event | None = index.data(EVENT_ROLE)
        if event is None:
            return  # archived; its row is removed at the next update
        row: QRect = option.rect
        card = row.adjusted(0, 0, 0, -theme.px(6))
        flags: QStyle.StateFlag = option.state
        now_ms = self.clock.now_ms()
        ground = theme.OVERDUE_GROUND if event.overdue(now_ms) else theme.RAISED
        ground = theme.EMERGENCY_GROUND if self.is_emergency(event) else ground
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QColor(theme.ACCENT if flags & QStyle.StateFlag.State_Selected else theme.LINE))
        if flags & QStyle.StateFlag.State_MouseOver:
            ground = theme.LINE
        painter.setBrush(QColor(ground))
        painter.drawRoundedRect(card.adjusted(0, 0, -1, -1), theme.px(4), theme.px(4))
        self.paint_stripe(painter, card, event, theme.px(3))
        self.paint_seats(painter, card, event)
        self._paint_lines(painter, row, card, event, index.data(), now_ms)
        painter.restore()

    def _paint_lines(
        self, painter: QPainter, row: QRect, card: QRect, event: Event, title: str, now_ms: int
    ) -> None:
        inner = card.adjusted(theme.px(TEXT_PX), theme.px(5), -theme.px(5), -theme.px(5))
        title_lines = 1 if row.height() < self.row_px() else 2
        line_px = inner.height() // (title_lines + 2)
        lower = [QRect(inner.left(), inner.bottom() + 1 - n * line_px, inner.width(), line_px) for n in (2, 1)]
        painter.setFont(theme.font(15))
        painter.setPen(QColor(theme.TEXT))
        first, second = two_lines(title, 15, inner.width())
        if title_lines == 1:
            first, second = elided(title, 15, inner.width()), ""
        for n, text in enumerate((first, second) if second else (first,)):
            painter.drawText(QRect(inner.left(), inner.top() + n * line_px, inner.width(), line_px), _LEFT, text)
        right, color = self.pressing(event, now_ms)
        if self._is_waiting(event.id):
            right, color = self.tr("sending …"), theme.ACCENT
        room = _write(painter, lower[1], right, color, 13, align=_RIGHT)
        left = lower[1].adjusted(0, 0, -room - theme.px(8), 0)
        marks, marks_color = self._marks(event)
        place = last_names(self._place_of(event.division), 13, inner.width())
        above, beside = lower_texts(place, marks, self._subclass(event), left.width())
        _write(painter, lower[0], above, theme.MUTED if above == place else marks_color, 13)
        _write(painter, left, beside, marks_color if marks and above == place else theme.MUTED, 13)

    def pressing(self, event: Event, now_ms: int) -> tuple[str, str]:
        """As on a board, in few words; of an ended event, when it ended."""
        if event.ended_ms is not None:
            return moments.short(event.ended_ms, now_ms), theme.MUTED
        if event.state in CLOCK_RUNS and event.due_ms is not None:
            return super().pressing(event, now_ms)
        span = moments.lasting(event.since_ms, now_ms)
        return self.tr("for {span}").format(span=span), theme.MUTED

    def _marks(self, event: Event) -> tuple[str, str]:
        """What is unusual about the event; "" for nothing."""
        parts = []
        color = theme.MUTED
        if event.level != "general":
            parts.append(pick(LEVEL_NAMES[event.level]))
            color = theme.LEVEL_COLOR[event.level]
        if self.is_emergency(event):
            parts.insert(0, self.tr("EMERGENCY"))
            color = theme.DANGER
        if event.state is State.SUSPENDED:
            parts.append(state(event.state))
        if event.supervised:
            parts.append(self.tr("supervised"))
        if event.state is State.FILED and event.returned:
            parts.append(self.tr("returned {n}").format(n=event.returned))
        if event.source == "simulated":
            parts.append(pick(SOURCE_NAMES[event.source]))
        return BETWEEN.join(parts), color

    def _subclass(self, event: Event) -> str:
        subclass = self.catalog.subclasses.get(event.subclass)
        return event.subclass if subclass is None else pick(subclass.name)


def _no_button(event: Event) -> StepButton | None:
    return None


def two_lines(text: str, size: float, width_px: int) -> tuple[str, str]:
    """``text`` in one or two lines of a width, the second one elided; "" where one line is enough."""
    if advance(text, size) <= width_px:
        return text, ""
    low, high = 1, len(text)
    while low < high:  # the longest start that fits
        middle = (low + high + 1) // 2
        low, high = (middle, high) if advance(text[:middle], size) <= width_px else (low, middle - 1)
    if text.isascii() and " " in text[1:low]:
        low = text.rindex(" ", 1, low) + 1
    return text[:low].rstrip(), elided(text[low:], size, width_px)


def lower_texts(place: str, marks: str, subclass: str, room_px: int) -> tuple[str, str]:
    """The line below the title, and what stands beside the time, which leaves ``room_px``: marks that would be cut
    there take the line of the place, which the map shows, too."""
    if marks and advance(marks, 13) > room_px:
        return marks, ""
    return place, marks or readable_start(subclass, 13, room_px)


def readable_start(text: str, size: float, width_px: int) -> str:
    """``text``, elided; "" where less than :data:`READABLE` characters of it would be left."""
    shown = elided(text, size, width_px)
    return shown if shown == text or len(shown) > READABLE else ""


def _write(
    painter: QPainter, rect: QRect, text: str, color: str, size: float, *, align: Qt.AlignmentFlag = _LEFT
) -> int:
    """Draw ``text``, elided; returns its width in pixels."""
    painter.setFont(theme.font(size))
    painter.setPen(QColor(color))
    shown = elided(text, size, rect.width())
    painter.drawText(rect, align, shown)
    return advance(shown, size)
