"""Checkpoints: files next to the journal, the newest two, each sealed, so that a torn or foreign one is never used."""

from __future__ import annotations

import hmac
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from operator import itemgetter
from pathlib import Path
from typing import NamedTuple

import msgspec

from services.disk.durable import write_whole
from services.store.ports import Checkpoint
from services.store.private import FILE_MODE

CHECKPOINTS_MAX = 2
MAC_BYTES = 32
_NAME = re.compile(r"checkpoint-(\d{12})\.msgpack")


class _CheckpointFields(NamedTuple):
    """The fields of a Checkpoint as they are read: states are views of the file's content."""

    seq: int
    hash: bytes
    recorded_ms: int
    fold: int
    catalog: str
    states: Mapping[str, list[memoryview]]


_encoder = msgspec.msgpack.Encoder()
_decoder = msgspec.msgpack.Decoder(_CheckpointFields)


class CheckpointFiles:
    """The checkpoints in one folder."""

    def __init__(self, folder: Path, key: bytes, warn: Callable[[str], None]) -> None:
        self._folder = folder
        self._key = key
        self._warn = warn

    def _mac(self, data: bytes | memoryview) -> bytes:
        mac = hmac.new(self._key, b"checkpoint", "sha256")
        mac.update(data)
        return mac.digest()

    def write(self, checkpoint: Checkpoint) -> None:
        """Store ``checkpoint`` durably; delete all but its newest predecessor: later ones are not of this journal.
        Raises OSError."""
        content = bytearray(MAC_BYTES)
        states = {key: list(some) for key, some in checkpoint.states.items()}
        _encoder.encode_into(checkpoint._replace(states=states), content, MAC_BYTES)
        content[:MAC_BYTES] = self._mac(memoryview(content)[MAC_BYTES:])
        path = self._folder / f"checkpoint-{checkpoint.seq:012}.msgpack"
        write_whole(path, content, mode=FILE_MODE)
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
                content = memoryview(path.read_bytes())
                if not hmac.compare_digest(content[:MAC_BYTES], self._mac(content[MAC_BYTES:])):
                    self._warn(f"{path}: torn, or not of this journal; skipped")
                    continue
                checkpoint = Checkpoint(*_decoder.decode(content[MAC_BYTES:]))
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
