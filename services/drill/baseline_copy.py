"""Copies the desk of a baseline into the journal of a new drill, once and in one commit, before its backend begins it.

The copies are records of the drill: its desk, screens, replay and report fold them like any others.  The source is only
read.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from msgspec.structs import replace

from county.aggregates import BY_KEY, subject_of
from county.alarms import Alarm, AlarmState
from county.authority import DRILL
from county.catalog import Catalog
from county.drill.background_copy import BackgroundCopy
from county.drill.baseline import SITUATION, BadBaseline, TakenBaseline
from county.drill.run import BaselineTaken
from county.events.event import Event
from county.explained import ExplainedLine
from county.fold import Fold
from county.package.open import CountyPackage
from county.realm import Realm
from county.records import Record
from county.streams import POSITIONS, READINGS, Columns, KeyTable
from services.disk.data_folder import keys_folder, realm_folder
from services.drill.baseline_source import BaselineSource
from services.protocol.codec import payload
from services.replay.desk_records import DeskRecords, Subject
from services.store.chain import GENESIS, link
from services.store.contacts import SqliteContacts
from services.store.ports import Commit, Committed, Entry
from services.store.sqlite.history_table import HistoryTable
from services.store.sqlite.store import open_store
from services.store.upcast import RecordReader, schema_of

COMMIT_MS = 120_000
"""How long the disk may take for the one commit."""
_OF_EVENT = {"situation": "id", "notice": "about", "plan": "about", "site_report": "about"}
"""Where states have the number of the event that they are about: without it they are not copied from the live realm."""


@dataclass(frozen=True)
class FoundBaseline:
    """What is to be copied, as it is in its source."""

    source: BaselineSource
    records: Sequence[Record[Any]]
    counts: Mapping[str, int]
    """Of how many things, by key of the aggregate."""
    alarms: Sequence[Alarm]
    """Those among them whose condition may be present."""
    rows: Sequence[Columns]
    """Newest positions of units, and readings of these alarms, by the keys of the package."""


def found_baseline(
    source: BaselineSource, catalog: Catalog, keys: Mapping[str, KeyTable], *, readings: bool
) -> FoundBaseline:
    """Read a source.  ``readings``: whether sensors measure in the drill, so that those of its alarms go on with the
    values that raised them.

    Raises BadBaseline, StoreError, UnreadableRecord.
    """
    desk, read = DeskRecords(), RecordReader().read
    for seq, data in _proven(source):
        desk.take(read(data, seq))
    subjects = [*_standing(desk)] if source.is_live else [one for one in desk.subjects if one[0] in SITUATION]
    records = [read(data, seq) for seq, data in desk.about(subjects, source.recording.of_subject)]
    alarms = [
        alarm for key, subject in subjects if key == "alarm"
        if (alarm := desk.fold.states[key][subject]).state is not AlarmState.NORMAL
    ]  # fmt: skip
    rows = [_newest(source, keys[POSITIONS.key])]
    if readings:
        rows.append(_of_alarms(_newest(source, keys[READINGS.key]), alarms, catalog, keys[READINGS.key]))
    return FoundBaseline(source, records, Counter(key for key, _ in subjects), alarms, rows)


class BaselineCommit(NamedTuple):
    """What the journal of a drill begins with."""

    taken: TakenBaseline
    commit: Commit


def baseline_commit(
    found: FoundBaseline, realm: Realm, *, begins_ms: int, recorded_ms: int, wall_ms: int
) -> BaselineCommit:
    """The copies, after the record that announces them, with the rows.

    ``begins_ms``: what the drill's clock shows at its start; ``recorded_ms``: what it shows now; ``wall_ms``: what that
    of the machine shows.
    """
    source = found.source
    copy = BackgroundCopy(
        realm=realm.id, shift_ms=begins_ms - source.at_ms, recorded_ms=recorded_ms, wall_ms=wall_ms,
        impersonal=source.is_live,
    )  # fmt: skip
    copies: list[Record[Any]] = []
    for record in found.records:
        copied = copy.of(record, len(copies) + 2)
        if copied is not None:
            copies.append(replace(copied, schema=schema_of(copied.body)))
    taken = TakenBaseline(
        source=source.name, realm=source.recording.realm, at_ms=source.at_ms, seq=source.seq, hash=source.hash.hex(),
        shift_ms=copy.shift_ms, records=len(copies), counts=dict(found.counts),
    )  # fmt: skip
    body = BaselineTaken(drill=realm.id, baseline=taken)
    first = Record(
        seq=1, realm=realm.id, happened_ms=recorded_ms, recorded_ms=recorded_ms, command_id="", body=body, by=DRILL.id,
        schema=schema_of(body), wall_ms=wall_ms,
    )  # fmt: skip
    entries = [Entry(payload(one), subject_of(one.body), recorded_ms) for one in (first, *copies)]
    rows = [_moved(some, copy.shift_ms) for some in found.rows if len(some)]
    return BaselineCommit(taken, Commit(recorded_ms, entries, columns=rows, wall_ms=wall_ms))


def write_baseline(
    commit: Commit, data: Path, realm: Realm, package: CountyPackage, keys: Mapping[str, KeyTable]
) -> None:
    """Write all of it into the empty journal of ``realm`` or, where that fails, nothing.

    Raises BadBaseline, BadJournal, MustReopen.
    """
    folder = realm_folder(data, realm)
    with closing(SqliteContacts(folder)) as contacts, closing(open_store(
        folder, county=package.manifest.identity, realm=realm.id, keys=keys_folder(data),
        history=HistoryTable(keys.values()), contacts=contacts,
    )) as store:  # fmt: skip
        store.log.begin(commit)
        done = store.log.done(COMMIT_MS)
    if not isinstance(done, Committed):
        why = ExplainedLine("the disk does not answer") if done is None else done.reason
        raise BadBaseline("{folder}: the baseline cannot be written ({why}); start the drill again", folder=folder,
                          why=why)  # fmt: skip


def _proven(source: BaselineSource) -> Iterator[tuple[int, bytes]]:
    """Its records with their numbers; raises BadBaseline at the end where they do not fit their chain."""
    recording, previous = source.recording, GENESIS
    yield from recording.earlier()
    last = recording.before_seq
    for data in recording.records(last + 1, source.seq):
        last += 1
        if not source.proven:
            previous = link(previous, data)
        yield last, data
    if last != source.seq or (not source.proven and previous != source.hash):
        raise BadBaseline(
            "{baseline}: the records of {realm} are damaged; run `main.py journal … verify`", baseline=source.name,
            realm=recording.realm,
        )  # fmt: skip


def _standing(desk: DeskRecords) -> Iterator[Subject]:
    """What a desk still deals with: what has not ended, reports merged into open events, and what is about these."""
    states = desk.fold.states
    events = _open_events(desk.fold)
    for key, subject in desk.subjects:
        if key not in SITUATION:
            continue
        state = states[key][subject]
        about = getattr(state, _OF_EVENT[key]) if key in _OF_EVENT else ""
        if key == "event":
            stands = subject in events
        else:
            stands = (not about or about in events) and (key == "situation" or BY_KEY[key].expires_ms(state) is None)
        if stands:
            yield key, subject


def _open_events(fold: Fold) -> Collection[str]:
    """Numbers of the open events, and of those merged into them."""
    events: Mapping[str, Event] = {event.id: event for event in fold.states["event"].values()}

    def is_part(event: Event | None) -> bool:
        while event is not None and event.merged_into:
            event = events.get(event.merged_into)
        return event is not None and event.open

    return {id for id, event in events.items() if is_part(event)}


def _newest(source: BaselineSource, table: KeyTable) -> Columns:
    """The newest row of every key that ``table`` has, by its numbers."""
    stream = table.stream
    rows, known = source.recording.newest(stream.key, source.at_ms), source.recording.keys[stream.key]
    if known is table:
        return rows
    number = np.array([table.number.get(tuple(known.rows[key]), -1) for key in rows.key.tolist()], dtype=np.int64)
    kept = np.flatnonzero(number >= 0)
    part = rows.take(kept)
    return Columns(stream, {**part.arrays, stream.key_column: number[kept].astype(part.key.dtype)})


def _of_alarms(rows: Columns, alarms: Collection[Alarm], catalog: Catalog, table: KeyTable) -> Columns:
    """Those that raised ``alarms``; of a sensor that is silent there is none."""
    numbers = [
        table.number[alarm.sensor_id, alarm.channel] for alarm in alarms
        if (alarm.sensor_id, alarm.channel) in table.number
        and (rule := catalog.rules.get(alarm.rule)) is not None and not rule.stale
    ]  # fmt: skip
    return rows.take(np.flatnonzero(np.isin(rows.key, numbers)))


def _moved(rows: Columns, shift_ms: int) -> Columns:
    return Columns(rows.stream, {**rows.arrays, "at_ms": rows.at_ms + shift_ms})
