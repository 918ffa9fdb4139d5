"""Labels and buttons of one line that never widen their window: long texts are elided, with the full text in the
tooltip."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QFontMetrics, QHelpEvent, QKeySequence, QPainter, QPaintEvent
from PySide6.QtWidgets import QPushButton, QSizePolicy, QStyle, QStyleOptionButton, QStylePainter, QToolTip

from desktop import theme
from desktop.widgets.literal import PlainLabel, literal, without_mnemonics

LABEL_PX, BUTTON_PX = 60, 76
"""Widths to which a text is elided at most."""
FOCUS_BORDER_PX = 2
"""Width of the border of a focused button in the style sheet of :mod:`desktop.theme`."""


class ElidedLabel(PlainLabel):
    """``text()`` is the full text."""

    def __init__(self) -> None:
        super().__init__()

    def setText(self, text: str) -> None:
        super().setText(text)
        self.setToolTip(literal(text))

    def minimumSizeHint(self) -> QSize:
        hint = super().minimumSizeHint()
        return QSize(min(hint.width(), theme.px(LABEL_PX)), hint.height())

    def shown_text(self) -> str:
        """The text as far as there is room for it."""
        return self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, self.contentsRect().width())

    def paintEvent(self, paint: QPaintEvent) -> None:
        with QPainter(self) as painter:
            self.drawFrame(painter)
            painter.setPen(self.palette().color(self.foregroundRole()))
            painter.drawText(self.contentsRect(), self.alignment(), self.shown_text())


class FittingLabel(ElidedLabel):
    """The longest of several forms that has room, the last one elided where none has; ``text()`` is the longest."""

    def __init__(self) -> None:
        super().__init__()
        self._forms: Sequence[str] = ("",)

    def setText(self, text: str) -> None:
        """The only form."""
        self._forms = (text,)
        super().setText(text)

    def set_forms(self, forms: Sequence[str]) -> None:
        """The same text in ever shorter forms."""
        self.setText(forms[0])
        self._forms = forms

    def shown_text(self) -> str:
        """The form that is painted, as far as there is room for it."""
        return _longest_fitting(self._forms, self.fontMetrics(), self.contentsRect().width())


class ElidedButton(QPushButton):
    """``text()`` is the full text; it is the tooltip, too, while there is no other one."""

    def __init__(self) -> None:
        super().__init__()
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def setText(self, text: str) -> None:
        """An & in ``text`` is no mnemonic."""
        super().setText(text)
        self.setShortcut(QKeySequence())

    def sizeHint(self) -> QSize:
        """With room for the wider border of the focus, which must not elide the text."""
        return super().sizeHint() + QSize(2 * theme.px(FOCUS_BORDER_PX), 0)

    def minimumSizeHint(self) -> QSize:
        hint = self.sizeHint()
        return QSize(min(hint.width(), theme.px(BUTTON_PX)), hint.height())

    def shown_text(self) -> str:
        """The text as far as there is room for it."""
        return self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, self.room_px())

    def room_px(self) -> int:
        """Width that the text may take."""
        option = QStyleOptionButton()
        self.initStyleOption(option)
        return self.style().subElementRect(QStyle.SubElement.SE_PushButtonContents, option, self).width()

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip and not self.toolTip():
            QToolTip.showText(event.globalPos(), "" if self.shown_text() == self.text() else literal(self.text()), self)
            return True
        return super().event(event)

    def paintEvent(self, paint: QPaintEvent) -> None:
        option = QStyleOptionButton()
        self.initStyleOption(option)
        option.text = without_mnemonics(self.shown_text())
        QStylePainter(self).drawControl(QStyle.ControlElement.CE_PushButton, option)


class FittingButton(ElidedButton):
    """The longest of several forms that has room, the last one elided where none has; ``text()`` is the longest."""

    def __init__(self) -> None:
        super().__init__()
        self._forms: Sequence[str] = ("",)

    def set_forms(self, forms: Sequence[str]) -> None:
        """The same text in ever shorter forms."""
        self._forms = forms
        self.setText(forms[0])

    def shown_text(self) -> str:
        """The form that is painted, as far as there is room for it."""
        return _longest_fitting(self._forms, self.fontMetrics(), self.room_px())


def _longest_fitting(forms: Sequence[str], metrics: QFontMetrics, room_px: int) -> str:
    fits = (form for form in forms if metrics.horizontalAdvance(form) <= room_px)
    return next(fits, metrics.elidedText(forms[-1], Qt.TextElideMode.ElideRight, room_px))
