"""What the library does not tell of old XLS workbooks: cells with an error, hidden rows, the first day of dates.

An XLS file is an OLE2 container ([MS-CFB]) with a stream of records, BIFF8 ([MS-XLS]) or the BIFF5 of Excel 95:
BoundSheet has the offsets of the sheets, BoolErr and Formula have the errors, Row says what is hidden, alike in both.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from pathlib import Path

from county.tables.row import UNKNOWN_ERROR, BadFile, CellErrors

MAX_BYTES = 1 << 28
"""A sheet has 65,536 rows and 256 columns at most."""
MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_SHOWN = {
    0x00: "#NULL!", 0x07: "#DIV/0!", 0x0F: "#VALUE!", 0x17: "#REF!", 0x1D: "#NAME?", 0x24: "#NUM!", 0x2A: "#N/A",
}  # fmt: skip
_END_OF_CHAIN = 0xFFFFFFFA
"""Sector numbers from here on mark free sectors and ends."""
_HEADER = 512
_ENTRY = 128
_BOUND_SHEET, _BOOL_ERR, _FORMULA, _EOF, _BOF = 0x85, 0x205, 0x06, 0x0A, 0x809
_DATES_1904, _ROW = 0x22, 0x208
_ROW_FLAGS, _HIDDEN = 12, 0x20
"""Place of the flags of a row in its record, and the one of a row without height."""


def check_size(path: Path, file: Path) -> None:
    """Raises BadFile when ``file`` is too large to be read whole."""
    if file.stat().st_size > MAX_BYTES:
        raise BadFile("{path}: is too large a workbook; save it as XLSX", path=path)


def is_encrypted(file: Path) -> bool:
    """Whether the container has an XLSX file that a password protects ([MS-OFFCRYPTO] 2.3)."""
    return "EncryptedPackage".encode("utf-16-le") in file.read_bytes()


def errors_of(path: Path, file: Path, at: int) -> CellErrors:
    """The errors of the sheet with number ``at``, from 0.  Raises BadFile when the container is not as expected."""
    errors: CellErrors = {}
    try:
        stream = _workbook(file.read_bytes())
        for (row, column), shown in _errors(stream, _offset(stream, at)):
            errors.setdefault(row, {})[column] = shown
    except (struct.error, IndexError, ValueError) as error:
        raise BadFile(
            "{path}: cannot be read as a workbook ({why}); open it in Excel and save it again", path=path, why=error
        ) from error
    return errors


def hidden_rows(file: Path, at: int) -> frozenset[int]:
    """The hidden rows, from 0, of the sheet with number ``at``; ``errors_of`` must have accepted the container."""
    stream = _workbook(file.read_bytes())
    return frozenset(
        struct.unpack_from("<H", body)[0]
        for kind, body in _sheet_records(stream, _offset(stream, at))
        if kind == _ROW and len(body) > _ROW_FLAGS and body[_ROW_FLAGS] & _HIDDEN
    )


def dates_from_1904(file: Path) -> bool:
    """Whether the numbers of dates count days since 1904; ``errors_of`` must have accepted the container."""
    for kind, body in _records(_workbook(file.read_bytes()), 0):
        if kind == _EOF:
            break
        if kind == _DATES_1904:
            return body[:1] == b"\1"
    return False


def _errors(stream: bytes, begin: int) -> Iterator[tuple[tuple[int, int], str]]:
    for kind, body in _sheet_records(stream, begin):
        if kind == _BOOL_ERR and len(body) >= 8 and body[7] == 1:
            yield struct.unpack_from("<HH", body), _SHOWN.get(body[6], UNKNOWN_ERROR)
        elif kind == _FORMULA and len(body) >= 14 and body[6] == 2 and body[12:14] == b"\xff\xff":
            yield struct.unpack_from("<HH", body), _SHOWN.get(body[8], UNKNOWN_ERROR)


def _sheet_records(stream: bytes, begin: int) -> Iterator[tuple[int, bytes]]:
    """The records of the sheet at ``begin``.  Raises ValueError."""
    records = _records(stream, begin)
    if next(records, (0, b""))[0] != _BOF:
        raise ValueError("its sheet is not where the list of sheets says")
    for kind, body in records:
        if kind == _EOF:
            return
        yield kind, body


def _records(stream: bytes, at: int) -> Iterator[tuple[int, bytes]]:
    while at + 4 <= len(stream):
        kind, size = struct.unpack_from("<HH", stream, at)
        yield kind, stream[at + 4 : at + 4 + size]
        at += 4 + size


def _offset(stream: bytes, at: int) -> int:
    offsets = []
    for kind, body in _records(stream, 0):
        if kind == _EOF:
            break
        if kind == _BOUND_SHEET:
            offsets.append(int(struct.unpack_from("<I", body)[0]))
    return offsets[at]


def _workbook(data: bytes) -> bytes:
    """The stream ``Workbook``, or ``Book`` of Excel 95, of an OLE2 container.  Raises ValueError."""
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
    by_name = {entry[: max(0, entry[64] - 2)].decode("utf-16-le", "replace"): entry for entry in entries}
    if (entry := by_name.get("Workbook", by_name.get("Book"))) is not None:
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
