"""Widgets side by side that continue on further lines where a panel is too narrow for one."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtWidgets import QLayout, QLayoutItem, QWidget

from desktop import theme

SPACING_PX = 6


class WrappingLine(QLayout):
    """Never wider than its widest widget needs.  In each line, widgets with a stretch share the room that is left."""

    def __init__(self) -> None:
        super().__init__()
        self._items: list[QLayoutItem] = []
        self._stretch: dict[QLayoutItem, int] = {}
        self._placed: dict[int, tuple[int, list[tuple[QLayoutItem, QRect]]]] = {}
        """By width, until an item changes: the height, and the boxes from the left upper corner.  Qt asks for the same
        height dozens of times while it lays out a window."""
        self.setSpacing(theme.px(SPACING_PX))

    def add(self, part: QWidget, stretch: int = 0) -> None:
        """Append a widget."""
        self.addWidget(part)
        self._stretch[self._items[-1]] = stretch

    # ---- what Qt asks of a layout

    def addItem(self, item: QLayoutItem, /) -> None:
        self._placed.clear()
        self._items.append(item)

    def count(self) -> int:
        return len(self._items)

    def itemAt(self, index: int, /) -> QLayoutItem | None:
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int, /) -> QLayoutItem | None:
        self._placed.clear()
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def expandingDirections(self) -> Qt.Orientation:
        return Qt.Orientation(0)

    def hasHeightForWidth(self) -> bool:
        return True

    def invalidate(self) -> None:
        self._placed.clear()
        super().invalidate()

    def heightForWidth(self, width: int, /) -> int:
        return self._within(width)[0]

    def setGeometry(self, rect: QRect, /) -> None:
        super().setGeometry(rect)
        for item, box in self._within(rect.width())[1]:
            item.setGeometry(box.translated(rect.topLeft()))

    def sizeHint(self) -> QSize:
        """All in one line."""
        shown = self._shown()
        width = sum(item.sizeHint().width() for item in shown) + self.spacing() * max(0, len(shown) - 1)
        return QSize(width, max((item.sizeHint().height() for item in shown), default=0))

    def minimumSize(self) -> QSize:
        size = QSize()
        for item in self._shown():
            size = size.expandedTo(item.minimumSize())
        return size

    # ----

    def _shown(self) -> list[QLayoutItem]:
        return [item for item in self._items if not item.isEmpty()]

    def _lines(self, width: int) -> list[list[QLayoutItem]]:
        lines: list[list[QLayoutItem]] = []
        used = 0
        for item in self._shown():
            needed = item.sizeHint().width()
            if not lines or used + self.spacing() + needed > width:
                lines.append([])
                used = needed
            else:
                used += self.spacing() + needed
            lines[-1].append(item)
        return lines

    def _within(self, width: int) -> tuple[int, list[tuple[QLayoutItem, QRect]]]:
        """The height of all lines within ``width``, and the box of each item."""
        if width not in self._placed:
            self._placed[width] = self._place(width)
        return self._placed[width]

    def _place(self, width: int) -> tuple[int, list[tuple[QLayoutItem, QRect]]]:
        boxes: list[tuple[QLayoutItem, QRect]] = []
        top = 0
        for line in self._lines(width):
            widths = [min(item.sizeHint().width(), width) for item in line]
            free = width - sum(widths) - self.spacing() * (len(line) - 1)
            shares = [self._stretch.get(item, 0) for item in line]
            whole = sum(shares)
            if free > 0 and whole:
                widths = [own + free * share // whole for own, share in zip(widths, shares, strict=True)]
            heights = [
                item.heightForWidth(own) if item.hasHeightForWidth() else item.sizeHint().height()
                for item, own in zip(line, widths, strict=True)
            ]
            left, height = 0, max(heights)
            for item, own_width, own in zip(line, widths, heights, strict=True):
                boxes.append((item, QRect(left, top + (height - own) // 2, own_width, own)))
                left += own_width + self.spacing()
            top += height + self.spacing()
        return max(0, top - self.spacing()), boxes


def line_of(*parts: QWidget, stretch: Mapping[QWidget, int] | None = None) -> WrappingLine:
    """The widgets of a form side by side, as far as there is room."""
    line = WrappingLine()
    for part in parts:
        line.add(part, (stretch or {}).get(part, 0))
    return line
