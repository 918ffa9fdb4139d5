"""The hash chain: every record's SHA-256 covers its predecessor, so that changed and missing records are detected."""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import sha256

GENESIS = sha256(b"county journal, format 1").digest()
"""Predecessor hash of the first record."""


class BrokenChain(Exception):
    """A journal that was changed or damaged; one line: the fault and its place."""


def link(previous: bytes, record: bytes) -> bytes:
    """Hash of the record whose bytes are ``record``, after the record with hash ``previous``."""
    return sha256(previous + record).digest()


def verify(rows: Iterable[tuple[int, bytes, bytes]]) -> tuple[int, bytes]:
    """Verify (seq, record, hash) from seq 1 on; returns the last seq and hash.  Raises BrokenChain."""
    seq, previous = 0, GENESIS
    for row_seq, record, found in rows:
        if row_seq != seq + 1:
            raise BrokenChain(f"record {seq + 1} is missing, record {row_seq} follows")
        seq = row_seq
        previous = link(previous, record)
        if previous != found:
            raise BrokenChain(f"record {seq} was changed after it was written")
    return seq, previous
