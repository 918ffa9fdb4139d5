"""What is not saved yet is kept on this machine, and offered when the editor is opened again."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal

from county.clock import Clock
from county.drill.loading import load
from desktop.drafts.store import DraftStore, KeptDraft
from desktop.drill_editor.document import ScenarioDocument
from services.disk.file_stamp import Stamp
from services.scenarios.scenario_saving import AttachmentSource, toml_of

KEEP_MS = 2_000
"""After the last change."""
PANEL = "scenario"
_TEXT, _PATH, _FILE = "text", "path", "file:"
_STAMP, _COMMENTS = "stamp", "comments"
"""What the file was when the draft began: what was written since is not overwritten unasked."""


class ScenarioDrafts(QObject):
    """Follows a document; of windows that were killed it offers one draft after the other."""

    offered = Signal()
    """There is a draft to be restored or discarded, or none any more: see :attr:`left`."""
    unkept = Signal(str)
    """Why drafts cannot be written."""

    def __init__(self, document: ScenarioDocument, store: DraftStore, clock: Clock, person: str) -> None:
        """``clock``: of this machine."""
        super().__init__()
        self._document, self._store, self._clock, self._person = document, store, clock, person
        self.left: list[KeptDraft] = []
        """Of earlier windows, the newest first."""
        self._soon = QTimer(self, singleShot=True, interval=KEEP_MS)
        self._soon.timeout.connect(self.keep)
        document.changed.connect(self._soon.start)

    def find(self) -> None:
        """Take over what earlier windows left."""
        try:
            self.left = self._store.take_over(self._clock.now_ms())[::-1]
        except OSError as error:
            self.unkept.emit(str(error))
        if self.left:
            self.offered.emit()

    def release(self, *, keep: bool) -> None:
        """The editor closes; ``keep``: its changes are neither saved nor given up."""
        self._document.changed.disconnect(self._soon.start)
        self._soon.stop()
        self._write(own=keep)
        self._store.leave()

    def keep(self) -> None:
        """Write what is not saved; nothing where everything is."""
        self._soon.stop()
        self._write(own=True)

    def restore(self) -> None:
        """Edit the offered draft."""
        draft = self.left.pop(0)
        values = load(draft.fields[_TEXT].encode(), "").content
        files = {name.removeprefix(_FILE): _file(text) for name, text in draft.fields.items() if name.startswith(_FILE)}
        path = draft.fields.get(_PATH)
        self._document.resume(values, Path(path) if path else None, files, _stamp(draft.fields.get(_STAMP, "")),
                              comments=bool(draft.fields.get(_COMMENTS)))  # fmt: skip
        self.offered.emit()

    def discard(self) -> None:
        self.left.pop(0)
        self.keep()
        self.offered.emit()

    def _write(self, *, own: bool) -> None:
        drafts = self.left[::-1]
        document = self._document
        if own and document.dirty:
            fields = {_TEXT: toml_of(document.values), _PATH: "" if document.path is None else str(document.path)}
            fields |= {f"{_FILE}{name}": f"{file.path}|{file.member}" for name, file in document.files.items()}
            fields |= {_STAMP: ",".join(map(str, document.stamp or ())), _COMMENTS: "yes" if document.comments else ""}
            title = str(document.heading.get("title") or "")
            drafts.append(KeptDraft(PANEL, title, fields, self._person, self._clock.now_ms()))
        try:
            self._store.write(drafts)
        except OSError as error:
            self.unkept.emit(str(error))


def _stamp(text: str) -> Stamp | None:
    numbers = text.split(",")
    return (int(numbers[0]), int(numbers[1]), int(numbers[2])) if len(numbers) == 3 else None


def _file(text: str) -> AttachmentSource:
    path, _, member = text.rpartition("|")
    return AttachmentSource(Path(path), member)
