"""Names of units, reasons for a unit, and candidates for a merge."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QCoreApplication

from county.catalog import Name
from county.events.event import ENDED, Event
from county.events.event_columns import in_states
from county.events.texts import EventTexts
from county.names import BETWEEN
from county.records import Choice
from county.units.dispatch import UnitCandidate, text
from desktop.i18n import pick
from desktop.item_models.unit_delegate import UnitLine
from desktop.session import Session
from layers.resources import ResourcesLayer
from layers.table import StateColumns

MERGE_TARGETS = 20


def unit_name(session: Session, unit: str) -> str:
    """Name of a resource or department; the id when it is neither."""
    department = session.catalog.departments.get(unit)
    return pick(department) if department else session.layers.of(ResourcesLayer).title(unit) or unit


def choice_text(session: Session, choice: Choice, *, alone: bool = False) -> str:
    """Why a unit was chosen, in the current language; ``alone``: without its way and the other units."""
    return text(
        choice, lambda template: QCoreApplication.translate("dispatch", template),
        lambda unit: unit_name(session, unit), alone=alone,
    )  # fmt: skip


def unit_line(session: Session, rank: int, candidate: UnitCandidate, warning: str = "") -> UnitLine:
    """The row of a candidate: figures to compare in columns, then its way and why it stands there."""
    translate, params = QCoreApplication.translate, candidate.choice.params
    minutes = "" if candidate.minutes is None else f"{candidate.minutes:.0f}"
    km = "" if candidate.distance_m is None else f"{candidate.distance_m / 1000:.1f}"
    why = choice_text(session, candidate.choice, alone=True)
    way = {
        "via": translate("UnitChoice", "via {via}"),
        "straight": translate("UnitChoice", "straight line"),
        "no_road": translate("UnitChoice", "no road, straight line"),
        "detour": translate("UnitChoice", "detour, {more} min longer"),
        "detour_via": translate("UnitChoice", "via {via}, detour, {more} min longer"),
        "road_closed": translate("UnitChoice", "roads closed, straight line"),
    }.get(params.get("way", ""), "")
    line = BETWEEN.join(part for part in (way.format_map(params), why) if part)
    name = unit_name(session, candidate.unit)
    return UnitLine(str(rank), name, (minutes or "–", km or "–", str(candidate.tasks)), line, warning)


def merge_targets(columns: StateColumns, texts: EventTexts, event: Event) -> list[tuple[str, str | Name, float]]:
    """The nearest open events, of any kind, which a report may have wrong: id, title and distance in metres."""
    rows = np.flatnonzero(~in_states(columns, ENDED) & (columns.ids != event.id))
    away_m = np.hypot(columns["x_m"][rows] - event.x_m, columns["y_m"][rows] - event.y_m)
    nearest = np.argsort(away_m, kind="stable")[:MERGE_TARGETS]
    ids = columns.ids[rows[nearest]].tolist()
    return list(zip(ids, texts.titles(ids, columns, rows[nearest]), away_m[nearest].tolist(), strict=True))
