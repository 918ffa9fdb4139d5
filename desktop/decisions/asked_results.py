"""Results of decision parts for one view: asked while they are wanted, kept until the next answer."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import NamedTuple

from PySide6.QtCore import QObject, Signal

from county.clock import monotonic_ms
from desktop.figures.analysis_note import analysis_answers
from desktop.session import Session
from desktop.wording import explained
from services.protocol.messages import Trouble
from services.protocol.result_messages import ResultReply

AGAIN_MS = 60_000
"""After so long a result of the newest record is counted again."""
TROUBLED_MS = 5_000
"""After so long one that was not answered is asked again."""


class ResultQuestion(NamedTuple):
    """A result, as :class:`county.figures.metric.Figure` names it."""

    metric: str
    asked: str
    as_of_seq: int = 0
    """0: of the newest record."""


@dataclass
class _AskedResult:
    request: str = ""
    """That waits for its answer."""
    asked_ms: int | None = None
    reply: ResultReply | None = None
    """The last one that has the result, or says why there is none."""
    share: float | None = None
    """How far the next one is."""
    trouble: str = ""


class AskedResults(QObject):
    """:meth:`follow` is called from time to time while the view is seen."""

    changed = Signal()

    def __init__(self, session: Session, monotonic: Callable[[], int] = monotonic_ms) -> None:
        super().__init__()
        self._session = session
        self._monotonic = monotonic
        self._asked: dict[ResultQuestion, _AskedResult] = {}
        session.feed.arrived.connect(self._arrived)

    def release(self) -> None:
        """Hear nothing more."""
        self._session.feed.arrived.disconnect(self._arrived)

    def follow(self, wanted: Iterable[ResultQuestion]) -> None:
        """Ask what is wanted and due; what is not wanted any more is forgotten."""
        self._asked = {question: self._asked.get(question, _AskedResult()) for question in wanted}
        if not analysis_answers(self._session):
            return
        now_ms = self._monotonic()
        for question, one in self._asked.items():
            if not one.request and self._is_due(question, one, now_ms):
                one.request, one.asked_ms = self._session.source.result(*question), now_ms

    def again(self) -> None:
        """Another moment is shown: everything is asked again, and nothing of the one before is shown."""
        self._asked = {question: _AskedResult() for question in self._asked}

    def reply(self, question: ResultQuestion) -> ResultReply | None:
        """The result, or why there is none; None while it is not known."""
        one = self._asked.get(question)
        return None if one is None else one.reply

    def waiting(self, question: ResultQuestion) -> float | None:
        """Which share of the next answer is there; None while nothing is computed."""
        one = self._asked.get(question)
        return None if one is None else one.share

    def trouble(self, question: ResultQuestion) -> str:
        """Why the last request was not answered; "" where it was."""
        one = self._asked.get(question)
        return "" if one is None else one.trouble

    def _is_due(self, question: ResultQuestion, one: _AskedResult, now_ms: int) -> bool:
        if one.asked_ms is None or one.share is not None:
            return True
        if one.trouble:
            return now_ms - one.asked_ms >= TROUBLED_MS
        return not question.as_of_seq and now_ms - one.asked_ms >= AGAIN_MS

    def _arrived(self, answer: object) -> None:
        if not isinstance(answer, ResultReply | Trouble):
            return
        one = next((one for one in self._asked.values() if one.request and one.request == answer.request), None)
        if one is None:
            return
        one.request = ""
        if isinstance(answer, Trouble):
            one.trouble, one.share = explained(answer.line), None
        elif answer.state in ("waiting", "working"):
            one.trouble, one.share = "", answer.share
        else:
            one.trouble, one.share, one.reply = "", None, answer
        self.changed.emit()
