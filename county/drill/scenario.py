"""The scenario file of a drill, format 1: what happens, when or under which condition, and what is expected.

TOML, strict: see :mod:`county.drill.loading`.  Times count from the start of the drill (STARTEX).
"""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from msgspec import Meta, Struct

from county.catalog import digest_of
from county.commands import EventLevel, Recipient, ReportSource, ResponseLevel
from county.drill.baseline import EMPTY
from county.drill.conditions import Condition, SensorChoice, Variable
from county.drill.ids import LONGEST
from county.durations import Span
from county.response.situation_reports import ReportKind

FORMAT = 1
Id = Annotated[str, Meta(min_length=1, max_length=LONGEST)]
LONGEST_TEXT, LONGEST_TITLE = 4_000, 200
"""Characters."""
LONGEST_DISCUSSION = 1_440
"""Minutes."""
Text = Annotated[str, Meta(min_length=1, max_length=LONGEST_TEXT)]
Title = Annotated[str, Meta(min_length=1, max_length=LONGEST_TITLE)]
Offset = Annotated[float, Meta(ge=-100_000, le=100_000)]
"""Metres; a county is smaller."""
Lon = Annotated[float, Meta(ge=-180, le=180)]
Lat = Annotated[float, Meta(ge=-90, le=90)]
Weight = Annotated[float, Meta(ge=0, le=1000)]
Share = Annotated[float, Meta(ge=0, le=1)]
DrillKind = Literal["tabletop", "functional", "full"]
"""桌面 / 功能 / 全面."""
Side = Literal["player", "control", "simulate", "evaluate", "observe"]
"""参演 / 控制 / 模拟 / 评价 / 观摩."""
Right = Literal["release", "hold", "skip", "improvise", "jump", "speed", "pause", "end", "abort"]
InjectKind = Literal["report", "reading", "notice", "media", "resource", "hazard", "question", "task"]
Approval = Literal["draft", "reviewed", "approved"]
Release = Literal["auto", "manual", "two-person"]
What = Literal[
    "alarm_acknowledged", "filed", "dispatched", "accepted", "departed", "arrived", "fed_back", "closed", "notified",
    "response_level", "evacuated", "reported_up", "merged", "not_done", "observed",
]  # fmt: skip


class ScenarioTable(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True, kw_only=True):
    """Base of all tables of a scenario."""


class Heading(ScenarioTable, frozen=True, kw_only=True):
    """Table ``scenario``."""

    id: Id
    version: Annotated[int, Meta(ge=1)]
    title: Title
    kind: DrillKind
    county: Annotated[str, Meta(pattern=r"^\d{6}$")]
    """Code of the county it was written for; elsewhere it must be rebased."""
    drill_start: datetime
    """What the drill's clock shows at the start, with its offset."""
    duration: Span
    plans: tuple[Title, ...] = ()
    authors: tuple[Title, ...] = ()
    summary: str = ""
    organiser: str = ""
    """组织与承办单位, for the report; as are the next two."""
    place: str = ""
    method: str = ""
    """How the drill is evaluated."""
    speed: Annotated[float, Meta(ge=0, le=60)] = 1.0
    baseline: str = EMPTY
    """On what desk the drill begins: see :mod:`county.drill.baseline`."""
    background_traffic: str = ""
    """Reports besides the injects, for the players to sort out: see :func:`county.drill.background.parse_traffic`."""
    seed: int = 0


class Background(ScenarioTable, frozen=True, kw_only=True):
    """What the sensors tell that no inject feeds."""

    readings: bool = True
    """Calm values of all of them, and the rain of the weather; without, they fall silent."""


class Weather(ScenarioTable, frozen=True, kw_only=True):
    """Rain over the whole county, as its rain gauges measure it: ``[minute, mm in the step before it]``."""

    rain_mm: tuple[tuple[float, Annotated[float, Meta(ge=0, le=500)]], ...] = ()


class DrillRole(ScenarioTable, frozen=True, kw_only=True):
    """A role; ``members`` are enrolled persons (``u:…``), who may also be bound when the drill is set up."""

    id: Id
    name: Title
    side: Side
    members: tuple[Id, ...] = ()
    plays: tuple[str, ...] = ()
    """For whom a simulator answers: ``division:…``, ``dept:…``, ``unit:…``."""
    may: tuple[Right, ...] = ()


class Objective(ScenarioTable, frozen=True, kw_only=True):
    """What the drill shall show."""

    id: Id
    title: Title
    capability: str = ""


class DrillPhase(ScenarioTable, frozen=True, kw_only=True):
    """A section of the drill, from ``at`` on."""

    id: Id
    title: Title
    at: Span


class After(ScenarioTable, frozen=True, kw_only=True):
    """So long after another inject was delivered."""

    inject: Id
    delay: Span


class VillagePlace(ScenarioTable, frozen=True, kw_only=True):
    """A place relative to the seat of a village, metres east and north."""

    village: str
    dx_m: Offset = 0.0
    dy_m: Offset = 0.0


class ScenarioReport(ScenarioTable, frozen=True, kw_only=True):
    """An event that somebody reports; its place is ``lon, lat`` or ``place``."""

    subclass: str
    title: Title
    source: ReportSource = "hotline"
    level: EventLevel = "general"
    lon: Lon | None = None
    lat: Lat | None = None
    place: VillagePlace | None = None
    address: str = ""
    note: str = ""


class ScenarioReadings(ScenarioTable, frozen=True, kw_only=True):
    """Readings of one sensor: ``profile`` is ``[time since delivery, value]``, interpolated ``every`` so often."""

    sensor: str | SensorChoice
    channel: str
    profile: Annotated[tuple[tuple[Span, float], ...], Meta(min_length=1)]
    every: Span = Span(60_000)


class ScenarioNotice(ScenarioTable, frozen=True, kw_only=True):
    """A message shown to the roles in ``to``."""

    text: Text
    needs_ack: bool = False


class ScenarioMedia(ScenarioTable, frozen=True, kw_only=True):
    """A simulated publication."""

    outlet: Title
    text: Text
    attachment: str = ""
    """Path of a file beside the scenario."""


class ScenarioResource(ScenarioTable, frozen=True, kw_only=True):
    """A road is closed, or a unit or shelter is out of use."""

    close_road: str = ""
    place: VillagePlace | None = None
    """Where the road is closed; for a scenario that moves to another county."""
    radius_m: Annotated[float, Meta(gt=0, le=5000)] | None = None
    out_of_use: str = ""
    reason: Text


class ScenarioHazard(ScenarioTable, frozen=True, kw_only=True):
    """What controllers state about the course of the hazard."""

    text: Text
    place: VillagePlace | None = None
    radius_m: Annotated[float, Meta(gt=0, le=50_000)] | None = None


class ScenarioQuestion(ScenarioTable, frozen=True, kw_only=True):
    """A question to be discussed (桌面)."""

    text: Text
    minutes: Annotated[float, Meta(gt=0, le=LONGEST_DISCUSSION)] | None = None
    """Time for the discussion, from the delivery on; None: it has no limit."""


class ScenarioTask(ScenarioTable, frozen=True, kw_only=True):
    """An instruction to the roles in ``to``."""

    text: Text


class Inject(ScenarioTable, frozen=True, kw_only=True, rename={"from_": "from"}):
    """情景注入: one of ``at``, ``after``, ``when``, or none with ``release = "manual"``; and the table of its kind."""

    id: Id
    kind: InjectKind
    no: Annotated[int, Meta(ge=0)] = 0
    phase: str = ""
    at: Span | None = None
    after: After | None = None
    when: Condition | None = None
    from_: str = ""
    to: tuple[Id, ...] = ()
    approval: Approval = "draft"
    release: Release = "auto"
    report: ScenarioReport | None = None
    reading: ScenarioReadings | None = None
    notice: ScenarioNotice | None = None
    media: ScenarioMedia | None = None
    resource: ScenarioResource | None = None
    hazard: ScenarioHazard | None = None
    question: ScenarioQuestion | None = None
    task: ScenarioTask | None = None
    expects: tuple[Id, ...] = ()
    remark: str = ""

    @property
    def content(self) -> Any:
        """The table of its kind; None where it is missing."""
        return getattr(self, self.kind)


class Expectation(ScenarioTable, frozen=True, kw_only=True):
    """What the players are expected to do after an inject; :mod:`county.drill.measures` says how it is measured."""

    id: Id
    objective: str
    what: What
    of: str
    """Id of an inject."""
    weight: Weight
    critical: bool = False
    target: Span | None = None
    limit: Span | None = None
    title: str = ""
    unit_kind: tuple[str, ...] = ()
    unit: tuple[str, ...] = ()
    department: tuple[str, ...] = ()
    who: tuple[str, ...] = ()
    """Who is called: ``dept:…``, ``unit:…``, ``division:…``, ``post:…``."""
    quorum: Literal["all", "any"] | Annotated[int, Meta(ge=1)] = "all"
    level: ResponseLevel | None = None
    village: str = ""
    share: Share | None = None
    report: ReportKind = "first"
    into: str = ""
    """Inject whose event takes the other one over."""
    forbidden: tuple[str, ...] = ()
    """Names of records that must not occur."""
    by: str = ""
    """Role of the evaluator."""
    question: str = ""
    scale: tuple[tuple[Title, Share], ...] = ()


class Scenario(ScenarioTable, frozen=True, kw_only=True):
    """The whole file."""

    format: Literal[1]
    scenario: Heading
    weather: Weather = Weather()
    background: Background = Background()
    variables: dict[str, Variable] = {}
    """Used in texts as ``{{name}}`` and in conditions."""
    roles: tuple[DrillRole, ...] = ()
    objectives: tuple[Objective, ...] = ()
    phases: tuple[DrillPhase, ...] = ()
    injects: tuple[Inject, ...] = ()
    expectations: tuple[Expectation, ...] = ()

    @property
    def digest(self) -> str:
        """64 hex digits (SHA-256) of the content, independent of formatting and of values that equal their default."""
        return digest_of(self)


RECIPIENTS: dict[str, Recipient] = {"dept": "unit", "unit": "unit", "division": "division", "post": "post"}
"""Prefix of ``who`` and ``plays``, and the kind of recipient of a notice."""


def recipient(who: str) -> tuple[Recipient, str] | None:
    """Kind and id that notices have for ``who``; None where it has no such form."""
    prefix, _, name = who.partition(":")
    return (RECIPIENTS[prefix], name) if prefix in RECIPIENTS and name else None
