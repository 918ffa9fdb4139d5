"""The monthly bulletin (月度通报): which figures it states, in which words and tables.

Every number in it is a :class:`Number`: it refers to figures that can be computed again from the journal, for ever.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Literal, NamedTuple

import msgspec

from county.catalog import Catalog
from county.figures.metric import Figure, FigureValue, Grain, Metric, Period, Scope
from county.figures.periods import before, span_ms
from county.figures.text import (
    THEMES,
    basis_text,
    change_text,
    interval_text,
    is_better,
    period_text,
    ranked,
    value_text,
)
from county.names import Name
from county.numbering import moment
from services.brief.definitions import definitions
from services.protocol.analysis_messages import FigureTable

Form = Literal["value", "basis", "interval", "change"]
KEY_METRICS = ("reported", "due", "closed_on_time", "closed_rate", "handling_wall", "rework_rate", "satisfied_rate")
"""Columns of the tables of towns, units, classes and channels."""
HEADLINES = ("reported", "closed_on_time", "handling_wall", "satisfied_rate", "overdue_stock")
GRAINS: tuple[tuple[Grain, str], ...] = (
    ("town", "各乡镇（街道）"), ("unit", "各处置单位"), ("class", "各事件大类"), ("channel", "各来源渠道"),
)  # fmt: skip
NEEDS_ATTENTION = 3
SYNTHETIC = "合成数据，仅供演示，不是任何地方的真实情况"


class Number(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A number in the text: one form of a figure."""

    form: Form
    figure: Figure
    before: Figure | None = None
    """Of a change: the figure of the period before."""

    def text(self, metric: Metric) -> str:
        """As it is written."""
        value = self.figure.value
        match self.form:
            case "value":
                return value_text(metric, value).zh
            case "basis":
                return basis_text(metric, value)
            case "interval":
                return interval_text(metric, value)
            case "change":
                return "" if self.before is None else change_text(metric, value, self.before.value)


Piece = str | Number


class Paragraph(NamedTuple):
    """A line of text; ``style`` says how it stands out."""

    style: Literal["title", "subtitle", "heading", "body", "note"]
    pieces: tuple[Piece, ...]


class BulletinTable(NamedTuple):
    """A table."""

    title: str
    header: tuple[str, ...]
    rows: tuple[tuple[Piece, ...], ...]
    widths: tuple[float, ...]
    """Shares of the width of the page."""


class Bulletin(NamedTuple):
    """A bulletin as it is written."""

    county: str
    month: str
    """As :mod:`county.figures.periods` writes it."""
    as_of_seq: int
    as_of_ms: int
    head_hash: str
    """Of the journal's record ``as_of_seq``, in hex."""
    catalog: str
    """Digest of the catalogue, whose metrics define the figures."""
    definitions: Mapping[str, str]
    """Digests of its metrics."""
    blocks: tuple[Paragraph | BulletinTable, ...]

    @property
    def numbers(self) -> list[Number]:
        """All numbers, in their order."""
        pieces: Iterator[Piece] = (
            piece
            for block in self.blocks
            for piece in (block.pieces if isinstance(block, Paragraph) else (p for row in block.rows for p in row))
        )
        return [piece for piece in pieces if isinstance(piece, Number)]


class Question(NamedTuple):
    """What to ask the analysis, as :meth:`services.protocol.source.Source.figures`."""

    metrics: tuple[str, ...]
    scope: Scope
    periods: tuple[Period, ...]
    grain: Grain


def questions(catalog: Catalog, month: str) -> list[Question]:
    """What a bulletin needs; all questions must be answered as of the record of the first answer.

    Raises ValueError for a period that is none.
    """
    periods = tuple(_period(one) for one in (month, before(month)))
    offered = catalog.offered_metrics()
    key = tuple(name for name in KEY_METRICS if name in offered)
    return [Question(tuple(offered), Scope(), periods, "county")] + [
        Question(key, Scope(), periods, grain) for grain, _ in GRAINS
    ]


def bulletin(
    catalog: Catalog, county: str, month: str, answers: Sequence[FigureTable], name_of: Callable[[Grain, str], Name],
    *, synthetic: bool = False,
) -> Bulletin:  # fmt: skip
    """The bulletin from the answers to :func:`questions`; ``name_of``: of a group of a grain; ``synthetic``: the county
    is one, which the bulletin says under its title."""
    asked = questions(catalog, month)
    first = answers[0]
    overall = _Answered(asked[0], first)
    blocks: list[Paragraph | BulletinTable] = [
        Paragraph("title", (f"{county}网格事件处置月度通报",)),
        Paragraph("subtitle", (_subtitle(month, first.as_of_ms),)),
        *([Paragraph("subtitle", (SYNTHETIC,))] if synthetic else []),
        Paragraph("heading", ("一、本月要点",)), *_headlines(catalog, overall),
        *_attention(catalog, _Answered(asked[1], answers[1]), name_of),
        Paragraph("heading", ("二、总体情况",)), _overview(catalog, overall),
    ]  # fmt: skip
    for number, (question, answer, (grain, title)) in enumerate(
        zip(asked[1:], answers[1:], GRAINS, strict=True), start=3
    ):
        blocks.append(Paragraph("heading", (f"{'三四五六'[number - 3]}、{title}",)))
        blocks.append(_by_group(catalog, _Answered(question, answer), grain, title, name_of))
    blocks += [Paragraph("heading", ("七、口径说明",)), _definitions(catalog)]
    blocks += [
        Paragraph("note", (
            "样本不足：分母低于该指标的最低样本数，只列分子/分母，不排名。无数据：没有数据来源，不等于零。"
            "区间为 95% 置信区间（比率用 Wilson 法，时长用次序统计量）。比率在各级均为分子之和除以分母之和。"
            "上月数与本月数按同一截至时刻计算：上月的事件多了一个月的办理时间。",
        )),
        Paragraph("note", (
            f"数据截至 {moment(first.as_of_ms)}，日志第 {first.as_of_seq} 条；该条链上哈希 {first.head_hash}；"
            f"口径表摘要 {catalog.digest[:16]}。本通报每个数字都可由日志重新计算核对：main.py brief verify 本文件。",
        )),
    ]  # fmt: skip
    return Bulletin(
        county, month, first.as_of_seq, first.as_of_ms, first.head_hash, catalog.digest, definitions(catalog),
        tuple(blocks),
    )  # fmt: skip


def _subtitle(month: str, as_of_ms: int) -> str:
    unfinished = as_of_ms < _period(month).to_ms
    until = f"，本月未结束，截至 {moment(as_of_ms)[:16]}" if unfinished else ""
    return f"（{period_text(month).zh}{until}）"


class _Answered:
    """The figures of one answer."""

    def __init__(self, question: Question, table: FigureTable) -> None:
        self.question = question
        self.table = table

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
            pieces += ["，较上月 ", change, " 个百分点" if metric.is_share else f" {metric.unit.zh}"]
            pieces += {True: ["，好转"], False: ["，变差"], None: []}[better]
        elif overall.earlier(name).value is None:
            pieces.append("，上月无可比数据")
        yield Paragraph("body", (*pieces, "。"))


def _attention(catalog: Catalog, towns: _Answered, name_of: Callable[[Grain, str], Name]) -> Iterator[Paragraph]:
    """The towns that close least in time."""
    name = "closed_on_time"
    if name not in towns.metrics:
        return
    metric, groups = catalog.metrics[name], towns.table.groups
    order = [i for i, rank in ranked(metric, [towns.value(name, group) for group in groups]) if rank is not None]
    if len(order) < 2:
        yield Paragraph("body", ("各乡镇样本不足，本月不作排名比较。",))
        return
    pieces: list[Piece] = [f"{metric.name.zh}较低的乡镇（样本足够的 {len(order)} 个中）："]
    for place, i in enumerate(reversed(order[-min(NEEDS_ATTENTION, len(order) - 1) :])):
        number, basis = (towns.number(form, name, groups[i]) for form in ("value", "basis"))
        pieces += ["、" if place else "", name_of("town", groups[i]).zh + " ", number, "（", basis, "）"]
    yield Paragraph("body", (*pieces, "。"))


def _overview(catalog: Catalog, overall: _Answered) -> BulletinTable:
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
    header = ("类别", "指标", "本月", "分子/分母", "95% 区间", "上月", "变化")
    return BulletinTable("总体情况", header, tuple(rows), (0.11, 0.25, 0.15, 0.14, 0.13, 0.13, 0.09))


def _by_group(
    catalog: Catalog, answered: _Answered, grain: Grain, title: str, name_of: Callable[[Grain, str], Name]
) -> BulletinTable:
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
    return BulletinTable(title, header, tuple(rows), (0.07, 0.19, *(share for _ in answered.metrics)))


def _definitions(catalog: Catalog) -> BulletinTable:
    rows = tuple(
        (metric.name.zh, metric.formula.zh, str(metric.min_denominator) if metric.has_denominator else "–")
        for metric in catalog.offered_metrics().values()
    )
    return BulletinTable("口径说明", ("指标", "口径", "最低样本"), rows, (0.25, 0.63, 0.12))


def _period(text: str) -> Period:
    span = span_ms(text)
    if span is None:
        raise ValueError(f"{text!r} is no period")
    return Period(span.start, span.stop)
