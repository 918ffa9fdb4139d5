"""A backend that is killed at any moment loses nothing that it acknowledged and shows nothing twice."""

from __future__ import annotations

import os
import random
import signal
import time
from pathlib import Path
from threading import Event, Thread

import pytest

from county import event as events
from county.clock import SystemClock
from county.event import Event as CountyEvent
from county.package.open import CountyPackage
from county.records import EventRecord, Record
from county.sensing import ChannelTable, Reading
from services import child
from services.protocol.codec import record_of
from services.protocol.messages import Accepted
from services.store.journal import Journal
from services.transport.zeromq.client import Client
from services.transport.zeromq.control import ControlLink
from tests.integration.backend_fixture import backend_of, client_of, file, report, until

KILLS = 20


class Load:
    """Threads that bring in commands and readings without pause, and remember what was acknowledged."""

    def __init__(self, address: str, keys: Path) -> None:
        self.accepted: dict[str, Accepted] = {}
        self.readings: list[Reading] = []
        self._address, self._keys = address, keys
        self._stop = Event()
        self._threads = [Thread(target=self._commands, args=(n,)) for n in range(2)] + [Thread(target=self._readings)]
        for thread in self._threads:
            thread.start()

    def _commands(self, number: int) -> None:
        with ControlLink(self._address, self._keys) as link:
            turn = 0
            while not self._stop.is_set():
                keys = [f"E{number}-{turn}-{i}" for i in range(8)]
                for commands in ([report(key) for key in keys], [file(key) for key in keys]):
                    for answer in link.submit(commands):
                        assert isinstance(answer, Accepted), answer
                        self.accepted[answer.command_id] = answer
                turn += 1

    def _readings(self) -> None:
        with ControlLink(self._address, self._keys) as link:
            at_ms = SystemClock().now_ms() - 3_600_000
            while not self._stop.is_set():
                at_ms += 1
                batch = [Reading(f"bin-{i}", "fill", at_ms, float(at_ms % 60)) for i in range(20)]
                assert all(isinstance(answer, Accepted) for answer in link.submit_readings(batch))
                self.readings += batch

    def end(self) -> None:
        self._stop.set()
        for thread in self._threads:
            thread.join()


class Screen:
    """Folds what a client shows, and fails when a record comes twice or out of turn."""

    def __init__(self, client: Client) -> None:
        self.events: dict[str, CountyEvent] = {}
        self.seq = -1
        self.snapshots = 0
        self._client = client

    def take(self) -> None:
        taken = self._client.take()
        if taken.snapshot is not None:
            assert taken.snapshot.seq >= self.seq, "the state went back"
            self.events = {known.id: known for known in taken.snapshot.events}
            self.seq = taken.snapshot.seq
            self.snapshots += 1
        for record in taken.records:
            assert record.seq == self.seq + 1, "a record came twice or one is missing"
            self.seq = record.seq
            self._fold(record)

    def _fold(self, record: Record) -> None:
        if isinstance(record.body, EventRecord):
            key = record.body.event_id
            self.events[key] = events.apply(self.events.get(key), record)


@pytest.mark.timeout(180)
def test_no_acknowledged_record_is_lost_and_none_is_shown_twice_when_killed_at_random_moments(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(child, "STEADY_S", 0.0)  # or twenty ends in a row would be started anew ever more slowly
    moments = random.Random(20261122)
    with backend_of(tmp_path) as backend, client_of(backend) as client:
        screen = Screen(client)
        load = Load(backend.address, backend.keys)
        try:
            for kill in range(KILLS):
                # under way again: the backend answers this load and shows it
                done = len(load.accepted)
                until(lambda done=done: screen.take() or len(load.accepted) > done, "an acknowledgement")  # type: ignore[misc]
                time.sleep(moments.uniform(0.0, 0.3))
                pid = backend.pid
                assert pid is not None, f"the backend does not run before kill {kill}"
                os.kill(pid, signal.SIGKILL)
                until(lambda pid=pid: backend.pid not in (None, pid), "a new backend")  # type: ignore[misc]
        finally:
            load.end()
        last = max(answer.last_seq for answer in load.accepted.values())
        until(lambda: screen.take() or screen.seq >= last, "the last acknowledged record on the screen")
        shown = dict(screen.events)
    assert backend.restarts == KILLS
    assert screen.snapshots >= 2

    county = CountyPackage(tmp_path / "county")
    channels = ChannelTable([(sensor.id, "fill") for sensor in county.sensors])
    journal = Journal(tmp_path / "data" / "journal", county="999901", realm="live", channels=channels)
    try:
        records = [record_of(data) for data in journal.records(1, journal.head_seq)]
        stored = {record.seq: record for record in records}
        for answer in load.accepted.values():
            assert stored[answer.first_seq].command_id == answer.command_id
        given = [record.command_id for record in records]
        assert len(given) == len(set(given)), "a retried command was carried out twice"
        folded: dict[str, CountyEvent] = {}
        for record in records:
            assert isinstance(record.body, EventRecord)
            folded[record.body.event_id] = events.apply(folded.get(record.body.event_id), record)
        assert {key: known.state for key, known in shown.items()} == {key: e.state for key, e in folded.items()}
        for number in range(20):
            kept = set(journal.readings.between(number, 0, 2**62, 1_000_000).at_ms.tolist())
            brought = {r.at_ms for r in load.readings if r.sensor_id == f"bin-{number}"}
            assert brought <= kept
    finally:
        journal.close()
