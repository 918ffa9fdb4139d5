"""Alarms by priority: acknowledge, shelve and unshelve, go to the sensor."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QEvent, QModelIndex, QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QBoxLayout,
    QButtonGroup,
    QHBoxLayout,
    QHeaderView,
    QLayoutItem,
    QTableView,
    QVBoxLayout,
)

from county import commands as c
from county.alarms import ACTIVE, LISTED, NOT_ANNUNCIATED, TABLE, WATCH_ONLY, Alarm, AlarmState, allowed
from county.numbering import short_number
from desktop import theme
from desktop.as_of import data_arrived, marked_as_of
from desktop.item_models.alarm_rows import ALARM_ROLE, AlarmRows
from desktop.literal import PlainLabel, literal
from desktop.panels.elided import ElidedButton, ElidedLabel
from desktop.panels.panel import Panel
from desktop.permission import PERMISSIONS_MS, why_not
from desktop.session import Session
from desktop.submissions import Answer, subject
from desktop.wording import VERBS, refusal, word
from layers.alarms import AlarmBook
from layers.focus import Selection
from layers.sensors import SensorsLayer

SHELVE_MS = 60 * 60_000
"""Duration of shelving."""
LEAST_COLUMN_PX = 76
ROOMY_PX = 900
"""Below this width the time of the alarm is hidden, as its age is shown, too: the name is never cut."""
STEPS = tuple(dict.fromkeys(rule.command for rule in TABLE if rule.command not in WATCH_ONLY))
"""Commands on alarms, in life cycle order."""


class AlarmStrip(Panel):
    """One row per alarm; the buttons apply to the selected rows."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._book = session.layers.of(AlarmBook)
        self.rows = AlarmRows(session, self)
        self.view = QTableView()
        self.view.setModel(self.rows)
        self.view.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.view.setShowGrid(False)
        self.view.setAlternatingRowColors(True)
        self.view.verticalHeader().hide()
        self.view.verticalHeader().setDefaultSectionSize(theme.px(28))
        header = self.view.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setResizeContentsPrecision(40)
        header.setSectionResizeMode(self.rows.SENSOR, QHeaderView.ResizeMode.Stretch)
        header.setHighlightSections(False)
        header.setMinimumSectionSize(theme.px(LEAST_COLUMN_PX))
        header.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.steps = {step: ElidedButton() for step in STEPS}
        self.jump = ElidedButton()
        self.active, self.aside = ElidedButton(), ElidedButton()
        self._lists = QButtonGroup(self)
        for button in (self.active, self.aside):
            button.setCheckable(True)
            self._lists.addButton(button)
        self.active.setChecked(True)
        self.problem = ElidedLabel()
        self.problem.setProperty("role", "hint")
        self.denied = PlainLabel()
        """Why some of the steps are not permitted in this window."""
        self.denied.setTextFormat(Qt.TextFormat.PlainText)
        self.denied.setProperty("role", "muted")
        self.denied.setWordWrap(True)
        self.denied.hide()
        lists, steps = QHBoxLayout(), QHBoxLayout()
        for button in (self.active, self.aside):
            lists.addWidget(button)
        lists.addWidget(self.problem, 1)
        for step, button in self.steps.items():
            button.clicked.connect(partial(self._take, step))
            steps.addWidget(button)
        steps.addWidget(self.jump)
        self._line = line = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        line.addLayout(lists, 1)
        line.addLayout(steps)
        box = QVBoxLayout(self)
        box.setContentsMargins(theme.px(8), theme.px(6), theme.px(8), theme.px(4))
        box.setSpacing(theme.px(6))
        box.addLayout(line)
        box.addWidget(self.denied)
        box.addWidget(self.view, 1)
        self.aside.toggled.connect(self._list)
        self.jump.clicked.connect(self._jump)
        self.view.doubleClicked.connect(self._jump)
        self.view.clicked.connect(self._choose)
        self.view.selectionModel().selectionChanged.connect(self._show_buttons)
        self.listen(self._book.changed, self._follow)
        self.listen(session.submissions.answered, self._answered)
        self.listen(session.focus.selected, self._show_selection)
        self.every(1000, self.rows.age)
        self.every(PERMISSIONS_MS, self._show_counts)
        self.retranslate()

    def minimumSizeHint(self) -> QSize:
        """As narrow as the wider of two lines of elided buttons."""
        hint = super().minimumSizeHint()
        lines = (line.minimumSize().width() for line in self._lines())
        return QSize(max(lines) + 2 * theme.px(8), hint.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange_buttons()
        self.view.setColumnHidden(self.rows.RAISED, self.width() < theme.px(ROOMY_PX))

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LayoutRequest:  # a button's text or visibility changed
            self._arrange_buttons()
        return super().event(event)

    def _arrange_buttons(self) -> None:
        """One line of buttons, or two when one is too narrow for their whole texts."""
        narrow = sum(line.sizeHint().width() for line in self._lines()) + theme.px(30) > self.width()
        self._line.setDirection(QBoxLayout.Direction.TopToBottom if narrow else QBoxLayout.Direction.LeftToRight)

    def _lines(self) -> list[QLayoutItem]:
        """The lists, and the steps."""
        parts = (self._line.itemAt(place) for place in range(self._line.count()))
        return [part for part in parts if part is not None]

    def title(self) -> str:
        return self.tr("Alarms")

    def retranslate(self) -> None:
        for step, button in self.steps.items():
            button.setText(self.tr("Shelve for 1 h") if step is c.ShelveAlarm else word(VERBS[step.__name__]))
        self.jump.setText(self.tr("Show on the map"))
        self.rows.retranslate()
        self._show_counts()

    def _follow(self) -> None:
        self.rows.follow(self._book.last_change)
        self._show_counts()

    def _show_counts(self) -> None:
        if not data_arrived(self._session):
            self.active.setText(self.tr("Connecting, no alarms have arrived yet …"))
            self.aside.setText(self.tr("Shelved or out of service"))
            self._show_buttons()
            return
        book = self._book
        active, returned, waiting = (
            book.number(*states) for states in (ACTIVE, (AlarmState.RETURNED,), (AlarmState.UNACKNOWLEDGED,))
        )
        text = self.tr("{n} active, {waiting} unacknowledged").format(n=active, waiting=waiting)
        returned_text = self.tr("{n} returned to normal, unacknowledged").format(n=returned)
        listed = f"{text} · {returned_text}" if returned else text
        self.active.setText(marked_as_of(listed, self._session))
        self.aside.setText(self.tr("{n} shelved or out of service").format(n=book.number(*NOT_ANNUNCIATED)))
        self._show_buttons()

    def _list(self, aside: bool) -> None:
        """Show the active alarms, or those shelved or out of service."""
        self.view.clearSelection()
        self.rows.aside = aside
        self._show_counts()

    def _chosen(self) -> list[Alarm]:
        chosen = (index.data(ALARM_ROLE) for index in self.view.selectionModel().selectedRows())
        return [alarm for alarm in chosen if alarm is not None]

    def _show_buttons(self) -> None:
        chosen = self._chosen()
        listed = NOT_ANNUNCIATED if self.rows.aside else LISTED
        denied = ""
        for step, button in self.steps.items():
            button.setVisible(any(rule.command is step and listed & set(rule.sources) for rule in TABLE))
            able = [alarm for alarm in chosen if step in allowed(alarm)]
            reasons = [why_not(self._session, step, alarm) for alarm in able] or [why_not(self._session, step)]
            why = "" if "" in reasons else reasons[0]
            denied = denied or why
            button.setEnabled(not why and bool(able))
            button.setToolTip(literal(why))
        self.jump.setEnabled(len(chosen) == 1)
        self.denied.setText(denied)
        self.denied.setVisible(bool(denied))

    def _take(self, step: type[c.AlarmCommand]) -> None:
        """Send ``step`` for every selected alarm that allows it."""
        self.problem.clear()
        until_ms = self._session.clock.now_ms() + SHELVE_MS
        for alarm in self._chosen():
            if why_not(self._session, step, alarm):
                continue
            if step in allowed(alarm) and self._session.submissions.pending(alarm.id) is None:
                more = {"until_ms": until_ms} if step is c.ShelveAlarm else {}
                self._session.submissions.send(step(alarm_id=alarm.id, **more))  # type: ignore[arg-type]

    def _choose(self, index: QModelIndex) -> None:
        alarm: Alarm | None = index.data(ALARM_ROLE)
        if alarm is not None:
            self._session.focus.select("sensors", alarm.sensor_id)

    def _jump(self) -> None:
        for alarm in self._chosen()[:1]:
            sensors = self._session.layers.of(SensorsLayer)
            bounds = sensors.bounds_m(alarm.sensor_id)
            self._session.focus.select("sensors", alarm.sensor_id)
            if bounds is not None:
                self._session.focus.fly_to.emit(bounds[0], bounds[1], 600.0)

    def _show_selection(self, selection: Selection | None) -> None:
        chosen = {alarm.sensor_id for alarm in self._chosen()}
        wanted = set(selection.ids) if selection is not None and selection.layer == "sensors" else set()
        if chosen & wanted:
            return
        self.view.clearSelection()
        row = self.rows.row_of_sensor(selection.ids[0]) if selection is not None and wanted else None
        if row is not None:
            self.view.selectRow(row)

    def _answered(self, answer: Answer) -> None:
        if isinstance(answer.command.body, c.AlarmCommand) and answer.refusal is not None:
            self.problem.setText(refusal(answer.refusal.code, answer.refusal.params))
            self.problem.setToolTip(literal(short_number(subject(answer.command.body))))
