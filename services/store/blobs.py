"""Files by their SHA-256 in a folder: ``ab/<sha256>`` when complete, ``<sha256>.<uploader>.part`` before.

A file is complete and verified or does not exist: its bytes are synced before it is renamed to its final name.  No call
moves more than a few chunks, whatever the size of the file.  Uploads leave :data:`RESERVE_BYTES` of the disk free, so
that files never fill the journal's disk.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
from collections.abc import Callable, Container, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from errno import ENOSPC
from pathlib import Path

from services.disk.durable import sync_file, sync_folder
from services.store.ports import BlobRefused, DigestMismatch, StoreError
from services.store.private import private_file, private_folder

FOLDER = "blobs"
"""Folder of the blobs in a realm's folder."""
CHUNK_BYTES = 256 << 10
SYNCED_BYTES = 4 << 20
"""Bytes after which a part is synced, so that the last chunk need not wait for all of them."""
CHECKED_BYTES = 1 << 20
"""Bytes of a part from before a restart that are read and hashed along with one chunk."""
UPLOADS = 256
"""Number of uploads whose running digest is in memory; older ones are hashed again from disk when they continue."""
RESERVE_BYTES = 64 << 20
"""Free space of the disk that uploads leave to the journal."""
_PREFIXES = tuple(f"{number:02x}" for number in range(256))
"""Names of the folders of complete files; one is a portion of :meth:`FileBlobs.retire`."""

_NAME = re.compile(r"[0-9a-f]{64}")


@dataclass
class _Upload:
    """How many bytes of a part were hashed, and how many are certainly on disk."""

    digest: hashlib._Hash = field(default_factory=hashlib.sha256)
    hashed: int = 0
    synced: int = 0


class FileBlobs:
    """A BlobStore."""

    def __init__(
        self,
        folder: Path,
        now_ms: Callable[[], int],
        free_bytes: Callable[[Path], int] = lambda folder: shutil.disk_usage(folder).free,
    ) -> None:
        """``folder`` is created if missing; ``now_ms`` dates what is stored; ``free_bytes``: of the disk of a folder.
        Raises StoreError."""
        self._folder = folder
        self._now_ms = now_ms
        self._free_bytes = free_bytes
        self._uploads: dict[Path, _Upload] = {}
        """By part."""
        with _storing(folder):
            private_folder(folder)

    def put(self, chunk: bytes, *, sha256: str, offset: int, total: int, by: str) -> bool:
        """See :class:`services.store.ports.BlobStore`."""
        refuse_chunk(chunk, sha256=sha256, offset=offset, total=total)
        part = self._part(sha256, by)
        if self.size(sha256) is not None:
            with _storing(self._path(sha256)):
                self._date(self._path(sha256))
                self._uploads.pop(part, None)
                part.unlink(missing_ok=True)  # another uploader was faster
            return True
        with _storing(part):
            stored = part.stat().st_size if part.exists() else 0
            refuse_gap(sha256, offset, stored)
            upload = self._upload(part)
            new = chunk[stored - offset :]
            if new:
                self._append(part, stored, new)
                if upload.hashed == stored:
                    upload.digest.update(new)
                    upload.hashed += len(new)
                stored += len(new)
            self._hash_more(part, upload)
            if stored < total or upload.hashed < stored:
                if stored - upload.synced >= SYNCED_BYTES:
                    sync_file(part)
                    upload.synced = stored
                return False
            del self._uploads[part]
            if stored != total or upload.digest.hexdigest() != sha256:
                part.unlink(missing_ok=True)
                raise digest_mismatch(sha256)
            self._name(part, sha256)
        return True

    def received(self, sha256: str, by: str) -> int:
        """See :class:`services.store.ports.BlobStore`."""
        refuse_name(sha256)
        whole = self.size(sha256)
        if whole is not None:
            return whole
        part = self._part(sha256, by)
        return part.stat().st_size if part.exists() else 0

    def get(self, sha256: str, offset: int, size: int) -> bytes | None:
        """See :class:`services.store.ports.BlobStore`; at most one chunk."""
        if _NAME.fullmatch(sha256) is None:
            return None
        if offset < 0 or size < 0:
            raise BlobRefused(f"blob {sha256}: cannot read {size} bytes from {offset}")
        try:
            with self._path(sha256).open("rb") as file:
                file.seek(min(offset, os.fstat(file.fileno()).st_size))
                return file.read(min(size, CHUNK_BYTES))
        except FileNotFoundError:
            return None
        except OSError as error:
            raise StoreError("blob {sha256} cannot be read: {why}", sha256=sha256, why=error) from error

    def size(self, sha256: str) -> int | None:
        """See :class:`services.store.ports.BlobStore`."""
        found = self._stat(sha256)
        return None if found is None else found.st_size

    def stored_ms(self, sha256: str) -> int | None:
        """See :class:`services.store.ports.BlobStore`."""
        found = self._stat(sha256)
        return None if found is None else found.st_mtime_ns // 1_000_000

    def retire(self, before_ms: int, keep: Container[str]) -> Iterator[int]:
        """See :class:`services.store.ports.BlobStore`; a portion is a 256th of the files, or the unfinished uploads."""
        for prefix in _PREFIXES:
            yield sum(self._delete_if_old(path, before_ms, keep) for path in _whole_files(self._folder / prefix))
        for part in sorted(self._folder.glob("*.part")):
            if self._delete_if_old(part, before_ms, ()):
                self._uploads.pop(part, None)
        yield 0

    def files(self) -> Iterator[Path]:
        """All complete files; they never change."""
        return whole_files(self._folder)

    def _stat(self, sha256: str) -> os.stat_result | None:
        if _NAME.fullmatch(sha256) is None:
            return None
        try:
            return self._path(sha256).stat()
        except FileNotFoundError:
            return None
        except OSError as error:
            raise StoreError("blob {sha256} cannot be read: {why}", sha256=sha256, why=error) from error

    @staticmethod
    def _delete_if_old(path: Path, before_ms: int, keep: Container[str]) -> bool:
        with _storing(path):
            old = path.stat().st_mtime_ns < before_ms * 1_000_000 and path.name not in keep
            if old:
                path.unlink()
        return old

    def _path(self, sha256: str) -> Path:
        return blob_path(self._folder, sha256)

    def _part(self, sha256: str, by: str) -> Path:
        return self._folder / f"{sha256}.{hashlib.sha256(by.encode()).hexdigest()[:16]}.part"

    def _upload(self, part: Path) -> _Upload:
        upload = self._uploads.pop(part, None) or _Upload()
        self._uploads[part] = upload
        if len(self._uploads) > UPLOADS:
            del self._uploads[next(iter(self._uploads))]
        return upload

    def _append(self, part: Path, stored: int, new: bytes) -> None:
        if self._free_bytes(self._folder) < RESERVE_BYTES:
            raise OSError(ENOSPC, os.strerror(ENOSPC))
        try:
            private_file(part)
            with part.open("ab") as file:
                file.write(new)
        except OSError:
            # An incomplete chunk would shift all following ones.
            if part.exists():
                os.truncate(part, stored)
            raise
        self._date(part)

    def _hash_more(self, part: Path, upload: _Upload) -> None:
        if not part.exists():
            return
        with part.open("rb") as file:
            file.seek(upload.hashed)
            data = file.read(CHECKED_BYTES)
        upload.digest.update(data)
        upload.hashed += len(data)

    def _name(self, part: Path, sha256: str) -> None:
        path = self._path(sha256)
        if not path.parent.exists():
            private_folder(path.parent)
            sync_folder(self._folder)
        private_file(part)
        self._date(part)
        sync_file(part)
        part.replace(path)
        sync_folder(path.parent)

    def _date(self, path: Path) -> None:
        now_ns = self._now_ms() * 1_000_000
        os.utime(path, ns=(now_ns, now_ns))


def blob_path(folder: Path, sha256: str) -> Path:
    """Where the complete file is in the folder of a :class:`FileBlobs`."""
    return folder / sha256[:2] / sha256


def whole_files(folder: Path) -> Iterator[Path]:
    """Complete files in the folder of a :class:`FileBlobs`; none if the folder is missing."""
    return (path for prefix in _PREFIXES for path in _whole_files(folder / prefix))


def _whole_files(folder: Path) -> list[Path]:
    try:
        names = os.listdir(folder)
    except FileNotFoundError:
        return []
    return [folder / name for name in sorted(names) if _NAME.fullmatch(name)]


def refuse_name(sha256: str) -> None:
    """Raises BlobRefused unless it is a SHA-256 in lower-case hex digits."""
    if _NAME.fullmatch(sha256) is None:
        raise BlobRefused(f"blob {sha256[:80]!r}: the name must be 64 lower-case hex digits")


def refuse_chunk(chunk: bytes, *, sha256: str, offset: int, total: int) -> None:
    """Raises BlobRefused for a chunk that cannot be part of any file."""
    refuse_name(sha256)
    if len(chunk) > CHUNK_BYTES:
        raise BlobRefused(f"blob {sha256}: a chunk of {len(chunk)} bytes is larger than {CHUNK_BYTES}")
    if offset < 0 or offset + len(chunk) > total:
        raise BlobRefused(f"blob {sha256}: bytes {offset} to {offset + len(chunk)} exceed a file of {total} bytes")


def refuse_gap(sha256: str, offset: int, stored: int) -> None:
    """Raises BlobRefused for a chunk that is not adjacent to the stored bytes."""
    if offset > stored:
        raise BlobRefused(f"blob {sha256}: a chunk from byte {offset} leaves a gap; continue from byte {stored}")


def digest_mismatch(sha256: str) -> DigestMismatch:
    """The error for a complete file with another digest."""
    return DigestMismatch(f"blob {sha256}: the bytes received have another SHA-256; send it again from the start")


@contextmanager
def _storing(path: Path) -> Iterator[None]:
    """Converts disk errors to StoreError."""
    try:
        yield
    except OSError as error:
        failed = StoreError("{path}: cannot be stored ({why})", path=path, why=error)
        failed.code = "disk_full" if error.errno == ENOSPC else failed.code
        raise failed from error
