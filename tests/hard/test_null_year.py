"""A year in which nothing changes, over all detectors, with 140 villages and 12 classes: a card a fortnight at most."""

from __future__ import annotations

import pytest

from services.analysis.risk.detectors import BUDGET_DAYS
from tests.risk_days import Calendar, nothing_changes, square_county

YEAR_DAYS = 364


@pytest.mark.parametrize(("past", "seed"), [(120, 1), (500, 2), (1_200, 3)])
def test_chance_alone_raises_a_card_a_fortnight_at_most(past: int, seed: int) -> None:
    """Without a year of the past, with one, and with three."""
    county = square_county(10, 14)
    calendar = Calendar(nothing_changes(past + YEAR_DAYS, 12, county, 36.0, seed), county)
    for day in range(past, past + YEAR_DAYS):
        judged = calendar.judge(day)
    tested = sorted(detector for detector, number in judged.tested.items() if number)
    print(f"after {past} days: {len(calendar.cards)} cards by {', '.join(tested)}")
    assert len(calendar.cards) <= YEAR_DAYS / BUDGET_DAYS
