"""A backend killed at any moment loses no acknowledged data and shows no record twice."""

from __future__ import annotations

import os
import random
import signal
import time
from pathlib import Path
from threading import Event, Thread

import pytest

from county.clock import SystemClock
from county.event import Event as CountyEvent
from county.fold import Fold
from county.package.open import CountyPackage
from county.realm import LIVE
from county.records import BackendStarted
from county.sensing import Reading
from county.streams import READINGS
from services.log import RateLimitedLog
from services.protocol.client import Client
from services.protocol.messages import Accepted
from services.realm import key_tables
from services.store.open import open_realm_store
from tests.integration.backend_fixture import (
    Where,
    backend_of,
    client_of,
    control_of,
    county_in,
    file,
    report,
    run_main,
    until,
)

KILLS = 9
STARTING = 3
"""Every how-manieth kill may hit a backend that is still starting."""


class Load:
    """Threads that submit commands and readings without pause, and record the acknowledged ones."""

    def __init__(self, backend: Where) -> None:
        self.accepted: dict[str, Accepted] = {}
        self.readings: list[Reading] = []
        self._backend = backend
        self._stop = Event()
        self._threads = [Thread(target=self._commands, args=(n,)) for n in range(2)] + [Thread(target=self._readings)]
        for thread in self._threads:
            thread.start()

    def _commands(self, number: int) -> None:
        with control_of(self._backend) as link:
            turn = 0
            while not self._stop.is_set():
                keys = [f"E{number}-{turn}-{i}" for i in range(8)]
                for commands in ([report(key) for key in keys], [file(key) for key in keys]):
                    for answer in link.submit(commands):
                        assert isinstance(answer, Accepted), answer
                        self.accepted[answer.command_id] = answer
                turn += 1

    def _readings(self) -> None:
        with control_of(self._backend) as link:
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


class FoldingClient:
    """Folds the data of a client, and fails when a record is repeated, missing or unordered."""

    def __init__(self, client: Client) -> None:
        self.fold = Fold()
        self.snapshots = 0
        self._client = client

    @property
    def events(self) -> dict[str, CountyEvent]:
        return dict(self.fold.states["event"])

    def take(self) -> None:
        taken = self._client.take()
        if taken.snapshot is not None:
            assert taken.snapshot.seq >= self.fold.seq, "the state is older than before"
            self.fold.restore(taken.snapshot.seq, taken.snapshot.recorded_ms, taken.snapshot.states)
            self.snapshots += 1
        for record in taken.records:
            assert record.seq == self.fold.seq + 1, "a record is repeated or missing"
            self.fold.apply(record)


@pytest.mark.timeout(180)
def test_no_acknowledged_record_is_lost_and_none_is_shown_twice_when_killed_at_random_moments(tmp_path: Path) -> None:
    moments = random.Random(20261122)
    with backend_of(tmp_path) as backend, client_of(backend) as client:
        screen = FoldingClient(client)
        load = Load(backend)
        try:
            for kill in range(KILLS):
                if kill % STARTING:  # running again: the backend accepts this load and publishes it
                    done = len(load.accepted)
                    until(lambda done=done: screen.take() or len(load.accepted) > done, "an acknowledgement")  # type: ignore[misc]
                time.sleep(moments.uniform(0.0, 0.3 if kill % STARTING else 1.5))
                pid = backend.pid
                assert pid is not None, f"the backend does not run before kill {kill}"
                os.kill(pid, signal.SIGKILL)
                until(lambda pid=pid: backend.pid not in (None, pid), "a new backend")  # type: ignore[misc]
            done = len(load.accepted)
            until(lambda: len(load.accepted) > done, "an acknowledgement after the last kill")
        finally:
            load.end()
        last = max(answer.last_seq for answer in load.accepted.values())
        until(lambda: screen.take() or screen.fold.seq >= last, "the last acknowledged record on the screen")
        shown = screen.events
        assert backend.restarts == KILLS
    assert screen.snapshots >= 2

    verified = run_main("journal", "verify", "--data", tmp_path / "data")
    assert verified.returncode == 0, verified.stdout
    assert "no faults" in verified.stdout

    county = CountyPackage(county_in(tmp_path))
    keys = key_tables(county, county.catalog)
    store = open_realm_store(
        tmp_path / "data", county=county.manifest.identity, realm=LIVE, keys=keys, messages=RateLimitedLog()
    )
    try:
        data = enumerate(store.log.records(1, store.log.head.seq), start=1)
        records = [store.reader.read(record, seq) for seq, record in data]
        stored = {record.seq: record for record in records}
        for answer in load.accepted.values():
            assert stored[answer.first_seq].command_id == answer.command_id
        given = [record.command_id for record in records if record.command_id]
        assert len(given) == len(set(given)), "a retried command was carried out twice"
        assert {type(record.body) for record in records if not record.command_id} == {BackendStarted}
        folded = Fold()
        for record in records:
            folded.apply(record)
        assert shown == dict(folded.states["event"])
        for number in range(20):
            channel = keys[READINGS.key].number[f"bin-{number}", "fill"]
            stored = set(store.history.between(READINGS.key, channel, 0, 2**62, 1_000_000).at_ms.tolist())
            brought = {r.at_ms for r in load.readings if r.sensor_id == f"bin-{number}"}
            assert brought <= stored
    finally:
        store.close()
