"""A program that sends events requests the backend's catalogue."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from threading import Event, Thread

import pytest
from msgspec.structs import replace

from county.catalog import Catalog, Name, load
from county.clock import ManualClock, SystemClock
from county.numbering import COUNTY_TIME
from county.package.open import CountyPackage
from county.tables.reader import TableFile
from services.protocol.control import ControlLink, NoBackend
from services.sending.sender import Sender
from tests.memory_realm import OWNER, MemoryRealm
from tests.square_county import PLACE_M, write_square_county


@pytest.fixture
def own() -> Catalog:
    """A catalogue that only this county has."""
    known = load()
    rubble = replace(known.subclasses["rubble"], name=Name(zh="渣土", en="Rubble"))
    return replace(known, subclasses=known.subclasses | {"rubble": rubble})


def test_the_answer_is_the_catalogue_of_the_backend(tmp_path: Path, own: Catalog) -> None:
    realm = MemoryRealm(CountyPackage(write_square_county(tmp_path / "county")), catalog=own)
    stopped = Event()
    loop = Thread(target=realm.backend.run, args=(stopped.is_set,))
    loop.start()
    try:
        with ControlLink("memory", lambda: realm.network.client(OWNER.id), realm="live") as link:
            assert link.catalog() == own
            assert link.welcome.catalog == own.digest
            assert link.catalog() == own, "also when it is requested again"
    finally:
        stopped.set()
        loop.join()


def test_submitted_data_is_dated_by_the_backends_clock(tmp_path: Path) -> None:
    a_year_ago = SystemClock().now_ms() - 365 * 86_400_000
    clock = ManualClock(a_year_ago)
    realm = MemoryRealm(CountyPackage(write_square_county(tmp_path / "county")), clock=clock)
    lon, lat = realm.package.lonlat(*PLACE_M)
    (tmp_path / "e.csv").write_text(f"subclass,title,lon,lat\nrubble,x,{lon},{lat}\n", encoding="utf-8")
    stopped = Event()
    loop = Thread(target=realm.backend.run, args=(stopped.is_set,))
    loop.start()
    rows = TableFile(tmp_path / "e.csv")
    try:
        with ControlLink("memory", lambda: realm.network.client(OWNER.id), realm="live") as link:
            assert (link.welcome.at_ms, link.welcome.rate) == (a_year_ago, 1.0)
            report = Sender(rows, link, link.clock, lambda s: None, print).run(None, lambda part, text: None)
    finally:
        rows.close()
        stopped.set()
        loop.join()
    assert report.events == 1, str(report)
    (event,) = realm.desk.events.values()
    assert 0 <= event.happened_ms - a_year_ago < 60_000
    assert event.id.startswith(f"{datetime.fromtimestamp(a_year_ago / 1000, COUNTY_TIME):%Y%m%d}-")


def test_waiting_for_a_backend_without_replies_times_out(tmp_path: Path) -> None:
    realm = MemoryRealm(CountyPackage(write_square_county(tmp_path / "county")))
    stopped = Event()
    loop = Thread(target=realm.backend.run, args=(stopped.is_set,))
    loop.start()
    link = ControlLink("memory", lambda: realm.network.client(OWNER.id), realm="live", timeout_s=0.6)
    stopped.set()
    loop.join()
    with link, pytest.raises(NoBackend, match="no reply"):
        link.catalog()
