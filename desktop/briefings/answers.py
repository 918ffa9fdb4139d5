"""The figures of briefings, asked of the analysis once each."""

from __future__ import annotations

from collections import OrderedDict
from typing import Any

from psygnal import Signal

from county.briefing.briefing import Briefing
from desktop.session import Session
from desktop.wording import explained
from services.brief.assembly import questions_of
from services.protocol.analysis_messages import FigureTable
from services.protocol.messages import Trouble

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
        self._request = ""
        self.trouble = ""
        """Why the figures asked for last did not arrive; "" where they did, or still may."""
        session.feed.arrived.connect(self._arrived)

    def release(self) -> None:
        """Take no answers any more."""
        self._cancel()
        self._session.feed.arrived.disconnect(self._arrived)

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
            self._cancel()
            self._asked, self._wanted, self._collected, self.trouble = key, briefing, [], ""
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
        self._request = self._session.source.figures(
            question.metrics, question.scope, question.periods, question.grain, question.as_of_seq
        )

    def _arrived(self, answer: object) -> None:
        if not isinstance(answer, FigureTable | Trouble) or not self._request or answer.request != self._request:
            return
        self._request = ""
        if isinstance(answer, Trouble):
            self.trouble = explained(answer.line)
            self.changed.emit()
            return
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

    def _cancel(self) -> None:
        if self._request:
            self._session.source.cancel_page(self._request)
            self._request = ""


def _key(briefing: Briefing) -> tuple[Any, ...]:
    return briefing.kind, briefing.period, briefing.as_of_seq, briefing.figures
