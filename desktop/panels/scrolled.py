"""Makes a widget scroll when it does not fit in height."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QSize, Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget


class Scrolled(QScrollArea):
    """Scrolls its widget in height only: it is never narrower than that.

    A click beside its parts takes the focus from nobody: Qt would give it to the scroll area.
    """

    def __init__(self, inside: QWidget) -> None:
        super().__init__()
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWidget(inside)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Pass on that the widget's width may have changed, which a scroll area does not."""
        if event.type() == QEvent.Type.LayoutRequest:
            self.updateGeometry()
        return super().eventFilter(watched, event)

    def minimumSizeHint(self) -> QSize:
        hint = super().minimumSizeHint()
        inside = self.widget()
        assert inside is not None
        needed = max(inside.minimumSizeHint().width(), inside.minimumWidth())
        return QSize(max(hint.width(), needed + self.verticalScrollBar().sizeHint().width()), hint.height())


def scrolled(inside: QWidget) -> Scrolled:
    """``inside`` in a scroll area that follows its width."""
    return Scrolled(inside)
