"""A process raises its limit of open files to the maximum, and detects when no descriptor is left."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the platform has no such limits")

RAISED = """
import resource
from services.transport.zeromq.descriptors import raise_limit
raise_limit()
print(*resource.getrlimit(resource.RLIMIT_NOFILE))
"""
OPENING = """
import os
from services.transport.zeromq.descriptors import none_left
opened = []
while not none_left():
    opened.append(os.open(os.devnull, os.O_RDONLY))
print(len(opened) > 30)
os.close(opened.pop())
print(none_left())
"""


def output_of(program: str, limits: str) -> str:
    command = ["sh", "-c", f'{limits}; exec "$0" -c "$1"', sys.executable, program]
    root = Path(__file__).resolve().parents[2]
    return subprocess.run(command, capture_output=True, text=True, check=True, cwd=root, timeout=60).stdout


def test_the_soft_limit_becomes_the_hard_one() -> None:
    assert output_of(RAISED, "ulimit -Sn 100; ulimit -Hn 512").split() == ["512", "512"]


def test_a_soft_limit_that_is_the_hard_one_stays() -> None:
    assert output_of(RAISED, "ulimit -n 256").split() == ["256", "256"]


def test_exhausted_and_free_descriptors_are_detected() -> None:
    assert output_of(OPENING, "ulimit -n 64").split() == ["True", "False"]
