"""Files between a desktop's network thread and a backend, over a network in memory that loses connections."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from hashlib import sha256
from pathlib import Path
from random import Random
from typing import Any

import pytest

from county.attachments import FILE_MAX, Attachment
from county.authority import Principal, Role
from county.package.open import CountyPackage
from county.refusals import Refused
from services.protocol.client import Client
from services.protocol.file_transfers import RUNNING_MAX, FileTransfer
from services.protocol.limits import FILE_CHUNK
from services.store.ports import StoreError
from tests.memory_realm import OWNER, MemoryRealm
from tests.square_county import write_square_county

PATIENCE_S = 30.0
DATA = Random(6).randbytes(5 * FILE_CHUNK + 17)
NAME = sha256(DATA).hexdigest()
WALL = Principal(id="wall", roles=frozenset({Role.WALL}))


class TransferLink:
    """A realm and a client, run by the test."""

    def __init__(self, folder: Path) -> None:
        package = CountyPackage(write_square_county(folder / "county", sensors=1))
        self.realm = MemoryRealm(package, principals=(OWNER, WALL))
        self.folder = folder
        self.clients: list[Client] = []
        self.client = self.connect(OWNER.id)

    def connect(self, key: str) -> Client:
        self.clients.append(self.realm.client(key))
        return self.clients[-1]

    def until(self, condition: Callable[[], object], what: str) -> None:
        deadline = time.monotonic() + PATIENCE_S
        while not condition():
            assert time.monotonic() < deadline, f"timeout: {what}; {self.client.health()}"
            self.realm.turn()

    def ended(self, *transfers: FileTransfer) -> None:
        self.until(lambda: all(transfer.ended for transfer in transfers), "the end of a transfer")

    def file(self, data: bytes = DATA, name: str = "现场.pdf") -> Path:
        path = self.folder / name
        path.write_bytes(data)
        return path

    def sent(self, data: bytes = DATA, name: str = "现场.pdf") -> Attachment:
        """The attachment of a file that was sent."""
        transfer = self.client.send_file(self.file(data, name))
        self.ended(transfer)
        assert transfer.succeeded, transfer.problem
        assert transfer.attachment is not None
        return transfer.attachment


@pytest.fixture
def linked(tmp_path: Path) -> Iterator[TransferLink]:
    linked = TransferLink(tmp_path)
    yield linked
    for client in linked.clients:
        client.close()


def code(transfer: FileTransfer) -> str:
    assert isinstance(transfer.problem, Refused)
    assert not transfer.succeeded
    return transfer.problem.code


@pytest.mark.parametrize("size", [0, 1, FILE_CHUNK, FILE_CHUNK + 1, len(DATA)])
def test_a_file_is_sent_and_fetched_unchanged(linked: TransferLink, size: int) -> None:
    attachment = linked.sent(DATA[:size])
    assert attachment == Attachment(
        sha256=sha256(DATA[:size]).hexdigest(), name="现场.pdf", size=size, media_type="application/pdf"
    )
    fetched = linked.client.fetch_file(attachment, linked.folder / "copy.pdf")
    linked.ended(fetched)
    assert fetched.succeeded
    assert fetched.path.read_bytes() == DATA[:size]
    assert (fetched.done, fetched.total) == (size, size)
    assert not list(linked.folder.glob("*.part"))


def test_the_progress_is_that_of_the_stored_bytes(linked: TransferLink) -> None:
    transfer = linked.client.send_file(linked.file())
    seen = {0}
    linked.until(lambda: seen.add(transfer.done) or transfer.ended, "the end")
    assert transfer.total == len(DATA)
    assert transfer.done == len(DATA)
    assert all(done % FILE_CHUNK == 0 or done == len(DATA) for done in seen)


def test_a_transfer_goes_on_after_its_connection_was_lost(linked: TransferLink) -> None:
    transfer = linked.client.send_file(linked.file())
    linked.until(lambda: transfer.done, "the first chunk")
    linked.realm.link.disconnect_all()
    linked.ended(transfer)
    assert transfer.succeeded
    assert linked.realm.blobs.size(NAME) == len(DATA)


def test_an_upload_sends_only_what_the_backend_lacks(linked: TransferLink) -> None:
    offsets: list[int] = []
    linked.realm.blob_hooks["put"] = lambda chunk, *, sha256, offset, total, by: offsets.append(offset)
    first = linked.client.send_file(linked.file())
    linked.until(lambda: first.done >= 2 * FILE_CHUNK, "two chunks")
    first.cancel()
    linked.ended(first)
    stored = linked.realm.blobs.received(NAME, "owner")
    assert 2 * FILE_CHUNK <= stored < len(DATA)
    offsets.clear()
    linked.sent()
    assert offsets[:2] == [0, stored]
    offsets.clear()
    linked.sent()
    assert offsets == [0], "a stored file is not sent again"


def test_a_cancelled_transfer_ends_and_leaves_no_file(linked: TransferLink) -> None:
    attachment = linked.sent()
    linked.realm.held_file_jobs = []
    fetching = linked.client.fetch_file(attachment, linked.folder / "copy.pdf")
    linked.until(lambda: list(linked.folder.glob("*.part")), "the part")
    fetching.cancel()
    linked.ended(fetching)
    assert not fetching.succeeded
    assert fetching.problem is None
    assert not list(linked.folder.glob("*.part"))
    assert not fetching.path.exists()


def test_a_part_that_cannot_be_deleted_ends_its_transfer_and_not_the_client(linked: TransferLink) -> None:
    attachment = linked.sent()
    linked.realm.held_file_jobs = []
    fetching = linked.client.fetch_file(attachment, linked.folder / "copy.pdf")
    linked.until(lambda: list(linked.folder.glob("*.part")), "the part")
    [part] = linked.folder.glob("*.part")
    part.unlink()
    part.mkdir()
    fetching.cancel()
    linked.ended(fetching)
    jobs, linked.realm.held_file_jobs = linked.realm.held_file_jobs, None
    for job in jobs:
        job()
    assert linked.sent(b"next", "next.txt").size == 4


def test_a_file_that_is_sent_after_the_link_has_ended_fails_at_once(linked: TransferLink) -> None:
    linked.client.close()
    transfer = linked.client.send_file(linked.file())
    assert transfer.ended
    assert "the link to the backend ended" in str(transfer.problem)


def test_many_transfers_end_all_and_few_run_at_the_same_time(linked: TransferLink) -> None:
    linked.realm.held_file_jobs = []
    transfers = [linked.client.send_file(linked.file(bytes([n]) * 100, f"{n}.txt")) for n in range(2 * RUNNING_MAX)]
    linked.until(lambda: linked.realm.held_file_jobs, "a chunk")
    asked = [0]

    def run_held() -> bool:
        jobs, linked.realm.held_file_jobs = linked.realm.held_file_jobs or [], []
        asked.append(len(jobs))
        for job in jobs:
            job()
        return all(transfer.ended for transfer in transfers)

    linked.until(run_held, "all files")
    assert all(transfer.succeeded for transfer in transfers)
    assert max(asked) <= RUNNING_MAX


def test_a_file_that_cannot_be_read_or_written_is_reported_in_one_line(linked: TransferLink) -> None:
    attachment = linked.sent()
    os.mkfifo(linked.folder / "pipe")
    bad = [
        linked.client.send_file(linked.folder / "missing.pdf"), linked.client.send_file(linked.folder),
        linked.client.send_file(linked.folder / "pipe"),
        linked.client.fetch_file(attachment, linked.folder / "missing" / "copy.pdf"),
    ]  # fmt: skip
    linked.ended(*bad)
    for transfer in bad:
        assert str(linked.folder) in str(transfer.problem)
        assert "\n" not in str(transfer.problem)


def test_a_file_over_the_limit_is_refused_before_it_is_read(linked: TransferLink) -> None:
    path = linked.folder / "large.mp4"
    with path.open("wb") as file:
        file.truncate(FILE_MAX + 1)
    transfer = linked.client.send_file(path)
    linked.ended(transfer)
    assert code(transfer) == "file_too_large"
    assert isinstance(transfer.problem, Refused)
    assert transfer.problem.params == {"name": "large.mp4", "limit": "20"}


def test_a_file_that_changes_while_it_is_sent_is_refused(linked: TransferLink) -> None:
    path = linked.file()
    linked.realm.held_file_jobs = []
    transfer = linked.client.send_file(path)
    linked.until(lambda: transfer.total and linked.realm.held_file_jobs, "the first question")  # the file is hashed
    path.write_bytes(b"x" * len(DATA))
    for job in linked.realm.held_file_jobs:
        job()
    linked.realm.held_file_jobs = None
    linked.ended(transfer)
    assert code(transfer) == "file_changed"
    assert linked.realm.blobs.size(NAME) is None


def test_a_file_that_shrinks_while_it_is_sent_is_refused(linked: TransferLink) -> None:
    path = linked.file()
    linked.realm.held_file_jobs = []
    transfer = linked.client.send_file(path)
    linked.until(lambda: transfer.total and linked.realm.held_file_jobs, "the first question")  # the file is hashed
    path.write_bytes(b"")
    for job in linked.realm.held_file_jobs:
        job()
    linked.realm.held_file_jobs = None
    linked.ended(transfer)
    assert code(transfer) == "file_changed"


def test_a_key_that_may_not_write_is_refused_with_the_reason(linked: TransferLink) -> None:
    transfer = linked.connect(WALL.id).send_file(linked.file())
    linked.ended(transfer)
    assert code(transfer) == "not_authorised"


def test_a_full_disk_is_reported_as_such(linked: TransferLink) -> None:
    def fail(*_: Any, **__: Any) -> None:
        error = StoreError("no space")
        error.code = "disk_full"
        raise error

    linked.realm.blob_hooks["put"] = fail
    transfer = linked.client.send_file(linked.file())
    linked.ended(transfer)
    assert code(transfer) == "disk_full"


def test_a_file_that_the_backend_does_not_have_or_has_damaged_is_reported(linked: TransferLink) -> None:
    unknown = Attachment(sha256="ab" * 32, name="a.txt", size=5, media_type="text/plain")
    linked.sent()
    damaged = Attachment(sha256=NAME, name="a.txt", size=10, media_type="text/plain")
    fetched = [linked.client.fetch_file(file, linked.folder / "copy.txt") for file in (unknown, damaged)]
    linked.ended(*fetched)
    assert [code(transfer) for transfer in fetched] == ["file_unknown", "file_damaged"]
    assert not (linked.folder / "copy.txt").exists()


def test_transfers_end_with_their_client(linked: TransferLink) -> None:
    linked.realm.held_file_jobs = []
    transfers = [linked.client.send_file(linked.file(bytes([n]) * 100, f"{n}.txt")) for n in range(2 * RUNNING_MAX)]
    linked.until(lambda: linked.realm.held_file_jobs, "a chunk")
    linked.client.close()
    assert all(transfer.ended and not transfer.succeeded for transfer in transfers)
