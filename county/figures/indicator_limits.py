"""What the value of an indicator can be, by what the assessment measures with it: one rule for forms and the desk."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from county.catalog import Catalog
from county.figures.indicator_names import measuring
from county.figures.kpi_table import KpiNode, leaves_of
from county.figures.metric import ReportedValues

VALUE_MAX = 1e12
LEAST_RATE, MOST_RATE = -1.0, 10.0
"""Nothing shrinks by more than all of it, and what grows tenfold in a quarter is a slip of the hand."""


def number_text(value: float) -> str:
    """A reported number as people read it: ``12,345,678,901.5``."""
    return f"{value:,.15g}"  # more digits would show how binary fractions are rounded


class IndicatorLimits(NamedTuple):
    """The least and the largest value; ``percent``: it is a rate, 0.05 for 5 %; ``whole``: it counts whole things."""

    least: float
    most: float
    percent: bool = False
    whole: bool = False

    def text(self, value: float) -> str:
        """One of the two, as people read it."""
        return f"{number_text(100 * value)} %" if self.percent else number_text(value)


class Share(NamedTuple):
    """Two indicators, of which the first one counts a part of the second."""

    part: str
    whole: str


RATE = IndicatorLimits(LEAST_RATE, MOST_RATE, percent=True)
AMOUNT = IndicatorLimits(0.0, VALUE_MAX)
COUNT = IndicatorLimits(0.0, VALUE_MAX, whole=True)
ANY = IndicatorLimits(-VALUE_MAX, VALUE_MAX)
_LIMITS: dict[ReportedValues, IndicatorLimits] = {"any": ANY, "amounts": AMOUNT, "counts": COUNT}


def limits_of(indicator: str, catalog: Catalog) -> IndicatorLimits:
    """What its value can be; the shares of the assessment are measured by nothing negative."""
    for node in leaves_of(catalog.kpi).values():
        if node.manual == indicator:
            return manual_limits(node)
        metric = catalog.metrics.get(node.metric)
        if metric is not None and metric.indicator and indicator in (metric.indicator, metric.indicator_of):
            return COUNT if metric.values == "counts" else AMOUNT
    shown = (one for one in measuring(catalog) if indicator in (one.indicator, one.indicator_of))
    return next((_LIMITS[one.values] for one in shown), ANY)


def manual_limits(node: KpiNode) -> IndicatorLimits:
    """What the manual value of a leaf can be."""
    return RATE if node.is_rate else _LIMITS[node.values]


def needs_evidence(indicator: str, catalog: Catalog) -> bool:
    """Whether a report of it must say what it comes from: where a leaf of the assessment asks for evidence, and of what
    no leaf is measured by."""
    nodes = [node for node in leaves_of(catalog.kpi).values() if indicator in measured_by(node, catalog)]
    return not nodes or any(node.evidence_required for node in nodes)


def measured_by(node: KpiNode, catalog: Catalog) -> tuple[str, ...]:
    """The indicators that the value of a leaf consists of; none of one that is counted from events."""
    metric = catalog.metrics.get(node.metric)
    names = (node.manual,) if metric is None else (metric.indicator, metric.indicator_of)
    return tuple(name for name in names if name)


def shares_of(catalog: Catalog) -> Iterator[Share]:
    """The shares that leaves of the assessment are measured by."""
    for node in leaves_of(catalog.kpi).values():
        metric = catalog.metrics.get(node.metric)
        if metric is not None and metric.indicator_of:
            yield Share(metric.indicator, metric.indicator_of)


def is_share(part: float, whole: float) -> bool:
    """Whether one number can count a part of the other one."""
    return 0 <= part <= whole and whole > 0
