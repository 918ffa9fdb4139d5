"""力量看板: every unit with its readiness, tasks and place; its status is set here."""

from __future__ import annotations

from collections import Counter

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QComboBox, QLayout, QLineEdit

from county.commands import CommandBody
from county.events.event import LONGEST_NOTE
from county.resource import Resource
from county.units.dispatch import can_be_sent
from county.units.status import CODES, NOT_READY, READINESS, Readiness, SetUnitStatus, UnitStatus
from desktop import moments, theme
from desktop.i18n import pick
from desktop.panels.record_panel import RecordPanel, Row
from desktop.session import Session
from desktop.widgets.until_box import UntilBox
from desktop.widgets.wrapping_line import line_of
from layers.resources import ResourcesLayer
from layers.unit_status import UnitStatusLayer

COLORS: dict[Readiness, str] = {
    "available": theme.TEXT,
    "busy": theme.WARNING,
    "off_duty": theme.MUTED,
    "out_of_service": theme.DANGER,
}


class Units(RecordPanel):
    """The form is about the chosen unit."""

    command = SetUnitStatus

    def __init__(self, session: Session) -> None:
        self._layer = session.layers.of(UnitStatusLayer)
        self._tasks = session.layers.of(ResourcesLayer)
        self._units = [unit for unit in session.package.resources if can_be_sent(unit, session.catalog)]
        self._places: dict[str, tuple[tuple[float, float], str]] = {}
        """Where each unit was last seen: the place and its division."""
        super().__init__(session, self._layer, self._tasks)
        self.retranslate()

    @staticmethod
    def title() -> str:
        return QCoreApplication.translate("Units", "Units")

    def form(self) -> QLayout:
        self.kind = QComboBox()
        kinds = {unit.kind for unit in self._units}
        self.kind.addItem("", "")
        for kind in self.session.catalog.resource_kinds:
            if kind in kinds:
                self.kind.addItem("", kind)
        self.kind.currentIndexChanged.connect(lambda _: self.follow())
        self.status = QComboBox()
        for code in READINESS:
            self.status.addItem("", code)
        self.until = UntilBox()
        self.reason = QLineEdit()
        self.reason.setMaxLength(LONGEST_NOTE)
        self.reason.returnPressed.connect(self.send_form)
        return line_of(self.kind, self.status, self.until, self.reason, self.button, stretch={self.reason: 1})

    def retranslate(self) -> None:
        self.kind.setItemText(0, self.tr("All kinds"))
        for row in range(1, self.kind.count()):
            self.kind.setItemText(row, pick(self.session.catalog.resource_kinds[self.kind.itemData(row)].name))
        for row, name in enumerate(READINESS.values()):
            self.status.setItemText(row, pick(name))
        self.until.retranslate(self.tr("end not known"))
        self.reason.setPlaceholderText(self.tr("Why, or where it is"))
        self.button.setText(self.tr("Set the status of the chosen unit"))
        self.hint.say(self.tr("The county has no units that can be sent"))
        super().retranslate()

    def heads(self) -> list[str]:
        return [
            self.tr("Unit"), self.tr("Kind"), self.tr("Status"), self.tr("Task"), self.tr("Since"), self.tr("Until"),
            self.tr("Place"), self.tr("Note"),
        ]  # fmt: skip

    def rows(self) -> list[Row]:
        self._count()
        kind, now_ms = self.kind.currentData(), self.session.clock.now_ms()
        order = {key: place for place, key in enumerate(self.session.catalog.resource_kinds)}
        units = [unit for unit in self._units if not kind or unit.kind == kind]
        units.sort(key=lambda unit: (order[unit.kind], unit.name, unit.id))
        return [self._row(unit, now_ms) for unit in units]

    def _count(self) -> None:
        """Say how many units of the chosen kind are ready, of how many."""
        kind = self.kind.currentData()
        units = [unit for unit in self._units if not kind or unit.kind == kind]
        tally = Counter(self._readiness(unit.id) for unit in units)
        parts = [f"{pick(name)} {tally[code]}" for code, name in READINESS.items()]
        parts.append(self.tr("{n} in all").format(n=len(units)))
        self.note.setText(" · ".join(parts))

    def _readiness(self, unit: str) -> Readiness:
        """As reported; a unit with a task is in use while nothing else was."""
        row = self._layer.columns.row(unit)
        reported: Readiness = "available" if row is None else CODES[self._layer.columns["status"][row]]
        return "busy" if reported == "available" and unit in self._tasks.tasks else reported

    def _row(self, unit: Resource, now_ms: int) -> Row:
        known: UnitStatus | None = self.session.layers.states("unit_status").get(unit.id)
        readiness = self._readiness(unit.id)
        task = self._tasks.tasks.get(unit.id)
        since, note = ("", "") if known is None else (moments.short(known.since_ms, now_ms), known.note)
        until, color = "", COLORS[readiness]
        if known is not None and known.until_ms is not None:
            until = moments.short(known.until_ms, now_ms)
            if known.until_ms <= now_ms and readiness in NOT_READY:
                until = self.tr("{time} is past: ask the unit").format(time=until)
        return Row(
            unit.id,
            (
                unit.name, pick(self.session.catalog.resource_kinds[unit.kind].name), pick(READINESS[readiness]),
                "" if task is None else pick(task.title), since, until, self._where(unit), note,
            ),
            color,
        )  # fmt: skip

    def _where(self, unit: Resource) -> str:
        """Town and village where it is."""
        place = self._layer.place_of(unit.id) or (unit.x_m, unit.y_m)
        known, where = self._places.get(unit.id, ((0.0, 0.0), ""))
        if known != place:
            where = self.session.package.division_at(*place) or unit.division
            self._places[unit.id] = place, where
        return self.session.divisions.path(where)

    def body(self) -> CommandBody | str:
        if not self.chosen:
            return self.tr("Choose a unit in the list")
        until_ms = self.until.until_ms(self.session.clock.now_ms())
        status = self.status.currentData()
        return SetUnitStatus(unit=self.chosen, status=status, until_ms=until_ms, note=self.reason.text().strip())

    def sent(self, body: CommandBody) -> None:
        self.reason.clear()

    def open_row(self, item_id: str) -> None:
        place = self._layer.place_of(item_id)
        if place is not None:
            self.session.focus.select("resources", item_id)
            self.session.focus.fly_to.emit(*place, 600.0)
