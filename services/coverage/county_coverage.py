"""Answers questions about the coverage of one county, by its package, with the roads that are closed."""

from __future__ import annotations

from collections.abc import Sequence

from county.coverage.question import CoverageQuestion
from county.coverage.results import CoverageAnswer
from county.package.open import CountyPackage
from county.roads.closures import ClosedPart
from services.coverage.ground import CountyGround, CoverageFault
from services.coverage.sites import found_sites
from services.coverage.times import coverage_of
from services.coverage.tours import found_tours
from services.studies.apart import Cancelled, Progress


class CountyCoverage:
    """Used by one thread at a time; the county is read with the first question."""

    def __init__(self, package: CountyPackage) -> None:
        self._package = package
        self._ground: CountyGround | None = None

    def answer(
        self,
        asked: CoverageQuestion,
        closures: Sequence[ClosedPart] = (),
        progress: Progress = lambda share: None,
        cancelled: Cancelled = bool,
    ) -> CoverageAnswer:
        """The answer with these roads closed.  Raises CoverageFault, PackageError, StudyFailed, StudyCancelled."""
        known = self._package.catalog.public_services
        if asked.service not in known:
            raise CoverageFault(
                "{service} is no service of the catalogue; use one of {known}",
                service=asked.service, known=", ".join(known),
            )  # fmt: skip
        if self._ground is None:
            self._ground = CountyGround(self._package)
        ground = self._ground
        ground.close(closures)
        coverage = coverage_of(
            ground, asked.service, closures=len(closures), progress=progress, cancelled=cancelled
        )  # fmt: skip
        sites = found_sites(ground, asked, coverage, progress, cancelled) if asked.part == "sites" else None
        tours = found_tours(ground, asked, coverage, progress, cancelled) if asked.part == "tours" else None
        return CoverageAnswer(coverage=coverage, sites=sites, tours=tours)
