"""Tells clients how far the forecasts of needs are, and the forecasts."""

from __future__ import annotations

from collections.abc import Callable

from msgspec.structs import replace

from services.analysis.need.need_studies import NeedStudies
from services.analysis.study_replies import with_state
from services.analysis.timeline.timeline import RecordTimeline
from services.protocol.need_messages import NeedReply, NeedRequest


class NeedReplies:
    """Used by one thread."""

    def __init__(
        self, studies: NeedStudies, timeline: RecordTimeline, now: Callable[[], int] | None,
        is_ready: Callable[[], bool],
    ) -> None:  # fmt: skip
        """``now``: the clock of the present; None: it is the last record.  ``is_ready``: whether the timeline has
        everything that is known."""
        self._studies = studies
        self._timeline = timeline
        self._now = now
        self._is_ready = is_ready

    def answer(self, asked: NeedRequest, cancelled: Callable[[], bool] = bool) -> NeedReply:
        """The answer, or how far it is."""
        extent = self._timeline.extent
        seq = min(asked.as_of_seq or extent.head.seq, extent.head.seq)
        recorded_ms = self._timeline.recorded_ms(seq, extent)
        reply = NeedReply(
            request=asked.request, question=asked.question, as_of_seq=seq, as_of_ms=recorded_ms, state="waiting",
            share=0.0,
        )  # fmt: skip
        if asked.give_up:
            self._studies.give_up(asked.question)
            return reply
        if not self._is_ready():
            return reply
        is_now = not asked.as_of_seq
        at_ms = self._now() if is_now and self._now is not None else recorded_ms
        told = with_state(reply, self._studies.study(asked.question, at_ms, seq, is_now=is_now))
        if told.answer is None:
            return told
        needs = tuple(one if one.need == asked.need else replace(one, past=b"") for one in told.answer.needs)
        return replace(told, answer=replace(told.answer, needs=needs))
