"""Options and limits of all sockets."""

from __future__ import annotations

import zmq

from services.protocol.limits import FRAME_MAX
from services.transport.zeromq.keys import KeyPair

DOMAIN = "county"
MESSAGE_MAX = FRAME_MAX + 64
"""Maximum bytes of an encrypted frame: CURVE adds 33.  More closes the connection, also before authentication."""
SUBSCRIPTION_MAX = 1_024
"""The same for frames to the publisher: a topic; CURVE's handshake takes less than 512."""
HANDSHAKE_MS = 2_000
"""Timeout of handshakes: limits how long unauthenticated connections hold descriptors."""
RECONNECT_MS = 50
"""Pause before the first attempt to reconnect; later ones are twice as long: a backend restarts in half a second."""
CONNECT_MS = 2_000
"""Timeout of connecting: the operating system repeats a lost request at growing intervals for more than two minutes."""
UNACKNOWLEDGED_MS = 2_000
"""The backend's operating system closes a connection whose peer acknowledges nothing for this long, or does not read:
what is queued for it would wait for ever.  Not by pings of ZeroMQ: libzmq 4.3 aborts the process when one is due on a
connection that broke while its input was stopped at the high-water mark."""
KEEPALIVE_S, KEEPALIVES = 1, 2
"""Interval of probes on an idle connection, and how many may be unanswered."""
BACKLOG = 512
"""Connections waiting to be accepted: after :meth:`BackendLink.disconnect_all` all clients reconnect at once."""
REQUEST_HWM = 128
"""Frames queued in the backend from one client, and for it: 8 MB each way."""
CONTROL_HWM = 1_000
"""The same in the client, which has no other peer."""
PUBLISH_HWM = 1_000
"""Frames queued for a slow subscriber, at most 64 MB; it loses further ones and requests them again."""
SUBSCRIPTIONS_HWM = 8
"""Subscriptions queued in the backend from one client."""
SUBSCRIBE_HWM = 10_000
"""Frames queued in the subscriber while its thread does not run: half a second of 20,000 frames/s."""

Context = zmq.Context[zmq.Socket[bytes]]
Socket = zmq.Socket[bytes]


def server_socket(
    context: Context,
    kind: int,
    keys: KeyPair,
    *,
    send_hwm: int,
    receive_hwm: int,
    longest: int = MESSAGE_MAX,
) -> Socket:
    """A CURVE server that rejects every client unless a ZAP handler admits it.

    ``longest``: maximum bytes of a received frame.  A ROUTER raises for full queues and unknown peers.
    """
    socket = context.socket(kind)
    socket.curve_server = True
    socket.curve_publickey, socket.curve_secretkey = keys.public, keys.secret
    socket.setsockopt_string(zmq.ZAP_DOMAIN, DOMAIN)
    socket.setsockopt(zmq.ZAP_ENFORCE_DOMAIN, 1)
    socket.setsockopt(zmq.BACKLOG, BACKLOG)
    socket.setsockopt(zmq.TCP_MAXRT, UNACKNOWLEDGED_MS)
    socket.setsockopt(zmq.TCP_KEEPALIVE, 1)
    socket.setsockopt(zmq.TCP_KEEPALIVE_IDLE, KEEPALIVE_S)
    socket.setsockopt(zmq.TCP_KEEPALIVE_INTVL, KEEPALIVE_S)
    socket.setsockopt(zmq.TCP_KEEPALIVE_CNT, KEEPALIVES)
    if kind == zmq.ROUTER:
        socket.setsockopt(zmq.ROUTER_MANDATORY, 1)
    _limit(socket, longest)
    socket.setsockopt(zmq.SNDHWM, send_hwm)
    socket.setsockopt(zmq.RCVHWM, receive_hwm)
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
    _limit(socket, MESSAGE_MAX)
    socket.set_hwm(hwm)
    return socket


def _limit(socket: Socket, longest: int) -> None:
    socket.setsockopt(zmq.LINGER, 0)
    socket.setsockopt(zmq.HANDSHAKE_IVL, HANDSHAKE_MS)
    socket.setsockopt(zmq.MAXMSGSIZE, longest)
