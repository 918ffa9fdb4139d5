"""Names in the two languages of the UI."""

from __future__ import annotations

import msgspec

BETWEEN = " · "
"""Between the parts of one line, and between the names of a path of divisions, which is taken apart by it again."""


class Name(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A name in the two languages of the UI."""

    zh: str
    en: str


def in_languages(text: str | Name) -> tuple[str, ...]:
    """``text`` in each available language: both for a Name, otherwise the text itself."""
    return (text,) if isinstance(text, str) else (text.zh, text.en)
