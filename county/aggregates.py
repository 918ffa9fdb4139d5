"""Registry of all aggregates.  A new one needs its own file and a line here."""

from __future__ import annotations

from typing import Any, Union

from county.aggregate import Aggregate
from county.alarms import ALARMS
from county.automation.log import AUTOMATIONS
from county.briefing.aggregate import BRIEFINGS
from county.commands import CommandBody
from county.coverage.kept_plans import COVERAGE_PLANS
from county.decisions.pins import PINS
from county.drill.evaluation import EVALUATION
from county.drill.inject_run import INJECTS
from county.drill.run import DRILL_RUNS
from county.drill.scenario_file import SCENARIO_FILES
from county.duty_log import DUTY_LOG
from county.events.aggregate import EVENTS
from county.figures.excursions import EXCURSIONS
from county.figures.indicators import INDICATORS
from county.figures.inputs import CALLS, VISITS
from county.figures.kpi_freeze import KPI_SHEETS
from county.input_faults import INPUT_FAULTS
from county.need.kept_forecast import NEED_FORECASTS
from county.plan_tracker.aggregate import PLAN_ITEMS
from county.policy.tickets import POLICY_QUESTIONS
from county.realm_clock import REALM_CLOCK
from county.records import BackendStarted, RecordBody, RecordWithheld
from county.response.evacuations import EVACUATIONS
from county.response.levels import RESPONSES
from county.response.notices import NOTICES
from county.response.plans import PLANS
from county.response.site_reports import SITE_REPORTS
from county.response.situation_reports import SITUATION_REPORTS
from county.risk.warning_card import WARNINGS
from county.roads.closures import CLOSURES
from county.rounds.aggregate import ROUNDS
from county.shifts import SHIFTS
from county.tracing.recall import RECALLS
from county.tracing.scans import SCANS
from county.training.people import TRAINEES
from county.training.sessions import TRAININGS
from county.units.status import UNIT_STATUS
from county.wall.shown import WALLS

AGGREGATES: tuple[Aggregate[Any], ...] = (
    EVENTS, ALARMS, DUTY_LOG, REALM_CLOCK,
    CLOSURES, UNIT_STATUS, NOTICES, RESPONSES, EVACUATIONS, SITUATION_REPORTS, CALLS, VISITS, INDICATORS,
    INPUT_FAULTS,
    PLANS, SITE_REPORTS, AUTOMATIONS,
    ROUNDS,
    SHIFTS,
    KPI_SHEETS, EXCURSIONS,
    BRIEFINGS,
    POLICY_QUESTIONS,
    COVERAGE_PLANS,
    WARNINGS,
    PINS,
    PLAN_ITEMS, TRAINEES, TRAININGS,
    SCANS, RECALLS,
    NEED_FORECASTS,
    WALLS,
    DRILL_RUNS, SCENARIO_FILES, INJECTS, EVALUATION,
)  # fmt: skip
BY_KEY = {aggregate.key: aggregate for aggregate in AGGREGATES}
OTHER_RECORDS: tuple[type[RecordBody], ...] = (BackendStarted, RecordWithheld)
"""Records that do not belong to an aggregate."""



def concrete_types(kind: type[Any]) -> tuple[type[Any], ...]:
    """The concrete types derived from a base: those without subclasses, in the order of their definition."""
    below = kind.__subclasses__()
    return (kind,) if not below else tuple(leaf for sub in below for leaf in concrete_types(sub))


RECORDS: tuple[type[RecordBody], ...] = (*(t for a in AGGREGATES for t in concrete_types(a.record)), *OTHER_RECORDS)
COMMANDS: tuple[type[CommandBody], ...] = tuple(t for a in AGGREGATES for t in concrete_types(a.command))
FILE_COMMANDS: tuple[type[CommandBody], ...] = tuple(t for t in COMMANDS if "attachments" in t.__struct_fields__)
"""Commands that can bring files along."""
FILE_AGGREGATES: tuple[str, ...] = tuple(
    a.key for a in AGGREGATES if any("attachments" in t.__struct_fields__ for t in concrete_types(a.record))
)
"""Keys of the aggregates whose records can name files."""
WITHHELD = frozenset(t for a in AGGREGATES if a.withheld for t in concrete_types(a.record))
"""Records that are not told to everybody: see :mod:`county.drill.visibility`."""
RecordUnion: Any = Union[RECORDS]  # noqa: UP007 - built from the registry
CommandUnion: Any = Union[COMMANDS]  # noqa: UP007
_OF_RECORD = {t: a for a in AGGREGATES for t in concrete_types(a.record)}
_SUBJECT = {t: (f"{a.key}/", a.subject) for t, a in _OF_RECORD.items()}
"""The start of a record's subject, and the field that contains the id."""
_OF_COMMAND = {t: a for a in AGGREGATES for t in concrete_types(a.command)}


def of_record(body: RecordBody) -> Aggregate[Any] | None:
    """The aggregate that a record belongs to; None for records of the backend itself."""
    return _OF_RECORD.get(type(body))


def of_record_type(record: type[RecordBody]) -> Aggregate[Any]:
    """The aggregate that records of this type belong to.  Raises KeyError for those of the backend itself."""
    return _OF_RECORD[record]


def of_command_type(command: type[CommandBody]) -> Aggregate[Any]:
    """The aggregate that commands of this type belong to."""
    return _OF_COMMAND[command]


def of_command(body: CommandBody) -> Aggregate[Any]:
    """The aggregate that a command belongs to."""
    return _OF_COMMAND[type(body)]


def subject_of_command(body: CommandBody) -> str:
    """``key/id`` of the entity that a command is about."""
    aggregate = of_command(body)
    return f"{aggregate.key}/{aggregate.subject_of(body)}"


def subject_of(body: RecordBody) -> str:
    """``key/id`` of the entity that a record is about; "" for records of the backend itself."""
    found = _SUBJECT.get(type(body))
    return "" if found is None else f"{found[0]}{getattr(body, found[1])}"
