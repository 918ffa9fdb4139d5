"""The parts of an XLSX file that its library does not tell of: errors, formulas without values, and its true size."""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import IO

from county.tables.row import BadFile
from county.tables.xml_text import BrokenXml, marks

MAX_BYTES = 1 << 29
"""Of all parts together, as they unpack."""
MAX_CELLS = 20_000_000
"""Rows times columns up to the last filled one: the library keeps a value for each."""
PART = 1 << 20
NOT_CALCULATED = "#N/A"
"""Shown for a formula whose value the writing program did not store."""
_RELATIONS = "xl/_rels/workbook.xml.rels"
_CELL = re.compile(rb'<(?:\w+:)?c\s(?:[^>]*?\s)?r="([A-Z]{1,3})([0-9]{1,7})"')
_ERROR = re.compile(
    rb'<(?:\w+:)?c\s([^>]*\bt="e"[^>]*)>(?:\s*<(?:\w+:)?f\b(?:[^>]*/>|[^>]*>[^<]*</(?:\w+:)?f>))?'
    rb"\s*<(?:\w+:)?v>([^<]{1,20})<"
)
_FORMULA = re.compile(
    rb"<(?:\w+:)?c\s([^>]*[^/])>\s*<(?:\w+:)?f\b(?:[^>]*/>|[^>]*>[^<]*</(?:\w+:)?f>)"
    rb"\s*(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v></(?:\w+:)?v>|</(?:\w+:)?c>)"
)
_PLACE = re.compile(rb'\br="([A-Z]{1,3})([0-9]{1,7})"')


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
                            raise _too_large(path)
                        if sheet:
                            places = _CELL.findall(tail + part)
                            columns.update(letters for letters, _ in places)
                            last_row = max([last_row, *(int(row) for _, row in places)])
                            tail = part[-200:]
                if last_row * max(map(_column, columns), default=0) > MAX_CELLS:
                    raise _too_large(path)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError) as error:
        raise BadFile(
            "{path}: cannot be read as a workbook ({why}); open it in Excel and save it again", path=path, why=error
        ) from error


def errors_of(file: Path, sheet: str) -> dict[tuple[int, int], str]:
    """The cells of ``sheet`` with an error, or with a formula but no value."""
    errors: dict[tuple[int, int], str] = {}
    with zipfile.ZipFile(file) as archive:
        name = _part_of(archive, sheet)
        if name is None:
            return {}
        with archive.open(name) as packed:
            for text in _whole_cells(packed):
                for attributes, shown in _ERROR.findall(text):
                    errors |= _at(attributes, shown.decode("ascii", "replace"))
                if b"<f" in text or b":f" in text:
                    for attributes in _FORMULA.findall(text):
                        errors |= _at(attributes, NOT_CALCULATED)
    return errors


def _too_large(path: Path) -> BadFile:
    return BadFile("{path}: is too large a workbook; delete what is far from the table, or save it as CSV", path=path)


def _whole_cells(packed: IO[bytes]) -> Iterator[bytes]:
    """The content in parts that end between cells."""
    rest = b""
    while part := packed.read(PART):
        rest += part
        end = rest.rfind(b"</row")
        if end < 0:
            end = 0 if len(rest) < 4 * PART else len(rest)
        if end:
            yield rest[:end]
            rest = rest[end:]
    yield rest


def _at(attributes: bytes, shown: str) -> dict[tuple[int, int], str]:
    place = _PLACE.search(attributes)
    return {(int(place[2]) - 1, _column(place[1]) - 1): shown} if place else {}


def _column(letters: bytes) -> int:
    """A: 1, Z: 26, AA: 27."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - ord("A") + 1
    return number


def _part_of(archive: zipfile.ZipFile, sheet: str) -> str | None:
    """The name of the part that contains ``sheet``."""
    targets: dict[str, str] = {}
    key = ""
    try:
        for mark in _marks(archive, _RELATIONS):
            targets |= {mark[1].get("Id", ""): mark[1].get("Target", "")} if mark[0] == "Relationship" else {}
        for name, attributes in _marks(archive, "xl/workbook.xml"):
            if name == "sheet" and attributes.get("name") == sheet:
                key = attributes.get("id", "")
    except (KeyError, BrokenXml, UnicodeDecodeError):
        return None
    target = targets.get(key, "")
    name = target.lstrip("/") if target.startswith("/") else str(PurePosixPath("xl") / target)
    return name if target and name in archive.namelist() else None


def _marks(archive: zipfile.ZipFile, name: str) -> Iterator[tuple[str, dict[str, str]]]:
    text = archive.read(name).decode("utf-8-sig")
    return ((mark.name, mark.attributes) for mark in marks([text]) if mark.kind == "begin")
