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
from functools import partial
from typing import Literal

import numpy as np

from county.policy.conflicts import contradict
from county.policy.documents import Article, PolicyDoc, former_versions, in_force
from county.policy.quantities import Quantity, claimed, not_in, quantities
from county.policy.wanted import wanted_in
from services.policies.evidence import ArticleEvidence, ArticleIndex
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
    words: tuple[str, ...] = ()
    """Content words of the question."""


class PolicyAnswers:
    """Answers by one library; used by one thread at a time."""

    def __init__(self, library: Library) -> None:
        self.library = library
        self._index = ArticleIndex(library.docs)
        self._reader = QuestionReader(library.synonyms, library.stop_words, library.people)

    def learn(self, words: Mapping[str, tuple[str, ...]]) -> None:
        """Let these words, by spoken word, count besides those of the library, in place of such ones before."""
        known = self.library.synonyms
        both = {word: (*known.get(word, ()), *forms) for word, forms in words.items()}
        self._reader = QuestionReader(known | both, self.library.stop_words - both.keys(), self.library.people)

    def answer(self, question: str, on: date) -> PolicyAnswer:
        """What the articles in force on the day ``on`` say."""
        words = self._as_written(self._reader.words(question))
        said = tuple(word.word for word in words)
        if not words or not len(self._index):
            return PolicyAnswer("none", words=said)
        evidence = self._index.evidence(words, wanted_in(question))
        passes = partial(_passes, evidence)
        scores = self._index.scores(words)
        rank = evidence.covered + OWN_WORTH * evidence.own + TITLE_WORTH * evidence.titled
        rank += BM25_WORTH * scores / max(float(scores.max()), 1e-9)
        best = np.argsort(-rank, kind="stable")[:RANKED].tolist()
        near = [n for n in best if evidence.covered[n] >= RELATED]
        current = in_force(self.library.docs, on)
        now = [n for n in near if self._index.places[n].doc.id in current]
        passing = [n for n in now if passes(n)]
        rivals = [n for n in passing if rank[passing[0]] - rank[n] < MARGIN]
        if rivals:
            first, *others = [self._cited(n, words, evidence, question) for n in rivals]
            against = [other for other in others if contradict((first.doc, first.article), (other.doc, other.article))]
            if against or not others:
                old = former_versions(self.library.docs, first.doc.id)
                replaced = [n for n in near if self._index.places[n].doc.id in old and passes(n)]
                former = tuple(self._cited(n, words, evidence, question) for n in replaced[:1])
                return PolicyAnswer("conflict" if against else "answer", (first, *against), former, said)
        if now:
            cited = tuple(self._cited(n, words, evidence, question) for n in now[:SHOWN_MAX])
            return PolicyAnswer("related", cited, words=said)
        return PolicyAnswer("none", words=said)

    def _as_written(self, words: tuple[QuestionWord, ...]) -> tuple[QuestionWord, ...]:
        """The words as articles have them: one of four characters that none has is two words, and a single character is
        one word with its neighbour where an article has both together."""
        found: list[QuestionWord] = []
        for word in words:
            joined = found[-1].word + word.word if found and word.follows else ""
            whole = QuestionWord(joined, (joined,))
            if joined and 1 in (len(found[-1].word), len(word.word)) and self._index.is_known(whole):
                found[-1] = whole
            elif len(word.word) == 4 and not self._index.is_known(word):
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


def _passes(evidence: ArticleEvidence, number: int) -> bool:
    return bool(
        evidence.covered[number] >= ANSWERED
        and evidence.own[number] >= OWN
        and evidence.states_all[number]
        and not evidence.of_another[number]
        and not evidence.off_topic[number]
    )
