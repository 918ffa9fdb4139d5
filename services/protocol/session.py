"""The client's side of the protocol, run by the network thread: welcome, heartbeat, snapshot, then seq + 1.

It never terminates: silence leads back to Hello; another instance or too large a gap leads to a new snapshot.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum
from itertools import islice
from typing import Any

from msgspec.structs import replace

from county.authority import BACKEND, Principal
from county.clock import SKEW_MS, monotonic_ms
from county.explained import ExplainedLine
from county.proven_state import ProvenState
from county.records import Record
from services.disk.seen_head import SeenHead
from services.protocol import messages as m
from services.protocol.assembly import SnapshotAssembler
from services.protocol.backend_clock import BackendClock
from services.protocol.codec import OTHER_REALM, payload
from services.protocol.expected_county import ExpectedCounty
from services.protocol.inbox import Inbox
from services.protocol.limits import REPLAY_MAX
from services.protocol.link_figures import LinkFigures
from services.protocol.sequence import Sequence
from services.protocol.source import Snapshot
from services.protocol.stream_batches import StreamBatches
from services.protocol.unreadable import Unreadable, protocol_line

STALE_MS = 1_000
GAP_STALE_MS = 2_000
"""Records that are missing for longer than this make the window stale."""
HELLO_MS = 500
RETRY_MS = 2_000
HELLO_REFRESH_MS = 1_000
"""Interval, while live, of Hello messages: they update the principal, and their replies show that requests arrive."""
SILENT_MS = 1_500
"""A Hello without any reply for this time means that requests or replies are lost: commands do not arrive."""
RECONNECT_MS = 2_500
"""Time without data on a connection after which a new one is made, again and again; longer than a handshake takes."""
GAP_MAX = 20_000
"""Records; a larger gap is cheaper to close with a snapshot."""
SKEW_REPORT_MS = 10_000
"""Minimum interval of reports about this machine's clock."""
RESNAPSHOT_MS = 10_000
"""Minimum interval of snapshots requested because the window could not load the one before."""
UNREADABLE_MAX = 1_000
"""Maximum number of records that this version cannot decode and that are remembered."""
TROUBLE_MS = 10_000
"""How long a trouble is shown that does not occur again."""
SKIPPED = "{count} records did not arrive, because this program reads too slowly; a new snapshot replaces them"
SHORTER = (
    "the backend's journal ends at record {theirs}, but record {ours} was received from it before: records are "
    "missing; restore a backup with `main.py journal … restore`, or this journal itself to accept it as it is"
)


class Phase(Enum):
    HELLO = "hello"
    HEARTBEAT = "heartbeat"
    SNAPSHOT = "snapshot"
    LIVE = "live"


class ClientSession:
    """``send`` sends a message, returns False while not connected; ``subscribe`` (re)connects to the publishing
    endpoint."""

    def __init__(
        self,
        *,
        realm: str,
        county: ExpectedCounty | None,
        inbox: Inbox,
        clock: BackendClock,
        send: Callable[[m.ToBackend], bool],
        subscribe: Callable[[str], None],
        reconnect: Callable[[], None],
        seen: SeenHead = SeenHead(),  # noqa: B008 - immutable
        monotonic: Callable[[], int] = monotonic_ms,
    ) -> None:
        """``reconnect`` renews the connection for requests.  ``seen``: by an earlier run.

        ``county``: the only one whose data may reach the inbox; None for any.
        """
        self._realm = realm
        self._county = county
        self._inbox = inbox
        self._clock = clock
        self._send = send
        self._subscribe = subscribe
        self._reconnect = reconnect
        self._monotonic = monotonic
        self.phase = Phase.HELLO
        self.refusal = ExplainedLine("")
        """Why the backend rejects this client or this client the backend; "" when neither does."""
        self._trouble = ExplainedLine("")
        self._trouble_at = 0
        self.figures = LinkFigures()
        self.principal: Principal | None = None
        self.proven: ProvenState | None = None
        """What the backend only shows, because its journal is damaged; None: it is intact."""
        self.welcomes = 0
        """Number of times that a (re)started backend has welcomed this client."""
        self.welcomed_at = 0
        self.publish_endpoint = ""
        self._instance = ""
        self._epoch, self._seen_seq = seen
        """Epoch of the journal, and the highest seq of it that was put into the inbox."""
        self._too_short = ("", ExplainedLine(""))
        """The instance whose journal was too short at its Welcome, and why it stays refused even after it has grown."""
        self._sequence = Sequence()
        self._missing: tuple[int, int] | None = None
        """Since when records are missing, and the head seq at that time."""
        self._unreadable: dict[int, Unreadable] = {}
        self._batches = StreamBatches(inbox, clock, self.figures)
        self._requested_at = -RETRY_MS
        self._snapshot_unusable = False
        self._resnapshot_at = -RESNAPSHOT_MS
        self._hello_at = 0
        self._reported_skew_ms, self._skew_at = 0, -SKEW_REPORT_MS
        """What this backend was told about this machine's clock, and when."""
        self._unanswered_at: int | None = None
        """When the first Hello after the last reply of any kind was sent; None when it was answered."""
        self._reconnected_at = self._subscribed_at = 0
        self._replay_until = 0
        self._assembly = SnapshotAssembler()

    def resnapshot(self) -> None:
        """Request another snapshot with a later tick: the window could not load the last one.  From any thread."""
        self._snapshot_unusable = True

    @property
    def trouble(self) -> ExplainedLine:
        """The last recent message that the backend or this client did not understand; "" for none."""
        return self._trouble if self._monotonic() - self._trouble_at < TROUBLE_MS else ExplainedLine("")

    @trouble.setter
    def trouble(self, line: ExplainedLine) -> None:
        self._trouble, self._trouble_at = line, self._monotonic()

    @property
    def seen(self) -> SeenHead:
        """The highest head received so far."""
        return SeenHead(self._epoch, self._seen_seq)

    @property
    def stale(self) -> bool:
        """No heartbeat for more than a second."""
        at = self.figures.heartbeat_at
        return at is None or self._monotonic() - at > STALE_MS

    @property
    def silent(self) -> bool:
        """Whether the backend does not reply: requests or replies are lost."""
        at = self._unanswered_at  # once: another thread takes the reply
        return at is not None and self._monotonic() - at > SILENT_MS

    @property
    def gap(self) -> ExplainedLine | None:
        """The missing records, when they have been missing for more than GAP_STALE_MS; None otherwise."""
        since = self._missing  # once: another thread takes the records
        if since is None or self._monotonic() - since[0] <= GAP_STALE_MS:
            return None
        missing = self._sequence.missing()
        first = self._sequence.next_seq or 0
        if first in self._unreadable:
            return self._unreadable[first].line
        last = missing[1] if missing is not None else first
        return ExplainedLine("records {first} to {last} are missing and were requested again", first=first, last=last)

    def tick(self) -> None:
        """Send requests that are due (again)."""
        now = self._monotonic()
        self._renew_connections(now)
        if self.phase is Phase.HELLO or self.stale:
            if now - self._requested_at >= HELLO_MS and self._send_hello():
                self._requested_at = now
            self._track_gap(now)
            return
        if now - self._hello_at >= (HELLO_MS if self.silent else HELLO_REFRESH_MS):
            self._send_hello()
        if self.phase is Phase.SNAPSHOT:
            if now - self._requested_at >= RETRY_MS:
                self._request_snapshot()
        elif self.phase is Phase.LIVE and self._snapshot_unusable and now - self._resnapshot_at >= RESNAPSHOT_MS:
            self._resnapshot_at = now
            self._restart_snapshot()
        elif self.phase is Phase.LIVE:
            self._accept([])
            self._close_gap(now)
        self._track_gap(now)

    def _renew_connections(self, now: int) -> None:
        """Make new connections in place of those over which nothing arrives, although none was closed."""
        if self.silent and now - self._reconnected_at >= RECONNECT_MS:
            self._reconnected_at = now
            self._reconnect()
        received_at = max(self.figures.heartbeat_at or 0, self._subscribed_at)
        if self.phase is not Phase.HELLO and now - received_at >= RECONNECT_MS:
            self._subscribed_at = now
            self._subscribe(self.publish_endpoint)

    def _track_gap(self, now: int) -> None:
        """Update the time since which records are missing.  Does not count while the inbox is full: none are requested.

        Successive gaps are not one: once all records missing at the start have arrived, the time starts again.
        """
        missing = self.phase is Phase.LIVE and self._sequence.missing() is not None and self._inbox.free_space() > 0
        if not missing:
            self._missing = None
        elif self._missing is None or (self._sequence.next_seq or 0) > self._missing[1]:
            self._missing = now, self._sequence.head_seq

    def connected(self) -> None:
        """A connection for requests was made, perhaps to another instance: greet it at once."""
        self._send_hello()

    def replied(self) -> None:
        """A reply of any kind has arrived."""
        self._unanswered_at = None

    def control(self, message: m.ToClient) -> None:
        """Process a message of the control socket, except answers to commands."""
        match message:
            case m.Welcome():
                self._welcome(message)
            case m.Keys() | m.StatesPart() | m.NewestPart() if self.phase is Phase.SNAPSHOT:
                self._part(message)
            case m.ReplayPart() if self.phase is Phase.LIVE:
                before = self._sequence.next_seq or 0
                self._accept(message.records)
                self.figures.replayed += (self._sequence.next_seq or 0) - before
                if (self._sequence.next_seq or 0) > self._replay_until:
                    now = self._monotonic()
                    self._requested_at = now - RETRY_MS
                    self._close_gap(now)
            case m.Trouble():
                self.trouble = message.line
                if self.phase is Phase.HELLO:
                    self.refusal = protocol_line(payload(message)) or message.line

    def enrolled(self, person: str) -> None:
        """The backend has enrolled a person for this client's key."""
        known = self.principal
        if known is not None and person not in known.people:
            self.principal = replace(known, people=(*known.people, person))

    def undecodable(self, data: bytes) -> bool:
        """Process a payload that could not be decoded; returns whether it shows which side must be updated."""
        line = protocol_line(data)
        if line is not None:
            self._refuse(line)
        return line is not None

    def foreign_frame(self, line: ExplainedLine) -> None:
        """A frame of another realm arrived: without heartbeats of this realm, the other one is running there."""
        if self.stale:
            self._refuse(line)
        else:
            self.trouble = line

    def _refuse(self, line: ExplainedLine) -> None:
        """Reject this backend, because of ``line``, until it welcomes this client."""
        self.phase, self.refusal, self._instance = Phase.HELLO, line, ""

    def unreadable(self, records: list[Unreadable]) -> None:
        """Note records that this version cannot decode: they remain missing."""
        kept = {**self._unreadable, **{record.seq: record for record in records}}
        self._unreadable = dict(islice(kept.items(), max(0, len(kept) - UNREADABLE_MAX), None))
        for record in records:
            self._sequence.head_seq = max(self._sequence.head_seq, record.seq)
        if records:
            self.trouble = records[0].line

    def _send_hello(self) -> bool:
        """Request a Welcome, the first one or one with the current principal; returns False while not connected."""
        self._hello_at = self._monotonic()
        if self._unanswered_at is None:
            self._unanswered_at = self._hello_at
        return self._send(m.Hello(protocol=m.PROTOCOL, realm=self._realm))

    def broadcasts(self, messages: list[m.Broadcast]) -> None:
        """Process published messages, in order."""
        if self.phase is Phase.HELLO:
            return
        self.figures.frames += len(messages)
        records: list[Record[Any]] = []
        batches: list[m.StreamBatch] = []
        for message in messages:
            if isinstance(message, m.Published):
                records += message.records
            elif isinstance(message, m.StreamBatch):
                self._batches.arrived(message)
                batches.append(message)
            elif isinstance(message, m.Seats):
                self._inbox.put_seats(message.seats)
            elif isinstance(message, m.Heartbeat):
                self._accept(records)
                records = []
                self._heartbeat(message)
        if records:
            self._accept(records)
        if batches:
            self._batches.take(batches)

    def _welcome(self, welcome: m.Welcome) -> None:
        if welcome.instance != self._instance:
            self._trouble = ExplainedLine("")
        other_protocol = ExplainedLine("") if welcome.protocol == m.PROTOCOL else protocol_line(payload(welcome))
        self.refusal = other_protocol or self._mismatch(welcome)
        if self.refusal:
            self.phase = Phase.HELLO
            self._instance = ""
            return
        self.principal = welcome.principal
        self.proven = None if welcome.proven is None else welcome.proven.state
        if welcome.instance == self._instance:
            return
        if welcome.epoch > self._epoch:
            self._epoch, self._seen_seq = welcome.epoch, 0
        self.welcomes += 1
        self._instance = welcome.instance
        self._sequence.restart()
        self._unreadable.clear()
        self._missing = None
        self._batches.restart()
        self._reported_skew_ms, self._skew_at = 0, -SKEW_REPORT_MS
        self.welcomed_at = self._subscribed_at = self._monotonic()
        self.publish_endpoint = welcome.endpoints.get("publish", "")
        self._subscribe(self.publish_endpoint)
        self.phase = Phase.HEARTBEAT

    def _mismatch(self, welcome: m.Welcome) -> ExplainedLine:
        """Why this backend's data must not be shown here; "" when it may."""
        if welcome.realm != self._realm:
            return ExplainedLine(OTHER_REALM, theirs=welcome.realm, ours=self._realm)
        shorter = welcome.proven is None and (welcome.epoch, welcome.head_seq) < (self._epoch, self._seen_seq)
        if shorter and welcome.instance != self._instance:  # a current instance may have published since this Welcome
            self._too_short = welcome.instance, ExplainedLine(SHORTER, theirs=welcome.head_seq, ours=self._seen_seq)
        if welcome.instance == self._too_short[0]:
            return self._too_short[1]
        return ExplainedLine("") if self._county is None else self._county.mismatch(welcome)

    def _heartbeat(self, beat: m.Heartbeat) -> None:
        if beat.instance != self._instance:
            return
        now = self._monotonic()
        if self.phase is Phase.LIVE and self.stale:
            self._requested_at = now - RETRY_MS  # only Hello was sent while stale: request missed records immediately
        self.figures.heartbeat_at = now
        self.figures.beat = beat
        self._clock.synchronize(beat)
        self._inbox.sent(beat.at_ms)
        if self.phase is Phase.HEARTBEAT:
            self.phase = Phase.SNAPSHOT
            self._request_snapshot()
        for stream, number in beat.batch_numbers.items():
            self._batches.sent(stream, number)
        self._sequence.head_seq = max(self._sequence.head_seq, beat.head_seq)
        self._report_skew(now)
        if self.phase is Phase.LIVE:
            self._close_gap(now)

    def _report_skew(self, now: int) -> None:
        """Tell the backend once that this machine's clock differs, when that changes, and when it is over."""
        skew_ms = round(self._clock.skew_ms or 0)
        skew_ms = skew_ms if abs(skew_ms) > SKEW_MS else 0
        changed = abs(skew_ms - self._reported_skew_ms) > SKEW_MS
        if changed and now - self._skew_at >= SKEW_REPORT_MS and self._send(m.ClockSkew(skew_ms=skew_ms)):
            self._skew_at, self._reported_skew_ms = now, skew_ms

    def _request_snapshot(self) -> None:
        self._requested_at = self._monotonic()
        self._assembly.clear()
        self._send(m.SnapshotRequest())

    def _restart_snapshot(self) -> None:
        """Replace the data received so far by a new snapshot."""
        self.phase = Phase.SNAPSHOT
        self._batches.wait()
        self._sequence.restart()  # the next heartbeat names the head again
        self._request_snapshot()

    def _close_gap(self, now: int) -> None:
        """Request missing records, at most once in RETRY_MS, and only while the inbox has free space."""
        missing = self._sequence.missing()
        if missing is None or not self._inbox.free_space() or now - self._requested_at < RETRY_MS:
            return
        first, last = missing
        if last - first >= GAP_MAX:
            self.trouble = ExplainedLine(SKIPPED, count=last - first + 1)
            self._restart_snapshot()
            return
        last = min(last, first + REPLAY_MAX - 1)
        self._requested_at = now
        self._replay_until = last
        self._send(m.ReplayRequest(first_seq=first, last_seq=last))

    def _part(self, message: m.Keys | m.StatesPart | m.NewestPart) -> None:
        """Put the snapshot into the inbox once it is complete, then the records and rows received meanwhile."""
        self._requested_at = self._monotonic()
        try:
            snapshot = self._assembly.put(message, self._epoch)
        except (ValueError, TypeError) as error:  # TypeError: a column of unexpected type
            self._assembly.clear()
            self.trouble = ExplainedLine(
                "a snapshot could not be read ({why}); both sides must be of the same version", why=error
            )
            return
        if snapshot is None:
            return
        self._snapshot_unusable = False  # first: the window may report this one as unusable immediately
        self._inbox.put_snapshot(snapshot)
        self._sequence.snapshot(snapshot.seq)
        self._seen_seq = max(self._seen_seq, snapshot.seq)
        self.figures.newest_data_ms = None  # a snapshot replaces everything displayed
        self.figures.note_data(_last_steps(snapshot), snapshot.newest, self._clock.now_ms())
        self.phase = Phase.LIVE
        self._requested_at -= RETRY_MS
        self._accept([])
        self._batches.begin({key: len(table) for key, table in snapshot.keys.items()})

    def _accept(self, records: list[Record[Any]]) -> None:
        """Move the records that are next into the inbox."""
        limit = self._inbox.free_space()
        out: list[Record[Any]] = []
        self._sequence.put_all(records, out, limit)
        if out:
            self._inbox.put_records(out)
            self._inbox.sent(out[-1].recorded_ms)
            self._seen_seq = out[-1].seq
            happened_ms = [record.happened_ms for record in out if record.by not in BACKEND]
            self.figures.note_data(happened_ms, {}, self._clock.now_ms())


def _last_steps(snapshot: Snapshot) -> list[int]:
    """When an entity of each aggregate changed last; alarms have no such time: the backend itself raises them."""
    steps = (table.columns.get("since_ms") for table in snapshot.states.values())
    return [int(since_ms.max()) for since_ms in steps if since_ms is not None and len(since_ms)]
