"""A ZAP handler (ZeroMQ RFC 27) that admits clients whose public key is in ``keys/clients`` and whom the realm does not
exclude.

Without it libzmq rejects all clients, because every server socket enforces its ZAP domain.
"""

from __future__ import annotations

import zmq
from zmq.utils import z85

from services.log import RateLimitedLog
from services.transport.zeromq.admitted_keys import AdmittedKeys
from services.transport.zeromq.sockets import DOMAIN, Context

ENDPOINT = "inproc://zeromq.zap.01"
HANDSHAKES_MAX = 64
"""Maximum number of handshakes answered per call, so that a flood of them does not block the loop."""


class ZapAuthenticator:
    """Answers handshakes with the name under which a key is registered; runs in the loop that owns the sockets."""

    def __init__(self, context: Context, admitted: AdmittedKeys, log: RateLimitedLog) -> None:
        self._admitted = admitted
        self._log = log
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
        user, why = self._decide(request)
        if why:
            self.rejected += 1
            address = request[3].decode("ascii", "replace") if len(request) > 3 else "?"
            self._log.warning("unauthenticated client rejected", address=address, reason=why)
        status, text = (b"400", b"refused") if why else (b"200", b"OK")
        self.socket.send_multipart([version, number, status, text, user.encode(), b""])

    def _decide(self, request: list[bytes]) -> tuple[str, str]:
        """User name and reason of the rejection ("": none)."""
        if len(request) != 7 or request[0] != b"1.0":
            return "", "its request is not one of ZAP 1.0 with one credential"
        domain, mechanism, key = request[2], request[5], request[6]
        if domain != DOMAIN.encode() or mechanism != b"CURVE":
            return "", f"it offered {mechanism.decode('ascii', 'replace')}, only CURVE is accepted"
        public = z85.encode(key)
        user = self._admitted.name_of(public)
        if user is None:
            return "", self._admitted.refusal_of(public)
        return user, ""

    def close(self) -> None:
        self.socket.close()
