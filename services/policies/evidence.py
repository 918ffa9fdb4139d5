"""What each article has of what a question says: its words, in the article, its title or its document, and the kinds of
facts that it asks for; each with a weight, by how few articles have it."""

from __future__ import annotations

from collections.abc import Container, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from county.policy.documents import Article, PolicyDoc
from county.policy.numerals import with_digits
from county.policy.wanted import KINDS, Wanted, states
from services.policies.bm25 import Bm25, Flags, idf
from services.policies.words import QuestionWord, pieces, pieces_of_text

CONTEXT = 0.5
"""What a word counts that stands elsewhere in the document only."""
FORMS_KEPT = 20_000

Shares = NDArray[np.float64]


class ArticlePlace(NamedTuple):
    """An article in its document."""

    doc: PolicyDoc
    article: Article


class Law(NamedTuple):
    """What is in force: by it alone words have weights, and titles say what other documents are about."""

    articles: Flags
    """(n,)"""
    docs: Flags
    """(documents,)"""


@dataclass(frozen=True)
class ArticleEvidence:
    """Of one question, for every article: (n,), shares between 0 and 1 of the weight of all that was said."""

    own: Shares
    """In the article itself."""
    covered: Shares
    """Also in the title, and at half weight elsewhere in the document."""
    titled: Shares
    """In the title."""
    states_all: Flags
    """Whether it states a fact of every kind that is asked for."""
    words: Flags
    """(words, n): whether article or title has the word."""
    of_another: Flags
    """Whether it lacks a word that another article of its document has, which states all that is asked for, or the
    rarest word of the question, which another one has."""
    off_topic: Flags
    """Whether a word of the question is in the titles of other documents in force, and nowhere in its own one."""


class ArticleIndex:
    """The articles of many documents; used by one thread at a time."""

    def __init__(self, docs: Sequence[PolicyDoc]) -> None:
        self.places = [ArticlePlace(doc, article) for doc in docs for article in doc.articles]
        self._ids = [doc.id for doc in docs]
        self._doc_of = np.array([n for n, doc in enumerate(docs) for _ in doc.articles], dtype=np.int64)
        self._docs = len(docs)
        self._texts = [with_digits(f"{article.text}\n{article.applies_to}") for _, article in self.places]
        self._titles = [with_digits(doc.title) for doc in docs]
        self._in_texts = Bm25([pieces_of_text(text) for text in self._texts])
        self._in_titles = Bm25([pieces_of_text(title) for title in self._titles])
        self._stated = {kind.key: np.array([states(text, kind) for text in self._texts], dtype=bool) for kind in KINDS}
        self._with_form = lru_cache(FORMS_KEPT)(self._find)

    def __len__(self) -> int:
        return len(self.places)

    def law(self, ids: Container[str]) -> Law:
        """The documents with these ids, and their articles."""
        docs = np.array([id in ids for id in self._ids], dtype=bool)
        return Law(docs[self._doc_of], docs)

    def is_known(self, word: QuestionWord, law: Law) -> bool:
        """Whether any article or title in force has the word or another form of it."""
        found = map(self._with_form, word.forms)
        return any(bool(law.articles[texts].any() or law.docs[titles].any()) for texts, titles in found)

    def text(self, number: int) -> str:
        """An article with digits, as it is compared."""
        return self._texts[number]

    def evidence(self, words: Sequence[QuestionWord], wanted: Sequence[Wanted], law: Law) -> ArticleEvidence:
        """What every article, in force or not, has of a question with at least one word."""
        own = np.zeros((len(words), len(self)), dtype=bool)
        title = np.zeros_like(own)
        for row, word in enumerate(words):
            in_title = np.zeros(self._docs, dtype=bool)
            for texts, titles in map(self._with_form, word.forms):
                own[row, texts] = True
                in_title[titles] = True
            title[row] = in_title[self._doc_of]
        near = self._in_documents(own)
        stated = np.array([self._stated[kind.key] for kind in wanted], dtype=bool).reshape(-1, len(self))
        states_all = np.logical_and.reduce(stated, axis=0)
        here = own | title
        counting = law.articles
        found_in = np.concatenate([(here & counting).sum(axis=1), (stated & counting).sum(axis=1)])
        weights = idf(found_in, int(counting.sum()))
        of_words, of_kinds = weights[: len(words)] / weights.sum(), weights[len(words) :] / weights.sum()
        elsewhere = np.logical_or.reduce(title & counting, axis=1)
        things = np.array([not word.is_person for word in words])[:, None]
        kinds, rarest = of_kinds @ stated, of_words >= of_words.max()
        return ArticleEvidence(
            own=of_words @ own + kinds,
            covered=of_words @ np.where(here, 1.0, CONTEXT * near) + kinds,
            titled=of_words @ title,
            states_all=states_all,
            words=here,
            of_another=(self._in_documents(own & (states_all | rarest[:, None])) & ~here & things).any(axis=0),
            off_topic=(elsewhere[:, None] & ~(near | title)).any(axis=0),
        )

    def _in_documents(self, flags: Flags) -> Flags:
        """By row and article whether any article of its document has the flag."""
        found = np.zeros((len(flags), self._docs), dtype=bool)
        rows, numbers = np.nonzero(flags)
        found[rows, self._doc_of[numbers]] = True
        return found[:, self._doc_of]

    def scores(self, words: Sequence[QuestionWord], law: Law) -> Shares:
        """BM25 of every article in force for the words as they were said and in the forms of articles, (n,)."""
        said = {piece for word in words for form in word.forms for piece in pieces(form)}
        return self._in_texts.scores(said, law.articles)

    def _find(self, form: str) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
        """Numbers of the articles and of the documents whose title contains a form."""
        return _containing(self._in_texts, self._texts, form), _containing(self._in_titles, self._titles, form)


def _containing(index: Bm25, texts: Sequence[str], form: str) -> NDArray[np.int32]:
    with_pieces = index.with_all(pieces(form))
    if len(form) <= 2:  # its only piece
        return with_pieces
    return np.array([number for number in with_pieces.tolist() if form in texts[number]], dtype=np.int32)
