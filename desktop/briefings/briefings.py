"""简报: briefings with their states; the chosen one as a page with what is found in it; drafted, checked, signed, sent
and exported here."""

from __future__ import annotations

from uuid import uuid4

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QDialog, QLayout, QSplitter, QVBoxLayout

from county.briefing import commands as b
from county.briefing.briefing import Briefing, ChosenFigure
from county.briefing.series import next_event_kinds, of_event_ids
from county.commands import CommandBody
from county.events.event import Event
from desktop import theme
from desktop.briefings.answers import BriefAnswers
from desktop.briefings.chosen_briefing import ChosenBriefing
from desktop.briefings.draft_form import DraftForm
from desktop.briefings.drafted import DraftedBriefings
from desktop.briefings.place_shots import RETRY_MS
from desktop.briefings.rows import about, briefing_row, kind_name
from desktop.briefings.signing import SigningDialog
from desktop.map.place_picture import NotPainted
from desktop.panels.record_panel import RecordPanel, Row
from desktop.session import Session
from desktop.steps.reason_dialog import ReasonDialog
from desktop.wording import explained
from layers.focus import Selection

SPLIT_PX, WIDE_SPLIT_PX = (130, 610), (420, 640)
WIDE_PX = 900
"""From this width on the page is beside the list, otherwise below it."""


class Briefings(RecordPanel):
    """The form drafts; the steps are about the chosen row."""

    command = b.DraftBriefing
    steps = (b.UpdateBriefing, b.CheckBriefing, b.SignBriefing, b.SendBriefing, b.WithdrawBriefing)

    def __init__(self, session: Session) -> None:
        self._following: dict[str, list[CommandBody]] = {}
        """By the id of a draft: what is to be sent once it is begun."""
        self.answers = BriefAnswers(session)
        self.drafted = DraftedBriefings(session, self.answers)
        self.shown = ChosenBriefing(session, self.drafted)
        super().__init__(session, session.layers.book("briefing"), session.layers["events"])
        self.shown.wanted.connect(self._send)
        self.shown.problem.connect(self.show_problem)
        self.shown.correction_wanted.connect(self._correct)
        self.shown.page_changed.connect(self.refresh)
        box = self.layout()
        assert isinstance(box, QVBoxLayout)
        place = box.indexOf(self.table)
        box.removeWidget(self.table)
        self.split = QSplitter(Qt.Orientation.Vertical)
        self.split.addWidget(self.table)
        self.split.addWidget(self.shown)
        self.split.setSizes([theme.px(size) for size in SPLIT_PX])
        box.insertWidget(place, self.split, 1)
        self.listen(self.answers.changed, self.follow)
        self.listen(self.drafted.shots.changed, self.refresh)
        self.listen(self.drafted.signed_maps.changed, self.refresh)
        self.listen(self.drafted.shots.failed, self._say_unpainted)
        self.listen(self.drafted.history.changed, self.refresh)
        self.listen(session.focus.selected, self._take_selection)
        self.listen(session.briefings.figure_wanted, self._add_figure)
        self.listen(session.briefings.report_wanted, self._report)
        self.listen(session.briefings.bulletin_wanted, self._bulletin)
        self.listen(session.briefings.shown_wanted, self.choose)
        self.retranslate()
        self._take_selection(session.focus.selection)

    def release(self) -> None:
        for dialog in self.findChildren(QDialog):
            dialog.reject()
        self.answers.release()
        self.drafted.release()
        self.shown.release()
        super().release()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        wide = event.size().width() >= theme.px(WIDE_PX)
        orientation = Qt.Orientation.Horizontal if wide else Qt.Orientation.Vertical
        if self.split.orientation() is not orientation:
            self.split.setOrientation(orientation)
            self.split.setSizes([theme.px(size) for size in (WIDE_SPLIT_PX if wide else SPLIT_PX)])

    @staticmethod
    def title() -> str:
        return QCoreApplication.translate("Briefings", "Briefings")

    def form(self) -> QLayout:
        self.inputs = DraftForm(self.session, lambda: self.drafted.known, self)
        for line in (self.inputs.about, self.inputs.recipients):
            line.returnPressed.connect(self.send_form)
        return self.inputs.laid_out(self.button)

    def retranslate(self) -> None:
        self.inputs.retranslate()
        self.button.setText(self.tr("Draft"))
        self.hint.say(self.tr("No briefings yet: choose an event or a period above, then “Draft”"))
        self.shown.retranslate()
        super().retranslate()

    def heads(self) -> list[str]:
        return [
            self.tr("Briefing"), self.tr("State"), self.tr("Issue or id"), self.tr("About"), self.tr("Data as of"),
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
        return self.inputs.body()

    def send_form(self) -> None:
        """The text of the page that is being written is a form of its own, with the same keys."""
        if self.shown.page.text.hasFocus():
            self.shown.page.finish_writing()
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
            case b.CheckBriefing if one.state == "draft" and self.shown.is_complete:
                return b.CheckBriefing(briefing_id=one.id)
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
            self.shown.check()
        elif step is b.SignBriefing:
            dialog = SigningDialog(self.session, self.drafted, one, self)
            dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            dialog.open()
        elif step is b.WithdrawBriefing:
            says = self.tr("It will not be signed; the reason is recorded.")
            asks = ReasonDialog(self.tr("Withdraw"), f"{kind_name(one)} · {about(self.session, one)}\n{says}", self)
            asks.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            asks.given.connect(lambda note: self._send(b.WithdrawBriefing(briefing_id=one.id, note=note)))
            asks.open()
        else:
            super()._take(step)

    def refresh(self) -> None:
        self.shown.follow(self.state(self.chosen), busy=bool(self._sent))
        super().refresh()

    def age(self) -> None:
        super().age()
        if self.isVisible():
            self.answers.again()
            self.drafted.history.again()

    def _say_unpainted(self, why: NotPainted) -> None:
        again = self.tr("{why}; it is painted again every {seconds} s while this page is shown")
        self.show_problem(again.format(why=explained(why.line), seconds=RETRY_MS // 1000))

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
        self.inputs.fill("special", figure.caption or self.session.catalog.metrics[figure.metric].name.zh)
        body = self.body()
        if isinstance(body, b.DraftBriefing):
            new = body.briefing_id
            self._following[new] = [b.AddBriefingFigure(briefing_id=new, figure=figure)]
        self._send(body)

    def _report(self, event_id: str) -> None:
        """Draft the next report about an event; one that is not signed yet is shown."""
        reports = of_event_ids(self.drafted.known.values(), event_id)
        waiting = next((one for one in reports if not one.is_signed), None)
        if waiting is not None:
            self.choose(waiting.id)
            return
        event: Event | None = self.session.layers.states("event").get(event_id)
        has_ended = event is not None and not event.open
        kinds = next_event_kinds(reports, has_ended=has_ended)
        if not kinds:
            self.show_problem(self.tr("The final report about this event was signed already"))
            return
        self.inputs.fill("final" if "final" in kinds and has_ended else kinds[0], event_id=event_id)
        self.send_form()

    def _bulletin(self, month: str) -> None:
        """Show the newest bulletin of a month, or draft one."""
        known = self.drafted.known.values()
        found = [one for one in known if (one.kind, one.period) == ("monthly", month) and one.state != "withdrawn"]
        if found:
            self.choose(max(found, key=lambda one: one.steps[-1].happened_ms).id)
            return
        self.inputs.fill("monthly", month)
        self.send_form()

    def _take_selection(self, selection: Selection | None) -> None:
        self.inputs.choose_event(selection.ids[0] if selection is not None and selection.layer == "events" else "")
