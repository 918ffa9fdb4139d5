"""Messages to the service manager that started this process: systemd's notification protocol (sd_notify(3))."""

from __future__ import annotations

import os
import socket
from contextlib import suppress

ADDRESS = "NOTIFY_SOCKET"
"""Environment variable with the manager's datagram socket; a leading @ stands for a name in the abstract namespace."""


class ServiceManager:
    """The manager of this process; without one every message is discarded.  Never blocks."""

    def __init__(self) -> None:
        self._socket: socket.socket | None = None
        address = os.environ.get(ADDRESS, "")
        if address and hasattr(socket, "AF_UNIX"):
            self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
            self._socket.setblocking(False)
            self._address = f"\0{address[1:]}" if address.startswith("@") else address

    def ready(self) -> None:
        """The service has started."""
        self._send("READY=1")

    def beat(self) -> None:
        """The service is not hanging: keeps its watchdog from restarting it."""
        self._send("WATCHDOG=1")

    def stopping(self) -> None:
        """The service ends."""
        self._send("STOPPING=1")

    def close(self) -> None:
        if self._socket is not None:
            self._socket.close()
            self._socket = None

    def _send(self, message: str) -> None:
        if self._socket is not None:
            with suppress(OSError):
                self._socket.sendto(message.encode(), self._address)
