"""dBASE tables, as in shapefiles, on their own."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

from county.tables.encoding import DAMAGED, encoding_of
from county.tables.row import BadFile, RowFault, TableRow
from county.tables.shape import TableShape

MOST_FIELDS = 2_046
_HEADER, _FIELD = 32, 32
_VERSIONS = b"\x03\x30\x31\x43\x83\x8b\xf5"
_DELETED = b"*"


class _Field(NamedTuple):
    name: bytes
    kind: str
    size: int


def is_dbf(head: bytes, size: int) -> bool:
    """Whether the version, date and sizes in the first 32 bytes are those of a table of ``size`` bytes."""
    if len(head) < _HEADER or head[0] not in _VERSIONS or not (1 <= head[2] <= 12 and 1 <= head[3] <= 31):
        return False
    records, header, record = struct.unpack_from("<IHH", head, 4)
    return bool(header >= _HEADER + _FIELD + 1 and record > 1 and size >= header and records * record <= size)


def rows(path: Path, file: BinaryIO, found: TableShape) -> Iterator[TableRow | RowFault]:
    """The rows that are not marked as deleted.  Raises BadFile.

    A text may be cut in the middle of its last character: that character is dropped.
    """
    found.format = "DBF"
    found.encoding = {"utf-8": "UTF-8"}.get(encoding := encoding_of(file), "GB 18030")
    file.seek(0)
    head = file.read(_HEADER)
    records, header, record = struct.unpack_from("<IHH", head, 4)
    fields = list(_fields(file.read(header - _HEADER)))
    if 1 + sum(field.size for field in fields) > record:
        raise BadFile("{path}: is a damaged DBF; export it again", path=path)
    names = [_text(field.name, encoding) or f"column {i}" for i, field in enumerate(fields, 1)]
    keys = [name.lower() for name in names]
    for i, key in enumerate(keys):
        if keys.index(key) < i:
            raise BadFile("{path}: two columns are named {name}; rename one", path=path, name=names[i])
    found.headers = tuple(names)
    file.seek(header)
    for number in range(1, records + 1):
        content = file.read(record)
        if len(content) < record:
            yield RowFault(f"row {number}", "the file is truncated; get a complete copy", "truncated")
            return
        if content[:1] == _DELETED:
            continue
        values: dict[str, Any] = {}
        at = 1
        for key, field in zip(keys, fields, strict=True):
            values[key] = _value(content[at : at + field.size], field.kind, encoding)
            at += field.size
        if any(isinstance(value, str) and DAMAGED in value for value in values.values()):
            yield RowFault(f"row {number}", f"is not text in {found.encoding}; fix it", "not text")
        else:
            yield TableRow(f"row {number}", values)


def _fields(content: bytes) -> Iterator[_Field]:
    for at in range(0, min(len(content), MOST_FIELDS * _FIELD), _FIELD):
        entry = content[at : at + _FIELD]
        if entry[:1] == b"\r" or len(entry) < _FIELD:
            return
        kind = chr(entry[11])
        size = entry[16] + (entry[17] << 8 if kind == "C" else 0)
        yield _Field(entry[:11].split(b"\0")[0], kind, size)


def _value(content: bytes, kind: str, encoding: str) -> Any:
    text = _text(content, encoding)
    match kind:
        case "N" | "F":
            try:
                return int(text)
            except ValueError:
                pass
            try:
                return float(text) if text and not text.startswith("*") else ""
            except ValueError:
                return text
        case "D" if text:
            try:
                return datetime.strptime(text, "%Y%m%d")
            except ValueError:
                return text
        case "L":
            return {"T": True, "Y": True, "F": False, "N": False}.get(text.upper(), "")
    return text


def _text(content: bytes, encoding: str) -> str:
    """Without the padding, and without a last character that was cut."""
    content = content.rstrip(b" \0")
    for cut in range(4):
        try:
            return content[: len(content) - cut].decode(encoding).strip()
        except UnicodeDecodeError as error:
            if error.end < len(content) - cut:
                break
    return content.decode(encoding, "replace").strip()
