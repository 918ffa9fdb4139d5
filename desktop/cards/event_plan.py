"""The plan of an event: started with one click from its card, and how far its run is."""

from __future__ import annotations

from uuid import uuid4

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout

from county.events.event import ENDED, Event
from county.response.plan_table import SIGNS
from county.response.plans import PlanRun, StartPlan, plans_for
from desktop import theme
from desktop.i18n import pick
from desktop.permission import PERMISSIONS_MS, why_not
from desktop.response.plan_part import PlanPart
from desktop.response.plans import USUAL, nearest_level
from desktop.session import Session
from desktop.widgets.elided import ElidedButton
from desktop.widgets.literal import literal
from layers.plan_areas import PlanAreasLayer


class EventPlan(PlanPart):
    """Hidden for events of classes without a plan that have no run."""

    panel_wanted = Signal(str)
    """Key of the panel that continues with it."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._event: Event | None = None
        self._plan = ""
        """Key of the proposed plan."""
        self.start, self.open = ElidedButton(), ElidedButton()
        self.open.setProperty("role", "link")
        self.start.clicked.connect(self._start)
        self.open.clicked.connect(lambda: self.panel_wanted.emit("plans"))
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(theme.px(6))
        for part in (self.start, self.open):
            line.addWidget(part)
        line.addWidget(self.problem, 1)
        line.addStretch(1)
        self.listen(session.layers.of(PlanAreasLayer).changed, self._find)
        self.every(PERMISSIONS_MS, self._find)
        self.retranslate()

    def retranslate(self) -> None:
        self.refresh()

    def show_event(self, event: Event) -> None:
        """Show the plan of ``event``."""
        if self._event is None or event.id != self._event.id:
            self.problem.hide()
        self._event = event
        self._find()

    def _find(self) -> None:
        event = self._event
        if event is None:
            return
        runs = self.session.layers.about("plan", event.id)
        newest = max(runs, key=lambda run: (run.active, run.steps[0].happened_ms), default=None)
        rows = self.session.catalog.response_plans
        best = next(iter(plans_for(rows, event.subclass)), "")
        self._plan = best if best and event.subclass in rows[best].subclasses and event.state not in ENDED else ""
        self.show_run(newest)

    def refresh(self) -> None:
        event, run = self._event, self.run
        offered = event is not None and bool(self._plan) and (run is None or not run.active)
        self.start.setVisible(offered)
        self.open.setVisible(run is not None)
        self.setVisible(offered or run is not None)
        if offered and event is not None:
            row = self.session.catalog.response_plans[self._plan]
            level = SIGNS[nearest_level(row, USUAL[event.level])]
            self.start.setText(self.tr("Start plan {level}: {name}").format(level=level, name=pick(row.name)))
            why = why_not(self.session, StartPlan)
            self.start.setEnabled(not why and not self.waiting)
            self.start.setToolTip(literal(why))
        if run is not None:
            self.open.setText(self._progress(run))

    def _progress(self, run: PlanRun) -> str:
        late = len(run.overdue(self.session.clock.now_ms()))
        counts = {"level": SIGNS[run.level], "done": len(run.tasks) - len(run.open_tasks), "all": len(run.tasks)}
        if not run.active:
            return self.tr("Plan {level} ended: {done} of {all} done …").format(**counts)
        if late:
            return self.tr("Plan {level}: {done} of {all} done, {n} overdue …").format(n=late, **counts)
        return self.tr("Plan {level}: {done} of {all} done …").format(**counts)

    def _start(self) -> None:
        event = self._event
        if event is None or not self._plan:
            return
        row = self.session.catalog.response_plans[self._plan]
        level = nearest_level(row, USUAL[event.level])
        self.send(StartPlan(plan_id=uuid4().hex, plan=self._plan, level=level, about=event.id))
        self.panel_wanted.emit("plans")
