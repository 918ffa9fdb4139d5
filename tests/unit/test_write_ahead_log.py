"""A bit flipped in the write-ahead log of a killed writer loses nothing silently, and mostly nothing at all."""

from __future__ import annotations

import random
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.killed_journal import RECORDS, flip, start_or_repair, write_killed

FLIPS = 8


@pytest.fixture(scope="module")
def killed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_killed(tmp_path_factory.mktemp("killed"))


def test_sqlite_alone_loses_the_commits_after_a_flipped_bit_in_silence(killed: Path, tmp_path: Path) -> None:
    data = shutil.copytree(killed, tmp_path / "data")
    flip(data, random.Random(1))
    with closing(sqlite3.connect(data / "realms" / "live" / "journal.sqlite3")) as db:
        assert db.execute("SELECT count(*) FROM records").fetchone() < (RECORDS,)


@pytest.mark.parametrize("seed", range(FLIPS))
def test_a_flipped_bit_is_noticed_by_the_start_or_changes_nothing_and_repair_keeps_what_is_proven(
    killed: Path, tmp_path: Path, seed: int
) -> None:
    data = shutil.copytree(killed, tmp_path / "data")
    place = flip(data, random.Random(seed))
    refused, kept, output = start_or_repair(data, tmp_path / "out")
    assert kept == RECORDS if not refused else "journal … repair" in refused, f"lost in silence: {place}"
    if refused:
        assert f"repaired: {tmp_path / 'out'}, records 1 to {kept}" in output
        assert kept == RECORDS or f"records dropped: {RECORDS - kept}" in output
