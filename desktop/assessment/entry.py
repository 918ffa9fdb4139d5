"""What people enter into an assessment: reported values, scores of third parties, and the decision that freezes it."""

from __future__ import annotations

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QPushButton, QWidget

from county.figures.indicators import ReportIndicator
from county.figures.kpi_freeze import FreezeKpi, FrozenLeaf, RateKpi
from county.figures.text import period_text
from desktop import theme
from desktop.assessment.freeze_dialog import FreezeDialog
from desktop.assessment.indicator_dialog import IndicatorDialog, is_reported
from desktop.assessment.rating_dialog import RatingDialog
from desktop.figures.period_line import PeriodLine
from desktop.i18n import pick
from desktop.permission import why_not
from desktop.session import Session
from desktop.widgets.elided import ElidedButton
from desktop.widgets.wrapping_line import SPACING_PX
from services.protocol.assessment_messages import KpiTree


class AssessmentEntry(QObject):
    """Three buttons; one that cannot be pressed says why."""

    def __init__(self, session: Session, period: PeriodLine, division: QComboBox, panel: QWidget) -> None:
        super().__init__(panel)
        self._session, self._period, self._division, self._panel = session, period, division, panel
        self._tree: KpiTree | None = None
        self._chosen = ""
        self.report, self.rate, self.freeze = ElidedButton(), ElidedButton(), QPushButton()
        self.report.clicked.connect(self._ask_for_value)
        self.rate.clicked.connect(self._ask_for_score)
        self.freeze.clicked.connect(self._ask_to_freeze)
        self.line = QWidget()
        """The buttons, which stay side by side where the panel has no room for them in its line."""
        row = QHBoxLayout(self.line)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.px(SPACING_PX))
        for button in (self.report, self.rate, self.freeze):
            row.addWidget(button)

    def retranslate(self) -> None:
        """Set all texts."""
        self.report.setText(self.tr("Report a value …"))
        self.rate.setText(self.tr("Third-party score …"))
        self.freeze.setText(self.tr("Freeze …"))
        self._show()

    def follow(self, tree: KpiTree | None, chosen: str) -> None:
        """``tree``: the newest one; ``chosen``: the node, "" for the whole."""
        self._tree, self._chosen = tree, chosen
        self._show()

    def _show(self) -> None:
        for button, why, otherwise in (
            (self.report, self._why_not_report(), self.tr("Enter the value of the chosen leaf, with its evidence")),
            (self.rate, self._why_not_rate(), self.tr("Enter what a third party gives, with its report")),
            (self.freeze, self._why_not_freeze(),
             self.tr("Record the values of all leaves; they never change afterwards")),
        ):  # fmt: skip
            button.setEnabled(not why)
            button.setToolTip(why or otherwise)

    def _why_not_report(self) -> str:
        why, node = why_not(self._session, ReportIndicator), self._session.catalog.kpi.get(self._chosen)
        if why:
            return why
        if node is None or not node.is_leaf:
            return self.tr("Choose a leaf")
        if not is_reported(node, self._session.catalog.metrics.get(node.metric)):
            return self.tr("This leaf is counted from the records of events")
        return ""

    def _why_not_rate(self) -> str:
        why = why_not(self._session, RateKpi)
        return why or ("" if self._period.is_over else self.tr("The period is not over"))

    def _why_not_freeze(self) -> str:
        tree, why = self._tree, why_not(self._session, FreezeKpi)
        if not why and not self._period.is_over:
            why = self.tr("The period is not over")
        if not why and (tree is None or tree.period != self._period.period):
            why = self.tr("The values have not arrived")
        if not why and tree is not None and tree.sheet is not None and tree.sheet.as_of_seq:
            why = self.tr("Frozen by {who}; what is frozen never changes").format(who=tree.sheet.frozen_by)
        if not why and tree is not None and all(leaf.value.value is None for leaf in tree.leaves):
            why = self.tr("No leaf has a value yet: there is nothing to freeze")
        return why

    @property
    def _name(self) -> str:
        return f"{self._division.currentText()} · {pick(period_text(self._period.period))}"

    def _ask_for_value(self) -> None:
        node = self._session.catalog.kpi[self._chosen]
        IndicatorDialog(self._session, node, self._division, self._period.period, self._panel.window()).open()

    def _ask_for_score(self) -> None:
        division = self._division.currentData() or self._session.package.manifest.code
        RatingDialog(
            self._session, division, self._period.period, self._chosen, self._name, self._panel.window()
        ).open()

    def _ask_to_freeze(self) -> None:
        tree = self._tree
        if tree is None:
            return
        leaves = tuple(
            FrozenLeaf(
                id=leaf.id, value=leaf.value.value, num=leaf.value.num, den=leaf.value.den, quality=leaf.value.quality
            )
            for leaf in tree.leaves
        )
        body = FreezeKpi(
            division=tree.division or self._session.package.manifest.code, period=tree.period, leaves=leaves,
            as_of_seq=tree.as_of_seq, definitions=tree.definitions,
        )  # fmt: skip
        FreezeDialog(self._session, body, self._name, self._panel.window()).open()
