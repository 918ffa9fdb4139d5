"""Names of units, reasons for a unit, and candidates for a merge."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QCoreApplication

from county.catalog import Name
from county.events.event import ENDED, Event
from county.events.texts import EventTexts
from county.records import Choice
from county.units.dispatch import text
from desktop.event_columns import in_states
from desktop.i18n import pick
from desktop.session import Session
from layers.resources import ResourcesLayer
from layers.table import StateColumns

MERGE_TARGETS = 20


def unit_name(session: Session, unit: str) -> str:
    """Name of a resource or department; the id when it is neither."""
    department = session.catalog.departments.get(unit)
    return pick(department) if department else session.layers.of(ResourcesLayer).title(unit) or unit


def choice_text(session: Session, choice: Choice) -> str:
    """Why a unit was chosen, in the current language."""
    return text(
        choice, lambda template: QCoreApplication.translate("dispatch", template), lambda unit: unit_name(session, unit)
    )


def merge_targets(columns: StateColumns, texts: EventTexts, event: Event) -> list[tuple[str, str | Name, float]]:
    """Open events as id, title and distance in metres: those of the same subclass first, then the nearest."""
    rows = np.flatnonzero(~in_states(columns, ENDED) & (columns.ids != event.id))
    away_m = np.hypot(columns["x_m"][rows] - event.x_m, columns["y_m"][rows] - event.y_m)
    other = columns["subclass"][rows] != event.subclass
    nearest = np.lexsort((away_m, other))[:MERGE_TARGETS]
    ids = columns.ids[rows[nearest]].tolist()
    return list(zip(ids, texts.titles(columns, rows[nearest]), away_m[nearest].tolist(), strict=True))
