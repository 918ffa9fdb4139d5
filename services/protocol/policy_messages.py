"""The messages about policies: a question of a citizen, and what the articles in force say."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta, Struct

from county.policy.documents import QUESTION_MAX
from services.protocol.messages import Count, Message

Day = Annotated[str, Meta(max_length=10)]
"""As 2026-11-29."""


class PolicyRequest(Message, frozen=True, kw_only=True):
    """Requests the articles that answer a question."""

    request: str
    question: Annotated[str, Meta(max_length=QUESTION_MAX)]
    on: Day
    """The day whose law is asked for."""


class WrongAmount(Struct, frozen=True, array_like=True):
    """An amount in the question that the article does not have, and those that it has in the same unit."""

    asked: str
    written: list[str]


class CitedArticle(Struct, frozen=True):
    """An article, word by word, and what of the question it has."""

    doc_id: str
    title: str
    doc_no: str
    issuer: str
    no: str
    """As written; "" where the document has no numbers."""
    text: str
    applies_to: str
    """To whom it applies, where the text leaves that to its chapter."""
    from_day: str
    to_day: str
    """The last day that is known; "" for none."""
    is_sample: bool
    matched: list[str]
    unmatched: list[str]
    wrong_amounts: list[WrongAmount]
    like: str = ""
    """The example question of the article that is most alike; "" for none."""
    excluded: list[str] = []
    """Kinds that the question is about while the article is about others."""


class PolicyReply(Message, frozen=True, kw_only=True):
    """What the articles say; conflict: several answer and differ.  related: none answers."""

    request: str
    question: str
    """As it was asked, …"""
    on: Day
    """… and the day: what answers other words is not shown under these."""
    kind: Literal["answer", "conflict", "related", "none"]
    cited: list[CitedArticle]
    more: Count
    """Further articles that differ from the first one; not sent."""
    former: list[CitedArticle]
    """What a superseded version said."""
    documents: Count
    """Policies that were looked at."""
    unreadable: Count
    """Files that could not be read."""
