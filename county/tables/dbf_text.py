"""The encoding of text in a DBF, which often declares a wrong one, and cuts texts and headers within a character.

What is declared (``.cpg``, or the language byte of the ``.dbf``) is believed for every column whose bytes are valid in
it; all other columns are in UTF-8 if they are valid in it, else in Big5 or GB 18030, as gives common characters.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable
from pathlib import Path

from county.tables.big5 import Big5Counts
from county.tables.encoding import PAIRS_OF_GB

LONGEST_CPG = 100
LANGUAGE_BYTE = 29
_LANGUAGES = {0x4D: "gbk", 0x7A: "gbk", 0x4F: "big5", 0x78: "big5"}
"""The code pages with Chinese; all others are often defaults of a program."""
_CODE_PAGES = {"65001": "utf-8", "936": "gbk", "950": "big5", "54936": "gb18030", "20936": "gb2312"}
_CHINESE = frozenset({"utf-8", "gbk", "gb2312", "gb18030", "big5"})


def declared(path: Path, language: int) -> tuple[str, str]:
    """The encoding with Chinese characters that the table ``path`` declares, and the name of the ``.cpg`` that does.

    ``language``: the byte of the table, which declares it where there is no ``.cpg``.  "" for none.
    """
    for near in sorted(path.parent.glob(f"{_literal(path.stem)}.*")):
        if near.suffix.lower() == ".cpg" and near.is_file():
            with near.open("rb") as file:
                word = file.read(LONGEST_CPG).decode("ascii", "ignore").strip()
            return _code_page(word), near.name
    return _LANGUAGES.get(language, ""), ""


class ColumnEncoding:
    """The encoding of all texts of a column: as declared if they are valid in it, else UTF-8, else Big5 or GB 18030."""

    def __init__(self, declared: str, texts: Iterable[bytes] = ()) -> None:
        self._declared = declared
        self._texts = self._of_gb2312 = 0
        self._utf8 = self._big5 = self._pairs = True
        self._counts = Big5Counts()
        for text in texts:
            self.add(text)

    def add(self, text: bytes) -> None:
        """One text, perhaps cut within its last character."""
        if text.isascii():
            return
        self._texts += 1
        self._counts.add(text)
        self._utf8 = self._utf8 and valid(text, "utf-8")
        self._big5 = self._big5 and self._declared == "big5" and valid(text, "big5")
        self._pairs = self._pairs and PAIRS_OF_GB.match(text) is not None
        self._of_gb2312 += bool(self._declared) and self._utf8 and valid(text, "gb2312")

    @property
    def ascii_only(self) -> bool:
        """Whether its texts are the same in all encodings."""
        return not self._texts

    @property
    def name(self) -> str:
        """Of the codec."""
        if self._declared == "utf-8" or not self._texts:
            return "utf-8" if self._utf8 else self._undeclared
        if self._big5:
            return "big5"
        # Chinese in UTF-8 can be valid GBK, too, but then of rare characters outside of GB 2312.
        chinese = self._of_gb2312 * 2 > self._texts if self._declared else self._pairs
        return "utf-8" if self._utf8 and not chinese else self._undeclared

    @property
    def _undeclared(self) -> str:
        return "big5" if self._counts.plausible else "gb18030"


def for_one(text: bytes, encoding: str) -> str:
    """The encoding of one text of a column in ``encoding``: rows pasted from elsewhere can have another."""
    return next((each for each in (encoding, "utf-8", "gb18030") if valid(text, each)), encoding)


def valid(text: bytes, encoding: str) -> bool:
    """Whether ``text`` is in ``encoding``, perhaps cut within its last character."""
    try:
        codecs.getincrementaldecoder(encoding)().decode(text)
    except UnicodeDecodeError:
        return False
    return True


def without_cut(text: bytes, encoding: str) -> tuple[str, bool]:
    """The text without a last character that was cut, and whether there was one."""
    decoder = codecs.getincrementaldecoder(encoding)("replace")
    return decoder.decode(text), bool(decoder.getstate()[0])


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
