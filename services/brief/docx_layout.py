"""The page of an official document as DOCX: its text area, how each kind of line looks, page numbers and lines."""

from __future__ import annotations

from typing import Any, NamedTuple

from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from services.brief.document import BriefStyle
from services.brief.docx_runs import BODY_FONT, HEAD_FONT, add_run

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
    "class": LineLook(HEAD_FONT, 16), "series": LineLook(TITLE_FONT, 36, "center", red=True),
    "issue": LineLook(BODY_FONT, 16, "center"), "title": LineLook(TITLE_FONT, 22, "center"),
    "subtitle": LineLook(KAI_FONT, 16, "center"), "to": LineLook(BODY_FONT, 16),
    "heading": LineLook(HEAD_FONT, 16, indent=2),
    "subheading": LineLook(KAI_FONT, 16, indent=2), "item": LineLook(BODY_FONT, 16, indent=2),
    "body": LineLook(BODY_FONT, 16, indent=2),
    "annex": LineLook(BODY_FONT, 16, indent=2), "sign": LineLook(BODY_FONT, 16, "right", indent=4),
    "copies": LineLook(BODY_FONT, 14, indent=1), "imprint": LineLook(BODY_FONT, 14, indent=1),
    "note": LineLook(BODY_FONT, 10.5),
}  # fmt: skip
"""2 号 22 pt, 3 号 16 pt, 4 号 14 pt, 5 号 10.5 pt."""
CAPTION, SOURCE = LineLook(HEAD_FONT, 10.5, "center"), LineLook(BODY_FONT, 9)


def lay_out_page(document: Any) -> None:
    """A4, 版心 156×225 mm, a grid of 22 lines of 28 characters, page numbers outside."""
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
    pitch_pt = TEXT_MM / 25.4 * 72 / CHARACTERS
    grid.set(qn("w:type"), "linesAndChars")
    grid.set(qn("w:linePitch"), str(int(LINE_PT * 20)))
    grid.set(qn("w:charSpace"), str(round((pitch_pt - BODY_PT) * 4096)))
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


def add_rules(paragraph: Any, *sides: str, width: str = "6", space: str = "1", colour: str = "000000") -> None:
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
