"""Outcomes without records are retained by time, in bounded number, whatever the clock does."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from county.durations import HOUR_MS
from services.store.ports import Commit, Outcome
from services.store.sqlite.database import SCHEMA, run_script
from services.store.sqlite.deliveries import DELETED_EACH, Deliveries, oldest_hour
from tests.contract.record_logs import SqliteCase, commit
from tests.unit.live_realm import NOW_MS, LiveRealm, readings

WEEK_H = 168


@pytest.fixture
def db() -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as db:
        run_script(db, SCHEMA)
        yield db


@pytest.fixture
def add(db: sqlite3.Connection) -> Callable[..., None]:
    deliveries = Deliveries(db)

    def add(name: str, hour: int, n: int = 1) -> None:
        deliveries.add([Outcome(f"{name}{i}", b"h", 0, -1) for i in range(n)], hour * HOUR_MS)

    return add


def names(db: sqlite3.Connection) -> list[str]:
    return [name for (name,) in db.execute("SELECT id FROM deliveries ORDER BY number")]


def test_they_are_deleted_in_portions_once_their_hour_is_a_week_ago(
    db: sqlite3.Connection, add: Callable[..., None]
) -> None:
    add("old", 0, 10)
    add("next", WEEK_H)
    assert len(names(db)) == 11, "within the hour all count"
    add("later", WEEK_H + 1)
    assert len(names(db)) == 12 - DELETED_EACH
    add("last", WEEK_H + 1, 5)
    assert names(db) == ["next0", "later0", *(f"last{i}" for i in range(5))]
    assert oldest_hour(db) == WEEK_H
    assert db.execute("SELECT hour FROM delivery_hours ORDER BY number").fetchall() == [(WEEK_H,), (WEEK_H + 1,)]


def test_a_clock_that_jumped_for_a_moment_costs_only_as_many_as_arrived_meanwhile(
    db: sqlite3.Connection, add: Callable[..., None]
) -> None:
    add("old", 0, 100)
    add("ahead", 100_000)
    add("right", 1)
    add("right again", 1)
    assert len(names(db)) == 103 - DELETED_EACH
    add("back", -50)
    assert len(names(db)) == 104 - DELETED_EACH


def test_of_too_many_the_oldest_are_deleted_and_that_is_known(db: sqlite3.Connection) -> None:
    deliveries = Deliveries(db, most=3)
    shortened = []
    for n in range(5):
        deliveries.add([Outcome(f"r{n}", b"h", 0, -1)], HOUR_MS)
        shortened.append(deliveries.shortened)
    assert names(db) == ["r2", "r3", "r4"]
    assert shortened == [False, False, False, True, True]


def test_those_of_a_journal_of_an_earlier_version_count_from_now_on(
    db: sqlite3.Connection, add: Callable[..., None]
) -> None:
    db.execute("INSERT INTO deliveries (id, content) VALUES ('before', x'00')")
    add("new", 1_000)
    add("later", 1_000 + WEEK_H)
    assert names(db) == ["before", "new0", "later0"]
    add("expired", 1_001 + WEEK_H)
    assert names(db) == ["later0", "expired0"]


def test_an_overfull_journal_warns_once(tmp_path: Path) -> None:
    case = SqliteCase(tmp_path)
    with closing(case):
        case.log._committer.deliveries = Deliveries(case.store.run(lambda db: db).result(), most=2)  # type: ignore[attr-defined]
        for n in range(5):
            commit(case.log, Commit(1_000, outcomes=[Outcome(f"r{n}", b"h", 0, -1)]))
        assert len([line for line in case.warnings if "deliveries within 7 days" in line]) == 1


def test_a_delivery_repeated_after_three_days_is_recognised_and_changes_nothing() -> None:
    live = LiveRealm()
    first = readings("first", 10.0)
    live.turn(first)
    live.realm.clock.advance(3 * 86_400_000)  # type: ignore[attr-defined]
    [again] = live.turn(first)
    assert (again.first_seq, again.last_seq) == (0, -1)
    rows = live.realm.history.between("readings", 0, NOW_MS, NOW_MS, 10)
    assert rows["value"].tolist() == [10.0]
