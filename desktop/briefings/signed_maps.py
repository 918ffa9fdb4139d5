"""The maps of signed reports: they are in the stored documents, and nowhere else."""

from __future__ import annotations

from collections import OrderedDict

from psygnal import Signal
from PySide6.QtCore import QTimer

from county.attachments import Attachment
from county.briefing.briefing import Briefing
from county.explained import Explained
from desktop.files.attached_files import FOLLOW_MS
from desktop.files.opened_files import OpenedFiles
from services.brief.assembly import MapShot
from services.brief.docx_map import stored_map
from services.brief.frame import signature_of
from services.protocol.file_transfers import FileTransfer
from services.protocol.source import FileLink

KEPT_MAX = 8
RETRY_MS = 60_000
"""Until a document that did not arrive is fetched again."""


class SignedShot:
    """What a stored document shows as its map."""

    def __init__(self, shot: MapShot | None, no_map: str) -> None:
        self._shot = shot
        self.no_map = no_map
        """What it says where it has none."""

    def shot(self) -> MapShot | None:
        """None where it has none."""
        return self._shot


NOT_FETCHED = SignedShot(None, "存档文件未取到，事件位置图暂缺，将自动重取。")
"""Of a document that did not arrive, or cannot be read."""
NOT_FETCHABLE = SignedShot(None, "本窗口不能取存档文件，不显示事件位置图。")


class SignedMaps:
    """Each document is fetched when its page is first shown, and kept in a private folder while it is read."""

    changed = Signal()
    """A map arrived or did not, or one that did not is to be fetched again."""

    def __init__(self, files: FileLink | None) -> None:
        """``files``: None where none can be fetched: pages have no map then, and say so."""
        self._files = files
        self._known: OrderedDict[str, SignedShot] = OrderedDict()
        """By the SHA-256 of the document."""
        self._fetching: tuple[str, int, FileTransfer] | None = None
        """The document, when it was signed, and its transfer."""
        self._missing: set[str] = set()
        """Documents that did not arrive."""
        self._due: set[str] = set()
        """Those of them that are to be fetched again."""
        self._folder: OpenedFiles | None = None
        self._timer = QTimer(interval=FOLLOW_MS)
        self._timer.timeout.connect(self._follow)
        self.retry = QTimer(singleShot=True, interval=RETRY_MS)
        self.retry.timeout.connect(self._again)

    def release(self) -> None:
        """Fetch nothing any more."""
        self.retry.stop()
        self._stop()
        if self._folder is not None:
            self._folder.close()
            self._folder = None

    def of(self, briefing: Briefing) -> SignedShot | None:
        """Of a signed report; None until its document has arrived."""
        document = briefing.document
        known = self._known.get(document)
        if known is not None:
            return known
        if self._files is None:
            return NOT_FETCHABLE
        is_fetched = self._fetching is not None and self._fetching[0] == document
        if not is_fetched and (document not in self._missing or document in self._due):
            file = next((one for one in briefing.attachments if one.sha256 == document), None)
            if file is not None:
                self._fetch(briefing, file, self._files)
        return NOT_FETCHED if document in self._missing else None

    def _fetch(self, briefing: Briefing, file: Attachment, files: FileLink) -> None:
        signature = signature_of(briefing)
        if signature is None:
            return
        self._stop()
        self._due.discard(file.sha256)
        try:
            if self._folder is None:
                self._folder = OpenedFiles()
        except OSError:  # the page says that its map is missing; the files can be exported
            self._give_up(file.sha256)
            return
        path = self._folder.path / file.sha256
        self._fetching = file.sha256, signature.signed_ms, files.fetch_file(file, path)
        self._timer.start()

    def _follow(self) -> None:
        if self._fetching is None or not self._fetching[2].ended:
            return
        self._timer.stop()
        document, signed_ms, transfer = self._fetching
        self._fetching = None
        found = _read(transfer, signed_ms)
        if found is None:
            self._give_up(document)
        else:
            self._missing.discard(document)
            self._known[document] = found
            while len(self._known) > KEPT_MAX:
                self._known.popitem(last=False)
        self.changed.emit()

    def _give_up(self, document: str) -> None:
        self._missing.add(document)
        self.retry.start()

    def _again(self) -> None:
        self._due = set(self._missing)
        self.changed.emit()

    def _stop(self) -> None:
        self._timer.stop()
        if self._fetching is not None:
            self._fetching[2].cancel()
            self._fetching = None


def _read(transfer: FileTransfer, signed_ms: int) -> SignedShot | None:
    """None of a file that did not arrive, or cannot be read."""
    try:
        found = stored_map(transfer.path) if transfer.succeeded else None
        transfer.path.unlink(missing_ok=True)
    except (Explained, OSError):
        found = None
    if found is None:
        return None
    return SignedShot(None if found.png is None else MapShot(found.png, signed_ms), found.no_map)
