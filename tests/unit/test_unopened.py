"""An alarm that could open no event is reported in the heartbeat, with the reason, until it returns to normal."""

from __future__ import annotations

from pathlib import Path

import pytest

from county.clock import ManualClock
from county.package.open import CountyPackage
from services.protocol.messages import Heartbeat
from tests.memory_realm import MemoryRealm
from tests.rows import readings_of
from tests.unit.live_realm import NOW_MS
from tests.unit.sound_county import point, sound_county


@pytest.fixture
def package(tmp_path: Path) -> CountyPackage:
    """A county with one bin that is some metres outside its outline, as after a move by hand; S1 is inside."""
    draft = sound_county()
    draft.set("sensors", 0, "geometry", point(-0.01, 0.1))
    draft.set("sensors", 0, "name", "桥头桶")
    return CountyPackage(draft.write(tmp_path))


def beat(realm: MemoryRealm) -> Heartbeat:
    before = len(realm.beats())
    while len(realm.beats()) == before:
        realm.turn()
    return realm.beats()[-1][1]


def measure(realm: MemoryRealm, sensor: str, value: float) -> None:
    """A temperature, one minute later."""
    realm.clock.advance(60_000)  # type: ignore[attr-defined]
    client = realm.plain_client()
    client.send(readings_of(f"{sensor}-{value}", [sensor], ["temperature"], [realm.clock.now_ms()], [value]))
    realm.turn(3)
    client.close()


def test_a_fire_alarm_outside_the_county_is_reported_until_it_ends(package: CountyPackage) -> None:
    realm = MemoryRealm(package, clock=ManualClock(NOW_MS))
    measure(realm, "S1", 120.0)
    assert beat(realm).fault == "", "the event of a bin inside is opened"
    measure(realm, "S0", 120.0)
    assert len(realm.desk.events) == 1
    shown = beat(realm)
    assert shown.fault == "event_not_opened"
    assert shown.fault_params["alarmed"] == "桥头桶 S0"
    assert shown.fault_params["refusal"] == "place_outside"
    assert (shown.fault_params["count"], shown.fault_params["km"]) == ("1", "0.010")
    assert shown.fault_params["county"] == package.manifest.name
    measure(realm, "S0", 20.0)
    assert beat(realm).fault == ""


def test_it_is_found_again_after_a_restart_and_no_event_is_opened_by_that(package: CountyPackage) -> None:
    realm = MemoryRealm(package, clock=ManualClock(NOW_MS))
    measure(realm, "S0", 120.0)
    measure(realm, "S1", 120.0)
    again = MemoryRealm(package, clock=ManualClock(NOW_MS + 180_000), before=realm)
    assert beat(again).fault_params["alarmed"] == "桥头桶 S0"
    assert len(again.desk.events) == 1
