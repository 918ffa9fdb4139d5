"""Checkpoints: files next to the journal, the newest two, each sealed, so that a torn or foreign one is never used."""

from __future__ import annotations

import hmac
import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from operator import itemgetter
from pathlib import Path

import msgspec

from services.durable import write_whole
from services.store.ports import Checkpoint
from services.store.private import FILE_MODE

CHECKPOINTS_MAX = 2
MAC_BYTES = 32
_NAME = re.compile(r"checkpoint-(\d{12})\.msgpack")
_decoder = msgspec.msgpack.Decoder(Checkpoint)


class CheckpointFiles:
    """The checkpoints in one folder."""

    def __init__(self, folder: Path, key: bytes, warn: Callable[[str], None]) -> None:
        self._folder = folder
        self._key = key
        self._warn = warn

    def _mac(self, data: bytes) -> bytes:
        return hmac.digest(self._key, b"checkpoint" + data, "sha256")

    def write(self, checkpoint: Checkpoint) -> None:
        """Store ``checkpoint`` durably; delete all but its newest predecessor: later ones are not of this journal.
        Raises OSError."""
        data = msgspec.msgpack.encode(checkpoint)
        path = self._folder / f"checkpoint-{checkpoint.seq:012}.msgpack"
        write_whole(path, self._mac(data) + data, mode=FILE_MODE)
        before = [other for other, seq in self._files() if seq < checkpoint.seq][: CHECKPOINTS_MAX - 1]
        for other in self._folder.glob("checkpoint-*.msgpack*"):
            if other != path and other not in before:
                with suppress(OSError):  # retried at the next checkpoint
                    other.unlink()

    def read(self, fits: Callable[[int, bytes], bool], before: int | None = None) -> Iterator[Checkpoint]:
        """Checkpoints, newest first, for which ``fits(seq, hash)`` confirms the hash in the chain; others are reported
        and skipped.  ``before``: only those of earlier records than this."""
        for path, seq in self._files():
            if before is not None and seq >= before:
                continue
            try:
                content = path.read_bytes()
                if not hmac.compare_digest(content[:MAC_BYTES], self._mac(content[MAC_BYTES:])):
                    self._warn(f"{path}: torn, or not of this journal; skipped")
                    continue
                checkpoint = _decoder.decode(memoryview(content)[MAC_BYTES:])
            except (OSError, msgspec.DecodeError) as error:
                self._warn(f"{path}: cannot be read ({error}); skipped")
                continue
            if fits(checkpoint.seq, checkpoint.hash):
                yield checkpoint
            else:
                self._warn(f"{path}: record {checkpoint.seq} of the journal differs; skipped")

    def _files(self) -> list[tuple[Path, int]]:
        """With their seqs, newest first."""
        with suppress(OSError):
            found = ((path, _NAME.fullmatch(path.name)) for path in self._folder.iterdir())
            return sorted(((path, int(name[1])) for path, name in found if name), key=itemgetter(1), reverse=True)
        return []
