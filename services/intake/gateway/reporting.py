"""Reports events to the backend: the same report again, under its idempotency key, leads to the same event."""

from __future__ import annotations

import hashlib
import shutil
import tempfile
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from county.attachments import Attachment
from county.catalog import Catalog
from county.commands import Command, ReportEvent, ReportSource
from county.durations import DAY_MS
from county.events.class_proposal import ClassProposer
from county.numbering import event_id_of, in_realm
from county.records import EventReported
from county.refusals import Refused
from services.intake.gateway.backend_links import ReportLink
from services.intake.gateway.bodies import NewEvent
from services.intake.gateway.places import CountyPlaces
from services.intake.gateway.problems import Problem
from services.intake.gateway.sent_files import CheckedFile
from services.protocol.messages import Accepted, Rejected
from services.sending.subclass_names import key_named, keys_by_name

ANY_MATTER = "other_matter"
"""Subclass of a report whose text names none."""
ID_PREFIX = "http:"
AGAIN_DAYS = 7
"""For how many days a report under the same idempotency key finds its event, whose number contains the day."""
ID_REUSED = "id_reused"


@dataclass(frozen=True)
class ReportSender:
    """Who reports, as far as the event says it."""

    name: str
    """Of the API key; keeps the idempotency keys of different senders apart."""
    source: ReportSource


class EventReporter:
    """Turns reports into commands.  Its methods run in a thread of the links."""

    def __init__(self, catalog: Catalog, places: CountyPlaces) -> None:
        self._places = places
        self._subclass = keys_by_name(catalog)
        self._known = catalog.subclasses
        self._proposer = ClassProposer(catalog)

    def report(
        self, new: NewEvent, files: Sequence[CheckedFile], sender: ReportSender, idempotency_key: str
    ) -> Callable[[ReportLink], str]:
        """Work that reports the event and returns its number; it may be done twice.  Raises Problem."""
        x_m, y_m = self._places.xy_m(lon=new.lon, lat=new.lat, x_m=new.x_m, y_m=new.y_m, village=new.village)
        is_point = None not in (new.lon, new.lat) or None not in (new.x_m, new.y_m)
        identity = f"{sender.name}\0{idempotency_key or uuid.uuid4().hex}".encode("utf-8", "surrogatepass")
        key = hashlib.sha256(identity).hexdigest()[:32]
        fields: dict[str, Any] = {
            "title": new.title, "note": new.note, "subclass": self._subclass_of(new), "source": sender.source,
            "level": new.level, "reporter": new.reporter, "address": new.address, "x_m": x_m, "y_m": y_m,
            "place_level": "point" if is_point else "village",
        }  # fmt: skip

        def work(link: ReportLink) -> str:
            now_ms = link.clock.now_ms()
            happened_ms = now_ms if new.at is None else ms_of(new.at)
            event_id = in_realm(event_id_of(now_ms, key), link.welcome.realm)
            stored = (*new.attachments, *uploaded(link, files))
            body = ReportEvent(event_id=event_id, attachments=stored, **fields)
            command = Command(
                id=f"{ID_PREFIX}{key}", realm=link.welcome.realm, happened_ms=happened_ms, body=body
            )  # fmt: skip
            [answer] = link.submit([command])
            if isinstance(answer, Accepted):
                return event_id
            if answer.code == ID_REUSED:
                return _reported_before(link, body, key, now_ms, shown=idempotency_key[:40])
            raise refusal(answer)

        return work

    def _subclass_of(self, new: NewEvent) -> str:
        if new.subclass:
            return key_named(new.subclass, self._subclass) or new.subclass
        proposals = self._proposer.proposals(new.title, new.note)
        if proposals:
            return proposals[0].subclass
        return ANY_MATTER if ANY_MATTER in self._known else next(iter(self._known))


def refusal(answer: Rejected) -> Problem:
    """A refusal of the backend as an answer of the gateway."""
    return Problem(answer.code, retry_after_s=None, **answer.params)


def ms_of(moment: datetime) -> int:
    """A time in ms since 1970.  Raises Problem for one that no clock can show."""
    try:
        return round(moment.timestamp() * 1000)
    except (OverflowError, ValueError) as error:
        raise Problem("request_invalid", why=f"time {moment.isoformat()} is out of range") from error


def uploaded(link: ReportLink, files: Sequence[CheckedFile]) -> list[Attachment]:
    """The files as the backend has stored them.  Raises Problem."""
    stored = []
    with tempfile.TemporaryDirectory(prefix="county-intake-") as folder:
        for file in files:
            path = Path(folder) / file.name
            file.file.seek(0)
            with path.open("wb") as copy:
                shutil.copyfileobj(file.file, copy)
            try:
                stored.append(link.upload(path))
            except Refused as refused:
                raise Problem.of(refused) from refused
    return stored


def _reported_before(link: ReportLink, body: ReportEvent, key: str, now_ms: int, *, shown: str) -> str:
    """The number under which the same report was accepted before.  Raises Problem for another report."""
    for day in range(AGAIN_DAYS + 1):
        event_id = in_realm(event_id_of(now_ms - day * DAY_MS, key), link.welcome.realm)
        records = link.subject(f"event/{event_id}")
        if records and isinstance(first := records[0].body, EventReported) and _same(first, body):
            return event_id
    raise Problem(ID_REUSED, command=shown)


def _same(record: EventReported, body: ReportEvent) -> bool:
    """Whether they report the same, apart from time and reporter, of whom the record has a token only."""
    fields = ("title", "note", "subclass", "source", "level", "address", "x_m", "y_m")
    return all(getattr(record, name) == getattr(body, name) for name in fields)
