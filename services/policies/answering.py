"""Decides whether an article answers a question, and which: by evidence in its own words, never by rank alone.

BM25 returns something for every question.  An article is an answer only where it has enough of what the question says
(*coverage*: the share of the weight of its content words and of the kinds of facts that it asks for, where words that
nobody wrote weigh most), where it states a fact of every kind, where no other article would do nearly as well, and
where it is in force.  What is shown is the article, word by word; no text is generated.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache, partial
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from county.policy.conflicts import contradict
from county.policy.documents import Article, PolicyDoc, former_versions, in_force
from county.policy.quantities import Quantity, claimed, not_in, quantities
from county.policy.wanted import wanted_in
from services.policies.bm25 import Flags
from services.policies.evidence import ArticleEvidence, ArticleIndex, Law
from services.policies.library import Library
from services.policies.words import QuestionReader, QuestionWord

ANSWERED, RELATED = 0.7, 0.3
"""Coverage from which an article is an answer, and from which it is shown as possibly related."""
OWN = 0.34
"""The share of it that an answer has in its own text."""
MARGIN = 0.05
"""Rank by which an answer leads the next article."""
OWN_WORTH, TITLE_WORTH, BM25_WORTH = 0.3, 0.15, 0.01
"""What evidence in the article itself and in the title add to the rank, and the best score of BM25: it orders what is
alike."""
RANKED = 40
"""Articles that are looked at."""
SHOWN_MAX = 3
"""Articles that are shown for one question."""
DAYS_KEPT = 64
"""Days of which it is known what is in force."""
AnswerKind = Literal["answer", "conflict", "related", "none"]


@dataclass(frozen=True)
class Cited:
    """An article that was found."""

    doc: PolicyDoc
    article: Article
    coverage: float
    matched: tuple[str, ...]
    """Forms of the question's words that its text contains, written with digits."""
    unmatched: tuple[str, ...]
    """Words of the question that neither it nor its title contains."""
    contradicted: dict[Quantity, tuple[Quantity, ...]]
    """Quantities that the question takes to be so and an answer does not have, with those that it has in the same
    unit."""


@dataclass(frozen=True)
class PolicyAnswer:
    """What the articles say about a question on a day."""

    kind: AnswerKind
    """conflict: several articles in force answer it and differ.  related: none answers it, some have to do with it."""
    cited: tuple[Cited, ...] = ()
    former: tuple[Cited, ...] = ()
    """What a superseded version said: shown struck out."""
    more: int = 0
    """Articles that differ from the first one besides those cited."""
    words: tuple[str, ...] = ()
    """Content words of the question."""


class PolicyAnswers:
    """Answers by one library; used by one thread at a time."""

    def __init__(self, library: Library) -> None:
        self.library = library
        self._index = ArticleIndex(library.docs)
        self._law = lru_cache(DAYS_KEPT)(self._in_force)
        self._reader = QuestionReader(library.synonyms, library.stop_words, library.people)

    def use_words(self, words: Mapping[str, tuple[str, ...]]) -> None:
        """Let these words, by spoken word, count besides those of the library, in place of such ones before.  A word
        that says nothing about a subject gets no meaning."""
        known = self.library.synonyms
        both = {word: (*known.get(word, ()), *forms) for word, forms in words.items()}
        self._reader = QuestionReader(known | both, self.library.stop_words, self.library.people)

    def answer(self, question: str, on: date) -> PolicyAnswer:
        """What the articles in force on the day ``on`` say."""
        law = self._law(on)
        words = self._as_written(self._reader.words(question), law)
        said = tuple(word.word for word in words)
        if not words or not law.articles.any():
            return PolicyAnswer("none", words=said)
        evidence = self._index.evidence(words, wanted_in(question), law)
        passes = partial(_passes, evidence)
        cite = partial(self._cited, words=words, evidence=evidence, question=question)
        scores = self._index.scores(words, law)
        rank = evidence.covered + OWN_WORTH * evidence.own + TITLE_WORTH * evidence.titled
        rank += BM25_WORTH * scores / max(float(scores.max()), 1e-9)
        near = [n for n in _best(rank, law.articles) if evidence.covered[n] >= RELATED]
        passing = [n for n in near if passes(n)]
        if passing:
            first, *others = passing
            against = [n for n in others if contradict(self._index.places[first], self._index.places[n])]
            rivals = [n for n in others if rank[first] - rank[n] < MARGIN]
            shown = against[: SHOWN_MAX - 1]
            if not rivals or {*rivals} & {*against}:
                old = self._index.law(former_versions(self.library.docs, self._index.places[first].doc.id))
                former = tuple(cite(n) for n in _best(rank, old.articles) if passes(n))[:1]
                return PolicyAnswer(
                    "conflict" if against else "answer", (cite(first), *map(cite, shown)), former,
                    len(against) - len(shown), said,
                )  # fmt: skip
        if near:
            return PolicyAnswer("related", tuple(map(cite, near[:SHOWN_MAX])), words=said)
        return PolicyAnswer("none", words=said)

    def _in_force(self, on: date) -> Law:
        return self._index.law(in_force(self.library.docs, on))

    def _as_written(self, words: tuple[QuestionWord, ...], law: Law) -> tuple[QuestionWord, ...]:
        """The words as articles have them: one of four characters that none has is two words, and a single character is
        one word with its neighbour where an article has both together."""
        found: list[QuestionWord] = []
        for word in words:
            joined = found[-1].word + word.word if found and word.follows else ""
            whole = QuestionWord(joined, (joined,))
            if joined and 1 in (len(found[-1].word), len(word.word)) and self._index.is_known(whole, law):
                found[-1] = whole
            elif len(word.word) == 4 and not self._index.is_known(word, law):
                found += (QuestionWord(half, (half,)) for half in (word.word[:2], word.word[2:]))
            else:
                found.append(word)
        return tuple(found)

    def _cited(self, number: int, words: tuple[QuestionWord, ...], evidence: ArticleEvidence, question: str) -> Cited:
        doc, article = self._index.places[number]
        text = self._index.text(number)
        return Cited(
            doc, article, float(evidence.covered[number]),
            matched=tuple(form for word in words for form in word.forms if form in text),
            unmatched=tuple(word.word for word, has in zip(words, evidence.words[:, number], strict=True) if not has),
            contradicted=not_in(claimed(question), quantities(article.text)) if _passes(evidence, number) else {},
        )  # fmt: skip


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
