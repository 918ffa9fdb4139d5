"""Effects that a retired row of the catalogue still has, and those it has not."""

from __future__ import annotations

import shutil
from contextlib import closing
from pathlib import Path

import msgspec
import numpy as np
import pytest

from county import catalog
from county.catalog import BadCatalog, Catalog
from county.events.deadlines import TimeLimits
from county.package.manifest import CATALOG
from county.package.open import CountyPackage
from county.realm import LIVE
from county.rules import RuleState
from county.sensing import ChannelTable, Quality, Readings
from county.sensors import Sensor
from county.streams import READINGS, KeyTable
from services.log import RateLimitedLog
from services.simulation.reports import Reports
from services.simulation.tables import Phrases, read
from services.store.open import open_realm_store
from services.store.realm_store import RealmStore
from tests.unit.test_catalog_overlay import retired

PROGRAM = catalog.load()
BIN = Sensor("bin-1", "bin", "b", 0.0, 0.0, "v")
CHANNELS = ChannelTable.of([BIN], PROGRAM.sensor_kinds)
NOON_MS = 1_795_492_800_000


def with_rule(key: str, *, retired: bool) -> Catalog:
    row = msgspec.structs.replace(PROGRAM.rules[key], retired=retired)
    return msgspec.structs.replace(PROGRAM, rules=PROGRAM.rules | {key: row})


def rules(key: str, *, retired: bool, active: bool) -> tuple[RuleState, int]:
    """The rules of one bin, and the slot of ``key``, which has an alarm already or none."""
    state = RuleState(CHANNELS, with_rule(key, retired=retired), [BIN])
    slot = next(i for i in range(len(state)) if state.of_slot(i)[1] == key)
    state.active[slot] = active
    return state, slot


def fill(value: float) -> Readings:
    number = CHANNELS.number["bin-1", "fill"]
    return Readings(
        np.array([number], np.uint32), np.array([NOON_MS]), np.array([value]), np.array([Quality.GOOD], np.uint8)
    )


@pytest.mark.parametrize(("retired", "raised"), [(False, [True]), (True, [])])
def test_a_retired_rule_raises_no_alarm(retired: bool, raised: list[bool]) -> None:
    state, slot = rules("bin_full", retired=retired, active=False)
    assert [change.raised for change in state.judge(fill(95), NOON_MS) if change.slot == slot] == raised
    assert state.active[slot] == bool(raised)


@pytest.mark.parametrize("retired", [False, True])
def test_an_active_alarm_is_cleared_by_its_rule_after_the_rule_was_retired(retired: bool) -> None:
    state, slot = rules("bin_full", retired=retired, active=True)
    assert state.judge(fill(75), NOON_MS) == [], "not past the hysteresis"
    [change] = RuleState.judge(state, later(fill(60)), NOON_MS + 1_000)
    assert (change.slot, change.raised) == (slot, False)


def later(readings: Readings) -> Readings:
    return Readings(readings.channel, readings.at_ms + 1_000, readings.value, readings.quality)


@pytest.mark.parametrize(("retired", "raised"), [(False, [True]), (True, [])])
def test_a_retired_rule_detects_no_staleness(retired: bool, raised: list[bool]) -> None:
    state, slot = rules("bin_silent", retired=retired, active=False)
    state.tick(NOON_MS, 9)
    changes = state.tick(NOON_MS + 86_400_000, 9)
    assert [change.raised for change in changes if change.slot == slot] == raised


@pytest.mark.parametrize("retired", [False, True])
def test_a_stale_alarm_is_cleared_by_data_although_its_rule_is_retired(retired: bool) -> None:
    state, slot = rules("bin_silent", retired=retired, active=True)
    state.judge(fill(10), NOON_MS)
    assert [(change.slot, change.raised) for change in state.tick(NOON_MS + 1_000, 9)] == [(slot, False)]


def test_a_retired_subclass_keeps_its_limit_for_the_events_that_are_open() -> None:
    row = msgspec.structs.replace(PROGRAM.subclasses["rubble"], retired=True)
    later = msgspec.structs.replace(PROGRAM, subclasses=PROGRAM.subclasses | {"rubble": row})
    assert TimeLimits(later).due_ms("rubble", NOON_MS) == TimeLimits(PROGRAM).due_ms("rubble", NOON_MS)


def test_simulated_people_report_no_event_of_a_retired_subclass(small_county: Path, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(small_county, tmp_path / "county"))
    phrases = read("phrases", Phrases)

    def drawn() -> set[str]:
        reports = Reports(CountyPackage(folder), phrases, seed=1)
        return {found[1].subclass for i in range(400) if (found := reports.draw(NOON_MS + i)) is not None}

    before = drawn()
    (folder / CATALOG).mkdir()
    subclass = "exposed_garbage"
    (folder / CATALOG / "subclasses.toml").write_text(retired("subclasses", subclass), encoding="utf-8")
    assert subclass in before
    assert subclass not in drawn()


def run_with(data: Path, tables: Catalog) -> None:
    """Start the live realm of a data folder with ``tables``, and stop it."""
    with closing(_opened(data)) as store:
        store.use_catalog(tables)


def _opened(data: Path) -> RealmStore:
    return open_realm_store(
        data, county="999901", realm=LIVE, keys={READINGS.key: KeyTable(READINGS, [])}, messages=RateLimitedLog()
    )


def test_a_row_used_by_the_journal_may_be_retired_but_not_removed(tmp_path: Path) -> None:
    run_with(tmp_path, PROGRAM)
    run_with(tmp_path, with_rule("bin_full", retired=True))
    rest = {key: row for key, row in PROGRAM.rules.items() if key != "bin_full"}
    with pytest.raises(BadCatalog, match="row 'bin_full' is missing, but the journal was written with it"):
        run_with(tmp_path, msgspec.structs.replace(PROGRAM, rules=rest))
    run_with(tmp_path, PROGRAM)


def test_an_added_row_is_known_from_the_next_start_on(tmp_path: Path) -> None:
    added = msgspec.structs.replace(PROGRAM, rules=PROGRAM.rules | {"bin_fuller": PROGRAM.rules["bin_full"]})
    run_with(tmp_path, PROGRAM)
    run_with(tmp_path, added)
    with pytest.raises(BadCatalog, match="row 'bin_fuller' is missing"):
        run_with(tmp_path, PROGRAM)
