"""Pages for paper: their text is found in the PDF as it was written, whatever it contains; DOCX has Chinese fonts."""

from __future__ import annotations

import io
from random import Random

import pytest
from docx import Document
from docx.oxml.ns import qn
from msgspec.structs import replace
from pypdf import PdfReader
from PySide6.QtGui import QImage

from desktop.printing.paper_job import png_of
from services.paper.docx_page import docx_of
from services.paper.layout import LayoutCancelled, pdf_of, sheets_of
from services.paper.page import PaperLine, PaperPage, PaperPicture, PaperRows

LIKE_RADICALS = "日月水火木金土人口田大小山石"
"""Characters that a font may draw with the glyph of a Kangxi radical."""
HOSTILE = "#set page() $x$ *b* [a] \\u{41} <b> @ref"
ROWS = tuple((str(number), f"第{number}件 {LIKE_RADICALS}") for number in range(120))


def picture() -> bytes:
    from PySide6.QtGui import QImage

    image = QImage(64, 36, QImage.Format.Format_RGB32)
    image.fill(0x335577)
    return png_of(image)


@pytest.fixture(scope="module")
def page() -> PaperPage:
    return PaperPage(
        title="交接班 日月", language="zh",
        blocks=(
            PaperLine("演练", "mark"), PaperLine(LIKE_RADICALS, "title"), PaperLine("打印 2026-11-23", "note"),
            PaperRows((1.0, 3.0), (("编号", "E1\n第二行"), ("标题", HOSTILE))), PaperPicture(picture(), "110.5, 28.2"),
            PaperLine("未结事件", "heading"), PaperRows((1.0, 4.0), ROWS, ("编号", "标题")),
        ),
    )  # fmt: skip


@pytest.fixture(scope="module")
def pdf(page: PaperPage) -> PdfReader:
    return PdfReader(io.BytesIO(pdf_of(page)))


def plain(text: str) -> str:
    return "".join(text.split())


def test_every_sheet_bears_the_mark_of_a_drill_once(page: PaperPage, pdf: PdfReader) -> None:
    """A sheet may be found without the first one."""
    assert len(pdf.pages) > 2
    assert [plain(sheet.extract_text()).count("演练") for sheet in pdf.pages] == [1] * len(pdf.pages)
    section = Document(io.BytesIO(docx_of(page))).sections[0]
    assert [paragraph.text for paragraph in section.header.paragraphs] == ["演练"]
    assert section.different_first_page_header_footer
    assert [paragraph.text for paragraph in section.first_page_header.paragraphs] == [""]
    real = replace(page, blocks=page.blocks[1:])
    assert "演练" not in "".join(sheet.extract_text() for sheet in PdfReader(io.BytesIO(pdf_of(real))).pages)
    assert Document(io.BytesIO(docx_of(real))).sections[0].header.paragraphs[0].text == ""


def test_every_text_of_the_page_is_found_in_the_pdf_by_the_same_characters(page: PaperPage, pdf: PdfReader) -> None:
    found = plain("".join(sheet.extract_text() for sheet in pdf.pages))
    for line in page.texts.splitlines():
        for text in line.split("\t"):
            assert plain(text) in found, text
    assert not any("\u2f00" <= character <= "\u2fdf" for character in found), "Kangxi radicals"


def test_a_long_page_is_continued_on_numbered_sheets_with_the_head_of_its_table(pdf: PdfReader) -> None:
    assert len(pdf.pages) > 2
    for number, sheet in enumerate(pdf.pages, start=1):
        text = sheet.extract_text()
        assert plain(f"{number} / {len(pdf.pages)}") in plain(text)
        assert "编号" in text
    assert pdf.metadata is not None
    assert pdf.metadata.title == "交接班 日月"


def test_a_row_stays_on_one_sheet_unless_it_is_longer_than_a_sheet(page: PaperPage) -> None:
    def sheets_with(words: int, before: int) -> list[int]:
        note = " ".join(f"w{number}w" for number in range(words))
        rows = (*(("x", "y"),) * before, ("last", note))
        made = PaperPage(title="t", language="zh", blocks=(PaperRows((1.0, 1.0), rows, ("a", "b")),))
        texts = [sheet.extract_text() for sheet in PdfReader(io.BytesIO(pdf_of(made))).pages]
        return [number for number, text in enumerate(texts) if "w0w" in text or f"w{words - 1}w" in text]

    assert sheets_with(60, 38) == [1]
    assert len(sheets_with(4_000, 0)) == 2


SMALL = tuple((str(number), f"第{number}项") for number in range(6))


def ending(lines: int, rows: tuple[tuple[str, str], ...] = SMALL) -> PaperPage:
    """A heading, a table and its note after so many lines."""
    filled = (PaperLine(f"行{number}") for number in range(lines))
    table = PaperRows((1.0, 4.0), rows, ("编号", "事项"))
    blocks = (*filled, PaperLine("评估过程", "heading"), table, PaperLine("经批准后", "note"))
    return PaperPage(title="t", language="zh", blocks=blocks)


@pytest.mark.parametrize("lines", range(42, 52))
def test_a_small_table_is_on_one_sheet_with_its_heading_and_its_note(lines: int) -> None:
    sheets = [plain(sheet.extract_text()) for sheet in PdfReader(io.BytesIO(pdf_of(ending(lines)))).pages]
    [with_heading] = [text for text in sheets if "评估过程" in text]
    assert all(text in with_heading for text in ("编号", *(text for _, text in SMALL), "经批准后"))
    assert sum("编号" in text for text in sheets) == 1, "its head is not repeated"


def test_word_processors_keep_a_small_table_together_and_of_a_long_one_the_head_with_the_first_row() -> None:
    def kept(page: PaperPage) -> list[bool]:
        [table] = Document(io.BytesIO(docx_of(page))).tables
        rows = [[bool(cell.paragraphs[0].paragraph_format.keep_with_next) for cell in row.cells] for row in table.rows]
        assert all(len(set(row)) == 1 for row in rows)
        return [row[0] for row in rows]

    noted = ending(1)
    assert kept(noted) == [True] * 7
    assert kept(replace(noted, blocks=noted.blocks[:-1])) == [True] * 6 + [False]
    assert kept(ending(1, ROWS)) == [True] + [False] * 120


def test_a_printer_gets_one_picture_for_each_sheet(page: PaperPage, pdf: PdfReader) -> None:
    sheets = sheets_of(page, 40)
    assert len(sheets) == len(pdf.pages)
    assert all(sheet.startswith(b"\x89PNG") for sheet in sheets)


def test_a_word_document_has_all_texts_and_a_font_for_its_chinese_characters(page: PaperPage) -> None:
    document = Document(io.BytesIO(docx_of(page)))
    runs = [*document.element.body.iter(qn("w:r"))]
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    texts = [paragraph.text for paragraph in document.paragraphs] + cells
    for line in page.texts.splitlines():
        assert all(any(part in text for text in texts) for part in line.split("\t")), line
    assert "E1\n第二行" in cells
    for run in runs:
        fonts = run.find(f".//{qn('w:rFonts')}")
        assert run.find(qn("w:t")) is None or (fonts is not None and fonts.get(qn("w:eastAsia")))


def test_a_picture_that_is_larger_than_a_pipe_is_laid_out() -> None:
    """Its order is read by a process that starts slower than it is written."""
    noise = QImage(Random(1).randbytes(600 * 400 * 4), 600, 400, QImage.Format.Format_RGB32)
    large = png_of(noise)
    assert len(large) > 1 << 19
    page = PaperPage(title="x", language="zh", blocks=(PaperPicture(large, "图"),))
    assert pdf_of(page).startswith(b"%PDF")


def test_a_page_that_is_not_wanted_any_more_is_given_up() -> None:
    page = PaperPage(title="x", language="zh", blocks=(PaperLine("网格"),))
    with pytest.raises(LayoutCancelled):
        sheets_of(page, cancelled=lambda: True)
