"""Texts in simplified characters, to compare headers, words and names that files write in traditional ones."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from county.explained import Explained

TABLE = Path(__file__).resolve().parents[2] / "resources" / "importing" / "simplified.txt"


class BadTable(Explained):
    """The table of characters cannot be used; one line."""


def simplified(text: str) -> str:
    """``text`` with every traditional character in its simplified form: 鄉鎮 as 乡镇.  As many characters as before.

    For comparisons, of both sides: of a few characters (乾, 徵) the form depends on the word, and is not the right one
    to show.  Raises BadTable.
    """
    return text if text.isascii() else text.translate(_table())


@cache
def _table() -> dict[int, str]:
    try:
        lines = TABLE.read_text(encoding="utf-8").splitlines()
        return {ord(pair[0]): pair[1] for line in lines if not line.startswith("#") for pair in line.split()}
    except (OSError, ValueError, IndexError) as error:
        raise BadTable("{path}: {why}; restore the file", path=TABLE, why=error) from error
