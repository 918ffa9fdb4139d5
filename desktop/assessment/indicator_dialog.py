"""填报指标数值: what is reported for a leaf of the assessment, a division and the shown period, with its evidence."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QComboBox, QDoubleSpinBox, QLineEdit, QWidget

from county.commands import CommandBody
from county.events.event import LONGEST_NOTE
from county.figures.evidence import is_evidence
from county.figures.indicator_limits import VALUE_MAX, is_share, limits_of, needs_evidence
from county.figures.indicators import Indicator, ReportIndicator, known_whole
from county.figures.kpi_table import KpiNode
from county.figures.metric import Metric
from county.figures.text import period_text
from desktop.i18n import pick
from desktop.panels.sent_dialog import SentDialog
from desktop.session import Session
from desktop.widgets.literal import PlainLabel

translate = QCoreApplication.translate


def is_reported(node: KpiNode, metric: Metric | None) -> bool:
    """Whether somebody reports the value of a leaf; others are counted from the records."""
    return bool(node.manual) or (metric is not None and metric.source == "indicators")


class IndicatorDialog(SentDialog):
    """One value of a manual leaf; part and whole of a share of two indicators."""

    def __init__(
        self, session: Session, node: KpiNode, divisions: QComboBox, period: str, parent: QWidget
    ) -> None:
        """``divisions``: the choice of the panel, whose present one is proposed."""
        metric = session.catalog.metrics.get(node.metric)
        name = f"{pick(node.name)} · {pick(period_text(period))}"
        super().__init__(
            session, translate("IndicatorDialog", "Report a value"), name, translate("IndicatorDialog", "Report"),
            parent,
        )  # fmt: skip
        self.setObjectName("indicator")
        self._period = period
        self._percent = metric is None and node.is_rate
        self.division = QComboBox()
        for row in range(divisions.count()):
            self.division.addItem(divisions.itemText(row), divisions.itemData(row) or session.package.manifest.code)
        self.division.setCurrentIndex(divisions.currentIndex())
        self.division.currentIndexChanged.connect(self._show_known)
        names = [node.manual] if metric is None else [metric.indicator, metric.indicator_of]
        self._names = [name for name in names if name]
        self.values = [self._box(node, metric) for _ in self._names]
        self._entered: set[QDoubleSpinBox] = set()
        """Those with a value that is reported already or that a person gave: the 0 of all others is none."""
        for box in self.values:
            box.valueChanged.connect(partial(self._enter, box))
            box.lineEdit().textEdited.connect(partial(self._enter, box))
        formula = PlainLabel(pick(node.formula if metric is None else metric.formula))
        formula.setWordWrap(True)
        formula.setProperty("role", "muted")
        said = self.tr("Where towns report, the value of the county is their sum, and its own does not count.")
        hint = PlainLabel(said)
        hint.setWordWrap(True)
        hint.setProperty("role", "muted")
        hint.setVisible(metric is not None)
        self.evidence = QLineEdit()
        self.evidence.setMaxLength(LONGEST_NOTE)
        self.evidence.setPlaceholderText(self.tr("Survey, ledger or document that it comes from"))
        labels = [self.tr("Value")] if len(self.values) == 1 else [self.tr("Numerator"), self.tr("Denominator")]
        self.arrange(
            ("", formula), (self.tr("Division"), self.division), *zip(labels, self.values, strict=True), ("", hint),
            (self.tr("Evidence"), self.evidence),
        )  # fmt: skip
        self._show_known()
        self.values[0].setFocus()
        self.values[0].selectAll()

    def _box(self, node: KpiNode, metric: Metric | None) -> QDoubleSpinBox:
        box = QDoubleSpinBox()
        box.setRange(-VALUE_MAX, VALUE_MAX)
        box.setGroupSeparatorShown(True)
        limits = limits_of(self._names[0], self.session.catalog)
        box.setDecimals(0 if limits.whole else node.decimals + 1)
        if metric is not None:
            box.setMinimum(limits.least)
        else:
            box.setSuffix(f" {pick(node.unit)}")
        return box

    def _show_known(self) -> None:
        """What is reported already, to be corrected."""
        states = self.session.layers.states("indicator")
        found = [states.get(f"{name}/{self.division.currentData()}/{self._period}") for name in self._names]
        known = [one if isinstance(one, Indicator) else None for one in found]
        values = [None if known[0] is None else known[0].value, *(known_whole(known[0], one) for one in known[1:])]
        for box, value in zip(self.values, values, strict=True):
            box.setValue((100 if self._percent else 1) * (value or 0.0))
            if value is None:
                self._entered.discard(box)
                box.clear()

    def _enter(self, box: QDoubleSpinBox, value: object) -> None:
        self._entered.add(box)

    def bodies(self) -> Sequence[CommandBody] | str:
        evidence = self.evidence.text().strip()
        if not is_evidence(evidence) and needs_evidence(self._names[0], self.session.catalog):
            return self.tr("Write which evidence the value has")
        if self._entered != set(self.values):
            return self.tr("Enter the value")
        values = [round(box.value() / 100 if self._percent else box.value(), 10) for box in self.values]
        limits = limits_of(self._names[0], self.session.catalog)
        if not all(limits.least <= value <= limits.most for value in values):
            said = self.tr("The value lies between {least} and {most}")
            return said.format(least=limits.text(limits.least), most=limits.text(limits.most))
        if len(values) == 2 and not is_share(*values):
            return self.tr("The denominator is at least as large as the numerator, and not 0")
        return [
            ReportIndicator(
                indicator=self._names[0], division=self.division.currentData(), period=self._period, value=values[0],
                whole=values[1] if len(values) == 2 else None, note=evidence,
            )
        ]  # fmt: skip
