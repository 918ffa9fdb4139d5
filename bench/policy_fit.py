"""Fits the weights by which an article is an answer (``services.policies.confidence``) and writes their file.

``python -m bench.policy_fit`` does it from the example questions of the sample documents, each read by an index
without it, and from the sets of labelled questions that are for tuning, each of which counts three times.  The set that
is held out takes no part.  Logistic regression with a penalty, by Newton's method; the same input gives the same file.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np
import tomli_w
from msgspec import to_builtins
from msgspec.structs import replace

from bench.policy_questions import TUNED_BY, LabelledQuestion, read_questions
from county.policy.documents import PolicyDoc, in_force
from county.policy.numerals import with_digits
from services.policies.confidence import FORMAT, WEIGHTS, AnswerWeights, FeatureWeight
from services.policies.evidence import ArticleIndex, Law
from services.policies.example_index import FEATURES, ExampleIndex, Weights
from services.policies.library import library_of
from services.policies.unit_terms import Floats

FOLDS = 10
SET_COUNTS = 3.0
"""How often a question of a labelled set counts, against an example question."""
PENALTY = 3.0
ANSWERED, AGREED, RELATED = 0.9, 0.6, 0.2
ITERATIONS = 30


class FittedRows:
    """Features of the first candidate by question, and whether it answers it."""

    def __init__(self) -> None:
        self.features: list[Floats] = []
        self.right: list[bool] = []
        self.counts: list[float] = []

    def add(self, index: ExampleIndex, question: str, weights: Weights, labels: Iterable[str], counts: float) -> None:
        reading = index.reading(question, weights)
        if reading is not None:
            doc, article = index.places[reading.candidates[0]]
            self.features.append(reading.features)
            self.right.append(f"{doc.id}#{with_digits(article.no)}" in {*map(with_digits, labels)})
            self.counts.append(counts)


def main() -> None:
    """Write the file."""
    docs, unanswered = _samples()
    rows = FittedRows()
    for fold in range(FOLDS):
        _add_examples(rows, docs, unanswered, fold)
    index = ExampleIndex(docs, unanswered)
    laws = ArticleIndex(docs)
    for name in TUNED_BY:
        for question in read_questions(name):
            _add_labelled(rows, index, laws, docs, question)
    weights = fitted(np.array(rows.features), np.array(rows.right), np.array(rows.counts))
    WEIGHTS.write_text(tomli_w.dumps(to_builtins(weights)), "utf-8")
    print(f"{WEIGHTS.name}: from {len(rows.right)} questions")


def fitted(features: Floats, right: Floats, counts: Floats) -> AnswerWeights:
    """``features`` (n, FEATURES), whether the first candidate ``right``-ly answers (n,), ``counts`` (n,)."""
    mean, deviation = features.mean(axis=0), features.std(axis=0)
    table = np.column_stack([(features - mean) / deviation, np.ones(len(features))])
    penalty = np.diag([PENALTY] * len(FEATURES) + [0.0])
    found = np.zeros(table.shape[1])
    for _ in range(ITERATIONS):
        share = 1 / (1 + np.exp(-table @ found))
        slope = table.T @ (counts * (share - right)) + penalty @ found
        found -= np.linalg.solve(table.T @ (table * (counts * share * (1 - share))[:, None]) + penalty, slope)
    return AnswerWeights(
        format=FORMAT, fitted_by=f"python -m bench.policy_fit: {len(right)} questions, penalty {PENALTY:g}",
        intercept=_rounded(found[-1]), answered=ANSWERED, agreed=AGREED, related=RELATED,
        features={
            name: FeatureWeight(_rounded(m), _rounded(d), _rounded(w))
            for name, m, d, w in zip(FEATURES, mean, deviation, found[:-1], strict=True)
        },
    )  # fmt: skip


def _samples() -> tuple[tuple[PolicyDoc, ...], tuple[str, ...]]:
    library = library_of(Path(), synthetic=True)
    return library.docs, library.unanswered


def _add_examples(rows: FittedRows, docs: Sequence[PolicyDoc], unanswered: Sequence[str], fold: int) -> None:
    """Questions of one fold of the documents in force, read by an index of those of the others."""
    replaced = {old for doc in docs for old in doc.supersedes}
    docs = [doc for doc in docs if doc.id not in replaced]
    kept = [
        replace(
            doc, unanswered=_but(doc.unanswered, fold),
            articles=tuple(replace(one, asked=_but(one.asked, fold)) for one in doc.articles),
        )
        for doc in docs
    ]  # fmt: skip
    index = ExampleIndex(kept, _but(unanswered, fold))
    weights = index.weights(Law(np.ones(len(index.places), dtype=bool), np.ones(len(kept), dtype=bool)))
    for doc in docs:
        for article in doc.articles:
            for question in article.asked[fold::FOLDS]:
                rows.add(index, question, weights, (f"{doc.id}#{article.no}",), 1)
    for question in [*(one for doc in docs for one in doc.unanswered[fold::FOLDS]), *unanswered[fold::FOLDS]]:
        rows.add(index, question, weights, (), 1)


def _add_labelled(
    rows: FittedRows, index: ExampleIndex, laws: ArticleIndex, docs: Sequence[PolicyDoc], question: LabelledQuestion
) -> None:
    weights = index.weights(laws.law(in_force(docs, question.on)))
    rows.add(index, question.question, weights, question.articles, SET_COUNTS)


def _but(questions: Sequence[str], fold: int) -> tuple[str, ...]:
    return tuple(question for number, question in enumerate(questions) if number % FOLDS != fold)


def _rounded(value: float) -> float:
    return float(f"{value:.6g}")


if __name__ == "__main__":
    main()
