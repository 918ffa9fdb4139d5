"""即兴注入: an inject that the scenario does not have, written during the drill."""

from __future__ import annotations

from collections.abc import Collection

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QFormLayout,
    QLineEdit,
    QPlainTextEdit,
    QWidget,
)

from county.drill.run import DrillRun
from county.drill.scenario import (
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
from desktop import theme
from desktop.i18n import pick
from desktop.places.division_box import FoundBox, division_choices
from desktop.session import Session
from desktop.widgets.accessible_names import name_controls
from desktop.widgets.dialog_buttons import DialogButtons
from desktop.widgets.literal import without_mnemonics
from desktop.widgets.problem_label import ProblemLabel
from desktop.widgets.wrapping_line import line_of
from desktop.wording import marked

OFFERED: tuple[InjectKind, ...] = ("notice", "task", "question", "media", "report")
LONGEST_TEXT, LONGEST_TITLE = 4_000, 200
WIDTH_PX = 560


class ImproviseDialog(QDialog):
    """What is written comes with :attr:`written`, approved by whoever wrote it."""

    written = Signal(object, bool)
    """The inject, and whether it is delivered at once."""

    def __init__(self, session: Session, run: DrillRun, known: Collection[str], parent: QWidget) -> None:
        """``known``: ids that exist."""
        super().__init__(parent)
        self.setObjectName("improvise")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(marked(self.tr("Improvise an inject"), session.realm))
        self._id = next(id for n in range(1, len(known) + 2) if (id := f"J{n:02}") not in known)
        self.kind = QComboBox()
        for kind in OFFERED:
            self.kind.addItem(pick(INJECT_KINDS[kind]), kind)
        self.roles = {role.id: QCheckBox(without_mnemonics(role.name)) for role in run.roles}
        for role in run.roles:
            self.roles[role.id].setChecked(role.side == "player")
        self.text = QPlainTextEdit()
        self.text.setTabChangesFocus(True)
        self.outlet = QLineEdit()
        self.outlet.setMaxLength(LONGEST_TITLE)
        self.subclass, self.village = FoundBox(), FoundBox()
        catalog = session.catalog
        self.subclass.offer([(pick(row.name), key) for key, row in catalog.offered_subclasses().items()])
        self.village.offer(division_choices(session, "villages"))
        self.needs_ack = QCheckBox(self.tr("Receivers must acknowledge it"))
        self.at_once = QCheckBox(self.tr("Deliver it at once"))
        self.at_once.setChecked(True)
        self.problem = ProblemLabel()
        self._lines: dict[QWidget, str] = {}
        form = self._form = QFormLayout(self)
        form.addRow(self.tr("Kind"), self.kind)
        form.addRow(self.tr("Receivers"), line_of(*self.roles.values()))
        form.addRow(self.tr("Text"), self.text)
        form.addRow(self.tr("Outlet"), self.outlet)
        form.addRow(self.tr("Category"), self.subclass)
        form.addRow(self.tr("Village"), self.village)
        form.addRow(self.needs_ack)
        form.addRow(self.at_once)
        form.addRow(self.problem)
        buttons = DialogButtons(self, self.tr("Improvise"), self._send)
        self.send = buttons.main
        form.addRow(buttons)
        self.kind.currentIndexChanged.connect(lambda _: self._follow_kind())
        self.setMinimumWidth(theme.px(WIDTH_PX))
        self._follow_kind()
        name_controls(self, self.windowTitle())

    def _follow_kind(self) -> None:
        kind = self.kind.currentData()
        self._form.setRowVisible(self.outlet, kind == "media")
        self._form.setRowVisible(self.subclass, kind == "report")
        self._form.setRowVisible(self.village, kind == "report")
        self._form.setRowVisible(self.needs_ack, kind == "notice")

    def _send(self) -> None:
        made = self._inject()
        if isinstance(made, str):
            self.problem.say(made)
            return
        self.written.emit(made, self.at_once.isChecked())
        self.accept()

    def _inject(self) -> Inject | str:
        """What is written, or what is missing."""
        kind: InjectKind = self.kind.currentData()
        to = tuple(id for id, box in self.roles.items() if box.isChecked())
        text = self.text.toPlainText().strip()[:LONGEST_TEXT]
        if not text:
            return self.tr("Write the text")
        if not to:
            return self.tr("Choose who receives it")
        if kind == "media" and not self.outlet.text().strip():
            return self.tr("Name the outlet")
        if kind == "report" and not (self.subclass.value() and self.village.value()):
            return self.tr("Choose the category and the village")
        return Inject(
            id=self._id, kind=kind, to=to, approval="approved", release="manual",
            notice=ScenarioNotice(text=text, needs_ack=self.needs_ack.isChecked()) if kind == "notice" else None,
            task=ScenarioTask(text=text) if kind == "task" else None,
            question=ScenarioQuestion(text=text) if kind == "question" else None,
            media=ScenarioMedia(outlet=self.outlet.text().strip(), text=text) if kind == "media" else None,
            report=ScenarioReport(
                subclass=self.subclass.value(), title=text[:LONGEST_TITLE],
                place=VillagePlace(village=self.village.value()),
            ) if kind == "report" else None,
        )  # fmt: skip
