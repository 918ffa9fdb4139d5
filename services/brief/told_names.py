"""The names in which a report tells its records: those of today, which it carries, and those that it was made with."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Protocol

from county.briefing.elements import ElementNames
from county.catalog import Catalog
from county.figures.metric import Grain
from county.names import Name


class GroupNaming(Protocol):
    """As :class:`services.brief.group_names.GroupNames`."""

    def name_of(self, grain: Grain, group: str) -> Name: ...


class NamedGroups(ElementNames):
    """Names of units and divisions as they are in figures, and those of the catalogue."""

    def __init__(self, names: GroupNaming, catalog: Catalog) -> None:
        self._names = names
        self._catalog = catalog

    def unit(self, unit: str) -> str:
        return self._names.name_of("unit", unit).zh

    def place(self, division: str) -> str:
        return self._names.name_of("village", division).zh if division else ""

    def subclass(self, subclass: str) -> str:
        row = self._catalog.subclasses.get(subclass)
        kind = None if row is None else self._catalog.event_classes.get(row.event_class)
        return ("" if kind is None else f"{kind.zh}类 ") + (subclass if row is None else row.name.zh)

    def plan(self, plan: str) -> str:
        row = self._catalog.response_plans.get(plan)
        return plan if row is None else row.name.zh


class ToldNames(ElementNames):
    """Names by kind and key (``unit truck-7``): those in ``known``, and others as they are today.

    What was asked is in ``told``: a report carries it, and is derived again with it, whatever is renamed later.
    """

    def __init__(self, today: ElementNames, known: Mapping[str, str] | None = None) -> None:
        self._today = today
        self._known = known or {}
        self.told: dict[str, str] = {}

    def unit(self, unit: str) -> str:
        return self._name("unit", unit, self._today.unit)

    def place(self, division: str) -> str:
        return self._name("place", division, self._today.place)

    def subclass(self, subclass: str) -> str:
        return self._name("subclass", subclass, self._today.subclass)

    def plan(self, plan: str) -> str:
        return self._name("plan", plan, self._today.plan)

    def _name(self, kind: str, key: str, today: Callable[[str], str]) -> str:
        asked = f"{kind} {key}"
        if asked not in self.told:
            known = self._known.get(asked)
            self.told[asked] = today(key) if known is None else known
        return self.told[asked]


def renamed(told: Mapping[str, str], today: ElementNames) -> list[str]:
    """What is called otherwise today than in ``told``: ``石桥村 (now 石桥社区)``."""
    named: Mapping[str, Callable[[str], str]] = {
        "unit": today.unit, "place": today.place, "subclass": today.subclass, "plan": today.plan,
    }  # fmt: skip
    found = []
    for asked, name in told.items():
        kind, _, key = asked.partition(" ")
        now = named[kind](key) if kind in named else name
        if now != name:
            found.append(f"{name} (now {now})")
    return found
