"""Bulletins of a period (日报, 周报, 月度通报): which figures they state, in which words and tables.

Every number in them is a :class:`Number`: it refers to figures that can be computed again from the journal, for ever.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from county.briefing.kinds import BriefingKind, briefing_span, earlier, period_name
from county.catalog import Catalog
from county.figures.metric import Figure, FigureValue, Grain, Period, Scope
from county.figures.text import THEMES, is_better, ranked
from county.names import Name
from county.numbering import moment
from services.brief.definitions import definitions
from services.brief.document import SYNTHETIC, BriefDocument, BriefTable, Form, Number, Paragraph, Piece
from services.protocol.analysis_messages import FigureTable

KEY_METRICS = ("reported", "due", "closed_on_time", "closed_rate", "handling_wall", "rework_rate", "satisfied_rate")
"""Columns of the tables of towns, units, classes and channels."""
HEADLINES = ("reported", "closed_on_time", "handling_wall", "satisfied_rate", "overdue_stock")
GRAINS: tuple[tuple[Grain, str], ...] = (
    ("town", "各乡镇（街道）"), ("unit", "各处置单位"), ("class", "各事件大类"), ("channel", "各来源渠道"),
)  # fmt: skip
NEEDS_ATTENTION = 3


class PeriodWords(NamedTuple):
    """How a kind of bulletin names itself, its period and the one before."""

    name: str
    this: str
    before: str


WORDS: dict[BriefingKind, PeriodWords] = {
    "daily": PeriodWords("日报", "本日", "前一日"),
    "weekly": PeriodWords("周报", "本周", "上周"),
    "monthly": PeriodWords("月度通报", "本月", "上月"),
}


class Question(NamedTuple):
    """What to ask the analysis, as :meth:`services.protocol.source.Source.figures`."""

    metrics: tuple[str, ...]
    scope: Scope
    periods: tuple[Period, ...]
    grain: Grain
    as_of_seq: int = 0
    """The last record that counts; 0: that of the first answer, of which it is the newest one."""


def questions(catalog: Catalog, period: str, kind: BriefingKind = "monthly", as_of_seq: int = 0) -> list[Question]:
    """What a bulletin needs; all questions must be answered as of the record of the first answer.

    Raises ValueError for a period that is none.
    """
    periods = tuple(_period(kind, one) for one in (period, earlier(kind, period)))
    offered = catalog.offered_metrics()
    key = tuple(name for name in KEY_METRICS if name in offered)
    return [Question(tuple(offered), Scope(), periods, "county", as_of_seq)] + [
        Question(key, Scope(), periods, grain, as_of_seq) for grain, _ in GRAINS
    ]


def bulletin(
    catalog: Catalog, county: str, period: str, answers: Sequence[FigureTable], name_of: Callable[[Grain, str], Name],
    *, kind: BriefingKind = "monthly", synthetic: bool = False,
) -> BriefDocument:  # fmt: skip
    """The bulletin from the answers to :func:`questions`; ``name_of``: of a group of a grain; ``synthetic``: the county
    is one, which the bulletin says under its title."""
    asked, words = questions(catalog, period, kind), WORDS[kind]
    first = answers[0]
    overall = _Answered(asked[0], first, words)
    title = f"{county}网格事件处置{words.name}"
    blocks: list[Paragraph | BriefTable] = [
        Paragraph("title", (title,)),
        Paragraph("subtitle", (_subtitle(kind, period, first.as_of_ms),)),
        *([Paragraph("subtitle", (SYNTHETIC,))] if synthetic else []),
        Paragraph("heading", (f"一、{words.this}要点",)), *_headlines(catalog, overall),
        *_attention(catalog, _Answered(asked[1], answers[1], words), name_of),
        Paragraph("heading", ("二、总体情况",)), _overview(catalog, overall),
    ]  # fmt: skip
    for number, (question, answer, (grain, heading)) in enumerate(
        zip(asked[1:], answers[1:], GRAINS, strict=True), start=3
    ):
        blocks.append(Paragraph("heading", (f"{'三四五六'[number - 3]}、{heading}",)))
        blocks.append(_by_group(catalog, _Answered(question, answer, words), grain, heading, name_of))
    blocks += [Paragraph("heading", ("七、口径说明",)), _definitions(catalog)]
    blocks += [
        Paragraph("note", (
            "样本不足：分母低于该指标的最低样本数，只列分子/分母，不排名。无数据：没有数据来源，不等于零。"
            "区间为 95% 置信区间（比率用 Wilson 法，时长用次序统计量）。比率在各级均为分子之和除以分母之和。"
            f"{words.before}数与{words.this}数按同一截至时刻计算：{words.before}的事件办理时间更长。",
        )),
    ]  # fmt: skip
    return BriefDocument(
        kind, county, period, title, first.as_of_seq, first.as_of_ms, first.head_hash, catalog.digest,
        definitions(catalog), tuple(blocks),
    )  # fmt: skip


def _subtitle(kind: BriefingKind, period: str, as_of_ms: int) -> str:
    unfinished = as_of_ms < _period(kind, period).to_ms
    until = f"，{WORDS[kind].this}未结束，截至 {moment(as_of_ms)[:16]}" if unfinished else ""
    return f"（{period_name(kind, period)}{until}）"


class _Answered:
    """The figures of one answer."""

    def __init__(self, question: Question, table: FigureTable, words: PeriodWords) -> None:
        self.question = question
        self.table = table
        self.words = words

    @property
    def metrics(self) -> tuple[str, ...]:
        return self.question.metrics

    def number(self, form: Form, metric: str, group: str | None = None) -> Number:
        """Of a group, or of the county."""
        earlier = self._figure(1, metric, group) if form == "change" else None
        return Number(form=form, figure=self._figure(0, metric, group), before=earlier)

    def value(self, metric: str, group: str) -> FigureValue:
        return self._figure(0, metric, group).value

    def earlier(self, metric: str) -> FigureValue:
        return self._figure(1, metric, None).value

    def _figure(self, period: int, metric: str, group: str | None) -> Figure:
        place = self.metrics.index(metric)
        table, grain = self.table, self.question.grain
        if group is None:
            value, grain = table.totals[period][place], "county"
        else:
            value = table.values[period][place][table.groups.index(group)]
        return Figure(
            metric=metric, scope=self.question.scope, period=self.question.periods[period], grain=grain,
            group=group or "", as_of_seq=table.as_of_seq, value=value,
        )  # fmt: skip


def _headlines(catalog: Catalog, overall: _Answered) -> Iterator[Paragraph]:
    for name in HEADLINES:
        if name not in overall.metrics:
            continue
        metric = catalog.metrics[name]
        pieces: list[Piece] = [f"{metric.name.zh}：", overall.number("value", name)]
        basis, change = overall.number("basis", name), overall.number("change", name)
        if basis.text(metric) and basis.figure.value.quality != "small_sample":
            pieces += ["（", basis, "）"]
        if change.text(metric):
            assert change.before is not None
            better = is_better(metric, change.figure.value, change.before.value)
            pieces += [f"，较{overall.words.before} ", change, " 个百分点" if metric.is_share else f" {metric.unit.zh}"]
            pieces += {True: ["，好转"], False: ["，变差"], None: []}[better]
        elif overall.earlier(name).value is None:
            pieces.append(f"，{overall.words.before}无可比数据")
        yield Paragraph("body", (*pieces, "。"))


def _attention(catalog: Catalog, towns: _Answered, name_of: Callable[[Grain, str], Name]) -> Iterator[Paragraph]:
    """The towns that close least in time."""
    name = "closed_on_time"
    if name not in towns.metrics:
        return
    metric, groups = catalog.metrics[name], towns.table.groups
    order = [i for i, rank in ranked(metric, [towns.value(name, group) for group in groups]) if rank is not None]
    if len(order) < 2:
        yield Paragraph("body", (f"各乡镇样本不足，{towns.words.this}不作排名比较。",))
        return
    pieces: list[Piece] = [f"{metric.name.zh}较低的乡镇（样本足够的 {len(order)} 个中）："]
    for place, i in enumerate(reversed(order[-min(NEEDS_ATTENTION, len(order) - 1) :])):
        number, basis = (towns.number(form, name, groups[i]) for form in ("value", "basis"))
        pieces += ["、" if place else "", name_of("town", groups[i]).zh + " ", number, "（", basis, "）"]
    yield Paragraph("body", (*pieces, "。"))


def _overview(catalog: Catalog, overall: _Answered) -> BriefTable:
    rows: list[tuple[Piece, ...]] = []
    for theme, title in THEMES.items():
        names = [name for name in overall.metrics if catalog.metrics[name].theme == theme]
        for place, name in enumerate(names):
            metric = catalog.metrics[name]
            earlier = overall._figure(1, name, None)
            rows.append((
                title.zh if place == 0 else "", metric.name.zh, overall.number("value", name),
                overall.number("basis", name), overall.number("interval", name),
                Number(form="value", figure=earlier), overall.number("change", name),
            ))  # fmt: skip
    header = ("类别", "指标", overall.words.this, "分子/分母", "95% 区间", overall.words.before, "变化")
    return BriefTable("总体情况", header, tuple(rows), (0.11, 0.25, 0.15, 0.14, 0.13, 0.13, 0.09))


def _by_group(
    catalog: Catalog, answered: _Answered, grain: Grain, title: str, name_of: Callable[[Grain, str], Name]
) -> BriefTable:
    """Ranked by what is closed in time where that can be compared."""
    groups = answered.table.groups
    leading = "closed_on_time" if "closed_on_time" in answered.metrics else answered.metrics[0]
    rows: list[tuple[Piece, ...]] = []
    for i, rank in ranked(catalog.metrics[leading], [answered.value(leading, group) for group in groups]):
        rows.append((
            "–" if rank is None else str(rank), name_of(grain, groups[i]).zh,
            *(answered.number("value", name, groups[i]) for name in answered.metrics),
        ))  # fmt: skip
    rows.append(("", "全县", *(answered.number("value", name) for name in answered.metrics)))
    header = ("名次", title.removeprefix("各"), *(catalog.metrics[name].name.zh for name in answered.metrics))
    share = 0.74 / len(answered.metrics)
    return BriefTable(title, header, tuple(rows), (0.07, 0.19, *(share for _ in answered.metrics)))


def _definitions(catalog: Catalog) -> BriefTable:
    rows = tuple(
        (metric.name.zh, metric.formula.zh, str(metric.min_denominator) if metric.has_denominator else "–")
        for metric in catalog.offered_metrics().values()
    )
    return BriefTable("口径说明", ("指标", "口径", "最低样本"), rows, (0.25, 0.63, 0.12))


def _period(kind: BriefingKind, text: str) -> Period:
    span = briefing_span(kind, text)
    if span is None:
        raise ValueError(f"{text!r} is no period")
    return Period(span.start, span.stop)
