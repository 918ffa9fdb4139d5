"""Send a file of events or readings into a running backend.

Without a speed every row keeps its own time and is sent as fast as the backend accepts it: an import of past data.
With a speed the file is *played*: its first row happens now, and an hour of the file takes an hour divided by the
speed.  A played reading carries the time at which it was played, so that its age on the screen is right; an hour
without data stays a gap, shortened like everything else.  The report gives the period that was played.  Played
readings, and those measured by another station, have the quality "played", which distinguishes them from measurements
of the county's sensors.  The current time is that of the backend's clock, not of this machine.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from county.explained import Explained
from county.place_names import PlaceNames
from county.realm import Realm
from county.tables.reader import TableFile
from services.intake.file_options import FileOptions
from services.protocol.control import ControlLink
from services.sending.file_rows import surveyed
from services.sending.played_speed import check_speed
from services.sending.report import SendReport
from services.sending.sender import Sender
from services.supervision.running_backend import running_backend
from services.transport.zeromq.client_link import ZeroMqClientLink

ASKED_S = 3.0
"""How long a dry run waits for a backend, which it does not need."""


def send(
    file: Path,
    *,
    address: str | None,
    keys: Path | None,
    speed: float | None,
    realm: Realm,
    progress: Callable[[float, str], None],
    print_line: Callable[[str], None],
    options: FileOptions | None = None,
) -> SendReport:
    """Send ``file``; ``speed`` times as fast as its own clock, or everything at once when None.

    ``print_line`` gets a line for each station once its sensor is known, and one when there is no reply.
    Without ``address`` the backend of ``realm`` that runs on this machine is used, without ``keys`` with its own.
    Raises Explained errors when the file, the keys or the backend cannot be used.
    """
    address, keys = link_to(address, keys, realm)
    check_speed(speed)
    rows = TableFile(file)
    try:
        with ControlLink(address, partial(ZeroMqClientLink, address, keys), realm=realm.id, notify=print_line) as link:
            sender = Sender(rows, link, link.clock, link.wait, print_line, surveyed(rows, options, link.place_names))
            return sender.run(speed, progress)
    finally:
        rows.close()


def link_to(address: str | None, keys: Path | None, realm: Realm) -> tuple[str, Path]:
    """What is given, and else that of the backend that runs here.  Raises NoRunningBackend and UnclearBackend."""
    if address is not None and keys is not None:
        return address, keys
    here, own = running_backend(realm)
    return here, own if keys is None else keys


def place_names(address: str | None, keys: Path | None, realm: Realm) -> Callable[[], PlaceNames] | None:
    """Asks the backend that :func:`send` would use for the named places of its county; None where none answers."""
    try:
        address, keys = link_to(address, keys, realm)
        with ControlLink(address, partial(ZeroMqClientLink, address, keys), realm=realm.id, timeout_s=ASKED_S) as link:
            found = link.place_names()
    except Explained:
        return None
    return lambda: found
