"""The life cycle of an alarm (ISA-18.2): every state with every command, against a table written by hand."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from county import alarms as al
from county import commands as c
from county.alarms import Alarm, AlarmState
from county.catalog import load
from county.commands import AlarmCommand
from county.events.deadlines import TimeLimits
from county.events.event import CLOCK_TOLERANCE_MS
from county.records import Record
from county.refusals import Refused
from tests.plain_desk import PlainDesk, decision

COMMANDS: dict[str, AlarmCommand] = {
    "raise": c.RaiseAlarm(
        alarm_id="A", sensor_id="s", channel="fill", rule="bin_full", priority="low", value=90.0, limit=80.0
    ),
    "clear": c.ClearAlarm(alarm_id="A", value=5.0),
    "acknowledge": c.AcknowledgeAlarm(alarm_id="A"),
    "shelve": c.ShelveAlarm(alarm_id="A", until_ms=5_000, note="x"),
    "unshelve": c.UnshelveAlarm(alarm_id="A"),
    "suppress": c.SuppressAlarm(alarm_id="A", note="x"),
    "unsuppress": c.UnsuppressAlarm(alarm_id="A"),
    "take_out": c.TakeOutOfService(alarm_id="A", note="x"),
    "put_back": c.ReturnToService(alarm_id="A"),
}
WAYS: dict[str, list[str]] = {
    "unacknowledged": [],
    "acknowledged": ["acknowledge"],
    "returned_unacknowledged": ["clear"],
    "normal": ["acknowledge", "clear"],
    "shelved": ["shelve"],
    "suppressed": ["suppress"],
    "out_of_service": ["take_out"],
}
EXPECTED: dict[str, dict[str, str]] = {
    "unacknowledged": {
        "clear": "returned_unacknowledged", "acknowledge": "acknowledged", "shelve": "shelved",
        "suppress": "suppressed", "take_out": "out_of_service",
    },
    "acknowledged": {
        "clear": "normal", "shelve": "shelved", "suppress": "suppressed", "take_out": "out_of_service",
    },
    "returned_unacknowledged": {
        "raise": "unacknowledged", "acknowledge": "normal", "take_out": "out_of_service",
    },
    "normal": {},
    "shelved": {
        "unshelve": "unacknowledged", "suppress": "suppressed", "take_out": "out_of_service",
    },
    "suppressed": {"clear": "normal", "unsuppress": "unacknowledged", "take_out": "out_of_service"},
    "out_of_service": {"put_back": "normal"},
}  # fmt: skip


def given(alarm: Alarm | None, command: AlarmCommand, at_ms: int = 1_000) -> Alarm:
    [body] = al.decide(alarm, command, decision(PlainDesk(TimeLimits(load())), at_ms))
    record = Record(seq=1, realm="live", happened_ms=at_ms, recorded_ms=at_ms, command_id="c", by="me", body=body)
    return al.apply(alarm, record)


def in_state(state: str) -> Alarm:
    alarm = given(None, COMMANDS["raise"])
    for name in WAYS[state]:
        alarm = given(alarm, COMMANDS[name])
    assert alarm.state == state
    return alarm


def test_the_table_by_hand_covers_every_state_and_command() -> None:
    assert set(WAYS) == set(EXPECTED) == {state.value for state in AlarmState}
    assert {type(command) for command in COMMANDS.values()} == set(c.AlarmCommand.__subclasses__())


@pytest.mark.parametrize("state", EXPECTED)
@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_leads_where_the_table_says_or_is_refused(state: str, name: str) -> None:
    alarm = in_state(state)
    target = EXPECTED[state].get(name)
    if target is None:
        with pytest.raises(Refused) as refused:
            given(alarm, COMMANDS[name])
        assert refused.value.code == "alarm_transition_forbidden"
    else:
        assert given(alarm, COMMANDS[name]).state == target
    offered = type(COMMANDS[name]) in al.allowed(alarm)
    assert offered == (target is not None and name not in ("raise", "clear"))


def test_an_alarm_raised_again_carries_the_new_value_and_time() -> None:
    again = given(in_state("returned_unacknowledged"), COMMANDS["raise"], at_ms=9_000)
    assert (again.raised_ms, again.cleared_ms, again.value) == (9_000, None, 90.0)


def test_person_and_time_of_the_acknowledgement_are_stored() -> None:
    alarm = given(in_state("unacknowledged"), COMMANDS["acknowledge"], at_ms=3_000)
    assert (alarm.acknowledged_by, alarm.acknowledged_ms) == ("me", 3_000)


ASIDE = [("shelve", "shelved"), ("suppress", "suppressed"), ("take_out", "out_of_service")]


@pytest.mark.parametrize(("name", "state"), ASIDE)
def test_who_set_an_alarm_aside_when_and_why_is_stored(name: str, state: str) -> None:
    command = replace(COMMANDS[name], note="现场施工")
    alarm = given(in_state("unacknowledged"), command, at_ms=3_000)
    assert (alarm.state, alarm.aside_by, alarm.aside_ms, alarm.aside_reason) == (state, "me", 3_000, "现场施工")


@pytest.mark.parametrize("note", ["", " ", "长" * (al.LONGEST_REASON + 1)])
@pytest.mark.parametrize(("name", "state"), ASIDE)
def test_no_alarm_is_set_aside_without_a_reason_of_readable_length(name: str, state: str, note: str) -> None:
    with pytest.raises(Refused) as refused:
        given(in_state("unacknowledged"), replace(COMMANDS[name], note=note))
    assert refused.value.code == ("text_too_long" if len(note) > 1 else "alarm_reason_missing")


@pytest.mark.parametrize(("until_ms", "code"), [(1_000, "time_not_later"), (10**13, "time_too_far")])
def test_an_alarm_is_shelved_for_a_limited_time(until_ms: int, code: str) -> None:
    with pytest.raises(Refused) as refused:
        given(in_state("unacknowledged"), c.ShelveAlarm(alarm_id="A", until_ms=until_ms, note="x"))
    assert refused.value.code == code


def test_an_alarm_is_not_shelved_until_a_moment_that_is_past_by_a_command_dated_back() -> None:
    """The end of a shelving is one command of the backend: a second shelving until the same moment would never end."""
    desk = PlainDesk(TimeLimits(load()))
    command = c.ShelveAlarm(alarm_id="A", until_ms=5_000, note="x")
    with pytest.raises(Refused) as refused:
        al.decide(in_state("unacknowledged"), command, decision(desk, 4_000, now_ms=5_000))
    assert refused.value.code == "time_not_later"


def test_a_shelved_alarm_whose_condition_has_cleared_ends_only_when_its_time_expires() -> None:
    shelved = in_state("shelved")
    with pytest.raises(Refused):
        given(shelved, COMMANDS["clear"], at_ms=4_999)
    assert given(shelved, COMMANDS["clear"], at_ms=5_000).state == "normal"


def test_a_command_for_an_alarm_that_was_never_raised_is_refused() -> None:
    with pytest.raises(Refused) as refused:
        al.decide(None, COMMANDS["acknowledge"], decision(PlainDesk(TimeLimits(load())), 0))
    assert refused.value.code == "alarm_unknown"


def test_an_alarm_is_not_acknowledged_before_it_was_raised() -> None:
    late = given(None, COMMANDS["raise"], at_ms=10 * CLOCK_TOLERANCE_MS)
    given(late, COMMANDS["acknowledge"], at_ms=9 * CLOCK_TOLERANCE_MS)
    for at_ms in (0, 9 * CLOCK_TOLERANCE_MS - 1):
        desk = PlainDesk(TimeLimits(load()))
        with pytest.raises(Refused) as refused:
            al.decide(late, COMMANDS["acknowledge"], decision(desk, at_ms, now_ms=11 * CLOCK_TOLERANCE_MS))
        assert refused.value.code == "time_before_alarm"
