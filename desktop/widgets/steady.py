"""Labels and buttons whose text changes again and again: most changes lay nothing out and paint the text alone.

Qt lays out everything around a label, up to the window, whenever its text becomes another one, even where the new one
is as wide as the one before.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QSize
from PySide6.QtWidgets import QPushButton, QSizePolicy, QWidget

from desktop import theme
from desktop.widgets.elided import ElidedButton, FittingLabel
from desktop.widgets.literal import PlainLabel, literal

if TYPE_CHECKING:
    _Widget = QWidget
else:  # a class of Qt would make a second widget
    _Widget = object

STEP_PX = 60
SPARE_PX = 120
"""A text that leaves more of its room empty gets less."""
_MEASURED_ANEW = (QEvent.Type.FontChange, QEvent.Type.LanguageChange)


class SteadyRoom:
    """The width that is kept for a text, in steps; without ``spare`` it is just what a text needs.

    It changes for a text that is wider, or that leaves more than ``SPARE_PX`` of it empty.
    """

    def __init__(self, *, spare: bool = True) -> None:
        self._step_px = theme.px(STEP_PX) if spare else 1
        self.width_px = 0

    def take(self, text: str, of: QWidget) -> bool:
        """Make room for ``text`` in the font of a widget; returns whether the room changed.  No text leaves it."""
        needed_px = of.fontMetrics().horizontalAdvance(text)
        if not text or self.width_px - theme.px(SPARE_PX) <= needed_px <= self.width_px:
            return False
        self.width_px = -(-needed_px // self._step_px) * self._step_px
        return True

    def hint(self, hint: QSize, text: str, of: QWidget) -> QSize:
        """What a widget needs that needs ``hint`` for ``text``."""
        return QSize(hint.width() - of.fontMetrics().horizontalAdvance(text) + self.width_px, hint.height())


class SteadyText(_Widget):
    """Base of the widgets below, before the class of one that shows a text: that one has the text for which room was
    made last."""

    def __init__(self, *, spare: bool = True) -> None:
        self._shown, self._room = "", SteadyRoom(spare=spare)
        super().__init__()

    def text(self) -> str:
        return self._shown

    def setText(self, text: str) -> None:
        if text != self._shown:
            self._shown = text
            self.setAccessibleName(text)
            self._fit()

    def sizeHint(self) -> QSize:
        return self._room.hint(super().sizeHint(), self._laid_out(), self)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in _MEASURED_ANEW:
            self._room.width_px = 0
            self._fit()

    def _fit(self) -> None:
        if self._room.take(self._shown, self):
            self._lay_out(self._shown)
        self.update()

    def _laid_out(self) -> str:
        """The text for which room was made last."""
        raise NotImplementedError

    def _lay_out(self, text: str) -> None:
        """Make room for ``text``."""
        raise NotImplementedError


class SteadyLabel(SteadyText, FittingLabel):
    """Its full text is the tooltip."""

    def __init__(self, *, spare: bool = True) -> None:
        """``spare``: the text grows; a time of the day does not, and is never elided."""
        super().__init__(spare=spare)
        if not spare:
            self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Preferred)

    def setText(self, text: str) -> None:
        self._forms = (text,)
        self.setToolTip(literal(text))
        super().setText(text)

    def _laid_out(self) -> str:
        return PlainLabel.text(self)

    def _lay_out(self, text: str) -> None:
        PlainLabel.setText(self, text)


class FillingLabel(SteadyLabel):
    """Has the room that its neighbours leave, whatever its text is: no text lays anything out."""

    def __init__(self) -> None:
        super().__init__()
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)

    def _fit(self) -> None:
        self.update()


class SteadyButton(SteadyText, ElidedButton):
    """A button whose text changes."""

    def _laid_out(self) -> str:
        return QPushButton.text(self)

    def _lay_out(self, text: str) -> None:
        ElidedButton.setText(self, text)
