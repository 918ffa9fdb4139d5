"""The labelled questions about the sample policies, and what share of them is answered rightly.

``seen`` and ``unseen`` are halves of one set, written before there was an engine, by the author of documents, engine
and words; ``further`` was written later, for tuning.  ``unseen`` is no held-out set any more: its wrong answers were
looked at after the first measurement, and it has been measured with every change since.  ``independent`` was written
by somebody else, who saw the documents and neither engine nor words; it was measured once, before anything was changed
by it: FIRST_FIGURES.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import msgspec

from services.policies.answering import PolicyAnswers

DATA = Path(__file__).parent / "data"
SETS = ("seen", "further", "unseen", "independent")
FIRST = 3


class LabelledQuestion(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A question, and the articles that answer it: none for one that none does, several where they differ."""

    question: str
    on: date
    articles: tuple[str, ...]
    """``document#number``."""


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
    lines = (DATA / f"policy_questions_{name}.jsonl").read_text("utf-8").splitlines()
    return [msgspec.json.decode(line, type=LabelledQuestion) for line in lines]


def measured(answers: PolicyAnswers, questions: Sequence[LabelledQuestion]) -> AnswerShares:
    """How these questions are answered."""
    right = wrong = first = shown = 0
    answerable = [question for question in questions if question.articles]
    for question in questions:
        found = answers.answer(question.question, question.on)
        cited = [f"{one.doc.id}#{one.article.no}" for one in found.cited]
        is_answer = found.kind in ("answer", "conflict")
        if not question.articles:
            shown += is_answer
            continue
        first += bool({*cited[:FIRST]} & {*question.articles})
        is_right = is_answer and {*cited} == {*question.articles}
        right += is_right
        wrong += is_answer and not is_right
    others = len(questions) - len(answerable)
    return AnswerShares(
        answered=right / len(answerable), wrong=wrong, shown=shown, among_first_three=first / len(answerable),
        refused=1 - shown / others,
    )  # fmt: skip
