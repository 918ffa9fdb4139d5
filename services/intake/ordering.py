"""External sort of items by time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import closing

import msgspec

from services.intake.items import Item
from services.store.spool import Spool


def in_order(items: Iterable[Item]) -> Iterator[Item]:
    """``items`` by time, stable; those without a time first.

    Reads all of ``items`` before it yields the first.  Raises SpoolFailed.
    """
    encode, decode = msgspec.msgpack.Encoder().encode, msgspec.msgpack.Decoder(Item).decode
    with closing(Spool()) as spool:
        spool.fill((item.at_ms or 0, encode(item)) for item in items)
        yield from map(decode, spool.sorted())
