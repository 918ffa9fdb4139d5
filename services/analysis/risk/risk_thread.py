"""Judges risks once a county day, and when somebody asks, in a thread of its own: neither the follower nor an answer
waits for a simulation."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from pathlib import Path
from threading import Event, Thread
from typing import TYPE_CHECKING

from county.catalog import Catalog
from county.durations import DAY_MS
from county.events.deadlines import COUNTY_OFFSET_MS
from county.surveillance.space_time_scan import ScanCancelled
from services.analysis.risk.known_cards import KnownCards
from services.analysis.risk.watched_county import WatchedCounty
from services.analysis.timeline.timeline import RecordTimeline
from services.failure_trace import trace
from services.follow_ups.judged_risks import FILE, read_judged
from services.log import RateLimitedLog
from services.protocol.risk_messages import DetectorRecord, RiskReply, RiskRequest
from services.store.ports import JournalReader
from services.store.upcast import RecordReader

if TYPE_CHECKING:
    from services.analysis.risk.risk_judge import RiskJudge

GRACE_MS = 60_000
"""A day is judged so long after its end: records of it may still be on their way."""
POLL_S = 1.0


class RiskThread:
    """Started and stopped by one thread; :meth:`reply` is called by one other."""

    def __init__(
        self, folder: Path, timeline: RecordTimeline, open_journal: Callable[[], JournalReader], reader: RecordReader,
        catalog: Catalog, county: Callable[[], WatchedCounty], messages: RateLimitedLog, now: Callable[[], int],
        is_ready: Callable[[], bool],
    ) -> None:  # fmt: skip
        """``county``: made when it is used first.  ``is_ready``: whether the timeline has everything that is known."""
        self._folder = folder
        self._timeline = timeline
        self._open_journal = open_journal
        self._reader = reader
        self._catalog = catalog
        self._county = county
        self._messages = messages
        self._now = now
        self._is_ready = is_ready
        self._asked = Event()
        self._stopping = Event()
        self._thread = Thread(target=self._run, name="risks", daemon=True)
        self._cards: KnownCards | None = None
        self._asking: JournalReader | None = None
        self.is_judging = False
        self._failed_ms = 0
        """The last moment that could not be judged."""

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """End the thread; a judgement that is going on is given up."""
        self._stopping.set()
        self._thread.join()
        if self._asking is not None:
            self._asking.close()

    def reply(self, asked: RiskRequest, cancelled: Callable[[], bool] = bool) -> RiskReply:
        """When was judged what, and how often each detector was right; with ``judge`` it is judged again soon.  Raises
        StoreError, UnreadableRecord."""
        if asked.judge:
            self._asked.set()
        if self._cards is None:
            self._asking = self._open_journal()
            self._cards = KnownCards(self._timeline, self._asking, self._reader)
        found = read_judged(self._folder / FILE)
        evaluated, true = Counter[str](), Counter[str]()
        for card in self._cards.cards():
            if card.was_true is not None:
                detectors = [signal.detector for signal in card.signals]
                evaluated.update(detectors)
                true.update(detectors if card.was_true else ())
        return RiskReply(
            request=asked.request, judged_ms=found.judged_ms, past_days=found.past_days,
            is_judging=self._asked.is_set() or self.is_judging,
            detectors={
                key: DetectorRecord(number, true[key], evaluated[key])
                for key, number in (dict.fromkeys(evaluated, 0) | found.tested).items()
            },
            repeats=found.repeats, topics=found.topics,
        )  # fmt: skip

    def _run(self) -> None:
        """The judge is loaded when it is needed first: its statistics take 30 MB."""
        journal = self._open_journal()
        try:
            judge: RiskJudge | None = None
            while not self._stopping.wait(POLL_S):
                at_ms = self._due()
                if at_ms is None:
                    continue
                if judge is None:
                    from services.analysis.risk.risk_judge import RiskJudge

                    judge = RiskJudge(
                        self._folder, self._timeline, journal, self._reader, self._catalog, self._county()
                    )
                self._judge(judge, at_ms)
        finally:
            journal.close()

    def _due(self) -> int | None:
        """The moment that is to be judged: now, where somebody asks, or the end of the last county day."""
        if not self._is_ready():
            return None
        now_ms = self._now()
        if self._asked.is_set():
            return now_ms
        ended_ms = (now_ms - GRACE_MS + COUNTY_OFFSET_MS) // DAY_MS * DAY_MS - COUNTY_OFFSET_MS
        judged_ms = max(read_judged(self._folder / FILE).judged_ms, self._failed_ms)
        return ended_ms if judged_ms < ended_ms else None

    def _judge(self, judge: RiskJudge, at_ms: int) -> None:
        self.is_judging = True
        self._asked.clear()
        try:
            judge.judge(at_ms, self._stopping.is_set)
        except ScanCancelled:
            pass
        except Exception as error:  # the next day is judged, and whoever asks sees that nothing was
            self._failed_ms = at_ms
            self._messages.warning("risks could not be judged", trace=trace(error))
        finally:
            self.is_judging = False
