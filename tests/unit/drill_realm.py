"""A drill in memory, its director, and all times sent to clients, over any number of restarts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import count
from typing import Any

from county.authority import Principal, Role
from county.clock import SystemClock
from county.commands import Command, CommandBody
from county.package.open import CountyPackage
from county.realm import Realm
from county.realm_clock import JumpClockAhead, SetClockRate
from county.sensing import ChannelTable
from services.desk import Desk
from services.intake.base import Intake
from services.pace import PaceControl
from services.protocol import messages as m
from services.protocol.codec import broadcast_decoder, topic
from tests.captured_log import CapturedLog
from tests.memory_realm import ManualMonotonic, MemoryRealm
from tests.memory_reservation import MemoryReservation
from tests.unit.running_desk import NOON_MS

DRILL = Realm("drill:7")
DIRECTOR = Principal(id="director-1", roles=frozenset({Role.DIRECTOR}))
OBSERVER = Principal(id="wall-1", roles=frozenset({Role.WALL}))
SETTLE_TURNS = 5_000


class DrillRealm:
    """A drill that begins at noon; :meth:`restart` continues it after its process has ended."""

    def __init__(
        self,
        package: CountyPackage,
        *,
        intakes: Callable[[Desk, ChannelTable], Sequence[Intake]] = lambda desk, channels: (),
        held: bool = False,
    ) -> None:
        """``held``: times are written to the disk only on request of the test."""
        self.monotonic = ManualMonotonic()
        self.reservation = MemoryReservation(held=held)
        self.sent_ms: list[int] = []
        """Every time in a heartbeat or Welcome, in order."""
        self._package = package
        self._intakes = intakes
        self._ids = count()
        self._open(None)

    def _open(self, before: MemoryRealm | None) -> None:
        self.pace = PaceControl(
            self.reservation, recorded_ms=0 if before is None else before.log.head.recorded_ms,
            messages=CapturedLog(), wall=SystemClock(wall=lambda: NOON_MS), monotonic=self.monotonic,
        )  # fmt: skip
        self.realm = MemoryRealm(
            self._package, realm=DRILL, pace=self.pace, principals=(DIRECTOR, OBSERVER), monotonic=self.monotonic,
            intakes=self._intakes, before=before,
        )  # fmt: skip
        self.director = self.realm.plain_client(DIRECTOR.id)
        self._sent = 0
        self.turn(2)  # its first time is reserved

    @property
    def now_ms(self) -> int:
        return self.pace.clock.now_ms()

    def turn(self, times: int = 1) -> None:
        """Iterations of the loop."""
        self.realm.turn(times)
        self._record_times()

    def wait(self, ms: int) -> None:
        """Real time elapses."""
        until_ms = self.monotonic.now_ms + ms
        while self.monotonic.now_ms < until_ms:
            self.turn()

    def request(self, message: m.ToBackend) -> Any:
        """The answer to ``message`` from the director."""
        self.director.send(message)
        while not (answers := self.director.answers()):
            self.turn()
        if isinstance(answers[0], m.Welcome):
            self.sent_ms.append(answers[0].at_ms)
        return answers[0]

    def greet(self) -> m.Welcome:
        """The director's client connects again."""
        welcome = self.request(m.Hello(protocol=m.PROTOCOL, realm=DRILL.id))
        assert isinstance(welcome, m.Welcome)
        return welcome

    def order(self, body: CommandBody) -> m.Accepted | m.Rejected:
        """The answer to an order of the director."""
        command = Command(id=f"c{next(self._ids)}", realm=DRILL.id, happened_ms=self.now_ms, body=body)
        answer = self.request(m.Submit(command=command))
        assert isinstance(answer, m.Accepted | m.Rejected)
        return answer

    def set_rate(self, rate: float) -> None:
        assert isinstance(self.order(SetClockRate(rate=rate)), m.Accepted)

    def jump_by(self, ms: int) -> int:
        """Order a jump; returns its end."""
        to_ms = self.now_ms + ms
        assert isinstance(self.order(JumpClockAhead(to_ms=to_ms)), m.Accepted)
        return to_ms

    def settle(self, to_ms: int) -> None:
        """Iterate until the clock has reached ``to_ms``."""
        for _ in range(SETTLE_TURNS):
            if self.now_ms >= to_ms:
                return
            self.turn()
        raise AssertionError(f"timeout at {self.now_ms}, expected {to_ms}")

    def crash(self, *, written: int = 0) -> None:
        """The process is killed and started again; ``written`` of the pending times were still written to the disk."""
        self.reservation.crash(written)
        self.restart()

    def stop(self) -> None:
        """The process is stopped and started again."""
        self.pace.close()
        self.restart()

    def restart(self) -> None:
        self.director.close()
        self._open(self.realm)

    def _record_times(self) -> None:
        decode, begin = broadcast_decoder(DRILL.id), topic(DRILL.id, "heartbeat")
        sent = self.realm.link.sent
        for frame in (one.frame for one in sent[self._sent :] if one.frame.startswith(begin)):
            beat = decode(frame)
            assert isinstance(beat, m.Heartbeat)
            self.sent_ms.append(beat.at_ms)
        self._sent = len(sent)
