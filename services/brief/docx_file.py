"""Writes a briefing as DOCX in the layout of GB/T 9704-2012: every number and fact is a bookmark ``fig_n``.

The figures and all texts travel as a part of their own in the package (customXml), which word processors keep.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any, NamedTuple
from xml.sax.saxutils import escape

from docx import Document
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from county.catalog import Catalog
from services.brief.document import (
    BriefChart,
    BriefDocument,
    BriefFact,
    BriefPicture,
    BriefStyle,
    BriefTable,
    Number,
    Paragraph,
    Piece,
    piece_text,
)
from services.brief.docx_package import describe, name_fallbacks, without_template
from services.brief.docx_pictures import PICTURE, add_picture, digest_of_picture
from services.brief.docx_reading import INDENT, NAMESPACE, skeletons
from services.brief.docx_runs import BODY_FONT, HEAD_FONT, LATIN_FONT, add_run, set_east_asian
from services.brief.pdf_page import drawn_chart
from services.brief.stated import digest_of_stated, stated
from services.paper.layout import sheets_of
from services.paper.page import ChartSheet

RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/customXml"
PART = "/customXml/county-bulletin.xml"
TITLE_FONT, KAI_FONT, PAGE_FONT = "方正小标宋简体", "楷体", "宋体"
FALLBACKS = {
    TITLE_FONT: ("小标宋体", "华文中宋"), BODY_FONT: ("仿宋_GB2312", "华文仿宋"), HEAD_FONT: ("微软雅黑", "华文黑体"),
    KAI_FONT: ("楷体_GB2312", "华文楷体"), PAGE_FONT: ("新宋体", "华文宋体"),
}  # fmt: skip
"""Fonts that a word processor takes instead where one is missing, in the document's font table."""
PAGE_MM, TOP_MM, LEFT_MM = (210, 297), 37, 28
TEXT_MM, TEXT_HEIGHT_MM = 156, 225
LINES, CHARACTERS = 22, 28
LINE_PT = TEXT_HEIGHT_MM / 25.4 * 72 / LINES
BODY_PT, PAGE_NUMBER_PT = 16.0, 14.0
CELL_PT = 9.0
CHART_PPI = 220
LAST_LINES = 2
"""Paragraphs that stay with the signature."""
RED = RGBColor(0xC8, 0x10, 0x1E)


class _Look(NamedTuple):
    font: str
    size_pt: float
    align: str = "left"
    indent: int = 0
    """Characters by which the first line is indented, at the right for what stands at the right."""
    red: bool = False


_LOOKS: dict[BriefStyle, _Look] = {
    "class": _Look(HEAD_FONT, 16), "series": _Look(TITLE_FONT, 36, "center", red=True),
    "issue": _Look(BODY_FONT, 16, "center"), "title": _Look(TITLE_FONT, 22, "center"),
    "subtitle": _Look(KAI_FONT, 16, "center"), "to": _Look(BODY_FONT, 16), "heading": _Look(HEAD_FONT, 16, indent=2),
    "subheading": _Look(KAI_FONT, 16, indent=2), "item": _Look(BODY_FONT, 16, indent=2),
    "body": _Look(BODY_FONT, 16, indent=2),
    "annex": _Look(BODY_FONT, 16, indent=2), "sign": _Look(BODY_FONT, 16, "right", indent=4),
    "imprint": _Look(BODY_FONT, 14, indent=1), "note": _Look(BODY_FONT, 10.5),
}  # fmt: skip
"""2 号 22 pt, 3 号 16 pt, 4 号 14 pt, 5 号 10.5 pt."""
_CAPTION, _SOURCE = _Look(HEAD_FONT, 10.5, "center"), _Look(BODY_FONT, 9)


class WrittenDocx(NamedTuple):
    """A file, and the digest of what it states."""

    content: bytes
    stated: str
    figures: int
    """Numbers and facts in it."""


def docx_bytes(
    document: BriefDocument, catalog: Catalog, cancelled: Callable[[], bool] = bool
) -> WrittenDocx:
    """The file.  Raises NotLaidOut, LayoutCancelled."""
    return _DocxWriter(document, catalog, cancelled).written()


class _DocxWriter:
    def __init__(self, content: BriefDocument, catalog: Catalog, cancelled: Callable[[], bool]) -> None:
        self._content = content
        self._cancelled = cancelled
        self._metrics = catalog.metrics
        self._document = Document()
        self._numbers: dict[str, Number] = {}
        self._facts: dict[str, BriefFact] = {}
        self._pictures: dict[str, str] = {}
        """Digests by name."""
        self._before: BriefStyle | None = None
        """Style of the paragraph before."""

    def written(self) -> WrittenDocx:
        document = self._document
        describe(document, self._content)
        self._page()
        normal = document.styles["Normal"]
        normal.font.name, normal.font.size = LATIN_FONT, Pt(BODY_PT)
        set_east_asian(normal.element.get_or_add_rPr(), BODY_FONT)
        blocks = self._content.blocks
        signed = next((n for n, b in enumerate(blocks) if isinstance(b, Paragraph) and b.style == "sign"), len(blocks))
        for number, block in enumerate(blocks):
            match block:
                case BriefTable():
                    self._table(block)
                case BriefChart():
                    self._line(block.title, _CAPTION, keep_with_next=True)
                    [png] = sheets_of(ChartSheet(drawn_chart(block, self._metrics)), CHART_PPI, self._cancelled)
                    self._picture(png, block.described(self._metrics))
                    self._line(f"数据来源：{block.source}", _SOURCE, keep_with_next=True)
                    self._table(block.table)
                case BriefPicture():
                    self._picture(block.png, block.described)
                    self._line(block.caption, _CAPTION, keep_with_next=True)
                    self._line(f"来源：{block.source}", _SOURCE)
                case Paragraph():
                    self._paragraph(block, is_last=signed - LAST_LINES <= number < signed)
            self._before = block.style if isinstance(block, Paragraph) else None
        name_fallbacks(document, FALLBACKS)
        without_template(document)
        names = self._numbers.keys() | self._facts.keys()
        texts = {f"p{number}": text for number, text in enumerate(skeletons(document.element.body, names), start=1)}
        told = stated(self._content, self._numbers, self._facts, texts, self._pictures)
        xml = f'<bulletin xmlns="{NAMESPACE}">{escape(told.decode())}</bulletin>'
        part = Part(PackURI(PART), "application/xml", xml.encode(), document.part.package)
        document.part.relate_to(part, RELATION)
        buffer = io.BytesIO()
        document.save(buffer)
        return WrittenDocx(buffer.getvalue(), digest_of_stated(told), len(names))

    def _page(self) -> None:
        """A4, 版心 156×225 mm, a grid of 22 lines of 28 characters, page numbers outside."""
        section = self._document.sections[0]
        section.page_width, section.page_height = Mm(PAGE_MM[0]), Mm(PAGE_MM[1])
        section.top_margin, section.left_margin = Mm(TOP_MM), Mm(LEFT_MM)
        section.right_margin = Mm(PAGE_MM[0] - LEFT_MM - TEXT_MM)
        section.bottom_margin = Mm(PAGE_MM[1] - TOP_MM - TEXT_HEIGHT_MM)
        section.footer_distance = Mm(25)  # 版心下 7 mm
        grid = section._sectPr.find(qn("w:docGrid"))
        if grid is None:
            grid = OxmlElement("w:docGrid")
            section._sectPr.append(grid)
        pitch_pt = TEXT_MM / 25.4 * 72 / CHARACTERS
        grid.set(qn("w:type"), "linesAndChars")
        grid.set(qn("w:linePitch"), str(int(LINE_PT * 20)))
        grid.set(qn("w:charSpace"), str(round((pitch_pt - BODY_PT) * 4096)))
        settings = self._document.settings
        settings.odd_and_even_pages_header_footer = True
        self._page_number(section.footer, WD_ALIGN_PARAGRAPH.RIGHT)
        self._page_number(section.even_page_footer, WD_ALIGN_PARAGRAPH.LEFT)

    def _paragraph(self, block: Paragraph, *, is_last: bool) -> None:
        """``is_last``: of the text, which stays with the signature: no page has that alone."""
        look = _LOOKS[block.style]
        paragraph = self._document.add_paragraph()
        form = paragraph.paragraph_format
        form.space_before = form.space_after = Pt(0)
        form.line_spacing_rule = WD_LINE_SPACING.EXACTLY
        form.line_spacing = Pt(int(LINE_PT * 20) / 20 if look.size_pt < 30 else 48) if look.size_pt >= 14 else Pt(16)
        form.keep_with_next = is_last or block.style in ("heading", "subheading", "title", "series", "sign")
        if look.align == "right":
            form.right_indent = Pt(look.indent * look.size_pt)
        elif look.indent:
            form.first_line_indent = Pt(look.indent * look.size_pt)
        paragraph.alignment = {
            "center": WD_ALIGN_PARAGRAPH.CENTER, "right": WD_ALIGN_PARAGRAPH.RIGHT,
            "left": WD_ALIGN_PARAGRAPH.JUSTIFY if block.style in ("item", "body") else WD_ALIGN_PARAGRAPH.LEFT,
        }[look.align]  # fmt: skip
        if block.style == "issue":
            _rules(paragraph, "bottom", width="12", space="4", colour="C8101E")
            form.space_after = Pt(LINE_PT)
        if block.style in ("annex", "sign") and self._before != block.style:
            form.space_before = Pt(LINE_PT)
        form.keep_together = block.style == "sign"
        if block.style == "imprint":
            form.space_before = Pt(LINE_PT)
            _rules(paragraph, "top", "bottom")
        for number, piece in enumerate(block.pieces):
            font = HEAD_FONT if block.style == "item" and not number else look.font
            self._piece(paragraph, piece, font, look.size_pt, red=look.red)

    def _line(self, text: str, look: _Look, *, keep_with_next: bool = False) -> None:
        paragraph = self._document.add_paragraph()
        form = paragraph.paragraph_format
        form.space_before = form.space_after = Pt(2)
        form.line_spacing = 1.0
        form.keep_with_next = keep_with_next
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER if look.align == "center" else WD_ALIGN_PARAGRAPH.LEFT
        add_run(paragraph, text, look.font, look.size_pt)

    def _picture(self, png: bytes, described: str) -> None:
        name = f"{PICTURE}{len(self._pictures) + 1}"
        self._pictures[name] = digest_of_picture(png)
        paragraph = self._document.add_paragraph()
        form = paragraph.paragraph_format
        form.space_before = form.space_after = Pt(2)
        form.line_spacing = 1.0
        form.keep_with_next = True
        add_picture(paragraph, png, name, described, TEXT_MM)

    def _table(self, grid: BriefTable) -> None:
        table = self._document.add_table(rows=1 + len(grid.rows), cols=len(grid.header))
        table.style = "Table Grid"
        table.alignment = WD_TABLE_ALIGNMENT.CENTER
        table.autofit = False
        for column, share in zip(table.columns, grid.widths, strict=True):
            column.width = Mm(TEXT_MM * share)
        lines: list[tuple[Piece, ...]] = [grid.header, *grid.rows]
        columns = len(grid.header)
        cells = table._cells  # a row's own property computes all of them again
        for number, (row, pieces) in enumerate(zip(table.rows, lines, strict=True)):
            row.height = Mm(6)
            shown = cells[number * columns : (number + 1) * columns]
            for cell, piece, share in zip(shown, pieces, grid.widths, strict=True):
                cell.width = Mm(TEXT_MM * share)
                paragraph = cell.paragraphs[0]
                paragraph.paragraph_format.space_after = Pt(0)
                paragraph.paragraph_format.line_spacing = 1.0
                if isinstance(piece, Number):
                    paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
                self._piece(paragraph, piece, HEAD_FONT if number == 0 else BODY_FONT, CELL_PT)
            properties = row._tr.get_or_add_trPr()
            properties.append(OxmlElement("w:cantSplit"))
            if number == 0:
                properties.append(OxmlElement("w:tblHeader"))

    def _piece(self, paragraph: Any, piece: Piece, font: str, size: float, *, red: bool = False) -> None:
        if isinstance(piece, str):
            if piece:
                run = add_run(paragraph, piece, font, size)
                if red:
                    run.font.color.rgb = RED
            return
        name = f"fig_{len(self._numbers) + len(self._facts) + 1}"
        if isinstance(piece, BriefFact):
            self._facts[name] = piece
        else:
            self._numbers[name] = piece
        start, end = OxmlElement("w:bookmarkStart"), OxmlElement("w:bookmarkEnd")
        for element in (start, end):
            element.set(qn("w:id"), name.removeprefix("fig_"))
        start.set(qn("w:name"), name)
        paragraph._p.append(start)
        for number, line in enumerate(piece_text(piece, self._metrics).split("\n")):
            if line or number:
                run = add_run(paragraph, f"{INDENT}{line}" if number else line, font, size)
                if number:
                    run._r.insert_element_before(OxmlElement("w:br"), "w:t")
        paragraph._p.append(end)

    def _page_number(self, footer: Any, align: Any) -> None:
        """4 号半角宋体, one character from the outer edge."""
        footer.is_linked_to_previous = False
        paragraph = footer.paragraphs[0]
        paragraph.alignment = align
        form = paragraph.paragraph_format
        form.left_indent = form.right_indent = Pt(PAGE_NUMBER_PT)
        for text in ("— ", "PAGE", " —"):
            if text != "PAGE":
                add_run(paragraph, text, PAGE_FONT, PAGE_NUMBER_PT)
                continue
            for kind in ("begin", "", "end"):
                run = add_run(paragraph, "", PAGE_FONT, PAGE_NUMBER_PT)
                element = OxmlElement("w:fldChar" if kind else "w:instrText")
                if kind:
                    element.set(qn("w:fldCharType"), kind)
                else:
                    element.text = "PAGE"
                run._r.append(element)


def _rules(paragraph: Any, *sides: str, width: str = "6", space: str = "1", colour: str = "000000") -> None:
    """Lines above or below a paragraph: the red one below the issue number, those of the 版记."""
    borders = OxmlElement("w:pBdr")
    for side in sides:
        line = OxmlElement(f"w:{side}")
        for key, value in (("val", "single"), ("sz", width), ("space", space), ("color", colour)):
            line.set(qn(f"w:{key}"), value)
        borders.append(line)
    paragraph._p.get_or_add_pPr().insert_element_before(
        borders, "w:shd", "w:tabs", "w:spacing", "w:ind", "w:jc", "w:rPr"
    )
