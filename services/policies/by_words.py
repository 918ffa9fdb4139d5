"""Whether an article without example questions answers a question: by evidence in its own words, never by rank alone.

Such an article is an answer only where it has enough of what the question says (*coverage*: the share of the weight of
its content words and of the kinds of facts that it asks for, where words that nobody wrote weigh most), where it states
a fact of every kind, and where no other article would do nearly as well.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from county.policy.conflicts import contradict
from county.policy.wanted import wanted_in
from services.policies.bm25 import Flags
from services.policies.evidence import ArticleEvidence, ArticleIndex, Law
from services.policies.words import QuestionWord

ANSWERED, RELATED = 0.7, 0.3
"""Coverage from which an article is an answer, and from which it may have to do with the question."""
OWN = 0.34
"""The share of it that an answer has in its own text."""
MARGIN = 0.05
"""Rank by which an answer leads the next article."""
OWN_WORTH, TITLE_WORTH, BM25_WORTH = 0.3, 0.15, 0.01
"""What evidence in the article itself and in the title add to the rank, and the best score of BM25: it orders what is
alike."""
RANKED = 40
"""Articles that are looked at."""


class FoundByWords(NamedTuple):
    """Numbers of articles."""

    answers: tuple[int, ...]
    """The answer, and those that contradict it; () for none."""
    near: tuple[int, ...]
    """Those that may have to do with it, the best first."""


def found_by_words(index: ArticleIndex, words: Sequence[QuestionWord], question: str, law: Law) -> FoundByWords:
    """What the articles in force have of a question with at least one word."""
    evidence = index.evidence(words, wanted_in(question), law)
    scores = index.scores(words, law)
    rank = evidence.covered + OWN_WORTH * evidence.own + TITLE_WORTH * evidence.titled
    rank += BM25_WORTH * scores / max(float(scores.max()), 1e-9)
    near = [n for n in _best(rank, law.articles) if evidence.covered[n] >= RELATED]
    passing = [n for n in near if _passes(evidence, n)]
    answers: tuple[int, ...] = ()
    if passing:
        first, *others = passing
        against = [n for n in others if contradict(index.places[first], index.places[n])]
        rivals = [n for n in others if rank[first] - rank[n] < MARGIN]
        if not rivals or {*rivals} & {*against}:
            answers = first, *against
    return FoundByWords(answers, tuple(near))


def as_written(words: Sequence[QuestionWord], index: ArticleIndex, law: Law) -> tuple[QuestionWord, ...]:
    """The words as articles have them: one of four characters that none has is two words, and a single character is
    one word with its neighbour where an article has both together."""
    found: list[QuestionWord] = []
    for word in words:
        joined = found[-1].word + word.word if found and word.follows else ""
        whole = QuestionWord(joined, (joined,))
        if joined and 1 in (len(found[-1].word), len(word.word)) and index.is_known(whole, law):
            found[-1] = whole
        elif len(word.word) == 4 and not index.is_known(word, law):
            found += (QuestionWord(half, (half,)) for half in (word.word[:2], word.word[2:]))
        else:
            found.append(word)
    return tuple(found)


def _best(rank: NDArray[np.float64], among: Flags) -> list[int]:
    """Numbers of the articles that rank highest of those ``among``, the best first."""
    numbers = np.flatnonzero(among)
    best: list[int] = numbers[np.argsort(-rank[numbers], kind="stable")[:RANKED]].tolist()
    return best


def _passes(evidence: ArticleEvidence, number: int) -> bool:
    return bool(
        evidence.covered[number] >= ANSWERED
        and evidence.own[number] >= OWN
        and evidence.states_all[number]
        and not evidence.of_another[number]
        and not evidence.off_topic[number]
    )
