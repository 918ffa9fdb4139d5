"""The live realm beside a window of another realm or of a recording: what waits there, and how it is opened."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from PySide6.QtCore import QProcess

from county.realm import LIVE
from desktop.backend.target import BackendTarget, expected_of
from desktop.drill.live_watch import LiveWatch
from desktop.drill.real_calls import RealCalls
from desktop.process.opening import OpenedCounty
from desktop.session import OpenLive
from services.disk.data_folder import keys_folder, realm_folder
from services.program import MAIN
from services.protocol.client import Client
from services.protocol.source import Source
from services.supervision.presence import running_in
from services.transport.zeromq.client_link import ZeroMqClientLink


@dataclass(frozen=True)
class LiveBeside:
    """Of one county."""

    watch: Callable[[OpenedCounty], RealCalls]
    """What waits there; not started yet."""
    open: OpenLive


def live_of_machine(folder: Path, data: Path, keys: Path | None = None) -> LiveBeside:
    """That of the package in ``folder`` with its data folder ``data``, on this machine.  ``keys``: those of the window
    beside it; None: those of the machine."""
    own = None if keys == keys_folder(data) else keys
    return LiveBeside(lambda county: LiveWatch(partial(_source, data, county)), partial(_open, folder, own))


def live_beside(folder: Path, target: BackendTarget) -> LiveBeside | None:
    """That of the county in ``folder``, for a window with the backend ``target``; None on another machine."""
    return None if target.data is None else live_of_machine(folder, target.data, target.keys)


def _source(data: Path, county: OpenedCounty) -> Source | None:
    folder = realm_folder(data, LIVE)
    found = running_in(folder)
    if found is None:
        return None

    def where() -> str:
        """A backend that was started again may listen elsewhere."""
        return (running_in(folder) or found).address

    return Client(
        found.address, lambda: ZeroMqClientLink(where, keys_folder(data)), LIVE.id, county=expected_of(county)
    )  # fmt: skip


def _open(folder: Path, keys: Path | None, event: str) -> None:
    """Open a window of the live realm, a program of its own that outlives this one.

    It has the keys of the window that opens it: with those of the machine it would have other rights, and its records
    the name of another person.
    """
    whose = () if keys is None else ("--keys", str(keys.absolute()))
    chosen = ("--event", event) if event else ()
    QProcess.startDetached(sys.executable, [str(MAIN), "run", str(folder.absolute()), *whose, *chosen])
