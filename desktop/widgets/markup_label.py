"""A label of rich text that wraps and is laid out once for each width.

Qt's own label lays out its document again for every question about its size: of a card's ten steps, that takes half of
the processor time to show another event.
"""

from __future__ import annotations

import math

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QTextDocument, QTextOption
from PySide6.QtWidgets import QLabel, QWidget


class MarkupLabel(QLabel):
    """``text()`` is HTML in which user text is escaped."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWordWrap(True)
        self.setTextFormat(Qt.TextFormat.RichText)
        self._heights: dict[int, int] = {}
        """By width, of the text that is set."""
        self._least_px: int | None = None
        """Width of its widest word; None: not known yet."""
        self._measured: QTextDocument | None = None
        """The text as it is measured; None until it is."""

    def setText(self, text: str) -> None:
        if text != self.text():
            self._forget()
            super().setText(text)

    def heightForWidth(self, width: int) -> int:
        if width not in self._heights:
            self._heights[width] = math.ceil(self._document(width).size().height())
        return self._heights[width]

    def minimumSizeHint(self) -> QSize:
        """As wide as its widest word, and one line high."""
        if self._least_px is None:
            self._least_px = math.ceil(self._document(0).size().width())
        return QSize(self._least_px, self.fontMetrics().height())

    def sizeHint(self) -> QSize:
        """No wider than needed: its height is that for the width that it gets."""
        least = self.minimumSizeHint()
        return QSize(least.width(), self.heightForWidth(max(least.width(), self.width())))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._forget()

    def _forget(self) -> None:
        self._heights.clear()
        self._least_px = self._measured = None

    def _document(self, width_px: int) -> QTextDocument:
        """The text, laid out as the label paints it."""
        document = self._measured
        if document is None:
            self.ensurePolished()
            document = self._measured = QTextDocument()
            document.setUndoRedoEnabled(False)
            document.setDefaultFont(self.font())
            document.setDocumentMargin(0)
            option = QTextOption(self.alignment())
            option.setWrapMode(QTextOption.WrapMode.WordWrap)
            document.setDefaultTextOption(option)
            document.setHtml(self.text())
        document.setTextWidth(width_px)
        return document
