"""What the pointer rests on in a twin, in words beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QPointF, Qt, QTimer
from PySide6.QtGui import QMouseEvent

from desktop.map.hover_tip import HOVER_MS, HoverTip
from layers.focus import Focus

if TYPE_CHECKING:
    from twin.view.widget import TwinWidget


class TwinTips(QObject):
    """Lives as long as ``twin``.  There is no tip while something is dragged, and none that stays while the view
    moves."""

    def __init__(self, focus: Focus, twin: TwinWidget) -> None:
        super().__init__(twin)
        self._focus, self._twin = focus, twin
        self._at_px = QPointF()
        self.tip = HoverTip(twin)
        self._rest = QTimer(self, singleShot=True, interval=HOVER_MS)
        self._rest.timeout.connect(self._look)
        twin.moved.connect(self._hide)
        twin.installEventFilter(self)
        twin.hud.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QMouseEvent) and watched is self._twin:
            self._at_px = event.position()
            if event.buttons() == Qt.MouseButton.NoButton:
                self._rest.start()
            elif event.type() == QEvent.Type.MouseMove:
                self._hide()
        elif event.type() in (QEvent.Type.Leave, QEvent.Type.Hide) or (
            event.type() == QEvent.Type.Enter and watched is not self._twin
        ):
            self._hide()
        return super().eventFilter(watched, event)

    def _look(self) -> None:
        found, turn = self._twin.clickable_at(self._at_px)
        if not found:
            self._hide()
            return
        self.tip.tell(self._at_px.toPoint(), found, turn)
        self._focus.point_at(found[turn][0].key, found[turn][1])

    def _hide(self) -> None:
        self._rest.stop()
        if not self.tip.isHidden():  # else another view may have told what is under the pointer
            self.tip.hide()
            self._focus.point_at("", "")
