"""A desktop's link to the analysis: a thread and a connection of its own, so that nothing else waits for it."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock, Thread, current_thread
from typing import Literal

from county.clock import monotonic_ms
from county.explained import Explained, ExplainedLine
from county.moment import Moment
from services.protocol.analysis_messages import (
    AnalysisAnswer,
    AnalysisPhase,
    AnalysisQuery,
    AnalysisStatus,
    AnalysisStatusRequest,
    CancelRequest,
    FromAnalysis,
    ToAnalysis,
)
from services.protocol.as_of_messages import Buffering, SeekRequest
from services.protocol.codec import BadFrame, Reassembler, analysis_reply_decoder, frames, topic
from services.protocol.limits import ANSWER_MAX
from services.protocol.messages import Part, Trouble
from services.protocol.outbox import Outbox
from services.protocol.seek_turns import SeekTurns
from services.transport.ports import ClientLink

POLL_MS = 50
STATUS_MS = 1_000
"""Interval of questions for the status."""
OFFLINE_MS = 3_000
"""Without an answer for this long an analysis that had answered is offline."""
STARTING_MS = 30_000
"""One that never answered starts for so long: it loads its libraries and opens its timeline first."""
RECONNECT_MS = 5_000
EXPIRES_MS = 30_000
NO_ANALYSIS = "the analysis of this backend does not run; the archive is not available now"
EXPIRED = "no reply from the analysis within {seconds} s; repeat the request when it replies"
MakeAnalysisLink = Callable[[Callable[[], str]], ClientLink]
"""Makes a link to the endpoint that the given function returns at each moment: a value of ``Welcome.endpoints``."""


@dataclass(frozen=True)
class AnalysisHealth:
    """State of the analysis as a window sees it."""

    state: Literal["offline"] | AnalysisPhase
    as_of_ms: int = 0
    """Realm time of the newest record that it had answered from; 0 while unknown."""
    seq: int = 0
    head_seq: int = 0
    """Records in its timeline, and in the journal."""


class AnalysisClient:
    """Started by the first endpoint."""

    def __init__(
        self,
        make_link: MakeAnalysisLink,
        realm: str,
        deliver: Callable[[AnalysisAnswer | Trouble], None],
        monotonic: Callable[[], int] = monotonic_ms,
    ) -> None:
        """``deliver`` receives one answer for each request, in another thread; before that of a seek that takes long a
        Buffering."""
        self._make_link = make_link
        self._topic = topic(realm, "control")
        self._deliver = deliver
        self._monotonic = monotonic
        self._endpoint = ""
        self._asked = Outbox(realm)
        self._decoder, self._reassembler = analysis_reply_decoder(realm), Reassembler(ANSWER_MAX)
        self._lock = Lock()
        """Of the thread and of requests to cancel."""
        self._cancelled: list[str] = []
        self._token = 0
        """Of the newest seek."""
        self._seeks = SeekTurns()
        self._status: AnalysisStatus | None = None
        self._heard_at = monotonic()
        self._asked_at = monotonic() - STATUS_MS
        self._reconnected_at = monotonic()
        self._closing = False
        self._ended = False
        """Whether the thread has ended by itself, because the link cannot be used."""
        self._thread: Thread | None = None
        self._link: ClientLink | None = None

    @property
    def endpoint(self) -> str:
        """Where the analysis listens as far as it was told; "" before."""
        return self._endpoint

    def connect(self, endpoint: str) -> None:
        """The backend told where the analysis listens; "" for nowhere."""
        self._endpoint = endpoint or self._endpoint
        with self._lock:
            if endpoint and self._thread is None and not self._closing:
                self._heard_at = self._monotonic()
                self._link = self._make_link(lambda: self._endpoint)
                self._thread = Thread(target=self._run, args=(self._link,), name="analysis link", daemon=True)
                self._thread.start()

    def ask(self, asked: AnalysisQuery) -> str:
        """Send a request; returns its id.  One answer is delivered for each, within half a minute, unless it is
        cancelled."""
        with self._lock:
            is_sent = self._thread is not None and not self._ended
            if is_sent:
                self._asked.put(asked.request, asked)
        if is_sent:
            self._wake()
        else:
            self._refuse(asked.request)
        return asked.request

    def seek(self, moment: Moment, seq: int | None = None) -> str:
        """Request what was on the desk at a moment, see :class:`~services.protocol.as_of_messages.SeekRequest`; returns
        the request's id.

        It is sent when an earlier one is answered, or takes long; of several that wait only the newest is answered.
        Answers arrive in the order of their requests.
        """
        with self._lock:
            self._token += 1
            asked = SeekRequest(request=uuid.uuid4().hex, token=self._token, moment=moment, seq=seq)
        if self._seeks.begin(asked):
            self.ask(asked)
        return asked.request

    def cancel(self, request: str) -> None:
        """No answer to ``request`` is needed any more."""
        with self._lock:
            self._cancelled.append(request)
        self._go_on_seeking(request)
        self._wake()

    @property
    def health(self) -> AnalysisHealth | None:
        """None while the backend has not told of an analysis."""
        if self._thread is None:
            return None
        if self._ended:
            return AnalysisHealth("offline")
        status, silent_ms = self._status, self._monotonic() - self._heard_at
        if status is None:
            return AnalysisHealth("offline" if silent_ms > STARTING_MS else "opening")
        state = "offline" if silent_ms > OFFLINE_MS else status.phase
        return AnalysisHealth(state, status.as_of_ms, status.seq, status.head_seq)

    def close(self) -> None:
        with self._lock:
            self._closing = True
            thread = self._thread
        if thread is not None:
            self._wake()
            thread.join()

    def _answer(self, answer: AnalysisAnswer | Trouble) -> None:
        """Deliver an answer; after that of a seek the next one has its turn."""
        self._deliver(answer)
        self._go_on_seeking(answer.request)

    def _refuse(self, request: str) -> None:
        self._answer(Trouble.of(ExplainedLine(NO_ANALYSIS), request))

    def _go_on_seeking(self, request: str) -> None:
        following = self._seeks.end(request)
        if following is not None:
            self.ask(following)

    def _wake(self) -> None:
        """Let the thread send what is asked; the thread itself sends it at once, as it may be at work for long on the
        answer that it delivers."""
        if self._link is None or self._ended:
            return
        if current_thread() is self._thread:
            self._send_due(self._link)
        else:
            self._link.wake()

    # Everything below runs in the thread.

    def _run(self, link: ClientLink) -> None:
        try:
            link.connect()
            connections = link.connections
            while not self._closing:
                for frame in link.poll(POLL_MS).answers:
                    self._read(frame)
                if link.connections != connections:
                    connections = link.connections
                    self._asked.resend_all()
                self._send(link)
        except Explained:  # unusable keys or address: the link to the backend shows why
            self._end()
        finally:
            link.close()

    def _end(self) -> None:
        """Refuse what is asked, and from now on everything else."""
        with self._lock:
            self._ended = True
        for request in self._asked.drain():
            self._refuse(request)

    def _send(self, link: ClientLink) -> None:
        now = self._monotonic()
        for request in self._asked.expired(now, EXPIRES_MS):
            self._answer(Trouble.of(ExplainedLine(EXPIRED, seconds=EXPIRES_MS // 1_000), request))
        with self._lock:
            cancelled, self._cancelled = self._cancelled, []
        for request in cancelled:
            if self._asked.answered(request):
                self._send_message(link, CancelRequest(request=request))
        self._send_due(link)
        if now - self._asked_at >= STATUS_MS:
            self._asked_at = now
            self._send_message(link, AnalysisStatusRequest(request=uuid.uuid4().hex))
        if min(now - self._heard_at, now - self._reconnected_at) >= RECONNECT_MS:
            self._reconnected_at = now
            link.reconnect()

    def _send_due(self, link: ClientLink) -> None:
        for frame in self._asked.due(self._monotonic()):
            link.send(frame)

    def _send_message(self, link: ClientLink, message: ToAnalysis) -> None:
        for frame in frames(self._topic, message):
            link.send(frame)

    def _read(self, frame: bytes) -> None:
        """Take over an answer; one that cannot be decoded is requested again until it expires."""
        try:
            message: FromAnalysis = self._decoder(frame)
            if isinstance(message, Part):
                whole = self._reassembler.put(message)
                if whole is None:
                    return
                message = self._decoder.decode(whole)
        except BadFrame:
            return
        self._heard_at = self._monotonic()
        match message:
            case AnalysisStatus():
                self._status = message
            case Part():
                pass
            case Buffering():
                if self._seeks.is_outdated(message.request):
                    self.cancel(message.request)
                elif self._asked.contains(message.request):
                    self._deliver(message)
            case _:
                if self._asked.answered(message.request):
                    self._answer(message)
