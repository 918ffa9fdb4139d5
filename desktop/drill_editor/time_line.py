"""The time line of a scenario: its phases and injects; an inject is dragged, or moved with the arrow keys."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QToolTip, QWidget

from county.catalog import Name
from county.drill.rough_times import STEP_MS
from county.drill.words import drill_time
from desktop import theme
from desktop.i18n import pick
from desktop.widgets.literal import literal

PHASES_PX, RULER_PX, LANE_PX, LANES, MARK_PX, EDGE_PX, OPEN_PX = 22, 20, 24, 4, 6, 14, 190
STEPS_MIN = (1, 2, 5, 10, 15, 30, 60, 120, 240, 480, 1440)
TICK_PX = 70
"""Least room between two times on the ruler."""
DRAG_PX = 3
KIND_SIGNS = {"report": Name("报", "R"), "reading": Name("测", "S"), "notice": Name("通", "N"),
              "media": Name("媒", "M"), "resource": Name("资", "C"), "hazard": Name("险", "H"),
              "question": Name("问", "Q"), "task": Name("任", "T")}  # fmt: skip


@dataclass(frozen=True)
class TimedInject:
    """An inject on the line."""

    number: int
    """Its row."""
    id: str
    kind: str
    text: str
    at_ms: int | None
    """None: it comes by a condition or by hand."""
    movable: bool
    faulty: bool


class ScenarioTimeLine(QWidget):
    """Draws what it is given; what is moved is told, not done."""

    chosen = Signal(int)
    """Row of the inject that was clicked."""
    moved = Signal(int, int)
    """Row, and the new time in ms from the start."""

    def __init__(self) -> None:
        super().__init__()
        self.injects: tuple[TimedInject, ...] = ()
        self.phases: tuple[tuple[int, str], ...] = ()
        self.lasts_ms = STEP_MS
        self.selected = -1
        self._begin_ms, self._end_ms, self._open_count = 0, STEP_MS, 0
        """Of the axis, and how many injects have no time."""
        self._pressed: tuple[TimedInject, float] | None = None
        """What is held, and where it was taken."""
        self._drag_ms: int | None = None
        """Where it would be put down."""
        self._places: list[tuple[QRectF, TimedInject]] = []
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setFixedHeight(theme.px(PHASES_PX + RULER_PX + LANES * LANE_PX + 10))

    def sizeHint(self) -> QSize:
        return QSize(theme.px(900), self.height())

    def show_injects(
        self, injects: tuple[TimedInject, ...], phases: tuple[tuple[int, str], ...], lasts_ms: int, selected: int
    ) -> None:
        """``phases``: begin and title; ``selected``: a row."""
        shown = (injects, phases, max(lasts_ms, STEP_MS), selected)
        if shown != (self.injects, self.phases, self.lasts_ms, self.selected):
            self.injects, self.phases, self.lasts_ms, self.selected = shown
            times = [one.at_ms for one in injects if one.at_ms is not None]
            self._begin_ms, self._end_ms = min([0, *times]), max([self.lasts_ms, *times])
            self._open_count = len(injects) - len(times)
            self.update()

    # ---- times and columns

    def _room(self) -> tuple[float, float]:
        """Left edge and width of the time axis; the injects without a time are on its right."""
        left = float(theme.px(EDGE_PX))
        open_px = theme.px(OPEN_PX) if self._open_count else 0
        return left, max(1.0, self.width() - 2 * left - open_px)

    def x_of(self, at_ms: float) -> float:
        """The pixel column of a time."""
        left, width = self._room()
        return left + width * (at_ms - self._begin_ms) / (self._end_ms - self._begin_ms)

    def time_at(self, x: float) -> int:
        """The whole minute at a pixel column, within the drill."""
        left, width = self._room()
        at_ms = self._begin_ms + (x - left) / width * (self._end_ms - self._begin_ms)
        return round(min(max(at_ms, self._begin_ms), self._end_ms) / STEP_MS) * STEP_MS

    def place_of(self, number: int) -> QPointF:
        """The middle of the mark of a row."""
        self._lay_out()
        return next(rect.center() if one.at_ms is None else QPointF(rect.left() + theme.px(MARK_PX), rect.center().y())
                    for rect, one in self._places if one.number == number)  # fmt: skip

    def _lay_out(self) -> None:
        """Labels beside their marks, each in the first lane with room for it."""
        metrics, mark = self.fontMetrics(), theme.px(MARK_PX)
        ends = [float("-inf")] * LANES
        self._places = []
        top = theme.px(PHASES_PX + RULER_PX) + 4
        held = self._pressed[0].number if self._pressed is not None else -1
        left, width = self._room()
        tray = 0
        for one in sorted(self.injects, key=lambda one: (one.at_ms is None, one.at_ms or 0, one.number)):
            size = metrics.horizontalAdvance(self._label(one)) + 4 * mark
            if one.at_ms is None:
                column, lane = divmod(tray, LANES)
                x = left + width + theme.px(24) + column * theme.px(OPEN_PX - 30) / 2
                size = int(theme.px(OPEN_PX - 34) / (1 if self._open_count <= LANES else 2))
                tray += 1
            else:
                at_ms = self._drag_ms if one.number == held and self._drag_ms is not None else one.at_ms
                x = self.x_of(at_ms) - mark
                free = [n for n in range(LANES) if ends[n] <= x]
                lane = free[0] if free else min(range(LANES), key=lambda n: ends[n])
                ends[lane] = x + size
            self._places.append((QRectF(x, top + lane * theme.px(LANE_PX), size, theme.px(LANE_PX - 3)), one))

    @staticmethod
    def _label(one: TimedInject) -> str:
        sign = pick(KIND_SIGNS[one.kind]) if one.kind in KIND_SIGNS else ""
        return f"{sign} {one.id}{' ✕' if one.faulty else ''}"

    def _at(self, point: QPointF) -> TimedInject | None:
        self._lay_out()
        inside = [one for rect, one in self._places if rect.adjusted(-2, -2, 2, 2).contains(point)]
        chosen = [one for one in inside if one.number == self.selected]
        return next(iter(chosen + inside[::-1]), None)

    # ---- mouse and keys

    def mousePressEvent(self, event: QMouseEvent) -> None:
        found = self._at(event.position())
        if found is not None and event.button() == Qt.MouseButton.LeftButton:
            self._pressed = found, event.position().x()
            self.chosen.emit(found.number)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._pressed is None:
            found = self._at(event.position())
            movable = found is not None and found.movable
            self.setCursor(Qt.CursorShape.SizeHorCursor if movable else Qt.CursorShape.ArrowCursor)
            return
        held, from_x = self._pressed
        by = event.position().x() - from_x
        if held.movable and held.at_ms is not None and (self._drag_ms is not None or abs(by) > theme.px(DRAG_PX)):
            self._drag_ms = self.time_at(self.x_of(held.at_ms) + by)
            QToolTip.showText(event.globalPosition().toPoint(), literal(f"{held.id} {drill_time(self._drag_ms)}"), self)
            self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        pressed, to_ms, self._pressed, self._drag_ms = self._pressed, self._drag_ms, None, None
        self.update()
        if pressed is not None and to_ms is not None and to_ms != pressed[0].at_ms:
            self.moved.emit(pressed[0].number, to_ms)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        current = next((one for one in self.injects if one.number == self.selected), None)
        by = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()), 0)
        row = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(event.key()), 0)
        if event.key() == Qt.Key.Key_Escape and self._pressed is not None:
            self._pressed = self._drag_ms = None
            self.update()
        elif by and current is not None and current.movable and current.at_ms is not None:
            many = 5 if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1
            self.moved.emit(current.number, current.at_ms + by * many * STEP_MS)
        elif row and 0 <= self.selected + row < len(self.injects):
            self.chosen.emit(self.selected + row)
        else:
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            found = self._at(QPointF(event.pos()))
            when = "" if found is None or found.at_ms is None else drill_time(found.at_ms)
            text = "" if found is None else f"{found.id} {when} {found.text}"
            QToolTip.showText(event.globalPos(), literal(text), self)
            return True
        return super().event(event)

    # ---- painting

    def paintEvent(self, paint: QPaintEvent) -> None:
        self._lay_out()
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.fillRect(self.rect(), QColor(theme.GROUND))
            self._paint_phases(painter)
            self._paint_ruler(painter)
            for rect, one in self._places:
                if one.number != self.selected:
                    self._paint_inject(painter, rect, one)
            for rect, one in self._places:
                if one.number == self.selected:
                    self._paint_inject(painter, rect, one)
            if self.hasFocus():
                painter.setPen(QPen(QColor(theme.NOTICE), theme.px(2)))
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.drawRect(self.rect().adjusted(1, 1, -1, -1))

    def _paint_phases(self, painter: QPainter) -> None:
        painter.setFont(theme.font(13, bold=True))
        right_most = self.x_of(self._end_ms)
        for number, (begin_ms, title) in enumerate(sorted(self.phases)):
            later = [at_ms for at_ms, _ in self.phases if at_ms > begin_ms]
            left, right = self.x_of(begin_ms), self.x_of(min(later)) if later else right_most
            box = QRectF(left, 0, max(0.0, right - left - 1), theme.px(PHASES_PX))
            painter.fillRect(box, QColor(theme.RAISED if number % 2 == 0 else theme.LINE))
            below = QRectF(left, box.bottom(), box.width(), self.height() - box.bottom())
            if number % 2 == 0:
                painter.fillRect(below, QColor(theme.PANEL))
            painter.setPen(QColor(theme.TEXT))
            inside = box.adjusted(theme.px(6), 0, -2, 0)
            text = painter.fontMetrics().elidedText(title, Qt.TextElideMode.ElideRight, int(inside.width()))
            painter.drawText(inside, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, text)

    def _paint_ruler(self, painter: QPainter) -> None:
        painter.setFont(theme.font(12))
        span_min = (self._end_ms - self._begin_ms) / STEP_MS
        _, width = self._room()
        step = next((n for n in STEPS_MIN if n * width / span_min >= theme.px(TICK_PX)), STEPS_MIN[-1]) * STEP_MS
        top, bottom = theme.px(PHASES_PX), self.height()
        at_ms = -(-self._begin_ms // step) * step
        while at_ms <= self._end_ms:
            x = self.x_of(at_ms)
            painter.setPen(QPen(QColor(theme.LINE), 1))
            painter.drawLine(QPointF(x, top), QPointF(x, bottom))
            painter.setPen(QColor(theme.MUTED))
            if at_ms + step / 2 < self._end_ms:  # else it would lie over what is on the right
                painter.drawText(QPointF(x + theme.px(4), top + theme.px(RULER_PX - 6)), drill_time(at_ms)[:-3])
            at_ms += step
        x = self.x_of(self.lasts_ms)
        painter.setPen(QPen(QColor(theme.DANGER), theme.px(1.5), Qt.PenStyle.DashLine))
        painter.drawLine(QPointF(x, top), QPointF(x, bottom))
        if self._open_count:
            left, width = self._room()
            painter.setPen(QColor(theme.MUTED))
            at = QPointF(left + width + theme.px(24), top + theme.px(RULER_PX - 6))
            painter.drawText(at, self.tr("By condition or by hand"))

    def _paint_inject(self, painter: QPainter, rect: QRectF, one: TimedInject) -> None:
        """A mark at its time and its name beside it; the chosen one on a light ground, faulty ones with a cross."""
        chosen, mark = one.number == self.selected, theme.px(MARK_PX)
        color = QColor(theme.DANGER if one.faulty else theme.ACCENT if one.movable else theme.NOTICE)
        if chosen:
            painter.setPen(QPen(color, theme.px(1.5)))
            painter.setBrush(QColor(theme.RAISED))
            painter.drawRoundedRect(rect, theme.px(4), theme.px(4))
        middle = QPointF(rect.left() + mark, rect.center().y())
        painter.setPen(QPen(color, theme.px(2)))
        painter.setBrush(color if one.movable else Qt.BrushStyle.NoBrush)
        painter.drawEllipse(middle, mark - 1, mark - 1)
        painter.setPen(QColor(theme.TEXT if chosen else theme.MUTED if one.at_ms is None else theme.TEXT))
        painter.setFont(theme.font(13, bold=chosen))
        inside = rect.adjusted(2.6 * mark, 0, 0, 0)
        label = painter.fontMetrics().elidedText(self._label(one), Qt.TextElideMode.ElideRight, int(inside.width()))
        painter.drawText(inside, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, label)
