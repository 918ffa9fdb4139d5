"""On a full disk new commands are refused visibly, acknowledged ones are retained, and work resumes automatically."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from county.sensing import Reading
from services.program import MAIN
from services.protocol.messages import Accepted, Rejected
from tests.integration.backend_fixture import (
    client_of,
    control_of,
    county_in,
    live,
    records_until,
    report,
    run_main,
    serving,
    until,
)
from tests.integration.small_file_system import small_file_system


def started_with(limit: str, tmp_path: Path) -> subprocess.CompletedProcess[str]:
    """``serve`` in a separate process under a limit of the shell, until it exits."""
    serve = [sys.executable, str(MAIN), "serve", str(county_in(tmp_path)), "--data", str(tmp_path / "data")]
    command = ["sh", "-c", f'{limit}; exec "$@"', "sh", *serve, "--listen", "tcp://127.0.0.1:0"]
    return subprocess.run(command, capture_output=True, text=True, stdin=subprocess.DEVNULL, timeout=100)


@pytest.mark.skipif(os.name != "posix", reason="limits of the shell are POSIX's")
@pytest.mark.parametrize("first", [True, False], ids=["first start", "later start"])
def test_a_backend_that_cannot_store_anything_reports_it_in_one_line_and_exits(tmp_path: Path, first: bool) -> None:
    if not first:
        with serving(tmp_path):
            pass
    (tmp_path / "data").mkdir(exist_ok=True)
    before = sorted(path for path in (tmp_path / "data").rglob("*"))
    ended = started_with("ulimit -f 1000", tmp_path)  # half a megabyte a file
    assert ended.returncode == 1
    line = ended.stderr.splitlines()[-1]
    assert line.startswith(f"error: {tmp_path / 'data'}: 1024 kB cannot be written there, so nothing can be recorded")
    assert line.endswith("free space, then start again")
    assert ended.stdout == "", "it reports ready"
    assert sorted(path for path in (tmp_path / "data").rglob("*")) == before


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    with small_file_system(tmp_path / "data", 4) as disk:
        yield disk


def test_a_backend_started_on_a_full_disk_starts_once_there_is_free_space(small_disk: Path, tmp_path: Path) -> None:
    filler = small_disk / "filler"
    filler.write_bytes(bytes(shutil.disk_usage(small_disk).free))
    ended = run_main("serve", county_in(tmp_path), "--data", small_disk, "--listen", "tcp://127.0.0.1:0")
    assert ended.returncode == 1
    assert "nothing can be recorded" in ended.stderr.splitlines()[-1]
    filler.unlink()
    with serving(tmp_path) as backend, control_of(backend) as link:
        (answer,) = link.submit([report("E1")])
        assert isinstance(answer, Accepted)


def test_commands_are_refused_on_a_full_disk_and_accepted_again_once_there_is_free_space(
    small_disk: Path, tmp_path: Path
) -> None:
    with serving(tmp_path) as backend, control_of(backend) as link, client_of(backend) as client:
        (first,) = link.submit([report("before")])
        assert isinstance(first, Accepted)
        assert live(client).take().snapshot is not None
        filler = small_disk / "filler"
        filler.write_bytes(bytes(max(0, shutil.disk_usage(small_disk).free - 4096)))

        refused = None
        for number in range(200):  # the remaining space may suffice for a few more
            (answer,) = link.submit([report(f"full-{number}")])
            if isinstance(answer, Rejected):
                refused = answer
                break
        assert refused is not None, "the disk was never full"
        assert refused.code == "disk_full"
        (reading,) = link.submit_readings([Reading("bin-0", "fill", 1_000, 50.0)])
        assert isinstance(reading, Rejected)
        until(lambda: client.health().refusing == "disk_full", "the refusal in the heartbeat")
        until(lambda: client.health().refused_rows == 1, "the lost reading in the status")

        filler.unlink()
        until(lambda: client.health().refusing == "", "the resumption")
        (again,) = link.submit([report(f"full-{number}")])
        assert isinstance(again, Accepted), "a refused report left a record"
        shown = [r.seq for r in records_until(client, lambda r: bool(r) and r[-1].seq >= again.last_seq, "the records")]
        assert shown == list(range(shown[0], again.last_seq + 1))
    verified = run_main("journal", "verify", "--data", small_disk)
    assert verified.returncode == 0, verified.stdout
