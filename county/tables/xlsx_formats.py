"""Cells of an XLSX file that are shown otherwise than they are stored, by their format.

50% is stored as 0.5, 0012 as 12, 2026年11月 as the first of November, 2026-11-05 00:00 as a day.  The library that
reads the workbook does not tell.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any, Literal, NamedTuple

from county.tables.cell_kinds import percentage
from county.tables.row import BadFile
from county.tables.xlsx_parts import PART, column_of, marks_of, part_of
from county.tables.xml_text import BrokenXml, Mark

_STYLES = "xl/styles.xml"
_BUILT_IN = {"9": "0%", "10": "0.00%", "17": "mmm-yy", "22": "m/d/yy h:mm"} | dict.fromkeys(
    ("27", "36", "50", "52", "57"), "yyyy m"
)
"""By number; those from 27 on are of Chinese editions."""
_ZEROS = re.compile("0{2,}")
_NOT_SHOWN = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]')
"""Texts, escaped signs and colours of a format."""
_FORMULA = r"(?:<(?:\w+:)?f(?:\s[^>]*)?(?:/>|>[^<]*</(?:\w+:)?f>)\s*)?"
"""What may stand before the value of a cell."""
_OVERLAP = 1 << 15
"""Bytes of the longest cell that is looked for: a formula has up to 8,192 characters, some written as ``&quot;``."""
_PLACE = re.compile("([A-Z]{1,3})([0-9]{1,7})")


class CellStyle(NamedTuple):
    """How the values of cells are shown."""

    kind: Literal["percent", "zeros", "year", "month", "time"]
    """``time``: a day with a time of day."""
    zeros: int = 0
    """Digits to which a number is filled up with zeros in front."""


class ShownCell(NamedTuple):
    """How the value in the cell ``row``, ``column`` (from 0) is shown."""

    row: int
    column: int
    style: CellStyle

    def text(self, value: Any) -> Any:
        """``value`` as it is shown; unchanged where it is of another type.  Of times only midnight is a text: as a
        time it could also be a day alone."""
        if isinstance(value, datetime):
            match self.style.kind:
                case "year":
                    return f"{value:%Y}"
                case "month":
                    return f"{value:%Y-%m}"
                case "time" if value == datetime(value.year, value.month, value.day):
                    return str(value)
            return value
        if isinstance(value, bool) or not isinstance(value, int | float):
            return value
        match self.style:
            case CellStyle("percent"):
                return percentage(value)
            case CellStyle("zeros", zeros) if isinstance(value, int) and value >= 0:
                return str(value).zfill(zeros)
        return value


def shown_of(path: Path, file: Path, at: int) -> dict[int, list[ShownCell]]:
    """By row, the cells of the sheet with number ``at``, from 0, that are shown otherwise.  Raises BadFile."""
    found: dict[int, list[ShownCell]] = {}
    try:
        with zipfile.ZipFile(file) as archive:
            if _STYLES not in archive.namelist() or not (styles := _special_styles(marks_of(archive, _STYLES))):
                return {}
            name = part_of(archive, at)
            if not _uses(archive, name, styles):
                return {}
            for cell in _shown_cells(marks_of(archive, name), styles):
                found.setdefault(cell.row, []).append(cell)
    except (KeyError, IndexError, BrokenXml) as error:
        raise BadFile(
            "{path}: cannot be read as a workbook ({why}); open it in Excel and save it again", path=path, why=error
        ) from error
    return found


def _uses(archive: zipfile.ZipFile, name: str, styles: dict[str, CellStyle]) -> bool:
    """Whether a cell of a sheet has one of ``styles``, of times only with a whole number of days: most sheets need not
    be parsed."""
    plain = [number for number, style in styles.items() if style.kind != "time"]
    times = [number for number, style in styles.items() if style.kind == "time"]
    patterns = [rf"""["'](?:{"|".join(plain)})["']"""] if plain else []
    patterns += [rf"""["'](?:{"|".join(times)})["'][^>]*>\s*{_FORMULA}<(?:\w+:)?v>\d+(?:\.0*)?</"""] if times else []
    used = re.compile(rf"""\ss\s*=\s*(?:{"|".join(patterns)})""".encode())
    with archive.open(name) as packed:
        tail = b""
        while part := packed.read(PART):
            if used.search(tail + part):
                return True
            tail = part[-_OVERLAP:]
    return False


def _special_styles(styles: Iterable[Mark]) -> dict[str, CellStyle]:
    """Of the marks of ``xl/styles.xml``: by number the styles of cells that are shown so."""
    codes = dict(_BUILT_IN)
    found: dict[str, CellStyle] = {}
    of_cells, number = False, 0
    for mark in styles:
        match mark.kind, mark.name:
            case "begin", "numFmt":
                codes[mark.attributes.get("numFmtId", "")] = mark.attributes.get("formatCode", "")
            case "begin" | "end", "cellXfs":
                of_cells = mark.kind == "begin"
            case "begin", "xf" if of_cells:
                style = _style_of(codes.get(mark.attributes.get("numFmtId", ""), ""))
                if style is not None:
                    found[str(number)] = style
                number += 1
    return found


def _style_of(code: str) -> CellStyle | None:
    """What the format ``code`` shows; None where the value tells as much."""
    code = _NOT_SHOWN.sub("", code).partition(";")[0].lower()
    if "%" in code:
        return CellStyle("percent")
    if _ZEROS.fullmatch(code):
        return CellStyle("zeros", len(code))
    if "h" in code or "s" in code:
        return CellStyle("time") if "y" in code or "d" in code else None
    if "d" in code or not ("y" in code or "m" in code):
        return None
    return CellStyle("month" if "m" in code else "year")


def _shown_cells(sheet: Iterable[Mark], styles: dict[str, CellStyle]) -> Iterator[ShownCell]:
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
                yield ShownCell(row, column, styles[style])
