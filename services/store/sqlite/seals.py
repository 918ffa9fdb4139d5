"""What proves a journal: each commit's digest, chained to the one before, and its HMAC by a key that lies elsewhere.

The chain of records (:mod:`services.store.chain`) shows that no record was changed or left out; anybody who can write
the file could build it anew.  The seals show that whoever wrote the commits held ``journal.key``.  ADR 10 says what
is and what is not provable by that.
"""

from __future__ import annotations

import hmac
from collections.abc import Iterable, Sequence
from hashlib import sha256
from typing import NamedTuple

import msgspec

from services.store.ports import Entry, Outcome

encode = msgspec.msgpack.Encoder().encode


class CommitRow(NamedTuple):
    """A row of ``commits``: one commit, or those from ``since`` to ``number`` folded together.

    Its records are those after the row before up to ``last_seq``, likewise its outcomes.
    """

    number: int
    since: int
    level: int
    """How often its commits were folded; 0: it is a single commit as it was made."""
    last_seq: int
    recorded_ms: int
    last_outcome: int
    content: bytes
    """Of subjects, times and outcomes of its records: see :func:`content_of`.  Can be computed again for ever."""
    rest: bytes
    """Of what does not stay as it came, columns and deliveries; b"" for none, and in folded rows."""
    digest: bytes
    mac: bytes


COLUMNS = ", ".join(CommitRow._fields)


def origin(county: str, realm: str) -> bytes:
    """What the first commit follows: no commit of another county or realm can stand in its place."""
    return sha256(encode(("county journal, commits 1", county, realm))).digest()


def content_of(entries: Iterable[tuple[str, int]], outcomes: Iterable[Sequence[object]]) -> bytes:
    """Digest of (subject, recorded_ms) of records and (command_id, content, first_seq, last_seq) of outcomes."""
    return sha256(encode((list(entries), list(outcomes)))).digest()


def content_of_commit(entries: Sequence[Entry], outcomes: Sequence[Outcome]) -> bytes:
    """The same of what a commit brings."""
    return content_of([(entry.subject, entry.recorded_ms) for entry in entries], outcomes)


def rest_of(deliveries: Sequence[Outcome], tables: bytes) -> bytes:
    """Digest of outcomes without records and of the rows that other tables keep."""
    if not deliveries and not tables:
        return b""
    return sha256(encode(([(outcome.command_id, outcome.content) for outcome in deliveries], tables))).digest()


def digest_of(previous: bytes, row: CommitRow, head_hash: bytes) -> bytes:
    """Digest of a commit after the one with digest ``previous``; ``head_hash``: hash of the record ``last_seq``."""
    covered = (
        previous, row.number, row.last_seq, row.recorded_ms, row.last_outcome, head_hash, row.content, row.rest
    )  # fmt: skip
    return sha256(encode(covered)).digest()


def mac_of(key: bytes, previous: bytes, row: CommitRow, head_hash: bytes) -> bytes:
    """HMAC of a commit.

    The digest of a folded row cannot be computed again, as the commits are gone that it came from; there the HMAC
    covers it together with what the row still says.
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
    """What is wrong with a row, "" for nothing; its ``content`` is not compared with the tables."""
    try:
        if row.level == 0 and (row.since != row.number or row.digest != digest_of(previous, row, head_hash)):
            return "does not follow from the records and the commit before"
        if not hmac.compare_digest(row.mac, mac_of(key, previous, row, head_hash)):
            return "was not sealed with this journal.key"
    except TypeError:  # the database keeps values of any type in any column
        return "is no commit"
    return ""


class Epoch(NamedTuple):
    """How often the journal was restored, sealed."""

    number: int
    mac: bytes


def epoch_of(key: bytes, county: str, realm: str, number: int) -> Epoch:
    """The sealed epoch ``number``."""
    return Epoch(number, hmac.digest(key, encode(("epoch", county, realm, number)), "sha256"))
