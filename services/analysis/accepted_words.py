"""The words that persons accepted when they answered questions about policies, from all that was ever recorded."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from county.policy.tickets import POLICY_QUESTIONS, PolicyTicket, PolicyWordAccepted, PolicyWordWithdrawn
from services.analysis.timeline.layout import KINDS
from services.analysis.timeline.timeline import RecordTimeline
from services.store.ports import JournalReader
from services.store.upcast import RecordReader

_CHANGES = [KINDS.index(kind.__name__) for kind in (PolicyWordAccepted, PolicyWordWithdrawn)]


class AcceptedWords:
    """Used by one thread; a question is read again when its word was accepted or withdrawn."""

    def __init__(self, timeline: RecordTimeline, journal: JournalReader, reader: RecordReader) -> None:
        self._timeline = timeline
        self._journal = journal
        self._read = reader.read
        self._looked_at = 0
        """Versions of questions that were looked at."""
        self._pairs: dict[str, tuple[str, str]] = {}
        """By question the spoken word and the word of articles."""
        self._words: dict[str, tuple[str, ...]] = {}

    def words(self) -> Mapping[str, tuple[str, ...]]:
        """By spoken word the words of articles.  The mapping is another one when a word came or went.  Raises
        StoreError, UnreadableRecord."""
        extent = self._timeline.extent
        versions = self._timeline.states(POLICY_QUESTIONS.key, extent)
        rows = np.arange(self._looked_at, len(versions))
        if not len(rows):
            return self._words
        kinds = self._timeline.column("record.kind", extent)[versions.seq[rows] - 1]
        changed = np.unique(versions.subject(rows[np.isin(kinds, _CHANGES)]))
        for id in versions.ids.texts(changed):
            ticket = self._ticket(id)
            if ticket is not None and ticket.word == "accepted":
                self._pairs[id] = ticket.spoken.strip(), ticket.written.strip()
            else:
                self._pairs.pop(id, None)
        self._looked_at = len(versions)
        words: dict[str, tuple[str, ...]] = {}
        for spoken, written in self._pairs.values():
            words[spoken] = tuple(dict.fromkeys((*words.get(spoken, ()), written)))
        if words != self._words:
            self._words = words
        return self._words

    def _ticket(self, id: str) -> PolicyTicket | None:
        ticket: PolicyTicket | None = None
        for data in self._journal.of_subject(f"{POLICY_QUESTIONS.key}/{id}"):
            ticket = POLICY_QUESTIONS.apply(ticket, self._read(data))
        return ticket
