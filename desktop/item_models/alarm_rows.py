"""Active alarms, or shelved and out-of-service ones, as a Qt table model in the order of the alarm book.

While the rows are held, none moves, comes or goes: what a row shows is current, and its place waits.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QModelIndex, QObject, Qt
from PySide6.QtGui import QColor

from county.alarm_names import alarm_name
from county.alarms import LISTED, NOT_ANNUNCIATED, Alarm, AlarmState
from county.rules import unit_of
from desktop import moments, theme
from desktop.i18n import pick
from desktop.item_models.keyed_rows import Index, Key, KeyedRows
from desktop.widgets.literal import literal
from desktop.wording import PRIORITIES, alarm_state, word
from layers.alarms import AlarmBook
from layers.sensors import SensorsLayer

if TYPE_CHECKING:
    from desktop.session import Session

ALARM_ROLE = int(Qt.ItemDataRole.UserRole)
"""The :class:`~county.alarms.Alarm`; None once it is archived."""


_FIGURES = frozenset({4, 5, 6})
"""Columns of values, times and spans."""
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_ON_DESK = frozenset(AlarmState) - {AlarmState.NORMAL}
_ANSWERED = frozenset(
    int(role)
    for role in (
        Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.TextAlignmentRole, Qt.ItemDataRole.ToolTipRole,
        Qt.ItemDataRole.ForegroundRole, Qt.ItemDataRole.FontRole, ALARM_ROLE,
    )
)  # fmt: skip
"""Each second the header asks for more roles of hundreds of cells, in order to fit the widths of its columns."""


class AlarmRows(KeyedRows):
    """Columns: priority, place, what, sensor, value, raised, since, state."""

    PLACE, NAME, SENSOR, VALUE, RAISED, AGE, STATE = range(1, 8)

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._book = session.layers.of(AlarmBook)
        self._sensors = session.layers.of(SensorsLayer)
        self._shown = LISTED
        self._kept: frozenset[str] = frozenset()
        self._held = False
        self._moved: set[str] = set()
        """Alarms that changed while the rows were held and belong to another place, or to none."""
        self._states = session.layers.states("alarm")
        self.follow(None)

    @property
    def aside(self) -> bool:
        """Whether shelved and out-of-service alarms are listed instead of the active ones."""
        return self._shown is NOT_ANNUNCIATED

    @aside.setter
    def aside(self, aside: bool) -> None:
        self._shown = NOT_ANNUNCIATED if aside else LISTED
        self._kept = frozenset()
        self.follow(None)

    def keep(self, alarm_ids: frozenset[str]) -> None:
        """These alarms stay listed whatever a command makes of them, until :meth:`keep_only`; moves no row."""
        self._kept |= alarm_ids

    def keep_only(self, alarm_ids: frozenset[str]) -> None:
        """Of the kept ones only these stay."""
        leaving = self._kept - alarm_ids
        self._kept &= alarm_ids
        if leaving:
            self.follow(leaving)

    def hold(self) -> None:
        """Keep every row where it is."""
        self._held = True

    def let_go(self) -> None:
        """Move, add and remove what waited."""
        self._held = False
        moved, self._moved = frozenset(self._moved), set()
        if moved:
            self.move(moved, self._keys_now(moved))

    @property
    def holds_back(self) -> bool:
        """Whether something waits for the rows to be let go."""
        return bool(self._moved)

    def follow(self, moved: frozenset[str] | None) -> None:
        """Update the alarms that changed or were archived (None: all, even while held); the selection is kept."""
        if moved is None:
            self._moved.clear()
            kept, shown = self._book.keys(self._kept, _ON_DESK), self._book.sorted(self._shown)
            self.lay_out(sorted({*shown, *kept}) if kept else shown)
        elif self._held and self.rowCount():
            self._wait(moved)
        else:
            self.move(moved, self._keys_now(moved))

    def _wait(self, moved: frozenset[str]) -> None:
        """Repaint the rows of these alarms; note those that belong elsewhere."""
        now = {key[-1]: key for key in self._keys_now(moved)}
        for alarm_id in moved:
            row = self.row_of(alarm_id)
            if row is not None:
                self.dataChanged.emit(self.index(row, 0), self.index(row, self.columnCount() - 1))
            if self.key_of(alarm_id) == now.get(alarm_id):
                self._moved.discard(alarm_id)
            else:
                self._moved.add(alarm_id)

    def _keys_now(self, moved: frozenset[str]) -> set[Key]:
        """Keys of those of these alarms that have a row."""
        here = [key for key in self._book.keys(self._kept, _ON_DESK) if key[-1] in moved]
        return {*self._book.keys(moved, self._shown), *here}

    def retranslate(self) -> None:
        """The language has changed."""
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, self.columnCount() - 1)
        if rows := self.rowCount():
            self.dataChanged.emit(self.index(0, 0), self.index(rows - 1, self.columnCount() - 1))

    def age(self) -> None:
        """Update the ages, once a second."""
        if rows := self.rowCount():
            self.dataChanged.emit(self.index(0, self.AGE), self.index(rows - 1, self.AGE))

    def row_of_sensor(self, sensor_id: str) -> int | None:
        """The first row of this sensor, None when it has no alarm here."""
        rows = [row for alarm_id in self._book.of(sensor_id) if (row := self.row_of(alarm_id)) is not None]
        return min(rows, default=None)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else 8

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.TextAlignmentRole:
            return self._alignment(section)
        if orientation != Qt.Orientation.Horizontal or role != Qt.ItemDataRole.DisplayRole:
            return None
        names = (
            self.tr("Priority"),
            self.tr("Place"),
            self.tr("Alarm"),
            self.tr("Sensor"),
            self.tr("Value / limit"),
            self.tr("Raised"),
            self.tr("Since"),
            self.tr("State"),
        )
        return names[section]

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role not in _ANSWERED or not index.isValid():
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return self._alignment(index.column())
        alarm = self._states.get(self.id_at(index.row()))
        if alarm is None or role == ALARM_ROLE:
            return alarm
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return self._text(alarm, index.column())
            case Qt.ItemDataRole.ToolTipRole:  # full text of elided and hidden columns
                column = self.RAISED if index.column() == self.AGE else index.column()
                return literal(self._text(alarm, column))
            case Qt.ItemDataRole.ForegroundRole if index.column() == 0:
                return QColor(theme.PRIORITY_COLOR[alarm.priority])
            case Qt.ItemDataRole.ForegroundRole if alarm.state is AlarmState.ACKNOWLEDGED:
                return QColor(theme.MUTED)
            case Qt.ItemDataRole.FontRole if alarm.state is not AlarmState.ACKNOWLEDGED:
                return theme.font(theme.BODY_PX, bold=True)
        return None

    @staticmethod
    def _alignment(column: int) -> Qt.AlignmentFlag:
        """Of cells and heading alike: figures end at one edge, texts begin at one."""
        return _RIGHT if column in _FIGURES else _LEFT

    def _text(self, alarm: Alarm, column: int) -> str:
        session = self._session
        now_ms = session.clock.now_ms()
        match column:
            case 0:
                return word(PRIORITIES[alarm.priority])
            case 1:
                sensor = session.sensors.get(alarm.sensor_id)
                return session.divisions.path(sensor.division) if sensor else ""
            case 2:
                return pick(alarm_name(alarm, session.catalog))
            case 3:
                return self._sensors.title(alarm.sensor_id) or alarm.sensor_id
            case 4:
                return self._value(alarm)
            case 5:
                return moments.short(alarm.raised_ms, now_ms)
            case 6:
                return moments.lasting(alarm.raised_ms, now_ms)
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
