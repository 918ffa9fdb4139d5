"""Tells clients how far the answers to their questions about coverage are, and the answers."""

from __future__ import annotations

from collections.abc import Callable

from msgspec.structs import replace

from county.explained import Explained
from services.analysis.closed_roads import ClosedAsOf
from services.coverage.search import SearchCancelled
from services.coverage.studies import CoverageStudies
from services.protocol.coverage_messages import CoverageReply, CoverageRequest
from services.protocol.messages import Trouble


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
        study = self._studies.ask(asked.question, at.closures)
        try:
            answer = study.answer
        except SearchCancelled:
            return reply
        except Explained as error:
            study.given_up.set()  # the next question begins it anew: a search may have failed for want of memory
            told = Trouble.of(error.line)
            return replace(reply, state="refused", template=told.template, params=told.params)
        if answer is not None:
            return replace(reply, state="done", share=1.0, answer=answer)
        return replace(reply, state="working", share=min(1.0, study.share)) if study.is_begun else reply
