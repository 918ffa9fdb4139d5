"""The mark 实况 of what goes on showing now while another part of the window shows an earlier moment.

One rule for all of a live window: whoever rewinds a part of it tells the session, and header, red band, responses, map
and twin say that they are of now.  In a window of a replay everything is of its moment, which its band says.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Signal
from PySide6.QtWidgets import QWidget

from desktop import theme
from desktop.widgets.literal import PlainLabel

MARGIN_PX = 8


class PastBeside(QObject):
    """The earlier moment that a part of a live window shows."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.at_ms: int | None = None
        """None: everything is of now."""

    def show(self, at_ms: int | None) -> None:
        """A part shows this moment; None: it shows now again."""
        if at_ms != self.at_ms:
            self.at_ms = at_ms
            self.changed.emit()


class LiveMark(PlainLabel):
    """Seen only while another part of the window shows an earlier moment."""

    def __init__(self, beside: PastBeside, over: QWidget | None = None, *, low: bool = False) -> None:
        """``over``: lies over the upper left corner of this widget, instead of in a layout; ``low``: over the lower."""
        super().__init__(parent=over)
        self._beside, self._over, self._low = beside, over, low
        self.setFont(theme.font(17, bold=True))
        self.setStyleSheet(
            f"color: {theme.ON_ACCENT}; background: {theme.GOOD}; padding: 0 {theme.px(8)}px;"
            f" border-radius: {theme.px(4)}px;"
        )
        beside.changed.connect(self._follow)
        if over is not None:
            over.installEventFilter(self)
        self.retranslate()
        self._follow()

    def retranslate(self) -> None:
        self.setText(self.tr("LIVE"))
        self.setToolTip(self.tr("This is of now; another part of the window shows an earlier moment"))
        self._place()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize:
            self._place()
        return False

    def _follow(self) -> None:
        self.setVisible(self._beside.at_ms is not None)
        self._place()

    def _place(self) -> None:
        if self._over is not None:
            self.adjustSize()
            edge = theme.px(MARGIN_PX)
            self.move(edge, self._over.height() - self.height() - edge if self._low else edge)
            self.raise_()
