"""A backend killed at any moment loses no acknowledged data and shows no record twice."""

from __future__ import annotations

import os
import random
import signal
import time
from pathlib import Path

import pytest

from bench.acknowledged_load import AcknowledgedLoad, FoldedScreen
from county.fold import Fold
from county.package.open import CountyPackage
from county.realm import LIVE
from county.records import BackendStarted
from county.streams import READINGS
from services.log import RateLimitedLog
from services.realm import key_tables
from services.store.open import open_realm_store
from tests.integration.backend_fixture import backend_of, client_of, county_in, run_main, until
from tests.square_county import PLACE_M

KILLS = 5
STARTING = 3
"""Every how-manieth kill may hit a backend that is still starting."""


@pytest.mark.timeout(180)
def test_no_acknowledged_record_is_lost_and_none_is_shown_twice_when_killed_at_random_moments(tmp_path: Path) -> None:
    moments = random.Random(20261122)
    with backend_of(tmp_path) as backend, client_of(backend) as client:
        screen = FoldedScreen(client)
        load = AcknowledgedLoad(backend, PLACE_M, [(f"bin-{number}", "fill") for number in range(20)])
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
        shown = dict(screen.fold.states["event"])
        assert backend.restarts == KILLS
    assert screen.snapshots >= 2
    assert (screen.wrong, load.refused) == ([], [])

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
