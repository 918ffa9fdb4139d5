"""What an alarm is called on every screen: the name of its rule."""

from __future__ import annotations

from county.alarms import Alarm
from county.background_mark import marked
from county.catalog import Catalog
from county.names import Name


def alarm_name(alarm: Alarm, catalog: Catalog) -> str | Name:
    """The rule's name, or its key where the catalogue has it no longer, marked in the background of a drill."""
    rule = catalog.rules.get(alarm.rule)
    return marked(alarm.rule if rule is None else rule.name, alarm.id)
