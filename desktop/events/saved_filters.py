"""The filters that a person has saved under names, in the settings of this user.

Format 1 was a list of filters; format 2 is an object with ``format`` and ``filters``; format 3 has the town, the unit,
the source and the time; format 4 has the emergencies.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import msgspec
from PySide6.QtCore import QSettings

from county.events.event import State
from county.explained import Explained
from desktop.events.query import EventQuery
from services.disk.file_format import NEWER

MOST = 20
"""Filters of one person at most."""
LONGEST_NAME = 30
FORMAT = 4
_KEY = "filters/{person}"
_LAST = "last filter/{person}"
"""What a list was filtered by, and its order, when it was last used."""


class NewerFilters(Explained):
    """The filters were saved by a newer program; one line."""


class SavedFilter(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Conditions as they are stored; those on tasks of a key are not saved."""

    name: str
    states: tuple[State, ...]
    event_class: str = ""
    level: str = ""
    text: str = ""
    overdue: bool = False
    due_soon: bool = False
    pressing: bool = False
    due_today: bool = False
    reported_today: bool = False
    own: bool = False
    """Only events that the person worked on."""
    town: str = ""
    unit: str = ""
    source: str = ""
    within_hours: int = 0
    emergency: bool = False

    def query(self, person: str) -> EventQuery:
        """The query for ``person``."""
        return EventQuery(
            states=frozenset(self.states), event_class=self.event_class, level=self.level,  # type: ignore[arg-type]
            text=self.text, overdue=self.overdue, due_soon=self.due_soon, pressing=self.pressing,
            due_today=self.due_today, reported_today=self.reported_today, actor=person if self.own else "",
            town=self.town, unit=self.unit, source=self.source,  # type: ignore[arg-type]
            within_hours=self.within_hours, emergency=self.emergency,
        )  # fmt: skip


def saved_as(name: str, query: EventQuery) -> SavedFilter:
    """``query`` under a name."""
    return SavedFilter(
        name, tuple(state for state in State if state in query.states), query.event_class, query.level, query.text,
        query.overdue, query.due_soon, query.pressing, query.due_today, query.reported_today, bool(query.actor),
        query.town, query.unit, query.source, query.within_hours, query.emergency,
    )  # fmt: skip


def _from_1(rows: list[Any]) -> dict[str, Any]:
    """The step from format 1; those of formats 2 and 3 lack only what has a default."""
    return {"format": FORMAT, "filters": rows}


class SavedFilters:
    """Read when they are asked for: the person on duty changes while the window is open."""

    def __init__(self, settings: QSettings, person: Callable[[], str]) -> None:
        """``person``: who is on duty; "" for nobody."""
        self._settings = settings
        self._person = person

    def all(self) -> list[SavedFilter]:
        """Those of the person on duty, in the order of their names; what cannot be read is left out.

        Raises NewerFilters.
        """
        found = []
        for row in self._rows():
            try:
                found.append(msgspec.convert(row, SavedFilter))
            except msgspec.ValidationError:
                continue
        return sorted(found, key=lambda one: one.name)[:MOST]

    def save(self, name: str, query: EventQuery) -> None:
        """Save ``query``, in place of one of the same name; without a name, or where there are MOST, nothing.

        Raises NewerFilters, and then nothing has changed.
        """
        name = " ".join(name.split())[:LONGEST_NAME]
        others = [one for one in self.all() if one.name != name]
        if name and len(others) < MOST:
            self._store([*others, saved_as(name, query)])

    def keep(self, query: EventQuery, order: str) -> None:
        """Keep what a list is filtered by now, but for a searched text and the tasks of a key, and its order."""
        kept = saved_as(order, replace(query, text=""))
        self._settings.setValue(self._key(_LAST), msgspec.json.encode(kept).decode())

    def last(self) -> tuple[EventQuery, str] | None:
        """What was kept last; None where nothing was, or an older or newer program cannot have meant it."""
        stored: Any = self._settings.value(self._key(_LAST), "")
        try:
            kept = msgspec.json.decode(stored, type=SavedFilter)
        except (msgspec.DecodeError, TypeError):
            return None
        return kept.query(self._person()), kept.name

    def delete(self, name: str) -> None:
        """Delete the filter of this name.  Raises NewerFilters, and then nothing has changed."""
        self._store([one for one in self.all() if one.name != name])

    def _store(self, filters: list[SavedFilter]) -> None:
        content = {"format": FORMAT, "filters": filters}
        self._settings.setValue(self._key(), msgspec.json.encode(content).decode())

    def _rows(self) -> list[Any]:
        """The filters as they are stored, in the present format.  Raises NewerFilters."""
        stored: Any = self._settings.value(self._key(), "")
        try:
            content = json.loads(stored) if isinstance(stored, str) and stored else {}
        except ValueError:
            return []
        if isinstance(content, list):
            content = _from_1(content)
        if not isinstance(content, dict):
            return []
        found, rows = content.get("format"), content.get("filters")
        if isinstance(found, int) and found > FORMAT:
            raise NewerFilters(NEWER, path=self._settings.fileName(), found=found)
        return rows if isinstance(rows, list) else []

    def _key(self, key: str = _KEY) -> str:
        return key.format(person=self._person().replace("/", " ").replace("\\", " ") or "-")
