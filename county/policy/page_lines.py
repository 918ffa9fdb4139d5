"""The lines of pages without what repeats on them: page numbers, headers and footers are no text of an article."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

PAGES_OF_REPEATED = 3
"""Pages from which on a line at the edge of more than half of them is a header or a footer."""
_PAGE_NUMBER = re.compile(r"[\s\-—–―·]*(?:第\s*)?\d{1,4}(?:\s*页)?(?:\s*[,，/]?\s*共\s*\d+\s*页)?[\s\-—–―·]*")


def text_lines(pages: Sequence[Sequence[str]]) -> list[str]:
    """The lines of all pages in their order."""
    stripped = [_without_number([line for line in page if line.strip()]) for page in pages]
    edges = Counter(line for page in stripped for line in {*page[:1], *page[-1:]})
    often = max(PAGES_OF_REPEATED, len(stripped) // 2 + 1)
    repeated = {line for line, pages_with in edges.items() if pages_with >= often}
    return [line for page in stripped for line in _without_edges(page, repeated)]


def _without_number(lines: list[str]) -> list[str]:
    first = 1 if lines and _PAGE_NUMBER.fullmatch(lines[0]) else 0
    last = len(lines) - (1 if len(lines) > first and _PAGE_NUMBER.fullmatch(lines[-1]) else 0)
    return lines[first:last]


def _without_edges(lines: list[str], repeated: set[str]) -> list[str]:
    first = 1 if lines and lines[0] in repeated else 0
    last = len(lines) - (1 if len(lines) > first and lines[-1] in repeated else 0)
    return lines[first:last]
