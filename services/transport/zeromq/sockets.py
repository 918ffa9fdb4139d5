"""Limits of every socket, in one place."""

from __future__ import annotations

import zmq

from services.protocol.limits import FRAME_MAX
from services.transport.zeromq.keys import KeyPair

DOMAIN = "county"
MESSAGE_MAX = FRAME_MAX + 64
"""Bytes of an encrypted frame: CURVE adds 33 to it.  More ends the connection, also before it is authenticated."""
HANDSHAKE_MS = 2_000
"""So long a connection may take to prove its key: what is half open holds a descriptor no longer."""
BACKLOG = 512
"""Connections that wait to be accepted: after :meth:`BackendLink.shake_hands_again` everybody comes at once."""
REQUEST_HWM = 128
"""Frames that wait at the backend from one client, and for it: 8 MB each way."""
CONTROL_HWM = 1_000
"""The same at the client, which has no other peer."""
PUBLISH_HWM = 1_000
"""Frames that wait for a subscriber that does not read, 64 MB of the longest; it loses further ones and asks again."""
SUBSCRIBE_HWM = 10_000
"""Frames that wait at the subscriber while its thread gets no turn: half a second of 20,000 frames/s."""

Context = zmq.Context[zmq.Socket[bytes]]
Socket = zmq.Socket[bytes]


def server_socket(context: Context, kind: int, keys: KeyPair, *, hwm: int) -> Socket:
    """A CURVE server that admits nobody unless a ZAP handler says so."""
    socket = context.socket(kind)
    socket.curve_server = True
    socket.curve_publickey, socket.curve_secretkey = keys.public, keys.secret
    socket.setsockopt_string(zmq.ZAP_DOMAIN, DOMAIN)
    socket.setsockopt(zmq.ZAP_ENFORCE_DOMAIN, 1)
    socket.setsockopt(zmq.BACKLOG, BACKLOG)
    _limit(socket, hwm)
    return socket


def client_socket(context: Context, kind: int, keys: KeyPair, server_public: bytes, *, hwm: int) -> Socket:
    """A CURVE client that talks to the holder of ``server_public`` only, and reconnects for ever."""
    socket = context.socket(kind)
    socket.curve_publickey, socket.curve_secretkey = keys.public, keys.secret
    socket.curve_serverkey = server_public
    socket.setsockopt(zmq.RECONNECT_IVL, 100)
    socket.setsockopt(zmq.RECONNECT_IVL_MAX, 400)
    socket.setsockopt(zmq.IMMEDIATE, 1)
    _limit(socket, hwm)
    return socket


def _limit(socket: Socket, hwm: int) -> None:
    socket.setsockopt(zmq.LINGER, 0)
    socket.setsockopt(zmq.HANDSHAKE_IVL, HANDSHAKE_MS)
    socket.setsockopt(zmq.MAXMSGSIZE, MESSAGE_MAX)
    socket.set_hwm(hwm)
