"""Photos and files of an archived drill for the window that shows it."""

from __future__ import annotations

import zipfile
from concurrent.futures import ThreadPoolExecutor
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
    """Implements :class:`services.protocol.source.FileLink`: a thread reads them, at most FILE_MAX bytes each, from the
    archive, which stays open until :meth:`close`."""

    def __init__(self, archive: Path) -> None:
        self._archive = archive
        self._worker = ThreadPoolExecutor(1, thread_name_prefix="archived-files")
        self._opened: zipfile.ZipFile | None = None
        """Of the worker."""
        self._closed = False

    def send_file(self, path: Path) -> FileTransfer:
        raise RuntimeError(f"{path} is sent in a replay, which has no commander: its button is enabled")

    def fetch_file(self, attachment: Attachment, path: Path) -> FileTransfer:
        transfer = FileTransfer(attachment.name, path, attachment.size)
        self._worker.submit(self._fetch, transfer, attachment)
        return transfer

    def close(self) -> None:
        """End all transfers, once the one that is being read is complete; none is begun any more."""
        self._closed = True
        self._worker.submit(self._close)
        self._worker.shutdown(wait=True)

    def _close(self) -> None:
        if self._opened is not None:
            self._opened.close()

    def _fetch(self, transfer: FileTransfer, attachment: Attachment) -> None:
        if self._closed:
            transfer.cancel()
        if not transfer.cancelled:
            self._copy(transfer, attachment)
        transfer.ended = True

    def _copy(self, transfer: FileTransfer, attachment: Attachment) -> None:
        try:
            if self._opened is None:
                self._opened = zipfile.ZipFile(self._archive)
            data = self._opened.read(f"{FILES}{attachment.sha256}")
            if sha256(data).hexdigest() != attachment.sha256:
                transfer.problem = ExplainedLine(DAMAGED, name=attachment.name)
            else:
                transfer.path.write_bytes(data)
                transfer.done, transfer.attachment = len(data), attachment
        except KeyError:
            transfer.problem = ExplainedLine(MISSING, name=attachment.name)
        except UNREADABLE:
            transfer.problem = ExplainedLine(DAMAGED, name=attachment.name)
        except OSError as error:
            transfer.problem = ExplainedLine("{why}", why=of_os_error(error))
