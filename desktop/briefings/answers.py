"""The figures of briefings, asked of the analysis once each."""

from __future__ import annotations

from county.briefing.briefing import Briefing
from desktop.briefings.kept_answers import KeptAnswers
from desktop.session import Session
from services.brief.assembly import questions_of
from services.brief.questions import Question
from services.protocol.analysis_messages import FigureTable


class BriefAnswers(KeptAnswers[tuple[Question, ...], list[FigureTable]]):
    """Answers by the questions of a briefing, which are asked one after the other."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._questions: tuple[Question, ...] = ()
        self._collected: list[FigureTable] = []

    def of(self, briefing: Briefing) -> list[FigureTable] | None:
        """The answers to its questions; None until they have arrived."""
        questions = tuple(questions_of(briefing, self._session.catalog))
        return self.known(questions) if questions else []

    def ask(self, key: tuple[Question, ...]) -> None:
        self._questions, self._collected = key, []
        self._ask_next()

    def _ask_next(self) -> None:
        question = self._questions[len(self._collected)]
        self._asker.table(
            question.metrics, question.periods, self._take, scope=question.scope, grain=question.grain,
            as_of_seq=question.as_of_seq,
        )  # fmt: skip

    def _take(self, answer: FigureTable) -> None:
        self._collected.append(answer)
        if len(self._collected) < len(self._questions):
            self._ask_next()
        else:
            self.keep(self._collected)
