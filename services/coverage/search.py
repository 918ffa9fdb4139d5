"""Runs a search in a process of its own, which is ended when its answer is not needed any more."""

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
from county.coverage.siting import SiteProblem, SiteProposal
from county.coverage.tours import TourPlan, TourProblem
from county.explained import Explained
from services.coverage.solver_process import Problem, SearchStep, Told

LOOK_S = 0.1
"""How often it is looked whether the answer is still needed."""
_ROOT = Path(__file__).parents[2]


class SearchFailed(Explained):
    """The search ended without a result; one line."""


class SearchCancelled(Exception):
    """The answer was not needed any more; the process was ended."""


def sites(problem: SiteProblem, progress: Callable[[float], None], cancelled: Callable[[], bool]) -> SiteProposal:
    """The proposal.  Raises SearchFailed, SearchCancelled."""
    found = _searched(problem, progress, cancelled)
    assert isinstance(found, SiteProposal)
    return found


def tours(problem: TourProblem, progress: Callable[[float], None], cancelled: Callable[[], bool]) -> TourPlan:
    """The plan.  Raises SearchFailed, SearchCancelled."""
    found = _searched(problem, progress, cancelled)
    assert isinstance(found, TourPlan)
    return found


def _searched(problem: Problem, progress: Callable[[float], None], cancelled: Callable[[], bool]) -> Told:
    process = subprocess.Popen(
        [sys.executable, "-m", "services.coverage.solver_process"], cwd=_ROOT, stdin=subprocess.PIPE,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, creationflags=NO_WINDOW,
    )  # fmt: skip
    lines: queue.SimpleQueue[bytes] = queue.SimpleQueue()
    errors: list[bytes] = []
    readers = [
        threading.Thread(target=_pass_lines, args=(process.stdout, lines), name="search", daemon=True),
        threading.Thread(target=lambda: errors.append(_read(process.stderr)), name="search errors", daemon=True),
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
        found = _told(lines, progress, cancelled)
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
        raise SearchFailed("the search ended with {code}: {why}", code=process.returncode, why=why or "no reason given")
    return found


def _told(
    lines: queue.SimpleQueue[bytes], progress: Callable[[float], None], cancelled: Callable[[], bool]
) -> Told | None:
    """The result; None where the process ended without one.  Raises SearchCancelled."""
    decoder = msgspec.json.Decoder(Told)
    while True:
        if cancelled():
            raise SearchCancelled
        try:
            line = lines.get(timeout=LOOK_S)
        except queue.Empty:
            continue
        if not line:
            return None
        message: Told = decoder.decode(line)
        if not isinstance(message, SearchStep):
            return message
        progress(message.share)


def _pass_lines(pipe: Any, lines: queue.SimpleQueue[bytes]) -> None:
    for line in pipe:
        lines.put(line)
    lines.put(b"")


def _read(pipe: Any) -> bytes:
    return bytes(pipe.read())
