"""Reports of the same person again and again, and of many persons about one matter.

They are counts, no signals: nothing is said about chance, and no person is named or told apart outside.
"""

from __future__ import annotations

from typing import Annotated, Literal, NamedTuple

import msgspec
import numpy as np
from numpy.typing import NDArray

from county.names import Name

REPEATS_MAX = 20
"""Of each kind, those with the most events."""
EXAMPLES = 10
"""Events that are told of each, the newest ones."""
RepeatKind = Literal["person", "collective"]
Several = Annotated[int, msgspec.Meta(ge=2, le=1_000)]
Days = Annotated[int, msgspec.Meta(ge=1, le=366)]


class RepeatedReports(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The table ``repeated_reports`` of the catalogue."""

    person_events: Several = 3
    """Events of one person …"""
    person_days: Days = 90
    """… in so many days are repeated ones."""
    people: Several = 5
    """So many persons with one matter, which is a subclass in a village, …"""
    people_days: Days = 30
    """… in so many days are collective."""
    source: Name = Name("地方惯例", "Local custom")


class ReportColumns(NamedTuple):
    """One an event, (n,) each: its number, days before the judged moment, who reported it (0: nobody is known),
    subclass and village, each as a number (-1: none)."""

    number: NDArray[np.int64]
    back: NDArray[np.int64]
    reporter: NDArray[np.uint64]
    subclass: NDArray[np.int64]
    village: NDArray[np.int64]


class Repeat(NamedTuple):
    """Reports that belong together; ``subclass`` is that of most of them, ``village`` -1 where they are of several
    ones; ``numbers``: of the newest events."""

    kind: RepeatKind
    subclass: int
    village: int
    events: int
    people: int
    oldest: NDArray[np.int64]
    """(1,): number of the first event."""
    numbers: NDArray[np.int64]


def repeats(reports: ReportColumns, limits: RepeatedReports) -> list[Repeat]:
    """The persons who reported repeatedly, then the matters that many persons reported, each with the most events
    first.  An event without a known reporter is of neither."""
    known = reports.reporter > 0
    lately = _chosen(reports, known & (reports.back < limits.person_days))
    persons = [
        _repeat("person", _chosen(lately, lately.reporter == reporter), 1)
        for reporter in _frequent(lately.reporter, limits.person_events)
    ]
    recent = _chosen(reports, known & (reports.back < limits.people_days) & (reports.village >= 0))
    matter = recent.village * (1 + int(recent.subclass.max(initial=0))) + recent.subclass
    collective = []
    for key in _frequent(matter, limits.people):
        those = _chosen(recent, matter == key)
        people = len(np.unique(those.reporter))
        if people >= limits.people:
            collective.append(_repeat("collective", those, people))
    return [*persons[:REPEATS_MAX], *collective[:REPEATS_MAX]]


def _frequent(values: NDArray[np.generic], least: int) -> NDArray[np.generic]:
    """The values that occur so often, the most frequent first; of equal ones the smaller first."""
    found, counts = np.unique(values, return_counts=True)
    order = np.argsort(-counts, kind="stable")
    chosen: NDArray[np.generic] = found[order[counts[order] >= least]]
    return chosen


def _chosen(reports: ReportColumns, rows: NDArray[np.bool_]) -> ReportColumns:
    number, back, reporter, subclass, village = reports
    return ReportColumns(number[rows], back[rows], reporter[rows], subclass[rows], village[rows])


def _repeat(kind: RepeatKind, reports: ReportColumns, people: int) -> Repeat:
    villages = np.unique(reports.village)
    by_age = np.lexsort((-reports.number, reports.back))
    return Repeat(
        kind, int(_frequent(reports.subclass, 1)[0]), int(villages[0]) if len(villages) == 1 else -1,
        len(reports.number), people, reports.number[by_age[-1:]], reports.number[by_age[:EXAMPLES]],
    )  # fmt: skip
