"""Addresses of backends as people write them: ``tcp://HOST:PORT``."""

from __future__ import annotations

import re

from county.explained import Explained

PORT_MAX = 65_535
_FORM = re.compile(r"tcp://(?:\[[0-9A-Za-z:.%]+\]|[^\s/:;\[\]]+):([0-9]{1,9})")


class BadAddress(Explained):
    """An address that cannot be used; one line: what, where, the way out."""


def checked_address(text: str, *, first_port: int = 1) -> str:
    """``text``, an address with a port from ``first_port`` to 65535; 0 stands for a free port where one listens.

    libzmq itself takes the port modulo 65536.  Raises BadAddress.
    """
    found = _FORM.fullmatch(text)
    if found is None:
        raise BadAddress("{address}: no address of a backend; write it like tcp://10.0.0.5:5570", address=text)
    if not first_port <= int(found[1]) <= PORT_MAX:
        raise BadAddress(
            "{address}: no port has the number {port}; give one from {first} to {last}",
            address=text, port=found[1], first=first_port, last=PORT_MAX,
        )  # fmt: skip
    return text
