"""改进意见: what evaluators propose after a drill; each becomes an event of the live realm only when it is approved."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from functools import partial
from uuid import uuid4

from PySide6.QtCore import QCoreApplication, QDate
from PySide6.QtWidgets import QCheckBox, QComboBox, QDateEdit, QLayout, QLineEdit, QPushButton, QVBoxLayout

from county.clock import Clock, SystemClock
from county.commands import CommandBody
from county.drill.evaluation import EvaluationEntry, ImprovementCommand, ProposeImprovement, ReviseImprovement
from county.events.event import LONGEST_NOTE
from county.numbering import COUNTY_TIME
from desktop import moments, theme
from desktop.drill.job import DrillJob
from desktop.i18n import pick
from desktop.panels.record_panel import RecordPanel, Row
from desktop.session import Session
from desktop.widgets.literal import literal
from desktop.widgets.wrapping_line import line_of
from desktop.wording import refusal, verb

OPEN = ("running", "ended", "hot_wash", "aborted", "evaluated")
OVER = ("ended", "hot_wash", "aborted", "evaluated", "archived")
LATER_DAYS = 30
"""Days that a new improvement has, unless another date is chosen."""
SHOWN_DIGITS = 20
LEAST_BOX_PX = 200
"""To which long names of departments and objectives are cut; they do not widen the panel."""
_NUMBER = re.compile(r"\d+")


class Improvements(RecordPanel):
    """A chosen row fills the form, so that it can be stated anew; approved ones stay as they are."""

    command = ProposeImprovement
    steps = (ReviseImprovement,)

    def __init__(self, session: Session, wall: Clock | None = None) -> None:
        """``wall``: the machine's clock, in whose time improvements are due; None: that of the system."""
        self.job: DrillJob | None = None
        self._wall = wall or SystemClock()
        super().__init__(session)
        self.table.itemSelectionChanged.connect(self._fill_form)
        self.listen(session.drill.changed, self.follow)
        self.retranslate()

    @staticmethod
    def title() -> str:
        return QCoreApplication.translate("Improvements", "Improvements")

    def form(self) -> QLayout:
        self.text, self.owner, self.proof = QLineEdit(), QLineEdit(), QLineEdit()
        for line in (self.text, self.owner, self.proof):
            line.setMaxLength(LONGEST_NOTE)
        self.department, self.objective = QComboBox(), QComboBox()
        for box in (self.department, self.objective):
            box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
            box.setMinimumWidth(theme.px(LEAST_BOX_PX))
        self.is_due, self.due = QCheckBox(), QDateEdit()
        self.due.setDisplayFormat("yyyy-MM-dd")
        self.due.setCalendarPopup(True)
        self.is_due.toggled.connect(self.due.setEnabled)
        self.is_due.setChecked(True)
        self.approve = QPushButton()
        self.approve.clicked.connect(self._approve)
        self._empty()
        lines = QVBoxLayout()
        lines.addLayout(line_of(self.text, self.objective, stretch={self.text: 1}))
        lines.addLayout(
            line_of(self.department, self.owner, self.is_due, self.due, self.proof, self.button, self.approve)
        )
        return lines

    def _empty(self) -> None:
        for line in (self.text, self.owner, self.proof):
            line.clear()
        today = moments.local(self._wall.now_ms()).date()
        self.due.setDate(QDate(today.year, today.month, today.day).addDays(LATER_DAYS))

    def retranslate(self) -> None:
        if not hasattr(self, "approve"):
            return
        self.text.setPlaceholderText(self.tr("What is to be improved"))
        self.owner.setPlaceholderText(self.tr("Person in charge"))
        self.proof.setPlaceholderText(self.tr("Numbers of the records that show why"))
        self.is_due.setText(self.tr("until"))
        self.due.setAccessibleName(self.tr("Date"))
        self.department.setAccessibleName(self.tr("Department in charge"))
        self.objective.setAccessibleName(self.tr("Objective"))
        self.button.setText(verb("ProposeImprovement"))
        self.approve.setText(self.tr("Approve: make it a live event"))
        self.hint.say(self.tr("No improvements were proposed; players see them from the hot wash on"))
        self._offer()
        super().retranslate()

    def _offer(self) -> None:
        """Departments of the county and objectives of the scenario."""
        scenario = self.session.drill.scenario
        departments = [(pick(name), key) for key, name in self.session.catalog.offered_departments().items()]
        objectives = [] if scenario is None else [(f"{one.id} {one.title}", one.id) for one in scenario.objectives]
        for box, none, offered in (
            (self.department, self.tr("no department"), departments),
            (self.objective, self.tr("no objective"), objectives),
        ):
            offered = [(none, ""), *offered]
            if offered != [(box.itemText(n), box.itemData(n)) for n in range(box.count())]:
                chosen = box.currentData()
                box.clear()
                for text, value in offered:
                    box.addItem(text, value)
                box.setCurrentIndex(max(0, box.findData(chosen)))

    def heads(self) -> Sequence[str]:
        return [
            self.tr("State"), self.tr("Improvement"), self.tr("Department"), self.tr("Person in charge"),
            self.tr("Until"), self.tr("Objective"), self.tr("Proof"), self.tr("Proposed by"),
        ]  # fmt: skip

    def rows(self) -> Sequence[Row]:
        found = [entry for entry in self.session.drill.notes.values() if entry.is_improvement]
        return [self._row(entry) for entry in found]

    def _row(self, entry: EvaluationEntry) -> Row:
        departments = self.session.catalog.departments
        state = self.tr("proposed")
        if entry.state == "approved":
            state = self.tr("approved: live event {event}").format(event=entry.live_event)
        department = departments.get(entry.department)
        cells = (
            state, entry.text, entry.department if department is None else pick(department), entry.owner,
            "" if entry.until_ms is None else moments.local(entry.until_ms).strftime("%Y-%m-%d"), entry.objective,
            "、".join(f"#{seq}" for seq in entry.proof), entry.steps[0].actor,
        )  # fmt: skip
        return Row(entry.id, cells, theme.GOOD if entry.state == "approved" else theme.TEXT)

    def state(self, item_id: str) -> EvaluationEntry | None:
        return self.session.drill.notes.get(item_id)

    def body(self) -> CommandBody | str:
        return self._stated(ProposeImprovement, f"N-{uuid4().hex[:12]}")

    def step(self, command: type[CommandBody], item_id: str) -> CommandBody | str | None:
        entry = self.state(item_id)
        if entry is None or entry.state != "written":
            return None
        return self._stated(ReviseImprovement, item_id)

    def _stated(self, command: type[ImprovementCommand], id: str) -> ImprovementCommand | str:
        text, day = self.text.text().strip(), self.due.date()
        if not text:
            return self.tr("Write what is to be improved")
        proof, last = tuple(map(int, _NUMBER.findall(self.proof.text()))), self.session.layers.fold.seq
        for seq in proof:
            if not 1 <= seq <= last:
                return self.tr("No record has the number {number}: the last one is {last}").format(
                    number=_shortened(seq), last=last
                )
        until_ms = None
        if self.is_due.isChecked():
            begins = datetime(day.year(), day.month(), day.day(), tzinfo=COUNTY_TIME)
            until_ms = moments.day_of(round(begins.timestamp() * 1000)).stop - 1
        return command(
            note_id=id, drill=self.session.realm.id, note=text, owner=self.owner.text().strip(),
            department=self.department.currentData(), until_ms=until_ms, objective=self.objective.currentData(),
            proof=proof,
        )  # fmt: skip

    def sent(self, body: CommandBody) -> None:
        if isinstance(body, ProposeImprovement):
            self._empty()

    def _fill_form(self) -> None:
        entry = self.state(self.chosen)
        if entry is None:
            return
        self.text.setText(entry.text)
        self.owner.setText(entry.owner)
        self.proof.setText("、".join(map(str, entry.proof)))
        self.department.setCurrentIndex(max(0, self.department.findData(entry.department)))
        self.objective.setCurrentIndex(max(0, self.objective.findData(entry.objective)))
        self.is_due.setChecked(entry.until_ms is not None)
        if entry.until_ms is not None:
            day = moments.local(entry.until_ms).date()
            self.due.setDate(QDate(day.year, day.month, day.day))

    def refresh(self) -> None:
        super().refresh()
        if not hasattr(self, "approve"):
            return
        self._offer()
        session, run = self.session, self.session.drill.run
        state, entry = "" if run is None else run.state, self.state(self.chosen)
        denied = "" if session.drill.who.evaluates else refusal("drill_evaluators_only", {})
        for button in (self.button, self.step_buttons[ReviseImprovement]):
            button.setEnabled(button.isEnabled() and not denied and state in OPEN)
            if denied:
                button.setToolTip(literal(denied))
        why = self._why_not_approved(state)
        ripe = entry is not None and entry.state == "written" and not why and self.job is None
        self.approve.setEnabled(ripe and not self._sent)
        self.approve.setToolTip(literal(why or ("" if ripe else self.unable())))

    def _why_not_approved(self, state: str) -> str:
        session = self.session
        if not session.drill.who.directs:
            return refusal("drill_directors_only", {})
        if session.drill_folder is None:
            return self.tr("The drill's journal is on another machine")
        return "" if state in OVER else self.tr("Once the drill is over")

    def _approve(self) -> None:
        """As ``main.py drill approve`` does it; the table shows it once the drill's backend tells the record."""
        folder, item = self.session.drill_folder, self.chosen
        if folder is None or self.job is not None:
            return
        self.problem.hide()
        self.note.setText(self.tr("The live event is being reported …"))
        self.job = DrillJob(partial(folder.approve, item, self.session.submissions.acting), self)
        self.job.finished.connect(self._approved)
        self.job.failed.connect(self._failed)
        self.refresh()

    def _approved(self, event: str) -> None:
        self.job = None
        self.note.setText(self.tr("Live event {event} was reported").format(event=event))
        self.refresh()

    def _failed(self, why: str) -> None:
        self.job = None
        self.note.setText("")
        self.show_problem(why)
        self.refresh()

    def release(self) -> None:
        if self.job is not None:
            self.job.release()
        super().release()


def _shortened(number: int) -> str:
    """In one line also where somebody pasted thousands of digits."""
    digits = str(number)
    return digits if len(digits) <= SHOWN_DIGITS else f"{digits[:SHOWN_DIGITS]}…"
