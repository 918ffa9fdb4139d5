"""The real desk and group commit with a stub county and an in-memory log: one truck, one distant truck, a hospital,
three sensors."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import count
from typing import Any

import msgspec

from county import catalog
from county import commands as c
from county.aggregates import RecordUnion
from county.attachments import StoredStart
from county.authority import SIMULATION, WATCH, Principal, Role
from county.commands import Command
from county.events.deadlines import TimeLimits
from county.place_outside import PlaceOutside
from county.records import Record
from county.refusals import Refused
from county.resource import Resource
from county.roads.network import RoadGraph
from county.sensing import ChannelTable
from county.sensors import Sensor
from county.streams import READINGS, Columns
from services.desk import CountyQueries, Desk
from services.follow_ups.unopened import UnopenedEvents
from services.loop.commit_group import ClientRequest, InternalCommand
from services.loop.failures import LoopFailures
from services.loop.group_commit import GroupCommitter
from services.protocol.messages import Rejected
from services.requests.first_values import FirstValues
from services.store.memory import MemoryLog
from services.store.memory_history import MemoryHistory
from services.store.ports import Commit
from services.watch import Watch
from tests.captured_log import CapturedLog
from tests.hooked import Hooked, Hooks

NOON_MS = 1_795_320_000_000
"""2026-11-22 (a Sunday) 12:00 in UTC+8."""
PORTION = 500
"""Changes per call of the watch."""
OPERATOR = Principal(id="desk-1", roles=frozenset({Role.OPERATOR}), people=("person", "other"))
_decode = msgspec.msgpack.Decoder(Record[RecordUnion]).decode


class StubCounty:
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

    def place_outside(self, x_m: float, y_m: float) -> PlaceOutside:
        return PlaceOutside(111.0, 28.0, 1_500.0, "示范县")

    def has_division(self, code: str) -> bool:
        return code in ("990123100201", "990123100202")

    def division_at(self, x_m: float, y_m: float) -> str | None:
        return "990123100201" if 0 <= x_m <= 100_000 and 0 <= y_m <= 100_000 else None


class RunningDesk:
    """A desk whose groups of one request are committed immediately."""

    def __init__(
        self,
        *,
        realm: str = "live",
        known: catalog.Catalog | None = None,
        place: CountyQueries | None = None,
        roads: RoadGraph | None = None,
        collects: bool = False,
        stored_start: StoredStart = lambda file: None,
    ) -> None:
        """``place``: a county; the square one above when None.  No file is stored unless ``stored_start`` says so."""
        place = StubCounty() if place is None else place
        known = catalog.load() if known is None else known
        self.contacts: dict[str, bytes] = {}
        self.store = MemoryLog(append=lambda commit: self.append(commit))
        self.messages = CapturedLog()
        self.desk = Desk(
            place, known, TimeLimits(known), realm,
            has_left=lambda subject: next(self.store.of_subject(subject), None) is not None,
            stored_start=stored_start, roads=roads, collects=collects,
        )  # fmt: skip
        self.channels = ChannelTable.of(place.sensors, known.sensor_kinds)
        self.desk_hooks: Hooks = {}
        self.watch_hooks: Hooks = {}
        self._realm = realm
        self._ids = count()
        self.listen()

    def listen(self) -> None:
        """Start judging readings, as after a start: earlier judgements are dropped."""
        self.watch = Watch(self.channels, self.desk.catalog, self.desk.sensors.values(), realm=self._realm)
        self.watch.restore(self.desk.alarms)
        self.unopened = UnopenedEvents(self.desk)
        self.committer = GroupCommitter(
            desk=Hooked(self.desk, self.desk_hooks), watch=Hooked(self.watch, self.watch_hooks), log=self.store,
            keys={READINGS.key: self.channels}, realm=self._realm, token_of=self.token_of, messages=self.messages,
            firsts=FirstValues(MemoryHistory((READINGS,)), {READINGS.key: self.channels}, {}),
            failures=LoopFailures(self.messages), unopened=self.unopened,
        )  # fmt: skip

    def append(self, commit: Commit) -> None:
        """Store the parts of a commit other than records."""
        self.contacts.update(commit.contacts)

    @staticmethod
    def token_of(text: str) -> str:
        """A token without meaning."""
        return f"r-{len(text)}"

    @property
    def log(self) -> list[Record[Any]]:
        """All records so far."""
        return [_decode(data) for data in self.store.records(1, self.store.head.seq)]

    def give(
        self,
        body: c.CommandBody,
        *,
        by: Principal = OPERATOR,
        for_: str = "person",
        at_ms: int = NOON_MS,
        now_ms: int = 0,
        realm: str = "",
    ) -> list[Record[Any]]:
        """Run a command as a client of ``by``, or as the backend itself; returns all resulting records.

        Raises Refused.
        """
        command: Command[Any] = Command(
            id=f"c{next(self._ids)}", realm=realm or self._realm, happened_ms=at_ms, body=body,
            for_=for_ if by is OPERATOR else "",
        )  # fmt: skip
        return self.take(command, now_ms or at_ms, by=by)

    def take(self, command: Command[Any], now_ms: int, *, by: Principal = OPERATOR) -> list[Record[Any]]:
        """The same for a whole command."""
        own = by.id in (WATCH.id, SIMULATION.id)
        self.messages.clear()
        return self.group(
            () if own else (ClientRequest(by, command),),
            (InternalCommand(by, command),) if own else (),
            (),
            now_ms=now_ms,
        )

    def group(
        self,
        requests: Sequence[ClientRequest],
        own: Sequence[InternalCommand],
        arrived: Sequence[Columns],
        *,
        now_ms: int,
    ) -> list[Record[Any]]:
        """Take a group through; returns all its records.  Raises Refused for the first answer that is a refusal."""
        before = self.store.head.seq
        group = self.committer.decide(requests, own, arrived, now_ms=now_ms, wall_ms=now_ms)
        answers = group.answers
        if not group.empty:
            self.store.begin(group.commit)
            done = self.store.done(0)
            assert done is not None
            answers = self.committer.finish(group, done).answers
        for answer in answers:
            if isinstance(answer, Rejected):
                raise Refused(answer.code, **answer.params)
        return [_decode(data) for data in self.store.records(before + 1, self.store.head.seq)]

    def read(self, columns: Columns, *, now_ms: int) -> list[Record[Any]]:
        """Store and judge readings; returns the resulting records."""
        return self.group((), (), (columns,), now_ms=now_ms)

    def tick(self, now_ms: int) -> list[Record[Any]]:
        """Run the watch for elapsed time, as often as one moment needs; returns the resulting records."""
        records: list[Record[Any]] = []
        for _ in range(0, self.watch.most + 1, PORTION):
            commands, more = self.watch.tick(now_ms, PORTION)
            records += self.group((), [InternalCommand(WATCH, command) for command in commands], (), now_ms=now_ms)
            self.watch.settle(commands)
            if not more:
                break
        return records


def report(event_id: str = "E1", **changes: object) -> c.ReportEvent:
    fields: dict[str, object] = {
        "event_id": event_id, "subclass": "exposed_garbage", "title": "垃圾", "source": "hotline",
        "x_m": 1_000.0, "y_m": 1_000.0,
    }  # fmt: skip
    return c.ReportEvent(**(fields | changes))  # type: ignore[arg-type]
