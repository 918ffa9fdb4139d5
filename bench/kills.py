"""A supervised backend killed at random moments under load: nothing acknowledged is lost, nothing happens twice, and a
client's command is accepted again soon.

In rounds of some kills, each on a copy of the same journal: the load files events that nobody closes, so that a start
would read more of them after every kill.
"""

from __future__ import annotations

import os
import random
import signal
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from shutil import copytree
from statistics import median

import numpy as np

from bench.acknowledged_load import AcknowledgedLoad, FoldedScreen, Probe
from bench.connected import desktop_client
from bench.demo_package import demo_package
from bench.figures import BenchFigure
from bench.rounds import Progress
from bench.three_years import journal_of_three_years
from county.package.open import CountyPackage
from county.realm import LIVE
from county.records import EventReported
from county.streams import READINGS
from services.log import RateLimitedLog
from services.realm import key_tables
from services.store.maintenance.command import journal
from services.store.open import open_realm_store
from services.supervision.window import SupervisedBackend

RECORDS = 500_000
KILLS = 500
PER_ROUND = 50
"""Kills on one copy of the journal."""
SEED = 20261122
UP_S = (0.0, 4.0)
"""How long a backend that is back runs before the next kill, shortest and longest."""
CHANNELS = 20
PATIENCE_S = 60.0
HIGHEST_MS = 2**62


@dataclass(frozen=True)
class KilledRun:
    """What the kills of one round found."""

    back_s: list[float]
    """From each kill until a command submitted after it was accepted."""
    acknowledged: int
    lost: int
    """Acknowledged commands and readings that are not stored."""
    twice: int
    """Commands stored twice."""
    shown_wrong: list[str]
    """Records repeated or missing on a screen, and events of the journal that are missing on it."""
    verified: bool
    """Whether the journal has no faults."""
    events: int
    """On the desk after the last kill: a start reads all of them, and those of the load are never closed."""
    records: int
    """In the journal after the last kill."""


def run_kills(package: Path, data: Path, kills: int, progress: Progress, *, seed: int = SEED) -> KilledRun:
    """Kill the backend of ``package`` with the journal in ``data``, which is written to.

    Raises RuntimeError when the backend does not come back.
    """
    county, moments = CountyPackage(package), random.Random(seed)
    point = county.table("villages").geometry[0].representative_point()
    place_m = float(point.x), float(point.y)
    channels = key_tables(county, county.catalog)[READINGS.key].rows[:CHANNELS]
    back_s: list[float] = []
    with supervised(package, data) as backend, desktop_client(backend) as client:
        screen = FoldedScreen(client)
        load = AcknowledgedLoad(backend, place_m, [(sensor, channel) for sensor, channel in channels])
        probe = Probe(backend, place_m)
        try:
            wait(lambda: probe.answered, screen, "the first acknowledgement")
            for kill in range(kills):
                progress(kill / kills, f"kill {kill + 1} of {kills}")
                until = time.monotonic() + moments.uniform(*UP_S)
                while time.monotonic() < until:
                    screen.take()
                    time.sleep(0.01)
                back_s.append(killed(backend, probe, screen))
        finally:
            probe.end()
            load.end()
        last = max(answer.last_seq for answer in load.accepted.values())
        wait(lambda: screen.fold.seq >= last, screen, "the last acknowledged record on the screen")
    return checked(county, data, load, screen, back_s)


def killed(backend: SupervisedBackend, probe: Probe, screen: FoldedScreen) -> float:
    """Kill the backend; returns the seconds until it accepts a command."""
    pid = backend.pid
    if pid is None:
        raise RuntimeError("the backend does not run before a kill")
    began = time.monotonic()
    os.kill(pid, signal.SIGKILL)
    wait(lambda: probe.first_after(began), screen, "an acknowledgement after a kill")
    done = probe.first_after(began)
    assert done is not None
    return done - began


def wait(condition: Callable[[], object], screen: FoldedScreen, what: str) -> None:
    """Wait; the screen takes its records meanwhile.  Raises RuntimeError after PATIENCE_S."""
    until = time.monotonic() + PATIENCE_S
    while not condition():
        screen.take()
        if time.monotonic() > until:
            raise RuntimeError(f"no {what} within {PATIENCE_S:g} s")
        time.sleep(0.005)


@contextmanager
def supervised(package: Path, data: Path) -> Iterator[SupervisedBackend]:
    """A backend as a window has it."""
    backend = SupervisedBackend(package, data, LIVE)
    backend.start()
    try:
        yield backend
    finally:
        backend.close()


def checked(
    county: CountyPackage, data: Path, load: AcknowledgedLoad, screen: FoldedScreen, back_s: list[float]
) -> KilledRun:
    """Compare what was acknowledged and shown with what is stored.  The backend has ended."""
    verified = journal(
        data, "verify", None, realm=LIVE, print_line=lambda line: None, progress=lambda share, text: None
    )
    keys = key_tables(county, county.catalog)
    store = open_realm_store(
        data, county=county.manifest.identity, realm=LIVE, keys=keys, messages=RateLimitedLog()
    )
    try:
        first = min(answer.first_seq for answer in load.accepted.values())
        stored = [
            store.reader.read(record, seq)
            for seq, record in enumerate(store.log.records(first, store.log.head.seq), start=first)
        ]
        given = [record.command_id for record in stored if record.command_id]
        lost = len(load.accepted.keys() - set(given))
        table = keys[READINGS.key].number
        times: dict[tuple[str, str], set[int]] = {}
        for reading in load.readings:
            times.setdefault((reading.sensor_id, reading.channel), set()).add(reading.at_ms)
        for key, brought in times.items():
            rows = store.history.between(READINGS.key, table[key], min(brought), HIGHEST_MS, 10_000_000)
            lost += len(brought - set(rows.at_ms.tolist()))
        events, records = screen.fold.states["event"], store.log.head.seq
        missing = [
            f"record {seq} is applied, its event {record.body.event_id} is missing"
            for seq, record in enumerate(stored, start=first)
            if isinstance(record.body, EventReported) and seq <= screen.fold.seq and record.body.event_id not in events
        ]
    finally:
        store.close()
    return KilledRun(
        back_s=back_s, acknowledged=len(load.accepted) + len(load.readings), lost=lost,
        twice=len(given) - len(set(given)), shown_wrong=screen.wrong + missing, verified=verified == 0,
        events=len(events), records=records,
    )  # fmt: skip


def run_rounds(
    package: Path, filled: Path, kills: int, progress: Progress, *, per_round: int = PER_ROUND
) -> list[KilledRun]:
    """Rounds of at most ``per_round`` kills, ``kills`` in all, each on a copy of the data folder ``filled``.

    Raises RuntimeError when a backend does not come back.
    """
    rounds: list[KilledRun] = []
    for first in range(0, kills, per_round):
        number = min(per_round, kills - first)
        of_round = part_of(progress, first / kills, number / kills, f"round {len(rounds) + 1}: ")
        with tempfile.TemporaryDirectory() as name:
            data = Path(name) / "data"
            copytree(filled, data)
            rounds.append(run_kills(package, data, number, of_round, seed=SEED + len(rounds)))
    return rounds


def part_of(progress: Progress, begin: float, share: float, step: str) -> Progress:
    """The progress of a part that begins at ``begin`` and takes ``share`` of the whole; ``step`` begins its texts."""
    return lambda done, text: progress(begin + share * done, step + text)


def figures(kills: int, progress: Progress, *, records: int = RECORDS) -> list[BenchFigure]:
    """The figures of ``kills`` kills with ``records`` in the journal, of the demo county with its traffic."""
    package = demo_package(progress)
    rounds = run_rounds(package, journal_of_three_years(CountyPackage(package), progress, records), kills, progress)
    back_s = [seconds for found in rounds for seconds in found.back_s]
    shown_wrong = [wrong for found in rounds for wrong in found.shown_wrong]
    for wrong in shown_wrong:
        progress(1.0, f"shown wrongly: {wrong}\n")
    title = f"{kills} kills in rounds of {PER_ROUND}, {records:,} records at the start of each"
    return [
        BenchFigure(f"{title}: acknowledged commands and readings", sum(found.acknowledged for found in rounds), ""),
        BenchFigure("lost", sum(found.lost for found in rounds), "", at_most=0),
        BenchFigure("carried out twice", sum(found.twice for found in rounds), "", at_most=0),
        BenchFigure("shown wrongly", len(shown_wrong), "", at_most=0),
        BenchFigure("journals with faults", sum(not found.verified for found in rounds), "", at_most=0),
        BenchFigure("from the kill to the first accepted command, p50", median(back_s), "s"),
        BenchFigure("the same, p95", float(np.percentile(back_s, 95)), "s", at_most=1.0),
        BenchFigure("the same, longest", max(back_s), "s"),
        BenchFigure("most events on a desk after its last kill", max(found.events for found in rounds), ""),
        BenchFigure("most records in a journal after its last kill", max(found.records for found in rounds), ""),
    ]
