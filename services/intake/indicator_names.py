"""The indicators of a catalogue by the names that files give them."""

from __future__ import annotations

import re
from typing import NamedTuple

from county.catalog import Catalog
from county.figures.indicator_names import indicator_names, measuring
from county.figures.kpi_table import leaves_of
from county.names import Name
from county.tables.aliases import header_key
from county.tables.units import header_and_unit

_NUMBER = re.compile(r"^(?:其中[:：]?|[(（]?(?:\d{1,2}|[一二三四五六七八九十]{1,3})(?:[)）]?[.、．:：]|[)）]))\s*")


class NamedIndicator(NamedTuple):
    """What a name means."""

    key: str
    whole: str = ""
    """Of a share: the indicator that the first one is a part of."""


def indicators_by_name(catalog: Catalog) -> dict[str, NamedIndicator]:
    """By :func:`name_key`: leaves of the assessment and metrics with an indicator, and indicators themselves, by their
    keys and by their names in both languages."""
    found: dict[str, NamedIndicator] = {}
    for key, name in indicator_names(catalog).items():
        found[name_key(key)] = NamedIndicator(key)
        _add(found, name, NamedIndicator(key))
    for metric in reversed(measuring(catalog)):
        if metric.below is None:
            _add(found, metric.name, NamedIndicator(metric.indicator, metric.indicator_of))
    for node in leaves_of(catalog.kpi).values():
        measure = catalog.metrics.get(node.metric)
        if measure is not None and measure.indicator:
            _add(found, node.name, NamedIndicator(measure.indicator, measure.indicator_of))
    return found


def name_key(name: str) -> str:
    """What is compared of a name: without blanks, a number of an outline (1. 一、) and a unit in brackets."""
    return header_key(_NUMBER.sub("", header_and_unit(name)[0]))


def _add(found: dict[str, NamedIndicator], name: Name, indicator: NamedIndicator) -> None:
    found |= {name_key(word): indicator for word in (name.zh, name.en)}
