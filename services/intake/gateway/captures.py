"""Scans of goods as requests to the backend: a document of EPCIS 2.0, stored as a whole or not at all."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from typing import Any

import msgspec

from county.commands import Command
from county.refusals import Refused
from county.tracing.epcis import BadScan, scan_of
from county.tracing.scans import SCANS_MAX, CaptureScans, Scan, check_scan
from services.intake.gateway.backend_links import ReportLink
from services.intake.gateway.bodies import NewScans, ScansStored
from services.intake.gateway.problems import Problem
from services.intake.gateway.reporting import refusal
from services.protocol.messages import Rejected


def scans_stored(document: NewScans, sender: str) -> Callable[[ReportLink], ScansStored]:
    """Work that stores the scans of a document; each of them counts once, however often it is sent.

    Every scan is checked before the first one is sent.  Raises Problem for an event that is no scan.
    """
    scans = tuple(_scan(number, event) for number, event in enumerate(document.epcisBody.eventList))

    def work(link: ReportLink) -> ScansStored:
        now_ms = link.clock.now_ms()
        for number, scan in enumerate(scans):
            try:
                check_scan(scan, now_ms)
            except Refused as refused:
                raise _at(number, Problem.of(refused).text) from None
        commands = [
            _command(part, sender, link.welcome.realm, now_ms)
            for part in (scans[n : n + SCANS_MAX] for n in range(0, len(scans), SCANS_MAX))
        ]
        for answer in link.submit(commands):
            if isinstance(answer, Rejected) and answer.code != "id_reused":  # its id is a hash of what it says
                raise refusal(answer)
        return ScansStored(stored=len(scans))

    return work


def _scan(number: int, event: Any) -> Scan:
    try:
        return scan_of(event)
    except BadScan as error:
        raise _at(number, error.line) from None


def _at(number: int, why: str) -> Problem:
    return Problem("request_invalid", why=f"eventList[{number}]: {why}")


def _command(scans: Sequence[Scan], sender: str, realm: str, now_ms: int) -> Command[CaptureScans]:
    body = CaptureScans(sender=sender, scans=tuple(scans))
    key = hashlib.sha256(msgspec.msgpack.encode(body)).hexdigest()[:32]
    happened_ms = min(now_ms, max(scan.at_ms for scan in scans))
    return Command(id=f"http:{key}", realm=realm, happened_ms=happened_ms, body=body)
