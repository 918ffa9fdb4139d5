"""What a tree of the assessment shows of a period that is frozen: what was frozen, and beside it what is counted now
where that differs."""

from __future__ import annotations

from county.catalog import Catalog
from county.figures.kpi import KpiScore
from county.figures.kpi_freeze import KpiSheet, frozen_value
from county.figures.kpi_text import score_text
from county.figures.metric import FigureValue
from services.protocol.assessment_messages import KpiLeafState, KpiTree


def frozen_sheet(tree: KpiTree) -> KpiSheet | None:
    """The sheet by which the period is frozen; None: it is not."""
    return tree.sheet if tree.sheet is not None and tree.sheet.is_frozen else None


def shown_value(leaf: KpiLeafState, tree: KpiTree, catalog: Catalog) -> FigureValue:
    """The value of a leaf as frozen; of a period that is not, as counted now."""
    sheet = frozen_sheet(tree)
    if sheet is None:
        return leaf.value
    kept = next((one for one in sheet.leaves if one.id == leaf.id), None)
    node = catalog.kpi.get(leaf.id)
    return FigureValue() if kept is None or node is None else frozen_value(kept, catalog.metrics.get(node.metric))


def counted_otherwise(leaf: KpiLeafState, tree: KpiTree, catalog: Catalog) -> bool:
    """Whether the value of a leaf is now another one than the frozen one."""
    kept, now = shown_value(leaf, tree, catalog), leaf.value
    return (kept.num, kept.den, kept.value) != (now.num, now.den, now.value)


def shown_scores(tree: KpiTree) -> dict[str, KpiScore]:
    """The scores of nodes as frozen; of a period that is not, as counted now."""
    sheet = frozen_sheet(tree)
    return {score.id: score for score in (tree.scores if sheet is None else sheet.scores)}


def scored_otherwise(now: KpiScore, shown: KpiScore | None) -> bool:
    """Whether the points of a node read otherwise now."""
    return shown is None or score_text(now) != score_text(shown)
