"""What an official document bears beside its text (GB/T 9704-2012, 7.2): 份号, 保密期限, 紧急程度, 抄送.

People write them at places of their own, as they write texts.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from county.briefing.briefing import Briefing
from county.refusals import Refused

URGENCY, SECRECY_TERM, COPIES, COPY_NUMBER = "urgency", "secrecy_term", "copies", "copy_number"
MARKS: Mapping[str, str] = {URGENCY: "紧急程度", SECRECY_TERM: "保密期限", COPIES: "抄送", COPY_NUMBER: "份号"}
"""Names by place."""
URGENCIES = ("特急", "加急")
"""GB/T 9704-2012, 7.2.3; "" for a document without."""
TERMS = ("1年", "3年", "5年", "10年")
"""Those that are offered."""
_TERM = re.compile("(?:[1-9]|10)年")
"""Of 秘密 ten years at most (保守国家秘密法)."""
COPY_NUMBER_DIGITS = 6
"""GB/T 9704-2012, 7.2.1."""
_COPY_NUMBER = re.compile("[0-9]{1,6}")


def named(text: str) -> tuple[str, ...]:
    """Units and posts that are separated by 、 or another such sign."""
    return tuple(part.strip() for part in re.split("[、，,；;\n]", text) if part.strip())


def check_mark(place: str, wording: str) -> None:
    """Raises Refused for what none can be."""
    if place == URGENCY and wording and wording not in URGENCIES:
        raise Refused("briefing_urgency_invalid")
    if place == SECRECY_TERM and wording and not _TERM.fullmatch(wording):
        raise Refused("briefing_term_invalid")
    if place == COPY_NUMBER and wording and not (_COPY_NUMBER.fullmatch(wording) and int(wording)):
        raise Refused("briefing_copy_number_invalid")


def secrecy_text(briefing: Briefing, level: str) -> str:
    """``秘密★3年``; without ★ where no term is written, or the level has none.  ``level``: its name."""
    term = briefing.text_at(SECRECY_TERM)
    return f"{level}★{term}" if term and briefing.classification == "confidential" else level


def copy_number_text(briefing: Briefing) -> str:
    """``000001``; "" for a document that is no secret.  The signed document is the first copy unless a person wrote
    another number: every copy of a secret bears one of its own (7.2.1)."""
    if briefing.classification != "confidential":
        return ""
    return (briefing.text_at(COPY_NUMBER) or "1").zfill(COPY_NUMBER_DIGITS)
