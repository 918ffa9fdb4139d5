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
        self.setSpacing(theme.px(SPACING_PX))

    def add(self, part: QWidget, stretch: int = 0) -> None:
        """Append a widget."""
        self.addWidget(part)
        self._stretch[self._items[-1]] = stretch

    # ---- what Qt asks of a layout

    def addItem(self, item: QLayoutItem, /) -> None:
        self._items.append(item)

    def count(self) -> int:
        return len(self._items)

    def itemAt(self, index: int, /) -> QLayoutItem | None:
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int, /) -> QLayoutItem | None:
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def expandingDirections(self) -> Qt.Orientation:
        return Qt.Orientation(0)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int, /) -> int:
        return self._place(QRect(0, 0, width, 0), place=False)

    def setGeometry(self, rect: QRect, /) -> None:
        super().setGeometry(rect)
        self._place(rect, place=True)

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

    def _place(self, rect: QRect, *, place: bool) -> int:
        """The height of all lines within ``rect``'s width; ``place``: give the items their places, too."""
        top = rect.top()
        for line in self._lines(rect.width()):
            widths = [min(item.sizeHint().width(), rect.width()) for item in line]
            free = rect.width() - sum(widths) - self.spacing() * (len(line) - 1)
            shares = [self._stretch.get(item, 0) for item in line]
            whole = sum(shares)
            if free > 0 and whole:
                widths = [width + free * share // whole for width, share in zip(widths, shares, strict=True)]
            heights = [
                item.heightForWidth(width) if item.hasHeightForWidth() else item.sizeHint().height()
                for item, width in zip(line, widths, strict=True)
            ]
            left, height = rect.left(), max(heights)
            for item, width, own in zip(line, widths, heights, strict=True):
                if place:
                    item.setGeometry(QRect(left, top + (height - own) // 2, width, own))
                left += width + self.spacing()
            top += height + self.spacing()
        return max(0, top - rect.top() - self.spacing())


def line_of(*parts: QWidget, stretch: Mapping[QWidget, int] | None = None) -> WrappingLine:
    """The widgets of a form side by side, as far as there is room."""
    line = WrappingLine()
    for part in parts:
        line.add(part, (stretch or {}).get(part, 0))
    return line
