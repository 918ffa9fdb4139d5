"""A page as PDF, or as pictures of its sheets for a printer.  May be called in any thread but that of a window."""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import msgspec

from county.child_process import NO_WINDOW
from county.explained import Explained
from services.paper.page import ChartSheet, OfficialPage, PaperPage
from services.paper.typst_process import LayoutOrder

LAYOUT_S = 120
"""Of one page; a handover of 200 events takes a second."""
POLL_S = 0.1
"""How soon a page that is not wanted any more is given up."""
PRINT_PPI = 300
"""The finest strokes of Chinese characters of 8 points stay apart."""
_ROOT = Path(__file__).resolve().parents[2]


class LayoutCancelled(Exception):
    """The page is not wanted any more; its process has ended."""


class NotLaidOut(Explained):
    """A page was not made; one line."""


def pdf_of(page: PaperPage | OfficialPage, cancelled: Callable[[], bool] = bool) -> bytes:
    """The page as PDF whose text can be searched and copied.  Raises NotLaidOut, LayoutCancelled."""
    return _made(LayoutOrder(page), cancelled)[0]


def sheets_of(
    page: PaperPage | OfficialPage | ChartSheet, ppi: int = PRINT_PPI, cancelled: Callable[[], bool] = bool
) -> list[bytes]:
    """A PNG of each sheet.  Raises NotLaidOut, LayoutCancelled."""
    return _made(LayoutOrder(page, ppi), cancelled)


def _made(order: LayoutOrder, cancelled: Callable[[], bool]) -> list[bytes]:
    pipe = subprocess.PIPE
    with tempfile.TemporaryFile() as given:  # a pipe would have to be filled while the answer is awaited
        given.write(msgspec.msgpack.encode(order))
        given.seek(0)
        with subprocess.Popen(
            [sys.executable, "-m", "services.paper.typst_process"], cwd=_ROOT, stdin=given, stdout=pipe, stderr=pipe,
            creationflags=NO_WINDOW,
        ) as process:  # fmt: skip
            try:
                made, told = _awaited(process, cancelled)
            except BaseException:
                process.kill()
                raise
    if process.returncode:
        why = told.decode(errors="replace").strip().rpartition("\n")[2]
        raise NotLaidOut("the page cannot be laid out: {why}; report this", why=why)
    return msgspec.msgpack.decode(made, type=list[bytes])


def _awaited(process: subprocess.Popen[bytes], cancelled: Callable[[], bool]) -> tuple[bytes, bytes]:
    """What the process says, and its complaints."""
    until_s = time.monotonic() + LAYOUT_S
    while time.monotonic() < until_s:
        if cancelled():
            raise LayoutCancelled
        with suppress(subprocess.TimeoutExpired):
            return process.communicate(timeout=POLL_S)
    raise NotLaidOut("the page was not laid out within {limit} s; try again", limit=LAYOUT_S)
