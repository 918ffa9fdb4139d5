"""The client's side of the protocol, run by the network thread: welcome, heartbeat, snapshot, then seq + 1.

It never ends by itself: silence leads back to Hello, another instance or too large a gap to a new snapshot.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum

from county.clock import monotonic_ms
from county.explained import Line
from county.package.manifest import Manifest
from county.records import Record
from county.sensing import Readings
from services.protocol import messages as m
from services.protocol.assembly import Assembly
from services.protocol.columns import readings_of
from services.protocol.inbox import Inbox
from services.protocol.sequence import Sequence

STALE_MS = 1_000
HELLO_MS = 500
ASK_AGAIN_MS = 2_000
GAP_MAX = 20_000
"""Records; a larger gap is cheaper to close with a snapshot."""
EARLY_MAX = 4_000
"""Batches of readings kept while the snapshot is on its way, 40 MB of the longest; further ones count as lost."""
TROUBLE_MS = 10_000
"""How long a trouble that does not come again is shown."""


class Phase(Enum):
    HELLO = "hello"
    HEARTBEAT = "heartbeat"
    SNAPSHOT = "snapshot"
    LIVE = "live"


@dataclass
class Figures:
    """What the status bar shows."""

    heartbeat_at: int | None = None
    newest_data_ms: int | None = None
    drops: int = 0
    unusable_readings: int = 0
    replayed: int = 0
    frames: int = 0
    refusing: str = ""
    refusing_reason: str = ""
    refused_readings: int = 0
    backend_memory_bytes: int = 0
    played_channels: int = 0


class Session:
    """``send`` puts a message on the control socket; ``subscribe`` (re)connects the SUB socket to a port."""

    def __init__(
        self,
        *,
        realm: str,
        county: Manifest | None,
        inbox: Inbox,
        send: Callable[[m.ToBackend], None],
        subscribe: Callable[[int], None],
    ) -> None:
        """``county``: the only one whose data may reach this inbox; None: any."""
        self._realm = realm
        self._county = county
        self._inbox = inbox
        self._send = send
        self._subscribe = subscribe
        self.phase = Phase.HELLO
        self.refusal = Line("")
        """Why the backend does not take this client, "" when it does."""
        self._trouble = Line("")
        self._trouble_at = 0
        self.figures = Figures()
        self.welcomes = 0
        """Grows when a (re)started backend has welcomed this client."""
        self.welcomed_at = 0
        self.publish_port = 0
        self._instance = ""
        self._sequence = Sequence()
        self._batch_number: int | None = None
        self._asked_at = -ASK_AGAIN_MS
        self._replay_until = 0
        self._assembly = Assembly()
        self._channel_count = 0
        self._early: deque[m.ReadingBatch] = deque()

    @property
    def trouble(self) -> Line:
        """What was not understood lately, by the backend or here; "" for nothing."""
        return self._trouble if monotonic_ms() - self._trouble_at < TROUBLE_MS else Line("")

    @trouble.setter
    def trouble(self, line: Line) -> None:
        self._trouble, self._trouble_at = line, monotonic_ms()

    @property
    def stale(self) -> bool:
        """No heartbeat for more than a second."""
        at = self.figures.heartbeat_at
        return at is None or monotonic_ms() - at > STALE_MS

    def tick(self) -> None:
        """Ask (again) for what is missing."""
        now = monotonic_ms()
        if self.phase is Phase.HELLO or self.stale:
            if now - self._asked_at >= HELLO_MS:
                self._asked_at = now
                self._send(m.Hello(protocol=m.PROTOCOL, realm=self._realm))
        elif self.phase is Phase.SNAPSHOT:
            if now - self._asked_at >= ASK_AGAIN_MS:
                self._ask_snapshot()
        elif self.phase is Phase.LIVE:
            self._accept([])
            self._close_gap(now)

    def control(self, message: m.ToClient) -> None:
        """Take what came from the control socket, except answers to commands."""
        match message:
            case m.Welcome():
                self._welcome(message)
            case m.Channels() | m.SnapshotPart() if self.phase is Phase.SNAPSHOT:
                self._part(message)
            case m.ReplayPart() if self.phase is Phase.LIVE:
                before = self._sequence.next_seq or 0
                self._accept(message.records)
                self.figures.replayed += (self._sequence.next_seq or 0) - before
                if (self._sequence.next_seq or 0) > self._replay_until:
                    now = monotonic_ms()
                    self._asked_at = now - ASK_AGAIN_MS
                    self._close_gap(now)
            case m.Trouble():
                self.trouble = message.line
                if self.phase is Phase.HELLO:
                    self.refusal = message.line

    def broadcasts(self, messages: list[m.Broadcast]) -> None:
        """Take a slice of what was published, in order."""
        if self.phase is Phase.HELLO:
            return
        self.figures.frames += len(messages)
        records: list[Record] = []
        batches: list[m.ReadingBatch] = []
        for message in messages:
            match message:
                case m.Published():
                    records += message.records
                case m.ReadingBatch():
                    self._count_batches(message.number - 1)
                    self._batch_number = message.number
                    batches.append(message)
                case m.Heartbeat():
                    self._accept(records)
                    records = []
                    self._heartbeat(message)
        if records:
            self._accept(records)
        if batches:
            self._readings(batches)

    def _welcome(self, welcome: m.Welcome) -> None:
        self._trouble = Line("")
        self.refusal = self._mismatch(welcome)
        if self.refusal:
            self.phase = Phase.HELLO
            self._instance = ""
            return
        if welcome.instance == self._instance:
            return
        self.welcomes += 1
        self._instance = welcome.instance
        self._sequence.restart()
        self._batch_number = None
        self._early.clear()
        self.welcomed_at, self.publish_port = monotonic_ms(), welcome.publish_port
        self._subscribe(welcome.publish_port)
        self.phase = Phase.HEARTBEAT

    def _mismatch(self, welcome: m.Welcome) -> Line:
        """Why nothing of this backend may be shown here; "" when it may."""
        if welcome.protocol != m.PROTOCOL or welcome.realm != self._realm:
            return Line(
                "the backend speaks protocol {theirs}, realm {their_realm}; this desktop {ours}, {our_realm}; "
                "start the matching one",
                theirs=welcome.protocol,
                their_realm=welcome.realm,
                ours=m.PROTOCOL,
                our_realm=self._realm,
            )
        county = self._county
        if county is not None and (welcome.county, welcome.epsg) != (county.identity, county.epsg):
            return Line(
                "the backend runs {theirs} ({their_key}, EPSG {their_epsg}), this map shows {ours} ({our_key}, EPSG "
                "{our_epsg}); open the package that the backend has",
                theirs=welcome.county_name,
                their_key=welcome.county,
                their_epsg=welcome.epsg,
                ours=county.name,
                our_key=county.identity,
                our_epsg=county.epsg,
            )
        return Line("")

    def _heartbeat(self, beat: m.Heartbeat) -> None:
        if beat.instance != self._instance:
            return
        now = monotonic_ms()
        figures = self.figures
        figures.heartbeat_at = now
        figures.refusing = beat.refusing
        figures.refusing_reason = beat.refusing_reason
        figures.refused_readings = beat.refused_readings
        figures.backend_memory_bytes = beat.memory_bytes
        figures.played_channels = beat.played_channels
        self._inbox.sent(beat.at_ms)
        if self.phase is Phase.HEARTBEAT:
            self.phase = Phase.SNAPSHOT
            self._ask_snapshot()
        self._count_batches(beat.batch_number)
        self._sequence.head_seq = max(self._sequence.head_seq, beat.head_seq)
        if self.phase is Phase.LIVE:
            self._close_gap(now)

    def _ask_snapshot(self) -> None:
        self._asked_at = monotonic_ms()
        self._assembly.clear()
        self._send(m.SnapshotRequest())

    def _close_gap(self, now: int) -> None:
        """Ask for missing records, once in a while, unless the inbox has no room for them anyway."""
        missing = self._sequence.missing()
        if missing is None or not self._inbox.room() or now - self._asked_at < ASK_AGAIN_MS:
            return
        first, last = missing
        if last - first >= GAP_MAX:
            self.phase = Phase.SNAPSHOT
            self._sequence.next_seq = None
            self._ask_snapshot()
            return
        last = min(last, first + m.REPLAY_MAX - 1)
        self._asked_at = now
        self._replay_until = last
        self._send(m.ReplayRequest(first_seq=first, last_seq=last))

    def _part(self, message: m.Channels | m.SnapshotPart) -> None:
        """Pass the snapshot on once all its parts are here; what was published meanwhile follows it."""
        self._asked_at = monotonic_ms()
        snapshot = self._assembly.put(message)
        if snapshot is None:
            return
        self._channel_count = len(snapshot.channels)
        self._inbox.put_snapshot(snapshot)
        self._sequence.snapshot(snapshot.seq)
        self._note_data(snapshot.readings, [e.timeline[-1].recorded_ms for e in snapshot.events if e.timeline])
        self.phase = Phase.LIVE
        self._asked_at -= ASK_AGAIN_MS
        self._accept([])
        early, self._early = list(self._early), deque()
        self._readings(early)

    def _accept(self, records: list[Record]) -> None:
        """Move what is next into the inbox."""
        room = self._inbox.room()
        out: list[Record] = []
        put = self._sequence.put
        for record in records:
            put(record, out, room)
        self._sequence.drain(out, room)
        if out:
            self._inbox.put_records(out)
            self._inbox.sent(out[-1].recorded_ms)
            self._note_data(None, [out[-1].recorded_ms])

    def _readings(self, batches: list[m.ReadingBatch]) -> None:
        if self.phase is not Phase.LIVE:
            self._early.extend(batches)
            while len(self._early) > EARLY_MAX:
                self._early.popleft()
                self.figures.drops += 1
            return
        readings, left_out = readings_of(batches, self._channel_count)
        self.figures.unusable_readings += left_out
        if len(readings):
            self._inbox.put_readings(readings)
            self._note_data(readings, [])

    def _count_batches(self, number: int) -> None:
        """Batches up to ``number`` were sent before; what did not arrive is lost."""
        if self._batch_number is not None and number > self._batch_number:
            self.figures.drops += number - self._batch_number
        self._batch_number = number if self._batch_number is None else max(number, self._batch_number)

    def _note_data(self, readings: Readings | None, recorded_ms: list[int]) -> None:
        newest = [self.figures.newest_data_ms or 0, *recorded_ms]
        if readings is not None and len(readings):
            newest.append(int(readings.at_ms.max()))
        self.figures.newest_data_ms = max(newest) or None
