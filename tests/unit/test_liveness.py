"""Beats prove that the loop iterates, also while a commit hangs, and never block it."""

from __future__ import annotations

import os
import socket
from pathlib import Path

import pytest

from county.package.open import CountyPackage
from services.loop.durable_groups import CommitHangs
from services.store.memory import MemoryLog
from services.supervision.liveness import BEAT, EVERY_MS, Liveness, PipeBeat
from services.supervision.service_manager import ADDRESS, ServiceManager
from tests.memory_realm import ManualMonotonic, MemoryRealm
from tests.square_county import write_square_county
from tests.unit.live_realm import report


def test_beats_are_limited_to_four_per_second() -> None:
    now, beats = [0], []
    liveness = Liveness([lambda: beats.append(now[0])], monotonic=lambda: now[0])
    for now[0] in range(1_001):
        liveness.beat()
    assert beats == [0, EVERY_MS, 2 * EVERY_MS, 3 * EVERY_MS, 4 * EVERY_MS]


@pytest.mark.skipif(os.name != "posix", reason="Windows' pipes block")
def test_a_supervisor_that_reads_nothing_or_is_gone_does_not_stop_the_loop() -> None:
    read, write = os.pipe()
    beat = PipeBeat(write)
    for _ in range(100_000):  # more than a pipe holds
        beat()
    assert os.read(read, 5) == f"{BEAT}\n".encode()
    os.close(read)
    beat()
    os.close(write)


def test_the_loop_beats_with_every_heartbeat_also_while_a_commit_hangs(tmp_path: Path) -> None:
    log, monotonic, beats = MemoryLog(), ManualMonotonic(cost_ms=0.5), []
    realm = MemoryRealm(
        CountyPackage(write_square_county(tmp_path / "county")), log=log, monotonic=monotonic,
        alive=lambda: beats.append(monotonic.now_ms),
    )  # fmt: skip
    realm.plain_client().send(report(1))
    log.slow = True
    with pytest.raises(CommitHangs):
        realm.opened.run(lambda: len(realm.beats()) > 30)
    assert len(beats) == len(realm.beats()) > 30


@pytest.mark.skipif(not hasattr(socket, "AF_UNIX"), reason="this system has no such sockets")
@pytest.mark.parametrize("abstract", [False, True], ids=["file", "abstract name"])
def test_the_service_manager_is_notified(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, abstract: bool) -> None:
    name = f"@{tmp_path}/notify" if abstract else str(tmp_path / "notify")
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as receiving:
        receiving.bind(name.replace("@", "\0") if abstract else name)
        receiving.settimeout(30)
        monkeypatch.setenv(ADDRESS, name)
        manager = ServiceManager()
        manager.ready()
        manager.beat()
        manager.stopping()
        assert [receiving.recv(100) for _ in range(3)] == [b"READY=1", b"WATCHDOG=1", b"STOPPING=1"]
    manager.beat()  # no receiver is left
    manager.close()
