"""Checks of texts received from outside: length and characters, the same for every field of every command; and that
a post is no person."""

from __future__ import annotations

import unicodedata
from collections.abc import Container

from msgspec import Struct

from county.events.event import LONGEST_ADDRESS, LONGEST_NOTE, LONGEST_TITLE
from county.refusals import Refused

ACCOUNTS = ("note", "went_well", "went_badly", "suggestions", "wording")
"""Fields in which a person tells at length, in lines."""
LONGEST = {"title": LONGEST_TITLE, "address": LONGEST_ADDRESS, **dict.fromkeys(ACCOUNTS, LONGEST_NOTE)}
"""Maximum number of characters by field of a request."""
LONGEST_NAME = 200
"""The same for every other field: ids, names of people, units and sensors."""
MULTILINE_FIELDS = frozenset(ACCOUNTS)
"""Fields that may contain line feeds and tabs."""
_LINE_BREAKS = frozenset("\n\t")
PROSE_FIELDS = frozenset({*ACCOUNTS, "title"})
"""Fields in sentences; all others are names."""
_INVISIBLE = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
"""Unicode's general categories of control and format characters (also those that change the display order, UAX 9),
surrogates, and separators of lines and paragraphs."""
_BLANK = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")
"""Letters, marks and symbols without a glyph: most are Default_Ignorable_Code_Point in Unicode."""
_JOINERS = frozenset("\u180e\u200c\u200d")
"""Format characters that Mongolian, Arabic scripts and emoji need within words: accepted in prose, not in names."""


PHONE_DIGITS = 7
"""Of the shortest telephone number."""


def check_post(text: str) -> None:
    """Who is named by post or unit is not named by a number of a person, however its digits are separated.  Raises
    Refused."""
    if sum(sign.isdigit() for sign in text) >= PHONE_DIGITS:
        raise Refused("recipient_is_number")


def unseen(text: str, *, allowed: Container[str] = "") -> int | None:
    """Index of the first invisible character in ``text`` that is not ``allowed``; None for none."""
    for place, sign in enumerate(text):
        if sign not in allowed and (sign in _BLANK or unicodedata.category(sign) in _INVISIBLE):
            return place
    return None


def without_unseen(text: str) -> str:
    """``text`` without invisible characters."""
    return "".join(sign for sign in text if unseen(sign) is None)


def without_refused(field: str, value: str) -> str:
    """``value`` without the invisible characters that :func:`check_text` refuses; a blank for those that separate."""
    if value.isprintable() and _BLANK.isdisjoint(value):
        return value
    allowed = _allowed(field)
    seen = (sign if sign in allowed or unseen(sign) is None else " " if sign.isspace() else "" for sign in value)
    return "".join(seen)


def check_texts(message: Struct) -> None:
    """Check every text field of ``message``, those of structs in it and in its tuples, too.  Raises Refused."""
    for field in message.__struct_fields__:
        value = getattr(message, field)
        if isinstance(value, str):
            check_text(field, value)
        elif isinstance(value, Struct):
            check_texts(value)
        elif isinstance(value, tuple):
            for part in value:
                if isinstance(part, Struct):
                    check_texts(part)


def check_text(field: str, value: str) -> None:
    """Check that ``value`` is within the limit of ``field`` and has no invisible characters.  Raises Refused."""
    limit = LONGEST.get(field, LONGEST_NAME)
    if len(value) > limit:
        raise Refused("text_too_long", limit=str(limit))
    place = unseen(value, allowed=_allowed(field))
    if place is not None:
        raise Refused("text_unseen", character=f"U+{ord(value[place]):04X}", place=str(place + 1))


def _allowed(field: str) -> frozenset[str]:
    """The invisible characters that a field may contain."""
    breaks = _LINE_BREAKS if field in MULTILINE_FIELDS else frozenset()
    return breaks | _JOINERS if field in PROSE_FIELDS else breaks
