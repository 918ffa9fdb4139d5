"""The words that persons accepted when they answered questions about policies, from all that was ever recorded."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from county.policy.tickets import POLICY_QUESTIONS, PolicyTicket, PolicyWordAccepted
from services.analysis.timeline.layout import KINDS
from services.analysis.timeline.timeline import RecordTimeline
from services.store.ports import JournalReader
from services.store.upcast import RecordReader

_ACCEPTED = KINDS.index(PolicyWordAccepted.__name__)


class AcceptedWords:
    """Used by one thread; each acceptance is read once."""

    def __init__(self, timeline: RecordTimeline, journal: JournalReader, reader: RecordReader) -> None:
        self._timeline = timeline
        self._journal = journal
        self._read = reader.read
        self._looked_at = 0
        """Versions of questions that were looked at."""
        self._words: dict[str, tuple[str, ...]] = {}

    def words(self) -> Mapping[str, tuple[str, ...]]:
        """By spoken word the words of articles.  The mapping is another one when a word was added.  Raises StoreError,
        UnreadableRecord."""
        extent = self._timeline.extent
        versions = self._timeline.states(POLICY_QUESTIONS.key, extent)
        rows = np.arange(self._looked_at, len(versions))
        if not len(rows):
            return self._words
        kinds = self._timeline.column("record.kind", extent)[versions.seq[rows] - 1]
        accepted = np.unique(versions.subject(rows[kinds == _ACCEPTED]))
        words = dict(self._words)
        for id in versions.ids.texts(accepted):
            ticket = self._ticket(id)
            if ticket is not None and ticket.is_accepted:
                words[ticket.spoken] = tuple(dict.fromkeys((*words.get(ticket.spoken, ()), ticket.written)))
        self._looked_at = len(versions)
        if words != self._words:
            self._words = words
        return self._words

    def _ticket(self, id: str) -> PolicyTicket | None:
        ticket: PolicyTicket | None = None
        for data in self._journal.of_subject(f"{POLICY_QUESTIONS.key}/{id}"):
            ticket = POLICY_QUESTIONS.apply(ticket, self._read(data))
        return ticket
