"""Filters and groups of figures: by division, unit, class, subclass or channel of the events."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from county.catalog import Catalog
from county.division import contains, enclosing
from county.events.event import LEVELS, SOURCES
from county.figures.metric import Grain, Scope
from services.analysis.figures.event_facts import EventFacts
from services.analysis.timeline.text_codes import TextCodes


class Grouping(NamedTuple):
    """The groups of all events at a grain."""

    group_of: NDArray[np.int32]
    """One an event: place in ``names``."""
    names: list[str]


def group_of(division: str, grain: Grain) -> str:
    """The division of ``grain`` in which ``division`` is; itself where that is not as small."""
    return enclosing(division, grain) or division


def grouping(facts: EventFacts, grain: Grain, texts: TextCodes, catalog: Catalog) -> Grouping:
    """Which group each event belongs to; "" for none, e.g. no unit."""
    match grain:
        case "county":
            return Grouping(np.zeros(len(facts), np.int32), [""])
        case "channel":
            return Grouping(facts.column("source").astype(np.int32), list(SOURCES))
        case "unit" | "subclass":
            return _named(facts.column(grain), texts, lambda text: text)
        case "class":
            return _named(facts.column("subclass"), texts, lambda text: class_of(catalog, text))
        case "town" | "village" | "grid":
            return _named(facts.column("division"), texts, lambda text: group_of(text, grain))


def class_of(catalog: Catalog, subclass: str) -> str:
    """The event class of a subclass; "" for one that the catalogue does not have."""
    row = catalog.subclasses.get(subclass)
    return "" if row is None else row.event_class


def _named(column: NDArray[Any], texts: TextCodes, name_of: Callable[[str], str]) -> Grouping:
    places: dict[str, int] = {}
    used = np.flatnonzero(np.bincount(column)) if len(column) else np.zeros(0, np.int64)
    lookup = np.zeros(int(used[-1]) + 1 if len(used) else 1, np.int32)
    for code in used.tolist():
        lookup[code] = places.setdefault(name_of(texts.text(code)), len(places))
    return Grouping(lookup[column], list(places))


def within(facts: EventFacts, scope: Scope, texts: TextCodes, catalog: Catalog) -> NDArray[np.bool_] | None:
    """For each event whether no filter excludes it; None without filters."""
    wanted: list[tuple[str, Callable[[str], bool]]] = []
    if scope.division:
        wanted.append(("division", lambda text: contains(scope.division, text)))
    if scope.unit:
        wanted.append(("unit", lambda text: text == scope.unit))
    if scope.subclass:
        wanted.append(("subclass", lambda text: text == scope.subclass))
    if scope.event_class:
        wanted.append(("subclass", lambda text: class_of(catalog, text) == scope.event_class))
    masks = []
    for name, fits in wanted:
        grouped = _named(facts.column(name), texts, lambda text, fits=fits: "y" if fits(text) else "")  # type: ignore[misc]
        chosen = np.array([name == "y" for name in grouped.names], np.bool_)
        masks.append(chosen[grouped.group_of] if len(chosen) else np.zeros(len(facts), np.bool_))
    for name, names, value in (("source", SOURCES, scope.channel), ("level", LEVELS, scope.level)):
        if value:
            masks.append(facts.column(name) == (names.index(value) if value in names else -1))
    if not masks:
        return None
    mask: NDArray[np.bool_] = masks[0]
    for other in masks[1:]:
        mask = mask & other
    return mask
