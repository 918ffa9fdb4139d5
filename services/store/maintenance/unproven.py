"""Records that follow the chain but are not proven, because their commit is damaged: listed for people, not restored.

Anyone who can write the journal can continue its chain; only the seal of a whole commit shows that the backend wrote
its records.  To seal the intact first records of a damaged commit again would certify any data written into it.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec

from services.store.sqlite.database import read_errors
from services.store.sqlite.reading import LogReader

FILE = "unproven.jsonl"


def write_unproven(reader: LogReader, first: int, last: int, path: Path) -> None:
    """Write records ``first`` to ``last`` into a new file, one JSON object a line.  Raises StoreError, OSError."""
    query = "SELECT seq, recorded_ms, subject, data FROM records WHERE seq BETWEEN ? AND ? ORDER BY seq"
    with path.open("xb") as out, read_errors():
        for seq, recorded_ms, subject, data in reader.db.execute(query, (first, last)):
            row = {"seq": seq, "recorded_ms": recorded_ms, "subject": subject, "record": _shown(data)}
            out.write(msgspec.json.encode(row) + b"\n")


def _shown(data: bytes) -> Any:
    """The fields of a record; its bytes in hexadecimal where they are not those of one."""
    try:
        return msgspec.msgpack.decode(data)
    except msgspec.DecodeError:
        return data.hex()
