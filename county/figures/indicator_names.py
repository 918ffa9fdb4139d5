"""The indicators of a catalogue by their keys, with the names that people read."""

from __future__ import annotations

from difflib import get_close_matches

from county.catalog import Catalog
from county.figures.kpi_table import leaves_of
from county.figures.metric import Metric
from county.names import Name

NEAREST = 3
"""Names that are told for an unknown one."""


def indicator_names(catalog: Catalog) -> dict[str, Name]:
    """By key: as its leaf or its metric is called; of a share with which of its two numbers it is."""
    names = {node.manual: node.name for node in leaves_of(catalog.kpi).values() if node.manual}
    for metric in measuring(catalog):
        if not metric.indicator_of:
            names.setdefault(metric.indicator, metric.name)
            continue
        zh, en = metric.name.zh, metric.name.en
        names.setdefault(metric.indicator, Name(f"{zh}的分子", f"numerator of {en}"))
        names.setdefault(metric.indicator_of, Name(f"{zh}的分母", f"denominator of {en}"))
    return names


def name_of(indicator: str, catalog: Catalog) -> Name:
    """As people read it; its key where the catalogue does not have it."""
    return indicator_names(catalog).get(indicator, Name(indicator, indicator))


def unit_of(indicator: str, catalog: Catalog) -> Name | None:
    """The unit that a value of it is in; None of the numbers of a share, which count something."""
    node = next((node for node in leaves_of(catalog.kpi).values() if node.manual == indicator), None)
    if node is not None:
        return node.unit
    alone = (metric for metric in measuring(catalog) if metric.indicator == indicator and metric.below is None)
    return next((metric.unit for metric in alone if not metric.indicator_of), None)


def measuring(catalog: Catalog) -> list[Metric]:
    """The metrics that show an indicator as it was reported, then those that only compare it with a limit."""
    of_leaves = [catalog.metrics.get(node.metric) for node in leaves_of(catalog.kpi).values()]
    offered = (*of_leaves, *catalog.offered_metrics().values())
    found = [metric for metric in offered if metric is not None and metric.indicator]
    return sorted(found, key=lambda metric: metric.below is not None)


def nearest(word: str, catalog: Catalog) -> Name:
    """What is most like an unknown name, in one line: names, and for programs the keys of their indicators."""
    offered = {node.name: node.manual for node in leaves_of(catalog.kpi).values() if node.manual}
    for metric in measuring(catalog):
        offered.setdefault(metric.name, " / ".join(filter(None, (metric.indicator, metric.indicator_of))))
    alike = {text: name for name in offered for text in (name.zh, name.en, offered[name])}
    found = dict.fromkeys(alike[text] for text in get_close_matches(word, alike, n=len(alike), cutoff=0.0))
    near = list(found)[:NEAREST]
    keyed = [f"{name.en if word.isascii() else name.zh} ({offered[name]})" for name in near]
    return Name("、".join(name.zh for name in near), ", ".join(keyed))
