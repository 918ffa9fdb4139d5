"""The slider of a replay: proportional to time, with the density of records, gaps, marks, the part that is repeated,
and the shown moment."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QBrush,
    QColor,
    QEnterEvent,
    QFontMetricsF,
    QHelpEvent,
    QKeyEvent,
    QLinearGradient,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPixmap,
    QPolygonF,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from county.durations import DAY_MS
from desktop import moments, theme
from desktop.replay.comparison import MomentComparison
from desktop.replay.late_marks import LateMark
from desktop.replay.mark_glyphs import GlyphKind, paint_mark
from desktop.replay.replayed_drill import PlayMark, ReplayedDrill
from desktop.replay.time_scale import TimeScale
from services.protocol.replay import BY_TIME, ReplayMark, ReplayMoment, Timeline

COLUMNS_PX, LABELS_PX, MARKS_PX, LABEL_EVERY_PX = 40, 20, 14, 96
COLUMNS_SHARE = 1 / 27
"""Of the screen's height, which the columns of the density have at most: larger texts make them no higher."""
BUCKET_PX = 3
TIP_EDGE_PX = 44
"""Around the text of a tool tip, with its distance from the place where it is shown."""
MARK_REACH_PX = 6
"""A click so near to a mark goes to its record."""
TALLEST_PERCENT = 98
"""Of the counts: a single burst, such as that of a start, makes the others no lower."""
ZOOM_PER_NOTCH = 0.8
NOTCH = 120
STEP_MS = 60_000
"""Of Shift and an arrow key."""


class TimeSlider(QWidget):
    """Click and drag go to a time, the wheel zooms around the pointer; keys as in the table of keys."""

    wanted = Signal(object)
    """ReplayMoment to go to."""
    stepped = Signal(int)
    """Records to go forward, negative: back."""
    toggled = Signal()
    """Play, or pause."""
    compared = Signal()
    """What changes from the shown moment is wanted."""
    hovered = Signal(object)
    """The time under the pointer, ms; None where it left.  No int: Qt's have 32 bits."""

    def __init__(
        self, timeline: Timeline, comparison: MomentComparison | None = None, drill: ReplayedDrill | None = None
    ) -> None:
        """``comparison``: whose changes are marked; ``drill``: whose injects, notes and late items are."""
        super().__init__()
        self._timeline, self._comparison, self._drill = timeline, comparison, drill
        first, last = timeline.replay.extent
        self.scale = TimeScale(first.known_ms, last.known_ms, 1.0)
        self._density: np.ndarray[tuple[int], np.dtype[np.int64]] = np.zeros(0, np.int64)
        self._drawn: tuple[object, ...] = ()
        """What the columns of the density were drawn for."""
        self._columns = QPixmap()
        self._pointer: float | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        columns_px = min(theme.px(COLUMNS_PX), round(theme.screen_height_px() * COLUMNS_SHARE))
        self.setFixedHeight(theme.px(MARKS_PX + LABELS_PX) + columns_px)

    def sizeHint(self) -> QSize:
        return QSize(theme.px(600), self.minimumHeight())

    @property
    def whole(self) -> tuple[int, int]:
        """The times that can be shown."""
        first, last = self._timeline.replay.extent
        return first.known_ms, last.known_ms

    def show_moment(self) -> None:
        """The shown moment changed: keep it in sight."""
        self.scale = self.scale.showing(self._timeline.moment.at_ms, self.whole)
        self.update()

    def show_whole(self) -> None:
        """Show all of the recording."""
        first, last = self.whole
        self.scale = TimeScale(first, last, self.scale.width)
        self.update()

    # ---- input

    def event(self, event: QEvent) -> bool:
        """A tool tip is above it: below it would cover the controls of the bar and the shown time."""
        if event.type() is not QEvent.Type.ToolTip or not isinstance(event, QHelpEvent):
            return super().event(event)
        text = self.toolTip()
        height = QFontMetricsF(QToolTip.font()).size(0, text).height() + theme.px(TIP_EDGE_PX)
        QToolTip.showText(QPoint(event.globalX(), round(self.mapToGlobal(QPoint(0, 0)).y() - height)), text, self)
        return True

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.scale = self.scale._replace(width=float(max(event.size().width() - 2 * self.margin, 1)))

    @property
    def margin(self) -> int:
        """Pixels beside the shown time."""
        return theme.px(10)

    def x_of(self, at_ms: float) -> float:
        """Where a time is, in pixels from the left edge."""
        return self.margin + self.scale.x_of(at_ms)

    def time_at(self, x: float) -> int:
        """The time at a place."""
        return self.scale.at(x - self.margin)

    def mark_at(self, x: float) -> ReplayMark | PlayMark | None:
        """The mark of a record nearest to a place, within reach."""
        marks: list[ReplayMark | PlayMark] = [*self._timeline.replay.marks(), *self._play_marks()]
        near = [(abs(self.x_of(mark.moment.known_ms) - x), mark) for mark in marks]
        near = [pair for pair in near if pair[0] <= theme.px(MARK_REACH_PX)]
        return min(near, key=lambda pair: pair[0])[1] if near else None

    def late_at(self, x: float) -> list[LateMark]:
        """The items of a drill that are marked within reach of a place, in their order."""
        reach = theme.px(MARK_REACH_PX)
        return [mark for mark in self._late_marks() if abs(self.x_of(mark.moment.known_ms) - x) <= reach]

    def _late_marks(self) -> tuple[LateMark, ...]:
        return () if self._drill is None else self._drill.late.marks

    def _play_marks(self) -> tuple[PlayMark, ...]:
        return () if self._drill is None else self._drill.play.marks

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() is not Qt.MouseButton.LeftButton:
            return
        x = event.position().x()
        on_marks = event.position().y() <= theme.px(MARKS_PX + 6)
        late = min(self.late_at(x), key=lambda mark: abs(self.x_of(mark.moment.known_ms) - x), default=None)
        mark = (late or self.mark_at(x)) if on_marks else None
        self.wanted.emit(ReplayMoment(BY_TIME, self.time_at(x)) if mark is None else mark.moment)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._pointer = event.position().x()
        self.hovered.emit(self.time_at(self._pointer))
        if event.buttons() & Qt.MouseButton.LeftButton:
            self.wanted.emit(ReplayMoment(BY_TIME, self.time_at(self._pointer)))
        self.update()

    def enterEvent(self, event: QEnterEvent) -> None:
        self._pointer = event.position().x()
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        self._pointer = None
        self.hovered.emit(None)
        self.update()

    def wheelEvent(self, event: QWheelEvent) -> None:
        notches = event.angleDelta().y() / NOTCH
        around = self.time_at(event.position().x())
        self.scale = self.scale.zoomed(ZOOM_PER_NOTCH**notches, around, self.whole)
        self.update()
        event.accept()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self.show_whole()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        here, (first, last) = self._timeline.moment.at_ms, self.whole
        match event.key():
            case Qt.Key.Key_Left | Qt.Key.Key_Right as key:
                sign = 1 if key == Qt.Key.Key_Right else -1
                if shift:
                    at_ms = min(max(here + sign * STEP_MS, first), last)
                    self.wanted.emit(ReplayMoment(BY_TIME, at_ms))
                else:
                    self.stepped.emit(sign)
            case Qt.Key.Key_PageUp | Qt.Key.Key_PageDown as key if self._drill is not None:
                mark = self._drill.late.beside(self._timeline.moment, later=key == Qt.Key.Key_PageDown)
                if mark is not None:
                    self.wanted.emit(mark.moment)
            case Qt.Key.Key_C if not event.modifiers():
                self.compared.emit()
            case Qt.Key.Key_Space:
                self.toggled.emit()
            case Qt.Key.Key_Home:
                self.wanted.emit(self._timeline.replay.extent.first)
            case Qt.Key.Key_End:
                self.wanted.emit(self._timeline.replay.extent.last)
            case _:
                super().keyPressEvent(event)

    # ---- painting

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            room = QRectF(
                self.margin, theme.px(MARKS_PX), self.scale.width, self.height() - theme.px(MARKS_PX + LABELS_PX)
            )
            painter.fillRect(room, QColor(theme.GROUND))
            painter.setClipRect(QRectF(room.left(), 0, room.width() + 1, self.height()))
            self._paint_loop(painter, room)
            self._paint_gaps(painter, room)
            self._paint_density(painter, room)
            painter.setClipping(False)  # glyphs at both ends reach into the margins
            self._paint_marks(painter, room)
            painter.setClipping(True)
            self._paint_changes(painter, room)
            self._paint_held(painter, room)
            painter.setClipping(False)
            self._paint_labels(painter, room)
            self._paint_unread(painter, room)
            painter.setPen(QPen(QColor(theme.ACCENT if self.hasFocus() else theme.LINE), theme.px(1)))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(room, theme.px(3), theme.px(3))
            self._paint_pointer(painter, room)
            self._paint_moment(painter, room)

    def _paint_loop(self, painter: QPainter, room: QRectF) -> None:
        if self._timeline.loop is None:
            return
        begin, end = (self.x_of(at_ms) for at_ms in self._timeline.loop)
        ground = QColor(theme.ACCENT)
        ground.setAlphaF(0.16)
        painter.fillRect(QRectF(begin, room.top(), end - begin, room.height()), ground)
        painter.setPen(QPen(QColor(theme.ACCENT), theme.px(2)))
        for x in (begin, end):
            painter.drawLine(QPointF(x, room.top()), QPointF(x, room.bottom()))

    def _paint_gaps(self, painter: QPainter, room: QRectF) -> None:
        """Hatched: nothing was recorded there."""
        ink = QColor(theme.MUTED)
        ink.setAlphaF(0.35)
        for gap in self._timeline.replay.gaps():
            if gap.to_ms >= self.scale.from_ms and gap.from_ms <= self.scale.to_ms:
                left, right = self.x_of(gap.from_ms), self.x_of(gap.to_ms)
                painter.fillRect(
                    QRectF(left, room.top(), right - left, room.height()), QBrush(ink, Qt.BrushStyle.BDiagPattern)
                )

    def _paint_density(self, painter: QPainter, room: QRectF) -> None:
        replay, width = self._timeline.replay, theme.px(BUCKET_PX)
        buckets = max(int(room.width()) // width, 1)
        counted = (self.scale, buckets, replay.read_share)
        drawn = (*counted, room.getRect(), self.devicePixelRatioF())
        if drawn == self._drawn:
            painter.drawPixmap(0, 0, self._columns)
            return
        self._drawn = drawn
        self._density = replay.density(self.scale.from_ms, self.scale.to_ms, buckets)
        self._columns = QPixmap(self.size() * self.devicePixelRatioF())
        self._columns.setDevicePixelRatio(self.devicePixelRatioF())
        self._columns.fill(Qt.GlobalColor.transparent)
        with QPainter(self._columns) as columns:
            self._draw_density(columns, room)
        painter.drawPixmap(0, 0, self._columns)

    def _draw_density(self, painter: QPainter, room: QRectF) -> None:
        counted_ones = self._density[self._density > 0]
        if not len(counted_ones):
            return
        most = float(np.percentile(counted_ones, TALLEST_PERCENT))
        fill = QLinearGradient(room.bottomLeft(), room.topLeft())
        fill.setColorAt(0.0, QColor("#1b5f8c"))
        fill.setColorAt(1.0, QColor(theme.ACCENT))
        # Single records stay visible beside thousands: the height is the square root of the share.
        heights = np.sqrt(np.minimum(self._density / most, 1.0)) * (room.height() - theme.px(4))
        each = room.width() / len(self._density)
        for place in np.flatnonzero(self._density).tolist():
            height = max(float(heights[place]), theme.px(2))
            painter.fillRect(
                QRectF(room.left() + place * each, room.bottom() - height, max(each - 1, 1.0), height), fill
            )

    def _paint_marks(self, painter: QPainter, room: QRectF) -> None:
        """A glyph for each record worth going to, and above these for each item of a drill that was late or missed."""
        marks: list[tuple[int, GlyphKind]] = [
            (mark.moment.known_ms, mark.kind) for mark in self._timeline.replay.marks()
        ]
        marks += [(mark.moment.known_ms, mark.item.kind) for mark in self._play_marks()]
        marks += [(mark.moment.known_ms, mark.item.kind) for mark in self._late_marks()]
        for at_ms, kind in marks:
            if self.scale.from_ms <= at_ms <= self.scale.to_ms:
                paint_mark(painter, kind, self.x_of(at_ms), room)

    def _paint_changes(self, painter: QPainter, room: QRectF) -> None:
        """A bar below, from the chosen moment to the one that it is compared with, and a stroke for each change."""
        ends = None if self._comparison is None else self._comparison.ends
        if self._comparison is None or ends is None:
            return
        begin, end = (self.x_of(desk.moment.at_ms) for desk in ends)
        height, color = theme.px(5), QColor(theme.GOOD)
        painter.fillRect(QRectF(begin, room.bottom() - height, max(end - begin, 1.0), height), color)
        places = {round(self.x_of(change.at_ms)) for change in self._comparison.changes if change.at_ms is not None}
        for x in sorted(places):
            painter.fillRect(QRectF(x - 1, room.bottom() - 3 * height, 2, 2 * height), color)
        since = self.x_of(self._comparison.since.moment.at_ms) if self._comparison.since is not None else begin
        painter.setPen(QPen(color, theme.px(2)))
        painter.drawLine(QPointF(since, room.top()), QPointF(since, room.bottom()))

    def _paint_held(self, painter: QPainter, room: QRectF) -> None:
        """A veil over what was not known yet at the time that is held."""
        held_ms = self._timeline.held_ms
        if held_ms is None:
            return
        veil, begin = QColor(theme.PANEL), max(self.x_of(held_ms), room.left())
        veil.setAlphaF(0.75)
        painter.fillRect(QRectF(begin, room.top(), max(room.right() - begin, 0), room.height()), veil)
        painter.setPen(QPen(QColor(theme.NOTICE), theme.px(2), Qt.PenStyle.DashLine))
        painter.drawLine(QPointF(begin, room.top()), QPointF(begin, room.bottom()))

    def _paint_labels(self, painter: QPainter, room: QRectF) -> None:
        painter.setFont(theme.font(12))
        metrics = QFontMetricsF(theme.font(12))
        times = self.scale.labels(theme.px(LABEL_EVERY_PX))
        step = times[1] - times[0] if len(times) > 1 else DAY_MS
        for at_ms in times:
            time = moments.local(at_ms)
            midnight = time.hour == time.minute == time.second == 0
            form = "%m-%d" if step >= DAY_MS or midnight else "%H:%M" if step >= STEP_MS else "%H:%M:%S"
            text = time.strftime(form)
            x = self.x_of(at_ms)
            painter.setPen(QColor(theme.TEXT if midnight else theme.MUTED))
            painter.drawLine(QPointF(x, room.bottom()), QPointF(x, room.bottom() + theme.px(3)))
            width = metrics.horizontalAdvance(text)
            left = min(max(x - width / 2, 0.0), self.width() - width)
            painter.drawText(QPointF(left, room.bottom() + theme.px(16)), text)

    def _paint_unread(self, painter: QPainter, room: QRectF) -> None:
        """The part of a long recording that is still being read."""
        share = self._timeline.replay.read_share
        if share >= 1:
            return
        veil = QColor(theme.PANEL)
        veil.setAlphaF(0.75)
        first, last = self.whole
        begin = max(self.x_of(first + share * (last - first)), room.left())
        painter.fillRect(QRectF(begin, room.top(), max(room.right() - begin, 0), room.height()), veil)

    def _paint_pointer(self, painter: QPainter, room: QRectF) -> None:
        if self._pointer is None:
            return
        x = min(max(self._pointer, room.left()), room.right())
        painter.setPen(QPen(QColor(theme.MUTED), 1, Qt.PenStyle.DashLine))
        painter.drawLine(QPointF(x, room.top()), QPointF(x, room.bottom()))

    def _paint_moment(self, painter: QPainter, room: QRectF) -> None:
        x, half = self.x_of(self._timeline.moment.at_ms), theme.px(6)
        painter.setPen(QPen(QColor("#ffffff"), theme.px(2)))
        painter.drawLine(QPointF(x, room.top() - theme.px(4)), QPointF(x, room.bottom()))
        painter.setBrush(QColor("#ffffff"))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.drawPolygon(
            QPolygonF([QPointF(x - half, 0), QPointF(x + half, 0), QPointF(x + half, half),
                       QPointF(x, 2 * half), QPointF(x - half, half)])
        )  # fmt: skip
