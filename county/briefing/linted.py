"""What the linter reads: a document as lines and tables of text, and which of its numbers are figures."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Literal, NamedTuple

from county.briefing.kinds import BriefingKind, Classification
from county.commands import EventLevel

Severity = Literal["E", "W"]
"""E blocks signing; W asks, and the answer is recorded."""


RECIPIENTS_PLACE = "recipients"
"""Of the line with 主送, which ends with a colon."""


class LintedText(NamedTuple):
    """A paragraph or a cell."""

    place: str
    text: str
    figures: tuple[tuple[int, int], ...] = ()
    """Start and end of each number that is a figure or a fact of a record."""

    def is_figure(self, start: int, end: int) -> bool:
        """Whether a part of the text lies in a figure."""
        return any(first <= start and end <= last for first, last in self.figures)


class LintedTable(NamedTuple):
    """A table."""

    title: str
    header: tuple[str, ...]
    rows: tuple[tuple[LintedText, ...], ...]


class LintedFigure(NamedTuple):
    """A figure as it is written somewhere."""

    identity: str
    """The same for the same quantity, whatever its value."""
    text: str
    place: str


class LintedDocument(NamedTuple):
    """A briefing as it is to be signed."""

    kind: BriefingKind
    title: str
    lines: tuple[LintedText, ...]
    """All paragraphs but the title, in their order."""
    tables: tuple[LintedTable, ...] = ()
    figures: tuple[LintedFigure, ...] = ()
    classification: Classification = "internal"
    as_of_ms: int | None = None
    """Of the data; None where it is not known."""
    now_ms: int | None = None
    """When it is signed; None where it is not known."""
    earlier: str = ""
    """The text of the report before it."""
    places: frozenset[str] = frozenset()
    """Names of the county's places; empty: none is known, and none is missed."""
    people: frozenset[str] = frozenset()
    """Names that must not be in a public version, besides those that look like one."""
    level: EventLevel | None = None
    """Of the event of a report, as of its data; None where it is not known."""

    @property
    def texts(self) -> Iterator[LintedText]:
        """Title, paragraphs and cells."""
        yield LintedText("title", self.title)
        yield from self.lines
        for grid in self.tables:
            for row in grid.rows:
                yield from row


class BriefFinding(NamedTuple):
    """What is wrong, or asked, at one place."""

    rule: str
    severity: Severity
    place: str
    text: str


Rule = Callable[[LintedDocument], Iterator[BriefFinding]]
