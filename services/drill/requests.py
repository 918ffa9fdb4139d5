"""Answers those who ask for injects, deliveries and scores of a drill, as far as their role may see them, and tells
them what changes.

Rights are those of the person, as its role is bound now; a refusal is a line of the audit log.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterable, Sequence
from typing import Any, NamedTuple

from msgspec import Raw

from county.aggregates import WITHHELD
from county.authority import Author, Principal, Register, check_person
from county.clock import Clock
from county.drill.grading import letters, result
from county.drill.inject_run import InjectAcknowledged, InjectDelivered, InjectRecord, content_of
from county.drill.run import DrillRun
from county.drill.scenario import Inject
from county.drill.score import Score
from county.drill.standing import DrillStanding, standing_of
from county.drill.visibility import sees, sees_inject, sees_msel
from county.explained import ExplainedLine
from county.fold import encoded_state
from county.records import Record
from county.refusals import Refused
from services.audit.entry import AuditEntry, AuditKind, Auditor
from services.desk import Desk
from services.drill.engine import DrillEngine
from services.drill.plan import injects_of
from services.protocol import messages as m
from services.protocol.codec import payload
from services.protocol.server import Request, Server
from services.requests.answers import TOO_MANY
from services.requests.turns import TurnQueue
from services.store.upcast import RecordReader
from services.transport.ports import Peer

LISTENERS_MAX = 512
"""Connections that are told changes; the one that asked first is dropped for a new one, and asks again."""
WAITING_MAX = 16
SCORES_MS = 200
"""Least real time between two looks at the scores for those who are told them."""


class DrillListener(NamedTuple):
    """Who is told changes over a connection."""

    principal: str
    person: str
    scores: bool


class DrillRequests:
    """Used by the loop only."""

    def __init__(
        self,
        desk: Desk,
        engine: DrillEngine,
        *,
        server: Server,
        register: Register,
        audit: Auditor,
        reader: RecordReader,
        clock: Clock,
        monotonic: Callable[[], int],
    ) -> None:
        self._desk = desk
        self._engine = engine
        self._server = server
        self._register = register
        self._audit = audit
        self._reader = reader
        self._clock = clock
        self._monotonic = monotonic
        self._waiting = TurnQueue(WAITING_MAX)
        self._listeners: OrderedDict[Peer, DrillListener] = OrderedDict()
        self._delivered: list[Record[Any]] = []
        """Records of deliveries and acknowledgements."""
        self._scores: tuple[Score, ...] = ()
        self._scored_at = 0
        self._dirty = True

    @property
    def waiting(self) -> bool:
        return bool(len(self._waiting))

    def put(self, request: Request) -> None:
        if not self._waiting.put(request, payload(request.message)):
            line = ExplainedLine(TOO_MANY, limit=WAITING_MAX)
            self._server.answer(request.peer, m.Trouble.of(line, m.request_of(request.message)))

    def begin(self, records: Iterable[Record[Any]]) -> None:
        """Take the records about injects of the journal at the start; the others are not kept."""
        self._delivered = [record for record in records if isinstance(record.body, InjectRecord)]

    def go_on(self, budget_ms: int) -> None:
        """Answer requests for at most ``budget_ms``, then tell changed scores."""
        until = self._monotonic() + budget_ms
        while len(self._waiting):
            request = self._waiting.pop()
            try:
                self._answer(request)
            except Refused as refused:
                self._note(request, refused)
                self._server.answer(request.peer, _refused(request.message, refused))
            if self._monotonic() >= until:
                return
        self._tell_scores()

    def follow(self, stored: Sequence[bytes]) -> None:
        """Stored records: the engine scores them, and who may see withheld ones is told them."""
        records = [self._reader.read(data) for data in stored]
        self._engine.follow(records)
        self._dirty = True
        told = [record for record in records if type(record.body) in WITHHELD]
        self._delivered += [record for record in told if isinstance(record.body, InjectRecord)]
        run = self._run
        if not told or run is None:
            return
        injects = injects_of(self._desk.injects, self._desk)
        for peer, listener in list(self._listeners.items()):
            who = self._who(run, listener.principal, listener.person)
            seen = [r for r in told if who is not None and sees(run, who, r.body, _inject(r, injects))]
            if seen:
                self._server.answer(peer, m.DrillNews(records=seen))

    @property
    def _run(self) -> DrillRun | None:
        found: DrillRun | None = self._desk.find("drill", self._desk.realm)
        return found

    def _who(self, run: DrillRun | None, principal: str, person: str) -> DrillStanding | None:
        """As the key is registered now; None for one that may not act for the person any more."""
        known = self._register.find(principal)
        if known is None or (person and person not in known.people):
            return None
        return standing_of(() if run is None else run.roles, Author(known, person))

    def _answer(self, request: Request) -> None:
        """Raises Refused."""
        message = request.message
        principal = self._register.find(request.principal) or Principal(id=request.principal, roles=frozenset())
        check_person(Author(principal, message.person))
        run = self._run
        who = standing_of(() if run is None else run.roles, Author(principal, message.person))
        if not who.rights and who.role is None:
            raise Refused("drill_no_role", person=message.person or principal.id)
        match message:
            case m.MselRequest(request=name):
                self._server.answer(request.peer, self._msel(name, run, who))
            case m.DeliveredRequest(request=name):
                self._server.answer(request.peer, m.DeliveredReply(request=name, records=self._deliveries(run, who)))
            case m.ScoreRequest(request=name):
                self._server.answer(request.peer, self._score_reply(name, run, who))
        earlier = self._listeners.pop(request.peer, None)
        scores = isinstance(message, m.ScoreRequest) or (earlier is not None and earlier.scores)
        self._listeners[request.peer] = DrillListener(principal.id, message.person, scores)
        if len(self._listeners) > LISTENERS_MAX:
            self._listeners.popitem(last=False)

    def _msel(self, request: str, run: DrillRun | None, who: DrillStanding) -> m.MselReply:
        """Raises Refused."""
        checked, states = self._engine.checked, self._desk.fold.states
        whole = who.sees_all if run is None else sees_msel(run, who)
        injects = injects_of(self._desk.injects, self._desk)
        own = [] if whole or run is None else [one for one in injects.values() if sees_inject(run, who, one)]
        if not whole and (who.role is None or who.role.side not in ("control", "simulate")):
            raise Refused("drill_msel_closed")
        ids = {one.id for one in own}
        runs = [known for known in states["inject"].values() if whole or known.id in ids]
        notes = list(states["evaluation"].values()) if whole else []
        return m.MselReply(
            request=request, seq=self._desk.fold.seq, text=checked.text if whole and checked is not None else "",
            injects=[content_of(one) for one in own], runs=[Raw(encoded_state(known)) for known in runs],
            notes=[Raw(encoded_state(note)) for note in notes],
            findings=list(map(m.ToldFinding.of, checked.findings)) if whole and checked is not None else [],
        )  # fmt: skip

    def _deliveries(self, run: DrillRun | None, who: DrillStanding) -> list[Record[Any]]:
        if run is None:
            return []
        injects = injects_of(self._desk.injects, self._desk)
        kinds = InjectDelivered | InjectAcknowledged
        told = (record for record in self._delivered if isinstance(record.body, kinds))
        return [record for record in told if sees(run, who, record.body, _inject(record, injects))]

    def _score_reply(self, request: str, run: DrillRun | None, who: DrillStanding) -> m.ScoreReply:
        """Raises Refused."""
        if run is None or not sees_msel(run, who):
            raise Refused("drill_msel_closed")
        keeper, checked = self._engine.keeper, self._engine.checked
        scores = () if keeper is None else keeper.scores(self._clock.now_ms())
        return self._reply_of(request, scores) if checked is not None else m.ScoreReply(request=request)

    def _reply_of(self, request: str, scores: tuple[Score, ...]) -> m.ScoreReply:
        checked = self._engine.checked
        if checked is None or checked.scenario is None:
            return m.ScoreReply(request=request)
        grading = self._desk.catalog.drill_grading
        return m.ScoreReply(
            request=request, seq=self._desk.fold.seq, at_ms=self._clock.now_ms(),
            scores=[Raw(payload(score)) for score in scores],
            result=[Raw(payload(result(checked.scenario, scores, grading)))],
            letters=dict(letters(checked.scenario, scores, grading)),
        )  # fmt: skip

    def _tell_scores(self) -> None:
        """Tell changed scores to those who asked for them."""
        keeper, run, now = self._engine.keeper, self._run, self._monotonic()
        if keeper is None or run is None or now - self._scored_at < SCORES_MS:
            return
        listening = [(peer, one) for peer, one in self._listeners.items() if one.scores]
        if not listening or not (self._dirty or run.state == "running"):
            return
        self._scored_at, self._dirty = now, False
        scores = keeper.scores(self._clock.now_ms())
        if scores == self._scores:
            return
        self._scores = scores
        reply = self._reply_of("", scores)
        for peer, listener in listening:
            who = self._who(run, listener.principal, listener.person)
            if who is not None and sees_msel(run, who):
                self._server.answer(peer, reply)

    def _note(self, request: Request, refused: Refused) -> None:
        self._audit.note(
            AuditEntry(
                kind=AuditKind.COMMAND_REFUSED, by=request.principal, person=request.message.person,
                about=f"drill/{self._desk.realm}", code=type(request.message).__name__, reason=refused.code,
                params=refused.params,
            )
        )  # fmt: skip


def _inject(record: Record[Any], injects: Any) -> Inject | None:
    found: Inject | None = injects.get(getattr(record.body, "inject_id", ""))
    return found


def refusing(server: Server) -> Callable[[Request], None]:
    """Refuses the requests of drills in a realm that is none: a request without an answer would be waited for."""

    def refuse(request: Request) -> None:
        server.answer(request.peer, _refused(request.message, Refused("drill_other_realm")))

    return refuse


def _refused(message: Any, refused: Refused) -> m.MselReply | m.DeliveredReply | m.ScoreReply:
    name, code, params = message.request, refused.code, refused.params
    if isinstance(message, m.MselRequest):
        return m.MselReply(request=name, refused=code, params=params)
    if isinstance(message, m.DeliveredRequest):
        return m.DeliveredReply(request=name, refused=code, params=params)
    return m.ScoreReply(request=name, refused=code, params=params)
