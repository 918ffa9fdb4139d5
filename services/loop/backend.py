"""The backend's loop: one thread owns desk, watch, store and link, so a heartbeat proves that the desk is running."""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from typing import Any

from county.authority import DRILL, WATCH, Register
from county.clock import Clock, SystemClock, monotonic_ms
from county.commands import Command
from county.records import BackendStarted
from county.streams import Columns, KeyTable
from services.audit.entry import Auditor
from services.desk import Desk
from services.drill.parts import DrillParts
from services.drill.requests import refusing
from services.follow_ups.clock_differences import ClockDifferences
from services.follow_ups.refused_inputs import RefusedInputs
from services.intake.base import Intake
from services.log import RateLimitedLog
from services.loop.alarms_due import AlarmsDue
from services.loop.allocator import free_unused_memory
from services.loop.beat import HEARTBEAT_MS, Beat
from services.loop.checkpoints import Checkpoints
from services.loop.commit_group import InternalCommand
from services.loop.durable_groups import DurableGroups
from services.loop.failures import LoopEnds, LoopFailures
from services.loop.group_commit import GroupCommitter
from services.loop.heartbeat_source import HeartbeatSource
from services.loop.history_maintenance import HistoryMaintenance
from services.loop.publication import Publication
from services.loop.realm_steps import RealmSteps
from services.loop.submitted import SubmittedRequests
from services.pace import PaceControl
from services.protocol import messages as m
from services.protocol.newest import NewestPerKey
from services.protocol.server import Request, Server
from services.requests.answers import Answers
from services.requests.audit_requests import AuditRequests
from services.requests.file_requests import FileRequests
from services.requests.place_name_requests import PlaceNameRequests
from services.requests.reporter_search import ReporterSearch
from services.requests.seats import OpenSeats
from services.store.ports import RecordLog
from services.watch import Watch

RETRY_MS = 1_000
RECEIVED_MAX = 64
"""Requests received in one iteration at most."""
RECEIVE = 8
"""Requests received between two checks of the time."""
RECEIVE_MS = 10
"""Time to receive and decode requests in one iteration."""
ANSWERS_MS = 20
"""Time to answer requests, and to send long answers, in one iteration."""
FILES_MS = 10
"""Time to store and read chunks of files in one iteration, after everything else."""
AUDIT_MS = 10
"""Time to answer requests for pages of the audit log in one iteration."""
SEARCH_MS = 2
"""Time in which an iteration waits for a search of reporters, and for the named places."""
IDLE_WORK_MS = 10
"""Time for each background task (verification, checkpoints, compaction) in an idle iteration."""
IDLE_WORK_EVERY_MS = 1_000
"""Background tasks run at least this often, even under load."""
CHECKPOINT_EVERY_MS = 100
"""The same while a checkpoint is due: a backend that is killed again and again must store one in between."""
FREE_MEMORY_EVERY_MS = 60_000
"""Unused memory is returned to the system this often, in some 2 ms."""
FAILED_S = 0.01
"""Pause after a failure to receive, which would otherwise be repeated without any."""


class Backend:
    """One realm of one county."""

    def __init__(
        self,
        *,
        realm: str,
        desk: Desk,
        watch: Watch,
        committer: GroupCommitter,
        log: RecordLog,
        maintenance: HistoryMaintenance,
        newest: Mapping[str, Columns],
        server: Server,
        answers: Answers,
        files: FileRequests,
        audit: Auditor,
        audit_requests: AuditRequests,
        reporter_search: ReporterSearch,
        place_names: PlaceNameRequests,
        seats: OpenSeats,
        register: Register,
        checkpoints: Checkpoints,
        keys: dict[str, KeyTable],
        intakes: Sequence[Intake],
        clock: Clock,
        wall: SystemClock,
        messages: RateLimitedLog,
        failures: LoopFailures,
        refused: RefusedInputs,
        pace: PaceControl | None = None,
        instance: str = "",
        monotonic: Callable[[], int] = monotonic_ms,
        alive: Callable[[], None] = lambda: None,
        drill: DrillParts | None = None,
    ) -> None:
        """``newest``: the newest row of every key at start-up, by stream.  ``pace``: of ``clock`` in a drill.
        ``drill``: what else a drill has.

        ``alive`` is called with every heartbeat.
        """
        self._watch = watch
        self._server = server
        self._answers = answers
        self._files = files
        self._audit_requests = audit_requests
        self._reporter_search = reporter_search
        self._place_names = place_names
        self._seats = seats
        self._checkpoints = checkpoints
        self._maintenance = maintenance
        self._clock = clock
        self._failures = failures
        self._monotonic = monotonic
        self._alive = alive
        self._instance = instance or uuid.uuid4().hex
        self._stopped: Callable[[], bool] = lambda: False
        self._clocks = ClockDifferences(messages, monotonic)
        self._drill = drill
        self._publication = Publication(server, keys, newest, clock)
        if drill is not None:
            self._publication = Publication(
                server, keys, newest, clock, open_=drill.open.open, follow=drill.requests.follow
            )
        self._heartbeats = HeartbeatSource(
            realm=realm, instance=self._instance, log=log, server=server, committer=committer, checkpoints=checkpoints,
            maintenance=maintenance, failures=failures, audit=audit, clocks=self._clocks, pace=pace, clock=clock,
            wall=wall, newest=self._publication.newest, batch_numbers=self._publication.batch_numbers,
            monotonic=monotonic,
        )  # fmt: skip
        self._beat = Beat(self._send_heartbeat, failures, monotonic)
        self._alarms = AlarmsDue()
        self._groups = DurableGroups(
            desk=desk, committer=committer, log=log, alarms=self._alarms, beat=self._beat,
            receive=partial(self._receive, 0), stopped=lambda: self._stopped(), pace=pace, wall=wall,
            failures=failures, monotonic=monotonic,
        )  # fmt: skip
        self._steps = RealmSteps(
            groups=self._groups, alarms=self._alarms, publication=self._publication, watch=watch, intakes=intakes,
            clock=clock, clocks=self._clocks, pace=pace, failures=failures, monotonic=monotonic,
            edge=(lambda: None) if drill is None else drill.engine.next_ms,
            settled=(lambda result: None) if drill is None else drill.engine.settled,
        )  # fmt: skip
        self._submitted = SubmittedRequests(
            groups=self._groups, alarms=self._alarms, publication=self._publication, server=server, register=register,
            audit=audit, intakes=intakes, clock=clock, clocks=self._clocks, messages=messages, failures=failures,
            refused=refused, present_ms=self._steps.present_ms,
        )  # fmt: skip
        self._receivers: dict[type, Callable[[Request], None]] = {
            m.Hello: self._greet,
            m.ClockSkew: self._note_skew,
            m.Attend: seats.put,
            m.UploadChunk: files.put,
            m.DownloadChunk: files.put,
            m.AuditRequest: audit_requests.put,
            m.ReportersRequest: reporter_search.put,
            m.PlaceNamesRequest: place_names.put,
            m.Submit: self._submitted.put,
            m.SubmitRows: self._submitted.put,
        }
        """Who takes a message; the answers take all others."""
        of_drill = refusing(server) if drill is None else drill.requests.put
        self._receivers |= dict.fromkeys((m.MselRequest, m.DeliveredRequest, m.ScoreRequest), of_drill)
        self._retry_at = self._idle_work_at = 0
        self._freed_at = monotonic()
        self._more_to_send = False

    @property
    def instance(self) -> str:
        return self._instance

    @property
    def newest(self) -> dict[str, NewestPerKey]:
        """The newest row of every key, by stream."""
        return self._publication.newest

    def start(self, started: BackendStarted, outstanding: Iterable[Command[Any]]) -> None:
        """Record that the backend starts to decide; until that is stored it remains the first record.  Nothing is
        recorded while the journal is only shown.

        ``outstanding``: commands of the watch for readings that were stored before.
        """
        if self._groups.read_only:
            return
        self._alarms.put(self._clock.now_ms(), outstanding)
        first = () if self._drill is None else self._drill.engine.begin()
        self._groups.start(started, self._clock.now_ms(), [InternalCommand(DRILL, command) for command in first])

    def run(self, stopped: Callable[[], bool]) -> None:
        """Iterate until ``stopped``.  Raises LoopEnds: CommitHangs when a commit in flight does not end, StateUncertain
        when desk and watch may contain changes that are not stored, StoreEnds when another
        start must open the store.  No other failure ends the loop."""
        self._stopped = stopped
        while not stopped():
            self.turn()

    def turn(self) -> None:
        """One iteration: receive, process one group and one slice of a step, answer, publish.

        Checks after each stage whether a heartbeat is due.  A stage that fails is counted; the others go on.
        """
        if not self._failures.contain(self._await_requests):
            time.sleep(FAILED_S)
        for stage in (
            self._steps.move_clock, self._steps.follow_clock, self._submitted.take, self._steps.take, self._take_alarms,
            self._answer, self._serve_drill,
            self._send, self._serve_files, self._serve_audit, self._search_reporters, self._find_place_names,
            self._seats.go_on, self._idle,
        ):  # fmt: skip
            self._failures.contain(stage)
            self._beat.send_when_due()

    def _await_requests(self) -> None:
        busy = self._more_to_send or self._waiting
        self._receive(0 if busy else self._beat.before(HEARTBEAT_MS))

    def _answer(self) -> None:
        self._answers.go_on(self._beat.before(ANSWERS_MS))

    def _serve_drill(self) -> None:
        if self._drill is not None:
            self._drill.requests.go_on(self._beat.before(ANSWERS_MS))

    def _send(self) -> None:
        self._more_to_send = False
        self._more_to_send = self._server.continue_transfers(self._beat.before(ANSWERS_MS))

    def _serve_files(self) -> None:
        self._files.go_on(self._beat.before(FILES_MS))

    def _serve_audit(self) -> None:
        self._audit_requests.go_on(self._beat.before(AUDIT_MS))

    def _search_reporters(self) -> None:
        self._reporter_search.go_on(self._beat.before(SEARCH_MS))

    def _find_place_names(self) -> None:
        self._place_names.go_on(self._beat.before(SEARCH_MS))

    def _idle(self) -> None:
        idle = not (self._more_to_send or self._waiting)
        every_ms = CHECKPOINT_EVERY_MS if self._checkpoints.due else IDLE_WORK_EVERY_MS
        if idle or self._monotonic() - self._idle_work_at >= every_ms:
            self._idle_work_at = self._monotonic()
            self._idle_work()

    @property
    def _waiting(self) -> bool:
        """Whether there is work without further input."""
        alarms = self._alarms and not self._groups.is_refusing()
        jobs = (self._answers, self._files, self._audit_requests, self._reporter_search, self._place_names)
        queued = any(some.waiting for some in jobs) or (self._drill is not None and self._drill.requests.waiting)
        return bool(len(self._submitted) or len(self._steps) or alarms or queued or self._steps.jumping)

    def _receive(self, wait_ms: int) -> None:
        until = self._monotonic() + wait_ms + RECEIVE_MS
        room = min(RECEIVED_MAX, self._submitted.room)
        while True:
            limit = max(0, min(RECEIVE, room))
            requests = self._server.receive(timeout_ms=wait_ms, limit=limit)
            for request in requests:
                self._receivers.get(type(request.message), self._answers.put)(request)
            room -= limit
            wait_ms = 0
            if len(requests) < limit or room <= 0 or self._monotonic() >= until:
                return

    def _greet(self, request: Request) -> None:
        self._clocks.greeted(request.principal)
        self._answers.greet(request)

    def _note_skew(self, request: Request) -> None:
        assert isinstance(request.message, m.ClockSkew)
        self._clocks.client(request.principal, request.message.skew_ms)

    def _take_alarms(self) -> None:
        """Decide a portion of the watch's commands for readings that are stored.

        They wait while the journal refuses: the readings are not sent again.
        """
        if not self._alarms or self._groups.is_refusing():
            return
        at_ms, commands = self._alarms.take()
        try:
            result = self._groups.take((), [InternalCommand(WATCH, command) for command in commands], (), at_ms)
        except LoopEnds:
            raise
        except Exception:
            self._watch.settle(commands)
            raise
        if self._groups.is_refusing():
            self._alarms.put_back(at_ms, commands)
            return
        self._watch.settle(commands)
        self._publication.publish(result)
        self._alarms.took(len(commands), self._groups.deciding_ms)

    def _send_heartbeat(self) -> None:
        self._alive()
        self._clocks.update()
        self._server.publish_heartbeat(self._heartbeats.message())

    def _idle_work(self) -> None:
        """Background tasks."""
        if self._groups.is_refusing():
            if self._monotonic() >= self._retry_at:
                self._retry_at = self._monotonic() + RETRY_MS
                self._publication.publish(self._groups.test_store(self._clock.now_ms()))
            return
        if self._monotonic() - self._freed_at >= FREE_MEMORY_EVERY_MS:
            self._freed_at = self._monotonic()
            free_unused_memory()
        for task in (self._checkpoints, self._maintenance):
            self._failures.contain(partial(task.go_on, IDLE_WORK_MS))
