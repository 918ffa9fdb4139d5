"""Paints an event in a list: level stripe, title and state above, subclass, time and urgency below."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QHelpEvent, QPainter, QPen
from PySide6.QtWidgets import QAbstractItemView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QToolTip

from county.catalog import Catalog
from county.channels import SOURCE_NAMES
from county.clock import Clock
from county.events.emergency import emergency_subclasses, is_emergency
from county.events.escalation import last_step
from county.events.event import CLOCK_RUNS, Event, State
from county.events.stage_clock import AMBER, GREEN, RED, clock_stage
from desktop import moments, theme
from desktop.duty.attendance import Attendance
from desktop.duty.seat_texts import claim_text, seats_text
from desktop.events.query import TO_VERIFY, WAITING
from desktop.i18n import pick
from desktop.item_models.event_rows import EVENT_ROLE
from desktop.item_models.text_fit import advance, elided, parts_around
from desktop.steps.next_step import next_step
from desktop.widgets.literal import literal
from desktop.wording import VERBS, remaining, state, word
from layers.events import LEVEL_NAMES
from layers.style import StyleSheet
from layers.urgency import style_of

ModelIndex = QModelIndex | QPersistentModelIndex
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
STRIPE_PX, EMERGENCY_STRIPE_PX = 5, 8
"""Width of the stripe of the level, and of that of an emergency."""
TEXT_PX = 18
"""From the left of a row or card to its texts."""
MARK_PX = 6
"""Size of a mark of seats, between stripe and texts."""
STAGE_COLORS = {GREEN: theme.MUTED, AMBER: theme.WARNING, RED: theme.DANGER}


class EventDelegate(QStyledItemDelegate):
    """Paints two lines a row; all rows have the same height."""

    def __init__(self, catalog: Catalog, styles: StyleSheet, clock: Clock) -> None:
        super().__init__()
        self.attendance: Attendance | None = None
        """The other seats, which are marked; None: they are not."""
        self.catalog = catalog
        self._emergencies = emergency_subclasses(catalog)
        self._styles = styles
        self.clock = clock

    def sizeHint(self, option: QStyleOptionViewItem, index: ModelIndex) -> QSize:
        return QSize(theme.px(240), self.row_px())

    def row_px(self) -> int:
        """Height of every row."""
        return theme.px(58)

    def fit(self, width_px: int) -> bool:
        """Rows are as wide as this now; returns whether their height is another one."""
        return False

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: ModelIndex) -> None:
        event: Event | None = index.data(EVENT_ROLE)
        if event is None:
            return  # archived; its row is removed at the next update
        self.paint_ground(painter, option, event)
        self.paint_event(painter, option.rect, event, index.data())

    def paint_ground(self, painter: QPainter, option: QStyleOptionViewItem, event: Event) -> None:
        """Ground and level stripe of a row."""
        rect: QRect = option.rect
        flags: QStyle.StateFlag = option.state
        if flags & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect, QColor(theme.LINE))
        elif flags & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(rect, QColor(theme.RAISED))
        elif self.is_emergency(event):
            painter.fillRect(rect, QColor(theme.EMERGENCY_GROUND))
        elif event.overdue(self.clock.now_ms()):
            painter.fillRect(rect, QColor(theme.OVERDUE_GROUND))
        self.paint_stripe(painter, rect, event, 2)
        self.paint_seats(painter, rect, event)
        painter.setPen(QColor(theme.GROUND))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())

    def paint_stripe(self, painter: QPainter, rect: QRect, event: Event, margin_px: int) -> None:
        """The stripe at the left of ``rect``, which tells the level or the emergency; ``margin_px`` above and below."""
        color = theme.EMERGENCY if self.is_emergency(event) else theme.LEVEL_COLOR[event.level]
        stripe = QRect(rect.left(), rect.top() + margin_px, self._stripe_px(event), rect.height() - 2 * margin_px)
        painter.fillRect(stripe, QColor(color))

    def _stripe_px(self, event: Event) -> int:
        return theme.px(EMERGENCY_STRIPE_PX if self.is_emergency(event) else STRIPE_PX)

    def is_emergency(self, event: Event) -> bool:
        """Whether it is an open emergency."""
        return event.open and is_emergency(event.subclass, event.level, self._emergencies)

    def paint_seats(self, painter: QPainter, rect: QRect, event: Event) -> None:
        """Marks beside the level stripe, where no text is: a dot where the event is open at another seat, filled where
        somebody fills in a form there; a square where it is claimed, filled where by this window's person."""
        if self.attendance is None:
            return
        others, claim = self.attendance.others_at(event.id), event.claim
        if not others and claim is None:
            return
        size, stripe = theme.px(MARK_PX), self._stripe_px(event)
        left = rect.left() + stripe + (theme.px(TEXT_PX) - stripe - size) // 2
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        pen = theme.px(1)
        painter.setPen(QPen(QColor(theme.NOTICE), pen))
        mark = QRectF(left + pen / 2, 0, size - pen, size - pen)  # the outline lies on both sides of it
        if others:
            painter.setBrush(QColor(theme.NOTICE) if others[0].step else Qt.BrushStyle.NoBrush)
            mark.moveTop(rect.top() + rect.height() / 4 - mark.height() / 2)
            painter.drawEllipse(mark)
        if claim is not None:
            own = claim.person == self.attendance.author
            painter.setBrush(QColor(theme.NOTICE) if own else Qt.BrushStyle.NoBrush)
            mark.moveTop(rect.top() + 3 * rect.height() / 4 - mark.height() / 2)
            painter.drawRect(mark)
        painter.restore()

    def helpEvent(
        self, event: QHelpEvent, view: QAbstractItemView, option: QStyleOptionViewItem, index: ModelIndex
    ) -> bool:
        """The tooltip: title, claim and other seats."""
        QToolTip.showText(event.globalPos(), literal(self.tip(index)), view)
        return True

    def tip(self, index: ModelIndex) -> str:
        """What the tooltip of a row says."""
        shown: Event | None = index.data(EVENT_ROLE)
        title = index.data() or ""
        if shown is None or self.attendance is None:
            return title
        claimed = claim_text(shown, self.attendance, self.clock.now_ms())
        return "\n".join(part for part in (title, claimed, seats_text(self.attendance.others_at(shown.id))) if part)

    def paint_event(self, painter: QPainter, rect: QRect, event: Event, title: str) -> None:
        """Two lines of texts."""
        now_ms = self.clock.now_ms()
        painter.save()
        inner = rect.adjusted(theme.px(TEXT_PX), theme.px(6), -theme.px(10), -theme.px(6))
        upper = QRect(inner.left(), inner.top(), inner.width(), inner.height() // 2)
        lower = QRect(inner.left(), upper.bottom() + 1, inner.width(), inner.height() - upper.height())
        self.line(painter, upper, title, theme.TEXT, 15, state(event.state), self.urgency_color(event), pill=True)
        right, color = self.pressing(event, now_ms)
        about = self.subject(event, _room(lower, right), moments.short(event.happened_ms, now_ms))
        self.line(painter, lower, about, theme.MUTED, 13, right, color)
        painter.restore()

    def urgency_color(self, event: Event) -> str:
        """The colour that the event has on the map."""
        key = style_of(event, self.clock.now_ms(), emergency=self.is_emergency(event))
        return self._styles[key].color

    def subject(self, event: Event, room_px: int, *more: str) -> str:
        """What the event is about, the most pressing first, as far as it fits; its kind is never cut for the rest."""
        subclass = self.catalog.subclasses.get(event.subclass)
        level = () if event.level == "general" else (pick(LEVEL_NAMES[event.level]),)
        urgent = (self.tr("EMERGENCY"),) if self.is_emergency(event) else ()
        kind = pick(subclass.name) if subclass else event.subclass
        escalated = last_step(event, self.catalog) if event.open else None
        marks = [] if escalated is None else [pick(escalated.name)]
        marks += [
            text
            for text, active in (
                (self.tr("returned {n}").format(n=event.returned), event.state is State.FILED and event.returned > 0),
                (self.tr("{n} units").format(n=len(event.active_units)), event.open and len(event.active_units) > 1),
                (self.tr("asks for an extension"), event.extension_until_ms is not None),
                (pick(SOURCE_NAMES[event.source]), event.source == "simulated"),
            )
            if active
        ]
        reports = (self.tr("{n} reports").format(n=1 + len(event.joined)),) if event.joined else ()
        before = (*urgent, *level, *marks)
        return parts_around((*before, kind, *reports, *more), len(before), 13, room_px)

    def pressing(self, event: Event, now_ms: int) -> tuple[str, str]:
        """Text and colour of the urgency: the time left, or the centre's next step."""
        if event.state in CLOCK_RUNS and event.due_ms is not None:
            color = STAGE_COLORS[clock_stage(event.soon_ms, event.due_ms, now_ms)]
            return remaining(event.due_ms, now_ms), color
        step = next_step(event)
        if step is not None and (event.state in WAITING | TO_VERIFY or event.unsolved):
            color = theme.WARNING if event.unsolved else theme.ACCENT
            return "→ " + word(VERBS[step.__name__]), color
        return event.id, theme.MUTED

    def line(
        self,
        painter: QPainter,
        rect: QRect,
        left: str,
        left_color: str,
        size: float,
        right: str,
        right_color: str,
        *,
        pill: bool = False,
    ) -> None:
        if pill:
            self.pill(painter, rect, right, right_color)
        else:
            painter.setFont(theme.font(13))
            painter.setPen(QColor(right_color))
            painter.drawText(rect, _RIGHT, right)
        painter.setFont(theme.font(size))
        painter.setPen(QColor(left_color))
        room = _room(rect, right)
        text = elided(left, size, room)
        painter.drawText(QRect(rect.left(), rect.top(), room, rect.height()), _LEFT, text)

    def pill(self, painter: QPainter, rect: QRect, text: str, color: str) -> None:
        """A text in a rounded frame, at the right of ``rect``."""
        width = advance(text, 13) + theme.px(12)
        box = QRect(rect.right() - width, rect.top(), width, rect.height())
        painter.setFont(theme.font(13))
        painter.setPen(QColor(color))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(box.adjusted(0, 1, -1, -1), theme.px(3), theme.px(3))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)


def _room(rect: QRect, right: str) -> int:
    """Width of a line beside its text at the right, in pixels."""
    return rect.width() - advance(right, 13) - theme.px(12) - theme.px(8)
