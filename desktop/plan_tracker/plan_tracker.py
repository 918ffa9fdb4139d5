"""计划跟踪: the items of plans with their time lines; evidence is submitted and accepted, late chains are followed."""

from __future__ import annotations

from datetime import date, timedelta
from typing import NamedTuple

from PySide6.QtCore import QCoreApplication, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QComboBox,
    QDoubleSpinBox,
    QHeaderView,
    QLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
)

from county.briefing.briefing import ChosenFigure
from county.commands import CommandBody
from county.drill.run import DrillRun
from county.figures.metric import FigureValue, Period
from county.figures.text import in_words, short_text
from county.plan_tracker.aggregate import PLAN_PROCEDURE
from county.plan_tracker.commands import (
    AcceptEvidence,
    AddPlanItem,
    ArchivePlan,
    BeginPlan,
    DecidePilot,
    RejectEvidence,
    RevisePlanItem,
    RevokeEvidence,
    SpendOnPlanItem,
    SubmitEvidence,
    UrgePlanItem,
    WithdrawPlanItem,
)
from county.plan_tracker.item import PILOT_DECISIONS, PlanItem
from county.plan_tracker.standing import ItemStanding
from county.plan_tracker.stated import NOTE_MAX, Milestone
from desktop import theme
from desktop.figures.asker import FigureAsker
from desktop.files.attached_files import AttachedFiles
from desktop.i18n import pick
from desktop.input.pointer_hold import PointerHold
from desktop.panels.record_panel import RecordPanel, Row
from desktop.permission import why_not
from desktop.plan_tracker.dialogs import ItemDialog, NewPlanDialog
from desktop.plan_tracker.pilot_figures import BEFORE_AFTER_MS, PilotFigures
from desktop.plan_tracker.shown_standings import ShownStandings
from desktop.plan_tracker.texts import (
    INDENT,
    WAN,
    chain_text,
    end_text,
    lead_text,
    milestone_text,
    money_text,
    state_text,
)
from desktop.plan_tracker.time_line import BarSpan, ShownBar, TimeLineDelegate
from desktop.session import Session
from desktop.widgets.literal import PlainLabel, literal
from desktop.widgets.wrapping_line import line_of
from services.protocol.analysis_messages import FigureTable

PROGRESS, MONEY = 1, 5
LINE = 8
"""The column of time lines."""
ROW_PX, TABLE_PX, MILESTONES_PX = 34, 250, 116
"""Heights of a row, of the table at least (six rows: in a low dock the whole panel scrolls), and of the milestones."""
LINE_PX = 320
"""Width of the time lines at least."""
FIGURES_MS = 60_000
MOST_WAN = 1e8
FILES_SHOWN = 2
ID_ROLE = Qt.ItemDataRole.UserRole
ALL, ARCHIVED = "", "archived"


class MatterToReport(NamedTuple):
    """An event that is to be reported about an item: its id and the title."""

    item: str
    title: str


class PlanTracker(RecordPanel):
    """The table stands above the milestones of the chosen item; steps are about the chosen item or milestone."""

    steps = (
        SubmitEvidence, AcceptEvidence, RejectEvidence, RevokeEvidence, SpendOnPlanItem, UrgePlanItem, DecidePilot,
        WithdrawPlanItem, ArchivePlan,
    )  # fmt: skip
    event_wanted = Signal(MatterToReport)
    """Somebody wants to report an event that presses an item."""

    def __init__(self, session: Session) -> None:
        self.asker = FigureAsker(session)
        self._shown_standings = ShownStandings(session)
        self._span = BarSpan(date.min, date.max)
        self._values: dict[str, FigureValue] = {}
        """Newest value of each indicator, county-wide."""
        self._shown_of: tuple[str, object] | None = None
        super().__init__(session, session.layers.book("plan_item"))
        self.pilots = PilotFigures(session, self._show_pilot)
        self.delegate = TimeLineDelegate(self._line_of)
        self.table.setItemDelegateForColumn(LINE, self.delegate)
        self.table.setColumnCount(LINE + 1)
        header = self.table.horizontalHeader()
        header.setStretchLastSection(False)
        header.setSectionResizeMode(LINE, QHeaderView.ResizeMode.Fixed)
        self.table.verticalHeader().setDefaultSectionSize(theme.px(ROW_PX))
        self.table.setMinimumHeight(theme.px(TABLE_PX))
        self.table.itemSelectionChanged.connect(self._show_chosen)
        self.every(FIGURES_MS, self._ask_figures)
        self.retranslate()

    @staticmethod
    def title() -> str:
        return QCoreApplication.translate("PlanTracker", "Plan tracker")

    # ---- inputs

    def form(self) -> QLayout:
        self.button.hide()  # a plan is begun, and an item stated, in a dialog
        self.plan = QComboBox()
        self.plan.currentIndexChanged.connect(self.follow)
        self.begin, self.add, self.revise, self.report = QPushButton(), QPushButton(), QPushButton(), QPushButton()
        self.begin.setProperty("role", "primary")
        for button, do in (
            (self.begin, self._begin), (self.add, self._add), (self.revise, self._revise), (self.report, self._report)
        ):  # fmt: skip
            button.clicked.connect(do)
        self.text, self.events = QLineEdit(), QLineEdit()
        self.text.setMaxLength(NOTE_MAX)
        self.amount = QDoubleSpinBox()
        self.amount.setRange(-MOST_WAN, MOST_WAN)
        self.drill, self.figure, self.decision = QComboBox(), QComboBox(), QComboBox()
        for decision in ("", *PILOT_DECISIONS):
            self.decision.addItem("", decision)
        self.files = AttachedFiles(self.session, FILES_SHOWN)
        self.files.sent.connect(self._files_sent)
        self.files.failed.connect(self.show_problem)
        lines = QVBoxLayout()
        lines.addLayout(line_of(
            self.plan, self.begin, self.add, self.revise, self.report, stretch={self.plan: 1}
        ))  # fmt: skip
        lines.addLayout(line_of(
            self.text, self.events, self.drill, self.figure, self.files.attach, self.amount, self.decision, self.button,
            stretch={self.text: 3, self.events: 1},
        ))  # fmt: skip
        lines.addWidget(self.files)
        return lines

    def below(self) -> QLayout:
        self.milestones = QListWidget()
        self._hold = PointerHold(self.milestones)
        self._hold.ended.connect(lambda: self._show_milestones(self._standings.get(self.chosen)))
        self.milestones.setFixedHeight(theme.px(MILESTONES_PX))
        self.milestones.itemSelectionChanged.connect(self.refresh)
        self.chain, self.pilot = PlainLabel(), PlainLabel()
        for label in (self.chain, self.pilot):
            label.setWordWrap(True)
            label.hide()
        self.chain.setProperty("role", "warning")
        box = QVBoxLayout()
        for part in (self.chain, self.pilot, self.milestones):
            box.addWidget(part)
        return box

    def retranslate(self) -> None:
        if not hasattr(self, "delegate"):
            return
        self.begin.setText(self.tr("New plan …"))
        self.add.setText(self.tr("Add an item …"))
        self.revise.setText(self.tr("Revise …"))
        self.report.setText(self.tr("Report an event …"))
        self.text.setPlaceholderText(self.tr("Note: what it shows, on what was spent, or why"))
        self.events.setPlaceholderText(self.tr("Numbers of events"))
        self.amount.setSuffix(self.tr(" 10,000 yuan"))
        for row, name in enumerate((None, *PILOT_DECISIONS.values())):
            self.decision.setItemText(row, self.tr("Decision …") if name is None else pick(name))
        self._fill_box(self.figure, self.tr("Figure …"), {
            key: pick(metric.name) for key, metric in self.session.catalog.offered_metrics().items()
        })  # fmt: skip
        self.milestones.setAccessibleName(self.tr("Milestones"))
        self.files.retranslate()
        self.hint.say(self.tr("No plan yet: begin one from a template"))
        super().retranslate()

    @staticmethod
    def _fill_box(box: QComboBox, none: str, entries: dict[str, str]) -> None:
        """Show these entries; what was chosen stays chosen."""
        wanted = [("", none), *entries.items()]
        if [(box.itemData(row), box.itemText(row)) for row in range(box.count())] == wanted:
            return
        chosen = box.currentData()
        box.blockSignals(True)
        box.clear()
        for key, text in wanted:
            box.addItem(text, key)
        box.setCurrentIndex(max(0, box.findData(chosen)))
        box.blockSignals(False)

    # ---- rows

    def heads(self) -> list[str]:
        return [
            self.tr("Item"), self.tr("Progress"), self.tr("State"), self.tr("Lead"), self.tr("Last day"),
            self.tr("Spent / planned (10,000 yuan)"), self.tr("End by the pace"), self.tr("Indicator / target"),
            self.tr("Time line"),
        ]  # fmt: skip

    def numeric(self) -> tuple[int, ...]:
        return PROGRESS, MONEY

    @property
    def _standings(self) -> dict[str, ItemStanding]:
        """As shown last."""
        return self._shown_standings.by_id

    def rows(self) -> list[Row]:
        items = [one.item for one in self._shown_standings.follow().values()]
        plans = {one.id: one for one in items if not one.parent}
        entries = {one.id: one.title for one in plans.values() if one.state == "open"}
        self._fill_box(self.plan, self.tr("All open plans"), entries | {ARCHIVED: self.tr("Archived plans")})
        drills = self.session.layers.states("drill").values()
        self._fill_box(self.drill, self.tr("Drill …"), {
            run.id: run.title for run in drills if isinstance(run, DrillRun) and run.over_ms is not None
        })  # fmt: skip
        chosen = self.plan.currentData()
        wanted = "archived" if chosen == ARCHIVED else "open"
        shown = [
            one for one in self._standings.values()
            if one.item.root in plans and plans[one.item.root].state == wanted
            and chosen in (ALL, ARCHIVED, one.item.root)
        ]  # fmt: skip
        days = [date.fromisoformat(day) for one in shown for day in (one.item.starts, one.item.due)]
        ends = [one.expected for one in shown]
        if days:
            self._span = BarSpan(min(days), max(*days, *ends) + timedelta(days=1))
        return [self._row(one) for one in shown]

    def _row(self, standing: ItemStanding) -> Row:
        item = standing.item
        color = theme.TEXT
        if standing.late_days:
            color = theme.DANGER
        elif standing.waits_for:
            color = theme.WARNING
        elif standing.is_done or item.state != "open":
            color = theme.MUTED
        due = item.due if item.due == item.first_due else self.tr("{day}, first {first}").format(
            day=item.due, first=item.first_due
        )  # fmt: skip
        title = item.title if not item.is_pilot else self.tr("Pilot: {title}").format(title=item.title)
        return Row(item.id, (
            INDENT * standing.depth + title, "–" if standing.percent is None else f"{standing.percent} %",
            state_text(standing), lead_text(item.lead, self.session.catalog, self.session.divisions), due,
            money_text(standing), end_text(standing), self._indicator_text(item), "",
        ), color)  # fmt: skip

    def _indicator_text(self, item: PlanItem) -> str:
        if item.indicator is None:
            return ""
        metric = self.session.catalog.metrics.get(item.indicator.metric)
        if metric is None:
            return item.indicator.metric
        value = self._values.get(item.indicator.metric)
        now = "…" if value is None else pick(short_text(metric, value))
        return f"{pick(metric.name)} {now} / {pick(in_words(metric, item.indicator.target))}"

    def _line_of(self, index: QModelIndex | QPersistentModelIndex) -> ShownBar | None:
        standing = self._standings.get(str(index.data(ID_ROLE)))
        if standing is None:
            return None
        chosen = self._standings.get(self.chosen)
        chain = () if chosen is None else chosen.chain
        return ShownBar(standing, self._span, self._shown_standings.today, standing.item.id in chain)

    def fill(self) -> None:
        super().fill()
        self._show_chosen()
        self._widen_lines()
        self.table.viewport().update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._widen_lines()

    def _widen_lines(self) -> None:
        """Time lines have what the other columns leave; where that is too little, the table scrolls."""
        header = self.table.horizontalHeader()
        others = sum(header.sectionSize(column) for column in range(LINE))
        header.resizeSection(LINE, max(theme.px(LINE_PX), self.table.viewport().width() - others))

    # ---- figures

    def uncover(self) -> None:
        super().uncover()
        self._ask_figures()

    def release(self) -> None:
        self.files.release()
        self.pilots.release()
        self.asker.release()
        super().release()

    def _ask_figures(self) -> None:
        metrics = sorted({
            one.item.indicator.metric for one in self._standings.values()
            if one.item.indicator is not None and one.item.indicator.metric in self.session.catalog.metrics
        })  # fmt: skip
        if not (self.is_seen and metrics) or self.session.source.health().analysis is None or self.asker.is_waiting:
            return
        now_ms = self.session.clock.now_ms()

        def take(table: FigureTable) -> None:
            self._values = dict(zip(metrics, table.totals[0], strict=True))
            self.follow()

        self.asker.table(metrics, [Period(now_ms - BEFORE_AFTER_MS, now_ms)], take)

    def _show_pilot(self) -> None:
        item = self.state(self.chosen)
        text = "" if item is None or not item.is_pilot else self.pilots.text(item)
        if item is not None and item.decision is not None:
            text = self.tr("{text}  Decision: {decision}, because {why}").format(
                text=text, decision=pick(PILOT_DECISIONS[item.decision]), why=item.decided_why
            )
        self.pilot.setText(text)
        self.pilot.setVisible(bool(text))

    def show_result(self, target: str) -> None:
        """Choose an item."""
        self.plan.setCurrentIndex(self.plan.findData(ALL))
        self.choose(target)

    # ---- the chosen item

    def state(self, item_id: str) -> PlanItem | None:
        found = self._standings.get(item_id)
        return None if found is None else found.item

    @property
    def milestone(self) -> str:
        """Key of the chosen milestone, "" for none."""
        chosen = self.milestones.selectedItems()
        return "" if not chosen else str(chosen[0].data(ID_ROLE))

    def _show_chosen(self) -> None:
        standing = self._standings.get(self.chosen)
        chain = "" if standing is None else chain_text(standing, self._standings)
        self.chain.setText(self.tr("Late chain: {chain}").format(chain=chain) if chain else "")
        self.chain.setVisible(bool(chain))
        if standing is not None and standing.item.is_pilot:
            self.pilots.want(standing.item)
        self._show_pilot()
        self._show_milestones(standing)
        self.table.viewport().update()

    def _show_milestones(self, standing: ItemStanding | None) -> None:
        shown: list[tuple[Milestone, str]] = []
        if standing is not None:
            item = standing.item
            shown = [(one, milestone_text(item, one, is_late=one in standing.late)) for one in item.milestones]
        basis = (self.chosen, shown)
        if basis == self._shown_of:
            return
        same_item, chosen = self._shown_of is not None and self._shown_of[0] == self.chosen, self.milestone
        if same_item and self._hold.holding:
            return
        self._shown_of = basis
        self.milestones.blockSignals(True)
        self.milestones.clear()
        for one, text in shown:
            entry = QListWidgetItem(text)
            entry.setData(ID_ROLE, one.key)
            entry.setToolTip(literal(self._evidence_text(one.key)))
            self.milestones.addItem(entry)
            if same_item and one.key == chosen:
                entry.setSelected(True)
        if not self.milestone and standing is not None:
            first = next((n for n, (one, _) in enumerate(shown) if not standing.item.is_done(one.key)), -1)
            if first >= 0:
                self.milestones.setCurrentRow(first)
        self.milestones.blockSignals(False)
        self.refresh()

    def _evidence_text(self, key: str) -> str:
        """What the evidence for a milestone consists of."""
        item = self.state(self.chosen)
        found = None if item is None else item.evidence_for(key)
        if found is None:
            return ""
        metrics = self.session.catalog.metrics
        parts = [
            *(f"{one.name} ({one.sha256[:12]}…)" for one in found.attachments), *found.events, *found.drills,
            *(pick(metrics[one.metric].name) for one in found.figures if one.metric in metrics),
            found.note, found.reason,
        ]  # fmt: skip
        return "\n".join(filter(None, parts))

    def step(self, command: type[CommandBody], item_id: str) -> CommandBody | str | None:
        item, text, key = self.state(item_id), self.text.text().strip(), self.milestone
        if item is None or command not in PLAN_PROCEDURE.allowed(item):
            return None
        found = item.evidence_for(key)
        if command is SubmitEvidence:
            if not key or (found is not None and found.state in ("waiting", "accepted")):
                return None
            return self._submitted(item, key, text)
        if command is AcceptEvidence or command is RejectEvidence:
            if found is None or found.state != "waiting":
                return None
            if command is AcceptEvidence:
                return AcceptEvidence(item_id=item_id, milestone=key, note=text)
            missing = self.tr("Write why it does not show it")
            return RejectEvidence(item_id=item_id, milestone=key, note=text) if text else missing
        if command is RevokeEvidence:
            if found is None or found.state != "accepted":
                return None
            missing = self.tr("Write why it does not hold")
            return RevokeEvidence(item_id=item_id, milestone=key, note=text) if text else missing
        return self._about_item(command, item, text)

    def _about_item(self, command: type[CommandBody], item: PlanItem, text: str) -> CommandBody | str | None:
        if command is SpendOnPlanItem:
            yuan = round(self.amount.value() * WAN)
            missing = self.tr("Write an amount, and on what it was spent")
            return SpendOnPlanItem(item_id=item.id, yuan=yuan, note=text) if yuan and text else missing
        if command is UrgePlanItem:
            event = self.events.text().strip()
            missing = self.tr("Write the number of the event that presses it, or report one")
            return UrgePlanItem(item_id=item.id, event=event, note=text) if event else missing
        if command is DecidePilot:
            decision = self.decision.currentData()
            missing = self.tr("Choose a decision and write why")
            if not item.is_pilot:
                return None
            return DecidePilot(item_id=item.id, decision=decision, note=text) if decision and text else missing
        if command is ArchivePlan:
            return None if item.parent else ArchivePlan(item_id=item.id, note=text)
        missing = self.tr("Write why it is not done")
        return WithdrawPlanItem(item_id=item.id, note=text) if text else missing

    def _submitted(self, item: PlanItem, key: str, text: str) -> CommandBody | str:
        events = tuple(filter(None, self.events.text().replace("，", "、").replace(",", "、").split("、")))
        drill, metric = self.drill.currentData(), self.figure.currentData()
        health, now_ms = self.session.source.health().analysis, self.session.clock.now_ms()
        figures: tuple[ChosenFigure, ...] = ()
        if metric and health is not None:
            period = Period(now_ms - BEFORE_AFTER_MS, now_ms)
            figures = (ChosenFigure(metric=metric, period=period, as_of_seq=health.seq),)
        if not (events or drill or figures or self.files.is_used):
            return self.tr("Name or attach what shows it: a file, an event, a drill or a figure")
        return SubmitEvidence(
            item_id=item.id, milestone=key, events=tuple(one.strip() for one in events),
            drills=(drill,) if drill else (), figures=figures, note=text,
        )  # fmt: skip

    def _send(self, body: CommandBody | str) -> None:
        """Evidence goes after its files."""
        if isinstance(body, SubmitEvidence) and self.files.is_used:
            self.problem.hide()
            self.files.give(body)
        else:
            super()._send(body)

    def _files_sent(self, command_id: str) -> None:
        self._sent = command_id
        self.refresh()

    def sent(self, body: CommandBody) -> None:
        for line in (self.text, self.events):
            line.clear()
        self.amount.setValue(0)
        for box in (self.drill, self.figure, self.decision):
            box.setCurrentIndex(0)
        if isinstance(body, SubmitEvidence):
            self.files.clear()

    def refresh(self) -> None:
        super().refresh()
        item = self.state(self.chosen) if self.chosen else None
        unable = self.tr("Choose an open item")
        for button, command, able in (
            (self.begin, BeginPlan, True), (self.add, AddPlanItem, item is not None and item.state == "open"),
            (self.revise, RevisePlanItem, item is not None and item.state == "open"),
            (self.report, UrgePlanItem, item is not None and item.state == "open"),
        ):  # fmt: skip
            why = why_not(self.session, command, item)
            button.setEnabled(able and not why)
            button.setToolTip(literal(why or ("" if able else unable)))

    # ---- dialogs

    def _begin(self) -> None:
        dialog = NewPlanDialog(self.session, self)
        dialog.accepted.connect(lambda: self.choose(dialog.item_id))
        dialog.open()

    def _add(self) -> None:
        self._state_item(None)

    def _revise(self) -> None:
        self._state_item(self.state(self.chosen))

    def _state_item(self, item: PlanItem | None) -> None:
        chosen = self.state(self.chosen)
        if chosen is None:
            return
        others = [one.item for one in self._standings.values()
                  if one.item.root == chosen.root and one.item.parent and one.item.state == "open"]  # fmt: skip
        dialog = ItemDialog(self.session, others, chosen, item, self)
        dialog.accepted.connect(lambda: self.choose(dialog.item_id))
        dialog.open()

    def _report(self) -> None:
        standing = self._standings.get(self.chosen)
        if standing is None:
            return
        title = self.tr("Press plan item: {title} ({state})").format(
            title=standing.item.title, state=state_text(standing)
        )  # fmt: skip
        self.event_wanted.emit(MatterToReport(standing.item.id, title))

    def reported(self, item_id: str, event_id: str) -> None:
        """An event that presses an item was reported."""
        self._send(UrgePlanItem(item_id=item_id, event=event_id))
