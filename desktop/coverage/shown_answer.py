"""What the panel of coverage shows: an answer of the analysis, or a plan that was kept."""

from __future__ import annotations

from typing import NamedTuple, Self

from county.coverage.kept_plans import CoveragePlan
from county.coverage.question import CoverageQuestion
from county.coverage.results import ServiceCoverage, SitesFound, ToursFound
from services.protocol.coverage_messages import CoverageReply


class ShownAnswer(NamedTuple):
    """Both in one form."""

    question: CoverageQuestion
    limit_min: float
    as_of_seq: int
    as_of_ms: int
    coverage: ServiceCoverage | None
    """None of a plan that was kept."""
    sites: SitesFound | None
    tours: ToursFound | None
    title: str = ""
    """Of a plan that was kept."""

    @classmethod
    def of_reply(cls, reply: CoverageReply) -> Self | None:
        """None while there is no answer."""
        told = reply.answer
        if told is None:
            return None
        return cls(
            reply.question, told.coverage.limit_min, reply.as_of_seq, reply.as_of_ms, told.coverage, told.sites,
            told.tours,
        )  # fmt: skip

    @classmethod
    def of_plan(cls, plan: CoveragePlan) -> Self:
        return cls(
            plan.question, plan.limit_min, plan.as_of_seq, plan.as_of_ms, None, plan.sites, plan.tours, plan.title
        )

    @property
    def minutes(self) -> dict[str, float | None]:
        """To the nearest facility, of each village by code; {} of a plan that was kept."""
        if self.coverage is None:
            return {}
        codes = (village.code for village in self.coverage.villages)
        now = [village.minutes for village in self.coverage.villages]
        return dict(zip(codes, now if self.sites is None else self.sites.minutes, strict=True))
