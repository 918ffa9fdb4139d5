"""A realm over real stores on a failing disk: what is refused and what is acknowledged."""

from __future__ import annotations

import shutil
import sqlite3
import time
from collections.abc import Callable
from contextlib import closing, suppress
from hashlib import sha256
from pathlib import Path
from typing import Any

from county.authority import Principal
from county.clock import ManualClock
from county.commands import Command, ReportEvent
from county.explained import Explained
from county.package.open import CountyPackage
from county.realm import LIVE
from services.disk.data_folder import realm_folder
from services.loop.commit_group import outcome_key
from services.protocol import messages as m
from services.realm import key_tables
from services.store.maintenance.command import journal
from services.store.open import open_realm_store
from services.store.ports import StoreError
from services.store.realm_store import RealmStore
from services.store.reserved_time import ReservedTime
from services.store.spool import Spool, SpoolFailed
from services.supervision.presence import announced
from tests.captured_log import CapturedLog
from tests.failing_disk import FailingDisk
from tests.memory_realm import OWNER, ManualMonotonic, MemoryRealm
from tests.square_county import PLACE_M
from tests.unit.live_realm import NOW_MS, readings

REPORTS = 6
RESEND_TURNS = 200
"""Turns of the loop after which a request without an answer is sent again."""
ROWS = [(9 - number, f"row {number}".encode() * 1_000) for number in range(10)]
"""Rows to be sorted, with their keys."""


class RealmOnDisk(MemoryRealm):
    """A realm over the stores in ``data``."""

    def __init__(self, package: CountyPackage, data: Path) -> None:
        self.data = data
        self.ticks = ManualMonotonic()
        self.stored: RealmStore | None = None
        try:
            super().__init__(package, clock=ManualClock(NOW_MS), monotonic=self.ticks)
        except (Explained, StoreError):
            if self.stored is not None:
                self.stored.close()
            raise
        self.channels = self.plain_client()

    def _store(self) -> RealmStore:
        keys = key_tables(self.package, self.catalog)
        self.stored = open_realm_store(
            self.data, county=self.package.manifest.identity, realm=LIVE, keys=keys, messages=CapturedLog()
        )
        return self.stored

    def answer(self, message: m.ToBackend) -> Any:
        """The answer to a message, which is sent again until there is one; the loop runs meanwhile."""
        found: list[Any] = []
        ends_s = time.monotonic() + 20
        while not found:
            assert time.monotonic() < ends_s, f"timeout: an answer to {message}"
            self.channels.send(message)
            turns = 0
            while turns < RESEND_TURNS and not found:
                self.turn()
                turns += 1
                found += [answer for answer in self.channels.answers() if _answers(answer, message)]
        return found[0]

    def until(self, true: Callable[[], bool], what: str) -> None:
        ends_s = time.monotonic() + 20
        while not true():
            assert time.monotonic() < ends_s, f"timeout: {what}"
            self.turn()

    @property
    def refusing(self) -> str:
        return self.backend._groups._committer.refusing

    def stored_commands(self, commands: set[str], by: Principal = OWNER) -> set[str]:
        """Those of ``commands`` that have an outcome."""
        assert self.stored is not None
        log = self.stored.log
        return {command for command in commands if log.outcome(outcome_key(by, command))}

    def end(self) -> None:
        self.channels.close()
        if self.stored is not None:
            self.stored.close()


def _answers(answer: Any, message: m.ToBackend) -> bool:
    """Whether ``answer`` is one to ``message``, and not a second one to an earlier message."""
    match message:
        case m.Submit():
            key = message.command.id
        case m.SubmitRows():
            key = message.id
        case _:
            return not isinstance(answer, m.Accepted | m.Rejected)
    return getattr(answer, "command_id", "") == key


def _copy_if_there(source: str, target: str) -> None:
    """Copy a file, unless the store's thread has deleted it meanwhile: an earlier checkpoint."""
    with suppress(FileNotFoundError):
        shutil.copy2(source, target)


def _report(number: int) -> Command[Any]:
    body = ReportEvent(
        event_id=f"E{number}", title="暴露垃圾", subclass="exposed_garbage", source="hotline", x_m=PLACE_M[0],
        y_m=PLACE_M[1], reporter=f"王敏 1380000{number:04}",
    )  # fmt: skip
    return Command(id=f"c{number}", realm="live", happened_ms=NOW_MS, body=body)


class DiskDay:
    """Everything that a store does, on a disk that fails meanwhile."""

    def __init__(self, package: CountyPackage, data: Path, disk: FailingDisk) -> None:
        self.package, self.data, self.disk = package, data, disk
        self.accepted: set[str] = set()
        self.refused: set[str] = set()
        self.files: set[str] = set()
        self.reserved_ms = 0
        """The drill's time that was reserved last."""
        self.killed: list[tuple[Path, set[str]]] = []
        """Copies of the files as they were when a command was refused, and the commands accepted until then."""

    def opened(self) -> RealmOnDisk:
        """A realm; a start that fails says why, and the next one succeeds."""
        try:
            return RealmOnDisk(self.package, self.data)
        except (Explained, StoreError):
            assert self.disk.failed, "a start failed without an error of the disk"
            self.disk.heal()
            return RealmOnDisk(self.package, self.data)

    def run(self) -> None:
        realm = self.opened()
        folder = realm_folder(self.data, LIVE)
        try:
            with announced(folder, "tcp://127.0.0.1:1", CapturedLog(), of_window=False):
                for number in range(REPORTS):
                    self._submit(realm, _report(number))
                    self._upload(realm, f"photo {number}".encode())
                    self._send_reading(realm, number)
                    self._reserve(folder, number + 1)
                    with suppress(StoreError):
                        realm.opened.checkpoints.store_now()
                    realm.ticks.advance(1_100)
                self._sort()
            self.disk.heal()
            realm.until(lambda: not realm.refusing, "the resumption")
            self._submit(realm, _report(REPORTS))
            assert f"c{REPORTS}" in self.accepted, "it does not resume by itself"
        finally:
            realm.end()

    def _submit(self, realm: RealmOnDisk, command: Command[Any]) -> None:
        answer = realm.answer(m.Submit(command=command))
        if isinstance(answer, m.Accepted):
            self.accepted.add(command.id)
        else:
            assert isinstance(answer, m.Rejected)
            assert answer.code in ("disk_full", "journal_failed", "store_failed"), answer
            self.refused.add(command.id)
            self._copy_files()

    def _copy_files(self) -> None:
        """Keep the files as they are if the process is killed now."""
        copy = self.data.with_name(f"{self.data.name}-killed-{len(self.killed)}")
        with self.disk.unwatched():
            shutil.copytree(
                self.data, copy, ignore=shutil.ignore_patterns("*-shm", "*.part"), copy_function=_copy_if_there
            )
        self.killed.append((copy, set(self.accepted)))

    def _upload(self, realm: RealmOnDisk, content: bytes) -> None:
        name = sha256(content).hexdigest()
        chunk = m.UploadChunk(request=name[:32], sha256=name, offset=0, total=len(content), data=content)
        answer = realm.answer(chunk)
        assert isinstance(answer, m.UploadReply)
        if answer.complete:
            self.files.add(name)

    def _send_reading(self, realm: RealmOnDisk, number: int) -> None:
        rows = realm.answer(readings(f"r{number}", 1.0, sensor="bin-1", at_ms=NOW_MS - 1_000 * (9 - number)))
        assert isinstance(rows, m.Accepted | m.Rejected)
        key = ["bin-1", "fill"]
        asked = m.HistoryRequest(request="q", stream="readings", key=key, from_ms=0, to_ms=NOW_MS)
        assert isinstance(realm.answer(asked), m.HistoryReply | m.Trouble)

    def _reserve(self, folder: Path, until_ms: int) -> None:
        """Reserve a drill's time as :class:`services.pace.PaceControl` does."""
        try:
            reserved = ReservedTime(folder)
        except Explained:
            assert self.disk.failed
            return
        with suppress(OSError):
            reserved.store(until_ms).result()
            self.reserved_ms = until_ms
        reserved.close()

    def _sort(self) -> None:
        """Sort rows of a file: all of them, or an error that says so."""
        with suppress(sqlite3.OperationalError), closing(sqlite3.connect(self.data / "spool")) as db:
            db.isolation_level = None
            with suppress(SpoolFailed), closing(Spool(db)) as spool:
                spool.fill(ROWS)
                assert list(spool.sorted()) == [data for _, data in sorted(ROWS)]

    def check(self) -> None:
        """What is stored is what was acknowledged, also if the process had been killed after a refusal."""
        self.disk.heal()
        lines: list[str] = []
        code = journal(self.data, "verify", None, realm=LIVE, print_line=lines.append, progress=lambda part, text: None)
        assert code == 0, "\n".join(lines)
        reserved = ReservedTime(realm_folder(self.data, LIVE))
        reserved.close()
        assert reserved.stored_ms in range(self.reserved_ms, REPORTS + 1)
        realm = RealmOnDisk(self.package, self.data)
        try:
            assert realm.stored is not None
            assert realm.stored_commands(self.accepted | self.refused) == self.accepted
            events = set(realm.desk.events)
            assert events == {command.replace("c", "E") for command in self.accepted}
            for number in range(REPORTS + 1):
                if f"c{number}" in self.accepted:
                    token = realm.stored.token_of(f"王敏 1380000{number:04}")
                    assert realm.stored.contacts.find(token) == f"王敏 1380000{number:04}".encode()
            for name in self.files:
                assert realm.stored.blobs.size(name) is not None
        finally:
            realm.end()
        for copy, accepted in self.killed:
            self._check_killed(copy, accepted)
            shutil.rmtree(copy)

    def _check_killed(self, copy: Path, accepted: set[str]) -> None:
        realm = RealmOnDisk(self.package, copy)
        try:
            found = realm.stored_commands(self.accepted | self.refused)
        finally:
            realm.end()
        assert found == accepted, "killed after the refusal"


def failed_at(package: CountyPackage, data: Path, disk: FailingDisk, *, full: bool, at: int, length: int) -> list[str]:
    """Run everything in the new folder ``data`` while ``length`` operations fail from number ``at`` on, and check what
    is stored; returns what failed."""
    scenario = DiskDay(package, data, disk)
    disk.begin(data, full=full, at=at, length=length)
    scenario.run()
    failed = list(disk.failed)
    disk.begin(data)
    scenario.check()
    return failed
