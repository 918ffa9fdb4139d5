"""The desktop's link to a backend: one network thread owns the transport and fills a bounded inbox."""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable
from pathlib import Path
from threading import Thread
from typing import Any

from county.attachments import Attachment
from county.clock import Clock, monotonic_ms
from county.commands import Command
from county.explained import Explained, ExplainedLine
from county.realm import LIVE
from county.wall.status import WallStatus
from services.disk.seen_head import SeenHead, SeenHeadFile
from services.protocol import messages as m
from services.protocol.analysis_client import NO_ANALYSIS, AnalysisClient, MakeAnalysisLink
from services.protocol.analysis_messages import AnalysisQuery
from services.protocol.attended_seat import AttendedSeat
from services.protocol.backend_clock import BackendClock
from services.protocol.codec import frames, topic
from services.protocol.columns import decoded
from services.protocol.expected_county import ExpectedCounty
from services.protocol.file_transfers import FileTransfer, FileTransfers
from services.protocol.inbox import Inbox
from services.protocol.limits import REQUEST_MAX
from services.protocol.outbox import Outbox
from services.protocol.questions import DeskQuestion, Questions
from services.protocol.received_frames import ReceivedFrames
from services.protocol.session import STALE_MS, ClientSession, Phase
from services.protocol.source import Health, LinkState, Taken
from services.transport.ports import ClientLink, MakeClientLink

POLL_MS = 50
PORT_TIMEOUT_MS = 3_000
REFUSED = "{address}: the backend does not admit this key; it needs `main.py keys add` there, or a role"
NO_HEARTBEAT = "{address}: no heartbeat from the backend; retrying until it replies"
UNANSWERED = "{address}: data arrives, but no replies: commands are not carried out; connecting again"
NO_DATA = "{address}: the backend replies, but no data arrives from {endpoint}; allow it in the firewall"
DEFECT = "{address}: the link has ended ({error}); start the program again and report it"
QUERY_TIMEOUT_MS = 30_000
"""A query without a reply expires after this time: the caller gets an error, and the query no longer occupies the
outbox."""
MISMATCHED_COLUMNS = "a history with mismatched column lengths arrived; both sides must be of the same version"
QUERY_EXPIRED = "no reply within {seconds} s; repeat the request when the backend replies"
TOO_LONG = "the request is longer than {limit} bytes; send a shorter one"
NO_REPLY = "{address}: no reply yet; is the backend running there, and are these its keys?"


class Client(Questions):
    """Implements :class:`services.protocol.source.Source`, ``Commander`` and ``FileLink`` over any transport."""

    def __init__(
        self,
        address: str,
        make_link: MakeClientLink,
        realm: str,
        *,
        offline_reason: Callable[[], str] = str,
        abandoned: Callable[[], bool] = bool,
        county: ExpectedCounty | None = None,
        seen: SeenHeadFile | None = None,
        monotonic: Callable[[], int] = monotonic_ms,
        wall_ms: Callable[[], int] | None = None,
        make_analysis_link: MakeAnalysisLink | None = None,
    ) -> None:
        """``address``: for messages.  ``make_link``: makes the transport; :meth:`health` shows its Explained error.
        ``make_analysis_link``: the same to the analysis; None: it is not asked.

        ``county``: the county on the screen; a backend of another one is refused.  ``seen``: stores the last head, for
        the next run.
        ``offline_reason``: returns why the backend does not reply, if the caller knows: one line, "" if unknown;
        ``abandoned``: whether it is not started again.
        """
        self._address = address
        self._make_link = make_link
        self._realm = realm
        self._offline_reason = offline_reason
        self._abandoned = abandoned
        self._monotonic = monotonic
        self._seen = seen
        self._inbox = Inbox()
        self._clock = BackendClock(monotonic, wall_ms, stops_after_ms=None if realm == LIVE.id else STALE_MS)
        self._session = ClientSession(
            realm=realm, county=county, inbox=self._inbox, clock=self._clock, send=self._send,
            subscribe=self._subscribe, reconnect=self._reconnect, monotonic=monotonic,
            seen=SeenHead() if seen is None else seen.read(),
        )  # fmt: skip
        self._control_topic = topic(realm, "control")
        self._received = ReceivedFrames(realm, self._session)
        self._commands = Outbox(realm)
        self._queries = Outbox(realm)
        self._files = FileTransfers(realm)
        self._analysis: AnalysisClient | None = None
        if make_analysis_link is not None:
            self._analysis = AnalysisClient(make_analysis_link, realm, self._inbox.put_answer, monotonic)
        self._enrolling: dict[str, str] = {}
        """Request id → person being enrolled."""
        self._not_enrolled: tuple[str, m.Rejected | m.Trouble] | None = None
        self._attending = AttendedSeat(monotonic)
        self._welcomes = 0
        self._connections = 0
        self._lag_ms: float | None = None
        self._failure = ExplainedLine("")
        self._closing = False
        self._thread: Thread | None = None
        self._link: ClientLink | None = None

    @property
    def clock(self) -> Clock:
        return self._clock

    def open(self) -> None:
        """Start; returns immediately.  Unusable keys are shown in :meth:`health`."""
        try:
            self._link = self._make_link()
        except Explained as error:
            self._failure = error.line
            self._files.close()
            return
        self._thread = Thread(target=self._run, args=(self._link,), name=f"link {self._address}", daemon=True)
        self._thread.start()

    def take(self) -> Taken:
        taken, lag_ms = self._inbox.take(self._clock.now_ms())
        if lag_ms is not None:
            self._lag_ms = lag_ms / max(1.0, self._clock.rate)
        return taken

    def resnapshot(self) -> None:
        self._session.resnapshot()
        self._wake()

    def submit(self, command: Command[Any]) -> None:
        refused = self._commands.put(command.id, m.Submit(command=command))
        if refused is not None:
            self._inbox.put_reply(refused)
        self._wake()

    def enrol(self, person: str) -> None:
        if person in self._enrolling.values():
            return
        key = uuid.uuid4().hex
        self._enrolling[key] = person
        self._not_enrolled = None
        self._queries.put(key, m.Enrol(id=key, person=person))
        self._wake()

    @property
    def seat(self) -> str:
        return self._attending.id

    def attend(self, person: str, event_id: str, step: str) -> None:
        if self._attending.change(person, event_id, step):
            self._wake()

    def attend_wall(self, wall: WallStatus) -> None:
        """Tell what this wall shows from now on.  Never blocks."""
        if self._attending.change("", "", "", wall):
            self._wake()

    def _ask_analysis(self, asked: AnalysisQuery) -> str:
        if self._analysis is not None:
            return self._analysis.ask(asked)
        self._inbox.put_answer(m.Trouble.of(ExplainedLine(NO_ANALYSIS), asked.request))
        return asked.request

    @property
    def analysis_endpoint(self) -> str:
        """Where the analysis listens, as the backend told; "" before it did."""
        return "" if self._analysis is None else self._analysis.endpoint

    def cancel_page(self, request: str) -> None:
        if self._analysis is not None:
            self._analysis.cancel(request)

    def send_file(self, path: Path) -> FileTransfer:
        transfer = self._files.send(path)
        self._wake()
        return transfer

    def fetch_file(self, attachment: Attachment, path: Path) -> FileTransfer:
        transfer = self._files.fetch(attachment, path)
        self._wake()
        return transfer

    def _query(self, question: DeskQuestion) -> str:
        if self._queries.put(question.request, question) is not None:
            self._inbox.put_answer(m.Trouble.of(ExplainedLine(TOO_LONG, limit=REQUEST_MAX), question.request))
        self._wake()
        return question.request

    def health(self) -> Health:
        figures = self._session.figures
        at, beat = figures.heartbeat_at, figures.beat
        state, detail = self._state()
        return Health(
            state=state,
            detail=detail,
            realm=self._realm,
            lag_ms=self._lag_ms if state in ("live", "read_only", "unanswered") else None,
            heartbeat_age_ms=None if at is None else float(self._monotonic() - at),
            newest_data_ms=figures.newest_data_ms,
            drops=figures.drops,
            replayed=figures.replayed,
            frames=figures.frames,
            pending=len(self._commands),
            unusable_rows=figures.unusable_rows,
            refusing="" if beat is None else beat.refusing,
            refusing_reason="" if beat is None else beat.refusing_reason,
            refused_rows=0 if beat is None else beat.refused_rows,
            backend_memory_bytes=0 if beat is None else beat.memory_bytes,
            unreadable_frames=figures.unreadable_frames,
            refused_frames=0 if beat is None else beat.unreadable_frames,
            rejected_connections=0 if beat is None else beat.rejected_connections,
            played_channels=0 if beat is None else beat.played_channels,
            rate=1.0 if beat is None else beat.rate,
            clock_skew_ms=self._clock.skew_ms,
            backend_synchronized=None if beat is None else beat.synchronized,
            verified=(0, 0) if beat is None else (beat.verified_seq, beat.head_seq),
            fault="" if beat is None else beat.fault,
            fault_params={} if beat is None else beat.fault_params,
            epoch=0 if beat is None else beat.epoch,
            abandoned=self._abandoned(),
            proven=self._session.proven,
            principal=self._session.principal,
            analysis=None if self._analysis is None else self._analysis.health,
            not_enrolled=self._not_enrolled,
        )

    def close(self) -> None:
        self._closing = True
        if self._thread is not None:
            self._wake()
            self._thread.join()
            self._thread = None
        if self._analysis is not None:
            self._analysis.close()

    def _state(self) -> tuple[LinkState, str]:
        session, link = self._session, self._link
        if self._closing:
            return "closed", ""
        if self._failure or session.refusal:
            return "refused", self._failure or session.refusal
        if link is not None and link.rejected:
            return "refused", ExplainedLine(REFUSED, address=self._address)
        if session.phase is Phase.HELLO:
            reason = session.trouble or self._offline_reason()
            return "connecting", reason or ExplainedLine(NO_REPLY, address=self._address)
        if session.phase is Phase.HEARTBEAT and self._monotonic() - session.welcomed_at > PORT_TIMEOUT_MS:
            return "syncing", ExplainedLine(NO_DATA, address=self._address, endpoint=session.publish_endpoint)
        if session.figures.heartbeat_at is not None and session.stale:
            return "stale", self._offline_reason() or ExplainedLine(NO_HEARTBEAT, address=self._address)
        if session.silent:
            return "unanswered", ExplainedLine(UNANSWERED, address=self._address)
        if session.phase is not Phase.LIVE:
            return "syncing", session.trouble
        gap = session.gap
        if gap is not None:
            return "stale", gap
        return ("live", session.trouble) if session.proven is None else ("read_only", session.proven.why)

    def _wake(self) -> None:
        if self._thread is not None and self._link is not None:
            self._link.wake()

    # Everything below runs in the network thread.

    def _run(self, link: ClientLink) -> None:
        try:
            link.connect()
            while not self._closing:
                self._turn(link)
        except Explained as error:  # unusable keys or address
            self._failure = error.line
        except Exception as error:
            self._failure = ExplainedLine(DEFECT, address=self._address, error=repr(error))
            raise  # threading prints the traceback
        finally:
            if self._seen is not None:
                self._seen.close()
            self._files.close()
            self._attending.leave(self._send)
            link.close()

    def _turn(self, link: ClientLink) -> None:
        burst = link.poll(0 if self._files.working else POLL_MS)
        if link.connections != self._connections:
            self._connections = link.connections
            self._session.connected()
        if burst.published:  # before the answers: a Welcome of another instance among them invalidates these
            self._session.broadcasts(self._received.broadcasts(burst.published))
        if burst.answers:
            self._session.replied()
        for frame in burst.answers:
            self._received.answer(frame, self._control_message)
        self._session.tick()
        if self._seen is not None:
            self._seen.note(self._session.seen)
        self._send_requests(link)
        if burst.full:
            time.sleep(0)  # yield the interpreter lock to the window's thread

    def _control_message(self, message: m.ToClient) -> None:
        match message:
            case m.Accepted() | m.Rejected() if message.command_id in self._enrolling:
                self._queries.answered(message.command_id)
                person = self._enrolling.pop(message.command_id)
                if isinstance(message, m.Accepted):
                    self._session.enrolled(person)
                else:
                    self._not_enrolled = person, message
            case m.Accepted() | m.Rejected():
                if self._commands.answered(message.command_id):
                    self._inbox.put_reply(message)
            case m.HistoryReply() if not _is_whole(message):
                self._session.trouble = ExplainedLine(MISMATCHED_COLUMNS)
                self._answered(m.Trouble.of(ExplainedLine(MISMATCHED_COLUMNS), message.request))
            case (
                m.HistoryReply() | m.SubjectReply() | m.ContactReply() | m.ReportersReply() | m.RankReply()
                | m.SendingReply() | m.AuditReply() | m.MselReply() | m.DeliveredReply()
            ):
                self._answered(message)
            case m.ScoreReply(request=request):
                if request:
                    self._answered(message)
                else:
                    self._inbox.put_answer(message)
            case m.DrillNews():
                self._inbox.put_answer(message)
            case m.UploadReply() | m.DownloadReply():
                self._files.answered(message)
            case m.Trouble(request=request) if request:
                if not self._files.answered(message):
                    self._answered(message)
            case _:
                self._session.control(message)
                if isinstance(message, m.Welcome) and self._analysis is not None and not self._session.refusal:
                    self._analysis.connect(message.endpoints.get("analysis", ""))

    def _answered(self, answer: m.Answer) -> None:
        """Deliver a reply to its caller; repeated replies and replies to expired queries are ignored."""
        if not self._queries.answered(answer.request):
            return
        person = self._enrolling.pop(answer.request, None)
        if person is None:
            self._inbox.put_answer(answer)
        elif isinstance(answer, m.Trouble):
            self._not_enrolled = person, answer

    def _expire_queries(self, now: int) -> None:
        """Report expired queries to their callers.  An expired enrolment is dropped; the caller requests it again."""
        for request in self._queries.expired(now, QUERY_TIMEOUT_MS):
            if self._enrolling.pop(request, None) is None:
                line = ExplainedLine(QUERY_EXPIRED, seconds=QUERY_TIMEOUT_MS // 1_000)
                self._inbox.put_answer(m.Trouble.of(line, request))

    def _subscribe(self, endpoint: str) -> None:
        assert self._link is not None
        self._link.subscribe(endpoint, f"{self._realm}/".encode())

    def _reconnect(self) -> None:
        assert self._link is not None
        self._link.reconnect()

    def _send_requests(self, link: ClientLink) -> None:
        """Send new requests; resend those without a reply, and all of them to a new backend instance."""
        if self._session.welcomes != self._welcomes:
            self._welcomes = self._session.welcomes
            self._commands.resend_all()
            self._queries.resend_all()
            self._files.resend_all()
        self._files.go_on()
        now = self._monotonic()
        self._expire_queries(now)
        if self._session.phase is Phase.HELLO:
            return
        self._attending.tell(self._send)
        for frame in (*self._queries.due(now), *self._commands.due(now), *self._files.due(now)):
            link.send(frame)

    def _send(self, message: m.ToBackend) -> bool:
        """Returns whether the link accepted the message; False while not connected: the caller sends it again."""
        assert self._link is not None
        return all(self._link.send(frame) for frame in frames(self._control_topic, message))


def _is_whole(reply: m.HistoryReply) -> bool:
    try:
        decoded(reply.stream, reply.columns)
    except ValueError:
        return False
    return True
