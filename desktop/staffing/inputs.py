"""What is filled in about staffing and policies: what is asked, and the values that differ from what stands now."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QDate, QObject
from PySide6.QtWidgets import QComboBox, QDateEdit, QDoubleSpinBox, QLineEdit, QSpinBox, QWidget

from county.catalog import Catalog
from county.division import is_town
from county.staffing.agent_groups import AgentGroup
from county.staffing.allowance import read_steps, written_steps
from county.staffing.questions import (
    AgentsQuestion,
    AllowanceQuestion,
    AnyQuestion,
    ChangeQuestion,
    FacilityQuestion,
    GridsQuestion,
    WaitingQuestion,
)
from county.staffing.settings import QueueSettings
from county.staffing.titles import PARTS
from desktop import moments, theme
from desktop.i18n import pick

KINDS = tuple(PARTS)
NAMES_PX = 360
"""Of the input of places: its hint is that long."""
EARLIER_DAYS = 91
"""Before today, on which a change is supposed to have been made until somebody fills in the day."""


class StaffingInputs(QObject):
    """The inputs of the panel; those that what is asked does not need are hidden."""

    def __init__(
        self, catalog: Catalog, places: Mapping[str, str], facilities: Mapping[str, Mapping[str, str]], now_ms: int,
        parent: QObject,
    ) -> None:  # fmt: skip
        """``places``: names of villages by code, towns after them; ``facilities``: of each service, names by id."""
        super().__init__(parent)
        self._catalog, self._places, self._facilities = catalog, places, facilities
        settings = catalog.staffing
        self.part, self.queue = QComboBox(), QComboBox()
        for number in range(len(KINDS)):
            self.part.addItem("", number)
        for key in ("hotline", "counter"):
            if getattr(settings, key) is not None:
                self.queue.addItem("", key)
        self.target, self.share = _seconds(), _box(1, 99, 95)
        self.handle, self.patience = _seconds(), _seconds()
        self.shrinkage = _box(0, 90, 0)
        self.shifts = {key: _box(0, 500, shift.agents) for key, shift in settings.shifts.items()}
        self.counters, self.open = _box(0, 500, 0), QLineEdit()
        self.daily, self.second_share, self.second = _box(0, 100_000, 0), _box(0, 100, 0), _box(0, 500, 0)
        self.allowance, self.steps = QComboBox(), QLineEdit()
        for key in catalog.offered_allowances():
            self.allowance.addItem("", key)
        self.service, self.facility, self.village = QComboBox(), QComboBox(), QComboBox()
        for key in catalog.offered_public_services():
            self.service.addItem("", key)
        self.capacity = _box(-1, 1_000_000, -1)
        self.workers = _box(-5_000, 5_000, 10)
        self.day, self.event_class, self.changed = QDateEdit(), QComboBox(), QLineEdit()
        self.changed.setMinimumWidth(theme.px(NAMES_PX))
        self.day.setCalendarPopup(True)
        self.day.setDisplayFormat("yyyy-MM-dd")
        today = moments.local(now_ms).date()
        self.day.setDate(QDate(today.year, today.month, today.day).addDays(-EARLIER_DAYS))
        self.event_class.addItem("", "")
        for key, row in catalog.event_classes.items():
            if not row.retired:
                self.event_class.addItem("", key)
        self.queue.currentIndexChanged.connect(self._of_queue)
        self.allowance.currentIndexChanged.connect(self._of_allowance)
        self.service.currentIndexChanged.connect(self._of_service)
        self._of_queue()
        self._of_hotline()
        self._of_allowance()

    @property
    def all(self) -> tuple[QWidget, ...]:
        """In their order."""
        return (
            self.queue, self.allowance, self.steps, self.service, self.facility, self.village, self.capacity,
            self.workers, self.changed, self.day, self.event_class, *self.shifts.values(), self.counters, self.open,
            self.daily, self.target, self.share, self.handle, self.patience, self.shrinkage, self.second_share,
            self.second,
        )  # fmt: skip

    def fill_in_agents(self) -> None:
        """Ask for the agents of the hotline as the settings have it."""
        self.part.setCurrentIndex(self.part.findData(KINDS.index(AgentsQuestion)))
        self.queue.setCurrentIndex(self.queue.findData("hotline"))
        self._of_queue()
        self._of_hotline()

    @property
    def kind(self) -> type:
        return KINDS[int(self.part.currentData())]

    def follow(self) -> None:
        """Show what is needed for what is asked."""
        is_hotline = self.queue.currentData() == "hotline"
        times = (self.target, self.handle, self.patience)
        own: tuple[QWidget, ...]
        if self.kind is AgentsQuestion:
            own = (*times, self.share, self.shrinkage)
        elif self.kind is WaitingQuestion:
            of_queue = tuple(self.shifts.values()) if is_hotline else (self.counters, self.open)
            own = (self.queue, *of_queue, self.daily, *times, self.second_share, self.second)
        elif self.kind is AllowanceQuestion:
            own = (self.allowance, self.steps)
        elif self.kind is FacilityQuestion:
            own = (self.service, self.facility, self.village, self.capacity)
        elif self.kind is GridsQuestion:
            own = (self.workers,)
        else:
            own = (self.changed, self.day, self.event_class)
        for part in self.all:
            part.setVisible(part in own)

    @property
    def question(self) -> AnyQuestion | str:
        """What is filled in, or what is missing."""
        if self.kind is AgentsQuestion:
            return AgentsQuestion(
                target_s=self.target.value(), share=self.share.value() / 100, handle_s=self.handle.value(),
                patience_s=self.patience.value(), shrinkage=self.shrinkage.value() / 100,
            )  # fmt: skip
        if self.kind is WaitingQuestion:
            return self._waiting()
        if self.kind is AllowanceQuestion:
            try:
                return AllowanceQuestion(
                    allowance=str(self.allowance.currentData() or ""), then=read_steps(self.steps.text())
                )
            except ValueError:
                return self.tr("Write ages and yuan a month like 75:50, 90:100, each age above the one before")
        if self.kind is FacilityQuestion:
            return FacilityQuestion(
                service=str(self.service.currentData() or ""), facility=str(self.facility.currentData() or ""),
                village=str(self.village.currentData() or ""), capacity=self.capacity.value(),
            )  # fmt: skip
        if self.kind is GridsQuestion:
            return GridsQuestion(change=self.workers.value())
        return self._change()

    def _waiting(self) -> WaitingQuestion | str:
        key = self.queue.currentData()
        queue = self._settings_of_queue()
        if queue is None:
            return self.tr("The catalogue has no queue; add it to staffing.toml")
        if key == "hotline":
            shifts = self._catalog.staffing.shifts
            now = tuple(self._group(shift.span, shift.agents, shift.breaks) for shift in shifts.values())
            then = tuple(
                self._group(shift.span, self.shifts[name].value(), shift.breaks) for name, shift in shifts.items()
            )
        else:
            now = (self._group(queue.open, queue.agents),)
            then = (self._group(self.open.text().strip(), self.counters.value()),)
        return WaitingQuestion(
            queue=key, now=now, then=then, target_s=self.target.value(), handle_s=self.handle.value(),
            patience_s=self.patience.value(), daily=self.daily.value(),
            second_share=self.second_share.value() / 100, call_back=queue.call_back,
        )  # fmt: skip

    def _group(self, span: str, agents: int, breaks: tuple[str, ...] = ()) -> AgentGroup:
        return AgentGroup(span=span, breaks=breaks, agents=agents, second=min(self.second.value(), agents))

    def _change(self) -> ChangeQuestion | str:
        wanted = [part.strip() for part in self.changed.text().replace("，", ",").replace("、", ",").split(",")]
        codes = []
        for part in filter(None, wanted):
            found = [part] if part in self._places else [code for code, name in self._places.items() if name == part]
            if not found:
                return self.tr("{place} is no village and no town of the county").format(place=part)
            if len(found) > 1:
                text = self.tr("{n} places are called {place}; write the code of the one that is meant: {codes}")
                return text.format(n=len(found), place=part, codes=", ".join(found))
            codes += found
        if not codes:
            return self.tr("Name the villages or towns in which the change was made")
        return ChangeQuestion(
            villages=tuple(codes), day=self.day.date().toString("yyyy-MM-dd"),
            event_class=str(self.event_class.currentData() or ""),
        )  # fmt: skip

    def _settings_of_queue(self) -> QueueSettings | None:
        found: QueueSettings | None = getattr(self._catalog.staffing, str(self.queue.currentData() or "hotline"))
        return found

    def _of_queue(self) -> None:
        """The times of the queue, as they are set."""
        queue = self._settings_of_queue()
        if queue is not None:
            self.target.setValue(queue.target_s)
            self.handle.setValue(queue.handle_s)
            self.patience.setValue(queue.patience_s)
            self.counters.setValue(queue.agents)
            self.open.setText(queue.open)
            self.daily.setValue(queue.daily)

    def _of_hotline(self) -> None:
        """The share that is wanted, and that of absent agents, as they are set."""
        settings = self._catalog.staffing
        self.shrinkage.setValue(round(100 * settings.shrinkage))
        if settings.hotline is not None:
            self.share.setValue(round(100 * settings.hotline.share))

    def _of_allowance(self) -> None:
        known = self._catalog.allowances.get(str(self.allowance.currentData() or ""))
        if known is not None:
            self.steps.setText(written_steps(known.steps))
            self.steps.setCursorPosition(0)

    def _of_service(self) -> None:
        self.facility.clear()
        self.facility.addItem(self.tr("A new one"), "")
        for id, name in self._facilities.get(str(self.service.currentData() or ""), {}).items():
            self.facility.addItem(name or id, id)

    def retranslate(self) -> None:
        for number, kind in enumerate(KINDS):
            self.part.setItemText(number, pick(PARTS[kind]))
        for row in range(self.queue.count()):
            self.queue.setItemText(row, pick(getattr(self._catalog.staffing, self.queue.itemData(row)).name))
        for row in range(self.allowance.count()):
            self.allowance.setItemText(row, pick(self._catalog.allowances[self.allowance.itemData(row)].name))
        for row in range(self.service.count()):
            self.service.setItemText(row, pick(self._catalog.public_services[self.service.itemData(row)].name))
        self.event_class.setItemText(0, self.tr("All events"))
        for row in range(1, self.event_class.count()):
            self.event_class.setItemText(row, pick(self._catalog.event_classes[self.event_class.itemData(row)]))
        if not self.village.count():
            self.village.addItem("", "")
            for code, name in self._places.items():
                if not is_town(code):
                    self.village.addItem(name, code)
        self.village.setItemText(0, self.tr("Where it is"))
        self._of_service()
        for key, shift_box in self.shifts.items():
            shift_box.setPrefix(f"{pick(self._catalog.staffing.shifts[key].name)} ")
            shift_box.setToolTip(self._catalog.staffing.shifts[key].span)
        labelled: tuple[tuple[QSpinBox | QDoubleSpinBox, str, str], ...] = (
            (self.target, self.tr("within "), self.tr(" s")), (self.share, "", " %"),
            (self.handle, self.tr("service "), self.tr(" s")), (self.patience, self.tr("patience "), self.tr(" s")),
            (self.shrinkage, self.tr("absent "), " %"), (self.counters, "", self.tr(" counters")),
            (self.daily, "", self.tr(" people a day")), (self.second_share, self.tr("special matters "), " %"),
            (self.second, self.tr("who know them "), ""), (self.capacity, self.tr("capacity "), ""),
            (self.workers, self.tr("workers "), ""),
        )  # fmt: skip
        for box, prefix, suffix in labelled:
            box.setPrefix(prefix)
            box.setSuffix(suffix)
        self.patience.setSpecialValueText(self.tr("nobody leaves"))
        self.daily.setSpecialValueText(self.tr("as recorded"))
        self.capacity.setSpecialValueText(self.tr("capacity as now"))
        self.open.setPlaceholderText("09:00-17:00")
        self.open.setToolTip(self.tr("Opening hours with the change"))
        self.steps.setToolTip(self.tr("With the change: ages and yuan a month, like 75:50, 90:100"))
        self.changed.setPlaceholderText(self.tr("Villages or towns of the change, by name or code"))
        self.day.setToolTip(self.tr("When the change was made"))
        self.second.setToolTip(self.tr("On each shift, or of all counters"))


def _box(least: int, most: int, value: int) -> QSpinBox:
    box = QSpinBox()
    box.setRange(least, most)
    box.setValue(value)
    return box


def _seconds() -> QDoubleSpinBox:
    box = QDoubleSpinBox()
    box.setRange(0, 86_400)
    box.setDecimals(0)
    box.setSingleStep(15)
    return box
