"""Figures in words: the same text on every screen and in every document."""

from __future__ import annotations

from collections.abc import Sequence

from county.durations import DAY_MS, HOUR_MS, MINUTE_MS
from county.figures.metric import FigureValue, Metric
from county.figures.periods import kind_of
from county.names import Name

NO_DATA = Name("无数据", "no data")
PARTIAL = Name("不完整", "partial")
SMALL_SAMPLE = Name("样本不足", "sample too small")
NO_EVIDENCE = Name("缺依据", "no evidence")
POINTS = Name("百分点", "pp")
"""Unit of the change of a share."""
UNCHANGED = Name("持平", "unchanged")
CHANGED = {
    "share": (Name("上升", "up"), Name("下降", "down")),
    "duration": (Name("延长", "longer by"), Name("缩短", "shorter by")),
    "amount": (Name("增加", "up"), Name("减少", "down")),
}
"""More and less of what a figure is."""
UNIT_MS = {"h": HOUR_MS, "min": MINUTE_MS, "d": DAY_MS}
"""Milliseconds of the units that durations are shown in."""
THEMES = {
    "volume": Name("受理", "Volume"), "speed": Name("时效", "Speed"), "quality": Name("办理质量", "Quality"),
    "people": Name("群众评价与走访", "People"), "stock": Name("期末存量与填报", "Stock and reports"),
    "signs": Name("运行体征", "Operating state"),
}  # fmt: skip


def in_unit(metric: Metric) -> float:
    """By what a value is multiplied to be in the metric's unit."""
    if metric.kind == "duration":
        return 1 / UNIT_MS[metric.unit.en]
    return 100.0 if metric.is_share else 1.0


def amount(metric: Metric, value: float) -> str:
    """A value in the metric's unit, without the unit: ``96.4``, ``2.3``, ``1,204``."""
    return f"{value * in_unit(metric):,.{metric.decimals}f}"


def value_text(metric: Metric, value: FigureValue) -> Name:
    """The value with its unit; a share of few as ``7/7，样本不足``; what is unknown is never 0."""
    if value.value is None:
        return NO_DATA
    shown = in_words(metric, value.value)
    if value.quality != "small_sample":
        return shown
    if metric.is_share:
        counted = fraction_text(value)
        return Name(f"{counted}，{SMALL_SAMPLE.zh}", f"{counted}, {SMALL_SAMPLE.en}")
    return Name(
        f"{shown.zh}（{value.den} 件，{SMALL_SAMPLE.zh}）", f"{shown.en} ({value.den}, {SMALL_SAMPLE.en})"
    )


def short_text(metric: Metric, value: FigureValue) -> Name:
    """The value for a narrow column: ``–`` for nothing, a share of few as ``7/7``; without what the whole text adds."""
    if value.value is None:
        return Name("–", "–")
    if value.quality == "small_sample" and metric.is_share:
        counted = fraction_text(value)
        return Name(counted, counted)
    return in_words(metric, value.value)


def in_words(metric: Metric, value: float) -> Name:
    """With its unit; a duration that would be written as 0 in minutes, or as less than one: it took some time."""
    if metric.kind == "duration" and not amount(metric, value).strip("0."):
        minutes = f"{value / UNIT_MS['min']:.0f}" if value >= UNIT_MS["min"] else "<1"
        return Name(f"{minutes} 分钟", f"{minutes} min")
    return rounded(metric, value)


def rounded(metric: Metric, value: float) -> Name:
    """With its unit, whatever is left of it: ``0.0 小时``."""
    text, unit = amount(metric, value), metric.unit
    return Name(_with_unit(text, unit.zh), _with_unit(text, unit.en))


def _with_unit(text: str, unit: str) -> str:
    return f"{text}%" if unit == "%" else f"{text} {unit}"


def fraction_text(value: FigureValue) -> str:
    """``926/961``, of a duration ``n=961``; "" without a denominator."""
    if value.den is None or value.num is None:
        return ""
    return f"{value.num:,.10g}/{value.den:,}"


def basis_text(metric: Metric, value: FigureValue) -> str:
    """What the value was computed from: numerator and denominator, or the number of events of a duration."""
    if metric.kind == "duration":
        return f"n={value.den:,}" if value.den is not None else ""
    return fraction_text(value)


def interval_text(metric: Metric, value: FigureValue) -> str:
    """``95.0–97.4``, in the unit of the value; "" without an interval."""
    if value.low is None or value.high is None or value.value is None:
        return ""
    return f"{amount(metric, value.low)}–{amount(metric, value.high)}"


def change_text(metric: Metric, value: FigureValue, before: FigureValue) -> Name:
    """The change since the period before with its sign and unit: ``+5.0 百分点``, ``−0.4 小时``, ``±0 件``; empty where
    :func:`change_number` is."""
    number = change_number(metric, value, before)
    if not number:
        return Name("", "")
    signed = number if number[0] in "+−" else f"±{number}"
    unit = POINTS if metric.is_share else metric.unit
    return Name(f"{signed} {unit.zh}", f"{signed} {unit.en}")


def change_in_words(metric: Metric, value: FigureValue, before: FigureValue) -> Name:
    """The change since the period before as a sentence tells it after what it is compared with: ``增加 50 件``,
    ``下降 3.2 个百分点``, ``缩短 0.4 小时``, ``持平``; empty where :func:`change_number` is."""
    number = change_number(metric, value, before)
    if not number:
        return Name("", "")
    if not number.startswith(("+", "−")):
        return UNCHANGED
    which = "share" if metric.is_share else "duration" if metric.kind == "duration" else "amount"
    more, less = CHANGED[which]
    verb = more if number[0] == "+" else less
    unit = Name(f"个{POINTS.zh}", POINTS.en) if metric.is_share else metric.unit
    return Name(f"{verb.zh} {number[1:]} {unit.zh}", f"{verb.en} {number[1:]} {unit.en}")


def change_number(metric: Metric, value: FigureValue, before: FigureValue) -> str:
    """The change since the period before with its sign, without its unit: in points of a percentage, otherwise
    in the unit; "" where either is unknown or of too small a sample."""
    if value.value is None or before.value is None or "small_sample" in (value.quality, before.quality):
        return ""
    change = amount(metric, value.value - before.value)
    if not change.strip("-0.,"):
        return change.removeprefix("-")
    return change.replace("-", "−") if change.startswith("-") else f"+{change}"


def is_better(metric: Metric, value: FigureValue, before: FigureValue) -> bool | None:
    """Whether the change since the period before is a good one; None where none is written, or that does not matter."""
    number = change_number(metric, value, before)
    if not number.startswith(("+", "−")) or metric.good == "none":
        return None
    return (number[0] == "+") == (metric.good == "up")


def period_text(period: str) -> Name:
    """``2026年10月``, ``2026年第4季度``."""
    parts = period.replace("Q", "").replace("H", "").split("-")
    match kind_of(period):
        case "year":
            return Name(f"{period}年", period)
        case "quarter":
            return Name(f"{parts[0]}年第{parts[1]}季度", f"{parts[0]} Q{parts[1]}")
        case "half":
            return Name(f"{parts[0]}年{'上' if parts[1] == '1' else '下'}半年", f"{parts[0]} H{parts[1]}")
        case "month":
            return Name(f"{parts[0]}年{int(parts[1])}月", period)
        case "day":
            return Name(f"{parts[0]}年{int(parts[1])}月{int(parts[2])}日", period)
        case None:
            return Name(period, period)


def ranked(metric: Metric, values: Sequence[FigureValue]) -> list[tuple[int, int | None]]:
    """Places of the values, best first (largest first where neither is better), each with its rank: equal values share
    one, and what is unknown or of too small a sample has none and comes last."""
    compared = [i for i, value in enumerate(values) if value.value is not None and value.quality != "small_sample"]
    ascending = metric.good == "down" and metric.kind != "level"
    compared.sort(key=lambda i: values[i].value or 0.0, reverse=not ascending)
    order: list[tuple[int, int | None]] = []
    for place, i in enumerate(compared, start=1):
        same = order and values[order[-1][0]].value == values[i].value
        order.append((i, order[-1][1] if same else place))
    rest = [i for i in range(len(values)) if i not in set(compared)]
    rest.sort(key=lambda i: (values[i].value is None, -(values[i].den or 0)))
    return order + [(i, None) for i in rest]


def rank_texts(ranks: Sequence[int | None]) -> list[Name]:
    """How ranks are written: ``–`` for none, ``并列 3`` for one that several share, ``并列`` where all of them have the
    same value: then nobody is first."""
    known = [rank for rank in ranks if rank is not None]
    if len(known) > 1 and len(set(known)) == 1:
        return [Name("–", "–") if rank is None else Name("并列", "tied") for rank in ranks]
    return [
        Name("–", "–") if rank is None
        else Name(str(rank), str(rank)) if known.count(rank) == 1
        else Name(f"并列 {rank}", f"={rank}")
        for rank in ranks
    ]  # fmt: skip
