"""Who has claimed the event of the card, and who else is about it: one line whose height never changes, so that nothing
below it moves."""

from __future__ import annotations

from county.events.event import Event
from desktop.duty.seat_texts import claim_text, seats_text
from desktop.session import Session
from desktop.widgets.elided import ElidedLabel


class SeatLine(ElidedLabel):
    """It stands out where another person is about the event.  The full text is the tooltip."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self.setProperty("role", "muted")

    def show_event(self, event: Event) -> None:
        """Show who is about ``event`` now."""
        attendance, now_ms = self._session.attendance, self._session.clock.now_ms()
        claimed = claim_text(event, attendance, now_ms)
        if not claimed and event.open:
            claimed = self.tr("Claimed by nobody")
        text = " · ".join(part for part in (seats_text(attendance.others_at(event.id)), claimed) if part) or " "
        others = bool(attendance.others_at(event.id)) or (event.claim and event.claim.person != attendance.author)
        role = "hint" if others else "muted"
        if (text, role) != (self.text(), self.property("role")):
            self.setText(text)
            self.setProperty("role", role)
            self.style().polish(self)
