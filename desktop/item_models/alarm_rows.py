"""Active alarms, or those put aside, as a Qt table model, in the order of the alarm book."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QColor

from county.alarms import Alarm, AlarmState
from county.rules import unit_of
from desktop import moments, theme
from desktop.i18n import pick
from desktop.wording import PRIORITIES, alarm_state, word

if TYPE_CHECKING:
    from desktop.session import Session

ALARM_ROLE = int(Qt.ItemDataRole.UserRole)
_Index = QModelIndex | QPersistentModelIndex


class AlarmRows(QAbstractTableModel):
    """Columns: priority, what, sensor, value, since, state."""

    NAME = 1
    _AGE = 5

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.alarms: list[Alarm] = []
        self.aside = False
        """Show those that were put aside instead of the active ones."""

    def follow(self) -> None:
        """Take the alarm book as it is now; chosen rows stay chosen as long as their alarm is active."""
        self.layoutAboutToBeChanged.emit()
        held = [(index, self.alarms[index.row()].id) for index in self.persistentIndexList()]
        book = self._session.layers.alarms
        self.alarms = book.aside() if self.aside else book.listed()
        row_of = {alarm.id: row for row, alarm in enumerate(self.alarms)}
        for index, alarm_id in held:
            row = row_of.get(alarm_id)
            self.changePersistentIndex(index, QModelIndex() if row is None else self.index(row, index.column()))
        self.layoutChanged.emit()
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, self.columnCount() - 1)

    def age(self) -> None:
        """A second has passed: ages are shown anew."""
        if self.alarms:
            self.dataChanged.emit(self.index(0, self._AGE), self.index(len(self.alarms) - 1, self._AGE))

    def row_of_sensor(self, sensor_id: str) -> int | None:
        """The first row of this sensor, None when it has no active alarm."""
        return next((row for row, alarm in enumerate(self.alarms) if alarm.sensor_id == sensor_id), None)

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self.alarms)

    def columnCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008
        return 7

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation != Qt.Orientation.Horizontal or role != Qt.ItemDataRole.DisplayRole:
            return None
        names = (
            self.tr("Priority"),
            self.tr("Alarm"),
            self.tr("Sensor"),
            self.tr("Value / limit"),
            self.tr("Raised"),
            self.tr("Since"),
            self.tr("State"),
        )
        return names[section]

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        alarm = self.alarms[index.row()]
        match role:
            case _ if role == ALARM_ROLE:
                return alarm
            case Qt.ItemDataRole.DisplayRole:
                return self._text(alarm, index.column())
            case Qt.ItemDataRole.ForegroundRole if index.column() == 0:
                return QColor(theme.PRIORITY_COLOR[alarm.priority])
            case Qt.ItemDataRole.ForegroundRole if alarm.state is AlarmState.ACKNOWLEDGED:
                return QColor(theme.MUTED)
            case Qt.ItemDataRole.FontRole if alarm.state is not AlarmState.ACKNOWLEDGED:
                return theme.font(theme.BODY_PX, bold=True)
        return None

    def _text(self, alarm: Alarm, column: int) -> str:
        session = self._session
        now_ms = session.clock.now_ms()
        match column:
            case 0:
                return word(PRIORITIES[alarm.priority])
            case 1:
                rule = session.catalog.rules.get(alarm.rule)
                return pick(rule.name) if rule else alarm.rule
            case 2:
                return session.layers.sensors.title(alarm.sensor_id) or alarm.sensor_id
            case 3:
                return self._value(alarm)
            case 4:
                return moments.short(alarm.raised_ms, now_ms)
            case 5:
                return moments.duration(now_ms - alarm.raised_ms)
            case _:
                return alarm_state(alarm, now_ms)

    def _value(self, alarm: Alarm) -> str:
        rule = self._session.catalog.rules.get(alarm.rule)
        kind = self._session.catalog.sensor_kinds.get(rule.kind) if rule else None
        for channel in kind.channels if kind else ():
            if rule is not None and channel.key == alarm.channel:
                named = None if rule.stale or rule.rate_per_h is not None else channel.state(alarm.value)
                if named is not None:
                    return pick(named)
                digits = 0 if rule.stale else channel.decimals
                return f"{alarm.value:.{digits}f} / {alarm.limit:.{digits}f} {unit_of(rule, channel)}"
        return f"{alarm.value:g} / {alarm.limit:g}"
