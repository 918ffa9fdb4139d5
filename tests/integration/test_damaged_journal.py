"""A damaged journal under a real backend: read-only as far as it is proven, and rebuilt where no commit is lost."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from county.clock import SystemClock
from county.realm import LIVE
from county.sensing import Reading
from services.audit.entry import AuditKind, AuditQuestion
from services.audit.files import audit_folder
from services.audit.reading import page_of
from services.disk.data_folder import realm_folder
from services.protocol.client import Client
from services.protocol.control import ControlLink
from services.protocol.messages import Accepted, Rejected
from services.protocol.source import Snapshot
from services.store.sqlite.database import FILE
from tests.damaged_pages import PAGE, flip_record, overwrite, root_page
from tests.integration.backend_fixture import (
    backend_of,
    client_of,
    control_of,
    county_in,
    file,
    live,
    report,
    run_main,
    running_pid,
    serving,
    until,
)

EVENTS = ["E1", "E2", "E3"]


@pytest.fixture(scope="module")
def killed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A county and the data folder of its backend, which was killed: the events are in the write-ahead log."""
    folder = tmp_path_factory.mktemp("killed")
    with serving(folder) as backend, control_of(backend) as link:
        for event in EVENTS:
            assert isinstance(link.submit([report(event)])[0], Accepted)
        assert isinstance(deliver(link), Accepted)
        backend.process.kill()
        backend.process.wait()
    return folder


@pytest.fixture
def folder(killed: Path, tmp_path: Path) -> Path:
    shutil.copytree(county_in(killed), tmp_path / "county")
    shutil.copytree(killed / "data", tmp_path / "data")
    return tmp_path


def journal_in(folder: Path) -> Path:
    return realm_folder(folder / "data", LIVE) / FILE


def closed(path: Path) -> Path:
    """The journal after its log was written back."""
    with closing(sqlite3.connect(path)) as db:
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return path


def deliver(link: ControlLink) -> Accepted | Rejected:
    """The answer to a reading of now."""
    reading = Reading(sensor_id="bin-0", channel="fill", at_ms=SystemClock().now_ms(), value=5.0)
    return link.submit_readings([reading])[0]


def events_of(client: Client) -> list[str]:
    """The events in the snapshot that ``client`` has got."""
    snapshot: Snapshot | None = client.take().snapshot
    assert snapshot is not None
    return sorted(snapshot.states["event"].ids)


def audited(folder: Path, kind: AuditKind) -> int:
    """How many entries of ``kind`` the audit log has."""
    return len(page_of(audit_folder(folder / "data"), AuditQuestion(kind=kind)).entries)


def is_read_only(client: Client) -> bool:
    return client.health().state == "read_only"


def test_the_proven_state_is_shown_until_the_repaired_journal_is_restored_and_then_the_backend_is_live_by_itself(
    folder: Path,
) -> None:
    flip_record(closed(journal_in(folder)), 4)  # the start is the first one
    with backend_of(folder) as backend, client_of(backend) as client:
        until(lambda: is_read_only(client), "the proven state")
        assert events_of(client) == ["E1", "E2"]
        pid, health = running_pid(backend), client.health()
        assert health.proven is not None
        assert health.proven.seq == 3
        assert "main.py journal … repair" in health.detail
        assert health.refusing == "journal_read_only"
        with control_of(backend) as link:
            for refused in (*link.submit([report("E4"), file("E1"), file("E9")]), deliver(link)):
                assert isinstance(refused, Rejected)
                assert refused.code == "journal_read_only"
        for verb in ("repair", "restore"):
            done = run_main("journal", "--data", folder / "data", verb, folder / "out")
            assert done.returncode == 0, done.stderr
        live(client)
        assert running_pid(backend) != pid
        with control_of(backend) as link:
            assert isinstance(link.submit([report("E4")])[0], Accepted)
    assert audited(folder, AuditKind.JOURNAL_READ_ONLY) == 1


@pytest.mark.parametrize(("kind", "shown"), [("cut", []), ("without its log", [])])
def test_a_journal_that_lost_its_end_is_shown_read_only(folder: Path, kind: str, shown: list[str]) -> None:
    path = journal_in(folder)
    if kind == "cut":
        path.write_bytes(closed(path).read_bytes()[: 12 * PAGE])
    path.with_name(f"{FILE}-wal").unlink(missing_ok=True)
    with serving(folder) as backend, client_of(backend) as client:
        until(lambda: is_read_only(client), "the proven state")
        assert events_of(client) == shown
        assert "main.py journal … restore" in client.health().detail


@pytest.mark.parametrize("table", ["readings_arrivals", "history_marks"])
def test_a_damaged_table_of_readings_is_rebuilt_by_the_start_and_readings_are_stored_again(
    folder: Path, table: str
) -> None:
    overwrite(closed(journal_in(folder)), root_page(journal_in(folder), table))
    with serving(folder) as backend, client_of(backend) as client, control_of(backend) as link:
        assert events_of(live(client)) == EVENTS
        assert isinstance(deliver(link), Accepted)
        assert isinstance(link.submit([report("E4")])[0], Accepted)
        assert "the journal was rebuilt without its damaged parts" in backend.log.read_text(encoding="utf-8")
    assert audited(folder, AuditKind.JOURNAL_REBUILT) == 1
    (original,) = journal_in(folder).parent.parent.glob("live.before-rebuild/journal.sqlite3")
    assert b"x" * PAGE in original.read_bytes()
