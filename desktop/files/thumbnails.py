"""Small pictures of photos: fetched, decoded in a worker thread within limits, and the newest of them kept."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from PySide6.QtCore import QObject, QSize, Qt, Signal
from PySide6.QtGui import QImage, QImageReader, QPixmap

from county.attachments import Attachment
from county.pictures import START_BYTES, picture_format
from desktop.files.fetched_files import FetchedFiles

SIDE_PX = 192
"""Longest side of a thumbnail."""
PIXELS_MAX = 50_000_000
"""Larger pictures are not decoded; a file of some kilobytes can declare billions of pixels."""
KEPT = 64
"""Thumbnails that are kept: 9 MB at most."""
_DECODED = frozenset({"jpeg", "png", "gif", "bmp", "webp"})
"""Formats that are decoded here; others are opened by the system's program only."""


class Thumbnails(QObject):
    """``ready`` tells when :meth:`find` has another one."""

    ready = Signal()
    _decoded = Signal(str, QImage)
    """From the worker: SHA-256, and the thumbnail, null when the file is no picture that is decoded."""

    def __init__(self, fetched: FetchedFiles) -> None:
        super().__init__(fetched)
        self._fetched = fetched
        self._kept: dict[str, QPixmap] = {}
        """By SHA-256, the last requested last; null ones, too."""
        self._coming: set[str] = set()
        self._worker: ThreadPoolExecutor | None = None
        self._decoded.connect(self._take, Qt.ConnectionType.QueuedConnection)

    def find(self, file: Attachment) -> QPixmap | None:
        """The thumbnail; null where there can be none.  None: it is requested, and ``ready`` tells when it is there."""
        found = self._kept.pop(file.sha256, None)
        if found is not None:
            self._kept[file.sha256] = found
        elif file.sha256 not in self._coming and self._fetched.available:
            self._coming.add(file.sha256)
            self._fetched.show(file, lambda path: self._decode(file.sha256, path))
        return found

    def release(self) -> None:
        """End the worker."""
        if self._worker is not None:
            self._worker.shutdown(cancel_futures=True)
            self._worker = None
        self._decoded.disconnect(self._take)

    def _decode(self, sha256: str, path: Path) -> None:
        if self._worker is None:
            self._worker = ThreadPoolExecutor(1, thread_name_prefix="thumbnails")
        self._worker.submit(lambda: self._decoded.emit(sha256, thumbnail(path)))

    def _take(self, sha256: str, image: QImage) -> None:
        self._coming.discard(sha256)
        self._kept[sha256] = QPixmap.fromImage(image)
        while len(self._kept) > KEPT:
            del self._kept[next(iter(self._kept))]
        self.ready.emit()


def thumbnail(path: Path) -> QImage:
    """The picture in a file, at most SIDE_PX high and wide; a null one when it cannot or may not be decoded.  The file
    is deleted."""
    try:
        with path.open("rb") as file:
            kind = picture_format(file.read(START_BYTES))
        if kind not in _DECODED:
            return QImage()
        reader = QImageReader(str(path), kind.encode())
        reader.setAutoTransform(True)
        size = reader.size()
        if not size.isValid() or size.width() * size.height() > PIXELS_MAX:
            return QImage()
        if max(size.width(), size.height()) > SIDE_PX:
            side = QSize(SIDE_PX, SIDE_PX)
            reader.setScaledSize(size.scaled(side, Qt.AspectRatioMode.KeepAspectRatio).expandedTo(QSize(1, 1)))
        return reader.read()
    except OSError:
        return QImage()
    finally:
        path.unlink(missing_ok=True)
