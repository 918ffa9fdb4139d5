"""``main.py run --snapshot``: the whole program off-screen, repeatedly on the same data folder."""

from __future__ import annotations

import json
import shutil
from contextlib import closing
from pathlib import Path
from typing import Any

import msgspec
import pytest

from county.aggregates import BY_KEY
from county.realm import LIVE
from services.disk.data_folder import data_folder, supervisor_folder
from services.disk.file_lock import is_locked
from services.supervision.rotated_log import FILE as LOG
from services.supervision.status import LOCK
from tests.integration.backend_fixture import client_of, live, run_main
from tests.integration.loop_fixture import Loop
from tests.tiny_county import write_tiny_county

SECONDS = 3
FOLDED = "all records are folded"
"""Log line of a start without a checkpoint."""


def run(package: Path, out: Path) -> dict[str, Any]:
    """The summary that one run wrote; it leaves no process behind."""
    done = run_main("run", package, "--snapshot", out, "--seconds", SECONDS)
    assert done.returncode == 0, done.stdout + done.stderr
    assert {path.name for path in out.iterdir()} == {"overview.png", "twin.png", "summary.json"}
    assert not is_locked(supervisor_folder(data_folder(package), LIVE) / LOCK)
    summary: dict[str, Any] = json.loads((out / "summary.json").read_text(encoding="utf-8"))
    return summary


def log_of(package: Path) -> str:
    """The log of the backends of all runs."""
    return (supervisor_folder(data_folder(package), LIVE) / LOG).read_text("utf-8")


def states_of(package: Path, data: Path, folder: Path, *, checkpoint: bool) -> dict[str, dict[str, Any]]:
    """The state of a window of a backend that starts on a copy of ``data``."""
    shutil.copytree(data, folder / "data")
    found = list((folder / "data" / "realms" / "live").glob("checkpoint-*"))
    assert found
    if not checkpoint:
        for path in found:
            path.unlink()
    with closing(Loop(folder, package=package)) as backend, client_of(backend) as client:
        snapshot = live(client).take().snapshot
        assert snapshot is not None
        return {
            key: {
                subject: msgspec.msgpack.decode(data, type=BY_KEY[key].state)
                for subject, data in zip(table.ids, table.encoded, strict=True)
            }
            for key, table in snapshot.states.items()
        }


@pytest.mark.timeout(180)
def test_a_second_run_on_one_data_folder_continues_the_first(tmp_path: Path) -> None:
    package = tmp_path / "tiny"
    write_tiny_county(package)
    begun = run(package, tmp_path / "one")
    data = data_folder(package)
    assert FOLDED not in log_of(package)
    assert begun["layers"]["events"] > 0
    assert begun["frames"] > 0
    assert begun["drops"] == 0

    from_checkpoint = states_of(package, data, tmp_path / "a", checkpoint=True)
    from_journal = states_of(package, data, tmp_path / "b", checkpoint=False)
    assert from_checkpoint == from_journal
    assert len(from_checkpoint["event"]) >= sum(begun["events"].values())

    gone_on = run(package, tmp_path / "two")
    assert FOLDED not in log_of(package), "the checkpoint of the first run was used"
    assert sum(gone_on["events"].values()) >= len(from_checkpoint["event"])
    verified = run_main("journal", package, "verify")
    assert verified.returncode == 0, verified.stdout
