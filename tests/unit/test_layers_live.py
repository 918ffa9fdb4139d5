"""Live layers: what commands did to events, what sensors say and how old it is, who was sent where."""

from __future__ import annotations

import numpy as np
import pytest

from county import catalog, event, records
from county.catalog import Name
from county.package.open import CountyPackage
from county.records import Record
from county.sensing import ChannelTable, Quality, Readings
from layers.events import ENDED_FOR_MS, NEW_FOR_MS
from layers.registry import LayerSet, build_layers
from tests.tiny_county import SOUTH, WEST, write_tiny_county

NOW = 1_800_000_000_000


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> CountyPackage:
    return write_tiny_county(tmp_path_factory.mktemp("tiny") / "county")


@pytest.fixture
def layers(package: CountyPackage) -> LayerSet:
    return build_layers(package, catalog.load())


def record(body: object, at_ms: int = NOW) -> Record:
    return Record(
        seq=1,
        realm="live",
        happened_ms=at_ms,
        recorded_ms=at_ms,
        command_id="c",
        actor="a",
        body=body,  # type: ignore[arg-type]
    )


def reported(event_id: str = "E1", x_m: float = WEST + 100, at_ms: int = NOW) -> Record:
    body = records.EventReported(
        event_id=event_id, subclass="bin_overflow", title=f"垃圾满溢 {event_id}", source="sensor",
        x_m=x_m, y_m=SOUTH + 100, division="", level="general",
    )  # fmt: skip
    return record(body, at_ms)


def handling(event_id: str = "E1", unit: str = "truck-1", due_ms: int = NOW + 60_000) -> list[Record]:
    return [
        reported(event_id),
        record(records.EventFiled(event_id=event_id)),
        record(records.EventDispatched(event_id=event_id, unit=unit, due_ms=due_ms)),
        record(records.TaskAccepted(event_id=event_id)),
    ]


def style_of(layers: LayerSet, event_id: str) -> str | None:
    points = layers.events.batches()[-1]
    for row, shown in enumerate(points.ids):
        if shown == event_id:
            return points.styles[points.style[row]]
    return None


def ring_ids(layers: LayerSet, style: str) -> list[str]:
    return [i for batch in layers.events.batches() if batch.styles == (style,) for i in batch.ids]


def values(layers: LayerSet, *rows: tuple[str, str, float, int, Quality]) -> Readings:
    numbers = layers_channels(layers)
    return Readings(
        np.array([numbers.number[sensor, channel] for sensor, channel, *_ in rows], dtype=np.uint32),
        np.array([row[3] for row in rows], dtype=np.int64),
        np.array([row[2] for row in rows]),
        np.array([row[4] for row in rows], dtype=np.uint8),
    )


def layers_channels(layers: LayerSet) -> ChannelTable:
    sensors = [layers.sensors[sensor_id] for sensor_id in ("bin-1", "air-1")]
    return ChannelTable.of(sensors, catalog.load().sensor_kinds)


# ---- events


def test_an_event_on_the_map_stands_where_it_was_reported_in_the_style_of_its_state(layers: LayerSet) -> None:
    layers.events.apply([reported(), record(records.EventFiled(event_id="E1"))])
    layers.tick(NOW)
    points = layers.events.batches()[-1]
    assert points.xy_m.tolist() == [[WEST + 100, SOUTH + 100]]
    assert style_of(layers, "E1") == "event.filed"


def test_changed_fires_once_a_tick_and_names_the_events_that_moved(layers: LayerSet) -> None:
    seen: list[frozenset[str] | None] = []
    layers.events.changed.connect(lambda: seen.append(layers.events.last_change))
    layers.events.reset([])
    layers.tick(NOW)
    layers.events.apply([reported("E1"), reported("E2")])
    layers.events.apply([record(records.EventFiled(event_id="E2"))])
    layers.tick(NOW)
    layers.tick(NOW)
    assert seen == [None, frozenset({"E1", "E2"})]


def test_a_snapshot_that_comes_in_parts_is_told_part_by_part(layers: LayerSet) -> None:
    events = event.apply(None, reported("E1")), event.apply(None, reported("E2"))
    seen: list[frozenset[str] | None] = []
    layers.events.changed.connect(lambda: seen.append(layers.events.last_change))
    layers.events.reset(events[:1])
    layers.tick(NOW)
    layers.events.add(events[1:])
    layers.tick(NOW)
    assert seen == [None, frozenset({"E2"})]


def test_batches_are_the_same_objects_until_an_event_moves(layers: LayerSet) -> None:
    layers.events.apply([reported()])
    layers.tick(NOW)
    first = layers.events.batches()
    layers.tick(NOW + 1)
    assert layers.events.batches() is first
    layers.events.apply([record(records.EventFiled(event_id="E1"))])
    assert layers.events.batches() is not first


def test_a_report_is_new_for_a_while_and_then_only_reported(layers: LayerSet) -> None:
    layers.events.apply([reported()])
    layers.tick(NOW)
    assert ring_ids(layers, "event.new") == ["E1"]
    layers.tick(NOW + NEW_FOR_MS)
    assert ring_ids(layers, "event.new") == []
    assert style_of(layers, "E1") == "event.reported"


def test_an_event_is_ringed_overdue_from_the_moment_its_limit_passes(layers: LayerSet) -> None:
    layers.events.apply(handling(due_ms=NOW + 60_000))
    layers.tick(NOW + 59_999)
    assert ring_ids(layers, "event.overdue") == []
    layers.tick(NOW + 60_000)
    assert ring_ids(layers, "event.overdue") == ["E1"]


def test_a_suspended_event_is_not_overdue_because_its_clock_stands(layers: LayerSet) -> None:
    layers.events.apply([*handling(due_ms=NOW + 1), record(records.EventSuspended(event_id="E1", note="雨"))])
    layers.tick(NOW + 60_000)
    assert ring_ids(layers, "event.overdue") == []


def test_a_closed_event_shows_its_close_and_then_leaves_the_map_but_not_the_book(layers: LayerSet) -> None:
    layers.events.apply(
        [
            *handling(),
            record(records.HandlingFedBack(event_id="E1", note="好")),
            record(records.EventClosed(event_id="E1")),
        ]
    )
    layers.tick(NOW)
    assert style_of(layers, "E1") == "event.closed"
    assert layers.events.drawn() == layers.events.counts()["event.closed"] == 1
    layers.tick(NOW + ENDED_FOR_MS)
    assert style_of(layers, "E1") is None
    assert (layers.events.drawn(), len(layers.events)) == (0, 1)
    assert "E1" in layers.events.events


def test_a_reset_forgets_every_event_that_the_snapshot_does_not_hold(layers: LayerSet) -> None:
    layers.events.apply([reported("E1"), reported("E2")])
    layers.tick(NOW)
    kept = layers.events.events["E2"]
    layers.events.reset([kept])
    layers.tick(NOW)
    assert list(layers.events.batches()[-1].ids) == ["E2"]


def test_events_grow_beyond_the_first_columns_without_losing_their_places(layers: LayerSet) -> None:
    layers.events.apply([reported(f"E{i}", WEST + i) for i in range(500)])
    layers.tick(NOW)
    points = layers.events.batches()[-1]
    where = dict(zip(points.ids, points.xy_m[:, 0], strict=True))
    assert where == {f"E{i}": WEST + i for i in range(500)}


def test_events_are_found_by_number_title_place_and_box(layers: LayerSet) -> None:
    layers.events.apply([reported("A-7", WEST + 100), reported("B-8", WEST + 900)])
    layers.tick(NOW)
    assert layers.events.search("b-8", 5) == ["B-8"]
    assert layers.events.search("满溢", 1) == ["B-8"]
    assert layers.events.pick(WEST + 895, SOUTH + 100, 10) == "B-8"
    assert layers.events.pick(WEST + 500, SOUTH + 100, 10) is None
    assert layers.events.within(WEST, SOUTH, WEST + 200, SOUTH + 200) == ["A-7"]


# ---- resources


def test_a_dispatched_resource_is_busy_and_tied_to_its_event_until_the_work_is_fed_back(layers: LayerSet) -> None:
    layers.events.apply(handling())
    layers.tick(NOW)
    ways, points = layers.resources.batches()
    assert layers.resources.assignments == {"truck-1": "E1"}
    told = {fact.label.zh: fact.value for fact in layers.resources.facts("truck-1")}
    assert told["状态"] == Name("出动", "Dispatched")
    assert str(told["处置事件"]).endswith("E1")
    assert points.styles[points.style[0]].startswith("resource.busy")
    assert ways.xy_m.tolist() == [[WEST + 3500, SOUTH + 3500], [WEST + 100, SOUTH + 100]]
    layers.events.apply([record(records.HandlingFedBack(event_id="E1", note="好"))])
    layers.tick(NOW)
    assert layers.resources.assignments == {}
    told = {fact.label.zh: fact.value for fact in layers.resources.facts("truck-1")}
    assert told["状态"] == Name("待命", "On call")
    assert "处置事件" not in told
    assert len(layers.resources.batches()[0].ids) == 0


# ---- sensors and alarms


def test_a_sensor_that_was_never_heard_is_silent_not_normal(layers: LayerSet) -> None:
    layers.tick(NOW)
    assert layers.sensors.condition("bin-1") == "silent"
    assert np.isnan(layers.sensors.readings_of("bin-1")[0][1])


def test_a_sensor_is_normal_while_fresh_and_silent_once_its_kind_says_stale(layers: LayerSet) -> None:
    stale_ms = int(1000 * catalog.load().sensor_kinds["bin"].stale_s)
    layers.sensors.reset(layers_channels(layers), values(layers, ("bin-1", "fill", 40.0, NOW, Quality.GOOD)))
    layers.tick(NOW + stale_ms)
    assert layers.sensors.condition("bin-1") == "normal"
    layers.tick(NOW + stale_ms + 1)
    assert layers.sensors.condition("bin-1") == "silent"
    assert not any("40" in str(fact.value) for fact in layers.sensors.facts("bin-1"))


def test_an_older_reading_never_replaces_a_newer_one(layers: LayerSet) -> None:
    layers.sensors.apply(values(layers, ("bin-1", "fill", 50.0, NOW, Quality.GOOD)))
    layers.sensors.apply(values(layers, ("bin-1", "fill", 10.0, NOW - 1, Quality.GOOD)))
    channel, value, at_ms, quality = layers.sensors.readings_of("bin-1")[0]
    assert (channel.key, value, at_ms, quality) == ("fill", 50.0, NOW, Quality.GOOD)


def test_the_newest_of_several_readings_of_one_channel_wins_whatever_their_order(layers: LayerSet) -> None:
    layers.sensors.apply(
        values(layers, ("bin-1", "fill", 3.0, NOW, Quality.GOOD), ("bin-1", "fill", 2.0, NOW - 5, Quality.GOOD))
    )
    assert layers.sensors.readings_of("bin-1")[0][1] == 3.0


def test_a_bad_channel_marks_its_sensor_and_no_other(layers: LayerSet) -> None:
    layers.sensors.apply(
        values(layers, ("bin-1", "fill", 999.0, NOW, Quality.BAD), ("air-1", "pm25", 12.0, NOW, Quality.GOOD))
    )
    layers.tick(NOW)
    assert (layers.sensors.condition("bin-1"), layers.sensors.condition("air-1")) == ("bad", "normal")


def test_the_highest_active_alarm_shows_at_the_sensor_until_nothing_is_active(layers: LayerSet) -> None:
    def raised(alarm_id: str, priority: str) -> Record:
        return record(
            records.AlarmRaised(
                alarm_id=alarm_id,
                sensor_id="bin-1",
                channel="fill",
                rule="r",
                priority=priority,
                value=90,
                limit=80,  # type: ignore[arg-type]
            )
        )

    layers.alarms.apply([raised("a", "low"), raised("b", "high")])
    layers.tick(NOW)
    assert layers.sensors.condition("bin-1") == "high"
    assert [alarm.id for alarm in layers.alarms.active()] == ["b", "a"]
    layers.alarms.apply([record(records.AlarmAcknowledged(alarm_id=i)) for i in "ab"])
    layers.alarms.apply([record(records.AlarmCleared(alarm_id=i, value=10.0)) for i in "ab"])
    layers.tick(NOW)
    assert layers.sensors.condition("bin-1") == "silent"
    assert layers.alarms.active() == []


def test_a_sensor_that_shows_a_file_is_not_normal(layers: LayerSet) -> None:
    layers.sensors.apply(values(layers, ("bin-1", "fill", 40.0, NOW, Quality.PLAYED)))
    layers.tick(NOW)
    assert layers.sensors.condition("bin-1") == "played"


def test_sensor_batches_stay_while_only_values_move(layers: LayerSet) -> None:
    layers.sensors.apply(values(layers, ("bin-1", "fill", 40.0, NOW, Quality.GOOD)))
    layers.tick(NOW)
    first, told = layers.sensors.batches(), []
    layers.sensors.changed.connect(lambda: told.append(1))
    layers.sensors.apply(values(layers, ("bin-1", "fill", 41.0, NOW + 1, Quality.GOOD)))
    layers.tick(NOW + 1)
    assert layers.sensors.batches() is first
    assert told == [1]
