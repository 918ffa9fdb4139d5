"""The leak gate: no test leaves a thread, child process, running timer, window or VTK render window behind.

Installed for the whole suite by ``tests/conftest.py``, which also calls :func:`adopt_orphans`.  The check itself is
cheap; only when something seems left does the gate collect garbage and wait for what is just ending.

Python cannot list the objects of one class without looking at all objects, a million when the whole suite is imported.
So everything that exists before a test with a window is frozen (``gc.freeze``), and render windows are looked for among
the objects that were created since.  Before, what the last test left is collected, which looks at few objects: frozen
garbage would have to be thawed, with all that is imported.  ``tests/gui/conftest.py`` does that where much is left.
"""

from __future__ import annotations

import ctypes
import gc
import sys
import threading
import time
import weakref
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import psutil
import pytest

PR_SET_CHILD_SUBREAPER = 36
GRACE_S = 3.0
"""How long a thread or child may take to end after it was stopped."""

Leaks = dict[tuple[str, int], str]
"""(kind, identity) → description."""
_known_render_windows: weakref.WeakSet[Any] = weakref.WeakSet()
"""Those found so far: those that are frozen are not found again."""


@pytest.fixture(autouse=True)
def leak_gate(request: pytest.FixtureRequest) -> Iterator[None]:
    """Fail a test that leaves one of these."""
    look_at_vtk = "qapp" in request.fixturenames
    if look_at_vtk:
        gc.collect()  # of what is not frozen: what the test before left
    before = _alive(look_at_vtk)
    if look_at_vtk:
        gc.freeze()
    yield
    left = _since(before, look_at_vtk)
    deadline = time.monotonic() + GRACE_S
    while left and time.monotonic() < deadline:
        gc.collect()
        time.sleep(0.01)
        left = _since(before, look_at_vtk)
    if left:
        pytest.fail("left over after the test: " + "; ".join(sorted(left.values())), pytrace=False)


def _since(before: Leaks, look_at_vtk: bool) -> Leaks:
    _let_qt_delete()
    return {key: text for key, text in _alive(look_at_vtk).items() if key not in before}


def _alive(look_at_vtk: bool) -> Leaks:
    return _threads() | _children() | _qt_objects() | (_render_windows() if look_at_vtk else {})


def adopt_orphans() -> None:
    """Become the parent of every process below this one whose own parent ends: a supervisor outlives the program that
    started it.  Linux only (prctl(2))."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def _threads() -> Leaks:
    return {("thread", t.ident or 0): f"thread {t.name!r}" for t in threading.enumerate()}


def _children() -> Leaks:
    found: Leaks = {}
    for pid in _child_ids():
        with suppress(psutil.NoSuchProcess):
            child = psutil.Process(pid)
            command = " ".join(child.cmdline())
            if child.status() != psutil.STATUS_ZOMBIE and "resource_tracker" not in command:
                found["process", pid] = f"process {pid} ({command})"
    return found


def _child_ids() -> list[int]:
    """Linux lists them; psutil reads the parents of all processes of the machine, which takes milliseconds a test."""
    lists = list(Path("/proc/self/task").glob("*/children"))
    if not lists:
        return [child.pid for child in psutil.Process().children()]
    return [int(pid) for path in lists for pid in _text(path).split()]


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="ascii")
    except OSError:  # the thread has ended meanwhile
        return ""


def _let_qt_delete() -> None:
    if "PySide6.QtWidgets" in sys.modules:
        from PySide6.QtCore import QCoreApplication, QEvent

        if QCoreApplication.instance() is not None:
            QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def _qt_objects() -> Leaks:
    if "PySide6.QtWidgets" not in sys.modules:
        return {}
    import shiboken6
    from PySide6.QtCore import QTimer
    from PySide6.QtWidgets import QWidget

    found: Leaks = {}
    for wrapper in shiboken6.getAllValidWrappers():
        if isinstance(wrapper, QTimer) and wrapper.isActive():
            found["timer", id(wrapper)] = f"running timer of {wrapper.parent()!r}"
        elif isinstance(wrapper, QWidget) and wrapper.isWindow() and wrapper.parent() is None:
            found["window", id(wrapper)] = f"window {type(wrapper).__name__} {wrapper.windowTitle()!r}"
    return found


def _render_windows() -> Leaks:
    rendering = sys.modules.get("vtkmodules.vtkRenderingCore")
    if rendering is None:
        return {}
    kind = rendering.vtkRenderWindow
    _known_render_windows.update(o for o in gc.get_objects() if issubclass(type(o), kind))
    return {("vtk", id(o)): f"VTK {type(o).__name__}" for o in _known_render_windows}
