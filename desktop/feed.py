"""The feed moves whatever arrived from the source into the layers: in slices, so that the window never stutters.

It knows no aggregate and no stream by name: what moved goes to the models that follow it.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal

from county.clock import monotonic_ms
from county.records import Record
from county.streams import Columns
from desktop.restored import compared, held
from desktop.submissions import Submissions
from layers.registry import LayerSet
from services.protocol.messages import Accepted, Answer, Rejected
from services.protocol.source import Snapshot, Source

TICK_MS = 40
BUDGET_MS = 8
SLICE = 64
"""Records applied between two looks at the clock."""


class Feed(QObject):
    """25 times a second: take, apply for at most 8 ms, let every layer tell its views once, then hand out answers.

    A snapshot is prepared in such slices, too, one a turn of the loop; layers and panels hold what they held until it
    takes effect as a whole.  An answer reaches the panels only after the records that it speaks of have been applied
    and told.
    """

    arrived = Signal(object)
    """services.protocol.messages.Answer to a question of a panel, which knows it by its ``request``."""
    restored = Signal(object)
    """desktop.restored.JournalRestored: the journal was put back while the window stood."""

    def __init__(self, source: Source, layers: LayerSet, submissions: Submissions) -> None:
        super().__init__()
        self._source = source
        self._layers = layers
        self._submissions = submissions
        self._epoch = 0
        """Of the journal that the layers show."""
        self._backlog: deque[Record[Any]] = deque()
        self._columns: list[Columns] = []
        """Taken and not yet given to the layers."""
        self._beginning: Iterator[None] | None = None
        """A snapshot that was taken, while it is prepared; what is shown until then is what was shown before."""
        self._replies: list[tuple[int, Accepted | Rejected]] = []
        """Not yet handed out, in the order of their arrival, each with the record that must be shown before."""
        self._answers: list[Answer] = []
        self._timer = QTimer(self)
        self._timer.setInterval(TICK_MS)
        self._timer.timeout.connect(self._work)
        self._next = QTimer(self, singleShot=True, interval=0)
        self._next.timeout.connect(self._go_on)

    def start(self) -> None:
        self._timer.start()

    def stop(self) -> None:
        self._timer.stop()
        self._next.stop()

    @property
    def backlog(self) -> int:
        """Records that were taken and are not yet applied."""
        return len(self._backlog)

    def tick(self) -> None:
        """One slice of work, a snapshot whole, shown at once."""
        self._take()
        while self._beginning is not None:
            self._take()
        self._tell()

    def _work(self) -> None:
        """One slice of work; what follows comes in the loop's next turns, which a click need not wait for."""
        self._take()
        self._next.start()

    def _go_on(self) -> None:
        """Prepare more of a snapshot, or tell the views."""
        if self._beginning is not None:
            self._work()
        else:
            self._tell()

    def _take(self) -> None:
        """While a backlog or a snapshot is left nothing more is taken: the inbox holds the pressure."""
        until_ms = monotonic_ms() + BUDGET_MS
        if not self._backlog and self._beginning is None:
            self._receive()
        if self._beginning is not None:
            for _ in self._beginning:
                if monotonic_ms() >= until_ms:
                    return
            self._beginning = None
        if self._backlog:
            self._layers.apply(self._within(until_ms))
        columns, self._columns = self._columns, []
        for rows in columns:
            self._layers.take(rows)

    def _receive(self) -> None:
        taken = self._source.take()
        if taken.snapshot is not None:
            self._beginning = self._begin(taken.snapshot)
        self._backlog.extend(taken.records)
        self._columns += taken.columns.values()
        self._replies += [(r.last_seq if isinstance(r, Accepted) else 0, r) for r in taken.replies]
        self._answers += taken.answers

    def _begin(self, snapshot: Snapshot) -> Iterator[None]:
        """Everything shown before is void once the last portion is done."""
        restore = yield from self._layers.restoring(
            snapshot.seq, snapshot.recorded_ms, snapshot.states, snapshot.keys
        )
        epoch, seen_seq = self._source.health().epoch, self._layers.fold.seq
        put_back = self._layers.begun and (epoch > self._epoch or snapshot.seq < seen_seq)
        before = held(self._layers) if put_back else {}
        if snapshot.seq < seen_seq:
            # The journal was put back to an earlier state: records that replies still wait for may never come.
            self._replies = [(0, reply) for _, reply in self._replies]
        self._epoch = epoch
        restore()
        if put_back:
            now_ms = self._source.clock.now_ms()
            self.restored.emit(
                compared(
                    before, held(self._layers), noticed_ms=now_ms, seq=snapshot.seq,
                    recorded_ms=snapshot.recorded_ms, seen_seq=seen_seq,
                )
            )  # fmt: skip
        for rows in snapshot.newest.values():
            self._layers.take(rows)

    def _within(self, until_ms: int) -> Iterator[Record[Any]]:
        """Records of the backlog, until the time is over."""
        while self._backlog:
            for _ in range(min(SLICE, len(self._backlog))):
                yield self._backlog.popleft()
            if monotonic_ms() >= until_ms:
                return

    def _tell(self) -> None:
        self._layers.tick(self._source.clock.now_ms())
        self._answer()

    def _answer(self) -> None:
        """Hand out the replies whose records are shown, and past rows once everything taken with them is."""
        seq = self._layers.fold.seq
        ripe = [reply for needed, reply in self._replies if needed <= seq]
        self._replies = [waiting for waiting in self._replies if waiting[0] > seq]
        for reply in ripe:
            self._submissions.answer(reply)
        if not self._backlog:
            answers, self._answers = self._answers, []
            for answer in answers:
                self.arrived.emit(answer)
