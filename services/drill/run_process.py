"""``main.py drill run`` as a process of its own, for a window from which a drill is started."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Protocol

from services.program import MAIN


class StartedDrill(Protocol):
    """A drill that was asked for."""

    def said(self) -> list[str]:
        """The lines that it has printed."""
        ...

    def ended(self) -> int | None:
        """Its exit code; None while it runs."""
        ...


class DrillProcess:
    """Outlives this program; its window and backend are its own."""

    def __init__(self, package: Path, scenario: Path) -> None:
        """Raises OSError."""
        # appended to, so that reading does not move where the process writes
        self._said = tempfile.TemporaryFile("a+b")  # noqa: SIM115
        self._process = subprocess.Popen(
            [sys.executable, str(MAIN), "drill", "run", str(package.absolute()), str(scenario.absolute())],
            stdin=subprocess.DEVNULL, stdout=self._said, stderr=subprocess.STDOUT, start_new_session=True,
        )  # fmt: skip

    def said(self) -> list[str]:
        self._said.seek(0)
        return self._said.read().decode("utf-8", "replace").splitlines()

    def ended(self) -> int | None:
        return self._process.poll()
