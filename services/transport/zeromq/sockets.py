"""Limits of every socket, in one place."""

from __future__ import annotations

import zmq

from services.transport.zeromq.keys import KeyPair

DOMAIN = "county"
FROM_CLIENT_MAX = 1 << 20
"""Bytes of a frame that a client may send; more ends its connection, also before it is authenticated."""
FROM_BACKEND_MAX = 64 << 20
CONTROL_HWM = 1_000
PUBLISH_HWM = 4_000
"""Frames that wait for a subscriber that does not read, 40 MB of readings; further ones it loses and asks for again."""
SUBSCRIBE_HWM = 50_000

Context = zmq.Context[zmq.Socket[bytes]]
Socket = zmq.Socket[bytes]


def server_socket(context: Context, kind: int, keys: KeyPair, *, hwm: int) -> Socket:
    """A CURVE server that admits nobody unless a ZAP handler says so."""
    socket = context.socket(kind)
    socket.curve_server = True
    socket.curve_publickey, socket.curve_secretkey = keys.public, keys.secret
    socket.setsockopt_string(zmq.ZAP_DOMAIN, DOMAIN)
    socket.setsockopt(zmq.ZAP_ENFORCE_DOMAIN, 1)
    socket.setsockopt(zmq.BACKLOG, 64)
    _limit(socket, hwm, FROM_CLIENT_MAX)
    return socket


def client_socket(context: Context, kind: int, keys: KeyPair, server_public: bytes, *, hwm: int) -> Socket:
    """A CURVE client that talks to the holder of ``server_public`` only, and reconnects for ever."""
    socket = context.socket(kind)
    socket.curve_publickey, socket.curve_secretkey = keys.public, keys.secret
    socket.curve_serverkey = server_public
    socket.setsockopt(zmq.RECONNECT_IVL, 100)
    socket.setsockopt(zmq.RECONNECT_IVL_MAX, 400)
    socket.setsockopt(zmq.IMMEDIATE, 1)
    _limit(socket, hwm, FROM_BACKEND_MAX)
    return socket


def _limit(socket: Socket, hwm: int, frame_max: int) -> None:
    socket.setsockopt(zmq.LINGER, 0)
    socket.setsockopt(zmq.HANDSHAKE_IVL, 5_000)
    socket.setsockopt(zmq.MAXMSGSIZE, frame_max)
    socket.set_hwm(hwm)
