"""Results of risk early warning, from the cards in the journal."""

from __future__ import annotations

import numpy as np
from msgspec import Struct

from county.catalog import Catalog
from county.durations import DAY_MS
from county.figures.metric import FigureValue, Period, share_of
from county.names import Name
from county.risk.warning_card import WARNING_CARDS, WARNINGS, WarningCard, WarningEvaluated
from services.results.sources import Counted, ResultMoment, ResultSources

OPEN = ("new", "assessed")
"""States of cards that wait for a person."""
EVALUATED_DAYS = 365


class NothingAsked(Struct, frozen=True, forbid_unknown_fields=True):
    """A question without parameters: about the whole county."""


def whole_county(asked: NothingAsked, catalog: Catalog) -> Name:
    """What is asked, in words."""
    return Name("全县", "Whole county")


def open_cards(sources: ResultSources, asked: NothingAsked, moment: ResultMoment) -> Counted:
    """Cards that nobody has dismissed or acted on."""
    versions = sources.states.versions(WARNINGS, moment)
    states = versions.values("state", versions.newest_at(moment.seq))
    count = int(np.isin(states, [WARNING_CARDS.states.index(state) for state in OPEN]).sum())
    return Counted(FigureValue(count, None, count, quality="ok"), Period(moment.recorded_ms, moment.recorded_ms + 1))


def false_alarms(sources: ResultSources, asked: NothingAsked, moment: ResultMoment) -> Counted:
    """Of the cards that persons evaluated in a year, those that were not true."""
    period = Period(moment.recorded_ms + 1 - EVALUATED_DAYS * DAY_MS, moment.recorded_ms + 1)
    cards: list[WarningCard] = [
        card for card in sources.states.all(WARNINGS, moment)
        if card.was_true is not None and _evaluated_ms(card) >= period.from_ms
    ]  # fmt: skip
    least = sources.catalog.metrics["risk_false_alarms"].min_denominator
    return Counted(share_of(sum(not card.was_true for card in cards), len(cards), least), period)


def _evaluated_ms(card: WarningCard) -> int:
    return max(step.recorded_ms for step in card.steps if step.kind == WarningEvaluated.__name__)
