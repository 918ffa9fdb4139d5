"""The invented supply chain: the same for a seed, sent once, and with something to find in it."""

from __future__ import annotations

from types import MappingProxyType

from county.authority import SIMULATION
from county.durations import DAY_MS, HOUR_MS
from county.tracing.scans import CaptureScans, Scan, check_scan
from services.simulation.scans import SENDER, SimulatedScans
from services.simulation.supply_chain import KINDS, SupplyChain, history, read_point_id
from services.tracing.scan_index import ScanIndex
from tests.unit.running_desk import NOON_MS, RunningDesk

PLACES = {kind: [read_point_id(10 * n + i) for i in range(4)] for n, kind in enumerate(KINDS)}
CHAIN = SupplyChain(PLACES, 7)


def sent(source: SimulatedScans, running: RunningDesk, now_ms: int) -> list[Scan]:
    """What it sends until it waits, accepted by a desk."""
    found: list[Scan] = []
    while commands := source.due(now_ms).commands:
        for command in commands:
            running.take(command, now_ms, by=SIMULATION)
            assert isinstance(command.body, CaptureScans)
            found += command.body.scans
    return found


def test_the_same_seed_gives_the_same_scans_and_every_one_can_be() -> None:
    run = CHAIN.run(5, NOON_MS)
    assert run == SupplyChain(PLACES, 7).run(5, NOON_MS)
    assert run != SupplyChain(PLACES, 8).run(5, NOON_MS)
    for scan in run:
        check_scan(scan, NOON_MS + 10 * DAY_MS)


def test_a_county_that_lacks_a_kind_of_place_has_no_chain() -> None:
    assert not SupplyChain(PLACES | {"mill": []}, 7).is_possible


def test_the_past_is_sent_first_and_later_only_what_has_happened_since() -> None:
    running = RunningDesk()
    source = SimulatedScans(CHAIN, MappingProxyType(running.desk.fold.states["scans"]), realm="live")
    first = sent(source, running, NOON_MS)
    assert len(first) > 1_000
    assert max(scan.at_ms for scan in first) <= NOON_MS
    later = sent(source, running, NOON_MS + 12 * HOUR_MS)
    assert later
    assert not {scan.event_id for scan in first} & {scan.event_id for scan in later}


def test_after_a_restart_nothing_is_lacking_and_nothing_counts_twice() -> None:
    running, index = RunningDesk(), ScanIndex()
    known = MappingProxyType(running.desk.fold.states["scans"])
    whole = {scan.event_id for scan in sent(SimulatedScans(CHAIN, known, realm="live"), RunningDesk(), NOON_MS)}
    source = SimulatedScans(CHAIN, known, realm="live")
    for command in source.due(NOON_MS).commands:
        running.take(command, NOON_MS, by=SIMULATION)
    sent(SimulatedScans(CHAIN, known, realm="live"), running, NOON_MS)
    records = [record for record in running.log if record.body.sender == SENDER]
    index.take((record.seq, record.recorded_ms, record.body.scans) for record in records)
    assert len(index) == len(whole)


def test_a_history_ends_with_as_many_scans_as_were_asked_for() -> None:
    assert sum(map(len, history(CHAIN, 1_000, NOON_MS, 4))) == 1_000
