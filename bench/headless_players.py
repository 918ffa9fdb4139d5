"""Clients of a drill without a window: when each of them receives deliveries, a pause and an abort."""

from __future__ import annotations

import time
import uuid
from pathlib import Path
from typing import Any

from county.commands import Command, CommandBody
from county.drill.inject_run import InjectDelivered
from county.drill.run import DrillAborted
from services.protocol import messages as m
from services.protocol.codec import broadcast_decoder, client_decoder, frames, topic
from services.transport.zeromq.client_link import ZeroMqClientLink


def now_ms() -> float:
    """The clock by which a drill's time runs, the same for all processes of a machine."""
    return time.monotonic_ns() / 1e6


class HeadlessPlayer:
    """One client."""

    def __init__(self, address: str, publish: str, keys: Path, realm: str, person: str) -> None:
        self.person = person
        self.delivered: dict[str, float] = {}
        """When each inject was received, by the monotonic clock in ms."""
        self.paused: float | None = None
        self.aborted: float | None = None
        self.offset_ms = float("inf")
        """The monotonic clock minus the drill's time, at most by the shortest way of a heartbeat too large."""
        self.time_ms = 0
        """The drill's time of the newest heartbeat."""
        self.listens = False
        self._realm = realm
        self._link = ZeroMqClientLink(lambda: address, keys)
        self._link.connect()
        self._link.subscribe(publish, f"{realm}/".encode())
        self._answers, self._news = client_decoder(realm), broadcast_decoder(realm)

    def listen(self) -> None:
        """Ask for deliveries; repeated until it is answered."""
        question = m.DeliveredRequest(request=uuid.uuid4().hex, person=self.person)
        for frame in frames(topic(self._realm, "control"), question):
            self._link.send(frame)

    def submit(self, body: CommandBody) -> None:
        """Give a command now, without waiting for the answer."""
        command = Command(id=uuid.uuid4().hex, realm=self._realm, happened_ms=self.time_ms, body=body, for_=self.person)
        for frame in frames(topic(self._realm, "control"), m.Submit(command=command)):
            self._link.send(frame)

    def poll(self) -> None:
        """Take what has arrived."""
        polled = self._link.poll(0)
        for frame in polled.answers:
            answer: Any = self._answers(frame)
            if isinstance(answer, m.DeliveredReply):
                self.listens = not answer.refused
            elif isinstance(answer, m.DrillNews):
                for record in answer.records:
                    if isinstance(record.body, InjectDelivered):
                        self.delivered.setdefault(record.body.inject_id, now_ms())
        for frame in polled.published:
            message: Any = self._news(frame)
            if isinstance(message, m.Heartbeat):
                self.time_ms = message.at_ms
                if message.rate == 1:
                    self.offset_ms = min(self.offset_ms, now_ms() - message.at_ms)
                elif message.rate == 0 and self.paused is None and self.delivered:
                    self.paused = now_ms()
            elif isinstance(message, m.Published) and any(isinstance(r.body, DrillAborted) for r in message.records):
                self.aborted = now_ms()

    def close(self) -> None:
        self._link.close()
