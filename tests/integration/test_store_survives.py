"""A killed writer and a full disk: acknowledged commits are stored completely, others not at all."""

from __future__ import annotations

import random
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from services.store.ports import Commit, Committed, Entry, StoreFailed
from services.store.sqlite.lock import StoreLocked
from services.store.sqlite.reading import LogReader
from services.store.sqlite.store import open_store
from tests.contract.record_logs import commit, stored
from tests.integration.small_file_system import small_file_system

ROOT = Path(__file__).parents[2]
KILLS = 8


def test_a_writer_killed_at_any_moment_loses_no_acknowledged_commit(tmp_path: Path) -> None:
    folder, chance = tmp_path / "realms" / "live", random.Random(7)
    acknowledged = 0
    for _ in range(KILLS):
        command = [sys.executable, "-m", "tests.integration.store_writer", str(tmp_path)]
        writer = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
        assert writer.stdout is not None
        first = writer.stdout.readline()
        assert first, "the writer could not open the store of the previous one"
        with pytest.raises(StoreLocked):
            open_store(folder, county="999901", realm="live", keys=tmp_path / "keys", history=None)
        with closing(LogReader(folder)) as reader:
            assert reader.head.seq >= int(first)
        time.sleep(chance.uniform(0, 0.3))
        writer.kill()
        lines = [int(first), *map(int, writer.stdout.read().split())]
        writer.wait()
        writer.stdout.close()
        acknowledged = lines[-1]
        assert lines == list(range(lines[0], acknowledged + 1, 3))
        warnings: list[str] = []
        with closing(
            open_store(folder, county="999901", realm="live", keys=tmp_path / "keys", history=None,
            warn=warnings.append) ) as store:
            head = store.log.head.seq
            assert head in (acknowledged, acknowledged + 3), "a group is stored completely or not at all"
            assert list(store.log.records(1, head)) == [f"record {seq}".encode() for seq in range(1, head + 1)]
            assert store.log.outcome(f"c{acknowledged - 3}") is not None
            assert store.log.verify(60_000).fault == ""
            if head > 120:
                assert next(store.log.checkpoints()).seq <= head
        assert not [line for line in warnings if "torn" in line], "a checkpoint is stored completely or not at all"
    assert acknowledged > 3 * KILLS


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    with small_file_system(tmp_path / "disk", 2) as disk:
        yield disk


def test_on_a_full_disk_commits_fail_and_stored_ones_are_complete_afterwards(small_disk: Path) -> None:
    folder, keys = small_disk / "realms" / "live", small_disk / "keys"
    with closing(open_store(folder, county="999901", realm="live", keys=keys, history=None)) as store:
        stored(store.log, Entry(b"before", "", 1))
        filler = small_disk / "filler"
        filler.write_bytes(bytes(max(0, shutil.disk_usage(small_disk).free - 8_192)))
        taken, failure = 1, None
        for _ in range(200):  # the remaining space may suffice for a few more
            result = commit(store.log, Commit(2, [Entry(bytes(3_000), "", 2)]))
            if isinstance(result, StoreFailed):
                failure = result
                break
            taken += 1
        assert failure is not None, f"the disk was never full, {taken} records"
        assert failure.code == "disk_full"
        assert store.log.head.seq == taken
        filler.unlink()
        assert isinstance(commit(store.log, Commit(2)), Committed)
        assert isinstance(commit(store.log, Commit(3, [Entry(b"after", "", 3)])), Committed)
    with closing(open_store(folder, county="999901", realm="live", keys=keys, history=None)) as store:
        assert store.log.head.seq == taken + 1
        assert list(store.log.records(taken + 1, taken + 1)) == [b"after"]
