"""Walking a whole journal: chain, seals, contents and anchor; what is proven and what is not."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from hmac import compare_digest
from pathlib import Path

from services.store.chain import GENESIS
from services.store.ports import Head, StoreError
from services.store.sqlite.anchor import Anchor, BadAnchor, fault_against, read_anchor
from services.store.sqlite.reading import LogReader
from services.store.sqlite.seals import CommitRow, epoch_of
from services.store.sqlite.walk import ChainWalk, SealWalk

Progress = Callable[[float, str], None]


@dataclass
class WalkResult:
    """What a walk found."""

    head: Head
    """As the journal says of itself."""
    chained_seq: int
    """The chain of records is whole up to here."""
    proven: CommitRow
    """The last commit that is proven together with all before it; number 0 for none."""
    faults: list[str] = field(default_factory=list)
    """What is wrong, a line each."""
    notes: list[str] = field(default_factory=list)
    rest: list[str] = field(default_factory=list)
    """What was looked at besides the records, a line each."""
    noted: Anchor | None = None
    """The anchor, when there is one that can be believed."""
    unreadable: bool = False
    """The walk met what the database cannot read."""
    other_key: bool = False
    """The records are chained, but neither the first commit nor the epoch was sealed with this key."""


def walk(reader: LogReader, key: bytes, *, anchor: Path | None, progress: Progress) -> WalkResult:
    """Walk everything in the journal as it is at this moment; a running writer may go on.

    ``anchor``: where the head is noted beside the keys; None for a copy that lies elsewhere.
    """
    faults, notes = [], []
    noted = None
    if anchor is not None:  # before the head is read: a running writer moves both
        try:
            noted = read_anchor(anchor, key=key, county=reader.county, realm=reader.realm)
            if noted is None:
                notes.append(f"{anchor} is missing: whether the journal has lost its end cannot be told")
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
    chain = ChainWalk(reader, 0, GENESIS, head.seq)
    seals = SealWalk(reader, key, contents=True, last=last)
    try:
        while not (chain.fault or seals.fault or (chain.over and seals.over)):
            if not chain.over:
                chain.step()
            seals.step(chain.seq)
            progress(chain.seq / max(head.seq, 1), "walking the journal")
        before = -1
        while not seals.over and before < seals.previous.number:  # commits without records lag behind the chain
            before = seals.previous.number
            seals.step(chain.seq)
    except StoreError as error:
        unreadable = True
        faults.append(f"after record {chain.seq}: {error}")
    faults += [fault for fault in (chain.fault, seals.fault) if fault]
    try:
        stored = reader.last_seq()
        if stored > reader.head.seq:
            faults.append(f"records {reader.head.seq + 1} to {stored} belong to no commit")
        if noted is not None:
            fault = fault_against(noted, head, last, reader.hash_at)
            faults += [f"the journal does not fit its anchor: {fault}"] if fault else []
    except StoreError as error:
        unreadable = True
        faults.append(str(error))
    other_key = bool(seals.fault) and seals.previous.number == 0 and chain.seq > 0 and not sealed
    return WalkResult(
        head, chain.seq, seals.previous, faults, notes, noted=noted, unreadable=unreadable, other_key=other_key
    )
