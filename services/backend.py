"""The backend's loop: one thread owns desk, watch, journal and sockets, so a heartbeat proves that the desk lives."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator

import numpy as np
import psutil

from county import messages as m
from county.clock import Clock, monotonic_ms
from county.commands import Command
from county.explained import Line
from county.package.manifest import Manifest
from county.sensing import ChannelTable, Readings
from services.desk import Desk
from services.group import Clerk
from services.intake.base import Intake
from services.journal.journal import Journal
from services.log import QuietLog
from services.watch import Watch
from services.wire.codec import packed, payload
from services.wire.columns import batch_of, history_of
from services.wire.inbox import Newest
from services.wire.server import Peer, Request, Server

HEARTBEAT_MS = 100
RETRY_MS = 1_000
GROUP = 64
"""Requests that one transaction holds at most."""
REPLAY_MAX = 5_000
"""Records that one ReplayRequest gets at most; the client asks again for the rest."""
BATCH = 500
"""Readings a published frame holds at most; with the high-water mark it bounds what waits for a slow desktop."""
CHANNELS_PART = 5_000


class Backend:
    """One realm of one county."""

    def __init__(
        self, *, manifest: Manifest, realm: str, channels: ChannelTable, desk: Desk, watch: Watch, clerk: Clerk,
        journal: Journal, server: Server, intakes: list[Intake], clock: Clock, log: QuietLog,
    ) -> None:  # fmt: skip
        self._manifest = manifest
        self._realm = realm
        self._channels = channels
        self._desk = desk
        self._watch = watch
        self._clerk = clerk
        self._journal = journal
        self._server = server
        self._intakes = intakes
        self._clock = clock
        self._log = log
        self._instance = uuid.uuid4().hex
        self._batch_number = 0
        self._latest = _Latest(len(channels), journal.readings.latest())
        self._process = psutil.Process()
        self._heartbeat_at = self._retry_at = 0

    def run(self, stopped: Callable[[], bool]) -> None:
        """Turn until ``stopped``."""
        while not stopped():
            self.turn()

    def turn(self) -> None:
        """Wait for requests until the next heartbeat is due, take one group through, answer, publish."""
        wait_ms = min(max(0, self._heartbeat_at - monotonic_ms()), HEARTBEAT_MS)
        requests = self._server.receive(timeout_ms=wait_ms, limit=GROUP)
        beat = monotonic_ms() >= self._heartbeat_at
        now_ms = self._clock.now_ms()
        own: list[Command] = []
        arrived: list[Readings] = []
        if beat:
            own.extend(self._watch.tick(now_ms))
            for intake in self._intakes:
                try:
                    due = intake.due(now_ms)
                except Exception as error:  # one broken source must not silence the others
                    self._log.warning("an intake failed", intake=type(intake).__name__, reason=repr(error))
                    continue
                own.extend(due.commands)
                if due.readings is not None:
                    arrived.append(due.readings)
        self._work(requests, own, arrived, now_ms, tick=beat)
        if beat:
            self._beat()

    def _work(
        self, requests: list[Request], own: list[Command], arrived: list[Readings], now_ms: int, *, tick: bool
    ) -> None:
        peers: list[Peer] = []
        work: list[Command | m.SubmitReadings] = []
        for request in requests:
            match request.message:
                case m.Submit(command=command):
                    peers.append(request.peer)
                    work.append(command)
                case m.SubmitReadings() as readings:
                    peers.append(request.peer)
                    work.append(readings)
                    for intake in self._intakes:
                        intake.give_way(readings.sensor_ids)
                case other:
                    self._reply(request.peer, other)
        if not work and not tick:
            return
        result = self._clerk.take(work, own, arrived, now_ms)
        for peer, answer in zip(peers, result.answers, strict=True):
            self._server.send(peer, answer)
        self._server.publish_records(result.records)
        if result.readings is not None:
            self._latest.put(result.readings)
            for part in _parts(result.readings):
                self._batch_number += 1
                self._server.publish_readings(batch_of(part, realm=self._realm, number=self._batch_number))

    def _reply(self, peer: Peer, request: m.ToBackend) -> None:
        match request:
            case m.Hello():
                self._server.send(peer, self._welcome(request))
            case m.SnapshotRequest():
                for part in self._snapshot():
                    self._server.send(peer, part)
            case m.ReplayRequest():
                last = min(request.last_seq, self._journal.head_seq, request.first_seq + REPLAY_MAX - 1)
                for records in packed(self._journal.records(max(1, request.first_seq), last)):
                    self._server.send(peer, {"type": "ReplayPart", "records": records})
            case m.HistoryRequest():
                self._server.send(peer, self._history(request))

    def _welcome(self, hello: m.Hello) -> m.Welcome | m.Trouble:
        if hello.protocol != m.PROTOCOL:
            return m.Trouble.of(
                Line(
                    "protocol {ours} is spoken here, not {theirs}; update the older side",
                    ours=m.PROTOCOL,
                    theirs=hello.protocol,
                )
            )
        if hello.realm != self._realm:
            return m.Trouble.of(
                Line("realm {ours} runs here, not {theirs}; name that realm", ours=self._realm, theirs=hello.realm)
            )
        return m.Welcome(
            protocol=m.PROTOCOL, realm=self._realm, instance=self._instance, publish_port=self._server.publish_port,
            county_name=self._manifest.name, county_code=self._manifest.code, epsg=self._manifest.epsg,
            head_seq=self._journal.head_seq,
        )  # fmt: skip

    def _history(self, request: m.HistoryRequest) -> m.HistoryReply | m.Trouble:
        number = self._channels.number.get((request.sensor_id, request.channel))
        if number is None:
            return m.Trouble.of(
                Line(
                    "sensor {sensor} has no channel {channel} here; refresh the map",
                    sensor=request.sensor_id,
                    channel=request.channel,
                )
            )
        from_ms, to_ms = (max(-(2**62), min(2**62, ms)) for ms in (request.from_ms, request.to_ms))
        found = self._journal.readings.between(number, from_ms, to_ms, m.HISTORY_MAX)
        return history_of(request.request, found)

    def _snapshot(self) -> Iterator[m.Channels | dict[str, object]]:
        """The channel table, then the state, in parts of bounded size."""
        keys = self._channels.keys
        for first in range(0, len(keys) or 1, CHANNELS_PART):
            part = keys[first : first + CHANNELS_PART]
            yield m.Channels(
                first=first, total=len(keys), sensor_ids=[s for s, _ in part], channels=[c for _, c in part]
            )
        events = list(packed(payload(event) for event in self._desk.events.values()))
        alarms = list(packed(payload(alarm) for alarm in self._desk.alarms.values()))
        readings = [batch_of(part, realm=self._realm, number=0) for part in _parts(self._latest.all(), 20_000)]
        parts = max(len(events), len(alarms), len(readings), 1)
        for i in range(parts):
            yield {
                "type": "SnapshotPart",
                "seq": self._journal.head_seq,
                "part": i,
                "parts": parts,
                "events": events[i] if i < len(events) else [],
                "alarms": alarms[i] if i < len(alarms) else [],
                "readings": readings[i] if i < len(readings) else None,
            }

    def _beat(self) -> None:
        now = monotonic_ms()
        self._heartbeat_at = now + HEARTBEAT_MS
        if self._clerk.refusing and now >= self._retry_at:
            self._retry_at = now + RETRY_MS
            self._clerk.retry()
        self._server.publish_heartbeat(
            m.Heartbeat(
                realm=self._realm, instance=self._instance, at_ms=self._clock.now_ms(), head_seq=self._journal.head_seq,
                batch_number=self._batch_number, refusing=self._clerk.refusing,
                refused_readings=self._clerk.refused_readings, memory_bytes=self._process.memory_info().rss,
            )
        )  # fmt: skip


class _Latest(Newest):
    """The newest reading of every channel since ever, for snapshots."""

    def __init__(self, channels: int, known: Readings) -> None:
        super().__init__(channels)
        self.put(known)

    def all(self) -> Readings:
        channel = np.flatnonzero(self._moved)
        return Readings(channel.astype(np.uint32), self._at_ms[channel], self._value[channel], self._quality[channel])


def _parts(readings: Readings, size: int = BATCH) -> Iterator[Readings]:
    for i in range(0, len(readings), size):
        j = slice(i, i + size)
        yield Readings(readings.channel[j], readings.at_ms[j], readings.value[j], readings.quality[j])
