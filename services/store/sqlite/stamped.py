"""Rows of a stream with their arrival order, and the newest of them by key."""

from __future__ import annotations

import struct
from collections.abc import Iterable, Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from county.streams import Stream
from services.store.blocks import BadBlock, decode, encode

Array = NDArray[Any]

TURN_BITS = 20
"""A stamp is ``recorded_ms << TURN_BITS``, plus one for each further commit in the same millisecond."""
BLOCK_ROWS = 16_384
EARLIEST = -(1 << 62)
LATEST = (1 << 62) - 1
_LENGTH = struct.Struct("<I")
_ORDER: dict[str, np.dtype[Any]] = {"late_ms": np.dtype("<i8"), "turn": np.dtype("<u4")}


class Rows:
    """n rows: the stream's columns by name, with the store's key numbers, and ``stamp`` (n,) int64."""

    __slots__ = ("columns", "stamp", "stream")

    def __init__(self, stream: Stream, columns: dict[str, Array], stamp: Array) -> None:
        self.stream = stream
        self.columns = columns
        self.stamp = stamp

    def __len__(self) -> int:
        return len(self.stamp)

    @property
    def key(self) -> Array:
        """Numbers of the keys, (n,)."""
        return self.columns[self.stream.key_column]

    @property
    def at_ms(self) -> Array:
        """Times, (n,) int64."""
        return self.columns["at_ms"]

    @staticmethod
    def none(stream: Stream) -> Rows:
        """No rows."""
        columns = {name: np.empty(0, dtype) for name, dtype in stream.columns.items()}
        return Rows(stream, columns, np.empty(0, np.int64))

    @staticmethod
    def joined(stream: Stream, parts: Iterable[Rows]) -> Rows:
        """All rows of ``parts``, in order."""
        parts = list(parts)
        if not parts:
            return Rows.none(stream)
        if len(parts) == 1:
            return parts[0]
        columns = {name: np.concatenate([part.columns[name] for part in parts]) for name in stream.columns}
        return Rows(stream, columns, np.concatenate([part.stamp for part in parts]))

    def take(self, rows: Any) -> Rows:
        """The rows selected by a numpy index, mask or slice."""
        columns = {name: column[rows] for name, column in self.columns.items()}
        return Rows(self.stream, columns, self.stamp[rows])

    def known(self, at_ms: int, stamp: int) -> Rows:
        """Rows at or before ``at_ms`` that arrived at or before ``stamp``."""
        seen = (self.at_ms <= at_ms) & (self.stamp <= stamp)
        return self if seen.all() else self.take(seen)

    def by_key(self) -> Rows:
        """Sorted by key, then time, then arrival; rows of one arrival retain their order."""
        rows = self
        for column in ("stamp", "at_ms", "key"):
            values = getattr(rows, column)
            if len(rows) > 1 and (values[1:] < values[:-1]).any():
                rows = rows.take(np.argsort(_narrow(values), kind="stable"))
        return rows

    def packed(self) -> bytes:
        """The rows, one at least, as one block."""
        recorded_ms = self.stamp >> TURN_BITS
        order: dict[str, Array] = {"late_ms": recorded_ms - self.at_ms, "turn": self.stamp & ((1 << TURN_BITS) - 1)}
        # Base: the more regular of device time and recording time.  The other one is stored as the difference.
        by_device = np.abs(np.diff(self.at_ms, 2)).sum() <= np.abs(np.diff(recorded_ms, 2)).sum()
        times = {} if by_device else {"at_ms": recorded_ms}
        return (b"d" if by_device else b"b") + encode({**self.columns, **times, **order})


class JoinedArrivals:
    """Rows of whole arrivals, in their order: half a million at 100,000 sensors, so their stamps are stored once per
    arrival."""

    def __init__(self, stream: Stream) -> None:
        self.stream = stream
        self._columns = Rows.none(stream).columns
        self._stamps = np.empty(0, np.int64)
        self._ends = np.empty(0, np.int64)
        """Number of rows up to the end of each arrival."""

    def __len__(self) -> int:
        return len(self.key)

    @property
    def key(self) -> Array:
        """Numbers of the keys, (n,)."""
        return self._columns[self.stream.key_column]

    def add(self, parts: list[Rows]) -> Iterator[None]:
        """Add arrivals of one row at least, whose columns are moved: one column after the other, so that few rows are
        in memory twice.  To be used again at the end only."""
        self._stamps = np.append(self._stamps, np.array([rows.stamp[0] for rows in parts], np.int64))
        self._ends = np.append(self._ends, len(self) + np.cumsum([len(rows) for rows in parts], dtype=np.int64))
        for name in self.stream.columns:
            self._columns[name] = np.concatenate(
                [self._columns[name], *(rows.columns.pop(name) for rows in parts)]
            )
            yield

    def take(self, rows: Array) -> Rows:
        """The rows with these numbers, (k,)."""
        stamp = self._stamps[np.searchsorted(self._ends, rows, "right")]
        return Rows(self.stream, {name: column[rows] for name, column in self._columns.items()}, stamp)

    def without(self, arrivals: int) -> JoinedArrivals:
        """A copy without the oldest ``arrivals``, one at least."""
        rest, rows = JoinedArrivals(self.stream), int(self._ends[arrivals - 1])
        rest._columns = {name: column[rows:].copy() for name, column in self._columns.items()}
        rest._stamps, rest._ends = self._stamps[arrivals:], self._ends[arrivals:] - rows
        return rest


def _narrow(values: Array) -> Array:
    """The same order in 16 bits, where possible: numpy sorts these by radix."""
    low = values.min()
    return (values - low).astype(np.uint16) if int(values.max()) - int(low) < 1 << 16 else values


def unpacked(stream: Stream, data: bytes) -> Rows:
    """Decodes :meth:`Rows.packed`.  Raises BadBlock."""
    if not isinstance(data, bytes):  # the database permits values of any type
        raise BadBlock("it is not a block")
    columns = decode(data[1:], {**stream.columns, **_ORDER})
    late_ms, turn, recorded_ms = columns.pop("late_ms"), columns.pop("turn"), columns["at_ms"]
    if data[:1] == b"d":
        recorded_ms = recorded_ms + late_ms
    else:
        columns["at_ms"] = recorded_ms - late_ms
    return Rows(stream, columns, (recorded_ms << TURN_BITS) | turn)


def unpacked_arrival(stream: Stream, data: bytes, stamp: int) -> Rows:
    """Rows of one commit, which all have the same stamp, stored once.  Raises BadBlock."""
    columns = decode(data, stream.columns)
    return Rows(stream, columns, np.broadcast_to(np.int64(stamp), len(columns["at_ms"])))


def framed(blocks: Iterable[bytes]) -> bytes:
    """Several blocks as one byte string."""
    return b"".join(part for block in blocks for part in (_LENGTH.pack(len(block)), block))


def blocks_of(data: bytes) -> Iterable[bytes]:
    """The blocks joined by :func:`framed`.  Raises BadBlock."""
    if not isinstance(data, bytes):  # the database permits values of any type
        raise BadBlock("it is not a block")
    offset = 0
    while offset < len(data):
        try:
            (length,) = _LENGTH.unpack_from(data, offset)
        except struct.error as error:
            raise BadBlock(str(error)) from error
        offset += _LENGTH.size
        yield data[offset : offset + length]
        offset += length


def _last_of_latest(key: Array, at_ms: Array, keys: int) -> Array:
    """For every key below ``keys`` the row with the latest time, of equal times the last one; -1 for none."""
    bits = len(key).bit_length()
    low = at_ms.min()
    if int(at_ms.max()) - int(low) >= 1 << (62 - bits):
        latest = np.full(keys, EARLIEST)
        np.maximum.at(latest, key, at_ms)
        rows = np.flatnonzero(at_ms == latest[key])
        best = np.full(keys, -1)
        np.maximum.at(best, key[rows], rows)
        return best
    # Combining time and index in one number needs a single pass.
    ranked = np.full(keys, -1)
    np.maximum.at(ranked, key, ((at_ms - low) << bits) | np.arange(len(key)))
    place: Array = np.where(ranked >= 0, ranked & ((1 << bits) - 1), -1)
    return place


class NewestRows:
    """The newest row of every key among the added ones: the latest time, of equal times the last arrival."""

    def __init__(self, stream: Stream) -> None:
        self.stream = stream
        self._columns = Rows.none(stream).columns
        """Of keys without a row the time is EARLIEST."""
        self._stamp = np.empty(0, np.int64)

    @property
    def _at_ms(self) -> Array:
        return self._columns["at_ms"]

    @staticmethod
    def of(rows: Rows) -> NewestRows:
        """From rows returned by :attr:`rows`."""
        newest = NewestRows(rows.stream)
        if len(rows):
            key = rows.key.astype(np.int64)
            newest._grow(int(key[-1]) + 1)
            newest._stamp[key] = rows.stamp
            for name, column in rows.columns.items():
                newest._columns[name][key] = column
        return newest

    def add(self, rows: Rows) -> None:
        """Add further rows, in any order of arrivals; rows of one arrival in their own order."""
        if not len(rows):
            return
        if (rows.stamp[1:] < rows.stamp[:-1]).any():
            rows = rows.take(np.argsort(rows.stamp, kind="stable"))
        self._grow(int(rows.key.max()) + 1)
        best = _last_of_latest(rows.key.astype(np.int64), rows.at_ms, len(self._at_ms))
        keys = np.flatnonzero(best >= 0)
        row = best[keys]
        at_ms, stamp = rows.at_ms[row], rows.stamp[row]
        newer = (at_ms > self._at_ms[keys]) | ((at_ms == self._at_ms[keys]) & (stamp >= self._stamp[keys]))
        keys, row = keys[newer], row[newer]
        self._stamp[keys] = stamp[newer]
        for name, column in rows.columns.items():
            self._columns[name][keys] = column[row]

    def _grow(self, keys: int) -> None:
        more = keys - len(self._at_ms)
        if more <= 0:
            return
        more = max(more, len(self._at_ms) // 4)
        self._stamp = np.concatenate([self._stamp, np.full(more, EARLIEST, np.int64)])
        for name, column in self._columns.items():
            none = EARLIEST if name == "at_ms" else 0
            self._columns[name] = np.concatenate([column, np.full(more, none, column.dtype)])

    def drop_after(self, at_ms: int) -> Array:
        """Remove keys whose row is later than ``at_ms``; returns them."""
        keys = np.flatnonzero(self._at_ms > at_ms)
        self._at_ms[keys] = EARLIEST
        self._stamp[keys] = EARLIEST
        return keys

    def drop_before(self, at_ms: int) -> None:
        """Remove keys whose row is older than ``at_ms``."""
        self._at_ms[self._at_ms < at_ms] = EARLIEST

    def __len__(self) -> int:
        """Number of keys that have a row."""
        return int(np.count_nonzero(self._at_ms > EARLIEST))

    @property
    def rows(self) -> Rows:
        """One row for each key that has one, by key."""
        keys = np.flatnonzero(self._at_ms > EARLIEST)
        return Rows(self.stream, {name: column[keys] for name, column in self._columns.items()}, self._stamp[keys])
