"""Computes an answer in a process of its own, which is ended when the answer is not needed any more."""

from __future__ import annotations

import queue
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec

from county.child_process import NO_WINDOW
from county.explained import Explained
from services.studies.study_process import StudyStep

LOOK_S = 0.1
"""How often it is looked whether the answer is still needed."""
_ROOT = Path(__file__).parents[2]
Progress = Callable[[float], None]
Cancelled = Callable[[], bool]


class StudyFailed(Explained):
    """The process ended without an answer; one line."""


class StudyCancelled(Exception):
    """The answer was not needed any more; the process was ended."""


def computed_apart(module: str, problem: msgspec.Struct, answer: Any, progress: Progress, cancelled: Cancelled) -> Any:
    """What the process ``python -m module`` answers (see :mod:`services.studies.study_process`), of the tagged type
    ``answer``.  Raises StudyFailed, StudyCancelled."""
    process = subprocess.Popen(
        [sys.executable, "-m", module], cwd=_ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        stderr=subprocess.PIPE, creationflags=NO_WINDOW,
    )  # fmt: skip
    lines: queue.SimpleQueue[bytes] = queue.SimpleQueue()
    errors: list[bytes] = []
    readers = [
        threading.Thread(target=_pass_lines, args=(process.stdout, lines), name="study", daemon=True),
        threading.Thread(target=lambda: errors.append(_read(process.stderr)), name="study errors", daemon=True),
    ]
    for reader in readers:
        reader.start()
    try:
        assert process.stdin is not None
        try:
            process.stdin.write(msgspec.msgpack.encode(problem))
            process.stdin.close()
        except OSError:
            pass  # it has ended, and its errors say why
        found = _told(lines, msgspec.json.Decoder(StudyStep | answer), progress, cancelled)
    except BaseException:
        process.kill()
        raise
    finally:
        process.wait()
        for reader in readers:
            reader.join()
        for pipe in (process.stdout, process.stderr):
            if pipe is not None:
                pipe.close()
    if found is None:
        why = b"".join(errors).decode(errors="replace").strip().rpartition("\n")[2]
        raise StudyFailed("the search ended with {code}: {why}", code=process.returncode, why=why or "no reason given")
    return found


def _told(
    lines: queue.SimpleQueue[bytes], decoder: msgspec.json.Decoder[Any], progress: Progress, cancelled: Cancelled
) -> Any:
    """The answer; None where the process ended without one.  Raises StudyCancelled."""
    while True:
        if cancelled():
            raise StudyCancelled
        try:
            line = lines.get(timeout=LOOK_S)
        except queue.Empty:
            continue
        if not line:
            return None
        message = decoder.decode(line)
        if not isinstance(message, StudyStep):
            return message
        progress(message.share)


def _pass_lines(pipe: Any, lines: queue.SimpleQueue[bytes]) -> None:
    for line in pipe:
        lines.put(line)
    lines.put(b"")


def _read(pipe: Any) -> bytes:
    return bytes(pipe.read())
