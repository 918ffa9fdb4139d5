"""The texts by which an event on the desk is found: number, title, address, class, places and units, in both
languages."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache

from county.catalog import Catalog, Name, in_languages
from county.events.emergency import emergency_subclasses
from county.events.texts import EventTexts
from layers.table import Rows, StateColumns

KEPT = 4_096
"""Names of divisions, units and classes that are kept: those of one county repeat."""


class EventNames:
    """Names of what events refer to."""

    def __init__(
        self, catalog: Catalog, texts: EventTexts, place: Callable[[str], str], unit: Callable[[str], str | Name]
    ) -> None:
        """``place``: names of a division by its code; ``unit``: name of a unit by its id."""
        self.subclasses = catalog.subclasses
        self.emergencies = emergency_subclasses(catalog)
        """Subclasses whose events are emergencies."""
        self.texts = texts
        self._catalog = catalog
        self._place = lru_cache(KEPT)(lambda code: f"{code}\n{place(code)}".casefold())
        self._units = lru_cache(KEPT)(lambda ids: "\n".join(map(self._unit_text, ids.split("\n"))).casefold())
        self._class = lru_cache(KEPT)(self._class_text)
        self._name = unit

    def searched(self, columns: StateColumns, rows: Rows) -> Sequence[str]:
        """The texts of ``rows``, each in lower case."""
        names = ("address", "division", "unit", "units", "subclass")
        values = [columns[name][rows].tolist() for name in names]
        ids = columns.ids[rows].tolist()
        titles = self.texts.titles(ids, columns, rows)
        return [
            "\n".join((
                event_id.casefold(), *(text.casefold() for text in in_languages(title)), address.casefold(),
                self._place(division), self._units(unit), self._units(units), self._class(subclass),
            ))
            for event_id, title, address, division, unit, units, subclass in zip(
                ids, titles, *values, strict=True
            )
        ]  # fmt: skip

    def _unit_text(self, unit: str) -> str:
        name = self._name(unit) if unit else ""
        return "\n".join((unit, *in_languages(name)))

    def _class_text(self, key: str) -> str:
        subclass = self._catalog.subclasses.get(key)
        if subclass is None:
            return key
        event_class = self._catalog.event_classes[subclass.event_class]
        return "\n".join((*in_languages(subclass.name), *in_languages(event_class))).casefold()


def contains_all(searched: str, words: Sequence[str]) -> bool:
    """Whether a text of :meth:`EventNames.searched` contains every one of ``words``, in lower case."""
    return all(word in searched for word in words)
