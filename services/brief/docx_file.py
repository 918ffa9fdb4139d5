"""Writes and reads a bulletin as DOCX in the layout of GB/T 9704-2012: every number is a bookmark ``fig_n``.

The figures travel as a part of their own in the package (customXml), which word processors keep.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any
from xml.etree import ElementTree
from xml.sax.saxutils import escape
from zipfile import BadZipFile

from docx import Document
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.opc.exceptions import OpcError
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from county.catalog import Catalog
from services.brief.bulletin import Bulletin, BulletinTable, Number, Paragraph, Piece
from services.brief.docx_runs import BODY_FONT, HEAD_FONT, LATIN_FONT, add_run, set_east_asian
from services.brief.stated import NotVerifiable, Stated, read_stated, stated

RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/customXml"
NAMESPACE = "urn:county-command:bulletin"
PART = "/customXml/county-bulletin.xml"
TITLE_FONT = "方正小标宋简体"
TEXT_MM = 156
_STYLES: dict[str, tuple[str, float, bool]] = {
    "title": (TITLE_FONT, 22, False), "subtitle": (BODY_FONT, 16, False), "heading": (HEAD_FONT, 16, False),
    "body": (BODY_FONT, 16, True), "note": (BODY_FONT, 10.5, False),
}  # fmt: skip
"""By style of a paragraph: font, size in points, whether the first line is indented."""
CELL_PT = 9.0


def write_docx(bulletin: Bulletin, catalog: Catalog, path: Path) -> None:
    """Raises OSError."""
    _DocxWriter(bulletin, catalog).write(path)


class _DocxWriter:
    def __init__(self, bulletin: Bulletin, catalog: Catalog) -> None:
        self._bulletin = bulletin
        self._metrics = catalog.metrics
        self._document = Document()
        self._numbers: dict[str, Number] = {}

    def write(self, path: Path) -> None:
        document = self._document
        section = document.sections[0]
        section.page_width, section.page_height = Mm(210), Mm(297)
        section.top_margin, section.left_margin = Mm(37), Mm(28)
        section.right_margin, section.bottom_margin = Mm(210 - 28 - TEXT_MM), Mm(35)
        normal = document.styles["Normal"]
        normal.font.name, normal.font.size = LATIN_FONT, Pt(16)
        set_east_asian(normal.element.get_or_add_rPr(), BODY_FONT)
        for block in self._bulletin.blocks:
            if isinstance(block, BulletinTable):
                self._table(block)
            else:
                self._paragraph(block)
        self._page_number(section)
        xml = f'<bulletin xmlns="{NAMESPACE}">{escape(stated(self._bulletin, self._numbers).decode())}</bulletin>'
        part = Part(PackURI(PART), "application/xml", xml.encode(), document.part.package)
        document.part.relate_to(part, RELATION)
        document.save(str(path))

    def _paragraph(self, block: Paragraph) -> None:
        font, size, indented = _STYLES[block.style]
        paragraph = self._document.add_paragraph()
        form = paragraph.paragraph_format
        form.space_before = form.space_after = Pt(0 if block.style != "heading" else 6)
        form.line_spacing = Pt(28) if size >= 16 else Pt(16)
        form.keep_with_next = block.style in ("heading", "title")
        if indented:
            form.first_line_indent = Pt(2 * size)
        if block.style in ("title", "subtitle"):
            paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        if block.style == "note":
            form.space_before = Pt(6)
        for piece in block.pieces:
            self._piece(paragraph, piece, font, size)

    def _table(self, grid: BulletinTable) -> None:
        table = self._document.add_table(rows=1 + len(grid.rows), cols=len(grid.header))
        table.style = "Table Grid"
        table.alignment = WD_TABLE_ALIGNMENT.CENTER
        table.autofit = False
        for column, share in zip(table.columns, grid.widths, strict=True):
            column.width = Mm(TEXT_MM * share)
        lines: list[tuple[Piece, ...]] = [grid.header, *grid.rows]
        for number, (row, pieces) in enumerate(zip(table.rows, lines, strict=True)):
            row.height = Mm(6)
            for cell, piece, share in zip(row.cells, pieces, grid.widths, strict=True):
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

    def _piece(self, paragraph: Any, piece: Piece, font: str, size: float) -> None:
        if isinstance(piece, str):
            if piece:
                add_run(paragraph, piece, font, size)
            return
        name = f"fig_{len(self._numbers) + 1}"
        self._numbers[name] = piece
        start, end = OxmlElement("w:bookmarkStart"), OxmlElement("w:bookmarkEnd")
        for element in (start, end):
            element.set(qn("w:id"), str(len(self._numbers)))
        start.set(qn("w:name"), name)
        paragraph._p.append(start)
        text = piece.text(self._metrics[piece.figure.metric])
        if text:
            add_run(paragraph, text, font, size)
        paragraph._p.append(end)

    def _page_number(self, section: Any) -> None:
        paragraph = section.footer.paragraphs[0]
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        for text in ("— ", "PAGE", " —"):
            if text != "PAGE":
                add_run(paragraph, text, BODY_FONT, 14)
                continue
            run = add_run(paragraph, "", BODY_FONT, 14)
            for kind in ("begin", "", "end"):
                element = OxmlElement("w:fldChar" if kind else "w:instrText")
                if kind:
                    element.set(qn("w:fldCharType"), kind)
                else:
                    element.text = "PAGE"
                run._r.append(element)


def read_docx(path: Path) -> tuple[Stated, dict[str, str]]:
    """What the document carries, and the text of every bookmark.  Raises NotVerifiable, OSError."""
    try:
        document = Document(str(path))
    except (OpcError, BadZipFile, KeyError, ValueError) as error:
        raise NotVerifiable("{path}: is no DOCX file; choose the bulletin's", path=path) from error
    content = next((part.blob for part in document.part.package.iter_parts() if _is_figures(part)), None)
    if content is None:
        raise NotVerifiable("{path}: carries no figures; verify a bulletin as it was made", path=path)
    try:
        text = ElementTree.fromstring(content).text or ""
    except ElementTree.ParseError as error:
        raise NotVerifiable("{path}: its figures are damaged; make the bulletin again", path=path) from error
    return read_stated(text, path), _bookmarks(document.element.body)


def _is_figures(part: Any) -> bool:
    """A word processor may rename the part, but keeps its content."""
    return str(part.partname).startswith("/customXml/") and NAMESPACE.encode() in part.blob[:200]


def _bookmarks(body: Any) -> dict[str, str]:
    """Text between the start and the end of each bookmark."""
    texts: dict[str, str] = {}
    open_: dict[str, str] = {}
    for element in body.iter():
        if element.tag == qn("w:bookmarkStart"):
            name = element.get(qn("w:name"))
            open_[element.get(qn("w:id"))] = name
            texts[name] = ""
        elif element.tag == qn("w:bookmarkEnd"):
            open_.pop(element.get(qn("w:id")), None)
        elif element.tag == qn("w:t"):
            for name in open_.values():
                texts[name] += element.text or ""
    return texts
