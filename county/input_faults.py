"""数据质量: what was refused, or arrived late, counted by day, origin and reason, with examples that can be corrected.

Counts are kept, examples are bounded: whoever repeats a refused input at will fills no journal.  An example holds what
is needed to report an event again, but never its reporter.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Any, Literal

from msgspec import Struct
from msgspec.structs import replace

from county.aggregate import Aggregate, Decision, StateColumn
from county.authority import PERSONS, Role
from county.catalog import Name
from county.commands import CommandBody, ReportEvent
from county.durations import DAY_MS
from county.events.event import LONGEST_NOTE, LONGEST_TITLE
from county.records import Record, RecordBody
from county.refusals import Refused
from county.texts import LONGEST_NAME, check_text, without_refused

RETENTION_DAYS = 90
"""Since the last input of the kind."""
SAMPLES_MAX = 20
"""Examples of one day, origin and reason."""
LONGEST_SAMPLE_NOTE = 1_000
"""Characters of the note that an example keeps."""
NUMBER_MAX = 100_000_000
SENT_MAX = 3
"""Examples of one command, so that it fits into a frame."""
PARAMS_MAX = 8
SampleState = Literal["open", "corrected", "dismissed"]


class FaultSample(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, omit_defaults=True, gc=False):
    """One input that was refused, as far as it is kept."""

    key: str
    """The same for the same input."""
    at_ms: int
    where: str = ""
    """The row of a file."""
    params: dict[str, str] = {}
    """Of the reason."""
    command: str = ""
    """Type of the command; "" for a row that became none."""
    event_id: str = ""
    title: str = ""
    note: str = ""
    subclass: str = ""
    source: str = ""
    level: str = ""
    x_m: float | None = None
    y_m: float | None = None
    address: str = ""
    state: SampleState = "open"
    resolved_by: str = ""
    """The event that was reported instead."""


class FaultCommand(CommandBody, frozen=True, kw_only=True):
    """A command about the inputs of one day, origin and reason."""

    note: str = ""


class CountFaults(FaultCommand, frozen=True, kw_only=True):
    """So many inputs of an origin were refused for a reason, or were late."""

    day: str
    """Of the county, like 2026-11-26."""
    origin: str
    """A key, or a file."""
    reason: str
    """A code of a refusal or of the HTTP gateway, or the template of a line."""
    number: int
    samples: tuple[FaultSample, ...] = ()

    @property
    def fault_id(self) -> str:
        return fault_id(self.day, self.origin, self.reason)


class ResolveFault(FaultCommand, frozen=True, kw_only=True):
    """An example was reported again as ``event_id``, or needs nothing (``event_id`` "")."""

    fault_id: str
    sample: str
    event_id: str = ""


class FaultRecord(RecordBody, frozen=True, kw_only=True):
    """A fact about the inputs of one day, origin and reason."""

    note: str = ""


class FaultsCounted(FaultRecord, frozen=True, kw_only=True):
    day: str
    origin: str
    reason: str
    number: int
    samples: tuple[FaultSample, ...] = ()

    @property
    def fault_id(self) -> str:
        return fault_id(self.day, self.origin, self.reason)


class FaultResolved(FaultRecord, frozen=True, kw_only=True):
    fault_id: str
    sample: str
    event_id: str = ""


class InputFault(Struct, frozen=True, kw_only=True, gc=False):
    """The inputs of one day and origin that had the same fault."""

    id: str
    day: str
    origin: str
    reason: str
    number: int
    last_ms: int
    samples: tuple[FaultSample, ...] = ()

    @property
    def waiting(self) -> int:
        """Examples that nobody has seen to."""
        return sum(sample.state == "open" for sample in self.samples)


def fault_id(day: str, origin: str, reason: str) -> str:
    """Identifies the inputs of one day, origin and reason."""
    digest = hashlib.sha256(f"{origin}\0{reason}".encode("utf-8", "replace")).hexdigest()[:16]
    return f"{day}-{digest}"


def sample_of(
    *, key: str, at_ms: int, where: str = "", params: dict[str, str] | None = None, command: str = "",
    report: ReportEvent | None = None,
) -> FaultSample:  # fmt: skip
    """An example whose texts any backend accepts: cut, and without what cannot be seen."""
    fields: dict[str, Any] = {}
    if report is not None:
        fields = {
            "event_id": _name(report.event_id), "title": _prose("title", report.title, LONGEST_TITLE),
            "note": _prose("note", report.note, LONGEST_SAMPLE_NOTE), "subclass": _name(report.subclass),
            "source": _name(report.source), "level": _name(report.level), "x_m": report.x_m, "y_m": report.y_m,
            "address": _name(report.address),
        }  # fmt: skip
    kept = {_name(name): _name(value) for name, value in list((params or {}).items())[:PARAMS_MAX]}
    return FaultSample(key=key, at_ms=at_ms, where=_name(where), params=kept, command=command, **fields)


def counted(
    *, day: str, origin: str, reason: str, number: int, samples: tuple[FaultSample, ...] = ()
) -> CountFaults:
    """The command, with texts that any backend accepts."""
    return CountFaults(
        day=day, origin=_name(origin) or "-", reason=_name(reason) or "-", number=number, samples=samples[:SENT_MAX]
    )


def _name(text: str) -> str:
    return _prose("", str(text), LONGEST_NAME)


def _prose(field: str, text: str, longest: int) -> str:
    plain = text[: 2 * longest].encode("utf-8", "replace").decode()
    return without_refused(field, plain)[:longest]


def decide(known: InputFault | None, command: FaultCommand, decision: Decision) -> Sequence[RecordBody]:
    """One record.  Raises Refused."""
    if len(command.note) > LONGEST_NOTE:
        raise Refused("text_too_long", limit=str(LONGEST_NOTE))
    if isinstance(command, ResolveFault):
        sample = None if known is None else next((s for s in known.samples if s.key == command.sample), None)
        if sample is None:
            raise Refused("fault_unknown")
        if sample.state != "open":
            raise Refused("fault_resolved")
        named = {"fault_id": command.fault_id, "sample": command.sample, "event_id": command.event_id}
        return [FaultResolved(**named, note=command.note)]
    assert isinstance(command, CountFaults)
    if not 1 <= command.number <= NUMBER_MAX:
        raise Refused("faults_invalid", limit=str(NUMBER_MAX))
    if len(command.samples) > SENT_MAX or not command.origin or not command.reason:
        raise Refused("faults_invalid", limit=str(NUMBER_MAX))
    keys = {sample.key for sample in known.samples} if known is not None else set()
    room = SAMPLES_MAX - len(keys)
    samples: list[FaultSample] = []
    for sample in command.samples:
        if len(sample.params) > PARAMS_MAX or len(sample.note) > LONGEST_SAMPLE_NOTE:
            raise Refused("faults_invalid", limit=str(NUMBER_MAX))
        for name, value in sample.params.items():
            check_text("", name)
            check_text("", value)
        if sample.key not in keys and len(samples) < room:
            keys.add(sample.key)
            samples.append(replace(sample, state="open", resolved_by=""))
    return [
        FaultsCounted(
            day=command.day, origin=command.origin, reason=command.reason, number=command.number,
            samples=tuple(samples), note=command.note,
        )
    ]  # fmt: skip


def apply(known: InputFault | None, record: Record[Any]) -> InputFault:
    """The inputs after ``record``.  Pure."""
    body = record.body
    if isinstance(body, FaultsCounted):
        if known is None:
            return InputFault(
                id=body.fault_id, day=body.day, origin=body.origin, reason=body.reason, number=body.number,
                last_ms=record.recorded_ms, samples=body.samples,
            )  # fmt: skip
        return replace(
            known, number=known.number + body.number, last_ms=record.recorded_ms,
            samples=(*known.samples, *body.samples),
        )  # fmt: skip
    assert known is not None
    state: SampleState = "corrected" if body.event_id else "dismissed"
    return replace(
        known,
        samples=tuple(
            replace(sample, state=state, resolved_by=body.event_id) if sample.key == body.sample else sample
            for sample in known.samples
        ),
    )


def _expires_ms(known: InputFault) -> int:
    return known.last_ms + RETENTION_DAYS * DAY_MS


INPUT_FAULTS = Aggregate(
    key="fault", state=InputFault, command=FaultCommand, record=FaultRecord, subject="fault_id", decide=decide,
    apply=apply, expires_ms=_expires_ms, outline=InputFault,
    may={CountFaults: PERSONS | {Role.GATEWAY}, ResolveFault: PERSONS},
    columns=(
        StateColumn("day", "O", "never", in_record=True), StateColumn("origin", "O", "never", in_record=True),
        StateColumn("reason", "O", "never", in_record=True), StateColumn("number", "<i8", "often"),
        StateColumn("expires_ms", "<i8"),
    ),
    project=lambda known: (known.day, known.origin, known.reason, known.number, _expires_ms(known)),
    names={
        CountFaults: Name("登记被拒输入", "Count refused inputs"),
        ResolveFault: Name("处置被拒输入", "See to a refused input"),
    },
)  # fmt: skip
