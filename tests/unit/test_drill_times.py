"""Times of injects as people write them."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime, time, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from county.drill.times import BadTime, UnclearTime, drill_time

START = datetime.fromisoformat("2026-07-15T09:00:00+08:00")
MINUTE, HOUR, DAY = 60_000, 3_600_000, 86_400_000


@pytest.mark.parametrize(
    ("cell", "ms"),
    [
        ("PT45M", 45 * MINUTE), ("-PT10M", -10 * MINUTE), ("T+45分", 45 * MINUTE), ("Ｔ＋45 分钟", 45 * MINUTE),
        ("T+0:45", 45 * MINUTE), ("+00:45", 45 * MINUTE), ("-00:05", -5 * MINUTE), ("T-15分", -15 * MINUTE),
        ("T+1小时30分", 90 * MINUTE), ("T+2h", 2 * HOUR), ("D+2 H+3 M+45", 2 * DAY + 3 * HOUR + 45 * MINUTE),
        ("M-5", -5 * MINUTE), ("第1天 09:30", 30 * MINUTE), ("第二天 09:30", DAY + 30 * MINUTE),
        ("09:30", 30 * MINUTE), ("9:30:15", 30 * MINUTE + 15_000), ("08:55", -5 * MINUTE),
        ("2026-07-15 10:00", HOUR), ("2026-07-15T02:00:00Z", HOUR), (time(9, 5), 5 * MINUTE),
        (datetime(2026, 7, 16, 9), DAY), (timedelta(minutes=90), 90 * MINUTE), (0.40625, 45 * MINUTE),
    ],
)  # fmt: skip
def test_every_form_is_read(cell: Any, ms: int) -> None:
    assert drill_time(cell, START) == ms


@pytest.mark.parametrize(("cell", "number"), [("T+2", 2), ("+2", 2), ("T-1", -1), (2, 2), ("T＋02", 2)])
def test_a_number_without_a_unit_is_a_question(cell: Any, number: int) -> None:
    found = drill_time(cell, START)
    assert found == UnclearTime(number)
    assert isinstance(found, UnclearTime)
    assert [found.of("minutes"), found.of("hours"), found.of("days")] == [number * ms for ms in (MINUTE, HOUR, DAY)]


@pytest.mark.parametrize("cell", ["M+", "", "  ", None, "25:99", "24:30", "T+0:75", "第0天 09:00", "T+", "D+", "soon",
                                  True, "第1天", "PT", "+"])  # fmt: skip
def test_what_is_no_time_is_one_line(cell: Any) -> None:
    with pytest.raises(BadTime):
        drill_time(cell, START)


@pytest.mark.parametrize("cell", ["09:30", "第1天 09:30", "2026-07-15 10:00", time(9)])
def test_a_time_of_day_needs_the_start(cell: Any) -> None:
    with pytest.raises(BadTime, match="give the start"):
        drill_time(cell, None)


@given(st.text(max_size=20))
def test_any_text_is_a_time_a_question_or_one_line(text: str) -> None:
    with suppress(BadTime):
        assert isinstance(drill_time(text, START), int | UnclearTime)
