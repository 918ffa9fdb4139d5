"""第三方评分: what a third party gives for the assessment or one of its nodes, with its report."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QComboBox, QDoubleSpinBox, QLineEdit, QWidget

from county.commands import CommandBody
from county.figures.kpi_freeze import LONGEST_INSTITUTION, LONGEST_REASON, RateKpi
from county.figures.kpi_text import points_text
from desktop.i18n import pick
from desktop.panels.sent_dialog import SentDialog
from desktop.session import Session

WHOLE = 100.0
translate = QCoreApplication.translate


class RatingDialog(SentDialog):
    """Scores of third parties stand beside the computed ones and change none of them."""

    def __init__(self, session: Session, division: str, period: str, node: str, name: str, parent: QWidget) -> None:
        """``node``: that is proposed, "" for the whole; ``name``: of division and period."""
        super().__init__(
            session, translate("RatingDialog", "Score of a third party"), name,
            translate("RatingDialog", "Enter the score"), parent,
        )  # fmt: skip
        self.setObjectName("rating")
        self._division, self._period = division, period
        self.institution, self.node, self.points, self.reason = QLineEdit(), QComboBox(), QDoubleSpinBox(), QLineEdit()
        self.institution.setMaxLength(LONGEST_INSTITUTION)
        self.institution.setPlaceholderText(self.tr("Name of the institution"))
        self.reason.setMaxLength(LONGEST_REASON)
        self.reason.setPlaceholderText(self.tr("Its report, and why it scores so"))
        self._most = {"": WHOLE} | {key: row.weight for key, row in session.catalog.offered_kpi().items()}
        for key, most in self._most.items():
            text = self.tr("Assessment as a whole") if not key else pick(session.catalog.kpi[key].name)
            self.node.addItem(f"{text}  {points_text(most)}", key)
        self.node.currentIndexChanged.connect(self._bound)
        self.node.setCurrentIndex(max(0, self.node.findData(node)))
        self.points.setDecimals(2)
        self._bound()
        self.arrange(
            (self.tr("Institution"), self.institution), (self.tr("Scored"), self.node),
            (self.tr("Points"), self.points), (self.tr("Reason"), self.reason),
        )  # fmt: skip
        self.institution.setFocus()

    def _bound(self) -> None:
        """No more points than the weight."""
        most = self._most[self.node.currentData()]
        self.points.setRange(0, most)
        self.points.setSuffix(self.tr(" of {most}").format(most=points_text(most)))

    def bodies(self) -> Sequence[CommandBody] | str:
        institution, reason = self.institution.text().strip(), self.reason.text().strip()
        if not institution:
            return self.tr("Write which institution")
        if not reason:
            return self.tr("Write which report, and why")
        return [RateKpi(
            division=self._division, period=self._period, institution=institution, node=self.node.currentData(),
            points=self.points.value(), note=reason,
        )]  # fmt: skip
