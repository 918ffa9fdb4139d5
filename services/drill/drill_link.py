"""A connection to the backend of a drill on this machine, which is started where none runs."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from county.explained import Explained
from county.realm import Realm
from services.disk.data_folder import keys_folder, realm_folder
from services.protocol.control import ControlLink
from services.supervision.presence import running_in
from services.supervision.window import SupervisedBackend
from services.transport.zeromq.client_link import ZeroMqClientLink

START_S = 60.0
POLL_S = 0.05


class DrillNotStarted(Explained):
    """A drill cannot be run; one line."""


@contextmanager
def link_of(backend: SupervisedBackend, realm: Realm) -> Iterator[ControlLink]:
    """To a backend that was started, once it runs.  Raises DrillNotStarted, NoBackend."""
    until = time.monotonic() + START_S
    while not backend.is_running():
        if backend.state == "failed" or time.monotonic() > until:
            raise DrillNotStarted("{why}", why=backend.trouble() or "the backend of the drill does not start")
        time.sleep(POLL_S)
    with link_to(backend.address, backend.keys, realm) as link:
        yield link


def link_to(address: str, keys: Path, realm: Realm) -> ControlLink:
    """Raises BadKeys, NoBackend."""
    return ControlLink(address, lambda: ZeroMqClientLink(lambda: address, keys), realm=realm.id)


@contextmanager
def drill_link(package: Path, data: Path, realm: Realm) -> Iterator[ControlLink]:
    """To the backend of a drill whose journal is in the data folder ``data``; one that had to be started ends with the
    context.  Raises DrillNotStarted, BadKeys, NoBackend, OSError."""
    running = running_in(realm_folder(data, realm))
    if running is not None:
        with link_to(running.address, keys_folder(data), realm) as link:
            yield link
        return
    backend = SupervisedBackend(package, data, realm)
    backend.start()
    try:
        with link_of(backend, realm) as link:
            yield link
    finally:
        backend.close()
