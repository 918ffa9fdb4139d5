"""考核指标树 as a tree: points, coverage and range of every node; value, quarters, doubts and owner of every leaf.

Of a frozen period these are the frozen ones, and a column of its own has what is counted now where that differs.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QTreeWidgetItem, QWidget

from county.catalog import Catalog
from county.figures.kpi import TOTAL, KpiScore
from county.figures.kpi_table import KpiNode
from county.figures.kpi_text import leaf_text, points_text, projection_text, range_text, score_text
from county.figures.text import NO_EVIDENCE
from desktop import theme
from desktop.assessment.frozen_tree import (
    counted_otherwise,
    frozen_sheet,
    scored_otherwise,
    shown_scores,
    shown_value,
)
from desktop.assessment.tree import AssessmentTree
from desktop.assessment.tree_marks import MARK_ROLE, OUTLOOK_COLORS, PointsBar, QuarterLine
from desktop.i18n import pick
from desktop.widgets.literal import literal
from services.protocol.assessment_messages import KpiLeafState, KpiTree

NAME, BAR, POINTS, COVERAGE, RANGE, VALUE, NOW, TREND, TRUST, OWNER = range(10)
WIDTHS_PX = (238, 128, 96, 64, 96, 148, 112, 120, 112, 170)
RIGHT = (POINTS, COVERAGE, RANGE, VALUE, NOW)
QUARTERS_OF_YEAR = 4


class KpiView(AssessmentTree):
    """A click on a value lists its records, one on the doubts what casts them."""

    value_clicked = Signal(str)
    doubts_clicked = Signal(str)

    def __init__(self, catalog: Catalog, parent: QWidget | None = None) -> None:
        super().__init__(WIDTHS_PX, RIGHT, parent)
        self._catalog = catalog
        self._nodes = catalog.offered_kpi()
        self._tree: KpiTree | None = None
        self.clicked.connect(lambda index: self._clicked(index.column()))

    @property
    def heads(self) -> list[str]:
        return [
            self.tr("Indicator"), "", self.tr("Points"), self.tr("Coverage"), self.tr("Range"), self.tr("Value"),
            self.tr("Counted now"), self.tr("Quarters"), self.tr("Credibility"), self.tr("Department"),
        ]  # fmt: skip

    def show_tree(self, tree: KpiTree) -> None:
        """Replace all values; what is open and chosen stays."""
        self._tree = tree
        scores, now = shown_scores(tree), {score.id: score for score in tree.scores}
        leaves = {leaf.id: leaf for leaf in tree.leaves}
        is_frozen = frozen_sheet(tree) is not None
        self.fill([(TOTAL, ""), *((key, node.parent) for key, node in self._nodes.items())], top=TOTAL)
        for key, item in self.items.items():
            node, score = self._nodes.get(key), scores.get(key)
            if score is not None:
                self._show_score(item, node, score)
            leaf = leaves.get(key)
            if node is not None and leaf is not None:
                self._show_leaf(item, node, leaf, tree)
            elif is_frozen and key in now and scored_otherwise(now[key], score):
                self._show_now(item, score_text(now[key]))
        self.show_column(NOW, any(item.text(NOW) for item in self.items.values()))

    def retranslate(self) -> None:
        super().retranslate()
        if self._tree is not None:
            self.show_tree(self._tree)

    def _show_score(self, item: QTreeWidgetItem, node: KpiNode | None, score: KpiScore) -> None:
        name = self.tr("Assessment as a whole") if node is None else pick(node.name)
        weight = "" if node is None else f"  {points_text(node.weight)}"
        item.setText(NAME, f"{name}{weight}")
        item.setData(BAR, MARK_ROLE, PointsBar(score.points / score.weight, score.high / score.weight))
        item.setText(POINTS, score_text(score))
        item.setText(COVERAGE, f"{100 * score.coverage:.0f}%")
        item.setText(RANGE, range_text(score))
        if score.missing or score.small:
            item.setForeground(COVERAGE, QColor(theme.NOTICE))
            said = []
            if score.missing:
                said.append(self.tr("Without a value: {leaves}").format(leaves=self._names_of(score.missing)))
            if score.small:
                few = self.tr("Too small a sample, a range instead of points: {leaves}")
                said.append(few.format(leaves=self._names_of(score.small)))
            item.setToolTip(COVERAGE, literal("\n".join(said)))
        if node is None or not node.is_leaf:
            self.embolden(item)

    def _names_of(self, leaves: Sequence[str]) -> str:
        return "、".join(pick(self._nodes[leaf].name) for leaf in leaves)

    def _show_leaf(self, item: QTreeWidgetItem, node: KpiNode, leaf: KpiLeafState, tree: KpiTree) -> None:
        metric = self._catalog.metrics.get(node.metric)
        value = shown_value(leaf, tree, self._catalog)
        item.setText(VALUE, pick(leaf_text(node, metric, value)))
        known = value.value is not None
        item.setForeground(VALUE, QColor(theme.ACCENT if known else theme.MUTED))
        item.setToolTip(VALUE, self.tr("Click to list these records") if known else "")
        if leaf.unproven and not known:
            item.setText(VALUE, pick(NO_EVIDENCE))
            item.setForeground(VALUE, QColor(theme.NOTICE))
            item.setToolTip(VALUE, self.tr("Reported without evidence: it does not count until it is reported with it"))
        left = QUARTERS_OF_YEAR - _quarter_of(tree.period)
        line = QuarterLine(leaf.quarters, leaf.projection.value, left, leaf.projection.outlook)
        item.setData(TREND, MARK_ROLE, line)
        item.setToolTip(TREND, literal(pick(projection_text(node, metric, leaf.projection))))
        if leaf.projection.outlook in ("below_target", "below_floor"):
            item.setForeground(NAME, QColor(OUTLOOK_COLORS[leaf.projection.outlook]))
        self._show_trust(item, leaf, is_known=known, is_frozen=frozen_sheet(tree) is not None)
        owner = self._catalog.departments.get(node.owner)
        item.setText(OWNER, "" if owner is None else pick(owner))
        if frozen_sheet(tree) is None:
            return
        if counted_otherwise(leaf, tree, self._catalog):
            self._show_now(item, pick(leaf_text(node, metric, leaf.value)))
        self._show_proof(item, leaf, tree)

    def _show_trust(self, item: QTreeWidgetItem, leaf: KpiLeafState, *, is_known: bool, is_frozen: bool) -> None:
        """What casts doubt on it is looked for in the records of today, also of a frozen value: what is found later
        must not stay hidden."""
        said = self.tr("Looked for in the records of today, not only in those it was frozen by")
        of_today = said if is_frozen else ""
        if leaf.cards:
            item.setText(TRUST, self.tr("{n} doubts").format(n=leaf.doubts))
            item.setForeground(TRUST, QColor(theme.WARNING))
            tip = self.tr("Click to see what casts doubt on it")
            item.setToolTip(TRUST, "\n".join(filter(None, (tip, of_today))))
        else:
            item.setText(TRUST, self.tr("nothing found") if is_known else "–")
            item.setForeground(TRUST, QColor(theme.MUTED))
            item.setToolTip(TRUST, of_today)

    def _show_now(self, item: QTreeWidgetItem, text: str) -> None:
        item.setText(NOW, text)
        item.setForeground(NOW, QColor(theme.NOTICE))
        item.setToolTip(NOW, self.tr("Counted from the records of today; what was frozen stays"))

    def _show_proof(self, item: QTreeWidgetItem, leaf: KpiLeafState, tree: KpiTree) -> None:
        """Whether the frozen value is found again in the records by which it was frozen."""
        if tree.sheet is not None and tree.sheet.definitions != tree.definitions:
            item.setForeground(VALUE, QColor(theme.NOTICE))
            item.setToolTip(VALUE, self.tr("Frozen by other definitions: it cannot be computed again by these"))
        elif leaf.id in tree.differs:
            item.setForeground(VALUE, QColor(theme.DANGER))
            item.setToolTip(VALUE, self.tr("Computed again as of the same record, the value is another one"))

    def _clicked(self, column: int) -> None:
        key = self.chosen
        if column == VALUE and key:
            self.value_clicked.emit(key)
        elif column == TRUST and key:
            self.doubts_clicked.emit(key)


def _quarter_of(period: str) -> int:
    """The quarter in which a quarter, half-year or year ends."""
    if "Q" in period:
        return int(period[-1])
    return 2 * int(period[-1]) if "H" in period else QUARTERS_OF_YEAR
