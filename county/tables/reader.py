"""Streaming reader for rows of CSV, GeoJSON and JSON-lines files, also gzipped, with bounded memory.

Unreadable rows become a :class:`RowFault` with their place; the rest is read on.
"""

from __future__ import annotations

import codecs
import csv
import gzip
import io
import json
import zlib
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import IO, Any, cast

from county.contained import Outside, regular
from county.tables.features import BrokenFeatureCollection, NotAFeatureCollection, features
from county.tables.row import BadFile, RowFault, TableRow
from county.tables.shape import TableShape

HEAD = 65_536
"""Bytes examined to detect the encoding and the format."""
LONGEST_LINE = 1 << 20
BLANK = "\ufeff \t\r\n\x1e"
"""Around a JSON text: byte order mark, white space, and the record separator of RFC 8142."""


class TableFile:
    """Reads one file from the beginning to the end, once."""

    def __init__(self, path: Path) -> None:
        """Raises BadFile when the file cannot be opened."""
        self.path = path
        self.found = TableShape()
        """Complete after the last row."""
        try:
            regular(path, path.parent, links=True)
            self._raw: IO[bytes] = path.open("rb", buffering=HEAD)
            self._size = max(1, path.stat().st_size)
            packed = self._raw.read(2) == b"\x1f\x8b"
            self._raw.seek(0)
        except Outside as error:
            raise BadFile("{why}", why=error) from error
        except OSError as error:
            raise BadFile("{path}: {why}; give a file that can be read", path=path, why=error) from error
        unpacked = io.BufferedReader(cast(io.RawIOBase, gzip.GzipFile(fileobj=self._raw)), HEAD)
        self._bytes = unpacked if packed else cast(io.BufferedReader, self._raw)
        self._text: io.TextIOWrapper | None = None

    @property
    def share_read(self) -> float:
        """How much of the file has been read, 0 to 1."""
        return min(1.0, self._raw.tell() / self._size)

    def close(self) -> None:
        """Close the file."""
        if self._text is not None:
            self._text.close()
        self._raw.close()

    def rows(self) -> Iterator[TableRow | RowFault]:
        """All rows and faults of the file.  Raises BadFile when its format is unknown."""
        try:
            head = self._bytes.peek(HEAD)
            if head.startswith(b"PK\x03\x04"):
                raise BadFile(f"{self.path}: is an Excel workbook or another archive; save it as CSV")
            text = self._text = io.TextIOWrapper(self._bytes, encoding=_encoding(head), errors="replace", newline="")
            start = head.decode(text.encoding, errors="replace").lstrip(BLANK)
            if not start:
                raise BadFile(f"{self.path}: is empty; give a file with at least one row")
            if not start.startswith(("{", "[")):
                yield from _csv(_lines(text))
                return
            lines = _is_json_lines(text)
            text.seek(0)
            if lines:
                yield from _json_lines(_lines(text))
            else:
                try:
                    yield from _collection(text)
                except NotAFeatureCollection:
                    text.seek(0)
                    yield from _json_lines(_lines(text))
        except (OSError, EOFError, zlib.error) as error:
            yield RowFault("from here on", f"the file is truncated ({error}); get a complete copy", "truncated")


def _encoding(head: bytes) -> str:
    """UTF-8 or UTF-16 by byte order mark, else the usual encoding of Chinese office programs."""
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    try:
        codecs.getincrementaldecoder("utf-8")().decode(head)
    except UnicodeDecodeError:
        return "gb18030"
    return "utf-8-sig"


def _lines(text: io.TextIOWrapper) -> Iterator[str]:
    """Lines of at most LONGEST_LINE; longer ones are cut and therefore rejected as malformed."""
    while line := text.readline(LONGEST_LINE):
        if len(line) == LONGEST_LINE and not line.endswith("\n"):
            while (rest := text.readline(LONGEST_LINE)) and not rest.endswith("\n"):
                pass
            line = line[: LONGEST_LINE // 2] + "\ufffd\n"
        yield line


def _csv(lines: Iterator[str]) -> Iterator[TableRow | RowFault]:
    reader = csv.reader(lines)
    columns: list[str] | None = None
    while True:
        where = f"line {reader.line_num + 1}"
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield RowFault(where, f"{error}; fix the line", str(error))
            continue
        if not any(cells):
            continue
        if columns is None:
            columns = [cell.strip().lower() for cell in cells]
        elif any("\ufffd" in cell or "\0" in cell for cell in cells):
            yield RowFault(where, "is not text in UTF-8 or GB 18030, or too long; fix the line", "not text")
        elif len(cells) != len(columns):
            wrong = f"has {len(cells)} columns, the head has {len(columns)}; fix the line"
            yield RowFault(where, wrong, "other columns than the head")
        else:
            yield TableRow(where, dict(zip(columns, (cell.strip() for cell in cells), strict=True)))


def _is_json_lines(text: io.TextIOWrapper) -> bool:
    """Whether the first line is a whole JSON document, not a FeatureCollection, and another one follows."""
    try:
        lines = (stripped for line in _lines(text) if (stripped := line.strip(BLANK)))
        first = json.loads(next(lines), parse_int=str)
        return not (isinstance(first, dict) and first.get("type") == "FeatureCollection") and any(lines)
    except (ValueError, RecursionError, OSError, EOFError, zlib.error):
        return False


def _json_lines(lines: Iterator[str]) -> Iterator[TableRow | RowFault]:
    for number, line in enumerate(lines, 1):
        line = line.strip(BLANK)
        if not line:
            continue
        try:
            yield _row(f"line {number}", json.loads(line, parse_constant=lambda name: None))
        except (ValueError, RecursionError) as error:
            yield RowFault(f"line {number}", f"is not JSON ({error}); fix the line", "not JSON")


def _collection(text: io.TextIOWrapper) -> Iterator[TableRow | RowFault]:
    """The features of a FeatureCollection.  Raises NotAFeatureCollection before the first row when it is not one."""
    parts = iter(lambda: text.read(HEAD), "")
    try:
        chunks = (part.encode() for part in chain([next(parts, "").lstrip(BLANK)], parts))
        for number, value in enumerate(features(chunks), 1):
            yield _row(f"feature {number}", value)
    except BrokenFeatureCollection as error:
        yield RowFault(error.where, str(error), "broken collection")


def _row(where: str, value: Any) -> TableRow | RowFault:
    if not isinstance(value, dict):
        return RowFault(where, "is not a JSON object; fix it", "not an object")
    if value.get("type") != "Feature":
        return TableRow(where, {str(key).lower(): item for key, item in value.items()})
    properties = value.get("properties")
    row = {str(k).lower(): v for k, v in properties.items()} if isinstance(properties, dict) else {}
    geometry = value.get("geometry")
    if isinstance(geometry, dict) and geometry.get("type") == "Point":
        place = geometry.get("coordinates")
        if isinstance(place, list) and len(place) >= 2:
            row["lon"], row["lat"] = place[0], place[1]
    return TableRow(where, row)
