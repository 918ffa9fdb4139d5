"""Scores a drill by the records of its desk, one record after another.

Times are recorded times of the drill: they never go back, so that a missed limit stays missed, and a branch that was
taken because of it stays right.  Status and points follow from the moments that were seen and the present time alone:
the same log gives the same scores, however it is divided.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from msgspec import Struct

from county import records as r
from county.drill.conditions import InjectStage
from county.drill.measures import MEASURES
from county.drill.scenario import Expectation, Scenario, recipient
from county.drill.score import Called, Decided, NoticeFinding, Overruling, Score, Status, timed
from county.records import Record, RecordBody
from county.response.evacuations import EvacueesArrived, EvacueesCorrected
from county.response.levels import ResponseLevelAdjusted, ResponseLevelSet
from county.response.notices import NoticeAcknowledged, NoticeSent
from county.response.plan_table import LEVELS
from county.response.plans import PlanLevelAdjusted, PlanStarted
from county.response.situation_reports import SituationReportSent

COMMANDS = "drill:"
"""Commands of injects have ids ``drill:<inject>:<attempt>``."""


class InjectDone(Struct, frozen=True, kw_only=True):
    """An inject was delivered or skipped."""

    seq: int
    at_ms: int
    inject: str
    stage: InjectStage
    sensor: str = ""
    """That it was recorded to feed; "": see :class:`CountyInputs`."""


class Rated(Struct, frozen=True, kw_only=True):
    """An evaluator rated what was observed; ``share`` of the scale, 0 to 1."""

    seq: int
    expectation: str
    share: float


class Overruled(Struct, frozen=True, kw_only=True):
    """An evaluator replaces a value."""

    seq: int
    expectation: str
    status: Decided
    share: float
    by: str
    reason: str


class Endex(Struct, frozen=True, kw_only=True):
    """The drill ended, or was aborted: what was not due by then is not assessed."""

    seq: int
    at_ms: int
    aborted: bool = False


DrillFact = InjectDone | Rated | Overruled | Endex


class CountyInputs(Struct, frozen=True, kw_only=True):
    """What scores need of the county."""

    unit_kinds: Mapping[str, str]
    """Kind by id of the resource."""
    departments: Mapping[str, str]
    """Department by id of the resource."""
    population: Mapping[str, int]
    """By code of the village, as far as it is known."""
    sensors: Mapping[str, str]
    """Id of the sensor by inject of readings, as long as its delivery has not recorded one."""


class _Tally:
    """The moments that were seen of one expectation."""

    __slots__ = ("acknowledged", "end", "notices", "overruled", "people", "rating", "sent", "start")

    def __init__(self) -> None:
        self.start: tuple[int, int] | None = None
        """Time and seq."""
        self.end: tuple[int, int] | None = None
        self.sent: dict[str, int] = {}
        """Seq of the first notice, by addressee."""
        self.notices: dict[str, str] = {}
        """Addressee by id of the notice."""
        self.acknowledged: dict[str, tuple[int, int]] = {}
        self.people: dict[str, int] = {}
        self.rating: Rated | None = None
        self.overruled: Overruled | None = None


class Scoring:
    """The scores of one run."""

    def __init__(self, scenario: Scenario, county: CountyInputs) -> None:
        self._county = county
        self._fed = {inject.id for inject in scenario.injects if inject.reading is not None}
        self._of = {expectation.id: expectation for expectation in scenario.expectations}
        self._tallies = {id: _Tally() for id in self._of}
        self._by_inject: dict[str, list[Expectation]] = {}
        for expectation in scenario.expectations:
            self._by_inject.setdefault(expectation.of, []).append(expectation)
        self._by_record: dict[str, list[Expectation]] = {}
        for expectation in scenario.expectations:
            for name in self._names(expectation):
                self._by_record.setdefault(name, []).append(expectation)
        self._stages: dict[str, InjectDone] = {}
        self._events: dict[str, str] = {}
        """Event by inject, the one that took it over after a merge."""
        self._sensors = {**county.sensors}
        self._alarms: dict[str, str] = {}
        self._ended: Endex | None = None
        self._settled: dict[str, Score] = {}
        """Scores that no passing of time changes, until a fact about them arrives."""

    @staticmethod
    def _names(expectation: Expectation) -> set[str]:
        """Names of the records that can change its tally."""
        measure = MEASURES[expectation.what]
        names = {kind.__name__ for kind in (*(measure.starts or ()), *measure.ends)} | {*expectation.forbidden}
        names |= {"NoticeSent"} if expectation.what == "notified" else set()
        return names | ({"EvacueesCorrected"} if expectation.what == "evacuated" else set())

    def take(self, fact: Record[Any] | DrillFact) -> None:
        """Take the next record of the journal, or fact of the drill, in the order of their sequence numbers."""
        match fact:
            case Record():
                self._record(fact)
            case InjectDone():
                self._stages[fact.inject] = fact
                if fact.sensor:
                    self._sensors[fact.inject] = fact.sensor
                for expectation in self._by_inject.get(fact.inject, ()):
                    self._settled.pop(expectation.id, None)
                    if fact.stage != "skipped":
                        self._shown(expectation, fact)
            case Rated():
                self._tallies[fact.expectation].rating = fact
                self._settled.pop(fact.expectation, None)
            case Overruled():
                self._tallies[fact.expectation].overruled = fact
                self._settled.pop(fact.expectation, None)
            case Endex():
                self._ended = fact
                self._settled.clear()

    def event_of(self, inject: str) -> str:
        """The event that an inject led to, the one that took it over after a merge; "" while there is none."""
        return self._events.get(inject, "")

    def limit_ms(self, id: str) -> int | None:
        """When an expectation that nobody meets is decided; None while its time does not run or it is met."""
        tally, limit = self._tallies[id], self._of[id].limit
        return None if tally.start is None or tally.end is not None or limit is None else tally.start[0] + limit

    def scores(self, now_ms: int) -> tuple[Score, ...]:
        """All scores at a time of the drill, in the order of the scenario."""
        return tuple(self.score(id, now_ms) for id in self._of)

    def score(self, id: str, now_ms: int) -> Score:
        """The score of one expectation at a time of the drill."""
        if (settled := self._settled.get(id)) is not None:
            return settled
        measured = self._measured(self._of[id], self._tallies[id], now_ms)
        change = self._tallies[id].overruled
        if change is None:
            if self._is_settled(id):
                self._settled[id] = measured
            return measured
        old = Overruling(by=change.by, reason=change.reason, seq=change.seq,
                         old_status=measured.status, old_points=measured.points)  # fmt: skip
        return Score(id=id, status=change.status, points=measured.weight * change.share, weight=measured.weight,
                     elapsed_ms=measured.elapsed_ms, proof=(*measured.proof, change.seq), called=measured.called,
                     overruled=old)  # fmt: skip

    def _is_settled(self, id: str) -> bool:
        """Whether time alone does not change its score: what is measured has ended, or has not begun."""
        tally, what = self._tallies[id], self._of[id].what
        if what in ("observed", "not_done"):
            return False
        return tally.end is not None or (tally.start is None and self._ended is None)

    def _record(self, record: Record[Any]) -> None:
        body, moment = record.body, (record.recorded_ms, record.seq)
        if isinstance(body, r.EventReported):
            self._reported(record)
        elif isinstance(body, r.AlarmRaised):
            for inject, sensor in self._sensors.items():
                if sensor == body.sensor_id and self._is_delivered(inject):
                    self._alarms.setdefault(inject, body.alarm_id)
        for expectation in self._by_record.get(type(body).__name__, ()):
            tally = self._tallies[expectation.id]
            if tally.end is None and self._is_delivered(expectation.of, record.command_id):
                self._settled.pop(expectation.id, None)
                self._take(expectation, tally, body, moment)
        if isinstance(body, r.EventMerged):
            for inject, event in self._events.items():
                if event == body.event_id:
                    self._events[inject] = body.into

    def _shown(self, expectation: Expectation, fact: InjectDone) -> None:
        """Its inject was delivered or acknowledged; the alarm that people tell is acknowledged as their message."""
        tally, moment = self._tallies[expectation.id], (fact.at_ms, fact.seq)
        is_told = expectation.what == "alarm_acknowledged" and fact.inject not in self._fed
        if tally.start is None and (is_told or MEASURES[expectation.what].starts is None):
            tally.start = moment
        if is_told and tally.end is None and fact.stage == "acknowledged":
            tally.end = moment

    def _is_delivered(self, inject: str, command_id: str = "") -> bool:
        done = self._stages.get(inject)
        delivered = done is not None and done.stage != "skipped"
        return delivered or command_id.startswith(f"{COMMANDS}{inject}:")

    def _reported(self, record: Record[Any]) -> None:
        body = record.body
        if record.command_id.startswith(COMMANDS):
            inject = record.command_id[len(COMMANDS) :].rpartition(":")[0]
            self._events.setdefault(inject, body.event_id)
        if body.alarm_id:
            for inject, alarm in self._alarms.items():
                if alarm == body.alarm_id:
                    self._events.setdefault(inject, body.event_id)

    def _take(self, expectation: Expectation, tally: _Tally, body: RecordBody, moment: tuple[int, int]) -> None:
        measure, what = MEASURES[expectation.what], expectation.what
        if what == "notified":
            self._called(expectation, tally, body, moment)
            return
        if not self._is_about(expectation, body):
            return
        if what == "not_done":
            tally.end = moment
        elif isinstance(body, measure.starts or ()) and tally.start is None:
            if what not in ("accepted", "departed", "arrived") or self._fits(expectation, body):
                tally.start = moment
        elif tally.start is not None and self._ends(expectation, tally, body):
            tally.end = moment

    def _is_about(self, expectation: Expectation, body: RecordBody) -> bool:
        """Whether a record is about the event or alarm of the expectation's inject."""
        if isinstance(body, r.EventRecord | SituationReportSent):
            return self._events.get(expectation.of) == body.event_id
        if isinstance(body, r.AlarmRecord):
            return self._alarms.get(expectation.of) == body.alarm_id
        if isinstance(body, PlanStarted):
            own = self._events.get(expectation.of)
            return own is None or body.about in ("", own)
        return True

    def _ends(self, expectation: Expectation, tally: _Tally, body: RecordBody) -> bool:
        if not isinstance(body, (*MEASURES[expectation.what].ends, EvacueesCorrected)):
            return False  # a second unit that is sent is no arrival of the first one
        match body:
            case r.EventDispatched() | r.UnitAdded() | r.UnitDeparted() | r.UnitArrived():
                return self._fits(expectation, body)
            case ResponseLevelSet() | ResponseLevelAdjusted() | PlanStarted() | PlanLevelAdjusted():
                return LEVELS.index(body.level) >= LEVELS.index(expectation.level or "IV")
            case EvacueesArrived() if body.village == expectation.village:
                tally.people[body.arrival_id] = body.people
                return self._are_away(expectation, tally)
            case EvacueesCorrected() if body.arrival_id in tally.people:
                tally.people[body.arrival_id] = body.people
                return self._are_away(expectation, tally)
            case SituationReportSent():
                return body.kind == expectation.report
            case r.EventMerged():
                return body.into == self._events.get(expectation.into)
        return not isinstance(body, EvacueesArrived | EvacueesCorrected)

    def _are_away(self, expectation: Expectation, tally: _Tally) -> bool:
        """Never of a village whose people nobody has counted: of them no share is known."""
        people = self._county.population.get(expectation.village, 0)
        return people > 0 and sum(tally.people.values()) >= (expectation.share or 1.0) * people

    def _fits(self, expectation: Expectation, body: Any) -> bool:
        """Whether the unit of a record is one that the expectation asks for."""
        if not (expectation.unit or expectation.unit_kind or expectation.department):
            return True
        unit = getattr(body, "unit", "")
        return (
            unit in expectation.unit
            or self._county.unit_kinds.get(unit, "") in expectation.unit_kind
            or self._county.departments.get(unit, unit) in expectation.department
        )

    def _called(self, expectation: Expectation, tally: _Tally, body: Any, moment: tuple[int, int]) -> None:
        if isinstance(body, NoticeSent):
            for who in expectation.who:
                if recipient(who) == (body.kind, body.to):
                    tally.sent.setdefault(who, moment[1])
                    tally.notices[body.notice_id] = who
        elif isinstance(body, NoticeAcknowledged) and body.notice_id in tally.notices:
            tally.acknowledged.setdefault(tally.notices[body.notice_id], moment)
            wanted = {"all": len(expectation.who), "any": 1}.get(str(expectation.quorum), expectation.quorum)
            if len(tally.acknowledged) >= int(wanted):
                tally.end = moment

    def _measured(self, expectation: Expectation, tally: _Tally, now_ms: int) -> Score:
        at_ms = now_ms if self._ended is None else min(now_ms, self._ended.at_ms)
        has_ended = self._ended is not None and now_ms >= self._ended.at_ms
        stage = self._stages.get(expectation.of)
        reported = expectation.of in self._events or expectation.of in self._alarms
        proof = tuple(moment[1] for moment in (tally.start, tally.end) if moment is not None)
        called = self._findings(expectation, tally)
        status: Status
        elapsed, cut_short = None, False
        undue: Status = "not_due" if self._ended is not None and self._ended.aborted else "missed"
        if (stage is not None and stage.stage == "skipped") or (has_ended and stage is None and not reported):
            status = "not_due" if stage is None and undue == "not_due" else "not_applicable"
            return Score(id=expectation.id, status=status, points=0.0, weight=expectation.weight,
                         proof=() if stage is None else (stage.seq,))  # fmt: skip
        if expectation.what == "observed":
            status, share = "pending", 0.0
            if (rating := tally.rating) is not None:
                share, proof = rating.share, (*proof, rating.seq)
                status = "met" if share >= 1 else "late" if share > 0 else "missed"
        elif expectation.what == "not_done":
            status, share = self._avoided(expectation, tally, at_ms, has_ended=has_ended)
        elif tally.start is None:
            status, share = (undue if has_ended else "pending"), 0.0
        else:
            elapsed = None if tally.end is None else tally.end[0] - tally.start[0]
            so_far = at_ms - tally.start[0] if elapsed is None else elapsed
            status, share = timed(expectation, so_far, is_done=elapsed is not None)
            cut_short = status == "pending" and has_ended and undue == "missed"
            if status == "pending" and has_ended:
                status = undue
        return Score(id=expectation.id, status=status, points=expectation.weight * share, weight=expectation.weight,
                     elapsed_ms=elapsed, proof=proof, called=called, cut_short=cut_short)  # fmt: skip

    def _avoided(
        self, expectation: Expectation, tally: _Tally, at_ms: int, *, has_ended: bool
    ) -> tuple[Status, float]:
        """Of a mistake to avoid: missed by a forbidden record before the limit."""
        if tally.start is None or expectation.limit is None:
            return "pending", 0.0
        limit_ms = tally.start[0] + expectation.limit
        if tally.end is not None and tally.end[0] < limit_ms:
            return "missed", 0.0
        if at_ms >= limit_ms:
            return "met", 1.0
        if not has_ended or self._ended is None:
            return "pending", 0.0
        return ("not_due", 0.0) if self._ended.aborted else ("met", 1.0)

    @staticmethod
    def _findings(expectation: Expectation, tally: _Tally) -> tuple[Called, ...]:
        def finding(who: str) -> NoticeFinding:
            return "acknowledged" if who in tally.acknowledged else "sent" if who in tally.sent else "never_sent"

        return tuple(Called(who, finding(who)) for who in expectation.who)


def scored(
    scenario: Scenario, county: CountyInputs, log: Iterable[Record[Any] | DrillFact], now_ms: int
) -> tuple[Score, ...]:
    """The scores of a whole log."""
    scoring = Scoring(scenario, county)
    for fact in log:
        scoring.take(fact)
    return scoring.scores(now_ms)
