"""Refusals for the people at the desk: what a refusal names by its id is called as the panels call it."""

from __future__ import annotations

from collections.abc import Mapping

from county.drill.standing import PERSON
from desktop.i18n import pick
from desktop.session import Session
from desktop.units.choice import unit_name
from desktop.wording import refusal
from layers.sensors import SensorsLayer

UNITS = ("unit", "own", "resource")
"""Parameters that are the id of a unit or a department."""


def named_refusal(session: Session, code: str, params: Mapping[str, str]) -> str:
    """Why something was refused, one line; an event and an alarm keep their numbers, which are found everywhere."""
    named = dict(params)
    for name in UNITS:
        if name in named:
            named[name] = unit_name(session, named[name])
    if "event" in named:
        event = session.layers.states("event").get(named["event"])
        if event is not None:
            named["event"] = f"{pick(session.event_texts.title(event))} ({named['event']})"
    if "sensor" in named:
        named["sensor"] = session.layers.of(SensorsLayer).title(named["sensor"]) or named["sensor"]
    if "division" in named:
        named["division"] = session.divisions.path(named["division"])
    if "person" in named:
        named["person"] = named["person"].removeprefix(PERSON)
    return refusal(code, named)
