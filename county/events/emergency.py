"""Which events are emergencies: people may be in danger now, whatever the step of the life cycle is."""

from __future__ import annotations

from county.catalog import Catalog
from county.commands import EventLevel

EMERGENCY_LEVELS: frozenset[EventLevel] = frozenset({"major_special", "major"})
"""特别重大, 重大."""


def emergency_subclasses(catalog: Catalog) -> frozenset[str]:
    """Subclasses whose events are emergencies at every level; retired ones, too."""
    return frozenset(key for key, row in catalog.subclasses.items() if row.emergency)


def emergency_rules(catalog: Catalog) -> frozenset[str]:
    """Rules of alarms that are as urgent as an emergency: critical ones, and those that open one."""
    subclasses = emergency_subclasses(catalog)
    return frozenset(
        key for key, rule in catalog.rules.items() if rule.priority == "critical" or rule.opens in subclasses
    )


def usual_level(catalog: Catalog, subclass: str) -> EventLevel:
    """What a report of this subclass is proposed as: people may be in danger in an emergency, so it is 较大 until a
    person has looked; any other event is 一般.  "" and unknown ones: 一般."""
    row = catalog.subclasses.get(subclass)
    return "larger" if row is not None and row.emergency else "general"


def is_emergency(subclass: str, level: EventLevel, subclasses: frozenset[str]) -> bool:
    """``subclasses``: those of :func:`emergency_subclasses`."""
    return subclass in subclasses or level in EMERGENCY_LEVELS
