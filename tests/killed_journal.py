"""The journal of a killed writer, of which everything but the first commits is in the write-ahead log."""

from __future__ import annotations

import shutil
from contextlib import closing
from pathlib import Path
from random import Random

from county.explained import Explained
from county.realm import LIVE
from services.store.maintenance.command import journal
from services.store.ports import Entry, Outcome
from services.store.sqlite.database import FILE
from services.store.sqlite.store import open_store
from tests.contract.record_logs import stored

EARLY, RECORDS = 100, 700
"""Records in the database, and in all."""


def write_killed(root: Path) -> Path:
    """A data folder as a killed writer leaves it."""
    writing, killed = root / "writing", root / "killed"
    folder = writing / "realms" / "live"
    with closing(open_store(folder, county="999901", realm="live", keys=writing / "keys", history=None)) as store:
        for first in range(1, RECORDS + 1, 2):
            entries = [Entry(f"record {seq}".encode() * 20, f"events/E{seq % 9}", seq) for seq in (first, first + 1)]
            stored(store.log, *entries, outcomes=[Outcome(f"c{first}", b"h", first, first + 1)])
            if first + 1 == EARLY:
                store.run(lambda db: db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()).result()
        shutil.copytree(writing, killed)
    (killed / "realms" / "live" / f"{FILE}-shm").unlink()
    return killed


def flip(data: Path, chance: Random) -> str:
    """Flip a random bit of the write-ahead log; returns its place."""
    log = data / "realms" / "live" / f"{FILE}-wal"
    content = bytearray(log.read_bytes())
    at, bit = chance.randrange(len(content)), chance.randrange(8)
    content[at] ^= 1 << bit
    log.write_bytes(content)
    return f"bit {bit} of byte {at} of {len(content)}"


def start_or_repair(data: Path, out: Path) -> tuple[str, int, str]:
    """Why the start is refused, "" when it is not; the last record after it, or after a repair; the repair's output."""
    try:
        return "", _start(data), ""
    except Explained as error:
        refused = str(error)
    lines: list[str] = []
    assert journal(data, "repair", out, realm=LIVE, print_line=lines.append, progress=lambda part, text: None) == 0
    output = "\n".join(lines)
    assert journal(data, "restore", out, realm=LIVE, print_line=lines.append, progress=lambda part, text: None) == 0
    return refused, _start(data), output


def _start(data: Path) -> int:
    """The last record after a start, whose records are all right.  Raises Explained when it is refused."""
    folder = data / "realms" / "live"
    with closing(open_store(folder, county="999901", realm="live", keys=data / "keys", history=None)) as store:
        last = store.log.head.seq
        assert list(store.log.records(1, last)) == [f"record {seq}".encode() * 20 for seq in range(1, last + 1)]
        return last
