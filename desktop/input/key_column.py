"""One column of the list of keys: its groups below each other, every use of keys a line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent

from desktop import theme
from desktop.i18n import pick
from desktop.input.keys import KEY_GROUPS, KEYS, KeyGroup, KeyUse, shown_key
from desktop.widgets.literal import PlainLabel

BETWEEN_PX, BELOW_PX, ABOVE_PX = 14, 4, 8
"""Between keys and what they do, below each line, above each heading."""


@dataclass(frozen=True)
class KeyLine:
    """The keys or the gesture, what they do, and where both are written in the column."""

    keys: str
    text: str
    keys_box: QRect
    text_box: QRect


class KeyColumn(PlainLabel):
    """Writes its lines itself: as labels of their own, those of all columns would be 170 widgets, which take a tenth of
    a second to make and to show.  Its text is that of all lines, for those who have it read out."""

    def __init__(self, groups: Sequence[KeyGroup]) -> None:
        super().__init__()
        self._plain, self._bold = theme.font(theme.BODY_PX), theme.font(theme.BODY_PX, bold=True)
        plain, bold = QFontMetrics(self._plain), QFontMetrics(self._bold)
        uses = {group: {name: use for name, use in KEYS.items() if use.group == group} for group in groups}
        left = {name: _left(use) for of_group in uses.values() for name, use in of_group.items()}
        keys_px = max(bold.horizontalAdvance(keys) for keys in left.values())
        text_px = theme.px(BETWEEN_PX) + keys_px  # what the keys do begins at one edge
        height = max(plain.height(), bold.height())
        self.headings: list[tuple[str, QRect]] = []
        self.lines: dict[str, KeyLine] = {}
        """By name in the table of keys."""
        y, wide = 0, 0
        for group, of_group in uses.items():
            heading = pick(KEY_GROUPS[group])
            y += theme.px(ABOVE_PX)
            self.headings.append((heading, QRect(0, y, bold.horizontalAdvance(heading), height)))
            y += height + theme.px(BELOW_PX)
            for name, use in of_group.items():
                text = pick(use.text)
                text_box = QRect(text_px, y, plain.horizontalAdvance(text), height)
                self.lines[name] = KeyLine(left[name], text, QRect(0, y, keys_px, height), text_box)
                wide = max(wide, text_box.right() + 1)
                y += height + theme.px(BELOW_PX)
        self._size = QSize(max(wide, *(box.right() + 1 for _, box in self.headings)), y)
        spoken = (f"{line.keys}  {line.text}" for line in self.lines.values())
        self.setText("\n".join(spoken))
        self.setMinimumSize(self._size)

    def sizeHint(self) -> QSize:
        return self._size

    def minimumSizeHint(self) -> QSize:
        return self._size

    def paintEvent(self, event: QPaintEvent) -> None:
        seen, flags = event.rect(), Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        with QPainter(self) as painter:
            painter.setFont(self._bold)
            painter.setPen(QColor(theme.ACCENT))
            for heading, box in self.headings:
                painter.drawText(box, flags, heading)
            painter.setPen(QColor(theme.TEXT))
            shown = [line for line in self.lines.values() if line.text_box.united(line.keys_box).intersects(seen)]
            for line in shown:
                painter.drawText(line.keys_box, flags, line.keys)
            painter.setFont(self._plain)
            for line in shown:
                painter.drawText(line.text_box, flags, line.text)


def _left(use: KeyUse) -> str:
    """Keys that keyboards label alike, those of both Enter keys, are one."""
    return "  ".join(dict.fromkeys(map(shown_key, use.keys))) if use.gesture is None else pick(use.gesture)
