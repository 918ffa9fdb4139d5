"""The page of one briefing with what the linter finds, and the line in which a text of it is written."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import QCoreApplication, QUrl, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QPlainTextEdit, QPushButton, QTextBrowser, QVBoxLayout, QWidget

from county.briefing.briefing import Briefing
from county.briefing.elements import ELEMENTS, FINAL_ELEMENTS
from county.briefing.linted import BriefFinding
from county.briefing.office_marks import COPIES, COPY_NUMBER
from county.events.event import LONGEST_NOTE
from county.figures.metric import Metric
from desktop import theme
from desktop.briefings.page_html import EDIT, PICTURE_PX, REMOVE, page_html
from desktop.widgets.literal import PlainLabel
from services.brief.assembly import SUMMARY
from services.brief.document import BriefDocument, BriefFact
from services.brief.special_report import FIGURES, TEXT_PLACES

TEXT_PX = 84
RECIPIENTS, TITLE = "recipients", "title"
"""Places of what is no text of the document."""


def places_of_texts(briefing: Briefing) -> dict[str, str]:
    """The places whose texts a person can write, with their names."""
    translate = QCoreApplication.translate
    to = {RECIPIENTS: translate("briefings", "Recipients"), COPIES: translate("briefings", "Copies to")}
    if briefing.classification == "confidential":
        to[COPY_NUMBER] = translate("briefings", "Copy number")
    if briefing.of_event:
        return to | ELEMENTS | (FINAL_ELEMENTS if briefing.kind == "final" else {})
    names = (
        QCoreApplication.translate("briefings", "Summary"), QCoreApplication.translate("briefings", "Body"),
        QCoreApplication.translate("briefings", "Proposals"),
    )  # fmt: skip
    written = dict(zip(TEXT_PLACES, names, strict=True))
    if briefing.kind != "special":
        return to | {SUMMARY: written[SUMMARY]}
    return {TITLE: QCoreApplication.translate("briefings", "Title")} | to | written


def missing_elements(document: BriefDocument) -> list[str]:
    """Keys of the elements of a report that are 待核, in the order of its page."""
    facts = [piece for piece in document.pieces if isinstance(piece, BriefFact)]
    return [fact.element for fact in facts if fact.origin == "missing"]


def written_at(briefing: Briefing, place: str) -> str:
    """What a person wrote there."""
    match place:
        case "recipients":
            return "、".join(briefing.recipients)
        case "title":
            return briefing.title
        case _:
            return briefing.text_at(place)


class BriefPage(QWidget):
    """Shows one briefing; a text is written below the page."""

    written = Signal(str, str)
    """Place and text: "" restores what is derived."""
    figure_removed = Signal(int)
    """The figure of a 专报 with this place among them."""

    def __init__(self) -> None:
        super().__init__()
        self._briefing: Briefing | None = None
        self._shown = ""
        self._page: Callable[[], str] | None = None
        """Makes the page in the width that there is; None: words instead of a page."""
        self._place = ""
        self._written_id = ""
        """Of the briefing whose text is written."""
        self.browser = QTextBrowser()
        self.browser.setOpenLinks(False)
        self.browser.anchorClicked.connect(self._clicked)
        self.name = PlainLabel()
        self.name.setProperty("role", "title")
        self.text = QPlainTextEdit()
        self.text.setMaximumHeight(theme.px(TEXT_PX))
        self.text.setTabChangesFocus(True)
        self.save, self.restore, self.leave = QPushButton(), QPushButton(), QPushButton()
        self.save.setProperty("role", "primary")
        self.save.clicked.connect(self.finish_writing)
        self.text.textChanged.connect(self._measure)
        self.restore.clicked.connect(lambda: self._give(""))
        self.leave.clicked.connect(self.end_writing)
        buttons = QHBoxLayout()
        buttons.addWidget(self.name, 1)
        for button in (self.save, self.restore, self.leave):
            buttons.addWidget(button)
        self.editor = QWidget()
        lines = QVBoxLayout(self.editor)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(theme.px(4))
        lines.addLayout(buttons)
        lines.addWidget(self.text)
        self.editor.hide()
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(theme.px(4))
        box.addWidget(self.browser, 1)
        box.addWidget(self.editor)

    def retranslate(self) -> None:
        """Set the texts of the editor."""
        self.browser.setAccessibleName(self.tr("Page of the briefing"))
        self.save.setText(self.tr("Save"))
        self.restore.setText(self.tr("As recorded"))
        self.restore.setToolTip(self.tr("Show again what the records say"))
        self.leave.setText(self.tr("Cancel"))

    def show_words(self, words: str) -> None:
        """Words instead of a page."""
        self._briefing, self._page = None, None
        self._put(f"<p style='color:{theme.MUTED}'>{words}</p>")

    def show_page(
        self, briefing: Briefing, document: BriefDocument, found: tuple[BriefFinding, ...],
        metrics: Mapping[str, Metric], *, editable: bool,
    ) -> None:  # fmt: skip
        """The briefing, its document and what was found in it."""
        self._briefing = briefing
        places = places_of_texts(briefing) if editable else {}
        shown = {piece.element.partition(".")[0] for piece in document.pieces if hasattr(piece, "element")}
        shown |= {TITLE} | ({RECIPIENTS} if briefing.recipients else set())
        shown |= {COPIES} if briefing.text_at(COPIES) else set()
        missing = [(place, name) for place, name in places.items() if place not in shown]
        removable = FIGURES if editable and briefing.kind == "special" else ""
        self._page = lambda: page_html(
            document, found, metrics, places, missing, removable=removable, picture_px=self._picture_px()
        )
        self._put(self._page())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._page is not None:
            self._put(self._page())

    def _picture_px(self) -> int:
        """Width of a picture: wider than its column, it would push links and findings out of view."""
        return min(theme.px(PICTURE_PX), self.browser.viewport().width() * 3 // 5)

    def keep_to(self, briefing_id: str) -> None:
        """A text that is being written belongs to its own briefing only."""
        if self._place and self._written_id != briefing_id:
            self.end_writing()

    def begin(self, place: str) -> None:
        """Write the text of a place."""
        if self._briefing is None:
            return
        names = places_of_texts(self._briefing)
        if place in names:
            self._place, self._written_id = place, self._briefing.id
            self.text.setAccessibleName(names[place])
            self.text.setPlainText(written_at(self._briefing, place))
            self._measure()
            self.restore.setVisible(bool(self._briefing.text_at(place)))
            self.editor.show()
            self.text.setFocus()

    def end_writing(self) -> None:
        """Close the editor."""
        self._place = ""
        self.editor.hide()

    def finish_writing(self) -> None:
        """Give what is written, unless it is too long."""
        if self.save.isEnabled():
            self._give(self.text.toPlainText().strip())

    def begin_recipients(self) -> None:
        """Write to whom it goes."""
        self.begin(RECIPIENTS)

    def shows(self, briefing: Briefing) -> bool:
        """Whether it is the page of this briefing, as it was at some time."""
        return self._briefing is not None and self._briefing.id == briefing.id

    def _clicked(self, url: QUrl) -> None:
        link = url.toString()
        if link.startswith(EDIT):
            self.begin(link.removeprefix(EDIT))
        elif link.startswith(REMOVE):
            self.figure_removed.emit(int(link.removeprefix(REMOVE)))

    def _measure(self) -> None:
        """Say that a text is too long while it is."""
        length = len(self.text.toPlainText().strip())
        name, words = self.text.accessibleName(), self.tr("{name}: {length} characters, at most {limit}")
        too_long = length > LONGEST_NOTE
        self.save.setEnabled(not too_long)
        told = words.format(name=name, length=f"{length:,}", limit=f"{LONGEST_NOTE:,}")
        self.name.setText(told if too_long else name)

    def _give(self, text: str) -> None:
        self.written.emit(self._place, text)
        self.end_writing()

    def _put(self, html: str) -> None:
        """Keep the place that is read; the same page is not laid out again."""
        if html == self._shown:
            return
        self._shown = html
        bar = self.browser.verticalScrollBar()
        at = bar.value()
        self.browser.setHtml(html)
        bar.setValue(at)
