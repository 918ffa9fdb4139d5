"""The photos and other files that the records of an archived drill name: in the archive by their SHA-256."""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from county.attachments import FILE_MAX, Attachment
from county.drill.scenario_file import ScenarioLoaded
from services.replay.clip import ReplayClip
from services.store.blobs import FOLDER, blob_path
from services.store.upcast import RecordReader

FILES = "files/"
FILES_MAX = 256 << 20
"""Bytes of all such files in one archive: those of later records are left out, which the archive says."""


class AttachedFile(NamedTuple):
    """A file, and the first record that names it."""

    file: Attachment
    seq: int

    @property
    def member(self) -> str:
        """Its name in an archive."""
        return f"{FILES}{self.file.sha256}"


def attached_files(recording: ReplayClip) -> tuple[AttachedFile, ...]:
    """Every file once, in the order of the records; those of the scenario are beside it.  Raises UnreadableRecord."""
    read, found = RecordReader().read, dict[str, AttachedFile]()
    for seq, row in enumerate(recording.chained, recording.before_seq + 1):
        if b"attachments" not in row.data:
            continue
        body = read(row.data, seq).body
        if not isinstance(body, ScenarioLoaded):
            for file in getattr(body, "attachments", ()):
                found.setdefault(file.sha256, AttachedFile(file, seq))
    return tuple(found.values())


def stored_contents(folder: Path, attached: Iterable[AttachedFile]) -> dict[str, bytes]:
    """What a realm's ``folder`` holds of them, by name in an archive; a missing or damaged one is left out."""
    found: dict[str, bytes] = {}
    room = FILES_MAX
    for one in attached:
        path = blob_path(folder / FOLDER, one.file.sha256)
        if one.file.size > min(room, FILE_MAX) or not path.is_file():
            continue
        data = path.read_bytes()
        if len(data) == one.file.size and sha256(data).hexdigest() == one.file.sha256:
            found[one.member] = data
            room -= len(data)
    return found
