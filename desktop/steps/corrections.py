"""What a correction of an event changed, in words."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from county.events.event import Event, StatedFacts, TimelineEntry
from desktop.i18n import pick
from desktop.session import Session
from layers.events import LEVEL_NAMES


def corrected_lines(session: Session, event: Event, step: TimelineEntry) -> list[str]:
    """One line for each thing that the step corrected, before → after; none for another step."""
    if step.before is None or step.after is None:
        return []
    before, after = (_stated(session, event, facts) for facts in (step.before, step.after))
    return [f"{name}: {before[name] or '–'} → {after[name] or '–'}" for name in before if before[name] != after[name]]


def _stated(session: Session, event: Event, facts: StatedFacts) -> dict[str, str]:
    """Values by their names."""
    translate = QCoreApplication.translate
    rule = "" if event.cause is None else event.cause.rule
    subclass = session.catalog.subclasses.get(facts.subclass)
    lon, lat = session.package.lonlat(facts.x_m, facts.y_m)
    place = f"{session.divisions.located(facts.division, facts.place_level)} ({float(lon):.6f}, {float(lat):.6f})"
    return {
        translate("corrections", "Title"): pick(session.event_texts.title_of(facts.title, rule, event.sensor_id)),
        translate("corrections", "Class"): facts.subclass if subclass is None else pick(subclass.name),
        translate("corrections", "Level"): pick(LEVEL_NAMES[facts.level]),
        translate("corrections", "Location"): place,
        translate("corrections", "Address"): facts.address,
    }
