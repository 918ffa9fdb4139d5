"""Answers: an article with evidence, or an honest no; measured on questions that were written before the engine."""

from __future__ import annotations

from dataclasses import replace as replace_fields
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from msgspec.structs import replace

from bench.policy_fit import fitted
from bench.policy_questions import LabelledQuestion, measured, read_questions
from county.policy.asking import asking_part
from county.policy.contrasts import excluded
from county.policy.documents import Article, PolicyDoc, in_force
from county.policy.numerals import with_digits
from services.policies.answering import PolicyAnswer, PolicyAnswers
from services.policies.bm25 import Bm25
from services.policies.example_index import FEATURES
from services.policies.library import library_of, read_library

TODAY = date(2026, 6, 1)


@pytest.fixture(scope="module")
def answers() -> PolicyAnswers:
    return PolicyAnswers(library_of(Path("none"), synthetic=True))


def cited(answer: PolicyAnswer) -> list[str]:
    return [f"{found.doc.id}#{found.article.no}" for found in answer.cited]


def of_docs(*docs: PolicyDoc, unanswered: tuple[str, ...] = ()) -> PolicyAnswers:
    library = read_library([])
    return PolicyAnswers(replace_fields(library, docs=docs, unanswered=unanswered))


def doc(id: str, *texts: str, **more: object) -> PolicyDoc:
    articles = tuple(Article(text, no=f"第{number}条") for number, text in enumerate(texts, start=1))
    made = PolicyDoc(format=1, id=id, title=f"{id}办法", in_force_from=date(2020, 1, 1), articles=articles)
    return replace(made, **more)


def test_bm25_finds_every_text_that_contains_a_word() -> None:
    texts = [text.split() for text in ("foo", "dog", "baz", "quick god", "quick fox")]
    assert np.flatnonzero(Bm25(texts).scores(["quick"])).tolist() == [3, 4]


def test_bm25_has_the_published_weight_of_a_term() -> None:
    index = Bm25([["a", "b"], ["a", "a", "c", "c"], ["b"]])
    weight = np.log1p((3 - 2 + 0.5) / (2 + 0.5))
    lengths = np.array([2, 4]) / (7 / 3)
    counts = np.array([1, 2])
    expected = weight * counts * 2.5 / (counts + 1.5 * (0.25 + 0.75 * lengths))
    assert index.scores(["a"])[:2] == pytest.approx(expected)
    assert index.scores(["a"])[2] == 0


def test_bm25_counts_as_if_there_were_only_the_texts_that_count() -> None:
    texts = [["a", "b"], ["a", "a", "c", "c"], ["b"], ["a", "b", "d"]]
    some = Bm25(texts).scores(["a", "b"], np.array([True, False, True, True]))
    alone = Bm25([texts[0], texts[2], texts[3]]).scores(["a", "b"])
    assert some[[0, 2, 3]] == pytest.approx(alone)
    assert some[1] == 0


def test_a_question_that_has_nothing_to_do_with_policies_is_refused(answers: PolicyAnswers) -> None:
    assert answers.answer("火星上有没有生命", TODAY).kind == "none"


def test_a_wrong_premise_is_not_echoed(answers: PolicyAnswers) -> None:
    found = answers.answer("住院报销90%对吧", TODAY)
    assert cited(found) == ["resident-medical-insurance#第四条"]
    [(asked, written)] = found.cited[0].contradicted.items()
    assert (str(asked), [str(each) for each in written]) == ("90%", ["85%", "75%", "60%"])


def test_the_law_in_force_on_the_day_answers(answers: PolicyAnswers) -> None:
    asked = "九十五岁高龄津贴每月多少钱"
    assert "一百五十元" in answers.answer(asked, TODAY).cited[0].article.text
    assert "每人每月一百元" in answers.answer(asked, date(2023, 12, 31)).cited[0].article.text
    assert answers.answer(asked, date(2019, 1, 1)).kind == "none"
    assert [found.doc.id for found in answers.answer(asked, TODAY).former] == ["advanced-age-allowance-2021"]


def test_articles_in_force_that_differ_are_both_given(answers: PolicyAnswers) -> None:
    found = answers.answer("老年人坐公交车免费要满多少岁", TODAY)
    assert found.kind == "conflict"
    assert sorted(cited(found)) == ["bus-fares#第二条", "elderly-preferential-treatment#第二条"]


def test_two_versions_in_force_that_nobody_ordered_are_a_conflict() -> None:
    found = of_docs(doc("a", "轮椅补助每人五百元"), doc("b", "轮椅补助每人八百元")).answer("轮椅补助多少钱", TODAY)
    assert found.kind == "conflict"


def test_articles_that_differ_are_both_given_whatever_their_titles_are() -> None:
    one = replace(doc("a", "购买轮椅的，每人补助五百元。"), title="轮椅补助办法")
    other = replace(doc("b", "购买轮椅的，每人补助八百元。"), title="残疾人辅助器具规定")
    found = of_docs(one, other).answer("轮椅补助多少钱", TODAY)
    assert (found.kind, cited(found)) == ("conflict", ["a#第1条", "b#第1条"])


def test_of_many_articles_that_differ_a_few_are_shown_and_the_others_counted() -> None:
    many = of_docs(*(doc(f"d{n}", f"轮椅补助每人{n}00元") for n in range(1, 8)))
    found = many.answer("轮椅补助多少钱", TODAY)
    assert (found.kind, len(found.cited), found.more) == ("conflict", 3, 4)


@pytest.mark.parametrize("id", ["advanced-age-allowance-2021", "bus-fares", "school-enrolment"])
@pytest.mark.parametrize("validity", [{"in_force_to": date(2025, 1, 1)}, {"in_force_from": date(2027, 1, 1)}])
def test_documents_that_are_not_in_force_change_no_answer(
    answers: PolicyAnswers, id: str, validity: dict[str, date]
) -> None:
    [original] = [doc for doc in answers.library.docs if doc.id == id]
    idle = [replace(original, id=f"idle-{n}", title=f"补贴和入学{n}", supersedes=(), **validity) for n in range(3)]
    more = of_docs(*answers.library.docs, *idle, unanswered=answers.library.unanswered)
    for question in read_questions("seen")[::5]:
        one, other = answers.answer(question.question, TODAY), more.answer(question.question, TODAY)
        assert (one.kind, cited(one)) == (other.kind, cited(other)), question.question


def test_a_word_that_says_nothing_about_a_subject_gets_no_meaning() -> None:
    given = of_docs(doc("a", "购买轮椅的，每人补助八百元。"))
    before = given.answer("拐杖的补助多少钱", TODAY).kind
    given.use_words({"的": ("轮椅",)})
    assert given.answer("拐杖的补助多少钱", TODAY).kind == before != "answer"


def test_a_category_that_the_article_does_not_name_is_not_answered(answers: PolicyAnswers) -> None:
    assert answers.answer("一级残疾护理补贴多少", TODAY).kind == "answer"
    assert answers.answer("三级残疾护理补贴多少", TODAY).kind == "related"


def test_an_article_without_number_is_cited_without_one() -> None:
    plain = replace(doc("a"), articles=(Article("购买轮椅每人补助五百元"),))
    [found] = of_docs(plain).answer("轮椅补助多少钱", TODAY).cited
    assert found.article.no == ""


def test_what_the_article_lacks_is_told() -> None:
    found = of_docs(doc("a", "购买轮椅的，向县残疾人联合会申请补助。")).answer("轮椅维修在哪里申请补助", TODAY)
    assert found.kind == "related"
    assert found.cited[0].unmatched == ("维修",)


@pytest.mark.parametrize(
    "question", ["", "？？？", "的了吗", "\x00", "9" * 10_000, "高龄津贴" * 2_500, "<b>&amp;", "🐕" * 300]
)
def test_any_text_is_a_question(answers: PolicyAnswers, question: str) -> None:
    assert answers.answer(question, TODAY).kind in ("none", "related")


ALL = PolicyAnswers(library_of(Path("none"), synthetic=True))
PIECES = sorted(
    {article.text[at : at + 6] for doc in ALL.library.docs for article in doc.articles for at in (0, 6, 12)}
)


@given(
    st.lists(st.sampled_from([*PIECES, "多少钱", "吗", "在哪里", "90%", "八十岁", "的", "？"]), min_size=1, max_size=6)
)
@example(["高龄津贴", "多少钱"])
def test_whatever_is_asked_an_answer_is_in_force_and_has_an_amount_where_one_is_asked_for(parts: list[str]) -> None:
    question = "".join(parts)
    found = ALL.answer(question, TODAY)
    current = in_force(ALL.library.docs, TODAY)
    assert {one.doc.id for one in found.cited} <= current
    if found.kind in ("answer", "conflict") and "多少钱" in question and "%" not in question:
        assert all(any(sign.isdigit() for sign in with_digits(one.article.text)) for one in found.cited)


def test_without_any_policy_nothing_is_answered() -> None:
    assert of_docs().answer("轮椅补助多少钱", TODAY) == PolicyAnswer("none", words=("轮椅", "补助"))


@pytest.mark.parametrize(
    ("name", "answered", "shown"),
    [("seen", 0.95, 0), ("further", 0.91, 4), ("independent", 0.90, 1), ("second", 0.85, 1)],
)
def test_no_wrong_article_is_shown_as_the_answer_of_the_questions_for_tuning(
    answers: PolicyAnswers, name: str, answered: float, shown: int
) -> None:
    found = measured(answers, read_questions(name))
    assert found.wrong == 0
    assert found.shown <= shown
    assert found.answered >= answered
    assert found.among_first_three >= 0.92


def test_an_article_shown_for_a_question_that_none_answers_is_a_wrong_answer_of_its_own(answers: PolicyAnswers) -> None:
    asked = "农机补贴多久能兑付"
    labelled = [LabelledQuestion(asked, TODAY, ()), LabelledQuestion(asked, TODAY, ("farm-machinery#第六条",))]
    found = measured(answers, [*labelled, LabelledQuestion(asked, TODAY, ("farm-machinery#第一条",))])
    assert (found.shown, found.refused, found.wrong, found.answered) == (1, 0.0, 1, 0.5)


@pytest.mark.parametrize("name", ["independent", "second", "held_out"])
def test_every_article_that_labels_a_question_of_others_is_in_force_on_its_day(
    answers: PolicyAnswers, name: str
) -> None:
    questions = read_questions(name)
    current = in_force(answers.library.docs, questions[0].on)
    known = {f"{doc.id}#{with_digits(one.no)}" for doc in answers.library.docs for one in doc.articles}
    labels = {article for question in questions for article in question.articles}
    assert labels <= known
    assert {label.partition("#")[0] for label in labels} <= current
    assert sum(bool(question.articles) for question in questions) == len(questions) // 2 == 100


def test_any_of_the_articles_that_answer_a_question_alone_is_right(answers: PolicyAnswers) -> None:
    labels = ("farm-machinery#第一条", "farm-machinery#第6条")
    asked = LabelledQuestion("农机补贴多久能兑付", TODAY, labels)
    assert measured(answers, [replace(asked, any_of_them=True), replace(asked, articles=())]).answered == 1
    assert measured(answers, [asked, replace(asked, articles=())]).wrong == 1


def test_a_long_story_is_answered_by_what_it_asks_at_its_end(answers: PolicyAnswers) -> None:
    story = "你好同志，我是从外地回来的，" + "这几天家里事情特别多，跑了好几个地方都没问清楚，" * 60
    asked = story + "我就想问问，家里装修敲下来的砖头水泥块，装修垃圾清运费一方多少钱？"
    assert "household-waste#第四条" in cited(answers.answer(asked, TODAY))


@pytest.mark.parametrize(
    ("question", "article", "words"),
    [
        ("民办托儿所一个月收多少", "公办托育机构收费每月一千元", ("民办",)),
        ("公立和私立托儿所一个月收多少", "公办托育机构收费每月一千元", ()),
        ("三级残疾给多少", "一级每人一百元，二级每人八十元", ("3级",)),
        ("一级残疾给多少", "一级每人一百元，二级每人八十元", ()),
        ("初一新生几号报名", "小学新生六月报名", ("初一",)),
        ("几号报名", "小学新生六月报名", ()),
    ],
)
def test_an_article_about_one_kind_is_not_about_another(question: str, article: str, words: tuple[str, ...]) -> None:
    assert excluded(question, article) == words


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("我妈八十了，腿脚不好，津贴去哪办？谢谢", "津贴去哪办"),
        ("津贴的事，麻烦说一下", "麻烦说一下"),
        ("", ""),
    ],
)
def test_the_part_that_asks_is_found_in_a_story(text: str, part: str) -> None:
    assert asking_part(text) == part


def test_an_answer_says_which_example_is_most_alike(answers: PolicyAnswers) -> None:
    found = answers.answer("我奶奶九十四了，高龄津贴每个月给多少钱", TODAY)
    assert found.cited[0].like in found.cited[0].article.asked


def test_weights_are_fitted_so_that_what_speaks_for_an_answer_counts_for_it() -> None:
    features = np.random.default_rng(1).normal(size=(400, len(FEATURES)))
    weights = fitted(features, features[:, 1] > 0, np.ones(400))
    named = {name: one.weight for name, one in weights.features.items()}
    assert max(named, key=lambda name: abs(named[name])) == FEATURES[1]
    sure = np.zeros(len(FEATURES))
    sure[1] = 3.0
    assert weights.confidence(sure) > 0.95 > 0.05 > weights.confidence(-sure)
