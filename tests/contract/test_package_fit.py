"""A replay of a journal tells what the county package of today does not have, as clips do."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import pytest

from county import records as r
from county.package.open import CountyPackage
from county.records import RecordBody
from county.sensors import Sensors
from county.streams import STREAMS
from services.protocol.as_of_messages import NamedIds
from services.protocol.replay import Replay
from services.replay.package_fit import LISTED_MAX, PackageFit
from services.store.following import package_then
from tests.contract.test_replays import analysis_replay, journal_replay
from tests.recorded_journals import numbered, write_journal
from tests.tiny_county import write_tiny_county

T0 = 1_795_399_200_000
OpenReplay = Callable[..., AbstractContextManager[Replay]]
OTHERS = (
    ("E1", "990199555555", "gone-1", "truck-99", "truck-98"),
    ("E2", "990199100201", "bin-1", "truck-1", "water_resources"),
)
"""An event, its division, its sensor and its two units: of the first nothing is in the package any more."""


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> CountyPackage:
    return write_tiny_county(tmp_path_factory.mktemp("fit") / "county")


def steps(event: str, division: str, sensor: str, first: str, second: str) -> list[tuple[int, RecordBody]]:
    reported = r.EventReported(
        event_id=event, subclass="exposed_garbage", title=event, source="hotline", x_m=500_500.0, y_m=3_100_500.0,
        division=division, sensor_id=sensor, level="general", reporter="r-0123456789abcdef",
    )  # fmt: skip
    return [
        (T0, reported),
        (T0, r.EventFiled(event_id=event)),
        (T0, r.EventDispatched(event_id=event, unit=first, due_ms=T0 + 60_000)),
        (T0, r.UnitAdded(event_id=event, unit=second)),
    ]


@pytest.mark.parametrize("opened", [journal_replay, analysis_replay])
@pytest.mark.parametrize("of", [OTHERS, OTHERS[1:]])
def test_what_the_records_name_and_the_package_lacks_is_listed(
    opened: OpenReplay, of: tuple[tuple[str, ...], ...], package: CountyPackage, tmp_path: Path
) -> None:
    folder = write_journal(tmp_path / "data", package, numbered([step for one in of for step in steps(*one)]))
    fit = PackageFit(package, package.catalog)
    with opened(folder, package, fit=fit) as replay:
        told = [str(note) for note in replay.notes]
    assert told == [
        "the county has no sensors gone-1: their readings and alarms have no place on the map",
        "the county has no units truck-98, truck-99: their positions are left out",
        "the county has no divisions 990199555555",
    ][: 3 if of is OTHERS else 0]  # fmt: skip


def test_sensors_of_stored_readings_that_the_package_lacks_are_listed(
    package: CountyPackage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = write_journal(tmp_path / "data", package, numbered(steps(*OTHERS[1])), [(T0, T0, 1.0)])
    then = package_then(folder, STREAMS.values())
    fewer = CountyPackage(package.folder)
    monkeypatch.setitem(fewer.__dict__, "sensors", Sensors.of(s for s in package.sensors if s.id != "bin-1"))
    for of, lacking in ((package, []), (fewer, ["bin-1"])):
        fit = PackageFit(of, package.catalog)
        fit.take_journal(*then)
        assert [note.params["ids"] for note in fit.notes] == lacking


def test_of_very_many_ids_the_first_ones_and_their_number_are_told(package: CountyPackage) -> None:
    fit = PackageFit(package, package.catalog)
    fit.take_named(NamedIds(divisions=[f"99{n:04}" for n in range(LISTED_MAX + 3)]))
    [note] = fit.notes
    assert note.params["ids"].startswith("990000, 990001, ")
    assert note.params["ids"].endswith(f"9900{LISTED_MAX - 1} … ({LISTED_MAX + 3})")
