"""Pins results, renews, moves and unpins them; the desk keeps them."""

from __future__ import annotations

from uuid import uuid4

from PySide6.QtCore import QObject, Signal

from county.decisions.pins import (
    MovePin,
    Pin,
    PinCommand,
    PinFigure,
    PinPlace,
    RenewPin,
    UnpinFigure,
    same_question,
)
from county.figures.metric import Figure
from desktop.backend.submissions import Answer
from desktop.named_refusals import named_refusal
from desktop.session import Session

PLACES: tuple[PinPlace, ...] = ("wall", "page")


def shown_pins(session: Session, place: PinPlace | None = None) -> list[Pin]:
    """The pins on the desk that the window shows, in the order in which they were pinned; ``place``: those that are
    shown there."""
    pins = [pin for pin in session.layers.states("pin").values() if isinstance(pin, Pin) and pin.is_shown]
    pins.sort(key=lambda pin: (pin.steps[0].happened_ms, pin.id))
    return [pin for pin in pins if place is None or place in pin.on]


class Pinning(QObject):
    """Of one view."""

    said = Signal(str)
    """Why a command was refused."""

    def __init__(self, session: Session, parent: QObject) -> None:
        super().__init__(parent)
        self._session = session
        self._sent: set[str] = set()
        session.submissions.answered.connect(self._answered)

    def release(self) -> None:
        """Hear nothing more."""
        self._session.submissions.answered.disconnect(self._answered)

    def pin_of(self, figure: Figure) -> Pin | None:
        """The pin that answers the same question; None for none."""
        return next((pin for pin in shown_pins(self._session) if same_question(pin.figure, figure)), None)

    def pin(self, figure: Figure, as_of_ms: int, on: tuple[PinPlace, ...] = PLACES) -> None:
        """Show a result."""
        self._send(PinFigure(pin_id=uuid4().hex, figure=figure, as_of_ms=as_of_ms, on=on))

    def renew(self, pin: Pin, figure: Figure, as_of_ms: int) -> None:
        """Show what was counted now."""
        self._send(RenewPin(pin_id=pin.id, figure=figure, as_of_ms=as_of_ms))

    def toggle(self, pin: Pin, place: PinPlace) -> None:
        """Show it there, or no longer."""
        self._send(MovePin(pin_id=pin.id, on=tuple(one for one in PLACES if (one in pin.on) != (one == place))))

    def unpin(self, pin: Pin, note: str) -> None:
        """Show it no longer, for a reason."""
        self._send(UnpinFigure(pin_id=pin.id, note=note))

    def _send(self, body: PinCommand) -> None:
        self._sent.add(self._session.submissions.send(body).id)

    def _answered(self, answer: Answer) -> None:
        if answer.command.id in self._sent:
            self._sent.remove(answer.command.id)
            if answer.refusal is not None:
                self.said.emit(named_refusal(self._session, answer.refusal.code, answer.refusal.params))
