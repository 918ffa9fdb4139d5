"""Restart checkpoints while the backend runs, and verification of the chain before the newest one.

Both run in the loop's idle time, a slice at a time.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from typing import Any

import msgspec
import numpy as np

from county import fold
from county.aggregate import NEVER_MS, Aggregate
from county.aggregates import BY_KEY
from county.clock import monotonic_ms
from county.fold import StateTable
from county.store_faults import NONE, StoreFault
from services.desk import Desk
from services.log import RateLimitedLog
from services.store.packed_states import PackedStates
from services.store.ports import Checkpoint, RecordLog, StoreError, Verification

EVERY = 10_000
"""Records between two checkpoints: a start folds those after the newest one, in some 0.15 s."""


class Checkpoints:
    """Encodes the states of one sequence number in slices: states are immutable, so a list of them is a snapshot."""

    def __init__(
        self,
        desk: Desk,
        log: RecordLog,
        catalog: str,
        messages: RateLimitedLog,
        *,
        newest_seq: int,
        every: int = EVERY,
        monotonic: Callable[[], int] = monotonic_ms,
    ) -> None:
        """``catalog``: its digest.  ``newest_seq``: seq of the checkpoint that the start used, 0 for none."""
        self._desk = desk
        self._log = log
        self._catalog = catalog
        self._messages = messages
        self._every = every
        self._monotonic = monotonic
        self._newest_seq = newest_seq
        self._work: Iterator[None] | None = None
        self._verified = False
        self._verification = Verification(0, log.head.seq)
        self._not_kept = NONE
        """Why the newest checkpoint could not be stored; NONE when it was."""

    @property
    def verified_seq(self) -> int:
        """Records whose chain is verified: all of them once verification reaches those present at start-up."""
        found = self._verification
        return self._log.head.seq if self._verified and not found.fault else found.verified_seq

    @property
    def fault(self) -> StoreFault:
        """The current fault of the journal."""
        return self._verification.fault or self._not_kept

    @property
    def due(self) -> bool:
        """Whether a checkpoint is being encoded or should be: until it is stored every start takes longer."""
        return self._work is not None or self._log.head.seq - self._newest_seq >= self._every

    def go_on(self, budget_ms: int) -> None:
        """Verify and encode for at most ``budget_ms``."""
        if self._work is None and self._log.head.seq - self._newest_seq >= self._every:
            self._work = self._encode()
        if self._work is not None:
            until = self._monotonic() + budget_ms
            for _ in self._work:
                if self._monotonic() >= until:
                    return
            self._work = None
        elif not self._verified:
            found = self._verification = self._log.verify(budget_ms)
            self._verified = bool(found.fault) or found.verified_seq >= found.target_seq
            if found.fault:
                self._messages.error("the journal's chain is broken", reason=found.fault)

    def store_now(self) -> None:
        """Store a checkpoint of the current state, at the end of a clean stop."""
        if self._log.head.seq > self._newest_seq:
            for _ in self._encode():
                pass

    def _encode(self) -> Iterator[None]:
        head = self._log.head
        states = {key: (some, some.held()) for key, some in self._desk.fold.states.items()}
        encoded = {key: PackedStates() for key in states}
        for key, (some, held) in states.items():
            for number, (subject, state) in enumerate(held):
                data = fold.encoded_state(state)
                encoded[key].add(data)
                some.hold_encoded(subject, state, data)
                if number % 200 == 199:
                    yield
        checkpoint = Checkpoint(head.seq, head.hash, head.recorded_ms, fold.VERSION, self._catalog, encoded)
        self._newest_seq = head.seq
        try:
            self._log.save_checkpoint(checkpoint)
            self._not_kept = NONE
        except StoreError as error:
            self._not_kept = StoreFault("checkpoint_not_kept", reason=error)
            self._messages.warning(self._not_kept)


def restore(
    desk: Desk, log: RecordLog, catalog: str, read: Callable[[bytes, int], Any], messages: RateLimitedLog
) -> int:
    """Bring the desk to the log's last record: the newest valid checkpoint, then the records after it.

    ``catalog``: digest of the present one.  ``read(data, seq)`` is
    :meth:`services.store.upcast.RecordReader.read`.  Returns the checkpoint's seq, 0 for none.
    """
    begun = _begin(desk, log, catalog)
    head = log.head.seq
    if head and not begun:
        messages.warning("no checkpoint is valid for this program and catalogue: all records are folded", records=head)
    for seq, data in enumerate(log.records(begun + 1, head), start=begun + 1):
        desk.fold.apply(read(data, seq))
    desk.restored()
    return begun


def _begin(desk: Desk, log: RecordLog, catalog: str) -> int:
    """Load the newest valid checkpoint, or start empty."""
    for checkpoint in log.checkpoints():
        if (checkpoint.fold, checkpoint.catalog) != (fold.VERSION, catalog):
            continue
        if checkpoint.states.keys() != BY_KEY.keys():  # written by a program with other aggregates
            continue
        try:
            outlines = {
                key: list(map(msgspec.msgpack.Decoder(BY_KEY[key].outline).decode, encoded))
                for key, encoded in checkpoint.states.items()
            }
        except (msgspec.DecodeError, UnicodeDecodeError):
            continue
        tables = {key: _table(BY_KEY[key], some, checkpoint.states[key]) for key, some in outlines.items()}
        desk.fold.restore(checkpoint.seq, checkpoint.recorded_ms, tables)
        return checkpoint.seq
    desk.fold.restore(0, 0, {})
    return 0


def _table(aggregate: Aggregate[Any], outlines: Sequence[Any], encoded: Collection[bytes | memoryview]) -> StateTable:
    """The initial table of a fold, which only reads the column ``expires_ms``."""
    expires = [aggregate.expires_ms(outline) for outline in outlines]
    expires_ms = np.array([NEVER_MS if at is None else at for at in expires], dtype=np.int64)
    return StateTable([outline.id for outline in outlines], list(map(bytes, encoded)), {"expires_ms": expires_ms})
