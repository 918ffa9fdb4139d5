"""Nobody overwrites the past: the first value of a channel at a time stays, another one is refused and counted."""

from __future__ import annotations

from typing import Any

import pytest

from county.authority import Principal, Role
from county.clock import ManualClock
from county.refusals import text
from services.protocol import messages as m
from tests.memory_realm import OWNER, MemoryRealm
from tests.rows import readings_of
from tests.unit.live_realm import NOW_MS, LiveRealm, readings

OTHER = Principal(id="other", roles=frozenset({Role.GATEWAY}))


@pytest.fixture
def live() -> LiveRealm:
    return LiveRealm(principals=(OWNER, OTHER))


def rows(key: str, *parts: tuple[int, float], sensor: str = "bin-0") -> m.SubmitRows:
    """Readings of one channel, by seconds before now and value."""
    n = len(parts)
    times = [NOW_MS - 1_000 * age_s for age_s, _ in parts]
    return readings_of(key, [sensor] * n, ["fill"] * n, times, [value for _, value in parts], [0] * n)


def codes(answers: list[Any]) -> list[str]:
    return [answer.code if isinstance(answer, m.Rejected) else "" for answer in answers]


def stored(live: LiveRealm, sensor: str = "bin-0") -> list[tuple[int, float]]:
    """Rows in the history, in order of arrival, by seconds before now."""
    number = live.realm.backend._groups._committer._keys["readings"].number[sensor, "fill"]
    found = live.realm.history._rows["readings"]
    mine = found.take(found.key == number)
    return [((NOW_MS - int(at)) // 1_000, float(v)) for at, v in zip(mine.at_ms, mine["value"], strict=True)]


@pytest.mark.parametrize(
    ("second", "known"),
    [
        (rows("a", (60, 20.0), (30, 25.0), (10, 27.0)), 3),  # the same delivery
        (rows("b", (60, 20.0), (30, 25.0), (10, 27.0)), 3),
        (rows("b", (30, 25.0), (5, 28.0)), 1),
        (rows("b", (45, 22.0)), 0),
        (rows("b", (45, 22.0), (45, 22.0)), 1),  # twice in one request
    ],
)
def test_the_answer_says_how_many_rows_are_stored_already(live: LiveRealm, second: m.SubmitRows, known: int) -> None:
    first = rows("a", (60, 20.0), (30, 25.0), (10, 27.0))
    assert live.turn(first) == [m.Accepted(command_id="a", first_seq=0, last_seq=-1)]
    assert live.turn(second) == [m.Accepted(command_id=second.id, first_seq=0, last_seq=-1, known=known)]


def test_rows_repeated_in_the_same_turn_are_counted_once_as_new(live: LiveRealm) -> None:
    answers = live.turn(rows("a", (60, 20.0)), rows("b", (60, 20.0), (50, 21.0)))
    assert [answer.known for answer in answers if isinstance(answer, m.Accepted)] == [0, 1]


@pytest.mark.parametrize(
    ("first", "second", "code"),
    [
        ([(60, 20.0)], [(60, 30.0)], "reading_exists"),
        ([(60, 20.0)], [(60, 20.0)], ""),
        ([(60, 20.0), (30, 25.0), (10, 27.0)], [(30, 26.0)], "reading_exists"),
        ([(60, 20.0), (30, 25.0), (10, 27.0)], [(30, 25.0), (5, 28.0)], ""),
        ([(60, 20.0), (30, 25.0), (10, 27.0)], [(45, 22.0)], ""),
        ([(10, 27.0)], [(45, 22.0), (10, 27.5)], "reading_exists"),
    ],
)
def test_a_second_value_of_the_same_time_is_refused_and_the_same_value_is_not_stored_again(
    live: LiveRealm, first: list[tuple[int, float]], second: list[tuple[int, float]], code: str
) -> None:
    assert codes(live.turn(rows("a", *first))) == [""]
    assert codes(live.turn(rows("b", *second))) == [code]
    new = [] if code else [row for row in second if row not in first]
    assert stored(live) == [*first, *new]


def test_the_first_value_of_a_time_ahead_stays_after_a_correct_reading(live: LiveRealm) -> None:
    """The correct reading takes its place on the screens, not in the history."""
    live.turn(rows("a", (-60, 20.0)), rows("b", (10, 21.0)))
    assert codes(live.turn(rows("c", (-60, 30.0)))) == ["reading_exists"]
    assert codes(live.turn(rows("d", (-60, 20.0)))) == [""]
    assert stored(live) == [(-60, 20.0), (10, 21.0)]


def test_the_first_value_of_a_time_ahead_stays_after_a_restart() -> None:
    first = LiveRealm()
    first.turn(rows("a", (-60, 20.0)), rows("b", (10, 21.0)))
    again = MemoryRealm(first.realm.package, clock=ManualClock(NOW_MS), monotonic=first.monotonic, before=first.realm)
    client = again.plain_client(OWNER.id)
    client.send(rows("c", (-60, 30.0)))
    again.turn(2)
    assert codes(client.answers()) == ["reading_exists"]


def test_late_rows_of_many_channels_are_looked_up_together(live: LiveRealm) -> None:
    looks: list[int] = []
    live.realm.history_hooks["at"] = lambda stream, keys, at_ms, between: looks.append(len(keys))
    at_ms = [NOW_MS - 10_000 + number for number in range(300)]
    sensors, channels = ["bin-0", "bin-1", "bin-2"] * 100, ["fill"] * 300
    live.turn(readings_of("a", sensors, channels, at_ms, [1.0] * 300))
    assert looks == [], "a channel's first rows are not late"
    assert codes(live.turn(readings_of("b", sensors, channels, at_ms, [1.0] * 300))) == [""]
    assert codes(live.turn(readings_of("c", sensors, channels, at_ms, [1.0] * 299 + [2.0]))) == ["reading_exists"]
    assert looks == [300, 300]


def test_the_refusal_names_sensor_time_and_both_values_and_is_counted(live: LiveRealm) -> None:
    live.turn(rows("a", (60, 20.0)))
    [refused] = live.turn(rows("b", (60, 30.5)))
    line = text(refused.code, refused.params)
    assert all(part in line for part in ("bin-0/fill", "20", "30.5", "2026-11-22"))
    [entry] = live.realm.audit.of("command_refused")
    assert (entry.by, entry.reason) == ("owner", "reading_exists")


def test_another_principal_cannot_overwrite_a_reading_either(live: LiveRealm) -> None:
    live.turn(rows("a", (60, 20.0)))
    other = live.realm.plain_client(OTHER.id)
    other.send(rows("a", (60, 99.0)))
    live.realm.turn(2)
    assert codes(other.answers()) == ["reading_exists"]
    assert stored(live) == [(60, 20.0)]


def test_two_values_of_one_time_in_one_message_are_refused(live: LiveRealm) -> None:
    assert codes(live.turn(rows("a", (60, 20.0), (60, 21.0)))) == ["reading_exists"]
    assert codes(live.turn(rows("b", (60, 20.0), (60, 20.0)))) == [""]
    assert stored(live) == [(60, 20.0)]


def test_two_values_of_one_time_in_one_group_are_one_accepted_and_one_refused(live: LiveRealm) -> None:
    live.client.send(rows("a", (60, 20.0)), rows("b", (60, 21.0)), rows("c", (50, 22.0)), rows("d", (60, 20.0)))
    live.realm.turn(2)
    assert codes(live.client.answers()) == ["", "reading_exists", "", ""]
    assert stored(live) == [(60, 20.0), (50, 22.0)]


def test_a_refused_message_stores_none_of_its_rows(live: LiveRealm) -> None:
    live.turn(rows("a", (60, 20.0)))
    assert codes(live.turn(rows("b", (90, 1.0), (60, 21.0), (30, 2.0)))) == ["reading_exists"]
    assert stored(live) == [(60, 20.0)]


def test_a_value_out_of_range_may_be_repeated_although_it_was_marked_bad(live: LiveRealm) -> None:
    assert codes(live.turn(readings("a", 999.0))) == [""]
    assert codes(live.turn(readings("b", 999.0))) == [""]
    assert len(stored(live)) == 1


def test_readings_of_simulated_sensors_end_the_simulation_even_when_they_are_refused(live: LiveRealm) -> None:
    live.turn(rows("a", (60, 20.0)))
    live.player.gave_way.clear()
    live.turn(rows("b", (60, 21.0)))
    assert live.player.gave_way == ["bin-0"]
