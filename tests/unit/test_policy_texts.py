"""What texts about policies state: numerals, quantities, and kinds of facts."""

from __future__ import annotations

import pytest

from county.policy.numerals import value_of, with_digits
from county.policy.quantities import Quantity, claimed, disagree, not_in, quantities
from county.policy.wanted import states, wanted_in


@pytest.mark.parametrize(
    ("written", "digits"),
    [
        ("八十周岁", "80周岁"), ("百分之八十五", "85%"), ("三分之二", "2/3"), ("二元二角", "2元2角"),
        ("六时三十分", "6时30分"), ("一点五米", "1.5米"), ("身高一米三以下", "身高1.3米以下"), ("三十万元", "300000元"),
        ("5万块", "50000块"), ("一至二人户", "1至2人户"), ("一百八十一至二百六十立方米", "181至260立方米"),
        ("一千二百五十元", "1250元"), ("二〇二四年", "2024年"), ("８５％", "85%"), ("第三条", "第3条"),
        ("一次性补贴", "一次性补贴"), ("统一管理", "统一管理"), ("百分之多少", "百分之多少"),
    ],
)  # fmt: skip
def test_numerals_that_count_are_digits_and_others_stay(written: str, digits: str) -> None:
    assert with_digits(written) == digits


@pytest.mark.parametrize("text", ["八", "8", "八点", "第八", "一到"])
def test_a_long_text_of_numerals_alone_is_read_too(text: str) -> None:
    """Each is read once, not from every one of its signs, which would take minutes."""
    assert len(with_digits(text * 50_000)) == len(text) * 50_000


@pytest.mark.parametrize(
    ("numeral", "value"), [("十", 10), ("一百零五", 105), ("两万三千", 23_000), ("一亿", 100_000_000)]
)
def test_a_numeral_has_its_value(numeral: str, value: int) -> None:
    assert value_of(numeral) == value


@pytest.mark.parametrize("text", ["", "abc", "三条"])
def test_another_text_is_no_numeral(text: str) -> None:
    with pytest.raises(ValueError, match="numeral"):
        value_of(text)


def test_quantities_have_one_unit_for_all_words_that_mean_it() -> None:
    assert quantities("八十周岁的老人每月五十块") == (Quantity(80, "岁"), Quantity(50, "元"))
    assert quantities("80岁的老人每月50元") == quantities("八十周岁的老人每月五十块")


def test_days_of_a_month_are_no_spans() -> None:
    assert quantities("九月一日起三十日内") == (Quantity(30, "天"),)


def test_an_amount_that_an_article_does_not_have_is_told_with_those_that_it_has() -> None:
    written = quantities("百分之八十五，百分之七十五")
    assert not_in(quantities("90%"), written) == {Quantity(90, "%"): (Quantity(85, "%"), Quantity(75, "%"))}
    assert not_in(quantities("85%"), written) == {}
    assert not_in(quantities("90元"), written) == {}, "it says nothing about money"


@pytest.mark.parametrize(
    ("question", "taken"),
    [
        ("95岁高龄津贴每月多少钱", ()), ("三年前领过还能领吗", ()), ("高龄津贴是每月50元吗", (Quantity(50, "元"),)),
        ("80岁才能领，对吧", (Quantity(80, "岁"),)), ("报销90%行不行", (Quantity(90, "%"),)),
    ],
)  # fmt: skip
def test_what_somebody_tells_of_himself_is_no_claim_about_an_article(
    question: str, taken: tuple[Quantity, ...]
) -> None:
    assert claimed(question) == taken


def test_articles_disagree_in_a_unit_in_which_they_have_nothing_in_common() -> None:
    assert disagree(quantities("年满六十五周岁免费"), quantities("年满六十周岁免费")) == ("岁",)
    assert disagree(quantities("五十元，六十岁"), quantities("五十元")) == ()


@pytest.mark.parametrize(
    ("question", "article", "answers"),
    [
        ("补贴多少钱", "每人每月五十元", True), ("补贴多少钱", "向村委会申请", False),
        ("在哪里办", "向乡镇人民政府申请", True), ("在哪里办", "禁止进入学校、医院", False),
        ("多少岁可以领", "年满八十周岁", True), ("多少岁可以领", "每月五十元", False),
        ("要什么材料", "持身份证申请", True), ("要什么材料", "每月发放", False),
        ("最多能盖几层", "不超过三层", True), ("最多能盖几层", "不超过十米", False),
        ("报销90%对吧", "按百分之八十五报销", True), ("报销90%对吧", "按月报销", False),
    ],
)  # fmt: skip
def test_an_article_states_what_is_asked_for_or_not(question: str, article: str, answers: bool) -> None:
    wanted = wanted_in(question)
    assert wanted
    assert all(states(with_digits(article), kind) for kind in wanted) is answers


def test_a_question_whether_something_is_so_asks_for_no_kind_of_fact() -> None:
    assert wanted_in("能不能在网上申请") == ()
