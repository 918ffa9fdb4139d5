"""A realm on a disk that fails meanwhile: what it must store, and what not."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from typing import Any

from county.clock import ManualClock
from county.commands import Command, ReportEvent
from county.explained import Explained
from county.package.open import CountyPackage
from county.realm import LIVE
from services.protocol import messages as m
from services.realm import key_tables
from services.store.maintenance.command import journal
from services.store.open import open_realm_store
from services.store.ports import StoreError
from services.store.realm_store import RealmStore
from tests.captured_log import CapturedLog
from tests.failing_disk import FailingDisk
from tests.memory_realm import ManualMonotonic, MemoryRealm
from tests.square_county import PLACE_M
from tests.unit.live_realm import NOW_MS, readings

REPORTS = 6


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
        """The answer to a message; the loop runs until it is there."""
        self.channels.send(message)
        found: list[Any] = []
        self.until(lambda: bool(found.extend(self.channels.answers()) or found), f"an answer to {message}")
        return found[0]

    def until(self, true: Callable[[], bool], what: str) -> None:
        ends_s = time.monotonic() + 20
        while not true():
            assert time.monotonic() < ends_s, f"timeout: {what}"
            self.turn()

    @property
    def refusing(self) -> str:
        return self.backend._committer.refusing

    def end(self) -> None:
        self.channels.close()
        if self.stored is not None:
            self.stored.close()


def _report(number: int) -> Command[Any]:
    body = ReportEvent(
        event_id=f"E{number}", title="暴露垃圾", subclass="exposed_garbage", source="hotline", x_m=PLACE_M[0],
        y_m=PLACE_M[1], reporter=f"王敏 1380000{number:04}",
    )  # fmt: skip
    return Command(id=f"c{number}", realm="live", happened_ms=NOW_MS, body=body)


class Scenario:
    """Everything that a store does, on a disk that fails meanwhile."""

    def __init__(self, package: CountyPackage, data: Path, disk: FailingDisk) -> None:
        self.package, self.data, self.disk = package, data, disk
        self.accepted: set[str] = set()
        self.refused: set[str] = set()
        self.files: set[str] = set()

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
        try:
            for number in range(REPORTS):
                self._submit(realm, _report(number))
                self._upload(realm, f"photo {number}".encode())
                rows = realm.answer(readings(f"r{number}", 1.0, sensor="bin-1", at_ms=NOW_MS - 1_000 * (9 - number)))
                assert isinstance(rows, m.Accepted | m.Rejected)
                key = ["bin-1", "fill"]
                asked = m.HistoryRequest(request="q", stream="readings", key=key, from_ms=0, to_ms=NOW_MS)
                assert isinstance(realm.answer(asked), m.HistoryReply | m.Trouble)
                with suppress(StoreError):
                    realm.opened.checkpoints.store_now()
                realm.ticks.advance(1_100)
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

    def _upload(self, realm: RealmOnDisk, content: bytes) -> None:
        name = sha256(content).hexdigest()
        chunk = m.UploadChunk(request=name[:32], sha256=name, offset=0, total=len(content), data=content)
        answer = realm.answer(chunk)
        assert isinstance(answer, m.UploadReply)
        if answer.complete:
            self.files.add(name)

    def check(self) -> None:
        """What is stored is what was acknowledged."""
        self.disk.heal()
        lines: list[str] = []
        code = journal(self.data, "verify", None, realm=LIVE, print_line=lines.append, progress=lambda part, text: None)
        assert code == 0, "\n".join(lines)
        realm = RealmOnDisk(self.package, self.data)
        try:
            assert realm.stored is not None
            stored = {command for command in self.accepted | self.refused if realm.stored.log.outcome(command)}
            assert stored == self.accepted
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


def failed_at(package: CountyPackage, data: Path, disk: FailingDisk, *, full: bool, at: int, length: int) -> list[str]:
    """Run everything in the new folder ``data`` while ``length`` operations fail from number ``at`` on, and check what
    is stored; returns what failed."""
    scenario = Scenario(package, data, disk)
    disk.begin(data, full=full, at=at, length=length)
    scenario.run()
    failed = list(disk.failed)
    disk.begin(data)
    scenario.check()
    return failed
