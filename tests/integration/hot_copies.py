"""Backups of a running backend under load."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from threading import Event, Thread

from county.realm import LIVE
from services.disk.data_folder import realm_folder
from services.protocol.messages import Accepted
from services.store.sqlite.reading import LogReader
from tests.integration.backend_fixture import control_of, report, run_main, serving

PAUSE_S = 0.05
"""Between two groups of reports: about 100 records a second, so that the last of 100 copies is verified and restored in
seconds, too."""


class _Load(Thread):
    """Reports events all the time."""

    def __init__(self, backend: object) -> None:
        super().__init__(name="load")
        self._backend, self.ended = backend, Event()
        self.acknowledged = 0
        """The last acknowledged record."""

    def run(self) -> None:
        with control_of(self._backend) as link:  # type: ignore[arg-type]
            number = 0
            while not self.ended.is_set():
                answers = link.submit([report(f"E{number + extra}") for extra in range(8)])
                number += 8
                self.acknowledged = max(answer.last_seq for answer in answers if isinstance(answer, Accepted))
                self.ended.wait(PAUSE_S)


def copied_under_load(folder: Path, copies: int) -> list[tuple[int, int]]:
    """Of each copy: the last record acknowledged before it was begun, and its last record.  Verifies and restores each
    by one command."""
    found = []
    with serving(folder) as backend:
        load = _Load(backend)
        load.start()
        try:
            for number in range(copies):
                out, restored = folder / f"copy-{number}", folder / f"restored-{number}"
                restored.mkdir()
                before = load.acknowledged
                copied = run_main("journal", "backup", out, "--data", backend.data)
                assert copied.returncode == 0, copied.stdout + copied.stderr
                last = json.loads((out / "backup.json").read_text(encoding="utf-8"))["seq"]
                verified = run_main("journal", "verify", "--data", out)
                assert verified.returncode == 0, verified.stdout
                again = run_main("journal", "restore", out, "--data", restored)
                assert again.returncode == 0, again.stdout + again.stderr
                reader = LogReader(realm_folder(restored, LIVE))
                assert reader.head.seq == last
                assert sum(1 for _ in reader.records(1, last)) == last
                reader.close()
                found.append((before, last))
                for used in (out, restored):
                    shutil.rmtree(used)
        finally:
            load.ended.set()
            load.join()
    return found
