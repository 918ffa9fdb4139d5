"""One thing that is wrong with a county's data, as one line."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

Severity = Literal["error", "warning"]


@dataclass(frozen=True)
class Finding:
    """What is wrong with ``item`` of ``layer``; ``text`` says what and the way out."""

    severity: Severity
    layer: str
    item: str
    """Code or id of the feature, or the file; "" when the whole layer is meant."""
    text: str

    def __str__(self) -> str:
        where = f"{self.layer} {self.item}".strip()
        return f"{self.severity}: {where}: {self.text}"


def naming(items: Iterable[object], at_most: int = 5) -> str:
    """The first items as a list for a line of text, and how many more there are."""
    names = [str(item) for item in items]
    more = len(names) - at_most
    return ", ".join(names[:at_most]) + (f" and {more} more" if more > 0 else "")


def cause(error: BaseException) -> str:
    """What a library says went wrong, on one line, without its advice."""
    said = str(error.__cause__ or error) or type(error).__name__
    return " ".join(said.split("; It might help")[0].split())[:160]
