"""The cells of the tables of a DOCX document: one of each form is laid out, the others are copies of it."""

from __future__ import annotations

from copy import deepcopy
from typing import Any, NamedTuple

from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Mm, Pt
from docx.table import Table, _Cell
from docx.text.paragraph import Paragraph


class CellForm(NamedTuple):
    """What cells have in common besides their texts."""

    width_mm: float
    is_head: bool
    is_kept: bool
    """On the page of the row that follows."""
    is_number: bool


class CellForms:
    """Of one document.  The library takes half a millisecond to lay out a cell, a copy takes a twentieth of it."""

    def __init__(self) -> None:
        self._known: dict[CellForm, Any] = {}

    def put(self, empty: Any, form: CellForm, table: Table) -> Paragraph:
        """Give the ``w:tc`` of an empty cell its form; returns the paragraph for its text."""
        if form not in self._known:
            self._known[form] = _laid_out(_Cell(deepcopy(empty), table), form)
        cell = deepcopy(self._known[form])
        empty.getparent().replace(empty, cell)
        return Paragraph(cell.p_lst[0], table)


def _laid_out(cell: Any, form: CellForm) -> Any:
    cell.width = Mm(form.width_mm)
    paragraph = cell.paragraphs[0]
    paragraph.paragraph_format.space_after = Pt(0)
    paragraph.paragraph_format.line_spacing = 1.0
    paragraph.paragraph_format.keep_with_next = form.is_kept
    cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
    if form.is_head:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    elif form.is_number:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    return cell._tc
