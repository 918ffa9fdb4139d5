"""Validates addresses of backends: ``tcp://HOST:PORT``."""

from __future__ import annotations

import re

from county.explained import WrongArgument

PORT_MAX = 65_535
_FORM = re.compile(r"tcp://(?:\[[0-9A-Za-z:.%]+\]|[^\s/:;\[\]]+):([0-9]{1,9})")


class BadAddress(WrongArgument):
    """An address that cannot be used; one line: the fault, its place, the remedy."""


def checked_address(text: str, *, first_port: int = 1) -> str:
    """``text``, an address with a port from ``first_port`` to 65535; 0: a free port, for listening.

    libzmq itself takes the port modulo 65536.  Raises BadAddress.
    """
    found = _FORM.fullmatch(text)
    if found is None:
        raise BadAddress("{address}: is not the address of a backend; write it like tcp://10.0.0.5:5570", address=text)
    if not first_port <= int(found[1]) <= PORT_MAX:
        raise BadAddress(
            "{address}: {port} is not a valid port; choose one from {first} to {last}",
            address=text, port=found[1], first=first_port, last=PORT_MAX,
        )  # fmt: skip
    return text
