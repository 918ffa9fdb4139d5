"""Options and limits of all sockets."""

from __future__ import annotations

import zmq

from services.protocol.limits import FRAME_MAX
from services.transport.zeromq.keys import KeyPair

DOMAIN = "county"
MESSAGE_MAX = FRAME_MAX + 64
"""Maximum bytes of an encrypted frame: CURVE adds 33.  More closes the connection, also before authentication."""
SUBSCRIPTION_MAX = 1_024
"""The same for what a subscriber sends: a handshake or a topic."""
HANDSHAKE_MS = 2_000
"""Timeout of handshakes: limits how long unauthenticated connections hold descriptors."""
RECONNECT_MS = 50
"""Pause before the first attempt to reconnect; later ones are twice as long: a backend restarts in half a second."""
CONNECT_MS = 2_000
"""Timeout of connecting: the operating system repeats a lost request at growing intervals for more than two minutes."""
PING_MS, PONG_MS = 1_000, 2_000
"""The backend asks every connection for a sign of life, and closes one without any: a client that lost its network ends
no connection, and what is queued for it would wait for ever."""
BACKLOG = 512
"""Connections waiting to be accepted: after :meth:`BackendLink.disconnect_all` all clients reconnect at once."""
REQUEST_HWM = 128
"""Frames queued in the backend from one client, and for it: 8 MB each way."""
CONTROL_HWM = 1_000
"""The same in the client, which has no other peer."""
PUBLISH_HWM = 1_000
"""Frames queued for a slow subscriber, at most 64 MB; it loses further ones and requests them again."""
SUBSCRIPTION_HWM = 16
"""Subscriptions queued in the backend from one subscriber."""
SUBSCRIBE_HWM = 10_000
"""Frames queued in the subscriber while its thread does not run: half a second of 20,000 frames/s."""

Context = zmq.Context[zmq.Socket[bytes]]
Socket = zmq.Socket[bytes]


def server_socket(context: Context, kind: int, keys: KeyPair, *, hwm: int) -> Socket:
    """A CURVE server that rejects every client unless a ZAP handler admits it."""
    socket = context.socket(kind)
    socket.curve_server = True
    socket.curve_publickey, socket.curve_secretkey = keys.public, keys.secret
    socket.setsockopt_string(zmq.ZAP_DOMAIN, DOMAIN)
    socket.setsockopt(zmq.ZAP_ENFORCE_DOMAIN, 1)
    socket.setsockopt(zmq.BACKLOG, BACKLOG)
    socket.setsockopt(zmq.HEARTBEAT_IVL, PING_MS)
    socket.setsockopt(zmq.HEARTBEAT_TIMEOUT, PONG_MS)
    _limit(socket, hwm)
    return socket


def publisher_socket(context: Context, keys: KeyPair) -> Socket:
    """A server that sends like PUB, and whose subscriptions can be read."""
    socket = server_socket(context, zmq.XPUB, keys, hwm=PUBLISH_HWM)
    socket.setsockopt(zmq.RCVHWM, SUBSCRIPTION_HWM)
    socket.setsockopt(zmq.MAXMSGSIZE, SUBSCRIPTION_MAX)
    return socket


def client_socket(context: Context, kind: int, keys: KeyPair, server_public: bytes, *, hwm: int) -> Socket:
    """A CURVE client that connects only to the owner of ``server_public``, and reconnects for ever."""
    socket = context.socket(kind)
    socket.curve_publickey, socket.curve_secretkey = keys.public, keys.secret
    socket.curve_serverkey = server_public
    socket.setsockopt(zmq.RECONNECT_IVL, RECONNECT_MS)
    socket.setsockopt(zmq.RECONNECT_IVL_MAX, 2 * RECONNECT_MS)
    socket.setsockopt(zmq.IMMEDIATE, 1)
    socket.setsockopt(zmq.CONNECT_TIMEOUT, CONNECT_MS)
    _limit(socket, hwm)
    return socket


def _limit(socket: Socket, hwm: int) -> None:
    socket.setsockopt(zmq.LINGER, 0)
    socket.setsockopt(zmq.HANDSHAKE_IVL, HANDSHAKE_MS)
    socket.setsockopt(zmq.MAXMSGSIZE, MESSAGE_MAX)
    socket.set_hwm(hwm)
