"""The page of an official document as DOCX: its text area, how each kind of line looks and where it stands, page
numbers."""

from __future__ import annotations

import math
from itertools import pairwise
from typing import Any, NamedTuple

from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from services.brief.document import APART, TEXT_MM, BriefStyle, Paragraph
from services.brief.docx_runs import BODY_FONT, HEAD_FONT, add_run

TITLE_FONT, KAI_FONT, PAGE_FONT = "方正小标宋简体", "楷体", "宋体"
FALLBACKS = {
    TITLE_FONT: ("小标宋体", "华文中宋"), BODY_FONT: ("仿宋_GB2312", "华文仿宋"), HEAD_FONT: ("微软雅黑", "华文黑体"),
    KAI_FONT: ("楷体_GB2312", "华文楷体"), PAGE_FONT: ("新宋体", "华文宋体"),
}  # fmt: skip
"""Fonts that a word processor takes instead where one is missing, in the document's font table."""
PAGE_MM, TOP_MM, LEFT_MM = (210, 297), 37, 28
TEXT_HEIGHT_MM = 225
LINES, CHARACTERS = 22, 28
BODY_PT = 16.0
LINE_PT = TEXT_HEIGHT_MM / 25.4 * 72 / LINES
LETTER_SPACING = math.floor((TEXT_MM / 25.4 * 72 / CHARACTERS - BODY_PT) * 20)
"""Of letters of 3 号, in twentieths of a point: 28 of them fill a line."""
PAGE_NUMBER_PT = 14.0
MARK_MM = 35
"""From the top of the text area to the 发文机关标志 (7.2.4)."""
MARK_LINE_PT = 48
RED = RGBColor(0xC8, 0x10, 0x1E)


class LineLook(NamedTuple):
    """How a kind of line looks."""

    font: str
    size_pt: float
    align: str = "left"
    indent: int = 0
    """Characters by which the first line is indented, at the right for what stands at the right."""
    red: bool = False


LOOKS: dict[BriefStyle, LineLook] = {
    "drill": LineLook(HEAD_FONT, 16, "center", red=True), "class": LineLook(HEAD_FONT, 16),
    "series": LineLook(TITLE_FONT, 36, "center", red=True),
    "issue": LineLook(BODY_FONT, 16, "center"), "title": LineLook(TITLE_FONT, 22, "center"),
    "subtitle": LineLook(KAI_FONT, 16, "center"), "to": LineLook(BODY_FONT, 16),
    "heading": LineLook(HEAD_FONT, 16, indent=2),
    "subheading": LineLook(KAI_FONT, 16, indent=2), "item": LineLook(BODY_FONT, 16, indent=2),
    "body": LineLook(BODY_FONT, 16, indent=2),
    "annex": LineLook(BODY_FONT, 16, indent=2), "sign": LineLook(BODY_FONT, 16, "right", indent=2),
    "copies": LineLook(BODY_FONT, 14, indent=1), "imprint": LineLook(BODY_FONT, 14, indent=1),
    "note": LineLook(BODY_FONT, 10.5),
}  # fmt: skip
"""2 号 22 pt, 3 号 16 pt, 4 号 14 pt, 5 号 10.5 pt."""
CAPTION, SOURCE = LineLook(HEAD_FONT, 10.5, "center"), LineLook(BODY_FONT, 9)


def lay_out_page(document: Any) -> None:
    """A4, 版心 156×225 mm, a grid of 22 lines, page numbers outside.

    28 characters a line are made by the spacing of letters: in a grid of characters, some word processors give a letter
    that is wider than a cell two of them.
    """
    section = document.sections[0]
    section.page_width, section.page_height = Mm(PAGE_MM[0]), Mm(PAGE_MM[1])
    section.top_margin, section.left_margin = Mm(TOP_MM), Mm(LEFT_MM)
    section.right_margin = Mm(PAGE_MM[0] - LEFT_MM - TEXT_MM)
    section.bottom_margin = Mm(PAGE_MM[1] - TOP_MM - TEXT_HEIGHT_MM)
    section.footer_distance = Mm(25)  # 版心下 7 mm
    grid = section._sectPr.find(qn("w:docGrid"))
    if grid is None:
        grid = OxmlElement("w:docGrid")
        section._sectPr.append(grid)
    grid.set(qn("w:type"), "lines")
    grid.set(qn("w:linePitch"), str(int(LINE_PT * 20)))
    snaps = OxmlElement("w:snapToGrid")  # lines have heights of their own
    snaps.set(qn("w:val"), "0")
    document.styles["Normal"].element.get_or_add_pPr().append(snaps)
    settings = document.settings
    settings.odd_and_even_pages_header_footer = True
    _page_number(section.footer, WD_ALIGN_PARAGRAPH.RIGHT)
    _page_number(section.even_page_footer, WD_ALIGN_PARAGRAPH.LEFT)


def _page_number(footer: Any, align: Any) -> None:
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


def add_red_line(paragraph: Any) -> None:
    """4 mm below the issue number (7.2.7)."""
    borders, line = OxmlElement("w:pBdr"), OxmlElement("w:bottom")
    for key, value in (("val", "single"), ("sz", "12"), ("space", "11"), ("color", str(RED))):
        line.set(qn(f"w:{key}"), value)
    borders.append(line)
    paragraph._p.get_or_add_pPr().insert_element_before(
        borders, "w:shd", "w:tabs", "w:spacing", "w:ind", "w:jc", "w:rPr"
    )


def mark_space_pt(marks: int) -> float:
    """Space above the 发文机关标志, below so many lines of marks; its letters are lower than its line."""
    letters_pt = (MARK_LINE_PT - LOOKS["series"].size_pt) / 2
    return max(MARK_MM / 25.4 * 72 - marks * LINE_PT - letters_pt, 6.0)


def signature_indents(name: str, day: str) -> tuple[float, float]:
    """Characters at the right of 署名 and date: two of the longer one, and the date begins two after the name does
    (7.3.5.2, without a seal)."""
    wide = [_width(text) for text in (name, day)]
    edge = max(wide[0], wide[1] + 2) + 2
    return edge - wide[0], edge - wide[1] - 2


def stand_apart(paragraph: Any, size_pt: float) -> None:
    """The first part of the line a character from the left edge, the second one a character from the right (7.2.6,
    7.4.3).  By tabs: an indent would shorten the lines above and below, too."""
    stops = paragraph.paragraph_format.tab_stops
    stops.add_tab_stop(Pt(size_pt))
    stops.add_tab_stop(Mm(TEXT_MM) - Pt(size_pt), WD_TAB_ALIGNMENT.RIGHT)
    paragraph.paragraph_format.first_line_indent = Pt(0)
    add_run(paragraph, "\t", BODY_FONT, size_pt)


def is_apart(block: Paragraph) -> bool:
    """Whether a line has two parts."""
    return any(isinstance(piece, str) and APART in piece for piece in block.pieces)


def space_letters(run: Any) -> None:
    """28 letters of 3 号 fill a line."""
    spacing = OxmlElement("w:spacing")
    spacing.set(qn("w:val"), str(LETTER_SPACING))
    run._r.get_or_add_rPr().insert_element_before(
        spacing, "w:w", "w:kern", "w:position", "w:sz", "w:szCs", "w:highlight", "w:u", "w:effect", "w:bdr", "w:shd",
        "w:fitText", "w:vertAlign", "w:lang",
    )  # fmt: skip


def _width(text: str) -> float:
    """Characters of 3 号 that a text takes: digits half of one, a quarter between them and Chinese ones."""
    borders = sum(one.isascii() != other.isascii() for one, other in pairwise(text))
    letters = sum(0.5 if char.isascii() else 1.0 for char in text)
    return letters + 0.25 * borders + len(text) * LETTER_SPACING / 20 / BODY_PT
