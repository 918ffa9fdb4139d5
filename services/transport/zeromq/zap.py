"""The gate: a ZAP handler (ZeroMQ RFC 27) that admits clients whose public key lies in ``keys/clients`` and whom the
realm does not shut out.

Without it libzmq refuses everyone, because every server socket enforces its ZAP domain: a dead gate is a closed one.
"""

from __future__ import annotations

import zmq
from zmq.utils import z85

from services.log import RateLimitedLog
from services.transport.zeromq.admitted_keys import AdmittedKeys
from services.transport.zeromq.sockets import DOMAIN, Context

ENDPOINT = "inproc://zeromq.zap.01"
AT_ONCE = 64
"""Handshakes that one call answers at most: a flood of them must not hold up the loop."""


class ZapAuthenticator:
    """Answers handshakes with the name that a key was registered under; lives in the loop that owns the sockets."""

    def __init__(self, context: Context, admitted: AdmittedKeys, log: RateLimitedLog) -> None:
        self._admitted = admitted
        self._log = log
        self.rejected = 0
        """Handshakes that were refused so far."""
        self.socket = context.socket(zmq.REP)
        self.socket.setsockopt(zmq.LINGER, 0)
        self.socket.bind(ENDPOINT)

    def answer(self) -> bool:
        """Answer what waits; returns whether a key that was admitted is not any more."""
        revoked = False
        for i in range(AT_ONCE):
            try:
                request = self.socket.recv_multipart(zmq.DONTWAIT)
            except zmq.Again:
                break
            if i == 0:  # the folder as it is now, read once for all that wait
                revoked = self._admitted.look()
            self._answer(request)
        return revoked

    def _answer(self, request: list[bytes]) -> None:
        version, number = [*request, b"", b""][:2]
        user, why = self._judge(request)
        if why:
            self.rejected += 1
            address = request[3].decode("ascii", "replace") if len(request) > 3 else "?"
            self._log.warning("unauthenticated client rejected", address=address, reason=why)
        status, text = (b"400", b"refused") if why else (b"200", b"OK")
        self.socket.send_multipart([version, number, status, text, user.encode(), b""])

    def _judge(self, request: list[bytes]) -> tuple[str, str]:
        """User name and why it is refused ("": it is not)."""
        if len(request) != 7 or request[0] != b"1.0":
            return "", "its request is not one of ZAP 1.0 with one credential"
        domain, mechanism, key = request[2], request[5], request[6]
        if domain != DOMAIN.encode() or mechanism != b"CURVE":
            return "", f"it offered {mechanism.decode('ascii', 'replace')}, only CURVE is taken"
        public = z85.encode(key)
        user = self._admitted.name_of(public)
        if user is None:
            return "", self._admitted.why_not(public)
        return user, ""

    def close(self) -> None:
        self.socket.close()
