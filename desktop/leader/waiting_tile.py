"""A list of the first row: its number in large letters, and its first rows."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from county.names import BETWEEN
from desktop import moments, theme
from desktop.item_models.text_fit import advance
from desktop.leader.figure_button import MARGIN_PX, RADIUS_PX, LookOf, PressedPart, write
from desktop.leader.waiting_rows import LeaderRow, LeaderRows
from desktop.places.division_names import shorter_paths

translate = QCoreApplication.translate
ROW_PX, HEAD_PX, GAP_PX, MARGINS_PX = 78, 68, 4, 8
BESIDE_PX = 128
"""Width of a heading at the left of its rows."""
TITLE_SIZES, LINE_SIZE = (20, 19, 18, 17), 16
"""Of the letters in the first line of a row, the largest with which it is whole, and of those below it."""


def row_words(row: LeaderRow, now_ms: int) -> tuple[str, str, str]:
    """What it is; where and who; why and since when."""
    since = moments.short(row.since_ms, now_ms)
    lasts = moments.lasting(row.since_ms, now_ms)
    where = BETWEEN.join(filter(None, (row.where, row.who)))
    waits = translate("leader", "since {time} ({lasts})").format(time=since, lasts=lasts)
    return row.what, where, BETWEEN.join(filter(None, (row.why, waits)))


def fitted_words(row: LeaderRow, now_ms: int, room_px: float) -> tuple[str, str]:
    """The second and third line of a row in the longest form that fits: of the place its last names, and who; why and
    how long, in every row as a duration, so that rows can be compared."""
    places = [BETWEEN.join(filter(None, (where, row.who))) for where in shorter_paths(row.where)]
    lasts = moments.lasting(row.since_ms, now_ms)
    whys = [BETWEEN.join(filter(None, (row.why, lasts))), row.why or lasts]
    return _first_fitting(places, room_px), _first_fitting(whys, room_px)


def title_size(what: str, room_px: float) -> int:
    """Of the letters of the first line: smaller ones before a part of what happened is cut."""
    return next((size for size in TITLE_SIZES if advance(what, size, bold=True) <= room_px), TITLE_SIZES[-1])


def _first_fitting(forms: list[str], room_px: float) -> str:
    """The first of the forms that is no wider than the room; the last one where none is."""
    return next((form for form in forms if advance(form, LINE_SIZE) <= room_px), forms[-1])


class LeaderRowButton(PressedPart):
    """One row: a click gives its action."""

    def __init__(self, look: LookOf) -> None:
        super().__init__(look)
        self.row: LeaderRow | None = None
        self.words = ("", "", "")
        self._now_ms = 0
        self.setFixedHeight(theme.px(ROW_PX))

    def show_row(self, row: LeaderRow, now_ms: int) -> None:
        """Replace what is shown."""
        words = row_words(row, now_ms)
        if (row, words) != (self.row, self.words):
            self.row, self.words, self._now_ms = row, words, now_ms
            self.setAccessibleName(BETWEEN.join((*filter(None, words), row.action)))
            self.setToolTip("\n".join(filter(None, words)))
            self.update()

    def sizeHint(self) -> QSize:
        return QSize(theme.px(300), theme.px(ROW_PX))

    def paintEvent(self, event: QPaintEvent) -> None:
        row, look = self.row, self.look()
        if row is None:
            return
        with QPainter(self) as painter:
            self.paint_ground(painter, "ground" if self.underMouse() else "card")
            room = QRectF(self.rect()).adjusted(theme.px(12), 0, -theme.px(10), 0)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(look.color("danger" if row.grave else "line"))
            painter.drawRoundedRect(QRectF(1, theme.px(9), theme.px(4), self.height() - theme.px(18)), 2, 2)
            action = self._paint_action(painter, room, row.action)
            width = room.width()
            what, (where, why) = self.words[0], fitted_words(row, self._now_ms, width)
            title = width - action - theme.px(8)
            size = title_size(what, title)
            write(painter, QPointF(room.left(), theme.px(26)), what, size, look, bold=True, width=title)
            write(painter, QPointF(room.left(), theme.px(48)), where, LINE_SIZE, look, "muted", width=width)
            color = "danger" if row.grave else "muted"
            write(painter, QPointF(room.left(), theme.px(69)), why, LINE_SIZE, look, color, width=width)

    def _paint_action(self, painter: QPainter, room: QRectF, text: str) -> float:
        """The one thing to do, at the right; returns its width."""
        look, font = self.look(), theme.font(17, bold=True)
        painter.setFont(font)
        width = painter.fontMetrics().horizontalAdvance(text) + theme.px(22)
        box = QRectF(room.right() - width, theme.px(2), width, theme.px(28))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(look.color("accent"), theme.px(1.5)))
        painter.drawRoundedRect(box, theme.px(5), theme.px(5))
        painter.setPen(look.color("accent"))
        painter.drawText(box, int(Qt.AlignmentFlag.AlignCenter), text)
        return width


class WaitingHead(PressedPart):
    """Title and number of a list, above its rows or at their left: a click shows all of it."""

    def __init__(self, look: LookOf) -> None:
        super().__init__(look)
        self.name, self.note, self.more = "", "", ""
        self.total: int | None = None
        """None: not known."""
        self.grave = False
        self._beside = False
        self.put_beside(False)

    def sizeHint(self) -> QSize:
        return QSize(theme.px(BESIDE_PX), theme.px(ROW_PX if self._beside else HEAD_PX))

    def put_beside(self, beside: bool) -> None:
        """At the left of the rows, or above them in their whole width."""
        self._beside = beside
        across = QSizePolicy.Policy.Fixed if beside else QSizePolicy.Policy.Preferred
        self.setSizePolicy(across, QSizePolicy.Policy.Fixed)
        self.updateGeometry()
        self.update()

    def show_head(self, name: str, total: int | None, note: str, *, grave: bool) -> None:
        """Replace what is shown; ``note`` stands beside the number."""
        if (name, total, note, grave) != (self.name, self.total, self.note, self.grave):
            self.name, self.total, self.note, self.grave = name, total, note, grave
            self.setAccessibleName(" ".join(filter(None, (name, "" if total is None else str(total), note))))
            self.update()

    def show_more(self, hidden: int) -> None:
        """Say how many rows there are besides those below."""
        more = self.tr("{n} more ›").format(n=f"{hidden:,}") if hidden > 0 else ""
        if more != self.more:
            self.more = more
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        look = self.look()
        number = "–" if self.total is None else f"{self.total:,}"
        color = "danger" if self.grave else "text" if self.total else "muted"
        with QPainter(self) as painter:
            self.paint_ground(painter)
            if self._beside:
                self._paint_beside(painter, number, color)
                return
            if self.more:
                painter.setFont(theme.font(17, bold=True))
                painter.setPen(look.color("accent"))
                box = QRectF(self.rect()).adjusted(0, theme.px(6), -theme.px(12), 0)
                painter.drawText(box, int(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignRight), self.more)
            left, width, base = theme.px(12), self.width() - theme.px(24), theme.px(55)
            taken = write(painter, QPointF(left, base), number, 60, look, color, bold=True) + theme.px(14)
            name_at = QPointF(left + taken, base - (theme.px(24) if self.note else 0))
            write(painter, name_at, self.name, 22, look, width=width - taken)
            write(painter, QPointF(left + taken, base), self.note, 16, look, "muted", width=width - taken)

    def _paint_beside(self, painter: QPainter, number: str, color: str) -> None:
        """The number and what is not listed in the first line, then the name in two lines, or in one and the note."""
        look, left, width = self.look(), theme.px(8), self.width() - theme.px(14)
        taken = write(painter, QPointF(left, theme.px(37)), number, 42, look, color, bold=True) + theme.px(6)
        right = QPointF(left + width, theme.px(37))
        write(painter, right, self.more, 14, look, "accent", bold=True, width=width - taken, align="right")
        if self.note:
            write(painter, QPointF(left, theme.px(57)), self.name, 16, look, width=width)
            write(painter, QPointF(left, theme.px(74)), self.note, 13, look, "muted", width=width)
            return
        painter.setFont(theme.font(16))
        painter.setPen(look.color("text"))
        box = QRectF(left, theme.px(41), width, self.height() - theme.px(41))
        painter.drawText(box, int(Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap), self.name)


class WaitingTile(QWidget):
    """As many rows as there is room for."""

    opened = Signal(object)
    """LeaderRow whose action was given."""

    def __init__(self, look: LookOf) -> None:
        super().__init__()
        self.look = look
        self.head = WaitingHead(look)
        self.buttons: list[LeaderRowButton] = []
        self.shown = LeaderRows(0, ())
        self.empty = ""
        self._now_ms = 0
        self._beside = False
        self._box, self._rows = QBoxLayout(QBoxLayout.Direction.TopToBottom, self), QVBoxLayout()
        margin = theme.px(MARGINS_PX)
        self._box.setContentsMargins(margin, margin, margin, margin)
        for box in (self._box, self._rows):
            box.setSpacing(theme.px(GAP_PX))
        self._box.addWidget(self.head, 0, Qt.AlignmentFlag.AlignTop)
        self._box.addLayout(self._rows, 1)
        self._rows.addStretch(1)

    def put_beside(self, beside: bool) -> None:
        """The heading at the left of the rows, where there is little height, or above them."""
        self._beside = beside
        self._box.setDirection(QBoxLayout.Direction.LeftToRight if beside else QBoxLayout.Direction.TopToBottom)
        self.head.put_beside(beside)
        self.updateGeometry()

    @property
    def _head_px(self) -> int:
        """Of the height, above the rows."""
        return 0 if self._beside else HEAD_PX + GAP_PX

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.px(240), theme.px(self._head_px + ROW_PX + 2 * MARGINS_PX))

    def sizeHint(self) -> QSize:
        rows = 1 if self._beside else 3
        return QSize(theme.px(380), theme.px(self._head_px + rows * (ROW_PX + GAP_PX) + 2 * MARGINS_PX))

    def show_rows(self, name: str, found: LeaderRows | None, empty: str, note: str, now_ms: int) -> None:
        """Replace what is shown; ``found`` None: not known, as ``empty`` says."""
        self.shown = LeaderRows(0, ()) if found is None else found
        self.empty, self._now_ms = ("" if self.shown.rows else empty), now_ms
        grave = any(row.grave for row in self.shown.rows)
        self.head.show_head(name, None if found is None else found.total, note, grave=grave)
        self._fill()
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fill()

    def _fill(self) -> None:
        free = self.height() - theme.px(self._head_px + 2 * MARGINS_PX - GAP_PX)
        count = min(len(self.shown.rows), max(1, free // theme.px(ROW_PX + GAP_PX)))
        self.head.show_more(self.shown.total - count)
        while len(self.buttons) < count:
            button = LeaderRowButton(self.look)
            button.clicked.connect(lambda _=False, button=button: self.opened.emit(button.row))
            self.buttons.append(button)
            self._rows.insertWidget(self._rows.count() - 1, button)
        for place, button in enumerate(self.buttons):
            button.setVisible(place < count)
            if place < count:
                button.show_row(self.shown.rows[place], self._now_ms)

    def paintEvent(self, event: QPaintEvent) -> None:
        look = self.look()
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(look.color("card"))
            painter.drawRoundedRect(QRectF(self.rect()), theme.px(RADIUS_PX), theme.px(RADIUS_PX))
            if self.empty:
                left = BESIDE_PX if self._beside else 0
                box = QRectF(self.rect()).adjusted(
                    theme.px(MARGIN_PX + 2 + left), theme.px(self._head_px + 16), -theme.px(MARGIN_PX), -theme.px(10)
                )
                painter.setFont(theme.font(19))
                painter.setPen(look.color("muted"))
                painter.drawText(box, int(Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap), self.empty)
