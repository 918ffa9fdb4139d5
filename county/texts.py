"""What texts from outside may be: how long, and of which characters.  The same for every field of every command."""

from __future__ import annotations

import unicodedata

from msgspec import Struct

from county.commands import Refused
from county.event import LONGEST_NOTE, LONGEST_TITLE

LONGEST = {"note": LONGEST_NOTE, "title": LONGEST_TITLE}
"""Characters that a field of a request may have."""
LONGEST_NAME = 200
"""The same for every other field: ids, names of people, units and sensors."""
SEVERAL_LINES = frozenset({"note"})
"""Fields in which line feed and tab may stand."""
_UNSEEN = frozenset({"Cc", "Cs", "Zl", "Zp"})
"""Unicode's general categories of controls, halves of characters, and separators of lines and paragraphs."""
_BIDI = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""Those with Unicode's property Bidi_Control (UAX 9): they change the order in which the text around them is read."""


def check_texts(said: Struct) -> None:
    """Every field of ``said`` that is a text is one.  Raises Refused."""
    for field in said.__struct_fields__:
        value = getattr(said, field)
        if isinstance(value, str):
            check_text(field, value)


def check_text(field: str, value: str) -> None:
    """``value`` is no longer than anyone has to say in ``field``, and shows all that it holds.  Raises Refused."""
    limit = LONGEST.get(field, LONGEST_NAME)
    if len(value) > limit:
        raise Refused("text_too_long", limit=str(limit))
    if value.isprintable():
        return
    allowed = "\n\t" if field in SEVERAL_LINES else ""
    for place, sign in enumerate(value, 1):
        if sign not in allowed and (sign in _BIDI or unicodedata.category(sign) in _UNSEEN):
            raise Refused("text_unseen", character=f"U+{ord(sign):04X}", place=str(place))
