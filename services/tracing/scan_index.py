"""All scans in columns, with the rows of each batch beside each other, kept up with what is captured."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from county.durations import DAY_MS
from county.tracing.scans import Goods, Scan, ScanAction, ScanKind
from services.tracing.growing import Growing

Ints = NDArray[Any]
"""Whole numbers: batches, rows, times."""
KINDS: tuple[ScanKind, ...] = ("object", "aggregation", "transformation", "transaction", "association")
ACTIONS: tuple[ScanAction, ...] = ("", "add", "observe", "delete")
AGGREGATION, TRANSFORMATION, ASSOCIATION = 1, 2, 4
ADD, OBSERVE, DELETE = 1, 2, 3
Role = Literal[0, 1, 2, 3]
GOODS, INPUT, OUTPUT, PARENT = 0, 1, 2, 3
"""What a batch is in a scan."""
NEVER = np.iinfo(np.int64).max
NOWHERE = -1
ROW_COLUMNS = {
    "at_ms": "<i8", "seq": "<i8", "wrong_seq": "<i8", "kind": "<u1", "action": "<u1", "step": "<i2", "place": "<i4",
    "location": "<i4", "sent_from": "<i4", "sent_to": "<i4", "parent": "<i4", "process": "<i4", "late": "<u1",
    "first_pair": "<i8", "content": "<i8",
}  # fmt: skip
PAIR_COLUMNS = {"batch": "<i4", "row": "<i4", "role": "<u1", "quantity": "<f8", "unit": "<i2"}


class CodeNumbers:
    """Texts by number, and numbers by text."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self._number: dict[str, int] = {}

    def __len__(self) -> int:
        return len(self.texts)

    def of(self, text: str) -> int:
        """The number of a text, a new one for a new text."""
        number = self._number.setdefault(text, len(self.texts))
        if number == len(self.texts):
            self.texts.append(text)
        return number

    def find(self, text: str) -> int | None:
        """None for a text that has no number."""
        return self._number.get(text)


class ScanIndex:
    """n rows, one a scan, and p pairs, one for each batch in each row.  Used by one thread.

    A scan counts once: ids of scans are compared by 64 bits of a hash that differs from process to process (that two of
    1,000,000 have the same has a chance of 3e-8).  Which of two is known by the smaller number of its record.
    """

    def __init__(self) -> None:
        self.batches, self.places, self.steps, self.units = CodeNumbers(), CodeNumbers(), CodeNumbers(), CodeNumbers()
        self._rows = {name: Growing(dtype) for name, dtype in ROW_COLUMNS.items()}
        self._pairs = {name: Growing(dtype) for name, dtype in PAIR_COLUMNS.items()}
        self._by_batch = np.empty(0, np.int32)
        """Pairs in the order of their batches, and in a batch of their arrival, (p,)."""
        self._sorted_batch = np.empty(0, np.int32)
        self._known = np.empty(0, np.int64)
        """Hashes of the ids of all scans, sorted, (n,); …"""
        self._known_row = np.empty(0, np.int32)
        """… and their rows."""
        self._declared: dict[int, int] = {}
        """Hash of the id of a scan → record that says that it was wrong."""
        self._transformations = CodeNumbers()
        self._process_of: dict[int, int] = {}
        """Of transformations with an id: its number → that of the process."""
        self._first_row = Growing("<i4")
        """Of each process, …"""
        self._further_rows: dict[int, list[int]] = {}
        """… and those after it of one with several."""
        self.seq = 0
        """The last record that was taken."""
        self.newest_ms = 0
        self.conflicts = Growing("<i8")
        """Records with a scan that has the id of another one and another content."""

    def __len__(self) -> int:
        return len(self._rows["at_ms"])

    @property
    def processes(self) -> int:
        return len(self._first_row)

    def row(self, name: str) -> NDArray[Any]:
        """A column of the rows, (n,)."""
        return self._rows[name].values

    def pair(self, name: str) -> NDArray[Any]:
        """A column of the pairs, (p,)."""
        return self._pairs[name].values

    # ---- taking scans

    def take(self, batches: Iterable[tuple[int, int, tuple[Scan, ...]]]) -> None:
        """Scans of records in the order of their numbers: number, when it was recorded (ms), scans."""
        rows: dict[str, list[Any]] = {name: [] for name in ROW_COLUMNS}
        pairs: dict[str, list[Any]] = {name: [] for name in PAIR_COLUMNS}
        fresh: dict[int, int] = {}
        """Hash → row of the scans of this call."""
        start = len(self)
        for seq, recorded_ms, scans in batches:
            self.seq = seq
            for scan in scans:
                key = hash(scan.event_id)
                if scan.wrong is not None:
                    self._declared.setdefault(key, seq)
                    known = fresh.get(key)
                    known = self._find(key) if known is None else known
                    if known is not None and known >= start:
                        rows["wrong_seq"][known - start] = min(rows["wrong_seq"][known - start], seq)
                    elif known is not None:
                        wrong = self._rows["wrong_seq"].values
                        wrong[known] = min(wrong[known], seq)
                    continue
                content = hash(scan)
                known = fresh.get(key)
                known = self._find(key) if known is None else known
                if known is not None:
                    first = rows["content"][known - start] if known >= start else self.row("content")[known]
                    if first != content:
                        self.conflicts.append([seq])
                    continue
                row = start + len(rows["at_ms"])
                fresh[key] = row
                self._put(scan, row, seq, recorded_ms, content, self._declared.get(key, NEVER), rows, pairs)
        self._settle(rows, pairs, fresh)

    def _put(
        self, scan: Scan, row: int, seq: int, recorded_ms: int, content: int, wrong_seq: int,
        rows: dict[str, list[Any]], pairs: dict[str, list[Any]],
    ) -> None:  # fmt: skip
        place = self.places.of
        rows["at_ms"].append(scan.at_ms)
        rows["seq"].append(seq)
        rows["wrong_seq"].append(wrong_seq)
        rows["kind"].append(KINDS.index(scan.kind))
        rows["action"].append(ACTIONS.index(scan.action))
        rows["step"].append(self.steps.of(scan.biz_step))
        rows["place"].append(place(scan.read_point) if scan.read_point else NOWHERE)
        rows["location"].append(place(scan.location) if scan.location else NOWHERE)
        rows["sent_from"].append(place(scan.sent_from) if scan.sent_from else NOWHERE)
        rows["sent_to"].append(place(scan.sent_to) if scan.sent_to else NOWHERE)
        rows["process"].append(self._process(scan, row) if scan.kind == "transformation" else NOWHERE)
        rows["late"].append(recorded_ms - scan.at_ms > DAY_MS)
        rows["first_pair"].append(len(self._pairs["batch"]) + len(pairs["batch"]))
        rows["content"].append(content)
        self.newest_ms = max(self.newest_ms, scan.at_ms)
        for role, goods in ((GOODS, scan.goods), (INPUT, scan.inputs), (OUTPUT, scan.outputs)):
            for each in goods:
                self._put_pair(each, row, role, pairs)
        parent = NOWHERE
        if scan.parent:
            parent = self._put_pair(Goods(scan.parent), row, PARENT, pairs)
        rows["parent"].append(parent)

    def _put_pair(self, goods: Goods, row: int, role: int, pairs: dict[str, list[Any]]) -> int:
        batch = self.batches.of(goods.epc)
        pairs["batch"].append(batch)
        pairs["row"].append(row)
        pairs["role"].append(role)
        pairs["quantity"].append(np.nan if goods.quantity is None else goods.quantity)
        pairs["unit"].append(self.units.of(goods.unit))
        return batch

    def _process(self, scan: Scan, row: int) -> int:
        if scan.transformation:
            named = self._transformations.of(scan.transformation)
            known = self._process_of.get(named)
            if known is not None:
                self._further_rows.setdefault(known, []).append(row)
                return known
            self._process_of[named] = len(self._first_row)
        self._first_row.append([row])
        return len(self._first_row) - 1

    def _find(self, key: int) -> int | None:
        """The row of a scan taken by an earlier call."""
        at = int(np.searchsorted(self._known, key))
        return int(self._known_row[at]) if at < len(self._known) and self._known[at] == key else None

    def _settle(self, rows: dict[str, list[Any]], pairs: dict[str, list[Any]], fresh: dict[int, int]) -> None:
        if not rows["at_ms"]:
            return
        first = len(self._pairs["batch"])
        for name, values in rows.items():
            self._rows[name].append(values)
        for name, values in pairs.items():
            self._pairs[name].append(values)
        batch = np.array(pairs["batch"], np.int32)
        order = np.argsort(batch, kind="stable")
        batch = batch[order]
        at = np.searchsorted(self._sorted_batch, batch, side="right")
        self._sorted_batch = np.insert(self._sorted_batch, at, batch)
        self._by_batch = np.insert(self._by_batch, at, (order + first).astype(np.int32))
        keys = np.array(list(fresh), np.int64)
        order = np.argsort(keys, kind="stable")
        keys, known_rows = keys[order], np.array(list(fresh.values()), np.int32)[order]
        at = np.searchsorted(self._known, keys)
        self._known = np.insert(self._known, at, keys)
        self._known_row = np.insert(self._known_row, at, known_rows)

    # ---- finding pairs

    def pairs_of_batches(self, batches: Ints) -> tuple[Ints, Ints]:
        """Pairs of each batch, and the place of that batch in ``batches``."""
        wanted = np.asarray(batches).astype(np.int32)  # of another type, all of the sorted ones would be converted
        low = np.searchsorted(self._sorted_batch, wanted, side="left")
        high = np.searchsorted(self._sorted_batch, wanted, side="right")
        at, which = spans(low, high)
        return self._by_batch[at], which

    def pairs_of_rows(self, rows: Ints) -> tuple[Ints, Ints]:
        """Pairs of each row, and the place of that row in ``rows``."""
        first = self.row("first_pair")
        is_last = rows == len(first) - 1
        after = first[np.where(is_last, rows, rows + 1)]
        return spans(first[rows], np.where(is_last, len(self._pairs["batch"]), after))

    def rows_of_processes(self, processes: Ints) -> tuple[Ints, Ints]:
        """Rows of each process, and the place of that process in ``processes``."""
        rows, which = self._first_row.values[processes], np.arange(len(processes))
        if not self._further_rows:
            return rows, which
        more = [(row, n) for n, key in enumerate(processes.tolist()) for row in self._further_rows.get(key, ())]
        if not more:
            return rows, which
        further = np.array(more, np.int64)
        return np.concatenate((rows, further[:, 0])), np.concatenate((which, further[:, 1]))

    def is_seen(self, rows: Ints, at_ms: int, as_of_seq: int) -> NDArray[np.bool_]:
        """Whether each row counts at a moment, by the records up to one of them."""
        return (
            (self.row("at_ms")[rows] <= at_ms) & (self.row("seq")[rows] <= as_of_seq)
            & (self.row("wrong_seq")[rows] > as_of_seq)
        )  # fmt: skip

    def matching(self, text: str, prefixes: tuple[str, ...], most: int) -> Iterator[int]:
        """The newest ``most`` batches whose id contains ``text``, in any case, or begins with one of ``prefixes``."""
        wanted = text.casefold()
        found = 0
        for number in range(len(self.batches) - 1, -1, -1):
            name = self.batches.texts[number]
            if wanted in name.casefold() or (prefixes and name.startswith(prefixes)):
                yield number
                found += 1
                if found == most:
                    return


def spans(low: Ints, high: Ints) -> tuple[Ints, Ints]:
    """All whole numbers from each of ``low`` up to before its ``high``, and which of them each is of."""
    count = high - low
    which = np.repeat(np.arange(len(low)), count)
    start = np.cumsum(count) - count
    return np.arange(int(count.sum())) - start[which] + low[which], which
