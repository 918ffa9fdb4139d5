"""The maps of signed reports: they are in the stored documents, and nowhere else."""

from __future__ import annotations

from collections import OrderedDict

from psygnal import Signal
from PySide6.QtCore import QTimer

from county.attachments import Attachment
from county.briefing.briefing import Briefing
from county.explained import Explained
from desktop.opened_files import OpenedFiles
from desktop.panels.attached_files import FOLLOW_MS
from services.brief.assembly import MapShot
from services.brief.docx_map import stored_map
from services.brief.frame import signature_of
from services.protocol.file_transfers import FileTransfer
from services.protocol.source import FileLink

KEPT_MAX = 8


class SignedShot:
    """What a stored document shows as its map."""

    def __init__(self, shot: MapShot | None, no_map: str) -> None:
        self._shot = shot
        self.no_map = no_map
        """What it says where it has none."""

    def shot(self) -> MapShot | None:
        """None where it has none."""
        return self._shot


class SignedMaps:
    """Each document is fetched when its page is first shown, and kept in a private folder while it is read."""

    changed = Signal()
    """A map arrived."""

    def __init__(self, files: FileLink | None) -> None:
        """``files``: None where none can be fetched: pages have no map then."""
        self._files = files
        self._known: OrderedDict[str, SignedShot] = OrderedDict()
        """By the SHA-256 of the document."""
        self._fetching: tuple[str, int, FileTransfer] | None = None
        """The document, when it was signed, and its transfer."""
        self._folder: OpenedFiles | None = None
        self._timer = QTimer(interval=FOLLOW_MS)
        self._timer.timeout.connect(self._follow)

    def release(self) -> None:
        """Fetch nothing any more."""
        self._stop()
        if self._folder is not None:
            self._folder.close()
            self._folder = None

    def of(self, briefing: Briefing) -> SignedShot | None:
        """Of a signed report; None until its document has arrived."""
        known = self._known.get(briefing.document)
        if known is None and (self._fetching is None or self._fetching[0] != briefing.document):
            file = next((one for one in briefing.attachments if one.sha256 == briefing.document), None)
            if file is not None:
                self._fetch(briefing, file)
        return known

    def _fetch(self, briefing: Briefing, file: Attachment) -> None:
        signature = signature_of(briefing)
        if self._files is None or signature is None:
            return
        self._stop()
        try:
            if self._folder is None:
                self._folder = OpenedFiles()
        except OSError:  # a page without its map; the files can be exported
            return
        path = self._folder.path / file.sha256
        self._fetching = file.sha256, signature.signed_ms, self._files.fetch_file(file, path)
        self._timer.start()

    def _follow(self) -> None:
        if self._fetching is None or not self._fetching[2].ended:
            return
        self._timer.stop()
        document, signed_ms, transfer = self._fetching
        self._fetching = None
        self._known[document] = _read(transfer, signed_ms)
        while len(self._known) > KEPT_MAX:
            self._known.popitem(last=False)
        self.changed.emit()

    def _stop(self) -> None:
        self._timer.stop()
        if self._fetching is not None:
            self._fetching[2].cancel()
            self._fetching = None


def _read(transfer: FileTransfer, signed_ms: int) -> SignedShot:
    """Nothing of a file that did not arrive, or cannot be read."""
    try:
        found = stored_map(transfer.path) if transfer.succeeded else None
        transfer.path.unlink(missing_ok=True)
    except (Explained, OSError):
        found = None
    if found is None:
        return SignedShot(None, "")
    return SignedShot(None if found.png is None else MapShot(found.png, signed_ms), found.no_map)
