"""A policy as it is kept: who issued it, when it is in force, and its articles word by word."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Annotated, Literal

from msgspec import Meta, Struct

FORMAT = 2
"""Of the TOML files; a newer one is refused.  1: without questions."""
ARTICLE_MAX = 20_000
QUESTION_MAX = 200
"""Characters of a question."""
ARTICLES_MAX = 2_000
ASKED_MAX = 500
"""Example questions of an article, and unanswered ones of a document."""
Level = Literal["nation", "province", "city", "county", "town"]
Short = Annotated[str, Meta(min_length=1, max_length=200)]
Questions = Annotated[
    tuple[Annotated[str, Meta(min_length=1, max_length=QUESTION_MAX)], ...], Meta(max_length=ASKED_MAX)
]


class Article(Struct, frozen=True, forbid_unknown_fields=True):
    """One article, as it is written."""

    text: Annotated[str, Meta(min_length=1, max_length=ARTICLE_MAX)]
    no: Annotated[str, Meta(max_length=40)] = ""
    """As written, such as 第三条; "" where the document has none."""
    applies_to: Annotated[str, Meta(max_length=200)] = ""
    """To whom it applies, where the text leaves that to its chapter."""
    asked: Questions = ()
    """问法: how persons ask what it answers, in their own words."""


class PolicyDoc(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One version of a policy."""

    format: Annotated[int, Meta(ge=1)]
    id: Annotated[str, Meta(pattern=r"^[a-z0-9][a-z0-9._-]{0,99}$")]
    title: Short
    doc_no: Annotated[str, Meta(max_length=100)] = ""
    issuer: Annotated[str, Meta(max_length=100)] = ""
    level: Level = "county"
    in_force_from: date | None = None
    """None: unknown, so that nothing can be answered by it."""
    in_force_to: date | None = None
    """The last day, included; None: no end is known."""
    supersedes: tuple[Short, ...] = ()
    """Ids of the versions that it replaces."""
    sample: bool = False
    """Written for demonstration; not the policy of any county."""
    source_file_sha256: str = ""
    """Of the file that it was imported from; "" for one written as TOML."""
    unanswered: Questions = ()
    """What persons ask about its subject and none of its articles answers."""
    articles: Annotated[tuple[Article, ...], Meta(min_length=1, max_length=ARTICLES_MAX)]


def in_force(docs: Iterable[PolicyDoc], on: date) -> frozenset[str]:
    """Ids of the documents in force on a day: begun, not ended, and superseded by none that has begun."""
    begun = [doc for doc in docs if doc.in_force_from is not None and doc.in_force_from <= on]
    replaced = {old for doc in begun for old in doc.supersedes}
    return frozenset(
        doc.id for doc in begun if doc.id not in replaced and (doc.in_force_to is None or on <= doc.in_force_to)
    )


def former_versions(docs: Sequence[PolicyDoc], id: str) -> frozenset[str]:
    """Ids of all that a document replaces, also by way of others; of a circle each once."""
    by_id = {doc.id: doc for doc in docs}
    found: set[str] = set()
    waiting = [id]
    while waiting:
        doc = by_id.get(waiting.pop())
        for old in () if doc is None else doc.supersedes:
            if old not in found and old != id:
                found.add(old)
                waiting.append(old)
    return frozenset(found)
