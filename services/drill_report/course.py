"""The course of one drill, followed through its journal: its life, injects, clock, notes and scores."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from county.drill.evaluation import EvaluatorNoteWritten, ExpectationRated, ImprovementApproved, ImprovementRecord
from county.drill.grading import Letter
from county.drill.inject_run import (
    INJECTS,
    InjectDelayed,
    InjectDelivered,
    InjectEdited,
    InjectHeld,
    InjectRecord,
    InjectReleased,
    InjectRun,
    InjectSkipped,
    waits_for,
)
from county.drill.run import DRILL_RUNS, DrillAborted, DrillEnded, DrillEvaluated, DrillRecord, DrillRun, DrillStarted
from county.drill.scenario import Inject, Scenario, ScenarioReadings
from county.drill.score import Score
from county.drill.self_assessment import SelfAssessmentRecord
from county.drill.standing import PERSON
from county.realm_clock import ClockJumped, ClockRateSet
from county.records import Record
from services.drill.contents import filled_text
from services.drill.package_county import PackageForDrills
from services.drill.scores import ScoreKeeper
from services.drill_report import words
from services.drill_report.actions import NameOf, PlayedActions, TitleOf
from services.drill_report.facts import (
    ClockChange,
    EvaluatorEntry,
    Improvement,
    InjectEnd,
    NoteKind,
    PlayedAction,
    PlayedInject,
    Rating,
    SelfAssessment,
)

TITLE_MAX = 60
"""Characters of an inject's text that stand for its title."""
KIND_OF: dict[Letter | None, NoteKind] = {"P": "strength", "S": "problem", "M": "problem", "U": "problem"}
"""What a note with a rating is; one without is a note."""
ENDS: dict[str, InjectEnd] = {
    "delivered": "delivered", "acknowledged": "acknowledged", "played": "played", "skipped": "skipped"
}  # fmt: skip


class DrillEnd(Struct, frozen=True, kw_only=True):
    """When a drill was over, by the machine's clock, and why it was aborted; "" for one played to its end."""

    wall_ms: int
    reason: str


class DrillCourse:
    """Takes the records of a drill's journal, from the first one on."""

    def __init__(
        self, scenario: Scenario, county: PackageForDrills, reading_title: Callable[[ScenarioReadings], str],
        name_of: NameOf, title_of: TitleOf,
    ) -> None:
        """``reading_title``: what injected readings are about, in words; ``name_of``: of those who act; ``title_of``:
        of events and alarms."""
        self._actions = PlayedActions(name_of, title_of)
        self._reading_title = reading_title
        self._scenario = scenario
        self._of_scenario = {inject.id: inject for inject in scenario.injects}
        self._catalog = county.catalog
        self._keeper = ScoreKeeper(scenario, county)
        self._recorded_ms = 0
        self.run: DrillRun | None = None
        self.began_ms: int | None = None
        """Wall time of STARTEX."""
        self.end: DrillEnd | None = None
        self.grade_reason = ""
        self._injects: dict[str, InjectRun] = {}
        self._seqs: dict[str, int] = {}
        """Of the record that decided what became of an inject."""
        self._changed: set[str] = set()
        self._held: set[str] = set()
        self._released_by: dict[str, str] = {}
        self._ratings: list[Rating] = []
        self._clock: list[Record[Any]] = []
        self._stops: dict[int, DrillRecord] = {}
        """Why the clock was paused without an order of a person, by the record that paused it."""
        self._notes: list[Record[EvaluatorNoteWritten]] = []
        self._improvements: dict[str, Improvement] = {}
        self._self_assessments: dict[str, SelfAssessment] = {}

    def take(self, record: Record[Any]) -> None:
        """The next record."""
        self._keeper.take(record)
        self._recorded_ms = record.recorded_ms
        self._actions.take(
            record, self._drill_ms(record.recorded_ms), in_background=record.seq <= self._keeper.background_seq
        )
        match record.body:
            case DrillRecord():
                self.run = DRILL_RUNS.apply(self.run, record)
                self._take_life(record)
                if type(record.body) in words.STOPS:
                    self._set_clock(record)
            case InjectRecord():
                self._take_inject(record)
            case ClockRateSet() | ClockJumped() if self.began_ms is not None:
                self._set_clock(record)
            case EvaluatorNoteWritten():
                self._notes.append(record)
            case ExpectationRated() as body:
                self._ratings.append(Rating(
                    expectation=body.expectation, by=record.who.removeprefix(PERSON), share=body.share, text=body.note,
                    seq=record.seq,
                ))  # fmt: skip
            case SelfAssessmentRecord() as body:
                self._self_assessments[body.note_id] = SelfAssessment(
                    by=record.who.removeprefix(PERSON), seq=record.seq, verdicts=body.verdicts, grade=body.grade,
                    went_well=body.went_well,
                    went_badly=body.went_badly, suggestions=body.suggestions,
                )  # fmt: skip
            case ImprovementRecord() as body:
                self._improvements[body.note_id] = Improvement(
                    id=body.note_id, text=body.note, owner=body.owner, department=body.department, due_ms=body.until_ms,
                    objective=body.objective, proof=body.proof,
                )  # fmt: skip
            case ImprovementApproved(note_id=id, live_event=event):
                self._improvements[id] = replace(self._improvements[id], live_event=event)

    def scores(self) -> tuple[Score, ...]:
        """As of the last record."""
        return self._keeper.scores(self._recorded_ms)

    @property
    def injects(self) -> tuple[PlayedInject, ...]:
        """Those of the scenario in its order, then improvised ones as they came."""
        known = {inject.id for inject in self._scenario.injects}
        more = [run.inject for id, run in self._injects.items() if id not in known]
        return tuple(self._played(inject) for inject in (*self._scenario.injects, *more) if inject is not None)

    @property
    def actions(self) -> tuple[PlayedAction, ...]:
        """What the players did, in its order."""
        return self._actions.actions

    @property
    def unlisted_actions(self) -> int:
        return self._actions.unlisted

    @property
    def improvements(self) -> tuple[Improvement, ...]:
        """As they were stated last."""
        return tuple(self._improvements.values())

    @property
    def self_assessments(self) -> tuple[SelfAssessment, ...]:
        """As they were stated last."""
        return tuple(self._self_assessments.values())

    @property
    def clock(self) -> tuple[ClockChange, ...]:
        """From STARTEX on, without the jump to it."""
        return tuple(
            ClockChange(
                wall_ms=wall_ms(record), drill_ms=max(0, self._drill_ms(record.recorded_ms)), seq=record.seq,
                rate=record.body.rate if isinstance(record.body, ClockRateSet) else None,
                event=words.STOPS.get(type(self._stops.get(record.seq, record.body)), ""),
                to_ms=self._drill_ms(record.body.to_ms) if isinstance(record.body, ClockJumped) else None,
            )
            for record in self._clock
            if not (isinstance(record.body, ClockJumped) and self._drill_ms(record.body.to_ms) <= 0)
        )  # fmt: skip

    @property
    def notes(self) -> tuple[EvaluatorEntry, ...]:
        """In the order of what was noted: one that takes long to write is saved after a later one."""
        return tuple(
            EvaluatorEntry(
                drill_ms=self._drill_ms(_noted_ms(record)), wall_ms=wall_ms(record),
                by=record.who.removeprefix(PERSON), text=record.body.note, seq=record.seq,
                objective=record.body.objective, expectation=record.body.expectation, rating=record.body.rating,
                kind=KIND_OF.get(record.body.rating, "note"),
                files=tuple(file.name for file in record.body.attachments),
            )
            for record in sorted(self._notes, key=_noted_ms)
        )  # fmt: skip

    @property
    def ratings(self) -> tuple[Rating, ...]:
        """In their order."""
        return tuple(self._ratings)

    @property
    def members(self) -> dict[str, tuple[str, ...]]:
        """Names of the persons by id of the role."""
        roles = () if self.run is None else self.run.roles
        return {role.id: tuple(person.removeprefix(PERSON) for person in role.members) for role in roles}

    @property
    def present(self) -> tuple[str, ...]:
        """Names of those who answered the roll call."""
        return () if self.run is None else tuple(person.removeprefix(PERSON) for person in self.run.present)

    def _take_life(self, record: Record[Any]) -> None:
        match record.body:
            case DrillStarted():
                self.began_ms = wall_ms(record)
            case DrillEnded():
                self.end = DrillEnd(wall_ms=wall_ms(record), reason="")
            case DrillAborted() as body:
                self.end = DrillEnd(wall_ms=wall_ms(record), reason=words.abort_reason(body, self._catalog))
            case DrillEvaluated(note=note):
                self.grade_reason = note

    def _set_clock(self, record: Record[Any]) -> None:
        """What stops the drill and the pause that belongs to it are one change: the pause stands before an
        interruption, and after the end."""
        before, paused = self._clock[-1] if self._clock else None, ClockRateSet(rate=0.0)
        if before is None or before.seq != record.seq - 1:
            self._clock.append(record)
        elif type(record.body) in words.STOPS and before.body == paused:
            self._stops[before.seq] = record.body
        elif not (type(before.body) in words.STOPS and record.body == paused):
            self._clock.append(record)

    def _take_inject(self, record: Record[Any]) -> None:
        id = record.body.inject_id
        self._injects[id] = INJECTS.apply(self._injects.get(id), record)
        if isinstance(record.body, InjectDelivered | InjectSkipped):
            self._seqs[id] = record.seq
        elif isinstance(record.body, InjectDelayed | InjectEdited):
            self._changed.add(id)
        elif isinstance(record.body, InjectHeld):
            self._held.add(id)
        elif isinstance(record.body, InjectReleased):
            self._released_by[id] = record.body.person.removeprefix(PERSON)

    def _drill_ms(self, at_ms: int) -> int:
        zero_ms = None if self.run is None else self.run.zero_ms
        return 0 if zero_ms is None else at_ms - zero_ms

    def _played(self, planned: Inject) -> PlayedInject:
        known = self._injects.get(planned.id) or InjectRun(id=planned.id)
        end = ENDS.get(known.state, "waiting")
        at_ms = known.since_ms if end == "skipped" else known.delivered_ms
        return PlayedInject(
            id=planned.id, title=filled_text(self._title(known, planned), self._scenario.variables), end=end,
            planned_ms=None if known.improvised else self._planned_ms(planned),
            done_ms=None if at_ms is None or end == "waiting" else self._drill_ms(at_ms),
            seq=self._seqs.get(planned.id), improvised=known.improvised, changed=planned.id in self._changed,
            held=planned.id in self._held,
            released_by=self._who_released(planned),
            reason=words.reason(known, waits_for(known, planned) if end == "waiting" else ""),
        )  # fmt: skip

    def _who_released(self, planned: Inject) -> str:
        person = self._released_by.get(planned.id, "")
        if planned.release == "two-person" and person:
            return f"{self._injects[planned.id].seconded_by.removeprefix(PERSON)}、{person}"
        return person if planned.release == "auto" else ""

    def _planned_ms(self, inject: Inject | None) -> int | None:
        """Drill time; None where a condition or a person decides on it, or on the one that it follows."""
        if inject is None or inject.after is None:
            return None if inject is None or inject.at is None else int(inject.at)
        before_ms = self._planned_ms(self._of_scenario.get(inject.after.inject))
        return None if before_ms is None else before_ms + int(inject.after.delay)

    def _title(self, known: InjectRun, planned: Inject) -> str:
        """What an inject is about, in one line; of readings the sensor that was fed."""
        inject = known.inject or planned
        if inject.reading is not None:
            return self._reading_title(replace(inject.reading, sensor=known.sensor_id or inject.reading.sensor))
        content = inject.content
        text = next((str(found) for key in ("title", "text", "reason") if (found := getattr(content, key, ""))), "")
        line = " ".join(text.split())
        return line if len(line) <= TITLE_MAX else f"{line[: TITLE_MAX - 1]}…"


def _noted_ms(record: Record[EvaluatorNoteWritten]) -> int:
    """When the evaluator pressed the key, by the evaluator's screen, which may be ahead of the drill a little."""
    return min(record.happened_ms, record.recorded_ms)


def wall_ms(record: Record[Any]) -> int:
    """When a record was written, by the machine's clock."""
    return record.wall_ms or record.recorded_ms
