"""Answers about policies: an allowance with other ages or amounts, a facility more or elsewhere, more or fewer grid
workers."""

from __future__ import annotations

from collections.abc import Mapping
from statistics import median

import numpy as np

from county.coverage.results import ServiceCoverage
from county.package.open import CountyPackage
from county.staffing.allowance import AllowanceNeed, in_order, village_needs
from county.staffing.grid_loads import moved_workers, weekly_load
from county.staffing.notes import StaffingNote
from county.staffing.questions import AllowanceQuestion, FacilityQuestion, GridsQuestion
from county.staffing.results import Estimate, ResultQuantity, StaffingAnswer, VillageQuantity
from services.coverage.facilities import Facilities, facilities_of
from services.coverage.ground import CountyGround
from services.coverage.times import coverage_of
from services.staffing.journal_facts import FactsMoment, StaffingFacts, StaffingFault
from services.studies.apart import Cancelled, Progress

LEAST_DAYS = 7
"""With events, so that a load a week can be told."""


def allowance(package: CountyPackage, asked: AllowanceQuestion) -> StaffingAnswer:
    """By the ages of the package.  Raises StaffingFault, PackageError."""
    offered = package.catalog.offered_allowances()
    known = offered.get(asked.allowance)
    if known is None:
        raise StaffingFault(
            "{key} is no allowance of the catalogue; use one of {known}", key=asked.allowance,
            known=", ".join(offered) or "allowances.toml, which is empty",
        )  # fmt: skip
    if not in_order(asked.then):
        raise StaffingFault("each step of an allowance must begin at a higher age than the one before")
    if not package.ages:
        raise StaffingFault(
            "{county} has no ages of its villages; import them with `main.py county import --ages F`",
            county=package.manifest.name,
        )
    codes = [str(code) for code in package.table("villages")["code"]]
    before, after = (village_needs(package.ages, codes, steps) for steps in (known.steps, asked.then))
    told = [code for code in codes if before[code] is not None and after[code] is not None]
    if not told:
        raise StaffingFault(
            "the ages of {county} leave out some from {age} on; import bands that reach up to the oldest",
            county=package.manifest.name, age=min(known.steps[0].age, asked.then[0].age),
        )  # fmt: skip
    villages = tuple(VillageQuantity(code, _yuan([before[code]]), _yuan([after[code]])) for code in told)
    now, then = ([needs[code] for code in told] for needs in (before, after))
    is_interval = any(need is not None and need.yuan[0] < need.yuan[1] for need in (*now, *then))
    notes = [
        *([StaffingNote("ages_synthetic")] if package.manifest.layers["ages"].synthetic else []),
        *([StaffingNote("ages_band")] if is_interval else []),
        *([StaffingNote("ages_missing", {"n": str(len(codes) - len(told))})] if len(told) < len(codes) else []),
        StaffingNote("allowance_source", source=known.source), StaffingNote("take_up"),
    ]  # fmt: skip
    return StaffingAnswer(
        as_of_seq=0, as_of_ms=0, village_key="yuan", villages=villages, notes=tuple(notes),
        quantities=(
            ResultQuantity("heads", _heads(now), _heads(then)), ResultQuantity("yuan", _yuan(now), _yuan(then)),
        ),
    )  # fmt: skip


def _heads(needs: list[AllowanceNeed | None]) -> Estimate:
    return _between(sum(n.heads.least for n in needs if n), sum(n.heads.most for n in needs if n))


def _yuan(needs: list[AllowanceNeed | None]) -> Estimate:
    return _between(sum(n.yuan[0] for n in needs if n), sum(n.yuan[1] for n in needs if n))


def _between(least: float, most: float) -> Estimate:
    return Estimate(least) if least == most else Estimate(None, least, most)


def facility(
    ground: CountyGround, asked: FacilityQuestion, at: FactsMoment, progress: Progress, cancelled: Cancelled
) -> StaffingAnswer:
    """By the times over the roads that are not closed.  Raises StaffingFault, PackageError, StudyCancelled."""
    known = ground.package.catalog.public_services
    if asked.service not in known:
        raise StaffingFault(
            "{service} is no service of the catalogue; use one of {known}", service=asked.service,
            known=", ".join(known),
        )  # fmt: skip
    ground.close(at.closures)
    facilities = facilities_of(ground.package, asked.service, known[asked.service])
    changed = _changed(ground, facilities, asked)
    before, after = (
        coverage_of(
            ground, asked.service, closures=len(at.closures), progress=progress, cancelled=cancelled, facilities=each
        )
        for each in (facilities, changed)
    )
    is_capacity_only = bool(asked.facility) and not asked.village
    key = "access" if is_capacity_only else "minutes"
    name = "simple" if is_capacity_only else "minutes"
    villages = tuple(
        VillageQuantity(old.code, Estimate(getattr(old, name)), Estimate(getattr(new, name)))
        for old, new in zip(before.villages, after.villages, strict=True)
    )
    notes = [
        *([StaffingNote("capacity_of_new")] if not asked.facility and asked.capacity < 0 else []),
        *([StaffingNote("closures", {"n": str(len(at.closures))})] if at.closures else []), StaffingNote("roads"),
        *([StaffingNote("facility_capacity")] if np.isnan(changed.capacity).any() else []),
    ]  # fmt: skip
    return StaffingAnswer(
        as_of_seq=at.seq, as_of_ms=at.at_ms, village_key="access" if key == "access" else "minutes",
        villages=villages, notes=tuple(notes),
        quantities=(
            ResultQuantity("covered_people", Estimate(before.covered_people), Estimate(after.covered_people)),
            ResultQuantity("covered_villages", Estimate(before.covered_villages), Estimate(after.covered_villages)),
            ResultQuantity("mean_minutes", _mean_minutes(before), _mean_minutes(after)),
            ResultQuantity("access", _access(before), _access(after)),
        ),
    )  # fmt: skip


def _changed(ground: CountyGround, facilities: Facilities, asked: FacilityQuestion) -> Facilities:
    """The facilities with the change.  Raises StaffingFault."""
    place = None
    if asked.village:
        if asked.village not in ground.villages.codes:
            raise StaffingFault("{village} is no village of {county}", village=asked.village, county=ground.name)
        place = ground.villages.place(ground.villages.codes.index(asked.village))
    capacity = float(asked.capacity) if asked.capacity >= 0 else np.nan
    if not asked.facility:
        if place is None:
            raise StaffingFault("choose the village in which the new facility is")
        return Facilities(
            (*facilities.ids, "+"), (*facilities.names, ""), np.vstack([facilities.xy_m, place]),
            np.append(facilities.capacity, capacity), facilities.origin or "facilities",
        )  # fmt: skip
    if asked.facility not in facilities.ids:
        raise StaffingFault("{id} is no facility of this service", id=asked.facility)
    if place is None and asked.capacity < 0:
        raise StaffingFault("choose where {id} is moved to, or its capacity", id=asked.facility)
    row = facilities.ids.index(asked.facility)
    xy_m, capacities = facilities.xy_m.copy(), facilities.capacity.copy()
    if place is not None:
        xy_m[row] = place
    if asked.capacity >= 0:
        capacities[row] = capacity
    return Facilities(facilities.ids, facilities.names, xy_m, capacities, facilities.origin)


def _mean_minutes(told: ServiceCoverage) -> Estimate:
    rows = [(v.minutes, v.people) for v in told.villages if v.minutes is not None and v.people > 0]
    people = sum(n for _, n in rows)
    return Estimate(sum(minutes * n for minutes, n in rows) / people if people else None)


def _access(told: ServiceCoverage) -> Estimate:
    """Of the village in the middle."""
    known = [village.simple for village in told.villages if village.simple is not None]
    return Estimate(median(known) if known else None)


def grid_loads(package: CountyPackage, facts: StaffingFacts, asked: GridsQuestion, at: FactsMoment) -> StaffingAnswer:
    """By the events of villages; the workers are those that the grids name, else one a grid.  Raises StaffingFault,
    PackageError."""
    settings = package.catalog.staffing
    workers = _workers(package)
    if not workers:
        raise StaffingFault(
            "{county} has no grids on its map, so that no grid workers are known; import them with "
            "`main.py county import --grids F`",
            county=package.manifest.name,
        )
    told = facts.events(at.seq, at.at_ms, settings.days)
    if told.days < LEAST_DAYS:
        raise StaffingFault(
            "events are recorded for {days} days only: too few to tell a load a week; wait until there are {least}",
            days=told.days, least=LEAST_DAYS,
        )  # fmt: skip
    codes = [code for code in told.villages if code in workers]
    row = {code: place for place, code in enumerate(told.villages)}
    events = [int(told.counts[row[code]].sum()) for code in codes]
    before = [workers[code] for code in codes]
    after = moved_workers(events, before, asked.change)
    weeks = told.days / 7
    loads = [[weekly_load(n, weeks, w) for n, w in zip(events, column, strict=True)] for column in (before, after)]
    villages = tuple(
        VillageQuantity(code, old, new) for code, old, new in zip(codes, loads[0], loads[1], strict=True)
    )
    limit = settings.grid_week

    def highest(column: list[Estimate]) -> Estimate:
        return max(column, key=lambda one: one.value or 0.0, default=Estimate(None))

    def over(column: list[Estimate]) -> Estimate:
        return Estimate(sum(one.value is not None and one.value > limit for one in column))

    total = sum(events)
    quantities = (
        ResultQuantity("workers", Estimate(sum(before)), Estimate(sum(after))),
        ResultQuantity("mean_load", weekly_load(total, weeks, sum(before)), weekly_load(total, weeks, sum(after))),
        ResultQuantity("highest_load", highest(loads[0]), highest(loads[1])),
        ResultQuantity("over_load", over(loads[0]), over(loads[1])),
    )
    notes = (
        StaffingNote("grids_counted", {"days": str(told.days), "events": f"{total:,}", "limit": f"{limit:g}"},
             settings.source),
        StaffingNote("grids_placed"), *_fewer(asked.change, sum(before), sum(after)),
    )  # fmt: skip
    return StaffingAnswer(
        as_of_seq=at.seq, as_of_ms=at.at_ms, village_key="mean_load", villages=villages, notes=notes,
        quantities=quantities,
    )  # fmt: skip


def _fewer(change: int, before: int, after: int) -> list[StaffingNote]:
    """That not all could go: the last worker of a village with events stays."""
    left = change - (after - before)
    return [StaffingNote("grids_stay", {"n": str(abs(left))})] if left else []


def _workers(package: CountyPackage) -> Mapping[str, int]:
    """By village: those that its grids name, each once; a grid without a name counts one."""
    table = package.table("grids")
    named: dict[str, set[str]] = {}
    for code, village, worker in zip(table["code"], table["village"], table["worker"], strict=True):
        named.setdefault(str(village), set()).add(str(worker) or str(code))
    return {village: len(names) for village, names in named.items()}
