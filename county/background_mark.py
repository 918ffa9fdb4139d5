"""The mark of what was there before a drill (背景), in every list and on every card that names it."""

from __future__ import annotations

from county.names import Name
from county.numbering import is_background

BACKGROUND = Name("【背景】", "[Background]")
"""Before a title; of one written by people the Chinese one."""


def marked(title: str | Name, number: str) -> str | Name:
    """The title of an event or alarm with this number, with the mark where it is in the background of a drill."""
    if not is_background(number):
        return title
    if isinstance(title, str):
        return f"{BACKGROUND.zh}{title}"
    return Name(f"{BACKGROUND.zh}{title.zh}", f"{BACKGROUND.en} {title.en}")
