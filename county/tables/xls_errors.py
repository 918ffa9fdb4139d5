"""Cells of old XLS workbooks that have an error, which the library does not tell of.

An XLS file is an OLE2 container ([MS-CFB]) with a stream of BIFF8 records ([MS-XLS]): BoundSheet8 names the sheets and
their offsets, BoolErr and Formula have the errors.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from pathlib import Path

MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_SHOWN = {
    0x00: "#NULL!", 0x07: "#DIV/0!", 0x0F: "#VALUE!", 0x17: "#REF!", 0x1D: "#NAME?", 0x24: "#NUM!", 0x2A: "#N/A",
}  # fmt: skip
_END_OF_CHAIN = 0xFFFFFFFA
"""Sector numbers from here on mark free sectors and ends."""
_HEADER = 512
_ENTRY = 128
_BOUND_SHEET, _BOOL_ERR, _FORMULA, _EOF = 0x85, 0x205, 0x06, 0x0A


def errors_of(file: Path, sheet: str) -> dict[tuple[int, int], str]:
    """By row and column, from 0, the errors of ``sheet``; none when the container is not as expected."""
    try:
        stream = _workbook(file.read_bytes())
        begin = _offset(stream, sheet)
        return dict(_errors(stream, begin)) if begin is not None else {}
    except (struct.error, IndexError, ValueError):
        return {}


def _errors(stream: bytes, begin: int) -> Iterator[tuple[tuple[int, int], str]]:
    for kind, body in _records(stream, begin):
        if kind == _EOF:
            return
        if kind == _BOOL_ERR and len(body) >= 8 and body[7] == 1:
            yield struct.unpack_from("<HH", body), _SHOWN.get(body[6], "#N/A")
        elif kind == _FORMULA and len(body) >= 14 and body[6] == 2 and body[12:14] == b"\xff\xff":
            yield struct.unpack_from("<HH", body), _SHOWN.get(body[8], "#N/A")


def _records(stream: bytes, at: int) -> Iterator[tuple[int, bytes]]:
    while at + 4 <= len(stream):
        kind, size = struct.unpack_from("<HH", stream, at)
        yield kind, stream[at + 4 : at + 4 + size]
        at += 4 + size


def _offset(stream: bytes, sheet: str) -> int | None:
    for kind, body in _records(stream, 0):
        if kind == _EOF:
            return None
        if kind == _BOUND_SHEET:
            size, wide = body[6], body[7] & 1
            name = body[8 : 8 + size * (1 + wide)].decode("utf-16-le" if wide else "latin-1")
            if name == sheet:
                return int(struct.unpack_from("<I", body)[0])
    return None


def _workbook(data: bytes) -> bytes:
    """The stream ``Workbook`` of an OLE2 container.  Raises ValueError."""
    shift, mini_shift = struct.unpack_from("<HH", data, 30)
    if not data.startswith(MAGIC) or shift not in (9, 12) or mini_shift != 6:
        raise ValueError("is not an OLE2 container")
    sector = 1 << shift
    first_directory, cutoff, first_mini = (struct.unpack_from("<I", data, at)[0] for at in (48, 56, 60))
    first_difat = struct.unpack_from("<I", data, 68)[0]

    def content(number: int) -> bytes:
        begin = (number + 1) << shift
        return data[begin : begin + sector]

    tables = list(struct.unpack_from("<109I", data, 76))
    most = len(data) // sector + 1
    while first_difat < _END_OF_CHAIN and len(tables) <= most + 109:
        *more, first_difat = struct.unpack(f"<{sector // 4}I", content(first_difat))
        tables += more
    fat = [
        entry
        for number in tables
        if number < _END_OF_CHAIN
        for entry in struct.unpack(f"<{sector // 4}I", content(number))
    ]

    def chain(number: int, links: list[int]) -> Iterator[int]:
        for _ in range(len(links)):
            if number >= _END_OF_CHAIN:
                return
            yield number
            number = links[number]

    directory = b"".join(content(number) for number in chain(first_directory, fat))
    entries = [directory[at : at + _ENTRY] for at in range(0, len(directory), _ENTRY)]
    for entry in entries:
        name = entry[: max(0, entry[64] - 2)].decode("utf-16-le", "replace")
        if name not in ("Workbook", "Book"):
            continue
        begin, size = struct.unpack_from("<IQ", entry, 116)
        size &= 0xFFFFFFFF
        if size >= cutoff:
            return b"".join(content(number) for number in chain(begin, fat))[:size]
        root = struct.unpack_from("<I", entries[0], 116)[0]
        mini = b"".join(content(number) for number in chain(root, fat))
        table = b"".join(content(number) for number in chain(first_mini, fat))
        links = list(struct.unpack(f"<{len(table) // 4}I", table))
        return b"".join(mini[number << 6 : (number + 1) << 6] for number in chain(begin, links))[:size]
    raise ValueError("contains no workbook")
