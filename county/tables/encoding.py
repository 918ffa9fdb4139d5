"""The encoding of a text, decided over the whole of it, and its lines.

A text is in UTF-8 when more of its characters are valid UTF-8 than not: one wrong byte, or one line of another program,
does not make mojibake of the rest.  Otherwise it is in Big5 or GB 18030, as gives common characters.  What does not fit
the encoding is decoded as U+FFFD.
"""

from __future__ import annotations

import codecs
import io
import re
from collections.abc import Callable, Iterator
from typing import BinaryIO

from county.tables.big5 import Big5Counts

NAMES = {"utf-8": "UTF-8", "utf-16-le": "UTF-16", "utf-16-be": "UTF-16", "gb18030": "GB 18030", "big5": "Big5",
         "utf-32-le": "UTF-32", "utf-32-be": "UTF-32"}  # fmt: skip
DAMAGED = "\ufffd"
LONGEST_LINE = 1 << 20
PART = 1 << 18
BLANK = "\ufeff \t\r\n\x1e"
"""Around a text: byte order mark, white space, and the record separator of RFC 8142."""
_HEAD = 1 << 16
_NOT_LEADS = bytes(byte for byte in range(256) if not (0xE0 <= byte <= 0xF4 or byte in (0xC2, 0xC3)))
"""All but the first bytes of UTF-8 characters that Chinese text and units have: U+0080 to U+00FF, U+0800 and above."""
PAIRS_OF_GB = re.compile(rb"(?:[\xc4-\xdf][\xa1-\xbf]|[\0-\x7f])*\Z")
"""Valid in UTF-8 (Greek to Thaana) and in GB 2312, where it is Chinese."""
_UTF8_CHINESE = re.compile(rb"[\xe2-\xef][\x80-\xbf]{2}")


def encoding_of(file: BinaryIO, progress: Callable[[int], None] = lambda read: None) -> str:
    """A key of NAMES for the text in ``file``, which is read from its beginning to its end.

    ``progress`` receives the bytes read so far.
    """
    file.seek(0)
    head = file.read(_HEAD)
    if (wide := _wide(head)) is not None:
        return wide
    if head.startswith(codecs.BOM_UTF8):
        return "utf-8"
    file.seek(0)
    decoder = codecs.getincrementaldecoder("utf-8")("replace")
    good = bad = read = 0
    ascii_only = pairs_only = True
    big5 = Big5Counts()
    while part := file.read(PART):
        read += len(part)
        progress(read)
        if part.isascii() and not decoder.getstate()[0]:
            continue
        ascii_only = False
        big5.add_part(part)
        text = decoder.decode(part)
        bad += text.count(DAMAGED)
        valid = text.replace(DAMAGED, "").encode()
        good += len(valid.translate(None, _NOT_LEADS))
        pairs_only = pairs_only and not good and PAIRS_OF_GB.match(valid) is not None
    bad += decoder.decode(b"", final=True).count(DAMAGED)
    if not bad:
        return "gb18030" if pairs_only and not ascii_only else "utf-8"
    if good > bad:
        return "utf-8"
    return "big5" if big5.plausible else "gb18030"


def _wide(head: bytes) -> str | None:
    """UTF-16 or UTF-32 by its byte order mark, or UTF-16 by every other byte of ASCII characters being zero."""
    if head.startswith(codecs.BOM_UTF32_LE):
        return "utf-32-le"
    if head.startswith(codecs.BOM_UTF32_BE):
        return "utf-32-be"
    if head.startswith(codecs.BOM_UTF16_LE):
        return "utf-16-le"
    if head.startswith(codecs.BOM_UTF16_BE):
        return "utf-16-be"
    whole = head[: len(head) // 2 * 2]
    zeros = {"utf-16-be": whole[::2].count(0), "utf-16-le": whole[1::2].count(0)}
    name, other = sorted(zeros, key=zeros.__getitem__, reverse=True)
    if zeros[name] <= 4 * zeros[other] or zeros[name] * 100 < len(whole) // 2:
        return None
    text = whole.decode(name, "replace")
    marks = sum(text.count(mark) for mark in "\r\n,;|\t{<")
    return name if marks and 2 * marks >= sum(whole.count(mark) for mark in b"\r\n,;|\t{<") else None


def lines(file: BinaryIO, encoding: str) -> Iterator[str]:
    """The lines of ``file`` with their ends: CR, LF, or both.

    A line of more than LONGEST_LINE characters is cut and ends with U+FFFD; one of UTF-8 in a text in GB 18030 or Big5
    has U+FFFD in place of its Chinese characters.
    """
    file.seek(0)
    wide = encoding.startswith(("utf-16", "utf-32"))
    text = io.TextIOWrapper(file, encoding if wide else "latin-1", errors="replace", newline="")
    first = True
    try:
        while line := text.readline(LONGEST_LINE):
            cut = len(line) == LONGEST_LINE and not line.endswith(("\n", "\r"))
            if cut:
                while (rest := text.readline(LONGEST_LINE)) and not rest.endswith(("\n", "\r")):
                    pass
                line = line[: LONGEST_LINE // 2]
            if not wide and not line.isascii():
                line = _decoded(line.encode("latin-1"), encoding)
            if cut:
                line += f"{DAMAGED}\n"
            if first:
                line, first = line.removeprefix("\ufeff"), False
            yield line
    finally:
        if not file.closed:
            text.detach()


def _decoded(line: bytes, encoding: str) -> str:
    if encoding in ("gb18030", "big5") and _UTF8_CHINESE.search(line):
        try:
            line.decode("utf-8")
        except UnicodeDecodeError:
            pass
        else:
            return line.decode("ascii", "replace")
    return line.decode(encoding, "replace")


def chunks(file: BinaryIO, encoding: str) -> Iterator[str]:
    """The text of ``file`` in parts, without what is BLANK before it."""
    file.seek(0)
    decoder = codecs.getincrementaldecoder(encoding)("replace")
    started = False
    while part := file.read(PART):
        text = decoder.decode(part)
        if not started:
            text = text.lstrip(BLANK)
            started = bool(text)
        if text:
            yield text
    if rest := decoder.decode(b"", final=True):
        yield rest
