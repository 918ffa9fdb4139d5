"""Broadcasts to subscribers over a ROUTER socket.

Not over PUB: its subscriptions are stored without a limit, byte by byte, and read in the sending thread for as long as
a client sends them, so that one admitted client could exhaust the memory and stop the loop.  Here a connection has one
subscription, a short frame that replaces its previous one.
"""

from __future__ import annotations

from collections import Counter

import zmq

from services.transport.ports import Peer
from services.transport.zeromq.keys import KeyPair
from services.transport.zeromq.sockets import PUBLISH_HWM, SUBSCRIPTION_MAX, SUBSCRIPTIONS_HWM, Context, server_socket

SUBSCRIPTIONS = 64
"""Subscriptions read per call at most; those of all peers in turn."""
TOPIC_MAX = 200
"""Maximum bytes of a subscription."""
SUBSCRIBERS_MAX = 64
"""Subscribed connections of one principal; a further one ends the oldest subscription."""


def is_topic(frame: bytes) -> bool:
    """Whether it is the beginning of broadcasts that a client may ask for: a short text."""
    try:
        frame.decode()
    except UnicodeDecodeError:
        return False
    return len(frame) <= TOPIC_MAX


class PublishSocket:
    """Used by one thread only."""

    def __init__(self, context: Context, keys: KeyPair, address: str) -> None:
        """Bind to ``address``.  Raises zmq.ZMQError."""
        self._subscribers: dict[Peer, tuple[str, bytes]] = {}
        """Principal and topic of each subscribed connection, in the order of their subscriptions."""
        self._connections: Counter[str] = Counter()
        """Subscribed connections of each principal."""
        self.socket = server_socket(
            context, zmq.ROUTER, keys, send_hwm=PUBLISH_HWM, receive_hwm=SUBSCRIPTIONS_HWM, longest=SUBSCRIPTION_MAX
        )
        try:
            self.socket.bind(address)
        except zmq.ZMQError:
            self.socket.close()
            raise

    @property
    def address(self) -> str:
        """The address with the actual port."""
        return self.socket.getsockopt_string(zmq.LAST_ENDPOINT).rstrip("\0")

    def receive_subscriptions(self) -> int:
        """Read waiting subscriptions; returns the number of messages that were none.  Raises zmq.ZMQError, e.g. for
        lack of descriptors."""
        dropped = 0
        for _ in range(SUBSCRIPTIONS):
            try:
                peer, *frames = self.socket.recv_multipart(zmq.DONTWAIT, copy=False)
            except zmq.Again:
                break
            if len(frames) == 1 and is_topic(frames[0].bytes):
                self._subscribe(str(frames[0].get("User-Id")), peer.bytes, frames[0].bytes)
            else:
                dropped += 1
        return dropped

    def _subscribe(self, principal: str, peer: Peer, topic: bytes) -> None:
        self._remove(peer)
        self._subscribers[peer] = principal, topic
        self._connections[principal] += 1
        if self._connections[principal] > SUBSCRIBERS_MAX:
            self._remove(next(peer for peer, (owner, _) in self._subscribers.items() if owner == principal))

    def _remove(self, peer: Peer) -> None:
        if peer in self._subscribers:
            principal, _ = self._subscribers.pop(peer)
            self._connections[principal] -= 1
            if not self._connections[principal]:
                del self._connections[principal]

    def publish(self, frame: bytes) -> None:
        """Send to every subscriber of a prefix of ``frame``; one whose queue is full loses it."""
        shared: zmq.Frame | None = None
        gone: list[Peer] = []
        for peer, (_, topic) in self._subscribers.items():
            if not frame.startswith(topic):
                continue
            shared = shared or zmq.Frame(frame, copy=True)  # in memory once for all subscribers
            try:
                self.socket.send(peer, zmq.DONTWAIT | zmq.SNDMORE)
                self.socket.send(shared, zmq.DONTWAIT, copy=False)
            except zmq.Again:
                continue
            except zmq.ZMQError as error:
                if error.errno != zmq.EHOSTUNREACH:
                    raise
                gone.append(peer)
        for peer in gone:
            self._remove(peer)

    def close(self) -> None:
        self.socket.close()
