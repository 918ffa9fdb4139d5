"""Numbers of events and alarms: short, dated by the county's day, and the same for the same key."""

from __future__ import annotations

import re

import pytest

from county.numbering import alarm_id_of, event_id_of, is_event_id, may_be_event_id, new_event_id

LATE_MS = 1_795_363_200_000
"""2026-11-23 00:00 in UTC+8, still the 22nd in UTC."""


def test_a_number_is_the_countys_day_and_seven_unambiguous_letters() -> None:
    assert re.fullmatch(r"20261123-[0-9A-HJKMNP-TV-Z]{7}", new_event_id(LATE_MS))
    assert re.fullmatch(r"20261122-[0-9A-HJKMNP-TV-Z]{7}", new_event_id(LATE_MS - 1))


def test_numbers_drawn_by_different_operators_differ() -> None:
    assert len({new_event_id(LATE_MS) for _ in range(2000)}) == 2000


def test_the_same_key_has_the_same_number() -> None:
    assert event_id_of(LATE_MS, "a", "b") == event_id_of(LATE_MS, "a", "b")
    assert event_id_of(LATE_MS, "a", "b") != event_id_of(LATE_MS, "ab")
    assert alarm_id_of(LATE_MS, "s", "c", "r") != alarm_id_of(LATE_MS + 1, "s", "c", "r")


def test_a_number_is_distinguished_from_other_search_texts() -> None:
    assert is_event_id(new_event_id(LATE_MS))
    assert is_event_id(new_event_id(LATE_MS).lower())
    for text in ("", "20261122", "111.5, 28.2", "A" + new_event_id(LATE_MS), "20261122-ILOUILO", "990123100201"):
        assert not is_event_id(text)


@pytest.mark.parametrize("text", ["20261122-7K4Q2M9", "HN-2026/001", "12345 工单 7", "热线2026-17", "0b6f-uuid", "a"])
def test_numbers_of_this_and_of_other_systems_are_accepted(text: str) -> None:
    assert may_be_event_id(text)


@pytest.mark.parametrize(
    "text",
    ["", " ", "20261122-7k4q2m9", "20261122-7K4Q2M9 ", " 20261122-7K4Q2M9", "20261122\u20107K4Q2M9", "HN  001",
     "HN\u3000001", "НN-001", "HN\u00a0001", "20261122-7K4Q2M9\u200d", "２０２６", "a\nb", "x" * 65],
)  # fmt: skip
def test_a_number_that_people_would_take_for_another_one_is_refused(text: str) -> None:
    assert not may_be_event_id(text)
