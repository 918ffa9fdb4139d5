"""Long texts in two lines, and what of a text is never divided."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drawing.text_pieces import NOT_FIRST, NOT_LAST, ONE_LINE, broken, pieces


def test_chinese_is_divided_between_letters_and_other_words_are_whole() -> None:
    assert pieces("G320国道 Main Street") == ("G320", "国", "道 ", "Main ", "Street")


def test_a_sign_that_combines_stays_with_its_letter() -> None:
    assert pieces("e\u0301村\ufe00口") == ("e\u0301", "村\ufe00", "口")


@pytest.mark.parametrize("text", ["", "茶坳镇", "长铺村第11网格", "字" * ONE_LINE])
def test_a_text_that_is_not_long_is_one_line(text: str) -> None:
    assert broken(text) == (text,)


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("沱江镇南华社区居民委员会", ("沱江镇南华社", "区居民委员会")),
        ("沱江镇（南华社区居民委员会）", ("沱江镇（南华社", "区居民委员会）")),
        ("凤凰古城游客中心（北门入口）", ("凤凰古城游客中心", "（北门入口）")),
        ("人民医院、妇幼保健院和疾控中心", ("人民医院、", "妇幼保健院和疾控中心")),
        ("某某某某某某、某某某某某", ("某某某某某某、", "某某某某某")),
        ("第二净水厂12345678901234号", ("第二净水厂", "12345678901234号")),
        ("Fenghuang county water works", ("Fenghuang county", "water works")),
    ],
)
def test_a_long_text_has_two_lines_of_about_the_same_width(text: str, lines: tuple[str, ...]) -> None:
    assert broken(text) == lines


def test_a_word_without_any_place_to_break_is_one_line() -> None:
    assert broken("W" * 40) == ("W" * 40,)


TEXTS = st.text(alphabet="凤凰古城abc123 ，。（）、「」“”-·", max_size=40)


@given(TEXTS)
def test_lines_keep_every_letter_and_no_sign_is_where_it_must_not_be(text: str) -> None:
    lines = broken(text)
    assert len(lines) <= 2
    assert "".join("".join(lines).split()) == "".join(text.split())
    assert re.findall("[a-z0-9]+", "\n".join(lines)) == re.findall("[a-z0-9]+", text), "no word is divided"
    if len(lines) == 2:
        assert lines[1][0] not in NOT_FIRST
        assert lines[0][-1] not in NOT_LAST
