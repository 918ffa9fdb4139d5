"""The coverage of a county by one service: nearest facilities and accessibility, and what the data lack."""

from __future__ import annotations

import numpy as np

from county.coverage.catchment import two_step, zone_weights
from county.coverage.results import CoverageNote, FacilityCoverage, ServiceCoverage, VillageCoverage
from services.coverage.facilities import Facilities, facilities_of
from services.coverage.ground import CountyGround, Floats, known
from services.studies.apart import Cancelled, Progress


def coverage_of(
    ground: CountyGround, key: str, *, closures: int, progress: Progress, cancelled: Cancelled,
    facilities: Facilities | None = None,
) -> ServiceCoverage:
    """That of the service ``key`` of the catalogue, while ``closures`` roads are closed.  ``facilities``: others than
    those of the package.  Raises PackageError, StudyCancelled."""
    catalog, villages = ground.package.catalog, ground.villages
    service = catalog.public_services[key]
    if facilities is None:
        facilities = facilities_of(ground.package, key, service)
    minutes = ground.minutes_to(facilities.xy_m, progress, cancelled)
    within = zone_weights(minutes, service.minutes)
    simple = two_step(within, villages.people, facilities.capacity)
    weights = zone_weights(minutes, service.minutes, catalog.coverage.weights)
    decayed = two_step(weights, villages.people, facilities.capacity)
    has_capacity = bool(np.isfinite(facilities.capacity).any())
    best = minutes.min(axis=1, initial=np.inf)
    nearest = minutes.argmin(axis=1).tolist() if len(facilities) else [0] * len(best)
    told = tuple(
        VillageCoverage(
            code, -1 if np.isnan(people) else int(people), known(best[row], 1),
            facilities.ids[nearest[row]] if np.isfinite(best[row]) else "",
            known(1000 * simple.per_person[row], 3) if has_capacity else None,
            known(1000 * decayed.per_person[row], 3) if has_capacity else None,
        )
        for row, (code, people) in enumerate(zip(villages.codes, villages.people, strict=True))
    )  # fmt: skip
    reach = (np.nan_to_num(villages.people) @ within).round().astype(int)
    rows = zip(
        facilities.ids, facilities.names, facilities.xy_m.tolist(), facilities.capacity.tolist(), reach.tolist(),
        simple.ratio.tolist(), strict=True,
    )  # fmt: skip
    return ServiceCoverage(
        service=key, limit_min=service.minutes, origin=facilities.origin,
        facilities=tuple(
            FacilityCoverage(
                id, name, x_m, y_m, -1 if np.isnan(size) else int(size), reached, known(1000 * ratio, 3)
            )
            for id, name, (x_m, y_m), size, reached, ratio in rows
        ),
        villages=told, notes=_notes(ground, facilities, best, closures),
    )  # fmt: skip


def _notes(ground: CountyGround, facilities: Facilities, best: Floats, closures: int) -> tuple[CoverageNote, ...]:
    people = ground.villages.people
    unknown, nobody = int(np.isnan(facilities.capacity).sum()), int(np.isnan(people).sum())
    told = (
        CoverageNote("no_facilities", int(not len(facilities))),
        CoverageNote("from_resources", int(facilities.origin == "resources")),
        CoverageNote("from_buildings", int(facilities.origin == "buildings")),
        CoverageNote("no_capacity", int(0 < unknown == len(facilities))),
        CoverageNote("some_capacity", unknown if unknown < len(facilities) else 0),
        CoverageNote("no_people", int(nobody == len(people))),
        CoverageNote("some_people", nobody if nobody < len(people) else 0),
        CoverageNote("empty_villages", int((people == 0).sum())),
        CoverageNote("unreached", int(np.isinf(best).sum()) if len(facilities) else 0),
        CoverageNote("off_the_roads", int(ground.off_the_roads().sum())),
        CoverageNote("closures", closures),
    )
    return (*(note for note in told if note.count), CoverageNote("all_ages"), CoverageNote("speeds"))
