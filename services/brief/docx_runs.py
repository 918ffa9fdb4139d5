"""Text in a DOCX document, with the fonts that word processors take for Chinese and for Latin characters."""

from __future__ import annotations

from typing import Any

from docx.oxml.ns import qn
from docx.shared import Pt

LATIN_FONT = "Times New Roman"
HEAD_FONT, BODY_FONT = "黑体", "仿宋"


def add_run(paragraph: Any, text: str, font: str, size_pt: float) -> Any:
    """A run of ``text`` whose Chinese characters have ``font``."""
    run = paragraph.add_run(text)
    run.font.name, run.font.size = LATIN_FONT, Pt(size_pt)
    set_east_asian(run._r.get_or_add_rPr(), font)
    return run


def set_east_asian(properties: Any, font: str) -> None:
    """Word takes the font of Chinese characters from this attribute only."""
    properties.get_or_add_rFonts().set(qn("w:eastAsia"), font)


def stand_flush(run: Any) -> None:
    """No empty room beside the pictures of a run: where none is told, some word processors take 3 mm."""
    for inline in run._r.iter(qn("wp:inline")):
        for side in "TBLR":
            inline.set(f"dist{side}", "0")
