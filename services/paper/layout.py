"""A page as PDF, or as pictures of its sheets for a printer.  May be called in any thread but that of a window."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import msgspec

from county.child_process import NO_WINDOW
from county.explained import Explained
from services.paper.page import ChartSheet, OfficialPage, PaperPage
from services.paper.typst_process import LayoutOrder

LAYOUT_S = 120
"""Of one page; a handover of 200 events takes a second."""
PRINT_PPI = 300
"""The finest strokes of Chinese characters of 8 points stay apart."""
_ROOT = Path(__file__).resolve().parents[2]


class NotLaidOut(Explained):
    """A page was not made; one line."""


def pdf_of(page: PaperPage | OfficialPage) -> bytes:
    """The page as PDF whose text can be searched and copied.  Raises NotLaidOut."""
    return _made(LayoutOrder(page))[0]


def sheets_of(page: PaperPage | OfficialPage | ChartSheet, ppi: int = PRINT_PPI) -> list[bytes]:
    """A PNG of each sheet.  Raises NotLaidOut."""
    return _made(LayoutOrder(page, ppi))


def _made(order: LayoutOrder) -> list[bytes]:
    try:
        done = subprocess.run(
            [sys.executable, "-m", "services.paper.typst_process"], cwd=_ROOT, input=msgspec.msgpack.encode(order),
            capture_output=True, timeout=LAYOUT_S, creationflags=NO_WINDOW, check=False,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        raise NotLaidOut("the page was not laid out within {limit} s; try again", limit=LAYOUT_S) from None
    if done.returncode:
        why = done.stderr.decode(errors="replace").strip().rpartition("\n")[2]
        raise NotLaidOut("the page cannot be laid out: {why}; report this", why=why)
    return msgspec.msgpack.decode(done.stdout, type=list[bytes])
