"""Decides groups of requests and makes each durable before anything else reads its outcome.

While a commit is in flight only heartbeats are sent and Hello is answered, so that no request sees a state that is not
durable and no slow disk stops the heartbeat.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from county.clock import SystemClock
from county.realm_clock import CLOCK, REALM_CLOCK
from county.records import BackendStarted
from county.streams import Columns
from services.desk import Desk
from services.loop.alarms_due import AlarmsDue
from services.loop.beat import HEARTBEAT_MS, Beat
from services.loop.commit_group import ClientRequest, CommitGroup, InternalCommand, Result
from services.loop.failures import LoopEnds, LoopFailures, StateUncertain, StoreEnds
from services.loop.group_commit import GroupCommitter
from services.pace import PaceControl
from services.store.ports import Committed, MustReopen, RecordLog, StoreFailed

STOP_GRACE_MS = 5_000
"""How long a backend that is stopped waits for a commit in flight."""


class CommitHangs(LoopEnds):
    """A commit in flight did not end after the backend was stopped; one line."""


class DurableGroups:
    """Runs one group at a time through desk, watch and record log."""

    def __init__(
        self,
        *,
        desk: Desk,
        committer: GroupCommitter,
        log: RecordLog,
        alarms: AlarmsDue,
        beat: Beat,
        receive: Callable[[], None],
        stopped: Callable[[], bool],
        pace: PaceControl | None,
        wall: SystemClock,
        failures: LoopFailures,
        monotonic: Callable[[], int],
    ) -> None:
        """``receive`` reads the link without waiting, and ``stopped`` tells whether the backend shall end: both are
        called while a commit is in flight.  ``pace``: of a drill's clock."""
        self._desk = desk
        self._committer = committer
        self._log = log
        self._alarms = alarms
        self._beat = beat
        self._receive = receive
        self._stopped = stopped
        self._pace = pace
        self._wall = wall
        self._failures = failures
        self._monotonic = monotonic
        self.deciding_ms = 0
        """How long deciding the last group took."""

    @property
    def read_only(self) -> bool:
        """Whether the journal is damaged and only shown: nothing is decided for as long as this process runs."""
        return self._committer.read_only

    def is_refusing(self) -> bool:
        """Whether the journal cannot be written at present."""
        return bool(self._committer.refusing)

    def start(self, started: BackendStarted, now_ms: int, internal: Sequence[InternalCommand] = ()) -> None:
        """Record that the backend starts to decide; until that is stored it remains the first record.  ``internal``:
        what it does first."""
        self._follow_orders()
        self._committer.begin_with(started)
        self.take((), internal, (), now_ms)

    def take(
        self,
        submitted: Sequence[ClientRequest],
        internal: Sequence[InternalCommand],
        arrived: Sequence[Columns],
        now_ms: int,
    ) -> Result:
        """Decide a group at realm time ``now_ms`` and make it durable, if there is anything to store."""
        group = self._decided(submitted, internal, arrived, now_ms)
        if group.empty:
            return Result(group.answers, [], {}, ahead_ms=group.ahead_ms, refused=group.refused)
        return self._commit(group)

    def test_store(self, now_ms: int) -> Result:
        """Commit a group without requests, which ends the refusing when the store can be written again."""
        return self._commit(self._decided((), (), (), now_ms))

    def _decided(
        self,
        submitted: Sequence[ClientRequest],
        internal: Sequence[InternalCommand],
        arrived: Sequence[Columns],
        now_ms: int,
    ) -> CommitGroup:
        started = self._monotonic()
        try:
            group = self._committer.decide(
                submitted, internal, arrived, now_ms=now_ms, wall_ms=self._wall.now_ms(), alarms_max=self._alarms.room,
                between=self._beat.send_when_due,
            )  # fmt: skip
        except LoopEnds:
            raise
        except Exception:
            self._committer.abandon()
            raise
        self.deciding_ms = self._monotonic() - started
        return group

    def _commit(self, group: CommitGroup) -> Result:
        try:
            result = self._committer.finish(group, self._stored(group))
            self._follow_orders()
            self._alarms.put(group.now_ms, result.due)
            return result
        except LoopEnds:
            raise
        except Exception as error:
            raise StateUncertain.after(error) from error

    def _stored(self, group: CommitGroup) -> Committed | StoreFailed:
        self._log.begin(group.commit)
        done = self._done(0)
        stopped_at: int | None = None
        while done is None:
            if stopped_at is None and self._stopped():
                stopped_at = self._monotonic()
            if stopped_at is not None and self._monotonic() - stopped_at >= STOP_GRACE_MS:
                raise CommitHangs(
                    "the disk has not completed a commit for {seconds} s; the backend stops without it, and it was not "
                    "acknowledged; check the disk, then start the backend again", seconds=STOP_GRACE_MS // 1_000,
                )  # fmt: skip
            done = self._done(max(1, self._beat.before(HEARTBEAT_MS)))
            if done is None and self._beat.due:
                self._failures.contain(self._receive)
                self._beat.send_when_due()
        return done

    def _done(self, timeout_ms: int) -> Committed | StoreFailed | None:
        try:
            return self._log.done(timeout_ms)
        except MustReopen as error:
            raise StoreEnds.after(error) from error

    def _follow_orders(self) -> None:
        """Set the pace of a drill as ordered by the durable records."""
        if self._pace is not None:
            self._pace.follow(self._desk.find(REALM_CLOCK.key, CLOCK))
