"""The gate: a ZAP handler (ZeroMQ RFC 27) that admits clients whose public key lies in ``keys/clients``.

Without it libzmq refuses everyone, because every server socket enforces its ZAP domain: a dead gate is a closed one.
"""

from __future__ import annotations

from pathlib import Path

import zmq
from zmq.utils import z85

from services.log import QuietLog
from services.wire.keys import CLIENTS, BadKeys, admitted
from services.wire.sockets import DOMAIN, Context

ENDPOINT = "inproc://zeromq.zap.01"


class Gate:
    """Answers one connection attempt at a time; lives in the loop that owns the sockets."""

    def __init__(self, context: Context, keys: Path, log: QuietLog) -> None:
        self._keys = keys
        self._log = log
        self._admitted: dict[bytes, str] = {}
        self._read_at_ns = -1
        self.socket = context.socket(zmq.REP)
        self.socket.setsockopt(zmq.LINGER, 0)
        self.socket.bind(ENDPOINT)

    def answer(self) -> None:
        """Answer one request that waits on the socket."""
        request = self.socket.recv_multipart()
        version, number = [*request, b"", b""][:2]
        user, why = self._judge(request)
        if why:
            address = request[3].decode("ascii", "replace") if len(request) > 3 else "?"
            self._log.warning("a stranger was refused", address=address, reason=why)
        status, text = (b"400", b"refused") if why else (b"200", b"OK")
        self.socket.send_multipart([version, number, status, text, user.encode(), b""])

    def _judge(self, request: list[bytes]) -> tuple[str, str]:
        """User name and why it is refused ("": it is not)."""
        if len(request) != 7 or request[0] != b"1.0":
            return "", "its request is not one of ZAP 1.0 with one credential"
        domain, mechanism, key = request[2], request[5], request[6]
        if domain != DOMAIN.encode() or mechanism != b"CURVE":
            return "", f"it offered {mechanism.decode('ascii', 'replace')}, only CURVE is taken"
        try:
            self._read()
        except (BadKeys, OSError) as error:
            return "", f"the admitted keys cannot be read: {error}"
        public = z85.encode(key)
        user = self._admitted.get(public)
        if user is None:
            return "", f"key {public.decode()} is not in {self._keys / CLIENTS}"
        return user, ""

    def _read(self) -> None:
        """Read the folder again when a key was added or taken away."""
        changed_ns = (self._keys / CLIENTS).stat().st_mtime_ns
        if changed_ns != self._read_at_ns:
            self._admitted = admitted(self._keys)
            self._read_at_ns = changed_ns

    def close(self) -> None:
        self.socket.close()
