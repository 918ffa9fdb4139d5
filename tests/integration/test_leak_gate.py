"""The leak gate itself: each kind of leak fails its test, and a test without leaks passes."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

UNTIDY = """
import subprocess
import sys
import threading

from tests.leak_gate import adopt_orphans, leak_gate
import tests.leak_gate

adopt_orphans()
tests.leak_gate.GRACE_S = 0.2
leaked = []


def test_thread():
    threading.Thread(target=threading.Event().wait, name="forgotten", daemon=True).start()


def test_process():
    waits = [sys.executable, "-c", "import sys; sys.stdin.read()"]
    leaked.append(subprocess.Popen(waits, stdin=subprocess.PIPE))


def test_orphan():
    waits = "import subprocess, sys; subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(20)'])"
    subprocess.run([sys.executable, "-c", waits], check=True)


def test_timer(qapp):
    from PySide6.QtCore import QTimer

    leaked.append(QTimer())
    leaked[-1].start(1000)


def test_window(qapp):
    from PySide6.QtWidgets import QWidget

    leaked.append(QWidget())


def test_render_window(qapp):
    from vtkmodules.vtkRenderingCore import vtkRenderWindow

    leaked.append(vtkRenderWindow())


def test_tidy(qtbot):
    from PySide6.QtCore import QTimer
    from PySide6.QtWidgets import QWidget
    from vtkmodules.vtkRenderingCore import vtkRenderWindow

    window = QWidget()
    qtbot.addWidget(window)
    QTimer(window).start(1000)
    vtkRenderWindow()
    thread = threading.Thread(target=int)
    thread.start()
    thread.join()
"""


@pytest.fixture(scope="module")
def verdicts(tmp_path_factory: pytest.TempPathFactory) -> dict[str, set[str]]:
    """Outcomes of the leaking tests by test name, from a separate pytest."""
    folder = tmp_path_factory.mktemp("untidy")
    (folder / "test_untidy.py").write_text(UNTIDY)
    (folder / "pytest.ini").write_text("[pytest]\nqt_api = pyside6\n")
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-rA", "-p", "no:cacheprovider", "test_untidy.py"],
        cwd=folder, env={**os.environ, "PYTHONPATH": str(ROOT), "QT_QPA_PLATFORM": "offscreen"},
        capture_output=True, text=True, timeout=100,
    )  # fmt: skip
    found: dict[str, set[str]] = {}
    for outcome, name in re.findall(r"^(PASSED|ERROR|FAILED) \S+::test_(\w+)", done.stdout, re.MULTILINE):
        found.setdefault(name, set()).add(outcome)
    assert found, done.stdout + done.stderr
    return found


@pytest.mark.parametrize(
    "kind",
    [
        "thread",
        "process",
        pytest.param("orphan", marks=pytest.mark.skipif(sys.platform != "linux", reason="only Linux adopts orphans")),
        "timer",
        "window",
        "render_window",
    ],
)
def test_a_leak_fails_its_test(verdicts: dict[str, set[str]], kind: str) -> None:
    assert "ERROR" in verdicts[kind]


def test_a_test_without_leaks_passes(verdicts: dict[str, set[str]]) -> None:
    assert verdicts["tidy"] == {"PASSED"}
