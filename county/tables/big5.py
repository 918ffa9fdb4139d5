"""Big5 that nobody declares, told from GB 18030 by what the text would say: nearly all bytes of one are valid in the
other.

Names consist of the characters that each code has first: the 5,401 common ones of Big5, the 3,755 of GB 2312.
"""

from __future__ import annotations

import codecs
import re

_PAIRS = re.compile(rb"[\x81-\xfe][\x40-\x7e\x80-\xfe]")
_COMMON_BIG5 = re.compile(rb"[\xa4-\xc6][\x40-\x7e\xa1-\xfe]")
_COMMON_GB = re.compile(rb"[\xb0-\xd7][\xa1-\xfe]")
_SIGNS = (0xA1, 0xA3)
"""First bytes of punctuation, full-width forms and symbols in both."""
MOST = 0.85
"""Share of the characters that must be common ones of Big5."""
FEWER = 0.9
"""Share of those that may be common ones of GB 2312 as well, read so: of real Big5 some 0.4 are, of GB 2312 0.95."""


class Big5Counts:
    """Counts the characters of texts, of all together, as Big5 and as GB 2312."""

    def __init__(self) -> None:
        self._valid = True
        self._pairs = self._big5 = self._gb = 0
        self._rest = b""

    def add(self, text: bytes) -> None:
        """One text, perhaps cut within its last character."""
        self.add_part(text)
        self._rest = b""

    def add_part(self, part: bytes) -> None:
        """The next part of a text; it may begin and end within a character."""
        whole = self._rest + part
        if not self._valid or whole.isascii():
            return
        decoder = codecs.getincrementaldecoder("big5")()
        try:
            decoder.decode(whole)
        except UnicodeDecodeError:
            self._valid = False
            return
        self._rest = decoder.getstate()[0]
        for pair in _PAIRS.findall(whole[: len(whole) - len(self._rest)]):
            if _SIGNS[0] <= pair[0] <= _SIGNS[1]:
                continue
            self._pairs += 1
            self._big5 += _COMMON_BIG5.fullmatch(pair) is not None
            self._gb += _COMMON_GB.fullmatch(pair) is not None

    @property
    def plausible(self) -> bool:
        """Whether they are Chinese in Big5 rather than in GB 18030."""
        return self._valid and self._big5 >= MOST * self._pairs > 0 and self._gb < FEWER * self._big5
