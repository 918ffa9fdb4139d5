"""What stands below the trees: how the chosen leaf or sign is found, and how the towns compare."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from county.catalog import Catalog
from county.figures.kpi import TOTAL
from county.figures.kpi_freeze import KIND_NAMES
from county.figures.kpi_table import KpiNode
from county.figures.kpi_text import BAND_NAMES, limit_text, points_text, projection_text, score_text
from county.figures.text import basis_text, interval_text, rank_texts
from desktop import moments
from desktop.assessment.frozen_tree import frozen_sheet, scored_otherwise, shown_value
from desktop.i18n import pick
from desktop.places.division_names import DivisionNames
from services.protocol.assessment_messages import KpiTree, VitalSignsAnswer

RANKS_SHOWN = 12
EXCURSIONS_SHOWN = 4


def leaf_words(catalog: Catalog, key: str, node: KpiNode, tree: KpiTree) -> str:
    """How a leaf is found, its limits and its outlook."""
    metric = catalog.metrics.get(node.metric)
    formula = node.formula if metric is None else metric.formula
    lines = [QCoreApplication.translate("assessment", "Definition: {formula}").format(formula=pick(formula))]
    leaf = next((one for one in tree.leaves if one.id == key), None)
    counted = []
    value = None if leaf is None else shown_value(leaf, tree, catalog)
    if metric is not None and value is not None and value.value is not None:
        interval = interval_text(metric, value)
        counted = [basis_text(metric, value)]
        if interval:
            said = QCoreApplication.translate("assessment", "95 % interval: {interval}")
            counted.append(said.format(interval=interval))
    if node.floor is not None and node.target is not None:
        limits = QCoreApplication.translate("assessment", "no point at {floor}, all points at {target}")
        counted.append(limits.format(
            floor=limit_text(node, metric, node.floor), target=limit_text(node, metric, node.target)
        ))  # fmt: skip
    if metric is not None and metric.has_denominator and metric.min_denominator:
        few = QCoreApplication.translate("assessment", "fewer than {n}: too small a sample, a range instead of points")
        counted.append(few.format(n=metric.min_denominator))
    lines.append(" · ".join(filter(None, counted)))
    if leaf is not None:
        lines.append(pick(projection_text(node, metric, leaf.projection)))
    lines.append(QCoreApplication.translate("assessment", "Source: {source}").format(source=node.source))
    return "\n".join(filter(None, lines))


def frozen_words(tree: KpiTree) -> str:
    """The frozen total, what it would be now, and who froze the period and when; "": it is not frozen."""
    sheet = frozen_sheet(tree)
    if sheet is None:
        return ""
    said = QCoreApplication.translate(
        "assessment", "Frozen ({kind}) by {who} on {time}, as of record {seq}: {note}"
    )
    line = said.format(
        kind=pick(KIND_NAMES[sheet.kind]), who=sheet.frozen_by, time=moments.full(sheet.frozen_ms),
        seq=sheet.as_of_seq, note=sheet.note,
    )  # fmt: skip
    if sheet.total is None:
        points = QCoreApplication.translate("assessment", "The total was not recorded and its definitions have changed")
    else:
        points = QCoreApplication.translate("assessment", "Frozen total {points}")
        points = points.format(points=score_text(sheet.total))
    now = next((score for score in tree.scores if score.id == TOTAL), None)
    if now is None or not scored_otherwise(now, sheet.total):
        return f"{points} · {line}"
    said = QCoreApplication.translate("assessment", "counted now from the records of today: {points}")
    if sheet.definitions != tree.definitions:
        said = QCoreApplication.translate(
            "assessment", "counted now from the records and by the tree of today: {points}"
        )
    return f"{points} · {said.format(points=score_text(now))} · {line}"


def total_words(tree: KpiTree, catalog: Catalog, divisions: DivisionNames) -> str:
    """What third parties say, and the ranks of the towns."""
    lines = []
    for rating in () if tree.sheet is None else tree.sheet.ratings:
        said = QCoreApplication.translate("assessment", "Third party {who}, {node}: {points} of {most} points ({note})")
        node = catalog.kpi.get(rating.node)
        whole = QCoreApplication.translate("assessment", "assessment as a whole")
        lines.append(said.format(
            who=rating.institution, node=whole if node is None else pick(node.name), points=points_text(rating.points),
            most=points_text(100.0 if node is None else node.weight), note=rating.note,
        ))  # fmt: skip
    same = {one.rank for one in tree.ranks}
    if len(tree.ranks) > 1 and len(same) == 1:
        said = QCoreApplication.translate(
            "assessment", "The {n} towns have the same points in the {leaves} leaves that all have: no ranking"
        )
        lines.append(said.format(n=len(tree.ranks), leaves=len(tree.compared)))
    elif tree.ranks:
        said = QCoreApplication.translate(
            "assessment", "Towns by the {n} leaves that all have (rank with every weight ±20 %): "
        )
        texts = rank_texts([one.rank for one in tree.ranks])
        ranks = [
            f"{pick(text)} {divisions.path(one.division)} ({one.low}–{one.high})"
            for one, text in zip(tree.ranks[:RANKS_SHOWN], texts, strict=False)
        ]
        lines.append(said.format(n=len(tree.compared)) + "  ".join((*ranks, *_more(len(tree.ranks) - len(ranks)))))
    if tree.unranked:
        said = QCoreApplication.translate("assessment", "Too small a sample for a rank: {towns}")
        towns = [divisions.path(town) for town in tree.unranked[:RANKS_SHOWN]]
        lines.append(said.format(towns="、".join((*towns, *_more(len(tree.unranked) - len(towns))))))
    return "\n".join(lines)


def _more(hidden: int) -> tuple[str, ...]:
    """That so many are not named."""
    said = QCoreApplication.translate("assessment", "and {n} more")
    return (said.format(n=hidden),) if hidden > 0 else ()


def sign_words(catalog: Catalog, key: str, answer: VitalSignsAnswer) -> str:
    """How a sign is found, and when it was out of its range."""
    sign = catalog.vital_signs.get(key)
    if sign is None or not sign.plate:
        return ""
    if not sign.metric:
        waits = QCoreApplication.translate("assessment", "No source yet: waits for {source}; it is unknown, not green")
        return waits.format(source=pick(sign.missing))
    formula = pick(catalog.metrics[sign.metric].formula)
    lines = [QCoreApplication.translate("assessment", "Definition: {formula}").format(formula=formula)]
    state = next((found for found in answer.signs if found.id == key), None)
    if sign.weeks:
        said = QCoreApplication.translate(
            "assessment", "Beside the same hours of {n} weeks before; rarity {now} (3: once in a thousand by chance)"
        )
        now = "–" if state is None or state.judged is None else f"{state.judged:.1f}"
        lines.append(said.format(n=sign.weeks, now=now))
    lines.append(QCoreApplication.translate("assessment", "Source: {source}").format(source=sign.source))
    excursions = [found for found in answer.excursions if found.sign == key]
    for one in excursions[:EXCURSIONS_SHOWN]:
        if one.ended_ms is None:
            text = QCoreApplication.translate("assessment", "Out of its range since {begin}, at worst {band}")
            lines.append(text.format(begin=moments.full(one.began_ms), band=pick(BAND_NAMES[one.worst])))
        else:
            text = QCoreApplication.translate("assessment", "Out of its range {begin} – {end}, at worst {band}")
            lines.append(text.format(
                begin=moments.full(one.began_ms), end=moments.full(one.ended_ms), band=pick(BAND_NAMES[one.worst])
            ))  # fmt: skip
    lines += _more(len(excursions) - EXCURSIONS_SHOWN)
    return "\n".join(lines)
