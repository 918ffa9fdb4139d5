"""Base class of panels: retranslation, and signal connections and timers that are released together."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from psygnal import SignalInstance
from PySide6.QtCore import QEvent, Qt, QTimer
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop import theme
from desktop.process.releasable import Releasable
from desktop.widgets.accessible_names import name_controls
from drawing.turn_time import DeferredCall

MARGINS_PX = (8, 6, 8, 4)
SPACING_PX = 5


class Panel(QWidget):
    """A part of the window.  ``title`` names its dock."""

    def __init__(self) -> None:
        super().__init__()
        self._listening: list[tuple[SignalInstance, Callable[..., Any]]] = []
        self._timers: list[QTimer | DeferredCall] = []

    def title(self) -> str:
        """The dock's title in the language of the screen; "" for a part of another panel.

        Static in panels with a dock, which are made when they are first shown.
        """
        return ""

    def retranslate(self) -> None:
        """Set all texts; called once at start-up and when the language changes."""
        raise NotImplementedError

    @property
    def is_seen(self) -> bool:
        """Whether a part of it is on the screen; for Qt a tab behind another one is visible."""
        return not self.visibleRegion().isEmpty()

    def uncover(self) -> None:
        """It is shown, or its tab comes to the front: panels that do not follow while unseen query again."""

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.uncover()
        self.name_controls()

    def listen(self, signal: SignalInstance, slot: Callable[..., Any]) -> None:
        """Call ``slot`` on ``signal`` until :meth:`release`."""
        signal.connect(slot)
        self._listening.append((signal, slot))

    def every(self, interval_ms: int, do: Callable[[], object]) -> None:
        """Call ``do`` repeatedly until :meth:`release`, in turns of the loop that have time for it."""
        timer, call = QTimer(self), DeferredCall(self, do)
        timer.timeout.connect(call.run)
        timer.start(interval_ms)
        self._timers += (timer, call)

    def release(self) -> None:
        """Disconnect all signals, stop all timers, release what parts keep outside; called when the window closes."""
        for timer in self._timers:
            timer.stop()
        for signal, slot in self._listening:
            signal.disconnect(slot, missing_ok=True)
        self._listening.clear()
        for part in self.findChildren(Releasable):
            part.release()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
            self.name_controls()

    def name_controls(self) -> None:
        """Name for screen readers what has no other name: by the title of this panel, or of the one that it belongs to.

        Called when it is shown, when the language changes, and by panels that make a part later."""
        part: QWidget | None = self
        title = ""
        while part is not None and not title:
            title = part.title() if isinstance(part, Panel) else ""
            part = part.parentWidget()
        if self.focusPolicy() & Qt.FocusPolicy.TabFocus:
            self.setAccessibleName(title)
        name_controls(self, title)


def column_of(panel: QWidget) -> QVBoxLayout:
    """The layout of a panel with its parts below each other; Qt's own distances do not follow the theme's scale."""
    box = QVBoxLayout(panel)
    box.setContentsMargins(*(theme.px(margin) for margin in MARGINS_PX))
    box.setSpacing(theme.px(SPACING_PX))
    return box
