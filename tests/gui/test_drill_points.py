"""What is said of a score: its points in the table, and why it is late or missed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from county.drill.late_items import LateItem
from county.drill.scenario import Expectation
from county.drill.score import Score
from desktop import i18n
from desktop.drill.words import late_item_words, points_of


@pytest.mark.parametrize(
    ("status", "points", "text"),
    [("late", 5.0, "5.00 / 10"), ("missed", 0.0, "0.00 / 10"), ("pending", 0.0, "0.00 / 10"),
     ("not_applicable", 0.0, "—"), ("not_due", 0.0, "—")],
)  # fmt: skip
def test_a_score_that_cannot_count_has_a_dash_for_its_points_as_in_the_report(
    status: Any, points: float, text: str
) -> None:
    assert points_of(Score(id="E01", status=status, points=points, weight=10)) == text


@pytest.fixture
def in_chinese() -> Iterator[None]:
    i18n.set_language("zh")
    yield
    i18n.set_language("en")


@pytest.mark.usefixtures("in_chinese")
def test_an_item_that_the_end_of_the_drill_cut_short_says_so(qapp: object) -> None:
    expectation = Expectation(id="E07", objective="O1", what="reported_up", of="I02", target=1_800_000, limit=3_600_000,
                              weight=10)  # fmt: skip
    score = Score(id="E07", status="missed", points=0.0, weight=10, cut_short=True)
    said = late_item_words(LateItem(expectation, score, None, 0))
    assert said.startswith("未达成 · 演练结束时未到最迟时限 · E07 信息报告")
