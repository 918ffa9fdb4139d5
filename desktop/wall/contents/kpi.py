"""考核指标树: the points of the county in this quarter, of branches and leaves."""

from __future__ import annotations

from collections.abc import Mapping

from county.figures.kpi import TOTAL, KpiScore
from county.figures.kpi_outlook import Outlook
from county.figures.kpi_table import KpiNode, children_of
from county.figures.kpi_text import points_text, range_text, score_text
from county.figures.text import NO_DATA, NO_EVIDENCE, SMALL_SAMPLE, period_text
from desktop.i18n import pick
from desktop.wall.contents.asked import AskedContents
from desktop.wall.contents.figure_link import KpiQuestion
from desktop.wall.language import translate
from desktop.wall.tiles.scores import ScoredBranch, ScoredLeaf, ScoresContent

OUTLOOK_COLORS: dict[Outlook, str] = {"below_target": "late", "below_floor": "alarm"}
"""Where the year will probably not reach its aim."""


class KpiContents(AskedContents[KpiQuestion]):
    """A leaf without a value has no points, and is not 0."""

    def asked(self) -> KpiQuestion:
        return KpiQuestion()

    def content(self, now_ms: int) -> ScoresContent | None:
        tree, nodes = self.question.answer, self.session.catalog.kpi
        scores = {} if tree is None else {score.id: score for score in tree.scores}
        if tree is None or TOTAL not in scores:
            return None
        unproven = {leaf.id for leaf in tree.leaves if leaf.unproven}
        outlooks = {leaf.id: leaf.projection.outlook for leaf in tree.leaves}
        most = max((nodes[leaf].weight for leaf in outlooks if leaf in nodes), default=1.0)

        def leaf(key: str) -> ScoredLeaf:
            score = scores.get(key)
            share = None if score is None or not score.possible else score.points / score.weight
            points = pick(NO_EVIDENCE) if key in unproven else _points(score)
            color = OUTLOOK_COLORS.get(outlooks.get(key, "unknown"), "accent")
            return ScoredLeaf(pick(nodes[key].name), points, nodes[key].weight / most, share, color)

        branches = tuple(
            ScoredBranch(
                pick(nodes[key].name), points_text(nodes[key].weight), _points(scores.get(key)),
                tuple(leaf(child) for child in _by_weight(nodes, children_of(nodes, key))),
            )
            for key in _by_weight(nodes, children_of(nodes, ""))
        )  # fmt: skip
        total = scores[TOTAL]
        coverage = translate("wall", "coverage {share} %").format(share=f"{100 * total.coverage:.0f}")
        is_open = points_text(total.low) != points_text(total.high)
        within = translate("wall", "range {range}").format(range=range_text(total)) if is_open else ""
        points, _, possible = score_text(total).partition(" ")
        return ScoresContent(points, possible, coverage, within, pick(period_text(tree.period)), branches)


def _points(score: KpiScore | None) -> str:
    if score is None or not score.possible:
        return pick(SMALL_SAMPLE if score is not None and score.small else NO_DATA)
    return score_text(score)


def _by_weight(nodes: Mapping[str, KpiNode], keys: list[str]) -> list[str]:
    """The heaviest first; equal ones as in the table."""
    return sorted(keys, key=lambda key: -nodes[key].weight)
