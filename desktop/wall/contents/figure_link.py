"""Answers of the analysis for the tiles of a wall: asked from time to time, kept until the next answer."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from PySide6.QtCore import QObject, QTimer

from county.figures.metric import Grain, Period, Scope
from county.figures.periods import period_at
from desktop.figures.analysis_note import analysis_answers
from desktop.figures.asker import FigureAsker
from desktop.session import Session
from services.protocol.analysis_messages import FigureTable
from services.protocol.assessment_messages import KpiTree, VitalSignsAnswer

ASK_MS = 60_000
SOON_MS = 1_000
"""While a question has no answer yet, the analysis is lost, and after an answer was refused."""
Answer = FigureTable | KpiTree | VitalSignsAnswer
A = TypeVar("A", bound=Answer)


@dataclass(kw_only=True, eq=False)
class AnalysisQuestion(Generic[A]):
    """What one tile wants to know."""

    answer: A | None = None
    answer_of_ms: int = 0
    """Realm time at which the answer was asked for."""
    as_of_ms: int | None = None
    """Realm time up to which the answer counts everything: when it was asked for, unless the analysis was behind the
    journal."""
    is_due: bool = True
    """To be asked, now or as soon as the analysis is back."""
    asked_ms: int = 0
    asked_seq: int = 0
    """Records in the journal when it was asked, as far as was told."""

    def ask(self, asker: FigureAsker, now_ms: int) -> None:
        """Ask it."""
        raise NotImplementedError

    def take(self, answer: A) -> None:
        """Keep an answer."""
        self.answer, self.answer_of_ms = answer, self.asked_ms
        self.as_of_ms = self.asked_ms if answer.as_of_seq >= self.asked_seq else answer.as_of_ms


@dataclass(kw_only=True, eq=False)
class FigureQuestion(AnalysisQuestion[FigureTable]):
    """Figures; the periods move with the time."""

    metrics: tuple[str, ...]
    periods: Callable[[int], Sequence[Period]]
    grain: Grain = "county"
    scope: Scope = field(default_factory=Scope)

    def ask(self, asker: FigureAsker, now_ms: int) -> None:
        asker.table(self.metrics, tuple(self.periods(now_ms)), self.take, scope=self.scope, grain=self.grain)


class KpiQuestion(AnalysisQuestion[KpiTree]):
    """The assessment of the county in this quarter."""

    def ask(self, asker: FigureAsker, now_ms: int) -> None:
        asker.kpi_tree(period_at("quarter", now_ms), self.take)


class SignsQuestion(AnalysisQuestion[VitalSignsAnswer]):
    """All vital signs."""

    @property
    def judged_ms(self) -> int | None:
        """Up to when the signs of the answer are judged; where nobody judges, up to when their values count."""
        judged_ms = None if self.answer is None else self.answer.judged_ms
        return self.as_of_ms if judged_ms is None else judged_ms

    def ask(self, asker: FigureAsker, now_ms: int) -> None:
        asker.vital_signs(self.take)


class FigureLink(QObject):
    """Asks the analysis; the wall never waits for it."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._askers: dict[AnalysisQuestion[Any], FigureAsker] = {}
        """Of every question its own."""
        self._timer = QTimer(self, interval=ASK_MS)
        self._timer.timeout.connect(self.ask)
        self._soon = QTimer(self, singleShot=True, interval=SOON_MS)
        self._soon.timeout.connect(self._ask_due)
        self._timer.start()

    def add(self, question: AnalysisQuestion[Any]) -> None:
        """Ask it now and from time to time."""
        self._askers[question] = FigureAsker(self._session, lambda: self._ask_again(question))
        self._soon.start()

    def drop(self, question: AnalysisQuestion[Any]) -> None:
        """It is not asked any more."""
        asker = self._askers.pop(question, None)
        if asker is not None:
            asker.release()

    @property
    def newest_ms(self) -> int | None:
        """Up to when the oldest of the answers counts; None while one is missing, or nothing was asked."""
        times = [question.as_of_ms for question in self._askers]
        known = [at_ms for at_ms in times if at_ms is not None]
        return min(known) if known and len(known) == len(times) else None

    @property
    def is_answered(self) -> bool:
        """Whether no question waits for its first answer."""
        return all(question.as_of_ms is not None for question in self._askers)

    @property
    def judged_ms(self) -> int | None:
        """The newest :attr:`SignsQuestion.judged_ms`; None: unknown."""
        signs = [question for question in self._askers if isinstance(question, SignsQuestion)]
        times = [question.judged_ms for question in signs]
        return max(filter(None, times), default=None)

    @property
    def is_lost(self) -> bool:
        """Whether the analysis does not answer."""
        return not analysis_answers(self._session)

    def ask(self) -> None:
        """Ask everything again; what is known stays until the answer."""
        for question in self._askers:
            question.is_due = True
        self._ask_due()

    def close(self) -> None:
        """Stop asking."""
        self._timer.stop()
        self._soon.stop()
        for question in tuple(self._askers):
            self.drop(question)

    def _ask_due(self) -> None:
        health = self._session.source.health().analysis
        if health is None or self.is_lost:
            self._soon.start()
            return
        now_ms = self._session.clock.now_ms()
        for question, asker in self._askers.items():
            if question.is_due:
                question.is_due, question.asked_ms, question.asked_seq = False, now_ms, health.head_seq
                asker.forget()
                question.ask(asker, now_ms)

    def _ask_again(self, question: AnalysisQuestion[Any]) -> None:
        question.is_due = True
        self._soon.start()
