"""What is left of a line that has too little room."""

from __future__ import annotations

import sys

import pytest

from desktop.item_models.card_delegate import lower_texts, readable_start
from desktop.item_models.text_fit import advance, elided, last_names, parts_around

pytestmark = pytest.mark.usefixtures("qapp")
PATH = "禾河镇 · 禾坡社区 · 禾坡社区第17网格"


def test_of_a_path_the_higher_names_are_left_out_first() -> None:
    assert last_names(PATH, 13, advance(PATH, 13)) == PATH
    assert last_names(PATH, 13, advance(PATH, 13) - 1) == "禾坡社区 · 禾坡社区第17网格"
    assert last_names(PATH, 13, advance("禾坡社区第17网格", 13)) == "禾坡社区第17网格"
    assert last_names(PATH, 13, advance("禾坡社区第17网格", 13) - 1).startswith("禾坡社区第")


def test_a_line_ends_with_a_whole_part() -> None:
    parts = ("督办", "道路保洁", "11-26 14:06")
    whole = " · ".join(parts)
    assert parts_around(parts, 1, 13, advance(whole, 13)) == whole
    assert parts_around(parts, 1, 13, advance(whole, 13) - 1) == "督办 · 道路保洁"
    assert parts_around(("道路保洁",), 0, 13, advance("道路保洁", 13) - 1) == "道路…"


def test_the_kind_of_an_event_stays_whole_when_what_is_before_it_has_no_room() -> None:
    parts = ("紧急", "较大", "督办", "交通事故", "2 份报告")
    lines = ["紧急 · 较大 · 督办 · 交通事故", "紧急 · 较大 · 交通事故", "紧急 · 交通事故", "交通事故"]
    for wider, line in zip([" · ".join(parts), *lines], lines, strict=False):
        assert parts_around(parts, 3, 13, advance(wider, 13) - 1) == line
    assert parts_around(parts, 3, 13, advance("交通事故", 13) - 1) == "交通…"


def test_a_start_too_short_to_be_read_is_not_shown() -> None:
    assert readable_start("道路保洁", 13, advance("道路保洁", 13)) == "道路保洁"
    assert readable_start("机动车乱停放", 13, advance("机动车…", 13) + 2) == "机动车…"
    assert readable_start("机动车乱停放", 13, advance("机动…", 13) + 2) == ""


def test_marks_that_have_no_room_beside_the_time_take_the_line_of_the_place() -> None:
    assert lower_texts("禾田村", "督办", "垃圾", 200) == ("禾田村", "督办")
    assert lower_texts("禾田村", "EMERGENCY", "gas", advance("EMERGENCY", 13) - 1) == ("EMERGENCY", ""), "never cut"
    assert lower_texts("禾田村", "督办", "垃圾", 5) == ("督办", "")
    assert lower_texts("禾田村", "", "暴露垃圾", 5) == ("禾田村", ""), "never a lone ellipsis"


def test_texts_whose_times_have_passed_are_given_up() -> None:
    """A row shows another time every minute, for days."""

    def minutes_pass(first: int, last: int) -> None:
        for minute in range(first, last):
            text = f"剩 {minute // 60} 小时 {minute % 60} 分钟"
            elided(text, 13, advance(text, 13) - 1)

    minutes_pass(0, 2_500)
    before = sys.getallocatedblocks()
    minutes_pass(2_500, 3_500)
    assert sys.getallocatedblocks() - before < 1_000
