"""A desk over a plain place: one truck, one far truck, a hospital, three sensors; and commands and records for it."""

from __future__ import annotations

from itertools import count

from county import catalog
from county import commands as c
from county.commands import Command
from county.deadlines import TimeLimits
from county.records import Record
from county.resource import Resource
from county.sensing import Sensor
from services.desk import Desk

NOON_MS = 1_795_320_000_000
"""2026-11-22 (a Sunday) 12:00 in UTC+8."""


class Place:
    """A square county of 100 km, one village."""

    sensors = (
        Sensor("bin-1", "bin", "垃圾桶0001", 1_000.0, 1_000.0, "v"),
        Sensor("smoke-1", "smoke", "烟感0001", 2_000.0, 2_000.0, "v"),
        Sensor("cam-1", "video", "摄像头0001", 2_000.0, 2_000.0, "v"),
    )
    resources = (
        Resource("truck-far", "collection_truck", "清运车2号", 9_000.0, 9_000.0, "v", 5),
        Resource("truck-near", "collection_truck", "清运车1号", 1_500.0, 1_000.0, "v", 5),
        Resource("hospital-1", "hospital", "县医院", 1_000.0, 1_000.0, "v", 300),
    )

    def division_at(self, x_m: float, y_m: float) -> str | None:
        return "990123100201" if 0 <= x_m <= 100_000 and 0 <= y_m <= 100_000 else None


class RunningDesk:
    """A desk whose records are kept, as the backend would."""

    def __init__(self) -> None:
        self.desk = Desk(Place(), catalog.load(), TimeLimits(catalog.load()), "live")
        self.log: list[Record] = []
        self._ids = count()

    def give(
        self, body: c.Body, *, actor: str = "person", at_ms: int = NOON_MS, now_ms: int = 0, realm: str = "live"
    ) -> list[Record]:
        """Decide, apply, and follow the reactions; returns all records of it.  Raises Refused."""
        command = Command(id=f"c{next(self._ids)}", realm=realm, actor=actor, happened_ms=at_ms, body=body)
        return self.take(command, now_ms or at_ms)

    def take(self, command: Command, now_ms: int) -> list[Record]:
        new: list[Record] = []
        for body in self.desk.decide(command, now_ms):
            record = Record(
                seq=len(self.log) + 1, realm=command.realm, happened_ms=command.happened_ms, recorded_ms=now_ms,
                command_id=command.id, actor=command.actor, body=body,
            )  # fmt: skip
            self.desk.apply(record)
            self.log.append(record)
            new.append(record)
            for reaction in self.desk.reactions(record):
                new += self.take(reaction, now_ms)
        return new


def report(event_id: str = "E1", **changes: object) -> c.ReportEvent:
    fields: dict[str, object] = {
        "event_id": event_id, "subclass": "exposed_garbage", "title": "垃圾", "source": "hotline",
        "x_m": 1_000.0, "y_m": 1_000.0,
    }  # fmt: skip
    return c.ReportEvent(**(fields | changes))  # type: ignore[arg-type]
