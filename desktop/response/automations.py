"""联动规则: which rules there are, whether they are on, and what each did lately or why it did not."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QHeaderView, QLayout, QLineEdit, QTreeWidget, QTreeWidgetItem, QVBoxLayout

from county.automation.log import OUTCOMES, Automation, AutomationRun, SwitchAutomation, is_on
from county.automation.table import AutomationRule, Deed
from county.commands import CommandBody
from county.events.event import LONGEST_NOTE
from desktop import moments, theme
from desktop.i18n import pick
from desktop.input.held_rows import HeldRows
from desktop.panels.record_panel import RecordPanel, Row
from desktop.session import Session
from desktop.widgets.empty_hint import EmptyHint
from desktop.widgets.literal import literal
from desktop.widgets.wrapped_rows import fit_lines
from desktop.widgets.wrapping_line import line_of
from desktop.wording import STEPS, refusal, verb, word

ABOUT_ROLE = int(Qt.ItemDataRole.UserRole)
TRIGGER_ROLE = ABOUT_ROLE + 1
"""Number of the record that had the rule run."""
COMMANDS_OF: dict[Deed, str] = {
    "open_event": "ReportEvent", "assign_unit": "DispatchEvent", "supervise": "SuperviseEvent",
    "set_response_level": "SetResponseLevel", "start_plan": "StartPlan", "notify": "SendNotice",
}  # fmt: skip
"""The command by which a deed is named on the screen."""
GIVEN_BY = {
    "AlarmRaised": "RaiseAlarm", "AlarmAcknowledged": "AcknowledgeAlarm", "NoticeSent": "SendNotice",
    "NoticeFailed": "FailNotice", "NoticeAcknowledged": "AcknowledgeNotice", "PlanStarted": "StartPlan",
    "UnitStatusSet": "SetUnitStatus", "ResponseLevelSet": "SetResponseLevel", "RoadClosed": "CloseRoad",
}  # fmt: skip
"""The command by which a record that is no step of an event is named."""
COLORS = {"acted": theme.TEXT, "refused": theme.DANGER, "too_often": theme.WARNING, "loop": theme.WARNING}


class AutomationPanel(RecordPanel):
    """A rule is switched with a reason; a double click on a line of the log opens what it is about."""

    steps = (SwitchAutomation,)

    def __init__(self, session: Session) -> None:
        super().__init__(session, session.layers.book("automation"))
        self.log = QTreeWidget()
        self.log.setColumnCount(3)
        self.log.setRootIsDecorated(False)
        self.log.setAlternatingRowColors(True)
        self.log.setWordWrap(True)
        header = self.log.header()
        header.setStretchLastSection(True)
        for column, width in ((0, 76), (1, 116)):
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.Interactive)
            header.resizeSection(column, theme.px(width))
        self.log.itemDoubleClicked.connect(self._open)
        self.log_hint = EmptyHint(self.log, session)
        self.log_hold = HeldRows(self.log, lambda index: index.siblingAtColumn(0).data(TRIGGER_ROLE))
        self.log_hold.ended.connect(self.refresh)
        layout = self.layout()
        assert isinstance(layout, QVBoxLayout)
        layout.addWidget(self.log, 1)
        self._logged: tuple[object, ...] = ()
        self.retranslate()

    @staticmethod
    def title() -> str:
        return QCoreApplication.translate("AutomationPanel", "Automation")

    def form(self) -> QLayout:
        self.reason = QLineEdit()
        self.reason.setMaxLength(LONGEST_NOTE)
        self.button.hide()  # a rule is switched by a step about the chosen row
        return line_of(self.reason, self.button, stretch={self.reason: 1})

    def retranslate(self) -> None:
        self.reason.setPlaceholderText(self.tr("Why a rule is switched (required)"))
        self.hint.say(self.tr("The catalogue has no automation rules (catalog/automation.toml)"))
        if hasattr(self, "log"):
            self.log.setHeaderLabels([self.tr("Time"), self.tr("Result"), self.tr("What it did")])
            self._logged = ()
        super().retranslate()

    def heads(self) -> list[str]:
        return [self.tr("State"), self.tr("Rule"), self.tr("Acted"), self.tr("Trigger"), self.tr("Actions")]

    def numeric(self) -> tuple[int, ...]:
        return (2,)

    def rows(self) -> list[Row]:
        return [self._row(key, rule) for key, rule in self._rules().items()]

    def _rules(self) -> dict[str, AutomationRule]:
        return {key: rule for key, rule in self.session.catalog.automation.items() if not rule.retired}

    def _row(self, key: str, rule: AutomationRule) -> Row:
        state = self.automation(key)
        on = is_on(state, rule.enabled)
        deeds = " · ".join(verb(COMMANDS_OF[action.do]) for action in rule.then)
        acted = "0" if state is None else f"{state.acted:,}"
        cells = (self.tr("on") if on else self.tr("off"), pick(rule.name), acted, self._trigger(rule.on), deeds)
        return Row(key, cells, theme.TEXT if on else theme.MUTED)

    def _trigger(self, record: str) -> str:
        if record in STEPS:
            return word(STEPS[record])
        return verb(GIVEN_BY[record]) if record in GIVEN_BY else record

    def automation(self, key: str) -> Automation | None:
        """What happened with a rule; None: nothing."""
        found: Automation | None = self.session.layers.states("automation").get(key)
        return found

    def refresh(self) -> None:
        super().refresh()
        rule, state = self._rules().get(self.chosen), self.automation(self.chosen)
        button = self.step_buttons[SwitchAutomation]
        if rule is not None:
            button.setText(self.tr("Switch off") if is_on(state, rule.enabled) else self.tr("Switch on"))
        self.note.setText(self._said(state))
        self.note.setVisible(bool(self.note.text()))
        if hasattr(self, "log"):
            self._show_log(state)

    def _said(self, state: Automation | None) -> str:
        if state is None or state.on is None:
            return ""
        text = self.tr("{who} switched it on {time}: {note}") if state.on else self.tr(
            "{who} switched it off {time}: {note}"
        )  # fmt: skip
        time = moments.short(state.switched_ms, self.session.clock.now_ms())
        return text.format(who=state.switched_by, time=time, note=state.note)

    def _show_log(self, state: Automation | None) -> None:
        shown = (self.chosen, () if state is None else state.runs)
        is_same_rule = self._logged[:1] == shown[:1]
        if shown == self._logged or (is_same_rule and self.log_hold.holding):
            return
        self._logged = shown
        self.log.clear()
        now_ms = self.session.clock.now_ms()
        for run in reversed(() if state is None else state.runs):
            item = self._line(run, now_ms)
            self.log.addTopLevelItem(item)
            fit_lines(self.log, item)
        self.log_hint.say(
            self.tr("This rule has not run yet") if self.chosen else self.tr("Choose a rule to see what it did")
        )
        self.log_hint.follow()

    def _line(self, run: AutomationRun, now_ms: int) -> QTreeWidgetItem:
        deeds = [
            verb(deed.command) if not deed.refused else f"{verb(deed.command)} ✗ {refusal(deed.refused, deed.params)}"
            for deed in run.did
        ]
        about = run.about.partition("/")[2]
        if run.chain:
            rules = self.session.catalog.automation
            origin = " → ".join(pick(rules[link.rule].name) if link.rule in rules else link.rule for link in run.chain)
            deeds.append(self.tr("follows from {rules}").format(rules=origin))
        item = QTreeWidgetItem(
            [moments.short(run.at_ms, now_ms), pick(OUTCOMES[run.outcome]), " · ".join([about, *deeds])]
        )
        item.setData(0, ABOUT_ROLE, run.about)
        item.setData(0, TRIGGER_ROLE, run.trigger)
        item.setForeground(1, QColor(COLORS.get(run.outcome, theme.MUTED)))
        tip = "\n".join([self.tr("record {seq}: {about}").format(seq=run.trigger, about=run.about), *deeds])
        for column in range(3):
            item.setToolTip(column, literal(tip))
        return item

    def _open(self, item: QTreeWidgetItem) -> None:
        key, _, subject = str(item.data(0, ABOUT_ROLE) or "").partition("/")
        if key == "event":
            self.session.focus.select("events", subject)

    def unable(self) -> str:
        return self.tr("Choose a rule in the list")

    def step(self, command: type[CommandBody], item_id: str) -> CommandBody | str | None:
        rule = self._rules().get(item_id)
        if rule is None:
            return None
        note = self.reason.text().strip()
        if not note:
            return self.tr("Write why the rule is switched")
        return SwitchAutomation(rule=item_id, on=not is_on(self.automation(item_id), rule.enabled), note=note)

    def sent(self, body: CommandBody) -> None:
        self.reason.clear()
