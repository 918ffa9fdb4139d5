"""The one way in which a window or a wall asks the analysis: figures, their records, the assessment, the vital
signs, what else told of an event.

Each answer is handed to whoever asked; answers to what was given up are lost.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from county.figures.metric import Grain, Period, Scope
from desktop.session import Session
from desktop.wording import explained
from services.protocol.analysis_messages import CountedBy, FigureRecords, FigureTable, LinkedAnswer
from services.protocol.assessment_messages import KpiTree, VitalSignsAnswer
from services.protocol.messages import Trouble

Take = Callable[[Any], None]
_ANSWERS = FigureTable | FigureRecords | KpiTree | VitalSignsAnswer | LinkedAnswer | Trouble


class FigureAsker:
    """Of one view.  ``trouble`` is what the analysis said last instead of an answer, "" for nothing."""

    def __init__(self, session: Session, failed: Callable[[], None] = lambda: None) -> None:
        """``failed``: told of trouble."""
        self._session = session
        self._failed = failed
        self._taken_by: dict[str, Take] = {}
        """Who takes the answer, by request."""
        self.trouble = ""
        session.feed.arrived.connect(self._arrived)

    @property
    def is_waiting(self) -> bool:
        """Whether an answer is missing."""
        return bool(self._taken_by)

    def table(
        self, metrics: Sequence[str], periods: Sequence[Period], take: Callable[[FigureTable], None], *,
        scope: Scope | None = None, grain: Grain = "county", as_of_seq: int = 0,
    ) -> None:  # fmt: skip
        """Request figures; ``as_of_seq`` 0: as of the newest record."""
        self._taken_by[self._session.source.figures(metrics, scope or Scope(), periods, grain, as_of_seq)] = take

    def records(self, counted_by: CountedBy, take: Callable[[FigureRecords], None]) -> None:
        """Request the records that a figure counts."""
        self._taken_by[self._session.source.figure_records(counted_by)] = take

    def kpi_tree(self, period: str, take: Callable[[KpiTree], None], *, division: str = "") -> None:
        """Request the assessment of a quarter, half-year or year; ``division``: a town, "" for the county."""
        self._taken_by[self._session.source.kpi_tree(period, division)] = take

    def vital_signs(self, take: Callable[[VitalSignsAnswer], None]) -> None:
        """Request all vital signs."""
        self._taken_by[self._session.source.vital_signs()] = take

    def linked_cases(self, event_id: str, as_of_seq: int, take: Callable[[LinkedAnswer], None]) -> None:
        """Request what else told of an event as of a record."""
        self._taken_by[self._session.source.linked_cases(event_id, as_of_seq)] = take

    def forget(self) -> None:
        """Nothing that was asked is needed any more."""
        for request in self._taken_by:
            self._session.source.cancel_page(request)
        self._taken_by.clear()

    def release(self) -> None:
        """Give up everything, and hear nothing more."""
        self.forget()
        self._session.feed.arrived.disconnect(self._arrived)

    def _arrived(self, answer: object) -> None:
        if not isinstance(answer, _ANSWERS):
            return
        take = self._taken_by.pop(answer.request, None)
        if take is None:
            return
        if isinstance(answer, Trouble):
            self.trouble = explained(answer.line)
            self._failed()
        else:
            self.trouble = ""
            take(answer)
