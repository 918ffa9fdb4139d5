"""A drill in memory with its scenario, its persons and their clients, over any number of restarts."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from itertools import count
from pathlib import Path
from typing import Any

from county.attachments import Attachment
from county.authority import Principal, Role
from county.clock import SystemClock
from county.commands import Command, CommandBody
from county.drill.inject_run import InjectDelivered, InjectSkipped
from county.drill.run import AnswerRollCall, ArmDrill, BindRole, DrillRun, StartDrill
from county.drill.scenario_file import LoadScenario
from county.package.open import CountyPackage
from county.realm import Realm
from county.records import Record
from county.sensing import ChannelTable
from services.desk import Desk
from services.intake.base import Intake
from services.pace import PaceControl
from services.protocol import messages as m
from tests.captured_log import CapturedLog
from tests.drill_scenario import TEXT
from tests.memory_realm import ManualMonotonic, MemoryRealm, PlainClient
from tests.memory_reservation import MemoryReservation
from tests.tiny_county import write_tiny_county

DRILL = Realm("drill:20260715-001")
BEGINS_MS = 1_784_116_800_000
"""2026-07-15 20:00 in UTC+8: the start that the scenario states."""
MINUTE = 60_000
DIRECTOR = Principal(id="director-1", roles=frozenset({Role.DIRECTOR}), people=("zhou",))
PLAYER = Principal(id="seat-1", roles=frozenset({Role.OPERATOR}), people=("wang",))
SAFETY = Principal(id="safety-1", roles=frozenset({Role.DIRECTOR}), people=("sun",))
EVALUATOR = Principal(id="tablet-1", roles=frozenset({Role.OPERATOR}), people=("li",))
PEOPLE = {"zhou": DIRECTOR, "wang": PLAYER, "sun": SAFETY, "li": EVALUATOR}
SETTLE_TURNS = 20_000


class DrillDay:
    """A drill of the tiny county, whose time is moved by the test."""

    def __init__(
        self,
        package: CountyPackage,
        text: str = TEXT,
        *,
        intakes: Callable[[Desk, ChannelTable], Sequence[Intake]] = lambda desk, channels: (),
        before_ms: int = 0,
        wall: Callable[[ManualMonotonic], SystemClock] = lambda monotonic: SystemClock(),
        shown: Mapping[str, bytes] | None = None,
    ) -> None:
        """``before_ms``: by how much the realm's time is before the start that the scenario states.  ``wall``: the
        backend's wall time, by the real time that passes in the test.  ``shown``: photos that injects show, by name."""
        self.monotonic = ManualMonotonic()
        self.reservation = MemoryReservation()
        self._package = package
        self._text, self._shown = text, shown or {}
        self._intakes = intakes
        self._wall_ms = BEGINS_MS - before_ms
        self._wall = wall(self.monotonic)
        self._ids = count()
        self.clients: dict[str, PlainClient] = {}
        self.told: dict[str, list[Any]] = {}
        self._open(None)

    def _open(self, before: MemoryRealm | None) -> None:
        self.pace = PaceControl(
            self.reservation, recorded_ms=0 if before is None else before.log.head.recorded_ms,
            messages=CapturedLog(), wall=SystemClock(wall=lambda: self._wall_ms), monotonic=self.monotonic,
        )  # fmt: skip
        self.realm = MemoryRealm(
            self._package, realm=DRILL, pace=self.pace, principals=(DIRECTOR, PLAYER, EVALUATOR, SAFETY),
            monotonic=self.monotonic, intakes=self._intakes, before=before, wall=self._wall,
        )  # fmt: skip
        self.clients = {key.id: self.realm.plain_client(key.id) for key in (DIRECTOR, PLAYER, EVALUATOR, SAFETY)}
        self.told = {key: [] for key in self.clients}
        self.realm.turn(2)  # its first time is reserved

    @property
    def now_ms(self) -> int:
        return self.pace.clock.now_ms()

    @property
    def run(self) -> DrillRun:
        found: DrillRun = self.realm.desk.find("drill", DRILL.id)
        return found

    def state(self, inject: str) -> str:
        known = self.realm.desk.find("inject", inject)
        return "armed" if known is None else str(known.state)

    def wait(self, ms: int) -> None:
        """Real time elapses."""
        until_ms = self.monotonic.now_ms + ms
        while self.monotonic.now_ms < until_ms:
            self.realm.turn()

    def pass_to(self, at_ms: int) -> None:
        """Iterate until the drill's time is ``at_ms`` after the start, and everything due until then is done."""
        for _ in range(SETTLE_TURNS):
            if self.now_ms >= BEGINS_MS + at_ms:
                self.realm.turn(3)
                return
            self.realm.turn()
        raise AssertionError(f"the drill's time stands at {self.now_ms - BEGINS_MS} ms, expected {at_ms}")

    def ask(self, person: str, message: m.ToBackend) -> Any:
        """The answer to a message of the person's key; what it is told besides is kept in ``told``."""
        key = PEOPLE[person].id
        self.clients[key].send(message)
        for _ in range(SETTLE_TURNS):
            answers = self.clients[key].answers()
            told = [a for a in answers if isinstance(a, m.DrillNews | m.ScoreReply) and not a.request]
            self.told[key] += told
            if len(told) < len(answers):
                return next(answer for answer in answers if answer not in told)
            self.realm.turn()
        raise AssertionError(f"no answer to {message}")

    def give(self, person: str, body: CommandBody, *, clock_ms: int = 0) -> str:
        """Give a command; returns the refusal's code, "" when it was accepted.  ``clock_ms``: by how much the clock of
        the person's computer differs."""
        happened_ms = self.now_ms + clock_ms
        command = Command(id=f"t{next(self._ids)}", realm=DRILL.id, happened_ms=happened_ms, body=body, for_=person)
        answer = self.ask(person, m.Submit(command=command))
        return answer.code if isinstance(answer, m.Rejected) else ""

    def news(self, person: str) -> list[Record[Any]]:
        """The records that the person's key was told since the last call."""
        key = PEOPLE[person].id
        self.told[key] += self.clients[key].answers()
        told, self.told[key] = self.told[key], []
        return [record for news in told if isinstance(news, m.DrillNews) for record in news.records]

    def load(self, speed: float | None = None) -> str:
        """The director loads the scenario, at its own speed unless another is given; it is checked."""
        file = self._put("night.toml", self._text.encode(), "application/toml")
        photos = (self._put(name, data, "image/png") for name, data in self._shown.items())
        refused = self.give("zhou", LoadScenario(drill=DRILL.id, attachments=(file, *photos), speed=speed))
        self.realm.turn(5)
        return refused

    def _put(self, name: str, data: bytes, media_type: str) -> Attachment:
        sha256 = hashlib.sha256(data).hexdigest()
        self.realm.blobs.put(data, sha256=sha256, offset=0, total=len(data), by=DIRECTOR.id)
        return Attachment(sha256=sha256, name=name, size=len(data), media_type=media_type)

    def prepare(self) -> None:
        """From nothing to the roll call, everybody present."""
        assert self.load() == ""
        assert self.run.state == "checked", self.realm.messages.lines
        assert self.give("zhou", BindRole(drill=DRILL.id, role="eval", members=("u:li",))) == ""
        assert self.give("zhou", ArmDrill(drill=DRILL.id)) == ""
        for person in ("wang", "li"):
            assert self.give(person, AnswerRollCall(drill=DRILL.id)) == ""

    def start(self) -> None:
        """From nothing to STARTEX."""
        self.prepare()
        assert self.give("zhou", StartDrill(drill=DRILL.id)) == ""
        assert self.run.state == "running"

    def deliveries(self) -> list[tuple[str, int]]:
        """Injects with their times of delivery after STARTEX, in order."""
        zero_ms = self.run.zero_ms or 0
        return [
            (record.body.inject_id, record.recorded_ms - zero_ms)
            for record in self.realm.records() if isinstance(record.body, InjectDelivered)
        ]  # fmt: skip

    def skipped(self) -> dict[str, str]:
        """Why injects were skipped."""
        return {
            record.body.inject_id: record.body.why
            for record in self.realm.records() if isinstance(record.body, InjectSkipped)
        }  # fmt: skip

    def restart(self) -> None:
        """The process is killed and started again."""
        self.reservation.crash(0)
        for client in self.clients.values():
            client.close()
        self._open(self.realm)


def tiny_package(folder: Path) -> CountyPackage:
    return write_tiny_county(folder / "county")
