"""What this window may know of the drill of its realm: its life, injects, deliveries, notes and scores.

Injects, notes and scores are withheld from the broadcast: they are asked for, and then told, as the role of the person
on duty permits (:mod:`county.drill.visibility`).  They are asked for again when the person, its role, the life of the
drill or the connection changes, and every half minute, since a connection can be renewed between two looks.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import msgspec
from PySide6.QtCore import QTimer

from county.authority import Author, Principal
from county.clock import monotonic_ms
from county.commands import CommandBody
from county.drill import inject_run
from county.drill.checks.injects import no_member
from county.drill.evaluation import EVALUATION, EvaluationEntry
from county.drill.evaluation_entry import EvaluationRecord
from county.drill.grading import DrillResult
from county.drill.inject_run import InjectAcknowledged, InjectDelivered, InjectRecord, InjectRun, parsed
from county.drill.loading import load
from county.drill.planned import planned_ms, shifts
from county.drill.run import DrillRun
from county.drill.scenario import Inject, Right, Scenario
from county.drill.score import Score
from county.drill.standing import DrillStanding, standing_of
from county.drill.told import ToldAnswer, ToldDelivery
from county.drill.visibility import seen_from_ms, sees_msel
from county.realm import Realm
from county.realm_clock import CLOCK, REALM_CLOCK, RealmClock
from county.records import Record
from county.toml_files.finding import FileFinding
from desktop.backend.feed import Feed
from desktop.drill.received import ReceivedInjects
from layers.hazards import HazardsLayer, told_hazards
from layers.registry import LayerSet
from services.protocol import messages as m
from services.protocol.source import Source

TICK_MS = 500
RENEWED_MS = 30_000
DRAFT_MS = 2_000
"""The same while a scenario is being checked: that it has errors is in no record."""
_NOBODY = Principal(id="", roles=frozenset())
_decode = msgspec.msgpack.decode


class DrillRoom(ReceivedInjects):
    """Used by the panels of a drill's window; :meth:`start` and :meth:`stop` with it."""

    def __init__(
        self, source: Source, layers: LayerSet, feed: Feed, acting: Callable[[], str], realm: Realm,
        monotonic: Callable[[], int] = monotonic_ms,
    ) -> None:  # fmt: skip
        """``acting``: the person on duty."""
        self._source, self._layers, self._feed = source, layers, feed
        self._acting, self._realm, self._monotonic = acting, realm, monotonic
        self.scenario: Scenario | None = None
        """None for those who may not see all of it."""
        self._findings: list[FileFinding] = []
        self.runs: dict[str, InjectRun] = {}
        self.notes: dict[str, EvaluationEntry] = {}
        self._delivered: dict[int, Record[InjectDelivered]] = {}
        """By number, and the answers: as they were told, also what the person cannot see by what is known so far."""
        self._answered: dict[int, ToldAnswer] = {}
        self._told: tuple[ToldDelivery, ...] | None = None
        """None: to be put together again."""
        self._told_by: DrillRun | None = None
        """The run by which that was done."""
        self.scores: dict[str, Score] = {}
        self.result: DrillResult | None = None
        self.letters: dict[str, str] = {}
        self._own: dict[str, Inject] = {}
        self._injects: dict[str, Inject] | None = None
        """None: to be put together again."""
        self._planned: tuple[int, dict[str, int | None]] | None = None
        """For which STARTEX, and the times."""
        self._text = ""
        self._seq = 0
        """Record up to which the injects and notes are known."""
        self._asked: object = None
        self._asked_ms = 0
        self._requests: dict[str, str] = {}
        """Newest request id of each kind."""
        self._timer = QTimer()
        self._timer.setInterval(TICK_MS)
        self._timer.timeout.connect(self.tick)

    def start(self) -> None:
        """Follow the drill; nothing while it is followed already."""
        if self._timer.isActive():
            return
        self._feed.arrived.connect(self._take)
        self._layers.book("drill").changed.connect(self.tick)
        self._timer.start()

    def stop(self) -> None:
        """Follow it no more; nothing where it is not followed."""
        if not self._timer.isActive():
            return
        self._timer.stop()
        self._feed.arrived.disconnect(self._take)
        self._layers.book("drill").changed.disconnect(self.tick)

    # ---- who and when

    @property
    def run(self) -> DrillRun | None:
        found: DrillRun | None = self._layers.states("drill").get(self._realm.id)
        return found

    @property
    def clock(self) -> RealmClock | None:
        """The orders to the drill's clock; None: none was given."""
        found: RealmClock | None = self._layers.states(REALM_CLOCK.key).get(CLOCK)
        return found

    @property
    def who(self) -> DrillStanding:
        run, principal = self.run, self._source.health().principal or _NOBODY
        return standing_of(() if run is None else run.roles, Author(principal, self._acting()))

    @property
    def is_called(self) -> bool:
        """Whether the person on duty has a role and has not answered the roll call."""
        run, who = self.run, self.who
        return run is not None and run.state == "armed" and who.role is not None and who.person not in run.present

    @property
    def next_rate(self) -> float:
        """At which a drill that stands still goes on: as before the pause, at first as it was loaded."""
        run, clock = self.run, self.clock
        if run is not None and run.zero_ms is None:
            return run.speed or 1.0
        return 1.0 if clock is None else clock.ran or 1.0

    @property
    def sees_all(self) -> bool:
        run = self.run
        return run is not None and sees_msel(run, self.who)

    def may(self, right: Right) -> bool:
        return right in self.who.rights

    @property
    def findings(self) -> list[FileFinding]:
        """Of the check of the scenario that still hold: a role that lacked a person may have been given one since.
        Empty for those who may not see all of the scenario."""
        run = self.run
        mended = {no_member(role.name) for role in (() if run is None else run.roles) if role.members}
        return [finding for finding in self._findings if finding.text not in mended]

    # ---- what the person was told

    @property
    def told(self) -> tuple[ToldDelivery, ...]:
        if self._told is None:
            self._told = () if self.run is None else tuple(self._seen(self.run))
        return self._told

    def _seen(self, run: DrillRun) -> Iterator[ToldDelivery]:
        who, injects = self.who, self.injects
        for _, record in sorted(self._delivered.items()):
            since_ms = seen_from_ms(run, who, record, injects.get(record.body.inject_id))
            if since_ms is not None:
                yield ToldDelivery(record, since_ms)

    @property
    def answers(self) -> Sequence[ToldAnswer]:
        return [record for _, record in sorted(self._answered.items())]

    # ---- injects

    @property
    def injects(self) -> dict[str, Inject]:
        """As they are delivered in this run: edited and improvised ones included."""
        if self._injects is None:
            self._injects = self._in_this_run()
        return self._injects

    def _in_this_run(self) -> dict[str, Inject]:
        scenario = () if self.scenario is None else self.scenario.injects
        own = {run.id: inject for run in self.runs.values() if (inject := run.inject) is not None}
        return {**self._own, **{inject.id: inject for inject in scenario}, **own}

    @property
    def missed_by_end(self) -> list[str]:
        """Expectations that are neither met nor late, and would be missed if the drill ended now."""
        asked = () if self.scenario is None else self.scenario.expectations
        delivered = {run.id for run in self.runs.values() if run.delivered_ms is not None}
        pending = {score.id for score in self.scores.values() if score.status == "pending"}
        return [
            one.id for one in asked
            if one.id in pending and one.of in delivered and one.what not in ("observed", "not_done")
        ]  # fmt: skip

    def planned(self) -> dict[str, int | None]:
        """When each inject was delivered, else when it is due; None: that is not known yet."""
        zero_ms = self.zero_ms
        if self._planned is None or self._planned[0] != zero_ms:
            self._planned = zero_ms, self._plan(zero_ms)
        return self._planned[1]

    def _plan(self, zero_ms: int) -> dict[str, int | None]:
        injects = self.injects
        shifted = shifts(injects, self.runs)
        found: dict[str, int | None] = {}
        for id, inject in injects.items():
            known = self.runs.get(id)
            before = None if inject.after is None else self.runs.get(inject.after.inject)
            after_ms = None if before is None else before.delivered_ms
            if known is not None and known.delivered_ms is not None:
                found[id] = known.delivered_ms
            else:
                found[id] = planned_ms(inject, known, shifted, zero_ms, after_ms)
        return found

    # ---- what is asked and told

    def tick(self) -> None:
        """Ask again where something changed that decides what may be seen."""
        run, who, now_ms = self.run, self.who, self._monotonic()
        if run != self._told_by:
            self._tell()
        if run is None or self._source.health().state != "live":
            self._asked = None
            return
        wanted = (who, run.state, run.digest, len(run.roles))
        renewed_ms = DRAFT_MS if run.state == "draft" else RENEWED_MS
        if wanted == self._asked and now_ms - self._asked_ms < renewed_ms:
            return
        if self._asked is not None and wanted[:1] != self._asked[:1]:  # type: ignore[index]
            self._forget()
        self._asked, self._asked_ms = wanted, now_ms
        person = self._acting()
        if self.sees_all:
            self._requests["msel"] = self._source.msel(person)
            self._requests["scores"] = self._source.drill_scores(person)
        elif who.role is not None and who.role.side in ("control", "simulate"):
            self._requests["msel"] = self._source.msel(person)
        if who.role is not None or self.sees_all:
            self._requests["delivered"] = self._source.delivered_injects(person)
        self.changed.emit()

    def _forget(self) -> None:
        """Another person is on duty: what the one before might see is not its business."""
        self.scenario, self.result, self._text = None, None, ""
        known: tuple[dict[Any, Any], ...] = (
            self.runs, self.notes, self.scores, self.letters, self._delivered, self._answered, self._own,
        )  # fmt: skip
        for one in known:
            one.clear()
        self._findings = []
        self._tell()

    def _tell(self) -> None:
        """What can be seen follows from all that is known: it is put together again, whatever came last."""
        self._injects = self._planned = self._told = None
        self._told_by = self.run
        self._layers.of(HazardsLayer).show(told_hazards(self.told))
        self.changed.emit()

    def _take(self, answer: object) -> None:
        match answer:
            case m.MselReply() if answer.request == self._requests.get("msel") and not answer.refused:
                self._take_msel(answer)
            case m.DeliveredReply() if answer.request == self._requests.get("delivered") and not answer.refused:
                self._delivered.clear()
                self._answered.clear()
                for record in answer.records:
                    self._take_delivery(record)
            case m.ScoreReply() if answer.request in ("", self._requests.get("scores")) and not answer.refused:
                self._take_scores(answer)
            case m.DrillNews():
                for record in answer.records:
                    self._take_news(record)
            case _:
                return
        self._tell()

    def _take_msel(self, reply: m.MselReply) -> None:
        self._seq = reply.seq
        if reply.text != self._text:
            self._text = reply.text
            self.scenario = load(reply.text.encode(), "").scenario if reply.text else None
        self._own = {inject.id: inject for inject in map(parsed, reply.injects)}
        self.runs = {run.id: run for run in (_decode(raw, type=InjectRun) for raw in reply.runs)}
        self.notes = {note.id: note for note in (_decode(raw, type=EvaluationEntry) for raw in reply.notes)}
        self._findings = [told.finding for told in reply.findings]

    def _take_scores(self, reply: m.ScoreReply) -> None:
        self.scores = {score.id: score for score in (_decode(raw, type=Score) for raw in reply.scores)}
        self.result = next((_decode(raw, type=DrillResult) for raw in reply.result), None)
        self.letters = reply.letters

    def _take_news(self, record: Record[Any]) -> None:
        body = record.body
        if isinstance(body, InjectRecord):
            self._take_delivery(record)
            if record.seq > self._seq:
                self.runs[body.inject_id] = inject_run.apply(self.runs.get(body.inject_id), record)
        elif isinstance(body, EvaluationRecord) and record.seq > self._seq:
            self.notes[body.note_id] = EVALUATION.apply(self.notes.get(body.note_id), record)

    def _take_delivery(self, record: Record[Any]) -> None:
        if isinstance(record.body, InjectDelivered):
            self._delivered[record.seq] = record
        elif isinstance(record.body, InjectAcknowledged):
            self._answered[record.seq] = record


RIGHTS: dict[str, Right] = {
    "ReleaseInject": "release", "HoldInject": "hold", "DelayInject": "hold", "SkipInject": "skip",
    "ImproviseInject": "improvise", "EditInject": "improvise", "JumpDrill": "jump", "EndDrill": "end",
    "AbortDrill": "abort",
}  # fmt: skip


def right_of(command: type[CommandBody]) -> Right | None:
    """The right that a role must have to give a command; None: not a right of roles."""
    return RIGHTS.get(command.__name__)
