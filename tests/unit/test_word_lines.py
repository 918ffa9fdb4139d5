"""Titles and heads of columns of official documents end their lines with words."""

from __future__ import annotations

import pytest

from services.brief.word_lines import TITLE_CHARACTERS, in_lines


def test_a_title_that_fits_into_a_line_has_no_break() -> None:
    title = "示范县应急指挥中心月度通报"
    assert in_lines(title) == title


@pytest.mark.parametrize(
    "lines",
    [
        ("关于启用县应急指挥部", "应急指挥系统有关事项的通知报告"),
        ("示范县城乡治理指挥中心2026年11月", "网格事件处置和群众诉求办理情况月度通报"),
        ("关于《示范县防汛抗旱应急预案》启动", "三级应急响应后转移安置情况的专报"),
    ],
)
def test_a_longer_title_is_broken_between_words(lines: tuple[str, ...]) -> None:
    assert in_lines("".join(lines)).split("\n") == list(lines)


@pytest.mark.parametrize("title", ["字" * 45, "A" * 90, "，" * 50, "（" * 30 + "）" * 30])
def test_lines_of_a_title_without_words_still_fit_and_lose_nothing(title: str) -> None:
    lines = in_lines(title).split("\n")
    assert "".join(lines) == title
    assert all(sum(0.5 if char.isascii() else 1 for char in line) <= TITLE_CHARACTERS for line in lines)


@pytest.mark.parametrize(
    ("head", "room", "lines"),
    [
        ("处置时长（中位，自然时间）（小时）", 6.0, ["处置时长", "（中位，", "自然时间）", "（小时）"]),
        ("按期结案率（%）", 4.4, ["按期", "结案率", "（%）"]), ("应结案数（件）", 5.0, ["应结案数", "（件）"]),
    ],
)
def test_the_head_of_a_narrow_column_is_broken_between_words(head: str, room: float, lines: list[str]) -> None:
    assert in_lines(head, room).split("\n") == lines
