"""应急响应: start a response, raise or lower its level, end it."""

from __future__ import annotations

from uuid import uuid4

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QComboBox, QLayout, QLineEdit, QVBoxLayout

from county.commands import CommandBody
from county.events.event import LONGEST_NOTE
from county.response.levels import (
    EMERGENCIES,
    RESPONSE_LEVELS,
    AdjustResponseLevel,
    EndResponse,
    Response,
    SetResponseLevel,
)
from county.response.plans import StartPlan
from desktop import moments, theme
from desktop.i18n import pick
from desktop.panels.record_panel import RecordPanel, Row
from desktop.places.division_box import FoundBox, division_choices
from desktop.response.band import in_force
from desktop.response.plans import nearest_level
from desktop.session import Session
from desktop.widgets.literal import PlainLabel
from desktop.widgets.narrow_box import narrow
from desktop.widgets.wrapping_line import line_of


class Responses(RecordPanel):
    """A level is never that of an event or of a warning."""

    command = SetResponseLevel
    steps = (AdjustResponseLevel, EndResponse, StartPlan)

    def __init__(self, session: Session) -> None:
        super().__init__(session, session.layers.book("response"))
        self.retranslate()
        self.area.choose(session.package.manifest.code)

    @staticmethod
    def title() -> str:
        return QCoreApplication.translate("Responses", "Responses")

    def form(self) -> QLayout:
        self.emergency, self.level = QComboBox(), QComboBox()
        for emergency in EMERGENCIES:
            self.emergency.addItem("", emergency)
        for level in RESPONSE_LEVELS:
            self.level.addItem("", level)
        self.level.setCurrentIndex(self.level.count() - 1)
        self.area = FoundBox(self.session.name_sounds)
        county = self.session.package.manifest
        self.area.offer([(county.name, county.code), *division_choices(self.session, "towns")])
        self.plan_label = PlainLabel()
        self.reason = QLineEdit()
        self.reason.setMaxLength(LONGEST_NOTE)
        self.reason.returnPressed.connect(self.send_form)
        self.plan = narrow(QComboBox())
        lines = QVBoxLayout()
        lines.addLayout(
            line_of(self.emergency, self.level, self.area, self.reason, self.button, stretch={self.reason: 1})
        )
        lines.addLayout(line_of(self.plan_label, self.plan, stretch={self.plan: 1}))
        return lines

    def retranslate(self) -> None:
        for row, name in enumerate(EMERGENCIES.values()):
            self.emergency.setItemText(row, pick(name))
        for row, name in enumerate(RESPONSE_LEVELS.values()):
            self.level.setItemText(row, pick(name))
        self.reason.setPlaceholderText(self.tr("By which plan and decision (required)"))
        self.button.setText(self.tr("Start the response"))
        self.plan_label.setText(self.tr("Plan for the chosen response"))
        chosen = max(0, self.plan.currentIndex())
        self.plan.clear()
        for key, plan in self.session.catalog.offered_response_plans().items():
            self.plan.addItem(pick(plan.name), key)
        self.plan.setCurrentIndex(chosen)
        self.hint.say(self.tr("No response is in force"))
        super().retranslate()

    def heads(self) -> list[str]:
        return [
            self.tr("Level"), self.tr("Emergency"), self.tr("Area"), self.tr("Since"), self.tr("Ended"),
            self.tr("Reason"),
        ]  # fmt: skip

    def rows(self) -> list[Row]:
        now_ms = self.session.clock.now_ms()
        active = in_force(self.session)
        states = self.session.layers.states("response").values()
        ended = [state for state in states if isinstance(state, Response) and not state.in_force]
        ended.sort(key=lambda response: -response.steps[-1].happened_ms)
        return [self._row(response, now_ms) for response in (*active, *ended)]

    def _row(self, response: Response, now_ms: int) -> Row:
        end = "" if response.in_force else moments.short(response.steps[-1].happened_ms, now_ms)
        cells = (
            pick(RESPONSE_LEVELS[response.level]), pick(EMERGENCIES[response.emergency]),
            self.session.divisions.path(response.area), moments.short(response.level_since_ms, now_ms), end,
            response.steps[-1].note,
        )  # fmt: skip
        return Row(response.id, cells, theme.TEXT if response.in_force else theme.MUTED)

    def body(self) -> CommandBody | str:
        area, reason = self.area.value(), self.reason.text().strip()
        if not area:
            return self.tr("Choose the area")
        if not reason:
            return self.tr("Enter by which plan and decision")
        return SetResponseLevel(
            response_id=uuid4().hex, emergency=self.emergency.currentData(), level=self.level.currentData(), area=area,
            note=reason,
        )  # fmt: skip

    def sent(self, body: CommandBody) -> None:
        self.reason.clear()

    def step(self, command: type[CommandBody], item_id: str) -> CommandBody | str | None:
        response: Response | None = self.session.layers.states("response").get(item_id)
        if response is None or not response.in_force:
            return None
        reason = self.reason.text().strip()
        if command is StartPlan:
            plan = self.session.catalog.response_plans[self.plan.currentData()]
            level = nearest_level(plan, response.level)
            return StartPlan(
                plan_id=uuid4().hex, plan=self.plan.currentData(), level=level, response=item_id, note=reason
            )
        if not reason:
            return self.tr("Enter by which plan and decision")
        if command is EndResponse:
            return EndResponse(response_id=item_id, note=reason)
        return AdjustResponseLevel(response_id=item_id, level=self.level.currentData(), note=reason)
