"""The endpoints for programs, each described once: routes and the OpenAPI document are made from this table."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from msgspec import Struct

from county.attachments import Attachment
from services.intake.gateway.bodies import (
    AnswerStored,
    CaseStatus,
    NewCalls,
    NewEvent,
    NewIndicators,
    NewReadings,
    NewScans,
    NewVisits,
    ReadingsStored,
    ReporterAnswer,
    ReportStored,
    RowsStored,
    ScansStored,
)
from services.intake.gateway.captures import scans_stored
from services.intake.gateway.counts import GatewayHealth
from services.intake.gateway.figures import readings_stored, rows_stored
from services.intake.gateway.gateway import Caller, Gateway
from services.intake.gateway.problems import Problem
from services.intake.gateway.reporting import uploaded
from services.intake.gateway.sent_files import SentFile

API = "/api/v1"
FILE_FIELD = "photos"
Access = Literal["key", "code", "all"]
"""Who may call it: holders of an API key, of a case's code, or everyone."""


@dataclass(frozen=True)
class Call:
    """One request, checked and decoded."""

    caller: Caller
    params: Mapping[str, str]
    """Parts of the path."""
    body: Any = None
    files: Sequence[SentFile] = ()
    idempotency_key: str = ""


@dataclass(frozen=True, kw_only=True)
class Endpoint:
    """One method of one path."""

    method: Literal["GET", "POST"]
    path: str
    name: str
    """Identifies it in the OpenAPI document and in counts."""
    summary: str
    answer: type[Struct]
    work: Callable[[Gateway, Call], Awaitable[Struct]]
    body: type[Struct] | None = None
    files: bool = False
    """Whether it takes a form with files in the field FILE_FIELD, besides JSON if there is a body."""
    access: Access = "key"
    channels: tuple[str, ...] = ()
    """Channels of the keys that may call it; () for all."""
    status: int = 200
    refusals: tuple[int, ...] = field(default=())
    """Statuses of its own besides those of every endpoint."""


async def report_event(gateway: Gateway, call: Call) -> ReportStored:
    files = await gateway.checked(call.files, call.caller)
    work = gateway.reporter.report(call.body, files, call.caller.sender, call.idempotency_key)
    event_id = await gateway.links.run(work)
    code = gateway.codes.code_of(event_id)
    return ReportStored(event_id=event_id, follow_code=code, follow_path=f"/case/{event_id}/{code}")


async def upload_attachment(gateway: Gateway, call: Call) -> Attachment:
    if len(call.files) != 1:
        raise Problem("request_invalid", why=f"one file is wanted in the field {FILE_FIELD}")
    files = await gateway.checked(call.files, call.caller)
    [stored] = await gateway.links.run(lambda link: uploaded(link, files))
    return stored


async def case_status(gateway: Gateway, call: Call) -> CaseStatus:
    return await gateway.links.run(gateway.cases.status(call.params["event_id"]))


async def answer_case(gateway: Gateway, call: Call) -> AnswerStored:
    work = gateway.cases.answer(call.params["event_id"], call.body, call.idempotency_key)
    return AnswerStored(event_id=await gateway.links.run(work))


async def store_readings(gateway: Gateway, call: Call) -> ReadingsStored:
    return await gateway.links.run(readings_stored(call.body, call.caller.name, call.idempotency_key))


async def store_rows(gateway: Gateway, call: Call) -> RowsStored:
    return await gateway.links.run(rows_stored(call.body.rows))


async def capture_scans(gateway: Gateway, call: Call) -> ScansStored:
    return await gateway.links.run(scans_stored(call.body, call.caller.name))


async def health(gateway: Gateway, call: Call) -> GatewayHealth:
    return gateway.counts.health("connected" if gateway.links.connected else "not connected")


ENDPOINTS = (
    Endpoint(
        method="POST", path=f"{API}/events", name="reportEvent", status=201, body=NewEvent, answer=ReportStored,
        summary="Report an event; acknowledged once it is durable. The same Idempotency-Key leads to the same event.",
        files=True, work=report_event, refusals=(409,),
    ),
    Endpoint(
        method="POST", path=f"{API}/attachments", name="uploadAttachment", status=201, answer=Attachment, files=True,
        summary="Store one file (photo, PDF, MP4) for a later report. Photos lose their metadata.",
        work=upload_attachment,
    ),
    Endpoint(
        method="GET", path=f"{API}/events/{{event_id}}", name="caseStatus", answer=CaseStatus, access="code",
        summary="Stages of a case, for whoever has its follow code.", work=case_status, refusals=(404,),
    ),
    Endpoint(
        method="POST", path=f"{API}/events/{{event_id}}/answers", name="answerCase", status=201, body=ReporterAnswer,
        answer=AnswerStored, access="code", summary="The reporter's answer to a closed case: satisfied, solved.",
        work=answer_case, refusals=(404, 409),
    ),
    Endpoint(
        method="POST", path=f"{API}/readings", name="storeReadings", status=201, body=NewReadings,
        answer=ReadingsStored, channels=("sensor",), work=store_readings, refusals=(409,),
        summary="Store readings of sensors, together or not at all; known ones are not stored again.",
    ),
    Endpoint(
        method="POST", path=f"{API}/calls", name="storeCalls", body=NewCalls, answer=RowsStored,
        channels=("hotline",), summary="Calls of the hotline by period; a different value corrects the last one.",
        work=store_rows,
    ),
    Endpoint(
        method="POST", path=f"{API}/visits", name="storeVisits", body=NewVisits, answer=RowsStored,
        channels=("grid_worker",), summary="Visits of grids by grid workers.", work=store_rows,
    ),
    Endpoint(
        method="POST", path=f"{API}/indicators", name="storeIndicators", body=NewIndicators, answer=RowsStored,
        channels=("department",), summary="Values of indicators with their evidence.", work=store_rows,
    ),
    Endpoint(
        method="POST", path=f"{API}/capture", name="captureScans", status=201, body=NewScans, answer=ScansStored,
        channels=("department", "sensor"), work=capture_scans,
        summary="Store scans of goods, a document of EPCIS 2.0 in JSON (application/json or application/ld+json), as a "
        "whole or not at all. An event that is sent again counts once; one with an errorDeclaration corrects another.",
    ),
    Endpoint(
        method="GET", path="/health", name="health", answer=GatewayHealth, access="all",
        summary="Whether the backend answers, and what was accepted and refused since the start.", work=health,
    ),
)  # fmt: skip
