"""Consistency checks of a catalogue whose rows are valid on their own: texts and references between rows."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec

from county.metric import metric_faults
from county.texts import unseen

if TYPE_CHECKING:
    from county.catalog import AlarmRule, Catalog, Subclass


LONGEST_TEXT = 1_000
"""Characters of a name, unit or source."""


class TableFault(NamedTuple):
    """An error in a row of a table."""

    table: str
    row: str
    why: str


def faults(catalog: Catalog) -> Iterator[TableFault]:
    """All inconsistencies."""
    yield from _sensor_kinds(catalog)
    for key, rule in catalog.rules.items():
        yield from (TableFault("rules", key, why) for why in _rule(catalog, rule))
    for key, subclass in catalog.subclasses.items():
        yield from (TableFault("subclasses", key, why) for why in _subclass(catalog, subclass))
    for key, stock in catalog.resource_kinds.items():
        if stock.department not in catalog.departments:
            yield TableFault("resource_kinds", key, f"there is no department {stock.department!r}")
    yield from _road_speeds(catalog)
    for key, step in catalog.escalation.items():
        for event_class in step.event_classes:
            if event_class not in catalog.event_classes:
                yield TableFault("escalation", key, f"there is no event class {event_class!r}")
    for key in catalog.report_words.subclasses:
        if key not in catalog.subclasses:
            yield TableFault("report_words", "subclasses", f"there is no subclass {key!r}")
    for key, metric in catalog.metrics.items():
        yield from (TableFault("metrics", key, why) for why in metric_faults(metric))
    for table, rows in msgspec.to_builtins(catalog).items():
        for key, row in rows.items():
            yield from (TableFault(table, key, why) for why in _texts(row, ""))


def _sensor_kinds(catalog: Catalog) -> Iterator[TableFault]:
    for key, kind in catalog.sensor_kinds.items():
        if kind.interval_s >= kind.stale_s:
            why = f"stale_s {kind.stale_s:g} is not longer than interval_s {kind.interval_s:g}"
            yield TableFault("sensor_kinds", key, why)
        for channel in kind.channels:
            if channel.lo >= channel.hi:
                why = f"channel {channel.key!r}: lo {channel.lo:g} is not below hi {channel.hi:g}"
                yield TableFault("sensor_kinds", key, why)
        keys = [channel.key for channel in kind.channels]
        if len(set(keys)) < len(keys):
            yield TableFault("sensor_kinds", key, f"two of the channels {', '.join(keys)} have the same key")


def _rule(catalog: Catalog, rule: AlarmRule) -> Iterator[str]:
    kind = catalog.sensor_kinds.get(rule.kind)
    if kind is None:
        yield f"there is no sensor kind {rule.kind!r}"
    elif rule.channel not in {channel.key for channel in kind.channels}:
        yield f"kind {rule.kind!r} has no channel {rule.channel!r}"
    if rule.opens:
        opened = catalog.subclasses.get(rule.opens)
        if opened is None:
            yield f"there is no subclass {rule.opens!r}"
        elif opened.retired and not rule.retired:
            yield f"subclass {rule.opens!r} is retired"
    limits = (rule.above, rule.below, rule.rate_per_h)
    if sum(limit is not None for limit in limits) + rule.stale != 1:
        yield "it needs exactly one of above, below, rate_per_h, stale"


def _subclass(catalog: Catalog, subclass: Subclass) -> Iterator[str]:
    """An offered subclass must not name a retired class or department; retired resource kinds can be dispatched."""
    event_class = catalog.event_classes.get(subclass.event_class)
    if event_class is None:
        yield f"there is no class {subclass.event_class!r}"
    elif event_class.retired and not subclass.retired:
        yield f"class {subclass.event_class!r} is retired"
    department = catalog.departments.get(subclass.department)
    if department is None:
        yield f"there is no department {subclass.department!r}"
    elif department.retired and not subclass.retired:
        yield f"department {subclass.department!r} is retired"
    for sent in subclass.resource_kinds:
        if sent not in catalog.resource_kinds or not catalog.resource_kinds[sent].mobile:
            yield f"there is no mobile resource kind {sent!r}"


def _road_speeds(catalog: Catalog) -> Iterator[TableFault]:
    """Every resource kind uses at most one vehicle; with two, the choice would depend on the order of the rows."""
    speeds = catalog.road_speeds
    vehicle_of: dict[str, str] = {}
    for key, vehicle in speeds.vehicles.items():
        for kind in vehicle.kinds:
            if kind not in catalog.resource_kinds:
                yield TableFault("road_speeds", "vehicles", f"vehicle {key!r}: there is no resource kind {kind!r}")
            elif vehicle_of.setdefault(kind, key) != key:
                why = f"resource kind {kind!r} is listed by the vehicles {vehicle_of[kind]!r} and {key!r}"
                yield TableFault("road_speeds", "vehicles", why)


def _texts(content: Any, at: str) -> Iterator[str]:
    """Texts in ``content`` that cannot be shown, whatever their field."""
    if isinstance(content, str):
        if (place := unseen(content)) is not None:
            character = f"U+{ord(content[place]):04X}"
            yield f"{at.lstrip('.')} contains the invisible character {character} at position {place + 1}"
        elif len(content) > LONGEST_TEXT:
            yield f"{at.lstrip('.')} has more than {LONGEST_TEXT} characters"
    elif isinstance(content, dict):
        for key, value in content.items():
            yield from _texts(value, f"{at}.{key}")
    elif isinstance(content, list | tuple):
        for number, value in enumerate(content):
            yield from _texts(value, f"{at}[{number}]")
