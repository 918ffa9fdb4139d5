"""Matching of things to typed text."""

from __future__ import annotations

from collections.abc import Iterable
from heapq import nsmallest


def best_matches(text: str, things: Iterable[tuple[str, str]], limit: int) -> list[str]:
    """Ids of the (id, name) pairs that contain ``text`` in either, whole matches first, then beginnings."""
    wanted = text.casefold()

    def distance(item_id: str, name: str) -> int | None:
        both = item_id.casefold(), name.casefold()
        if wanted in both:
            return 0
        if any(word.startswith(wanted) for word in both):
            return 1
        return 2 if any(wanted in word for word in both) else None

    hits = ((rank, item_id) for item_id, name in things if (rank := distance(item_id, name)) is not None)
    return [item_id for _, item_id in nsmallest(limit, hits)]
