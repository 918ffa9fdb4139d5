"""Marks a journal in which a running backend found a damaged table, so that the next start rebuilds it."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from services.store.private import private_file

FILE = "damaged-table"
"""In the realm's folder, which a rebuild replaces."""


def mark_damaged(folder: Path, why: str) -> None:
    """Mark the journal in ``folder``.  A disk that fails marks nothing: the next start may notice it, too."""
    with suppress(OSError):
        private_file(folder / FILE)
        (folder / FILE).write_text(" ".join(why.split()), encoding="utf-8")


def marked_damage(folder: Path) -> str:
    """Why the journal was marked; "" when it was not."""
    try:
        return (folder / FILE).read_text(encoding="utf-8", errors="replace") or "?"
    except OSError:
        return ""
