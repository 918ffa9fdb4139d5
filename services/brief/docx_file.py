"""Writes a briefing as DOCX in the layout of GB/T 9704-2012: every number and fact is a bookmark ``fig_n``.

The figures and all texts travel as a part of their own in the package (customXml), which word processors keep.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from copy import deepcopy
from typing import Any, NamedTuple, TypeGuard
from xml.sax.saxutils import escape

from docx import Document
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from county.catalog import Catalog
from services.brief.document import (
    TEXT_MM,
    Block,
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
from services.brief.docx_cells import CellForm, CellForms
from services.brief.docx_foot import add_foot, set_side_margins
from services.brief.docx_layout import (
    BODY_PT,
    CAPTION,
    FALLBACKS,
    LINE_PT,
    LOOKS,
    MARK_LINE_PT,
    RED,
    SOURCE,
    LineLook,
    add_red_line,
    is_apart,
    lay_out_page,
    mark_space_pt,
    signature_indents,
    space_letters,
    stand_apart,
)
from services.brief.docx_package import describe, name_fallbacks, without_template
from services.brief.docx_pictures import PICTURE, add_picture, digest_of_picture
from services.brief.docx_reading import INDENT, NAMESPACE, skeletons
from services.brief.docx_runs import BODY_FONT, HEAD_FONT, LATIN_FONT, add_run, set_east_asian
from services.brief.pdf_page import drawn_chart
from services.brief.stated import digest_of_stated, stated
from services.brief.word_lines import in_lines, room_of
from services.paper.layout import sheets_of
from services.paper.page import ChartSheet

RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/customXml"
PART = "/customXml/county-bulletin.xml"
CELL_PT = 9.0
HEAD_CELL_PT = 8.0
"""So that a head of four characters stands in one line of a narrow column."""
SMALL_TABLE = 5
"""Rows of a table that is on one page."""
CELL_SIDE_MM = 0.8
"""So that 100.0% fits the narrowest column."""
CHART_PPI = 220
MAP_MM = 120
"""Width of a map: with it the end of a first report still fits its second page."""
ABOVE_TABLE = Pt(6)
"""Between the line that names a table, or a note on it, and the table."""
LAST_LINES = 2
"""Paragraphs that stay with the signature."""
HEADING = ("title", "subtitle")
FOOT = ("copies", "imprint")
KEPT_WITH_NEXT = ("heading", "subheading", "title", "series", "sign", "copies")


class WrittenDocx(NamedTuple):
    """A file, and the digest of what it states."""

    content: bytes
    stated: str
    figures: int
    """Numbers and facts in it."""


def is_sign(block: Block) -> TypeGuard[Paragraph]:
    """Whether it is 署名 or date."""
    return isinstance(block, Paragraph) and block.style == "sign"


def _leads(block: Paragraph, follows: Block | None) -> bool:
    """Whether it is a note on the table or chart that follows, which no page has without it."""
    is_shown = isinstance(follows, BriefTable | BriefChart)
    return block.style == "note" and (is_shown or (isinstance(follows, Paragraph) and follows.style == "note"))


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
        self._runs: dict[tuple[str, float], Any] = {}
        """Properties of a run by font and size: a copy takes a fifth of the time in which the library sets them."""
        self._cells = CellForms()
        self._numbers: dict[str, Number] = {}
        self._facts: dict[str, BriefFact] = {}
        self._pictures: dict[str, str] = {}
        """Digests by name."""
        self._before: BriefStyle | None = None
        """Style of the paragraph before."""
        self._foot: list[Any] = []
        """Paragraphs for the lines of the 版记 that are not written yet."""
        self._marks = 0
        """Lines above the 发文机关标志."""
        signed = [piece_text(one.pieces[0], self._metrics) for one in content.blocks if is_sign(one)]
        self._signature = [*signature_indents(*signed)] if len(signed) == 2 else [2.0] * len(signed)
        """Characters at the right of 署名 and date."""

    def written(self) -> WrittenDocx:
        document = self._document
        describe(document, self._content)
        lay_out_page(document)
        normal = document.styles["Normal"]
        normal.font.name, normal.font.size = LATIN_FONT, Pt(BODY_PT)
        set_east_asian(normal.element.get_or_add_rPr(), BODY_FONT)
        blocks = self._content.blocks
        signed = next((n for n, b in enumerate(blocks) if is_sign(b)), len(blocks))
        foot = sum(isinstance(one, Paragraph) and one.style in FOOT for one in blocks)
        for number, block in enumerate(blocks):
            if foot and not self._foot and isinstance(block, Paragraph) and block.style in FOOT:
                self._foot, foot = add_foot(document, foot), 0
            match block:
                case BriefTable():
                    self._table(block)
                case BriefChart():
                    self._line(block.title, CAPTION, keep_with_next=True)
                    [png] = sheets_of(ChartSheet(drawn_chart(block, self._metrics)), CHART_PPI, self._cancelled)
                    self._picture(png, block.described(self._metrics))
                    self._line(f"数据来源：{block.source}", SOURCE, keep_with_next=True)
                    self._table(block.table)
                case BriefPicture():
                    self._picture(block.png, block.described, MAP_MM)
                    self._line(block.caption, CAPTION, keep_with_next=True)
                    self._line(f"来源：{block.source}", SOURCE, keep_with_next=number + 1 == signed)
                case Paragraph():
                    follows = blocks[number + 1] if number + 1 < len(blocks) else None
                    is_last = signed - LAST_LINES <= number < signed
                    self._paragraph(block, follows, is_last=is_last)
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

    def _paragraph(self, block: Paragraph, follows: Block | None, *, is_last: bool) -> None:
        """``is_last``: one of the last lines of the text, which stay with the signature: no page has it alone."""
        look = LOOKS[block.style]
        paragraph = self._foot.pop(0) if block.style in FOOT else self._document.add_paragraph()
        form = paragraph.paragraph_format
        form.space_before = form.space_after = Pt(0)
        form.line_spacing_rule = WD_LINE_SPACING.EXACTLY
        line_pt = int(LINE_PT * 20) / 20 if look.size_pt < 30 else MARK_LINE_PT
        form.line_spacing = Pt(line_pt) if look.size_pt >= 14 else Pt(16)
        form.keep_with_next = is_last or _leads(block, follows) or block.style in KEPT_WITH_NEXT
        if look.align == "right":
            form.right_indent = Pt(look.indent * look.size_pt)
        elif look.indent:
            form.first_line_indent = Pt(look.indent * look.size_pt)
        paragraph.alignment = {
            "center": WD_ALIGN_PARAGRAPH.CENTER, "right": WD_ALIGN_PARAGRAPH.RIGHT,
            "left": WD_ALIGN_PARAGRAPH.JUSTIFY if self._is_justified(block) else WD_ALIGN_PARAGRAPH.LEFT,
        }[look.align]  # fmt: skip
        if is_apart(block):
            stand_apart(paragraph, look.size_pt)
            paragraph.alignment = WD_ALIGN_PARAGRAPH.LEFT
        self._place(block, paragraph, look)
        if isinstance(follows, BriefTable):
            form.space_after = ABOVE_TABLE
        for number, piece in enumerate(block.pieces):
            font = HEAD_FONT if block.style == "item" and not number else look.font
            if block.style == "title" and isinstance(piece, str):
                piece = in_lines(piece)
            self._piece(paragraph, piece, font, look.size_pt, red=look.red)

    def _is_justified(self, block: Paragraph) -> bool:
        """A line that ends with a break would be stretched."""
        texts = (piece_text(piece, self._metrics) for piece in block.pieces)
        return block.style in ("item", "body") and not any("\n" in text for text in texts)

    def _place(self, block: Paragraph, paragraph: Any, look: LineLook) -> None:
        """Where a line stands between others, by the standard: what is empty above and below it, its lines."""
        form, style = paragraph.paragraph_format, block.style
        if style not in HEADING and self._before in HEADING:
            form.space_before = Pt(LINE_PT)
        match style:
            case "drill" | "class":
                self._marks += 1
            case "series":
                form.space_before, form.space_after = Pt(mark_space_pt(self._marks)), Pt(2 * LINE_PT)
            case "issue":
                add_red_line(paragraph)
                form.space_after = Pt(2 * LINE_PT)
            case "annex":  # further lines begin below the first name (7.3.4)
                form.space_before = Pt(LINE_PT)
                form.left_indent, form.first_line_indent = Pt(5 * look.size_pt), Pt(-3 * look.size_pt)
            case "sign":
                form.keep_together = True
                form.right_indent = Pt(self._signature.pop(0) * look.size_pt)
                if self._before != "sign":
                    form.space_before = Pt(LINE_PT)
            case "note":
                form.space_after = Pt(6)
            case "copies":  # further lines begin below the first name
                form.left_indent, form.first_line_indent = Pt(4 * look.size_pt), Pt(-3 * look.size_pt)
                form.right_indent = Pt(look.size_pt)

    def _line(self, text: str, look: LineLook, *, keep_with_next: bool = False) -> None:
        paragraph = self._document.add_paragraph()
        form = paragraph.paragraph_format
        form.space_before = form.space_after = Pt(2)
        form.line_spacing = 1.0
        form.keep_with_next = keep_with_next
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER if look.align == "center" else WD_ALIGN_PARAGRAPH.LEFT
        add_run(paragraph, text, look.font, look.size_pt)

    def _picture(self, png: bytes, described: str, width_mm: float = TEXT_MM) -> None:
        name = f"{PICTURE}{len(self._pictures) + 1}"
        self._pictures[name] = digest_of_picture(png)
        paragraph = self._document.add_paragraph()
        form = paragraph.paragraph_format
        form.space_before = form.space_after = Pt(2)
        form.line_spacing = 1.0
        form.keep_with_next = True
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        add_picture(paragraph, png, name, described, width_mm)

    def _table(self, grid: BriefTable) -> None:
        table = self._document.add_table(rows=1 + len(grid.rows), cols=len(grid.header))
        table.style = "Table Grid"
        table.alignment = WD_TABLE_ALIGNMENT.CENTER
        table.autofit = False
        set_side_margins(table, CELL_SIDE_MM)
        for column, share in zip(table.columns, grid.widths, strict=True):
            column.width = Mm(TEXT_MM * share)
        rooms = (room_of(TEXT_MM * share - 2 * CELL_SIDE_MM, HEAD_CELL_PT) for share in grid.widths)
        lines: list[tuple[Piece, ...]] = [tuple(map(in_lines, grid.header, rooms)), *grid.rows]
        kept = len(grid.rows) if len(grid.rows) <= SMALL_TABLE else 1
        for number, (row, pieces) in enumerate(zip(table.rows, lines, strict=True)):
            row.height = Mm(6)
            font, size = (BODY_FONT, CELL_PT) if number else (HEAD_FONT, HEAD_CELL_PT)
            for empty, piece, share in zip(row._tr.tc_lst, pieces, grid.widths, strict=True):
                form = CellForm(TEXT_MM * share, not number, number < kept, isinstance(piece, Number))
                self._piece(self._cells.put(empty, form, table), piece, font, size)
            properties = row._tr.get_or_add_trPr()
            properties.append(OxmlElement("w:cantSplit"))
            if number == 0:
                properties.append(OxmlElement("w:tblHeader"))

    def _piece(self, paragraph: Any, piece: Piece, font: str, size: float, *, red: bool = False) -> None:
        if isinstance(piece, str):
            if piece:
                run = self._run(paragraph, piece, font, size)
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
                run = self._run(paragraph, f"{INDENT}{line}" if number else line, font, size)
                if number:
                    run._r.insert_element_before(OxmlElement("w:br"), "w:t")
        paragraph._p.append(end)

    def _run(self, paragraph: Any, text: str, font: str, size: float) -> Any:
        known = self._runs.get((font, size))
        if known is not None:
            run = paragraph.add_run(text)
            run._r.insert(0, deepcopy(known))
            return run
        run = add_run(paragraph, text, font, size)
        if size == BODY_PT:
            space_letters(run)
        self._runs[font, size] = deepcopy(run._r.rPr)
        return run
