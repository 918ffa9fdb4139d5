"""Rows of an imported file that became no command: counted for the backend by reason, with a few examples.

What the backend itself refuses, it counts itself.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import datetime
from typing import Any

import msgspec
from msgspec.structs import replace

from county.commands import Command, ReportEvent
from county.input_faults import SENT_MAX, CountFaults, FaultSample, counted, sample_of
from county.numbering import COUNTY_TIME
from county.tables.values import text
from services.file_import.messages import Reason
from services.intake.rows import Interpreter

REASONS_MAX = 200
"""Reasons that are counted apart."""
OTHERS = "…"
WAY_OUT = "{what}; fix the row"


class UnusableRows:
    """Of one file."""

    def __init__(self, file: str, interpreter: Interpreter, now_ms: int) -> None:
        self._file = file
        self._interpreter = interpreter
        self._now_ms = now_ms
        self._numbers: dict[str, int] = {}
        self._samples: dict[str, list[FaultSample]] = {}

    def add(self, where: str, message: str, values: Mapping[str, Any]) -> None:
        """Count a row with its cells."""
        told = Reason.of(message)
        if told.template == WAY_OUT and isinstance(told.params.get("what"), dict):
            told = msgspec.convert(told.params["what"], Reason)
        reason = told.template
        if reason not in self._numbers and len(self._numbers) >= REASONS_MAX:
            reason = OTHERS
        self._numbers[reason] = self._numbers.get(reason, 0) + 1
        samples = self._samples.setdefault(reason, [])
        if len(samples) < SENT_MAX:
            samples.append(self._sample(where, told, values))

    def commands(self, realm: str, person: str) -> list[Command[CountFaults]]:
        """One for each reason; the same file again, on the same day, is not counted twice."""
        day = datetime.fromtimestamp(self._now_ms / 1000, COUNTY_TIME).date().isoformat()
        commands = []
        for reason, number in self._numbers.items():
            samples = tuple(self._samples[reason])
            body = counted(day=day, origin=self._file, reason=reason, number=number, samples=samples)
            same = replace(body, samples=tuple(replace(sample, at_ms=0) for sample in body.samples))
            key = hashlib.sha256(msgspec.msgpack.encode(same)).hexdigest()[:32]
            command = Command(id=f"faults:{key}", realm=realm, for_=person, happened_ms=self._now_ms, body=body)
            commands.append(command)
        return commands

    def _sample(self, where: str, told: Reason, values: Mapping[str, Any]) -> FaultSample:
        layout = self._interpreter.layouts.get(tuple(values))
        columns = {} if layout is None else layout.columns

        def cell(field: str) -> str:
            return text(values.get(columns[field])) if field in columns else ""

        key = hashlib.sha256(f"{where}\0{told.line}".encode("utf-8", "replace")).hexdigest()[:32]
        report = ReportEvent(
            event_id=cell("event_id"), title=cell("title") or cell("subclass"), subclass=cell("subclass"),
            source="file", level="general", note=cell("note"), x_m=0.0, y_m=0.0,
        )  # fmt: skip
        params = {name: str(value) for name, value in told.line_params.items()}
        sample = sample_of(key=key, at_ms=self._now_ms, where=where, params=params, report=report)
        return replace(sample, x_m=None, y_m=None, source="", level="")
