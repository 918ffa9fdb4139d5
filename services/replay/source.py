"""A window's source in a replay, and the time that can be set in it.  Nothing can be changed: it has no commander."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from itertools import count

from msgspec.structs import replace

from county.clock import Clock, monotonic_ms
from county.coverage.question import CoverageQuestion
from county.explained import ExplainedLine
from county.figures.metric import Grain, Period, Scope
from county.need.question import NeedQuestion
from county.staffing.questions import AnyQuestion
from county.tracing.question import TraceQuestion
from services.protocol.analysis_client import AnalysisHealth
from services.protocol.analysis_messages import (
    AnalysisAnswer,
    ArchiveQuery,
    CountedBy,
    FigureRecordsRequest,
    FiguresRequest,
    LinkedRequest,
)
from services.protocol.messages import Answer, Trouble
from services.protocol.replay import (
    BY_TIME,
    RATE_LEAST,
    RATE_MOST,
    Replay,
    ReplayMoment,
    ReplayView,
    SeekFailed,
)
from services.protocol.result_messages import ResultRequest
from services.protocol.source import Health, Snapshot, Taken
from services.replay.clock import ReplayClock

RECORDS_MAX = 1_000
"""Records taken at once: 25 times a second and, as long as a playback is behind, more often."""
TRUE_RATE_MS = 1_000
"""Time over which the rate of a playback is measured."""
FOLLOWS_MS = 200
"""After a seek: states that are read for the first time follow it soon."""
GAP_REST_MS = 2_000
"""A playback that leaves gaps out continues so long before the record that ends one."""
NOTHING_KNOWN = "nothing was recorded yet at this moment"
NOT_IN_REPLAY = "not available in a replay: it shows what was recorded, and asks nobody"


class ReplaySource:
    """Implements :class:`services.protocol.source.Source` and :class:`services.protocol.replay.Timeline`."""

    def __init__(
        self, replay: Replay, at: ReplayMoment | None = None, monotonic: Callable[[], int] = monotonic_ms
    ) -> None:
        """``at``: the moment to show first; None: the first one."""
        self.replay = replay
        self._monotonic = monotonic
        first = replay.extent.first if at is None else at
        self._clock = ReplayClock(first.known_ms)
        self._moment = ReplayMoment(first.seq, first.known_ms)
        self._target: ReplayMoment | None = ReplayMoment(BY_TIME, first.known_ms)
        """The moment that is sought."""
        self._steps: tuple[int, int] | None = None
        """From which time the moment that is sought is so many times of records away; None: it is known."""
        self._sought_at = -FOLLOWS_MS
        """The monotonic time of the last result."""
        self._wanted_rate = 1.0
        self._view: ReplayView = "known"
        self._held: ReplayMoment | None = None
        """What is known in the other views."""
        self._playing = False
        self._plays_on = False
        """Whether the moment that is sought is the next one of a playback."""
        self._anchor = (0, 0)
        """A moment of the playback and the monotonic time at which it was due."""
        self._measured: tuple[int, int] | None = None
        """A shown time and its monotonic time, at most TRUE_RATE_MS ago."""
        self._true_rate = 0.0
        self._loop: tuple[int, int] | None = None
        self.skips_gaps = False
        self._numbers = count(1)
        self._answers: list[Answer | AnalysisAnswer] = []
        self._frames = 0

    # ---- the source

    @property
    def clock(self) -> Clock:
        return self._clock

    def open(self) -> None:
        if self._target is not None:
            self.replay.seek(self._target)

    def take(self) -> Taken:
        self._frames += 1
        if self._target is not None:
            snapshot = self._sought()
            return Taken(snapshot=snapshot, answers=self._told(), more_soon=snapshot is None)
        if not self._playing:
            soon = self._monotonic() < self._sought_at + FOLLOWS_MS
            return Taken(brought=self.replay.brought(), answers=self._told(), more_soon=soon)
        return self._played()

    def resnapshot(self) -> None:
        self.seek(self._moment)

    def health(self) -> Health:
        first, last = self.replay.extent
        moment = self._moment
        counted = AnalysisHealth("ready", moment.known_ms, moment.seq, moment.seq) if self.replay.counts else None
        reading = self.replay.read_share < 1 and self._target is not None
        return Health(
            state="syncing" if reading else "live", detail=self.replay.notes[0] if self.replay.notes else "",
            realm="replay", lag_ms=None, heartbeat_age_ms=None, newest_data_ms=self._moment.at_ms, drops=0,
            replayed=0, frames=self._frames, pending=0, refusing="", backend_memory_bytes=0, rate=self._clock.rate,
            verified=(last.seq, last.seq) if first else (0, 0), analysis=counted,
        )  # fmt: skip

    def close(self) -> None:
        self.replay.close()

    def history(self, stream: str, key: tuple[str, ...], from_ms: int, to_ms: int) -> str:
        request = self._request()
        self.replay.history(request, stream, key, from_ms, to_ms, self._moment)
        return request

    def subject(self, subject: str) -> str:
        request = self._request()
        self.replay.subject(request, subject, self._moment)
        return request

    def contact(self, token: str) -> str:
        return self._refuse(self._request())

    def reporters(self, digits: str) -> str:
        return self._refuse(self._request())

    def ranking(self, event_id: str, kinds: tuple[str, ...] = ()) -> str:
        return self._refuse(self._request())

    def msel(self, person: str) -> str:
        return self._refuse(self._request())

    def delivered_injects(self, person: str) -> str:
        return self._refuse(self._request())

    def drill_scores(self, person: str) -> str:
        return self._refuse(self._request())

    def sending(self, event_id: str, unit: str, *, cover: bool = True) -> str:
        return self._refuse(self._request())

    def audit(self, before: int, kind: str, text: str) -> str:
        return self._refuse(self._request())

    def events_page(self, query: ArchiveQuery, first: int, count: int, as_of_seq: int) -> str:
        return self._refuse(self._request())

    def similar(self, event_id: str, title: str, subclass: str, x_m: float, y_m: float) -> str:
        return self._refuse(self._request())

    def figures(
        self, metrics: Sequence[str], scope: Scope, periods: Sequence[Period], grain: Grain, as_of_seq: int = 0
    ) -> str:
        """As of the shown moment at most: what was recorded later was not known then."""
        if not self._moment.seq:  # 0 would ask for those of the newest record
            return self._refuse(self._request(), ExplainedLine(NOTHING_KNOWN))
        request = self._request()
        self.replay.figures(FiguresRequest(
            request=request, metrics=tuple(metrics), scope=scope, periods=tuple(periods), grain=grain,
            as_of_seq=min(as_of_seq or self._moment.seq, self._moment.seq),
        ))  # fmt: skip
        return request

    def kpi_tree(self, period: str, division: str = "", as_of_seq: int = 0) -> str:
        return self._refuse(self._request())

    def record_span(self) -> str:
        return self._refuse(self._request())

    def vital_signs(self, as_of_seq: int = 0) -> str:
        return self._refuse(self._request())

    def figure_records(self, counted_by: CountedBy) -> str:
        request = self._request()
        at_most = replace(counted_by, as_of_seq=min(counted_by.as_of_seq, self._moment.seq))
        self.replay.figures(FigureRecordsRequest(request=request, counted_by=at_most))
        return request

    def linked_cases(self, event_id: str, as_of_seq: int) -> str:
        request = self._request()
        at_most = min(as_of_seq, self._moment.seq)
        self.replay.figures(LinkedRequest(request=request, event_id=event_id, as_of_seq=at_most))
        return request

    def policy(self, question: str, on: date) -> str:
        return self._refuse(self._request())

    def coverage(self, question: CoverageQuestion, as_of_seq: int = 0, *, give_up: bool = False) -> str:
        return self._refuse(self._request())

    def staffing(self, question: AnyQuestion, as_of_seq: int = 0, *, give_up: bool = False) -> str:
        return self._refuse(self._request())

    def trace(self, question: TraceQuestion, as_of_seq: int = 0) -> str:
        return self._refuse(self._request())

    def needs(self, question: NeedQuestion, need: str = "", as_of_seq: int = 0, *, give_up: bool = False) -> str:
        return self._refuse(self._request())

    def risks(self, *, judge: bool = False) -> str:
        return self._refuse(self._request())

    def result(self, metric: str, asked: str, as_of_seq: int = 0) -> str:
        """As of the shown moment at most."""
        if not self._moment.seq:
            return self._refuse(self._request(), ExplainedLine(NOTHING_KNOWN))
        request, at_most = self._request(), min(as_of_seq or self._moment.seq, self._moment.seq)
        self.replay.figures(ResultRequest(request=request, metric=metric, asked=asked, as_of_seq=at_most))
        return request

    def cancel_page(self, request: str) -> None:
        self.replay.cancel(request)

    def _request(self) -> str:
        return f"replay {next(self._numbers)}"

    def _refuse(self, request: str, why: ExplainedLine | None = None) -> str:
        self._answers.append(Trouble.of(why or ExplainedLine(NOT_IN_REPLAY), request))
        return request

    def _told(self) -> list[Answer | AnalysisAnswer]:
        answers, self._answers = self._answers, []
        return [*answers, *self.replay.answers()]

    # ---- the time

    @property
    def moment(self) -> ReplayMoment:
        return self._moment

    @property
    def is_seeking(self) -> bool:
        return self._target is not None

    @property
    def is_playing(self) -> bool:
        return self._playing

    @property
    def rate(self) -> float:
        return self._wanted_rate

    @property
    def true_rate(self) -> float:
        return self._true_rate

    @property
    def loop(self) -> tuple[int, int] | None:
        return self._loop

    @property
    def view(self) -> ReplayView:
        return self._view

    @property
    def held_ms(self) -> int | None:
        return None if self._view != "both" or self._held is None else self._held.known_ms

    def set_view(self, view: ReplayView) -> None:
        at_ms = (self._moment if self._target is None else self._target).at_ms
        if view == "happened":
            self._held = self.replay.extent.last
        elif view == "both":
            is_exact = self._view == "known" and self._target is None
            self._held = self._moment if is_exact else self.replay.moment_at(at_ms)
        else:
            self._held = None
        self._view = view
        self.pause()
        self.seek(ReplayMoment(BY_TIME, at_ms))

    def seek(self, moment: ReplayMoment) -> None:
        """Also to the moment that is shown: it is shown anew."""
        self._plays_on = False
        self._seek(moment)

    def _seek(self, moment: ReplayMoment) -> None:
        if self._held is not None:
            at_ms = min(moment.at_ms, self._held.known_ms)
            moment = ReplayMoment(self._held.seq, self._held.known_ms, at_ms)
        self._target, self._steps = moment, None
        self.replay.seek(moment)

    def step(self, records: int) -> None:
        self.pause()
        if self._held is not None:
            self._step_happened(self._held, records)
            return
        here = self._moment if self._target is None or self._target.seq == BY_TIME else self._target
        first, last = self.replay.extent
        self.seek(self.replay.moment_of(min(max(here.seq + records, first.seq), last.seq)))

    def _step_happened(self, held: ReplayMoment, times: int) -> None:
        """Steps that follow one another before the first one is found add up."""
        self._plays_on = False
        from_ms, before = self._steps or ((self._moment if self._target is None else self._target).at_ms, 0)
        self._steps = from_ms, before + times
        self._target = ReplayMoment(held.seq, held.known_ms, from_ms)
        self.replay.seek_step(self._target, before + times)

    def play(self) -> None:
        if self._moment.at_ms >= self._last_ms:
            self.seek(self.replay.extent.first)
        self._playing = True
        self._start_over()

    def pause(self) -> None:
        self._playing = False
        self._clock.rate = self._true_rate = 0.0

    def set_rate(self, rate: float) -> None:
        if not RATE_LEAST <= rate <= RATE_MOST:
            raise ValueError(f"rate {rate} is not between {RATE_LEAST:g} and {RATE_MOST:g}")
        self._wanted_rate = rate
        if self._playing:
            self._start_over()

    def set_loop(self, loop: tuple[int, int] | None) -> None:
        self._loop = None if loop is None or loop[0] >= loop[1] else loop

    def _start_over(self) -> None:
        """The playback continues from the shown moment, now."""
        self._anchor = self._moment.at_ms, self._monotonic()
        self._clock.rate = self._true_rate = self._wanted_rate
        self._measured = None

    def _sought(self) -> Snapshot | None:
        found = self.replay.sought()
        if found is None:
            return None
        self._target, self._steps, self._sought_at = None, None, self._monotonic()
        if isinstance(found, SeekFailed):
            self.pause()
            return None
        self._show(found.moment)
        if self._playing and self._plays_on:
            self._measure()
            if found.moment.at_ms >= self._end_ms:
                self._end()
        elif self._playing:
            self._start_over()
        return Snapshot(
            found.moment.seq, found.moment.at_ms, found.states, self.replay.keys, found.newest, epoch=0,
            did_seek=True,
        )  # fmt: skip

    @property
    def _last_ms(self) -> int:
        """The last time that can be shown."""
        return (self.replay.extent.last if self._held is None else self._held).known_ms

    @property
    def _end_ms(self) -> int:
        """Where a playback ends."""
        return self._last_ms if self._loop is None else min(self._loop[1], self._last_ms)

    def _played(self) -> Taken:
        begun_ms, since = self._anchor
        end_ms = self._end_ms
        due_ms = begun_ms + int((self._monotonic() - since) * self._wanted_rate)
        if self._held is not None:  # what happened is not in the order of the records: one moment after another
            self._plays_on = True
            self._seek(ReplayMoment(BY_TIME, min(due_ms, end_ms)))
            return Taken(answers=self._told(), more_soon=True)
        part = self.replay.played(self._moment, min(due_ms, end_ms), RECORDS_MAX)
        brought = self.replay.brought()
        if part is None:
            self._anchor = self._moment.known_ms, self._monotonic()
            return Taken(brought=brought, answers=self._told(), more_soon=True)
        self._show(part.moment)
        self._measure()
        is_behind = part.moment.known_ms < min(due_ms, end_ms)
        if is_behind:
            self._anchor = part.moment.known_ms, self._monotonic()  # slower than asked for, nothing is left out
        elif part.moment.known_ms >= end_ms:
            self._end()
        elif self.skips_gaps:
            self._leave_out_gap()
        return Taken(
            brought=brought, records=list(part.records), columns=dict(part.columns), answers=self._told(),
            more_soon=is_behind,
        )  # fmt: skip

    def _end(self) -> None:
        """The end of the recording, or of the part that is repeated."""
        if self._loop is None:
            self.pause()
        else:
            self.seek(ReplayMoment(BY_TIME, self._loop[0]))

    def _leave_out_gap(self) -> None:
        here = self._moment.known_ms
        for gap in self.replay.gaps():
            if gap.from_ms <= here < gap.to_ms - GAP_REST_MS:
                self.seek(ReplayMoment(BY_TIME, gap.to_ms - GAP_REST_MS))
                return

    def _measure(self) -> None:
        now, shown = self._monotonic(), self._moment.at_ms
        if self._measured is None:
            self._measured = shown, now
        elif now - self._measured[1] >= TRUE_RATE_MS:
            self._true_rate = self._clock.rate = (shown - self._measured[0]) / (now - self._measured[1])
            self._measured = shown, now

    def _show(self, moment: ReplayMoment) -> None:
        self._moment = moment
        self._clock.show(moment.at_ms)
