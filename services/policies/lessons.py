"""What persons taught when they answered questions by hand: words, and questions as examples."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from dataclasses import replace as with_fields

from msgspec.structs import replace

from county.policy.documents import PolicyDoc
from services.policies.library import Library


@dataclass(frozen=True)
class Lessons:
    """Each was accepted by another person than the one who proposed it."""

    words: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """By spoken word the words of articles."""
    asked: Mapping[tuple[str, str], tuple[str, ...]] = field(default_factory=dict)
    """By document and number of an article the questions that it answers."""
    unanswered: tuple[str, ...] = ()
    """Questions that no article answers."""


def taught(library: Library, lessons: Lessons) -> Library:
    """``library`` with the questions of ``lessons``; such of an article that is not there any more are left out."""
    docs = tuple(_taught(doc, lessons) for doc in library.docs)
    return with_fields(library, docs=docs, unanswered=(*library.unanswered, *lessons.unanswered))


def _taught(doc: PolicyDoc, lessons: Lessons) -> PolicyDoc:
    more = {one.no: lessons.asked.get((doc.id, one.no), ()) for one in doc.articles}
    if not any(more.values()):
        return doc
    return replace(doc, articles=tuple(replace(one, asked=(*one.asked, *more[one.no])) for one in doc.articles))
