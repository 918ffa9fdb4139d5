"""The contract of JournalReader: the log beside its writer, over SQLite and over the double in memory."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from shutil import copytree

import pytest

from services.store.chain import GENESIS, link
from services.store.memory import MemoryLog
from services.store.ports import Entry, JournalReader
from services.store.sqlite.reading import LogReader
from tests.contract.record_logs import BENCHES, LogCase, SqliteCase, stored


@pytest.fixture(params=BENCHES, ids=list(BENCHES))
def bench(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[LogCase]:
    bench: LogCase = BENCHES[request.param](tmp_path)
    yield bench
    bench.close()


def reader_of(bench: LogCase) -> JournalReader:
    if isinstance(bench, SqliteCase):
        return LogReader(bench.folder)
    assert isinstance(bench.log, MemoryLog)  # the double is its own reader
    return bench.log


def entry(text: str, subject: str = "event/E1") -> Entry:
    return Entry(text.encode(), subject, 1_000)


def test_a_reader_sees_each_commit_as_soon_as_it_is_durable(bench: LogCase) -> None:
    reader = reader_of(bench)
    assert reader.head[:2] == (0, GENESIS)
    assert reader.hash_at(0) == GENESIS
    stored(bench.log, entry("one"))
    assert reader.head[:2] == (1, link(GENESIS, b"one"))
    stored(bench.log, entry("two", "event/E2"), entry("three"))
    assert reader.head == bench.log.head
    assert [reader.hash_at(seq) for seq in (1, 3, 4)] == [link(GENESIS, b"one"), reader.head.hash, None]
    assert list(reader.records(2, 3)) == [b"two", b"three"]
    assert list(reader.of_subject("event/E1")) == [b"one", b"three"]
    assert not reader.is_replaced
    reader.close()


def test_a_reader_of_a_replaced_journal_is_told_so(tmp_path: Path) -> None:
    case = SqliteCase(tmp_path)
    stored(case.log, entry("one"))
    reader = LogReader(case.folder)
    case.close()
    assert not reader.is_replaced
    case.folder.rename(tmp_path / "before")
    assert reader.is_replaced
    copytree(tmp_path / "before", case.folder)
    assert reader.is_replaced
    reader.close()
