"""The backend's loop: one thread owns desk, watch, journal and sockets, so a heartbeat proves that the desk lives."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from itertools import chain

import psutil

from county.alarms import Alarm
from county.clock import Clock, monotonic_ms
from county.commands import Command
from county.event import Event
from county.explained import Line
from county.package.manifest import Manifest
from county.sensing import ChannelTable, Quality, Readings
from services.desk import Desk
from services.group import Clerk
from services.intake.base import Intake
from services.log import QuietLog
from services.protocol import messages as m
from services.protocol.codec import packed, payload
from services.protocol.columns import batch_of, history_of
from services.protocol.newest import Newest
from services.store.journal import Journal
from services.transfers import Transfers
from services.transport.zeromq.server import Peer, Request, Server
from services.watch import Watch

HEARTBEAT_MS = 100
RETRY_MS = 1_000
JUMP_MS = 2_000
"""By how much the machine's clock must go wrong between two heartbeats to count as set."""
GROUP = 64
"""Requests that one transaction holds at most."""
GROUP_READINGS = 4_000
"""Readings that one turn judges at most: if all are of one channel that takes a third of a second."""
PLAYED_MS = 60_000
"""So long a channel counts as fed by a file after its last played reading."""
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
        self._latest = Newest(len(channels), journal.readings.latest())
        self._process = psutil.Process()
        self._transfers: Transfers[Peer, m.Channels | dict[str, object]] = Transfers(server.send)
        self._more_to_send = False
        self._put_off: list[Request] = []
        """Received, and left for the next turn."""
        self._heartbeat_at = self._retry_at = 0
        self._ahead_ms = clock.now_ms() - monotonic_ms()

    def run(self, stopped: Callable[[], bool]) -> None:
        """Turn until ``stopped``."""
        while not stopped():
            self.turn()

    def turn(self) -> None:
        """Wait for requests until the next heartbeat is due, take one group through, answer, publish."""
        wait_ms = 0 if self._more_to_send else min(max(0, self._heartbeat_at - monotonic_ms()), HEARTBEAT_MS)
        received = self._put_off or self._server.receive(timeout_ms=wait_ms, limit=GROUP)
        requests, self._put_off = _portion(received)
        beat = monotonic_ms() >= self._heartbeat_at
        now_ms = self._clock.now_ms()
        own: list[Command] = []
        arrived: list[Readings] = []
        if beat:
            self._follow_clock(now_ms)
            self._clerk.put_away(now_ms)
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
        self._more_to_send = self._transfers.go_on()
        if beat:
            self._beat()

    def _follow_clock(self, now_ms: int) -> None:
        """Notice that the machine's clock was set, or that the machine slept: no sensor was silent meanwhile."""
        ahead_ms = now_ms - monotonic_ms()
        jump_ms, self._ahead_ms = ahead_ms - self._ahead_ms, ahead_ms
        if abs(jump_ms) >= JUMP_MS:
            self._log.warning("the clock was set, or the machine slept", by_s=round(jump_ms / 1000))
            self._watch.follow(jump_ms, now_ms)

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
                case other:
                    self._reply(request.peer, other)
        if not work and not tick:
            return
        result = self._clerk.take(work, own, arrived, now_ms)
        for peer, item, answer in zip(peers, work, result.answers, strict=True):
            self._server.send(peer, answer)
            if isinstance(item, m.SubmitReadings) and isinstance(answer, m.Accepted):
                for intake in self._intakes:
                    intake.give_way(item.sensor_ids)
        self._server.publish_records(result.records)
        if result.readings is not None:
            self._latest.put(result.readings)
            for part in _parts(result.readings):
                self._batch_number += 1
                self._server.publish_readings(batch_of(part, realm=self._realm, number=self._batch_number))

    def _reply(self, peer: Peer, request: m.ToBackend) -> None:
        """Answer a question; one that cannot be answered harms neither the others nor the loop."""
        try:
            self._answer(peer, request)
        except Exception as error:
            kind = type(request).__name__
            self._log.warning("a request could not be answered", kind=kind, reason=repr(error))
            self._server.send(peer, m.Trouble.of(Line("{kind} failed ({why}); the log has more", kind=kind, why=error)))

    def _answer(self, peer: Peer, request: m.ToBackend) -> None:
        match request:
            case m.Hello():
                self._server.send(peer, self._welcome(request))
            case m.SnapshotRequest():
                self._transfers.start(peer, self._snapshot())
            case m.ReplayRequest():
                first = max(1, request.first_seq)
                last = min(request.last_seq, self._journal.head_seq, first + m.REPLAY_MAX - 1)
                for records in packed(self._journal.records(first, last) if first <= last else ()):
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
            county_name=self._manifest.name, county=self._manifest.identity, epsg=self._manifest.epsg,
            head_seq=self._journal.head_seq,
        )  # fmt: skip

    def _history(self, request: m.HistoryRequest) -> m.HistoryReply:
        number = self._channels.number.get((request.sensor_id, request.channel))
        if number is None:
            self._log.warning(
                "a history was asked of a channel that is not here", sensor=request.sensor_id, channel=request.channel
            )
            return m.HistoryReply(request=request.request, at_ms=b"", value=b"", quality=b"")
        from_ms, to_ms = (max(-(2**62), min(2**62, ms)) for ms in (request.from_ms, request.to_ms))
        found = self._journal.readings.between(number, from_ms, to_ms, m.HISTORY_MAX)
        return history_of(request.request, found)

    def _snapshot(self) -> Iterator[m.Channels | dict[str, object]]:
        """The channel table, then the state as it is now, in parts of bounded size that are encoded one by one."""
        seq, known = self._journal.head_seq, self._latest.known()
        events, alarms = list(self._desk.events.values()), list(self._desk.alarms.values())
        return chain(self._tables(), _state(seq, events, alarms, known, self._realm))

    def _tables(self) -> Iterator[m.Channels]:
        keys = self._channels.keys
        for first in range(0, len(keys) or 1, CHANNELS_PART):
            part = keys[first : first + CHANNELS_PART]
            yield m.Channels(
                first=first, total=len(keys), sensor_ids=[s for s, _ in part], channels=[c for _, c in part]
            )

    def _beat(self) -> None:
        now, now_ms = monotonic_ms(), self._clock.now_ms()
        self._heartbeat_at = now + HEARTBEAT_MS
        if self._clerk.refusing and now >= self._retry_at:
            self._retry_at = now + RETRY_MS
            self._clerk.retry()
        self._server.publish_heartbeat(
            m.Heartbeat(
                realm=self._realm, instance=self._instance, at_ms=now_ms, head_seq=self._journal.head_seq,
                batch_number=self._batch_number, refusing=self._clerk.refusing,
                refusing_reason=self._clerk.refusing_reason,
                refused_readings=self._clerk.refused_readings, memory_bytes=self._process.memory_info().rss,
                played_channels=self._latest.heard_since(now_ms - PLAYED_MS, Quality.PLAYED),
            )
        )  # fmt: skip


def _state(
    seq: int, events: list[Event], alarms: list[Alarm], readings: Readings, realm: str
) -> Iterator[dict[str, object]]:
    """Numbered SnapshotParts; the last one is empty."""
    contents: Iterator[dict[str, object]] = chain(
        ({"events": part} for part in packed(map(payload, events))),
        ({"alarms": part} for part in packed(map(payload, alarms))),
        ({"readings": batch_of(part, realm=realm, number=0)} for part in _parts(readings, 20_000)),
        [{"last": True}],
    )
    for number, content in enumerate(contents):
        yield {"type": "SnapshotPart", "seq": seq, "part": number} | content


def _portion(requests: list[Request]) -> tuple[list[Request], list[Request]]:
    """What one turn takes of ``requests``, at least one, and the rest."""
    readings = 0
    for i, request in enumerate(requests):
        if isinstance(request.message, m.SubmitReadings):
            readings += len(request.message.sensor_ids)
        if i and readings > GROUP_READINGS:
            return requests[:i], requests[i:]
    return requests, []


def _parts(readings: Readings, size: int = BATCH) -> Iterator[Readings]:
    for i in range(0, len(readings), size):
        j = slice(i, i + size)
        yield Readings(readings.channel[j], readings.at_ms[j], readings.value[j], readings.quality[j])
