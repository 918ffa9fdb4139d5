"""Puts records in order: what is next, what came too early, what is missing."""

from __future__ import annotations

from county.records import Record

AHEAD_MAX = 20_000


class Sequence:
    """Hands out every record once, in the order of ``seq``, whatever order or repetition they arrive in."""

    def __init__(self, ahead_max: int = AHEAD_MAX) -> None:
        self.next_seq: int | None = None
        """None: no snapshot yet."""
        self.head_seq = 0
        """Highest seq that is known to exist."""
        self._ahead: dict[int, Record] = {}
        self._ahead_max = ahead_max

    def restart(self) -> None:
        """Forget everything: a new snapshot comes."""
        self.next_seq = None
        self.head_seq = 0
        self._ahead.clear()

    def snapshot(self, seq: int) -> None:
        """The state as of ``seq`` is known."""
        self.next_seq = seq + 1
        self.head_seq = max(self.head_seq, seq)
        self._ahead = {s: r for s, r in self._ahead.items() if s > seq}

    def put(self, record: Record, out: list[Record], room: int) -> None:
        """Append to ``out`` the records that are next now, while it is shorter than ``room``."""
        seq = record.seq
        if seq > self.head_seq:
            self.head_seq = seq
        if seq == self.next_seq and not self._ahead and len(out) < room:
            out.append(record)
            self.next_seq = seq + 1
        elif self.next_seq is None or seq >= self.next_seq:
            if len(self._ahead) < self._ahead_max or seq == self.next_seq:
                self._ahead[seq] = record
            self.drain(out, room)

    def put_all(self, records: list[Record], out: list[Record], room: int) -> None:
        """The same for many records, and :meth:`drain`: in one go where they are just what is next."""
        next_seq, n = self.next_seq, len(records)
        fit = next_seq is not None and not self._ahead and len(out) + n <= room
        if next_seq is not None and fit and [r.seq for r in records] == [*range(next_seq, next_seq + n)]:
            out += records
            self.next_seq = next_seq + n
            self.head_seq = max(self.head_seq, next_seq + n - 1)
            return
        for record in records:
            self.put(record, out, room)
        self.drain(out, room)

    def drain(self, out: list[Record], room: int) -> None:
        """Append to ``out`` what waited and is next now, while it is shorter than ``room``."""
        while self.next_seq is not None and len(out) < room:
            record = self._ahead.pop(self.next_seq, None)
            if record is None:
                return
            out.append(record)
            self.next_seq += 1

    def missing(self) -> tuple[int, int] | None:
        """First and last seq of what is lacking before the earliest record that waits, or up to the head."""
        if self.next_seq is None or self.next_seq > self.head_seq or self.next_seq in self._ahead:
            return None
        last = min(self._ahead) - 1 if self._ahead else self.head_seq
        return self.next_seq, last
