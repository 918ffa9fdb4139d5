"""Scans a whole journal: verifies chain, seals, contents and anchor."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from hmac import compare_digest
from pathlib import Path

from services.store.chain import GENESIS
from services.store.ports import Head, StoreError
from services.store.sqlite.anchor import Anchor, BadAnchor
from services.store.sqlite.anchoring import KnownHeads, known_heads
from services.store.sqlite.chain_scan import ChainScan, SealScan
from services.store.sqlite.reading import LogReader
from services.store.sqlite.seals import CommitRow, epoch_of

Progress = Callable[[float, str], None]


@dataclass
class ScanResult:
    """Result of a scan."""

    head: Head
    """As recorded in the journal."""
    chained_seq: int
    """The chain of records is intact up to this seq."""
    proven: CommitRow
    """The last commit that is proven together with all earlier ones; number 0 for none."""
    faults: list[str] = field(default_factory=list)
    """One line for each fault."""
    notes: list[str] = field(default_factory=list)
    rest: list[str] = field(default_factory=list)
    """One line for each check of other data than the records."""
    noted: Anchor | None = None
    """The anchor, when there is a valid one."""
    unreadable: bool = False
    """The scan found rows that the database cannot read."""
    epoch_proven: bool = True
    """The epoch was sealed with this key."""
    other_key: bool = False
    """The records are chained, but neither the first commit nor the epoch was sealed with this key."""


def scan(
    reader: LogReader, key: bytes, *, anchor: Path | None, progress: Progress, contents: bool = True
) -> ScanResult:
    """Verify the whole journal in its current state; a running writer may continue.

    ``contents``: also the outcomes, subjects and times of the records; the records themselves are proven without them.
    ``anchor``: file of the anchor next to the keys; None for a copy elsewhere.
    """
    faults, notes = [], []
    known = KnownHeads([], [])
    if anchor is not None:  # before the head is read: a running writer advances both
        try:
            known = known_heads(anchor, key=key, county=reader.county, realm=reader.realm)
            notes += known.notes
        except BadAnchor as error:
            faults.append(str(error))
    head, last, unreadable = Head(0, GENESIS, 0, 0), 0, False
    try:
        row = reader.last_commit()
        head, last = reader.head, 0 if row is None else row.number
    except StoreError as error:
        unreadable = True
        faults.append(str(error))
    epoch = reader.epoch
    expected = None if epoch is None else epoch_of(key, reader.county, reader.realm, epoch.number)
    sealed = epoch is not None and expected is not None and compare_digest(epoch.mac, expected.mac)
    if not sealed:
        faults.append("the epoch was not sealed with this journal.key")
    chain = ChainScan(reader, 0, GENESIS, head.seq)
    seals = SealScan(reader, key, contents=contents, last=last, last_seq=head.seq)
    try:
        while not (chain.fault or seals.fault or (chain.finished and seals.finished)):
            if not chain.finished:
                chain.step()
            seals.step(chain.seq)
            progress(chain.seq / max(head.seq, 1), "verifying the journal")
        before = -1
        while not seals.finished and before < seals.previous.number:  # commits without records follow the chain
            before = seals.previous.number
            seals.step(chain.seq)
    except StoreError as error:
        unreadable = True
        faults.append(f"after record {chain.seq}: {error}")
    faults += [fault for fault in (chain.fault, seals.fault) if fault]
    try:
        stored = reader.last_seq()
        if stored > reader.head.seq:
            faults.append(f"records {reader.head.seq + 1} to {stored} are not part of any commit")
        fault = known.fault(head, last, reader.hash_at)
        faults += [f"the journal contradicts its anchor: {fault}"] if fault else []
    except StoreError as error:
        unreadable = True
        faults.append(str(error))
    other_key = bool(seals.fault) and seals.previous.number == 0 and chain.seq > 0 and not sealed
    return ScanResult(
        head, chain.seq, seals.previous, faults, notes, noted=known.newest, unreadable=unreadable,
        epoch_proven=sealed, other_key=other_key,
    )  # fmt: skip
