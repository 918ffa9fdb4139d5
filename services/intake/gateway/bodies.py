"""What the gateway's endpoints take and answer.  The OpenAPI document is generated from these structs."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from msgspec import Meta, Struct

from county.attachments import ATTACHMENTS_MAX, Attachment
from county.commands import EventLevel
from county.events.event import LONGEST_ADDRESS, LONGEST_NOTE, LONGEST_TITLE, State
from county.figures.inputs import WORK_NUMBER_MAX
from county.texts import LONGEST_NAME
from services.protocol.limits import ROWS_MAX

FIGURES_MAX = 500
CAPTURED_MAX = 2_000
"""Scans of one document."""
Title = Annotated[str, Meta(min_length=1, max_length=LONGEST_TITLE, description="what happened, in a few words")]
Note = Annotated[str, Meta(max_length=LONGEST_NOTE, description="the whole description")]
Text = Annotated[str, Meta(max_length=LONGEST_NAME)]
Moment = Annotated[datetime, Meta(tz=True, description="RFC 3339 with its offset, like 2026-11-25T08:30:00+08:00")]
Lon = Annotated[float, Meta(ge=-180, le=180, description="degrees, WGS 84 or CGCS2000")]
Lat = Annotated[float, Meta(ge=-90, le=90)]


class NewEvent(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A report.  Its place is lon and lat, or x_m and y_m, or a village."""

    title: Title
    note: Note = ""
    subclass: Annotated[Text, Meta(description="key or Chinese name; proposed from the text when left out")] = ""
    level: EventLevel = "general"
    at: Moment | None = None
    lon: Lon | None = None
    lat: Lat | None = None
    x_m: Annotated[float | None, Meta(description="working coordinates of the county")] = None
    y_m: float | None = None
    village: Annotated[str, Meta(max_length=15, description="its statistical code")] = ""
    address: Annotated[
        str, Meta(max_length=LONGEST_ADDRESS, description="the place in words, besides its coordinates or village")
    ] = ""
    reporter: Annotated[Text, Meta(description="name and phone, for calls back; stored apart from the event")] = ""
    attachments: Annotated[tuple[Attachment, ...], Meta(max_length=ATTACHMENTS_MAX)] = ()
    """As POST /api/v1/attachments answered them."""


class ReportStored(Struct, frozen=True, kw_only=True):
    """The report is stored for good."""

    event_id: str
    follow_code: str
    """Whoever has number and code may see the case, and answer for its reporter."""
    follow_path: str
    """Of the page that shows it."""


class CaseStage(Struct, frozen=True, kw_only=True):
    """A step that the reporter may see."""

    stage: str
    at_ms: int
    unit: str = ""
    note: str = ""


class CaseStatus(Struct, frozen=True, kw_only=True):
    """A case as its reporter may see it."""

    event_id: str
    state: State
    """Of the event that it was merged into, if it was."""
    merged: bool
    title: str
    subclass: str
    stages: list[CaseStage]
    satisfied: bool | None
    solved: bool | None
    may_answer: bool


class ReporterAnswer(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """回访: what the reporter says once the case is closed.  Not solved: the desk may open it again."""

    satisfied: bool
    solved: bool | None = None
    note: Annotated[str, Meta(max_length=1_000)] = ""


class AnswerStored(Struct, frozen=True, kw_only=True):
    """It is stored for good."""

    event_id: str


class MeasuredValue(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One value of one channel of a sensor."""

    sensor_id: Text
    channel: Text
    at: Moment
    value: float
    quality: Literal["good", "uncertain", "bad"] = "good"


class NewReadings(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Readings that are stored together or not at all."""

    readings: Annotated[list[MeasuredValue], Meta(min_length=1, max_length=ROWS_MAX)]


class ReadingsStored(Struct, frozen=True, kw_only=True):
    stored: int
    known: int
    """Those of them that were stored already."""


class CallsRow(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Calls of a hotline in one period (接通率)."""

    period: Text
    offered: int
    answered: int
    note: Note = ""


class VisitRow(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A visit of a grid (走访率)."""

    grid: Text
    at: Moment
    worker: Annotated[
        str, Meta(max_length=WORK_NUMBER_MAX, description="work number of who was there, never a name")
    ] = ""
    note: Note = ""


class IndicatorRow(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The value of an indicator."""

    indicator: Text
    division: Text
    period: Text
    value: float
    whole: Annotated[float | None, Meta(description="of a share: that of which the value is a part")] = None
    note: Annotated[Note, Meta(description="the evidence")]


class NewCalls(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    rows: Annotated[list[CallsRow], Meta(min_length=1, max_length=FIGURES_MAX)]


class NewVisits(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    rows: Annotated[list[VisitRow], Meta(min_length=1, max_length=FIGURES_MAX)]


class NewIndicators(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    rows: Annotated[list[IndicatorRow], Meta(min_length=1, max_length=FIGURES_MAX)]


class EpcisBody(Struct, frozen=True, kw_only=True):
    eventList: Annotated[list[dict[str, Any]], Meta(min_length=1, max_length=CAPTURED_MAX)]  # noqa: N815 - the standard's


class NewScans(Struct, frozen=True, kw_only=True):
    """An EPCISDocument of EPCIS 2.0 in JSON; what a scan does not keep is not read."""

    type: Literal["EPCISDocument"]
    epcisBody: EpcisBody  # noqa: N815 - the standard's


class ScansStored(Struct, frozen=True, kw_only=True):
    stored: int
    """Also those that were stored before: each counts once."""


class RowRefusal(Struct, frozen=True, kw_only=True):
    """A row that was not stored; the others were."""

    row: int
    """From 0."""
    code: str
    text: str


class RowsStored(Struct, frozen=True, kw_only=True):
    stored: int
    refused: list[RowRefusal]
