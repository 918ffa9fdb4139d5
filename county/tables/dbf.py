"""dBASE tables, as in shapefiles, on their own."""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

from county.tables.dbf_text import LANGUAGE_BYTE, ColumnEncoding, declared, for_one, without_cut
from county.tables.encoding import DAMAGED
from county.tables.row import BadFile, RowFault, TableRow
from county.tables.shape import TableShape
from county.tables.values import BadValue, number

MOST_FIELDS = 2_046
_HEADER, _FIELD = 32, 32
_VISUAL_FOXPRO = b"\x30\x31\x32"
_VERSIONS = b"\x03\x43\x83\x8b\xf5" + _VISUAL_FOXPRO
_DELETED = b"*"
_PADDING = b" \0"
_NULL_FLAGS = "0"
"""Of a field of Visual FoxPro with bits."""
_KINDS = frozenset("CNFDL")
_BINARY = {"I": struct.Struct("<i"), "B": struct.Struct("<d"), "Y": struct.Struct("<q"), "T": struct.Struct("<ii")}
"""Fields of Visual FoxPro: a whole number, a number, an amount in ten thousandths, a Julian day and milliseconds."""
_DAY_0 = 1_721_425
"""The Julian day before the first one of year 1."""
_WHOLE = re.compile(r"[+-]?[0-9]+")
_NAMES = {"utf-8": "UTF-8", "gb18030": "GB 18030", "big5": "Big5"}


class _Field(NamedTuple):
    name: bytes
    kind: str
    size: int
    nullable: bool


def is_dbf(head: bytes, size: int) -> bool:
    """Whether the version, date and sizes in the first 32 bytes are those of a table of ``size`` bytes."""
    if len(head) < _HEADER or head[0] not in _VERSIONS or not (1 <= head[2] <= 12 and 1 <= head[3] <= 31):
        return False
    records, header, record = struct.unpack_from("<IHH", head, 4)
    return bool(header >= _HEADER + _FIELD + 1 and record > 1 and size >= header and records * record <= size)


def rows(path: Path, at: Path, file: BinaryIO, found: TableShape) -> Iterator[TableRow | RowFault]:
    """The rows that are not marked as deleted.  Raises BadFile.

    ``path``: the name of ``file`` in messages; ``at``: where it is, maybe next to a ``.cpg``.  A text may be cut in the
    middle of its last character: that character is dropped.
    """
    found.format = "DBF"
    file.seek(0)
    head = file.read(_HEADER)
    records, header, record = struct.unpack_from("<IHH", head, 4)
    fields = list(_fields(file.read(header - _HEADER)))
    if 1 + sum(field.size for field in fields) > record:
        raise BadFile("{path}: is a damaged DBF; export it again", path=path)
    stated, _ = declared(at, head[LANGUAGE_BYTE])
    raw = [field.name for field in fields]
    encodings, found.encoding = _encodings(file, header, record, fields, ColumnEncoding(stated, raw), stated)
    names = [_text(name, encodings[-1])[0].strip() or f"column {i}" for i, name in enumerate(raw, 1)]
    _check(path, head[0], fields, names)
    shown = [i for i, field in enumerate(fields) if field.kind != _NULL_FLAGS]
    keys = {i: names[i].lower() for i in shown}
    found.headers = tuple(names[i] for i in shown)
    file.seek(header)
    for n in range(1, records + 1):
        content = file.read(record)
        if len(content) < record:
            yield RowFault(f"row {n}", "the file is truncated; get a complete copy", "truncated")
            return
        if content[:1] == _DELETED:
            continue
        cells = _cells(content, fields)
        nulls = _nulls(cells, fields)
        values = {keys[i]: "" if i in nulls else _value(cells[i], fields[i].kind, encodings[i]) for i in shown}
        damaged = next((key for key, value in values.items() if isinstance(value, str) and DAMAGED in value), "")
        if damaged:
            yield RowFault(f"row {n}", f"has text in {damaged} that cannot be decoded; fix it", "not text")
        else:
            yield TableRow(f"row {n}", values)


def _fields(content: bytes) -> Iterator[_Field]:
    for at in range(0, min(len(content), MOST_FIELDS * _FIELD), _FIELD):
        entry = content[at : at + _FIELD]
        if entry[:1] == b"\r" or len(entry) < _FIELD:
            return
        kind = chr(entry[11])
        size = entry[16] + (entry[17] << 8 if kind == "C" else 0)
        yield _Field(entry[:11].split(b"\0")[0], kind, size, bool(entry[18] & 2))


def _check(path: Path, version: int, fields: list[_Field], names: list[str]) -> None:
    """Raises BadFile for a column that is not read, or cannot be told from another."""
    kinds = _KINDS | ({*_BINARY, _NULL_FLAGS} if version in _VISUAL_FOXPRO else {"I"})
    for field, name in zip(fields, names, strict=True):
        if field.kind not in kinds:
            raise BadFile(
                "{path}: column {name} is a memo or of another kind that is not read ({kind}); save it as XLSX or CSV",
                path=path, name=name, kind=field.kind,
            )  # fmt: skip
        if field.kind in _BINARY and field.size != _BINARY[field.kind].size:
            raise BadFile("{path}: is a damaged DBF; export it again", path=path)
    keys = [name.lower() for name in names]
    for i, key in enumerate(keys):
        if keys.index(key) < i:
            raise BadFile("{path}: two columns are named {name}; rename one", path=path, name=names[i])


def _encodings(
    file: BinaryIO, begin: int, record: int, fields: list[_Field], of_headers: ColumnEncoding, stated: str
) -> tuple[list[str], str]:
    """The codec of each column, and of the headers as the last; and their names in words."""
    columns = {i: ColumnEncoding(stated) for i, field in enumerate(fields) if field.kind == "C"}
    file.seek(begin)
    while len(content := file.read(record)) == record:
        if not content.isascii() and content[:1] != _DELETED:
            cells = _cells(content, fields)
            for i, column in columns.items():
                column.add(cells[i].rstrip(_PADDING))
    used = {each.name for each in (of_headers, *columns.values()) if not each.ascii_only} or {"utf-8"}
    codecs = [columns[i].name if i in columns else "utf-8" for i in range(len(fields))]
    return [*codecs, of_headers.name], " and ".join(_NAMES[name] for name in sorted(used, reverse=True))


def _cells(content: bytes, fields: list[_Field]) -> list[bytes]:
    cells = []
    at = 1
    for field in fields:
        cells.append(content[at : at + field.size])
        at += field.size
    return cells


def _nulls(cells: list[bytes], fields: list[_Field]) -> set[int]:
    """The fields without a value: by a bit for each that may have none, in a field of its own."""
    for cell, field in zip(cells, fields, strict=True):
        if field.kind == _NULL_FLAGS:
            bits = int.from_bytes(cell, "little")
            nullable = [i for i, each in enumerate(fields) if each.nullable]
            return {i for bit, i in enumerate(nullable) if bits >> bit & 1}
    return set()


def _value(content: bytes, kind: str, encoding: str) -> Any:
    if kind in _BINARY:
        return _binary_value(kind, _BINARY[kind].unpack(content))
    text, _ = _text(content.rstrip(_PADDING), encoding)
    text = text.strip()
    match kind:
        case "N" | "F":
            if _WHOLE.fullmatch(text):
                return int(text)
            try:
                figure = None if text.startswith("*") else number(text)
            except BadValue:
                return text
            return "" if figure is None else figure
        case "D" if text:
            try:
                return datetime.strptime(text, "%Y%m%d")
            except ValueError:
                return text
        case "L":
            return {"T": True, "Y": True, "F": False, "N": False}.get(text.upper(), "")
    return text


def _binary_value(kind: str, parts: tuple[Any, ...]) -> Any:
    match kind:
        case "Y":
            return parts[0] / 10_000
        case "T":
            day, ms = parts
            if not day:
                return ""
            try:
                return datetime.fromordinal(day - _DAY_0) + timedelta(milliseconds=ms)
            except (ValueError, OverflowError):
                return f"day {day}"
    return parts[0]


def _text(content: bytes, encoding: str) -> tuple[str, bool]:
    return without_cut(content, for_one(content, encoding))
