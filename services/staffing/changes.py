"""The answer to what a change that was made has done, by the events of villages."""

from __future__ import annotations

from datetime import datetime

import numpy as np

from county.division import contains
from county.durations import DAY_MS
from county.numbering import COUNTY_TIME
from county.package.open import CountyPackage
from county.staffing.compared import ComparisonProblem
from county.staffing.matched_change import (
    LEAST_EVENTS,
    LEAST_OTHERS,
    LEAST_WEEKS_AFTER,
    LEAST_WEEKS_BEFORE,
    PLACEBOS,
    ChangeFound,
    TooLittle,
    too_little,
)
from county.staffing.notes import StaffingNote
from county.staffing.questions import ChangeQuestion
from county.staffing.results import Estimate, ResultQuantity, StaffingAnswer, VillageQuantity
from services.staffing.journal_facts import FactsMoment, StaffingFacts, StaffingFault
from services.staffing.queues import PROCESS
from services.studies.apart import Cancelled, Progress, computed_apart

WEEK_MS = 7 * DAY_MS
THOUSAND = 1_000.0
UNLIKELY = 0.05


def change_made(
    package: CountyPackage, facts: StaffingFacts, asked: ChangeQuestion, at: FactsMoment, progress: Progress,
    cancelled: Cancelled,
) -> StaffingAnswer:  # fmt: skip
    """In whole weeks before and after the day.  Raises StaffingFault, StudyFailed, StudyCancelled, PackageError."""
    try:
        day_ms = round(datetime.strptime(asked.day, "%Y-%m-%d").replace(tzinfo=COUNTY_TIME).timestamp() * 1_000)
    except ValueError:
        raise StaffingFault("{day} is no day; write it as 2026-09-01", day=asked.day) from None
    if asked.event_class and asked.event_class not in package.catalog.event_classes:
        raise StaffingFault("{key} is no class of events of the catalogue", key=asked.event_class)
    after = min(asked.weeks_after, max((at.at_ms - day_ms) // WEEK_MS, 0))
    if after < LEAST_WEEKS_AFTER:
        raise _fault("weeks_after", after)
    told = facts.events(
        at.seq, day_ms + after * WEEK_MS, 7 * (asked.weeks_before + after), 7, asked.event_class
    )
    week = told.counts.shape[1] - after
    table = package.table("villages")
    people = dict(zip(map(str, table["code"]), table["population"].astype(float).tolist(), strict=True))
    size = np.array([max(people.get(code, -1.0), 0.0) for code in told.villages]) / THOUSAND
    used = np.flatnonzero(size > 0)
    codes = [told.villages[row] for row in used]
    counts, changed = told.counts[used], np.array([
        any(contains(place, code) for place in asked.villages) for code in codes
    ], dtype=bool)  # fmt: skip
    if week < LEAST_WEEKS_BEFORE:
        raise _fault("weeks_before", max(week, 0))
    if why := too_little(counts, changed, week):
        raise _fault(why, {
            "others": int((~changed).sum()), "events": int(counts[changed].sum()) if changed.any() else 0,
        }.get(why, 0))  # fmt: skip
    problem = ComparisonProblem(
        counts=tuple(map(tuple, counts.tolist())), changed=tuple(changed.tolist()), week=week,
        size=tuple(size[used].tolist()), seed=package.catalog.staffing.seed,
    )
    found: ChangeFound = computed_apart(PROCESS, problem, ChangeFound, progress, cancelled)
    rates = counts / size[used][:, None]
    villages = tuple(
        VillageQuantity(
            codes[row], Estimate(float(rates[row, :week].mean())), Estimate(float(rates[row, week:].mean()))
        )
        for row in np.flatnonzero(changed)
    )  # fmt: skip
    effect = Estimate(found.effect, found.low, found.high)
    notes = [
        *([StaffingNote("not_parallel")] if found.earlier_p <= UNLIKELY else []),
        *([StaffingNote("not_distinct")] if found.p > UNLIKELY else []),
        StaffingNote("matched", {"n": str(int(changed.sum()))}),
        StaffingNote("placebo", {"runs": str(PLACEBOS), "seed": str(problem.seed)}), StaffingNote("spill_over"),
        StaffingNote("people_of_date"),
        *([StaffingNote("no_population", {"n": str(len(size) - len(used))})] if len(used) < len(size) else []),
    ]  # fmt: skip
    return StaffingAnswer(
        as_of_seq=at.seq, as_of_ms=at.at_ms, seed=problem.seed, runs=PLACEBOS, village_key="rate_after",
        villages=villages, notes=tuple(notes),
        quantities=(
            ResultQuantity("rate_before", Estimate(found.before), Estimate(found.before)),
            ResultQuantity("rate_after", Estimate(found.expected), Estimate(found.after), effect),
            ResultQuantity("placebo_p", None, Estimate(found.p)),
            ResultQuantity("earlier", None, Estimate(found.earlier)),
            ResultQuantity("earlier_p", None, Estimate(found.earlier_p)),
        ),
    )  # fmt: skip


def _fault(why: TooLittle, count: int) -> StaffingFault:
    match why:
        case "weeks_before":
            return StaffingFault(
                "too little to compare: {n} weeks before the change are recorded, at least {least} are needed",
                n=count, least=LEAST_WEEKS_BEFORE,
            )  # fmt: skip
        case "weeks_after":
            return StaffingFault(
                "too little to compare: {n} whole weeks after the change are recorded, at least {least} are needed",
                n=count, least=LEAST_WEEKS_AFTER,
            )  # fmt: skip
        case "others":
            return StaffingFault(
                "too few villages to match: {n} are without the change, at least {least} and three for each village "
                "of the change are needed",
                n=count, least=LEAST_OTHERS,
            )  # fmt: skip
        case "changed":
            return StaffingFault("none of the places named is a village with people, or a town of such ones")
        case "events":
            return StaffingFault(
                "too little to compare: {n} events in the villages of the change, at least {least} are needed",
                n=count, least=LEAST_EVENTS,
            )  # fmt: skip
