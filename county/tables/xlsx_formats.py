"""Numbers of an XLSX file that are shown otherwise than they are stored, by the format of their cell: 50% is stored as
0.5, 0012 as 12.  The library that reads the workbook does not tell."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from county.tables.cell_kinds import percentage
from county.tables.row import BadFile
from county.tables.xlsx_parts import PART, column_of, marks_of, part_of
from county.tables.xml_text import BrokenXml, Mark

_STYLES = "xl/styles.xml"
_PERCENT_FORMATS = {"9": "0%", "10": "0.00%"}
"""Built in, by number."""
_ZEROS = re.compile("0{2,}")
_NOT_SHOWN = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]')
"""Texts, escaped signs and colours of a format."""
_PLACE = re.compile("([A-Z]{1,3})([0-9]{1,7})")


class ShownNumber(NamedTuple):
    """How the number in the cell ``row``, ``column`` (from 0) is shown."""

    row: int
    column: int
    zeros: int
    """Digits to which it is filled up with zeros in front; 0: it is a percentage."""

    def text(self, value: Any) -> Any:
        """``value`` as it is shown; unchanged where it is no number, or no whole one to be filled up."""
        if isinstance(value, bool) or not isinstance(value, int | float):
            return value
        if not self.zeros:
            return percentage(value)
        return str(value).zfill(self.zeros) if isinstance(value, int) and value >= 0 else value


def shown_of(path: Path, file: Path, at: int) -> dict[int, list[ShownNumber]]:
    """By row, the numbers of the sheet with number ``at``, from 0, that are shown otherwise.  Raises BadFile."""
    found: dict[int, list[ShownNumber]] = {}
    try:
        with zipfile.ZipFile(file) as archive:
            if _STYLES not in archive.namelist() or not (styles := _special_styles(marks_of(archive, _STYLES))):
                return {}
            name = part_of(archive, at)
            if not _uses(archive, name, styles):
                return {}
            for number in _shown_numbers(marks_of(archive, name), styles):
                found.setdefault(number.row, []).append(number)
    except (KeyError, IndexError, BrokenXml) as error:
        raise BadFile(
            "{path}: cannot be read as a workbook ({why}); open it in Excel and save it again", path=path, why=error
        ) from error
    return found


def _uses(archive: zipfile.ZipFile, name: str, styles: Iterable[str]) -> bool:
    """Whether a cell of a sheet has one of ``styles``: most sheets need not be parsed."""
    used = re.compile(rb"""\ss\s*=\s*["'](?:%s)["']""" % "|".join(styles).encode())
    with archive.open(name) as packed:
        tail = b""
        while part := packed.read(PART):
            if used.search(tail + part):
                return True
            tail = part[-32:]
    return False


def _special_styles(styles: Iterable[Mark]) -> dict[str, int]:
    """Of the marks of ``xl/styles.xml``: numbers of styles of cells whose numbers are shown so, and ``zeros``."""
    codes = dict(_PERCENT_FORMATS)
    found: dict[str, int] = {}
    of_cells, number = False, 0
    for mark in styles:
        match mark.kind, mark.name:
            case "begin", "numFmt":
                codes[mark.attributes.get("numFmtId", "")] = mark.attributes.get("formatCode", "")
            case "begin" | "end", "cellXfs":
                of_cells = mark.kind == "begin"
            case "begin", "xf" if of_cells:
                code = _NOT_SHOWN.sub("", codes.get(mark.attributes.get("numFmtId", ""), "").partition(";")[0])
                if "%" in code:
                    found[str(number)] = 0
                elif _ZEROS.fullmatch(code):
                    found[str(number)] = len(code)
                number += 1
    return found


def _shown_numbers(sheet: Iterable[Mark], styles: dict[str, int]) -> Iterator[ShownNumber]:
    """The cells of a sheet with one of ``styles``.  A row or cell without a place follows the last one."""
    row = column = -1
    for mark in sheet:
        if mark.kind != "begin":
            continue
        if mark.name == "row":
            stated = mark.attributes.get("r", "")
            row, column = int(stated) - 1 if stated.isdecimal() else row + 1, -1
        elif mark.name == "c":
            place = _PLACE.fullmatch(mark.attributes.get("r", ""))
            row, column = (int(place[2]) - 1, column_of(place[1])) if place else (row, column + 1)
            if (style := mark.attributes.get("s", "")) in styles:
                yield ShownNumber(row, column, styles[style])
