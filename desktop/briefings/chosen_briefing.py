"""The chosen briefing: its page with what is found in it, its classification, and the ways to check, correct and export
it."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QComboBox, QDialog, QPushButton, QVBoxLayout, QWidget

from county.briefing.briefing import Briefing, BriefText
from county.briefing.commands import CheckBriefing, DraftBriefing, EditBriefing, RemoveBriefingFigure, SignBriefing
from county.briefing.kinds import CLASSIFICATIONS, LEVELS_OF_SECRECY, Classification
from county.briefing.office_marks import SECRECY_TERM, TERMS, URGENCIES, URGENCY, named
from county.commands import CommandBody
from desktop import theme
from desktop.briefings.check_dialog import CheckDialog
from desktop.briefings.drafted import DraftedBriefings, DraftedPage, PageSource
from desktop.briefings.export import ExportDialog
from desktop.briefings.mark_box import MarkBox
from desktop.briefings.page import BriefPage, missing_elements, places_of_texts
from desktop.briefings.page_maker import PageMaker
from desktop.i18n import language, pick
from desktop.panels.panel import SPACING_PX
from desktop.permission import why_not
from desktop.session import Session
from desktop.steps.reason_dialog import ReasonDialog
from desktop.widgets.literal import PlainLabel, literal
from desktop.widgets.wrapping_line import line_of


class ChosenBriefing(QWidget):
    """Shows one briefing at a time; documents are made and linted in a thread."""

    wanted = Signal(object)
    """CommandBody: to be sent."""
    problem = Signal(str)
    """Why something was not done."""
    correction_wanted = Signal()
    page_changed = Signal()
    """It is complete, or not any more."""

    def __init__(self, session: Session, drafted: DraftedBriefings) -> None:
        super().__init__()
        self._session = session
        self._drafted = drafted
        self._briefing: Briefing | None = None
        self._made_of: tuple[object, ...] = ()
        """What the page was made of."""
        self._source: PageSource | None = None
        self._drafted_page: DraftedPage | None = None
        self.maker = PageMaker(self)
        self.maker.made.connect(self._show_made)
        self.page = BriefPage()
        self.maker.failed.connect(lambda why: self.page.show_words(literal(why)))
        self.page.written.connect(self._write)
        self.page.figure_removed.connect(self._remove_figure)
        self.export, self.correct = QPushButton(), QPushButton()
        self.export.clicked.connect(self._export)
        self.correct.clicked.connect(self.correction_wanted.emit)
        self.classification = QComboBox()
        for name in CLASSIFICATIONS:
            self.classification.addItem("", name)
        self.classification.activated.connect(lambda _: self._classify())
        self.urgency, self.term = MarkBox(URGENCY, URGENCIES), MarkBox(SECRECY_TERM, TERMS)
        """紧急程度, 保密期限."""
        for box in (self.urgency, self.term):
            box.written.connect(self._write)
        self.found = PlainLabel()
        """How much the linter found in the page."""
        self.to_verify = QPushButton()
        """How many elements of the report are 待核 and which; opens the line of the first one."""
        self.to_verify.clicked.connect(self._write_missing)
        self.to_verify.hide()
        self.waits = PlainLabel()
        """Who can take the next step, where this key cannot."""
        self.waits.setWordWrap(True)
        self.waits.setProperty("role", "hint")
        self.waits.hide()
        lines = QVBoxLayout(self)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(theme.px(SPACING_PX))
        lines.addLayout(line_of(self.found, self.to_verify, self.correct, self.export, stretch={self.found: 1}))
        lines.addLayout(line_of(self.urgency, self.classification, self.term))
        lines.addWidget(self.waits)
        lines.addWidget(self.page, 1)

    def release(self) -> None:
        """Give up what is being made."""
        for dialog in self.findChildren(QDialog):
            dialog.reject()
        self.maker.release()

    def retranslate(self) -> None:
        """Set all texts."""
        for row, name in enumerate(CLASSIFICATIONS.values()):
            self.classification.setItemText(row, pick(name))
        self.classification.setAccessibleName(self.tr("Classification"))
        self.classification.setToolTip(self.tr(
            "Public: no names, phones or identity numbers. Internal: within the recipients. Confidential: only on "
            "paper or networks that are allowed to carry it. Lowering it needs a reason."
        ))  # fmt: skip
        self.urgency.retranslate(self.tr("No urgency"), self.tr("Urgency"))
        self.term.retranslate(self.tr("No term"), self.tr("Term of secrecy"))
        self.export.setText(self.tr("Export …"))
        self.correct.setText(self.tr("Correct and replace"))
        self.correct.setToolTip(self.tr("Draft a corrected one that replaces this under a number of its own"))
        self.page.retranslate()

    @property
    def is_complete(self) -> bool:
        """Whether the page shows the briefing as it is."""
        return self._drafted_page is not None and not self.maker.is_busy

    def follow(self, one: Briefing | None, *, busy: bool) -> None:
        """Show a briefing, None for none; ``busy``: an answer of the backend is awaited."""
        self._briefing = one
        self.page.keep_to("" if one is None else one.id)
        session = self._session
        can_fetch = one is not None and one.is_signed and session.files is not None
        able = one is not None and not why_not(session, EditBriefing, one)
        is_open = one is not None and one.state in ("draft", "checked")
        if self.isVisible():
            self._follow_page(one, editable=able and is_open)
        self.correct.setEnabled(
            one is not None and one.is_signed and not busy and not why_not(session, DraftBriefing)
        )
        self.export.setEnabled(one is not None and (can_fetch or (not one.is_signed and self.is_complete)))
        self.classification.setVisible(one is not None)
        self.classification.setEnabled(able and is_open and not busy)
        if one is not None and not self.classification.view().isVisible():
            with QSignalBlocker(self.classification):
                self.classification.setCurrentIndex(LEVELS_OF_SECRECY.index(one.classification))
        is_secret = one is not None and one.classification == "confidential"
        self.urgency.follow(one, enabled=able and is_open and not busy)
        self.term.follow(one if is_secret else None, enabled=able and is_open and not busy)
        denied = "" if one is None or one.state != "checked" else why_not(session, SignBriefing, one)
        way_out = self.tr(
            "Checked, waits for a signature. {why}. Sign in a window with such a key: main.py keys {package} add NAME "
            "--role leader --out DIR, then main.py run {package} --keys DIR"
        )
        self.waits.setText(way_out.format(why=denied.rstrip("。."), package=session.package.folder))
        self.waits.setVisible(bool(denied))

    def check(self) -> None:
        """核稿: what blocks is said, what is asked is answered first."""
        one, page = self._briefing, self._drafted_page
        if one is None:
            return
        if page is None or self.maker.is_busy:
            self.problem.emit(self.tr("The page is not complete yet"))
            return
        blocking = [finding for finding in page.findings if finding.severity == "E"]
        asked = [finding for finding in page.findings if finding.severity == "W"]
        if not one.recipients:
            self.problem.emit(self.tr("Enter the recipients (主送) first: the link beside the title"))
            self.page.begin_recipients()
        elif blocking:
            rules = "、".join(dict.fromkeys(finding.rule for finding in blocking))
            problem = self.tr("{n} errors must be corrected first: {rules}")
            self.problem.emit(problem.format(n=len(blocking), rules=rules))
        elif asked:
            dialog = CheckDialog(asked, self)
            dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            dialog.accepted.connect(lambda: self.wanted.emit(
                CheckBriefing(briefing_id=one.id, answers=dialog.given(), steps=len(one.steps))
            ))  # fmt: skip
            dialog.open()
        else:
            self.wanted.emit(CheckBriefing(briefing_id=one.id, steps=len(one.steps)))

    def _follow_page(self, one: Briefing | None, *, editable: bool) -> None:
        event = None if one is None or not one.of_event else self._session.layers.states("event").get(one.event_ids[0])
        minute = self._session.clock.now_ms() // 60_000
        ready = None if one is None else self._drafted.ready(one)
        linked = None if event is None or one is None else self._drafted.linked(one, event)
        shot = None if one is None else (self._drafted.shot(one), self._drafted.map_failed(one))
        made_of = one, (event, linked, shot), ready, editable, minute, language()
        if made_of == self._made_of:
            return
        before = self._made_of
        self._made_of = made_of
        same = bool(before) and before[:3] == made_of[:3]  # only time went on: what is shown stays valid
        if not same:
            self._drafted_page = None
            self.found.setText("")
            self.to_verify.hide()
        source = self._words_or_source(one)
        self._source = source
        self.maker.want(source)

    def _words_or_source(self, one: Briefing | None) -> PageSource | None:
        if one is None:
            self.page.show_words(self.tr("Choose a briefing, or draft one"))
            return None
        source = self._drafted.source(one)
        if isinstance(source, PageSource):
            if not self.page.shows(one):
                self.page.show_words(self.tr("The page is being made …"))
            return source
        self.page.show_words(literal(source.words(one)))
        return None

    def _show_made(self, made: DraftedPage) -> None:
        one = self._briefing
        if one is None:
            return
        self._drafted_page = made
        if not one.is_signed:
            self._show_count(made)
        editable = one.state in ("draft", "checked") and not why_not(self._session, EditBriefing, one)
        metrics = self._session.catalog.metrics
        self._show_missing(one, made, editable=editable)
        self.page.show_page(one, made.document, made.findings, metrics, editable=editable)
        self.page_changed.emit()

    def _show_count(self, made: DraftedPage) -> None:
        errors = sum(one.severity == "E" for one in made.findings)
        text = self.tr("Linter: {errors} errors, {questions} questions")
        self.found.setText(text.format(errors=errors, questions=len(made.findings) - errors))
        self.found.setProperty("role", "error" if errors else "hint" if made.findings else "muted")
        self.found.style().polish(self.found)

    def _show_missing(self, one: Briefing, made: DraftedPage, *, editable: bool) -> None:
        missing, names = missing_elements(made.document), places_of_texts(one)
        self.to_verify.setText(self.tr("To be verified: {n}").format(n=len(missing)))
        self.to_verify.setToolTip(literal("\n".join(names[key] for key in missing)))
        self.to_verify.setEnabled(editable)
        self.to_verify.setVisible(bool(missing))

    def _write_missing(self) -> None:
        page = self._drafted_page
        if page is not None:
            self.page.begin(missing_elements(page.document)[0])

    def _write(self, place: str, text: str) -> None:
        one = self._briefing
        if one is None:
            return
        body: CommandBody
        match place:
            case "recipients":
                body = EditBriefing(briefing_id=one.id, recipients=named(text))
            case "title":
                body = EditBriefing(briefing_id=one.id, title=text)
            case _:
                body = EditBriefing(briefing_id=one.id, texts=(BriefText(place=place, wording=text),))
        self.wanted.emit(body)

    def _remove_figure(self, number: int) -> None:
        one = self._briefing
        if one is not None and number < len(one.figures):
            self.wanted.emit(RemoveBriefingFigure(briefing_id=one.id, figure=one.figures[number]))

    def _classify(self) -> None:
        one = self._briefing
        chosen: Classification = self.classification.currentData()
        if one is None or chosen == one.classification:
            return
        if LEVELS_OF_SECRECY.index(chosen) >= LEVELS_OF_SECRECY.index(one.classification):
            self.wanted.emit(EditBriefing(briefing_id=one.id, classification=chosen))
            return
        says = f"{pick(CLASSIFICATIONS[one.classification])} → {pick(CLASSIFICATIONS[chosen])}"
        asks = ReasonDialog(self.tr("Lower the classification"), says, self)
        asks.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        asks.given.connect(
            lambda note: self.wanted.emit(EditBriefing(briefing_id=one.id, classification=chosen, note=note))
        )
        asks.rejected.connect(lambda: self.follow(self._briefing, busy=False))
        asks.open()

    def _export(self) -> None:
        one = self._briefing
        folder = None if one is None else self._session.dialogs.choose_folder(self)
        if one is None or folder is None:
            return
        dialog = ExportDialog(self._session, one, self._drafted, folder, self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()
