"""Photos and files of an archived drill for the window that shows it."""

from __future__ import annotations

import zipfile
from hashlib import sha256
from pathlib import Path

from county.attachments import Attachment
from county.explained import ExplainedLine, of_os_error
from services.drill_archive.attached import FILES
from services.protocol.file_transfers import FileTransfer
from services.replay.sealed_zip import UNREADABLE

MISSING = "{name}: is not in the archive; ask whoever keeps the drill's data folder"
DAMAGED = "{name}: was changed in the archive; get a complete copy"


class ArchivedFiles:
    """Implements :class:`services.protocol.source.FileLink`; a file is read at once, at most FILE_MAX bytes."""

    def __init__(self, archive: Path) -> None:
        self._archive = archive

    def send_file(self, path: Path) -> FileTransfer:
        raise RuntimeError(f"{path} is sent in a replay, which has no commander: its button is enabled")

    def fetch_file(self, attachment: Attachment, path: Path) -> FileTransfer:
        transfer = FileTransfer(attachment.name, path, attachment.size)
        try:
            with zipfile.ZipFile(self._archive) as archive:
                data = archive.read(f"{FILES}{attachment.sha256}")
            if sha256(data).hexdigest() != attachment.sha256:
                transfer.problem = ExplainedLine(DAMAGED, name=attachment.name)
            else:
                path.write_bytes(data)
                transfer.done, transfer.attachment = len(data), attachment
        except KeyError:
            transfer.problem = ExplainedLine(MISSING, name=attachment.name)
        except UNREADABLE:
            transfer.problem = ExplainedLine(DAMAGED, name=attachment.name)
        except OSError as error:
            transfer.problem = ExplainedLine("{why}", why=of_os_error(error))
        transfer.ended = True
        return transfer
