"""A briefing as a page for typst: the same text as in the DOCX."""

from __future__ import annotations

from collections.abc import Mapping

from county.catalog import Catalog
from county.figures.metric import Metric
from county.figures.text import in_unit
from services.brief.document import (
    TEXT_MM,
    BriefChart,
    BriefDocument,
    BriefPicture,
    BriefTable,
    Number,
    Paragraph,
    piece_text,
)
from services.brief.word_lines import in_lines, room_of
from services.paper.page import (
    DrawnPanel,
    OfficialChart,
    OfficialLine,
    OfficialPage,
    OfficialPicture,
    OfficialTable,
)

HEAD_SIDE_MM, HEAD_CELL_PT = 0.8, 8
"""Of the heads of columns what is empty beside them and the size, as in official.typ."""


def official_page(document: BriefDocument, catalog: Catalog) -> OfficialPage:
    """All its paragraphs, tables, charts and pictures."""
    metrics = catalog.metrics
    blocks: list[OfficialLine | OfficialTable | OfficialChart | OfficialPicture] = []
    for block in document.blocks:
        match block:
            case BriefTable():
                blocks.append(_table(block, metrics))
            case BriefChart():
                blocks += [drawn_chart(block, metrics), _table(block.table, metrics)]
            case BriefPicture():
                blocks.append(OfficialPicture(block.png, block.caption, block.described, block.source))
            case Paragraph():
                text = "".join(piece_text(piece, metrics) for piece in block.pieces)
                text = in_lines(text) if block.style == "title" else text
                lead = len(piece_text(block.pieces[0], metrics)) if block.style == "item" else 0
                blocks.append(OfficialLine(text, block.style, lead))
    return OfficialPage(title=document.title, blocks=tuple(blocks))


def drawn_chart(chart: BriefChart, metrics: Mapping[str, Metric]) -> OfficialChart:
    """As it is drawn in both documents."""
    panels = []
    for panel in chart.panels:
        figures = [(metrics[one.figure.metric], one.figure.value) for one in panel.numbers]
        panels.append(DrawnPanel(
            panel.name, panel.unit,
            tuple(None if value.value is None else value.value * in_unit(metric) for metric, value in figures),
            tuple(one.text(metrics[one.figure.metric]) for one in panel.numbers),
            tuple(value.quality == "small_sample" for _, value in figures),
        ))  # fmt: skip
    return OfficialChart(chart.title, chart.labels, tuple(panels), chart.source)


def _table(grid: BriefTable, metrics: Mapping[str, Metric]) -> OfficialTable:
    rows = tuple(tuple(piece_text(piece, metrics) for piece in row) for row in grid.rows)
    right = tuple(tuple(isinstance(piece, Number) for piece in row) for row in grid.rows)
    rooms = (room_of(TEXT_MM * share - 2 * HEAD_SIDE_MM, HEAD_CELL_PT) for share in grid.widths)
    return OfficialTable(grid.widths, tuple(map(in_lines, grid.header, rooms)), rows, right)
