"""Decodes records of any schema as records of the current one.

The chain covers the bytes of a record, so bytes are never rewritten: a field that changes its meaning gets a new schema
number in :data:`SCHEMAS` and a step in :data:`UPCASTS`, and every reader of records goes through :class:`RecordReader`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import msgspec

from county.aggregates import RECORDS, RecordUnion
from county.explained import Explained
from county.records import Record, RecordBody

Body = dict[str, Any]
Token = Callable[[str], str]
Upcast = Callable[[Body, Token], Body]
_UNDECODABLE = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)


class UnreadableRecord(Explained):
    """A record that this version cannot decode; one line: which one, why, the remedy."""


def _reporter_to_token(body: Body, token: Token) -> Body:
    """EventReported 1 → 2: name and phone of the reporter are replaced by the token of the contact."""
    reporter = body.get("reporter", "")
    return {**body, "reporter": token(reporter)} if reporter else body


def _as_written(body: Body, token: Token) -> Body:
    """EventReported 2 → 3: an alarm became a cause, worded by the desktop; titles written before stay unchanged.
    DutyEntryWritten 1 → 2, EventReported 3 → 4, HandlingFedBack 1 → 2: they can have attachments; those written before
    have none.
    EventReported 6 → 7: a simulator of a drill is a source of its own; before, it named one of the channels.
    EventReported 7 → 8: petitions and public opinion are channels of their own; before, they had no name.
    EventReported 5 → 6, EventCorrected 1 → 2: how exactly the place is known; before, nothing said that it was not.
    EventReported 4 → 5, FaultsCounted 1 → 2: the address as typed; it was not kept before.
    FollowUpMade 1 → 2: whether the matter is solved, and which reporter answered; before, it was the event's own.
    EventDispatched 2 → 3, DeadlineExtended, EventResumed and EventSentBack 1 → 2: from when the task is due soon.
    EventSupervised 1 → 2: ordered by the backend after several 退回; before, only people ordered it.
    AlarmSuppressed, AlarmTakenOutOfService 1 → 2: a chosen end; before, a person had to end it.
    IndicatorReported 1 → 2: the whole of a share, reported with its part; before, each was a record of its own.
    BriefingFigureAdded, BriefingFigureRemoved 1 → 2: a result of a decision part, with its question and value; before,
    every figure was counted from the journal alone.
    DrillAborted 1 → 2: kind and time of what interrupted it; before, only the number of an event was told.
    PolicyQuestionAnswered 1 → 2: whether the question is proposed as an example; before, only a word could be."""
    return body


_REASONS = {
    "nearest_free": ("km",),
    "further_free": ("place", "km"),
    "nearest_busy": ("tasks", "km"),
    "busy": ("tasks", "km"),
    "department": (),
    "own_desk": (),
}
"""Codes that schema 1 wrote as ``code?name=value&…`` into ``reason``, with the names of their values."""


def _reason_to_choice(body: Body, token: Token) -> Body:
    """EventDispatched 1 → 2: a computed reason becomes a :class:`county.records.Choice`; a person's text stays.

    ``by_hand?place=N&why=…`` contains the unit's own reason in ``why``, in the same form.
    """
    reason = body.get("reason", "")
    own, number = reason, ""
    code, _, query = reason.partition("?")
    if code == "by_hand":
        params = dict(parse_qsl(query))
        own, number = params.get("why", ""), params.get("place", "")
    choice = _choice(own)
    if choice is None or (code == "by_hand" and not number):
        return body
    if number:
        choice = {"code": "by_hand", "params": {"number": number, "why": choice["code"], **choice["params"]}}
    return {**body, "reason": "", "choice": choice}


def _choice(reason: str) -> Body | None:
    code, _, query = reason.partition("?")
    params = dict(parse_qsl(query))
    if code not in _REASONS or set(params) != set(_REASONS[code]):
        return None
    return {"code": code, "params": {"way": "straight", **params} if "km" in params else params}


def _without_scores(body: Body, token: Token) -> Body:
    """KpiFrozen 1 → 2: the scores of all nodes; before, they were computed by whichever tree the reader had."""
    return {**body, "scores": ()}


UPCASTS: Mapping[tuple[str, int], Upcast] = {
    ("EventReported", 1): _reporter_to_token,
    ("EventReported", 2): _as_written,
    ("EventReported", 3): _as_written,
    ("EventReported", 4): _as_written,
    ("EventReported", 5): _as_written,
    ("EventReported", 6): _as_written,
    ("EventReported", 7): _as_written,
    ("EventCorrected", 1): _as_written,
    ("EventDispatched", 1): _reason_to_choice,
    ("EventDispatched", 2): _as_written,
    ("DeadlineExtended", 1): _as_written,
    ("EventResumed", 1): _as_written,
    ("EventSentBack", 1): _as_written,
    ("DutyEntryWritten", 1): _as_written,
    ("FaultsCounted", 1): _as_written,
    ("FollowUpMade", 1): _as_written,
    ("EventSupervised", 1): _as_written,
    ("HandlingFedBack", 1): _as_written,
    ("IndicatorReported", 1): _as_written,
    ("KpiFrozen", 1): _without_scores,
    ("AlarmSuppressed", 1): _as_written,
    ("AlarmTakenOutOfService", 1): _as_written,
    ("BriefingFigureAdded", 1): _as_written,
    ("BriefingFigureRemoved", 1): _as_written,
    ("DrillAborted", 1): _as_written,
    ("InjectDelivered", 1): _as_written,
    ("PolicyQuestionAnswered", 1): _as_written,
}
"""``(tag, schema) → step`` to the next schema of that tag, on the plain dict of the body."""

SCHEMAS: Mapping[str, int] = {
    body.__name__: 1 + max((schema for tag, schema in UPCASTS if tag == body.__name__), default=0) for body in RECORDS
}
"""Current schema by record tag."""
_SCHEMA_OF: Mapping[type[RecordBody], int] = {body: SCHEMAS[body.__name__] for body in RECORDS}


def schema_of(body: RecordBody) -> int:
    """The schema for writing a new record of ``body``: ``Record.schema``."""
    return SCHEMAS[type(body).__name__]


def _without_token(text: str) -> str:
    """For readers without a key: personal text is omitted."""
    return ""


class RecordReader:
    """Decodes records of any schema up to the current one.  Safe to use from several threads."""

    def __init__(self, token: Token = _without_token, *, path: Path | None = None) -> None:
        """``token``: see :func:`services.store.tokens.token_of`; without it old reporter texts read as empty.

        ``path``: the journal that errors name.
        """
        self._token = token
        self._path = path
        self._decode: Callable[[bytes], Record[Any]] = msgspec.msgpack.Decoder(Record[RecordUnion]).decode

    def read(self, data: bytes, seq: int = 0) -> Record[Any]:
        """The record in ``data`` as one of the current schema.

        ``seq``: expected number of the record, another one is refused (0: unknown).  Raises UnreadableRecord.
        """
        try:
            record = self._decode(data)
        except _UNDECODABLE:
            record = self._upcast(data, seq)[1]
        if record.schema != _SCHEMA_OF[type(record.body)]:
            record = self._upcast(data, seq)[1]
        if seq and record.seq != seq:
            raise UnreadableRecord("record {seq}: its bytes are those of record {found}", seq=seq, found=record.seq)
        return record

    def read_all(self, data: Sequence[bytes], first_seq: int) -> list[Record[Any]]:
        """The records in ``data``, numbered from ``first_seq`` on, as :meth:`read` returns them, in less time.  Raises
        UnreadableRecord."""
        try:
            records = list(map(self._decode, data))
        except _UNDECODABLE:
            records = []
        schema_of = _SCHEMA_OF
        for seq, record in enumerate(records, first_seq):
            if record.seq != seq or record.schema != schema_of[type(record.body)]:
                records = []
                break
        return records or [self.read(one, seq) for seq, one in enumerate(data, first_seq)]

    def current(self, data: bytes, seq: int = 0) -> bytes:
        """``data`` as bytes of the current schema: the same object if it is current already.  Raises
        UnreadableRecord."""
        with suppress(*_UNDECODABLE):
            record = self._decode(data)
            if record.schema == _SCHEMA_OF[type(record.body)]:
                return data
        return msgspec.msgpack.encode(self._upcast(data, seq)[0])

    def _upcast(self, data: bytes, seq: int) -> tuple[Body, Record[Any]]:
        """The record raised to the current schema, as a plain dict and typed."""
        try:
            raised = self._raised(data, seq)
            return raised, self._typed_of(raised, seq)
        except UnreadableRecord as error:
            if self._path is None:
                raise
            raise UnreadableRecord("{path}: {why}", path=self._path, why=error) from error

    def _raised(self, data: bytes, seq: int) -> Body:
        """The record as a plain dict, its body raised to the current schema step by step."""
        try:
            plain = msgspec.msgpack.decode(data)
            body, schema = plain["body"], plain.get("schema", 1)
            tag = body.pop("type")
            seq = seq or plain["seq"]
        except (*_UNDECODABLE, LookupError, TypeError, AttributeError) as error:
            raise UnreadableRecord(
                "record {seq}: its bytes are not a record ({why}); run `main.py journal … verify`", seq=seq, why=error
            ) from error
        if tag not in SCHEMAS:
            raise UnreadableRecord(
                "record {seq}: {tag} is unknown to this program; update the program", seq=seq, tag=str(tag)[:64]
            )
        if not isinstance(schema, int) or not 1 <= schema <= SCHEMAS[tag]:
            raise UnreadableRecord(
                "record {seq}: {tag} of schema {schema}, this program reads 1 to {known}; update the program",
                seq=seq, tag=tag, schema=str(schema)[:20], known=SCHEMAS[tag],
            )  # fmt: skip
        try:
            for step in range(schema, SCHEMAS[tag]):
                body = UPCASTS[tag, step](body, self._token)
        except (TypeError, ValueError, AttributeError) as error:
            raise _unreadable(seq, tag, error) from error
        return {**plain, "body": {"type": tag, **body}, "schema": SCHEMAS[tag]}

    def _typed_of(self, plain: Body, seq: int) -> Record[Any]:
        try:
            return msgspec.convert(plain, Record[RecordUnion])
        except (msgspec.ValidationError, UnicodeDecodeError) as error:
            raise _unreadable(seq or plain["seq"], plain["body"]["type"], error) from error


def _unreadable(seq: int, tag: str, error: Exception) -> UnreadableRecord:
    return UnreadableRecord(
        "record {seq}: {tag} cannot be read ({why}); update the program, or run `main.py journal … verify`",
        seq=seq, tag=tag, why=error,
    )  # fmt: skip
