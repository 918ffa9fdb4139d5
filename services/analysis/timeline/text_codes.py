"""The texts of a timeline's columns, each stored once and referred to by its number."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from services.analysis.timeline.column_file import ColumnFile, DamagedColumn


class TextCodes:
    """Texts by number, from 1 on; 0 refers to no text.  One thread adds; others may read what it had added before."""

    def __init__(self, bytes_: ColumnFile, ends: ColumnFile) -> None:
        """``bytes_``: all texts in UTF-8, concatenated; ``ends``: where each ends.  Raises DamagedColumn."""
        self._bytes, self._ends = bytes_, ends
        stored, self._texts = bytes_.first(len(bytes_)).tobytes(), [""]
        begin = 0
        try:
            for end in ends.first(len(ends)).tolist():
                self._texts.append(stored[begin:end].decode())
                begin = end
        except UnicodeDecodeError as error:
            raise DamagedColumn(f"{bytes_.path}: contains no text") from error
        self._codes: dict[str | None, int] = {text: code for code, text in enumerate(self._texts) if code}
        self._codes[None] = 0
        self._stored = len(self._texts)

    def __len__(self) -> int:
        return len(self._texts)

    def codes(self, texts: Sequence[str | None]) -> list[int]:
        """The numbers of ``texts``, of which new ones are added; 0 for None."""
        known = self._codes
        try:
            return [known[text] for text in texts]
        except KeyError:
            for text in texts:
                if text not in known:
                    known[text] = len(self._texts)
                    self._texts.append(text or "")
            return [known[text] for text in texts]

    def find(self, text: str) -> int | None:
        """The number of ``text``; None when no column ever contained it."""
        return self._codes.get(text)

    def text(self, code: int) -> str:
        """The text with a number."""
        return self._texts[code]

    @property
    def texts(self) -> Sequence[str]:
        """All of them, by number."""
        return self._texts

    def store(self) -> None:
        """Append the texts that were added since the last call.  Raises OSError."""
        encoded = [text.encode() for text in self._texts[self._stored :]]
        if encoded:
            self._bytes.append(np.frombuffer(b"".join(encoded), np.uint8))
            begin = self._ends.first(len(self._ends))[-1] if len(self._ends) else 0
            self._ends.append(np.cumsum([len(data) for data in encoded], dtype=np.int64) + begin)
            self._stored = len(self._texts)
