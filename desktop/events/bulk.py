"""One step for several events: each is decided by the desk on its own, and each refusal is kept with its event."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal

from county import commands as c
from county.events.event import Event
from desktop.backend.submissions import Answer
from desktop.named_refusals import named_refusal
from desktop.permission import why_not
from desktop.session import Session
from desktop.units.returns import is_to_be_proposed
from desktop.wording import explained
from services.protocol.messages import RankReply, Trouble

AT_ONCE = 200
"""Events of one run at most."""


@dataclass(frozen=True)
class BulkOutcome:
    """What became of one event."""

    event_id: str
    why: str
    """Why the step was refused; "" when it was taken."""
    left_out: bool = False
    """Nothing was sent: another person has claimed it."""


def claimed_by_other(event: Event | None, author: str) -> str:
    """The person other than ``author`` who has claimed the event; "" for nobody."""
    claim = None if event is None else event.claim
    return "" if claim is None or claim.person == author else claim.person


class BulkRun(QObject):
    """One run at a time; further ones are refused by :attr:`running`."""

    changed = Signal()
    """Something was sent or answered."""

    def __init__(self, session: Session, parent: QObject) -> None:
        super().__init__(parent)
        self._session = session
        self._rankings: dict[str, str] = {}
        """Event by request for its units."""
        self._sent: dict[str, str] = {}
        """Event by command."""
        self.total = 0
        self.outcomes: list[BulkOutcome] = []
        session.feed.arrived.connect(self._arrived)
        session.submissions.answered.connect(self._answered)

    @property
    def running(self) -> bool:
        """Whether an event waits for its answer."""
        return bool(self._rankings or self._sent)

    def file(self, event_ids: Sequence[str]) -> None:
        """File each event (立案)."""
        self._begin(event_ids)
        for event_id in event_ids:
            self._send(event_id, c.FileEvent(event_id=event_id))
        self.changed.emit()

    def dispatch(self, event_ids: Sequence[str]) -> None:
        """Dispatch each event to the unit that the desk ranks first for it, where its card would propose that, too."""
        self._begin(event_ids)
        for event_id in event_ids:
            if not self._denied(event_id, c.DispatchEvent):
                self._rankings[self._session.source.ranking(event_id)] = event_id
        self.changed.emit()

    def supervise(self, event_ids: Sequence[str], note: str) -> None:
        """Put each event under 督办 with the same requirement."""
        self._begin(event_ids)
        for event_id in event_ids:
            self._send(event_id, c.SuperviseEvent(event_id=event_id, note=note))
        self.changed.emit()

    def merge(self, event_ids: Sequence[str], into: str) -> None:
        """Merge all of them but ``into`` into it."""
        merged = [event_id for event_id in event_ids if event_id != into]
        self._begin(merged)
        for event_id in merged:
            self._send(event_id, c.MergeEvent(event_id=event_id, into=into))
        self.changed.emit()

    def forget(self) -> None:
        """Nothing was run."""
        self._begin(())

    def release(self) -> None:
        """Disconnect from all signals."""
        self._session.feed.arrived.disconnect(self._arrived)
        self._session.submissions.answered.disconnect(self._answered, missing_ok=True)

    def _begin(self, event_ids: Sequence[str]) -> None:
        self.total, self.outcomes = len(event_ids), []

    def _denied(self, event_id: str, command: type[c.EventCommand]) -> bool:
        """Whether this key may not give the command, or another person has claimed the event: an outcome.  Who acts on
        many events has not looked at each; one event can be acted on from its card."""
        event: Event | None = self._session.layers.states("event").get(event_id)
        other = claimed_by_other(event, self._session.author)
        if other:
            why = self.tr("claimed by {person}").format(person=other)
            self.outcomes.append(BulkOutcome(event_id, why, left_out=True))
            return True
        why = why_not(self._session, command, event)
        if why:
            self.outcomes.append(BulkOutcome(event_id, why))
        return bool(why)

    def _send(self, event_id: str, body: c.EventCommand) -> None:
        if not self._denied(event_id, type(body)):
            self._sent[self._session.submissions.send(body, alone=False).id] = event_id

    def _arrived(self, answer: object) -> None:
        if not isinstance(answer, RankReply | Trouble) or answer.request not in self._rankings:
            return
        event_id = self._rankings.pop(answer.request)
        event: Event | None = self._session.layers.states("event").get(event_id)
        if isinstance(answer, Trouble):
            self.outcomes.append(BulkOutcome(event_id, explained(answer.line)))
        elif not answer.candidates:
            self.outcomes.append(BulkOutcome(event_id, self.tr("no unit is available")))
        elif event is not None and not is_to_be_proposed(answer.candidates[0], event):
            why = self.tr("the first unit is not free, cannot come or returned the event: choose by hand")
            self.outcomes.append(BulkOutcome(event_id, why))
        else:
            self._send(event_id, c.DispatchEvent(event_id=event_id, unit=answer.candidates[0].unit))
        self.changed.emit()

    def _answered(self, answer: Answer) -> None:
        event_id = self._sent.pop(answer.command.id, None)
        if event_id is not None:
            refused = answer.refusal
            why = "" if refused is None else named_refusal(self._session, refused.code, refused.params)
            self.outcomes.append(BulkOutcome(event_id, why))
            self.changed.emit()
