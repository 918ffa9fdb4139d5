"""Articles of different documents in force that say different things about one matter."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from itertools import combinations

from county.policy.documents import Article, PolicyDoc
from county.policy.numerals import with_digits
from county.policy.quantities import disagree, quantities

SAME_MATTER = 0.75
"""How alike two articles about one matter are."""

Stated = tuple[PolicyDoc, Article]


def contradict(one: Stated, other: Stated) -> bool:
    """Whether two articles are of different documents, about one matter, and differ in an amount."""
    (doc, article), (other_doc, other_article) = one, other
    if doc.id == other_doc.id or alike(article, other_article) < SAME_MATTER:
        return False
    return bool(disagree(quantities(article.text), quantities(other_article.text)))


def alike(one: Article, other: Article) -> float:
    """Share of neighbouring characters of the shorter article that the other one has, too: between 0 and 1."""
    first, second = _pairs(one.text), _pairs(other.text)
    return len(first & second) / max(1, min(len(first), len(second)))


def conflicts(docs: Iterable[PolicyDoc]) -> list[tuple[Stated, Stated]]:
    """All pairs of articles that contradict each other."""
    stated = [(doc, article) for doc in docs for article in doc.articles if quantities(article.text)]
    return [(one, other) for one, other in combinations(stated, 2) if contradict(one, other)]


@lru_cache(10_000)
def _pairs(text: str) -> frozenset[str]:
    text = "".join(sign for sign in with_digits(text) if sign.isalpha())
    return frozenset(text[i : i + 2] for i in range(len(text) - 1))
