"""Tells clients how far the answers to their questions about coverage are, and the answers."""

from __future__ import annotations

from collections.abc import Callable

from services.analysis.closed_roads import ClosedAsOf
from services.analysis.study_replies import with_state
from services.coverage.studies import CoverageStudies
from services.protocol.coverage_messages import CoverageReply, CoverageRequest


class CoverageReplies:
    """Used by one thread."""

    def __init__(self, studies: CoverageStudies, closed: Callable[[int], ClosedAsOf]) -> None:
        """``closed``: the closed roads as of a record, 0 for the newest one."""
        self._studies = studies
        self._closed = closed

    def answer(self, asked: CoverageRequest, cancelled: Callable[[], bool] = bool) -> CoverageReply:
        """The answer, or how far it is.  Raises StoreError, UnreadableRecord."""
        at = self._closed(asked.as_of_seq)
        reply = CoverageReply(
            request=asked.request, question=asked.question, as_of_seq=at.seq, as_of_ms=at.recorded_ms, state="waiting",
            share=0.0,
        )  # fmt: skip
        if asked.give_up:
            self._studies.give_up(asked.question)
            return reply
        return with_state(reply, self._studies.study(asked.question, at.closures))
