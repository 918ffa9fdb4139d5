"""A page as DOCX, to be worked on in a word processor."""

from __future__ import annotations

import io
from collections.abc import Sequence
from copy import deepcopy
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
    if page.mark:  # the first sheet begins with it
        section.different_first_page_header_footer = True
        paragraph = section.header.paragraphs[0]
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        add_run(paragraph, page.mark, *_STYLES["strong"])
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = LATIN_FONT, Pt(11)
    set_east_asian(normal.element.get_or_add_rPr(), BODY_FONT)
    for block, follows in zip(page.blocks, (*page.blocks[1:], None), strict=True):
        if isinstance(block, PaperLine):
            _add_line(document.add_paragraph(), block)
        elif isinstance(block, PaperPicture):
            run = document.add_paragraph().add_run()
            set_east_asian(run._r.get_or_add_rPr(), BODY_FONT)
            run.add_picture(io.BytesIO(block.png), width=Mm(TEXT_MM))
            stand_flush(run)
            _add_line(document.add_paragraph(), PaperLine(block.caption, "note"))
        else:
            is_noted = isinstance(follows, PaperLine) and follows.style == "note"
            _add_rows(document, block, is_noted=is_noted)
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
    add_run(paragraph, "", font, size_pt)
    _write(paragraph._p, text)


def _write(paragraph: Any, text: str) -> None:
    """``text`` in the form of the only run of a ``w:p``; each line of it has a run."""
    form = paragraph.r_lst[0]
    for number, part in enumerate(text.split("\n")):
        run = deepcopy(form) if number else form
        run.text = part
        if number:
            run.insert_element_before(OxmlElement("w:br"), "w:t")
            paragraph.append(run)


def _add_rows(document: Any, grid: PaperRows, *, is_noted: bool) -> None:
    """A small table is on one page, with the note on it; of another one the head with the first row.

    One row of each form is laid out, the others are copies of it: the library takes half a millisecond for a cell, a
    copy takes a tenth of it."""
    lines = [row for row in (grid.header, *grid.rows) if row]
    if not lines:
        return
    table = document.add_table(rows=0, cols=len(grid.widths))
    if grid.header:
        table.style = "Table Grid"
    table.autofit = False
    forms = {
        (is_head, is_kept): _row(table, grid.widths, is_head=is_head, is_kept=is_kept)
        for is_head, is_kept in ((True, True), (False, True), (False, False))
    }
    for number, texts in enumerate(lines):
        is_head, is_last = bool(grid.header) and number == 0, number + 1 == len(lines)
        row = deepcopy(forms[is_head, is_head or (grid.is_whole and (is_noted or not is_last))])
        for cell, text in zip(row.tc_lst, texts, strict=True):
            _write(cell.p_lst[0], text)
        table._tbl.append(row)


def _row(table: Any, widths: Sequence[float], *, is_head: bool, is_kept: bool) -> Any:
    """A ``w:tr`` without texts that is not in the table.  ``is_kept``: on the page of the next one."""
    row = table.add_row()
    for cell, share in zip(row.cells, widths, strict=True):
        cell.width = Mm(TEXT_MM * share / sum(widths))
        paragraph = cell.paragraphs[0]
        paragraph.paragraph_format.space_after = Pt(0)
        if is_kept:
            paragraph.paragraph_format.keep_with_next = True
        add_run(paragraph, "", HEAD_FONT if is_head else BODY_FONT, 10)
    properties = row._tr.get_or_add_trPr()
    properties.append(OxmlElement("w:cantSplit"))
    if is_head:
        properties.append(OxmlElement("w:tblHeader"))
    table._tbl.remove(row._tr)
    return row._tr
