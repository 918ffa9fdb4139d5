"""Runs a program many times, each time in a fork of one process that has imported what it needs: a new interpreter
takes longer than most programs of tests.  Not on Windows."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).parents[1]
FORKING = """
import json, os, sys, traceback

imports, program = sys.argv[1:]
names = {}
exec(imports, names)
code = compile(program, "program", "exec")
for line in sys.stdin:
    child = os.fork()
    if not child:
        ended = 1
        try:
            exec(code, names | {"arguments": json.loads(line)})
            ended = 0
        except BaseException:
            traceback.print_exc()
        os._exit(ended)
    print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)
"""


class ForkedRuns:
    """Each run has only what it does itself: nothing of an earlier one."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process

    def run(self, *arguments: str | int) -> int:
        """The exit code, negative for a signal, of a run of the program with ``arguments``."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(arguments) + "\n")
        self._process.stdin.flush()
        return int(self._process.stdout.readline())


@contextmanager
def forked_runs(imports: str, program: str) -> Iterator[ForkedRuns]:
    """``imports``: run once; ``program``: runs with these names and its ``arguments``."""
    command = [sys.executable, "-c", FORKING, imports, program]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        yield ForkedRuns(process)
