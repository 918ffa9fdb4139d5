"""An in-memory realm with one client, iterated by the test; and messages of clients."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from county.authority import SIMULATION, Principal, Role
from county.clock import Clock, ManualClock
from county.commands import Command, CommandBody, ReportEvent
from county.sensing import ChannelTable
from services.desk import Desk
from services.intake.base import Intake, IntakeBatch
from services.loop.checkpoints import EVERY
from services.protocol import messages as m
from tests.memory_realm import OWNER, ManualMonotonic, MemoryRealm, PlainClient
from tests.rows import readings_of
from tests.square_county import PLACE_M, square_package

NOW_MS = 1_795_320_000_000


class Player:
    """An intake that records for which sensors simulation was stopped."""

    principal = SIMULATION

    def __init__(self) -> None:
        self.gave_way: list[str] = []

    def due(self, now_ms: int) -> IntakeBatch:
        return IntakeBatch()

    def stop_simulating(self, sensor_ids: Iterable[str]) -> None:
        self.gave_way += sensor_ids


class LiveRealm:
    """A realm and one client; time only advances while the loop waits."""

    def __init__(
        self,
        *,
        sensors: int = 3,
        grid: bool = False,
        clock: Clock | None = None,
        intakes: Sequence[Intake] | None = None,
        principals: Sequence[Principal] = (OWNER,),
        checkpoint_every: int = EVERY,
        monotonic: ManualMonotonic | None = None,
    ) -> None:
        self.player = Player()
        self.monotonic = ManualMonotonic() if monotonic is None else monotonic

        def made(desk: Desk, channels: ChannelTable) -> Sequence[Intake]:
            return [self.player] if intakes is None else intakes

        self.realm = MemoryRealm(
            square_package(sensors=sensors, grid=grid),
            clock=ManualClock(NOW_MS) if clock is None else clock, monotonic=self.monotonic, intakes=made,
            principals=principals, checkpoint_every=checkpoint_every,
        )  # fmt: skip
        self.client: PlainClient = self.realm.plain_client(principals[0].id)
        self.turn()

    def turn(self, *messages: m.ToBackend) -> list[Any]:
        """One iteration with these requests; returns its answers."""
        self.client.send(*messages)
        self.realm.turn()
        return self.client.answers()

    def settle(self) -> list[Any]:
        """Iterate until the loop is idle; returns the answers."""
        answers, before = [], self.realm.link.waits
        while self.realm.link.waits == before:
            answers += self.turn()
        return answers

    def beat(self) -> m.Heartbeat:
        """The next heartbeat."""
        before = len(self.realm.beats())
        while len(self.realm.beats()) == before:
            self.turn()
        return self.realm.beats()[-1][1]


def report(number: int, note: str = "", **fields: Any) -> m.Submit:
    body = ReportEvent(
        event_id=f"E{number}", subclass="exposed_garbage", title="垃圾", source="hotline", note=note,
        x_m=PLACE_M[0], y_m=PLACE_M[1], **fields,
    )  # fmt: skip
    return m.Submit(command=Command(id=f"c{number}", realm="live", for_="person", happened_ms=NOW_MS, body=body))


def readings(
    key: str, *values: float, sensor: str = "bin-0", at_ms: int = NOW_MS, quality: int = 0
) -> m.SubmitRows:
    n = len(values)
    return readings_of(key, [sensor] * n, ["fill"] * n, [at_ms + i for i in range(n)], values, [quality] * n)


ROLES = {role.value: Principal(id=role.value, roles=frozenset({role}), unit="city_management") for role in Role}
"""A principal of each role, by its name."""


def answers_to(live: LiveRealm, by: str, *messages: m.ToBackend) -> list[Any]:
    """The answers to a client of ``by``."""
    client = live.realm.plain_client(by)
    client.send(*messages)
    live.realm.turn(3)
    answers = client.answers()
    client.close()
    return answers


def codes(answers: list[Any]) -> list[str]:
    """The code of each refusal, "" for another answer."""
    return [answer.code if isinstance(answer, m.Rejected) else "" for answer in answers]


def states(answers: list[Any], aggregate: str = "event") -> list[Any]:
    return [raw for part in answers if isinstance(part, m.StatesPart) and part.aggregate == aggregate
            for raw in part.states]  # fmt: skip


def command(key: str, body: CommandBody, for_: str = "person") -> m.Submit:
    return m.Submit(command=Command(id=key, realm="live", for_=for_, happened_ms=NOW_MS, body=body))
