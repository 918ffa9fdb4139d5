"""A briefing as the linter reads it."""

from __future__ import annotations

from collections.abc import Collection

import msgspec

from county.briefing.linted import RECIPIENTS_PLACE, LintedDocument, LintedFigure, LintedTable, LintedText
from county.catalog import Catalog
from county.commands import EventLevel
from services.brief.document import BriefDocument, BriefFact, Number, Paragraph, Piece, piece_text

_UNSTATED = ("drill", "class", "series", "issue", "annex", "sign", "copies", "imprint", "note")
"""Styles of lines that are no statement of the briefing."""


def linted(
    document: BriefDocument, catalog: Catalog, now_ms: int, *, earlier: str = "", places: Collection[str] = (),
    people: Collection[str] = (), level: EventLevel | None = None,
) -> LintedDocument:  # fmt: skip
    """``earlier``: the text of the report before; ``places``: names of the county's; ``people``: names that a public
    version must not have; ``level``: of the event of a report."""
    lines: list[LintedText] = []
    tables: list[LintedTable] = []
    figures: list[LintedFigure] = []
    title = document.title
    for grid in document.tables:
        rows = tuple(
            tuple(_text(f"{grid.title} {n}.{at}", (piece,), catalog, figures) for at, piece in enumerate(row, 1))
            for n, row in enumerate(grid.rows, start=1)
        )
        tables.append(LintedTable(grid.title, grid.header, rows))
    for number, block in enumerate(document.blocks):
        if not isinstance(block, Paragraph):
            continue
        if block.style in ("title", "subtitle"):  # the period of a bulletin stands below its title
            text = "".join(piece_text(piece, catalog.metrics) for piece in block.pieces)
            title = text if block.style == "title" else f"{title}{text}"
        elif block.style not in _UNSTATED:
            lines.append(_text(place_of(block, number), block.pieces, catalog, figures))
    return LintedDocument(
        document.kind, title, tuple(lines), tuple(tables), tuple(figures), document.classification, document.as_of_ms,
        now_ms, earlier, frozenset(places), frozenset(people), level,
    )  # fmt: skip


def place_of(block: Paragraph, number: int) -> str:
    """What a finding calls a paragraph: the element or text that it holds, otherwise its place in the document."""
    if block.style == "to":
        return RECIPIENTS_PLACE
    return next((piece.element for piece in block.pieces if isinstance(piece, BriefFact)), f"block {number}")


def plain_text(document: BriefDocument, catalog: Catalog) -> str:
    """All its paragraphs, a line each."""
    paragraphs = (block for block in document.blocks if isinstance(block, Paragraph))
    return "\n".join("".join(piece_text(piece, catalog.metrics) for piece in one.pieces) for one in paragraphs)


def _text(
    place: str, pieces: tuple[Piece, ...], catalog: Catalog, figures: list[LintedFigure]
) -> LintedText:
    parts: list[str] = []
    spans: list[tuple[int, int]] = []
    at = 0
    for piece in pieces:
        text = piece_text(piece, catalog.metrics)
        if isinstance(piece, Number) or (isinstance(piece, BriefFact) and piece.origin != "person"):
            spans.append((at, at + len(text)))
        if isinstance(piece, Number):
            figures.append(LintedFigure(_identity(piece), text, place))
        parts.append(text)
        at += len(text)
    return LintedText(place, "".join(parts), tuple(spans))


def _identity(number: Number) -> str:
    one = number.figure
    asked = (number.form, one.metric, one.scope, one.period, one.grain, one.group, number.before is not None)
    return msgspec.json.encode(asked).decode()
