"""An answer about coverage in sentences: what was found, as of when, and by what it was computed."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from county.catalog import Catalog
from county.coverage.results import NOTES, ServiceCoverage, SitesFound, ToursFound
from county.coverage.siting import AIMS
from county.coverage.tours import gaps
from desktop.i18n import pick

translate = QCoreApplication.translate


def times_text(told: ServiceCoverage) -> str:
    share = f" ({100 * told.covered_people / told.people:.1f} %)" if told.people else ""
    text = translate(
        "coverage",
        "{covered} of {people} people{share} in {villages} of {all} villages reach one of {n} facilities within "
        "{limit} min",
    )
    return text.format(
        covered=f"{told.covered_people:,}", people=f"{told.people:,}", share=share, n=len(told.facilities),
        villages=told.covered_villages, all=len(told.villages),
        limit=f"{told.limit_min:g}",
    )  # fmt: skip


def sites_text(found: SitesFound, limit_min: float) -> str:
    proof = translate("coverage", "proven to be the best") if found.optimal else translate(
        "coverage", "not proven in time: another one could be up to {gap} % better"
    ).format(gap=f"{100 * found.gap:.1f}")  # fmt: skip
    text = translate(
        "coverage",
        "{aim}, {proof}. People within {limit} min: {before}, then {after}. Mean minutes of a person: {mean}, then "
        "{later}",
    )
    return text.format(
        aim=pick(AIMS[found.aim]), proof=proof, limit=f"{limit_min:g}", before=f"{found.covered_before:,}",
        after=f"{found.covered_after:,}", mean=_minutes(found.mean_before), later=_minutes(found.mean_after),
    )  # fmt: skip


def tours_text(found: ToursFound) -> str:
    plan, longest = found.plan, gaps(found.plan)
    text = translate(
        "coverage",
        "{served} of {all} villages are visited, every {cycle} working days; longest gap {gap} working days; {tours} "
        "tours and {hours} h out a round",
    )
    said = text.format(
        served=len(longest), all=len(found.stops), cycle=plan.cycle, gap=max(longest.values(), default=0),
        tours=len(plan.tours), hours=f"{plan.driven_s / 3600:.1f}",
    )  # fmt: skip
    if plan.short_s:
        short = translate("coverage", "a round is short of {n} min of service")
        said += " · " + short.format(n=f"{plan.short_s / 60:g}")
    return said


def basis_text(catalog: Catalog, service: str, limit_min: float, told: ServiceCoverage | None) -> str:
    """By what it was computed, and what the data lack."""
    source = pick(catalog.public_services[service].source)
    text = translate("coverage", "Limit {limit} min (source: {source})")
    lines = [text.format(limit=f"{limit_min:g}", source=source)]
    if told is not None:
        lines += [pick(NOTES[note.key]).format(n=note.count) for note in told.notes]
    return " · ".join(lines)


def _minutes(minutes: float | None) -> str:
    return "–" if minutes is None else f"{minutes:g}"
