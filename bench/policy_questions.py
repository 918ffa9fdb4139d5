"""The labelled questions about the sample policies, and what share of them is answered rightly.

``seen``, ``unseen`` and ``further`` are of the author of documents, first engine and words, short, and have long been
looked at.  ``independent``, ``second`` and ``held_out`` were written by others, who saw the documents and neither
engine, words, example questions nor other sets: 100 that an article answers and 100 that none does, each.
``independent`` was measured once with the engine by words alone: 10 answered, none with another article, the right
article among the first three of 61, 1 answered of those that no article answers.  The engine by example questions was
developed by ``independent`` and ``second``: two of the four rounds of example questions were written before any of
their questions was looked at, the third after errors on ``independent`` and the fourth after errors on ``second``, none
as a copy of them; the table of kinds that exclude each other after errors on ``independent``.  ``held_out`` takes no
part in fitting and was never looked at; its goals are those of the issue.  Measured once, with the finished engine: 82
answered, none with another article, the right article among the first three of 98, 1 answered of those that no article
answers.
"""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import msgspec

from county.policy.numerals import with_digits
from services.policies.answering import PolicyAnswers

DATA = Path(__file__).parent / "data"
TUNED_BY = ("seen", "further", "unseen", "independent", "second")
"""Those that the weights of an answer are fitted to."""
HELD_OUT = "held_out"
SETS = (*TUNED_BY, HELD_OUT)
INDEPENDENT_ON = date(2026, 11, 29)
FIRST = 3


class LabelledQuestion(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A question, and the articles that answer it: none for one that none does, several where they differ."""

    question: str
    on: date
    articles: tuple[str, ...]
    """``document#number``."""
    any_of_them: bool = False
    """Whether each of the articles answers it alone."""


class IndependentQuestion(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """As somebody else wrote it."""

    text: str
    articles: tuple[tuple[str, str], ...] = ()
    """Document and number in digits; each answers it."""
    premise: str = ""


class IndependentQuestions(msgspec.Struct, frozen=True):
    """The file of them."""

    question: tuple[IndependentQuestion, ...]


@dataclass(frozen=True)
class AnswerShares:
    """Shares are of the questions that an article answers, or of those that none does."""

    answered: float
    """With the right article, or with all that differ."""
    wrong: int
    """How many with another article, shown as the answer, of those that an article answers."""
    shown: int
    """How many with an article, shown as the answer, of those that none answers: the worst kind of wrong answer."""
    among_first_three: float
    """The right article is among those shown, whatever they are worth."""
    refused: float
    """Of those that no article answers."""


def read_questions(name: str) -> list[LabelledQuestion]:
    """The questions of one of SETS."""
    if (DATA / f"policy_questions_{name}.toml").exists():
        return _of_others(name)
    lines = (DATA / f"policy_questions_{name}.jsonl").read_text("utf-8").splitlines()
    return [msgspec.json.decode(line, type=LabelledQuestion) for line in lines]


def _of_others(name: str) -> list[LabelledQuestion]:
    table = tomllib.loads((DATA / f"policy_questions_{name}.toml").read_text("utf-8"))
    return [
        LabelledQuestion(one.text, INDEPENDENT_ON, tuple(f"{id}#第{no}条" for id, no in one.articles), any_of_them=True)
        for one in msgspec.convert(table, IndependentQuestions).question
    ]


def measured(answers: PolicyAnswers, questions: Sequence[LabelledQuestion]) -> AnswerShares:
    """How these questions are answered."""
    right = wrong = first = shown = 0
    answerable = [question for question in questions if question.articles]
    for question in questions:
        found = answers.answer(question.question, question.on)
        cited = [f"{one.doc.id}#{with_digits(one.article.no)}" for one in found.cited]
        labelled = {with_digits(article) for article in question.articles}
        is_answer = found.kind in ("answer", "conflict")
        if not question.articles:
            shown += is_answer
            continue
        first += bool({*cited[:FIRST]} & labelled)
        is_right = is_answer and ({*cited} <= labelled if question.any_of_them else {*cited} == labelled)
        right += is_right
        wrong += is_answer and not is_right
    others = len(questions) - len(answerable)
    return AnswerShares(
        answered=right / len(answerable), wrong=wrong, shown=shown, among_first_three=first / len(answerable),
        refused=1 - shown / others,
    )  # fmt: skip
