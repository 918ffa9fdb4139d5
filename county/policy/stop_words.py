"""Words that say nothing about the subject of a question, and that can be given no meaning."""

from __future__ import annotations

from functools import cache
from pathlib import Path

STOP_WORDS = Path(__file__).parents[2] / "resources" / "knowledge" / "stop_words.txt"


@cache
def stop_words() -> frozenset[str]:
    """Read from the program's file once."""
    lines = STOP_WORDS.read_text("utf-8").splitlines()
    return frozenset(word for line in lines if not line.startswith("#") for word in line.split())
