"""专报: what a person wrote, and the figures that a person chose."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from county.briefing.briefing import Briefing, ChosenFigure
from county.briefing.elements import time_text
from county.catalog import Catalog
from county.figures.metric import Figure, FigureValue, Grain, Metric, Scope
from county.figures.periods import PERIOD_KINDS, period_at, span_ms
from county.figures.text import PARTIAL, basis_text, interval_text, period_text
from county.names import Name
from services.brief.definitions import definitions
from services.brief.document import SYNTHETIC, BriefDocument, BriefFact, BriefTable, Number, Paragraph, Piece
from services.brief.questions import Question
from services.protocol.analysis_messages import FigureTable
from services.results.registry import asked_text

TEXT_PLACES = ("summary", "body", "proposals")
"""Where a person writes: 摘要, 正文, 建议."""
FIGURES = "有关数据"
"""Title of the table of chosen figures, a row each."""


def special_questions(briefing: Briefing) -> list[Question]:
    """One for each figure, as of its own record; results have their values."""
    return [
        Question((one.metric,), one.scope, (one.period,), one.grain, one.as_of_seq)
        for one in briefing.figures if one.result is None
    ]  # fmt: skip


def special_report(
    briefing: Briefing, answers: Sequence[FigureTable], county: str, catalog: Catalog,
    name_of: Callable[[Grain, str], Name], *, synthetic: bool = False,
) -> BriefDocument:  # fmt: skip
    """From the answers to :func:`special_questions`."""
    blocks: list[Paragraph | BriefTable] = [
        Paragraph("title", (briefing.title,)),
        *([Paragraph("subtitle", (SYNTHETIC,))] if synthetic else []),
    ]
    blocks += written(briefing, "summary")
    parts: list[tuple[str, Sequence[Paragraph | BriefTable]]] = [
        ("基本情况", written(briefing, "body")),
        (FIGURES, [_figures(briefing, answers, catalog, name_of)] if briefing.figures else []),
        ("意见建议", written(briefing, "proposals")),
    ]
    for numeral, (title, part) in zip("一二三", (one for one in parts if one[1]), strict=False):
        blocks += [Paragraph("heading", (f"{numeral}、{title}",)), *part]
    stated = {one.metric for one in briefing.figures}
    return BriefDocument(
        briefing.kind, county, "", briefing.title, briefing.as_of_seq, briefing.as_of_ms, "", catalog.digest,
        {name: digest for name, digest in definitions(catalog).items() if name in stated}, tuple(blocks),
    )  # fmt: skip


def written(briefing: Briefing, place: str) -> list[Paragraph]:
    """What a person wrote at a place, a paragraph each line."""
    return [
        Paragraph("body", (BriefFact(event_id="", element=f"{place}.{number}", text=line, origin="person"),))
        for number, line in enumerate(briefing.text_at(place).splitlines(), start=1)
        if line.strip()
    ]


def _figures(
    briefing: Briefing, answers: Sequence[FigureTable], catalog: Catalog, name_of: Callable[[Grain, str], Name]
) -> BriefTable:
    rows: list[tuple[Piece, ...]] = []
    counted = iter(answers)
    for chosen in briefing.figures:
        metric = catalog.metrics[chosen.metric]
        value = chosen.result
        if value is None:
            value = _value(chosen, next(counted))
        figure = Figure(
            metric=chosen.metric, scope=chosen.scope, period=chosen.period, grain=chosen.grain, group=chosen.group,
            as_of_seq=chosen.as_of_seq, value=value, asked=chosen.asked, basis=chosen.basis,
        )  # fmt: skip
        where = name_of(chosen.grain, chosen.group).zh if chosen.group else "全县"
        limits = _limits(where, chosen.scope, catalog, name_of) if chosen.result is None else _asked(figure, catalog)
        rows.append((
            metric.name.zh, limits, _span(chosen), Number(form="value", figure=figure), _basis(figure, metric),
        ))  # fmt: skip
    is_ranged = any(isinstance(row[-1], Number) and row[-1].form == "interval" for row in rows)
    header = ("指标", "范围", "时段", "数值", "分子/分母，区间" if is_ranged else "分子/分母")
    return BriefTable(FIGURES, header, tuple(rows), (0.24, 0.15, 0.33, 0.14, 0.14))


def _asked(figure: Figure, catalog: Catalog) -> str:
    """What a result is limited to, and that it does not know all of that."""
    asked = asked_text(figure, catalog).zh
    return f"{asked}（{PARTIAL.zh}）" if figure.value.quality == "partial" else asked


def _basis(figure: Figure, metric: Metric) -> Piece:
    """Numerator and denominator; the range of a result that has none."""
    is_ranged = not basis_text(metric, figure.value) and bool(interval_text(metric, figure.value))
    return Number(form="interval" if is_ranged else "basis", figure=figure)


def _value(chosen: ChosenFigure, answer: FigureTable) -> FigureValue:
    if chosen.grain == "county":
        return answer.totals[0][0]
    if chosen.group not in answer.groups:
        return FigureValue()
    return answer.values[0][0][answer.groups.index(chosen.group)]


def _limits(where: str, scope: Scope, catalog: Catalog, name_of: Callable[[Grain, str], Name]) -> str:
    named: tuple[tuple[Grain, str], ...] = (
        ("village", scope.division), ("class", scope.event_class), ("subclass", scope.subclass), ("unit", scope.unit),
        ("channel", scope.channel),
    )  # fmt: skip
    return "，".join((where, *(name_of(grain, key).zh for grain, key in named if key)))


def _span(chosen: ChosenFigure) -> str:
    """``2026年10月``, or from when to when: the year once where both are in it; a moment alone as such."""
    if chosen.period.to_ms - chosen.period.from_ms <= 1:
        return f"截至{time_text(chosen.period.from_ms)}"
    whole = range(chosen.period.from_ms, chosen.period.to_ms)
    for named in (period_at(kind, whole.start) for kind in PERIOD_KINDS):
        if span_ms(named) == whole:
            return period_text(named).zh
    begin, end = time_text(whole.start), time_text(whole.stop)
    year = begin[: begin.index("年") + 1]
    return f"{begin}至{end.removeprefix(year)}"
