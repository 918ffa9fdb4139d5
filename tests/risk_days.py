"""Days of a county in which nothing has changed, or in which something has: counts as the detectors judge them, and the
cards that follow from day to day."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from county.durations import DAY_MS
from county.events.event import TimelineEntry
from county.risk.warning_card import WarningCard
from services.analysis.risk.daily_counts import BadShare, DailyCounts
from services.analysis.risk.detectors import JudgedSeries, judge
from services.analysis.risk.matters import card_id, card_of, from_ms, matters, updated
from services.analysis.risk.watched_county import WatchedCounty

FIRST_MS = 1_700_064_000_000
"""A midnight of the county."""


def square_county(towns: int, villages: int, people: float = 1_500.0) -> WatchedCounty:
    """Towns of ``villages`` villages each, in a square of places 2 km apart."""
    codes = [f"990123{100 + town}{200 + village:03}" for town in range(towns) for village in range(villages)]
    side = max(round(len(codes) ** 0.5), 1)
    xy_m = np.array([(2_000.0 * (n % side), 2_000.0 * (n // side)) for n in range(len(codes))]).reshape(-1, 2)
    return WatchedCounty(tuple(codes), xy_m, np.full(len(codes), people))


def counts_of(villages: NDArray[np.int32], county: WatchedCounty, day: int, *, of_late: float = 0.0) -> DailyCounts:
    """The counts (days, classes, n) up to ``day``, judged at its end; ``of_late``: share that is late every day."""
    known = villages[: day + 1]
    by_town = np.zeros((*known.shape[:2], len(county.towns)), np.int32)
    for town in range(len(county.towns)):
        by_town[:, :, town] = known[:, :, county.town_of == town].sum(axis=2)
    areas = np.concatenate([by_town.sum(axis=2, keepdims=True), by_town], axis=2).astype(np.int32)
    empty = BadShare(np.zeros(areas.shape[1:], np.int64), np.zeros(areas.shape[1:], np.int64))
    classes = tuple(f"class_{n}" for n in range(known.shape[1]))
    return DailyCounts(
        FIRST_MS + (day + 1) * DAY_MS, classes, known, areas, late=(empty, empty), dissatisfied=(empty, empty)
    )


class Calendar:
    """A county whose days are judged one after another; nobody assesses its cards unless ``assess`` does."""

    def __init__(
        self, villages: NDArray[np.int32], county: WatchedCounty,
        assess: Callable[[WarningCard], WarningCard] = lambda card: card,
    ) -> None:  # fmt: skip
        self._villages = villages
        self._county = county
        self._assess = assess
        self.cards: dict[str, WarningCard] = {}
        self.updates = 0
        self._last_ms: dict[str, int] = {}

    def judge(self, day: int) -> JudgedSeries:
        counts = counts_of(self._villages, self._county, day)
        judged = judge(counts, self._county)
        for matter in matters(judged.found):
            card = card_of(matter, self.cards.values(), self._last_ms, counts.at_ms)
            step = "WarningUpdated"
            if card is None:
                step, id = "WarningRaised", card_id(matter, counts.at_ms)
                assert id not in self.cards
                card = WarningCard(
                    id=id, state="new", steps=(), subject=matter.subject, divisions=matter.places,
                    from_ms=from_ms(matter, counts.at_ms), signals=matter.told,
                )  # fmt: skip
            elif (change := updated(card, matter, counts.at_ms)) is not None:
                self.updates += 1
                card = _changed(card, divisions=change[0], signals=change[1])
            else:
                step = ""
            if step:
                entry = TimelineEntry(step, counts.at_ms, counts.at_ms, "watch", "")
                card = self._assess(_changed(card, steps=(*card.steps, entry)))
            self.cards[card.id] = card
            self._last_ms[card.id] = counts.at_ms
        return judged


def _changed(card: WarningCard, **fields: object) -> WarningCard:
    from msgspec.structs import replace

    return replace(card, **fields)


def nothing_changes(
    days: int, kinds: int, county: WatchedCounty, per_day: float, seed: int
) -> NDArray[np.int32]:
    """Counts (days, kinds, n) of villages whose rates differ, with fewer on Sundays, and that stay as they are."""
    random = np.random.default_rng(seed)
    villages, classes = random.gamma(2.0, 0.5, len(county.villages)), random.gamma(1.0, 1.0, kinds)
    rates = per_day * np.outer(classes / classes.sum(), villages / villages.sum())
    weekdays = np.array([1.1, 1.1, 1.05, 1.05, 1.0, 0.9, 0.8])[np.arange(days) % 7]
    return random.poisson(weekdays[:, None, None] * rates).astype(np.int32)
