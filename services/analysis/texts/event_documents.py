"""What an event is found by: its titles, number, class, address, places and units by name, and the notes of its steps.

Every form of an event's text stays in the index: later ones only add terms, so that a form which matches means that the
newest one does.  An event is therefore also found by what was stated about it before a correction.  The number of a
text is that of the event's first record and of its form: newest events first.
"""

from __future__ import annotations

from collections.abc import Sequence

from county.catalog import Catalog, Name, in_languages
from county.division import named_path
from county.events.event import Event, StatedFacts, facts_of
from county.events.texts import EventTexts
from county.package.open import CountyPackage
from county.place_levels import APPROXIMATE, PLACE_LEVEL_NAMES
from services.analysis.texts.terms import terms_of
from services.store.ports import IndexedText

REPORTER = "‥r"
"""First characters of the terms of reporters: those of initials, which are at most three letters."""
FORMS = 1_024
"""Forms of one event's text at most; steps after these are not indexed."""


def number_of(first_seq: int, form: int) -> int:
    """Number of a form of the text of the event that was reported by record ``first_seq``."""
    return first_seq * FORMS + form


def seq_of(number: int) -> int:
    """The first record of the event with this text."""
    return number // FORMS


def term_of_reporter(token: str) -> str:
    """The term by which the events of a reporter are found; no text has it: words are indexed in pieces."""
    return REPORTER + token.removeprefix("r-")


class EventDocuments:
    """Puts names in place of the keys of one county."""

    def __init__(self, package: CountyPackage, catalog: Catalog) -> None:
        """Raises PackageError."""
        self._texts = EventTexts(catalog, package.sensors)
        self._catalog = catalog
        self._units: dict[str, tuple[str, ...]] = {unit.id: (unit.name,) for unit in package.resources}
        self._units |= {key: in_languages(department) for key, department in catalog.departments.items()}
        self._places: dict[str, str] = {}
        for layer in ("towns", "villages", "grids"):
            table = package.table(layer)
            self._places |= {str(c): str(n) for c, n in zip(table["code"], table["name"], strict=True) if n}

    def of(self, event: Event) -> tuple[Sequence[str], Sequence[str], frozenset[str]]:
        """Names, which are found by pinyin as well, other texts, and the terms of its reporters."""
        names = [event.id, *in_languages(self._texts.title(event)), *self._stated(facts_of(event))]
        for step in event.timeline:
            if step.before is not None:
                names += (*in_languages(self._former_title(event, step.before)), *self._stated(step.before))
        names = list(dict.fromkeys(names))
        for unit in dict.fromkeys(step.unit for step in event.timeline if step.unit):
            names += self._units.get(unit, (unit,))
        tokens = (event.reporter, *(report.reporter for report in event.joined))
        notes = [step.note for step in event.timeline if step.note]
        return names, notes, frozenset(term_of_reporter(token) for token in tokens if token)

    def indexed(self, event: Event, first_seq: int) -> IndexedText | None:
        """The text of ``event`` for the index; None when it has too many forms."""
        form = len(event.timeline)
        if form >= FORMS:
            return None
        names, texts, reporters = self.of(event)
        return IndexedText(number_of(first_seq, form), terms_of(names, texts) | reporters)

    def _former_title(self, event: Event, before: StatedFacts) -> str | Name:
        return self._texts.title_of(before.title, "" if event.cause is None else event.cause.rule, event.sensor_id)

    def _stated(self, facts: StatedFacts) -> list[str]:
        """Class, address, places by name, and how exactly the place is known."""
        address = [facts.address] if facts.address else []
        level = PLACE_LEVEL_NAMES.get(facts.place_level)
        exactness = [] if level is None else [*in_languages(level), *in_languages(APPROXIMATE)]
        return [*self._class_of(facts.subclass), *address, *named_path(facts.division, self._places), *exactness]

    def _class_of(self, key: str) -> Sequence[str]:
        subclass = self._catalog.subclasses.get(key)
        if subclass is None:
            return (key,)
        return (*in_languages(self._catalog.event_classes[subclass.event_class]), *in_languages(subclass.name))
