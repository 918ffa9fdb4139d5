"""The figures of briefings, asked of the analysis once each."""

from __future__ import annotations

from collections import OrderedDict
from typing import Any

from psygnal import Signal

from county.briefing.briefing import Briefing
from desktop.figure_asker import FigureAsker
from desktop.session import Session
from services.brief.assembly import questions_of
from services.protocol.analysis_messages import FigureTable

KEPT_MAX = 8
"""Briefings whose figures are kept."""


class BriefAnswers:
    """Answers by what was asked; :meth:`of` asks what is missing, one briefing at a time."""

    changed = Signal()
    """Figures arrived, or why there are none."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._known: OrderedDict[tuple[Any, ...], list[FigureTable]] = OrderedDict()
        self._asked: tuple[Any, ...] = ()
        self._wanted: Briefing | None = None
        self._collected: list[FigureTable] = []
        self._asker = FigureAsker(session, self.changed.emit)

    @property
    def trouble(self) -> str:
        """Why the figures asked for last did not arrive; "" where they did, or still may."""
        return "" if self._asker.is_waiting else self._asker.trouble

    def release(self) -> None:
        """Take no answers any more."""
        self._asker.release()

    def of(self, briefing: Briefing) -> list[FigureTable] | None:
        """The answers to its questions; None until they have arrived."""
        questions = questions_of(briefing, self._session.catalog)
        if not questions:
            return []
        key = _key(briefing)
        if key in self._known:
            self._known.move_to_end(key)
            return self._known[key]
        if key != self._asked:
            self._asker.forget()
            self._asked, self._wanted, self._collected = key, briefing, []
            self._ask()
        return None

    def again(self) -> None:
        """Ask again for what did not arrive, once the analysis is there."""
        if self.trouble and self._session.source.health().analysis is not None:
            self._asked = ()
            self.changed.emit()

    def _ask(self) -> None:
        assert self._wanted is not None
        question = questions_of(self._wanted, self._session.catalog)[len(self._collected)]
        self._asker.table(
            question.metrics, question.periods, self._take, scope=question.scope, grain=question.grain,
            as_of_seq=question.as_of_seq,
        )  # fmt: skip

    def _take(self, answer: FigureTable) -> None:
        self._collected.append(answer)
        assert self._wanted is not None
        if len(self._collected) < len(questions_of(self._wanted, self._session.catalog)):
            self._ask()
            return
        self._known[self._asked] = self._collected
        self._asked = ()
        while len(self._known) > KEPT_MAX:
            self._known.popitem(last=False)
        self.changed.emit()


def _key(briefing: Briefing) -> tuple[Any, ...]:
    return briefing.kind, briefing.period, briefing.as_of_seq, briefing.figures
