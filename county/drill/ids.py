"""Ids of the rows of a scenario: they stand in ids of commands, in names of files and in sentences."""

from __future__ import annotations

import re

_FORBIDDEN = re.compile(r"[/\\:]")
LONGEST = 64
"""Characters."""


def is_id(text: str) -> bool:
    """Whether it can be an id: printable, without ``/``, ``\\`` and ``:`` and spaces around it, and no ``.`` or
    ``..``."""
    return text.isprintable() and text == text.strip() and text not in ("", ".", "..") and not _FORBIDDEN.search(text)


def id_of(name: str) -> str:
    """An id made of a name, such as that of a file; ``scenario`` where nothing is left of it."""
    kept = "".join(char if char.isprintable() else "-" for char in _FORBIDDEN.sub("-", name))
    found = kept[:LONGEST].strip()
    return found if is_id(found) else "scenario"
