"""A finding: an error, warning or notice on a county's data, in one line."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from county.explained import visible

Severity = Literal["error", "warning", "notice"]
"""``notice``: nothing is wrong; a consequence that the user should know."""


@dataclass(frozen=True)
class Finding:
    """What was found on ``item`` of ``layer``; ``text`` states the problem and the remedy."""

    severity: Severity
    layer: str
    item: str
    """Code or id of the feature, or the file; "" for the whole layer."""
    text: str

    def __str__(self) -> str:
        where = f"{self.layer} {self.item}".strip()
        return visible(f"{self.severity}: {where}: {self.text}")


def naming(items: Iterable[object], at_most: int = 5) -> str:
    """The first items as a list for a line of text, and the number of the others."""
    names = [str(item) for item in items]
    more = len(names) - at_most
    return ", ".join(names[:at_most]) + (f" and {more} more" if more > 0 else "")


def cause(error: BaseException) -> str:
    """A library's error message on one line, without its advice."""
    message = str(error.__cause__ or error) or type(error).__name__
    return " ".join(message.split("; It might help")[0].split())[:160]
