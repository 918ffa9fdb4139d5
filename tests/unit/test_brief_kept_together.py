"""What a table of a briefing is called, and the note on it, are on the page on which it begins."""

from __future__ import annotations

import io

import pytest
from docx import Document
from docx.table import Table
from docx.text.paragraph import Paragraph as DocxParagraph
from PIL import Image
from pypdf import PdfReader

from services.brief.document import BriefPicture, BriefTable, Paragraph
from services.brief.docx_file import docx_bytes
from services.brief.pdf_page import official_page
from services.paper.layout import pdf_of
from tests.unit.gbt_briefing import CATALOG, first_report

ROWS = tuple((("甲", "乙", "丙", "丁", "戊", "己")[number], "1") for number in range(6))
TABLE = BriefTable("表", ("表头", "件"), ROWS, (0.5, 0.5))


def blocks(lines: int) -> tuple[Paragraph | BriefTable, ...]:
    filled = (Paragraph("body", (f"第{number}行。",)) for number in range(lines))
    return *filled, Paragraph("heading", ("五、单位",)), Paragraph("note", ("下表为前六个。",)), TABLE


@pytest.mark.parametrize("lines", [18, 19, 20])
def test_a_heading_and_the_note_on_a_table_are_not_alone_at_the_foot_of_a_page(lines: int) -> None:
    document = first_report().document._replace(blocks=blocks(lines))
    pages = [page.extract_text() for page in PdfReader(io.BytesIO(pdf_of(official_page(document, CATALOG)))).pages]
    [with_heading] = [text for text in pages if "五、单位" in text]
    assert "下表为前六个" in with_heading
    assert "表头" in with_heading
    assert "甲" in with_heading


def test_word_processors_keep_them_together_too() -> None:
    content = docx_bytes(first_report().document._replace(blocks=blocks(1)), CATALOG).content
    filled, heading, note, table = Document(io.BytesIO(content)).iter_inner_content()
    for one, is_kept in ((filled, False), (heading, True), (note, True)):
        assert isinstance(one, DocxParagraph)
        assert bool(one.paragraph_format.keep_with_next) is is_kept
    assert isinstance(table, Table)
    kept = [[cell.paragraphs[0].paragraph_format.keep_with_next for cell in row.cells] for row in table.rows]
    assert note.paragraph_format.space_after
    assert note.paragraph_format.space_after.pt == 6, "a table does not touch what names it"
    assert kept[0] == [True, True]
    assert not any(any(row) for row in kept[1:])


@pytest.mark.parametrize("lines", [17, 18, 19, 20])
def test_a_small_table_is_on_one_page(lines: int) -> None:
    small = TABLE._replace(rows=ROWS[:5])
    filled = (Paragraph("body", (f"第{number}行。",)) for number in range(lines))
    document = first_report().document._replace(blocks=(*filled, small))
    pages = [page.extract_text() for page in PdfReader(io.BytesIO(pdf_of(official_page(document, CATALOG)))).pages]
    assert sum("表头" in text for text in pages) == 1, "its head is not repeated on another page"
    content = docx_bytes(document, CATALOG).content
    [table] = Document(io.BytesIO(content)).tables
    kept = [row.cells[0].paragraphs[0].paragraph_format.keep_with_next for row in table.rows]
    assert kept == [True, True, True, True, True, False]


@pytest.mark.parametrize("lines", [4, 8, 10, 12, 14])
def test_a_signature_is_never_alone_on_a_page_behind_the_map(lines: int) -> None:
    made, png = first_report().document, io.BytesIO()
    Image.new("RGB", (156, 88), "white").save(png, "PNG")
    end = [one for one in made.blocks if isinstance(one, Paragraph) and one.style == "sign"]
    filled = (Paragraph("body", (f"第{number}行。",)) for number in range(lines))
    document = made._replace(blocks=(*filled, BriefPicture(png.getvalue(), "位置图", "位置", "地图"), *end))
    pages = [page.extract_text() for page in PdfReader(io.BytesIO(pdf_of(official_page(document, CATALOG)))).pages]
    assert end
    *_, picture, caption, source, sign, _ = Document(io.BytesIO(docx_bytes(document, CATALOG).content)).paragraphs
    assert sign.text == end[0].pieces[0]
    assert all(one.paragraph_format.keep_with_next for one in (picture, caption, source)), "word processors, too"
    [last] = [text for text in pages if str(end[0].pieces[0]) in text]
    assert "位置图" in last
