"""人员配置与政策模拟: what another staffing, threshold or facility would change, each beside what is if nothing
changes; leads to a task."""

from __future__ import annotations

from typing import NamedTuple

from PySide6.QtCore import QCoreApplication, Signal
from PySide6.QtWidgets import QComboBox, QLayout, QPushButton, QVBoxLayout

from county.attachments import safe_name
from county.commands import ReportEvent
from county.names import Name
from county.staffing.day_slots import slot_text
from county.staffing.questions import AnyQuestion
from county.staffing.results import QUANTITIES, Estimate, ResultQuantity, StaffingAnswer, estimate_text
from county.staffing.titles import CHANGED, DIFFERENCE, UNCHANGED, title_of
from desktop import moments
from desktop.backend.asked_study import AskedStudy
from desktop.figures.study_note import study_note
from desktop.i18n import language, pick
from desktop.panels.record_panel import RecordPanel, Row
from desktop.permission import why_not
from desktop.printing.paper_job import PaperJobs
from desktop.session import Session
from desktop.staffing.inputs import StaffingInputs
from desktop.staffing.slot_chart import SlotChart
from desktop.widgets.literal import PlainLabel, literal
from desktop.widgets.wrapping_line import line_of
from desktop.window.session_mark import session_banner
from layers.policy_villages import PolicyVillagesLayer
from layers.villages import VillagesLayer
from services.coverage.facilities import facilities_of
from services.protocol.staffing_messages import StaffingReply
from services.staffing.paper import StaffingPaper

REPEATED_MS = 500
"""How often it is asked how far an answer is."""
TOLD_MAX = 2
"""Quantities in the title of a task."""
SHOWN = ("quantities", "shifts", "slots", "villages")


class TaskToReport(NamedTuple):
    """A task that an answer leads to: its title."""

    title: str


class StaffingPanel(RecordPanel):
    """The form asks; the table shows one part of the answer."""

    task_wanted = Signal(TaskToReport)
    """Somebody wants to report a task about the answer."""

    def __init__(self, session: Session) -> None:
        self.asking: AskedStudy[AnyQuestion, StaffingReply] = AskedStudy(
            StaffingReply, self._send_question, self._give_up
        )
        self._layer = session.layers.of(PolicyVillagesLayer)
        tables = (session.package.table(layer) for layer in ("villages", "towns"))
        self._names = {
            str(code): str(name) for table in tables for code, name in zip(table["code"], table["name"], strict=True)
        }
        super().__init__(session)
        self.jobs = PaperJobs(self)
        self.jobs.failed.connect(self.show_problem)
        session.feed.arrived.connect(self._arrived)
        self.every(REPEATED_MS, self._ask_again)
        self.retranslate()

    def release(self) -> None:
        self.session.feed.arrived.disconnect(self._arrived)
        self.jobs.release()
        super().release()

    @staticmethod
    def title() -> str:
        return QCoreApplication.translate("StaffingPanel", "Staffing and policies")

    # ---- what is asked

    def form(self) -> QLayout:
        session = self.session
        facilities = {}
        for key, service in session.catalog.offered_public_services().items():
            found = facilities_of(session.package, key, service)
            facilities[key] = dict(zip(found.ids, found.names, strict=True))
        self.inputs = StaffingInputs(session.catalog, self._names, facilities, session.clock.now_ms(), self)
        self.shown = QComboBox()
        for part in SHOWN:
            self.shown.addItem("", part)
        self.compute, self.give_up, self.export, self.task = (QPushButton() for _ in range(4))
        self.compute.setProperty("role", "primary")
        self.compute.clicked.connect(self.ask)
        self.give_up.clicked.connect(self._stop)
        self.export.clicked.connect(self._export)
        self.task.clicked.connect(self._report)
        self.button.hide()  # nothing is sent to the desk but the report of a task
        self.said, self.waiting = PlainLabel(), PlainLabel()
        for label, role in ((self.said, "muted"), (self.waiting, "hint")):
            label.setWordWrap(True)
            label.setProperty("role", role)
        self.chart = SlotChart()
        self.inputs.part.currentIndexChanged.connect(self._choose)
        self.inputs.queue.currentIndexChanged.connect(self._choose)
        self.shown.currentIndexChanged.connect(self.follow)
        lines = QVBoxLayout()
        lines.addLayout(line_of(self.inputs.part, self.compute, self.give_up, self.export, self.task))
        lines.addLayout(line_of(*self.inputs.all))
        for widget in (self.waiting, self.said, self.chart):
            lines.addWidget(widget)
        lines.addLayout(line_of(self.shown, self.button))
        return lines

    def retranslate(self) -> None:
        self.inputs.retranslate()
        self.compute.setText(self.tr("Compute"))
        self.give_up.setText(self.tr("Stop"))
        self.export.setText(self.tr("Export …"))
        self.task.setText(self.tr("Report a task …"))
        texts = self.tr("Result"), self.tr("Shifts"), self.tr("Half hours"), self.tr("Villages")
        for row, text in enumerate(texts):
            self.shown.setItemText(row, text)
        self._show()
        super().retranslate()

    def ask(self) -> None:
        """Ask what is filled in, as of now."""
        question = self.inputs.question
        if isinstance(question, str):
            self.show_problem(question)
            return
        self.problem.hide()
        self.asking.stop()
        self.asking.want(question)
        self._show()

    def _choose(self) -> None:
        self.asking.stop()
        self._show()

    def _stop(self) -> None:
        self.asking.stop()
        self._show()

    def _ask_again(self) -> None:
        """Behind another tab, too: an answer for which nobody asks is given up."""
        self.asking.ask()
        if self.is_seen:
            self._show_waiting()

    def _send_question(self, question: AnyQuestion) -> str:
        """As of the record of the first reply, so that records that come meanwhile do not begin it anew."""
        seq = 0 if self.asking.reply is None else self.asking.reply.as_of_seq
        source = self.session.source
        return "" if source.health().analysis is None else source.staffing(question, seq)

    def _give_up(self, question: AnyQuestion) -> None:
        if self.session.source.health().analysis is not None:
            self.session.source.staffing(question, give_up=True)

    def _arrived(self, answer: object) -> None:
        if self.asking.take(answer):
            self._show()

    # ---- what is shown

    @property
    def answer(self) -> StaffingAnswer | None:
        """The answer to the last question; None while there is none."""
        return None if self.asking.reply is None else self.asking.reply.answer

    def _show(self) -> None:
        answer = self.answer
        self.inputs.follow()
        self.hint.say("" if self.asking.is_waiting else self.tr("Fill in what changes and compute"))
        self.said.setText("" if answer is None else self._said(answer))
        self.said.setVisible(bool(self.said.text()))
        self.chart.show_slots(() if answer is None else answer.slots)
        self._show_on_map(answer)
        self._show_parts(answer)
        self._show_waiting()
        self.follow()
        self.renew()

    def _show_parts(self, answer: StaffingAnswer | None) -> None:
        """Only parts that the answer has can be chosen."""
        has = {
            "quantities": True, "shifts": bool(answer and answer.shifts), "slots": bool(answer and answer.slots),
            "villages": bool(answer and answer.villages),
        }  # fmt: skip
        model = self.shown.model()
        for row, part in enumerate(SHOWN):
            item = model.item(row)  # type: ignore[attr-defined]
            item.setEnabled(has[part])
        if not has[str(self.shown.currentData())]:
            self.shown.setCurrentIndex(0)
        self.shown.setVisible(answer is not None)

    def _show_on_map(self, answer: StaffingAnswer | None) -> None:
        if answer is None or answer.village_key is None:
            self._layer.show(Name("", ""), Name("", ""), 0, {})
            return
        name, unit = QUANTITIES[answer.village_key]
        changes = {one.code: _change(one.unchanged, one.changed, unit.scale) for one in answer.villages}
        note = Name(f"改变后减若不改变{'，' + unit.name.zh if unit.name.zh else ''}", f"change, {unit.name.en}")
        self._layer.show(name, note, unit.decimals, changes)

    def _show_waiting(self) -> None:
        self.waiting.setText(study_note(self.asking, self.session))
        self.waiting.setVisible(bool(self.waiting.text()))
        self.give_up.setVisible(self.asking.is_waiting)

    def _said(self, answer: StaffingAnswer) -> str:
        lines = [note.said(language()) for note in answer.notes]
        return " · ".join(filter(None, (self._as_of(answer), *lines)))

    def _as_of(self, answer: StaffingAnswer) -> str:
        if not answer.as_of_ms:
            return ""
        return self.tr("as of {time}, record {seq}").format(time=moments.full(answer.as_of_ms), seq=answer.as_of_seq)

    def heads(self) -> list[str]:
        both = [pick(UNCHANGED), pick(CHANGED)]
        match self._part:
            case "shifts":
                return [
                    self.tr("Shift"), self.tr("Times"), self.tr("At work now"), self.tr("Needed at work"),
                    self.tr("On the roster"),
                ]  # fmt: skip
            case "slots":
                return [
                    self.tr("From"), self.tr("People an hour"), self.tr("Needed"), self.tr("At work"),
                    self.tr("At work then"), self.tr("Wait, s"), self.tr("Wait then, s"),
                ]  # fmt: skip
            case "villages":
                return [self.tr("Village"), *both, pick(DIFFERENCE)]
        return [self.tr("Quantity"), *both, pick(DIFFERENCE), self.tr("Unit")]

    @property
    def _part(self) -> str:
        return "quantities" if self.answer is None else str(self.shown.currentData())

    def numeric(self) -> tuple[int, ...]:
        return {"shifts": (2, 3, 4), "slots": (1, 2, 3, 4, 5, 6)}.get(self._part, (1, 2, 3))

    def rows(self) -> list[Row]:
        answer = self.answer
        if answer is None:
            return []
        match self._part:
            case "shifts":
                shifts = self.session.catalog.staffing.shifts
                return [
                    Row(one.key, (
                        pick(shifts[one.key].name), shifts[one.key].span, str(one.now), str(one.needed),
                        str(one.roster),
                    ))
                    for one in answer.shifts if one.key in shifts
                ]  # fmt: skip
            case "slots":
                return [
                    Row(str(one.slot), (
                        slot_text(one.slot), f"{one.rate:.1f}", "–" if one.needed is None else str(one.needed),
                        str(one.agents_now), str(one.agents_then), estimate_text(one.wait_now, "mean_wait_s"),
                        estimate_text(one.wait_then, "mean_wait_s"),
                    ))
                    for one in answer.slots
                ]  # fmt: skip
            case "villages":
                return self._village_rows(answer)
        return [Row(one.key, self._cells(one)) for one in answer.quantities]

    def _village_rows(self, answer: StaffingAnswer) -> list[Row]:
        """Those that change most first."""
        key = answer.village_key
        assert key is not None, "it has villages"
        scale, decimals = QUANTITIES[key][1].scale, QUANTITIES[key][1].decimals

        def change(unchanged: Estimate, changed: Estimate) -> float:
            return abs(_change(unchanged, changed, scale) or 0.0)

        ranked = sorted(answer.villages, key=lambda one: -change(one.unchanged, one.changed))
        return [
            Row(one.code, (
                self._names.get(one.code, one.code), estimate_text(one.unchanged, key),
                estimate_text(one.changed, key), _number(_change(one.unchanged, one.changed, scale), decimals),
            ))
            for one in ranked
        ]  # fmt: skip

    def _cells(self, one: ResultQuantity) -> tuple[str, ...]:
        name, unit = QUANTITIES[one.key]
        change = "–" if one.change is None else estimate_text(one.change, one.key)
        if one.change is None and one.unchanged is not None and one.changed is not None:
            change = _number(_change(one.unchanged, one.changed, unit.scale), unit.decimals)
        return (
            pick(name), estimate_text(one.unchanged, one.key), estimate_text(one.changed, one.key), change,
            pick(unit.name),
        )  # fmt: skip

    def open_row(self, item_id: str) -> None:
        bounds = self.session.layers.of(VillagesLayer).bounds_m(item_id) if self._part == "villages" else None
        if bounds is not None:
            west, south, east, north = bounds
            self.session.focus.select(VillagesLayer.key, item_id)
            self.session.focus.fly_to.emit((west + east) / 2, (south + north) / 2, max(east - west, north - south))

    def show_result(self, target: str) -> None:
        """Ask for the agents of the hotline by the settings; nothing else is told of it."""
        self.inputs.fill_in_agents()
        self.ask()

    # ---- what it leads to

    def refresh(self) -> None:
        super().refresh()
        why = why_not(self.session, ReportEvent)
        self.export.setEnabled(self.answer is not None)
        self.task.setEnabled(self.answer is not None and not why)
        self.task.setToolTip(literal(why))

    def _report(self) -> None:
        answer, question = self.answer, self.asking.question
        if answer is not None and question is not None:
            changing_first = sorted(answer.quantities, key=lambda one: one.unchanged in (None, one.changed))
            told = [self._cells(one) for one in changing_first[:TOLD_MAX]]
            parts = "；".join(f"{name} {now} → {then} {unit}".strip() for name, now, then, _, unit in told)
            self.task_wanted.emit(TaskToReport(f"{pick(title_of(question))}：{parts}"))

    def _export(self) -> None:
        answer, question = self.answer, self.asking.question
        if answer is None or question is None:
            return
        name = safe_name(f"{pick(title_of(question))}.docx")
        path = self.session.dialogs.save_staffing(self, name)
        if path is not None:
            paper = StaffingPaper(self.session.package.manifest, self.session.catalog, self._names, language())
            as_of = " · ".join(filter(None, (session_banner(self.session), self._as_of(answer))))
            self.jobs.save(lambda: paper.page(question, answer, as_of), path)


def _change(unchanged: Estimate, changed: Estimate, scale: float) -> float | None:
    """The difference of the values, of intervals that of their middles; None where one has none."""
    middles = [_middle(one) for one in (unchanged, changed)]
    if middles[0] is None or middles[1] is None:
        return None
    return (middles[1] - middles[0]) * scale


def _middle(one: Estimate) -> float | None:
    if one.value is not None:
        return one.value
    return None if one.low is None or one.high is None else (one.low + one.high) / 2


def _number(value: float | None, decimals: int) -> str:
    """With its sign, unless it is none as far as it is told."""
    if value is None:
        return "–"
    return f"{value:+,.{decimals}f}" if round(value, decimals) else f"{0:.{decimals}f}"
