"""食品溯源: from one batch to whoever has it and to what it is made of, and the recalls that follow from it."""

from __future__ import annotations

import math
import re
from uuid import uuid4

from PySide6.QtCore import QCoreApplication, QDateTime, Qt
from PySide6.QtWidgets import QCheckBox, QComboBox, QDateTimeEdit, QLayout, QLineEdit, QPushButton, QVBoxLayout

from county.attachments import safe_name
from county.commands import CommandBody
from county.events.event import is_late
from county.numbering import new_event_id
from county.refusals import Refused
from county.response.notices import MEANS
from county.texts import check_no_phone
from county.tracing.mass_balance import UnitTable
from county.tracing.question import EPC_MAX, TraceQuestion
from county.tracing.recall import (
    RECALL_PROCEDURE,
    RECALL_STATES,
    TITLE_MAX,
    BeginRecall,
    CloseRecall,
    FinishRecall,
    OpenRecall,
    Recall,
    TellRecallPlace,
    ToldPlace,
    WithdrawRecall,
)
from county.tracing.results import TraceAnswer, TraceFound
from desktop import moments, theme
from desktop.figures.analysis_note import analysis_note
from desktop.i18n import language, pick
from desktop.panels.record_panel import RecordPanel, Row
from desktop.printing.paper_job import PaperJobs
from desktop.session import Session
from desktop.tracing.asked_trace import AskedTrace
from desktop.tracing.trace_rows import BATCH, PLACE, TraceRows
from desktop.tracing.trace_said import basis_text, said_text, times_text
from desktop.widgets.literal import PlainLabel
from desktop.widgets.wrapping_line import line_of
from desktop.window.session_mark import session_banner
from desktop.wording import explained
from layers.tracing import TracingLayer
from services.protocol.tracing_messages import TraceReply
from services.tracing.paper import TracePaper

REPEATED_MS = 500
"""How often it is asked whether the scans are read."""
NEAR_M = 1_500.0
"""Around a place to which the map goes."""
CHAIN, TOLD, PROCESSINGS, GAPS, RECALLS = "chain", "told", "processings", "gaps", "recalls"
VIEWS = (CHAIN, TOLD, PROCESSINGS, GAPS, RECALLS)


class TracingPanel(RecordPanel):
    """The form opens a recall of the batch that is shown; a row leads to its batch or place, steps are of recalls."""

    command = OpenRecall
    steps = (BeginRecall, TellRecallPlace, FinishRecall, CloseRecall, WithdrawRecall)

    def __init__(self, session: Session) -> None:
        self.asking = AskedTrace(self._send_question)
        self._reply: TraceReply | None = None
        """The last answer."""
        self._layer = session.layers.of(TracingLayer)
        self._units = UnitTable(session.catalog.trace_units, session.catalog.trace_products)
        super().__init__(session, session.layers.book("recall"))
        self.trace_rows = TraceRows(session.catalog.trace_places, self)
        self.jobs = PaperJobs(self)
        self.jobs.failed.connect(self.show_problem)
        session.feed.arrived.connect(self._arrived)
        self.table.itemSelectionChanged.connect(self._chosen)
        self.every(REPEATED_MS, self._ask_again)
        self.retranslate()

    def release(self) -> None:
        self.session.feed.arrived.disconnect(self._arrived)
        self.jobs.release()
        super().release()

    @staticmethod
    def title() -> str:
        return QCoreApplication.translate("TracingPanel", "Tracing of food")

    # ---- what is asked

    def form(self) -> QLayout:
        self.batch = QLineEdit()
        self.batch.setMaxLength(EPC_MAX)
        self.search, self.export = QPushButton(), QPushButton()
        self.search.clicked.connect(self.ask)
        self.batch.returnPressed.connect(self.ask)
        self.export.clicked.connect(self._export)
        self.earlier = QCheckBox()
        self.at = QDateTimeEdit(self._moment(self.session.clock.now_ms()))
        self.at.setTimeZone(moments.QT_COUNTY_TIME)
        self.at.setCalendarPopup(True)
        self.at.setDisplayFormat("yyyy-MM-dd HH:mm")
        self.at.setEnabled(False)
        self.earlier.toggled.connect(self._choose_moment)
        self.view = QComboBox()
        for view in VIEWS:
            self.view.addItem("", view)
        self.view.currentIndexChanged.connect(self._show)
        self.level, self.text, self.place, self.means = QComboBox(), QLineEdit(), QComboBox(), QComboBox()
        self.place.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        for key, rule in self.session.catalog.recall_levels.items():
            if not rule.retired:
                self.level.addItem("", key)
        for means in MEANS:
            self.means.addItem("", means)
        self.text.setMaxLength(TITLE_MAX)
        self.said, self.basis, self.waiting = PlainLabel(), PlainLabel(), PlainLabel()
        for label, role in ((self.said, ""), (self.basis, "muted"), (self.waiting, "hint")):
            label.setWordWrap(True)
            label.setProperty("role", role)
        lines = QVBoxLayout()
        lines.addLayout(line_of(self.batch, self.search, self.earlier, self.at, self.view, self.export,
                                stretch={self.batch: 1}))  # fmt: skip
        for label in (self.waiting, self.said, self.basis):
            lines.addWidget(label)
        lines.addLayout(line_of(self.text, self.level, self.button, self.place, self.means, stretch={self.text: 1}))
        return lines

    def _moment(self, at_ms: int) -> QDateTime:
        return QDateTime.fromMSecsSinceEpoch(at_ms, moments.QT_COUNTY_TIME)

    def retranslate(self) -> None:
        self.batch.setPlaceholderText(self.tr("Batch, a part of its number, or a product"))
        self.batch.setAccessibleName(self.tr("Batch"))
        self.search.setText(self.tr("Trace"))
        self.export.setText(self.tr("Export …"))
        self.earlier.setText(self.tr("as of"))
        self.earlier.setToolTip(self.tr("Only scans up to this moment count"))
        self.at.setAccessibleName(self.tr("Moment"))
        views = (
            self.tr("Chain"), self.tr("Whom to tell"), self.tr("Transformations"), self.tr("Gaps and circles"),
            self.tr("Recalls"),
        )  # fmt: skip
        for row, text in enumerate(views):
            self.view.setItemText(row, text)
        levels = self.session.catalog.recall_levels
        for row in range(self.level.count()):
            rule = levels[self.level.itemData(row)]
            self.level.setItemText(row, pick(rule.name))
            self.level.setItemData(row, pick(rule.meaning), Qt.ItemDataRole.ToolTipRole)
        for row, name in enumerate(MEANS.values()):
            self.means.setItemText(row, pick(name))
        self.place.setAccessibleName(self.tr("Place that was told"))
        self.means.setAccessibleName(self.tr("By what means"))
        self.button.setText(self.tr("Open a recall"))
        self._show()
        super().retranslate()

    def ask(self) -> None:
        """Ask what is filled in."""
        batch = self.batch.text().strip()
        if batch:
            at_ms = self.at.dateTime().toMSecsSinceEpoch() if self.earlier.isChecked() else None
            self.asking.want(TraceQuestion(batch=batch, at_ms=at_ms))
            if self.shown == RECALLS:
                self.view.setCurrentIndex(VIEWS.index(CHAIN))
            self._show()

    def trace(self, batch: str) -> None:
        """Ask about this batch."""
        self.batch.setText(batch)
        self.ask()

    def _choose_moment(self, is_earlier: bool) -> None:
        self.at.setEnabled(is_earlier)
        if not is_earlier:
            self.at.setDateTime(self._moment(self.session.clock.now_ms()))

    def _ask_again(self) -> None:
        if self.is_seen:
            self.asking.ask()
            self._show_waiting()

    def _send_question(self, question: TraceQuestion) -> str:
        return "" if self.session.source.health().analysis is None else self.session.source.trace(question)

    def _arrived(self, answer: object) -> None:
        if not self.asking.take(answer):
            return
        reply = self.asking.reply
        if reply is not None and reply.state == "done":
            self._reply = reply
            self._suggest_title()
            self._go_there()
        self._show()

    def _go_there(self) -> None:
        """Map and twin show all places on the way of the batch that was asked for."""
        places = () if self.found is None else self.found.places
        known = [(place.x_m, place.y_m) for place in places if place.x_m is not None and place.y_m is not None]
        if known:
            (west, east), (south, north) = ((min(line), max(line)) for line in zip(*known, strict=True))
            radius_m = max(NEAR_M, math.hypot(east - west, north - south) / 2)
            self.session.focus.fly_to.emit((west + east) / 2, (south + north) / 2, radius_m)

    # ---- what is shown

    @property
    def shown(self) -> str:
        """What the table shows, of VIEWS."""
        return str(self.view.currentData())

    @property
    def answer(self) -> TraceAnswer | None:
        return None if self._reply is None else self._reply.answer

    @property
    def found(self) -> TraceFound | None:
        """What was found about one batch; None while there is none."""
        return None if self.answer is None else self.answer.found

    @property
    def _lists_matches(self) -> bool:
        """Whether the table shows batches that may be meant."""
        return self.found is None and self.answer is not None and bool(self.answer.matches)

    def _show(self) -> None:
        found, of_recalls = self.found, self.shown == RECALLS
        for part in (self.level, self.button):
            part.setVisible(not of_recalls)
        for part in (self.place, self.means):
            part.setVisible(of_recalls)
        for step in self.step_buttons.values():
            step.setVisible(of_recalls)
        self.text.setPlaceholderText(self.tr("Note of the step") if of_recalls else self.tr("Title of the recall"))
        reply, answer = self._reply, self.answer
        self.said.setText("" if answer is None else said_text(answer))
        self.basis.setText("" if reply is None or answer is None else basis_text(reply, answer, self.session.catalog))
        for label in (self.said, self.basis):
            label.setVisible(bool(label.text()) and not of_recalls)
        self.note.setText(times_text(self.session.catalog) if of_recalls else "")
        self.hint.say(self._nothing())
        self._show_waiting()
        if found is not None:  # else what was drawn stays until something else is
            self._layer.show(found)
        self.export.setVisible(not of_recalls)
        self.follow()
        self.renew()

    def _nothing(self) -> str:
        if self.shown == RECALLS:
            return self.tr("No recall")
        if self.asking.is_waiting:
            return ""
        if self.answer is None:
            return self.tr("Search for a batch")
        if self.found is None:
            return self.tr("No batch is called so")
        return self.tr("Nothing of this kind")

    def _show_waiting(self) -> None:
        self.waiting.setText(self._why_waiting())
        self.waiting.setVisible(bool(self.waiting.text()))

    def _why_waiting(self) -> str:
        reply, trouble = self.asking.reply, self.asking.trouble
        if not self.asking.is_waiting:
            return ""
        if trouble is not None:
            return explained(trouble.line)
        note = analysis_note(self.session, 0)
        if note or reply is None:
            return note or self.tr("Asking …")
        return self.tr("Reading the scans … {share} %").format(share=round(100 * reply.share))

    def heads(self) -> list[str]:
        rows = self.trace_rows
        if self.shown == RECALLS:
            return [
                self.tr("State"), self.tr("Time limit"), self.tr("Title"), self.tr("Level"), self.tr("Batch"),
                self.tr("Told"), self.tr("Event"),
            ]  # fmt: skip
        if self._lists_matches:
            return rows.match_heads()
        return {
            CHAIN: rows.chain_heads, TOLD: rows.told_heads, PROCESSINGS: rows.processing_heads, GAPS: rows.gap_heads,
        }[self.shown]()  # fmt: skip

    def numeric(self) -> tuple[int, ...]:
        if self.shown == RECALLS:
            return (5,)
        if self.found is None:
            return (2,) if self._lists_matches else ()
        return {CHAIN: (4,), TOLD: (4, 5), PROCESSINGS: (4, 5, 6)}.get(self.shown, ())

    def rows(self) -> list[Row]:
        now_ms = self.session.clock.now_ms()
        if self.shown == RECALLS:
            return self._recall_rows(now_ms)
        answer, found = self.answer, self.found
        if answer is None:
            return []
        if found is None:
            return list(self.trace_rows.matches(answer.matches, now_ms))
        if self.shown == CHAIN:
            return list(self.trace_rows.chain(found, self._products(found), now_ms))
        if self.shown == TOLD:
            return list(self.trace_rows.told(found, now_ms))
        if self.shown == PROCESSINGS:
            return list(self.trace_rows.processings(found, now_ms))
        return list(self.trace_rows.gaps(found, now_ms))

    def _products(self, found: TraceFound) -> dict[str, str]:
        known = {batch.epc: self._units.product(batch.epc) for batch in found.batches}
        return {epc: pick(product.name) for epc, product in known.items() if product is not None}

    def open_row(self, item_id: str) -> None:
        if item_id.startswith(BATCH):
            self.trace(item_id.removeprefix(BATCH))
        recall = self.state(item_id)
        if recall is not None:
            self.trace(recall.batch)

    def show_result(self, target: str) -> None:
        """Choose a recall."""
        self.view.setCurrentIndex(VIEWS.index(RECALLS))
        self.choose(target)

    def _chosen(self) -> None:
        """A place on map and twin; of a recall whom to tell next."""
        item_id, found = self.chosen, self.found
        if item_id.startswith(PLACE) and found is not None:
            number = int(item_id.removeprefix(PLACE))
            place = found.places[number] if 0 <= number < len(found.places) else None
            if place is not None and place.x_m is not None and place.y_m is not None:
                self.session.focus.select(TracingLayer.key, str(number))
                self.session.focus.fly_to.emit(place.x_m, place.y_m, NEAR_M)
        self._offer_places()
        self.refresh()

    # ---- recalls

    def _recall_rows(self, now_ms: int) -> list[Row]:
        recalls = [one for one in self.session.layers.states("recall").values() if isinstance(one, Recall)]
        order = list(RECALL_STATES)
        recalls.sort(key=lambda one: (order.index(one.state), -one.steps[0].happened_ms))
        return [self._recall_row(one, now_ms) for one in recalls]

    def _recall_row(self, recall: Recall, now_ms: int) -> Row:
        due_ms = min(recall.due_ms.values(), default=None)
        colour, limit = theme.TEXT if recall.ended_ms is None else theme.MUTED, ""
        if due_ms is not None:
            limit = moments.short(due_ms, now_ms)
            if is_late(due_ms, now_ms):
                colour, limit = theme.DANGER, self.tr("{time}, overdue").format(time=limit)
        rule = self.session.catalog.recall_levels.get(recall.level)
        cells = (
            pick(RECALL_STATES[recall.state]), limit, recall.title, recall.level if rule is None else pick(rule.name),
            recall.batch, f"{len(recall.told)}/{len(recall.places)}", recall.event_id,
        )  # fmt: skip
        return Row(recall.id, cells, colour)

    def _offer_places(self) -> None:
        recall = self.state(self.chosen) if self.chosen else None
        untold = () if recall is None else recall.untold
        offered = [(place.id, place.name or place.id) for place in untold]
        if offered != [(self.place.itemData(row), self.place.itemText(row)) for row in range(self.place.count())]:
            self.place.clear()
            for id, name in offered:
                self.place.addItem(name, id)

    def fill(self) -> None:
        super().fill()
        self._offer_places()
        self.refresh()

    def _suggest_title(self) -> None:
        found = self.found
        if found is not None and self.shown != RECALLS:
            product = "" if found.product is None else pick(found.product)
            title = self.tr("Recall: {what}")
            named = title.format(what=f"{product} {re.split('[.:/]', found.batch)[-1]}".strip())[:TITLE_MAX]
            try:
                check_no_phone(named)
            except Refused:  # a number of a batch that looks like one of a telephone is in no title
                named = title.format(what=product or self.tr("a batch"))
            self.text.setText(named)

    def closed(self) -> str:
        return "" if self.found is not None else self.tr("Trace a batch first: it can be recalled")

    def body(self) -> CommandBody | str:
        reply, found, title = self._reply, self.found, self.text.text().strip()
        if found is None or reply is None:
            return self.closed()
        if not title:
            return self.tr("Give the recall a title")
        told = [found.places[held.place] for held in found.holdings]
        placed = next((p for p in (*told, *found.places) if p.x_m is not None and p.y_m is not None), None)
        if placed is None or placed.x_m is None or placed.y_m is None:
            return self.tr("No place of this batch is known: import the read points of the county first")
        now_ms = self.session.clock.now_ms()
        return OpenRecall(
            recall_id=uuid4().hex, title=title, level=str(self.level.currentData()), batch=found.batch,
            places=tuple(ToldPlace(place.id, place.name) for place in told),
            traced_ms=reply.question.at_ms or reply.as_of_ms, as_of_seq=reply.as_of_seq, event_id=new_event_id(now_ms),
            x_m=placed.x_m, y_m=placed.y_m,
        )  # fmt: skip

    def sent(self, body: CommandBody) -> None:
        self.text.clear()
        if isinstance(body, OpenRecall):
            self.view.setCurrentIndex(VIEWS.index(RECALLS))
            self.choose(body.recall_id)

    def state(self, item_id: str) -> Recall | None:
        recall: Recall | None = self.session.layers.states("recall").get(item_id)
        return recall

    def step(self, command: type[CommandBody], item_id: str) -> CommandBody | str | None:
        recall, text = self.state(item_id), self.text.text().strip()
        if recall is None or command not in RECALL_PROCEDURE.allowed(recall):
            return None
        if command is BeginRecall:
            return BeginRecall(recall_id=item_id, note=text)
        if command is TellRecallPlace:
            place = self.place.currentData()
            if place is None:
                return None
            return TellRecallPlace(recall_id=item_id, place=str(place), means=self.means.currentData(), note=text)
        if command is FinishRecall:
            return FinishRecall(recall_id=item_id, note=text) if text else self.tr("Write how much was taken back")
        if command is CloseRecall:
            return CloseRecall(recall_id=item_id, note=text) if text else self.tr("Write what the regulator found")
        return WithdrawRecall(recall_id=item_id, note=text) if text else self.tr("Write why nothing is to be recalled")

    # ---- paper

    def refresh(self) -> None:
        super().refresh()
        self.export.setEnabled(self.found is not None)

    def _export(self) -> None:
        reply, found = self._reply, self.found
        if reply is None or reply.answer is None or found is None:
            return
        title = self.tr("Whom to tell")
        name = safe_name(f"{title} {found.batch.rpartition(':')[2]}.docx")
        path = self.session.dialogs.save_notices(self, name)
        if path is not None:
            paper = TracePaper(self.session.package.manifest, self.session.catalog, language())
            basis = basis_text(reply, reply.answer, self.session.catalog)
            as_of = " · ".join(filter(None, (session_banner(self.session), basis)))
            self.jobs.save(lambda: paper.page(found, as_of), path)
