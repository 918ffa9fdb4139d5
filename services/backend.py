"""The backend's loop: one thread owns desk, watch, store and link, so a heartbeat proves that the desk is running.

While a commit is in flight the loop only sends heartbeats and answers Hello, so that no request sees a state that is
not durable and no slow disk stops the heartbeat.
"""

from __future__ import annotations

import time
import uuid
from collections import deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from county.aggregates import subject_of_command
from county.authority import WATCH, Principal, Register
from county.clock import Clock, SystemClock, monotonic_ms
from county.commands import Command
from county.realm_clock import CLOCK, REALM_CLOCK
from county.records import BackendStarted
from county.streams import READINGS, STREAMS, Columns, KeyTable
from services.allocator import free_unused_memory
from services.answers import Answers
from services.audit.entry import AuditEntry, AuditKind, Auditor
from services.audit_requests import AuditRequests
from services.checkpoints import Checkpoints
from services.clock_differences import ClockDifferences
from services.desk import Desk
from services.file_requests import FileRequests
from services.group_commit import ClientRequest, CommitGroup, GroupCommitter, InternalCommand, Result
from services.heartbeat_source import HeartbeatSource
from services.history_maintenance import HistoryMaintenance
from services.intake.base import Intake
from services.log import RateLimitedLog
from services.loop_failures import LoopEnds, LoopFailures, StateUncertain
from services.pace import PaceControl
from services.portion import AdaptivePortion
from services.protocol import messages as m
from services.protocol.newest import NewestPerKey
from services.protocol.server import Request, Server
from services.store.ports import Committed, RecordLog, StoreFailed
from services.waiting_requests import GROUP_ROWS, WaitingRequests, body_of
from services.watch import Watch

HEARTBEAT_MS = 100
RETRY_MS = 1_000
STEP_MS = 1_000
"""Realm time between two steps of watch and intakes, at every rate: 60× gives the same results as 1×."""
STEPS_AHEAD = 500
"""Steps queued at most; the rest of a long pause of the loop is queued after them."""
STEP_TURN_MS = 30
"""Time to decide, store and publish the effects of elapsed time in one iteration: a simultaneous loss of all sensors is
processed in portions."""
STEP_LEAST, STEP_MOST = 50, 500
"""Changes in such a portion; the least takes a few milliseconds to decide."""
DECIDE_MS = 30
"""Time to decide commands of clients, or alarms for stored readings, in one iteration."""
COMMANDS_LEAST, ALARMS_LEAST, ALARMS_MOST = 4, 10, 500
"""How many of them at least, and alarms at most; for commands that is GROUP."""
ALARMS_DUE_MAX = 4_000
"""Commands of the watch that wait to be decided, above which no further rows are taken."""
ROWS_LEAST = 100
"""Rows of clients in an iteration at least; late ones are looked up in the history."""
GROUP = 64
"""Commands in one transaction at most, and requests received in one iteration."""
QUEUE_MAX = 4_096
"""Requests queued at most; beyond that the link is not read."""
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
STOP_GRACE_MS = 5_000
"""How long a backend that is stopped waits for a commit in flight."""
BATCH = 500
"""Rows in a published frame at most; with the high-water mark it bounds the backlog of a slow desktop."""


class CommitHangs(LoopEnds):
    """A commit in flight did not end after the backend was stopped; one line."""


@dataclass
class RealmStep:
    """A step of realm time that watch and intakes have not processed yet."""

    at_ms: int
    changes: int = 0
    """Limit on the watch's changes granted so far."""


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
        register: Register,
        checkpoints: Checkpoints,
        keys: dict[str, KeyTable],
        intakes: Sequence[Intake],
        clock: Clock,
        wall: SystemClock,
        messages: RateLimitedLog,
        failures: LoopFailures,
        pace: PaceControl | None = None,
        instance: str = "",
        monotonic: Callable[[], int] = monotonic_ms,
        alive: Callable[[], None] = lambda: None,
    ) -> None:
        """``newest``: the newest row of every key at start-up, by stream.  ``pace``: of ``clock`` in a drill.

        ``alive`` is called with every heartbeat.
        """
        self._desk = desk
        self._watch = watch
        self._committer = committer
        self._log = log
        self._maintenance = maintenance
        self._server = server
        self._answers = answers
        self._files = files
        self._audit = audit
        self._audit_requests = audit_requests
        self._register = register
        self._checkpoints = checkpoints
        self._intakes = intakes
        self._clock = clock
        self._wall = wall
        self._messages = messages
        self._failures = failures
        self._pace = pace
        self._monotonic = monotonic
        self._alive = alive
        self._instance = instance or uuid.uuid4().hex
        self._batch_numbers = dict.fromkeys(keys, 0)
        self._newest = {key: NewestPerKey(STREAMS[key], len(table), newest[key]) for key, table in keys.items()}
        self._clocks = ClockDifferences(messages, monotonic)
        self._heartbeats = HeartbeatSource(
            realm=realm, instance=self._instance, log=log, server=server, committer=committer, checkpoints=checkpoints,
            maintenance=maintenance, failures=failures, audit=audit, clocks=self._clocks, pace=pace, clock=clock,
            wall=wall, newest=self._newest, batch_numbers=self._batch_numbers, monotonic=monotonic,
        )  # fmt: skip
        self._queues = WaitingRequests()
        self._steps: deque[RealmStep] = deque()
        self._portion = AdaptivePortion(STEP_TURN_MS, least=STEP_LEAST, most=STEP_MOST)
        self._alarms_due: deque[tuple[int, Command[Any]]] = deque()
        """Commands of the watch for stored readings, in their order, each with the time to decide it at."""
        self._alarms_portion = AdaptivePortion(DECIDE_MS, least=ALARMS_LEAST, most=ALARMS_MOST)
        self._commands_portion = AdaptivePortion(DECIDE_MS, least=COMMANDS_LEAST, most=GROUP)
        self._rows_portion = AdaptivePortion(DECIDE_MS, least=ROWS_LEAST, most=GROUP_ROWS)
        self._rows_portion.size = GROUP_ROWS  # late rows are rare: the first portion may be a whole one
        self._deciding_ms = 0
        """How long deciding the last group took."""
        self._stepped_ms = clock.now_ms() // STEP_MS * STEP_MS
        self._heartbeat_at = self._retry_at = self._idle_work_at = 0
        self._freed_at = monotonic()
        self._more_to_send = False
        self._stopped: Callable[[], bool] = lambda: False

    @property
    def instance(self) -> str:
        return self._instance

    @property
    def newest(self) -> dict[str, NewestPerKey]:
        """The newest row of every key, by stream."""
        return self._newest

    def start(self, started: BackendStarted, outstanding: Iterable[Command[Any]]) -> None:
        """Record that the backend starts to decide; until that is stored it remains the first record.  Nothing is
        recorded while the journal is only shown.

        ``outstanding``: commands of the watch for readings that were stored before.
        """
        if self._committer.read_only:
            return
        self._follow_orders()
        self._alarms_due.extend((self._clock.now_ms(), command) for command in outstanding)
        self._committer.begin_with(started)
        self._decide_and_commit((), (), (), self._clock.now_ms())

    def run(self, stopped: Callable[[], bool]) -> None:
        """Iterate until ``stopped``.  Raises LoopEnds: CommitHangs when a commit in flight does not end, StateUncertain
        when desk and watch may contain changes that are not stored.  No other failure ends the loop."""
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
            self._move_clock, self._follow_clock, self._take_requests, self._take_step, self._take_alarms,
            self._answer, self._send, self._serve_files, self._serve_audit, self._idle,
        ):  # fmt: skip
            self._failures.contain(stage)
            self._beat_when_due()

    def _await_requests(self) -> None:
        busy = self._more_to_send or self._waiting
        self._receive(0 if busy else min(max(0, self._heartbeat_at - self._monotonic()), HEARTBEAT_MS))

    def _answer(self) -> None:
        self._answers.go_on(self._before_beat(ANSWERS_MS))

    def _send(self) -> None:
        self._more_to_send = False
        self._more_to_send = self._server.continue_transfers(self._before_beat(ANSWERS_MS))

    def _serve_files(self) -> None:
        self._files.go_on(self._before_beat(FILES_MS))

    def _serve_audit(self) -> None:
        self._audit_requests.go_on(self._before_beat(AUDIT_MS))

    def _idle(self) -> None:
        idle = not (self._more_to_send or self._waiting)
        every_ms = CHECKPOINT_EVERY_MS if self._checkpoints.due else IDLE_WORK_EVERY_MS
        if idle or self._monotonic() - self._idle_work_at >= every_ms:
            self._idle_work_at = self._monotonic()
            self._idle_work()

    @property
    def _waiting(self) -> bool:
        """Whether there is work without further input."""
        jumps = self._pace is not None and self._pace.can_jump
        alarms = self._alarms_due and not self._committer.refusing
        queued = self._answers.waiting or self._files.waiting or self._audit_requests.waiting
        return bool(len(self._queues) or self._steps or alarms or queued or jumps)

    def _receive(self, wait_ms: int) -> None:
        until = self._monotonic() + wait_ms + RECEIVE_MS
        room = min(GROUP, QUEUE_MAX - len(self._queues))
        while True:
            limit = max(0, min(RECEIVE, room))
            requests = self._server.receive(timeout_ms=wait_ms, limit=limit)
            for request in requests:
                self._put(request)
            room -= limit
            wait_ms = 0
            if len(requests) < limit or room <= 0 or self._monotonic() >= until:
                return

    def _put(self, request: Request) -> None:
        if isinstance(request.message, m.Hello):
            self._clocks.greeted(request.principal)
            self._answers.greet(request)
        elif isinstance(request.message, m.ClockSkew):
            self._clocks.client(request.principal, request.message.skew_ms)
        elif isinstance(request.message, m.UploadChunk | m.DownloadChunk):
            self._files.put(request)
        elif isinstance(request.message, m.AuditRequest):
            self._audit_requests.put(request)
        elif not isinstance(request.message, m.Submit | m.SubmitRows):
            self._answers.put(request)
        elif not self._queues.put(request):
            self._messages.warning(
                "client exceeds its limit of messages in transit; dropped messages must be resent",
                principal=request.principal,
            )

    def _move_clock(self) -> None:
        """Reserve the time of a drill, and jump by one step once all earlier ones are processed: what is due on the way
        happens at its own time, in order, and a command during a jump is decided at the time reached."""
        if self._pace is None:
            return
        self._pace.reserve()
        if not self._steps:
            self._pace.jump_by(STEP_MS)

    def _follow_clock(self) -> None:
        """Queue a step for elapsed realm time; detect a change of the machine's clock or a suspend.  In a realm that is
        only shown nothing happens."""
        if self._committer.read_only:
            return
        jump_ms, now_ms = self._clock.jumped_ms(), self._clock.now_ms()
        if jump_ms:
            self._clocks.jumped(jump_ms)
            self._watch.follow(jump_ms, now_ms)
            self._steps.clear()
            self._stepped_ms = now_ms // STEP_MS * STEP_MS
        while self._stepped_ms + STEP_MS <= now_ms and len(self._steps) < STEPS_AHEAD:
            self._stepped_ms += STEP_MS
            self._steps.append(RealmStep(self._stepped_ms))

    def _take_requests(self) -> None:
        """Process one group of waiting requests at the present realm time."""
        limit = self._commands_portion.size
        with_rows = self._is_refusing() or len(self._alarms_due) < ALARMS_DUE_MAX
        requests = self._queues.portion(limit, rows_max=self._rows_portion.size if with_rows else 0)
        if not requests:
            return
        try:
            submitted = [ClientRequest(self._principal(request), body_of(request)) for request in requests]
            result = self._decide_and_commit(submitted, (), (), self._clock.now_ms())
        except LoopEnds:
            raise
        except Exception as error:  # nothing of the group was stored
            for request in requests:
                self._server.answer(request.peer, _failed(request, error))
            raise
        if sum(isinstance(request.message, m.Submit) for request in requests) == limit:
            self._commands_portion.took(self._deciding_ms)
        if any(isinstance(request.message, m.SubmitRows) for request in requests):
            self._rows_portion.took(self._deciding_ms)
        for request, answer in zip(requests, result.answers, strict=True):
            if answer is not None:
                self._failures.contain(partial(self._answer_submitted, request, answer))
        for principal, ahead_ms in result.ahead_ms.items():
            self._clocks.rows(principal, ahead_ms)
        self._publish(result)

    def _answer_submitted(self, request: Request, answer: m.Accepted | m.Rejected) -> None:
        self._server.answer(request.peer, answer)
        if isinstance(answer, m.Rejected):
            self._audit.note(_refusal(request, answer))
        match request.message, answer:
            case (
                m.SubmitRows(stream=READINGS.key, keys=[sensor_ids, _]),
                m.Accepted() | m.Rejected(code="reading_exists"),
            ):
                for intake in self._intakes:
                    intake.stop_simulating(sensor_ids)

    def _take_step(self) -> None:
        """Process one slice of the oldest step at that step's time: a delay does not change the result.

        A step that fails is given up; the watch then follows the desk again.
        """
        if not self._steps or (self._alarms_due and not self._committer.refusing):
            return
        step = self._steps[0]
        try:
            self._take_slice(step)
        except LoopEnds:
            raise
        except Exception:
            if self._steps and self._steps[0] is step:
                self._steps.popleft()
            self._watch.resynchronize()
            raise

    def _take_slice(self, step: RealmStep) -> None:
        started = self._monotonic()
        limit = self._portion.size
        passed = self._watch.tick(step.at_ms, limit)
        internal = [InternalCommand(WATCH, command) for command in passed.commands]
        arrived: list[Columns] = []
        step.changes += limit
        whole = not passed.more or step.changes > self._watch.most
        if whole:  # readings are judged after all stale channels of the step, however many slices those take
            self._poll_intakes(step.at_ms, internal, arrived)
            self._steps.popleft()
        try:
            if internal or arrived:
                self._publish(self._decide_and_commit((), internal, arrived, step.at_ms))
        finally:
            self._watch.settle(passed.commands)
        if not whole:
            self._portion.took(self._monotonic() - started)

    def _take_alarms(self) -> None:
        """Decide a portion of the watch's commands for readings that are stored.

        They wait while the journal refuses: the readings are not sent again.
        """
        if not self._alarms_due or self._is_refusing():
            return
        commands: list[Command[Any]] = []
        at_ms = self._alarms_due[0][0]
        while len(commands) < self._alarms_portion.size and self._alarms_due and self._alarms_due[0][0] == at_ms:
            commands.append(self._alarms_due.popleft()[1])
        internal = [InternalCommand(WATCH, command) for command in commands]
        try:
            result = self._decide_and_commit((), internal, (), at_ms)
        except LoopEnds:
            raise
        except Exception:
            self._watch.settle(commands)
            raise
        if self._is_refusing():
            self._alarms_due.extendleft((at_ms, command) for command in reversed(commands))
            return
        self._watch.settle(commands)
        self._publish(result)
        if len(commands) == self._alarms_portion.size:
            self._alarms_portion.took(self._deciding_ms)

    def _is_refusing(self) -> bool:
        return bool(self._committer.refusing)

    def _poll_intakes(self, at_ms: int, internal: list[InternalCommand], arrived: list[Columns]) -> None:
        for intake in self._intakes:
            try:
                due = intake.due(at_ms)
            except Exception as error:  # one failing source must not block the others
                self._failures.note(error, "an intake failed", intake=type(intake).__name__)
                continue
            internal += [InternalCommand(intake.principal, command) for command in due.commands]
            arrived += due.columns

    def _principal(self, request: Request) -> Principal:
        """The sender as registered now: a key revoked in the meantime has no role."""
        return self._register.find(request.principal) or Principal(id=request.principal, roles=frozenset())

    def _decide_and_commit(
        self,
        submitted: Sequence[ClientRequest],
        internal: Sequence[InternalCommand],
        arrived: Sequence[Columns],
        now_ms: int,
    ) -> Result:
        """Decide a group and make it durable, if there is anything to store."""
        group = self._decided(submitted, internal, arrived, now_ms)
        if group.empty:
            return Result(group.answers, [], {}, ahead_ms=group.ahead_ms)
        return self._commit(group)

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
                submitted, internal, arrived, now_ms=now_ms, wall_ms=self._wall.now_ms(),
                alarms_max=0 if self._alarms_due else self._alarms_portion.size, between=self._beat_when_due,
            )  # fmt: skip
        except LoopEnds:
            raise
        except Exception:
            self._committer.abandon()
            raise
        self._deciding_ms = self._monotonic() - started
        return group

    def _commit(self, group: CommitGroup) -> Result:
        """Make a group durable, sending heartbeats meanwhile; an empty group tests whether the store is writable."""
        try:
            result = self._committer.finish(group, self._stored(group))
            self._follow_orders()
            self._alarms_due.extend((group.now_ms, command) for command in result.due)
            return result
        except LoopEnds:
            raise
        except Exception as error:
            raise StateUncertain.after(error) from error

    def _stored(self, group: CommitGroup) -> Committed | StoreFailed:
        self._log.begin(group.commit)
        done = self._log.done(0)
        stopped_at: int | None = None
        while done is None:
            if stopped_at is None and self._stopped():
                stopped_at = self._monotonic()
            if stopped_at is not None and self._monotonic() - stopped_at >= STOP_GRACE_MS:
                raise CommitHangs(
                    "the disk has not completed a commit for {seconds} s; the backend stops without it, and it was not "
                    "acknowledged; check the disk, then start the backend again", seconds=STOP_GRACE_MS // 1_000,
                )  # fmt: skip
            done = self._log.done(max(1, min(HEARTBEAT_MS, self._heartbeat_at - self._monotonic())))
            if done is None and self._monotonic() >= self._heartbeat_at:
                self._failures.contain(partial(self._receive, 0))
                self._beat_when_due()
        return done

    def _follow_orders(self) -> None:
        """Set the pace of a drill as ordered by the durable records."""
        if self._pace is not None:
            self._pace.follow(self._desk.find(REALM_CLOCK.key, CLOCK))

    def _publish(self, result: Result) -> None:
        self._server.publish_records(result.records)
        for key, columns in result.columns.items():
            self._newest[key].put(columns, self._clock.now_ms())
            for first in range(0, len(columns), BATCH):
                self._batch_numbers[key] += 1
                self._server.publish_columns(columns.take(slice(first, first + BATCH)), self._batch_numbers[key])

    def _before_beat(self, budget_ms: int) -> int:
        """``budget_ms``, or the time until the next heartbeat if that is shorter."""
        return max(0, min(budget_ms, self._heartbeat_at - self._monotonic()))

    def _beat_when_due(self) -> None:
        now = self._monotonic()
        if now >= self._heartbeat_at:
            self._heartbeat_at = now + HEARTBEAT_MS
            self._failures.contain(self._beat)

    def _beat(self) -> None:
        self._alive()
        self._clocks.update()
        self._server.publish_heartbeat(self._heartbeats.message())

    def _idle_work(self) -> None:
        """Background tasks."""
        if self._committer.refusing:
            if self._monotonic() >= self._retry_at:
                self._retry_at = self._monotonic() + RETRY_MS
                self._publish(self._commit(self._decided((), (), (), self._clock.now_ms())))
            return
        if self._monotonic() - self._freed_at >= FREE_MEMORY_EVERY_MS:
            self._freed_at = self._monotonic()
            free_unused_memory()
        for task in (self._checkpoints, self._maintenance):
            self._failures.contain(partial(task.go_on, IDLE_WORK_MS))


def _refusal(request: Request, answer: m.Rejected) -> AuditEntry:
    """The audit log's entry about a refused command."""
    body = body_of(request)
    if isinstance(body, m.SubmitRows):
        person, about, name = "", body.stream, type(body).__name__
    else:
        person, about, name = body.for_, subject_of_command(body.body), type(body.body).__name__
    return AuditEntry(
        kind=AuditKind.COMMAND_REFUSED, by=request.principal, person=person, about=about, code=name,
        reason=answer.code, params=answer.params,
    )  # fmt: skip


def _failed(request: Request, error: Exception) -> m.Rejected:
    """The answer to a request whose group could not be decided."""
    body = body_of(request)
    kind = type(body if isinstance(body, m.SubmitRows) else body.body).__name__
    return m.Rejected(
        command_id=body.id, code="command_failed", params={"command": kind, "reason": type(error).__name__}
    )
