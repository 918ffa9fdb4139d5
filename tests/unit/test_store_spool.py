"""Sorting rows on disk."""

from __future__ import annotations

import sqlite3
from contextlib import closing

import psutil
import pytest

from services.store.spool import Spool, SpoolFailed


@pytest.mark.skipif(not hasattr(psutil.Process, "num_fds"), reason="descriptors are counted on Unix only")
def test_many_rows_are_sorted_with_few_open_files() -> None:
    rows = [(number * 7919 % 1000, b"%d" % number) for number in range(300_000)]
    with closing(Spool()) as spool:
        before = psutil.Process().num_fds()
        spool.fill(rows)
        found = spool.sorted()
        first = next(found)
        assert psutil.Process().num_fds() - before < 5
        assert [first, *found] == [data for _, data in sorted(rows, key=lambda row: row[0])]


def test_a_full_disk_is_reported_in_one_line() -> None:
    with closing(sqlite3.connect("", isolation_level=None)) as db, closing(Spool(db)) as spool:
        db.execute("PRAGMA max_page_count=10")
        with pytest.raises(SpoolFailed, match=r"full.*; free space") as raised:
            spool.fill((number, bytes(100)) for number in range(1000))
    assert "\n" not in str(raised.value)
