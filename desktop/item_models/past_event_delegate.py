"""Paints an event of the archive like one of the desk: title and state above, subclass, place and day below."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QRect
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QStyle, QStyleOptionViewItem

from county.catalog import Catalog
from county.channels import SOURCE_NAMES
from county.clock import Clock
from county.events.texts import EventTexts
from desktop import moments, theme
from desktop.i18n import pick
from desktop.item_models.archive_rows import ArchiveRows
from desktop.item_models.event_delegate import STRIPE_PX, TEXT_PX, EventDelegate, ModelIndex
from desktop.wording import state
from layers.style import StyleSheet


class PastEventDelegate(EventDelegate):
    """Rows of :class:`ArchiveRows`; one that has not arrived shows its place."""

    def __init__(
        self, catalog: Catalog, styles: StyleSheet, clock: Clock, texts: EventTexts, place_of: Callable[[str], str]
    ) -> None:
        super().__init__(catalog, styles, clock)
        self._texts = texts
        self._place_of = place_of

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: ModelIndex) -> None:
        rows = index.model()
        assert isinstance(rows, ArchiveRows)
        row, rect = rows.row_at(index.row()), QRect(option.rect)
        flags: QStyle.StateFlag = option.state
        painter.save()
        if flags & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect, QColor(theme.LINE))
        elif flags & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(rect, QColor(theme.RAISED))
        painter.setPen(QColor(theme.GROUND))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        inner = rect.adjusted(theme.px(TEXT_PX), theme.px(6), -theme.px(10), -theme.px(6))
        upper = QRect(inner.left(), inner.top(), inner.width(), inner.height() // 2)
        lower = QRect(inner.left(), upper.bottom() + 1, inner.width(), inner.height() - upper.height())
        if row is None:
            self.line(painter, upper, index.data(), theme.MUTED, 15, "", theme.MUTED)
        else:
            stripe = QRect(rect.left(), rect.top() + 2, theme.px(STRIPE_PX), rect.height() - 4)
            painter.fillRect(stripe, QColor(theme.LEVEL_COLOR.get(row.level, theme.MUTED)))
            title = pick(self._texts.title_in(row))
            self.line(painter, upper, title, theme.TEXT, 15, state(row.state), theme.MUTED, pill=True)
            subclass = self.catalog.subclasses.get(row.subclass)
            kind = row.subclass if subclass is None else pick(subclass.name)
            mark = pick(SOURCE_NAMES[row.source]) if row.source == "simulated" else ""
            about = " · ".join(part for part in (mark, kind, self._place_of(row.division)) if part)
            when = moments.short(row.happened_ms, self.clock.now_ms())
            self.line(painter, lower, about, theme.MUTED, 13, when, theme.MUTED)
        painter.restore()
