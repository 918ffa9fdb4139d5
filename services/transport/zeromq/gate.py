"""The gate: a ZAP handler (ZeroMQ RFC 27) that admits clients whose public key lies in ``keys/clients``.

Without it libzmq refuses everyone, because every server socket enforces its ZAP domain: a dead gate is a closed one.
"""

from __future__ import annotations

from pathlib import Path

import zmq
from zmq.utils import z85

from services.log import QuietLog
from services.transport.zeromq.keys import CLIENTS, BadKeys, public_key
from services.transport.zeromq.sockets import DOMAIN, Context

ENDPOINT = "inproc://zeromq.zap.01"


class Gate:
    """Answers one connection attempt at a time; lives in the loop that owns the sockets."""

    def __init__(self, context: Context, keys: Path, log: QuietLog) -> None:
        self._clients = keys / CLIENTS
        self._log = log
        self._admitted: dict[bytes, str] = {}
        self._stamp: list[tuple[str, int, int]] = []
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
        except OSError as error:
            return "", f"the admitted keys cannot be read: {error}"
        public = z85.encode(key)
        user = self._admitted.get(public)
        if user is None:
            return "", f"key {public.decode()} is not in {self._clients}"
        return user, ""

    def _read(self) -> None:
        """Read the keys again when a file was added, taken away or overwritten; one that is no key is left out."""
        files = sorted(self._clients.glob("*.key"))
        stamp = [(file.name, status.st_mtime_ns, status.st_size) for file in files for status in [file.stat()]]
        if stamp == self._stamp:
            return
        self._admitted = {}
        for file in files:
            try:
                self._admitted[public_key(self._clients, file.stem)] = file.stem
            except BadKeys as error:
                self._log.warning("a client's key was left out", reason=str(error))
        self._stamp = stamp

    def close(self) -> None:
        self.socket.close()
