"""Group commit: decide all requests of one loop iteration and commit them in a single transaction."""

from __future__ import annotations

import sys
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from hashlib import sha256
from typing import Any, NamedTuple

from msgspec.structs import replace

from county.aggregates import subject_of
from county.authority import (
    AUTOMATION,
    WATCH,
    Author,
    Principal,
    check_person,
    check_role,
    check_scope,
)
from county.commands import Command, ReportEvent
from county.fold import FoldMark
from county.proven_state import READ_ONLY
from county.records import Record, RecordBody
from county.refusals import Refused, text
from county.streams import READINGS, STREAMS, Columns, KeyTable
from county.texts import check_text, check_texts
from services.desk import Desk
from services.follow_ups.automation_runs import AutomationRuns
from services.follow_ups.automations import Automations
from services.follow_ups.reactions import reactions
from services.follow_ups.unopened import UnopenedEvents
from services.log import RateLimitedLog
from services.loop.commit_group import ClientRequest, CommitGroup, InternalCommand, Result, outcome_key
from services.loop.failures import LoopFailures, StateUncertain
from services.protocol.codec import payload
from services.protocol.messages import Accepted, Rejected, SubmitRows
from services.requests.first_values import FirstValues
from services.requests.incoming import DatedAhead, columns_of
from services.requests.row_senders import check_gateway, check_rows
from services.store.ports import Committed, Entry, Outcome, RecordLog, StoreError, StoreFailed
from services.store.upcast import schema_of
from services.watch import Watch


class _Point(NamedTuple):
    """Sizes of a group before a command, to undo a command that fails part-way."""

    desk: FoldMark
    entries: int
    outcomes: int
    contacts: int


class GroupCommitter:
    """Runs groups through desk, watch and record log.  When the log cannot write, everything is rolled back."""

    def __init__(
        self,
        *,
        desk: Desk,
        watch: Watch,
        log: RecordLog,
        keys: Mapping[str, KeyTable],
        realm: str,
        firsts: FirstValues,
        token_of: Callable[[str], str],
        messages: RateLimitedLog,
        failures: LoopFailures,
        unopened: UnopenedEvents,
        read_only: bool = False,
    ) -> None:
        """``keys``: key table of every stream that clients can submit.

        ``token_of``: the ContactStore's token for a reporter's details.  ``read_only``: the log is the proven part of a
        damaged one: everything is refused for as long as this process runs.
        """
        self.read_only = read_only
        self._desk = desk
        self._watch = watch
        self._log = log
        self._keys = keys
        self._realm = realm
        self._firsts = firsts
        self._token_of = token_of
        self._messages = messages
        self._failures = failures
        self.unopened = unopened
        self._automation = AutomationRuns(Automations(desk), failures)
        self._first: RecordBody | None = None
        """Record to store before any other."""
        self.refusing = READ_ONLY if read_only else ""
        """Refusal code while the log cannot write, else ""."""
        self.refusing_reason = ""
        """The log's last write error, "" when it is writable."""
        self.refused_rows = 0
        """Rows of streams that the log refused since the start."""

    def begin_with(self, body: RecordBody) -> None:
        """Store ``body``, a record of the backend itself, as the first record of the next group."""
        self._first = body

    def decide(
        self,
        submitted: Sequence[ClientRequest],
        internal: Sequence[InternalCommand],
        arrived: Sequence[Columns],
        *,
        now_ms: int,
        wall_ms: int,
        alarms_max: int = sys.maxsize,
        between: Callable[[], None] = lambda: None,
    ) -> CommitGroup:
        """Decide client requests, then internal commands, then the watch's commands for all readings.

        ``alarms_max``: of the watch's commands only so many; the others are due in later groups: an alarm flood takes
        longer than an iteration may.  ``between`` is called after each command.

        Desk and watch already contain the outcome: pass the group to the log and call :meth:`finish` before anything
        else reads them.  When this fails, call :meth:`abandon`.
        """
        head = self._log.head
        recorded_ms = max(now_ms, head.recorded_ms)
        group = CommitGroup(now_ms, recorded_ms, 0 if wall_ms == recorded_ms else wall_ms, head.seq + 1)
        self._desk.savepoint()
        self._watch.savepoint()
        if self._first is not None:
            self._record(group, self._first, happened_ms=now_ms, command_id="", author=Author(WATCH))
        parts: dict[str, list[Columns]] = {}
        for request in submitted:
            group.answers.append(self._answer(group, request, parts, between))
            group.keys.append(outcome_key(request.principal, request.message.id))
            between()
        for principal, command in internal:
            self._run_internal(group, principal, command)
            between()
        for columns in arrived:
            if len(columns):
                parts.setdefault(columns.stream.key, []).append(columns)
        group.columns = {key: Columns.joined(STREAMS[key], some) for key, some in parts.items() if some}
        readings = group.columns.get(READINGS.key)
        if readings is not None:
            group.columns[READINGS.key] = readings = self._watch.graded(readings)
            commands = self._judge(readings, now_ms)
            for command in commands[:alarms_max]:
                self._run_internal(group, WATCH, command)
                self._watch.settle([command])
                between()
            group.due = commands[alarms_max:]
        return group

    def abandon(self) -> None:
        """Undo a group that could not be decided.  Raises StateUncertain when that fails."""
        self._undo_group()
        self._watch.resynchronize()

    def _undo_group(self) -> None:
        """Undo a group that was not committed.  Raises StateUncertain when that fails."""
        try:
            self._watch.rollback()
            self._watch.alarms_moved(self._desk.rollback())
        except Exception as error:
            raise StateUncertain.after(error) from error

    def finish(self, group: CommitGroup, done: Committed | StoreFailed) -> Result:
        """Answers and news of a committed group; a failed group is undone and its requests are refused.

        While a failure is uncertain, requests are not answered: one that was refused must never appear later.

        Only an empty group, which tests the whole store, ends the state ``refusing``: after a command with a contact
        was refused, one without may still succeed.  Raises StateUncertain when a group cannot be undone.
        """
        if isinstance(done, StoreFailed):
            self._undo_group()
            self._refuse(done)
            self.refused_rows += sum(len(columns) for columns in group.columns.values())
            answers = zip(group.answers, group.keys, strict=True)
            return Result([_refused(answer, key in group.outcomes, done) for answer, key in answers], [], {},
                          stored=False)  # fmt: skip
        self._desk.savepoint()  # a later failure undoes nothing of this group
        self._watch.savepoint()
        self._firsts.stored(group.columns)
        if group.empty:
            self._resume()
        self._first = None
        return Result(group.answers, [entry.data for entry in group.entries], group.columns, group.due, group.ahead_ms,
                      group.refused)  # fmt: skip

    def _resume(self) -> None:
        if self.refusing and not self.read_only:
            self._messages.info("the journal can be written again", refused_rows=self.refused_rows)
            self.refusing = self.refusing_reason = ""

    def _refuse(self, failed: StoreFailed) -> None:
        self.refusing, self.refusing_reason = failed.code, failed.reason
        self._messages.warning(
            "the journal cannot be written; commands are refused until it can", code=failed.code, reason=failed.reason
        )

    def _judge(self, readings: Columns, now_ms: int) -> list[Command[Any]]:
        """The watch's commands; readings on which it fails are stored all the same, or they would be resent."""
        try:
            return self._watch.judge(readings, now_ms)
        except Exception as error:
            self._watch.resynchronize()
            self._failures.note(error, "the watch failed on readings; they are stored unjudged")
            return []

    def _answer(
        self,
        group: CommitGroup,
        submitted: ClientRequest,
        parts: dict[str, list[Columns]],
        between: Callable[[], None],
    ) -> Accepted | Rejected:
        request, contact, known = submitted.message, "", 0
        try:
            if isinstance(request, Command):
                request, contact = self._without_contact(request)
            content = sha256(payload(request)).digest()
            if isinstance(request, SubmitRows):
                check_gateway(submitted.principal)
            else:
                check_role(submitted.principal, type(request.body))  # also of a retry: hide others' outcomes
            key = outcome_key(submitted.principal, request.id)
            earlier = self._earlier(group, key, request.id, content)
            if earlier is not None:
                if earlier.content != content:
                    raise Refused("id_reused", command=request.id)
                return Accepted(
                    command_id=request.id, first_seq=earlier.first_seq, last_seq=earlier.last_seq,
                    known=len(request.keys[0]) if isinstance(request, SubmitRows) else 0,
                )  # fmt: skip
            if request.realm != self._realm:
                raise Refused("realm_unknown", realm=request.realm)
            if self.read_only:
                raise Refused(READ_ONLY)
            check_texts(request)
            if isinstance(request, SubmitRows):
                columns = self._columns(group, submitted.principal, request)
                latest_ms = int(columns.at_ms.max(initial=0))
                accepted = parts.setdefault(request.stream, [])
                new = self._firsts.new_rows(columns, self._keys[request.stream], accepted, between)
                known = len(columns) - len(new)
                if len(new):
                    accepted.append(new)
                group.note_ahead(submitted.principal, latest_ms - group.now_ms)
                first, last = 0, -1
            else:
                author = Author(submitted.principal, request.for_)
                check_person(author)
                check_texts(request.body)
                check_text("reporter", contact)
                check_scope(submitted.principal, request.body, self._desk)
                first, last = self._decide(group, request, author, contact)
        except Refused as refused:
            return Rejected(command_id=request.id, code=refused.code, params=refused.params)
        except StoreError as error:
            return Rejected(command_id=request.id, code=error.code, params={"reason": str(error)})
        except StateUncertain:
            raise
        except Exception as error:  # before anything was decided: :meth:`_decide` turns its own failures into refusals
            kind = type(request.body).__name__ if isinstance(request, Command) else type(request).__name__
            self._failures.note(error, "a request failed", request=request.id, kind=kind)
            return Rejected(
                command_id=request.id, code="command_failed", params={"command": kind, "reason": type(error).__name__}
            )
        group.outcomes[key] = Outcome(key, content, first, last)
        return Accepted(command_id=request.id, first_seq=first, last_seq=last, known=known)

    def _columns(self, group: CommitGroup, principal: Principal, rows: SubmitRows) -> Columns:
        """The rows of a principal that may send them.  Raises Refused."""
        try:
            columns = columns_of(rows, self._keys, group.now_ms)
        except DatedAhead as refused:
            check_rows(principal, rows, self._desk.sensors)
            group.note_ahead(principal, refused.ahead_ms)
            raise
        check_rows(principal, rows, self._desk.sensors)
        return columns

    def _earlier(self, group: CommitGroup, key: str, command_id: str, content: bytes) -> Outcome | None:
        """The outcome of this principal's command of this id.  Raises StoreError.

        Versions before the scope stored the id alone: such an outcome counts only for the same content, so that a file
        that was sent before is still recognised.
        """
        earlier = group.outcomes.get(key) or self._log.outcome(key)
        if earlier is not None:
            return earlier
        unscoped = self._log.outcome(command_id)
        return unscoped if unscoped is not None and unscoped.content == content else None

    def _run_internal(self, group: CommitGroup, principal: Principal, command: Command[Any]) -> None:
        """Run a command of the watch or an intake; no client waits for the answer, so the outcome is logged."""
        try:
            self._run(group, principal, command)
        except StoreError as error:
            self._messages.warning("a command of the backend is lost", command=command.id, reason=str(error))
        except StateUncertain:
            raise
        except Exception as error:
            self._failures.note(error, "a command of the backend failed", command=command.id)

    def _run(self, group: CommitGroup, principal: Principal, command: Command[Any]) -> Refused | None:
        """Run a command of the backend unless it was processed before; a refusal is logged and returned.  Raises
        StoreError."""
        if command.id in group.outcomes or self._log.outcome(command.id) is not None:
            return None
        command, contact = self._without_contact(command)
        try:
            first, last = self._decide(group, command, Author(principal, command.for_), contact)
        except Refused as refused:
            why = text(refused.code, refused.params)
            self._messages.warning("the desk refused a command of the backend", command=command.id, reason=why)
            self.unopened.note(command.body, refused)
            group.refused.append(command.id)
            return refused
        content = sha256(payload(command)).digest()
        group.outcomes[command.id] = Outcome(command.id, content, first, last)
        return None

    def _decide(self, group: CommitGroup, command: Command[Any], author: Author, contact: str) -> tuple[int, int]:
        """Decide and fold ``command`` and all commands that follow from it, atomically.

        Returns the range of its internal records.  Raises Refused, StoreError.
        """
        point = _Point(self._desk.mark(), len(group.entries), len(group.outcomes), len(group.contacts))
        try:
            return self._decided(group, command, author, contact)
        except StateUncertain:
            raise
        except (Refused, StoreError):
            self._undo(group, point)
            raise
        except Exception as error:
            self._undo(group, point)
            kind = type(command.body).__name__
            self._failures.note(error, "the desk failed", command=command.id, kind=kind)
            raise Refused("command_failed", command=kind, reason=type(error).__name__) from error

    def _decided(self, group: CommitGroup, command: Command[Any], author: Author, contact: str) -> tuple[int, int]:
        bodies = self._desk.decide(command, author, group.now_ms)
        first = group.first_seq + len(group.entries)
        if contact:
            group.contacts.setdefault(command.body.reporter, contact.encode())
        following: deque[Command[Any]] = deque()
        records: list[Record[Any]] = []
        for decided in bodies:
            record = self._record(
                group, decided, happened_ms=command.happened_ms, command_id=command.id, author=author
            )
            records.append(record)
            following.extend(reactions(self._desk, record))
        for reaction in following:
            self._run(group, WATCH, reaction)
        run = partial(self._run, group, AUTOMATION)
        for record in records:
            self._automation.follow(record, run)
        return (first, first + len(bodies) - 1) if bodies else (0, -1)

    def _undo(self, group: CommitGroup, point: _Point) -> None:
        """Undo a command that failed part-way.  Raises StateUncertain when that fails."""
        try:
            self._watch.alarms_moved(self._desk.rollback(point.desk))
        except Exception as error:
            raise StateUncertain.after(error) from error
        del group.entries[point.entries :]
        for mapping, length in ((group.outcomes, point.outcomes), (group.contacts, point.contacts)):
            while len(mapping) > length:
                mapping.popitem()

    def _record(
        self, group: CommitGroup, body: RecordBody, *, happened_ms: int, command_id: str, author: Author
    ) -> Record[Any]:
        record = Record(
            seq=group.first_seq + len(group.entries), realm=self._realm, happened_ms=happened_ms,
            recorded_ms=group.recorded_ms, command_id=command_id, body=body, by=author.by, for_=author.for_,
            schema=schema_of(body), wall_ms=group.wall_ms,
        )  # fmt: skip
        self._watch.alarms_moved(self._desk.apply(record))
        group.entries.append(Entry(payload(record), subject_of(body), record.recorded_ms))
        return record

    def _without_contact(self, command: Command[Any]) -> tuple[Command[Any], str]:
        """The command with a token in place of the reporter, and the reporter's details.

        Neither a record nor the hash that identifies a retry contains personal data.
        """
        body = command.body
        if not isinstance(body, ReportEvent) or not body.reporter:
            return command, ""
        contact = body.reporter.strip()
        return replace(command, body=replace(body, reporter=self._token_of(contact) if contact else "")), contact


def _refused(answer: Accepted | Rejected, decided: bool, failed: StoreFailed) -> Accepted | Rejected | None:
    """The answer when the group was not stored, None when that is uncertain; ``decided``: in this group; what an
    earlier one accepted remains accepted."""
    if not decided or isinstance(answer, Rejected):
        return answer
    if failed.uncertain:
        return None
    params = {"reason": failed.reason} if failed.code == "journal_failed" else {}
    return Rejected(command_id=answer.command_id, code=failed.code, params=params)
