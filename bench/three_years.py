"""Journals of many records, by default 1,000,000 over three years, written through the store like a backend writes it.

Events go through their complete life cycle one after the other, 130 a day, so that all but those of the last fortnight
have expired; in between, alarms are raised, acknowledged and cleared.
"""

from __future__ import annotations

import itertools
import shutil
import time
from collections.abc import Iterator
from hashlib import sha256
from heapq import heappop, heappush
from pathlib import Path

import numpy as np
import platformdirs

from bench.rounds import Progress
from bench.seeded_events import ALARM_MS, ALARMS, SLOW, SeededEvents
from county import fold
from county import records as r
from county.aggregates import subject_of
from county.clock import SystemClock
from county.durations import DAY_MS
from county.fold import Fold
from county.numbering import alarm_id_of, event_id_of
from county.package.open import CountyPackage
from county.realm import LIVE, Realm
from county.records import Record, RecordBody
from services.log import RateLimitedLog
from services.loop.checkpoints import EVERY
from services.program import VERSION
from services.protocol.codec import payload
from services.realm import key_tables
from services.store.open import open_realm_store
from services.store.ports import Checkpoint, Commit, Committed, Entry, Head, Outcome
from services.store.realm_store import RealmStore
from services.store.upcast import schema_of

RECORDS = 1_000_000
SPAN_MS = 3 * 365 * DAY_MS
GROUP = 2_000
"""Records per commit."""
Due = list[tuple[int, RecordBody]]
"""Later records with their times."""
AFTER_CHECKPOINT = EVERY // 2
"""Records after the newest checkpoint: half of the interval of checkpoints of a running backend."""
TIMEOUT_MS = 60_000


def journal_of_three_years(
    package: CountyPackage, progress: Progress, count: int = RECORDS, *, span_ms: int = SPAN_MS
) -> Path:
    """A data folder with such a journal, cached for a day; must not be written to.  ``span_ms``: another time for the
    same number of records; the shorter, the more events are on the desk at every moment.  Raises OSError."""
    root = Path(platformdirs.user_cache_dir("county-command", appauthor=False)) / "bench"
    made_by = payload([package.manifest.identity, package.catalog.digest, fold.VERSION, VERSION])
    kind = f"{count}" if span_ms == SPAN_MS else f"{count}in{span_ms // DAY_MS}days"
    data = root / f"{kind}-{sha256(made_by).hexdigest()[:16]}"
    if data.exists() and time.time() - data.stat().st_mtime < DAY_MS / 1000:
        return data
    for earlier in root.glob(f"{kind}-*"):
        shutil.rmtree(earlier)
    part = data.with_suffix(".part")
    write(package, part, count, progress, span_ms=span_ms)
    part.rename(data)
    return data


def write(
    package: CountyPackage, data: Path, count: int, progress: Progress, *, realm: Realm = LIVE, span_ms: int = SPAN_MS,
    now_ms: int | None = None, events: SeededEvents = SLOW,
) -> None:  # fmt: skip
    """Fill the empty data folder ``data`` with records of ``span_ms``, with two checkpoints, the newest
    about AFTER_CHECKPOINT records before the end.  ``now_ms``: as of when, by default now.

    Raises RuntimeError when a commit fails.
    """
    keys = key_tables(package, package.catalog)
    store = open_realm_store(
        data, county=package.manifest.identity, realm=realm, keys=keys, messages=RateLimitedLog()
    )
    try:
        store.use_catalog(package.catalog)
        now_ms = SystemClock().now_ms() if now_ms is None else now_ms
        source = records(package, count, now_ms=now_ms, realm=realm, span_ms=span_ms, events=events)
        _write(package, store, count, source, progress)
    finally:
        store.close()


def _write(
    package: CountyPackage, store: RealmStore, count: int, source: Iterator[Record[RecordBody]], progress: Progress
) -> None:
    """Prepare the next group while one is being committed."""
    states, in_flight = Fold(), False
    checkpoints = [seq for seq in (count - AFTER_CHECKPOINT - EVERY, count - AFTER_CHECKPOINT) if seq > 0]
    """From which record on each is still to be written, after the group with it."""
    while group := list(itertools.islice(source, GROUP)):
        entries, outcomes = [], []
        for record in group:
            data = payload(record)
            entries.append(Entry(data, subject_of(record.body), record.recorded_ms))
            outcomes.append(Outcome(record.command_id, sha256(data).digest(), record.seq, record.seq))
        if in_flight:
            _finish(store)
        store.log.begin(Commit(group[-1].recorded_ms, entries, outcomes))
        in_flight = True
        for record in group:
            states.apply(record)
        if checkpoints and states.seq >= checkpoints[0]:
            del checkpoints[0]
            head, in_flight = _finish(store), False
            encoded = {key: [payload(state) for state in some.values()] for key, some in states.states.items()}
            catalog = package.catalog.digest
            store.log.save_checkpoint(Checkpoint(head.seq, head.hash, head.recorded_ms, fold.VERSION, catalog, encoded))
        progress(states.seq / count, "journal of three years")
    if in_flight:
        _finish(store)


def _finish(store: RealmStore) -> Head:
    done = store.log.done(TIMEOUT_MS)
    if not isinstance(done, Committed):
        raise RuntimeError(f"a commit of the journal failed: {done}")
    return done.head


def records(
    package: CountyPackage, count: int, *, now_ms: int, realm: Realm, span_ms: int, events: SeededEvents = SLOW
) -> Iterator[Record[RecordBody]]:
    """``count`` records of ``span_ms`` in time order, the last one some hours before ``now_ms``."""
    choice = np.random.default_rng(3)
    subclasses = [key for key, subclass in package.catalog.subclasses.items() if not subclass.retired]
    villages, sensors = package.table("villages"), package.sensors
    bounds = [geometry.representative_point() for geometry in villages.geometry]
    codes = villages["code"].tolist()
    first_ms = now_ms - span_ms - DAY_MS
    step_ms = span_ms * events.records_per_event / count
    due: list[tuple[int, int, RecordBody]] = []
    """Heap of later records: time, unique number, record."""
    number = seq = 0
    for i in itertools.count():
        at_ms = first_ms + round(i * step_ms)
        while due and due[0][0] <= at_ms:
            seq += 1
            yield _record(realm, seq, *heappop(due))
            if seq == count:
                return
        place = int(choice.integers(len(codes)))
        point = bounds[place]
        of_event = events.bodies(
            event_id_of(at_ms, "three years", str(i)), subclasses[int(choice.integers(len(subclasses)))],
            (float(point.x), float(point.y)), str(codes[place]), at_ms,
        )  # fmt: skip
        bodies = [(at_ms + after_ms, body) for after_ms, body in zip(events.steps_ms, of_event, strict=True)]
        if choice.random() < ALARMS:
            sensor = sensors[int(choice.integers(len(sensors)))]
            channel = package.catalog.sensor_kinds[sensor.kind].channels[0].key
            bodies += _alarm(alarm_id_of(at_ms, sensor.id, channel), sensor.id, channel, at_ms)
        for follows_ms, body in bodies:
            number += 1
            heappush(due, (follows_ms, number, body))


def _alarm(alarm: str, sensor: str, channel: str, at_ms: int) -> Due:
    bodies = (
        r.AlarmRaised(
            alarm_id=alarm, sensor_id=sensor, channel=channel, rule="high", priority="medium", value=9.1, limit=8.0,
        ),
        r.AlarmAcknowledged(alarm_id=alarm),
        r.AlarmCleared(alarm_id=alarm, value=7.2),
    )  # fmt: skip
    return [(at_ms + after_ms, body) for after_ms, body in zip(ALARM_MS, bodies, strict=True)]


def _record(realm: Realm, seq: int, at_ms: int, number: int, body: RecordBody) -> Record[RecordBody]:
    return Record(
        seq=seq, realm=realm.id, happened_ms=at_ms, recorded_ms=at_ms, command_id=f"three-years-{number:020}",
        by="owner", for_="王芳", schema=schema_of(body), body=body,
    )  # fmt: skip
