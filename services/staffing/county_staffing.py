"""Answers questions about staffing and policies of one county.

The parts are loaded with the first question: their statistics take 30 MB.
"""

from __future__ import annotations

from county.package.open import CountyPackage
from county.staffing.questions import (
    AgentsQuestion,
    AllowanceQuestion,
    AnyQuestion,
    ChangeQuestion,
    FacilityQuestion,
    GridsQuestion,
    WaitingQuestion,
)
from county.staffing.results import StaffingAnswer
from services.coverage.ground import CountyGround
from services.staffing.journal_facts import FactsMoment, StaffingFacts
from services.studies.apart import Cancelled, Progress


class CountyStaffing:
    """Used by one thread at a time; the roads are read with the first question about a facility."""

    def __init__(self, package: CountyPackage) -> None:
        self._package = package
        self._ground: CountyGround | None = None

    def answer(
        self, asked: AnyQuestion, facts: StaffingFacts, at: FactsMoment, progress: Progress = lambda share: None,
        cancelled: Cancelled = bool,
    ) -> StaffingAnswer:  # fmt: skip
        """The answer as of a record.  Raises StaffingFault, CoverageFault, PackageError, StudyFailed,
        StudyCancelled."""
        from services.staffing import changes, policies, queues

        package = self._package
        match asked:
            case AgentsQuestion():
                return queues.agents_needed(package.catalog, facts, asked, at)
            case WaitingQuestion():
                return queues.waiting(package.catalog, facts, asked, at, progress, cancelled)
            case AllowanceQuestion():
                return policies.allowance(package, asked)
            case FacilityQuestion():
                if self._ground is None:
                    self._ground = CountyGround(package)
                return policies.facility(self._ground, asked, at, progress, cancelled)
            case GridsQuestion():
                return policies.grid_loads(package, facts, asked, at)
            case ChangeQuestion():
                return changes.change_made(package, facts, asked, at, progress, cancelled)
