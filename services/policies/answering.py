"""Decides whether an article answers a question, and which; shown is the article, word by word, and no text is made.

An article with example questions answers where the confidence, calibrated on labelled questions, is high enough, where
it is about the kind that is asked about, and where it states what is asked for.  Less confidence is enough where its
own words answer as well (:mod:`services.policies.by_words`), which alone decide on an article without such questions.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Literal, NamedTuple

import numpy as np

from county.policy.asking import asking_part
from county.policy.conflicts import alike
from county.policy.contrasts import excluded
from county.policy.documents import Article, PolicyDoc, former_versions, in_force
from county.policy.numerals import with_digits
from county.policy.quantities import Quantity, claimed, not_in, quantities
from county.policy.wanted import states, wanted_in
from services.policies.by_words import FoundByWords, as_written, found_by_words
from services.policies.confidence import answer_weights
from services.policies.evidence import ArticleIndex, Law
from services.policies.example_index import ExampleIndex, ExampleReading, Weights
from services.policies.library import Library
from services.policies.words import QuestionReader, QuestionWord

READ_MAX = 1_000
"""Characters of a question that are read, its last ones: what is asked stands at the end of a story."""
DEMANDED = frozenset({"money", "clock", "phone"})
"""Kinds of facts without which an article is no answer to a question that asks for them."""
LEAST_LEAD = 0.02
"""By which an answer leads the next article, whatever the confidence."""
FORMER_ALIKE = 0.5
"""How alike the article of a former version is that is shown with an answer."""
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
    matched: tuple[str, ...]
    """Forms of the question's words that its text contains, written with digits."""
    unmatched: tuple[str, ...]
    """Words of the question that neither it nor its title nor its example questions contain."""
    contradicted: dict[Quantity, tuple[Quantity, ...]]
    """Quantities that the question takes to be so and an answer does not have, with those that it has in the same
    unit."""
    like: str = ""
    """Its example question that is most alike; "" for none."""
    excluded: tuple[str, ...] = ()
    """Kinds that the question is about and the article, which is about others, is not."""


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
    confidence: float = 0.0
    """That the first article with example questions answers it, 0 to 1; 0 where there is none."""


class _InForce(NamedTuple):
    law: Law
    weights: Weights
    by_words: bool
    """Whether any article has no example questions."""


class PolicyAnswers:
    """Answers by one library; used by one thread at a time."""

    def __init__(self, library: Library) -> None:
        self.library = library
        self._index = ArticleIndex(library.docs)
        self._examples = ExampleIndex(library.docs, library.unanswered)
        self._has_examples = np.array([bool(article.asked) for _, article in self._index.places], dtype=bool)
        self._in_force = lru_cache(DAYS_KEPT)(self._find_in_force)
        self._reader = QuestionReader(library.synonyms, library.stop_words, library.people)

    def use_words(self, words: Mapping[str, tuple[str, ...]]) -> None:
        """Let these words, by spoken word, count besides those of the library, in place of such ones before.  A word
        that says nothing about a subject gets no meaning."""
        known = self.library.synonyms
        both = {word: (*known.get(word, ()), *forms) for word, forms in words.items()}
        self._reader = QuestionReader(known | both, self.library.stop_words, self.library.people)

    def answer(self, question: str, on: date) -> PolicyAnswer:
        """What the articles in force on the day ``on`` say."""
        question = question[-READ_MAX:]
        now = self._in_force(on)
        words = as_written(self._reader.words(question), self._index, now.law)
        said = tuple(word.word for word in words)
        if not words or not now.law.articles.any():
            return PolicyAnswer("none", words=said)
        reading = self._examples.reading(question, now.weights)
        weights, first, confidence = answer_weights(), -1, 0.0
        if reading is not None and self._has_examples[reading.candidates[0]]:
            first, confidence = reading.candidates[0], weights.confidence(reading.features)
        leads = reading is not None and reading.lead >= LEAST_LEAD
        can_answer = first >= 0 and leads and self._can_answer(first, question)
        found = FoundByWords((), ())
        if not (can_answer and confidence >= weights.answered) and (now.by_words or confidence >= weights.agreed):
            found = found_by_words(self._index, words, question, now.law)
        agrees = found.answers[:1] == (first,)
        if reading is not None and can_answer and confidence >= (weights.agreed if agrees else weights.answered):
            return self._answered((first, *reading.against), words, question, reading, confidence)
        if found.answers and not self._has_examples[found.answers[0]]:
            return self._answered(found.answers, words, question, None, confidence)
        near = reading.candidates if reading is not None and confidence >= weights.related else found.near
        cited = tuple(self._cited(n, words, question, reading) for n in near[:SHOWN_MAX])
        return PolicyAnswer("related" if cited else "none", cited, words=said, confidence=confidence)

    def _answered(
        self, numbers: Sequence[int], words: Sequence[QuestionWord], question: str, reading: ExampleReading | None,
        confidence: float,
    ) -> PolicyAnswer:  # fmt: skip
        """By the first of ``numbers``; the others contradict it."""
        shown = [self._cited(n, words, question, reading, is_answer=True) for n in numbers[:SHOWN_MAX]]
        former = self._former(numbers[0])
        return PolicyAnswer(
            "conflict" if len(numbers) > 1 else "answer", tuple(shown),
            () if former is None else (self._cited(former, words, question, None),),
            len(numbers) - len(shown), tuple(word.word for word in words), confidence,
        )  # fmt: skip

    def _can_answer(self, number: int, question: str) -> bool:
        """Whether an article is about the kind that is asked about, and states what has to be stated."""
        doc, article = self._index.places[number]
        demanded = [kind for kind in wanted_in(asking_part(question)) if kind.key in DEMANDED]
        text = self._index.text(number)
        return not excluded(question, f"{doc.title}\n{article.text}") and all(states(text, kind) for kind in demanded)

    def _find_in_force(self, on: date) -> _InForce:
        law = self._index.law(in_force(self.library.docs, on))
        return _InForce(law, self._examples.weights(law), bool((law.articles & ~self._has_examples).any()))

    def _former(self, number: int) -> int | None:
        """The article of a former version that an article replaced; None where none is alike, or none differs."""
        doc, article = self._index.places[number]
        old = self._index.law(former_versions(self.library.docs, doc.id)).articles
        ranked = sorted(
            ((alike(article, self._index.places[n].article), n) for n in np.flatnonzero(old).tolist()), reverse=True
        )
        if not ranked or ranked[0][0] < FORMER_ALIKE or self._index.places[ranked[0][1]].article.text == article.text:
            return None
        return ranked[0][1]

    def _cited(
        self, number: int, words: Sequence[QuestionWord], question: str, reading: ExampleReading | None, *,
        is_answer: bool = False,
    ) -> Cited:  # fmt: skip
        doc, article = self._index.places[number]
        text = self._index.text(number)
        known = with_digits("\n".join((text, doc.title, *article.asked)))
        return Cited(
            doc, article,
            matched=tuple(form for word in words for form in word.forms if form in text),
            unmatched=tuple(word.word for word in words if not any(form in known for form in word.forms)),
            contradicted=not_in(claimed(question), quantities(article.text)) if is_answer else {},
            like=reading.like if reading is not None and number == reading.candidates[0] else "",
            excluded=excluded(question, f"{doc.title}\n{article.text}"),
        )  # fmt: skip
