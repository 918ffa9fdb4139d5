"""Prints the event of the card, or saves it as a PDF file."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QBuffer, QByteArray, QCoreApplication, QIODevice, QUrl
from PySide6.QtGui import QFont, QImage, QPageSize, QPdfWriter, QTextDocument
from PySide6.QtPrintSupport import QPrinter

from county.explained import of_os_error
from desktop.event_page import PICTURE, event_page
from desktop.panels.event_card import EventCard
from desktop.session import Session
from desktop.wording import explained

TEXT_PT = 9
PictureOf = Callable[[float, float], QImage]


class EventPrinting:
    """Asks by the dialogs of the system; what goes wrong is said on the card."""

    def __init__(self, session: Session, card: EventCard, picture_of: PictureOf) -> None:
        """``picture_of``: the surroundings of a place (working CRS, metres)."""
        self._session = session
        self._card = card
        self._picture_of = picture_of

    def document(self) -> QTextDocument | None:
        """The page of the event that the card shows; None while it shows none."""
        card = self._card
        event = card.shown_event
        if event is None:
            return None
        document = QTextDocument()
        font = QFont(document.defaultFont().family())
        font.setPointSize(TEXT_PT)
        document.setDefaultFont(font)
        picture = self._picture_of(event.x_m, event.y_m)
        document.addResource(QTextDocument.ResourceType.ImageResource, QUrl(PICTURE), picture)
        facts, about = card.facts_of(event), card.time_line.about
        document.setHtml(event_page(self._session, event, facts, about, archived=not card.on_desk))
        return document

    def print_event(self) -> None:
        """Print it on the printer that the user chooses."""
        document = self.document()
        if document is None:
            return
        printer = self._session.dialogs.choose_printer(self._card)
        if printer is None:
            return
        document.print_(printer)
        if printer.printerState() is QPrinter.PrinterState.Error:
            self._card.show_file_problem(QCoreApplication.translate("event_page", "The event could not be printed"))

    def save_pdf(self) -> None:
        """Save it as a file that the user chooses."""
        document, event = self.document(), self._card.shown_event
        if document is None or event is None:
            return
        path = self._session.dialogs.save_page(self._card, f"{event.id}.pdf")
        if path is None:
            return
        try:
            path.write_bytes(pdf_of(document))
        except OSError as error:
            self._card.show_file_problem(f"{path}: {explained(of_os_error(error))}")


def pdf_of(document: QTextDocument) -> bytes:
    """The document as PDF, A4."""
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    writer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
    document.print_(writer)
    del writer  # the file is complete only then
    return bytes(data.data())
