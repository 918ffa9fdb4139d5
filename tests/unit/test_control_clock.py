"""While a program that sends data waits, it learns changes of the backend's clock."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from threading import Event, Thread

import pytest

from county.clock import PacedClock
from county.package.open import CountyPackage
from county.tables.reader import TableFile
from services.protocol import control
from services.protocol.control import ControlLink, NoBackend
from services.sending.sender import Sender
from tests.memory_realm import OWNER, MemoryRealm
from tests.square_county import PLACE_M, write_square_county
from tests.unit.running_desk import NOON_MS

HOUR_MS = 3_600_000


@pytest.fixture
def clock() -> PacedClock:
    """Paused."""
    return PacedClock(NOON_MS, rate=0.0)


@pytest.fixture
def realm(tmp_path: Path, clock: PacedClock) -> MemoryRealm:
    return MemoryRealm(CountyPackage(write_square_county(tmp_path / "county")), clock=clock)


@pytest.fixture
def stopped() -> Event:
    return Event()


@pytest.fixture
def link(realm: MemoryRealm, stopped: Event, monkeypatch: pytest.MonkeyPatch) -> Iterator[ControlLink]:
    monkeypatch.setattr(control, "HELLO_REFRESH_MS", 20)
    loop = Thread(target=realm.backend.run, args=(stopped.is_set,))
    loop.start()
    try:
        with ControlLink("memory", lambda: realm.network.client(OWNER.id), realm="live", timeout_s=1.0) as link:
            yield link
    finally:
        stopped.set()
        loop.join()


def test_a_changed_rate_and_a_jump_are_learned_while_waiting(link: ControlLink, clock: PacedClock) -> None:
    assert (link.clock.now_ms(), link.clock.rate) == (NOON_MS, 0.0)
    clock.set_rate(2.0)
    while link.clock.rate != 2.0:
        link.wait(0.01)
    clock.jump(NOON_MS + HOUR_MS)
    while link.clock.now_ms() < NOON_MS + HOUR_MS:
        link.wait(0.01)


def test_a_played_file_goes_on_when_a_paused_realm_is_resumed(
    link: ControlLink, clock: PacedClock, realm: MemoryRealm, tmp_path: Path
) -> None:
    lon, lat = realm.package.lonlat(*PLACE_M)
    rows = "".join(f"exposed_garbage,x,{lon},{lat},2026-11-22T0{hour}:00:00\n" for hour in (8, 9))
    (tmp_path / "e.csv").write_text(f"subclass,title,lon,lat,at\n{rows}", encoding="utf-8")

    def resume_and_wait(seconds: float) -> None:
        clock.set_rate(60.0)
        link.wait(seconds)

    file = TableFile(tmp_path / "e.csv")
    try:
        report = Sender(file, link, link.clock, resume_and_wait, print).run(3600.0, lambda part, text: None)
    finally:
        file.close()
    assert report.events == 2, str(report)


def test_a_wait_ends_when_the_backend_no_longer_replies(link: ControlLink, stopped: Event) -> None:
    stopped.set()
    with pytest.raises(NoBackend, match="no reply"):
        link.wait(60.0)
