"""The words and example questions that persons accepted, from all answers by hand that were ever recorded."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from county.policy.tickets import POLICY_QUESTIONS, PolicyTicket, PolicyWordAccepted, PolicyWordWithdrawn
from services.analysis.timeline.layout import KINDS
from services.analysis.timeline.timeline import RecordTimeline
from services.policies.lessons import Lessons
from services.store.ports import JournalReader
from services.store.upcast import RecordReader

_CHANGES = [KINDS.index(kind.__name__) for kind in (PolicyWordAccepted, PolicyWordWithdrawn)]


class AcceptedLessons:
    """Used by one thread; a question is read again when what it taught was accepted or withdrawn."""

    def __init__(self, timeline: RecordTimeline, journal: JournalReader, reader: RecordReader) -> None:
        self._timeline = timeline
        self._journal = journal
        self._read = reader.read
        self._looked_at = 0
        """Versions of questions that were looked at."""
        self._accepted: dict[str, PolicyTicket] = {}
        self._lessons = Lessons()

    def lessons(self) -> Lessons:
        """All that count; another object when one came or went.  Raises StoreError, UnreadableRecord."""
        extent = self._timeline.extent
        versions = self._timeline.states(POLICY_QUESTIONS.key, extent)
        rows = np.arange(self._looked_at, len(versions))
        if not len(rows):
            return self._lessons
        kinds = self._timeline.column("record.kind", extent)[versions.seq[rows] - 1]
        changed = np.unique(versions.subject(rows[np.isin(kinds, _CHANGES)]))
        for id in versions.ids.texts(changed):
            ticket = self._ticket(id)
            if ticket is not None and ticket.word == "accepted":
                self._accepted[id] = ticket
            else:
                self._accepted.pop(id, None)
        self._looked_at = len(versions)
        lessons = _lessons(self._accepted.values())
        if lessons != self._lessons:
            self._lessons = lessons
        return self._lessons

    def _ticket(self, id: str) -> PolicyTicket | None:
        ticket: PolicyTicket | None = None
        for data in self._journal.of_subject(f"{POLICY_QUESTIONS.key}/{id}"):
            ticket = POLICY_QUESTIONS.apply(ticket, self._read(data))
        return ticket


def _lessons(tickets: Iterable[PolicyTicket]) -> Lessons:
    words: dict[str, tuple[str, ...]] = {}
    asked: dict[tuple[str, str], tuple[str, ...]] = {}
    unanswered: list[str] = []
    for ticket in tickets:
        if ticket.spoken:
            spoken = ticket.spoken.strip()
            words[spoken] = tuple(dict.fromkeys((*words.get(spoken, ()), ticket.written.strip())))
        if ticket.as_example and ticket.answered_by:
            article = ticket.answered_by[0].doc_id, ticket.answered_by[0].no
            asked[article] = (*asked.get(article, ()), ticket.question)
        elif ticket.as_example:
            unanswered.append(ticket.question)
    return Lessons(words, asked, tuple(unanswered))
