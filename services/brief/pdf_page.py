"""A briefing as a page for typst: the same text as in the DOCX."""

from __future__ import annotations

from county.catalog import Catalog
from services.brief.document import BriefDocument, BriefTable, Number, piece_text
from services.paper.page import OfficialLine, OfficialPage, OfficialTable


def official_page(document: BriefDocument, catalog: Catalog) -> OfficialPage:
    """All its paragraphs and tables."""
    metrics = catalog.metrics
    blocks: list[OfficialLine | OfficialTable] = []
    for block in document.blocks:
        if isinstance(block, BriefTable):
            rows = tuple(tuple(piece_text(piece, metrics) for piece in row) for row in block.rows)
            right = tuple(tuple(isinstance(piece, Number) for piece in row) for row in block.rows)
            blocks.append(OfficialTable(block.widths, block.header, rows, right))
        else:
            text = "".join(piece_text(piece, metrics) for piece in block.pieces)
            blocks.append(OfficialLine(text, block.style))
    return OfficialPage(title=document.title, blocks=tuple(blocks))
