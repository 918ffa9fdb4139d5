"""A page as DOCX, to be worked on in a word processor."""

from __future__ import annotations

import io
from typing import Any

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.shared import Mm, Pt

from services.brief.docx_runs import BODY_FONT, HEAD_FONT, LATIN_FONT, add_run, set_east_asian, stand_flush
from services.paper.page import LineStyle, PaperLine, PaperPage, PaperPicture, PaperRows

TEXT_MM = 170
_STYLES: dict[LineStyle, tuple[str, float]] = {
    "mark": (HEAD_FONT, 16), "title": (HEAD_FONT, 18), "heading": (HEAD_FONT, 13), "strong": (HEAD_FONT, 11),
    "body": (BODY_FONT, 11), "note": (BODY_FONT, 9),
}  # fmt: skip
"""Font and size in points by style."""


def docx_of(page: PaperPage) -> bytes:
    """The file."""
    document = Document()
    document.core_properties.title = page.title[:255]
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm((210 - TEXT_MM) / 2)
    section.top_margin = section.bottom_margin = Mm(20)
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = LATIN_FONT, Pt(11)
    set_east_asian(normal.element.get_or_add_rPr(), BODY_FONT)
    for block in page.blocks:
        if isinstance(block, PaperLine):
            _add_line(document.add_paragraph(), block)
        elif isinstance(block, PaperPicture):
            run = document.add_paragraph().add_run()
            set_east_asian(run._r.get_or_add_rPr(), BODY_FONT)
            run.add_picture(io.BytesIO(block.png), width=Mm(TEXT_MM))
            stand_flush(run)
            _add_line(document.add_paragraph(), PaperLine(block.caption, "note"))
        else:
            _add_rows(document, block)
    data = io.BytesIO()
    document.save(data)
    return data.getvalue()


def _add_line(paragraph: Any, line: PaperLine) -> None:
    font, size_pt = _STYLES[line.style]
    form = paragraph.paragraph_format
    form.space_before, form.space_after = Pt(8 if line.style == "heading" else 0), Pt(3)
    form.keep_with_next = line.style in ("mark", "title", "heading", "strong")
    if line.style == "mark":
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    _add_text(paragraph, line.text, font, size_pt)


def _add_text(paragraph: Any, text: str, font: str, size_pt: float) -> None:
    for number, part in enumerate(text.split("\n")):
        run = add_run(paragraph, part, font, size_pt)
        if number:
            run._r.insert_element_before(OxmlElement("w:br"), "w:t")


def _add_rows(document: Any, grid: PaperRows) -> None:
    lines = [row for row in (grid.header, *grid.rows) if row]
    if not lines:
        return
    table = document.add_table(rows=len(lines), cols=len(grid.widths))
    if grid.header:
        table.style = "Table Grid"
    table.autofit = False
    total = sum(grid.widths)
    for number, (row, texts) in enumerate(zip(table.rows, lines, strict=True)):
        is_head = bool(grid.header) and number == 0
        for cell, text, share in zip(row.cells, texts, grid.widths, strict=True):
            cell.width = Mm(TEXT_MM * share / total)
            paragraph = cell.paragraphs[0]
            paragraph.paragraph_format.space_after = Pt(0)
            _add_text(paragraph, text, HEAD_FONT if is_head else BODY_FONT, 10)
        properties = row._tr.get_or_add_trPr()
        properties.append(OxmlElement("w:cantSplit"))
        if is_head:
            properties.append(OxmlElement("w:tblHeader"))
