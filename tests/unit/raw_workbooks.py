"""Workbooks as no library writes them: XLSX and ODS with a given sheet, and the OLE2 container of Excel 95."""

from __future__ import annotations

import struct
import zipfile
from pathlib import Path

import openpyxl

_NAMESPACE = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OPEN_DOCUMENT = ("office", "table", "text")
_FREE, _END, _FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
_SECTOR = 512


def xlsx(path: Path, rows: str, after: str = "") -> Path:
    """A workbook whose only sheet has ``rows`` in XML, and elements ``after`` them."""
    openpyxl.Workbook().save(path)
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    sheet = f'<worksheet xmlns="{_NAMESPACE}"><sheetData>{rows}</sheetData>{after}</worksheet>'
    parts["xl/worksheets/sheet1.xml"] = sheet.encode()
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return path


def ods(path: Path, rows: str) -> Path:
    """An OpenDocument spreadsheet whose only sheet has ``rows`` in XML."""
    names = "".join(f' xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in _OPEN_DOCUMENT)
    sheet = f'<table:table table:name="S">{rows}</table:table>'
    body = f"<office:body><office:spreadsheet>{sheet}</office:spreadsheet></office:body>"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", f"<office:document-content{names}>{body}</office:document-content>")
    return path


def excel_95(sheet: str, cells: list[bytes], code_page: int, marks: bytes = b"") -> bytes:
    """A workbook of one ``sheet`` with records of ``cells``, and ``marks``: records of the whole workbook."""
    name = sheet.encode("gbk")
    book = _record(0x809, struct.pack("<4H", 0x500, 0x05, 0, 0)) + _record(0x42, struct.pack("<H", code_page))
    book += marks
    bound = _record(0x85, struct.pack("<IHB", 0, 0, len(name)) + name)
    listed = len(book) + len(bound) + 4
    bound = _record(0x85, struct.pack("<IHB", listed, 0, len(name)) + name)
    content = _record(0x809, struct.pack("<4H", 0x500, 0x10, 0, 0)) + b"".join(cells) + _record(0x0A, b"")
    return _container("Book", book + bound + _record(0x0A, b"") + content)


def text_95(row: int, column: int, text: str) -> bytes:
    """The record of a cell with ``text``."""
    raw = text.encode("gbk")
    return _record(0x204, struct.pack("<4H", row, column, 0, len(raw)) + raw)


def number_95(row: int, column: int, number: float) -> bytes:
    """The record of a cell with ``number``."""
    return _record(0x203, struct.pack("<3Hd", row, column, 0, number))


def error_95(row: int, column: int, code: int) -> bytes:
    """The record of a cell with the error ``code``."""
    return _record(0x205, struct.pack("<3H2B", row, column, 0, code, 1))


def _record(kind: int, body: bytes) -> bytes:
    return struct.pack("<HH", kind, len(body)) + body


def _container(name: str, stream: bytes) -> bytes:
    stream = stream.ljust(8 * _SECTOR, b"\0")
    sectors = len(stream) // _SECTOR
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<5H6x", 0x3E, 3, 0xFFFE, 9, 6)
    header += struct.pack("<9I", 0, 1, 1, 0, 8 * _SECTOR, _END, 0, _END, 0) + struct.pack("<109I", 0, *[_FREE] * 108)
    chain = [_FAT, _END, *range(3, 2 + sectors), _END]
    table = struct.pack("<128I", *chain, *[_FREE] * (128 - len(chain)))
    root = _entry("Root Entry", kind=5, child=1, begin=_END, size=0)
    directory = root + _entry(name, kind=2, child=_FREE, begin=2, size=len(stream))
    return header + table + directory.ljust(_SECTOR, b"\0") + stream


def _entry(name: str, *, kind: int, child: int, begin: int, size: int) -> bytes:
    raw = name.encode("utf-16-le") + b"\0\0"
    links = struct.pack("<HBB3I", len(raw), kind, 1, _FREE, _FREE, child)
    return raw.ljust(64, b"\0") + links + bytes(36) + struct.pack("<IQ", begin, size)
