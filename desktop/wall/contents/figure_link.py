"""Figures of the analysis for the tiles of a wall: asked from time to time, kept until the next answer."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from PySide6.QtCore import QObject, QTimer

from county.figures.metric import Grain, Period, Scope
from desktop.analysis_note import analysis_answers
from desktop.session import Session
from services.protocol.analysis_messages import FigureTable

ASK_MS = 60_000
SOON_MS = 1_000
"""While a question has no answer yet, and after an answer was refused."""


@dataclass
class FigureQuestion:
    """What one tile wants to know; the periods move with the time."""

    metrics: tuple[str, ...]
    periods: Callable[[int], Sequence[Period]]
    grain: Grain = "county"
    scope: Scope = field(default_factory=Scope)
    answer: FigureTable | None = None
    answered_ms: int | None = None
    """Realm time of the answer."""
    request: str = ""


class FigureLink(QObject):
    """Asks the analysis; the wall never waits for it."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._questions: list[FigureQuestion] = []
        self._timer = QTimer(self, interval=ASK_MS)
        self._timer.timeout.connect(self.ask)
        self._soon = QTimer(self, singleShot=True, interval=SOON_MS)
        self._soon.timeout.connect(self._ask_missing)
        session.feed.arrived.connect(self._take)
        self._timer.start()

    def add(self, question: FigureQuestion) -> FigureQuestion:
        """Ask it now and from time to time."""
        self._questions.append(question)
        self._soon.start()
        return question

    def drop(self, question: FigureQuestion) -> None:
        """It is not asked any more."""
        if question in self._questions:
            self._questions.remove(question)

    @property
    def newest_ms(self) -> int | None:
        """When the oldest of the answers came; None while one is missing, or nothing was asked."""
        times = [question.answered_ms for question in self._questions]
        known = [at_ms for at_ms in times if at_ms is not None]
        return min(known) if known and len(known) == len(times) else None

    @property
    def is_lost(self) -> bool:
        """Whether the analysis does not answer."""
        return not analysis_answers(self._session)

    def ask(self) -> None:
        """Ask everything again; what is known stays until the answer."""
        if self.is_lost:
            self._soon.start()
            return
        now_ms = self._session.clock.now_ms()
        for question in self._questions:
            question.request = self._session.source.figures(
                question.metrics, question.scope, tuple(question.periods(now_ms)), question.grain
            )

    def close(self) -> None:
        """Stop asking."""
        self._timer.stop()
        self._soon.stop()
        self._session.feed.arrived.disconnect(self._take)

    def _ask_missing(self) -> None:
        if any(question.answer is None for question in self._questions):
            self.ask()

    def _take(self, answer: object) -> None:
        request = getattr(answer, "request", "")
        for question in self._questions:
            if request and question.request == request:
                question.request = ""
                if isinstance(answer, FigureTable):
                    question.answer, question.answered_ms = answer, self._session.clock.now_ms()
                else:
                    self._soon.start()
