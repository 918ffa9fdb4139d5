"""Checks of texts received from outside: length and characters.  The same for every field of every command."""

from __future__ import annotations

import unicodedata

from msgspec import Struct

from county.commands import Refused
from county.event import LONGEST_NOTE, LONGEST_TITLE

LONGEST = {"note": LONGEST_NOTE, "title": LONGEST_TITLE}
"""Maximum number of characters by field of a request."""
LONGEST_NAME = 200
"""The same for every other field: ids, names of people, units and sensors."""
MULTILINE_FIELDS = frozenset({"note"})
"""Fields that may contain line feeds and tabs."""
_INVISIBLE = frozenset({"Cc", "Cs", "Zl", "Zp"})
"""Unicode's general categories of control characters, surrogates, and separators of lines and paragraphs."""
_BIDI = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""Characters with Unicode's property Bidi_Control (UAX 9): they change the display order of the text around them."""


def check_texts(message: Struct) -> None:
    """Check every text field of ``message``, those of structs in its tuples, too.  Raises Refused."""
    for field in message.__struct_fields__:
        value = getattr(message, field)
        if isinstance(value, str):
            check_text(field, value)
        elif isinstance(value, tuple):
            for part in value:
                if isinstance(part, Struct):
                    check_texts(part)


def check_text(field: str, value: str) -> None:
    """Check that ``value`` is within the limit of ``field`` and has no invisible characters.  Raises Refused."""
    limit = LONGEST.get(field, LONGEST_NAME)
    if len(value) > limit:
        raise Refused("text_too_long", limit=str(limit))
    if value.isprintable():
        return
    allowed = "\n\t" if field in MULTILINE_FIELDS else ""
    for place, sign in enumerate(value, 1):
        if sign not in allowed and (sign in _BIDI or unicodedata.category(sign) in _INVISIBLE):
            raise Refused("text_unseen", character=f"U+{ord(sign):04X}", place=str(place))
