"""Checks of texts received from outside: length and characters, the same for every field of every command; and that
a post is no person."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Container

from msgspec import Struct

from county.events.event import LONGEST_ADDRESS, LONGEST_NOTE, LONGEST_TITLE
from county.figures.metric import ASKED_MAX
from county.refusals import Refused

ACCOUNTS = ("note", "went_well", "went_badly", "suggestions", "wording")
"""Fields in which a person tells at length, in lines."""
LONGEST = {
    "title": LONGEST_TITLE, "address": LONGEST_ADDRESS, "asked": ASKED_MAX, **dict.fromkeys(ACCOUNTS, LONGEST_NOTE),
}  # fmt: skip
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
_CHINESE_DIGITS = str.maketrans("〇零一幺二三四五六七八九", "001123456789")
_DATES = re.compile(
    r"(?<!\d)(?:19|20)\d\d(?:[-/.年]\d{1,2}(?:[-/.月]\d{1,2}日?)?|\s*[-~至到]\s*(?:19|20)\d\d)(?![-\d])"
)
_MOBILE = r"1[3-9]\d{9}(?!\d)"
_AMOUNTS = re.compile(rf"(?<![\d-])(?!{_MOBILE})\d+(?:\.\d+)?(?=[元块万亿%]|人(?!工)|户|亩|吨|公斤|平方|立方)")
_NUMBER = re.compile(rf"(?:\d[\s()-]{{0,2}}){{{PHONE_DIGITS},}}")


def check_no_phone(text: str) -> None:
    """A text about no person contains no telephone number, in digits of any script or Chinese ones; dates and amounts
    with their unit are none.  Raises Refused."""
    plain = unicodedata.normalize("NFKC", text).translate(_CHINESE_DIGITS)
    plain = "".join(str(unicodedata.decimal(sign, sign)) if sign.isdecimal() else sign for sign in plain)
    plain = re.sub(r"[‐-―−]", "-", plain)
    if _NUMBER.search(_AMOUNTS.sub("，", _DATES.sub("，", plain))):
        raise Refused("text_has_number")


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
