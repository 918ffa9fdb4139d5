"""Commands and readings without pause, of which the acknowledged ones are remembered, and a screen that checks its
records."""

from __future__ import annotations

import time
import uuid
from collections.abc import Sequence
from threading import Event as Signal
from threading import Thread
from typing import Any

from bench.connected import Reachable, desktop_client, sender
from county.clock import SystemClock
from county.commands import Command, CommandBody, FileEvent, ReportEvent
from county.fold import Fold
from county.sensing import Reading
from services.protocol.client import Client
from services.protocol.messages import Accepted

COMMANDS = 8
"""Commands of a sender in one request."""
PROBE_S = 0.005
Point = tuple[float, float]


def issued(body: CommandBody, realm: str = "live", now_ms: int | None = None) -> Command[Any]:
    """``body`` as a command that happens now, at ``now_ms`` in a realm with a clock of its own."""
    happened_ms = SystemClock().now_ms() if now_ms is None else now_ms
    return Command(id=uuid.uuid4().hex, realm=realm, happened_ms=happened_ms, body=body)


def report_at(place_m: Point, event_id: str, realm: str = "live", now_ms: int | None = None) -> Command[Any]:
    """The report of an event there."""
    body = ReportEvent(
        event_id=event_id, title="暴露垃圾", subclass="exposed_garbage", source="hotline", x_m=place_m[0],
        y_m=place_m[1],
    )  # fmt: skip
    return issued(body, realm, now_ms)


class AcknowledgedLoad:
    """Threads that submit commands and readings until :meth:`end`."""

    def __init__(
        self, backend: Reachable, place_m: Point, channels: Sequence[tuple[str, str]], *, senders: int = 2
    ) -> None:
        """``place_m``: of all events.  ``channels``: sensor and channel of the readings in one request."""
        self.accepted: dict[str, Accepted] = {}
        """By command id."""
        self.readings: list[Reading] = []
        self.refused: list[object] = []
        """Other answers than Accepted."""
        self._backend = backend
        self._place_m = place_m
        self._channels = channels
        self._run = uuid.uuid4().hex[:8]
        self._stop = Signal()
        self._threads = [Thread(target=self._commands, args=(number,)) for number in range(senders)]
        self._threads.append(Thread(target=self._send_readings))
        for thread in self._threads:
            thread.start()

    def _commands(self, number: int) -> None:
        with sender(self._backend) as link:
            turn = 0
            while not self._stop.is_set():
                keys = [f"E{self._run}-{number}-{turn}-{i}" for i in range(COMMANDS)]
                reports = [report_at(self._place_m, key) for key in keys]
                for commands in (reports, [issued(FileEvent(event_id=key)) for key in keys]):
                    for answer in link.submit(commands):
                        if isinstance(answer, Accepted):
                            self.accepted[answer.command_id] = answer
                        else:
                            self.refused.append(answer)
                turn += 1

    def _send_readings(self) -> None:
        with sender(self._backend) as link:
            at_ms = SystemClock().now_ms() - 3_600_000
            while not self._stop.is_set():
                at_ms += 1
                batch = [Reading(sensor, channel, at_ms, float(at_ms % 60)) for sensor, channel in self._channels]
                answers = link.submit_readings(batch)
                if all(isinstance(answer, Accepted) for answer in answers):
                    self.readings += batch
                else:
                    self.refused += answers

    def end(self) -> None:
        self._stop.set()
        for thread in self._threads:
            thread.join()


class Probe:
    """A desktop's client that submits one command after the other, each when the last one was answered."""

    def __init__(self, backend: Reachable, place_m: Point) -> None:
        self.answered: list[tuple[float, float]] = []
        """Monotonic times at which commands were submitted and accepted."""
        self._backend = backend
        self._place_m = place_m
        self._stop = Signal()
        self._thread = Thread(target=self._send)
        self._thread.start()

    def first_after(self, began: float) -> float | None:
        """When the first command that was submitted after ``began`` was accepted; None: not yet."""
        return next((done for sent, done in reversed_until(self.answered, began)), None)

    def _send(self) -> None:
        number, run = 0, uuid.uuid4().hex[:8]
        with desktop_client(self._backend) as client:
            while not self._stop.is_set():
                number += 1
                sent = time.monotonic()
                client.submit(report_at(self._place_m, f"P{run}-{number}"))
                while not client.take().replies and not self._stop.is_set():
                    time.sleep(PROBE_S)
                self.answered.append((sent, time.monotonic()))

    def end(self) -> None:
        self._stop.set()
        self._thread.join()


def reversed_until(answered: Sequence[tuple[float, float]], began: float) -> list[tuple[float, float]]:
    """The commands submitted after ``began``, oldest first."""
    found: list[tuple[float, float]] = []
    for times in reversed(answered):
        if times[0] < began:
            break
        found.append(times)
    return found[::-1]


class FoldedScreen:
    """Folds what a client shows; every record must be the next one."""

    def __init__(self, client: Client) -> None:
        self.fold = Fold()
        self.snapshots = 0
        self.wrong: list[str] = []
        """Records that were repeated or missing, and snapshots that went back."""
        self._client = client

    def take(self) -> None:
        """Fold what has arrived."""
        self.take_replies()

    def take_replies(self) -> set[str]:
        """Fold what has arrived; returns the ids of the commands that were accepted."""
        taken = self._client.take()
        if taken.snapshot is not None:
            if taken.snapshot.seq < self.fold.seq:
                self.wrong.append(f"a snapshot of {taken.snapshot.seq} after record {self.fold.seq}")
            self.fold.restore(taken.snapshot.seq, taken.snapshot.recorded_ms, taken.snapshot.states)
            self.snapshots += 1
        for record in taken.records:
            if record.seq != self.fold.seq + 1:
                self.wrong.append(f"record {record.seq} after record {self.fold.seq}")
            self.fold.apply(record)
        return {reply.command_id for reply in taken.replies if isinstance(reply, Accepted)}
