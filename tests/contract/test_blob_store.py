"""The contract of BlobStore, on files and in memory."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from hashlib import sha256
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.store.blobs import CHECKED_BYTES, CHUNK_BYTES, RESERVE_BYTES, FileBlobs
from services.store.memory_blobs import MemoryBlobs
from services.store.ports import BlobRefused, BlobStore, DigestMismatch, StoreError

PHOTO = Random(1).randbytes(3 * CHUNK_BYTES + 777)
NAME = sha256(PHOTO).hexdigest()
OWN, OTHER = "desk-1", "desk-2"
"""Uploaders."""


class BlobClock:
    now_ms = 1_790_000_000_000

    def __call__(self) -> int:
        return self.now_ms


@pytest.fixture
def clock() -> BlobClock:
    return BlobClock()


@pytest.fixture(params=["files", "memory"])
def store(request: pytest.FixtureRequest, tmp_path: Path, clock: BlobClock) -> BlobStore:
    return FileBlobs(tmp_path / "blobs", clock) if request.param == "files" else MemoryBlobs(clock)


def send(store: BlobStore, data: bytes, *, start: int = 0, stop: int | None = None) -> bool:
    """Send bytes ``start`` to ``stop`` in chunks, like a client; returns whether the file is complete."""
    name, stop = sha256(data).hexdigest(), len(data) if stop is None else stop
    whole = False
    for offset in range(start, stop, CHUNK_BYTES):
        chunk = data[offset : min(offset + CHUNK_BYTES, stop)]
        whole = store.put(chunk, sha256=name, offset=offset, total=len(data), by=OWN)
    return whole


def fetch(store: BlobStore, name: str, size: int) -> bytes:
    parts = []
    for offset in range(0, size, CHUNK_BYTES):
        part = store.get(name, offset, CHUNK_BYTES)
        assert part is not None
        parts.append(part)
    return b"".join(parts)


def test_a_file_exists_once_its_last_chunk_has_arrived_and_not_before(store: BlobStore) -> None:
    assert not send(store, PHOTO, stop=2 * CHUNK_BYTES)
    assert store.size(NAME) is None
    assert store.get(NAME, 0, 10) is None
    assert send(store, PHOTO, start=2 * CHUNK_BYTES)
    assert store.size(NAME) == len(PHOTO)
    assert fetch(store, NAME, len(PHOTO)) == PHOTO


def test_an_interrupted_upload_continues_at_its_offset(store: BlobStore) -> None:
    assert store.received(NAME, OWN) == 0
    send(store, PHOTO, stop=CHUNK_BYTES + 100)
    assert store.received(NAME, OWN) == CHUNK_BYTES + 100
    assert send(store, PHOTO, start=store.received(NAME, OWN))
    assert store.received(NAME, OWN) == len(PHOTO)


def test_repeated_chunks_change_nothing(store: BlobStore) -> None:
    send(store, PHOTO, stop=2 * CHUNK_BYTES)
    assert not send(store, PHOTO, stop=CHUNK_BYTES)
    assert not store.put(PHOTO[500 : 500 + CHUNK_BYTES], sha256=NAME, offset=500, total=len(PHOTO), by=OWN)
    assert send(store, PHOTO, start=CHUNK_BYTES)
    assert send(store, PHOTO, stop=CHUNK_BYTES)
    assert fetch(store, NAME, len(PHOTO)) == PHOTO


def test_an_empty_file_is_a_file(store: BlobStore) -> None:
    name = sha256(b"").hexdigest()
    assert store.put(b"", sha256=name, offset=0, total=0, by=OWN)
    assert store.size(name) == 0
    assert store.get(name, 0, 10) == b""


def test_bytes_with_another_digest_are_refused_and_deleted(store: BlobStore) -> None:
    forged = b"x" + PHOTO[1:1000]
    name = sha256(PHOTO[:1000]).hexdigest()
    with pytest.raises(DigestMismatch, match="another SHA-256"):
        store.put(forged, sha256=name, offset=0, total=1000, by=OWN)
    assert store.size(name) is None
    assert store.received(name, OWN) == 0
    assert store.put(PHOTO[:1000], sha256=name, offset=0, total=1000, by=OWN)


@pytest.mark.parametrize(
    ("offset", "data", "total"),
    [
        (0, b"forged", len(PHOTO)),
        (0, b"forged", 6),
        (0, b"", 0),
        (CHUNK_BYTES, b"", CHUNK_BYTES),
        (CHUNK_BYTES, b"forged", len(PHOTO)),
        (CHUNK_BYTES, b"forged", CHUNK_BYTES + 6),
    ],
)
def test_no_other_uploader_spoils_an_upload(store: BlobStore, offset: int, data: bytes, total: int) -> None:
    send(store, PHOTO, stop=CHUNK_BYTES)
    with suppress(BlobRefused, DigestMismatch):
        store.put(data, sha256=NAME, offset=offset, total=total, by=OTHER)
    assert store.received(NAME, OWN) == CHUNK_BYTES
    assert send(store, PHOTO, start=CHUNK_BYTES)
    assert fetch(store, NAME, len(PHOTO)) == PHOTO


def test_an_upload_that_another_one_overtook_is_complete_and_leaves_nothing_behind(tmp_path: Path) -> None:
    store = FileBlobs(tmp_path / "blobs", BlobClock())
    store.put(PHOTO[:100], sha256=NAME, offset=0, total=len(PHOTO), by=OTHER)
    send(store, PHOTO)
    assert store.received(NAME, OTHER) == len(PHOTO)
    assert store.put(PHOTO[100:200], sha256=NAME, offset=100, total=len(PHOTO), by=OTHER)
    assert not list((tmp_path / "blobs").glob("*.part"))


@pytest.mark.parametrize("offset", [len(PHOTO), 2**62, 2**64 - 1])
def test_beyond_the_end_of_a_file_is_nothing(store: BlobStore, offset: int) -> None:
    send(store, PHOTO)
    assert store.get(NAME, offset, 10) == b""


@pytest.mark.parametrize(
    "name",
    [
        "", "ab", "G" * 64, NAME.upper(), NAME + "0", NAME[:-1] + "\n", "../" + NAME[3:], "/" + NAME[1:],
        NAME[:-1] + "é", "0" * 63 + "/",
    ],
)  # fmt: skip
def test_an_invalid_digest_is_refused_as_a_name(store: BlobStore, name: str) -> None:
    with pytest.raises(BlobRefused, match="64 lower-case hex digits") as refused:
        store.put(b"abc", sha256=name, offset=0, total=3, by=OWN)
    assert "\n" not in str(refused.value)
    with pytest.raises(BlobRefused):
        store.received(name, OWN)
    assert store.get(name, 0, 3) is None
    assert store.size(name) is None


@pytest.mark.parametrize(
    ("chunk", "offset", "total", "why"),
    [
        (b"x" * (CHUNK_BYTES + 1), 0, CHUNK_BYTES + 1, "larger than"),
        (b"abc", -1, 3, "exceed a file"),
        (b"abcd", 0, 3, "exceed a file"),
        (b"", 0, -1, "exceed a file"),
        (b"abc", 5, 10, "leaves a gap; continue from byte 0"),
    ],
)
def test_a_chunk_that_fits_no_file_is_refused_in_one_line(
    store: BlobStore, chunk: bytes, offset: int, total: int, why: str
) -> None:
    with pytest.raises(BlobRefused, match=why) as refused:
        store.put(chunk, sha256=NAME, offset=offset, total=total, by=OWN)
    assert "\n" not in str(refused.value)
    assert store.received(NAME, OWN) == 0


def test_at_most_one_chunk_is_read_per_call(store: BlobStore) -> None:
    send(store, PHOTO)
    assert store.get(NAME, 10, 1 << 40) == PHOTO[10 : 10 + CHUNK_BYTES]
    assert store.get(NAME, len(PHOTO) + 5, 10) == b""
    with pytest.raises(BlobRefused):
        store.get(NAME, -1, 10)


def test_old_files_are_deleted_unless_they_are_in_keep(store: BlobStore, clock: BlobClock) -> None:
    names = []
    for number in range(4):
        data = b"%d" % number
        names.append(sha256(data).hexdigest())
        store.put(data, sha256=names[-1], offset=0, total=1, by=OWN)
        clock.now_ms += 1000
    assert [store.stored_ms(name) for name in names] == [clock.now_ms - 1000 * age for age in (4, 3, 2, 1)]
    assert sum(store.retire(clock.now_ms - 2000, {names[0]})) == 1
    assert [store.size(name) for name in names] == [1, None, 1, 1]
    assert store.stored_ms(names[1]) is None


def test_a_file_that_is_uploaded_again_counts_as_new(store: BlobStore, clock: BlobClock) -> None:
    send(store, PHOTO)
    clock.now_ms += 10_000
    assert store.put(b"", sha256=NAME, offset=0, total=len(PHOTO), by=OWN)
    assert store.stored_ms(NAME) == clock.now_ms
    assert sum(store.retire(clock.now_ms, ())) == 0
    assert fetch(store, NAME, len(PHOTO)) == PHOTO


def test_a_file_that_is_kept_only_during_the_deletion_is_not_deleted(store: BlobStore, clock: BlobClock) -> None:
    names = [sha256(b"%d" % number).hexdigest() for number in range(20)]
    for number in range(20):
        send(store, b"%d" % number)
    clock.now_ms += 1
    keep: set[str] = set()
    deleted = 0
    for portion in store.retire(clock.now_ms, keep):
        deleted += portion
        if deleted and not keep:
            keep |= {name for name in names if store.size(name) is not None}
    assert 0 < deleted < 20
    assert len(keep) == 20 - deleted
    assert all(store.size(name) is not None for name in keep)


def test_unfinished_uploads_are_deleted_with_the_old_files(store: BlobStore, clock: BlobClock) -> None:
    send(store, PHOTO, stop=100)
    assert sum(store.retire(clock.now_ms, ())) == 0
    assert store.received(NAME, OWN) == 100
    clock.now_ms += 10_000
    assert sum(store.retire(clock.now_ms, ())) == 0
    assert store.received(NAME, OWN) == 0
    assert send(store, PHOTO)


@settings(max_examples=40, deadline=None)
@given(data=st.binary(max_size=400), cuts=st.lists(st.tuples(st.integers(0, 400), st.integers(0, 400)), max_size=25))
@pytest.mark.parametrize("kind", [FileBlobs, MemoryBlobs])
def test_with_any_pieces_the_file_is_complete_and_correct_or_missing(
    kind: type, data: bytes, cuts: list[tuple[int, int]]
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        store = FileBlobs(Path(folder), BlobClock()) if kind is FileBlobs else MemoryBlobs(BlobClock())
        name, covered, whole = sha256(data).hexdigest(), 0, False
        for start, length in cuts:
            chunk = data[start : start + length]
            if start > covered or start + len(chunk) > len(data):
                with pytest.raises(BlobRefused):
                    store.put(chunk, sha256=name, offset=start, total=len(data), by=OWN)
                continue
            covered = max(covered, start + len(chunk))
            whole = store.put(chunk, sha256=name, offset=start, total=len(data), by=OWN)
            assert whole == (covered == len(data))
            assert store.received(name, OWN) == covered
        assert store.get(name, 0, 400) == (data if whole else None)


@pytest.fixture
def files(tmp_path: Path, clock: BlobClock) -> Callable[[], FileBlobs]:
    return lambda: FileBlobs(tmp_path / "blobs", clock)


def test_an_upload_survives_a_restart_and_is_verified_in_slices(files: Callable[[], FileBlobs]) -> None:
    data = Random(2).randbytes(CHECKED_BYTES * 2 + 3 * CHUNK_BYTES)
    name = sha256(data).hexdigest()
    send(files(), data, stop=len(data) - CHUNK_BYTES)
    again = files()
    start = again.received(name, OWN)
    assert start == len(data) - CHUNK_BYTES
    assert not again.put(data[start:], sha256=name, offset=start, total=len(data), by=OWN)
    assert not again.put(b"", sha256=name, offset=len(data), total=len(data), by=OWN)
    assert again.put(b"", sha256=name, offset=len(data), total=len(data), by=OWN)
    assert fetch(again, name, len(data)) == data


def test_a_part_changed_on_disk_is_detected(files: Callable[[], FileBlobs], tmp_path: Path) -> None:
    send(files(), PHOTO, stop=2 * CHUNK_BYTES)
    (part,) = (tmp_path / "blobs").glob("*.part")
    part.write_bytes(b"x" + part.read_bytes()[1:])
    with pytest.raises(BlobRefused, match="another SHA-256"):
        send(files(), PHOTO, start=2 * CHUNK_BYTES)
    assert files().received(NAME, OWN) == 0


def test_files_lists_complete_files_for_a_backup(files: Callable[[], FileBlobs], tmp_path: Path) -> None:
    store = files()
    send(store, PHOTO)
    send(store, b"abcdef", stop=3)
    assert list(store.files()) == [tmp_path / "blobs" / NAME[:2] / NAME]
    assert [path.read_bytes() for path in store.files()] == [PHOTO]


def test_an_upload_leaves_space_on_the_disk_to_the_journal(tmp_path: Path, clock: BlobClock) -> None:
    free = RESERVE_BYTES
    store = FileBlobs(tmp_path / "blobs", clock, lambda folder: free)
    send(store, PHOTO, stop=CHUNK_BYTES)
    free -= 1
    with pytest.raises(StoreError) as refused:
        send(store, PHOTO, start=CHUNK_BYTES)
    assert refused.value.code == "disk_full"
    free += 1
    assert send(store, PHOTO, start=store.received(NAME, OWN))


@contextmanager
def limited_file_size(size: int) -> Iterator[None]:
    """No file of this process may grow past ``size`` bytes: what the kernel does on a full disk, with another error
    number.  Nothing but the store may write meanwhile: where pytest's own output goes to a file, it is one of them."""
    import resource
    import signal

    before = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, limits[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
        signal.signal(signal.SIGXFSZ, before)


def test_a_chunk_on_a_full_disk_is_not_partly_stored(files: Callable[[], FileBlobs]) -> None:
    store = files()
    send(store, PHOTO, stop=1000)
    with limited_file_size(5000), pytest.raises(StoreError):
        store.put(PHOTO[1000:20_000], sha256=NAME, offset=1000, total=len(PHOTO), by=OWN)
    assert store.received(NAME, OWN) == 1000
