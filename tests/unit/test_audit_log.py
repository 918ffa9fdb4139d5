"""The audit log on disk: what is stored stays, and every change to it is found."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from random import Random
from threading import Thread

import msgspec
import pytest

import main
from county.authority import Role
from county.clock import SystemClock
from services.audit.anchor import FILE as ANCHOR
from services.audit.chain import ORIGIN, decoded, sealed
from services.audit.entry import TEXT_MAX, AuditEntry, AuditKind, AuditQuestion
from services.audit.files import KEEP_DAYS, KEEP_FILES, audit_files
from services.audit.log import KEY, AuditFailed, AuditLog
from services.audit.reading import PAGE_ENTRIES, page_of
from services.audit.recording import record
from services.audit.verify import AuditFindings, verify_audit
from services.keys.register import add, enrol, revoke, rotate
from services.keys.registration import Registration
from services.transport.zeromq.keys import OWNER
from tests.tampered_lines import tampered

NOW_MS = 1_795_320_000_000
DAY_MS = 86_400_000
TAMPERINGS = 300


class SetClock(SystemClock):
    """A system clock that the test sets."""

    def __init__(self, now_ms: int = NOW_MS) -> None:
        super().__init__()
        self.at_ms = now_ms

    def now_ms(self) -> int:
        return self.at_ms


@pytest.fixture
def clock() -> SetClock:
    return SetClock()


@pytest.fixture
def log(tmp_path: Path, clock: SetClock) -> AuditLog:
    return AuditLog(tmp_path / "audit", tmp_path / "keys", clock)


def entry(number: int, **fields: str) -> AuditEntry:
    return AuditEntry(kind=AuditKind.COMMAND_REFUSED, by=f"desk{number}", code="FileEvent", **fields)


def filled(log: AuditLog, count: int = 12) -> Path:
    """The file of a log with so many entries."""
    for number in range(0, count, 3):
        log.append([entry(n) for n in range(number, min(count, number + 3))])
    [file] = audit_files(log.folder)
    return file.path


def verified(log: AuditLog) -> AuditFindings:
    return verify_audit(log)


def stored(log: AuditLog) -> list[AuditEntry]:
    return [decoded(line) for file in audit_files(log.folder) for line in file.path.read_bytes().splitlines()]


def test_entries_are_numbered_dated_and_chained_over_all_appends(log: AuditLog) -> None:
    filled(log, 5)
    entries = stored(log)
    assert [e.seq for e in entries] == [1, 2, 3, 4, 5]
    assert {e.at_ms for e in entries} == {NOW_MS}
    assert [e.before for e in entries] == [ORIGIN, *(e.mac for e in entries[:-1])]
    assert (verified(log).entries, verified(log).faults) == (5, [])


@pytest.mark.skipif(sys.platform == "win32", reason="file modes mean nothing here")
def test_the_log_its_key_and_its_anchor_are_accessible_to_their_owner_only(log: AuditLog) -> None:
    path = filled(log, 1)
    for file in (path, log.keys / KEY, log.keys / ANCHOR):
        assert file.stat().st_mode & 0o777 == 0o600
    for folder in (log.folder, log.keys, (log.keys / ANCHOR).parent):
        assert folder.stat().st_mode & 0o777 == 0o700


def test_every_random_edit_deletion_repetition_swap_and_cut_is_found(log: AuditLog) -> None:
    path = filled(log)
    sound, random = path.read_bytes(), Random(1)
    for _ in range(TAMPERINGS):
        path.write_bytes(tampered(sound, random))
        assert verified(log).count, path.read_bytes()
    path.write_bytes(sound)
    assert not verified(log).count


def forged_end(log: AuditLog, path: Path) -> None:
    """The last entry replaced by one with another key."""
    lines = path.read_bytes().splitlines()
    last = decoded(lines[-1])
    lines[-1] = sealed(entry(99), seq=last.seq, before=last.before, key=b"x" * 32)[0]
    path.write_bytes(b"".join(line + b"\n" for line in lines))


def older_copy(log: AuditLog, path: Path) -> None:
    copy = path.read_bytes()
    log.append([entry(50)])
    path.write_bytes(copy)


def changed_anchor(log: AuditLog, **fields: object) -> None:
    path = log.keys / ANCHOR
    path.write_bytes(msgspec.json.encode(msgspec.json.decode(path.read_bytes()) | fields))


@pytest.mark.parametrize(
    ("attack", "found"),
    [
        (lambda log, path: path.unlink(), "ends with entry 0, but had 12"),
        (lambda log, path: path.write_bytes(b""), "ends with entry 0, but had 12"),
        (lambda log, path: shutil.rmtree(log.folder), "ends with entry 0, but had 12"),
        (older_copy, "ends with entry 12, but had 13"),
        (forged_end, "line 12: it was changed"),
        (lambda log, path: (log.keys / ANCHOR).unlink(), "the anchor is missing"),
        (lambda log, path: (log.keys / ANCHOR).write_bytes(b"{}"), "was changed"),
        (lambda log, path: changed_anchor(log, mac="印" * 64), "was changed"),
        (lambda log, path: changed_anchor(log, mac="0" * 63), "was changed"),
        (lambda log, path: changed_anchor(log, seq=11), "was changed"),
        (lambda log, path: changed_anchor(log, format=2), "format 2 is newer than this program"),
        (lambda log, path: (log.keys / ANCHOR).write_bytes(b'{"mac":"\\ud800"}'), "audit.json"),
        (lambda log, path: (log.keys / ANCHOR).write_bytes(b"\xff"), "cannot be read"),
        (lambda log, path: (log.keys / KEY).unlink(), "audit.key: is missing"),
    ],
    ids=["file deleted", "file emptied", "folder deleted", "older copy", "forged", "no anchor", "anchor changed",
         "MAC not ASCII", "MAC cut", "anchor edited", "newer anchor", "surrogate", "not UTF-8", "no key"],
)  # fmt: skip
def test_deleted_files_older_copies_and_forgeries_are_found(
    log: AuditLog, attack: Callable[[AuditLog, Path], object], found: str
) -> None:
    attack(log, filled(log))
    faults = verified(log).faults
    assert any(found in fault for fault in faults), faults


@pytest.mark.parametrize("content", [{"mac": "印" * 64}, {"mac": "\x80"}, {"seq": -1}, {"last": "印"}, {"format": 2}])
def test_a_log_with_a_changed_anchor_is_continued_and_the_change_stays_visible(
    log: AuditLog, content: dict[str, object]
) -> None:
    filled(log)
    changed_anchor(log, **content)
    log.append([entry(20)])
    damaged, last = stored(log)[-2:]
    assert (damaged.kind, last.by) == (AuditKind.AUDIT_DAMAGED, "desk20")
    assert verified(log).notes


def test_a_file_in_the_middle_cannot_be_deleted_unnoticed(log: AuditLog, clock: SetClock) -> None:
    for _ in range(3):
        log.append([entry(1), entry(2)])
        clock.at_ms += 31 * DAY_MS
    files = audit_files(log.folder)
    files[1].path.unlink()
    assert any("entries 3 to 4 are missing" in fault for fault in verified(log).faults)


def test_the_oldest_file_cannot_be_deleted_unnoticed(log: AuditLog, clock: SetClock) -> None:
    log.append([entry(1), entry(2)])
    clock.at_ms += 31 * DAY_MS
    log.append([entry(3)])
    audit_files(log.folder)[0].path.unlink()
    assert any("entries 1 to 2 are missing" in fault for fault in verified(log).faults)


def test_a_cut_end_is_recorded_by_the_next_entry_and_stays_visible(log: AuditLog) -> None:
    path = filled(log)
    path.write_bytes(b"".join(path.read_bytes().splitlines(keepends=True)[:7]))
    log.append([entry(20)])
    damaged, last = stored(log)[-2:]
    assert (damaged.kind, damaged.seq, last.seq) == (AuditKind.AUDIT_DAMAGED, 13, 14)
    assert (damaged.code, damaged.params) == ("entries_deleted", {"found": "7", "last": "12"})
    findings = verified(log)
    assert any("entries 8 to 12 are missing" in fault for fault in findings.faults)
    assert any("ends with entry 7" in note for note in findings.notes)


def test_a_line_that_a_killed_process_left_incomplete_is_removed_and_nothing_else(log: AuditLog) -> None:
    path = filled(log, 3)
    sound = path.read_bytes()
    path.write_bytes(sound + b'{"seq":4,"kind":"ha')
    log.append([entry(4)])
    assert path.read_bytes().startswith(sound)
    assert [e.seq for e in stored(log)] == [1, 2, 3, 4]
    assert not verified(log).count


def test_entries_stored_before_the_anchor_by_a_killed_process_are_kept(log: AuditLog) -> None:
    filled(log, 3)
    anchor = (log.keys / ANCHOR).read_bytes()
    log.append([entry(4)])
    (log.keys / ANCHOR).write_bytes(anchor)
    assert not verified(log).count
    log.append([entry(5)])
    assert [e.seq for e in stored(log)] == [1, 2, 3, 4, 5]
    assert not verified(log).count


def test_a_log_whose_key_is_missing_is_not_continued_with_another_one(log: AuditLog) -> None:
    path = filled(log, 3)
    (log.keys / KEY).unlink()
    before = path.read_bytes()
    with pytest.raises(AuditFailed, match=r"audit\.key: is missing"):
        log.append([entry(4)])
    assert path.read_bytes() == before


def test_several_writers_at_once_make_one_chain(log: AuditLog, clock: SetClock) -> None:
    others = [AuditLog(log.folder, log.keys, clock) for _ in range(4)]
    threads = [Thread(target=lambda log=log: [log.append([entry(n)]) for n in range(8)]) for log in others]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [e.seq for e in stored(log)] == list(range(1, 33))
    assert not verified(log).count


def test_texts_from_strangers_are_bounded_and_cannot_break_a_line(log: AuditLog) -> None:
    log.append([entry(1, about="x" * 10_000, reason="a\nb\udc80", address="\u202e")])
    [found] = stored(log)
    assert len(found.about) == TEXT_MAX
    assert (found.reason, found.address) == ("a\nb?", "\u202e")
    assert not verified(log).count


def test_entries_are_kept_for_at_least_180_days_and_then_deleted_by_the_month(log: AuditLog, clock: SetClock) -> None:
    for _ in range(24):
        log.append([entry(1), entry(2)])
        clock.at_ms += 30 * DAY_MS + DAY_MS // 2
        oldest_ms = stored(log)[0].at_ms
        assert oldest_ms <= max(NOW_MS, clock.at_ms - 180 * DAY_MS)
        assert clock.at_ms - oldest_ms <= (KEEP_DAYS + 70) * DAY_MS
        assert not verified(log).count
    assert stored(log)[0].seq > 1, "some were deleted"


def test_a_clock_that_is_years_ahead_deletes_no_recent_month(log: AuditLog, clock: SetClock) -> None:
    for _ in range(KEEP_FILES - 2):
        log.append([entry(1)])
        clock.at_ms += 31 * DAY_MS
    clock.at_ms += 4_000 * DAY_MS
    log.append([entry(2)])
    clock.at_ms -= 4_000 * DAY_MS
    log.append([entry(3)])
    assert [e.seq for e in stored(log)] == list(range(1, KEEP_FILES + 1))
    assert not verified(log).count


def test_pages_are_newest_first_and_together_contain_every_entry(log: AuditLog, clock: SetClock) -> None:
    for part in range(4):
        log.append([entry(n) for n in range(part * 300, part * 300 + 300)])
        clock.at_ms += 20 * DAY_MS
    found: list[int] = []
    before = 0
    while True:
        page = page_of(log.folder, AuditQuestion(before))
        assert len(page.entries) <= PAGE_ENTRIES
        found += [e.seq for e in page.entries]
        before = page.next
        if not before:
            break
    assert found == list(range(1_200, 0, -1))


def test_a_page_contains_only_entries_of_the_kind_and_with_the_text(log: AuditLog) -> None:
    log.append([entry(1), AuditEntry(kind=AuditKind.KEY_ADDED, about="一号席", by="user root"), entry(2)])
    assert [e.seq for e in page_of(log.folder, AuditQuestion(kind="key_added")).entries] == [2]
    assert [e.seq for e in page_of(log.folder, AuditQuestion(text=" 一号 ")).entries] == [2]
    assert [e.seq for e in page_of(log.folder, AuditQuestion(text="FILEEVENT")).entries] == [3, 1]
    assert page_of(log.folder, AuditQuestion(kind="key_added", text="desk")).entries == []


def test_every_change_of_the_keys_is_an_entry_with_the_user_who_made_it(tmp_path: Path) -> None:
    keys = tmp_path / "keys"
    add(keys, "desk1", Registration(roles=(Role.OPERATOR,), people=("张三",)), tmp_path / "out")
    enrol(keys, "desk1", ["李四", "王五"])
    enrol(keys, OWNER, ["赵六"])
    rotate(keys)
    revoke(keys, "desk1")
    log = AuditLog.beside(keys)
    entries = stored(log)
    assert [(e.kind, e.about, e.person) for e in entries] == [
        ("key_added", "desk1", ""), ("person_enrolled", "desk1", "李四"), ("person_enrolled", "desk1", "王五"),
        ("person_enrolled", "owner", "赵六"), ("keys_rotated", "server", ""), ("key_revoked", "desk1", ""),
    ]  # fmt: skip
    assert entries[0].params == {"roles": "operator", "people": "张三"}
    assert all(e.by.startswith("user ") for e in entries)
    assert not verified(log).count


@pytest.mark.skipif(sys.platform == "win32", reason="accounts are found otherwise")
def test_the_user_of_the_command_line_is_the_account_of_the_process_whatever_the_environment_says(
    log: AuditLog, monkeypatch: pytest.MonkeyPatch
) -> None:
    from pwd import getpwuid

    for name in ("LOGNAME", "USER", "LNAME", "USERNAME"):
        monkeypatch.setenv(name, "somebody-else")
    monkeypatch.setenv("SUDO_USER", "zhang")
    record(log, AuditKind.KEYS_ROTATED, about="server", realm="")
    [found] = stored(log)
    account = getpwuid(os.getuid()).pw_name
    assert found.by == f"user {account}" + (" (sudo zhang)" if os.getuid() == 0 else "")


def test_the_verbs_list_and_verify_name_what_they_find(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    here = ("audit", "--data", str(tmp_path))
    assert main.main([*here, "verify"]) == 0
    add(tmp_path / "keys", "wall", Registration(roles=(Role.WALL,)), tmp_path / "out")
    log = AuditLog.of_data(tmp_path)
    log.append([entry(1, about="\x1b[31m\u202e")])
    capsys.readouterr()
    assert main.main([*here, "list"]) == 0
    first, second = capsys.readouterr().out.splitlines()
    assert "key_added" in first
    assert "about=wall" in first
    assert "about=�[31m�" in second, "what strangers send changes no terminal"
    assert "+08:00" in second
    assert main.main([*here, "list", "--since", "2999-01-01"]) == 0
    assert capsys.readouterr().out == ""
    assert main.main([*here, "verify"]) == 0
    [file] = audit_files(log.folder)
    file.path.write_bytes(file.path.read_bytes().replace(b"wall", b"desk", 1))
    assert main.main([*here, "verify"]) == 1
    assert "line 1: it was changed" in capsys.readouterr().out


def test_lines_with_an_impossible_time_are_named_and_the_others_are_listed(
    log: AuditLog, capsys: pytest.CaptureFixture[str]
) -> None:
    path = filled(log, 3)
    path.write_bytes(path.read_bytes().replace(str(NOW_MS).encode(), b"9" * 18, 1))
    assert main.main(["audit", "--data", str(log.folder.parent), "list"]) == 0
    first, *others = capsys.readouterr().out.splitlines()
    assert "cannot be read" in first
    assert [line.split()[0] for line in others] == ["2", "3"]
    assert len(page_of(log.folder, AuditQuestion()).entries) == 2


def test_a_log_written_by_an_earlier_version_is_verified_read_and_continued(tmp_path: Path) -> None:
    golden = Path(__file__).resolve().parents[1] / "golden" / "audit-1"
    shutil.copytree(golden, tmp_path / "data")
    for path in (tmp_path / "data" / "keys").rglob("*.*"):
        path.chmod(0o600)
    log = AuditLog.of_data(tmp_path / "data")
    assert [(e.seq, e.kind, e.by, e.about) for e in stored(log)] == [
        (1, "key_added", "user root", "一号席"), (2, "rejected", "", "KEY"),
        (3, "command_refused", "wall-1", "event/E1"),
    ]  # fmt: skip
    assert not verified(log).count
    log.append([entry(4)])
    assert not verified(log).count
