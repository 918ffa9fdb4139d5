"""Permissions: every command with every role, against a table written by hand; then unit and division."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from county import catalog
from county import commands as c
from county.aggregates import AGGREGATES, COMMANDS, of_command, of_command_type
from county.alarms import Alarm, AlarmState
from county.authority import (
    AUTOMATION,
    DRILL,
    RESERVED,
    SIMULATION,
    WATCH,
    Author,
    Principal,
    Role,
    allowed_roles,
    check_person,
    check_role,
    check_scope,
    may,
)
from county.commands import CommandBody
from county.duty_log import DutyEntry, WriteDutyEntry
from county.events.deadlines import TimeLimits
from county.events.event import Event, State
from county.refusals import Refused
from county.sensors import Sensor
from tests.plain_desk import PlainDesk

DESK = "operator director"
TABLE: dict[type[CommandBody], str] = {
    c.ReportEvent: "operator director unit gateway",
    c.FollowUpEvent: "operator director gateway",
    c.AcceptTask: "operator director unit",
    c.ReturnTask: "operator director unit",
    c.ReleaseUnit: "operator director unit",
    c.ReportDeparture: "operator director unit",
    c.ReportArrival: "operator director unit",
    c.RequestExtension: "operator director unit",
    c.FeedBack: "operator director unit",
    c.NoteEvent: "operator director unit",
    c.SuperviseEvent: "operator director leader",
    c.EvaluateEvent: "operator director leader",
    c.EscalateEvent: "",
    c.RaiseAlarm: "",
    c.ClearAlarm: "",
}
"""Roles that may give a command of events or alarms; those without a row: DESK.  Empty: internal to the backend."""
OWN = [command for command in COMMANDS if issubclass(command, c.EventCommand | c.AlarmCommand)]
VILLAGE = "990123100201"

VALUES: dict[str, Any] = {
    "subclass": "exposed_garbage", "title": "垃圾", "source": "hotline", "x_m": 1.0, "y_m": 1.0, "into": "E2",
    "unit": "truck", "until_ms": 1, "satisfied": True, "score": 3, "sensor_id": "s", "channel": "c", "rule": "r",
    "step": "remind", "priority": "low", "value": 1.0, "limit": 1.0, "to": "王磊",
}  # fmt: skip


def body_of(command: type[CommandBody]) -> CommandBody:
    """A command of this kind about E1 or A1."""
    subject = of_command_type(command).subject
    fields = {name: VALUES[name] for name in command.__struct_fields__ if name in VALUES}
    return command(**fields | {subject: "E1" if subject == "event_id" else "A1"})


EVENT = Event(
    id="E1", state=State.DISPATCHED, subclass="exposed_garbage", title="垃圾", source="hotline", level="general",
    x_m=1.0, y_m=1.0, division=VILLAGE, reporter="", sensor_id="", alarm_id="", happened_ms=1, unit="truck",
)  # fmt: skip
ALARM = Alarm(
    id="A1", state=AlarmState.UNACKNOWLEDGED, sensor_id="s", channel="c", rule="r", priority="low", value=1.0,
    limit=1.0, raised_ms=1,
)  # fmt: skip
TARGET = replace(EVENT, id="E2")
THINGS: dict[tuple[str, str], Any] = {("event", "E1"): EVENT, ("event", "E2"): TARGET, ("alarm", "A1"): ALARM}
CATALOG = catalog.load()
SENSORS = {"s": Sensor("s", "bin", "垃圾桶", 0.0, 0.0, VILLAGE)}


def refusal(principal: Principal, body: CommandBody, things: dict[tuple[str, str], Any] = THINGS) -> str:
    """Code of the refusal, "" when the command is allowed."""
    try:
        check_role(principal, type(body))
        check_scope(principal, body, PlainDesk(TimeLimits(CATALOG), things, CATALOG, SENSORS))
    except Refused as refused:
        return refused.code
    return ""


def principal(*roles: Role, unit: str = "truck", divisions: tuple[str, ...] = ()) -> Principal:
    return Principal(id="key", roles=frozenset(roles), unit=unit, divisions=divisions)


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("command", OWN, ids=lambda command: command.__name__)
def test_a_role_may_give_the_commands_of_its_row_and_no_others(command: type[CommandBody], role: Role) -> None:
    roles = TABLE.get(command, DESK).split()
    code = refusal(principal(role), body_of(command))
    assert may(principal(role), command) == (code == "") == (role in roles)
    assert code == ("" if role in roles else "not_authorised" if roles else "watch_only")


BODIES = {command: body_of(command) for command in OWN}


@given(roles=st.sets(st.sampled_from(Role)))
def test_several_roles_have_the_permissions_of_each(roles: set[Role]) -> None:
    several, single = principal(*roles), [principal(role) for role in roles]
    for command in COMMANDS:
        one_may = any(may(one, command) for one in single)
        assert may(several, command) == one_may, command
        if command in OWN:
            assert (refusal(several, BODIES[command]) == "") == one_may, command


def test_a_principal_without_a_role_has_no_permission() -> None:
    assert not any(may(principal(), command) for command in COMMANDS)


def test_every_aggregate_names_roles_for_commands_of_its_own_only() -> None:
    for aggregate in AGGREGATES:
        for command in aggregate.may:
            assert of_command_type(command) is aggregate
            assert allowed_roles(command) == aggregate.may[command]


def test_a_refusal_names_the_key_the_command_and_the_permitted_roles() -> None:
    with pytest.raises(Refused) as refused:
        check_role(principal(Role.WALL), c.FileEvent)
    assert refused.value.params == {"principal": "key", "command": "FileEvent", "roles": "director, operator"}


TASKS = [c.AcceptTask, c.ReturnTask, c.FeedBack]


@pytest.mark.parametrize("command", TASKS, ids=lambda command: command.__name__)
@pytest.mark.parametrize(
    ("roles", "unit", "code"),
    [
        ((Role.UNIT,), "truck", ""),
        ((Role.UNIT,), "other", "other_unit"),
        ((Role.UNIT,), "", "other_unit"),
        ((Role.UNIT, Role.GATEWAY), "other", "other_unit"),
        ((Role.UNIT, Role.LEADER), "other", "other_unit"),
        ((Role.UNIT, Role.OPERATOR), "other", ""),
        ((Role.OPERATOR,), "other", ""),
    ],
)
def test_a_unit_changes_its_own_tasks_only_unless_another_role_permits_more(
    command: type[CommandBody], roles: tuple[Role, ...], unit: str, code: str
) -> None:
    assert refusal(principal(*roles, unit=unit), body_of(command)) == code


def test_a_unit_reports_new_events_at_any_location() -> None:
    assert refusal(principal(Role.UNIT, unit="other"), body_of(c.ReportEvent), {}) == ""


@pytest.mark.parametrize(
    ("divisions", "code"),
    [
        ((), ""),
        ((VILLAGE,), ""),
        (("990123100000",), ""),
        (("990123",), ""),
        (("990123100202",), "other_division"),
        (("990123101000",), "other_division"),
        (("990124",), "other_division"),
        ((VILLAGE + "001",), "other_division"),
        (("990124", "990123100000"), ""),
    ],
)
def test_a_principal_changes_events_within_its_divisions_only(divisions: tuple[str, ...], code: str) -> None:
    for role, command in ((Role.OPERATOR, c.FileEvent), (Role.LEADER, c.SuperviseEvent), (Role.UNIT, c.AcceptTask)):
        assert refusal(principal(role, divisions=divisions), body_of(command)) == code


@pytest.mark.parametrize(
    ("divisions", "code"),
    [((), ""), ((VILLAGE,), ""), (("990123100000",), ""), (("990124",), "alarm_other_division")],
)
def test_an_alarm_belongs_to_the_division_of_its_sensor(divisions: tuple[str, ...], code: str) -> None:
    assert refusal(principal(Role.OPERATOR, divisions=divisions), body_of(c.AcknowledgeAlarm)) == code


def test_an_event_is_merged_only_into_one_within_the_divisions() -> None:
    here = principal(Role.OPERATOR, divisions=(VILLAGE,))
    elsewhere = THINGS | {("event", "E2"): replace(TARGET, division="990124100201")}
    assert refusal(here, body_of(c.MergeEvent)) == ""
    assert refusal(here, body_of(c.MergeEvent), elsewhere) == "other_division"
    assert refusal(principal(Role.OPERATOR), body_of(c.MergeEvent), elsewhere) == ""


def test_an_event_in_no_known_division_is_changed_only_with_permission_for_the_whole_county() -> None:
    somewhere, everywhere = principal(Role.OPERATOR, divisions=("990123",)), principal(Role.OPERATOR)
    nowhere = {("event", "E1"): replace(EVENT, division=""), ("alarm", "A1"): replace(ALARM, sensor_id="unknown")}
    for command, code in ((c.FileEvent, "other_division"), (c.AcknowledgeAlarm, "alarm_other_division")):
        assert refusal(somewhere, body_of(command), nowhere) == code
        assert refusal(everywhere, body_of(command), nowhere) == ""


@pytest.mark.parametrize("role", [Role.OPERATOR, Role.DIRECTOR, Role.UNIT, Role.GATEWAY])
@pytest.mark.parametrize(
    ("divisions", "sensor", "code"),
    [
        ((), "s", ""),
        ((VILLAGE,), "", ""),
        ((VILLAGE,), "s", ""),
        (("990123100000",), "s", ""),
        (("990124",), "", "report_other_division"),
        (("990124",), "s", "sensor_other_division"),
        ((VILLAGE + "001",), "", "report_other_division"),
    ],
)
def test_a_principal_reports_events_and_names_sensors_within_its_divisions_only(
    role: Role, divisions: tuple[str, ...], sensor: str, code: str
) -> None:
    body = c.ReportEvent(event_id="N", subclass="x", title="t", source="hotline", x_m=1.0, y_m=1.0, sensor_id=sensor)
    assert refusal(principal(role, divisions=divisions), body, {}) == code


def test_the_sensor_that_a_report_names_is_within_the_divisions_whatever_its_place() -> None:
    """The report is in the principal's village; its sensor is elsewhere and must not lose its own event to it."""
    body = c.ReportEvent(event_id="N", subclass="x", title="t", source="hotline", x_m=1.0, y_m=1.0, sensor_id="far")
    far = {"far": Sensor("far", "bin", "垃圾桶", 0.0, 0.0, "990124100201")}
    here = principal(Role.OPERATOR, divisions=(VILLAGE,))
    with pytest.raises(Refused) as refused:
        check_scope(here, body, PlainDesk(TimeLimits(CATALOG), {}, CATALOG, far))
    assert refused.value.code == "sensor_other_division"


def test_an_entry_of_the_duty_log_belongs_to_no_division() -> None:
    entry = DutyEntry(id="D1", state="written", steps=())
    assert refusal(
        principal(Role.OPERATOR, divisions=("990124",)), WriteDutyEntry(entry_id="D1"), {("duty", "D1"): entry}
    ) == ""  # fmt: skip


def test_a_command_about_an_unknown_subject_is_refused_by_the_desk_only() -> None:
    """A report creates its subject: its place and sensor count."""
    for command in OWN:
        if TABLE.get(command, DESK) and command is not c.ReportEvent:
            assert refusal(principal(Role.OPERATOR, divisions=("990124",)), body_of(command), {}) == ""


@pytest.mark.parametrize(("person", "fits"), [("王磊", True), ("", True), ("李强", False), ("王", False)])
def test_a_command_names_only_a_person_enrolled_for_the_key(person: str, fits: bool) -> None:
    author = Author(Principal(id="key", roles=frozenset(), people=("王磊", "陈静")), person)
    if fits:
        check_person(author)
        return
    with pytest.raises(Refused) as refused:
        check_person(author)
    assert (refused.value.code, refused.value.params) == (
        "person_not_enrolled", {"person": person, "principal": "key"}
    )  # fmt: skip


def test_names_of_internal_principals_are_invalid_as_names_of_keys() -> None:
    assert {WATCH.id, SIMULATION.id, AUTOMATION.id, DRILL.id} == RESERVED
    own = (WATCH, AUTOMATION, DRILL)
    assert not any(may(one, command) for command in COMMANDS for one in own), "they decide themselves"
    assert of_command(body_of(c.RaiseAlarm)).may.get(c.RaiseAlarm) is None
