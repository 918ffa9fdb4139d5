"""Events as an aggregate: who may give which command, and how the desk decides and folds them."""

from __future__ import annotations

from county import commands as c
from county import records as r
from county.aggregate import Aggregate, ChangingColumns
from county.authority import PERSONS, Role
from county.commands import EventCommand
from county.events.decisions import decide
from county.events.event import COLUMNS, Event, EventOutline, expires_ms, project, project_changing
from county.events.fold import apply
from county.events.table import INTERNAL, TABLE

_UNITS = PERSONS | {Role.UNIT}
EVENTS: Aggregate[Event] = Aggregate(
    key="event",
    state=Event,
    command=EventCommand,
    record=r.EventRecord,
    subject="event_id",
    decide=decide,
    apply=apply,
    expires_ms=expires_ms,
    outline=EventOutline,
    may={rule.command: PERSONS for rule in TABLE if rule.command not in INTERNAL}
    | {
        c.ReportEvent: _UNITS | {Role.GATEWAY},
        c.AcceptTask: _UNITS,
        c.ReportDeparture: _UNITS,
        c.ReportArrival: _UNITS,
        c.ReleaseUnit: _UNITS,
        c.ReturnTask: _UNITS,
        c.RequestExtension: _UNITS,
        c.FeedBack: _UNITS,
        c.NoteEvent: _UNITS,
        c.FollowUpEvent: PERSONS | {Role.GATEWAY},
        c.SuperviseEvent: PERSONS | {Role.LEADER},
        c.EvaluateEvent: PERSONS | {Role.LEADER},
    },
    columns=COLUMNS,
    project=project,
    changing=ChangingColumns(project_changing, not_after=frozenset({r.EventReported, r.EventCorrected})),
)
