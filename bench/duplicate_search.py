"""Precision and recall of the search for duplicates on the labelled pairs, per half and kind, and its cost.

The pairs are synthetic: the figures compare versions of the search, they do not predict those of a city's reports.
``python -m bench.duplicate_search``
"""

from __future__ import annotations

import random
import time
from collections import Counter
from collections.abc import Iterable
from statistics import median
from typing import NamedTuple

from rapidfuzz import fuzz, process

from bench.duplicate_pairs import LabelledPair, PairedReport, labelled_pairs
from county.catalog import load
from county.events.duplicates import DuplicateIndex, PlacedReport


class PairFigures(NamedTuple):
    """Counts over some pairs."""

    right: int
    """Duplicates that were proposed."""
    wrong: int
    """Others that were proposed."""
    missed: int

    @property
    def precision(self) -> float:
        return self.right / (self.right + self.wrong)

    @property
    def recall(self) -> float:
        return self.right / (self.right + self.missed)


class PairSearch:
    """Searches the second report of each pair among the first one only."""

    def __init__(self) -> None:
        self._text = ("", "")
        self._index = DuplicateIndex(load(), lambda _: self._text)

    def proposes(self, pair: LabelledPair) -> bool:
        """Whether the first report is proposed for the second."""
        self._index.clear()
        self._text = (pair.first.title, pair.first.note)
        self._index.put(_placed("first", pair.first))
        return bool(self._index.proposals(_placed("second", pair.second), pair.second.title, pair.second.note))


def _placed(report_id: str, report: PairedReport) -> PlacedReport:
    return PlacedReport(report_id, report.subclass, report.x_m, report.y_m, report.at_ms)


def pair_figures(pairs: Iterable[LabelledPair], search: PairSearch) -> PairFigures:
    """Counts over ``pairs``."""
    found = Counter((pair.duplicate, search.proposes(pair)) for pair in pairs)
    return PairFigures(found[True, True], found[False, True], found[True, False])


OPEN_REPORTS = 10_000
SEARCHES = 300


def print_cost(pairs: list[LabelledPair]) -> None:
    """Processor time of a search among 10,000 open reports of one day, half of them in a town of 3 by 3 km."""
    rng = random.Random(1)
    reports, texts = [], {}
    for number in range(OPEN_REPORTS + SEARCHES):
        pair = rng.choice(pairs)
        side_m = rng.choice((3_000, 40_000))
        place = PlacedReport(
            f"E{number}", pair.first.subclass, rng.uniform(0, side_m), rng.uniform(0, side_m), rng.randrange(86_400_000)
        )
        reports.append(place)
        texts[place.id] = (pair.first.title, pair.first.note)
    index = DuplicateIndex(load(), texts.__getitem__)
    for report in reports[:OPEN_REPORTS]:
        index.put(report)
    titles = [title for title, _ in texts.values()]
    first: list[float] = []
    again: list[float] = []
    bare: list[float] = []
    for report in reports[OPEN_REPORTS:]:
        for times in (first, again):
            begun = time.process_time()
            index.proposals(report, *texts[report.id])
            times.append((time.process_time() - begun) * 1_000)
        begun = time.process_time()
        process.extract(texts[report.id][0], titles, scorer=fuzz.ratio, limit=5)
        bare.append((time.process_time() - begun) * 1_000)
    for name, times in (
        ("texts not read before", first),
        ("texts read", again),
        ("bare rapidfuzz over all titles", bare),
    ):
        times.sort()
        print(f"{name}: median {median(times):.2f} ms, 99 % {times[int(len(times) * 0.99)]:.2f} ms of processor time")


def main() -> None:
    """Print the figures."""
    pairs, search = labelled_pairs(), PairSearch()
    for half in ("tuning", "unseen"):
        of_half = [pair for pair in pairs if pair.half == half]
        total = pair_figures(of_half, search)
        print(f"{half}: {len(of_half)} pairs, precision {total.precision:.3f}, recall {total.recall:.3f}")
        proposed = Counter(pair.kind for pair in of_half if search.proposes(pair))
        for kind, n in Counter(pair.kind for pair in of_half).items():
            print(f"  {kind}: {proposed[kind]} of {n} proposed")
    print_cost(pairs)


if __name__ == "__main__":
    main()
