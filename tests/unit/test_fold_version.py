"""``county.fold.VERSION`` is raised whenever the same records lead to other states.

A checkpoint of the current version is used unchecked, so a changed ``apply`` or state under the same number would
make the states of a backend that started from one differ from its journal.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import msgspec
import pytest

from county import records as r
from county.aggregates import AGGREGATES, BY_KEY, RECORDS
from county.fold import VERSION, Fold
from services.store.upcast import RecordReader
from tests.unit.struct_fields import fingerprint

GOLDEN = Path(__file__).parents[1] / "golden"
PINS: dict[str, Any] = json.loads((GOLDEN / "fold.json").read_text(encoding="utf-8"))
"""By version: the fields of every state, and the folded states of every golden journal."""
JOURNALS = sorted(path.name for path in GOLDEN.glob("journal-*") if path.name != "journal-2-sums")
"""Those with real records; the other one has bytes that only the store reads."""
WAY_OUT = (
    "{what} not that of county.fold.VERSION {version}. If this is intended, raise VERSION to {next}, so that "
    "older checkpoints are not used, and add to tests/golden/fold.json: {pin}"
)
LIFE: tuple[type[r.RecordBody], ...] = (
    r.AlarmRaised, r.AlarmAcknowledged, r.AlarmShelved, r.AlarmUnshelved, r.AlarmSuppressed, r.AlarmUnsuppressed,
    r.AlarmCleared, r.AlarmTakenOutOfService, r.AlarmReturnedToService, r.EventReported,
)  # fmt: skip
"""The order in which these can be folded: journal-2 contains one record of every tag, in the order of their names."""


def records_of(journal: str, folder: Path) -> list[r.Record[Any]]:
    """Every record of a golden journal, in an order in which they can be folded."""
    [path] = (GOLDEN / journal).rglob("journal.sqlite3")
    with closing(sqlite3.connect(shutil.copy(path, folder))) as db:
        rows = db.execute("SELECT data, seq FROM records ORDER BY seq").fetchall()
    records = [RecordReader().read(data, seq) for data, seq in rows]
    if journal == "journal-2":
        records.sort(key=lambda record: LIFE.index(type(record.body)) if type(record.body) in LIFE else len(LIFE))
    return records


def folded(records: Sequence[r.Record[Any]]) -> str:
    """64 hex digits (SHA-256) of every intermediate state, with the time at which it expires."""
    fold, hashed = Fold(), hashlib.sha256()
    for record in records:
        for change in fold.apply(record):
            leaves_ms = None if change.state is None else BY_KEY[change.key].expires_ms(change.state)
            step = (change.key, change.id, change.state, leaves_ms)
            hashed.update(msgspec.msgpack.encode(step, order="deterministic"))
    return hashed.hexdigest()


def way_out(what: str, pin: object) -> str:
    return WAY_OUT.format(what=what, version=VERSION, next=VERSION + 1, pin=json.dumps(pin, ensure_ascii=False))


def test_the_states_of_the_present_version_are_pinned() -> None:
    assert str(VERSION) == max(PINS, key=int), "add the states of this version to tests/golden/fold.json"


@pytest.mark.parametrize("key", BY_KEY)
def test_the_fields_of_a_state_are_those_of_the_version(key: str) -> None:
    found = fingerprint(BY_KEY[key].state)
    pinned = PINS[str(VERSION)]["fields"].get(key)
    assert pinned == found, way_out(f"the fields of {key!r} are", {"fields": {key: found}})


@pytest.mark.parametrize("journal", JOURNALS)
def test_a_golden_journal_folds_to_the_states_of_the_version(journal: str, tmp_path: Path) -> None:
    found = folded(records_of(journal, tmp_path))
    pinned = PINS[str(VERSION)]["states"].get(journal)
    assert pinned == found, way_out(f"the fold of {journal} is", {"states": {journal: found}})


def test_the_golden_journals_contain_every_kind_of_record_that_changes_a_state(tmp_path: Path) -> None:
    held = {type(record.body) for journal in JOURNALS for record in records_of(journal, tmp_path)}
    assert {kind for kind in RECORDS if issubclass(kind, tuple(a.record for a in AGGREGATES))} <= held
