"""即兴注入: an inject that the scenario does not have, written during the drill."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from PySide6.QtWidgets import QCheckBox, QComboBox, QLineEdit, QPlainTextEdit, QSpinBox, QWidget

from county.commands import CommandBody
from county.drill.inject_run import ImproviseInject, ReleaseInject, content_of
from county.drill.inject_text import text_fault
from county.drill.run import DrillRun
from county.drill.scenario import (
    LONGEST_DISCUSSION,
    LONGEST_TITLE,
    Inject,
    InjectKind,
    ScenarioMedia,
    ScenarioNotice,
    ScenarioQuestion,
    ScenarioReport,
    ScenarioTask,
    VillagePlace,
)
from county.drill.words import INJECT_KINDS
from desktop.i18n import pick
from desktop.panels.sent_dialog import SentDialog
from desktop.places.division_box import FoundBox, division_choices
from desktop.session import Session
from desktop.widgets.literal import without_mnemonics
from desktop.widgets.wrapping_line import line_of
from desktop.wording import explained, marked

OFFERED: tuple[InjectKind, ...] = ("notice", "task", "question", "media", "report")


class ImproviseDialog(SentDialog):
    """What is written is approved by whoever writes it."""

    def __init__(self, session: Session, run: DrillRun, known: Collection[str], parent: QWidget) -> None:
        """``known``: ids that exist."""
        title = self.tr("Improvise an inject")
        heading = self.tr("It is approved by whoever writes it; the scenario stays as it is.")
        super().__init__(session, marked(title, session.realm), heading, self.tr("Improvise"), parent)
        self.setObjectName("improvise")
        self._id = next(id for n in range(1, len(known) + 2) if (id := f"J{n:02}") not in known)
        self.kind = QComboBox()
        for kind in OFFERED:
            self.kind.addItem(pick(INJECT_KINDS[kind]), kind)
        self.roles = {role.id: QCheckBox(without_mnemonics(role.name)) for role in run.roles}
        for role in run.roles:
            self.roles[role.id].setChecked(role.side == "player")
        receivers = QWidget()
        receivers.setLayout(line_of(*self.roles.values()))
        self.text = QPlainTextEdit()
        self.text.setTabChangesFocus(True)
        self.outlet = QLineEdit()
        self.outlet.setMaxLength(LONGEST_TITLE)
        self.subclass, self.village = FoundBox(), FoundBox()
        catalog = session.catalog
        self.subclass.offer([(pick(row.name), key) for key, row in catalog.offered_subclasses().items()])
        self.village.offer(division_choices(session, "villages"))
        self.needs_ack = QCheckBox(self.tr("Receivers must acknowledge it"))
        self.minutes = QSpinBox()
        self.minutes.setRange(0, LONGEST_DISCUSSION)
        self.minutes.setSpecialValueText(self.tr("without a limit"))
        self.minutes.setSuffix(self.tr(" min"))
        self.at_once = QCheckBox(self.tr("Deliver it at once"))
        is_able = run.state == "running" and session.drill.may("release")
        self.at_once.setEnabled(is_able)
        self.at_once.setChecked(is_able)
        self.arrange(
            (self.tr("Kind"), self.kind), (self.tr("Receivers"), receivers), (self.tr("Text"), self.text),
            (self.tr("Outlet"), self.outlet), (self.tr("Category"), self.subclass), (self.tr("Village"), self.village),
            (self.tr("Time for discussion"), self.minutes), ("", self.needs_ack), ("", self.at_once),
        )  # fmt: skip
        self.kind.currentIndexChanged.connect(lambda _: self._follow_kind())
        self._follow_kind()

    def _follow_kind(self) -> None:
        kind = self.kind.currentData()
        self._form.setRowVisible(self.outlet, kind == "media")
        self._form.setRowVisible(self.subclass, kind == "report")
        self._form.setRowVisible(self.village, kind == "report")
        self._form.setRowVisible(self.minutes, kind == "question")
        self._form.setRowVisible(self.needs_ack, kind == "notice")

    @property
    def inject_id(self) -> str:
        """Of the new one."""
        return self._id

    def bodies(self) -> Sequence[CommandBody] | str:
        made, drill = self._inject(), self.session.realm.id
        if isinstance(made, str):
            return made
        improvise = ImproviseInject(drill=drill, inject_id=made.id, content=content_of(made))
        release = [ReleaseInject(drill=drill, inject_id=made.id)] if self.at_once.isChecked() else []
        return [improvise, *release]

    def _inject(self) -> Inject | str:
        """What is written, or what is missing."""
        kind: InjectKind = self.kind.currentData()
        to = tuple(id for id, box in self.roles.items() if box.isChecked())
        text = self.text.toPlainText().strip()
        if not text:
            return self.tr("Write the text")
        if not to:
            return self.tr("Choose who receives it")
        if kind == "media" and not self.outlet.text().strip():
            return self.tr("Name the outlet")
        if kind == "report" and not (self.subclass.value() and self.village.value()):
            return self.tr("Choose the category and the village")
        made = Inject(
            id=self._id, kind=kind, to=to, approval="approved", release="manual",
            notice=ScenarioNotice(text=text, needs_ack=self.needs_ack.isChecked()) if kind == "notice" else None,
            task=ScenarioTask(text=text) if kind == "task" else None,
            question=ScenarioQuestion(
                text=text, minutes=self.minutes.value() or None
            ) if kind == "question" else None,
            media=ScenarioMedia(outlet=self.outlet.text().strip(), text=text) if kind == "media" else None,
            report=ScenarioReport(
                subclass=self.subclass.value(), title=text,
                place=VillagePlace(village=self.village.value()),
            ) if kind == "report" else None,
        )  # fmt: skip
        scenario = self.session.drill.scenario
        fault = text_fault(made, text, () if scenario is None else scenario.variables)
        return made if fault is None else explained(fault)
