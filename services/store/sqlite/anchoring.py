"""Keeps the head of a journal next to the keys: after every commit, and once a second on the disk."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from county.clock import monotonic_ms
from services.store.ports import Head
from services.store.sqlite.anchor import Anchor, fault_against, read_anchor, sealed_anchor, write_anchor
from services.store.sqlite.committing import LogEnd
from services.store.sqlite.last_head import LastHead, last_head_path, read_last_head

EVERY_S = 1.0
"""Minimum interval of anchors, which are synced to the disk."""


class Anchoring:
    """Writes the heads of one journal, in the writer thread.  Errors are reported and stop no commit."""

    def __init__(self, anchor: Path, key: bytes, county: str, realm: str, warn: Callable[[str], None]) -> None:
        self._anchor = anchor
        self._key = key
        self._county = county
        self._realm = realm
        self._warn = warn
        self._last_head = LastHead(last_head_path(anchor))
        self._anchored: LogEnd | None = None
        self._anchored_ms = monotonic_ms()

    def committed(self, end: LogEnd) -> None:
        """Note the head after a durable commit, before it is acknowledged."""
        try:
            self._last_head.write(self._sealed(end))
        except OSError as error:
            self._warn(f"{last_head_path(self._anchor)}: cannot be written ({error}); the last second is not protected")

    def anchor_when_due(self, end: LogEnd) -> float | None:
        """Write the anchor unless it was written less than EVERY_S ago; returns the delay in s of the next call, None
        when ``end`` is anchored."""
        if end is self._anchored:
            return None
        wait_s = EVERY_S - (monotonic_ms() - self._anchored_ms) / 1000
        if wait_s > 0:
            return wait_s
        self._write_anchor(end)
        return EVERY_S

    def close(self, end: LogEnd) -> None:
        """Write the anchor of the final head; release the file of the last head."""
        if end is not self._anchored:
            self._write_anchor(end)
        self._last_head.close()

    def _write_anchor(self, end: LogEnd) -> None:
        self._anchored_ms = monotonic_ms()
        try:
            write_anchor(self._anchor, self._sealed(end))
        except OSError as error:
            self._warn(f"{self._anchor}: cannot be written ({error}); a truncated journal would not be detected")
        else:
            self._anchored = end

    def _sealed(self, end: LogEnd) -> Anchor:
        return sealed_anchor(
            end.head, commit=end.commit, digest=end.digest, key=self._key, county=self._county, realm=self._realm
        )


class KnownHeads(NamedTuple):
    """What is noted next to the keys about the end of a journal."""

    anchors: list[Anchor]
    """The anchor and the last head, as far as there are any, the newest last."""
    notes: list[str]
    """One line for each that is missing."""

    @property
    def newest(self) -> Anchor | None:
        """None when there is none."""
        return self.anchors[-1] if self.anchors else None

    def fault(self, head: Head, commit: int, hash_at: Callable[[int], bytes | None]) -> str:
        """How a journal that ends with ``head`` and ``commit`` contradicts them; "" if it does not."""
        return next(filter(None, (fault_against(anchor, head, commit, hash_at) for anchor in self.anchors)), "")


def known_heads(path: Path, *, key: bytes, county: str, realm: str) -> KnownHeads:
    """Reads the anchor in ``path`` and the last head.  Raises BadAnchor."""
    anchor = read_anchor(path, key=key, county=county, realm=realm)
    last = read_last_head(last_head_path(path), key=key, county=county, realm=realm)
    found = [noted for noted in (anchor, last) if noted is not None]
    found.sort(key=lambda noted: (noted.epoch, noted.commit))
    notes = []
    if not found:
        notes.append(f"{path} is missing: a truncated journal would not be detected")
    if last is None and last_head_path(path).exists():
        notes.append(f"{last_head_path(path)} is damaged: a truncation by the last second would not be detected")
    return KnownHeads(found, notes)
