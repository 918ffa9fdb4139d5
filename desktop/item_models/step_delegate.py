"""Paints an event with a button for its next step at the right, as on a board of tasks."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QAbstractItemModel, QEvent, QRect, Qt, Signal
from PySide6.QtGui import QColor, QHelpEvent, QMouseEvent, QPainter
from PySide6.QtWidgets import QAbstractItemView, QStyle, QStyleOptionViewItem, QToolTip

from county.catalog import Catalog
from county.clock import Clock
from county.events.event import CLOCK_RUNS, Event
from desktop import moments, theme
from desktop.item_models.event_delegate import EventDelegate, ModelIndex
from desktop.item_models.event_rows import EVENT_ROLE
from desktop.item_models.text_fit import elided
from desktop.widgets.literal import literal
from layers.style import StyleSheet

BUTTON_PX = 112


@dataclass(frozen=True)
class StepButton:
    """The button of a row."""

    text: str
    denied: str = ""
    """Why it is disabled; "" when it is not."""


class StepDelegate(EventDelegate):
    """The button takes clicks; the rest of a row selects it."""

    pressed = Signal(str)
    """Number of the event whose button was clicked."""

    def __init__(
        self, catalog: Catalog, styles: StyleSheet, clock: Clock, button_of: Callable[[Event], StepButton | None]
    ) -> None:
        """``button_of``: what a row offers, None for nothing; called for the rows that are drawn."""
        super().__init__(catalog, styles, clock)
        self._button_of = button_of

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: ModelIndex) -> None:
        event: Event | None = index.data(EVENT_ROLE)
        if event is None:
            return  # archived; its row is removed at the next update
        button = self._button_of(event)
        self.paint_ground(painter, option, event)
        rect: QRect = option.rect
        room = theme.px(BUTTON_PX) if button is not None else 0
        self.paint_event(painter, rect.adjusted(0, 0, -room, 0), event, index.data())
        if button is not None:
            self._paint_button(painter, option, button)

    def pressing(self, event: Event, now_ms: int) -> tuple[str, str]:
        """The time left, or since when the event waits for a step; the step itself is on the button."""
        if (event.state in CLOCK_RUNS and event.due_ms is not None) or not event.open:
            return super().pressing(event, now_ms)
        span = moments.lasting(event.since_ms, now_ms)
        return self.tr("waits {span}").format(span=span), theme.MUTED

    def button_rect(self, row: QRect) -> QRect:
        """Where the button of a row is."""
        height = min(theme.px(34), row.height() - theme.px(8))
        width = theme.px(BUTTON_PX) - theme.px(8)
        return QRect(row.right() - width - theme.px(6), row.center().y() - height // 2, width, height)

    def editorEvent(
        self, event: QEvent, model: QAbstractItemModel, option: QStyleOptionViewItem, index: ModelIndex
    ) -> bool:
        if isinstance(event, QMouseEvent) and event.type() in (
            QEvent.Type.MouseButtonPress, QEvent.Type.MouseButtonRelease, QEvent.Type.MouseButtonDblClick,
        ):  # fmt: skip
            row: QRect = option.rect
            shown: Event | None = index.data(EVENT_ROLE)
            at = event.position().toPoint()
            inside = event.button() is Qt.MouseButton.LeftButton and self.button_rect(row).contains(at)
            button = self._button_of(shown) if inside and shown is not None else None
            if button is not None and shown is not None:
                if event.type() == QEvent.Type.MouseButtonRelease and not button.denied:
                    self.pressed.emit(shown.id)
                return True
        return super().editorEvent(event, model, option, index)

    def helpEvent(
        self, event: QHelpEvent, view: QAbstractItemView, option: QStyleOptionViewItem, index: ModelIndex
    ) -> bool:
        """The tooltip: why the button is disabled, else the title."""
        shown: Event | None = index.data(EVENT_ROLE)
        row: QRect = option.rect
        text = self.tip(index)
        if shown is not None and self.button_rect(row).contains(event.pos()):
            button = self._button_of(shown)
            text = text if button is None else button.denied or button.text
        QToolTip.showText(event.globalPos(), literal(text), view)
        return True

    def _paint_button(self, painter: QPainter, option: QStyleOptionViewItem, button: StepButton) -> None:
        row: QRect = option.rect
        flags: QStyle.StateFlag = option.state
        rect = self.button_rect(row)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ground, edge, text = (theme.RAISED, theme.ACCENT, theme.ACCENT)
        if button.denied:
            ground, edge, text = (theme.PANEL, theme.LINE, theme.DISABLED)
        elif flags & (QStyle.StateFlag.State_MouseOver | QStyle.StateFlag.State_Selected):
            ground, text = theme.ACCENT, theme.ON_ACCENT
        painter.setPen(QColor(edge))
        painter.setBrush(QColor(ground))
        painter.drawRoundedRect(rect, theme.px(3), theme.px(3))
        painter.setFont(theme.font(14, bold=True))
        painter.setPen(QColor(text))
        shown = elided(button.text, 14, rect.width() - theme.px(8), bold=True)
        painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, shown)
        painter.restore()
