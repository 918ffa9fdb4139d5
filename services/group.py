"""A group: what one turn of the loop took in, decided together and made durable in one transaction."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from traceback import extract_tb

import numpy as np
from msgspec import Struct

from county.commands import WATCH, Command, EventCommand, Refused
from county.event import KEPT_DAYS, LONGEST_NOTE, LONGEST_TITLE
from county.records import Record
from county.refusals import text
from county.rules import FUTURE_MS
from county.sensing import ChannelTable, Quality, Readings
from services.desk import Desk
from services.log import QuietLog
from services.protocol.codec import payload
from services.protocol.messages import READINGS_MAX, Accepted, Rejected, SubmitReadings
from services.store.journal import Journal, JournalFailed, Outcome
from services.watch import Watch

LONGEST = {"note": LONGEST_NOTE, "reason": LONGEST_NOTE, "title": LONGEST_TITLE}
"""Characters that a field of a request may have."""
LONGEST_NAME = 200
"""The same for every other field: ids, names of people, units and sensors."""

TIDY_MS = 60_000


@dataclass
class Group:
    """What a turn leads to."""

    records: list[bytes] = field(default_factory=list)
    outcomes: dict[str, Outcome] = field(default_factory=dict)
    readings: list[Readings] = field(default_factory=list)


@dataclass(frozen=True)
class Result:
    """What to send after the commit: one answer a request, in their order, the new records, the new readings."""

    answers: list[Accepted | Rejected]
    records: list[bytes]
    readings: Readings | None


class Clerk:
    """Takes groups through desk, watch and journal.  When the journal cannot write, nothing has happened."""

    def __init__(
        self, *, desk: Desk, watch: Watch, journal: Journal, channels: ChannelTable, realm: str, log: QuietLog
    ) -> None:
        self._desk = desk
        self._watch = watch
        self._journal = journal
        self._channels = channels
        self._realm = realm
        self._log = log
        self._tidied_ms = 0
        self.refusing = ""
        """Refusal code while the journal cannot write, else ""."""
        self.refusing_reason = ""
        """What the journal said when it last refused, "" when it writes."""
        self.refused_readings = 0
        """Readings that the journal could not take since the start."""

    def take(
        self,
        requests: Sequence[Command | SubmitReadings],
        own: Sequence[Command],
        readings: Sequence[Readings],
        now_ms: int,
    ) -> Result:
        """Judge requests of clients, then the backend's ``own`` commands and ``readings``; commit them together."""
        group = Group()
        self._desk.savepoint()
        self._watch.savepoint()
        answers = [self._answer(group, request, now_ms) for request in requests]
        for command in own:
            self._own(group, command, now_ms)
        group.readings.extend(part for part in readings if len(part))
        together = _joined(group.readings)
        if together is not None:
            together = self._watch.graded(together)
            for command in self._judge(together, now_ms):
                self._own(group, command, now_ms)
        if not group.outcomes and together is None:
            return Result(answers, [], None)
        try:
            self._journal.commit(group.records, list(group.outcomes.values()), together)
        except JournalFailed as failure:
            self._give_up(failure, 0 if together is None else len(together))
            return Result([_refusal(answer, group, failure) for answer in answers], [], None)
        self._resume()
        return Result(answers, group.records, together)

    def put_away(self, now_ms: int) -> None:
        """Once a minute: events that have been over for long leave the desk.  They stay while that cannot be stored."""
        if 0 <= now_ms - self._tidied_ms < TIDY_MS:
            return
        self._tidied_ms = now_ms
        over = self._desk.over(now_ms)
        try:
            if over:
                self._journal.put_away(over)
                self._desk.forget(over)
        except JournalFailed as failure:
            self._log.warning("events that are over cannot leave the desk yet", reason=failure.reason)

    def _judge(self, readings: Readings, now_ms: int) -> list[Command]:
        """What the watch asks for; readings that it fails on are stored all the same, or they would come again."""
        try:
            return self._watch.judge(readings, now_ms)
        except Exception as error:
            self._log.warning("the watch failed on readings; they are stored unjudged", trace=_trace(error))
            return []

    def retry(self) -> None:
        """Find out whether the journal can write again."""
        try:
            self._journal.probe()
        except JournalFailed as failure:
            self.refusing, self.refusing_reason = failure.code, failure.reason
        else:
            self._resume()

    def _resume(self) -> None:
        if self.refusing:
            self._log.info("the journal can be written again", refused_readings=self.refused_readings)
            self.refusing = self.refusing_reason = ""

    def _give_up(self, failure: JournalFailed, readings: int) -> None:
        self._desk.rollback()
        self._watch.rollback()
        self.refusing, self.refusing_reason = failure.code, failure.reason
        self.refused_readings += readings
        self._log.warning(
            "the journal cannot be written; commands are refused until it can", code=failure.code, reason=failure.reason
        )

    def _answer(self, group: Group, request: Command | SubmitReadings, now_ms: int) -> Accepted | Rejected:
        content = sha256(payload(request)).digest()
        earlier = group.outcomes.get(request.id) or self._journal.outcome(request.id)
        if earlier is not None:
            if earlier.content != content:
                return Rejected(command_id=request.id, code="id_reused", params={"command": request.id})
            return Accepted(command_id=request.id, first_seq=earlier.first_seq, last_seq=earlier.last_seq)
        try:
            if request.realm != self._realm:
                raise Refused("realm_unknown", realm=request.realm)
            _measure(request)
            if isinstance(request, SubmitReadings):
                group.readings.append(self._columns(request, now_ms))
                first, last = 0, -1
            else:
                if request.actor == WATCH:
                    raise Refused("watch_only", command=type(request.body).__name__)
                _measure(request.body)
                first, last = self._decide(group, request, now_ms)
        except Refused as refused:
            return Rejected(command_id=request.id, code=refused.code, params=refused.params)
        group.outcomes[request.id] = Outcome(request.id, content, first, last)
        return Accepted(command_id=request.id, first_seq=first, last_seq=last)

    def _own(self, group: Group, command: Command, now_ms: int) -> None:
        """A command of the watch, of intake or a reaction: nobody waits for an answer, so a refusal is logged."""
        if command.id in group.outcomes or self._journal.outcome(command.id) is not None:
            return
        try:
            first, last = self._decide(group, command, now_ms)
        except Refused as refused:
            why = text(refused.code, refused.params)
            self._log.warning("the desk refused its own command", command=command.id, reason=why)
            return
        content = sha256(payload(command)).digest()
        group.outcomes[command.id] = Outcome(command.id, content, first, last)

    def _decide(self, group: Group, command: Command, now_ms: int) -> tuple[int, int]:
        """Decide and fold ``command`` and everything that follows from it; returns the range of its own records."""
        body = command.body
        if isinstance(body, EventCommand) and self._is_past(body.event_id):
            raise Refused("event_past", event=body.event_id, days=str(KEPT_DAYS))
        try:
            bodies = self._desk.decide(command, now_ms)
        except Refused:
            raise
        except Exception as error:
            kind = type(body).__name__
            self._log.error("the desk failed", command=command.id, kind=kind, trace=_trace(error))
            raise Refused("command_failed", command=kind, reason=type(error).__name__) from error
        first = self._journal.head_seq + len(group.records) + 1
        reactions: deque[Command] = deque()
        for decided in bodies:
            record = Record(
                seq=self._journal.head_seq + len(group.records) + 1, realm=self._realm, body=decided,
                happened_ms=command.happened_ms, recorded_ms=now_ms, command_id=command.id, actor=command.actor,
            )  # fmt: skip
            self._desk.apply(record)
            group.records.append(payload(record))
            reactions.extend(self._desk.reactions(record))
        for reaction in reactions:
            self._own(group, reaction, now_ms)
        return (first, first + len(bodies) - 1) if bodies else (0, -1)

    def _is_past(self, event_id: str) -> bool:
        return event_id not in self._desk.events and self._journal.is_past(event_id)

    def _columns(self, message: SubmitReadings, now_ms: int) -> Readings:
        """The message's readings as columns.  Raises Refused for the first one that cannot be taken."""
        n = len(message.sensor_ids)
        if not n == len(message.channels) == len(message.at_ms) == len(message.values) == len(message.qualities):
            raise Refused("reading_invalid", sensor="(all)", reason="the columns differ in length")
        if n > READINGS_MAX:
            raise Refused("reading_invalid", sensor="(all)", reason=f"{n} are too many at once; send {READINGS_MAX}")
        numbers = []
        for sensor, channel, at_ms, value, quality in zip(
            message.sensor_ids, message.channels, message.at_ms, message.values, message.qualities, strict=True
        ):
            number = self._channels.number.get((sensor, channel))
            if number is None:
                raise Refused("sensor_unknown", sensor=sensor, channel=channel)
            if not 0 <= at_ms <= now_ms + FUTURE_MS:
                reason = f"{at_ms} ms since 1970 lies in the future" if at_ms > 0 else f"{at_ms} is before 1970"
                raise Refused("reading_invalid", sensor=sensor, reason=f"{reason}; set its clock")
            if not np.isfinite(value):
                raise Refused("reading_invalid", sensor=sensor, reason=f"{value} is not a number; leave gaps out")
            if quality not in tuple(Quality):
                raise Refused("reading_invalid", sensor=sensor, reason=f"quality {quality} is not 0, 1, 2 or 3")
            numbers.append(number)
        return Readings(
            np.array(numbers, dtype=np.uint32),
            np.array(message.at_ms, dtype=np.int64),
            np.array(message.values, dtype=np.float64),
            np.array(message.qualities, dtype=np.uint8),
        )


def _trace(error: Exception) -> str:
    """Where it failed, for one line of the log."""
    return " < ".join(f"{f.filename}:{f.lineno}" for f in reversed(extract_tb(error.__traceback__))) + f": {error!r}"


def _measure(said: Struct) -> None:
    """Nothing from outside is longer than anyone has to say.  Raises Refused."""
    for name in said.__struct_fields__:
        value, limit = getattr(said, name), LONGEST.get(name, LONGEST_NAME)
        if isinstance(value, str) and len(value) > limit:
            raise Refused("text_too_long", limit=str(limit))


def _refusal(answer: Accepted | Rejected, group: Group, failure: JournalFailed) -> Accepted | Rejected:
    """What the answer becomes when the group was not stored; what was accepted before this group stays so."""
    if answer.command_id not in group.outcomes or isinstance(answer, Rejected):
        return answer
    params = {"reason": failure.reason} if failure.code == "journal_failed" else {}
    return Rejected(command_id=answer.command_id, code=failure.code, params=params)


def _joined(parts: list[Readings]) -> Readings | None:
    if not parts:
        return None
    if len(parts) == 1:
        return parts[0]
    return Readings(
        np.concatenate([p.channel for p in parts]),
        np.concatenate([p.at_ms for p in parts]),
        np.concatenate([p.value for p in parts]),
        np.concatenate([p.quality for p in parts]),
    )
