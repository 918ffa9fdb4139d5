"""Points of a score in the table of scores."""

from __future__ import annotations

from typing import Any

import pytest

from county.drill.score import Score
from desktop.drill.words import points_of


@pytest.mark.parametrize(
    ("status", "points", "text"),
    [("late", 5.0, "5.00 / 10"), ("missed", 0.0, "0.00 / 10"), ("pending", 0.0, "0.00 / 10"),
     ("not_applicable", 0.0, "—"), ("not_due", 0.0, "—")],
)  # fmt: skip
def test_a_score_that_cannot_count_has_a_dash_for_its_points_as_in_the_report(
    status: Any, points: float, text: str
) -> None:
    assert points_of(Score(id="E01", status=status, points=points, weight=10)) == text
