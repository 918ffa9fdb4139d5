"""Answers about coverage, worked on beside whoever asks."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from county.clock import monotonic_ms
from county.coverage.question import CoverageQuestion
from county.coverage.results import CoverageAnswer
from county.roads.closures import RoadClosure
from services.coverage.county_coverage import CountyCoverage
from services.studies.studies import Studies, Study


class CoverageStudies(Studies[CoverageQuestion, CoverageAnswer]):
    """Asked by one thread; the work is done by another."""

    def __init__(self, county: CountyCoverage, monotonic: Callable[[], int] = monotonic_ms) -> None:
        super().__init__("coverage", monotonic)
        self._county = county

    def study(self, question: CoverageQuestion, closures: Sequence[RoadClosure]) -> Study[CoverageAnswer]:
        """How far the answer with these roads closed is; it is begun with the first question."""
        closed = tuple(closures)
        basis = tuple(sorted(closure.id for closure in closed))
        return self.ask(
            question, basis, lambda progress, cancelled: self._county.answer(question, closed, progress, cancelled)
        )
