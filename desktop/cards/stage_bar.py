"""The seven stages of an event as a chain, and its elapsed time against the limit as a bar."""

from __future__ import annotations

from itertools import accumulate, pairwise

from PySide6.QtCore import QCoreApplication, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from county.catalog import Catalog
from county.events.deadlines import TimeLimits
from county.events.event import CLOCK_RUNS, Event, State, is_late
from county.events.stage_clock import AMBER, GREEN, RED, clock_stage, used_share
from desktop import theme
from desktop.wording import STAGES, remaining, word

_COLORS = {GREEN: theme.GOOD, AMBER: theme.WARNING, RED: theme.DANGER}
NAME_PX = 11.5
LEAST_NAME_PX = 9.0
"""As small as letters become in a narrow card before names are cut: two of the names begin alike."""
_REACHED = {
    State.REPORTED: 0, State.REJECTED: 0, State.FILED: 1, State.MERGED: 1, State.DISPATCHED: 2, State.HANDLING: 3,
    State.SUSPENDED: 3, State.FED_BACK: 4, State.CLOSED: 5, State.EVALUATED: 6,
}  # fmt: skip
"""Number of the stage that belongs to each state."""


class StageBar(QWidget):
    """发现 to 评价: completed, current and future stages."""

    def __init__(self) -> None:
        super().__init__()
        self._event: Event | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_event(self, event: Event) -> None:
        """Show its state; nothing is painted where the last one had the same."""
        before, self._event = self._event, event
        names = " → ".join(word(stage) for stage in STAGES)
        if before is None or before.state is not event.state or names != self.toolTip():
            self.setToolTip(names)
            self.update()

    def sizeHint(self) -> QSize:
        return QSize(theme.px(280), theme.px(34))

    def edges(self) -> list[float]:
        """The left edges of the stages and the right one of the last: room for each name, and as much beside each."""
        metrics = QFontMetrics(theme.font(NAME_PX))
        names = [metrics.horizontalAdvance(word(stage)) for stage in STAGES]
        margin = max(0.0, (self.width() - sum(names)) / len(names))
        share = min(1.0, self.width() / sum(names))
        return [0.0, *accumulate(name * share + margin for name in names)]

    def name_px(self, edges: list[float], beside_px: float) -> float:
        """Of the letters with which every name fits between its edges, less what is painted beside it."""
        metrics = QFontMetrics(theme.font(NAME_PX))
        fitting = min(
            (right - left - beside_px) / metrics.horizontalAdvance(word(stage))
            for (left, right), stage in zip(pairwise(edges), STAGES, strict=True)
        )
        return max(LEAST_NAME_PX, NAME_PX * min(1.0, fitting))

    def paintEvent(self, paint: QPaintEvent) -> None:
        if self._event is None:
            return
        reached = _REACHED[self._event.state]
        stopped = self._event.state in (State.REJECTED, State.MERGED)
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            height, tip, gap = self.height(), theme.px(4), theme.px(2)
            edges = self.edges()
            painter.setFont(theme.font(self.name_px(edges, tip + gap)))
            for i, stage in enumerate(STAGES):
                left, right = edges[i], edges[i + 1] - gap
                arrow = QPolygonF(
                    [
                        QPointF(left, 0),
                        QPointF(right - tip, 0),
                        QPointF(right, height / 2),
                        QPointF(right - tip, height),
                        QPointF(left, height),
                        QPointF(left + (tip if i else 0), height / 2),
                    ]
                )
                here = i == reached
                color = theme.ACCENT if here else theme.RAISED if i > reached else "#1d6b57"
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(QColor(theme.MUTED if here and stopped else color))
                painter.drawPolygon(arrow)
                painter.setPen(QColor(theme.ON_ACCENT if here else theme.MUTED if i > reached else theme.TEXT))
                notch = left + (tip if i else 0)
                box = QRectF(notch, 0, right - notch, height)
                name = painter.fontMetrics().elidedText(word(stage), Qt.TextElideMode.ElideRight, int(box.width()))
                painter.drawText(box, Qt.AlignmentFlag.AlignCenter, name)


class ClockBar(QWidget):
    """Share of the time limit that is used, in its unit; amber when it is due soon, red and full when overdue."""

    def __init__(self, catalog: Catalog) -> None:
        super().__init__()
        self._subclasses = catalog.subclasses
        self._limits = TimeLimits(catalog)
        self._event: Event | None = None
        self._now_ms = 0
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_event(self, event: Event, now_ms: int) -> None:
        self._event, self._now_ms = event, now_ms
        self.update()

    def text(self) -> str:
        """The text of the bar."""
        event = self._event
        if event is None:
            return ""
        if event.suspended_ms is not None:
            return QCoreApplication.translate("ClockBar", "Clock stopped: suspended")
        if event.due_ms is None:
            if not event.open:
                return QCoreApplication.translate("ClockBar", "No time limit set")
            return QCoreApplication.translate("ClockBar", "The time limit starts at dispatch")
        if event.state in CLOCK_RUNS:
            return remaining(event.due_ms, self._now_ms)
        if event.fed_back_ms is not None and is_late(event.due_ms, event.fed_back_ms):
            return QCoreApplication.translate("ClockBar", "Fed back late")
        return QCoreApplication.translate("ClockBar", "Fed back in time")

    def sizeHint(self) -> QSize:
        return QSize(theme.px(280), theme.px(26))

    def paintEvent(self, paint: QPaintEvent) -> None:
        event = self._event
        if event is None:
            return
        used, color = self.used(event)
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QColor(theme.LINE))
            painter.setBrush(QColor(theme.GROUND))
            whole = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
            painter.drawRoundedRect(whole, theme.px(3), theme.px(3))
            painter.setPen(Qt.PenStyle.NoPen)
            fill = QColor(color)
            fill.setAlpha(110)
            painter.setBrush(fill)
            painter.drawRoundedRect(QRectF(0, 0, whole.width() * used, whole.height()), theme.px(3), theme.px(3))
            painter.setPen(QColor(theme.TEXT))
            painter.setFont(theme.font(13, bold=True))
            painter.drawText(whole, Qt.AlignmentFlag.AlignCenter, self.text())

    def used(self, event: Event) -> tuple[float, str]:
        """Used share of the limit, 0 to 1, and its colour."""
        if event.due_ms is None or event.subclass not in self._subclasses:
            return 0.0, theme.MUTED
        until_ms = event.fed_back_ms or event.suspended_ms or self._now_ms
        stage = clock_stage(event.soon_ms or event.due_ms, event.due_ms, until_ms)
        return min(1.0, used_share(self._limits, event, until_ms)), _COLORS[stage]
