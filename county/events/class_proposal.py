"""The subclass of a report, proposed from its text, with the words that led to it."""

from __future__ import annotations

from msgspec import Struct

from county.catalog import Catalog
from county.events.report_text import ReadText, ReportReader

PROPOSED_AT_MOST = 3
LEAST_PART = 0.25
"""Of the weight of the first proposal; weaker ones are left out."""


class ClassProposal(Struct, frozen=True):
    """A subclass that the words of a text point to."""

    subclass: str
    weight: float
    """Characters of its words, each divided by the number of subclasses that the word points to."""
    words: tuple[str, ...]
    """The words that point to it, in the order of the text."""


class ClassProposer:
    """Proposes subclasses from the names of the catalogue and its table ``report_words``."""

    def __init__(self, catalog: Catalog) -> None:
        self._reader = ReportReader(catalog)

    def proposals(self, title: str, note: str) -> list[ClassProposal]:
        """At most three subclasses, the best first; none when no word is known."""
        return class_proposals(self._reader.read(title, note))


def class_proposals(text: ReadText) -> list[ClassProposal]:
    """The same for a text that was read."""
    ranked = sorted(text.subclasses.items(), key=lambda row: (-row[1], row[0]))[:PROPOSED_AT_MOST]
    return [
        ClassProposal(key, weight, text.leading[key]) for key, weight in ranked if weight >= LEAST_PART * ranked[0][1]
    ]
