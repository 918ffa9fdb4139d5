"""What an evaluation report (演练评估报告) is made of: the scenario, its scores, and what happened, as plain values."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from county.drill.baseline import TakenBaseline
from county.drill.grading import Letter
from county.drill.scenario import Scenario
from county.drill.score import Score
from county.drill.self_assessment import OwnVerdict

InjectEnd = Literal["delivered", "acknowledged", "played", "skipped", "waiting"]
NoteKind = Literal["strength", "problem", "note"]


class PlayedInject(Struct, frozen=True, kw_only=True, gc=False):
    """One inject as it was played."""

    id: str
    title: str
    end: InjectEnd
    planned_ms: int | None = None
    """Drill time, from the start; None where a condition or a person decides."""
    done_ms: int | None = None
    """Drill time."""
    seq: int | None = None
    """Record that proves it."""
    improvised: bool = False
    changed: bool = False
    """Edited or delayed by the director."""
    held: bool = False
    """The director held it back for a while."""
    released_by: str = ""
    """Who released it, of one that would have come by itself or needs two persons; of those both, ``刘敏、周强``."""
    reason: str = ""


class PlayedAction(Struct, frozen=True, kw_only=True, gc=False):
    """A step of the response, such as a unit that was sent."""

    drill_ms: int
    text: str
    seq: int
    """Record that proves it."""


class EvaluatorEntry(Struct, frozen=True, kw_only=True, gc=False):
    """A note of an evaluator."""

    drill_ms: int
    wall_ms: int
    by: str
    text: str
    seq: int
    objective: str = ""
    expectation: str = ""
    rating: Letter | None = None
    kind: NoteKind = "note"
    files: tuple[str, ...] = ()
    """Names of its photos and other files."""


class Rating(Struct, frozen=True, kw_only=True, gc=False):
    """How an evaluator rated an observed expectation."""

    expectation: str
    by: str
    share: float
    """Of the points, 0 to 1."""
    text: str
    seq: int


class Improvement(Struct, frozen=True, kw_only=True, gc=False):
    """An item of the improvement plan; it becomes a live event only on approval."""

    id: str = ""
    text: str
    owner: str = ""
    department: str = ""
    due_ms: int | None = None
    objective: str = ""
    proof: tuple[int, ...] = ()
    live_event: str = ""
    """Number of the live event that it became by approval."""


class SelfAssessment(Struct, frozen=True, kw_only=True, gc=False):
    """What a player stated about its own part, as it was stated last."""

    by: str
    seq: int
    verdicts: tuple[OwnVerdict, ...]
    grade: str
    went_well: str = ""
    went_badly: str = ""
    suggestions: str = ""


class ClockChange(Struct, frozen=True, kw_only=True, gc=False):
    """The drill's clock was set to another rate, or jumped, or something happened to the drill that stopped it."""

    wall_ms: int
    drill_ms: int
    rate: float | None = None
    """0 is paused; None: it jumped, or ``event`` says what happened."""
    to_ms: int | None = None
    """Drill time that a jump leads to."""
    event: str = ""
    """What stopped it, in words."""
    seq: int


class LiveEmergency(Struct, frozen=True, kw_only=True, gc=False):
    """An event or alarm of the live realm that interrupted the windows of the drill."""

    wall_ms: int
    """When the live realm recorded it: the windows show it within a second."""
    event: str = ""
    """Number of the event; "" for an alarm."""
    kind: str
    """What kind of event or alarm, in words."""
    seq: int
    """Record of the live journal that proves it."""


class RunScores(Struct, frozen=True, kw_only=True):
    """An earlier run, for comparison."""

    name: str
    scenario: Scenario
    scores: tuple[Score, ...]


class RunPercent(Struct, frozen=True, kw_only=True, gc=False):
    """What an earlier run of the scenario reached."""

    name: str
    version: int
    """Of the scenario."""
    began_ms: int
    """Wall time."""
    percent: float | None
    """Of the points; None where nothing counts."""
    aborted: bool = False


class ReportFacts(Struct, frozen=True, kw_only=True):
    """Everything the report says; nothing in it is computed elsewhere but from these."""

    realm: str
    county: str
    """Name of the county."""
    program: str
    """Version of the program."""
    scenario: Scenario
    scores: tuple[Score, ...]
    population: dict[str, int] = {}
    began_ms: int
    """Wall time of STARTEX, epoch ms."""
    ended_ms: int
    lasted_ms: int | None = None
    """Of the drill's time, from its start to its end."""
    aborted: str = ""
    """Reason; "" when it was played to its end."""
    baseline: TakenBaseline | None = None
    """What the drill began with; None: nothing."""
    organiser: str = ""
    place: str = ""
    method: str = ""
    """How it was evaluated."""
    recipients: dict[str, str] = {}
    """Names of those who were to be called, by ``dept:…``, ``unit:…``, ``division:…``."""
    demands: dict[str, str] = {}
    """What expectations ask for besides their times, by id: see :func:`county.drill.demands.demand`."""
    injects: tuple[PlayedInject, ...] = ()
    actions: tuple[PlayedAction, ...] = ()
    """What the players did, in its order."""
    unlisted_actions: int = 0
    """What they did after that."""
    notes: tuple[EvaluatorEntry, ...] = ()
    ratings: tuple[Rating, ...] = ()
    """In their order: the last one of an expectation counts."""
    self_assessments: tuple[SelfAssessment, ...] = ()
    improvements: tuple[Improvement, ...] = ()
    clock: tuple[ClockChange, ...] = ()
    members: dict[str, tuple[str, ...]] = {}
    """Names of the persons by id of the role."""
    present: tuple[str, ...] = ()
    """Names of those who answered the roll call."""
    grade: str = ""
    """Decided by the evaluation group."""
    grade_reason: str = ""
    earlier: RunScores | None = None
    trend: tuple[RunPercent, ...] = ()
    """Earlier runs of the scenario in their order, where the run is compared."""
    live_median_ms: dict[str, int] = {}
    """By measure: the live median of the same step, where it is known."""
    live_counts: dict[str, int] = {}
    """By measure: of how many events or alarms it is the median."""
    live_emergencies: tuple[LiveEmergency, ...] = ()
    """In their order."""
    live_unread: bool = False
    """Whether live medians and emergencies are not known because the live records cannot be read."""
    live_foreign: bool = False
    """Whether another realm's or county's records stand in place of the live ones."""
    head_seq: int
    head_hash: str
    """Of the drill's journal, hexadecimal."""
