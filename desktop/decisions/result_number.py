"""A result as a number that can be pressed: its name, its value with its range, and as of when it is."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication, QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton

from county.decisions.pins import Age, age_of
from county.figures.metric import FigureValue, Metric
from county.figures.text import NO_DATA, PARTIAL, SMALL_SAMPLE, basis_text, interval_text, short_text
from county.names import BETWEEN
from desktop import moments, theme
from desktop.i18n import pick
from desktop.input.menu_calls import MenuCalls
from desktop.item_models.text_fit import elided
from desktop.widgets.literal import literal

translate = QCoreApplication.translate
WIDTH_PX, WIDE_PX, HEIGHT_PX, MARGIN_PX, RADIUS_PX = 250, 330, 74, 14, 6
LINE_PX = 20
NAME_SIZE, VALUE_SIZE, UNKNOWN_SIZE, BELOW_SIZE = 15, 32, 19, 14
AGE_COLORS: dict[Age, str] = {"fresh": theme.TEXT, "old": theme.WARNING, "stale": theme.MUTED}


@dataclass(frozen=True)
class NumberText:
    """What is painted."""

    name: str
    value: str
    below: tuple[str, ...]
    """Lines."""
    color: str = theme.TEXT
    is_known: bool = True
    is_stale: bool = False
    tip: str = ""

    @classmethod
    def of(
        cls, metric: Metric, name: str, value: FigureValue, as_of_ms: int, now_ms: int, *more: str
    ) -> NumberText:
        """A counted value; ``more``: what else is said in a line below it."""
        age = age_of(metric, as_of_ms, now_ms)
        interval = interval_text(metric, value)
        shown = pick(NO_DATA) if value.value is None else pick(short_text(metric, value))
        basis = "" if shown == basis_text(metric, value) or value.value is None else basis_text(metric, value)
        first = (aged_text(age, as_of_ms, now_ms), basis, f"[{interval}]" if interval else "", quality_text(value))
        below = tuple(BETWEEN.join(filter(None, line)) for line in (first, more) if any(line))
        return cls(
            name, shown, below, AGE_COLORS[age], value.value is not None, age == "stale",
            "\n".join(filter(None, (name, shown, *below, pick(metric.formula)))),
        )  # fmt: skip


def aged_text(age: Age, as_of_ms: int, now_ms: int) -> str:
    """As of when, and for how long nobody has renewed it."""
    at, lasting = moments.short(as_of_ms, now_ms), moments.duration(now_ms - as_of_ms)
    if age == "fresh":
        return translate("decisions", "as of {time}").format(time=at)
    if age == "old":
        return translate("decisions", "old: as of {time}, {lasting} ago").format(time=at, lasting=lasting)
    return translate("decisions", "stale: as of {time}, {lasting} ago").format(time=at, lasting=lasting)


def quality_text(value: FigureValue) -> str:
    """What a value lacks; "": nothing."""
    if value.quality == "small_sample":
        return pick(SMALL_SAMPLE)
    return pick(PARTIAL) if value.quality == "partial" else ""


class ResultNumber(QAbstractButton):
    """A click opens its menu, as the right button and the keys of menus do."""

    def __init__(self, lines: int = 1) -> None:
        """``lines``: below the value."""
        super().__init__()
        self._lines = lines
        self.shown: NumberText | None = None
        self.calls = MenuCalls(self)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.clicked.connect(lambda: self.calls.wanted.emit(self.mapToGlobal(self.rect().bottomLeft())))

    def show_text(self, text: NumberText) -> None:
        """Replace what is shown."""
        if text != self.shown:
            self.shown = text
            self.setAccessibleName(" ".join(filter(None, (text.name, text.value, *text.below))))
            self.setToolTip(literal(text.tip or text.name))
            self.update()

    def sizeHint(self) -> QSize:
        return QSize(theme.px(WIDTH_PX if self._lines == 1 else WIDE_PX), theme.px(HEIGHT_PX + LINE_PX * self._lines))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def event(self, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.HoverEnter, QEvent.Type.HoverLeave, QEvent.Type.Enter, QEvent.Type.Leave):
            self.update()
        return super().event(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        text = self.shown
        if text is None:
            return
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            room = QRectF(self.rect()).adjusted(1, 1, -1, -1)
            strong = self.hasFocus()
            border = theme.NOTICE if strong else theme.ACCENT if self.underMouse() else theme.LINE
            painter.setPen(QPen(QColor(border), theme.px(2) if strong else 1))
            painter.setBrush(QColor(theme.RAISED))
            painter.drawRoundedRect(room, theme.px(RADIUS_PX), theme.px(RADIUS_PX))
            left, width = theme.px(MARGIN_PX), self.width() - 2 * theme.px(MARGIN_PX)
            self._line(painter, QPointF(left, theme.px(24)), text.name, NAME_SIZE, theme.MUTED, width)
            size = VALUE_SIZE if text.is_known else UNKNOWN_SIZE
            shown = elided(text.value, size, width, bold=text.is_known)
            self._line(painter, QPointF(left, theme.px(60)), shown, size, text.color, width, bold=text.is_known)
            if text.is_stale:
                across = painter.fontMetrics().horizontalAdvance(shown)
                painter.setPen(QPen(QColor(theme.MUTED), theme.px(2)))
                painter.drawLine(QPointF(left, theme.px(49)), QPointF(left + across, theme.px(49)))
            color = text.color if text.color == theme.WARNING else theme.MUTED
            for number, line in enumerate(text.below):
                at = QPointF(left, theme.px(84 + LINE_PX * number))
                self._line(painter, at, line, BELOW_SIZE, color if number == 0 else theme.MUTED, width)

    def _line(
        self, painter: QPainter, at: QPointF, text: str, size: int, color: str, width: int, *, bold: bool = False
    ) -> None:
        painter.setFont(theme.font(size, bold=bold))
        painter.setPen(QColor(color))
        painter.drawText(at, elided(text, size, width, bold=bold))
