"""What else told of events, of what has left the desk, too: asked of the analysis, once for each moment."""

from __future__ import annotations

from collections import OrderedDict

from psygnal import Signal

from county.briefing.linked import LinkedCases
from desktop.figure_asker import FigureAsker
from desktop.session import Session
from services.protocol.analysis_messages import LinkedAnswer

KEPT_MAX = 8
"""Moments whose cases are kept."""
_Key = tuple[str, int]


class LinkedHistory:
    """Answers by event and record; :meth:`of` asks for the one that is missing."""

    changed = Signal()
    """An answer arrived, or why there is none."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._known: OrderedDict[_Key, LinkedCases] = OrderedDict()
        self._asked: _Key | None = None
        self._asker = FigureAsker(session, self.changed.emit)

    @property
    def trouble(self) -> str:
        """Why what was asked last did not arrive; "" where it did, or still may."""
        return "" if self._asker.is_waiting else self._asker.trouble

    def release(self) -> None:
        """Take no answers any more."""
        self._asker.release()

    def of(self, event_id: str, as_of_seq: int) -> LinkedCases | None:
        """What told of an event as of a record; None until it has arrived."""
        key = event_id, as_of_seq
        if key in self._known:
            self._known.move_to_end(key)
            return self._known[key]
        if key != self._asked:
            self._asker.forget()
            self._asked = key
            self._asker.linked_cases(event_id, as_of_seq, self._take)
        return None

    def again(self) -> None:
        """Ask again for what did not arrive, once the analysis is there."""
        if self.trouble and self._session.source.health().analysis is not None:
            self._asked = None
            self.changed.emit()

    def _take(self, answer: LinkedAnswer) -> None:
        assert self._asked is not None
        self._known[self._asked] = LinkedCases(tuple(answer.plans), tuple(answer.arrivals), tuple(answer.site))
        self._asked = None
        while len(self._known) > KEPT_MAX:
            self._known.popitem(last=False)
        self.changed.emit()
