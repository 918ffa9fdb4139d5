"""Whether the place, division or unit that a command names is in the county and within the author's divisions."""

from __future__ import annotations

import math

from county.aggregate import Decision
from county.authority import Role, allowed_roles, covers_division
from county.commands import CommandBody
from county.refusals import Refused
from county.resource import Resource


def check_place(decision: Decision, x_m: float, y_m: float) -> None:
    """Raises Refused for a place outside the county or the author's divisions."""
    known = math.isfinite(x_m) and math.isfinite(y_m)
    division = decision.desk.division_at(x_m, y_m) if known else None
    if division is None:
        raise decision.desk.place_outside(x_m, y_m).refusal(x_m, y_m)
    if not covers_division(decision.author.principal, division):
        raise Refused("report_other_division", division=division, principal=decision.author.by)


def check_division(decision: Decision, code: str) -> None:
    """Raises Refused for a division that the county does not have, or outside the author's."""
    if not decision.desk.has_division(code):
        raise Refused("division_unknown", division=code)
    if not covers_division(decision.author.principal, code):
        raise Refused("report_other_division", division=code, principal=decision.author.by)


def check_unit(decision: Decision, command: type[CommandBody], unit: str) -> Resource:
    """The resource with the id ``unit``.  Raises Refused when there is none, and for an author who may give the command
    only for its own unit, or only for those of other divisions."""
    resource, principal = decision.desk.resources.get(unit), decision.author.principal
    if resource is None:
        raise Refused("resource_unknown", resource=unit)
    if principal.roles & allowed_roles(command) == {Role.UNIT} and principal.unit != unit:
        raise Refused("other_unit", event=unit, unit=unit, own=principal.unit or "-")
    if not covers_division(principal, resource.division):
        raise Refused("report_other_division", division=resource.division, principal=principal.id)
    return resource


def check_event(decision: Decision, event_id: str) -> None:
    """Raises Refused for an event that is not on the desk, or outside the author's divisions; "" is no event."""
    if not event_id:
        return
    event = decision.desk.find("event", event_id)
    if event is None:
        raise Refused("event_unknown", event=event_id)
    if not covers_division(decision.author.principal, event.division):
        raise Refused("other_division", event=event_id, principal=decision.author.by)
