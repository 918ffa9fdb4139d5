"""What an official document bears beside its text (GB/T 9704-2012, 7.2): 紧急程度, 保密期限, 抄送.

People write them at places of their own, as they write texts.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from county.briefing.briefing import Briefing
from county.refusals import Refused

URGENCY, SECRECY_TERM, COPIES = "urgency", "secrecy_term", "copies"
MARKS: Mapping[str, str] = {URGENCY: "紧急程度", SECRECY_TERM: "保密期限", COPIES: "抄送"}
"""Names by place."""
URGENCIES = ("特急", "加急")
"""GB/T 9704-2012, 7.2.3; "" for a document without."""
TERMS = ("1年", "3年", "5年", "10年")
"""Those that are offered."""
_TERM = re.compile("(?:[1-9]|10)年")
"""Of 秘密 ten years at most (保守国家秘密法)."""


def named(text: str) -> tuple[str, ...]:
    """Units and posts that are separated by 、 or another such sign."""
    return tuple(part.strip() for part in re.split("[、，,；;\n]", text) if part.strip())


def check_mark(place: str, wording: str) -> None:
    """Raises Refused for what none can be."""
    if place == URGENCY and wording and wording not in URGENCIES:
        raise Refused("briefing_urgency_invalid")
    if place == SECRECY_TERM and wording and not _TERM.fullmatch(wording):
        raise Refused("briefing_term_invalid")


def secrecy_text(briefing: Briefing, level: str) -> str:
    """``秘密★3年``; without ★ where no term is written, or the level has none.  ``level``: its name."""
    term = briefing.text_at(SECRECY_TERM)
    return f"{level}★{term}" if term and briefing.classification == "confidential" else level
