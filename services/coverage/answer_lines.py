"""An answer about coverage as lines of text, for a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from county.coverage.results import NOTES, CoverageAnswer, ServiceCoverage, SitesFound, ToursFound
from county.coverage.tours import REASONS, gaps


def answer_lines(answer: CoverageAnswer, names: Mapping[str, str]) -> Iterator[str]:
    """The lines; ``names``: of villages by code."""
    told = answer.coverage
    if answer.sites is not None:
        yield from _sites(told, answer.sites, names)
    elif answer.tours is not None:
        yield from _tours(answer.tours, names)
    else:
        yield from _times(told, names)
    for note in told.notes:
        yield f"note: {NOTES[note.key].en.format(n=note.count)}"


def _times(told: ServiceCoverage, names: Mapping[str, str]) -> Iterator[str]:
    share = f" ({100 * told.covered_people / told.people:.1f} %)" if told.people else ""
    yield (
        f"{told.service}: {told.covered_people:,} of {told.people:,} people{share} in {told.covered_villages} of "
        f"{len(told.villages)} villages reach one of {len(told.facilities)} facilities within {told.limit_min:g} min"
    )
    for village in told.villages:
        people = "people unknown" if village.people < 0 else f"{village.people:,} people"
        reached = "no way" if village.minutes is None else f"{village.minutes:g} min to {village.nearest}"
        access = "" if village.simple is None else f", 2SFCA {village.simple:g}, E2SFCA {village.decayed:g} per 1,000"
        yield f"{village.code} {names.get(village.code, '')}: {people}, {reached}{access}"


def _sites(told: ServiceCoverage, found: SitesFound, names: Mapping[str, str]) -> Iterator[str]:
    proof = "no other proposal is better" if found.optimal else f"another one could be up to {found.gap:.1%} better"
    yield f"{told.service}: {len(found.sites)} sites proposed; {proof}"
    yield f"people within {told.limit_min:g} min: {found.covered_before:,}, then {found.covered_after:,}"
    yield f"mean minutes of a person: {_minutes(found.mean_before)}, then {_minutes(found.mean_after)}"
    for site in found.sites:
        yield f"{site.village} {names.get(site.village, '')}: nearest facility of {site.people:,} people"


def _minutes(minutes: float | None) -> str:
    return "nobody reaches one" if minutes is None else f"{minutes:g}"


def _tours(found: ToursFound, names: Mapping[str, str]) -> Iterator[str]:
    plan, longest = found.plan, gaps(found.plan)
    served = len(longest)
    yield (
        f"{served} of {len(found.stops)} villages are visited, every {plan.cycle} working days; longest gap "
        f"{max(longest.values(), default=0)} working days; {plan.driven_s / 3600:.1f} h out in {len(plan.tours)} tours"
    )
    if plan.short_s:
        yield f"the visits need {plan.short_s / 60:g} min more of service than all vehicles offer in that time"
    for day in range(min(plan.cycle, len(found.dates))):
        for tour in plan.tours:
            if tour.day == day:
                visits = ", ".join(
                    f"{clock(visit.begin_s)}-{clock(visit.end_s)} {names.get(visit.village, visit.village)}"
                    for visit in tour.visits
                )
                out, back = clock(tour.out_s), clock(tour.back_s)
                yield f"{found.dates[day]} vehicle {tour.vehicle}: out {out}, {visits}, back {back}"
    for left in plan.unserved:
        short = f", short by {left.short_s / 60:g} min" if left.short_s else ""
        yield f"not visited: {names.get(left.village, left.village)}: {REASONS[left.reason].en}{short}"


def clock(seconds: int) -> str:
    """A time of day as 08:30, rounded down to the minute."""
    return f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}"
