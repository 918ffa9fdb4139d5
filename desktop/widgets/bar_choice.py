"""A list of choices beside what has the keys, such as the slider of a replay or the injects of a drill."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, Signal

from desktop.widgets.wheelless_box import WheellessBox


class BarChoice(WheellessBox):
    """Reached by Tab; a list that was opened gives the focus away when it closes: Home would change the choice."""

    left = Signal()
    """Its list was closed, by a choice or by a key."""

    def __init__(self) -> None:
        super().__init__()
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._list = self.view().window()
        self._list.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.Hide and watched is self._list:
            self.left.emit()
        return super().eventFilter(watched, event)
