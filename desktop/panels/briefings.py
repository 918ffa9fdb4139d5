"""简报: briefings with their states; the chosen one as a page with what is found in it; drafted, checked, signed, sent
and exported here."""

from __future__ import annotations

import re
from uuid import uuid4

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QComboBox, QInputDialog, QLayout, QLineEdit, QPushButton, QSplitter, QVBoxLayout, QWidget

from county.briefing import aggregate as b
from county.briefing.briefing import Briefing, BriefText, ChosenFigure
from county.briefing.kinds import (
    CLASSIFICATIONS,
    EVENT_KINDS,
    KINDS,
    PERIODIC_KINDS,
    BriefingKind,
    briefing_span,
    period_containing,
)
from county.briefing.linted import BriefFinding
from county.commands import CommandBody
from county.events.event import LONGEST_TITLE, Event
from desktop import theme
from desktop.briefings.answers import BriefAnswers
from desktop.briefings.check_dialog import CheckDialog
from desktop.briefings.drafted import DraftedBriefings, NotYet
from desktop.briefings.export import ExportDialog
from desktop.briefings.page import BriefPage
from desktop.briefings.rows import briefing_row
from desktop.briefings.signing import SigningDialog
from desktop.i18n import language, pick
from desktop.literal import PlainLabel, literal
from desktop.panels.panel import SPACING_PX
from desktop.panels.record_panel import RecordPanel, Row
from desktop.panels.wrapping_line import line_of
from desktop.permission import why_not
from desktop.session import Session
from layers.focus import Selection
from services.brief.document import BriefDocument

SPLIT_PX, WIDE_SPLIT_PX = (220, 520), (420, 640)
WIDE_PX = 900
"""From this width on the page is beside the list, otherwise below it."""
RECIPIENT_PX = 220


class Briefings(RecordPanel):
    """The form drafts; the steps are about the chosen row."""

    command = b.DraftBriefing
    steps = (b.UpdateBriefing, b.CheckBriefing, b.SignBriefing, b.SendBriefing, b.WithdrawBriefing)

    def __init__(self, session: Session) -> None:
        self._event_id = ""
        self._following: dict[str, list[CommandBody]] = {}
        """By the id of a draft: what is to be sent once it is begun."""
        self._findings: tuple[BriefFinding, ...] = ()
        self._document: BriefDocument | None = None
        self.answers = BriefAnswers(session)
        self.drafted = DraftedBriefings(session, self.answers)
        self._made_of: tuple[object, ...] = ()
        """What the page was made of."""
        self.page = BriefPage()
        self.export = QPushButton()
        self.correct = QPushButton()
        self.found = PlainLabel()
        """How much the linter found in the page."""
        super().__init__(session, session.layers.book("briefing"), session.layers["events"])
        self.page.written.connect(self._write)
        self.export.clicked.connect(self._export)
        self.correct.clicked.connect(self._correct)
        box = self.layout()
        assert isinstance(box, QVBoxLayout)
        box.removeWidget(self.table)
        self.split = QSplitter(Qt.Orientation.Vertical)
        self.split.addWidget(self.table)
        below = QWidget()
        lines = QVBoxLayout(below)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(theme.px(SPACING_PX))
        lines.addLayout(line_of(self.found, self.correct, self.export, stretch={self.found: 1}))
        lines.addWidget(self.page, 1)
        self.split.addWidget(below)
        self.split.setSizes([theme.px(size) for size in SPLIT_PX])
        box.addWidget(self.split, 1)
        self.listen(self.answers.changed, self.follow)
        self.listen(session.focus.selected, self._take_selection)
        self.listen(session.briefings.figure_wanted, self._add_figure)
        self.listen(session.briefings.report_wanted, self._report)
        self.listen(session.briefings.bulletin_wanted, self._bulletin)
        self.listen(session.briefings.shown_wanted, self.choose)
        self.retranslate()
        self._take_selection(session.focus.selection)

    def release(self) -> None:
        self.answers.release()
        for dialog in self.findChildren(SigningDialog) + self.findChildren(ExportDialog):
            dialog.reject()
        super().release()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        wide = event.size().width() >= theme.px(WIDE_PX)
        orientation = Qt.Orientation.Horizontal if wide else Qt.Orientation.Vertical
        if self.split.orientation() is not orientation:
            self.split.setOrientation(orientation)
            self.split.setSizes([theme.px(size) for size in (WIDE_SPLIT_PX if wide else SPLIT_PX)])

    def title(self) -> str:
        return self.tr("Briefings")

    def form(self) -> QLayout:
        self.kind, self.classification = QComboBox(), QComboBox()
        for kind in KINDS:
            self.kind.addItem("", kind)
        for name in CLASSIFICATIONS:
            self.classification.addItem("", name)
        self.classification.setCurrentIndex(1)
        self.about = QLineEdit()
        self.about.setMaxLength(LONGEST_TITLE)
        self.recipients = QLineEdit()
        self.recipients.setMinimumWidth(theme.px(RECIPIENT_PX))
        self.kind.currentIndexChanged.connect(lambda _: self._kind_chosen())
        for line in (self.about, self.recipients):
            line.returnPressed.connect(self.send_form)
        lines = QVBoxLayout()
        lines.addLayout(line_of(self.kind, self.about, self.classification, self.recipients, self.button,
                                stretch={self.about: 2, self.recipients: 1}))  # fmt: skip
        return lines

    def retranslate(self) -> None:
        for row, name in enumerate(KINDS.values()):
            self.kind.setItemText(row, pick(name))
        for row, name in enumerate(CLASSIFICATIONS.values()):
            self.classification.setItemText(row, pick(name))
        self.recipients.setPlaceholderText(self.tr("Recipients, separated by 、"))
        self.recipients.setToolTip(self.tr("Units, posts and divisions, never people"))
        self.button.setText(self.tr("Draft"))
        self.export.setText(self.tr("Export …"))
        self.correct.setText(self.tr("Correct and replace"))
        self.correct.setToolTip(self.tr("Draft a corrected one that replaces this under a number of its own"))
        self.hint.say(self.tr("No briefings yet"))
        self.page.retranslate()
        self._kind_chosen()
        super().retranslate()

    def heads(self) -> list[str]:
        return [
            self.tr("Briefing"), self.tr("State"), self.tr("Issue"), self.tr("About"), self.tr("Data as of"),
            self.tr("Recipients"), self.tr("By"),
        ]  # fmt: skip

    def rows(self) -> list[Row]:
        now_ms = self.session.clock.now_ms()
        known = sorted(
            self.drafted.known.values(), key=lambda one: (one.ended_ms is not None, -one.steps[-1].happened_ms)
        )
        replaced = {one.supersedes for one in known if one.is_signed and one.supersedes}
        return [briefing_row(self.session, one, now_ms, is_replaced=one.id in replaced) for one in known]

    def state(self, item_id: str) -> Briefing | None:
        return self.drafted.known.get(item_id)

    def body(self) -> CommandBody | str:
        kind: BriefingKind = self.kind.currentData()
        about = self.about.text().strip()
        more: dict[str, object] = {}
        if kind in EVENT_KINDS:
            if not self._event_id:
                return self.tr("Select an event")
            more["event_ids"] = (self._event_id,)
        elif kind in PERIODIC_KINDS:
            if briefing_span(kind, about) is None:
                return self.tr("Write a period like {example}").format(example=self._this_period(kind))
            more["period"] = about
        elif not about:
            return self.tr("Write a title")
        else:
            more["title"] = about
        return b.DraftBriefing(
            briefing_id=uuid4().hex, kind=kind, classification=self.classification.currentData(),
            recipients=_named(self.recipients.text()), **more,  # type: ignore[arg-type]
        )  # fmt: skip

    def send_form(self) -> None:
        """The text of the page that is being written is a form of its own, with the same keys."""
        if self.page.text.hasFocus():
            self.page.finish_writing()
        else:
            super().send_form()

    def sent(self, body: CommandBody) -> None:
        if isinstance(body, b.DraftBriefing):
            self.choose(body.briefing_id)
            for more in self._following.pop(body.briefing_id, ()):
                self.session.submissions.send(more)

    def step(self, command: type[CommandBody], item_id: str) -> CommandBody | str | None:
        """Checking, signing and withdrawing ask first: :meth:`_take`."""
        one = self.state(item_id)
        if one is None:
            return None
        is_open = one.state in ("draft", "checked")
        match command:
            case b.UpdateBriefing if is_open:
                return b.UpdateBriefing(briefing_id=one.id)
            case b.CheckBriefing if one.state == "draft":
                return "" if self._document is None else b.CheckBriefing(briefing_id=one.id)
            case b.SignBriefing if one.state == "checked":
                return ""
            case b.SendBriefing if one.state == "signed":
                return b.SendBriefing(briefing_id=one.id)
            case b.WithdrawBriefing if is_open:
                return ""
        return None

    def _take(self, step: type[CommandBody]) -> None:
        one = self.state(self.chosen)
        if one is None:
            return
        if step is b.CheckBriefing:
            self._check(one)
        elif step is b.SignBriefing:
            dialog = SigningDialog(self.session, self.drafted, one, self)
            dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            dialog.open()
        elif step is b.WithdrawBriefing:
            note, given = QInputDialog.getText(self, self.tr("Withdraw"), self.tr("Reason"))
            if given and note.strip():
                self._send(b.WithdrawBriefing(briefing_id=one.id, note=note.strip()))
        else:
            super()._take(step)

    def _check(self, one: Briefing) -> None:
        blocking = [finding for finding in self._findings if finding.severity == "E"]
        asked = [finding for finding in self._findings if finding.severity == "W"]
        if self._document is None:
            self.show_problem(self.tr("The page is not complete yet"))
        elif blocking:
            rules = "、".join(dict.fromkeys(finding.rule for finding in blocking))
            problem = self.tr("{n} errors must be corrected first: {rules}")
            self.show_problem(problem.format(n=len(blocking), rules=rules))
        elif asked:
            dialog = CheckDialog(asked, self)
            dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            dialog.accepted.connect(lambda: self._send(
                b.CheckBriefing(briefing_id=one.id, answers=dialog.given(), steps=len(one.steps))
            ))  # fmt: skip
            dialog.open()
        else:
            self._send(b.CheckBriefing(briefing_id=one.id, steps=len(one.steps)))

    def refresh(self) -> None:
        super().refresh()
        if self.isVisible():
            self._show_page()
        one = self.state(self.chosen)
        can_fetch = one is not None and one.is_signed and self.session.files is not None
        self.correct.setEnabled(
            one is not None and one.is_signed and not self._sent and not why_not(self.session, b.DraftBriefing)
        )
        self.export.setEnabled(one is not None and (can_fetch or self._document is not None))

    def _show_page(self) -> None:
        one = self.state(self.chosen)
        event = None if one is None or not one.of_event else self.session.layers.states("event").get(one.event_ids[0])
        able = one is not None and not why_not(self.session, b.EditBriefing, one)
        minute = self.session.clock.now_ms() // 60_000
        made_of = one, event, None if one is None else self.drafted.ready(one), able, minute, language()
        if made_of == self._made_of:
            return
        self._made_of = made_of
        self._document, self._findings = None, ()
        self.found.setText("")
        if one is None:
            self.page.show_words(self.tr("Choose a briefing, or draft one"))
            return
        document = self.drafted.document(one)
        if isinstance(document, NotYet):
            if one.of_event:
                words = self.tr("Event {event} has left the desk; the signed files can be exported")
                self.page.show_words(literal(words.format(event=document.why)))
            else:
                self.page.show_words(literal(document.why or self.tr("The figures are being counted …")))
            return
        self._document = document
        if not one.is_signed:
            self._findings = self.drafted.findings(one, document)
            self._show_count()
        editable = able and one.state in ("draft", "checked")
        self.page.show_page(one, document, self._findings, self.session.catalog.metrics, editable=editable)

    def _show_count(self) -> None:
        errors = sum(one.severity == "E" for one in self._findings)
        text = self.tr("Linter: {errors} errors, {questions} questions")
        self.found.setText(text.format(errors=errors, questions=len(self._findings) - errors))
        self.found.setProperty("role", "error" if errors else "hint" if self._findings else "muted")
        self.found.style().polish(self.found)

    def age(self) -> None:
        super().age()
        if self.isVisible():
            self.answers.again()

    def _write(self, place: str, text: str) -> None:
        one = self.state(self.chosen)
        if one is None:
            return
        match place:
            case "recipients":
                self._send(b.EditBriefing(briefing_id=one.id, recipients=_named(text)))
            case "title":
                self._send(b.EditBriefing(briefing_id=one.id, title=text))
            case _:
                self._send(b.EditBriefing(briefing_id=one.id, texts=(BriefText(place=place, wording=text),)))

    def _export(self) -> None:
        one = self.state(self.chosen)
        folder = None if one is None else self.session.dialogs.choose_folder(self)
        if one is not None and folder is not None:
            dialog = ExportDialog(self.session, one, None if one.is_signed else self._document, folder, self)
            dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            dialog.open()

    def _correct(self) -> None:
        """Draft one that replaces the chosen, with its texts and figures."""
        one = self.state(self.chosen)
        if one is None:
            return
        new = uuid4().hex
        self._following[new] = [
            *([b.EditBriefing(briefing_id=new, texts=one.texts)] if one.texts else []),
            *(b.AddBriefingFigure(briefing_id=new, figure=figure) for figure in one.figures),
        ]
        self._send(b.DraftBriefing(
            briefing_id=new, kind=one.kind, event_ids=one.event_ids, period=one.period, title=one.title,
            classification=one.classification, recipients=one.recipients, supersedes=one.id,
        ))  # fmt: skip

    def _add_figure(self, figure: ChosenFigure) -> None:
        """Into the chosen draft of a special report, or the newest one; into a new one where there is none."""
        one = self.state(self.chosen)
        drafts = [d for d in self.drafted.known.values() if d.kind == "special" and d.state in ("draft", "checked")]
        if one is None or one not in drafts:
            one = max(drafts, key=lambda d: d.steps[-1].happened_ms, default=None)
        if one is not None:
            self.choose(one.id)
            self._send(b.AddBriefingFigure(briefing_id=one.id, figure=figure))
            return
        self.kind.setCurrentIndex(self.kind.findData("special"))
        self.about.setText(figure.caption or self.session.catalog.metrics[figure.metric].name.zh)
        body = self.body()
        if isinstance(body, b.DraftBriefing):
            new = body.briefing_id
            self._following[new] = [b.AddBriefingFigure(briefing_id=new, figure=figure)]
        self._send(body)

    def _report(self, event_id: str) -> None:
        """Draft the next report about an event; one that is not signed yet is shown."""
        reports = b.of_event_ids(self.drafted.known.values(), event_id)
        waiting = next((one for one in reports if not one.is_signed), None)
        if waiting is not None:
            self.choose(waiting.id)
            return
        kinds = b.next_event_kinds(reports)
        if not kinds:
            self.show_problem(self.tr("The final report about this event was signed already"))
            return
        event: Event | None = self.session.layers.states("event").get(event_id)
        kind = "final" if "final" in kinds and event is not None and not event.open else kinds[0]
        self._event_id = event_id
        self.kind.setCurrentIndex(self.kind.findData(kind))
        self._show_about()
        self.send_form()

    def _bulletin(self, month: str) -> None:
        """Show the newest bulletin of a month, or draft one."""
        known = self.drafted.known.values()
        found = [one for one in known if (one.kind, one.period) == ("monthly", month) and one.state != "withdrawn"]
        if found:
            self.choose(max(found, key=lambda one: one.steps[-1].happened_ms).id)
            return
        self.kind.setCurrentIndex(self.kind.findData("monthly"))
        self.about.setText(month)
        self.send_form()

    def _kind_chosen(self) -> None:
        """Offer the period, and the recipients of the last one of the kind."""
        kind: BriefingKind = self.kind.currentData()
        last = max(
            (one for one in self.drafted.known.values() if one.kind == kind and one.recipients),
            key=lambda one: one.steps[0].recorded_ms, default=None,
        )  # fmt: skip
        if last is not None and not self.recipients.text():
            self.recipients.setText("、".join(last.recipients))
        self.about.setReadOnly(kind in EVENT_KINDS)
        if kind in PERIODIC_KINDS:
            self.about.setText(self._this_period(kind))
            self.about.setPlaceholderText(self.tr("Period"))
        elif kind == "special":
            self.about.clear()
            self.about.setPlaceholderText(self.tr("Title"))
        else:
            self.about.setPlaceholderText(self.tr("Select an event"))
            self._show_about()

    def _this_period(self, kind: BriefingKind) -> str:
        return period_containing(kind, self.session.clock.now_ms())

    def _take_selection(self, selection: Selection | None) -> None:
        self._event_id = selection.ids[0] if selection is not None and selection.layer == "events" else ""
        self._show_about()

    def _show_about(self) -> None:
        if self.kind.currentData() not in EVENT_KINDS:
            return
        event: Event | None = self.session.layers.states("event").get(self._event_id) if self._event_id else None
        title = "" if event is None else pick(self.session.event_texts.title(event))
        self.about.setText(f"{title} · {self._event_id}" if title else self._event_id)
        self.about.setCursorPosition(0)  # of a long title the beginning is shown


def _named(text: str) -> tuple[str, ...]:
    """Recipients that are separated by 、 or another such sign."""
    return tuple(part.strip() for part in re.split("[、，,；;\n]", text) if part.strip())
