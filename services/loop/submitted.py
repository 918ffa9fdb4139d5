"""Commands and rows of clients: queued in turn, decided in groups, answered once they are durable."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from county.aggregates import subject_of_command
from county.authority import Principal, Register
from county.clock import Clock
from county.streams import READINGS
from services.audit.entry import AuditEntry, AuditKind, Auditor
from services.follow_ups.clock_differences import ClockDifferences
from services.follow_ups.refused_inputs import LATE_MS, RefusedInputs
from services.intake.base import Intake
from services.log import RateLimitedLog
from services.loop.alarms_due import ALARMS_DUE_MAX, AlarmsDue
from services.loop.commit_group import ClientRequest
from services.loop.durable_groups import DurableGroups
from services.loop.failures import LoopEnds, LoopFailures
from services.loop.portion import AdaptivePortion
from services.loop.publication import Publication
from services.loop.waiting_requests import GROUP_ROWS, WaitingRequests, body_of
from services.protocol import messages as m
from services.protocol.server import Request, Server

DECIDE_MS = 30
"""Time to decide commands of clients in one iteration."""
COMMANDS_LEAST = 4
GROUP = 64
"""Commands in one transaction at most."""
ROWS_LEAST = 100
"""Rows of clients in an iteration at least; late ones are looked up in the history."""
QUEUE_MAX = 4_096
"""Requests queued at most; beyond that the link is not read."""


class SubmittedRequests:
    """The waiting commands and rows of all clients."""

    def __init__(
        self,
        *,
        groups: DurableGroups,
        alarms: AlarmsDue,
        publication: Publication,
        server: Server,
        register: Register,
        audit: Auditor,
        intakes: Sequence[Intake],
        clock: Clock,
        clocks: ClockDifferences,
        messages: RateLimitedLog,
        failures: LoopFailures,
        refused: RefusedInputs,
        present_ms: Callable[[], int],
    ) -> None:
        """``present_ms``: at which time requests are decided."""
        self._present_ms = present_ms
        self._refused = refused
        self._groups = groups
        self._alarms = alarms
        self._publication = publication
        self._server = server
        self._register = register
        self._audit = audit
        self._intakes = intakes
        self._clock = clock
        self._clocks = clocks
        self._messages = messages
        self._failures = failures
        self._waiting = WaitingRequests()
        self._commands_portion = AdaptivePortion(DECIDE_MS, least=COMMANDS_LEAST, most=GROUP)
        self._rows_portion = AdaptivePortion(DECIDE_MS, least=ROWS_LEAST, most=GROUP_ROWS)
        self._rows_portion.size = GROUP_ROWS  # late rows are rare: the first portion may be a whole one

    def __len__(self) -> int:
        return len(self._waiting)

    @property
    def room(self) -> int:
        """How many more requests may be queued."""
        return QUEUE_MAX - len(self._waiting)

    def put(self, request: Request) -> None:
        if not self._waiting.put(request):
            self._messages.warning(
                "client exceeds its limit of messages in transit; dropped messages must be resent",
                principal=request.principal,
            )

    def take(self) -> None:
        """Process one group of waiting requests."""
        limit = self._commands_portion.size
        with_rows = self._groups.is_refusing() or len(self._alarms) < ALARMS_DUE_MAX
        requests = self._waiting.portion(limit, rows_max=self._rows_portion.size if with_rows else 0)
        if not requests:
            return
        try:
            submitted = [ClientRequest(self._principal(request), body_of(request)) for request in requests]
            result = self._groups.take(submitted, (), (), self._present_ms())
        except LoopEnds:
            raise
        except Exception as error:  # nothing of the group was stored
            for request in requests:
                self._server.answer(request.peer, _failed(request, error))
            raise
        if sum(isinstance(request.message, m.Submit) for request in requests) == limit:
            self._commands_portion.took(self._groups.deciding_ms)
        if any(isinstance(request.message, m.SubmitRows) for request in requests):
            self._rows_portion.took(self._groups.deciding_ms)
        for request, answer in zip(requests, result.answers, strict=True):
            if answer is not None:
                self._failures.contain(partial(self._answer, request, answer))
        for principal, ahead_ms in result.ahead_ms.items():
            self._clocks.rows(principal, ahead_ms)
        self._publication.publish(result)

    def _principal(self, request: Request) -> Principal:
        """The sender as registered now: a key revoked in the meantime has no role."""
        return self._register.find(request.principal) or Principal(id=request.principal, roles=frozenset())

    def _answer(self, request: Request, answer: m.Accepted | m.Rejected) -> None:
        self._server.answer(request.peer, answer)
        if isinstance(answer, m.Rejected):
            self._audit.note(_refusal(request, answer))
        self._count(request, answer)
        match request.message, answer:
            # values that exist already came from a real sensor as well: it must not be simulated beside them
            case (
                m.SubmitRows(stream=READINGS.key, keys=[sensor_ids, _]),
                m.Accepted() | m.Rejected(code="reading_exists"),
            ):
                for intake in self._intakes:
                    intake.stop_simulating(sensor_ids)


    def _count(self, request: Request, answer: m.Accepted | m.Rejected) -> None:
        """Count what was refused, and readings that are late."""
        now_ms, body = self._clock.now_ms(), body_of(request)
        if isinstance(answer, m.Rejected):
            command = None if isinstance(body, m.SubmitRows) else body
            self._refused.note(request.principal, command, answer.code, answer.params, now_ms)
        elif isinstance(body, m.SubmitRows) and body.stream == READINGS.key and answer.known == 0:
            oldest_ms = now_ms - LATE_MS
            late = sum(at_ms < oldest_ms for at_ms in body.columns.get("at_ms", ()))
            self._refused.late(request.principal, late, now_ms)


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
