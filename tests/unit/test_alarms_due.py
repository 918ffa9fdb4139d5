"""Commands of the watch that wait: their order, portions of one time, and what could not be stored comes first."""

from __future__ import annotations

from typing import Any

import pytest

from county.commands import AcknowledgeAlarm, Command
from services.loop.alarms_due import ALARMS_LEAST, AlarmsDue


def command(number: int) -> Command[Any]:
    return Command(id=f"c{number}", realm="live", happened_ms=0, body=AcknowledgeAlarm(alarm_id=f"A{number}"))


def ids(commands: list[Command[Any]]) -> list[str]:
    return [each.id for each in commands]


def test_a_portion_has_one_time_and_keeps_the_order() -> None:
    due = AlarmsDue()
    due.put(1_000, [command(1), command(2)])
    due.put(2_000, [command(3)])
    at_ms, commands = due.take()
    assert (at_ms, ids(commands)) == (1_000, ["c1", "c2"])
    assert due.take()[0] == 2_000
    assert not due


def test_commands_that_could_not_be_stored_come_first_again() -> None:
    due = AlarmsDue()
    due.put(1_000, map(command, range(ALARMS_LEAST + 5)))
    at_ms, commands = due.take()
    assert len(commands) == ALARMS_LEAST
    due.put_back(at_ms, commands)
    assert ids(due.take()[1]) == ids(commands)


def test_nothing_is_decided_together_with_its_readings_before_those_that_wait() -> None:
    due = AlarmsDue()
    assert due.room == ALARMS_LEAST
    due.put(1_000, [command(1)])
    assert due.room == 0


def test_only_a_whole_portion_makes_the_next_one_larger() -> None:
    due = AlarmsDue()
    due.took(ALARMS_LEAST - 1, 1)
    assert due.room == ALARMS_LEAST
    due.took(ALARMS_LEAST, 10)
    assert due.room > ALARMS_LEAST


def test_without_commands_there_is_no_portion() -> None:
    with pytest.raises(IndexError):
        AlarmsDue().take()
