"""What a file contains, by its content: its name is not looked at."""

from __future__ import annotations

import zipfile
from enum import Enum, auto
from pathlib import Path
from typing import BinaryIO

from county.tables import dbf, ods, xls_parts
from county.tables.row import BadFile

HEAD = 4_096
GZIP = b"\x1f\x8b"
ZIP = (b"PK\x03\x04", b"PK\x05\x06")
_OTHERS = {
    b"%PDF": "PDF",
    b"\x89PNG": "PNG",
    b"\xff\xd8\xff": "JPEG",
    b"GIF8": "GIF",
    b"II*\0": "TIFF",
    b"MM\0*": "TIFF",
    b"Rar!": "RAR",
    b"7z\xbc\xaf": "7z",
    b"\xfd7zXZ": "XZ",
    b"SQLite format 3\0": "SQLite",
    b"{\\rtf": "RTF",
    b"\0\0\x27\x0a": "Shapefile",
    b"MIME-Version:": "MHT",
}
_IN_ZIP = {"xl/workbook.xml": "xlsx", "xl/workbook.bin": "xlsb", "word/document.xml": "Word",
           "ppt/presentation.xml": "PowerPoint"}  # fmt: skip


class Kind(Enum):
    """How a file is read."""

    GZIP = auto()
    ZIP = auto()
    XLSX = auto()
    XLS = auto()
    ODS = auto()
    DBF = auto()
    TEXT = auto()


def kind_of(path: Path, file: BinaryIO, size: int) -> Kind:
    """Of ``file``, which is ``path`` or in it.  Raises BadFile for what contains no table."""
    file.seek(0)
    head = file.read(HEAD)
    if head.startswith(GZIP):
        return Kind.GZIP
    if head.startswith(ZIP):
        return _in_zip(path, file)
    if head.startswith(xls_parts.MAGIC):
        return Kind.XLS
    if dbf.is_dbf(head, size):
        return Kind.DBF
    for start, what in _OTHERS.items():
        if head.startswith(start):
            raise BadFile("{path}: is a {what} file, not a table; save the table as XLSX or CSV", path=path, what=what)
    return Kind.TEXT


def _in_zip(path: Path, file: BinaryIO) -> Kind:
    try:
        with zipfile.ZipFile(file) as archive:
            names = set(archive.namelist())
            kind = archive.read("mimetype")[:99].decode("ascii", "replace") if "mimetype" in names else ""
    except (zipfile.BadZipFile, OSError, NotImplementedError, RuntimeError, EOFError, ValueError, KeyError) as error:
        raise BadFile("{path}: cannot be unpacked ({why}); get a complete copy", path=path, why=error) from error
    found = next((what for name, what in _IN_ZIP.items() if name in names), "")
    if found == "xlsx":
        return Kind.XLSX
    if found == "xlsb":
        raise BadFile("{path}: is a binary workbook (XLSB); save it as XLSX", path=path)
    if found:
        raise BadFile("{path}: is a {what} file, not a table; save the table as XLSX or CSV", path=path, what=found)
    return Kind.ODS if kind == ods.TYPE else Kind.ZIP
