"""Results of the coverage by public services, from the answers of that part: its map, roads and people are not in the
journal, so that each has a digest of them."""

from __future__ import annotations

import hashlib

import msgspec

from county.catalog import Catalog
from county.coverage.question import CoverageQuestion
from county.coverage.results import CoverageAnswer
from county.coverage.tours import gaps
from county.figures.metric import FigureValue, Period, Quality
from county.names import Name
from services.results.sources import Counted, NoSuchResult, ResultMoment, ResultSources

DIGITS = 16
"""Hex digits of a digest."""


def service_of(asked: CoverageQuestion, catalog: Catalog) -> Name:
    """What is asked, in words."""
    row = catalog.public_services.get(asked.service)
    service = Name(asked.service, asked.service) if row is None else row.name
    match asked.part:
        case "times":
            return service
        case "sites":
            n = asked.count
            return Name(f"{service.zh}，增设 {n} 处", f"{service.en}, {n} further site{'s' if n > 1 else ''}")
        case "tours":
            zh = f"{service.zh}，流动服务车 {asked.vehicles} 辆，{asked.weeks} 周内每村不少于 {asked.min_visits} 次"
            en = f"{service.en}, {asked.vehicles} vehicles, {asked.min_visits} visits in {asked.weeks} weeks"
            return Name(zh, en)


def covered_people(sources: ResultSources, asked: CoverageQuestion, moment: ResultMoment) -> Counted:
    """Of the people whose village is known, those who reach a facility within the limit; with proposed sites, those who
    would."""
    answer = _answer(sources, asked, moment)
    told, sites = answer.coverage, answer.sites
    covered = told.covered_people if sites is None else sites.covered_after
    value = FigureValue(covered, told.people)
    if told.people:
        value = FigureValue(covered, told.people, covered / told.people, quality="partial" if _lacks(answer) else "ok")
    return _counted(value, answer, moment)


def longest_gap(sources: ResultSources, asked: CoverageQuestion, moment: ResultMoment) -> Counted:
    """The longest time between two visits of a village that the tours visit, in working days.  Villages on no tour have
    none: with any of them the value is partial."""
    answer = _answer(sources, asked, moment)
    if answer.tours is None:
        raise NoSuchResult("gaps between visits are those of tours; ask for tours, not for {part}", part=asked.part)
    longest = gaps(answer.tours.plan)
    if not longest:
        return _counted(FigureValue(), answer, moment)
    quality: Quality = "partial" if answer.tours.plan.unserved else "ok"
    most = max(longest.values())
    return _counted(FigureValue(most, None, most, quality=quality), answer, moment)


def _answer(sources: ResultSources, asked: CoverageQuestion, moment: ResultMoment) -> CoverageAnswer:
    return sources.coverage(asked, moment.seq)


def _lacks(answer: CoverageAnswer) -> bool:
    """Whether people of some villages are not known."""
    return any(note.key == "some_people" for note in answer.coverage.notes)


def _counted(value: FigureValue, answer: CoverageAnswer, moment: ResultMoment) -> Counted:
    digest = hashlib.sha256(msgspec.msgpack.encode(answer)).hexdigest()[:DIGITS]
    return Counted(value, Period(moment.recorded_ms, moment.recorded_ms + 1), digest)
