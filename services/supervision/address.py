"""Local addresses for a supervised backend."""

from __future__ import annotations

import errno
import os
import socket

HOST = "127.0.0.1"


def free_address() -> str:
    """A local address that no process uses now."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return f"tcp://{HOST}:{probe.getsockname()[1]}"


def is_taken(address: str) -> bool:
    """Whether a process listens there now."""
    with socket.socket() as probe:
        if os.name == "posix":  # elsewhere this would let two programs listen at one port
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # ignore closed connections in TIME_WAIT
        try:
            probe.bind((HOST, int(address.rpartition(":")[2])))
        except OSError as error:
            return error.errno in (errno.EADDRINUSE, errno.EACCES)
    return False
