"""The audit log of a running backend: bounded in memory and on disk, and no failure of its disk stops the backend."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from county.durations import DAY_MS
from services.audit.entry import AuditEntry, AuditKind, AuditQuestion
from services.audit.log import AuditLog
from services.audit.reading import page_of
from services.audit.tally import (
    ADDRESSES_MAX,
    GROUPS_MAX,
    KEYS_MAX,
    LINES_A_DAY,
    OTHERS,
    QUARTER_MS,
    STRANGERS_A_DAY,
    AuditTally,
)
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


def test_what_waits_is_bounded_in_length_as_well(trail: AuditTrail, log: AuditLog) -> None:
    log.folder.parent.mkdir(exist_ok=True)
    log.folder.write_bytes(b"a file in place of the folder")
    trail.note(AuditEntry(kind=AuditKind.KEY_ADDED, about="x" * (1 << 20), params={"why": "x" * (1 << 20)}))
    until(lambda: trail.fault, "the fault")
    [waiting] = trail._waiting
    assert len(msgspec.json.encode(waiting)) < 1_000


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
    assert len(lines) <= GROUPS_MAX + 1
    assert lines[-1].address == OTHERS
    assert sum(line.count for line in tally.due(QUARTER_MS)) + KEYS_MAX + 1 + len(lines) == 2_000, "all are counted"


def test_a_client_whose_commands_are_refused_without_end_costs_a_bounded_number_of_lines() -> None:
    tally = AuditTally()
    lines = counted(tally, [refused()] * FLOOD)
    assert len(lines) == 50
    assert [(n.by, n.count) for n in tally.due(QUARTER_MS)] == [("desk1", FLOOD - 50)]
    assert counted(tally, [refused("desk2")]) == [refused("desk2")], "others keep their lines"


def flooded_days(tally: AuditTally, entries: list[AuditEntry], days: int = 1) -> list[AuditEntry]:
    """What is stored of ``entries`` in each quarter of an hour."""
    stored = []
    for quarter in range(days * 96):
        now_ms = quarter * QUARTER_MS + 1
        stored += [*tally.due(now_ms), *counted(tally, entries, now_ms)]
    return stored


def test_a_day_has_a_bounded_number_of_lines_of_a_kind_and_key_and_the_rest_is_a_number() -> None:
    tally = AuditTally()
    stored = flooded_days(tally, [refused()] * 60)
    assert len(stored) == LINES_A_DAY
    assert counted(tally, [refused("desk2")], 95 * QUARTER_MS + 2), "the limit of one key is not another's"
    change = AuditEntry(kind=AuditKind.KEY_REVOKED, about="desk1")
    assert counted(tally, [change], 95 * QUARTER_MS + 2) == [change]
    rest = list(tally.due(95 * QUARTER_MS + 2, all_of_them=True))
    [lost] = [line for line in rest if line.kind == AuditKind.ENTRIES_LOST]
    assert (lost.by, lost.about) == ("desk1", "command_refused")
    assert sum(line.count for line in [*stored, *rest]) == 96 * 60


def test_strangers_have_a_daily_limit_of_their_own() -> None:
    tally = AuditTally()
    strangers = [rejected(f"10.1.{n // 250}.{n % 250}", f"key{n}") for n in range(100)]
    stored = flooded_days(tally, strangers * 2)
    assert len(stored) == STRANGERS_A_DAY
    assert counted(tally, [refused()], 95 * QUARTER_MS + 2) == [refused()]


def test_the_number_of_lost_entries_is_stored_after_the_day_also_while_entries_arrive_without_end() -> None:
    tally = AuditTally()
    stored = flooded_days(tally, [refused()] * 60, days=3)
    lost = [line for line in stored if line.kind == AuditKind.ENTRIES_LOST]
    assert len(lost) == 2
    rest = list(tally.due(3 * DAY_MS, all_of_them=True))
    assert sum(line.count for line in [*stored, *rest]) == 3 * 96 * 60


def test_every_disclosed_reporter_and_every_fetched_file_is_a_line_with_the_key_that_took_it() -> None:
    for kind in (AuditKind.CONTACT_DISCLOSED, AuditKind.FILE_FETCHED):
        tally = AuditTally()
        taken = [AuditEntry(kind=kind, by=f"desk{n % 2}", about=str(n)) for n in range(3 * LINES_A_DAY)]
        assert counted(tally, taken) == taken
        assert list(tally.due(QUARTER_MS)) == []


def test_a_reporter_shown_again_and_again_is_one_line_and_one_number_with_the_reporter() -> None:
    tally = AuditTally()
    shown = AuditEntry(kind=AuditKind.CONTACT_DISCLOSED, by="desk1", about="token")
    assert counted(tally, [shown] * FLOOD) == [shown]
    assert [(line.by, line.about, line.count) for line in tally.due(QUARTER_MS)] == [("desk1", "token", FLOOD - 1)]


def opened(by: str, address: str) -> AuditEntry:
    return AuditEntry(kind=AuditKind.SESSION_OPENED, by=by, address=address)


def test_a_hundred_desktops_that_connect_at_once_keep_their_names() -> None:
    sessions = [opened(f"desk{n}", f"10.0.0.{n}") for n in range(100)]
    no_role = [AuditEntry(kind=AuditKind.REJECTED, by=f"desk{n}", address=f"10.0.0.{n}") for n in range(100)]
    assert counted(AuditTally(), sessions + no_role) == sessions + no_role


def test_a_key_used_from_any_number_of_addresses_keeps_its_name_and_every_session_is_counted() -> None:
    tally = AuditTally()
    lines = counted(tally, [opened("desk1", f"10.0.{n // 250}.{n % 250}") for n in range(1_000)])
    assert {line.by for line in lines} == {"desk1"}
    assert [line.address for line in lines[ADDRESSES_MAX:]] == [OTHERS]
    [number] = tally.due(QUARTER_MS)
    assert (number.by, number.count + len(lines)) == ("desk1", 1_000)


def test_the_two_connections_of_a_session_are_one_line() -> None:
    session = opened("desk1", "10.0.0.5")
    tally = AuditTally()
    assert counted(tally, [session, session]) == [session]
    assert list(tally.due(QUARTER_MS)) == []
    assert counted(tally, [session], QUARTER_MS) == [session], "a later session"
