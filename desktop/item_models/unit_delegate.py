"""Units to choose from as rows with columns: unit, minutes, way and tasks to be compared, and below them the reason."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractItemView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from desktop import theme
from desktop.item_models.text_fit import advance, elided

UNIT_LINE_ROLE = int(Qt.ItemDataRole.UserRole) + 1
"""UnitLine of a row."""
LARGE, SMALL = 15, 13
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
NAME_EM = 7
"""A name has room for so many characters beside the columns; otherwise it has a line of its own."""


@dataclass(frozen=True)
class UnitLine:
    """What a row shows, in the current language."""

    rank: str
    name: str
    figures: tuple[str, str, str]
    """Minutes, kilometres and tasks; "" or a dash where there are none."""
    reason: str
    warning: str = ""
    """That the unit returned the event; "" where it did not."""


@dataclass(frozen=True)
class _Columns:
    """Where the figures of a row of ``width_px`` are; ``beside``: in the line of the name."""

    width_px: int

    @property
    def widths(self) -> tuple[int, int, int]:
        """Of the figures' columns, the same in every row."""
        short, long = (advance(sample, LARGE, bold=True) + theme.px(10) for sample in ("8888", "888.8"))
        return short, long, short

    @property
    def beside(self) -> bool:
        return self.width_px - sum(self.widths) >= NAME_EM * advance("字", LARGE) + advance("88 ", LARGE)

    def boxes(self, line: QRect) -> list[QRect]:
        """Of the figures in a line, from its right end."""
        boxes: list[QRect] = []
        right = line.right() + 1
        for width in reversed(self.widths):
            boxes.insert(0, QRect(right - width, line.top(), width, line.height()))
            right -= width
        return boxes


class UnitDelegate(QStyledItemDelegate):
    """Paints a :class:`UnitLine`."""

    def sizeHint(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        line: UnitLine = index.data(UNIT_LINE_ROLE)
        lines = 2 + bool(line.warning) + (not _Columns(self._width(option)).beside)
        return QSize(theme.px(160), lines * _line_px() + 2 * theme.px(4))

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        unit: UnitLine = index.data(UNIT_LINE_ROLE)
        row: QRect = option.rect
        flags: QStyle.StateFlag = option.state
        painter.save()
        chosen = bool(flags & QStyle.StateFlag.State_Selected)
        if chosen or flags & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(row, QColor(theme.LINE if chosen else theme.RAISED))
        elif index.row() % 2:
            painter.fillRect(row, QColor(theme.GROUND))
        if flags & QStyle.StateFlag.State_HasFocus:
            painter.fillRect(QRect(row.left(), row.top(), theme.px(3), row.height()), QColor(theme.ACCENT))
        inner = row.adjusted(theme.px(8), theme.px(4), -theme.px(6), -theme.px(4))
        line = QRect(inner.left(), inner.top(), inner.width(), _line_px())
        columns = _Columns(self._width(option))
        indent = advance("88 ", LARGE)
        _write(painter, line, unit.rank, theme.MUTED, LARGE)
        room = sum(columns.widths) if columns.beside else 0
        _write(painter, line.adjusted(indent, 0, -room, 0), unit.name, theme.TEXT, LARGE, bold=True)
        if not columns.beside:
            line.translate(0, _line_px())
        for box, text in zip(columns.boxes(line), unit.figures, strict=True):
            _write(painter, box, text, theme.TEXT, LARGE, align=_RIGHT)
        for text, color in ((unit.reason, theme.MUTED), (unit.warning, theme.WARNING)):
            if text:
                line.translate(0, _line_px())
                _write(painter, line.adjusted(indent, 0, 0, 0), text, color, SMALL)
        painter.restore()

    def _width(self, option: QStyleOptionViewItem) -> int:
        """Of the room for a row's lines."""
        view = self.parent()
        width = view.viewport().width() if isinstance(view, QAbstractItemView) else option.rect.width()
        return int(width) - theme.px(14)


class UnitHeadings(QWidget):
    """The names of the columns above a list."""

    def __init__(self, names: tuple[str, str, str, str]) -> None:
        super().__init__()
        self._names = names
        self.right_px = 0
        """Of the list's scroll bar."""
        self.setFixedHeight(_line_px())

    def paintEvent(self, event: QPaintEvent) -> None:
        line = QRect(theme.px(10), 0, self.width() - theme.px(18) - self.right_px, self.height())
        columns = _Columns(line.width())
        with QPainter(self) as painter:
            if columns.beside:
                _write(painter, line.adjusted(advance("88 ", LARGE), 0, 0, 0), self._names[0], theme.MUTED, SMALL)
            for box, text in zip(columns.boxes(line), self._names[1:], strict=True):
                _write(painter, box, text, theme.MUTED, SMALL, align=_RIGHT)


def _line_px() -> int:
    return theme.px(23)


def _write(
    painter: QPainter, rect: QRect, text: str, color: str, size: float, *, align: Qt.AlignmentFlag = _LEFT,
    bold: bool = False,
) -> None:  # fmt: skip
    painter.setFont(theme.font(size, bold=bold))
    painter.setPen(QColor(color))
    painter.drawText(rect, align, elided(text, size, rect.width(), bold=bold))
