"""Items in the order of their times, whatever the order of the file and however many they are."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import closing

import msgspec

from services.intake.rows import Item
from services.store.spool import Spool


def in_order(items: Iterable[Item]) -> Iterator[Item]:
    """``items`` by time, those of one time as they came; those without one first.

    The whole of ``items`` is read before the first comes out.  Raises NoSpool.
    """
    encode, decode = msgspec.msgpack.Encoder().encode, msgspec.msgpack.Decoder(Item).decode
    with closing(Spool()) as spool:
        spool.fill((item.at_ms or 0, encode(item)) for item in items)
        yield from map(decode, spool.sorted())
