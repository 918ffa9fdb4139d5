"""A display of its own for a window, where X virtual frame buffers are installed."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

SIZE_PX = (1920, 1080)


@contextmanager
def virtual_display() -> Iterator[Mapping[str, str]]:
    """The environment of programs that are to be shown there; Qt's off-screen platform where there is no Xvfb.

    A window manager runs on it if openbox is installed: without one, windows keep their sizes.  Raises RuntimeError
    when it does not start.
    """
    xvfb, manager = shutil.which("Xvfb"), shutil.which("openbox")
    if xvfb is None:
        yield {"QT_QPA_PLATFORM": "offscreen"}
        return
    reading, writing = os.pipe()
    size = f"{SIZE_PX[0]}x{SIZE_PX[1]}x24"
    command = (xvfb, "-displayfd", str(writing), "-screen", "0", size, "-nolisten", "tcp")
    server = _silent(*command, pass_fds=(writing,))
    os.close(writing)
    with os.fdopen(reading) as numbers:
        number = numbers.readline().strip()
    started = [server]
    try:
        if not number:
            raise RuntimeError("Xvfb ended before it was ready")
        shown = {"DISPLAY": f":{number}", "QT_QPA_PLATFORM": "xcb"}
        if manager is not None:
            started.append(_silent(manager, environment=shown))
        yield shown
    finally:
        for process in reversed(started):
            process.terminate()
            process.wait()


def _silent(
    *command: str, environment: Mapping[str, str] | None = None, pass_fds: tuple[int, ...] = ()
) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        command, env={**os.environ, **(environment or {})}, pass_fds=pass_fds, stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
