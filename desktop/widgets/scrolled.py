"""Makes a widget scroll when it does not fit in height."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QSize, Qt, QTimer
from PySide6.QtWidgets import QFrame, QLayout, QScrollArea, QWidget

from drawing.turn_time import DeferredCall


class Scrolled(QScrollArea):
    """Scrolls its widget in height only: it is never narrower than that.

    A click beside its parts takes the focus from nobody: Qt would give it to the scroll area.  The Tab key stops at it
    only where there is something to scroll.
    """

    def __init__(self, inside: QWidget) -> None:
        super().__init__()
        self._told: tuple[int, QSize] | None = None
        """Width and size of the widget for which the parts around this one were laid out."""
        self._tell_soon = DeferredCall(self, self._tell)
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._soon.timeout.connect(self._tell_soon.run)
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.verticalScrollBar().rangeChanged.connect(self._follow_range)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWidget(inside)

    def _follow_range(self, _lowest: int, highest: int) -> None:
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus if highest > 0 else Qt.FocusPolicy.NoFocus)

    @property
    def fits(self) -> bool:
        """Whether its widget has the height that it needs for its width."""
        inside = self.widget()
        assert inside is not None
        needed = inside.heightForWidth(inside.width()) if inside.hasHeightForWidth() else inside.sizeHint().height()
        return inside.height() == max(self.viewport().height(), needed)

    def fit(self) -> None:
        """Give its widget that height now: Qt does it when a part of it has asked for another place the next time."""
        inside = self.widget()
        assert inside is not None
        for layout in inside.findChildren(QLayout):
            layout.invalidate()
        QCoreApplication.sendEvent(inside, QEvent(QEvent.Type.LayoutRequest))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Pass on that the widget needs another width, which a scroll area does not.

        Only then: each text that changes would have the whole window laid out; and where it has that width already,
        in a turn of its own.
        """
        if event.type() == QEvent.Type.LayoutRequest:
            needed = self._needed()
            if needed != self._told and needed[0] > self.viewport().width():
                self._tell()
            elif needed != self._told:
                self._soon.start()
        return super().eventFilter(watched, event)

    def _tell(self) -> None:
        needed = self._needed()
        if needed != self._told:
            self._told = needed
            self.updateGeometry()

    def _needed(self) -> tuple[int, QSize]:
        return self._needed_px(), super().sizeHint()

    def _needed_px(self) -> int:
        inside = self.widget()
        assert inside is not None
        return max(inside.minimumSizeHint().width(), inside.minimumWidth())

    def minimumSizeHint(self) -> QSize:
        hint = super().minimumSizeHint()
        needed = self._needed_px() + self.verticalScrollBar().sizeHint().width()
        return QSize(max(hint.width(), needed), hint.height())


def scrolled(inside: QWidget) -> Scrolled:
    """``inside`` in a scroll area that follows its width."""
    return Scrolled(inside)
