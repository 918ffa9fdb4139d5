"""Runs of one scenario in a data folder that are over, so that a run can be compared with them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path
from typing import NamedTuple

from county.drill.run import DrillAborted, DrillEnded, DrillStarted
from county.explained import Explained
from county.realm import BadRealm, Realm
from services.drill_report.course import wall_ms
from services.drill_report.gathering import loaded_scenario
from services.store.following import open_journal
from services.store.ports import StoreError
from services.store.sqlite.database import FILE
from services.store.upcast import RecordReader, UnreadableRecord


class EarlierRun(NamedTuple):
    """A drill that was played before."""

    realm: str
    version: int
    """Of the scenario."""
    began_ms: int
    """By the machine's clock."""
    is_aborted: bool = False


def earlier_runs(data: Path, of: Realm) -> list[EarlierRun]:
    """Runs of the same scenario as drill ``of`` that began before it, the newest first.  One that cannot be read is
    left out.  Raises as reading ``of`` does: NoDrillReport, BadJournal, StoreError."""
    folders = data / "realms"
    known = _run(folders / of.folder)
    if known is None:
        return []
    scenario, ours = known
    found = []
    for path in folders.glob(f"drill-*/{FILE}"):
        with suppress(Explained, StoreError, UnreadableRecord, BadRealm, OSError):
            other = _run(path.parent)
            if other is not None and other[0] == scenario and other[1].began_ms < ours.began_ms:
                found.append(other[1])
    return sorted(found, key=lambda run: -run.began_ms)


def _run(folder: Path) -> tuple[str, EarlierRun] | None:
    """Id of the scenario, and the run; None for one that is not over."""
    with closing(open_journal(folder)) as journal:
        bodies = dict(_life(journal.of_subject(f"drill/{journal.realm}")))
        if DrillStarted not in bodies or not bodies.keys() & {DrillEnded, DrillAborted}:
            return None
        heading = loaded_scenario(folder, journal).scenario
        return heading.id, EarlierRun(
            journal.realm, heading.version, bodies[DrillStarted], is_aborted=DrillAborted in bodies
        )  # fmt: skip


def _life(records: Iterator[bytes]) -> Iterator[tuple[type, int]]:
    read = RecordReader().read
    for data in records:
        record = read(data)
        yield type(record.body), wall_ms(record)
