"""A journal of reports only, made when it is read: as many events as records, and nothing on disk."""

from __future__ import annotations

from collections.abc import Iterator

from county import records as r
from county.package.open import CountyPackage
from county.records import Record
from services.protocol.codec import payload
from services.store.ports import Head
from services.store.upcast import schema_of

STEP_MS = 60_000
TITLES = (
    "市民反映道路旁有垃圾堆放，影响通行", "自来水管道爆裂", "路灯不亮", "井盖缺失", "小区门口占道经营",
    "工地夜间施工扰民", "河道漂浮物", "树木倒伏阻断村道",
)  # fmt: skip


class ReportsJournal:
    """Implements :class:`services.store.ports.JournalReader`."""

    is_replaced = False

    def __init__(self, package: CountyPackage, count: int, first_ms: int) -> None:
        """``count`` reports, one a minute from ``first_ms`` on, everywhere in the county."""
        self.head = Head(count, b"", first_ms + count * STEP_MS, 0)
        self._first_ms = first_ms
        villages = package.table("villages")
        self._codes = [str(code) for code in villages["code"].tolist()]
        self._subclasses = [key for key, row in package.catalog.subclasses.items() if not row.retired]

    def hash_at(self, seq: int) -> bytes | None:
        return b""

    def records(self, first_seq: int, last_seq: int) -> Iterator[bytes]:
        return (self._record(seq) for seq in range(max(first_seq, 1), min(last_seq, self.head.seq) + 1))

    def of_subject(self, subject: str) -> Iterator[bytes]:
        yield self._record(int(subject.rpartition("-")[2]))

    def close(self) -> None:
        """Nothing to release."""

    def _record(self, seq: int) -> bytes:
        at_ms = self._first_ms + seq * STEP_MS
        mixed = seq * 2_654_435_761 % 4_294_967_296  # spreads neighbours, the same in every run
        body = r.EventReported(
            event_id=f"20261122-{seq:07}", subclass=self._subclasses[mixed % len(self._subclasses)],
            title=TITLES[mixed // 64 % len(TITLES)], source=("hotline", "grid_worker", "citizen")[mixed // 512 % 3],
            x_m=float(mixed % 50_000), y_m=float(mixed // 50_000), division=self._codes[mixed // 8 % len(self._codes)],
            level=("general", "larger", "major")[mixed // 4_096 % 3],
        )  # fmt: skip
        return payload(Record(
            seq=seq, realm="live", happened_ms=at_ms - mixed % 86_400_000, recorded_ms=at_ms, command_id=f"c{seq}",
            by="owner", schema=schema_of(body), body=body,
        ))  # fmt: skip
