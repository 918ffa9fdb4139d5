"""The text of an inject: what it says to its receivers, in the field that its kind has for it."""

from __future__ import annotations

import re
from collections.abc import Container

from msgspec.structs import replace

from county.drill.phone_numbers import phone_faults
from county.drill.scenario import LONGEST_TEXT, LONGEST_TITLE, Inject
from county.explained import ExplainedLine
from county.texts import unseen

TEXT_FIELDS = {"report": "title", "notice": "text", "media": "text", "resource": "reason", "hazard": "text",
               "question": "text", "task": "text"}  # fmt: skip
"""By kind; readings say nothing."""
VARIABLE = re.compile(r"\{\{([^{}]*)\}\}")
"""In a text: a variable of the scenario."""


def text_of(inject: Inject) -> str | None:
    """None for one that has no text."""
    name = TEXT_FIELDS.get(inject.kind)
    return None if name is None or inject.content is None else str(getattr(inject.content, name))


def with_text(inject: Inject, text: str) -> Inject:
    """The inject with another text.  Raises KeyError for one that has none."""
    content = replace(inject.content, **{TEXT_FIELDS[inject.kind]: text})
    return replace(inject, **{inject.kind: content})


def text_fault(inject: Inject, text: str, variables: Container[str]) -> ExplainedLine | None:
    """Why the inject cannot have this text; None where it can.  ``variables``: names that have a value."""
    is_title = TEXT_FIELDS[inject.kind] == "title"
    longest = LONGEST_TITLE if is_title else LONGEST_TEXT
    if not text.strip():
        return ExplainedLine("an inject needs a text; write what its receivers are to read")
    if len(text) > longest:
        return ExplainedLine("the text has {n} characters, at most {limit} are possible", n=len(text), limit=longest)
    hidden = unseen(text, allowed="" if is_title else "\n")
    if hidden is not None:
        return ExplainedLine("the text has an invisible character at {place}; remove it", place=hidden + 1)
    for name in VARIABLE.findall(text):
        if name not in variables:
            return ExplainedLine("there is no variable {name}; add it, or correct the text", name=name)
    return next((fault.text for fault in phone_faults(text, ())), None)
