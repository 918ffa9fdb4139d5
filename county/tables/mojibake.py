"""Mojibake: texts that were decoded in a wrong encoding and saved again; what they were before, if that can be told.

Chinese in UTF-8 that is read as Latin-1 or Windows-1252 becomes ``æ¹–å—``, read as GBK ``婀栧崡``; Chinese in GBK
that is read as Latin-1 becomes ``ºþÄÏ``.  Where a program replaced what it could not decode, the text is lost.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple
from unicodedata import category
from urllib.parse import unquote

from county.tables.simplified import simplified

DAMAGED = "\ufffd"
_LOST = re.compile("锟斤|烫烫|屯屯屯|ï¿½")
"""U+FFFD in UTF-8 read as GBK or Latin-1, and memory that was never written, read as GBK."""
_QUESTIONS = re.compile(r"[\W\d_]*\?{2,}[\W\d_]*", re.ASCII)
"""What a conversion to a code page without Chinese leaves of a name."""
_TABLES: dict[str, dict[str, int]] = {
    name: {sign: byte for byte in range(0x80, 0x100) if (sign := bytes([byte]).decode(codec, "ignore"))}
    for name, codec in (("Latin-1", "cp1252"), ("Mac Roman", "mac_roman"), ("code page 437", "cp437"),
                        ("code page 850", "cp850"))
}  # fmt: skip
"""By encoding, the byte of each character that is not in ASCII."""
_TABLES["Latin-1"] = {chr(byte): byte for byte in range(0x80, 0x100)} | _TABLES["Latin-1"]
_ESCAPED = re.compile(r"&#x?[0-9a-fA-F]+;|\\u[0-9a-fA-F]{4}|(?:%[0-9a-fA-F]{2}){3}")
_LINK = re.compile(r"[a-zA-Z]+://[!-~]+")
_ODD = re.compile(rb"(?<![\x80-\xff])(?:[\x80-\xff]{2})*[\x80-\xff](?![\x80-\xff])")
"""A run of bytes that are no ASCII which does not consist of pairs, as in GBK."""
_CODE_UNIT = re.compile(r"\\u([0-9a-fA-F]{4})")
_PUNCTUATION = frozenset("·—“”‘’、。（），：；《》〇")


class Meant(NamedTuple):
    """What a text should be: ``text`` with U+FFFD for what is lost, "" when all is; and how it came about."""

    text: str
    how: str


def meant(text: str) -> Meant | None:
    """What ``text`` was before it was decoded wrongly; None when it seems to be as it should."""
    if text.isascii() and not _is_escaped(text):
        return Meant("", "a conversion without Chinese") if _QUESTIONS.fullmatch(text) else None
    for first, how in _recoded(text):
        for second, again in _recoded(first):
            if how == again and _is_chinese(second):
                return Meant(second, f"{how}, twice")
        if _is_chinese(first):
            return Meant(first, how)
    if is_undecoded(text) or _LOST.search(text):
        return Meant("", "characters that could not be decoded")
    return None


def is_undecoded(text: str) -> bool:
    """Whether ``text`` has U+FFFD, or characters for private use or unassigned ones, as which bytes of another encoding
    are read.  Of the latter only those of the first plane, which is nearly full: newer names may have others."""
    return DAMAGED in text or (not text.isprintable() and any(map(_is_no_character, text)))


def _is_no_character(sign: str) -> bool:
    kind = category(sign)
    return kind == "Co" or (kind == "Cn" and sign <= "\uffff")


def _recoded(text: str) -> Iterator[tuple[str, str]]:
    """``text`` as it would be if it had been decoded otherwise, and how it was decoded."""
    if any(map(_is_rare, text)):
        for name, table in _TABLES.items():
            raw = _bytes_of(text, table)
            if raw is None:
                continue
            yield _damaged_as_one(raw.decode("utf-8", "replace")), f"UTF-8 read as {name}"
            if name == "Latin-1" and not _ODD.search(raw) and any(map(_is_letter, text)):
                yield raw.decode("gb18030", "replace"), "GBK read as Latin-1"
        raw = text.replace(DAMAGED, "?").encode("gb18030", "replace")
        found = _damaged_as_one(raw.decode("utf-8", "replace"))
        if not (_is_traditional(text) and any(sign == DAMAGED or sign.isascii() for sign in found)):
            yield found, "UTF-8 read as GBK"
    if _is_escaped(text):
        plain = _CODE_UNIT.sub(lambda found: chr(int(found[1], 16)), html.unescape(text))
        plain = unquote(plain, errors="replace")
        if sum(map(_is_ideograph, plain)) > sum(map(_is_ideograph, text)):
            yield plain, "characters written as escapes"


def _is_letter(sign: str) -> bool:
    """Whether it is a letter of Latin-1 beyond ASCII: signs alone, as in 10²×3, are as they should be."""
    return sign >= "\xc0" and sign.isalpha()


def _is_escaped(text: str) -> bool:
    """Whether there are escapes outside of links, in which they belong."""
    return bool(_ESCAPED.search(text)) and bool(_ESCAPED.search(_LINK.sub("", text)))


def _is_ideograph(sign: str) -> bool:
    return "\u4e00" <= sign <= "\u9fff"


def _bytes_of(text: str, table: dict[str, int]) -> bytes | None:
    """The bytes that were decoded by ``table``; None when it was another encoding."""
    known = [ord(sign) if sign.isascii() else table.get(sign, 0x3F if sign == DAMAGED else -1) for sign in text]
    return None if -1 in known else bytes(known)


def _damaged_as_one(text: str) -> str:
    """``text`` with one U+FFFD for each character that is lost, with the question marks that replace a part of it."""
    return re.sub(f"{DAMAGED}[{DAMAGED}?]*", DAMAGED, text)


def _is_chinese(text: str) -> bool:
    """Whether ``text`` consists of Chinese characters, most of them common, of ASCII, and of little damage."""
    signs = [sign for sign in text if not sign.isascii() and sign not in _PUNCTUATION]
    chinese = [sign for sign in signs if _is_ideograph(sign)]
    damaged = signs.count(DAMAGED)
    rare = sum(map(_is_rare, chinese))
    common = len(chinese) - rare
    return len(chinese) + damaged == len(signs) and 2 * common >= damaged and common > rare


def _is_traditional(text: str) -> bool:
    """Whether ``text`` is of common characters alone, some in their traditional form: 第五個 is as it should be."""
    return all(map(_is_ideograph, text)) and not any(map(_is_rare, simplified(text)))


@cache
def _is_rare(sign: str) -> bool:
    """Whether a character is neither ASCII nor in GB 2312, which most Chinese names are.  Cached: asked for each of all
    texts of a file."""
    try:
        sign.encode("gb2312")
    except UnicodeEncodeError:
        return True
    return False
