"""A report about an event as it is signed, with the desk that it is about."""

from __future__ import annotations

from typing import NamedTuple

from county import commands as c
from county.briefing.briefing import Briefing, BriefText
from county.catalog import load
from county.events.event import Event
from county.events.texts import EventTexts
from county.figures.metric import Grain
from county.names import Name
from services.brief.assembly import BriefCounty, document_of
from services.brief.document import BriefDocument
from services.brief.frame import Signature
from tests.unit.running_desk import NOON_MS, RunningDesk, report

CATALOG = load()
MINUTE_MS = 60_000


class PlainNames:
    """Units by their ids, one village."""

    def name_of(self, grain: Grain, group: str) -> Name:
        text = "东岭镇 · 石桥村" if grain == "village" else group
        return Name(text, text)


COUNTY = BriefCounty("示范县", False, CATALOG, PlainNames(), EventTexts(CATALOG, ()))


class EventBriefing(NamedTuple):
    """A briefing, its event, and the document."""

    briefing: Briefing
    event: Event
    document: BriefDocument


def first_report(**more: object) -> EventBriefing:
    """Signed as number 15 of 2026."""
    desk = RunningDesk()
    desk.give(report(address="桥头", level="larger", title="石桥村道路塌方"))
    steps = (c.FileEvent(event_id="E1"), c.DispatchEvent(event_id="E1", unit="truck-near"), c.AcceptTask(event_id="E1"))
    for number, step in enumerate(steps, start=1):
        desk.give(step, at_ms=NOON_MS + 10 * number * MINUTE_MS)
    event: Event = desk.desk.find("event", "E1")
    fields: dict[str, object] = {
        "id": "B1", "state": "signed", "steps": (), "kind": "first", "event_ids": ("E1",), "as_of_seq": 4,
        "as_of_ms": NOON_MS + 45 * MINUTE_MS, "recipients": ("县委办公室", "县应急管理局"), "year": 2026, "number": 15,
        "signer": "seat-1", "texts": (BriefText(place="losses", wording="无人员伤亡，冲毁路面约 30 米。"),),
    }  # fmt: skip
    briefing = Briefing(**(fields | more))  # type: ignore[arg-type]
    signature = Signature(2026, 15, "seat-1", NOON_MS + 50 * MINUTE_MS)
    return EventBriefing(briefing, event, document_of((briefing,), COUNTY, (), event, signature))
