"""The desktop's link to a backend: one network thread owns all sockets and fills a bounded inbox."""

from __future__ import annotations

import struct
import uuid
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from threading import Lock, Thread

import zmq

from county.clock import Clock, SystemClock, monotonic_ms
from county.commands import Command
from county.explained import Line
from county.package.manifest import Manifest
from services.protocol import messages as m
from services.protocol.codec import BadFrame, broadcast_decoder, client_decoder, payload, topic
from services.protocol.columns import is_sound
from services.protocol.inbox import Inbox, Taken
from services.protocol.outbox import Outbox
from services.protocol.session import Phase, Session
from services.protocol.source import Health, LinkState
from services.transport.zeromq.keys import BadKeys, pair, public_key
from services.transport.zeromq.sockets import CONTROL_HWM, SUBSCRIBE_HWM, Socket, client_socket

SLICE = 256
SLICE_MS = 5
"""Frames decoded, and time spent on it, between two looks at the other sockets: the window's thread gets its turn."""
POLL_MS = 50
EVENT = struct.Struct("=Hi")
"""First frame of what a socket's monitor says (zmq_socket_monitor); pyzmq's own reader loads all of asyncio."""
PORT_PATIENCE_MS = 3_000
STRANGER = "{address}: the backend does not admit this key; put client.key into its keys/clients folder"
FALLEN_SILENT = "{address}: the backend has fallen silent; it is asked again until it answers"
PORT_SILENT = "{address}: the backend answers, but its port {port} stays silent; let it through the firewall"
DEFECT = "{address}: the link has ended ({error}); start the program again and report it"
CROOKED = "a history of crooked columns arrived; both sides must be of the same version"
SILENT = "{address}: nobody answers yet; is the backend running there, and are these its keys?"


class Client:
    """Implements :class:`services.protocol.source.Source` over ZeroMQ."""

    def __init__(
        self,
        address: str,
        keys: Path,
        realm: str = "live",
        clock: Clock | None = None,
        why_silent: Callable[[], str] = str,
        county: Manifest | None = None,
    ) -> None:
        """``address`` like tcp://127.0.0.1:5600; ``keys``: folder with server.key and client.key_secret.

        ``county``: the one on the screen; a backend of another one is refused.
        ``why_silent``: what whoever runs the backend knows of its silence, one line, "" for nothing.
        """
        self._address = address
        self._keys = keys
        self._realm = realm
        self._clock = clock or SystemClock()
        self._why_silent = why_silent
        self._inbox = Inbox()
        self._session = Session(
            realm=realm, county=county, inbox=self._inbox, send=self._send, subscribe=self._subscribe
        )
        self._topic = topic(realm, "control")
        self._decode_control = client_decoder(realm)
        self._decode_broadcast = broadcast_decoder(realm)
        self._lock = Lock()
        self._commands = Outbox(realm)
        self._questions = Outbox(realm)
        self._welcomes = 0
        self._lag_ms: float | None = None
        self._failure = Line("")
        self._stranger = False
        self._closing = False
        self._thread: Thread | None = None
        self._sub: Socket | None = None

    def open(self) -> None:
        """Start; returns at once.  Keys that cannot be used show in :meth:`health`."""
        try:
            self._own, self._server = pair(self._keys, "client"), public_key(self._keys, "server")
        except BadKeys as error:
            self._failure = error.line
            return
        self._context = zmq.Context()
        self._bell_in, self._bell_out = self._context.socket(zmq.PAIR), self._context.socket(zmq.PAIR)
        self._bell_out.bind("inproc://bell")
        self._bell_in.connect("inproc://bell")
        self._thread = Thread(target=self._run, name=f"wire {self._address}", daemon=True)
        self._thread.start()

    def take(self) -> Taken:
        taken, lag_ms = self._inbox.take(self._clock.now_ms())
        if lag_ms is not None:
            self._lag_ms = lag_ms
        return taken

    def submit(self, command: Command) -> None:
        refused = self._commands.put(command.id, m.Submit(command=command))
        if refused is not None:
            self._inbox.put_reply(refused)
        self._ring()

    def backfill(self, sensor_id: str, channel: str, from_ms: int, to_ms: int) -> str:
        request = uuid.uuid4().hex
        question = m.HistoryRequest(request=request, sensor_id=sensor_id, channel=channel, from_ms=from_ms, to_ms=to_ms)
        self._questions.put(request, question)
        self._ring()
        return request

    def health(self) -> Health:
        figures = self._session.figures
        at = figures.heartbeat_at
        state, detail = self._state()
        return Health(
            state=state,
            detail=detail,
            realm=self._realm,
            lag_ms=self._lag_ms,
            heartbeat_age_ms=None if at is None else float(monotonic_ms() - at),
            newest_data_ms=figures.newest_data_ms,
            drops=figures.drops,
            replayed=figures.replayed,
            frames=figures.frames,
            pending=len(self._commands),
            unusable_readings=figures.unusable_readings,
            refusing=figures.refusing,
            refusing_reason=figures.refusing_reason,
            refused_readings=figures.refused_readings,
            backend_memory_bytes=figures.backend_memory_bytes,
            played_channels=figures.played_channels,
        )

    def close(self) -> None:
        self._closing = True
        if self._thread is not None:
            self._ring()
            self._thread.join()
            self._thread = None
            self._bell_in.close()
            self._context.term()

    def _state(self) -> tuple[LinkState, str]:
        session = self._session
        if self._closing:
            return "closed", ""
        if self._failure or session.refusal:
            return "refused", self._failure or session.refusal
        if self._stranger:
            return "refused", Line(STRANGER, address=self._address)
        if session.phase is Phase.HELLO:
            return "connecting", self._why_silent() or Line(SILENT, address=self._address)
        if session.phase is Phase.HEARTBEAT and monotonic_ms() - session.welcomed_at > PORT_PATIENCE_MS:
            return "syncing", Line(PORT_SILENT, address=self._address, port=session.publish_port)
        if session.figures.heartbeat_at is not None and session.stale:
            return "stale", self._why_silent() or Line(FALLEN_SILENT, address=self._address)
        if session.phase is not Phase.LIVE:
            return "syncing", ""
        return "live", session.trouble

    def _ring(self) -> None:
        """Wake the network thread; one that ends, or has not come round yet, need not hear it."""
        if self._thread is not None:
            with self._lock, suppress(zmq.Again):
                self._bell_in.send(b"", zmq.DONTWAIT)

    # Everything below runs in the network thread.

    def _run(self) -> None:
        self._control = client_socket(self._context, zmq.DEALER, self._own, self._server, hwm=CONTROL_HWM)
        monitor = self._control.get_monitor_socket(
            zmq.EVENT_HANDSHAKE_SUCCEEDED | zmq.EVENT_HANDSHAKE_FAILED_AUTH | zmq.EVENT_HANDSHAKE_FAILED_NO_DETAIL
        )
        try:
            self._turn_until_closed(monitor)
        except Exception as error:
            self._failure = Line(DEFECT, address=self._address, error=repr(error))
            raise  # threading prints where
        finally:
            self._control.disable_monitor()
            for open_socket in (self._control, monitor, self._sub, self._bell_out):
                if open_socket is not None:
                    open_socket.close()

    def _turn_until_closed(self, monitor: Socket) -> None:
        self._control.connect(self._address)
        self._poller = zmq.Poller()
        for socket in (self._bell_out, self._control, monitor):
            self._poller.register(socket, zmq.POLLIN)
        while not self._closing:
            ready = dict(self._poller.poll(POLL_MS))
            if monitor in ready:
                self._watch(*EVENT.unpack(monitor.recv_multipart()[0]))
            if self._bell_out in ready:
                self._bell_out.recv()
            if self._control in ready:
                self._read_control()
            sub = self._sub
            if sub is not None and sub in ready:
                self._read_broadcasts(sub)
            self._session.tick()
            self._send_requests()

    def _watch(self, event: int, value: int) -> None:
        self._stranger = event == zmq.EVENT_HANDSHAKE_FAILED_AUTH

    def _read_control(self) -> None:
        for _ in range(SLICE):
            try:
                message = self._decode_control(self._control.recv(zmq.DONTWAIT))
            except zmq.Again:
                return
            except BadFrame as error:
                self._session.trouble = error.line
                continue
            match message:
                case m.Accepted() | m.Rejected():
                    if self._commands.answered(message.command_id):
                        self._inbox.put_reply(message)
                case m.HistoryReply() if not is_sound(message):
                    self._session.trouble = Line(CROOKED)
                case m.HistoryReply():
                    if self._questions.answered(message.request):
                        self._inbox.put_history(message)
                case _:
                    self._session.control(message)

    def _read_broadcasts(self, sub: Socket) -> None:
        messages: list[m.Broadcast] = []
        receive, decode = sub.recv, self._decode_broadcast
        until = monotonic_ms() + SLICE_MS
        try:
            while len(messages) < SLICE and monotonic_ms() < until:
                frame = receive(zmq.DONTWAIT)
                try:
                    messages.append(decode(frame))
                except BadFrame as error:
                    self._session.trouble = error.line
        except zmq.Again:
            pass
        self._session.broadcasts(messages)

    def _subscribe(self, port: int) -> None:
        if self._sub is not None:
            self._poller.unregister(self._sub)
            self._sub.close()
        self._sub = client_socket(self._context, zmq.SUB, self._own, self._server, hwm=SUBSCRIBE_HWM)
        self._sub.setsockopt_string(zmq.SUBSCRIBE, f"{self._realm}/")
        self._sub.connect(f"{self._address.rpartition(':')[0]}:{port}")
        self._poller.register(self._sub, zmq.POLLIN)

    def _send_requests(self) -> None:
        """Send what was not sent yet, and again what had no answer or went to an instance that is gone."""
        if self._session.welcomes != self._welcomes:
            self._welcomes = self._session.welcomes
            self._commands.again()
            self._questions.again()
        if self._session.phase is Phase.HELLO:
            return
        now = monotonic_ms()
        for frame in (*self._questions.due(now), *self._commands.due(now)):
            self._send_frame(frame)

    def _send(self, message: m.ToBackend) -> None:
        self._send_frame(self._topic + payload(message))

    def _send_frame(self, frame: bytes) -> None:
        try:
            self._control.send(frame, zmq.DONTWAIT)
        except zmq.Again:
            return  # not connected now: whoever waits for the answer sends again
