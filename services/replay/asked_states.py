"""Requests for states that the analysis has not answered yet."""

from __future__ import annotations

from collections.abc import Callable
from uuid import uuid4

from services.protocol.analysis_messages import AnalysisQuery
from services.protocol.as_of_messages import StatesAt, StatesRequest
from services.protocol.replay import ReplayMoment
from services.replay.awaited import ArrivingStates


class AskedStates:
    """Used under the lock of its replay."""

    def __init__(self, ask: Callable[[AnalysisQuery], object]) -> None:
        self._ask = ask
        self._asked: dict[str, tuple[str, dict[str, int], ArrivingStates]] = {}
        """Aggregate key, records by id, and for which moments, of each request."""

    def __len__(self) -> int:
        return len(self._asked)

    def ask(self, key: str, seqs: dict[str, int], moment: ReplayMoment, arriving: ArrivingStates) -> str:
        """Ask for the states of a moment, of the records ``seqs`` by id; returns the request."""
        request = uuid4().hex
        self._asked[request] = key, seqs, arriving
        self._ask(StatesRequest(
            request=request, aggregate=key, ids=tuple(seqs), as_of_seq=moment.seq, happened_ms=moment.happened_ms
        ))  # fmt: skip
        return request

    def take(self, answer: StatesAt) -> bool:
        """Keep what arrived; returns whether it was asked for."""
        if answer.request not in self._asked:
            return False
        key, seqs, arriving = self._asked.pop(answer.request)
        arriving.keep(key, seqs, map(bytes, answer.states))
        return True

    def failed(self, request: str) -> bool:
        """There is no answer to ``request``; returns whether it was of these."""
        if request not in self._asked:
            return False
        key, seqs, arriving = self._asked.pop(request)
        arriving.failed(key, seqs)
        return True

    def forget(self, request: str) -> None:
        """It is not needed any more."""
        self._asked.pop(request, None)
