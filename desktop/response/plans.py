"""预案: start a plan for an event or a response, and work through its checklist, units and notices."""

from __future__ import annotations

from uuid import uuid4

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QApplication, QComboBox, QGridLayout, QLineEdit, QTabWidget, QVBoxLayout, QWidget

from county.commands import CommandBody, EventLevel, ResponseLevel
from county.events.event import ENDED, LONGEST_NOTE, Event
from county.response.levels import RESPONSE_LEVELS
from county.response.plan_table import SIGNS, ResponsePlan
from county.response.plans import AdjustPlanLevel, EndPlan, PlanRun, StartPlan, plans_for
from desktop import theme
from desktop.i18n import pick
from desktop.input.form_keys import FormKeys
from desktop.input.former_focus import FormerFocus
from desktop.permission import PERMISSIONS_MS, why_not
from desktop.response.band import in_force
from desktop.response.plan_checklist import PlanChecklist
from desktop.response.plan_notices import PlanNotices
from desktop.response.plan_part import PlanPart
from desktop.response.plan_resources import PlanResources
from desktop.response.plan_tree_part import PlanTreePart
from desktop.session import Session
from desktop.widgets.elided import ElidedButton
from desktop.widgets.literal import PlainLabel, literal
from desktop.widgets.narrow_box import narrow
from desktop.widgets.scrolled import scrolled
from desktop.widgets.wrapping_line import line_of
from desktop.wording import verb
from layers.focus import Selection
from layers.plan_areas import PlanAreasLayer

VILLAGES_NAMED = 6
TASKS_NAMED = 3
EVENT, RESPONSE = "event/", "response/"
USUAL: dict[EventLevel, ResponseLevel] = {"general": "IV", "larger": "III", "major": "II", "major_special": "I"}
"""The level that is proposed for an event; a person decides."""
LEVEL_CHARACTERS = 8


class Plans(PlanPart):
    """The form at the top starts a plan; below it is the chosen run."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._about = ""
        """Number of the selected event, "" for none."""
        self._newest: str | None = None
        """Id of the run that was shown for it, "" for none; None: not looked for yet."""
        self._offered = ""
        """The subject that the plans were offered for."""
        self.subject, self.plan, self.level = narrow(QComboBox()), narrow(QComboBox()), narrow(QComboBox())
        self.level.setMinimumContentsLength(LEVEL_CHARACTERS)
        self.subject.currentIndexChanged.connect(lambda _: self._offer_plans())
        self.plan.currentIndexChanged.connect(lambda _: self._offer_levels())
        self.start = ElidedButton()
        self.start.setProperty("role", "primary")
        self.start.clicked.connect(self._start)
        self.runs = narrow(QComboBox())
        self.runs.currentIndexChanged.connect(lambda _: self._choose())
        self.summary = PlainLabel()
        self.summary.setWordWrap(True)
        self.locate = ElidedButton()
        self.locate.clicked.connect(self._locate)
        self.checklist, self.resources = PlanChecklist(session), PlanResources(session)
        self.notices = PlanNotices(session)
        self.tabs = QTabWidget()
        for part in (self.checklist, self.resources, self.notices):
            self.tabs.addTab(part, "")
        self.note = QLineEdit()
        self.note.setMaxLength(LONGEST_NOTE)
        self.new_level = narrow(QComboBox())
        self.adjust, self.end = ElidedButton(), ElidedButton()
        self.adjust.clicked.connect(lambda: self._take(AdjustPlanLevel))
        self.end.clicked.connect(lambda: self._take(EndPlan))
        self._missed = True
        """Whether something else was selected while nobody saw this panel."""
        self._asked = ""
        """Id of the run whose open tasks were named; "" for none."""
        self.question = PlainLabel()
        """Which tasks are still open, before the run is ended."""
        self.question.setWordWrap(True)
        self.question.setProperty("role", "error")
        self.question.hide()
        self._former_focus = FormerFocus(self, self.tabs)
        FormKeys(self, self._send_focused, self._leave)
        self._arrange()
        self.listen(session.focus.selected, self._take_selection)
        for model in (session.layers.of(PlanAreasLayer), session.layers.book("response"), session.layers["events"]):
            self.listen(model.changed, self._follow)
        self.every(PERMISSIONS_MS, self._follow)
        self.retranslate()

    def _arrange(self) -> None:
        form = QGridLayout()
        form.setSpacing(theme.px(6))
        form.addWidget(self.subject, 0, 0, 1, 3)
        form.addWidget(self.plan, 1, 0)
        form.addWidget(self.level, 1, 1)
        form.addWidget(self.start, 1, 2)
        form.setColumnStretch(0, 1)
        head = QGridLayout()
        head.setSpacing(theme.px(6))
        head.addWidget(self.runs, 0, 0)
        head.addWidget(self.locate, 0, 1)
        head.addWidget(self.summary, 1, 0, 1, 2)
        head.setColumnStretch(0, 1)
        steps = (self.new_level, self.adjust, self.end)
        inside = QWidget()
        whole, box = QVBoxLayout(self), QVBoxLayout(inside)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(scrolled(inside))  # its parts are higher than a small window
        box.setContentsMargins(theme.px(8), theme.px(6), theme.px(8), theme.px(4))
        box.setSpacing(theme.px(6))
        box.addLayout(form)
        box.addLayout(head)
        box.addWidget(self.tabs, 1)
        for part in (self.problem, self.question, self.note):  # what comes by itself moves no button
            box.addWidget(part)
        box.addLayout(line_of(*steps, stretch=dict.fromkeys(steps, 1)))

    @staticmethod
    def title() -> str:
        return QCoreApplication.translate("Plans", "Response plans")

    def release(self) -> None:
        for part in (self.checklist, self.resources, self.notices):
            part.release()
        super().release()

    def retranslate(self) -> None:
        self.start.setText(self.tr("Start"))
        self.locate.setText(self.tr("Show on the map"))
        for place, text in enumerate((self.tr("Checklist"), self.tr("Units"), self.tr("Notices"))):
            self.tabs.setTabText(place, text)
        self.note.setPlaceholderText(self.tr("By which decision (required to change the level or to end)"))
        self.adjust.setText(verb(AdjustPlanLevel.__name__))
        self._offer_plans()
        self._follow()

    # ---- starting

    def _take_selection(self, selection: Selection | None) -> None:
        """The selected event is what a plan is started for; its run is shown, and never one of another event."""
        self._missed = not self.is_seen
        if not self._missed:
            self._show_selected(selection)

    def _show_selected(self, selection: Selection | None) -> None:
        self._about, self._newest = "", None
        if selection is not None and selection.layer == "events" and len(selection.ids) == 1:
            self._about = selection.ids[0]
        self._follow()
        if self._about:
            self.subject.setCurrentIndex(max(0, self.subject.findData(f"{EVENT}{self._about}")))
        elif selection is not None and selection.layer == PlanAreasLayer.key:
            self.runs.setCurrentIndex(self.runs.findData(selection.ids[0]))

    def uncover(self) -> None:
        super().uncover()
        if self._missed:
            self._missed = False
            self._show_selected(self.session.focus.selection)

    def _show_newest(self) -> None:
        """Show the newest run about the selected event once it is there, none before."""
        newest = next((run.id for run in self._sorted() if run.about == self._about), "")
        if self._about and newest != self._newest:
            self._newest = newest
            self.runs.setCurrentIndex(self.runs.findData(newest) if newest else -1)

    def _subjects(self) -> list[tuple[str, str]]:
        selection = self.session.focus.selection
        found: list[tuple[str, str]] = []
        if selection is not None and selection.layer == "events" and len(selection.ids) == 1:
            event: Event | None = self.session.layers.states("event").get(selection.ids[0])
            if event is not None and event.state not in ENDED:
                found.append((pick(self.session.event_texts.title(event)), f"{EVENT}{event.id}"))
        for response in in_force(self.session):
            name = f"{pick(RESPONSE_LEVELS[response.level])} · {self.session.divisions.path(response.area)}"
            found.append((name, f"{RESPONSE}{response.id}"))
        return found

    def _event(self) -> Event | None:
        subject = str(self.subject.currentData() or "")
        found = self.session.layers.states("event").get(subject.removeprefix(EVENT))
        return found if subject.startswith(EVENT) else None

    def _offer_plans(self) -> None:
        rows = self.session.catalog.response_plans
        event = self._event()
        keys = plans_for(rows, "" if event is None else event.subclass)
        _offer(self.plan, [(pick(rows[key].name), key) for key in keys], none=True)
        subject = str(self.subject.currentData() or "")
        if subject != self._offered:  # those for the event come first; another one is never chosen by itself
            self._offered = subject
            suits = event is None or (keys and event.subclass in rows[keys[0]].subclasses)
            self.plan.setCurrentIndex(0 if suits else -1)
        self._offer_levels()

    def _offer_levels(self) -> None:
        row, event = self._row(), self._event()
        if row is None:
            self.level.clear()
            return
        _offer(self.level, [(pick(RESPONSE_LEVELS[level]), level) for level in row.levels])
        subject = str(self.subject.currentData() or "")
        response = self.session.layers.states("response").get(subject.removeprefix(RESPONSE))
        usual = response.level if response is not None else USUAL[event.level] if event is not None else "IV"
        self.level.setCurrentIndex(self.level.findData(nearest_level(row, usual)))

    def _row(self) -> ResponsePlan | None:
        return self.session.catalog.response_plans.get(str(self.plan.currentData() or ""))

    def _runs_already(self, subject: str) -> bool:
        plan = self.plan.currentData()
        return any(
            run.active and run.plan == plan and subject in (f"{EVENT}{run.about}", f"{RESPONSE}{run.response}")
            for run in self.session.layers.states("plan").values()
        )

    def _start(self) -> None:
        subject = str(self.subject.currentData() or "")
        if not self.start.isEnabled() or not subject:
            return
        about = {"about": subject.removeprefix(EVENT)} if subject.startswith(EVENT) else {
            "response": subject.removeprefix(RESPONSE)
        }  # fmt: skip
        self.send(
            StartPlan(plan_id=uuid4().hex, plan=self.plan.currentData(), level=self.level.currentData(), **about)
        )

    def _send_focused(self) -> None:
        """The key that sends gives the highlighted button of the part that has the focus."""
        focused = QApplication.focusWidget()
        forms = (
            (self.start, (self.subject, self.plan, self.level, self.start)),
            (self.resources.dispatch, (self.resources,)), (self.notices.call, (self.notices,)),
        )  # fmt: skip
        for button, parts in forms:
            if any(part is focused or (focused is not None and part.isAncestorOf(focused)) for part in parts):
                button.click()

    def _leave(self) -> None:
        """From what is below the lines of a tab go to these, from the rest to where the hand was before; what is filled
        in stays."""
        focused, part = QApplication.focusWidget(), self.tabs.currentWidget()
        if isinstance(part, PlanTreePart) and focused is not None and part.isAncestorOf(focused):
            part.tree.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self._former_focus.give_back()

    def accepted(self, body: CommandBody) -> None:
        self.note.clear()
        self._asked = ""
        if isinstance(body, StartPlan):
            self._follow()
            self.runs.setCurrentIndex(self.runs.findData(body.plan_id))

    # ---- the chosen run

    def _sorted(self) -> list[PlanRun]:
        """Running ones first, the newest first."""
        runs = [run for run in self.session.layers.states("plan").values() if isinstance(run, PlanRun)]
        return sorted(runs, key=lambda run: (not run.active, -run.steps[0].happened_ms))

    def _follow(self) -> None:
        if _offer(self.subject, self._subjects()):
            self._offer_plans()
        _offer(self.runs, [(self._title(run), run.id) for run in self._sorted()], none=bool(self._about))
        self._show_newest()
        self._choose()

    def _choose(self) -> None:
        run = self.session.layers.states("plan").get(str(self.runs.currentData() or ""))
        if run is None or run.id != self._asked:
            self._asked = ""
        self.show_run(run)
        for part in (self.checklist, self.resources, self.notices):
            part.show_run(run)

    def _title(self, run: PlanRun) -> str:
        row = self.session.catalog.response_plans.get(run.plan)
        name = run.plan if row is None else pick(row.name)
        event: Event | None = self.session.layers.states("event").get(run.about)
        about = run.about if event is None else pick(self.session.event_texts.title(event))
        about = about or self.session.divisions.path(run.division)
        level = self.tr("Level {level}") if run.active else self.tr("Level {level}, ended")
        return f"{level.format(level=SIGNS[run.level])} · {about} · {name}"

    def refresh(self) -> None:
        run, subject = self.run, str(self.subject.currentData() or "")
        self.summary.setText(self._summary(run))
        why = why_not(self.session, StartPlan)
        if not subject:
            why = self.tr("Select an event, or start a response first")
        elif self.waiting:
            why = self.tr("The last command awaits its reply")
        elif not why and self.plan.currentData() is None:
            why = self.tr("No plan is for events of this class: choose one")
        elif not why and self._runs_already(subject):
            why = self.tr("This plan runs already: change its level below")
        self.start.setEnabled(not why)
        self.start.setToolTip(literal(why))
        self.subject.setPlaceholderText(self.tr("Select an event, or start a response"))
        self.plan.setPlaceholderText(self.tr("Choose a plan"))
        self.runs.setPlaceholderText(self.tr("No plan was started"))
        row = None if run is None else self.session.catalog.response_plans.get(run.plan)
        levels = [] if run is None or row is None else [level for level in row.levels if level != run.level]
        _offer(self.new_level, [(pick(RESPONSE_LEVELS[level]), level) for level in levels])
        for command, button in ((AdjustPlanLevel, self.adjust), (EndPlan, self.end)):
            why = self.tr("Choose a run that has not ended") if run is None or not run.active else ""
            why = why or why_not(self.session, command, run)
            if self.waiting:
                why = self.tr("The last command awaits its reply")
            button.setEnabled(not why)
            button.setToolTip(literal(why))
        self._show_question(run)
        self.locate.setEnabled(run is not None and run.radius_m > 0)
        self.locate.setToolTip("" if self.locate.isEnabled() else literal(self.tr("The run has no place")))

    def _summary(self, run: PlanRun | None) -> str:
        if run is None and self._about:
            return self.tr("No plan runs for the selected event; start one with the button above")
        if run is None:
            return self.tr("Select an event and start a plan with the button above, or choose a run")
        done = len(run.tasks) - len(run.open_tasks)
        late = len(run.overdue(self.session.clock.now_ms()))
        parts = [self.tr("{done} of {all} tasks done").format(done=done, all=len(run.tasks))]
        if late:
            parts.append(self.tr("{n} overdue").format(n=late))
        if run.radius_m:
            found = self.session.layers.of(PlanAreasLayer).inside(run.x_m, run.y_m, run.radius_m)
            people = self.tr("people not known")
            if found.people is not None:
                people = self.tr("about {n} people").format(n=f"{found.people:,}")
            counts = {"villages": len(found.villages), "sensors": found.sensors, "shelters": found.shelters}
            text = self.tr("within {km} km: {villages} villages, {people}, {sensors} sensors, {shelters} shelters")
            parts.append(text.format(km=f"{run.radius_m / 1000:g}", people=people, **counts))
            more = "…" if len(found.villages) > VILLAGES_NAMED else ""
            if found.villages:
                parts.append(self.tr(", ").join(found.villages[:VILLAGES_NAMED]) + more)
        return " · ".join(parts)

    def _locate(self) -> None:
        if self.run is not None and self.run.radius_m:
            self.session.focus.fly_to.emit(self.run.x_m, self.run.y_m, self.run.radius_m * 1.3)

    def _show_question(self, run: PlanRun | None) -> None:
        """Name the open tasks of the run that is to be ended."""
        left = () if run is None or not run.active or self._asked != run.id else run.open_tasks
        self.question.setVisible(bool(left))
        self.end.setText(self.tr("End nevertheless") if left else verb(EndPlan.__name__))
        if not left:
            return
        more = self.tr(" and {n} more").format(n=len(left) - TASKS_NAMED) if len(left) > TASKS_NAMED else ""
        names = self.tr("; ").join(pick(task.text) for task in left[:TASKS_NAMED]) + more
        self.question.setToolTip(literal("\n".join(pick(task.text) for task in left)))
        text = self.tr("{n} tasks are open: {tasks}. Write why the plan ends without them, then end it nevertheless.")
        self.question.setText(text.format(n=len(left), tasks=names))

    def _take(self, command: type[AdjustPlanLevel] | type[EndPlan]) -> None:
        run, note = self.run, self.note.text().strip()
        if run is None:
            return
        if command is EndPlan and run.open_tasks and self._asked != run.id:
            self._asked = run.id
            self.problem.hide()
            self.refresh()
            self.note.setFocus()
        elif not note:
            self.show_problem(self.tr("Write by which decision"))
            self.note.setFocus()
        elif command is EndPlan:
            self.send(EndPlan(plan_id=run.id, note=note))
        else:
            self.send(AdjustPlanLevel(plan_id=run.id, level=self.new_level.currentData(), note=note))


def nearest_level(row: ResponsePlan, level: ResponseLevel) -> ResponseLevel:
    """The level of the plan that is ``level``, or the highest one below it."""
    return level if level in row.levels else row.levels[-1]


def _offer(box: QComboBox, choices: list[tuple[str, str]], *, none: bool = False) -> bool:
    """Replace the choices if they are others; the chosen value stays, otherwise the first one is chosen.  Returns
    whether they were replaced.  ``none``: no choice stays no choice."""
    known = [(box.itemText(n), box.itemData(n)) for n in range(box.count())]
    if known == choices:
        return False
    chosen = box.currentData()
    box.blockSignals(True)
    box.clear()
    for text, value in choices:
        box.addItem(text, value)
    box.setCurrentIndex(max(-1 if none or not choices else 0, box.findData(chosen)))
    box.blockSignals(False)
    return True
