"""A process that writes one store until it is killed: prints each commit's last seq once it is acknowledged."""

from __future__ import annotations

import sys
from pathlib import Path

from services.store.ports import Checkpoint, Commit, Committed, Entry, Outcome
from services.store.sqlite.store import open_store

if __name__ == "__main__":
    root = Path(sys.argv[1])
    store = open_store(root / "realms" / "live", county="999901", realm="live", keys=root / "keys", history=None)
    while True:
        head = store.log.head
        seqs = range(head.seq + 1, head.seq + 4)
        entries = [Entry(f"record {seq}".encode(), f"events/E{seq % 5}", head.recorded_ms + 1) for seq in seqs]
        outcome = Outcome(f"c{head.seq}", b"h", seqs[0], seqs[-1])
        store.log.begin(Commit(head.recorded_ms + 1, entries, [outcome]))
        result = store.log.done(60_000)
        assert isinstance(result, Committed), result
        print(result.head.seq, flush=True)
        if result.head.seq % 60 == 0:
            states = {"events": [bytes(50_000)]}
            store.log.save_checkpoint(Checkpoint(result.head.seq, result.head.hash, 0, 1, "c", states))
