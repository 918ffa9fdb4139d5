"""指标填报: calls of the hotline, visits of grids, and indicators by form, and what was reported, newest first."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QComboBox, QDoubleSpinBox, QLayout, QLineEdit, QSpinBox, QVBoxLayout

from county.catalog import Name
from county.commands import CommandBody
from county.events.event import LONGEST_NOTE
from county.figures.indicator_limits import VALUE_MAX, limits_of, number_text
from county.figures.indicator_names import indicator_names, name_of, unit_of
from county.figures.indicators import Indicator, ReportIndicator
from county.figures.inputs import CALLS_MAX, CallCount, CountCalls, GridVisits, VisitGrid
from desktop import moments
from desktop.i18n import pick
from desktop.panels.record_panel import RecordPanel, Row
from desktop.places.division_box import FoundBox, division_choices
from desktop.session import Session
from desktop.widgets.wrapping_line import line_of

KINDS: dict[str, Name] = {
    "calls": Name("热线话务", "Hotline calls"),
    "visits": Name("网格走访", "Grid visits"),
    "indicator": Name("指标数值", "Indicators"),
}
BOOKS = tuple(KINDS)
DECIMALS = 4


class FigureInputs(RecordPanel):
    """The kind decides which inputs are shown and which values are listed."""

    command = CountCalls

    def __init__(self, session: Session) -> None:
        super().__init__(session, *(session.layers.book(key) for key in BOOKS))
        self.retranslate()
        self._choose_kind()

    @staticmethod
    def title() -> str:
        return QCoreApplication.translate("FigureInputs", "Reported figures")

    def form(self) -> QLayout:
        self.kind = QComboBox()
        for kind in KINDS:
            self.kind.addItem("", kind)
        self.kind.currentIndexChanged.connect(lambda _: self._choose_kind())
        self.period, self.worker = QLineEdit(), QLineEdit()
        self.indicator, self.grid = FoundBox(), FoundBox()
        self.division = FoundBox(self.session.name_sounds)
        self.indicator.currentIndexChanged.connect(lambda _: self._show_unit())
        self.grid.offer(division_choices(self.session, "grids"))
        county = self.session.package.manifest
        self.division.offer([(county.name, county.code), *division_choices(self.session, "towns", "villages")])
        self.offered, self.answered, self.value = QSpinBox(), QSpinBox(), QDoubleSpinBox()
        for box in (self.offered, self.answered):
            box.setRange(0, CALLS_MAX)
        self.value.setRange(-VALUE_MAX, VALUE_MAX)
        self.value.setDecimals(DECIMALS)
        self.reason = QLineEdit()
        self.reason.setMaxLength(LONGEST_NOTE)
        self.reason.returnPressed.connect(self.send_form)
        self._inputs = {
            "calls": (self.period, self.offered, self.answered),
            "visits": (self.grid, self.worker),
            "indicator": (self.indicator, self.division, self.period, self.value),
        }
        parts = (self.indicator, self.grid, self.division, self.period, self.offered, self.answered, self.value)
        lines = QVBoxLayout()
        lines.addLayout(line_of(self.kind, *parts, self.worker, stretch={self.period: 1, self.worker: 1}))
        lines.addLayout(line_of(self.reason, self.button, stretch={self.reason: 1}))
        return lines

    def retranslate(self) -> None:
        for row, name in enumerate(KINDS.values()):
            self.kind.setItemText(row, pick(name))
        self.period.setPlaceholderText(self.tr("Period: 2026-11-25, 2026-11-25T14, 2026-11, 2026-Q4 or 2026"))
        chosen = self.indicator.value()
        self.indicator.offer([(pick(name), key) for key, name in indicator_names(self.session.catalog).items()])
        self.indicator.choose(chosen)
        self.worker.setPlaceholderText(self.tr("Work number"))
        texts = self.tr("Indicator"), self.tr("Grid"), self.tr("Division")
        for box, text in zip((self.indicator, self.grid, self.division), texts, strict=True):
            line = box.lineEdit()
            if line is not None:
                line.setPlaceholderText(text)
        self.offered.setPrefix(self.tr("offered "))
        self.answered.setPrefix(self.tr("answered "))
        self.reason.setPlaceholderText(self.tr("Evidence; the reason of a correction"))
        self.button.setText(self.tr("Report"))
        self.hint.say(self.tr("Nothing was reported"))
        super().retranslate()

    def _choose_kind(self) -> None:
        kind = self.kind.currentData()
        shown = self._inputs[kind]
        for part in {part for parts in self._inputs.values() for part in parts}:
            part.setVisible(part in shown)
        self.follow()

    def _show_unit(self) -> None:
        unit = unit_of(self.indicator.value(), self.session.catalog)
        self.value.setSuffix("" if unit is None else f" {pick(unit)}")

    def heads(self) -> list[str]:
        match self.kind.currentData():
            case "calls":
                return [self.tr("Period"), self.tr("Calls"), self.tr("Answered"), self.tr("Reports"), self.tr("By")]
            case "visits":
                return [self.tr("Grid"), self.tr("Last visit"), self.tr("Visits"), self.tr("Work number")]
        return [
            self.tr("Indicator"), self.tr("Division"), self.tr("Period"), self.tr("Value"), self.tr("Reports"),
            self.tr("By"), self.tr("Evidence"),
        ]  # fmt: skip

    def numeric(self) -> tuple[int, ...]:
        return {"calls": (1, 2, 3), "visits": (2,)}.get(self.kind.currentData(), (3, 4))

    def rows(self) -> list[Row]:
        kind, now_ms = self.kind.currentData(), self.session.clock.now_ms()
        states = list(self.session.layers.states(kind).values())
        if kind == "visits":
            visits = sorted((one for one in states if isinstance(one, GridVisits)), key=lambda one: -one.last_ms)
            return [self._visit(one, now_ms) for one in visits]
        states.sort(key=lambda one: -one.recorded_ms)
        return [self._row(one) for one in states]

    def _visit(self, known: GridVisits, now_ms: int) -> Row:
        where, when = self.session.divisions.path(known.id), moments.short(known.last_ms, now_ms)
        return Row(known.id, (where, when, str(known.visits), known.worker))

    def _row(self, known: CallCount | Indicator) -> Row:
        if isinstance(known, CallCount):
            cells = known.id, f"{known.offered:,}", f"{known.answered:,}", str(known.reports), known.by
            return Row(known.id, cells)
        where = self.session.divisions.path(known.division)
        value = limits_of(known.indicator, self.session.catalog).text(known.value)
        value += "" if known.whole is None else f" / {number_text(known.whole)}"
        name = pick(name_of(known.indicator, self.session.catalog))
        said = name, where, known.period, value, str(known.reports), known.by, known.note
        return Row(known.id, said)

    def body(self) -> CommandBody | str:
        note, period = self.reason.text().strip(), self.period.text().strip()
        match self.kind.currentData():
            case "visits":
                if not self.grid.value():
                    return self.tr("Choose the grid")
                return VisitGrid(grid=self.grid.value(), worker=self.worker.text().strip(), note=note)
            case _ if not period:
                return self.tr("Enter the period")
            case "calls":
                return CountCalls(
                    period=period, offered=self.offered.value(), answered=self.answered.value(), note=note
                )
        indicator, division = self.indicator.value(), self.division.value()
        if not indicator or not division:
            return self.tr("Choose the indicator and the division")
        percent = limits_of(indicator, self.session.catalog).percent
        value = round(self.value.value() / 100, DECIMALS + 2) if percent else self.value.value()
        return ReportIndicator(indicator=indicator, division=division, period=period, value=value, note=note)

    def sent(self, body: CommandBody) -> None:
        self.reason.clear()
