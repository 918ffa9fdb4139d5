"""Articles of different documents in force that say different things about one matter."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import combinations

from county.policy.documents import Article, PolicyDoc
from county.policy.numerals import with_digits
from county.policy.quantities import disagree, quantities

SAME_MATTER = 0.75
"""Share of neighbouring characters of the shorter article that the other one has, too."""

Stated = tuple[PolicyDoc, Article]


def contradict(one: Stated, other: Stated) -> bool:
    """Whether two articles are of different documents, about one matter, and differ in an amount."""
    (doc, article), (other_doc, other_article) = one, other
    if doc.id == other_doc.id:
        return False
    first, second = _pairs(article.text), _pairs(other_article.text)
    alike = len(first & second) / max(1, min(len(first), len(second)))
    return alike >= SAME_MATTER and bool(disagree(quantities(article.text), quantities(other_article.text)))


def conflicts(docs: Iterable[PolicyDoc]) -> list[tuple[Stated, Stated]]:
    """All pairs of articles that contradict each other."""
    stated = [(doc, article) for doc in docs for article in doc.articles if quantities(article.text)]
    return [(one, other) for one, other in combinations(stated, 2) if contradict(one, other)]


def _pairs(text: str) -> frozenset[str]:
    text = "".join(sign for sign in with_digits(text) if sign.isalpha())
    return frozenset(text[i : i + 2] for i in range(len(text) - 1))
