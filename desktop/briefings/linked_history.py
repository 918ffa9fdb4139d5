"""What else told of events, of what has left the desk, too: asked of the analysis, once for each moment."""

from __future__ import annotations

from county.briefing.linked import LinkedCases
from desktop.briefings.kept_answers import KeptAnswers
from services.protocol.analysis_messages import LinkedAnswer


class LinkedHistory(KeptAnswers[tuple[str, int], LinkedCases]):
    """Answers by event and record."""

    def of(self, event_id: str, as_of_seq: int) -> LinkedCases | None:
        """What told of an event as of a record; None until it has arrived."""
        return self.known((event_id, as_of_seq))

    def ask(self, key: tuple[str, int]) -> None:
        self._asker.linked_cases(*key, self._take)

    def _take(self, answer: LinkedAnswer) -> None:
        self.keep(LinkedCases(tuple(answer.plans), tuple(answer.arrivals), tuple(answer.site)))
