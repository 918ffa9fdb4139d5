"""Real events and alarms that interrupted a drill, from the journal of the live realm: noting one leaves no record in
the drill."""

from __future__ import annotations

from itertools import takewhile
from typing import Any

from county.aggregates import BY_KEY, subject_of
from county.alarms import Alarm
from county.catalog import Catalog
from county.drill.real_calls import interrupts
from county.events.event import Event
from county.records import Record
from services.drill_report.course import wall_ms
from services.drill_report.facts import LiveEmergency
from services.store.ports import RealmJournal
from services.store.upcast import RecordReader


def live_emergencies(
    journal: RealmJournal, catalog: Catalog, from_ms: int, to_ms: int
) -> tuple[LiveEmergency, ...]:
    """Those that began to interrupt between two times of the machine's clock, in their order; one that did so before,
    and not meanwhile, again.  ``journal``: of the live realm.  Raises StoreError, UnreadableRecord."""
    states, read, found = _LiveStates(journal), RecordReader().read, []
    first, last = journal.seq_at(from_ms) + 1, journal.seq_at(to_ms)
    for seq, data in enumerate(journal.records(first, last), first):
        record: Record[Any] = read(data, seq)
        if (state := states.interrupting(record)) is not None:
            found.append(_emergency(state, catalog, record))
    return tuple(found)


class _LiveStates:
    """Events and alarms from a record on; those of before are folded when one of their records comes."""

    def __init__(self, journal: RealmJournal) -> None:
        self._journal = journal
        self._states: dict[str, Any] = {}

    def interrupting(self, record: Record[Any]) -> Event | Alarm | None:
        """What interrupts from this record on, and did not before."""
        subject = subject_of(record.body)
        key = subject.partition("/")[0]
        if key not in ("event", "alarm"):
            return None
        before = self._states[subject] if subject in self._states else self._before(subject, record.seq)
        self._states[subject] = state = BY_KEY[key].apply(before, record)
        return state if interrupts(state) and not (before is not None and interrupts(before)) else None

    def _before(self, subject: str, seq: int) -> Event | Alarm | None:
        """The state before record ``seq``; None for none."""
        fold, read, state = BY_KEY[subject.partition("/")[0]].apply, RecordReader().read, None
        records = takewhile(lambda record: record.seq < seq, map(read, self._journal.of_subject(subject)))
        for record in records:
            state = fold(state, record)
        return state


def _emergency(state: Event | Alarm, catalog: Catalog, record: Record[Any]) -> LiveEmergency:
    is_event = isinstance(state, Event)
    kind = catalog.subclasses.get(state.subclass) if isinstance(state, Event) else catalog.rules.get(state.rule)
    return LiveEmergency(
        wall_ms=wall_ms(record), event=state.id if is_event else "", kind="" if kind is None else kind.name.zh,
        seq=record.seq,
    )  # fmt: skip
