"""Items in the order of their times, whatever the order of the file and however many they are."""

from __future__ import annotations

import heapq
import pickle
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from itertools import islice
from tempfile import TemporaryFile
from typing import IO

from services.intake.rows import Item

CHUNK = 50_000
"""Items that are held in memory; the others wait in temporary files."""


def in_order(items: Iterable[Item]) -> Iterator[Item]:
    """``items`` by time; those without one first.  The whole of ``items`` is read before the first comes out."""
    items = iter(items)
    with ExitStack() as files:
        runs: list[Iterable[Item]] = []
        while chunk := sorted(islice(items, CHUNK), key=_time):
            if len(chunk) < CHUNK:
                runs.append(chunk)
                break
            file = files.enter_context(TemporaryFile())
            for item in chunk:
                pickle.dump(item, file)
            runs.append(_read(file))
        yield from heapq.merge(*runs, key=_time)


def _time(item: Item) -> int:
    return item.at_ms or 0


def _read(file: IO[bytes]) -> Iterator[Item]:
    file.seek(0)
    while True:
        try:
            yield pickle.load(file)
        except EOFError:
            return
