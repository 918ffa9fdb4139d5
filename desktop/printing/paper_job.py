"""Lays out pages and writes or prints them in a thread: the window goes on meanwhile."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QCoreApplication, QIODevice, QObject, QRectF, Qt, Signal
from PySide6.QtGui import QImage, QPainter
from PySide6.QtPrintSupport import QPrinter

from county.explained import Explained, of_os_error
from desktop.wording import explained
from services.paper.layout import sheets_of
from services.paper.page import PaperPage
from services.paper.written import write_page

PageOf = Callable[[], PaperPage]
"""Completes the page, in the thread."""


class _NotPrinted(Exception):
    """The printer took nothing."""


class PaperJobs(QObject):
    """One after another; what goes wrong is told by :attr:`failed`, in the thread of the window."""

    finished = Signal()
    """One was written or printed."""
    failed = Signal(str)
    """One line for the user."""
    _done = Signal(str)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._worker = ThreadPoolExecutor(1, thread_name_prefix="paper")
        self._done.connect(self._report, Qt.ConnectionType.QueuedConnection)

    def save(self, page: PageOf, path: Path) -> None:
        """Write the page as the kind of file that the ending of ``path`` names: PDF, DOCX, XLSX, else plain text."""
        self._begin(lambda: write_page(page(), path), str(path))

    def print_on(self, page: PageOf, printer: QPrinter) -> None:
        """Print it; nobody else uses ``printer`` from now on."""
        self._begin(lambda: _print(page(), printer), "")

    def release(self) -> None:
        """What was asked for is completed; nothing is told any more."""
        self._done.disconnect(self._report)
        self._worker.shutdown(wait=True)

    def _begin(self, work: Callable[[], None], what: str) -> None:
        self._worker.submit(work).add_done_callback(lambda future: self._end(future, what))

    def _end(self, future: Future[None], what: str) -> None:
        error = future.exception()
        if isinstance(error, Explained):
            why = explained(error.line)
        elif isinstance(error, OSError):
            why = f"{what}: {explained(of_os_error(error))}"
        elif isinstance(error, _NotPrinted):
            why = QCoreApplication.translate("event_page", "The event could not be printed")
        else:
            why = "" if error is None else repr(error)
        self._done.emit(why)

    def _report(self, why: str) -> None:
        if why:
            self.failed.emit(why)
        else:
            self.finished.emit()


def png_of(image: QImage) -> bytes:
    """The image as PNG."""
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")  # type: ignore[call-overload]  # the stubs know it with bytes only
    return bytes(data.data())


def _print(page: PaperPage, printer: QPrinter) -> None:
    sheets = [QImage.fromData(png) for png in sheets_of(page)]
    printer.setFullPage(True)
    painter = QPainter()
    if not painter.begin(printer):
        raise _NotPrinted
    for number, sheet in enumerate(sheets):
        if number:
            printer.newPage()
        room = QRectF(printer.pageRect(QPrinter.Unit.DevicePixel))
        size = sheet.size().scaled(room.size().toSize(), Qt.AspectRatioMode.KeepAspectRatio)
        painter.drawImage(QRectF(0, 0, size.width(), size.height()), sheet)
    painter.end()
    if printer.printerState() is QPrinter.PrinterState.Error:
        raise _NotPrinted
