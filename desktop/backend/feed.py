"""Applies data from the source to the layers, in time slices that keep the window responsive.

It names no aggregate and no stream: changes are dispatched to the models that subscribe to them.
"""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from itertools import chain
from typing import Any

from PySide6.QtCore import QT_TRANSLATE_NOOP, QObject, QTimer, Signal

from county.clock import monotonic_ms
from county.explained import ExplainedLine
from county.records import Record
from county.streams import Columns
from desktop.backend.restored import ShownJournal, compared, shown_journal
from desktop.backend.submissions import Submissions
from drawing.turn_time import DeferredCall
from layers.registry import LayerSet
from services.protocol.analysis_messages import AnalysisAnswer
from services.protocol.messages import Accepted, Answer, Rejected
from services.protocol.source import Snapshot, Source

TICK_MS = 40
SOON_MS = 4
"""Instead of TICK_MS where a snapshot is expected, or a playback is behind."""
BEHIND_MS = 100
"""Views of a playback that is behind are notified so rarely: painting would take the time that its records need."""
BUDGET_MS = 8
UNUSABLE = QT_TRANSLATE_NOOP(
    "explained",
    "the data of the backend could not be displayed ({why}): this window may show wrong or old data until the next "
    "attempt, within seconds; if this line remains, close the window and open it again, and report it with the log",
)
UNCOMPARED = QT_TRANSLATE_NOOP(
    "explained",
    "the journal was restored, but the items lost could not be determined ({why}): check the events and alarms that "
    "were shown before, and report it with the log",
)
SLICE = 64
"""Records applied between two checks of the time."""
_log = logging.getLogger(__name__)


class Feed(QObject):
    """25 times a second, and every 4 ms while the source has more: take, apply for at most 8 ms, notify views once per
    layer, then deliver replies.

    A snapshot is also prepared in such slices; layers and panels keep their state until it takes effect as a whole.
    A reply reaches the panels only after the records it refers to have been applied and views were notified.
    """

    arrived = Signal(object)
    """services.protocol.messages.Answer or AnalysisAnswer to a panel's request, identified by its ``request``."""
    begun = Signal()
    """The first snapshot is displayed."""
    seated = Signal(object)
    """Sequence of county.seats.Seat: all seats of the realm."""
    sought = Signal()
    """Another moment of a replay is displayed: what was collected over time does not fit it."""
    restored = Signal(object)
    """desktop.backend.restored.JournalRestored: the journal was reset to an earlier state while the window was open."""

    def __init__(
        self, source: Source, layers: LayerSet, submissions: Submissions, budget_ms: int = BUDGET_MS,
        monotonic: Callable[[], int] = monotonic_ms,
    ) -> None:  # fmt: skip
        """``budget_ms``: of one slice of work."""
        super().__init__()
        self._budget_ms, self._monotonic = budget_ms, monotonic
        self._source = source
        self._layers = layers
        self._submissions = submissions
        self._epoch = 0
        """Of the journal that the layers show."""
        self._backlog: deque[Record[Any]] = deque()
        self._columns: list[Columns] = []
        """Received and not yet passed to the layers."""
        self._brought: Mapping[str, Mapping[str, bytes]] = {}
        """The same, of states by aggregate key and id."""
        self._taken = 0
        """How often data arrived."""
        self._more_soon = False
        """Whether the source had more at once when it was asked last."""
        self._is_behind = False
        """Whether those were records that are due."""
        self._notified_ms = monotonic()
        self._loading: Iterator[None] | None = None
        """A snapshot in preparation; until it is done the previous state is displayed."""
        self.has_begun = False
        """Whether a snapshot was displayed."""
        self._awaiting_snapshot = False
        """A snapshot could not be loaded: records and rows are ignored until the next one."""
        self._shown: ShownJournal | None = None
        """The items displayed before a restored journal, until its snapshot has taken effect."""
        self._following: Iterator[None] = iter(())
        """Work after a snapshot took effect that changes nothing displayed."""
        self._replies: list[tuple[int, Accepted | Rejected]] = []
        """Not yet delivered, in order of arrival, each with the sequence number that must be displayed first."""
        self._answers: list[Answer | AnalysisAnswer] = []
        self._timer = QTimer(self)
        self._timer.setInterval(TICK_MS)
        self._when_due = DeferredCall(self, self._work)
        self._timer.timeout.connect(self._when_due.run)
        self._soon = QTimer(self, singleShot=True, interval=SOON_MS)
        self._soon.timeout.connect(self._look)
        self._next = QTimer(self, singleShot=True, interval=0)
        self._notify_when_due = DeferredCall(self, self._go_on)
        self._next.timeout.connect(self._notify_when_due.run)

    def start(self) -> None:
        self._timer.start()

    def stop(self) -> None:
        self._timer.stop()
        self._when_due.stop()
        self._notify_when_due.stop()
        self._soon.stop()
        self._next.stop()

    @property
    def backlog(self) -> int:
        """Records received and not yet applied."""
        return len(self._backlog)

    def tick(self) -> None:
        """One slice of work; a snapshot is applied completely."""
        self._take()
        while self._loading is not None:
            self._take()
        for _ in self._following:
            pass
        self._notify()

    def _look(self) -> None:
        """Work, if what is expected has arrived."""
        taken = self._taken
        self._take()
        if self._taken != taken or self._loading is not None:
            self._show_soon()

    def _work(self) -> None:
        """One slice of work; the rest follows in later event loop iterations, so that clicks are not delayed."""
        self._take()
        self._show_soon()

    def _show_soon(self) -> None:
        """In the next turn; later while the source has more records that are due."""
        if not self._is_behind or self._monotonic() - self._notified_ms >= BEHIND_MS:
            self._next.start()

    def _go_on(self) -> None:
        """Prepare more of a snapshot, or notify the views."""
        if self._loading is not None:
            self._work()
        else:
            self._notify()

    def _take(self) -> None:
        """Receives nothing while a backlog or snapshot remains: the bounded inbox applies backpressure."""
        until_ms = monotonic_ms() + self._budget_ms
        following = self._following  # without that of a snapshot that takes effect now: its views come first
        is_rest = bool(self._backlog)
        if not is_rest and self._loading is None:
            self._receive()
        if self._loading is not None:
            try:
                for _ in self._loading:
                    if monotonic_ms() >= until_ms:
                        return
            except Exception as error:  # any: what is displayed may be half of the snapshot
                self._abandon(error)
            self._loading = None
        brought, self._brought = self._brought, {}
        for key, states in brought.items():
            self._layers.bring(key, states)
        if self._backlog:
            self._layers.apply(self._within(until_ms))
            if (is_rest or self._backlog) and self._more_soon:
                self._look_soon()
        columns, self._columns = self._columns, []
        for rows in columns:
            self._layers.take(rows)
        for _ in following:
            if monotonic_ms() >= until_ms:
                return

    def _receive(self) -> None:
        taken = self._source.take()
        self._taken += bool(taken.snapshot or taken.brought or taken.records or taken.columns or taken.answers)
        if taken.snapshot is not None:
            self._loading = self._load(taken.snapshot)
            self._awaiting_snapshot = False
        if not self._awaiting_snapshot:
            self._brought = taken.brought
            self._backlog.extend(taken.records)
            self._columns += taken.columns.values()
        self._replies += [(r.last_seq if isinstance(r, Accepted) else 0, r) for r in taken.replies]
        self._answers += taken.answers
        if taken.seats is not None:
            self.seated.emit(taken.seats)
        self._more_soon, self._is_behind = taken.more_soon, taken.more_soon and bool(taken.records)
        if taken.more_soon:
            self._look_soon()

    def _look_soon(self) -> None:
        """Not only with the next tick."""
        if self._timer.isActive():
            self._soon.start()

    def _load(self, snapshot: Snapshot) -> Iterator[None]:
        """Replaces everything displayed once the last slice is done.

        What a damaged journal shows read-only is no restore: what was displayed before is compared with the next one.
        """
        layers, epoch = self._layers, self._epoch
        read_only = self._source.health().proven is not None
        earlier = (snapshot.epoch > self._epoch or snapshot.seq < layers.fold.seq) and not snapshot.did_seek
        if self._shown is None and layers.begun and earlier:
            self._shown = shown_journal(layers)
            yield
        restore = yield from layers.restoring(snapshot.seq, snapshot.recorded_ms, snapshot.states, snapshot.keys)
        replaced = [states.shared() for states in layers.fold.states.values()]
        restore()
        for rows in snapshot.newest.values():
            layers.take(rows)
        self._epoch = snapshot.epoch
        if snapshot.did_seek:
            self.sought.emit()
        shown = self._shown
        if not read_only:
            self._shown = None
        if shown is not None and snapshot.seq < shown.seq:
            # After a restore of the journal the records that replies wait for may never arrive.
            self._replies = [(0, reply) for _, reply in self._replies]
        restored = shown is not None and not read_only and (snapshot.epoch > epoch or snapshot.seq < shown.seq)
        following = [self._compare(shown, snapshot)] if shown is not None and restored else []
        self._following = chain(self._following, *following, *(states.discard() for states in replaced))

    def _compare(self, shown: ShownJournal, snapshot: Snapshot) -> Iterator[None]:
        """Report that the journal was restored, with the items lost."""
        try:
            restored = yield from compared(
                self._layers, shown, snapshot.states, noticed_ms=self._source.clock.now_ms(), seq=snapshot.seq,
                recorded_ms=snapshot.recorded_ms,
            )  # fmt: skip
        except Exception as error:  # any: the data of the snapshot is displayed and complete
            self._fail(str(UNCOMPARED), error)
        else:
            self.restored.emit(restored)

    def _abandon(self, error: Exception) -> None:
        """Request another snapshot; records and rows of the abandoned one do not fit what is displayed."""
        self._awaiting_snapshot = True
        self._backlog.clear()
        self._brought = {}
        self._columns.clear()
        self._fail(str(UNUSABLE), error)
        self._source.resnapshot()

    def _fail(self, template: str, error: Exception) -> None:
        """Log ``error`` and show it in the window until the next snapshot."""
        line = ExplainedLine(template, why=f"{type(error).__name__}: {error}")
        _log.error("%s", line, exc_info=error)
        self._layers.fault = line

    def _within(self, until_ms: int) -> Iterator[Record[Any]]:
        """Records of the backlog, until the time limit."""
        while self._backlog:
            for _ in range(min(SLICE, len(self._backlog))):
                yield self._backlog.popleft()
            if monotonic_ms() >= until_ms:
                return

    def _notify(self) -> None:
        self._notified_ms = self._monotonic()
        self._layers.tick(self._source.clock.now_ms())
        self._answer()
        if self._layers.begun and not self.has_begun:
            self.has_begun = True
            self.begun.emit()

    def _answer(self) -> None:
        """Deliver replies whose records are displayed, and history once everything received with it is applied."""
        seq = self._layers.fold.seq
        ripe = [reply for needed, reply in self._replies if needed <= seq]
        self._replies = [waiting for waiting in self._replies if waiting[0] > seq]
        for reply in ripe:
            self._submissions.answer(reply)
        if not self._backlog:
            answers, self._answers = self._answers, []
            for answer in answers:
                self.arrived.emit(answer)
