"""A program that brings events in asks the backend for its catalogue."""

from __future__ import annotations

from pathlib import Path
from threading import Event, Thread

import pytest
from msgspec.structs import replace

from county.catalog import Catalog, Name, load
from county.package.open import CountyPackage
from services.protocol.control import ControlLink, NoBackend
from tests.memory_realm import OWNER, MemoryRealm
from tests.square_county import write_square_county


@pytest.fixture
def own() -> Catalog:
    """A catalogue that only this county has."""
    known = load()
    rubble = replace(known.subclasses["rubble"], name=Name(zh="渣土", en="Rubble"))
    return replace(known, subclasses=known.subclasses | {"rubble": rubble})


def test_it_is_answered_with_the_catalogue_that_the_backend_runs(tmp_path: Path, own: Catalog) -> None:
    realm = MemoryRealm(CountyPackage(write_square_county(tmp_path / "county")), catalog=own)
    stopped = Event()
    loop = Thread(target=realm.backend.run, args=(stopped.is_set,))
    loop.start()
    try:
        with ControlLink("memory", lambda: realm.network.client(OWNER.id), realm="live") as link:
            assert link.catalog() == own
            assert link.welcome.catalog == own.digest
            assert link.catalog() == own, "also when it is asked again"
    finally:
        stopped.set()
        loop.join()


def test_a_backend_that_says_nothing_is_not_waited_for_for_ever(tmp_path: Path) -> None:
    realm = MemoryRealm(CountyPackage(write_square_county(tmp_path / "county")))
    stopped = Event()
    loop = Thread(target=realm.backend.run, args=(stopped.is_set,))
    loop.start()
    link = ControlLink("memory", lambda: realm.network.client(OWNER.id), realm="live", patience_s=0.6)
    stopped.set()
    loop.join()
    with link, pytest.raises(NoBackend, match="no answer"):
        link.catalog()
