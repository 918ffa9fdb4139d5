"""Search for reports of one matter: the same class, near in place and time, in similar words.

The proposals are explained (what agrees, what differs) and for a person to decide: nothing is merged by itself.  Beyond
:data:`WITHIN_M`, or the time of the subclass (``duplicate_hours``, 24 at most), nothing is proposed.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from heapq import nsmallest

from msgspec import Struct

from county.catalog import Catalog
from county.durations import HOUR_MS
from county.events.report_text import ReadText, ReportReader

WITHIN_M = 500.0
LEAST_SCORE = 0.6
"""Where precision and recall were balanced on the tuning half of ``bench/data/duplicate_pairs.jsonl``."""
COMPARED_AT_MOST = 30
"""Texts of one search; of more reports within the limits, the nearest in place and time are compared."""
KEPT_TEXTS = 2_000
"""Texts that an index keeps as read, of some 6 KB each; the oldest is read again when it is needed."""

_BIAS = 0.1
_OF_SIMILARITY = 0.4
_OF_NOTHING_IN_COMMON = -2.3
_OF_ONE_CLASS = 0.9
_OF_ONE_SUBCLASS = 1.2
_OF_ONE_PLATE = 0.8
_OF_DISTANCE = -1.2
_OF_TIME = -0.4
"""Weights of a logistic regression over the tuning half, rounded; distance and time as a part of their limits.  It was
fitted to readings with and without the words of the catalogue, which does not know those of other reports."""
_OF_A_DIFFERENCE = {"plate": -4.0, "house": -4.0, "building": -4.0, "village": -4.0, "road": -1.5}
"""A crossing lies on two roads; the other names tell two matters apart, however similar the words are."""


class PlacedReport(Struct, frozen=True, gc=False):
    """Where and when a report is, without its text; working CRS, Unix ms."""

    id: str
    subclass: str
    x_m: float
    y_m: float
    at_ms: int


class Difference(Struct, frozen=True):
    """Names of one kind that contradict each other, e.g. two house numbers."""

    kind: str
    here: tuple[str, ...]
    there: tuple[str, ...]


class Proposal(Struct, frozen=True, kw_only=True):
    """A report that may be about the same matter, with the reasons."""

    id: str
    score: float
    """0 to 1; not a probability."""
    score_of_one: float
    """The same where one of the compared reports is known to be about the matter: that the texts have no word in
    common then says nothing, since people describe one matter in different words."""
    distance_m: float
    minutes: float
    similarity: float
    """Of the texts, 0 to 1."""
    same_subclass: bool
    agreeing: tuple[str, ...]
    """Names and words that both texts contain, as this one writes them."""
    differing: tuple[Difference, ...]


class Comparison(Struct, frozen=True):
    """What two texts have in common."""

    similarity: float
    """0 to 1: of the words, or of the pairs of characters where the words were cut differently."""
    same_class: float
    """0 to 1: whether the words point to the same subclasses; 0.5 where they point to none."""
    same_plate: bool
    agreeing_names: tuple[str, ...]
    agreeing_words: tuple[str, ...]
    differing: tuple[Difference, ...]


class DuplicateIndex:
    """Reports by place, changed one at a time; texts are read when a report is first compared.

    A search costs what lies in the nine cells around it, whatever the number of reports is.
    """

    def __init__(self, catalog: Catalog, text_of: Callable[[str], tuple[str, ...]]) -> None:
        """``text_of``: title, note and, if there is one, address of a report of the index by its id."""
        self._subclasses = catalog.subclasses
        self._reader = ReportReader(catalog)
        self._text_of = text_of
        self._cells: dict[tuple[str, int, int], dict[str, PlacedReport]] = {}
        self._by_id: dict[str, PlacedReport] = {}
        self._read: dict[str, ReadText] = {}

    def __len__(self) -> int:
        return len(self._by_id)

    def put(self, report: PlacedReport) -> None:
        """Add a report, or replace the one of the same id."""
        if self._by_id.get(report.id) == report:
            return
        self.remove(report.id)
        self._by_id[report.id] = report
        self._cells.setdefault(self._cell(report), {})[report.id] = report

    def remove(self, report_id: str) -> None:
        """Remove a report; nothing when it is not in the index."""
        report = self._by_id.pop(report_id, None)
        if report is None:
            return
        self._read.pop(report_id, None)
        cell = self._cell(report)
        self._cells[cell].pop(report_id)
        if not self._cells[cell]:
            del self._cells[cell]

    def clear(self) -> None:
        """Remove all reports."""
        for held in (self._cells, self._by_id, self._read):
            held.clear()

    def read_some(self, report: PlacedReport, at_most: int) -> bool:
        """Read so many of the texts that :meth:`proposals` compares; returns whether there are none left.

        For who must not be held up: a text takes a millisecond, and it stays read.
        """
        near = nsmallest(COMPARED_AT_MOST, self._near(report), key=lambda found: found[0])
        unread = [other.id for _, _, other in near if other.id not in self._read]
        for other_id in unread[:at_most]:
            self._text_read(other_id)
        return len(unread) <= at_most

    def proposals(
        self, report: PlacedReport, title: str, note: str, address: str = "", *, at_most: int = 5
    ) -> list[Proposal]:
        """Reports that are probably about the same matter as ``report`` with this text, the most probable first.

        Where there are any, the one that is the most probable without regard to words that are missing is one of them:
        a leak 20 m away is proposed before the accident beside it, of which the text happens to share a word.
        """
        near = nsmallest(COMPARED_AT_MOST, self._near(report), key=lambda found: found[0])
        if not near:
            return []
        here = self._reader.read(title, note, address)
        scored = [self._proposal(report, here, other) for _, _, other in near]
        found = [proposal for proposal in scored if proposal.score >= LEAST_SCORE]
        found = sorted(found, key=lambda proposal: (-proposal.score, proposal.id))[:at_most]
        if not found:
            return []
        first = min(scored, key=_order)
        if first not in found:
            found = [first, *found[: at_most - 1]]
        return sorted(found, key=_order)

    def _near(self, report: PlacedReport) -> Iterator[tuple[float, str, PlacedReport]]:
        """Reports of the same class within the limits, with a measure that is smaller for nearer ones."""
        event_class, column, row = self._cell(report)
        limit_ms = self._limit_ms(report.subclass)
        for i in (column - 1, column, column + 1):
            for j in (row - 1, row, row + 1):
                for other in self._cells.get((event_class, i, j), {}).values():
                    away_m = math.hypot(other.x_m - report.x_m, other.y_m - report.y_m)
                    apart_ms = abs(other.at_ms - report.at_ms)
                    if (
                        away_m <= WITHIN_M
                        and apart_ms <= min(limit_ms, self._limit_ms(other.subclass))
                        and other.id != report.id
                    ):
                        nearness = away_m / WITHIN_M + apart_ms / limit_ms + (other.subclass != report.subclass)
                        yield nearness, other.id, other

    def _proposal(self, report: PlacedReport, here: ReadText, other: PlacedReport) -> Proposal:
        found = compared(here, self._text_read(other.id))
        away_m = math.hypot(other.x_m - report.x_m, other.y_m - report.y_m)
        apart_ms = abs(other.at_ms - report.at_ms)
        part_of_day = apart_ms / (24 * HOUR_MS)
        same_subclass = other.subclass == report.subclass
        evidence = _evidence(found, away_m / WITHIN_M, part_of_day, same_subclass)
        return Proposal(
            id=other.id,
            score=_logistic(evidence + _OF_NOTHING_IN_COMMON * (not found.similarity)),
            score_of_one=_logistic(evidence),
            distance_m=away_m,
            minutes=apart_ms / 60_000,
            similarity=found.similarity,
            same_subclass=same_subclass,
            agreeing=(*found.agreeing_names, *found.agreeing_words),
            differing=found.differing,
        )

    def _text_read(self, report_id: str) -> ReadText:
        text = self._read.get(report_id)
        if text is None:
            text = self._read[report_id] = self._reader.read(*self._text_of(report_id))
            if len(self._read) > KEPT_TEXTS:
                del self._read[next(iter(self._read))]
        return text

    def _limit_ms(self, subclass: str) -> float:
        row = self._subclasses.get(subclass)
        return (24.0 if row is None else row.duplicate_hours) * HOUR_MS

    def _cell(self, report: PlacedReport) -> tuple[str, int, int]:
        row = self._subclasses.get(report.subclass)
        event_class = "" if row is None else row.event_class
        return event_class, math.floor(report.x_m / WITHIN_M), math.floor(report.y_m / WITHIN_M)


def _order(proposal: Proposal) -> tuple[float, str]:
    return -proposal.score_of_one, proposal.id


def _evidence(found: Comparison, away: float, apart: float, same_subclass: bool) -> float:
    """The sum of what speaks for and against one matter, but for texts without a word in common."""
    return (
        _BIAS
        + _OF_SIMILARITY * found.similarity
        + _OF_ONE_CLASS * found.same_class
        + _OF_ONE_SUBCLASS * same_subclass
        + _OF_ONE_PLATE * found.same_plate
        + _OF_DISTANCE * away
        + _OF_TIME * apart
        + sum(_OF_A_DIFFERENCE[difference.kind] for difference in found.differing)
    )


def _logistic(z: float) -> float:
    return 1 / (1 + math.exp(-z))


def compared(here: ReadText, there: ReadText) -> Comparison:
    """What the texts of two reports have in common."""
    names, differing = _names(here, there)
    shared = here.words.keys() & there.words.keys()
    weights = [sum(map(len, text.words.values())) for text in (here, there)]
    weight = sum(min(len(here.words[key]), len(there.words[key])) for key in shared)
    overlap = weight / min(weights) if all(weights) else 0.0
    return Comparison(
        similarity=max(overlap, _alike(here.sounds, there.sounds)),
        same_class=_cosine(here, there),
        same_plate=bool(here.names["plate"] & there.names["plate"]),
        agreeing_names=names,
        agreeing_words=tuple(word for key, word in here.words.items() if key in shared),
        differing=differing,
    )


def _alike(here: frozenset[str], there: frozenset[str]) -> float:
    """How much of the shorter text is in the longer one; 0 to 1."""
    smaller = min(len(here), len(there))
    return len(here & there) / smaller if smaller else 0.0


def _cosine(here: ReadText, there: ReadText) -> float:
    """Whether the words point to the same subclasses: the cosine of their weights, 0.5 where either points to none."""
    if not here.subclasses or not there.subclasses:
        return 0.5
    product = sum(weight * there.subclasses.get(key, 0.0) for key, weight in here.subclasses.items())
    lengths = (math.sqrt(sum(w * w for w in text.subclasses.values())) for text in (here, there))
    return product / math.prod(lengths)


def _names(here: ReadText, there: ReadText) -> tuple[tuple[str, ...], tuple[Difference, ...]]:
    agreeing: list[str] = []
    differing: list[Difference] = []
    for kind, mine in here.names.items():
        theirs = there.names[kind]
        shared = [name for name in sorted(mine) if any(_same_name(name, other, kind) for other in theirs)]
        if kind in _SPOKEN:
            shared += [name for name in sorted(mine) if name not in shared and name in there.whole]
            known = any(name in here.whole for name in theirs)
        else:
            known = False
        agreeing += shared
        if mine and theirs and not shared and not known:
            differing.append(Difference(kind, tuple(sorted(mine)), tuple(sorted(theirs))))
    return tuple(agreeing), tuple(differing)


_SPOKEN = frozenset({"road", "village"})
"""Names that are also written without the word for their kind, and with typing errors."""


def _same_name(name: str, other: str, kind: str) -> bool:
    if name == other or kind not in _SPOKEN:
        return name == other
    from rapidfuzz import fuzz  # with the first comparison: no window needs it to open

    return name.endswith(other) or other.endswith(name) or fuzz.ratio(name, other) > 50
