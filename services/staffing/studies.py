"""Answers about staffing, worked on beside whoever asks."""

from __future__ import annotations

from collections.abc import Callable

from county.clock import monotonic_ms
from county.staffing.questions import AnyQuestion
from county.staffing.results import StaffingAnswer
from services.staffing.county_staffing import CountyStaffing
from services.staffing.journal_facts import FactsMoment, StaffingFacts
from services.studies.studies import Studies, Study


class StaffingStudies(Studies[AnyQuestion, StaffingAnswer]):
    """Asked by one thread; the work is done by another."""

    def __init__(self, county: CountyStaffing, monotonic: Callable[[], int] = monotonic_ms) -> None:
        super().__init__("staffing", monotonic)
        self._county = county

    def study(self, question: AnyQuestion, facts: StaffingFacts, at: FactsMoment) -> Study[StaffingAnswer]:
        """How far the answer as of this record is; it is begun with the first question."""
        return self.ask(
            question, at.seq, lambda progress, cancelled: self._county.answer(question, facts, at, progress, cancelled)
        )
