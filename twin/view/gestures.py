"""Mouse and keyboard control of the view, as on the map: a drag moves it and the wheel zooms to the cursor; a drag with
the right button or Ctrl turns it."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from PySide6.QtCore import QObject, QPointF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QWheelEvent

from county.clock import monotonic_ms
from twin.view.camera import Camera
from twin.view.camera_controller import CameraController
from twin.view.surface import F64

CLICK_PX = 4
Key = Qt.Key
TURNS = {Key.Key_Left: (-6.0, 0.0), Key.Key_Right: (6.0, 0.0), Key.Key_Up: (0.0, 4.0), Key.Key_Down: (0.0, -4.0)}
"""Degrees of turn and tilt by key."""
ZOOMS = {Key.Key_Plus: 0.8, Key.Key_Equal: 0.8, Key.Key_Minus: 1.25}


class Gestures(QObject):
    """Steers ``controller``; ``ground_under`` returns the scene point under a pixel."""

    clicked = Signal(QPointF)
    context_wanted = Signal(QPointF)
    """A click with the right button."""
    approached = Signal(QPointF)
    """A double click requests a flight there."""
    flight_wanted = Signal(Camera)
    used = Signal()
    """A hand moves the view."""

    def __init__(self, controller: CameraController, ground_under: Callable[[QPointF], F64]) -> None:
        super().__init__()
        self._controller = controller
        self._ground_under = ground_under
        self._pressed: QPointF | None = None
        self._last = QPointF()
        self._pivot: F64 | None = None
        self._dragged = False
        self._hand_ms = 0

    def held_since(self, asked_ms: int) -> bool:
        """Whether a hand is on the view, or has moved it since ``asked_ms`` on the monotonic clock."""
        return self._pressed is not None or self._hand_ms > asked_ms

    def press(self, event: QMouseEvent) -> None:
        self._controller.stop()
        self._pressed = self._last = event.position()
        self._dragged = False
        self._pivot = self._ground_under(event.position())

    def move(self, event: QMouseEvent, size: QSize) -> None:
        """The mouse moved over a view of ``size``."""
        if self._pressed is None or self._pivot is None:
            return
        at = event.position()
        if not self._dragged and (at - self._pressed).manhattanLength() <= CLICK_PX:
            return
        self._dragged = True
        self._note_hand()
        step = at - self._last
        turns = event.buttons() & Qt.MouseButton.RightButton or event.modifiers() & Qt.KeyboardModifier.ControlModifier
        if turns:
            self._controller.turn(self._pivot, step.x() * 0.25, step.y() * 0.2)
        else:
            self._pan(self._pivot, self._last, at, size)
        self._last = at

    def release(self, event: QMouseEvent) -> None:
        if self._pressed is not None and not self._dragged:
            if event.button() == Qt.MouseButton.LeftButton:
                self.clicked.emit(event.position())
            elif event.button() == Qt.MouseButton.RightButton:
                self.context_wanted.emit(event.position())
        self._pressed = None

    def double_click(self, event: QMouseEvent) -> None:
        self.approached.emit(event.position())

    def wheel(self, event: QWheelEvent) -> None:
        self._note_hand()
        self._controller.zoom(self._ground_under(event.position()), 0.8 ** (event.angleDelta().y() / 120))

    def key(self, event: QKeyEvent) -> bool:
        """Handle a key; False when it has no function here."""
        key, controller = Qt.Key(event.key()), self._controller
        if key in TURNS:
            controller.turn(controller.camera.target, *TURNS[key])
        elif key in ZOOMS:
            controller.zoom(controller.camera.target, ZOOMS[key])
        elif key == Qt.Key.Key_Home:
            self.flight_wanted.emit(controller.home())
        elif key == Qt.Key.Key_N:
            self.flight_wanted.emit(controller.from_above())
        else:
            return False
        self._note_hand()
        return True

    def _note_hand(self) -> None:
        self._hand_ms = monotonic_ms()
        self.used.emit()

    def _pan(self, pivot: F64, before_px: QPointF, after_px: QPointF, size: QSize) -> None:
        camera = self._controller.camera
        before, after = (camera.ray(p.x(), p.y(), size.width(), size.height()) for p in (before_px, after_px))
        by = (before - after) * float((pivot - camera.eye) @ camera.basis[2])
        if after[2] < -0.05 and before[2] < -0.05:  # slide along the ground's level, not along the screen
            height = pivot[2] - camera.eye[2]
            by = before * (height / before[2]) - after * (height / after[2])
        self._controller.pan(np.array([by[0], by[1], 0.0]))
