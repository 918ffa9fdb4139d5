"""The proof of a journal: each commit's digest, chained to its predecessor, and its HMAC by a key stored elsewhere.

The chain of records (:mod:`services.store.chain`) detects changed and missing records, but anyone who can write the
file could recompute it.  The seals show that the commits were written with ``journal.key``.  ADR 10 states what this
proves and what it does not.
"""

from __future__ import annotations

import hmac
from collections.abc import Iterable, Sequence
from hashlib import sha256
from typing import NamedTuple

import msgspec

from services.store.ports import Outcome

encode = msgspec.msgpack.Encoder().encode


class CommitRow(NamedTuple):
    """A row of ``commits``: one commit, or the folded commits ``since`` to ``number``.

    Its records are those after the previous row's up to ``last_seq``, likewise its outcomes.
    """

    number: int
    since: int
    level: int
    """How often its commits were folded; 0: a single commit."""
    last_seq: int
    recorded_ms: int
    last_outcome: int
    content: bytes
    """Digest of subjects, times and outcomes of its records, see :func:`content_of`; can always be recomputed."""
    rest: bytes
    """Digest of the commit's columns and deliveries, which are not retained unchanged, and the sum of all rows of such
    tables after it (:mod:`services.store.sqlite.row_sums`); b"" in folded rows.  Earlier versions stored no sum."""
    digest: bytes
    mac: bytes


COLUMNS = ", ".join(CommitRow._fields)


def origin(county: str, realm: str) -> bytes:
    """The predecessor of the first commit: a commit of another county or realm cannot replace it."""
    return sha256(encode(("county journal, commits 1", county, realm))).digest()


def content_of(entries: Iterable[tuple[str, int]], outcomes: Iterable[Outcome | tuple[object, ...]]) -> bytes:
    """Digest of (subject, recorded_ms) of records and of outcomes, as (command_id, content, first_seq, last_seq)."""
    return sha256(encode((list(entries), list(outcomes)))).digest()


REST_BYTES = 32
"""Length of :func:`rest_of`."""


def rest_of(deliveries: Sequence[Outcome], tables: bytes) -> bytes:
    """Digest of outcomes without records and of the rows in other tables."""
    return sha256(encode(([(outcome.command_id, outcome.content) for outcome in deliveries], tables))).digest()


def digest_of(previous: bytes, row: CommitRow, head_hash: bytes) -> bytes:
    """Digest of a commit after the one with digest ``previous``; ``head_hash``: hash of the record ``last_seq``."""
    covered = (
        previous, row.number, row.last_seq, row.recorded_ms, row.last_outcome, head_hash, row.content, row.rest
    )  # fmt: skip
    return sha256(encode(covered)).digest()


def mac_of(key: bytes, previous: bytes, row: CommitRow, head_hash: bytes) -> bytes:
    """HMAC of a commit.

    The digest of a folded row cannot be recomputed, as its commits were deleted; instead the HMAC covers it together
    with the other columns of the row.
    """
    if row.level == 0:
        return hmac.digest(key, b"commit" + row.digest, "sha256")
    covered = ("folded", previous, *row[:-1], head_hash)
    return hmac.digest(key, encode(covered), "sha256")


def sealed(key: bytes, previous: bytes, row: CommitRow, head_hash: bytes) -> CommitRow:
    """The row of a new commit with its digest and HMAC."""
    row = row._replace(digest=digest_of(previous, row, head_hash))
    return row._replace(mac=mac_of(key, previous, row, head_hash))


def fault_of(key: bytes, previous: bytes, row: CommitRow, head_hash: bytes) -> str:
    """The fault of a row, "" for none; its ``content`` is not compared with the tables."""
    try:
        if row.level == 0 and (row.since != row.number or row.digest != digest_of(previous, row, head_hash)):
            return "does not follow from the records and the commit before"
        if not hmac.compare_digest(row.mac, mac_of(key, previous, row, head_hash)):
            return "was not sealed with this journal.key"
    except TypeError:  # the database permits values of any type in any column
        return "is not a commit"
    return ""


class Epoch(NamedTuple):
    """Number of restores of the journal, sealed."""

    number: int
    mac: bytes


def epoch_of(key: bytes, county: str, realm: str, number: int) -> Epoch:
    """The sealed epoch ``number``."""
    return Epoch(number, hmac.digest(key, encode(("epoch", county, realm, number)), "sha256"))
