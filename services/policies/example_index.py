"""Articles with the questions that persons asked and that they answer: which of them a question is about, and how much
speaks for it.

An article's units are its text and its example questions.  A term counts for an article by the share of units that
have it, n / (n + 1), and by how few articles in force have it; one of the part that asks counts half as much again.
The document counts as well, so that a question about machines is not answered by an article about children that has
the same verbs.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from county.policy.asking import asking_part
from county.policy.conflicts import contradict
from county.policy.documents import PolicyDoc
from county.policy.numerals import with_digits
from county.policy.wanted import KINDS, Wanted, states, wanted_in
from services.policies.bm25 import Flags, idf
from services.policies.evidence import ArticlePlace, Law
from services.policies.unit_terms import Floats, Numbers, UnitTerms

ASKING_WORTH = 0.5
"""What a term of the part that asks counts besides."""
DOCUMENT_HALF = 3.0
"""Units of a document with a term, of which it counts half."""
RANKED = 40
"""Articles of which is looked at what their example questions ask for."""
CANDIDATES = 10
"""Articles that are compared example by example."""
KINDS_KEPT = 20_000
"""Articles of which is known what their example questions ask for."""
NEAREST = 3
"""Unanswered questions over which the mean is taken."""
_KIND = {kind.key: number for number, kind in enumerate(KINDS)}

FEATURES = (
    "states", "lead", "lead_in_document", "unanswered", "unanswered_asking", "unanswered_asking_mean",
    "example_lead", "length", "unanswered_odds", "missing", "evidence",
)  # fmt: skip
"""What a confidence is computed from, see :meth:`ExampleIndex.reading`."""


class Weights(NamedTuple):
    """Of the terms, by the articles in force on a day."""

    law: Law
    idf: Floats
    in_documents: Floats
    unknown: float
    """Of a term that no article has."""


@dataclass(frozen=True)
class ExampleReading:
    """What a question is about."""

    candidates: tuple[int, ...]
    """Numbers of articles, the best first, without those that contradict the first."""
    against: tuple[int, ...]
    """Candidates that contradict the first one."""
    like: str
    """The example question of the first one that is most alike; "" for none."""
    features: Floats
    """Of the first one, (FEATURES,)."""

    @property
    def lead(self) -> float:
        """Rank of the first one before the next, a share of all that was said."""
        return float(self.features[FEATURES.index("lead")])


@dataclass(frozen=True)
class _Said:
    """A part of a question as numbers of terms."""

    ids: Numbers
    unknown: int
    weights: Floats
    """(terms,): idf of its own terms, 0 for all others."""
    idf: float
    """Sum over its terms, those that nobody knows included."""
    root: float
    """The same of the square roots."""


class ExampleIndex:
    """Used by one thread at a time."""

    def __init__(self, docs: Sequence[PolicyDoc], unanswered: Sequence[str] = ()) -> None:
        """``unanswered``: questions that no document answers."""
        self.places = [ArticlePlace(doc, article) for doc in docs for article in doc.articles]
        self._doc_of = np.array([n for n, doc in enumerate(docs) for _ in doc.articles], dtype=np.int64)
        self._docs = len(docs)
        article = [n for n, (_, one) in enumerate(self.places) for _ in range(1 + len(one.asked))]
        refused_by = [n for n, doc in enumerate(docs) for _ in doc.unanswered] + [-1] * len(unanswered)
        self._texts = [text for doc, one in self.places for text in (f"{doc.title}\n{one.text}", *one.asked)]
        self._texts += [text for doc in docs for text in doc.unanswered]
        self._texts += unanswered
        self._units = UnitTerms(self._texts)
        self._first = np.searchsorted(article, np.arange(len(self.places) + 1))
        """By article its first unit; they stand together, the text before the example questions."""
        of_article = _with_none(article, after=len(refused_by))
        self._by_article = self._units.counted(of_article, len(self.places))
        self._by_term = _saturated(self._by_article, 1.0)
        of_document = _with_none(self._doc_of[article], after=len(refused_by))
        self._documents = _saturated(self._units.counted(of_document, self._docs), DOCUMENT_HALF)
        self._refused = self._units.counted(_with_none(refused_by, before=len(article)), self._docs)
        self._refused_of = [len(article) + np.flatnonzero(np.array(refused_by) == n) for n in range(-1, self._docs)]
        """Units of the questions that no document answers, then by document of those that it does not."""
        self._kinds = lru_cache(KINDS_KEPT)(self._asked_kinds)

    def weights(self, law: Law) -> Weights:
        """Of the terms under what is in force."""
        size, docs = int(law.articles.sum()), int(law.docs.sum())
        return Weights(
            law, idf(_with_any(self._by_term, law.articles), size),
            np.sqrt(idf(_with_any(self._documents, law.docs), docs)), float(idf(0, size)),
        )  # fmt: skip

    def reading(self, question: str, weights: Weights) -> ExampleReading | None:
        """What a question is about; None where no article in force has any term of it.

        The features of the first candidate, where w is the square root of the inverse document frequency of a term:
        *states*: share of the kinds of facts asked for that its text states; *lead*, *lead_in_document*: rank before
        the next candidate, and before the next one of its document, by the sum of all w; *unanswered*: the highest
        cosine with a question that no article answers, *unanswered_asking* of the part that asks, and the mean of the
        three highest; *example_lead*: the highest cosine of the asking part with one of its units, less that of the
        other candidates; *length*: logarithm of the sum of all w; *unanswered_odds*: logarithm of the share of
        unanswered questions of its document with a term, less that of its units, mean by w over the asking part;
        *missing*: share of w that its units do not have; *evidence*: sum of w n / (n + 1).
        """
        part = asking_part(question)
        said, asking = self._said(question, weights), self._said(part, weights)
        if not len(said.ids) or not weights.law.articles.any():
            return None
        kinds = wanted_in(part)
        rank = self._rank(said, asking, weights)
        best = self._best(rank, kinds, weights.law)
        first, *others = best
        against = tuple(n for n in others if contradict(self.places[first], self.places[n]))
        rest = [n for n in others if n not in against]
        return ExampleReading((first, *rest), against, *self._compared(first, rest, said, asking, kinds, rank, weights))

    def _compared(
        self, first: int, rest: Sequence[int], said: _Said, asking: _Said, kinds: Sequence[Wanted], rank: Floats,
        weights: Weights,
    ) -> tuple[str, Floats]:  # fmt: skip
        """The example of the first candidate that is most alike, and the features."""
        whole = said.root + ASKING_WORTH * asking.root
        next_one = rank[rest[0]] if rest else 0.0
        same = [rank[n] for n in rest if self._doc_of[n] == self._doc_of[first]]
        units = np.arange(self._first[first], self._first[first + 1])
        others = np.concatenate([np.arange(self._first[n], self._first[n + 1]) for n in rest] or [units[:0]])
        own_asking = self._alike(units, asking, weights)
        documents = {int(self._doc_of[n]) for n in (first, *rest)}
        refused = np.concatenate([self._refused_of[0], *(self._refused_of[1 + n] for n in sorted(documents))])
        no_whole, no_asking = self._alike(refused, said, weights), self._alike(refused, asking, weights)
        roots = np.sqrt(weights.idf[said.ids])
        counts = _row(self._by_article, first, said.ids)
        features = (
            self._stated(first, kinds),
            (rank[first] - next_one) / whole,
            (rank[first] - (max(same) if same else 0.0)) / whole,
            no_whole.max(initial=0.0),
            no_asking.max(initial=0.0),
            float(np.sort(no_asking)[-NEAREST:].mean()) if len(no_asking) else 0.0,
            own_asking.max(initial=0.0) - self._alike(others, asking, weights).max(initial=0.0),
            float(np.log(said.root)),
            self._odds(first, asking, weights),
            1 - float(roots @ (counts > 0)) / said.root,
            float(roots @ (counts / (counts + 1))),
        )
        alike = self._alike(units[1:], said, weights)
        like = self._texts[int(units[1 + int(alike.argmax())])] if len(alike) and alike.max() > 0 else ""
        return like, np.array(features)

    def _said(self, text: str, weights: Weights) -> _Said:
        ids, unknown = self._units.read(text)
        own = np.zeros(self._units.known)
        own[ids] = weights.idf[ids]
        return _Said(
            ids, unknown, own, float(own[ids].sum()) + unknown * weights.unknown,
            float(np.sqrt(own[ids]).sum()) + unknown * weights.unknown**0.5 + 1e-9,
        )  # fmt: skip

    def _rank(self, said: _Said, asking: _Said, weights: Weights) -> Floats:
        rank = np.zeros(len(self.places))
        worth = np.where(np.isin(said.ids, asking.ids), 1 + ASKING_WORTH, 1.0) * np.sqrt(weights.idf[said.ids])
        documents = np.zeros(self._docs)
        for term, weight in zip(said.ids, worth, strict=True):
            numbers, shares = _entries(self._by_term, term)
            rank[numbers] += weight * shares
            numbers, shares = _entries(self._documents, term)
            documents[numbers] += weights.in_documents[term] * shares
        result: Floats = rank + documents[self._doc_of]
        return result

    def _best(self, rank: Floats, kinds: Sequence[Wanted], law: Law) -> list[int]:
        """The candidates, the best first.  Adds to ``rank`` of the first RANKED what share of their example questions
        asks for what is asked for."""
        numbers = np.flatnonzero(law.articles)
        most = min(RANKED, len(numbers))
        top = numbers[np.argpartition(-rank[numbers], most - 1)[:most]]
        columns = [_KIND[kind.key] for kind in kinds] or [-1]
        rank[top] += [self._kinds(number)[columns].mean() for number in top.tolist()]
        best: list[int] = top[np.lexsort((top, -rank[top]))][:CANDIDATES].tolist()
        return best

    def _alike(self, units: Numbers, said: _Said, weights: Weights) -> Floats:
        """The cosine of a part of a question with units."""
        lengths = self._units.sums(units, weights.idf) * max(said.idf, 1e-9)
        result: Floats = self._units.sums(units, said.weights) / np.sqrt(np.maximum(lengths, 1e-9))
        return result

    def _odds(self, first: int, asking: _Said, weights: Weights) -> float:
        doc = int(self._doc_of[first])
        refused, own = _row(self._refused, doc, asking.ids), _row(self._by_article, first, asking.ids)
        shares = np.log((refused + 0.5) / (len(self._refused_of[1 + doc]) + 1))
        shares -= np.log((own + 0.5) / (self._first[first + 1] - self._first[first] + 1))
        return float(np.sqrt(weights.idf[asking.ids]) @ shares) / asking.root

    def _stated(self, number: int, kinds: Sequence[Wanted]) -> float:
        text = with_digits(self.places[number].article.text)
        return sum(states(text, kind) for kind in kinds) / len(kinds) if kinds else 1.0

    def _asked_kinds(self, number: int) -> Floats:
        """(kinds + 1,): share of the example questions of an article that ask for a kind; the last of none."""
        found = np.zeros(len(KINDS) + 1)
        asked = self.places[number].article.asked
        for question in asked:
            found[[_KIND[kind.key] for kind in wanted_in(asking_part(question))] or [-1]] += 1 / len(asked)
        return found


def _with_none(groups: Sequence[int] | Numbers, *, before: int = 0, after: int = 0) -> Numbers:
    """Groups of units, between such as are in none."""
    return np.concatenate([np.full(before, -1), np.asarray(groups, dtype=np.int64), np.full(after, -1)])


def _with_any(counts: csr_array, among: Flags) -> NDArray[np.int64]:
    """(terms,): in how many of the groups that are ``among`` a term is."""
    added = np.concatenate([[0], np.cumsum(among[counts.indices])])
    result: NDArray[np.int64] = added[counts.indptr[1:]] - added[counts.indptr[:-1]]
    return result


def _saturated(counts: csr_array, half: float) -> csr_array:
    """(terms, groups): n / (n + half) of the counts by group and term."""
    found = counts.T.tocsr()
    found.data = found.data / (found.data + np.float32(half))
    return found


def _entries(counts: csr_array, row: int) -> tuple[Numbers, Floats]:
    part = slice(counts.indptr[row], counts.indptr[row + 1])
    return counts.indices[part], counts.data[part]


def _row(counts: csr_array, row: int, columns: Numbers) -> Floats:
    """The counts of a row in these columns, which ascend."""
    numbers, values = _entries(counts, row)
    places = np.searchsorted(numbers, columns)
    found = np.zeros(len(columns))
    inside = places < len(numbers)
    hit = np.flatnonzero(inside)[numbers[places[inside]] == columns[inside]]
    found[hit] = values[places[hit]]
    return found
