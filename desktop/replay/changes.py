"""变化对比: what changed between a chosen moment of a replay and the shown one; a click goes to a change."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QAbstractItemView, QHBoxLayout, QPushButton

from county.alarm_names import alarm_name
from county.catalog import Name
from county.response.levels import EMERGENCIES, RESPONSE_LEVELS
from desktop import moments
from desktop.i18n import pick
from desktop.item_models.text_rows import TextRows
from desktop.panels.panel import Panel, column_of
from desktop.replay.desk_then import DeskChange
from desktop.replay.replayed_time import moment_text
from desktop.session import Session
from desktop.widgets.elided import ElidedLabel
from desktop.widgets.empty_hint import EmptyHint
from desktop.widgets.text_table import text_table, widen
from desktop.wording import state

REFRESH_MS = 200
PLAYING_TURNS = 5
"""Every how many of them the comparison follows a replay that plays, or one whose list nobody sees (the bar marks the
changes then, too): each time it copies the desk in the thread of the window."""
WIDTHS_PX = (170, 70, 300)
SHOWN_MAX = 1_000
"""Rows at most; the heading says how many changes there are."""
THINGS: dict[str, Name] = {
    "event": Name("事件", "Event"), "alarm": Name("告警", "Alarm"), "response": Name("应急响应", "Response"),
}  # fmt: skip


class ReplayChanges(Panel):
    """Of a replay only."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        assert session.comparison is not None
        self._session, self.comparison = session, session.comparison
        self._shown: tuple[DeskChange, ...] = ()
        self._turn = 0
        self._lacks_titles = False
        """Whether states that have the titles are awaited."""
        self.heading = ElidedLabel()
        self.begin, self.stop = QPushButton(), QPushButton()
        self.rows = TextRows(4)
        self.table = text_table(self.rows)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.table.horizontalHeader().setStretchLastSection(True)
        self.hint = EmptyHint(self.table)
        widen(self.table, WIDTHS_PX)
        line = QHBoxLayout()
        line.addWidget(self.heading, 1)
        line.addWidget(self.begin)
        line.addWidget(self.stop)
        box = column_of(self)
        box.addLayout(line)
        box.addWidget(self.table, 1)
        self.begin.clicked.connect(self.comparison.begin)
        self.stop.clicked.connect(self.comparison.stop)
        self.table.clicked.connect(lambda index: self._go(index.row()))
        self.table.activated.connect(lambda index: self._go(index.row()))
        session.feed.arrived.connect(self.comparison.take)
        self.listen(self.comparison.changed, self.show_changes)
        self.every(REFRESH_MS, self.refresh)
        self.retranslate()

    @staticmethod
    def title() -> str:
        return QCoreApplication.translate("ReplayChanges", "What changed")

    def retranslate(self) -> None:
        self.begin.setText(self.tr("Compare from here (C)"))
        self.begin.setToolTip(self.tr("What changes from the moment now shown is listed here and marked on the bar"))
        self.stop.setText(self.tr("Stop comparing"))
        self.rows.name([self.tr("Time"), self.tr("About"), self.tr("Title"), self.tr("Change")])
        self.show_changes()

    def refresh(self) -> None:
        """Follow the shown moment, and the states that arrive."""
        self._turn = (self._turn + 1) % PLAYING_TURNS
        if self._turn == 0 or (self.is_seen and not self._is_playing):
            self.comparison.follow()
        if self._lacks_titles:
            self.show_changes()

    @property
    def _is_playing(self) -> bool:
        return self._session.timeline is not None and self._session.timeline.is_playing

    def show_changes(self) -> None:
        """Show what the comparison found."""
        comparison = self.comparison
        self._shown, self._lacks_titles = comparison.changes[:SHOWN_MAX], False
        self.rows.show_rows([self._cells(change) for change in self._shown])
        self.stop.setEnabled(comparison.since is not None)
        ends = comparison.ends
        if ends is None:
            self.heading.setText("")
            self.hint.say(self.tr("Go to a moment, press C, and go to another one"))
            return
        since, until = (moment_text(desk.moment, desk.held_ms) for desk in ends)
        self.heading.setText(
            self.tr("{since} → {until}: {n} changes").format(since=since, until=until, n=len(comparison.changes))
        )
        self.hint.say(self.tr("Nothing changed between both moments"))

    def _cells(self, change: DeskChange) -> tuple[str, ...]:
        time = "" if change.at_ms is None else moments.full(change.at_ms)
        return time, pick(THINGS[change.thing]), self._title(change), self._change(change)

    def _title(self, change: DeskChange) -> str:
        ends = self.comparison.ends
        assert ends is not None
        if change.thing == "response":
            found = ends[1].responses.get(change.id) or ends[0].responses[change.id]
            area = self._session.divisions.path(found.area)
            return " · ".join(part for part in (pick(EMERGENCIES[found.emergency]), area) if part)
        live = self._session.layers.states(change.thing)
        thing = next((one for one in (desk.get(change.id) for desk in (
            ends[1].states[change.thing], live, ends[0].states[change.thing]
        )) if one is not None), None)  # fmt: skip
        if thing is None:
            self._lacks_titles = self._lacks_titles or change.id in live
            return change.id
        if change.thing == "event":
            return f"{pick(self._session.event_texts.title(thing))} · {change.id}"
        sensor = self._session.sensors.get(thing.sensor_id)
        name = thing.sensor_id if sensor is None else sensor.name
        return f"{pick(alarm_name(thing, self._session.catalog))} · {name}"

    def _change(self, change: DeskChange) -> str:
        before, after = (self._word(change, key) for key in (change.before, change.after))
        match change.how:
            case "new":
                return self.tr("new: {after}").format(after=after)
            case "ended" if change.thing == "response":
                return self.tr("ended: {before}").format(before=before)
            case "left":
                return self.tr("not on the desk any more: {before}").format(before=before)
            case "passed":
                return self.tr("came and was over again")
            case _:
                return f"{before} → {after}"

    @staticmethod
    def _word(change: DeskChange, key: str) -> str:
        if change.thing == "response":
            return next((pick(name) for level, name in RESPONSE_LEVELS.items() if level == key), "")
        return state(key) if key else ""

    def _go(self, row: int) -> None:
        if not 0 <= row < len(self._shown):
            return
        change = self._shown[row]
        self.comparison.go_to(change)
        if change.thing == "event":
            self._session.focus.select("events", change.id)
        elif change.thing == "alarm" and self.comparison.ends is not None:
            found = (desk.states["alarm"].get(change.id) for desk in self.comparison.ends)
            alarm = next((one for one in found if one is not None), None)
            if alarm is not None:
                self._session.focus.select("sensors", alarm.sensor_id)
