"""The checklist of a running plan: tasks by phase, ticked off with a click, skipped or reopened with a reason."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QHeaderView, QLineEdit, QTreeWidgetItem, QVBoxLayout

from county.catalog import Name
from county.commands import CommandBody
from county.events.event import LONGEST_NOTE
from county.response.plan_table import PHASES, POSTS
from county.response.plans import (
    ChecklistTask,
    ChecklistTaskSkipped,
    CompleteChecklistTask,
    NoteChecklistTask,
    PlanCommand,
    PlanRun,
    ReopenChecklistTask,
    SkipChecklistTask,
)
from desktop import moments, theme
from desktop.i18n import pick
from desktop.permission import PERMISSIONS_MS, why_not
from desktop.response.plan_tree_part import ID_ROLE, PlanTreePart
from desktop.session import Session
from desktop.widgets.elided import ElidedButton
from desktop.widgets.literal import literal
from desktop.widgets.wrapped_rows import fit_lines
from desktop.widgets.wrapping_line import line_of
from desktop.wording import verb

STEPS: tuple[type[PlanCommand], ...] = (
    CompleteChecklistTask, SkipChecklistTask, ReopenChecklistTask, NoteChecklistTask,
)  # fmt: skip
TASK, WHO, STATE = range(3)
WIDTHS_PX = {WHO: 92, STATE: 98}
"""Wider where the heading needs it."""
BOX_PX = 42
"""Indentation and box of a task."""


class PlanChecklist(PlanTreePart):
    """A tick in the first column completes a task."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self.tree.setColumnCount(3)
        self.tree.setRootIsDecorated(False)
        self.tree.setIndentation(theme.px(12))
        self.tree.setAlternatingRowColors(True)
        header = self.tree.header()
        header.setStretchLastSection(False)
        header.setSectionResizeMode(TASK, QHeaderView.ResizeMode.Stretch)
        for column in WIDTHS_PX:
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.Interactive)
        header.setMinimumSectionSize(theme.px(60))
        self.tree.itemChanged.connect(self._ticked)
        self.tree.itemSelectionChanged.connect(self._follow_buttons)
        self.hold.ended.connect(self.refresh)
        self.note = QLineEdit()
        self.note.setMaxLength(LONGEST_NOTE)
        self.buttons = {step: ElidedButton() for step in STEPS}
        for step, button in self.buttons.items():
            button.clicked.connect(lambda _=False, step=step: self._take(step))
        box = QVBoxLayout(self)
        box.setContentsMargins(0, theme.px(4), 0, 0)
        box.setSpacing(theme.px(5))
        box.addWidget(self.tree, 1)
        box.addWidget(self.problem)
        box.addWidget(self.note)
        box.addLayout(line_of(*self.buttons.values(), stretch=dict.fromkeys(self.buttons.values(), 1)))
        self._items: dict[str, QTreeWidgetItem] = {}
        self._phases: dict[str, QTreeWidgetItem] = {}
        self._built: tuple[object, ...] = ()
        self.every(PERMISSIONS_MS, self.refresh)
        self.retranslate()

    def retranslate(self) -> None:
        self.tree.setHeaderLabels([self.tr("Task"), self.tr("Responsible"), self.tr("Due or done")])
        header = self.tree.header()
        for column, width_px in WIDTHS_PX.items():
            header.resizeSection(column, max(theme.px(width_px), header.sectionSizeHint(column)))
        self.note.setPlaceholderText(self.tr("Note, or the reason to skip or reopen"))
        self.hint.say(self.tr("Choose a run above, or start a plan"))
        for step, button in self.buttons.items():
            button.setText(verb(step.__name__))
        self._built = ()
        self.refresh()

    @property
    def chosen(self) -> str:
        """Key of the chosen task, "" for none."""
        items = self.tree.selectedItems()
        return str(items[0].data(TASK, ID_ROLE) or "") if items else ""

    def refresh(self) -> None:
        run = self.run
        built = () if run is None else (run.id, tuple(task.key for task in run.tasks))
        keeps_lines = self.keeps_lines
        self.tree.blockSignals(True)
        if built != self._built and not keeps_lines:
            self._built = built
            self._build(run)
        if run is not None:
            now_ms = self.session.clock.now_ms()
            for task in run.tasks:
                if task.key in self._items:
                    self._show_task(run, task, now_ms)
                    if not keeps_lines:
                        fit_lines(self.tree, self._items[task.key], BOX_PX)
            for phase, item in self._phases.items():
                tasks = [task for task in run.tasks if task.phase == phase]
                done = sum(run.done(task.key) is not None for task in tasks)
                _put(item, STATE, f"{done} / {len(tasks)}", theme.MUTED)
        self.tree.blockSignals(False)
        self.hint.follow()
        self._follow_buttons()

    def _build(self, run: PlanRun | None) -> None:
        chosen = self.chosen
        self.tree.clear()
        self._items, self._phases = {}, {}
        if run is None:
            return
        for phase, name in PHASES.items():
            tasks = [task for task in run.tasks if task.phase == phase]
            if not tasks:
                continue
            head = self._phases[phase] = QTreeWidgetItem([pick(name), "", ""])
            head.setFlags(Qt.ItemFlag.ItemIsEnabled)
            font = head.font(TASK)
            font.setBold(True)
            head.setFont(TASK, font)
            self.tree.addTopLevelItem(head)
            for task in tasks:
                item = self._items[task.key] = QTreeWidgetItem(head)
                item.setData(TASK, ID_ROLE, task.key)
                item.setSelected(task.key == chosen)
            head.setExpanded(True)

    def _show_task(self, run: PlanRun, task: ChecklistTask, now_ms: int) -> None:
        item, done = self._items[task.key], run.done(task.key)
        text, notes = pick(task.text), [step.note for step in run.steps_of(task.key) if step.note]
        who = pick(self._who(task.who))
        color, state, tip = theme.TEXT, "", text
        if done is not None:
            skipped = done.kind == ChecklistTaskSkipped.__name__
            color, at = theme.MUTED, moments.short(done.happened_ms, now_ms)
            state = (self.tr("skipped {time} {who}") if skipped else self.tr("{time} {who}")).format(
                time=at, who=done.actor
            )
        elif task.due_ms is None:
            state = self.tr("no limit")
        elif task in run.overdue(now_ms):
            color = theme.DANGER
            state = self.tr("{span} overdue").format(span=moments.duration(now_ms - task.due_ms))
        else:
            state = self.tr("by {time}").format(time=moments.short(task.due_ms, now_ms))
        tip = "\n".join([text, who, state, *notes])
        _put(item, TASK, f"{text}  ·  {notes[-1]}" if notes else text, color, tip)
        _put(item, WHO, who, theme.MUTED, tip)
        _put(item, STATE, state, color, tip)
        tick = Qt.CheckState.Unchecked if done is None else Qt.CheckState.Checked
        if done is not None and done.kind == ChecklistTaskSkipped.__name__:
            tick = Qt.CheckState.PartiallyChecked
        if item.checkState(TASK) != tick or item.data(TASK, int(Qt.ItemDataRole.CheckStateRole)) is None:
            item.setCheckState(TASK, tick)

    def _who(self, who: str) -> Name:
        return POSTS.get(who) or self.session.catalog.departments.get(who) or Name(who, who)

    def _follow_buttons(self) -> None:
        for step, button in self.buttons.items():
            why = self._why_not(step)
            button.setEnabled(not why)
            button.setToolTip(literal(why))

    def _why_not(self, step: type[PlanCommand]) -> str:
        run, chosen = self.run, self.chosen
        if run is None:
            return self.tr("Choose a run first")
        if not run.active:
            return self.tr("This run has ended")
        denied = why_not(self.session, step, run)
        if denied:
            return denied
        if self.waiting:
            return self.tr("The last command awaits its reply")
        if step is NoteChecklistTask:
            return ""
        if not chosen:
            return self.tr("Choose a task in the list")
        is_open = run.done(chosen) is None
        if is_open and step is ReopenChecklistTask:
            return self.tr("The task is open")
        if not is_open and step is not ReopenChecklistTask:
            return self.tr("The task is done already")
        return ""

    def _take(self, step: type[PlanCommand]) -> None:
        made = self._command(step, self.chosen)
        if isinstance(made, str):
            self.show_problem(made)
            self.note.setFocus()
        else:
            self.send(made)

    def _command(self, step: type[PlanCommand], task: str) -> CommandBody | str:
        assert self.run is not None
        note = self.note.text().strip()
        if not note and step is SkipChecklistTask:
            return self.tr("Write why the task is skipped")
        if not note and step is ReopenChecklistTask:
            return self.tr("Write why the task is opened again")
        if not note and step is NoteChecklistTask:
            return self.tr("Write the note first")
        return step(plan_id=self.run.id, task=task, note=note)  # type: ignore[call-arg]

    def _ticked(self, item: QTreeWidgetItem, column: int) -> None:
        """A person clicked the tick: the box shows the journal's state until the reply."""
        run, task = self.run, str(item.data(TASK, ID_ROLE) or "")
        if column != TASK or run is None or not task:
            return
        self.tree.setCurrentItem(item)
        step = CompleteChecklistTask if run.done(task) is None else ReopenChecklistTask
        why = self._why_not(step)
        made = why or self._command(step, task)
        if isinstance(made, str):
            self.show_problem(made)
            self.refresh()
        else:
            self.send(made)

    def accepted(self, body: CommandBody) -> None:
        self.note.clear()


def _put(item: QTreeWidgetItem, column: int, text: str, color: str, tip: str = "") -> None:
    """Change only what is different: each change repaints."""
    if item.text(column) != text:
        item.setText(column, text)
    if item.toolTip(column) != literal(tip):
        item.setToolTip(column, literal(tip))
    brush = QColor(color)
    if item.foreground(column).color() != brush:
        item.setForeground(column, brush)
