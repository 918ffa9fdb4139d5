"""Authentication subjects (principals, roles) and their permissions.

A principal is authenticated by its key; a person is enrolled for a principal and named at the start of a shift.  The
roles allowed to give each command are defined with the aggregates (``Aggregate.may``); all other permissions are
defined here.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Protocol

from msgspec import Struct

from county.commands import CorrectEvent, MergeEvent, ReportEvent, UnmergeEvent
from county.division import contains
from county.refusals import Refused

if TYPE_CHECKING:
    from county.aggregate import DeskView
    from county.commands import CommandBody
    from county.sensors import Sensor


class Role(StrEnum):
    OPERATOR = "operator"
    """值班员: the event desk and the alarms."""
    DIRECTOR = "director"
    """总策划: directs drills; in the live realm the same rights as an operator."""
    LEADER = "leader"
    """领导: reads, supervises (督办)."""
    WALL = "wall"
    """大屏: reads."""
    UNIT = "unit"
    """处置单位: tasks of its own unit."""
    GATEWAY = "gateway"
    """接入网关: sends readings, reports and the answers of reporters."""
    ADMIN = "admin"
    """管理员: keys, people, services."""
    AUDITOR = "auditor"
    """审计员: reads everything, changes nothing."""


PERSONS = frozenset({Role.OPERATOR, Role.DIRECTOR})
"""Roles that operate the desk."""
CONTACT_ROLES = frozenset({Role.OPERATOR, Role.DIRECTOR, Role.UNIT})
"""Roles that may see a reporter's name and phone."""
AUTOMATION_ROLES = frozenset({Role.DIRECTOR, Role.ADMIN})
"""Roles that switch automation rules on and off."""
DRILL_DIRECTORS = frozenset({Role.DIRECTOR, Role.ADMIN})
"""Roles that set the pace of a drill."""
DRILL_PEOPLE = frozenset({Role.OPERATOR, Role.DIRECTOR, Role.LEADER, Role.UNIT, Role.ADMIN})
"""Roles whose keys can have parts in a drill; what each person may do there follows from its role in the drill."""
ROW_SENDER_ROLES = frozenset({Role.GATEWAY, Role.OPERATOR, Role.DIRECTOR, Role.ADMIN})
DOWNLOAD_ROLES = frozenset(Role)
"""Roles that may fetch the files that records name: those that receive the records."""
AUDIT_ROLES = frozenset({Role.AUDITOR, Role.ADMIN})
"""Roles that may read the audit log."""


class Principal(Struct, frozen=True, kw_only=True):
    """A registered key with its rights in one realm."""

    id: str
    roles: frozenset[Role]
    unit: str = ""
    """Resource or department whose tasks a ``unit`` principal may change."""
    divisions: tuple[str, ...] = ()
    """Codes of the divisions whose events and alarms it may change; empty: all, also those of no known division."""
    people: tuple[str, ...] = ()
    """Names enrolled for the key."""
    sensors: tuple[str, ...] = ()
    """Sensors whose readings it delivers; with ``kinds`` empty, too: those of its divisions."""
    kinds: tuple[str, ...] = ()
    """Kinds of sensors whose readings it delivers."""


class Register(Protocol):
    """The principals currently registered in one realm."""

    def find(self, id: str) -> Principal | None:
        """The principal that a key is registered as; None when it is not registered or was revoked."""
        ...

    def enrol(self, id: str, person: str) -> None:
        """Enrol a person for the principal's key.  Raises an Explained error."""
        ...


@dataclass(frozen=True)
class Author:
    """Author of a command: the authenticated principal and the person it acts for."""

    principal: Principal
    for_: str = ""

    @property
    def by(self) -> str:
        return self.principal.id

    @property
    def person(self) -> str:
        """Who acts: the person, or the principal where none is named."""
        return self.for_ or self.by


WATCH = Principal(id="watch", roles=frozenset())
"""The backend itself; a key cannot have this name."""
SIMULATION = Principal(id="simulation", roles=frozenset(Role))
"""The simulated staff of the demo county."""
AUTOMATION = Principal(id="automation", roles=frozenset())
"""The backend itself, as the rules of the catalogue's table ``automation`` make it act."""
DRILL = Principal(id="drill", roles=frozenset())
"""The engine of a drill, which delivers its injects."""
BEFORE_DRILL = "drill:baseline"
"""Stands for whoever did what is in the background of a drill; no key can have this name."""
BACKEND = frozenset({WATCH.id, AUTOMATION.id})
"""Authors of what no person and no source outside the backend did."""
RESERVED = BACKEND | {SIMULATION.id, DRILL.id}


def may(principal: Principal, command: type[CommandBody]) -> bool:
    """Whether a role of the principal may give commands of this type."""
    return bool(principal.roles & allowed_roles(command))


def allowed_roles(command: type[CommandBody]) -> frozenset[Role]:
    """Roles that may give commands of this type; empty: only the backend itself."""
    from county.aggregates import of_command_type  # the registry imports this module

    return of_command_type(command).may.get(command, frozenset())


def check_person(author: Author) -> None:
    """Check that the person is enrolled for the key.  Raises Refused."""
    if author.for_ and author.for_ not in author.principal.people:
        raise Refused("person_not_enrolled", person=author.for_, principal=author.by)


def may_see_contact(principal: Principal, events: Iterable[Any]) -> bool:
    """Whether the principal may see the reporter of ``events``: only if one is within its unit and divisions."""
    roles = principal.roles & CONTACT_ROLES
    if not roles:
        return False
    if roles != {Role.UNIT} and not principal.divisions:
        return True
    return any(
        (roles != {Role.UNIT} or (principal.unit and principal.unit in event.active_units))
        and covers_division(principal, event.division)
        for event in events
    )


UNIT_TOKEN = "unit/"
"""Before the id of a unit in a request for its contact."""


def may_see_phone(principal: Principal, unit: str) -> bool:
    """Whether the principal may see by which number ``unit`` is called."""
    roles = principal.roles & CONTACT_ROLES
    return bool(roles) and (roles != {Role.UNIT} or unit == principal.unit)


def check_role(principal: Principal, command: type[CommandBody]) -> None:
    """Check that a role of the principal may give commands of this type.  Raises Refused."""
    roles = allowed_roles(command)
    if not roles:
        raise Refused("watch_only", command=command.__name__)
    if not principal.roles & roles:
        names = ", ".join(sorted(roles))
        raise Refused("not_authorised", principal=principal.id, command=command.__name__, roles=names)


def check_upload(principal: Principal) -> None:
    """Check that a role of the principal may give a command that brings files along.  Raises Refused."""
    from county.aggregates import FILE_COMMANDS

    roles = frozenset().union(*map(allowed_roles, FILE_COMMANDS))
    if not principal.roles & roles:
        names = ", ".join(sorted(roles))
        raise Refused("not_authorised", principal=principal.id, command="UploadChunk", roles=names)


def check_scope(principal: Principal, body: CommandBody, desk: DeskView) -> None:
    """Check that the command's subject, the other event of a merge, place and sensor of a report, and a corrected
    place are within the principal's unit, divisions and sensors.  Raises Refused."""
    from county.aggregates import of_command

    if isinstance(body, ReportEvent):
        _check_report(principal, body, desk)
    elif isinstance(body, CorrectEvent) and body.xy_m is not None:
        _check_place(principal, *body.xy_m, desk)
    aggregate = of_command(body)
    touched = [desk.find(aggregate.key, aggregate.subject_of(body))]
    if isinstance(body, MergeEvent):
        touched.append(desk.find(aggregate.key, body.into))
    elif isinstance(body, UnmergeEvent) and touched[0] is not None:
        touched.append(desk.find(aggregate.key, touched[0].merged_into))
    own, named = principal.unit, getattr(body, "unit", principal.unit)
    if acts_as_unit(principal, type(body)) and named != own:
        raise Refused("other_unit", event=aggregate.subject_of(body), unit=named or "-", own=own or "-")
    for state in touched:
        refused = scope_refusal(principal, type(body), state, desk.sensors)
        if refused is not None:
            raise refused


def _check_report(principal: Principal, body: ReportEvent, desk: DeskView) -> None:
    """Raises Refused."""
    if body.sensor_id:
        refused = delivery_refusal(principal, body.sensor_id, desk.sensors.get(body.sensor_id))
        if refused is not None:
            raise refused
    _check_place(principal, body.x_m, body.y_m, desk)


def _check_place(principal: Principal, x_m: float, y_m: float, desk: DeskView) -> None:
    """A place outside the county is left to the decision, which states the county's bounds.  Raises Refused."""
    if principal.divisions and math.isfinite(x_m) and math.isfinite(y_m):
        division = desk.division_at(x_m, y_m)
        if division is not None and not covers_division(principal, division):
            raise Refused("report_other_division", division=division, principal=principal.id)


def scope_refusal(
    principal: Principal, command: type[CommandBody], state: Any, sensors: Mapping[str, Sensor]
) -> Refused | None:
    """Why the principal, whose role allows the command, may not give it about ``state``; None when it may.

    Only the main unit accepts, returns and feeds back; each of an event's units takes its own steps.

    A missing subject (``state`` None) is not restricted.  An event belongs to its own division, an alarm to its
    sensor's; one with an unknown division ("") is outside all divisions, so that only principals without restriction
    may change it.  A subject with neither division nor sensor, like an entry of the duty log, is not restricted.
    """
    if state is None:
        return None
    unit = getattr(state, "unit", "")
    units = getattr(state, "active_units", (unit,)) if "unit" in command.__struct_fields__ else (unit,)
    if acts_as_unit(principal, command) and (principal.unit not in units or not principal.unit):
        return Refused("other_unit", event=state.id, unit=unit or "-", own=principal.unit or "-")
    if hasattr(state, "division"):
        if not covers_division(principal, state.division):
            return Refused("other_division", event=state.id, principal=principal.id)
    elif hasattr(state, "sensor_id"):
        sensor = sensors.get(state.sensor_id)
        if not covers_division(principal, "" if sensor is None else sensor.division):
            return Refused("alarm_other_division", alarm=state.id, principal=principal.id)
    return None


def acts_as_unit(principal: Principal, command: type[CommandBody]) -> bool:
    """Whether the principal may give the command only as a unit, about its own tasks."""
    return principal.roles & allowed_roles(command) == {Role.UNIT}


def delivery_refusal(principal: Principal, name: str, sensor: Sensor | None) -> Refused | None:
    """Why the principal, whose role allows it to submit rows, may not do so for ``name``: a sensor, or the key of
    another stream (``sensor`` None), which belongs to no division.  None when it may."""
    bound = bool(principal.sensors or principal.kinds)
    if bound and name not in principal.sensors and (sensor is None or sensor.kind not in principal.kinds):
        return Refused("sensor_not_bound", sensor=name, principal=principal.id)
    if not covers_division(principal, "" if sensor is None else sensor.division):
        return Refused("sensor_other_division", sensor=name, principal=principal.id)
    return None


def covers_division(principal: Principal, division: str) -> bool:
    """Whether ``division``, "" for an unknown one, is within those of the principal."""
    return not principal.divisions or any(contains(code, division) for code in principal.divisions)
