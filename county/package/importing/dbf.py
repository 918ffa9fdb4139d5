"""Text of Shapefiles, whose DBF often declares a wrong encoding: decoded by :mod:`county.tables.dbf_text`, and said."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from county.package.finding import naming
from county.package.importing.notes import Note
from county.tables.dbf_text import LANGUAGE_BYTE, ColumnEncoding, declared, for_one, without_cut

AS_BYTES = "ISO-8859-1"
"""With this encoding every character is one byte of the file."""
HEADER_BYTES = 10

Columns = Mapping[str, NDArray[np.generic]]


def decoded(path: Path, columns: Columns) -> tuple[dict[str, NDArray[np.generic]], list[Note]]:
    """Text of the Shapefile's columns, which were read as bytes (AS_BYTES), and remarks on it."""
    said, by = _declared(path)
    out: dict[str, NDArray[np.generic]] = {}
    other: dict[str, list[str]] = {}
    in_big5: list[str] = []
    cut_off: list[str] = []
    unreadable: list[str] = []
    header_bytes = [name.encode(AS_BYTES) for name in columns]
    in_headers = ColumnEncoding(said, header_bytes).name
    for header, values in zip(header_bytes, columns.values(), strict=True):
        name = without_cut(header, in_headers)[0]
        if values.dtype != object:
            out[name] = values
            continue
        texts = {value: value.encode(AS_BYTES) for value in values if isinstance(value, str)}
        of_column = ColumnEncoding(said, texts.values())
        encoding = of_column.name
        if said and not _same(encoding, said) and not of_column.ascii_only:
            other.setdefault(encoding, []).append(name)
        if not said and encoding == "big5":
            in_big5.append(name)
        meant = {value: without_cut(raw, for_one(raw, encoding)) for value, raw in texts.items()}
        unreadable += [text for text, _ in meant.values() if "\ufffd" in text]
        cut_off += [text for text, cut in meant.values() if cut]
        out[name] = np.array([meant[v][0] if isinstance(v, str) else v for v in values], dtype=object)
    notes = [
        Note(f"{by} says {said}, but the bytes of {naming(names)} are not: read as {_shown(encoding)}")
        for encoding, names in other.items()
    ]
    if in_big5:
        text = f"its table states no encoding: {naming(in_big5)} were read as Big5, in which they are Chinese"
        notes.append(Note(f"{text}; check the names", path.name))
    if cut_off:
        notes.append(
            Note(
                f"{len(cut_off)} texts of {path.with_suffix('.dbf').name} are cut within a character, which was "
                f"dropped: {naming(cut_off, 3)}; widen the column and export it again"
            )
        )
    if unreadable:
        text = f"{len(unreadable)} texts are neither UTF-8 nor GBK ({naming(unreadable, 3)}); fix them in {path.name}"
        notes.append(Note(text, severity="error"))
    return out, notes


def cut(header: str) -> str:
    """A header written in UTF-8 as truncated by a DBF."""
    return header.encode()[:HEADER_BYTES].decode(errors="ignore")


def _declared(path: Path) -> tuple[str, str]:
    """Encoding with Chinese characters that the Shapefile ``path`` declares, and where; "" for none."""
    dbf = path.with_suffix(".dbf")
    try:
        with dbf.open("rb") as file:
            head = file.read(LANGUAGE_BYTE + 1)
    except OSError:
        head = b""
    encoding, by = declared(path, head[LANGUAGE_BYTE] if len(head) > LANGUAGE_BYTE else 0)
    return encoding, by or dbf.name


def _same(a: str, b: str) -> bool:
    gb = ("gbk", "gb2312", "gb18030")
    return a == b or (a in gb and b in gb)


def _shown(encoding: str) -> str:
    return "GBK" if encoding == "gb18030" else encoding.upper()
