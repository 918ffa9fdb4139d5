"""The words of reports: which point to a subclass, which mean the same, which only say where something is.

The table ``report_words`` of the catalogue.
"""

from __future__ import annotations

from typing import Annotated

import msgspec

Words = tuple[Annotated[str, msgspec.Meta(min_length=1, max_length=50)], ...]


class WordList(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One row."""

    words: Words


class ReportWords(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The whole table; empty in catalogues of older versions."""

    subclasses: dict[str, WordList] = {}
    """By subclass."""
    same: dict[str, WordList] = {}
    """Words of one meaning, by a name for it."""
    places: dict[str, WordList] = {}
    """Words for where something is."""
