"""Orders records by ``seq``: delivers the next ones, buffers early ones, reports missing ones."""

from __future__ import annotations

from county.records import Record

BUFFERED_MAX = 20_000


class Sequence:
    """Delivers every record once, in the order of ``seq``, however they arrive: unordered or repeated."""

    def __init__(self, buffered_max: int = BUFFERED_MAX) -> None:
        self.next_seq: int | None = None
        """None: no snapshot yet."""
        self.head_seq = 0
        """Highest seq that is known to exist."""
        self._buffered: dict[int, Record] = {}
        self._buffered_max = buffered_max

    def restart(self) -> None:
        """Discard everything; a new snapshot follows."""
        self.next_seq = None
        self.head_seq = 0
        self._buffered.clear()

    def snapshot(self, seq: int) -> None:
        """Set the position to ``seq``, the seq of a snapshot."""
        self.next_seq = seq + 1
        self.head_seq = max(self.head_seq, seq)
        self._buffered = {s: r for s, r in self._buffered.items() if s > seq}

    def put(self, record: Record, out: list[Record], limit: int) -> None:
        """Append to ``out`` the records that are now next, up to a length of ``limit``."""
        seq = record.seq
        if seq > self.head_seq:
            self.head_seq = seq
        if seq == self.next_seq and not self._buffered and len(out) < limit:
            out.append(record)
            self.next_seq = seq + 1
        elif self.next_seq is None or seq >= self.next_seq:
            if len(self._buffered) < self._buffered_max or seq == self.next_seq:
                self._buffered[seq] = record
            self.drain(out, limit)

    def put_all(self, records: list[Record], out: list[Record], limit: int) -> None:
        """:meth:`put` for many records, then :meth:`drain`; faster when they are exactly the next ones."""
        next_seq, n = self.next_seq, len(records)
        fit = next_seq is not None and not self._buffered and len(out) + n <= limit
        if next_seq is not None and fit and [r.seq for r in records] == [*range(next_seq, next_seq + n)]:
            out += records
            self.next_seq = next_seq + n
            self.head_seq = max(self.head_seq, next_seq + n - 1)
            return
        for record in records:
            self.put(record, out, limit)
        self.drain(out, limit)

    def drain(self, out: list[Record], limit: int) -> None:
        """Append to ``out`` the buffered records that are now next, up to a length of ``limit``."""
        while self.next_seq is not None and len(out) < limit:
            record = self._buffered.pop(self.next_seq, None)
            if record is None:
                return
            out.append(record)
            self.next_seq += 1

    def missing(self) -> tuple[int, int] | None:
        """First and last seq of the first gap: up to the earliest buffered record, or to the head; None for no gap."""
        if self.next_seq is None or self.next_seq > self.head_seq or self.next_seq in self._buffered:
            return None
        last = min(self._buffered) - 1 if self._buffered else self.head_seq
        return self.next_seq, last
