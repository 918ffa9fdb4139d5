"""The assessment and the vital signs in words: the same on every screen and in every document."""

from __future__ import annotations

from county.figures.kpi import KpiScore
from county.figures.kpi_outlook import KpiProjection, Outlook
from county.figures.kpi_table import KpiNode
from county.figures.metric import FigureValue, Metric
from county.figures.text import NO_DATA, amount, value_text
from county.figures.vital_sign_table import Band
from county.figures.vital_signs import PlateState
from county.names import Name

BAND_NAMES: dict[Band, Name] = {
    "green": Name("正常", "Normal"), "yellow": Name("黄", "Yellow"), "orange": Name("橙", "Orange"),
    "red": Name("红", "Red"), "unknown": NO_DATA,
}  # fmt: skip
OUTLOOKS: dict[Outlook, Name] = {
    "on_course": Name("预计年末达标", "the year's end is expected to reach the target"),
    "below_target": Name("预计年末达不到目标", "the year's end is expected below the target"),
    "below_floor": Name("预计年末低于下限", "the year's end is expected below the floor"),
    "unknown": Name("不足三个季度，不作预计", "fewer than three quarters: no projection"),
    "redefined": Name("按其他口径冻结，不作预计", "frozen by other definitions: no projection"),
}


def points_text(value: float) -> str:
    """Points with one decimal, two where they are needed: ``58.67``, ``15``."""
    return f"{value:.2f}".rstrip("0").rstrip(".")


def score_text(score: KpiScore) -> str:
    """``58.67 / 90``: points of those that are possible; ``– / 10`` without any value."""
    if not score.possible:
        return f"– / {points_text(score.weight)}"
    return f"{points_text(score.points)} / {points_text(score.possible)}"


def range_text(score: KpiScore) -> str:
    """``58.67–68.67``; one number where nothing is missing."""
    if points_text(score.low) == points_text(score.high):
        return points_text(score.low)
    return f"{points_text(score.low)}–{points_text(score.high)}"


def leaf_text(node: KpiNode, metric: Metric | None, value: FigureValue) -> Name:
    """The value of a leaf with its unit."""
    if metric is not None:
        return value_text(metric, value)
    return NO_DATA if value.value is None else Name(manual_text(node, value.value), manual_text(node, value.value))


def limit_text(node: KpiNode, metric: Metric | None, value: float) -> str:
    """A floor, a target or a value of a quarter, in the unit of the leaf."""
    if metric is None:
        return manual_text(node, value)
    return f"{amount(metric, value)}{'%' if metric.is_share else ''}"


def manual_text(node: KpiNode, value: float) -> str:
    """A reported value: a share in per cent."""
    if node.is_rate:
        return f"{100 * value:,.{node.decimals}f}%"
    return f"{value:,.{node.decimals}f} {node.unit.zh}".rstrip()


def projection_text(node: KpiNode, metric: Metric | None, found: KpiProjection) -> Name:
    """What the year's end will probably be, with its interval."""
    said = OUTLOOKS[found.outlook]
    if found.value is None or found.low is None or found.high is None:
        return said
    value, low, high = (limit_text(node, metric, one) for one in (found.value, found.low, found.high))
    return Name(f"{said.zh}：{value}（{low}–{high}）", f"{said.en}: {value} ({low}–{high})")


def plate_text(plate: PlateState) -> Name:
    """``红 1 · 7 无数据``: how many of its signs are out of their range or unknown; ``正常 2 · 3 无数据`` when none of
    the known ones is."""
    counts = ((plate.red, "red"), (plate.orange, "orange"), (plate.yellow, "yellow"), (plate.unknown, "unknown"))
    zh = [f"{n} 无数据" if band == "unknown" else f"{BAND_NAMES[band].zh} {n}" for n, band in counts if n]  # type: ignore[index]
    en = [f"{n} unknown" if band == "unknown" else f"{BAND_NAMES[band].en} {n}" for n, band in counts if n]  # type: ignore[index]
    if not zh:
        return Name(f"{plate.signs} 项正常", f"all {plate.signs} normal")
    normal = plate.signs - sum(count for count, _ in counts)
    if plate.band == "green":
        zh, en = [f"正常 {normal}", *zh], [f"normal {normal}", *en]
    return Name(" · ".join(zh), " · ".join(en))
