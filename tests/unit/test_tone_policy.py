"""The tone policy: which tone is due when, by what calls."""

from __future__ import annotations

import numpy as np
import pytest

from county.catalog import load
from county.events.emergency import emergency_rules, emergency_subclasses, is_emergency
from desktop.sound.tone_policy import LONGEST_MUTE_MS, TONES, URGENCIES, AlertTonePolicy, DueTone, Urgency
from desktop.sound.tones import DRILL, FIGURES, RATE_HZ, samples, stored
from desktop.sound.volume import NIGHT_SHARE, Volume

DAY_MS, NIGHT_MS = 1_795_399_200_000, 1_795_399_200_000 + 13 * 3_600_000
"""10:00 and 23:00 in the county."""


def played(policy: AlertTonePolicy, from_s: float, to_s: float) -> list[tuple[float, Urgency, float]]:
    """Every tone within a time, asked for ten times a second: seconds, urgency, share."""
    found = []
    for tenth in range(round(from_s * 10), round(to_s * 10)):
        tone = policy.due(tenth * 100)
        if tone is not None:
            found.append((tenth / 10, tone.urgency, tone.share))
    return found


def times(tones: list[tuple[float, Urgency, float]]) -> list[float]:
    return [at_s for at_s, _, _ in tones]


def test_an_emergency_sounds_at_once_and_again_until_it_is_acknowledged() -> None:
    policy = AlertTonePolicy()
    policy.follow({"fire": "emergency"}, 0)
    assert times(played(policy, 0, 13)) == [0, 4, 8, 12]
    policy.follow({}, 13_000)
    assert played(policy, 13, 60) == []


def test_the_longer_an_emergency_waits_the_oftener_and_louder_it_sounds() -> None:
    policy = AlertTonePolicy()
    policy.follow({"fire": "emergency"}, 0)
    tones = played(policy, 0, 180)
    first, later = [t for t in tones if t[0] < 30], [t for t in tones if t[0] > 122]
    assert set(np.diff(times(first))) == {4.0}
    assert set(np.diff(times(later))) == {2.0}
    assert later[-1][2] > first[0][2]


@pytest.mark.parametrize("urgency", URGENCIES)
def test_the_levels_of_every_urgency_rise(urgency: Urgency) -> None:
    levels = TONES[urgency].levels
    assert list(levels) == sorted(levels, key=lambda level: level.after_s)
    assert [level.every_s for level in levels] == sorted((level.every_s for level in levels), reverse=True)
    assert [level.share for level in levels] == sorted(level.share for level in levels)
    assert all(level.every_s >= TONES[urgency].apart_s for level in levels)


def test_a_low_alarm_sounds_once() -> None:
    policy = AlertTonePolicy()
    policy.follow({"bin": "low"}, 0)
    assert times(played(policy, 0, 3600)) == [0]


def test_what_is_there_at_the_start_gives_one_tone_of_the_most_urgent() -> None:
    policy = AlertTonePolicy()
    policy.follow({"a": "low", "b": "medium", "c": "high", "d": "low"}, 0)
    assert played(policy, 0, 14) == [(0, "high", TONES["high"].share)]


def test_only_the_most_urgent_one_sounds_again() -> None:
    policy = AlertTonePolicy()
    policy.follow({"a": "medium", "b": "emergency"}, 0)
    assert {urgency for _, urgency, _ in played(policy, 0, 120)} == {"emergency"}


def test_what_came_together_with_an_emergency_sounds_once_that_is_acknowledged() -> None:
    policy = AlertTonePolicy()
    policy.follow({"fire": "emergency", "pump": "high"}, 0)
    assert {urgency for _, urgency, _ in played(policy, 0, 20)} == {"emergency"}
    policy.follow({"pump": "high"}, 20_000)
    tones = played(policy, 20, 60)
    assert {urgency for _, urgency, _ in tones} == {"high"}
    assert times(tones)[0] == 31, "15 s after the last tone of the emergency"


def test_a_flood_of_alarms_does_not_sound_oftener_than_its_urgency_allows() -> None:
    policy, calls = AlertTonePolicy(), dict[str, Urgency]()
    tones = []
    for tenth in range(600):
        calls[str(tenth)] = "low"
        policy.follow(calls, tenth * 100)
        tones += [tenth / 10] if policy.due(tenth * 100) is not None else []
    assert tones == [0, 20, 40]


def test_silence_stops_what_calls_now_and_acknowledges_nothing() -> None:
    policy = AlertTonePolicy()
    calls: dict[str, Urgency] = {"fire": "emergency"}
    policy.follow(calls, 0)
    assert policy.due(0) is not None
    policy.silence()
    policy.follow(calls, 4_000)
    assert played(policy, 4, 600) == []
    assert policy.calling == 0


def test_a_new_call_sounds_after_a_silence() -> None:
    policy = AlertTonePolicy()
    policy.follow({"fire": "emergency"}, 0)
    policy.due(0)
    policy.silence()
    policy.follow({"fire": "emergency", "gas": "high"}, 5_000)
    assert times(played(policy, 5, 21)) == [5, 20]


def test_an_alarm_that_becomes_more_urgent_sounds_although_it_was_silenced() -> None:
    policy = AlertTonePolicy()
    policy.follow({"river": "medium"}, 0)
    policy.silence()
    policy.follow({"river": "emergency"}, 1_000)
    assert policy.due(1_000) == DueTone("emergency", TONES["emergency"].share)


def test_a_mute_ends_by_itself_and_what_still_calls_sounds_once_for_all() -> None:
    policy = AlertTonePolicy()
    policy.mute(600_000, 0)
    policy.follow({"a": "high"}, 1_000)
    policy.follow({"a": "high", "b": "medium"}, 2_000)
    assert played(policy, 2, 600) == []
    assert policy.muted_ms(590_000) == 10_000
    assert played(policy, 600, 601)[0][:2] == (600, "high")


def test_no_mute_is_longer_than_half_an_hour_and_it_can_be_ended() -> None:
    policy = AlertTonePolicy()
    policy.mute(10 * LONGEST_MUTE_MS, 0)
    assert policy.muted_ms(0) == LONGEST_MUTE_MS
    policy.mute(0, 5_000)
    assert policy.muted_ms(5_000) == 0


def test_at_night_everything_but_an_emergency_is_quieter() -> None:
    volume, high, fire = Volume(percent=80), DueTone("high", 0.5), DueTone("emergency", 0.5)
    assert volume.of(high, DAY_MS) == pytest.approx(0.4)
    assert volume.of(high, NIGHT_MS) == pytest.approx(0.4 * NIGHT_SHARE)
    assert volume.of(fire, NIGHT_MS) == volume.of(fire, DAY_MS)
    assert Volume(percent=80, quiet_at_night=False).of(high, NIGHT_MS) == volume.of(high, DAY_MS)


@pytest.mark.parametrize("name", FIGURES)
def test_every_tone_is_stored_as_it_is_made_and_is_short(name: str) -> None:
    made, kept = samples(name), stored(name)
    assert len(kept) / RATE_HZ < 1.5
    assert np.abs(made.astype(int) - kept).max() <= 1
    assert abs(int(kept[0])) < 300
    assert abs(int(kept[-1])) < 300


def test_every_urgency_has_a_tone_and_a_drill_its_prefix() -> None:
    assert set(FIGURES) == {*URGENCIES, DRILL}


def test_fire_gas_and_floods_are_emergencies_and_litter_is_none() -> None:
    catalog = load()
    subclasses = emergency_subclasses(catalog)
    assert {"smoke_alarm", "gas_leak", "forest_fire", "flash_flood"} <= subclasses
    assert not is_emergency("exposed_garbage", "larger", subclasses)
    assert is_emergency("exposed_garbage", "major", subclasses)
    critical = {key for key, rule in catalog.rules.items() if rule.priority == "critical"}
    assert critical <= emergency_rules(catalog)
    assert "bin_full" not in emergency_rules(catalog)
