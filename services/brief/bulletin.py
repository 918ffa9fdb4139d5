"""Bulletins of a period (日报, 周报, 月度通报): two minutes of reading, with everything else in the annex.

Every number in them is a :class:`Number`: it refers to figures that can be computed again from the journal, for ever.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime

from county.briefing.kinds import BriefingKind, period_name
from county.catalog import Catalog
from county.figures.text import is_better, ranked
from county.figures.trend import is_sum
from county.numbering import COUNTY_TIME
from services.brief.answered import Answered
from services.brief.bulletin_tables import (
    RANK,
    Naming,
    by_group,
    changes,
    definitions_of,
    empty_metrics,
    known,
    largest_groups,
    overview,
    present_groups,
    reading,
)
from services.brief.definitions import definitions
from services.brief.document import (
    SYNTHETIC,
    Block,
    BriefChart,
    BriefDocument,
    BriefTable,
    ChartPanel,
    Paragraph,
    Piece,
)
from services.brief.questions import GRAINS, TREND_METRICS, PeriodWords, Told, questions
from services.protocol.analysis_messages import FigureTable

HEADLINES = ("reported", "closed_on_time", "handling_wall", "satisfied_rate", "overdue_stock")
NEEDS_ATTENTION = 3
SHOWN_GROUPS: dict[BriefingKind, int] = {"daily": 0, "weekly": 1, "monthly": len(GRAINS)}
"""So many of GRAINS are tables of the document; the others are in the annex."""


def bulletin(
    catalog: Catalog, county: str, told: Told, answers: Sequence[FigureTable], name_of: Naming,
    *, synthetic: bool = False,
) -> BriefDocument:  # fmt: skip
    """The bulletin from the answers to :func:`questions`; ``name_of``: of a group of a grain; ``synthetic``: the county
    is one, which the bulletin says under its title."""
    answered = [Answered(*pair) for pair in zip(questions(catalog, told), answers, strict=True)]
    overall, groups, trend = answered[0], answered[1:-1], answered[-1]
    first, words = answers[0], told.words
    title = f"{county}网格事件处置{words.name}"
    tables = [by_group(catalog, one, *grain, name_of) for one, grain in zip(groups, GRAINS, strict=True)]
    in_part = _counted_in_part(catalog, trend, told)
    changed = changes(catalog, overall, words, in_part=in_part)
    doubts = _not_compared(catalog, words, in_part, changed)
    sections: list[tuple[str, list[Block]]] = [
        (f"{words.this}要点", [*_headlines(catalog, overall, words, in_part)]),
        ("主要变化", [changed or Paragraph("body", (_unchanged(overall, words),)), *doubts]),
        ("需要关注", [*_attention(catalog, overall, groups, words, name_of)]),
        ("走势", _trend(catalog, trend, told)),
    ]
    cut: list[BriefTable] = []
    for one, answer, grain in zip(tables[: SHOWN_GROUPS[told.kind]], groups, GRAINS, strict=False):
        largest, all_of_them = largest_groups(answer), present_groups(answer)
        left_out = _left_out(catalog, empty_metrics(answer))
        if len(largest) == len(all_of_them):
            sections.append((one.title, [*left_out, one]))
            continue
        cut.append(one)
        ranks = "，名次按全部排列" if one.header[0] == RANK else ""
        says = f"共 {len(all_of_them)} 个，下表为应结案最多的 {len(largest)} 个{ranks}；全部见附件。"
        short = by_group(catalog, answer, *grain, name_of, largest)
        partly = short._replace(title=f"{one.title}（部分）")
        sections.append((one.title, [Paragraph("note", (says,)), *left_out, partly]))
    blocks: list[Block] = [
        Paragraph("title", (title,)),
        *(Paragraph("subtitle", (line,)) for line in _subtitles(told)),
        *([Paragraph("subtitle", (SYNTHETIC,))] if synthetic else []),
    ]
    for numeral, (heading, inner) in zip("一二三四五六七八九十"[: len(sections)], sections, strict=True):
        blocks += [Paragraph("heading", (f"{numeral}、{heading}",)), *inner]
    shown = {*known(overall)}.union(*({*one.metrics} - {*empty_metrics(one)} for one in groups))
    annex = (
        overview(catalog, overall, words, in_part=in_part), *cut, *tables[SHOWN_GROUPS[told.kind] :],
        definitions_of(catalog, shown), reading(catalog, overall, words, told.is_unfinished, in_part=in_part),
    )  # fmt: skip
    blocks.append(Paragraph("annex", (f"附件：{'、'.join(one.title for one in annex)}（XLSX）",)))
    return BriefDocument(
        told.kind, county, told.period, title, first.as_of_seq, first.as_of_ms, first.head_hash, catalog.digest,
        definitions(catalog), tuple(blocks), annex,
    )  # fmt: skip


def _subtitles(told: Told) -> list[str]:
    """The period, and up to when one that has not ended is told: of a week, whose name has brackets itself, in a line
    of its own."""
    name = period_name(told.kind, told.period)
    at = datetime.fromtimestamp(told.as_of_ms / 1000, COUNTY_TIME)
    day = "" if told.kind == "daily" else f"{at.month}月{at.day}日"
    until = [f"截至{day}{at.hour}时{at.minute:02}分"] if told.is_unfinished else []
    return [name, *until] if told.kind == "weekly" else [f"（{'，'.join((name, *until))}）"]


def _headlines(
    catalog: Catalog, overall: Answered, words: PeriodWords, in_part: Collection[str]
) -> Iterator[Paragraph]:
    """``in_part``: of :func:`_counted_in_part`."""
    names = [name for name in HEADLINES if name in overall.metrics]
    for name in names:
        if not overall.is_known(name):
            continue
        metric, value = catalog.metrics[name], overall.value(name)
        pieces: list[Piece] = [f"{metric.name.zh}：", overall.number("value", name)]
        basis, change = overall.number("basis", name), overall.number("change_in_words", name)
        if basis.text(metric) and value.quality != "small_sample":
            pieces += ["（样本 " if metric.kind == "duration" else "（", basis, "）"]
        if name in in_part:
            pieces.append(f"，{words.before}的记录不完整，不作比较")
        elif change.text(metric):
            better = is_better(metric, value, overall.value_before(name))
            pieces += [f"，较{words.before}", change, {True: "，好转", False: "，变差", None: ""}[better]]
        elif overall.value_before(name).value is None and _is_compared(overall):
            pieces.append(f"，{words.before}无可比数据")
        yield Paragraph("body", (*pieces, "。"))
    missing = [catalog.metrics[name].name.zh for name in names if not overall.is_known(name)]
    if missing:
        yield Paragraph("body", (f"无数据：{'、'.join(missing)}。",))


def _is_compared(overall: Answered) -> bool:
    """Whether any metric has a figure before."""
    return any(overall.value_before(name).value is not None for name in known(overall))


def _unchanged(overall: Answered, words: PeriodWords) -> str:
    """What is said where no change is told: of figures without one before nothing is known."""
    if not _is_compared(overall):
        return f"{words.before}无可比数据，不作比较。"
    which = "各项" if all(overall.value_before(name).value is not None for name in known(overall)) else "有可比数据的"
    return f"{which}指标与{words.before}相比没有超出偶然波动的变化。"


def _attention(
    catalog: Catalog, overall: Answered, groups: Sequence[Answered], words: PeriodWords, name_of: Naming
) -> Iterator[Paragraph]:
    """The towns that close least in time, and the units with most that is overdue."""
    towns, units = groups[0], groups[1]
    yield _least_in_time(catalog, towns, words, name_of)
    name = "overdue_stock"
    if name in units.metrics and overall.is_known(name):
        late = [(units.value(name, group).value or 0.0, group) for group in units.groups]
        worst = sorted((one for one in late if one[0] > 0), key=lambda one: (-one[0], one[1]))
        pieces: list[Piece] = ["有超期存量的单位："]
        for place, (_, group) in enumerate(worst[:NEEDS_ATTENTION]):
            pieces += ["、" if place else "", name_of("unit", group).zh + " ", units.number("value", name, group)]
        if len(worst) > NEEDS_ATTENTION:
            pieces.append("等")
        yield Paragraph("body", (*pieces, "。") if worst else ("各单位没有超期存量。",))


def _least_in_time(catalog: Catalog, towns: Answered, words: PeriodWords, name_of: Naming) -> Paragraph:
    name = "closed_on_time"
    if name not in towns.metrics:
        return Paragraph("body", (f"{words.this}不作排名比较。",))
    metric, groups = catalog.metrics[name], towns.groups
    order = [i for i, rank in ranked(metric, [towns.value(name, group) for group in groups]) if rank is not None]
    if len(order) < 2:
        which = f"只有{name_of('town', groups[order[0]]).zh}样本足够" if order else "各乡镇样本不足"
        return Paragraph("body", (f"{which}，{words.this}不作排名比较。",))
    worst = [i for i in reversed(order[1:]) if _is_below(towns, name, groups[i])][:NEEDS_ATTENTION]
    if not worst:
        return Paragraph("body", (f"样本足够的乡镇{metric.name.zh}都不低于全县。",))
    pieces: list[Piece] = [f"{metric.name.zh}低于全县的乡镇（只比较样本足够的）："]
    for place, i in enumerate(worst):
        number, basis = (towns.number(form, name, groups[i]) for form in ("value", "basis"))
        pieces += ["、" if place else "", name_of("town", groups[i]).zh + " ", number, "（", basis, "）"]
    return Paragraph("body", (*pieces, "。"))


def _is_below(towns: Answered, name: str, group: str) -> bool:
    value, county = towns.value(name, group).value, towns.value(name).value
    return value is not None and county is not None and value < county


def _left_out(catalog: Catalog, metrics: Sequence[str]) -> list[Paragraph]:
    """Why these are in no table or chart; nothing where there are none."""
    names = "、".join(catalog.metrics[name].name.zh for name in metrics)
    return [Paragraph("note", (f"{names}：没有数据，未列出。",))] if names else []


def _counted_in_part(catalog: Catalog, trend: Answered, told: Told) -> list[str]:
    """Counts whose records begin in the period before: not all of it is counted.  Those of calls and of events that are
    due may begin at other times than those of reported events."""
    compared = len(told.trend) - (0 if told.is_unfinished else 1)
    counts = [name for name in trend.metrics if is_sum(catalog.metrics[name])]
    return [name for name, marks in zip(counts, _marks(catalog, trend, told, counts), strict=True) if marks[compared]]


def _not_compared(
    catalog: Catalog, words: PeriodWords, in_part: Sequence[str], changed: BriefTable | None
) -> list[Paragraph]:
    """Of which counts the period before is not wholly recorded; nothing where there are none."""
    names = "、".join(catalog.metrics[name].name.zh for name in in_part)
    doubted = "；以上变化仅供参考" if changed else ""
    return [Paragraph("note", (f"{words.before}的{names}记录不完整，不作比较{doubted}。",))] if names else []


def _marks(catalog: Catalog, trend: Answered, told: Told, metrics: Sequence[str]) -> list[tuple[bool, ...]]:
    """By metric, which periods of the trend are not wholly counted; at 0 is the one before them."""
    return [trend.incomplete(catalog.metrics[one], one, told.as_of_ms) for one in metrics]


def _trend(catalog: Catalog, trend: Answered, told: Told) -> list[Block]:
    """From the first period on whose records are complete, without metrics that have no data; a sentence where fewer
    than two periods are left."""
    periods = range(1, len(told.trend) + 1)
    name = {"daily": "日", "weekly": "周", "monthly": "个月"}[told.kind]
    metrics = [one for one in TREND_METRICS if one in trend.metrics]
    marks = _marks(catalog, trend, told, metrics)
    whole = [
        n for n in periods
        if any(trend.has_data(n, one) for one in metrics) and not any(one[n] for one in marks)
    ]  # fmt: skip
    if len(whole) < 2:
        return [Paragraph("body", (f"已结束且记录完整的不足两{name}，不作走势图。",))]
    shown = range(whole[0], periods.stop)
    empty = [one for one in metrics if not any(trend.has_data(n, one) for n in shown)]
    panels = tuple(
        ChartPanel(
            catalog.metrics[one].name.zh, catalog.metrics[one].unit.zh,
            tuple(trend.at(place, one, "short") for place in shown),
        )
        for one in metrics
        if one not in empty
    )
    unfinished = f"，不含未结束的{told.words.this}" if told.is_unfinished else ""
    labels = tuple(_label(told.kind, told.trend[n - 1]) for n in shown)
    is_pale = any(one.figure.value.quality == "small_sample" for panel in panels for one in panel.numbers)
    source = "指挥中心日志" + ("；空心柱为样本不足" if is_pale else "")
    chart = BriefChart(f"近 {len(shown)} {name}走势{unfinished}", labels, panels, source)
    return [*_left_out(catalog, empty), chart]


def _label(kind: BriefingKind, period: str) -> str:
    """``11-19``, ``第48周``, ``11月``."""
    match kind:
        case "daily":
            return period[5:]
        case "weekly":
            return f"第{int(period[-2:])}周"
        case _:
            return f"{int(period[-2:])}月"
