"""Tables of bulletins: what changed, all metrics, the groups of a grain, and how the shown figures are defined."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable

from county.catalog import Catalog
from county.figures.change import is_notable, strength
from county.figures.metric import Grain, Metric
from county.figures.text import THEMES, is_better, rank_texts, ranked
from county.names import Name
from services.brief.answered import Answered
from services.brief.document import BriefTable, Number, Piece
from services.brief.questions import PeriodWords

CHANGES_MAX = 6
SHORTEST_HEAD, LONGEST_HEAD = 5, 7
"""Characters by which the widths of columns are shared."""
GROUPS_MAX = 20
"""Rows of a table of the document itself: a page and a half at most; the annex has all."""
RANK = "名次"
"""Head of the column of ranks, the first one."""
Naming = Callable[[Grain, str], Name]


def changes(
    catalog: Catalog, county: Answered, words: PeriodWords, *, in_part: Collection[str] = ()
) -> BriefTable | None:
    """The metrics that changed most, each by more than chance; None where none did.  ``in_part``: counts that are not
    compared, as not all of the period before was recorded."""
    def by(name: str) -> float:
        return strength(catalog.metrics[name], county.value(name), county.value_before(name))

    notable = [
        name for name in county.metrics
        if is_notable(catalog.metrics[name], county.value(name), county.value_before(name))
        and name not in in_part
    ]  # fmt: skip
    if not notable:
        return None
    rows: list[tuple[Piece, ...]] = []
    for name in sorted(notable, key=by, reverse=True)[:CHANGES_MAX]:
        metric = catalog.metrics[name]
        better = is_better(metric, county.value(name), county.value_before(name))
        rows.append((
            metric.name.zh, county.number("value", name), county.at(1, name),
            county.number("change_in_unit", name),
            {True: "好转", False: "变差", None: "–"}[better],
        ))  # fmt: skip
    header: tuple[str, ...] = ("指标", words.this, words.before, "变化", "评价")
    widths: tuple[float, ...] = (0.34, 0.2, 0.2, 0.16, 0.1)
    if all(row[-1] == "–" for row in rows):  # neither is better of any of them
        rows, header, widths = [row[:-1] for row in rows], header[:-1], (0.44, *widths[1:-1])
    return BriefTable("主要变化", header, tuple(rows), widths)


def overview(
    catalog: Catalog, county: Answered, words: PeriodWords, *, in_part: Collection[str] = ()
) -> BriefTable:
    """All metrics that are known, by theme; ``in_part`` as of :func:`changes`."""
    rows: list[tuple[Piece, ...]] = []
    for theme, title in THEMES.items():
        names = [name for name in known(county) if catalog.metrics[name].theme == theme]
        for place, name in enumerate(names):
            rows.append((
                title.zh if place == 0 else "", catalog.metrics[name].name.zh, county.number("value", name),
                county.number("basis", name), county.number("interval", name), county.at(1, name),
                "–" if name in in_part else county.number("change_in_unit", name),
            ))  # fmt: skip
    header = ("类别", "指标", words.this, "分子/分母", "95% 区间", words.before, "变化")
    return BriefTable("全部指标", header, tuple(rows), (0.1, 0.24, 0.15, 0.14, 0.12, 0.13, 0.12))


def known(county: Answered) -> list[str]:
    """Metrics with a value in one of both periods."""
    return [name for name in county.metrics if county.is_known(name)]


def present_groups(answered: Answered) -> list[str]:
    """Those of which there is something, in their order; all towns: that nothing happened in one is told."""
    if answered.question.grain == "town":
        return list(answered.groups)
    return [group for group in answered.groups if any(answered.value(name, group).value for name in answered.metrics)]


def largest_groups(answered: Answered) -> frozenset[str]:
    """The GROUPS_MAX groups with most events that are due, or all where there are not so many."""
    groups = present_groups(answered)
    if len(groups) <= GROUPS_MAX:
        return frozenset(groups)
    name = "due" if "due" in answered.metrics else answered.metrics[0]
    sizes = sorted(groups, key=lambda group: (-(answered.value(name, group).value or 0.0), group))
    return frozenset(sizes[:GROUPS_MAX])


def empty_metrics(answered: Answered) -> list[str]:
    """Those without a value in any group and in all: their columns would be empty."""
    groups: list[str | None] = [*present_groups(answered), None]
    return [name for name in answered.metrics if all(answered.value(name, one).value is None for one in groups)]


def by_group(
    catalog: Catalog, answered: Answered, grain: Grain, title: str, name_of: Naming,
    shown_groups: Collection[str] | None = None,
) -> BriefTable:  # fmt: skip
    """Ranked by what is closed in time where that can be compared, without :func:`empty_metrics`; without ranks where
    nothing has one.  ``shown_groups``: only these, without the county's row, whose parts they are not all."""
    groups, empty = present_groups(answered), empty_metrics(answered)
    metrics = [name for name in answered.metrics if name not in empty]
    leading = "closed_on_time" if "closed_on_time" in answered.metrics else answered.metrics[0]
    rows: list[tuple[Piece, ...]] = []
    order = ranked(catalog.metrics[leading], [answered.value(leading, group) for group in groups])
    for (i, _), rank in zip(order, rank_texts([rank for _, rank in order]), strict=True):
        if shown_groups is not None and groups[i] not in shown_groups:
            continue
        rows.append((
            rank.zh, name_of(grain, groups[i]).zh,
            *(answered.number("short", name, groups[i]) for name in metrics),
        ))  # fmt: skip
    if shown_groups is None:
        rows.append(("", "全县", *(answered.number("short", name) for name in metrics)))
    shown = [catalog.metrics[name] for name in metrics]
    heads = (_head(one, [row[column] for row in rows]) for column, one in enumerate(shown, start=2))
    header = (RANK, title.removeprefix("各"), *heads)
    room = [min(max(len(one.name.zh), SHORTEST_HEAD), LONGEST_HEAD) for one in shown]
    widths = [0.73 * one / sum(room) for one in room]
    if all(rank is None for _, rank in order):
        return BriefTable(title, header[1:], tuple(row[1:] for row in rows), (0.27, *widths))
    return BriefTable(title, header, tuple(rows), (0.07, 0.2, *widths))


def _head(metric: Metric, cells: Iterable[Piece]) -> str:
    """``处置时长（小时）``; it says so where cells name minutes instead."""
    texts = [cell.text(metric) for cell in cells if isinstance(cell, Number)]
    minutes = "，分钟另注" if metric.kind == "duration" and any(text.endswith("分钟") for text in texts) else ""
    return f"{metric.name.zh}（{metric.unit.zh}{minutes}）"


def definitions_of(catalog: Catalog, shown: Collection[str]) -> BriefTable:
    """How the metrics are defined that a document shows."""
    rows = tuple(
        (metric.name.zh, metric.formula.zh, str(metric.min_denominator) if metric.has_denominator else "–")
        for name, metric in catalog.offered_metrics().items()
        if name in shown
    )
    return BriefTable("口径说明", ("指标", "口径", "最低样本"), rows, (0.25, 0.63, 0.12))


def reading(
    catalog: Catalog, county: Answered, words: PeriodWords, unfinished: bool, *, in_part: Collection[str] = ()
) -> BriefTable:
    """How the tables are to be read, and which metrics have no data; ``in_part`` as of :func:`changes`."""
    missing = [catalog.metrics[name].name.zh for name in county.metrics if not county.is_known(name)]
    rows = (
        ("样本不足", "分母低于该指标的最低样本数：只列分子/分母，不排名"),
        ("名次", "数值相同的名次并列；全部相同时只写“并列”，不分先后；无数据或样本不足的写“–”"),
        ("时长", "按本列单位写作 0 的时长改以分钟写明；工作时间以外办结的，工作时间计 0，写作“<1 分钟”"),
        ("95% 区间", "比率用 Wilson 法，时长用次序统计量"),
        ("合计", "比率在各级均为分子之和除以分母之和，不是各行的平均"),
        ("主要变化", "变化超出偶然波动（5% 水平）的指标，按超出的程度排序"),
        ("可比", f"{words.before}数与{words.this}数按同一截至时刻计算：{words.before}的事件办理时间更长"),
        ("未列出", f"{words.this}没有事件的单位、大类和渠道不列入各表"),
        *([("变化", f"{words.before}的记录不完整的数量不作比较，写“–”")] if in_part else []),
        *([("同时段", f"{words.this}未结束，与上一期起始后同样长的时段比较")] if unfinished else []),
        *([("无数据", f"没有数据来源，不等于零：{'、'.join(missing)}")] if missing else []),
    )  # fmt: skip
    return BriefTable("阅读说明", ("项目", "说明"), rows, (0.2, 0.8))
