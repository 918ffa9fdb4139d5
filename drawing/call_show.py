"""Whether one pane, a map or a twin, shows the call that waits: only where nobody uses it, and until somebody does."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent
from PySide6.QtWidgets import QApplication, QWidget

from county.clock import monotonic_ms
from drawing.hands import Hands
from drawing.moving_share import Mover, moving_share
from layers.focus import USED_MS, Focus, InView, MapPoint
from layers.shown_call import ShownCall

FRAME_MS = 40
FLIGHT_MS = 1_500
"""How long a view takes to glide to the call."""
WAY_MS = 1_200
"""How long a way grows, once it is known and the view has arrived."""
RECHECK_MS = 200
"""How often it is looked whether a hand that works elsewhere rests."""
MOVING_MS = 4_500
"""After so long nothing moves, unless a way came later."""
_TOUCHES = frozenset({
    QEvent.Type.MouseButtonPress, QEvent.Type.MouseButtonDblClick, QEvent.Type.Wheel, QEvent.Type.KeyPress,
})  # fmt: skip
_ONLY_HELD = frozenset({
    Qt.Key.Key_Shift, Qt.Key.Key_Control, Qt.Key.Key_Alt, Qt.Key.Key_AltGr, Qt.Key.Key_Meta,
})  # fmt: skip
"""Keys of which a shortcut for another part of the window begins, too: by themselves they are no hand on the pane."""


class TurningPane(QWidget):
    """A view that can be turned to a place; what it does is up to it."""

    def turn_to(self, place: MapPoint) -> None:
        """Glide to a place in FLIGHT_MS."""
        raise NotImplementedError

    def way_back(self) -> Callable[[], None]:
        """What brings it to where it is now, or glides to, in the same time."""
        raise NotImplementedError

    def bring_into_view(self, wanted: InView) -> None:
        """Move so far that places are in view."""
        raise NotImplementedError


class CallShow(QObject):
    """Follows ``focus.calls`` for ``pane``.

    A pane that is in use when a call comes does not show that call at all.  While a hand works elsewhere the call waits
    until it rests: a pane that turns, and makes the ground of another place, would slow the answers to that hand.
    """

    advanced = Signal()
    """It looks different now."""

    def __init__(
        self, pane: TurningPane, focus: Focus, monotonic: Callable[[], int] = monotonic_ms,
        hands: Hands | None = None,
    ) -> None:  # fmt: skip
        """``hands``: those at work elsewhere; by default those that the application knows of."""
        super().__init__(pane)
        self._hands = hands or moving_share().hands
        self._pane, self._focus, self._monotonic = pane, focus, monotonic
        self.call: ShownCall | None = None
        """What the pane shows now."""
        self._passed = ""
        """Key of the call that this pane does not show: it was in use."""
        self._used_ms: int | None = None
        """When a hand was last on the pane."""
        self._since_ms = self._ways_since_ms = 0
        self._back: Callable[[], None] | None = None
        """Brings the pane to where it was before the call."""
        self._wanted: InView | None = None
        """What a step asked to see meanwhile."""
        self._frames = 0
        self._mover = Mover()
        self._timer = QTimer(self, interval=FRAME_MS)
        self._timer.timeout.connect(self._advance)
        self._recheck = QTimer(self, singleShot=True, interval=RECHECK_MS)
        self._recheck.timeout.connect(self._follow)
        focus.calls.changed.connect(self._follow)

    def watch(self) -> None:
        """Notice hands on the pane and on the widgets that it has now."""
        for widget in (self._pane, *self._pane.findChildren(QWidget)):
            widget.installEventFilter(self)

    def close(self) -> None:
        self._timer.stop()
        self._recheck.stop()
        self._focus.calls.shown_in.discard(self)
        self._focus.calls.changed.disconnect(self._follow)

    @property
    def waiting(self) -> str:
        """What is said at the edge of the pane; "" for nothing."""
        return self._focus.calls.waiting

    @property
    def still(self) -> bool:
        """Whether nothing may move."""
        return self._focus.reduced_motion

    @property
    def elapsed_ms(self) -> int:
        """Since the call is shown here, MOVING_MS at most."""
        return MOVING_MS if self.still else min(MOVING_MS, self._monotonic() - self._since_ms)

    @property
    def grown(self) -> float:
        """Part of each way that is drawn, 0 to 1."""
        begun_ms = max(self._since_ms + FLIGHT_MS, self._ways_since_ms)
        return min(1.0, max(0.0, (self._monotonic() - begun_ms) / WAY_MS))

    @property
    def key(self) -> list[object]:
        """Everything that decides what is painted."""
        return [self.call, self.waiting, self._frames]

    def defers(self, wanted: InView) -> bool:
        """Whether places that are to be in view wait until the call is shown no more: a step leaves the pane to the
        call; a hand that has chosen since what it looks at takes it."""
        if self.call is not None and not wanted.by_step and wanted.asked_ms >= self._since_ms:
            self.touch()
        if self.call is not None:
            self._wanted = wanted
        return self.call is not None

    def touch(self) -> None:
        """A hand is on the pane: it belongs to that, and stays where it is."""
        self._used_ms = self._monotonic()
        if self.call is not None:
            self._passed = self.call.key
            self._back = self._wanted = None
            self._end()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.key() in _ONLY_HELD:
            return False
        if event.type() in _TOUCHES:
            self.touch()
        elif event.type() == QEvent.Type.MouseMove:
            self._used_ms = self._monotonic()
        return False

    def _follow(self) -> None:
        before, call = self.call, self._focus.calls.call
        if call is None:
            if before is not None:
                if self._is_used():  # by a hand that did not end the call: the view is not taken from it
                    self._back = None
                self._end()
        elif before is not None and before.key == call.key:
            self.call = call
            if len(call.ways) > len(before.ways) and not self.still:
                self._ways_since_ms = self._monotonic()
                self._timer.start()
        elif call.key != self._passed:
            if self._is_free():
                if self._hands.are_at_work:
                    self._recheck.start()
                    if before is not None:  # another one, that is over
                        self._end()
                    return
                self._begin(call)
            else:
                self._passed = call.key
                if before is not None:
                    self._back = None
                    self._end()
        self._show()

    def _begin(self, call: ShownCall) -> None:
        self.call = call
        self._focus.calls.shown_in.add(self)
        self._since_ms = self._ways_since_ms = self._monotonic()
        if not self.still:
            self._back = self._back or self._pane.way_back()
            self._pane.turn_to(call.place)
            self._timer.start()

    def _end(self) -> None:
        """Show none any more; be where the pane was, or where a step meanwhile asked to be."""
        self.call = None
        self._focus.calls.shown_in.discard(self)
        self._timer.stop()
        back, self._back = self._back, None
        wanted, self._wanted = self._wanted, None
        if back is not None:
            back()
        if wanted is not None:
            self._pane.bring_into_view(wanted)
        self._show()

    def _is_free(self) -> bool:
        """Whether the pane is seen and nobody uses it."""
        return self._pane.isVisible() and not self._is_used()

    def _is_used(self) -> bool:
        """Whether somebody looks at the pane with the pointer, types in it, or chooses something on it."""
        used = self._used_ms is not None and self._monotonic() - self._used_ms < USED_MS
        held = self._pane.underMouse() and QGuiApplication.mouseButtons().value != 0
        typed = QApplication.focusWidget()
        inside = typed is not None and typed is not self._pane and self._pane.isAncestorOf(typed)
        return used or held or inside or self._focus.is_choosing

    def _advance(self) -> None:
        if not self._mover.is_due:
            return
        if self.elapsed_ms >= MOVING_MS and self.grown >= 1.0:
            self._timer.stop()
        self._show()

    def _show(self) -> None:
        self._frames += 1
        self.advanced.emit()
