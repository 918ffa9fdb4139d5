"""A slow store: heartbeats continue, and no client sees changes that are not durable yet."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from county.clock import monotonic_ms
from services.protocol.client import Client
from services.protocol.messages import Accepted
from services.store.ports import Commit, Committed, Outcome, RecordLog, StoreFailed
from services.store.realm_store import RealmStore
from tests.integration.backend_fixture import client_of, live, report, until
from tests.integration.loop_fixture import Loop

SLOW_MS = 2_500
SILENT_MS = 1_000
"""A window is stale after this time without a heartbeat."""


class SlowLog:
    """The realm's own log; each commit takes ``slow_ms`` longer, each lookup of a command ``lookup_ms``."""

    def __init__(self, log: RecordLog) -> None:
        self.slow_ms = 0
        self.lookup_ms = 0
        self.started = 0
        self.finished = 0
        self._log = log
        self._until = 0

    def begin(self, commit: Commit) -> None:
        self._until = monotonic_ms() + self.slow_ms
        self.started += 1
        self._log.begin(commit)

    def done(self, timeout_ms: int) -> Committed | StoreFailed | None:
        left_ms = self._until - monotonic_ms()
        if left_ms > 0:
            time.sleep(min(timeout_ms, left_ms) / 1_000)
            return None
        result = self._log.done(timeout_ms)
        self.finished += result is not None
        return result

    def outcome(self, command_id: str) -> Outcome | None:
        time.sleep(self.lookup_ms / 1_000)
        return self._log.outcome(command_id)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._log, name)


class SlowLoop(Loop):
    def __init__(self, folder: Path) -> None:
        super().__init__(folder, store=self._slow)

    def _slow(self, store: RealmStore) -> RealmStore:
        self.log = SlowLog(store.log)
        return replace(store, log=self.log)


@pytest.fixture
def loop(tmp_path: Path) -> Iterator[SlowLoop]:
    with closing(SlowLoop(tmp_path)) as loop:
        yield loop


def test_while_a_commit_is_in_flight_heartbeats_continue_and_its_state_is_not_published(loop: SlowLoop) -> None:
    with client_of(loop) as client, client_of(loop) as other:
        snapshot = live(client).take().snapshot
        assert snapshot is not None
        assert live(other).take().snapshot is not None
        before = loop.log.finished
        loop.log.slow_ms = SLOW_MS
        client.submit(report("E1"))
        until(lambda: loop.log.started > before, "the commit")
        loop.log.slow_ms = 0
        ages: list[float] = []
        replies: list[object] = []
        with client_of(loop) as late:
            while loop.log.finished == before:
                health = other.health()
                ages.append(health.heartbeat_age_ms or 0)
                assert health.state == "live"
                shown, submitting, started = other.take(), client.take(), late.take()
                replies += submitting.replies
                if loop.log.finished == before:
                    assert (shown.records, submitting.records, replies, started.snapshot) == ([], [], [], None)
                time.sleep(0.02)
            assert len(ages) > 20
            assert max(ages) < SILENT_MS
            shown = live(late).take().snapshot
            assert shown is not None
            assert shown.seq == snapshot.seq + 1
            assert "E1" in shown.states["event"].ids
        until(lambda: replies.extend(client.take().replies) or replies, "the answer")
        assert [type(reply) for reply in replies] == [Accepted]


def submit_eight_reports(client: Client) -> None:
    """Eight reports are accepted without a long gap between heartbeats."""
    replies: list[object] = []
    ages: list[float] = []
    for number in range(8):
        client.submit(report(f"E{number}"))

    def answered() -> bool:
        replies.extend(client.take().replies)
        ages.append(client.health().heartbeat_age_ms or 0)
        return len(replies) == 8

    until(answered, "the answers")
    assert max(ages) < SILENT_MS
    assert [type(reply) for reply in replies] == [Accepted] * 8


def test_a_store_that_is_always_slow_makes_no_window_stale(loop: SlowLoop) -> None:
    loop.log.slow_ms = 300
    with client_of(loop) as client:
        live(client)
        submit_eight_reports(client)


def test_heartbeats_are_sent_between_slow_lookups(loop: SlowLoop) -> None:
    with client_of(loop) as client:
        live(client)
        loop.log.lookup_ms = 300
        submit_eight_reports(client)


def test_a_lookup_that_blocks_the_loop_makes_every_window_stale_until_it_ends(loop: SlowLoop) -> None:
    with client_of(loop) as client, client_of(loop) as other:
        live(client)
        live(other)
        loop.log.lookup_ms = SLOW_MS
        client.submit(report("E1"))
        until(lambda: other.health().state == "stale", "a stale window")
        loop.log.lookup_ms = 0
        replies: list[object] = []
        until(lambda: replies.extend(client.take().replies) or replies, "the answer")
        assert [type(reply) for reply in replies] == [Accepted]
        until(lambda: other.health().state == "live", "a window that is live again")
