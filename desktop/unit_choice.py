"""Who could take an event, in words: the ranking of :mod:`county.dispatch` with names and translated reasons."""

from __future__ import annotations

import math
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication

from county.dispatch import REASONS, by_hand, can_be_sent, explain, rank, tasks
from county.event import Event
from desktop.i18n import pick
from desktop.session import Session
from layers.events import EventsLayer

OFFERED = 8
"""More units than this help nobody to choose; the department always stands at the end."""
MERGE_TARGETS = 20


@dataclass(frozen=True)
class UnitChoice:
    """One line of the choice; ``reason`` is what the record keeps when it is taken, ``why`` what the list says."""

    unit: str
    name: str
    reason: str
    why: str


def unit_choices(session: Session, event: Event) -> list[UnitChoice]:
    """Units for ``event``, best first; never empty for a subclass of the catalogue."""
    if event.subclass not in session.catalog.subclasses:
        return []
    movable = (unit for unit in session.package.resources if can_be_sent(unit, session.catalog))
    ranked = rank(event, movable, session.catalog, tasks(session.layers.events.events.values()))
    offered = [*ranked[:-1][:OFFERED], ranked[-1]]
    return [
        UnitChoice(c.unit, unit_name(session, c.unit), by_hand(c.reason, place), reason_text(c.reason))
        for place, c in enumerate(offered, start=1)
    ]


def unit_name(session: Session, unit: str) -> str:
    """Name of a resource or department; the id itself when it is neither."""
    department = session.catalog.departments.get(unit)
    return pick(department) if department else session.layers.resources.title(unit) or unit


def reason_text(reason: str) -> str:
    """Why a unit was chosen, in the language of the screen; what a person wrote stays as it is."""
    explained = explain(reason)
    if explained is None:
        return reason
    code, params = explained
    if "why" in params:
        params["why"] = reason_text(params["why"])
    try:
        return QCoreApplication.translate("dispatch", REASONS[code]).format_map(params)
    except KeyError:
        return reason


def merge_targets(layer: EventsLayer, event: Event) -> list[tuple[Event, float]]:
    """Open events and their distance in metres: those of the same subclass first, then the nearest."""
    others = [
        (other, math.hypot(other.x_m - event.x_m, other.y_m - event.y_m))
        for other in layer.events.values()
        if other.open and other.id != event.id
    ]
    others.sort(key=lambda pair: (pair[0].subclass != event.subclass, pair[1]))
    return others[:MERGE_TARGETS]
