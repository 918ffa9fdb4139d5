"""Villages in which further facilities would serve most."""

from __future__ import annotations

import numpy as np

from county.coverage.question import CoverageQuestion
from county.coverage.results import ProposedSite, ServiceCoverage, SitesFound
from county.coverage.siting import problem_of
from services.coverage import search
from services.coverage.ground import CountyGround, CoverageFault, Floats, known
from services.studies.apart import Cancelled, Progress


def found_sites(
    ground: CountyGround,
    asked: CoverageQuestion,
    coverage: ServiceCoverage,
    progress: Progress,
    cancelled: Cancelled,
) -> SitesFound:
    """The proposal; every village is a candidate.  Raises CoverageFault, StudyFailed, StudyCancelled."""
    villages = ground.villages
    people = np.nan_to_num(villages.people)
    if not people.sum():
        raise CoverageFault(
            "no village of {county} has known people, by whom sites are proposed; import villages with theirs",
            county=ground.name,
        )
    matrix = ground.minutes_to(villages.xy_m, lambda share: progress(share / 2), cancelled)
    before = np.array([np.inf if village.minutes is None else village.minutes for village in coverage.villages])
    problem = problem_of(
        aim=asked.aim, count=min(asked.count, len(villages.codes)), limit_min=coverage.limit_min,
        search_s=ground.package.catalog.coverage.search_s, people=people, minutes=matrix, existing=before,
    )  # fmt: skip
    found = search.sites(problem, lambda share: progress(0.5 + share / 2), cancelled)
    to_sites = matrix[:, list(found.sites)]
    is_nearer, which = to_sites.min(axis=1) < before, to_sites.argmin(axis=1)
    after = np.minimum(before, to_sites.min(axis=1))
    return SitesFound(
        aim=asked.aim, count=asked.count,
        sites=tuple(
            ProposedSite(
                villages.codes[site], *villages.place(site), int(people[is_nearer & (which == place)].sum())
            )
            for place, site in enumerate(found.sites)
        ),
        covered_before=int(people[before <= coverage.limit_min].sum()),
        covered_after=int(people[after <= coverage.limit_min].sum()),
        mean_before=_mean(before, people), mean_after=_mean(after, people), gap=found.gap, optimal=found.optimal,
        minutes=tuple(known(value, 1) for value in after.tolist()),
    )  # fmt: skip


def _mean(minutes: Floats, people: Floats) -> float | None:
    reached = np.isfinite(minutes) & (people > 0)
    return round(float(minutes[reached] @ people[reached] / people[reached].sum()), 1) if reached.any() else None
