"""Text of Shapefiles, whose DBF often declares a wrong encoding, and cuts texts and headers within a character.

What the file declares (``.cpg``, or the language byte of the ``.dbf``) is believed for every column whose bytes are
valid in it; all other columns are decoded as UTF-8 if they are valid in it, else as GB 18030, and this is said.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable, Mapping
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from county.package.finding import naming
from county.package.importing.notes import Note

AS_BYTES = "ISO-8859-1"
"""With this encoding every character is one byte of the file."""
HEADER_BYTES = 10
LONGEST_CPG = 100
_LANGUAGES = {0x4D: "gbk", 0x7A: "gbk", 0x4F: "big5", 0x78: "big5"}
"""Byte 29 of a DBF: the code pages with Chinese; all others are often defaults of a program."""
_CODE_PAGES = {"65001": "utf-8", "936": "gbk", "950": "big5", "54936": "gb18030", "20936": "gb2312"}
_CHINESE = frozenset({"utf-8", "gbk", "gb2312", "gb18030", "big5"})


Columns = Mapping[str, NDArray[np.generic]]


def decoded(path: Path, columns: Columns) -> tuple[dict[str, NDArray[np.generic]], list[Note]]:
    """Text of the Shapefile's columns, which were read as bytes (AS_BYTES), and remarks on it."""
    declared, by = _declared(path)
    out: dict[str, NDArray[np.generic]] = {}
    other: dict[str, list[str]] = {}
    cut_off: list[str] = []
    unreadable: list[str] = []
    header_bytes = [name.encode(AS_BYTES) for name in columns]
    in_headers = _encoding_of(header_bytes, declared)
    for header, values in zip(header_bytes, columns.values(), strict=True):
        name = _text(header, in_headers)[0]
        if values.dtype != object:
            out[name] = values
            continue
        texts = {value: value.encode(AS_BYTES) for value in values if isinstance(value, str)}
        encoding = _encoding_of(texts.values(), declared)
        if declared and not _same(encoding, declared) and not all(map(bytes.isascii, texts.values())):
            other.setdefault(encoding, []).append(name)
        meant = {value: _text(raw, _for_one(raw, encoding)) for value, raw in texts.items()}
        unreadable += [text for text, _ in meant.values() if "\ufffd" in text]
        cut_off += [text for text, cut in meant.values() if cut]
        out[name] = np.array([meant[v][0] if isinstance(v, str) else v for v in values], dtype=object)
    notes = [
        Note(f"{by} says {declared}, but the bytes of {naming(names)} are not: read as {_shown(encoding)}")
        for encoding, names in other.items()
    ]
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
    for near in sorted(path.parent.glob(f"{_literal(path.stem)}.*")):
        if near.suffix.lower() == ".cpg":
            word = near.read_bytes()[:LONGEST_CPG].decode("ascii", "ignore").strip()
            return _code_page(word), near.name
    dbf = path.with_suffix(".dbf")
    try:
        with dbf.open("rb") as file:
            head = file.read(30)
    except OSError:
        return "", ""
    return (_LANGUAGES.get(head[29], ""), dbf.name) if len(head) == 30 else ("", "")


def _literal(stem: str) -> str:
    return re.sub(r"([\[\]*?])", r"[\1]", stem)


def _code_page(word: str) -> str:
    number = re.search(r"\d{3,5}", word)
    if number and number[0] in _CODE_PAGES:
        return _CODE_PAGES[number[0]]
    try:
        name = codecs.lookup(word).name
    except (LookupError, ValueError):
        return ""
    return name if name in _CHINESE else ""


def _same(a: str, b: str) -> bool:
    gb = ("gbk", "gb2312", "gb18030")
    return a == b or (a in gb and b in gb)


def _shown(encoding: str) -> str:
    return "GBK" if encoding == "gb18030" else encoding.upper()


def _encoding_of(texts: Iterable[bytes], declared: str) -> str:
    """The encoding of all of ``texts``: as declared if they are valid in it, else UTF-8, else GB 18030."""
    raw = [text for text in texts if not text.isascii()]
    is_utf8 = all(_valid(text, "utf-8") for text in raw)
    if declared == "utf-8" or not raw:
        return "utf-8" if is_utf8 else "gb18030"
    if declared == "big5" and all(_valid(text, "big5") for text in raw):
        return "big5"
    # Chinese in UTF-8 can be valid GBK, too, but then of rare characters outside of GB 2312.
    if is_utf8 and (not declared or not _common(raw)):
        return "utf-8"
    return "gb18030"


def _common(raw: list[bytes]) -> bool:
    """Whether most texts in GBK are of the common characters of GB 2312."""
    good = sum(_valid(text, "gb2312") for text in raw)
    return good * 2 > len(raw)


def _for_one(raw: bytes, encoding: str) -> str:
    """The encoding of one text of a column in ``encoding``: rows pasted from elsewhere can have another."""
    return next((e for e in (encoding, "utf-8", "gb18030") if _valid(raw, e)), encoding)


def _valid(raw: bytes, encoding: str) -> bool:
    """Whether ``raw`` is a text in ``encoding``, perhaps cut within its last character."""
    try:
        codecs.getincrementaldecoder(encoding)().decode(raw)
    except UnicodeDecodeError:
        return False
    return True


def _text(raw: bytes, encoding: str) -> tuple[str, bool]:
    """The text without a last character that was cut, and whether there was one."""
    decoder = codecs.getincrementaldecoder(encoding)("replace")
    text = decoder.decode(raw)
    return text, bool(decoder.getstate()[0])
