"""Titles of events: old ones as they were written, those of an alarm in the reader's language."""

from __future__ import annotations

import msgspec
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from county.aggregates import BY_KEY
from county.catalog import Catalog, Name, in_languages, load
from county.commands import AlarmCause
from county.events.event import Event, State, TimelineEntry
from county.events.texts import EventTexts, with_number
from county.sensors import Sensor

PROGRAM = load()
SENSORS = (Sensor("bin-1", "bin", "垃圾桶0001", 0.0, 0.0, ""), Sensor("cam-1", "video", "摄像头0001", 0.0, 0.0, ""))


def texts(catalog: Catalog = PROGRAM) -> EventTexts:
    return EventTexts(catalog, SENSORS)


def event(title: str = "", cause: AlarmCause | None = None, sensor_id: str = "bin-1", number: str = "E1") -> Event:
    return Event(
        id=number, state=State.REPORTED, subclass="bin_overflow", title=title, source="sensor", level="general",
        x_m=0.0, y_m=0.0, division="", reporter="", sensor_id=sensor_id, alarm_id="A1", happened_ms=1, cause=cause,
        timeline=(TimelineEntry("EventReported", 1, 1, "watch", ""),),
    )  # fmt: skip


def cause(rule: str = "bin_full", channel: str = "fill", value: float = 84.0, limit: float = 80.0) -> AlarmCause:
    return AlarmCause(rule=rule, channel=channel, value=value, limit=limit)


def test_an_event_that_an_alarm_opened_is_called_by_its_sensor_and_rule() -> None:
    assert texts().title(event(cause=cause())) == Name("垃圾桶0001垃圾桶满溢", "垃圾桶0001: Bin full")


def test_an_event_of_an_earlier_version_keeps_its_recorded_title() -> None:
    old = event("垃圾桶0001垃圾桶满溢")
    assert texts().title(old) == "垃圾桶0001垃圾桶满溢"
    assert texts().measured(old) == ""


@pytest.mark.parametrize(
    ("cause", "measured"),
    [
        (cause(), Name("满溢度 84%，限值 80%", "Fill level 84%, limit 80%")),
        (cause("bin_silent", value=730.4, limit=720.0), Name("满溢度 730s，限值 720s", "Fill level 730s, limit 720s")),
        (cause("bin_full", "weight", 2.5, 2.0), Name("weight 2.5，限值 2", "weight 2.5, limit 2")),
        (cause("unknown", "fill", 2.5, 2.0), Name("fill 2.5，限值 2", "fill 2.5, limit 2")),
    ],
)
def test_a_measured_value_has_its_unit_and_its_keys_where_the_catalogue_has_no_row(
    cause: AlarmCause, measured: Name
) -> None:
    assert texts().measured(event(cause=cause)) == measured


STATED = {
    key: channel
    for key, rule in PROGRAM.rules.items()
    for channel in PROGRAM.sensor_kinds[rule.kind].channels
    if channel.key == rule.channel and channel.states and not rule.stale and rule.rate_per_h is None
}


@pytest.mark.parametrize("key", STATED)
def test_a_channel_of_states_names_the_state(key: str) -> None:
    channel = STATED[key]
    measured = texts().measured(event(cause=cause(key, channel.key, 1.0, 1.0)))
    assert measured == Name(f"{channel.name.zh} {channel.states[1].zh}", f"{channel.name.en} {channel.states[1].en}")


def test_a_retired_rule_still_gives_its_name() -> None:
    rule = msgspec.structs.replace(PROGRAM.rules["bin_full"], retired=True)
    catalog = msgspec.structs.replace(PROGRAM, rules=PROGRAM.rules | {"bin_full": rule})
    assert texts(catalog).title(event(cause=cause())) == texts().title(event(cause=cause()))


def test_a_rule_missing_in_the_catalogue_is_named_by_its_key_and_the_sensors_id() -> None:
    assert texts().title(event(cause=cause("unknown"))) == "bin-1 unknown"


def test_a_sensor_missing_in_the_county_is_named_by_its_id() -> None:
    title = texts().title(event(cause=cause(), sensor_id="bin-9"))
    assert title == Name("bin-9垃圾桶满溢", "bin-9: Bin full")


def test_the_number_follows_the_title_in_every_language() -> None:
    assert with_number("垃圾", "E1") == "垃圾 E1"
    assert with_number(Name("垃圾", "Garbage"), "E1") == Name("垃圾 E1", "Garbage E1")


BACKGROUND = "演背景20260715-7K4Q2M9"


def test_what_was_there_before_a_drill_is_marked_but_for_its_correction() -> None:
    assert texts().title(event("漫水", number=BACKGROUND)) == "【背景】漫水"
    opened = Name("【背景】垃圾桶0001垃圾桶满溢", "[Background] 垃圾桶0001: Bin full")
    assert texts().title(event(cause=cause(), number=BACKGROUND)) == opened
    assert texts().stated_title(event("漫水", number=BACKGROUND)) == "漫水"


KEYS = st.sampled_from([*PROGRAM.rules, "unknown", "bin-1", ""]) | st.text(max_size=5)
EVENTS = st.builds(
    event,
    st.text(max_size=9),
    st.none() | st.builds(cause, KEYS.filter(bool), KEYS, st.floats(), st.floats()),
    st.sampled_from(["bin-1", "cam-1", "bin-9", ""]),
    st.sampled_from(["E1", BACKGROUND]),
)


@given(st.lists(EVENTS, max_size=6))
def test_columns_give_the_same_titles_as_the_events_for_everything_recorded(events: list[Event]) -> None:
    known, columns = texts(), BY_KEY["event"].table(events)
    titles, ids = [known.title(one) for one in events], [one.id for one in events]
    rows = np.arange(len(events), dtype=np.intp)
    assert known.titles(ids, columns, rows) == titles
    assert [known.title_at(id, columns, row) for row, id in enumerate(ids)] == titles
    for one, title in zip(events, titles, strict=True):
        assert bool(in_languages(known.measured(one))[0]) == (one.cause is not None)
        assert one.cause is None or all(in_languages(title))
