"""The backend's two sockets: control (ROUTER) and publish (PUB), behind the gate."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import zmq

from county.explained import Explained
from services.log import QuietLog
from services.protocol.codec import BadFrame, backend_decoder, packed, payload, topic
from services.protocol.messages import Heartbeat, ReadingBatch, ToBackend, ToClient, Trouble
from services.transport.zeromq.gate import Gate
from services.transport.zeromq.keys import make_keys, pair
from services.transport.zeromq.sockets import CONTROL_HWM, PUBLISH_HWM, Socket, server_socket

Peer = bytes
"""Routing id of a client's connection."""


class BadAddress(Explained):
    """An address that cannot be listened on; one line: what, where, the way out."""


@dataclass(frozen=True)
class Request:
    """A message and who sent it."""

    peer: Peer
    message: ToBackend


class Server:
    """Receives requests, answers them and publishes.  Used by one thread only."""

    def __init__(self, *, listen: str, keys: Path, realm: str, log: QuietLog) -> None:
        """Raises BadKeys and BadAddress."""
        make_keys(keys)
        own = pair(keys, "server")
        self._log = log
        self._decode = backend_decoder(realm)
        self._control_topic = topic(realm, "control")
        self._record_topic = topic(realm, "record")
        self._readings_topic = topic(realm, "readings")
        self._heartbeat_topic = topic(realm, "heartbeat")
        self._context = zmq.Context()
        self.gate = Gate(self._context, keys, log)
        self._control = server_socket(self._context, zmq.ROUTER, own, hwm=CONTROL_HWM)
        self._control.setsockopt(zmq.ROUTER_MANDATORY, 1)  # an answer that finds no room is told, not swallowed
        self._publish = server_socket(self._context, zmq.PUB, own, hwm=PUBLISH_HWM)
        try:
            self._control.bind(listen)
            host = listen.rpartition(":")[0]
            self._publish.bind(f"{host}:0")
        except zmq.ZMQError as error:
            self.close()
            raise BadAddress(
                f"{listen}: cannot listen here ({error.strerror}); give another --listen address"
            ) from error
        self.address = _endpoint(self._control)
        self.publish_port = int(_endpoint(self._publish).rpartition(":")[2])
        self._poller = zmq.Poller()
        self._poller.register(self.gate.socket, zmq.POLLIN)
        self._poller.register(self._control, zmq.POLLIN)

    def receive(self, *, timeout_ms: int, limit: int) -> list[Request]:
        """Up to ``limit`` requests; waits at most ``timeout_ms`` for the first.  Answers malformed frames itself."""
        ready = dict(self._poller.poll(timeout_ms))
        if self.gate.socket in ready:
            self.gate.answer()
        requests: list[Request] = []
        if self._control not in ready:
            return requests
        for _ in range(limit):
            try:
                frames = self._control.recv_multipart(zmq.DONTWAIT)
            except zmq.Again:
                break
            peer = frames[0]
            try:
                if len(frames) != 2:
                    raise BadFrame("a message of {n} frames arrived; send single frames", n=len(frames) - 1)
                requests.append(Request(peer, self._decode(frames[1])))
            except BadFrame as error:
                self._log.warning("a malformed frame was refused", peer=peer.hex(), reason=str(error))
                self.send(peer, Trouble.of(error.line))
        return requests

    def send(self, peer: Peer, message: ToClient | dict[str, object]) -> bool:
        """Answer a client.  One that is gone or does not read (False) loses it and asks again."""
        try:
            self._control.send_multipart([peer, self._control_topic + payload(message)], zmq.DONTWAIT)
        except zmq.ZMQError as error:
            self._log.warning("an answer could not be sent", peer=peer.hex(), reason=error.strerror)
            return False
        return True

    def publish_records(self, records: Iterable[bytes]) -> None:
        """Publish the records of a group, each one encoded already: one frame, unless they are very long."""
        for part in packed(records):
            self._publish.send(self._record_topic + payload({"type": "Published", "records": part}))

    def publish_readings(self, batch: ReadingBatch) -> None:
        self._publish.send(self._readings_topic + payload(batch))

    def publish_heartbeat(self, beat: Heartbeat) -> None:
        self._publish.send(self._heartbeat_topic + payload(beat))

    def close(self) -> None:
        """Close the sockets at once; what was not sent yet is asked for again by its client."""
        self._control.close()
        self._publish.close()
        self.gate.close()
        self._context.term()


def _endpoint(socket: Socket) -> str:
    return socket.getsockopt_string(zmq.LAST_ENDPOINT).rstrip("\0")
