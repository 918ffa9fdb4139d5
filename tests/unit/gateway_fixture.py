"""The gateway's application over a real desk in memory, with an HTTP client."""

from __future__ import annotations

import threading
import time
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import msgspec

from county import commands as c
from county.attachments import Attachment
from county.authority import Principal, Role
from county.clock import Clock, ManualClock
from county.commands import Command, CommandBody, ReportChannel
from county.events.event import Event
from county.records import Record
from county.sensing import Reading
from services.intake.gateway.api_keys import add_api_key
from services.intake.gateway.application import application
from services.intake.gateway.backend_links import BackendLinks
from services.intake.gateway.gateway import Gateway
from services.intake.gateway.program import opened_gateway
from services.protocol import messages as m
from services.protocol.codec import topic
from services.protocol.control import NoBackend
from services.protocol.file_transfers import FileTransfers
from tests.captured_log import CapturedLog
from tests.integration.backend_fixture import until
from tests.memory_realm import OWNER, ManualMonotonic
from tests.rows import readings_of
from tests.unit.asgi_client import client_of
from tests.unit.live_realm import NOW_MS, LiveRealm

GATEWAY = Principal(id="gateway", roles=frozenset({Role.GATEWAY}))
CHANNELS: tuple[ReportChannel, ...] = ("hotline", "grid_worker", "department", "sensor")
PATIENCE_S = 20.0


class DeskLink:
    """Implements :class:`services.intake.gateway.backend_links.ReportLink` over a desk in the same process."""

    def __init__(self, live: LiveRealm, lock: threading.Lock, by: str = GATEWAY.id) -> None:
        self._live = live
        self._lock = lock
        self._client = live.realm.plain_client(by)
        self.away = False
        [self.welcome] = self._ask(m.Hello(protocol=m.PROTOCOL, realm="live"))

    @property
    def clock(self) -> Clock:
        return ManualClock(NOW_MS)

    def submit(self, commands: Sequence[Command[Any]]) -> list[m.Accepted | m.Rejected]:
        answers = {answer.command_id: answer for answer in self._ask(*(m.Submit(command=one) for one in commands))}
        return [answers[command.id] for command in commands]

    def submit_readings(self, readings: Sequence[Reading], delivery: str = "") -> list[m.Accepted | m.Rejected]:
        columns = ([getattr(r, name) for r in readings] for name in ("sensor_id", "channel", "at_ms", "value"))
        return self._ask(readings_of(delivery, *columns, [int(r.quality) for r in readings]))

    def subject(self, subject: str) -> list[Record[Any]]:
        [answer] = self._ask(m.SubjectRequest(request=uuid.uuid4().hex, subject=subject))
        found: list[Record[Any]] = answer.records
        return found

    def upload(self, path: Path) -> Attachment:
        files = FileTransfers("live")
        transfer = files.send(path)
        begin = len(topic("live", "control"))
        end = time.monotonic() + PATIENCE_S
        decode = msgspec.msgpack.Decoder(m.ToBackend)
        while not transfer.ended:
            assert time.monotonic() < end
            files.go_on()
            requests = [decode.decode(frame[begin:]) for frame in files.due(0)]
            for answer in self._ask(*requests) if requests else ():
                files.answered(answer)
        if transfer.problem is not None:
            raise transfer.problem if isinstance(transfer.problem, Exception) else AssertionError(transfer.problem)
        assert transfer.attachment is not None
        return transfer.attachment

    def wait(self, seconds: float) -> None:
        if self.away:
            raise NoBackend("the desk of the test: switched off")

    def close(self) -> None:
        self._client.close()

    def _ask(self, *messages: m.ToBackend) -> list[Any]:
        self.wait(0)
        with self._lock:
            self._client.send(*messages)
            answers: list[Any] = []
            end = time.monotonic() + PATIENCE_S
            while len(answers) < len(messages):
                assert time.monotonic() < end, messages
                self._live.realm.turn()
                answers += self._client.answers()
            return answers


@dataclass
class OpenedGateway:
    """The application of a gateway and its surroundings."""

    client: httpx.Client
    gateway: Gateway
    live: LiveRealm
    keys: dict[str, str]
    """API keys by channel."""
    folder: Path
    """Its keys."""
    log: CapturedLog
    monotonic: ManualMonotonic
    link: list[DeskLink]
    """The links that were opened."""
    operator: DeskLink

    def key(self, channel: str) -> dict[str, str]:
        """The header of a key of this channel."""
        return {"Authorization": f"Bearer {self.keys[channel]}"}

    def event(self, event_id: str) -> Event:
        """The event on the desk."""
        return self.live.realm.desk.events[event_id]

    def does(self, *bodies: CommandBody) -> None:
        """The desk's operator gives these commands."""
        commands = [Command(id=uuid.uuid4().hex, realm="live", happened_ms=NOW_MS, body=body) for body in bodies]
        for command in commands:
            [answer] = self.operator.submit([command])
            assert isinstance(answer, m.Accepted), answer

    def closes(self, event_id: str) -> None:
        """The desk deals with the event until it is closed."""
        self.does(
            c.FileEvent(event_id=event_id), c.DispatchEvent(event_id=event_id, unit="city_management"),
            c.AcceptTask(event_id=event_id), c.FeedBack(event_id=event_id, note="已清运"),
            c.CloseEvent(event_id=event_id),
        )  # fmt: skip


@contextmanager
def opened_for_test(folder: Path, *, grid: bool = False) -> Iterator[OpenedGateway]:
    """A gateway over the desk of the square county; ``grid``: with a grid."""
    live, lock, opened = LiveRealm(principals=(OWNER, GATEWAY), grid=grid), threading.Lock(), []
    keys = folder / "keys"
    keys.mkdir()
    given = {channel: add_api_key(keys, channel, channel, 6_000, ManualClock(NOW_MS)) for channel in CHANNELS}

    def open_link() -> DeskLink:
        opened.append(DeskLink(live, lock))
        return opened[-1]

    log, monotonic = CapturedLog(), ManualMonotonic()
    links = BackendLinks(open_link, log, threads=1)
    county = live.realm.package
    gateway = opened_gateway(county, links, keys, ManualClock(NOW_MS))
    links.start()
    until(lambda: links.connected, "the desk")
    app = application(gateway, county.catalog, log, monotonic)
    try:
        with client_of(app) as client:
            opening = OpenedGateway(
                client, gateway, live, given, keys, log, monotonic, opened, DeskLink(live, lock, OWNER.id)
            )
            for decoder in gateway.decoders.values():
                decoder.submit(int).result()  # their threads exist before the test
            yield opening
    finally:
        links.close()
        gateway.close()
