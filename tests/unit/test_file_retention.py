"""Old files are deleted, those that a record names never."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from county.attachments import UNNAMED_DAYS, Attachment
from county.clock import SystemClock
from county.duty_log import RETENTION_DAYS, WriteDutyEntry
from county.package.open import CountyPackage
from services.loop.file_retention import EVERY_MS, RETRY_MS
from services.protocol import messages as m
from services.store.ports import StoreError, StoreFailed
from tests.memory_realm import DAY_MS, ManualMonotonic, MemoryRealm, PlainClient
from tests.square_county import write_square_county
from tests.unit.live_realm import NOW_MS, command, report


class SetSystemClock(SystemClock):
    """The machine's clock, set by the test."""

    at_ms = NOW_MS

    def now_ms(self) -> int:
        return self.at_ms


class FileRealm:
    """A realm whose machine's clock the test sets; ``restart`` opens it anew over what it has stored."""

    def __init__(self, folder: Path) -> None:
        self.wall, self.monotonic = SetSystemClock(), ManualMonotonic()
        self._package = CountyPackage(write_square_county(folder / "county", sensors=1))
        self.realm = MemoryRealm(self._package, wall=self.wall, monotonic=self.monotonic)
        self.client: PlainClient = self.realm.plain_client()

    def restart(self) -> None:
        self.realm = MemoryRealm(self._package, wall=self.wall, monotonic=self.monotonic, before=self.realm)
        self.client = self.realm.plain_client()

    def store(self, text: str) -> str:
        """Store a file; its SHA-256."""
        data = text.encode()
        name = sha256(data).hexdigest()
        assert self.realm.blobs.put(data, sha256=name, offset=0, total=len(data), by="desk-1")
        return name

    def write(self, text: str) -> m.Accepted | m.Rejected:
        """An entry that names the file ``text``."""
        file = Attachment(
            sha256=sha256(text.encode()).hexdigest(), name="a.txt", size=len(text), media_type="text/plain"
        )
        self.client.send(command(f"c{text}", WriteDutyEntry(entry_id=text, note="x", attachments=(file,))))
        self.realm.turn()
        [answer] = self.client.answers()
        assert isinstance(answer, m.Accepted | m.Rejected)
        return answer

    def write_on_a_full_disk(self, text: str) -> m.Accepted | m.Rejected:
        self.realm.log.failure = StoreFailed("disk_full", "the test's disk")
        answer = self.write(text)
        self.realm.log.failure = None
        return answer

    def pass_days(self, days: float) -> None:
        """Time passes; then the loop is idle for long enough to look at every file."""
        self.wall.at_ms += int(days * DAY_MS)
        self.monotonic.advance(EVERY_MS)
        self.realm.turn(300)

    def has(self, name: str) -> bool:
        return self.realm.blobs.size(name) is not None


@pytest.fixture
def files(tmp_path: Path) -> FileRealm:
    return FileRealm(tmp_path)


def test_a_file_that_no_record_names_is_deleted_after_its_time(files: FileRealm) -> None:
    name = files.store("draft")
    files.pass_days(UNNAMED_DAYS - 0.1)
    assert files.has(name)
    files.pass_days(0.2)
    assert not files.has(name)


def test_after_the_clock_was_set_far_ahead_and_back_new_files_can_be_named_and_stay(files: FileRealm) -> None:
    files.pass_days(400)
    files.wall.at_ms -= 400 * DAY_MS
    name = files.store("fresh")
    files.pass_days(1)
    assert files.has(name)
    assert isinstance(files.write("fresh"), m.Accepted)


def test_a_file_that_a_record_names_is_kept_for_ever(files: FileRealm) -> None:
    name = files.store("named")
    assert isinstance(files.write("named"), m.Accepted)
    for _ in range(4):
        files.pass_days(400)
    assert files.has(name)


def test_it_is_kept_when_its_entry_has_left_the_desk_and_the_backend_was_restarted(files: FileRealm) -> None:
    name, other = files.store("named"), files.store("other")
    files.write("named")
    files.realm.clock.advance((RETENTION_DAYS + 1) * DAY_MS)  # type: ignore[attr-defined]
    files.store("later")
    files.write("later")
    assert files.realm.desk.find("duty", "named") is None
    files.restart()
    files.pass_days(UNNAMED_DAYS + 1)
    assert files.has(name)
    assert not files.has(other)


def test_the_file_of_a_report_is_kept_after_a_restart(files: FileRealm) -> None:
    name = files.store("photo")
    photo = Attachment(sha256=name, name="a.txt", size=5, media_type="text/plain")
    files.client.send(report(1, attachments=(photo,)))
    files.realm.turn()
    [answer] = files.client.answers()
    assert isinstance(answer, m.Accepted)
    files.restart()
    files.pass_days(UNNAMED_DAYS + 1)
    assert files.has(name)


def test_nothing_is_deleted_while_a_record_cannot_be_read(files: FileRealm) -> None:
    name, draft = files.store("named"), files.store("draft")
    files.write("named")
    files.restart()

    def fail(key: str) -> None:
        raise StoreError("the test's disk")

    files.realm.log_hooks["of_aggregate"] = fail
    for _ in range(3):
        files.pass_days(UNNAMED_DAYS + 1)
    assert files.has(name)
    assert files.has(draft)
    assert "old files are not deleted" in files.realm.messages.texts
    del files.realm.log_hooks["of_aggregate"]
    files.monotonic.advance(RETRY_MS)
    files.realm.turn(300)
    assert files.has(name)
    assert not files.has(draft)


def test_a_file_of_an_entry_that_was_not_stored_is_kept_until_a_restart(files: FileRealm) -> None:
    name = files.store("unlucky")
    assert isinstance(files.write_on_a_full_disk("unlucky"), m.Rejected)
    files.pass_days(UNNAMED_DAYS + 1)
    assert files.has(name)
    files.restart()
    files.pass_days(1)
    assert not files.has(name)


def test_no_entry_names_a_file_that_is_about_to_be_deleted(files: FileRealm) -> None:
    name = files.store("old")
    files.wall.at_ms += (UNNAMED_DAYS + 1) * DAY_MS
    files.realm.held_file_jobs = []
    files.monotonic.advance(EVERY_MS)
    while not files.realm.held_file_jobs:
        files.realm.turn()
    answer = files.write("old")
    assert isinstance(answer, m.Rejected)
    assert answer.code == "file_missing"
    jobs, files.realm.held_file_jobs = files.realm.held_file_jobs, None
    jobs[0]()
    files.realm.turn(300)
    assert not files.has(name)
    files.store("old")
    assert isinstance(files.write("old"), m.Accepted), "uploaded again, it counts as new"


def test_an_entry_that_names_an_old_file_before_the_deletion_begins_keeps_it(files: FileRealm) -> None:
    name = files.store("old")
    files.wall.at_ms += (UNNAMED_DAYS + 1) * DAY_MS
    assert isinstance(files.write("old"), m.Accepted)
    files.pass_days(1)
    assert files.has(name)


def test_a_disk_that_does_not_answer_stops_no_loop(files: FileRealm) -> None:
    files.store("draft")
    files.pass_days(UNNAMED_DAYS + 1)
    files.realm.held_file_jobs = []
    before = len(files.realm.beats())
    files.pass_days(1)
    assert len(files.realm.held_file_jobs) == 1
    assert len(files.realm.beats()) > before + 100


@settings(max_examples=15, deadline=None)
@given(steps=st.lists(st.tuples(st.sampled_from(["store", "write", "days", "restart", "full disk"]), st.integers(0, 4)),
                      max_size=25))  # fmt: skip
def test_whatever_happens_the_file_of_an_accepted_entry_is_there(
    tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[str, int]]
) -> None:
    files = FileRealm(tmp_path_factory.mktemp("realm"))
    named: set[str] = set()
    for step, number in steps:
        text = f"file {number}"
        if step == "store":
            files.store(text)
        elif step == "write":
            if isinstance(files.write(text), m.Accepted):
                named.add(sha256(text.encode()).hexdigest())
        elif step == "days":
            files.pass_days(10 * number)
        elif step == "full disk":
            files.write_on_a_full_disk(text)
        else:
            files.restart()
    files.pass_days(UNNAMED_DAYS + 1)
    assert all(files.has(name) for name in named)
