"""Files over the wire into the BlobStore: who may, what is refused, and what an upload delays: nothing."""

from __future__ import annotations

from contextlib import closing
from hashlib import sha256
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from county.aggregates import FILE_COMMANDS
from county.attachments import FILE_MAX, Attachment
from county.authority import Role, may
from county.duty_log import WriteDutyEntry
from county.events.event import LONGEST_NOTE
from services.loop.backend import FILES_MS
from services.loop.beat import HEARTBEAT_MS
from services.protocol import messages as m
from services.protocol.codec import frames, topic
from services.protocol.limits import FILE_CHUNK, FRAME_MAX
from services.requests.file_requests import WAITING_CHUNKS, store
from services.store.memory_blobs import MemoryBlobs
from services.store.ports import StoreError
from tests.memory_realm import OWNER, PlainClient
from tests.unit.live_realm import ROLES, LiveRealm, command, report
from tests.unit.test_backend_fairness import LATE_MS, gaps, turns_until_answered

DATA = Random(5).randbytes(3 * FILE_CHUNK + 123)


@pytest.fixture
def live() -> LiveRealm:
    return LiveRealm(principals=(OWNER, *ROLES.values()))


def name_of(data: bytes) -> str:
    return sha256(data).hexdigest()


def chunk(offset: int, data: bytes = DATA, *, size: int = FILE_CHUNK, request: str = "q") -> m.UploadChunk:
    part = data[offset : offset + size]
    return m.UploadChunk(request=request, sha256=name_of(data), offset=offset, total=len(data), data=part)


def upload(live: LiveRealm, data: bytes = DATA) -> m.UploadReply:
    """The reply to the last chunk."""
    with closing(live.realm.plain_client()) as client:
        replies = [answer_to(live, client, chunk(offset, data)) for offset in range(0, len(data) or 1, FILE_CHUNK)]
    assert isinstance(replies[-1], m.UploadReply)
    return replies[-1]


def ask(live: LiveRealm, question: m.ToBackend, by: str = OWNER.id) -> Any:
    """The answer to a client of ``by``."""
    with closing(live.realm.plain_client(by)) as client:
        return answer_to(live, client, question)


def answer_to(live: LiveRealm, client: PlainClient, question: m.ToBackend) -> Any:
    client.send(question)
    live.realm.turn(2)
    [answer] = client.answers()
    return answer


def attachment(data: bytes = DATA, name: str = "photo.pdf") -> Attachment:
    return Attachment(sha256=name_of(data), name=name, size=len(data), media_type="application/pdf")


def entry(*attachments: Attachment, entry_id: str = "1") -> m.Submit:
    return command(f"c{entry_id}", WriteDutyEntry(entry_id=entry_id, note="see photo", attachments=attachments))


def test_an_uploaded_file_is_stored_and_can_be_fetched_chunk_by_chunk(live: LiveRealm) -> None:
    assert upload(live) == m.UploadReply(request="q", received=len(DATA), complete=True)
    got, offset = b"", 0
    while part := ask(live, m.DownloadChunk(request="q", sha256=name_of(DATA), offset=offset)).data:
        got += part
        offset += len(part)
    assert got == DATA


def test_a_chunk_and_its_answer_fit_a_frame(live: LiveRealm) -> None:
    sent = frames(topic("live", "control"), chunk(0, request="x" * 32))
    assert [len(frame) <= FRAME_MAX for frame in sent] == [True]
    upload(live)
    reply = ask(live, m.DownloadChunk(request="x" * 32, sha256=name_of(DATA), offset=0))
    assert len(frames(topic("live", "control"), reply)) == 1


def test_an_upload_continues_at_what_is_stored(live: LiveRealm) -> None:
    ask(live, chunk(0))
    assert ask(live, chunk(0, size=0)) == m.UploadReply(request="q", received=FILE_CHUNK)
    assert ask(live, chunk(2 * FILE_CHUNK)) == m.UploadReply(request="q", received=FILE_CHUNK), "a chunk got lost"
    assert ask(live, chunk(0)) == m.UploadReply(request="q", received=FILE_CHUNK), "and one came twice"
    assert not ask(live, chunk(FILE_CHUNK)).complete


def test_a_file_that_is_stored_already_is_complete_at_once(live: LiveRealm) -> None:
    upload(live)
    assert ask(live, chunk(0, size=0)).complete


@pytest.mark.parametrize("role", Role)
def test_a_chunk_is_accepted_from_those_who_may_give_a_command_with_files(live: LiveRealm, role: Role) -> None:
    reply = ask(live, chunk(0), by=role.value)
    allowed = any(may(ROLES[role.value], command) for command in FILE_COMMANDS)
    assert (reply.refused, reply.received) == (("", FILE_CHUNK) if allowed else ("not_authorised", 0))
    assert live.realm.blobs.received(name_of(DATA), role.value) == (FILE_CHUNK if allowed else 0)


@pytest.mark.parametrize("role", Role)
def test_everyone_who_receives_records_may_fetch_their_files(live: LiveRealm, role: Role) -> None:
    upload(live)
    assert ask(live, m.DownloadChunk(request="q", sha256=name_of(DATA), offset=0), by=role.value).data


@pytest.mark.parametrize("question", [chunk(0), m.DownloadChunk(request="q", sha256=name_of(DATA), offset=0)])
def test_a_revoked_key_neither_sends_nor_fetches(live: LiveRealm, question: m.ToBackend) -> None:
    upload(live)
    client = live.realm.plain_client("operator")
    del live.realm.register.principals["operator"]  # the connection is still open
    client.send(question)
    live.realm.turn(2)
    [trouble] = client.answers()
    assert isinstance(trouble, m.Trouble)
    assert trouble.request == "q"
    assert "key operator may do nothing" in trouble.line


def test_a_file_over_the_limit_is_refused_before_anything_is_stored(live: LiveRealm) -> None:
    question = m.UploadChunk(request="q", sha256=name_of(DATA), offset=0, total=FILE_MAX + 1, data=DATA[:100])
    reply = ask(live, question)
    assert (reply.refused, reply.params) == ("file_too_large", {"limit": "20"})
    assert live.realm.blobs.received(name_of(DATA), "operator") == 0


def test_bytes_of_another_digest_are_refused(live: LiveRealm) -> None:
    question = m.UploadChunk(request="q", sha256=name_of(DATA), offset=0, total=3, data=b"abc")
    assert ask(live, question).refused == "file_changed"


@pytest.mark.parametrize("question", [
    m.UploadChunk(request="q", sha256="../../x", offset=0, total=3, data=b"abc"),
    m.UploadChunk(request="q", sha256="ab" * 32, offset=-1, total=3, data=b"abc"),
    m.UploadChunk(request="q", sha256="ab" * 32, offset=0, total=-3, data=b""),
    m.UploadChunk(request="q", sha256="ab" * 32, offset=0, total=2**62, data=b""),
    m.UploadChunk(request="q", sha256="ab" * 32, offset=0, total=400_000, data=bytes(300_000)),
    m.DownloadChunk(request="q", sha256="../../x", offset=0),
    m.DownloadChunk(request="q", sha256=name_of(DATA), offset=-1),
])  # fmt: skip
def test_a_malformed_request_is_refused_and_the_backend_goes_on(live: LiveRealm, question: m.ToBackend) -> None:
    upload(live)
    live.client.send(question)
    live.realm.turn(4)
    [answer] = live.client.answers()
    assert answer.refused in ("file_invalid", "file_unknown", "file_too_large")
    assert ask(live, chunk(0, size=0)).complete


@pytest.mark.parametrize("code", ["disk_full", "journal_failed"])
def test_a_fault_of_the_disk_is_answered_with_its_code(live: LiveRealm, code: Any) -> None:
    def fail(*args: Any, **kwargs: Any) -> None:
        error = StoreError("no space")
        error.code = code
        raise error

    live.realm.blob_hooks["put"] = fail
    assert ask(live, chunk(0)).refused == code
    del live.realm.blob_hooks["put"]
    assert upload(live).complete


def test_an_entry_is_accepted_once_its_file_is_complete(live: LiveRealm) -> None:
    ask(live, chunk(0))
    [answer] = live.turn(entry(attachment()))
    assert (answer.code, answer.params) == ("file_missing", {"name": "photo.pdf"})
    upload(live)
    [answer] = live.turn(entry(attachment()))
    assert isinstance(answer, m.Accepted)
    [record] = live.realm.records(answer.first_seq)
    assert record.schema == 2
    assert record.body.attachments == (attachment(),)


def test_an_entry_with_the_wrong_size_of_a_file_is_refused(live: LiveRealm) -> None:
    upload(live)
    wrong = Attachment(sha256=name_of(DATA), name="photo.pdf", size=5, media_type="application/pdf")
    [answer] = live.turn(entry(wrong))
    assert answer.code == "file_missing"


def test_an_endless_upload_delays_no_heartbeat_and_no_command(live: LiveRealm) -> None:
    """100 MB by one client; each chunk takes the disk 3 ms."""
    live.realm.blob_hooks["put"] = lambda *_, **__: live.monotonic.advance(3.0)
    files = [Random(number).randbytes(2_000_000) for number in range(3)]
    chunks = [chunk(offset, file) for file in files for offset in range(0, len(file), FILE_CHUNK)]
    other, first, sent = live.realm.plain_client(), len(live.realm.beats()), 0
    for number in range(120):
        sent += live.client.offer(*[chunks[(sent + i) % len(chunks)] for i in range(15)])
        live.turn()
        if number % 10 == 9:
            other.send(report(number, note="x" * (LONGEST_NOTE // 2)))
            assert turns_until_answered(live, other) <= 2
    assert sent * FILE_CHUNK > 100_000_000
    assert gaps(live, first) <= HEARTBEAT_MS + LATE_MS
    live.settle()
    assert upload(live, files[0]).complete


def test_an_iteration_stores_no_more_chunks_than_its_time_allows(live: LiveRealm) -> None:
    live.realm.blob_hooks["put"] = lambda *_, **__: live.monotonic.advance(4.0)
    live.client.send(*[chunk(0, bytes([n]) * FILE_CHUNK, request=str(n)) for n in range(12)])
    answered = [len(live.turn()) for _ in range(6)]
    assert sum(answered) == 12
    assert max(answered) <= FILES_MS // 4 + 1


def test_chunks_over_the_limit_of_a_client_are_refused_and_other_clients_are_served(live: LiveRealm) -> None:
    live.realm.held_file_jobs = []
    live.client.send(*[chunk(0, bytes([n]) * FILE_CHUNK, request=str(n)) for n in range(WAITING_CHUNKS + 5)])
    answers = [answer for _ in range(4) for answer in live.turn()]
    assert [type(answer) for answer in answers] == [m.Trouble] * 5, "the others wait"
    other = live.realm.plain_client()
    other.send(chunk(0))
    live.realm.turn(2)
    jobs, live.realm.held_file_jobs = live.realm.held_file_jobs, None
    jobs[0]()
    live.realm.turn(2)
    assert len(other.answers()) == 1, "clients are served in turn"


def test_a_disk_that_does_not_answer_delays_files_only(live: LiveRealm) -> None:
    live.realm.held_file_jobs = []
    live.client.send(chunk(0))
    other, first = live.realm.plain_client(), len(live.realm.beats())
    for number in range(8):
        other.send(report(number))
        assert turns_until_answered(live, other) == 1
        live.monotonic.advance(HEARTBEAT_MS)
    assert len(live.realm.beats()) - first >= 7
    assert live.client.answers() == []
    [job] = live.realm.held_file_jobs
    job()
    [answer] = live.turn()
    assert answer == m.UploadReply(request="q", received=FILE_CHUNK)


@settings(max_examples=60, deadline=None)
@given(
    data=st.binary(min_size=0, max_size=300),
    losses=st.lists(st.sampled_from(["arrives", "lost", "twice", "answer lost", "restart"]), max_size=30),
)
def test_a_client_that_follows_the_replies_stores_the_file_whatever_is_lost(data: bytes, losses: list[str]) -> None:
    blobs = MemoryBlobs(lambda: 0)
    offset, complete, known = 0, False, 0
    for number in range(len(losses) + 400):
        loss = losses[number] if number < len(losses) else "arrives"
        offset = 0 if loss == "restart" else offset
        chunk_sent = m.UploadChunk(
            request="q", sha256=name_of(data), offset=offset, total=len(data), data=data[offset : offset + 7]
        )
        if loss in ("lost", "restart"):
            continue
        replies = [store(blobs, chunk_sent, "operator") for _ in range(2 if loss == "twice" else 1)]
        assert len({reply.received for reply in replies}) == 1
        assert replies[-1].received >= known, "what is stored never shrinks"
        known = replies[-1].received
        if loss != "answer lost":
            offset, complete = known, replies[-1].complete
        if complete:
            break
    assert complete
    assert blobs.get(name_of(data), 0, 400) == data
