"""What a window of a live realm or a drill shows and commands: a session over the link to its backend."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QSettings

from desktop.backend.live_beside import live_beside
from desktop.backend.target import BackendTarget
from desktop.drafts.store import DraftStore, drafts_folder
from desktop.duty.operator import Operator
from desktop.file_import.imports import FileImports
from desktop.files.file_dialogs import FileDialogs
from desktop.process.opening import OpenedCounty
from desktop.session import Session, session_over
from desktop.sound.player import TonePlayer
from services.disk.data_folder import user_data
from services.disk.seen_head import FOLDER, SeenHeadFile
from services.drill_report.drill_folder import DrillFolder
from services.protocol.client import Client
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
        beside = None if data is None else live_beside(self.folder, target)
        live, open_live = (None, None) if beside is None else (beside.watch(county), beside.open)
        drill_folder = None if data is None else DrillFolder(self.folder, data, target.realm)
        return session_over(
            client, county, operator, target.realm, imports, player, dialogs, drafts, live, open_live, drill_folder,
            None if target.data is None else self._run_drill,
        )  # fmt: skip

    def _run_drill(self, scenario: Path) -> StartedDrill:
        """A drill of this county, in a process and a window of its own."""
        from services.drill.run_process import DrillProcess

        return DrillProcess(self.folder, scenario)
