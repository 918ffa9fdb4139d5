"""What a window of a live realm or a drill shows and commands: a session over the link to its backend."""

from __future__ import annotations

import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QProcess, QSettings

from county.realm import LIVE
from desktop.backend.target import BackendTarget, expected_of
from desktop.drafts.store import DraftStore, drafts_folder
from desktop.drill.live_watch import LiveWatch
from desktop.duty.operator import Operator
from desktop.file_import.imports import FileImports
from desktop.files.file_dialogs import FileDialogs
from desktop.process.opening import OpenedCounty
from desktop.session import Session, session_over
from desktop.sound.player import TonePlayer
from services.disk.data_folder import keys_folder, realm_folder, user_data
from services.disk.seen_head import FOLDER, SeenHeadFile
from services.drill_report.drill_folder import DrillFolder
from services.program import MAIN
from services.protocol.client import Client
from services.protocol.expected_county import ExpectedCounty
from services.protocol.source import Source
from services.supervision.presence import running_in
from services.transport.zeromq.client_link import ZeroMqClientLink
from services.transport.zeromq.keys import SERVER, public_key

if TYPE_CHECKING:
    from services.drill.run_process import StartedDrill


class LiveCounty:
    """A county over its backend, as opposed to what was recorded of it."""

    def __init__(self, folder: Path, target: BackendTarget, settings: QSettings) -> None:
        """``folder``: of the county package."""
        self.folder, self.target, self._settings = folder, target, settings
        self.client: Client | None = None
        """None until there is a session."""

    def session(
        self, county: OpenedCounty, *, player: TonePlayer, dialogs: FileDialogs | None, keeps_drafts: bool
    ) -> Session:
        """A session over the backend, connected: the snapshot arrives while the window is built and painted."""
        target, manifest = self.target, county.package.manifest
        seen = SeenHeadFile(
            user_data() / FOLDER, county=manifest.identity, realm=target.realm, server=public_key(target.keys, SERVER)
        )
        self.client = client = target.client(county, seen)
        client.open()
        imports = FileImports(county.package.folder, target.where, target.keys, target.realm)
        operator = Operator(self._settings, manifest.identity, target.realm)
        drafts = DraftStore(drafts_folder(manifest.identity, target.realm)) if keeps_drafts else None
        data = target.data if target.realm.kind == "drill" else None
        live = None if data is None else LiveWatch(partial(self._live_source, data, expected_of(county)))
        open_live = None if data is None else self._open_live
        drill_folder = None if data is None else DrillFolder(self.folder, data, target.realm)
        return session_over(
            client, county, operator, target.realm, imports, player, dialogs, drafts, live, open_live, drill_folder,
            None if target.data is None else self._run_drill,
        )  # fmt: skip

    def _live_source(self, data: Path, expected: ExpectedCounty) -> Source | None:
        """Another link, to the live realm's backend on this machine; None while none runs."""
        folder = realm_folder(data, LIVE)
        found = running_in(folder)
        if found is None:
            return None

        def where() -> str:
            """A backend that was started again may listen elsewhere."""
            return (running_in(folder) or found).address

        return Client(
            found.address, lambda: ZeroMqClientLink(where, keys_folder(data)), LIVE.id, county=expected
        )  # fmt: skip

    def _open_live(self, event: str) -> None:
        """Open a window of the live realm, a program of its own that outlives this one."""
        chosen = ("--event", event) if event else ()
        QProcess.startDetached(sys.executable, [str(MAIN), "run", str(self.folder.absolute()), *chosen])

    def _run_drill(self, scenario: Path) -> StartedDrill:
        """A drill of this county, in a process and a window of its own."""
        from services.drill.run_process import DrillProcess

        return DrillProcess(self.folder, scenario)
