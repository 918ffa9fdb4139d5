"""The catalogue: definitions of all kinds, read from the TOML tables in ``resources/catalog``.

One row adds a kind and holds its names in both languages.  Tables of a county package override those of the program
row by row: a row replaces the one with the same key, or adds a kind.  A kind that is no longer used keeps its row,
with ``retired = true``: existing records of it remain readable, and it is not offered for new ones.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import date, time
from functools import cache, cached_property
from itertools import islice, pairwise
from pathlib import Path
from typing import Annotated, Any, Literal, get_args, get_origin

import msgspec
from msgspec.structs import fields

from county import catalog_faults, catalog_tables
from county.automation.table import AutomationRule
from county.catalog_tables import CATALOG_DIR as CATALOG_DIR
from county.catalog_tables import BadCatalog as BadCatalog
from county.commands import EscalationLevel, EventLevel
from county.coverage.settings import CoverageSettings, PublicService
from county.drill.grading_table import DrillGrading
from county.duty_shifts import DutyShifts
from county.events.report_words import ReportWords
from county.figures.kpi_table import KpiNode, offered_nodes
from county.figures.metric import Metric
from county.figures.vital_sign_table import VitalSign, offered_signs
from county.names import Name as Name
from county.names import in_languages as in_languages
from county.plan_tracker.template import PlanTemplate
from county.response.plan_table import ResponsePlan
from county.risk.repeats import RepeatedReports
from county.roads.vehicles import Speeds
from county.rounds.settings import Collection
from county.staffing.settings import AllowanceSettings, StaffingSettings
from county.tracing.settings import RecallRule, TracePlaceKind, TraceProduct, TraceUnit, TracingSettings
from county.training.targets import TrainingTargets

YEAR_S = 366 * 86_400.0
Minutes = Annotated[float, msgspec.Meta(ge=1, le=1_440)]
Count = Annotated[int, msgspec.Meta(ge=0, le=1_000_000)]
Decimals = Annotated[int, msgspec.Meta(ge=0, le=9)]
Measure = Annotated[float, msgspec.Meta(ge=-1e9, le=1e9)]
"""A value of a channel, in its unit."""
Band = Annotated[float, msgspec.Meta(ge=0, le=1e9)]
"""A difference between two values of a channel."""
Interval = Annotated[float, msgspec.Meta(ge=0.1, le=YEAR_S)]
Duration = Annotated[float, msgspec.Meta(ge=0, le=YEAR_S)]
Amount = Annotated[float, msgspec.Meta(ge=0.01, le=10_000)]
"""Hours or days of a time limit."""
DuplicateHours = Annotated[float, msgspec.Meta(gt=0, le=24)]


class EventClass(Name, frozen=True, forbid_unknown_fields=True, omit_defaults=True, kw_only=True):
    """A class of events, divided into subclasses."""

    retired: bool = False


class Department(Name, frozen=True, forbid_unknown_fields=True, omit_defaults=True, kw_only=True):
    """A department of the county that handles events."""

    retired: bool = False


class Channel(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True, kw_only=True):
    """One measured quantity of a kind of sensor; ``lo..hi`` is its physical range."""

    key: str
    name: Name
    unit: str
    lo: Measure
    hi: Measure
    decimals: Decimals = 1
    states: tuple[Name, ...] = ()
    """Names of the values 0, 1, … of a channel that reports a discrete state."""

    def state(self, value: float) -> Name | None:
        """The name of a value; None when it has none."""
        number = round(value)
        return self.states[number] if 0 <= number < len(self.states) else None


class SensorKind(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True, kw_only=True):
    """A kind of sensor; it is stale after ``stale_s`` without a reading."""

    name: Name
    icon: str
    count: Count
    """How many the demo county gets (the article's figures per 100,000 people)."""
    interval_s: Interval
    stale_s: Interval
    channels: tuple[Channel, ...]
    source: Literal["sensor", "video"] = "sensor"
    """Source of an event that an alarm of this kind opens."""
    retired: bool = False
    """No new sensors of this kind; existing ones still measure and are judged."""

    def channel(self, key: str) -> Channel:
        """The channel ``key``.  Raises KeyError."""
        for channel in self.channels:
            if channel.key == key:
                return channel
        raise KeyError(key)


class AlarmRule(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True, kw_only=True):
    """Condition of an alarm on a channel: exactly one of ``above``, ``below``, ``rate_per_h`` and ``stale``.

    A value past ``above``/``below`` for at least ``for_s`` raises the alarm; it clears once the value is back past the
    limit by more than ``hysteresis``.  ``rate_per_h`` raises it on a faster rise, measured over at least ``for_s``.
    ``stale`` raises it when the channel has no reading for longer than ``stale_s`` of its kind.
    """

    name: Name
    kind: str
    channel: str
    priority: Literal["low", "medium", "high", "critical"]
    above: Measure | None = None
    below: Measure | None = None
    rate_per_h: Measure | None = None
    stale: bool = False
    hysteresis: Band = 0.0
    for_s: Duration = 0.0
    opens: str = ""
    """Subclass of the event that the alarm opens automatically; empty: none."""
    retired: bool = False
    """Raises no new alarms; an alarm that it raised before can still clear."""


class Limit(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A time limit.  Urgent hours run round the clock; working hours and days only in working time."""

    amount: Amount
    unit: Literal["urgent_hour", "work_hour", "work_day"]


class Subclass(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True, kw_only=True):
    """An event subclass, with its class, its time limit and the responsible department."""

    name: Name
    event_class: str
    limit: Limit
    department: str
    resource_kinds: tuple[str, ...] = ()
    """Kinds of resources that can be dispatched, best first; empty: only the department's desk."""
    duplicate_hours: DuplicateHours = 24.0
    """Reports of one matter are expected within this time of each other."""
    auto_dispatch: bool = False
    """The backend dispatches a filed event by itself, when a free unit can reach it and no village loses its cover."""
    emergency: bool = False
    """People may be in danger: it sounds and stands first until a person has filed or refused it."""
    retired: bool = False
    """Cannot be reported any more; existing events keep their name, limit and department."""


class EscalationStep(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True, kw_only=True):
    """A step of the escalation, due at a share of the limit or so long after it."""

    name: Name
    to: EscalationLevel
    used: Annotated[float, msgspec.Meta(gt=0, le=1)] = 1.0
    """Share of the limit, in its unit; without effect with ``overdue``."""
    overdue: Limit | None = None
    supervises: bool = False
    """Also puts the event under 督办."""
    levels: tuple[EventLevel, ...] = ()
    """Empty: events of every level."""
    event_classes: tuple[str, ...] = ()
    """Empty: events of every class."""
    retired: bool = False
    """Is not taken any more; existing time lines keep its name."""


class ResourceKind(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True, kw_only=True):
    """A kind of emergency resource; ``mobile`` ones can be dispatched."""

    name: Name
    icon: str
    mobile: bool
    department: str
    count: Count
    capacity_name: Name
    cover_minutes: Minutes | None = None
    """Within which a free unit of the kind should reach every village (空窗 alarm); None: no such aim."""
    takes_people: bool = True
    """Whether evacuees can be housed at one that is not mobile."""
    retired: bool = False
    """No new ones of this kind; those of the package can still be dispatched."""


class WorkingHours(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True, kw_only=True):
    """Working hours of a day, and holidays and workdays missing from the official calendar or different from it."""

    hours: tuple[str, ...]
    """``"09:00-12:00"``, in order, not overlapping."""
    holidays: frozenset[date] = frozenset()
    workdays: frozenset[date] = frozenset()

    def spans_ms(self) -> tuple[tuple[int, int], ...]:
        """Start and end of every span, in ms after midnight.  Raises ValueError."""
        spans = tuple((_clock_ms(a), _clock_ms(b)) for a, _, b in (span.partition("-") for span in self.hours))
        edges = [edge for span in spans for edge in span]
        if not spans or any(a >= b for a, b in pairwise(edges)):
            raise ValueError(f"hours {list(self.hours)} must be spans like '09:00-12:00', in order")
        return spans


def _clock_ms(text: str) -> int:
    at = time.fromisoformat(text.strip())
    return (at.hour * 60 + at.minute) * 60_000


LATER_TABLES = frozenset({
    "kpi", "vital_signs", "public_services", "allowances", "plan_templates", "trace_places", "trace_products",
    "trace_units", "recall_levels",
})  # fmt: skip
"""Tables that catalogues of earlier programs do not have: while empty they are no part of the digest."""


class Catalog(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, dict=True):
    """All tables, keyed by kind, retired rows included.

    ``dict``: for :attr:`digest`, which each answer to a client contains and which takes milliseconds.
    """

    sensor_kinds: dict[str, SensorKind]
    rules: dict[str, AlarmRule]
    event_classes: dict[str, EventClass]
    subclasses: dict[str, Subclass]
    departments: dict[str, Department]
    resource_kinds: dict[str, ResourceKind]
    working_hours: WorkingHours
    road_speeds: Speeds
    escalation: dict[str, EscalationStep]
    response_plans: dict[str, ResponsePlan] = {}
    automation: dict[str, AutomationRule] = {}
    report_words: ReportWords = ReportWords()
    metrics: dict[str, Metric] = {}
    kpi: dict[str, KpiNode] = {}
    vital_signs: dict[str, VitalSign] = {}
    public_services: dict[str, PublicService] = {}
    allowances: dict[str, AllowanceSettings] = {}
    plan_templates: dict[str, PlanTemplate] = {}
    trace_places: dict[str, TracePlaceKind] = {}
    trace_products: dict[str, TraceProduct] = {}
    trace_units: dict[str, TraceUnit] = {}
    recall_levels: dict[str, RecallRule] = {}
    collection: Collection = Collection()
    coverage: CoverageSettings = CoverageSettings()
    repeated_reports: RepeatedReports = RepeatedReports()
    staffing: StaffingSettings = StaffingSettings()
    tracing: TracingSettings = TracingSettings()
    training_targets: TrainingTargets = TrainingTargets()
    duty_shifts: DutyShifts = DutyShifts()
    drill_grading: DrillGrading = DrillGrading()

    def offered_sensor_kinds(self) -> dict[str, SensorKind]:
        """Kinds of which new sensors can be installed."""
        return {key: row for key, row in self.sensor_kinds.items() if not row.retired}

    def offered_subclasses(self) -> dict[str, Subclass]:
        """Subclasses that can be reported."""
        return {key: row for key, row in self.subclasses.items() if not row.retired}

    def offered_departments(self) -> dict[str, Department]:
        """Departments that an event can be dispatched to."""
        return {key: row for key, row in self.departments.items() if not row.retired}

    def offered_resource_kinds(self) -> dict[str, ResourceKind]:
        """Kinds of which new resources can be added."""
        return {key: row for key, row in self.resource_kinds.items() if not row.retired}

    def offered_response_plans(self) -> dict[str, ResponsePlan]:
        """Response plans that can be started."""
        return {key: row for key, row in self.response_plans.items() if not row.retired}

    def offered_metrics(self) -> dict[str, Metric]:
        """Metrics that evaluations show: not the results of decision parts, each of which answers a question."""
        return {key: row for key, row in self.metrics.items() if not row.retired and row.source != "results"}

    def offered_kpi(self) -> dict[str, KpiNode]:
        """Nodes of the present assessment."""
        return offered_nodes(self.kpi)

    def offered_vital_signs(self) -> dict[str, VitalSign]:
        """Vital signs that are judged and shown, with their plates."""
        return offered_signs(self.vital_signs)

    def offered_public_services(self) -> dict[str, PublicService]:
        """Services of which new facilities can be added."""
        return {key: row for key, row in self.public_services.items() if not row.retired}

    def offered_allowances(self) -> dict[str, AllowanceSettings]:
        """Allowances that are paid now."""
        return {key: row for key, row in self.allowances.items() if not row.retired}

    def offered_plan_templates(self) -> dict[str, PlanTemplate]:
        """Templates that a plan can be begun from."""
        return {key: row for key, row in self.plan_templates.items() if not row.retired}

    @cached_property
    def digest(self) -> str:
        """64 hex digits (SHA-256) of the content, independent of the order of rows and the formatting of the files.

        Values equal to their default are left out, so that a field added later does not change the digest of old
        tables.
        """
        return digest_of(self)

    def encode(self) -> bytes:
        """The whole catalogue as bytes, row order preserved, for :meth:`decode`."""
        return msgspec.msgpack.encode(self)

    @classmethod
    def decode(cls, data: bytes) -> Catalog:
        """The catalogue from bytes of :meth:`encode`.  Raises BadCatalog."""
        try:
            catalog = msgspec.msgpack.decode(data, type=cls)
            catalog.working_hours.spans_ms()
            list(catalog.collection.spans())
            catalog.coverage.shift_s()
            why = next((f"{table} {row!r}: {fault}" for table, row, fault in catalog_faults.faults(catalog)), "")
        except (ValueError, RecursionError) as error:
            why = str(error)
        if why:
            raise BadCatalog(
                "the catalogue that was received cannot be used ({why}); run one version of the program on both sides",
                why=why,
            )
        return catalog

    def keys(self) -> frozenset[str]:
        """Every row as ``table/key``, e.g. ``subclasses/bin_overflow``."""
        return frozenset(f"{table}/{key}" for table in ROW_TABLES for key in getattr(self, table))

    def lacking(self, known: Iterable[str]) -> list[str]:
        """Those of the rows ``known`` (in the form of :meth:`keys`) that are missing from the catalogue, sorted."""
        return sorted(set(known) - self.keys())

    def require(self, known: Iterable[str]) -> None:
        """Raises BadCatalog, with table and row, when a row of ``known`` is missing."""
        missing = self.lacking(known)
        if missing:
            table, _, row = missing[0].partition("/")
            others = ", ".join(islice(missing, 1, 6)) + (f" and {len(missing) - 6} more" if len(missing) > 6 else "")
            raise BadCatalog(
                "catalog/{table}.toml: row {row} is missing, but the journal was written with it{others}; "
                "restore the row with retired = true",
                table=table,
                row=repr(row),
                others=f" (so are {others})" if others else "",
            )


def digest_of(content: Any) -> str:
    """64 hex digits (SHA-256) of tables or rows, without what equals its default; own kinds of numbers count as int."""
    return hashlib.sha256(msgspec.json.encode(_json_values(content), order="deterministic", enc_hook=int)).hexdigest()


def _json_values(content: Any) -> Any:
    """``content`` as JSON values, without the fields that hold their default.

    ``omit_defaults`` of msgspec compares floats by identity and would keep a 0.0 that was read from a file.
    """
    if isinstance(content, msgspec.Struct):
        known = [(field, getattr(content, field.name)) for field in _fields_of(type(content))]
        if isinstance(content, Catalog):
            known = [(field, value) for field, value in known if value or field.name not in LATER_TABLES]
        return {field.name: _json_values(value) for field, value in known if field.required or value != field.default}
    if isinstance(content, dict):
        return {key: _json_values(value) for key, value in content.items()}
    if isinstance(content, tuple):
        return [_json_values(value) for value in content]
    return content


_fields_of = cache(fields)

ROW_TABLES = tuple(table.name for table in fields(Catalog) if get_origin(table.type) is dict)
"""Tables with one row per kind; the others hold settings."""
TABLES = tuple(table.name for table in fields(Catalog))
"""One TOML file each."""


def load(overlay: Path | None = None, *, program: Path = CATALOG_DIR) -> Catalog:
    """The tables of ``program``, overridden row by row by those of the folder ``overlay``, which may lack any or all.

    Each setting of ``working_hours``, ``collection``, ``coverage``, ``staffing``, ``tracing``, ``repeated_reports``,
    ``duty_shifts`` and ``drill_grading``, each road class and vehicle of ``road_speeds``, each group of
    ``training_targets`` and each list of ``report_words`` counts as a row.
    Raises BadCatalog.
    """
    found, wrong = _of(program, overlay)
    if found is None:
        raise wrong[0]
    return found


def faults(overlay: Path) -> list[BadCatalog]:
    """All errors for which :func:`load` would reject the folder ``overlay``; empty when it can be used."""
    return _of(CATALOG_DIR, overlay)[1]


def _of(program: Path, overlay: Path | None) -> tuple[Catalog | None, list[BadCatalog]]:
    return _read(program, overlay) if overlay is not None and _may_exist(overlay) else _of_program(program)


def _may_exist(folder: Path) -> bool:
    """False only when nothing is there; what cannot be examined is reported by whoever reads it."""
    try:
        folder.lstat()
    except (FileNotFoundError, NotADirectoryError):
        return False
    except OSError:
        return True
    return True


@cache
def _of_program(program: Path) -> tuple[Catalog | None, list[BadCatalog]]:
    return _read(program, None)


def _read(program: Path, overlay: Path | None) -> tuple[Catalog | None, list[BadCatalog]]:
    """The catalogue, or None with the list of errors."""
    raw, wrong = catalog_tables.read(TABLES, program, overlay, settings=frozenset(TABLES) - frozenset(ROW_TABLES))
    tables: dict[str, Any] = {}
    for table in fields(Catalog):
        rows = raw[table.name]
        if table.name in ROW_TABLES:
            tables[table.name] = _converted(rows, get_args(table.type)[1], wrong)
        else:
            tables[table.name] = _settings(rows, table.type, (overlay or program) / f"{table.name}.toml", wrong)
    if wrong:
        return None, wrong
    catalog = Catalog(**tables)
    for table_name, row, why in catalog_faults.faults(catalog):
        wrong.append(_inconsistent(table_name, row, raw[table_name][row].path, why, overlay))
    return (None if wrong else catalog), wrong


def _converted(rows: catalog_tables.RawTable, row_type: Any, wrong: list[BadCatalog]) -> dict[str, Any]:
    """One table, row by row, so that an error names its row."""
    table = {}
    for key, (content, path) in rows.items():
        try:
            table[key] = msgspec.convert(content, row_type)
        except msgspec.ValidationError as error:
            wrong.append(BadCatalog("{path}: row {row}: {why}; fix the row", path=path, row=repr(key), why=error))
    return table


def _settings(rows: catalog_tables.RawTable, table_type: Any, path: Path, wrong: list[BadCatalog]) -> Any:
    """A table of settings, its nested tables of rows converted row by row; None when there is an error."""
    content = {key: row.content for key, row in rows.items()}
    known = len(wrong)
    for setting in fields(table_type):
        inner = content.get(setting.name)
        if get_origin(setting.type) is dict and isinstance(inner, dict):
            named = {key: catalog_tables.RawRow(row, rows[setting.name].path) for key, row in inner.items()}
            content[setting.name] = _converted(named, get_args(setting.type)[1], wrong)
    if len(wrong) > known:
        return None
    try:
        settings = msgspec.convert(content, table_type)
        if isinstance(settings, WorkingHours):
            settings.spans_ms()
        elif isinstance(settings, Collection):
            list(settings.spans())
        elif isinstance(settings, CoverageSettings):
            settings.shift_s()
    except ValueError as error:
        wrong.append(BadCatalog("{path}: {why}; fix the line", path=path, why=error))
        return None
    return settings


def _inconsistent(table: str, row: str, path: Path, why: str, overlay: Path | None) -> BadCatalog:
    if overlay is not None and path.parent != overlay:
        return BadCatalog(
            "{path}: row {row}: {why}; override the row in {own}, or add the entry it refers to",
            path=path,
            row=repr(row),
            why=why,
            own=overlay / f"{table}.toml",
        )
    return BadCatalog(
        "{path}: row {row}: {why}; fix the row or add the entry it refers to", path=path, row=repr(row), why=why
    )
