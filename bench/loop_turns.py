"""Turns of a window's event loop that take longer than a frame of the screen, each with what ran then.

A thread looks at the Python stack of the window's thread every few milliseconds; Python tells when it collects
garbage.  A turn for which the window's thread did not have the processor is told apart by its processor time.
"""

from __future__ import annotations

import gc
import sys
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from statistics import median
from types import CodeType, FrameType
from typing import Self

from bench.children import ROOT

FRAME_MS = 16.0
EVERY_S = 0.01
"""Each look takes Python's lock from the window's thread: every 3 ms, they made reactions a quarter longer."""
QT_ALONE = "Qt alone: layout, style and painting of its own widgets"
Call = tuple[str, str]
"""File, relative to the program's folder, and function."""
_PAINTING: Call = ("desktop/window/main_window.py", "MainWindow.event")
_OTHERS = frozenset({"bench", ".venv", "main.py"})


@dataclass(frozen=True)
class LongTurn:
    """One turn of more than FRAME_MS."""

    begun: str
    """What began it in the loop."""
    mostly: str
    """Where most of its time went; "" where that is all that is known."""
    wall_ms: float
    busy_ms: float
    """Of processor time of the window's thread."""

    @property
    def waited(self) -> bool:
        """Whether the window's thread had the processor for less than FRAME_MS of it."""
        return self.busy_ms <= FRAME_MS


@dataclass(frozen=True)
class TurnCause:
    """The long turns that were begun by the same."""

    what: str
    """What began them, and where most time went in most of them."""
    turns: int
    longest_busy_ms: float
    """Of processor time of the window's thread, as the next."""
    median_busy_ms: float
    waited: int
    """How many of them would have been short, had the thread had the processor."""


class LoopTurns:
    """Observes the thread that creates it from entering to leaving the ``with`` block."""

    def __init__(self) -> None:
        self.long: list[LongTurn] = []
        self.count = 0
        self.longest_ms = 0.0
        self._main = threading.get_ident()
        self._depth = 0
        self._began: float | None = None
        self._stacks: list[tuple[Call, ...]] = []
        """Calls of the program, the first one innermost, at each look in this turn."""
        self._collecting_since = 0.0
        self._collections: dict[int, float] = defaultdict(float)
        """Seconds of collections in this turn, by generation."""
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._look, name="loop-turns", daemon=True)

    def __enter__(self) -> Self:
        gc.callbacks.append(self._note_collection)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join()
        gc.callbacks.remove(self._note_collection)

    @contextmanager
    def turn(self, name: str = "") -> Iterator[None]:
        """Surrounds what the window's thread does at a stretch; ``name``: of what the robot does in it.

        A turn within another one is a part of that.
        """
        self._depth += 1
        if self._depth > 1:
            try:
                yield
            finally:
                self._depth -= 1
            return
        self._stacks, self._collections = [], defaultdict(float)
        busy_s, began = time.thread_time(), time.perf_counter()
        self._began = began
        try:
            yield
        finally:
            wall_ms = 1e3 * (time.perf_counter() - began)
            self._began = None
            self._depth -= 1
            self.count += 1
            self.longest_ms = max(self.longest_ms, wall_ms)
            if wall_ms > FRAME_MS:
                self.long.append(LongTurn(*self._what(name, wall_ms), wall_ms, 1e3 * (time.thread_time() - busy_s)))

    def causes(self) -> list[TurnCause]:
        """The long turns by what they did, those first that took the most processor time at once."""
        alike: dict[str, list[LongTurn]] = defaultdict(list)
        for turn in self.long:
            alike[turn.begun].append(turn)
        found = []
        for begun, turns in alike.items():
            mostly, _ = Counter(turn.mostly for turn in turns).most_common(1)[0]
            what = f"{begun} → {mostly}" if mostly else begun
            busy_ms = [turn.busy_ms for turn in turns]
            waited = sum(turn.waited for turn in turns)
            found.append(TurnCause(what, len(turns), max(busy_ms), median(busy_ms), waited))
        return sorted(found, key=lambda cause: -cause.longest_busy_ms)

    def _what(self, name: str, wall_ms: float) -> tuple[str, str]:
        begun = f"{name}: " if name else ""
        generation = max(self._collections, key=lambda key: self._collections[key], default=None)
        if generation is not None and 1e3 * self._collections[generation] > wall_ms / 2:
            return f"{begun}garbage collection of generation {generation}", ""
        stacks = [stack for stack in self._stacks if stack]
        if len(stacks) <= len(self._stacks) / 2:
            return begun + QT_ALONE, ""
        (first, last), _ = Counter((_first(stack), stack[0]) for stack in stacks).most_common(1)[0]
        return begun + _named(first), "" if first == last else _named(last)

    def _look(self) -> None:
        while not self._stop.wait(EVERY_S):
            if self._began is not None:
                self._stacks.append(_calls(sys._current_frames().get(self._main)))

    def _note_collection(self, phase: str, about: dict[str, int]) -> None:
        if threading.get_ident() != self._main:
            return
        now = time.perf_counter()
        if phase == "start":
            self._collecting_since = now
        else:
            self._collections[about["generation"]] += now - self._collecting_since


def _first(stack: tuple[Call, ...]) -> Call:
    """The outermost call; of a painting, which the window's ``event`` begins, the one below it."""
    return stack[-2] if len(stack) > 1 and stack[-1] == _PAINTING else stack[-1]


def _named(call: Call) -> str:
    return f"{call[0]} {call[1]}"


def _calls(frame: FrameType | None) -> tuple[Call, ...]:
    """Calls of the program in a stack, those of benchmarks left out."""
    found: list[Call] = []
    while frame is not None:
        call = _call(frame.f_code)
        if call is not None:
            found.append(call)
        frame = frame.f_back
    return tuple(found)


@cache
def _call(code: CodeType) -> Call | None:
    file = Path(code.co_filename)
    if not file.is_relative_to(ROOT):
        return None
    place = file.relative_to(ROOT)
    return None if place.parts[0] in _OTHERS else (place.as_posix(), code.co_qualname)
