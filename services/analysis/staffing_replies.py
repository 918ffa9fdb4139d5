"""Tells clients how far the answers to their questions about staffing are, and the answers."""

from __future__ import annotations

from collections.abc import Callable

from services.analysis.closed_roads import ClosedAsOf
from services.analysis.study_replies import with_state
from services.protocol.staffing_messages import StaffingReply, StaffingRequest
from services.staffing.journal_facts import FactsMoment, StaffingFacts
from services.staffing.studies import StaffingStudies


class StaffingReplies:
    """Used by one thread."""

    def __init__(self, studies: StaffingStudies, facts: StaffingFacts, closed: Callable[[int], ClosedAsOf]) -> None:
        """``facts``: used by the thread of the studies; ``closed``: the closed roads as of a record, 0 for the newest
        one."""
        self._studies = studies
        self._facts = facts
        self._closed = closed

    def answer(self, asked: StaffingRequest, cancelled: Callable[[], bool] = bool) -> StaffingReply:
        """The answer, or how far it is.  Raises StoreError, UnreadableRecord."""
        at = self._closed(asked.as_of_seq)
        reply = StaffingReply(
            request=asked.request, question=asked.question, as_of_seq=at.seq, state="waiting", share=0.0
        )
        if asked.give_up:
            self._studies.give_up(asked.question)
            return reply
        moment = FactsMoment(at.seq, at.recorded_ms, at.closures)
        return with_state(reply, self._studies.study(asked.question, self._facts, moment))
