"""The parts of an XLSX file that its library does not tell of: errors, formulas without values, hidden rows, the first
day of dates, and its true size."""

from __future__ import annotations

import codecs
import posixpath
import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO

from county.tables.row import NOT_CALCULATED, UNKNOWN_ERROR, BadFile, CellErrors
from county.tables.xml_text import BrokenXml, Mark, marks

MAX_BYTES = 1 << 29
"""Of all parts together, as they unpack."""
MAX_CELLS = 20_000_000
"""Rows times columns up to the last filled one: the library keeps a value for each."""
PART = 1 << 20
_RELATIONS = "xl/_rels/workbook.xml.rels"
_CELL = re.compile(rb'''<(?:\w+:)?c\s(?:[^>]*?\s)?r\s*=\s*["']([A-Z]{1,3})([0-9]{1,7})["']''')
_MAYBE_ERRORS = re.compile(
    rb"""\bt\s*=\s*["']e["']|(?:</(?:[^\s<>/]+:)?f\s*|<(?:[^\s<>/]+:)?f(?:\s[^>]*)?/)>\s*+(?!<(?:[^\s<>/]+:)?v>[^<])(?=.{40})""",
    re.DOTALL,
)
"""An error, or a formula that no value follows; a sheet without any is not parsed."""
_MAYBE_HIDDEN = re.compile(rb"""<(?:\w+:)?row\s[^>]*?\bhidden\s*=""")
_OVERLAP = 4_096
_YES = ("1", "true")
_PLACE = re.compile("([A-Z]{1,3})([0-9]{1,7})")


def check_size(path: Path, file: Path) -> None:
    """Read all sheets of ``file`` once.  Raises BadFile when one is too large for its library."""
    left = MAX_BYTES
    try:
        with zipfile.ZipFile(file) as archive:
            for member in archive.infolist():
                sheet = member.filename.startswith("xl/worksheets/")
                columns: set[bytes] = set()
                last_row = 0
                with archive.open(member) as packed:
                    tail = b""
                    while part := packed.read(PART):
                        left -= len(part)
                        if left < 0:
                            raise too_large(path)
                        if sheet:
                            places = _CELL.findall(tail + part)
                            columns.update(letters for letters, _ in places)
                            last_row = max([last_row, *(int(row) for _, row in places)])
                            tail = part[-200:]
                widest = max((column_of(letters.decode()) + 1 for letters in columns), default=0)
                if last_row * widest > MAX_CELLS:
                    raise too_large(path)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError) as error:
        raise BadFile(
            "{path}: cannot be read as a workbook ({why}); open it in Excel and save it again", path=path, why=error
        ) from error


def errors_of(path: Path, file: Path, at: int) -> CellErrors:
    """The cells of the sheet with number ``at``, from 0, with an error, or with a formula but no value.

    Raises BadFile.
    """
    errors: CellErrors = {}
    try:
        with zipfile.ZipFile(file) as archive:
            name = part_of(archive, at)
            if not _may_have(archive, name, _MAYBE_ERRORS):
                return {}
            for row, column, shown in _errors(marks_of(archive, name)):
                errors.setdefault(row, {})[column] = shown
    except (KeyError, IndexError, BrokenXml) as error:
        raise BadFile(
            "{path}: cannot be read as a workbook ({why}); open it in Excel and save it again", path=path, why=error
        ) from error
    return errors


def hidden_rows(file: Path, at: int) -> frozenset[int]:
    """The hidden rows, from 0, of the sheet with number ``at``; ``errors_of`` must have accepted the file."""
    with zipfile.ZipFile(file) as archive:
        name = part_of(archive, at)
        if not _may_have(archive, name, _MAYBE_HIDDEN):
            return frozenset()
        row = -1
        hidden = set()
        for mark in marks_of(archive, name):
            if mark.kind == "begin" and mark.name == "row":
                row = _row_number(mark, row)
                if mark.attributes.get("hidden") in _YES:
                    hidden.add(row)
    return frozenset(hidden)


def dates_from_1904(file: Path) -> bool:
    """Whether the numbers of dates count days since 1904; ``errors_of`` must have accepted the file."""
    with zipfile.ZipFile(file) as archive:
        return any(
            mark.attributes.get("date1904") in _YES
            for mark in marks_of(archive, "xl/workbook.xml")
            if mark.kind == "begin" and mark.name == "workbookPr"
        )


def too_large(path: Path) -> BadFile:
    """The refusal of a workbook."""
    return BadFile("{path}: is too large a workbook; delete what is far from the table, or save it as CSV", path=path)


def _may_have(archive: zipfile.ZipFile, name: str, what: re.Pattern[bytes]) -> bool:
    """Whether ``what`` is in a part."""
    with archive.open(name) as packed:
        tail = b""
        while part := packed.read(PART):
            if what.search(tail + part):
                return True
            tail = (tail + part)[-_OVERLAP:]
    return what.search(tail.ljust(2 * _OVERLAP)) is not None


def _errors(sheet: Iterable[Mark]) -> Iterator[tuple[int, int, str]]:
    """Row and column, from 0, and what is shown there.  A row or cell without a place follows the last one."""
    row = column = -1
    cell: dict[str, str] | None = None
    formula = False
    value: str | None = None
    for mark in sheet:
        match mark.kind, mark.name:
            case "begin", "row":
                row, column = _row_number(mark, row), -1
            case "begin", "c":
                cell, formula, value = mark.attributes, False, None
                place = _PLACE.fullmatch(cell.get("r", ""))
                row, column = (int(place[2]) - 1, column_of(place[1])) if place else (row, column + 1)
            case "begin", "f" if cell is not None:
                formula = True
            case "end", "v" | "is" if cell is not None:
                value = mark.text
            case "end", "c" if cell is not None:
                kind = cell.get("t", "")
                if kind == "e":
                    yield row, column, value or UNKNOWN_ERROR
                elif formula and not value and not (kind in ("str", "inlineStr") and value is not None):
                    yield row, column, NOT_CALCULATED
                cell = None


def _row_number(mark: Mark, last: int) -> int:
    """The number, from 0, of the row that ``mark`` begins; ``last``: of the one before it."""
    stated = mark.attributes.get("r", "")
    return int(stated) - 1 if stated.isdecimal() else last + 1


def column_of(letters: str) -> int:
    """The number of a column, from 0: A is 0, Z is 25, AA is 26."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1


def part_of(archive: zipfile.ZipFile, at: int) -> str:
    """The name of the part that contains the sheet.  Raises KeyError, IndexError or BrokenXml."""
    targets = {
        mark.attributes.get("Id", ""): mark.attributes.get("Target", "")
        for mark in marks_of(archive, _RELATIONS)
        if mark.kind == "begin" and mark.name == "Relationship"
    }
    sheets = [
        mark.attributes.get("id", "")
        for mark in marks_of(archive, "xl/workbook.xml")
        if mark.kind == "begin" and mark.name == "sheet"
    ]
    return posixpath.normpath(posixpath.join("/xl", targets[sheets[at]])).lstrip("/")


def marks_of(archive: zipfile.ZipFile, name: str) -> Iterator[Mark]:
    """The elements of a part.  Raises KeyError, BrokenXml."""
    with archive.open(name) as packed:
        yield from marks(_texts(packed))


def _texts(packed: IO[bytes]) -> Iterator[str]:
    decoder = codecs.getincrementaldecoder("utf-8-sig")("replace")
    while part := packed.read(PART):
        yield decoder.decode(part)
