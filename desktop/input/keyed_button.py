"""A button that shows the key of its action at its right."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPaintEvent
from PySide6.QtWidgets import QStyle, QStyleOptionButton, QStylePainter

from desktop import theme
from desktop.input.keys import shown_key
from desktop.widgets.elided import ElidedButton
from desktop.widgets.literal import without_mnemonics

CAP_PX = 12
"""Size of the key's letters."""
GAP_PX = 5


class KeyedButton(ElidedButton):
    """``text()`` is without the key, which is shown whole, as :func:`desktop.input.keys.shown_key` writes it."""

    def __init__(self, key: str = "") -> None:
        super().__init__()
        self.setProperty("keyed", True)
        self._key, self._shown_key = "", ""
        self._least_px = 0
        self.set_key(key)

    @property
    def key(self) -> str:
        return self._key

    def show_step(self, text: str, key: str, *, primary: bool) -> None:
        """Show another step; nothing is styled or measured again for what is the same."""
        if text != self.text():
            self.setText(text)
        self.set_key(key)
        role = "primary" if primary else None
        if role != self.property("role"):
            self.setProperty("role", role)
            self.style().polish(self)
            self.updateGeometry()

    def set_key(self, key: str) -> None:
        """Show another key; "" for none."""
        if key == self._key:
            return
        self._key = key
        self._shown_key = " / ".join(map(shown_key, key.split(" / ")))
        self.setAccessibleDescription(key)
        self.updateGeometry()
        self.update()

    def own_hint(self) -> QSize:
        """What its text and key need."""
        return super().sizeHint() + QSize(self._cap_px(self.shown_key()), 0)

    def width_for(self, text: str) -> int:
        """The width that it would need with another text."""
        advance_px = self.fontMetrics().horizontalAdvance
        return self.own_hint().width() - advance_px(self.text()) + advance_px(text)

    def sizeHint(self) -> QSize:
        return self.own_hint().expandedTo(QSize(self._least_px, 0))

    def prefer_width(self, least_px: int) -> None:
        """Prefer this width where another button with a longer text takes its place; 0 for its own."""
        if least_px != self._least_px:
            self._least_px = least_px
            self.updateGeometry()

    def shown_key(self) -> str:
        """The key as it is shown."""
        return self._shown_key

    def shown_text(self) -> str:
        room = self.room_px() - self._cap_px(self.shown_key())
        return self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, room)

    def paintEvent(self, paint: QPaintEvent) -> None:
        option = QStyleOptionButton()
        self.initStyleOption(option)
        painter = QStylePainter(self)
        with painter:  # it ends here, even while a profiler holds the frame
            painter.drawControl(QStyle.ControlElement.CE_PushButtonBevel, option)
            inside = self.style().subElementRect(QStyle.SubElement.SE_PushButtonContents, option, self)
            cap = self.shown_key()
            option.text = without_mnemonics(self.shown_text())
            option.rect = self.rect().adjusted(0, 0, -self._cap_px(cap), 0)
            painter.drawControl(QStyle.ControlElement.CE_PushButtonLabel, option)
            if cap:
                primary = theme.ON_ACCENT if self.property("role") == "primary" else theme.MUTED
                painter.setPen(QColor(primary if self.isEnabled() else theme.DISABLED))
                painter.setFont(_cap_font())
                at_right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
                painter.drawText(QRect(inside), at_right, cap)

    def _cap_px(self, cap: str) -> int:
        return _advance_px(cap, theme.font_key()) + theme.px(GAP_PX) if cap else 0


@lru_cache(maxsize=256)
def _advance_px(cap: str, _font_key: str) -> int:
    """Width of a key's letters in the present font: layouts of a card ask for it some hundred times."""
    return QFontMetrics(_cap_font()).horizontalAdvance(cap)


def _cap_font() -> QFont:
    return theme.font(CAP_PX)
