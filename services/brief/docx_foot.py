"""The 版记 of a DOCX: 抄送 and 印发 between lines, at the foot of the last page (GB/T 9704-2012, 7.4)."""

from __future__ import annotations

from typing import Any

from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from services.brief.document import TEXT_MM

THICK, THIN = 8, 6
"""0.35 and 0.25 mm, in eighths of a point (7.4.1)."""


def add_foot(document: Any, lines: int) -> list[Any]:
    """A table of one column at the bottom of the text area; returns the empty paragraphs of its cells.

    Not every word processor shows the lines of paragraphs in a frame.  One in which no table floats puts it behind the
    text.
    """
    table = document.add_table(rows=lines, cols=1)
    table.autofit = False
    table.columns[0].width = Mm(TEXT_MM)
    properties = table._tbl.tblPr
    place = _element(
        "tblpPr", leftFromText="0", rightFromText="0", vertAnchor="margin", horzAnchor="margin", tblpXSpec="left",
        tblpYSpec="bottom",
    )  # fmt: skip
    properties.insert_element_before(
        place, "w:tblOverlap", "w:bidiVisual", "w:tblStyleRowBandSize", "w:tblStyleColBandSize", "w:tblW", "w:jc",
        "w:tblCellSpacing", "w:tblInd", "w:tblBorders", "w:shd", "w:tblLayout", "w:tblCellMar", "w:tblLook",
    )  # fmt: skip
    borders = OxmlElement("w:tblBorders")
    for side, width in (("top", THICK), ("bottom", THICK), ("insideH", THIN)):
        borders.append(_element(side, val="single", sz=str(width), space="0", color="000000"))
    properties.insert_element_before(borders, "w:shd", "w:tblLayout", "w:tblCellMar", "w:tblLook")
    set_side_margins(table, 0.0)
    for row in table.rows:
        row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
    cells = [row.cells[0] for row in table.rows]
    for cell in cells:
        cell.width = Mm(TEXT_MM)
    last = document.add_paragraph().paragraph_format  # the table stands on its page; a document ends with a paragraph
    last.space_before = last.space_after = Pt(0)
    last.line_spacing = Pt(1)
    return [cell.paragraphs[0] for cell in cells]


def set_side_margins(table: Any, width_mm: float) -> None:
    """Empty room at the left and right of each cell; 1.9 mm where nothing is set."""
    margins, twips = OxmlElement("w:tblCellMar"), str(round(width_mm / 25.4 * 1440))
    for side in ("left", "right"):
        margins.append(_element(side, w=twips, type="dxa"))
    table._tbl.tblPr.insert_element_before(margins, "w:tblLook")


def _element(name: str, **attributes: str) -> Any:
    element = OxmlElement(f"w:{name}")
    for key, value in attributes.items():
        element.set(qn(f"w:{key}"), value)
    return element
