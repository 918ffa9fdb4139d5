"""The audit log of a running backend: bounded in memory and on disk, and no failure of its disk stops the backend."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from services.audit.entry import AuditEntry, AuditKind, AuditQuestion
from services.audit.log import AuditLog
from services.audit.reading import page_of
from services.audit.tally import AUTHOR_A_DAY, BULK_A_DAY, GROUPS_MAX, KEYS_MAX, OTHERS, QUARTER_MS, AuditTally
from services.audit.trail import WAITING_MAX, AuditTrail
from services.audit.verify import verify_audit
from tests.captured_log import CapturedLog
from tests.contract.links import until

FLOOD = 100_000


@pytest.fixture
def log(tmp_path: Path) -> AuditLog:
    return AuditLog(tmp_path / "audit", tmp_path / "keys")


@pytest.fixture
def trail(log: AuditLog) -> Iterator[AuditTrail]:
    trail = AuditTrail(log, realm="live", messages=CapturedLog())
    yield trail
    trail.close()


def kept(log: AuditLog) -> list[AuditEntry]:
    return list(page_of(log.folder, AuditQuestion()).entries)[::-1]


def rejected(address: str, key: str = "k") -> AuditEntry:
    return AuditEntry(kind=AuditKind.REJECTED, address=address, about=key, code="key_unknown")


def refused(by: str = "desk1") -> AuditEntry:
    return AuditEntry(kind=AuditKind.COMMAND_REFUSED, by=by, code="FileEvent", reason="not_authorised")


def counted(tally: AuditTally, entries: list[AuditEntry], now_ms: int = 0) -> list[AuditEntry]:
    return [line for entry in entries for line in tally.pass_on(entry, now_ms)]


def test_an_entry_is_stored_soon_with_its_realm_and_time(trail: AuditTrail, log: AuditLog) -> None:
    trail.note(AuditEntry(kind=AuditKind.BACKEND_STARTED, about="0.2"))
    until(lambda: kept(log), "the entry")
    [entry] = kept(log)
    assert (entry.kind, entry.realm, entry.about) == ("backend_started", "live", "0.2")
    assert entry.at_ms > 0


def test_a_stop_stores_what_was_noted_and_what_was_only_counted(log: AuditLog) -> None:
    trail = AuditTrail(log, realm="live", messages=CapturedLog())
    for _ in range(1_000):
        trail.note(rejected("10.0.0.9"))
    trail.close()
    assert [(entry.address, entry.count) for entry in kept(log)] == [("10.0.0.9", 1), ("10.0.0.9", 999)]
    assert not verify_audit(log).count


def test_a_disk_that_cannot_be_written_is_shown_and_its_entries_are_stored_once_it_can(
    trail: AuditTrail, log: AuditLog
) -> None:
    log.folder.parent.mkdir(exist_ok=True)
    log.folder.write_bytes(b"a file in place of the folder")
    trail.note(AuditEntry(kind=AuditKind.KEY_ADDED, about="desk1"))
    until(lambda: trail.fault, "the fault")
    assert trail.fault.code == "audit_not_written"
    trail.note(AuditEntry(kind=AuditKind.KEY_ADDED, about="desk2"))
    log.folder.unlink()
    until(lambda: not trail.fault, "the end of the fault")
    until(lambda: len(kept(log)) == 2, "both entries")
    assert [entry.about for entry in kept(log)] == ["desk1", "desk2"]


def test_while_the_disk_fails_memory_is_bounded_and_the_lost_entries_are_counted(log: AuditLog) -> None:
    log.folder.parent.mkdir(exist_ok=True)
    log.folder.write_bytes(b"a file in place of the folder")
    trail = AuditTrail(log, realm="live", messages=CapturedLog())
    noted = 3 * WAITING_MAX
    for _ in range(noted):
        trail.note(AuditEntry(kind=AuditKind.KEY_ADDED, about="desk1"))
    until(lambda: trail.fault, "the fault")
    log.folder.unlink()
    trail.close()
    assert not verify_audit(log).count
    [lost] = page_of(log.folder, AuditQuestion(kind=AuditKind.ENTRIES_LOST)).entries
    stored = kept(log)[-1].seq - 1
    assert stored + lost.count == noted
    assert stored <= 2 * WAITING_MAX


def test_a_stranger_who_tries_again_and_again_costs_one_line_and_one_number_a_period() -> None:
    tally = AuditTally()
    assert counted(tally, [rejected("10.0.0.9")] * FLOOD) == [rejected("10.0.0.9")]
    assert list(tally.due(QUARTER_MS - 1)) == []
    [number] = tally.due(QUARTER_MS)
    assert (number.address, number.about, number.count) == ("10.0.0.9", "k", FLOOD - 1)
    assert counted(tally, [rejected("10.0.0.9")], QUARTER_MS) == [rejected("10.0.0.9")], "a new period"


def test_strangers_are_told_apart_by_address_and_key_within_limits() -> None:
    tally = AuditTally()
    lines = counted(tally, [rejected("10.0.0.9", f"key{n}") for n in range(1_000)])
    assert [line.about for line in lines] == [*(f"key{n}" for n in range(KEYS_MAX)), OTHERS]
    lines = counted(tally, [rejected(f"10.1.{n // 250}.{n % 250}") for n in range(1_000)])
    assert len(lines) <= GROUPS_MAX
    assert lines[-1].address == OTHERS
    assert sum(line.count for line in tally.due(QUARTER_MS)) + KEYS_MAX + 1 + len(lines) == 2_000, "all are counted"


def test_a_client_whose_commands_are_refused_without_end_costs_a_bounded_number_of_lines() -> None:
    tally = AuditTally()
    lines = counted(tally, [refused()] * FLOOD)
    assert len(lines) == 50
    assert [(n.by, n.count) for n in tally.due(QUARTER_MS)] == [("desk1", FLOOD - 50)]
    assert counted(tally, [refused("desk2")]) == [refused("desk2")], "others keep their lines"


@pytest.mark.parametrize("author", ["wall", ""])
def test_neither_one_key_nor_the_strangers_use_up_the_lines_of_others(author: str) -> None:
    tally = AuditTally()
    for period in range(2 * AUTHOR_A_DAY // 50):
        own = [rejected(f"10.0.{i}.1") for i in range(50)] if not author else [refused(author)] * 50
        counted(tally, own, now_ms=period)
        list(tally.due(period, all_of_them=True))
    disclosed = AuditEntry(kind=AuditKind.CONTACT_DISCLOSED, by="desk1", about="r-1")
    assert counted(tally, [disclosed], now_ms=period) == [disclosed]
    assert counted(tally, [rejected("10.9.9.9") if not author else refused(author)], now_ms=period) == []


def test_a_day_has_a_bounded_number_of_lines_whatever_happens_and_key_changes_are_always_stored() -> None:
    tally, stored = AuditTally(), 0
    for quarter in range(96):
        now_ms = quarter * QUARTER_MS + 1
        stored += len(list(tally.due(now_ms)))
        stored += len(counted(tally, [refused(f"desk{n}") for n in range(GROUPS_MAX)] * 60, now_ms))
    assert stored <= BULK_A_DAY
    change = AuditEntry(kind=AuditKind.KEY_REVOKED, about="desk1")
    assert counted(tally, [change], 96 * QUARTER_MS) == [change]
    [lost] = [line for line in tally.due(97 * QUARTER_MS) if line.kind == AuditKind.ENTRIES_LOST]
    assert lost.count > 0


def test_the_two_connections_of_a_session_are_one_line() -> None:
    opened = AuditEntry(kind=AuditKind.SESSION_OPENED, by="desk1", address="10.0.0.5")
    tally = AuditTally()
    assert counted(tally, [opened, opened]) == [opened]
    assert list(tally.due(QUARTER_MS)) == []
    assert counted(tally, [opened], QUARTER_MS) == [opened], "a later session"
