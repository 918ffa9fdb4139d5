"""A ZAP handler (ZeroMQ RFC 27) that admits clients whose public key is in ``keys/clients`` and whom the realm does not
exclude.

Without it libzmq rejects all clients, because every server socket enforces its ZAP domain.
"""

from __future__ import annotations

import zmq
from zmq.utils import z85

from services.log import RateLimitedLog
from services.transport.ports import Handshake, HandshakeSeen, unseen_handshake
from services.transport.zeromq.admitted_keys import AdmittedKeys
from services.transport.zeromq.keys import OWNER
from services.transport.zeromq.sockets import DOMAIN, Context

LOOPBACK = ("127.", "::1", "::ffff:127.")
COPIED = (
    "the key of the windows on this machine is used from elsewhere: the keys folder was copied; run `main.py keys … "
    "rotate`, and give that machine a key of its own with `main.py keys … add`"
)
ENDPOINT = "inproc://zeromq.zap.01"
HANDSHAKES_MAX = 64
"""Maximum number of handshakes answered per call, so that a flood of them does not block the loop."""


class ZapAuthenticator:
    """Answers handshakes with the name under which a key is registered; runs in the loop that owns the sockets."""

    def __init__(
        self,
        context: Context,
        admitted: AdmittedKeys,
        log: RateLimitedLog,
        seen: HandshakeSeen = unseen_handshake,
    ) -> None:
        """``seen`` is called for each handshake."""
        self._admitted = admitted
        self._log = log
        self._seen = seen
        self.rejected = 0
        """Number of rejected handshakes."""
        self.socket = context.socket(zmq.REP)
        self.socket.setsockopt(zmq.LINGER, 0)
        self.socket.bind(ENDPOINT)

    def answer(self) -> bool:
        """Answer waiting handshakes; returns whether an admitted key is not admitted any more."""
        revoked = False
        for i in range(HANDSHAKES_MAX):
            try:
                request = self.socket.recv_multipart(zmq.DONTWAIT)
            except zmq.Again:
                break
            if i == 0:  # refresh once for all waiting handshakes
                revoked = self._admitted.refresh()
            self._answer(request)
        return revoked

    def _answer(self, request: list[bytes]) -> None:
        version, number = [*request, b"", b""][:2]
        handshake, why = self._decide(request)
        if why:
            self.rejected += 1
            self._log.warning("unauthenticated client rejected", address=handshake.address or "?", reason=why)
        user = "" if why else handshake.principal
        if user == OWNER and not handshake.address.startswith(LOOPBACK):
            self._log.warning(COPIED, address=handshake.address)
        self._seen(handshake)
        status, text = (b"400", b"refused") if why else (b"200", b"OK")
        self.socket.send_multipart([version, number, status, text, user.encode(), b""])

    def _decide(self, request: list[bytes]) -> tuple[Handshake, str]:
        """The client, and the reason of its rejection ("": none) for the log."""
        address = request[3].decode("ascii", "replace") if len(request) > 3 else ""
        if len(request) != 7 or request[0] != b"1.0":
            why = "its request is not one of ZAP 1.0 with one credential"
            return Handshake(address, refused="not_curve"), why
        domain, mechanism, key = request[2], request[5], request[6]
        if domain != DOMAIN.encode() or mechanism != b"CURVE":
            why = f"it offered {mechanism.decode('ascii', 'replace')}, only CURVE is accepted"
            return Handshake(address, refused="not_curve"), why
        public = z85.encode(key)
        user = self._admitted.name_of(public)
        if user is not None:
            return Handshake(address, public.decode(), user), ""
        name = self._admitted.excluded_name(public)
        handshake = Handshake(address, public.decode(), name, refused="no_role" if name else "key_unknown")
        return handshake, self._admitted.refusal_of(public)

    def close(self) -> None:
        self.socket.close()
