"""A BlobStore in memory, for tests and for realms that end with their process."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Container, Iterator

from services.store.blobs import CHUNK_BYTES, digest_mismatch, refuse_chunk, refuse_gap, refuse_name
from services.store.ports import BlobRefused


class MemoryBlobs:
    """A BlobStore; keeps every file in memory."""

    def __init__(self, now_ms: Callable[[], int]) -> None:
        self._now_ms = now_ms
        self._parts: dict[tuple[str, str], tuple[bytes, int]] = {}
        """By SHA-256 and uploader."""
        self._files: dict[str, tuple[bytes, int]] = {}

    def put(self, chunk: bytes, *, sha256: str, offset: int, total: int, by: str) -> bool:
        """See :class:`services.store.ports.BlobStore`."""
        refuse_chunk(chunk, sha256=sha256, offset=offset, total=total)
        if sha256 in self._files:
            self._files[sha256] = self._files[sha256][0], self._now_ms()
            self._parts.pop((sha256, by), None)
            return True
        stored, _ = self._parts.get((sha256, by), (b"", 0))
        refuse_gap(sha256, offset, len(stored))
        stored += chunk[len(stored) - offset :]
        self._parts[sha256, by] = stored, self._now_ms()
        if len(stored) < total:
            return False
        del self._parts[sha256, by]
        if len(stored) != total or hashlib.sha256(stored).hexdigest() != sha256:
            raise digest_mismatch(sha256)
        self._files[sha256] = stored, self._now_ms()
        return True

    def received(self, sha256: str, by: str) -> int:
        """See :class:`services.store.ports.BlobStore`."""
        refuse_name(sha256)
        size = self.size(sha256)
        return len(self._parts.get((sha256, by), (b"", 0))[0]) if size is None else size

    def get(self, sha256: str, offset: int, size: int) -> bytes | None:
        """See :class:`services.store.ports.BlobStore`; at most one chunk."""
        if sha256 not in self._files:
            return None
        if offset < 0 or size < 0:
            raise BlobRefused(f"blob {sha256}: cannot read {size} bytes from {offset}")
        return self._files[sha256][0][offset : offset + min(size, CHUNK_BYTES)]

    def size(self, sha256: str) -> int | None:
        """See :class:`services.store.ports.BlobStore`."""
        return len(self._files[sha256][0]) if sha256 in self._files else None

    def stored_ms(self, sha256: str) -> int | None:
        """See :class:`services.store.ports.BlobStore`."""
        return self._files[sha256][1] if sha256 in self._files else None

    def retire(self, before_ms: int, keep: Container[str]) -> Iterator[int]:
        """See :class:`services.store.ports.BlobStore`; a portion is one file, or the unfinished uploads."""
        for name in list(self._files):
            if self._files[name][1] < before_ms and name not in keep:
                del self._files[name]
                yield 1
        self._parts = {name: part for name, part in self._parts.items() if part[1] >= before_ms}
        yield 0
