"""The rendering thread: VTK runs in it, so that the UI thread never waits for a frame.

VTK releases Python's lock while it draws.  macOS wants windows in the main thread: there the same calls run
inline.
"""

from __future__ import annotations

import os
import sys
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal

from layers.style import StyleSheet
from services.loop.allocator import free_unused_memory
from twin.view.scene import Frame, FrameRequest, TwinScene
from twin.view.surface import Surface

AWAITED_MS = 10_000
"""Time to prepare a frame whose caller waits for it."""
NICENESS = 10
"""Of the threads of software OpenGL: the UI thread has priority on a busy machine."""


class Worker(QObject):
    """Draws the newest requested view; views that it had no time for are skipped."""

    drawn = Signal(object)
    """Frame"""
    failed = Signal(str)

    def __init__(self, surface: Surface, styles: StyleSheet) -> None:
        super().__init__()
        self._surface = surface
        self._styles = styles
        self._scene: TwinScene | None = None
        inline = sys.platform == "darwin"
        self._thread = None if inline else ThreadPoolExecutor(1, "twin")
        self._job: Future[None] | None = None
        self._closed = False

    @property
    def busy(self) -> bool:
        """A view is being drawn."""
        return self._job is not None and not self._job.done()

    def request(self, view: FrameRequest) -> None:
        """Draw ``view`` and emit ``drawn``; not while busy."""
        if self._closed:
            return
        if self._thread is None:
            QTimer.singleShot(0, self, lambda: self._draw(view))
        else:
            self._job = self._thread.submit(self._draw, view)

    def draw_now(self, view: FrameRequest) -> Frame | None:
        """Draw ``view`` in full and wait for it; None when that fails, which ``failed`` reports."""
        view = replace(view, prepare_ms=AWAITED_MS)
        while True:
            frame = self._tried(view) if self._thread is None else self._thread.submit(self._tried, view).result()
            if frame is None or frame.complete:
                return frame

    def rest(self) -> None:
        """Free the graphics as soon as the view in work is drawn; the next request makes them again."""
        if self._closed:
            return
        if self._thread is None:
            self._free()
        else:
            self._thread.submit(self._free)

    def close(self) -> None:
        """Free the graphics and end the thread."""
        if self._closed:
            return
        self._closed = True
        if self._thread is None:
            self._free()
        else:
            self._thread.submit(self._free).result()
            self._thread.shutdown(wait=True)

    def _draw(self, view: FrameRequest) -> None:
        if self._closed:
            return
        frame = self._tried(view)
        if frame is not None:
            self.drawn.emit(frame)

    def _tried(self, view: FrameRequest) -> Frame | None:
        """The frame; None when there was any error: the desktop continues without its 3D view, which shows why."""
        try:
            if self._scene is None:
                self._scene = TwinScene(self._surface, self._styles)
                _step_back()
            return self._scene.draw(view)
        except Exception as error:  # top of the worker thread: an uncaught exception would be lost in the future
            self.failed.emit(" ".join(str(error).split()) or type(error).__name__)
            return None

    def _free(self) -> None:
        if self._scene is not None:
            self._scene.close()
            self._scene = None
            free_unused_memory()  # else hundreds of MB of pictures are kept for later


def _step_back() -> None:
    """Software OpenGL's threads get a lower priority than all others; Linux has a niceness for each thread.

    Not this thread: it would keep Python's lock from the UI thread while it waits for its turn.
    """
    for task in Path("/proc/self/task").glob("*"):
        with suppress(OSError):  # it ended meanwhile
            if (task / "comm").read_text().startswith("llvmpipe"):
                os.setpriority(os.PRIO_PROCESS, int(task.name), NICENESS)
