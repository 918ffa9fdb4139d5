"""数据质量: what was refused or is doubtful, by source and reason over a period; each can be opened, corrected and
reported again."""

from __future__ import annotations

from collections import Counter, defaultdict
from itertools import islice
from typing import NamedTuple

from PySide6.QtCore import QCoreApplication, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QHBoxLayout,
    QHeaderView,
    QSplitter,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from county.catalog import Name
from county.durations import DAY_MS
from county.input_faults import FaultSample, InputFault, ResolveFault
from county.refusals import TEMPLATES, filled
from desktop import moments, theme
from desktop.backend.submissions import Answer
from desktop.figures.as_of import data_arrived
from desktop.figures.doubtful_events import KINDS, DoubtfulEvents
from desktop.figures.http_reasons import HTTP_REASONS
from desktop.i18n import pick
from desktop.input.held_rows import HeldRows
from desktop.item_models.text_rows import TextRows
from desktop.named_refusals import named_refusal
from desktop.panels.panel import Panel, column_of
from desktop.permission import PERMISSIONS_MS, why_not
from desktop.session import Session
from desktop.widgets.elided import ElidedButton, ElidedLabel
from desktop.widgets.empty_hint import EmptyHint
from desktop.widgets.literal import literal
from desktop.widgets.narrow_box import narrow
from desktop.widgets.problem_label import ProblemLabel
from desktop.widgets.selected_row import select_row
from desktop.widgets.text_table import text_table, widen
from desktop.wording import place_text, refusal, verb

DAYS = (1, 7, 30, 90)
REFRESH_MS = 2_000
SCAN_EVERY = 15
"""Events are searched for doubts at each so many-th refresh."""
SLICES_MS = 20
SHOWN_MAX = 500
NARROW_PX = 84
"""Width of columns with a short text."""
LINE_PX = 36
"""Least height of the lines above the tables, so that both tables begin at one height."""
BESIDE_PX = 640
"""From this width on the rows are beside the groups, not below."""
LEAST_PX = 360
LATE = "reading_late"
OTHERS = "…"
REASONS: dict[str, Name] = {
    LATE: Name("读数迟到超过 10 分钟", "Readings more than 10 minutes late"),
    OTHERS: Name("其他", "Others"),
} | HTTP_REASONS
"""Reasons of the backend itself, see :mod:`services.follow_ups.refused_inputs`, and of the HTTP gateway."""
SILENT = Name("无新数据的传感器", "Silent sensors")
SENSORS = Name("传感器", "Sensors")
HERE = Name("本县事件", "Events of the county")
STATES: dict[str, Name] = {
    "open": Name("待处理", "Waiting"), "corrected": Name("已改正重报", "Corrected"),
    "dismissed": Name("无需处理", "Needs nothing"),
}  # fmt: skip
CORRECTABLE = frozenset({"ReportEvent", ""})
"""Types of commands that the form of a report can correct; "": a row of a file."""


class QualityRow(NamedTuple):
    """One row of a group."""

    cells: tuple[str, ...]
    event_id: str = ""
    sensor_id: str = ""
    fault_id: str = ""
    sample: FaultSample | None = None

    @property
    def about(self) -> str:
        """The input, event or sensor, whatever becomes of it."""
        return self.event_id or self.sensor_id if self.sample is None else f"{self.fault_id} {self.sample.key}"


class QualityGroup(NamedTuple):
    """How much of one origin has one fault."""

    key: tuple[str, str]
    origin: str
    reason: str
    number: int
    waiting: int = 0


class DataQuality(Panel):
    """Groups above, the rows of the chosen one below."""

    correction_wanted = Signal(object, str, str)
    """The form of a report shall be filled in with a FaultSample: of the fault with this id, and for this reason."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._groups: list[QualityGroup] = []
        self._chosen: tuple[str, str] | None = None
        self._cases: list[QualityRow] = []
        self._faults: dict[tuple[str, str], list[InputFault]] = {}
        """Of the groups of refused inputs, newest first."""
        self._scan: DoubtfulEvents | None = None
        self._doubts: DoubtfulEvents | None = None
        """The last pass that is complete."""
        self._refreshes = 0
        self._sent = ""
        self.period, self.origin = QComboBox(), QComboBox()
        for days in DAYS:
            self.period.addItem("", days)
        self.period.setCurrentIndex(1)
        self.origin.addItem("", "")
        for box in (self.period, self.origin):
            narrow(box, 6)
        self.period.currentIndexChanged.connect(lambda _: self._begin())
        self.origin.activated.connect(lambda _: self.refresh())
        self.total, self.note = ElidedLabel(), ElidedLabel()
        for label in (self.total, self.note):
            label.setProperty("role", "muted")
        self.groups, self.rows = TextRows(4, self, numeric=(2, 3)), TextRows(4, self)
        self.group_table, self.row_table = _table(self.groups, (1,)), _table(self.rows, (2, 3))
        self.group_hint = EmptyHint(self.group_table, session)
        self.holds = (
            HeldRows(self.group_table, lambda index: self._groups[index.row()].key),
            HeldRows(self.row_table, lambda index: self._cases[index.row()].about),
        )
        for hold in self.holds:
            hold.ended.connect(self.refresh)
        self.open, self.correct, self.dismiss = ElidedButton(), ElidedButton(), ElidedButton()
        self.correct.setProperty("role", "primary")
        self.open.clicked.connect(self._open)
        self.correct.clicked.connect(self._correct)
        self.dismiss.clicked.connect(self._dismiss)
        self.problem = ProblemLabel()
        self.group_table.selectionModel().currentRowChanged.connect(lambda now, _: self._choose(now.row()))
        self.row_table.selectionModel().currentRowChanged.connect(lambda *_: self._enable())
        self.row_table.doubleClicked.connect(lambda _: self._open())
        self._parts = QSplitter()
        self._parts.setChildrenCollapsible(False)
        self._parts.addWidget(_below(self.group_table, self.period, self.origin, self.total))
        self._parts.addWidget(_below(self.row_table, self.note, self.open, self.correct, self.dismiss))
        whole = column_of(self)
        whole.addWidget(self._parts, 1)
        whole.addWidget(self.problem)
        self._slices = QTimer(self, interval=SLICES_MS)
        self._slices.timeout.connect(self._search)
        self._timers.append(self._slices)
        self.listen(session.layers.book("fault").changed, self.refresh)
        self.listen(session.submissions.answered, self._answered)
        self.every(REFRESH_MS, self._follow)
        self.every(PERMISSIONS_MS, self._enable)
        self.retranslate()

    @staticmethod
    def title() -> str:
        return QCoreApplication.translate("DataQuality", "Data quality")

    def retranslate(self) -> None:
        texts = (self.tr("Today"), self.tr("7 days"), self.tr("30 days"), self.tr("90 days"))
        for row, text in enumerate(texts):
            self.period.setItemText(row, text)
        self.origin.setItemText(0, self.tr("All sources"))
        self.groups.name([self.tr("Source"), self.tr("Reason"), self.tr("Number"), self.tr("Waiting")])
        self._name_rows()
        for table in (self.group_table, self.row_table):
            widen(table, [NARROW_PX] * 4)
        self.open.setText(self.tr("Open"))
        self.correct.setText(self.tr("Correct and report again"))
        self.dismiss.setText(self.tr("Needs nothing"))
        self.group_hint.say(
            self.tr("Nothing was refused and nothing is doubtful in this period. What keys, files and gateways send "
                    "wrongly appears here.")
        )  # fmt: skip
        self.refresh()

    def minimumSizeHint(self) -> QSize:
        hint = super().minimumSizeHint()
        return QSize(min(hint.width(), theme.px(LEAST_PX)), hint.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        beside = event.size().width() >= theme.px(BESIDE_PX)
        self._parts.setOrientation(Qt.Orientation.Horizontal if beside else Qt.Orientation.Vertical)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._begin()

    # ---- what is counted

    @property
    def _since_ms(self) -> int:
        """The beginning of the first day of the period."""
        days: int = self.period.currentData()
        return moments.day_of(self._session.clock.now_ms()).start - (days - 1) * DAY_MS

    def _begin(self) -> None:
        """Search the events of the period for doubts."""
        if not self.isVisible():
            return
        self._scan = DoubtfulEvents(self._session, self._since_ms)
        self._slices.start()
        self.refresh()

    def _search(self) -> None:
        if self._scan is None or self._scan.step():
            self._slices.stop()
            if self._scan is not None:
                self._doubts, self._scan = self._scan, None
                self.refresh()

    def _follow(self) -> None:
        """Silence comes with time, and events change."""
        if not self.isVisible():
            return
        self._refreshes += 1
        if self._refreshes % SCAN_EVERY == 0 and self._scan is None:
            self._begin()
        else:
            self.refresh()

    def refresh(self) -> None:
        """Count anew and show it, unless a hand is about to choose a row; the chosen group and row stay."""
        if not self.isVisible() or any(hold.holding for hold in self.holds):
            return
        found = [*self._refused(), *self._doubtful(), *self._silent()]
        origins = sorted({group.origin for group in found})
        if [self.origin.itemData(n) for n in range(1, self.origin.count())] != origins:
            chosen = self.origin.currentData()
            while self.origin.count() > 1:
                self.origin.removeItem(1)
            for origin in origins:
                self.origin.addItem(origin, origin)
            self.origin.setCurrentIndex(max(0, self.origin.findData(chosen)))
        only = self.origin.currentData()
        groups = [group for group in found if not only or group.origin == only]
        groups.sort(key=lambda group: (-group.waiting, -group.number))
        total, waiting = sum(group.number for group in groups), sum(group.waiting for group in groups)
        text = self.tr("{n} in all, {w} waiting").format(n=f"{total:,}", w=f"{waiting:,}")
        self.total.setText(text if data_arrived(self._session) else "–")
        self.group_hint.follow()
        if groups != self._groups:
            self._groups = groups
            self.groups.show_rows(
                (group.origin, group.reason, f"{group.number:,}", f"{group.waiting:,}" if group.waiting else "–")
                for group in groups
            )
            keys = [group.key for group in groups]
            row = keys.index(self._chosen) if self._chosen in keys else 0 if keys else -1
            if row >= 0:
                select_row(self.group_table, row)
            self._choose(row)
        self.group_hint.follow()
        self._enable()

    def _refused(self) -> list[QualityGroup]:
        first_day = moments.local(self._since_ms).date().isoformat()
        found: dict[tuple[str, str], list[InputFault]] = defaultdict(list)
        for fault in self._session.layers.states("fault").values():
            if isinstance(fault, InputFault) and fault.day >= first_day:
                found[fault.origin, fault.reason].append(fault)
        self._faults = found
        groups = []
        for (origin, reason), faults in found.items():
            faults.sort(key=lambda fault: fault.day, reverse=True)
            example = next((fault.samples[0].params for fault in faults if fault.samples), {})
            number, waiting = sum(fault.number for fault in faults), sum(fault.waiting for fault in faults)
            groups.append(QualityGroup((origin, reason), origin, reason_text(reason, example), number, waiting))
        return groups

    def _doubtful(self) -> list[QualityGroup]:
        if self._doubts is None:
            return []
        here, numbers = pick(HERE), Counter(doubt.kind for doubt in self._doubts.found)
        kinds = ((kind, pick(name)) for kind, name in KINDS.items() if numbers[kind])
        return [QualityGroup((HERE.en, kind), here, name, numbers[kind]) for kind, name in kinds]

    def _silent(self) -> list[QualityGroup]:
        number = 0 if self._doubts is None else len(self._doubts.silent)
        return [QualityGroup((SENSORS.en, ""), pick(SENSORS), pick(SILENT), number)] if number else []

    def _cases_of(self, key: tuple[str, str]) -> list[QualityRow]:
        """The rows of a group that are shown."""
        if key in self._faults:
            samples = ((fault, sample) for fault in self._faults[key] for sample in reversed(fault.samples))
            return [self._case(fault, sample) for fault, sample in islice(samples, SHOWN_MAX)]
        if self._doubts is None:
            return []
        if key == (SENSORS.en, ""):
            return [
                QualityRow(("", "", sensor.name, sensor.id), sensor_id=sensor.id)
                for sensor in self._doubts.silent[:SHOWN_MAX]
            ]
        now_ms = self._session.clock.now_ms()
        found = sorted((doubt for doubt in self._doubts.found if doubt.kind == key[1]), key=lambda one: -one.at_ms)
        return [
            QualityRow((moments.short(doubt.at_ms, now_ms), "", doubt.title, doubt.event_id), doubt.event_id)
            for doubt in found[:SHOWN_MAX]
        ]

    def _case(self, fault: InputFault, sample: FaultSample) -> QualityRow:
        now_ms = self._session.clock.now_ms()
        text = sample.title or verb(sample.command)
        why = reason_text(fault.reason, sample.params) if sample.state == "open" else pick(STATES[sample.state])
        cells = moments.short(sample.at_ms, now_ms), place_text(sample.where), text, why
        return QualityRow(cells, sample.resolved_by or sample.event_id, fault_id=fault.id, sample=sample)

    # ---- what is chosen

    def _choose(self, row: int) -> None:
        group = self._groups[row] if 0 <= row < len(self._groups) else None
        before, at = self._chosen, self.row_table.currentIndex().row()
        about = self._cases[at].about if 0 <= at < len(self._cases) else ""
        self._chosen = None if group is None else group.key
        self._cases = [] if group is None else self._cases_of(group.key)
        self.rows.show_rows(case.cells for case in self._cases)
        self._name_rows()
        again = next((row for row, case in enumerate(self._cases) if case.about == about), None)
        if self._chosen == before and again is not None:
            select_row(self.row_table, again)
        kept = len(self._cases)
        more = group is not None and kept < group.number
        note = self.tr("{kept} of {n} are kept with their texts") if kept else self.tr("Only the number is kept")
        self.note.setText(note.format(kept=kept, n=f"{group.number:,}") if group is not None and more else "")
        self._enable()

    def _name_rows(self) -> None:
        """An event or a sensor has its number where a refused input has its reason; only an input has a row."""
        refused = self._chosen is None or self._chosen in self._faults
        last = self.tr("State or reason") if refused else self.tr("Code")
        self.rows.name([self.tr("Time"), self.tr("Row"), self.tr("Text"), last])
        self.row_table.setColumnHidden(0, self._chosen == (SENSORS.en, ""))
        self.row_table.setColumnHidden(1, not refused)

    @property
    def _case_chosen(self) -> QualityRow | None:
        row = self.row_table.currentIndex().row()
        return self._cases[row] if 0 <= row < len(self._cases) else None

    def _enable(self) -> None:
        case = self._case_chosen
        choose = self.tr("Choose a row first") if case is None else ""
        sample = None if case is None else case.sample
        known = case is not None and (case.sensor_id or case.event_id in self._session.layers.states("event"))
        whys = {
            self.open: choose or ("" if known else self.tr("It is no event or sensor of this county")),
            self.correct: choose or self._why_not_correct(sample),
            self.dismiss: choose or self._why_settled(sample),
        }
        for button, why in whys.items():
            button.setEnabled(not why)
            button.setToolTip(literal(why))

    def _why_settled(self, sample: FaultSample | None) -> str:
        if sample is None:
            return self.tr("Open it, and correct it there")
        if sample.state != "open":
            return self.tr("It was seen to already")
        return why_not(self._session, ResolveFault)

    def _why_not_correct(self, sample: FaultSample | None) -> str:
        if sample is not None and sample.command not in CORRECTABLE:
            return self.tr("It is no report; repeat the step on the card of its event")
        return self._why_settled(sample)

    def _open(self) -> None:
        case = self._case_chosen
        if case is not None and case.sensor_id:
            self._session.focus.select("sensors", case.sensor_id)
        elif case is not None and case.event_id:
            self._session.focus.select("events", case.event_id)

    def _correct(self) -> None:
        case = self._case_chosen
        if case is not None and case.sample is not None:
            self.correction_wanted.emit(case.sample, case.fault_id, case.cells[-1])

    def _dismiss(self) -> None:
        case = self._case_chosen
        if case is not None and case.sample is not None:
            self.resolve(case.fault_id, case.sample.key, "")

    def resolve(self, fault_id: str, sample: str, event_id: str) -> None:
        """A refused input was reported again as ``event_id``, or needs nothing ("")."""
        self.problem.hide()
        body = ResolveFault(fault_id=fault_id, sample=sample, event_id=event_id)
        self._sent = self._session.submissions.send(body).id

    def _answered(self, answer: Answer) -> None:
        if answer.command.id != self._sent:
            return
        self._sent = ""
        if answer.refusal is not None:
            self.problem.say(named_refusal(self._session, answer.refusal.code, answer.refusal.params))


def reason_text(code: str, params: dict[str, str]) -> str:
    """Why an input was refused, or what it is, in the current language."""
    if code in REASONS:
        return pick(REASONS[code])
    if code in TEMPLATES:
        return refusal(code, params)
    return filled(QCoreApplication.translate("explained", code), params, params)


def _below(table: QTableView, *parts: QWidget) -> QWidget:
    """The table below a line of widgets, of which the labels take the room that is left."""
    whole = QWidget()
    line = QHBoxLayout()
    line.setSpacing(theme.px(6))
    line.addStrut(theme.px(LINE_PX))
    for part in parts:
        line.addWidget(part, int(isinstance(part, ElidedLabel)))
    box = QVBoxLayout(whole)
    box.setContentsMargins(0, 0, 0, 0)
    box.setSpacing(theme.px(5))
    box.addLayout(line)
    box.addWidget(table, 1)
    return whole


def _table(rows: TextRows, wide: tuple[int, ...]) -> QTableView:
    """``wide``: the columns that share the room that the others leave."""
    table = text_table(rows)
    table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
    header = table.horizontalHeader()
    header.setHighlightSections(False)
    for column in wide:
        header.setSectionResizeMode(column, QHeaderView.ResizeMode.Stretch)
    return table
