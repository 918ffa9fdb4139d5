"""Answers client requests within a time budget per iteration, so that none delays a heartbeat or another client."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from msgspec import Raw
from msgspec.structs import replace

from county.aggregates import AGGREGATES
from county.authority import UNIT_TOKEN, Principal, Register, Role, may_see_contact, may_see_phone
from county.catalog import Catalog
from county.clock import Clock, monotonic_ms
from county.explained import Explained, ExplainedLine
from county.fold import States, encoded_state
from county.package.manifest import Manifest
from county.proven_state import ProvenState
from county.streams import KeyTable
from services.audit.entry import AuditEntry, AuditKind, Auditor
from services.desk import Desk
from services.failure_trace import trace
from services.log import RateLimitedLog
from services.program import VERSION
from services.protocol import messages as m
from services.protocol.codec import PACK_BYTES, packed, payload
from services.protocol.columns import encoded, states_part
from services.protocol.limits import (
    HISTORY_MAX,
    RANKED_MAX,
    REPLAY_MAX,
    WAY_POINTS_MAX,
)
from services.protocol.newest import NewestPerKey
from services.protocol.outbox import WINDOW
from services.protocol.server import Request, Server
from services.requests.turns import TurnQueue
from services.store.ports import ContactStore, History, RecordLog, StoreError
from services.store.upcast import RecordReader

WAITING_MAX = WINDOW + 64
"""Waiting requests of one client at most: more than a desktop ever has in transit."""
KEYS_PART = 1_000
STATES_PART = 32
ROWS_PART = 2_000
OLD_DESKTOP = "the backend speaks protocol {ours}, this program {theirs}; update the desktop program"
OLD_BACKEND = "the backend speaks protocol {ours}, this program {theirs}; update the backend"
"""Shown by the program that receives them; clients of every version search for ``ours`` in them."""
NO_ROLE = "key {key} may do nothing in realm {realm}; ask the administrator for a role there"
TOO_MANY = "more than {limit} requests are waiting for a reply; send again when they are answered"


class Answers:
    """Requests of all clients, served in turn."""

    def __init__(
        self,
        *,
        manifest: Manifest,
        catalog: Catalog,
        realm: str,
        desk: Desk,
        log: RecordLog,
        history: History,
        contacts: ContactStore,
        reader: RecordReader,
        server: Server,
        register: Register,
        audit: Auditor,
        keys: Mapping[str, KeyTable],
        messages: RateLimitedLog,
        clock: Clock,
        monotonic: Callable[[], int] = monotonic_ms,
        proven: ProvenState | None = None,
        analysis: Callable[[], str] = str,
        open_: Callable[[bytes], bytes] = lambda data: data,
    ) -> None:
        """``open_``: what everybody may receive of a record.  ``proven``: what is only shown, because the journal is
        damaged; None: it is intact.  ``analysis``: its endpoint, "" while that is unknown."""
        self._manifest = manifest
        self._catalog = catalog
        self._realm = realm
        self._desk = desk
        self._log = log
        self._history = history
        self._contacts = contacts
        self._reader = reader
        self._server = server
        self._register = register
        self._audit = audit
        self._keys = keys
        self._messages = messages
        self._clock = clock
        self._monotonic = monotonic
        self._analysis = analysis
        self._open = open_
        self._proven = None if proven is None else m.ProvenNotice.of(proven)
        self._waiting = TurnQueue(WAITING_MAX)
        self.instance = ""
        self.newest: Mapping[str, NewestPerKey] = {}

    @property
    def waiting(self) -> bool:
        """Whether requests are waiting."""
        return bool(len(self._waiting))

    def put(self, request: Request) -> None:
        """Queue a request; :meth:`go_on` answers it.  A repetition of a waiting request is answered once."""
        if not self._waiting.put(request, payload(request.message)):
            trouble = m.Trouble.of(ExplainedLine(TOO_MANY, limit=WAITING_MAX), m.request_of(request.message))
            self._server.answer(request.peer, trouble)

    def greet(self, request: Request) -> None:
        """Answer a Hello at once, also during a commit: its client measures by it whether commands arrive."""
        self._reply(request)

    def go_on(self, budget_ms: int) -> None:
        """Answer one request of each client in turn, for at most ``budget_ms``."""
        until = self._monotonic() + budget_ms
        while len(self._waiting):
            self._reply(self._waiting.pop())
            if self._monotonic() >= until:
                return

    def _reply(self, request: Request) -> None:
        """Answer one request; a failure affects neither other requests nor the loop."""
        try:
            self._answer(request)
        except Exception as error:
            self._server.answer(request.peer, self._trouble(request.message, error))

    def _trouble(self, question: m.ToBackend, error: Exception) -> m.Trouble:
        kind = type(question).__name__
        self._messages.warning("a request could not be answered", kind=kind, trace=trace(error))
        line = ExplainedLine("{kind} failed ({why}); the backend's log has more", kind=kind, why=error)
        return m.Trouble.of(line, m.request_of(question))

    def _transfer(self, request: Request, parts: Iterable[Any], name: str) -> None:
        """Send a long answer in parts; a failure while sending ends it with the reason."""

        def guarded() -> Iterator[Any]:
            try:
                yield from parts
            except Exception as error:
                yield self._trouble(request.message, error)

        self._server.transfer(request.peer, guarded(), replaces=name)

    def _answer(self, request: Request) -> None:
        answer = self._server.answer
        principal = self._register.find(request.principal)
        if principal is None:  # its connection may remain open for another second
            line = ExplainedLine(NO_ROLE, key=request.principal, realm=self._realm)
            answer(request.peer, m.Trouble.of(line, m.request_of(request.message)))
            return
        match request.message:
            case m.Hello() as hello:
                answer(request.peer, self._welcome(hello, principal))
            case m.CatalogRequest():
                answer(request.peer, m.CatalogReply(content=self._catalog.encode()))
            case m.KeysRequest(stream=stream):
                self._transfer(request, self._tables(stream), f"keys {stream}")
            case m.SnapshotRequest():
                self._transfer(request, self._snapshot(), "snapshot")
            case m.ReplayRequest(first_seq=first, last_seq=last):
                first = max(1, first)
                last = min(last, self._log.head.seq, first + REPLAY_MAX - 1)
                self._transfer(request, self._replay(first, last), "replay")
            case m.HistoryRequest() as question:
                answer(request.peer, self._history_of(question))
            case m.SubjectRequest() as question:
                answer(request.peer, self._subject(question))
            case m.ContactRequest() as question:
                answer(request.peer, self._contact(question, principal))
            case m.RankRequest() as question:
                answer(request.peer, self._ranking(question))
            case m.SendingRequest() as question:
                answer(request.peer, self._sending(question))
            case m.Enrol() as enrolment:
                answer(request.peer, self._enrol(enrolment, principal))

    def _welcome(self, hello: m.Hello, principal: Principal) -> m.Welcome | m.Trouble:
        if hello.protocol != m.PROTOCOL:
            template = OLD_DESKTOP if hello.protocol < m.PROTOCOL else OLD_BACKEND
            return m.Trouble.of(ExplainedLine(template, ours=m.PROTOCOL, theirs=hello.protocol))
        if hello.realm != self._realm:
            return m.Trouble.of(
                ExplainedLine(
                    "realm {ours} runs here, not {theirs}; name that realm", ours=self._realm, theirs=hello.realm
                )
            )
        head = self._log.head
        endpoints = {name: where for name, where in self._server.endpoints.items() if name != "desk"}
        analysis = self._analysis()
        if analysis:
            endpoints["analysis"] = analysis
        return m.Welcome(
            protocol=m.PROTOCOL, program=VERSION, realm=self._realm, instance=self.instance, endpoints=endpoints,
            county_name=self._manifest.name, county=self._manifest.identity, epsg=self._manifest.epsg,
            catalog=self._catalog.digest, head_seq=head.seq, epoch=head.epoch, at_ms=self._clock.now_ms(),
            rate=self._clock.rate, principal=principal, proven=self._proven,
        )  # fmt: skip

    def _tables(self, *streams: str) -> Iterator[m.Keys]:
        for stream in streams or tuple(self._keys):
            table = self._keys.get(stream)
            rows = () if table is None else table.rows
            width = 0 if table is None else len(table.stream.keys)
            for first in range(0, len(rows) or 1, KEYS_PART):
                part = rows[first : first + KEYS_PART]
                columns = [[row[i] for row in part] for i in range(width)] or [[]]
                yield m.Keys(stream=stream, first=first, total=len(rows), columns=columns)

    def _snapshot(self) -> Iterator[Any]:
        """The key tables, then the current state, in parts of bounded size that are encoded one by one."""
        fold = self._desk.fold
        seq, recorded_ms = fold.seq, fold.recorded_ms
        states = {a.key: [] if a.withheld else fold.states[a.key].held() for a in AGGREGATES}
        newest = {key: some.known() for key, some in self.newest.items()}
        yield from self._tables()
        number = 0
        for aggregate in AGGREGATES:
            for some, raw in _parts(fold.states[aggregate.key], states[aggregate.key]):
                part = {**states_part(aggregate, some), "states": raw}
                yield {"type": "StatesPart", "seq": seq, "recorded_ms": recorded_ms, "part": number, **part}
                number += 1
        for key, columns in newest.items():
            for first in range(0, len(columns), ROWS_PART):
                rows = encoded(columns.take(slice(first, first + ROWS_PART)))
                yield m.NewestPart(seq=seq, part=number, stream=key, columns=rows)
                number += 1
        yield m.StatesPart(seq=seq, recorded_ms=recorded_ms, part=number, last=True)

    def _replay(self, first: int, last: int) -> Iterator[dict[str, object]]:
        if first > last:
            return
        for records in packed(map(self._open, map(self._reader.current, self._log.records(first, last)))):
            yield {"type": "ReplayPart", "records": records}

    def _history_of(self, question: m.HistoryRequest) -> m.HistoryReply:
        table = self._keys.get(question.stream)
        number = None if table is None else table.number.get(tuple(question.key))
        if table is None or number is None:
            self._messages.warning("history requested for an unknown key", stream=question.stream)
            return m.HistoryReply(request=question.request, stream=question.stream, columns={})
        from_ms, to_ms = (max(-(2**62), min(2**62, ms)) for ms in (question.from_ms, question.to_ms))
        found = self._history.between(question.stream, number, from_ms, to_ms, HISTORY_MAX)
        return m.HistoryReply(request=question.request, stream=question.stream, columns=encoded(found))

    def _subject(self, question: m.SubjectRequest) -> dict[str, object]:
        records = [self._open(self._reader.current(data)) for data in self._log.of_subject(question.subject)]
        return {
            "type": "SubjectReply",
            "request": question.request,
            "subject": question.subject,
            "records": [part for some in packed(records) for part in some],
        }

    def _contact(self, question: m.ContactRequest, principal: Principal) -> m.ContactReply:
        unit = question.token.removeprefix(UNIT_TOKEN) if question.token.startswith(UNIT_TOKEN) else ""
        if unit:
            permitted = may_see_phone(principal, unit)
        else:
            events = self._desk.fold.states["event"]
            reported = (event for event in map(events.peek, events) if event.is_reported_by(question.token))
            permitted = may_see_contact(principal, reported)
        if not permitted:
            self._audit.note(
                AuditEntry(
                    kind=AuditKind.CONTACT_REFUSED, by=principal.id, about=question.token, reason="not_authorised"
                )
            )
            return m.ContactReply(request=question.request, text="", refused="not_authorised")
        try:
            found = self._phone_of(unit) if unit else self._contacts.find(question.token)
        except StoreError:
            return m.ContactReply(request=question.request, text="", refused="journal_failed")
        if found:
            self._audit.note(AuditEntry(kind=AuditKind.CONTACT_DISCLOSED, by=principal.id, about=question.token))
        return m.ContactReply(request=question.request, text=(found or b"").decode("utf-8", "replace"))

    def _phone_of(self, unit: str) -> bytes:
        resource = self._desk.resources.get(unit)
        return b"" if resource is None else resource.phone.encode()

    def _ranking(self, question: m.RankRequest) -> m.RankReply:
        event = self._desk.events.get(question.event_id)
        if event is None:
            return m.RankReply(request=question.request, candidates=[])
        kinds = question.kinds
        ranked = self._desk.ranked_of(event, kinds) if kinds else self._desk.ranked(event)
        choice = ranked.choice_of(ranked[0].unit)
        return m.RankReply(request=question.request, candidates=ranked.most(RANKED_MAX), choice=choice)

    def _sending(self, question: m.SendingRequest) -> m.SendingReply:
        event = self._desk.events.get(question.event_id)
        reply = m.SendingReply(request=question.request, event_id=question.event_id, unit=question.unit)
        if event is None:
            return reply
        way = self._desk.way(event, question.unit)
        cover = self._desk.lost_cover(question.unit) if question.cover else None
        if way is not None:
            reply = replace(reply, minutes=way.minutes, xy_m=way.simplified(WAY_POINTS_MAX).ravel().tolist())
        if cover is not None:
            reply = replace(reply, cover_min=cover.limit_min, uncovered=list(cover.villages))
        return reply

    def _enrol(self, enrolment: m.Enrol, principal: Principal) -> m.Accepted | m.Rejected:
        if Role.ADMIN not in principal.roles:
            params = {"principal": principal.id, "command": "Enrol", "roles": Role.ADMIN.value}
            self._audit.note(
                AuditEntry(
                    kind=AuditKind.COMMAND_REFUSED, by=principal.id, about=enrolment.person, code="Enrol",
                    reason="not_authorised", params=params,
                )
            )  # fmt: skip
            return m.Rejected(command_id=enrolment.id, code="not_authorised", params=params)
        try:
            self._register.enrol(principal.id, enrolment.person)
        except Explained as error:
            return m.Rejected(command_id=enrolment.id, code="not_enrolled", params={"why": str(error)})
        self._audit.note(
            AuditEntry(kind=AuditKind.PERSON_ENROLLED, by=principal.id, about=principal.id, person=enrolment.person)
        )
        return m.Accepted(command_id=enrolment.id, first_seq=0, last_seq=-1)


def _parts(states: States, held: Iterable[tuple[str, Any]]) -> Iterator[tuple[list[Any], list[Raw]]]:
    """The states that were ``held``, with their encoded bytes, in parts of about PACK_BYTES and at most STATES_PART of
    them; a longer state is a part of its own."""
    part: list[Any] = []
    encoded: list[Raw] = []
    size = 0
    for subject, state in held:
        data = encoded_state(state)
        if part and (len(part) == STATES_PART or size + len(data) > PACK_BYTES):
            yield part, encoded
            part, encoded, size = [], [], 0
        part.append(states.decoded(subject, state))
        encoded.append(Raw(data))
        size += len(data)
    if part:
        yield part, encoded
