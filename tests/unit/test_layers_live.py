"""Live layers: events changed by commands, readings of sensors and their age, dispatched resources."""

from __future__ import annotations

import gc
import re
import tracemalloc
from collections.abc import Callable

import msgspec
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from county import catalog, records
from county.alarms import ACTIVE, LISTED, NOT_ANNUNCIATED, PRIORITIES
from county.catalog import Name
from county.durations import DAY_MS, HOUR_MS
from county.events.aggregate import EVENTS
from county.events.event import RETENTION_MS
from county.fold import Fold
from county.package.open import CountyPackage
from county.portions import PORTION
from county.records import Record
from county.sensing import ChannelTable, Quality
from county.sensors import Sensor, Sensors
from county.streams import READINGS, Columns, KeyTable
from layers.alarms import AlarmBook
from layers.batches import Points
from layers.events import ENDED_FOR_MS, NEW_FOR_MS, EventsLayer
from layers.registry import LayerSet, build_layers
from layers.resources import ResourcesLayer
from layers.sensors import CONDITIONS, FADE_MS, SensorsLayer
from services.protocol.codec import payload
from services.protocol.columns import states_of, states_part
from services.protocol.messages import Published, StatesPart
from tests.state_tables import table_of, tables_of
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
        by="a",
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


def restored(layers: LayerSet, rows: list[Record]) -> None:
    """Apply a snapshot of the states of ``rows`` to the layers."""
    fold = Fold()
    for row in rows:
        fold.apply(row)
    layers.restore(fold.seq, fold.recorded_ms, tables_of(fold), {READINGS.key: channels_of(layers)})


def events(layers: LayerSet) -> EventsLayer:
    return layers.of(EventsLayer)


def sensors(layers: LayerSet) -> SensorsLayer:
    return layers.of(SensorsLayer)


def style_of(layers: LayerSet, event_id: str) -> str | None:
    points = events(layers).batches()[-1]
    for row, shown in enumerate(points.ids):
        if shown == event_id:
            return points.styles[points.style[row]]
    return None


def ring_ids(layers: LayerSet, style: str) -> list[str]:
    return [i for batch in events(layers).batches() if batch.styles == (style,) for i in batch.ids]


def channels_of(layers: LayerSet) -> KeyTable:
    kinds = catalog.load().sensor_kinds
    own = [sensors(layers)[sensor_id] for sensor_id in ("bin-1", "air-1")]
    return KeyTable(READINGS, [(sensor.id, channel.key) for sensor in own for channel in kinds[sensor.kind].channels])


def receive(layers: LayerSet, *rows: tuple[str, str, float, int, Quality]) -> None:
    """Readings arrive: sensor, channel, value, time, quality."""
    number = channels_of(layers).number
    layers.take(
        Columns(
            READINGS,
            {
                "channel": np.array([number[sensor, channel] for sensor, channel, *_ in rows]),
                "at_ms": np.array([row[3] for row in rows]),
                "value": np.array([row[2] for row in rows]),
                "quality": np.array([row[4] for row in rows]),
            },
        )
    )


def raised(alarm_id: str, priority: str, channel: str = "fill", sensor_id: str = "bin-1") -> Record:
    return record(
        records.AlarmRaised(
            alarm_id=alarm_id, sensor_id=sensor_id, channel=channel, rule="r", value=90, limit=80,
            priority=priority,  # type: ignore[arg-type]
        )
    )  # fmt: skip


# ---- events


def test_an_event_is_on_the_map_at_its_reported_place_in_the_style_of_its_state(layers: LayerSet) -> None:
    layers.apply([reported(), record(records.EventFiled(event_id="E1"))])
    layers.tick(NOW)
    points = events(layers).batches()[-1]
    assert points.xy_m.tolist() == [[WEST + 100, SOUTH + 100]]
    assert style_of(layers, "E1") == "event.filed"


def test_changed_is_emitted_once_a_tick_with_the_changed_events(layers: LayerSet) -> None:
    seen: list[frozenset[str] | None] = []
    layer = events(layers)
    layer.changed.connect(lambda: seen.append(layer.last_change))
    restored(layers, [])
    layers.tick(NOW)
    layers.apply([reported("E1"), reported("E2")])
    layers.apply([record(records.EventFiled(event_id="E2"))])
    layers.tick(NOW)
    layers.tick(NOW)
    assert seen == [None, frozenset({"E1", "E2"})]


def test_batches_are_the_same_objects_until_an_event_changes(layers: LayerSet) -> None:
    layers.apply([reported()])
    layers.tick(NOW)
    first = events(layers).batches()
    layers.tick(NOW + 1)
    assert events(layers).batches() is first
    layers.apply([record(records.EventFiled(event_id="E1"))])
    assert events(layers).batches() is not first


def test_a_report_is_marked_as_new_for_a_limited_time(layers: LayerSet) -> None:
    layers.apply([reported()])
    layers.tick(NOW)
    assert ring_ids(layers, "event.new") == ["E1"]
    layers.tick(NOW + NEW_FOR_MS)
    assert ring_ids(layers, "event.new") == []
    assert style_of(layers, "E1") == "event.reported"


def test_an_event_is_marked_overdue_from_its_limit_on(layers: LayerSet) -> None:
    layers.apply(handling(due_ms=NOW + 60_000))
    layers.tick(NOW + 59_999)
    assert ring_ids(layers, "event.overdue") == []
    layers.tick(NOW + 60_000)
    assert ring_ids(layers, "event.overdue") == ["E1"]


def test_a_suspended_event_is_not_overdue_because_its_clock_is_stopped(layers: LayerSet) -> None:
    layers.apply([*handling(due_ms=NOW + 1), record(records.EventSuspended(event_id="E1", note="雨"))])
    layers.tick(NOW + 60_000)
    assert ring_ids(layers, "event.overdue") == []


def test_a_closed_event_is_removed_from_the_map_after_a_while_but_not_from_the_layer(layers: LayerSet) -> None:
    layers.apply(
        [
            *handling(),
            record(records.HandlingFedBack(event_id="E1", note="好")),
            record(records.EventClosed(event_id="E1")),
        ]
    )
    layers.tick(NOW)
    assert style_of(layers, "E1") == "event.closed"
    assert events(layers).drawn() == events(layers).counts()["event.closed"] == 1
    layers.tick(NOW + ENDED_FOR_MS)
    assert style_of(layers, "E1") is None
    assert (events(layers).drawn(), len(events(layers))) == (0, 1)
    assert "E1" in layers.states("event")


def test_a_snapshot_removes_every_event_that_it_does_not_contain(layers: LayerSet) -> None:
    layers.apply([reported("E1"), reported("E2"), *handling("E3")])
    layers.tick(NOW)
    restored(layers, [reported("E2"), *handling("E4")])
    layers.tick(NOW)
    assert set(events(layers).batches()[-1].ids) == set(layers.states("event")) == {"E2", "E4"}
    assert [task.event_id for task in layers.of(ResourcesLayer).tasks.values()] == ["E4"]


def test_of_things_that_neither_was_nor_is_any_a_later_snapshot_notifies_nobody(layers: LayerSet) -> None:
    told: list[str] = []
    for key in ("closures", "events"):
        layers[key].changed.connect(lambda key=key: told.append(key))
    restored(layers, [])
    layers.tick(NOW)
    assert sorted(told) == ["closures", "events"], "that there is none is told once"
    restored(layers, [reported("E1")])
    layers.tick(NOW + 1)
    restored(layers, [])
    layers.tick(NOW)
    assert told[2:] == ["events", "events"], "also of an earlier moment"


def test_an_archived_event_is_removed_everywhere(layers: LayerSet) -> None:
    """It is archived by any record after its time."""
    layers.apply([*handling("E1"), record(records.EventFiled(event_id="E1"))][:3])
    layers.apply([reported("E2"), record(records.EventRejected(event_id="E2"))])
    layers.tick(NOW)
    layers.apply([reported("E3", at_ms=NOW + RETENTION_MS)])
    layers.tick(NOW + RETENTION_MS)
    layer = events(layers)
    assert layer.last_change == {"E2", "E3"}
    assert "E2" not in layer.columns
    assert "E2" not in layers.states("event")
    assert layer.search("E2", 5) == []
    assert (layer.title("E2"), layer.facts("E2"), layer.bounds_m("E2")) == ("", (), None)
    assert sorted(layer.columns.ids) == ["E1", "E3"]


def ended(event_id: str) -> list[Record]:
    note = f"已到场处置 {event_id}，现场清理完毕"
    return [
        *handling(event_id),
        record(records.HandlingFedBack(event_id=event_id, note=note)),
        record(records.EventClosed(event_id=event_id, note=note)),
        record(records.FollowUpMade(event_id=event_id, satisfied=True, note=note)),
        record(records.EventEvaluated(event_id=event_id, score=5)),
    ]


def traced_bytes(work: Callable[[], None]) -> int:
    """Python memory that is in use after ``work`` and was not before."""
    gc.collect()
    tracemalloc.start()
    try:
        work()
        gc.collect()
        return tracemalloc.get_traced_memory()[0]
    finally:
        tracemalloc.stop()


def test_an_ended_event_takes_as_much_memory_after_its_records_as_after_a_snapshot(package: CountyPackage) -> None:
    """Else a desktop grows for the 14 days in which the events of its snapshot are replaced."""
    rows = [row for i in range(500) for row in ended(f"20261126-{i:07}")]
    fold = Fold()
    for row in rows:
        fold.apply(row)
    sent_records = [payload(Published(records=[row])) for row in rows]
    part = states_part(EVENTS, list(fold.states["event"].values()))
    sent_states = payload({"type": "StatesPart", "seq": 1, "recorded_ms": NOW, "part": 0, **part})
    live, begun = build_layers(package, catalog.load()), build_layers(package, catalog.load())

    def follow() -> None:
        for sent in sent_records:
            live.apply(msgspec.msgpack.decode(sent, type=Published).records)
            live.tick(NOW)

    def begin() -> None:
        part = msgspec.msgpack.decode(sent_states, type=StatesPart)
        begun.restore(1, NOW, {"event": states_of(EVENTS, [part])}, {})
        begun.tick(NOW)

    assert traced_bytes(follow) < 1.15 * traced_bytes(begin)
    assert live.states("event") == begun.states("event")


def test_an_inapplicable_record_is_reported_and_the_next_ones_are_applied(
    layers: LayerSet, caplog: pytest.LogCaptureFixture
) -> None:
    layers.apply([record(records.EventFiled(event_id="never-reported")), reported("E1")])
    assert "E1" in layers.states("event")
    assert layers.fault is not None
    assert "record 1 (EventFiled)" in layers.fault
    assert caplog.messages == [layers.fault]
    restored(layers, [reported("E1")])
    assert layers.fault is None


def test_a_large_snapshot_is_prepared_in_portions_by_the_fold_and_every_model_of_its_events(layers: LayerSet) -> None:
    layers.apply(handling())
    event = layers.states("event")["E1"]
    many = {f"E{i}": msgspec.structs.replace(event, id=f"E{i}") for i in range(2 * PORTION + 1)}
    tables = {EVENTS.key: table_of(EVENTS, many)}
    followers = [model for model in layers.live() if "event" in model.aggregates]
    works = {type(model).__name__: model.resetting(tables, {}) for model in followers}
    works["Fold"] = layers.fold.restoring(1, NOW, tables)
    portions = {name: sum(1 for _ in work) for name, work in works.items()}
    assert portions.keys() >= {"EventsLayer", "TracksLayer", "ResourcesLayer"}
    assert min(portions.values()) >= 3


def test_columns_of_events_grow_without_changing_rows(layers: LayerSet) -> None:
    layers.apply([reported(f"E{i}", WEST + i) for i in range(500)])
    layers.tick(NOW)
    points = events(layers).batches()[-1]
    where = dict(zip(points.ids, points.xy_m[:, 0], strict=True))
    assert where == {f"E{i}": WEST + i for i in range(500)}


def test_events_are_found_by_number_title_place_and_box(layers: LayerSet) -> None:
    layers.apply([reported("A-7", WEST + 100), reported("B-8", WEST + 900, at_ms=NOW + 1)])
    layers.tick(NOW)
    assert events(layers).search("b-8", 5) == ["B-8"]
    assert events(layers).search("满溢", 1) == ["B-8"]
    assert events(layers).pick(WEST + 895, SOUTH + 100, 10) == "B-8"
    assert events(layers).pick(WEST + 500, SOUTH + 100, 10) is None
    assert events(layers).within(WEST, SOUTH, WEST + 200, SOUTH + 200) == ["A-7"]


# ---- resources


def test_a_dispatched_resource_is_busy_and_linked_to_its_event_until_the_feedback(layers: LayerSet) -> None:
    layers.apply(handling())
    layers.tick(NOW)
    ways, points = layers.of(ResourcesLayer).batches()
    assert {r: task.event_id for r, task in layers.of(ResourcesLayer).tasks.items()} == {"truck-1": "E1"}
    facts = {fact.label.zh: fact.value for fact in layers.of(ResourcesLayer).facts("truck-1")}
    assert facts["状态"] == Name("出动", "Dispatched")
    assert str(facts["处置事件"]).endswith("E1")
    assert points.styles[points.style[0]].startswith("resource.busy")
    assert ways.xy_m.tolist() == [[WEST + 3500, SOUTH + 3500], [WEST + 100, SOUTH + 100]]
    layers.apply([record(records.HandlingFedBack(event_id="E1", note="好"))])
    layers.tick(NOW)
    assert {r: task.event_id for r, task in layers.of(ResourcesLayer).tasks.items()} == {}
    facts = {fact.label.zh: fact.value for fact in layers.of(ResourcesLayer).facts("truck-1")}
    assert facts["状态"] == Name("待命", "On call")
    assert "处置事件" not in facts
    assert len(layers.of(ResourcesLayer).batches()[0].ids) == 0


# ---- sensors and alarms


def test_a_sensor_without_any_data_is_stale_not_normal(layers: LayerSet) -> None:
    layers.tick(NOW)
    assert sensors(layers).condition("bin-1") == "silent"
    assert np.isnan(sensors(layers).readings_of("bin-1")[0][1])


def test_a_silent_sensor_fades_with_the_age_of_its_data_and_is_solid_again_with_the_next(layers: LayerSet) -> None:
    def style() -> str:
        [points] = sensors(layers).batches()
        assert isinstance(points, Points)
        return re.sub("@[^~]*", "", points.styles[points.style[list(points.ids).index("bin-1")]])

    layers.tick(NOW)
    assert style() == "sensor.silent", "nothing was ever received: it is not known to be old"
    receive(layers, ("bin-1", "fill", 40.0, NOW, Quality.GOOD))
    seen = {}
    for hours in (0, 5, 7, 12, 23, 24):
        layers.tick(NOW + hours * HOUR_MS)
        seen[hours] = style()
    assert seen == {
        0: "sensor.normal", 5: "sensor.silent~1", 7: "sensor.silent~2", 12: "sensor.silent~2", 23: "sensor.silent~2",
        24: "sensor.silent~3",
    }  # fmt: skip
    assert sensors(layers).counts()["sensor.silent~3"] == 1, "the others never sent anything"
    receive(layers, ("bin-1", "fill", 40.0, NOW + 25 * HOUR_MS, Quality.GOOD))
    layers.tick(NOW + 25 * HOUR_MS)
    assert style() == "sensor.normal"


@pytest.mark.parametrize("state", ["reported", "handling"])
def test_an_open_event_never_fades_however_long_nothing_was_done_about_it(layers: LayerSet, state: str) -> None:
    def shown() -> list[str]:
        points = events(layers).batches()[-1]
        assert isinstance(points, Points)
        return [points.styles[code] for code in points.style]

    layers.apply([reported()] if state == "reported" else handling(due_ms=NOW + 1000 * DAY_MS))
    layers.tick(NOW + 60_000)
    assert shown() == [f"event.{state}"]
    layers.tick(NOW + 60 * DAY_MS)
    assert shown() == [f"event.{state}"], "it is not old data: the desk knows of it as it is"


def test_all_silent_sensors_are_looked_at_however_far_a_tick_goes(
    layers: LayerSet, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A replay at 600 times passes minutes in a tick."""
    monkeypatch.setattr("layers.sensors.FADED_A_TICK", 1)
    channels = list(channels_of(layers).number)
    n_sensors = len({sensor_id for sensor_id, _ in channels})
    receive(layers, *((*channel, 1.0, NOW, Quality.GOOD) for channel in channels))
    for n in range(2 * n_sensors + 2):
        layers.tick(NOW + (2 * HOUR_MS if n < n_sensors else DAY_MS) + n * 5 * FADE_MS)
    assert sensors(layers).counts()["sensor.silent~3"] == n_sensors > 1


def test_a_sensor_is_normal_while_fresh_and_stale_after_the_limit_of_its_kind(layers: LayerSet) -> None:
    stale_ms = int(1000 * catalog.load().sensor_kinds["bin"].stale_s)
    receive(layers, ("bin-1", "fill", 40.0, NOW, Quality.GOOD))
    layers.tick(NOW + stale_ms)
    assert sensors(layers).condition("bin-1") == "normal"
    layers.tick(NOW + stale_ms + 1)
    assert sensors(layers).condition("bin-1") == "silent"
    assert not any("40" in str(fact.value) for fact in sensors(layers).facts("bin-1"))


def test_an_older_reading_never_replaces_a_newer_one(layers: LayerSet) -> None:
    receive(layers, ("bin-1", "fill", 50.0, NOW, Quality.GOOD))
    receive(layers, ("bin-1", "fill", 10.0, NOW - 1, Quality.GOOD))
    channel, value, at_ms, quality = sensors(layers).readings_of("bin-1")[0]
    assert (channel.key, value, at_ms, quality) == ("fill", 50.0, NOW, Quality.GOOD)


def test_a_reading_dated_ahead_gives_way_to_the_next_one(layers: LayerSet) -> None:
    layers.tick(NOW)
    receive(layers, ("bin-1", "fill", 99.0, NOW + 86_400_000, Quality.GOOD))
    receive(layers, ("bin-1", "fill", 50.0, NOW - 500, Quality.GOOD))
    receive(layers, ("bin-1", "fill", 10.0, NOW - 1_000, Quality.GOOD))
    _, value, at_ms, _ = sensors(layers).readings_of("bin-1")[0]
    assert (value, at_ms) == (50.0, NOW - 500)


def test_after_the_backends_clock_was_set_back_current_readings_are_shown(layers: LayerSet) -> None:
    layers.tick(NOW + 86_400_000)
    receive(layers, ("bin-1", "fill", 99.0, NOW + 86_400_000, Quality.GOOD))
    layers.tick(NOW)
    receive(layers, ("bin-1", "fill", 50.0, NOW, Quality.GOOD))
    assert sensors(layers).readings_of("bin-1")[0][1] == 50.0


def test_the_newest_of_several_readings_of_one_channel_is_used_whatever_their_order(layers: LayerSet) -> None:
    receive(layers, ("bin-1", "fill", 3.0, NOW, Quality.GOOD), ("bin-1", "fill", 2.0, NOW - 5, Quality.GOOD))
    assert sensors(layers).readings_of("bin-1")[0][1] == 3.0


def test_a_bad_channel_marks_its_sensor_and_no_other(layers: LayerSet) -> None:
    receive(layers, ("bin-1", "fill", 999.0, NOW, Quality.BAD), ("air-1", "pm25", 12.0, NOW, Quality.GOOD))
    layers.tick(NOW)
    assert (sensors(layers).condition("bin-1"), sensors(layers).condition("air-1")) == ("bad", "normal")


def test_a_silent_sensor_is_counted_as_silent_also_while_it_has_an_alarm(layers: LayerSet) -> None:
    receive(layers, ("bin-1", "fill", 50.0, NOW, Quality.GOOD))
    layers.apply([raised("a", "low")])
    layers.tick(NOW)
    silent = sensors(layers).silent()["bin"]
    layers.tick(NOW + stale_of("bin") + 1)
    assert sensors(layers).condition("bin-1") == "low"
    assert sensors(layers).silent()["bin"] == silent + 1


@settings(deadline=None)
@given(data=st.data())
def test_the_legend_counts_every_sensor_once_and_as_silent_those_of_the_wall_that_have_no_alarm(
    data: st.DataObject,
) -> None:
    kinds = catalog.load().sensor_kinds
    own = [Sensor(f"s{n}", data.draw(st.sampled_from(["bin", "air"])), "", WEST, SOUTH, "") for n in range(12)]
    layer = SensorsLayer(own, catalog.load())
    channels = ChannelTable.of(Sensors.of(own), kinds)
    heard = {sensor.id for sensor in own if data.draw(st.booleans())}
    number = np.array([n for n, (sensor, _) in enumerate(channels.rows) if sensor in heard], np.int64)
    age_ms = data.draw(st.sampled_from([0, DAY_MS + HOUR_MS]))
    layer.take(Columns(READINGS, {
        "channel": number, "at_ms": np.full(len(number), NOW - age_ms), "value": np.zeros(len(number)),
        "quality": np.array([data.draw(st.sampled_from([*Quality])) for _ in number], np.int64),
    }))  # fmt: skip
    fold = Fold()
    for n, sensor in enumerate(own):
        priority = data.draw(st.sampled_from([None, *PRIORITIES]))
        if priority is not None:
            fold.apply(raised(f"a{n}", priority, kinds[sensor.kind].channels[0].key, sensor.id))
    layer.change("alarm", dict(fold.states["alarm"]))
    layer.tick(NOW)
    counts = layer.counts()
    assert sum(counts[f"sensor.{condition}"] for condition in CONDITIONS) == len(own)
    assert all(
        counts[f"sensor.{condition}"] == sum(layer.condition(sensor.id) == condition for sensor in own)
        for condition in CONDITIONS
    )
    assert counts["sensor.silent~3"] <= counts["sensor.silent"]
    with_alarm = {alarm.sensor_id for alarm in fold.states["alarm"].values()}
    silent_with_alarm = with_alarm - heard if not age_ms else with_alarm
    assert counts["sensor.silent"] + len(silent_with_alarm) == sum(layer.silent().values())


def test_the_highest_active_alarm_is_shown_at_the_sensor_until_none_is_active(layers: LayerSet) -> None:
    layers.apply([raised("a", "low"), raised("b", "high")])
    layers.tick(NOW)
    assert sensors(layers).condition("bin-1") == "high"
    assert layers.of(AlarmBook).first(ACTIVE, 5) == ["b", "a"]
    layers.apply([record(records.AlarmAcknowledged(alarm_id=i)) for i in "ab"])
    layers.apply([record(records.AlarmCleared(alarm_id=i, value=10.0)) for i in "ab"])
    layers.tick(NOW)
    assert sensors(layers).condition("bin-1") == "silent"
    assert layers.of(AlarmBook).first(ACTIVE, 5) == []


def test_a_sensor_with_played_readings_is_not_normal(layers: LayerSet) -> None:
    receive(layers, ("bin-1", "fill", 40.0, NOW, Quality.PLAYED))
    layers.tick(NOW)
    assert sensors(layers).condition("bin-1") == "played"


def test_sensor_batches_are_unchanged_while_only_values_change(layers: LayerSet) -> None:
    receive(layers, ("bin-1", "fill", 40.0, NOW, Quality.GOOD))
    layers.tick(NOW)
    first, notified = sensors(layers).batches(), []
    sensors(layers).changed.connect(lambda: notified.append(1))
    receive(layers, ("bin-1", "fill", 41.0, NOW + 1, Quality.GOOD))
    layers.tick(NOW + 1)
    assert sensors(layers).batches() is first
    assert notified == [1]


def test_a_sensor_is_stale_only_when_all_its_channels_are(layers: LayerSet) -> None:
    stale_ms = stale_of("air")
    receive(layers, ("air-1", "pm25", 12.0, NOW, Quality.GOOD), ("air-1", "o3", 50.0, NOW - stale_ms - 1, Quality.BAD))
    layers.tick(NOW)
    assert sensors(layers).condition("air-1") == "normal"
    shown = {fact.label for fact in sensors(layers).facts("air-1")}
    names = {channel.key: channel.name for channel in catalog.load().sensor_kinds["air"].channels}
    assert names["pm25"] in shown
    assert names["o3"] not in shown
    layers.tick(NOW + stale_ms + 1)
    assert sensors(layers).condition("air-1") == "silent"


def stale_of(kind: str) -> int:
    return round(1000 * catalog.load().sensor_kinds[kind].stale_s)


def test_a_sensor_whose_alarmed_channel_is_stale_is_not_normal_although_another_has_data(layers: LayerSet) -> None:
    stale_ms = stale_of("air")
    layers.apply([raised("a", "low", "o3", "air-1"), record(records.AlarmCleared(alarm_id="a", value=1.0))])
    receive(layers, ("air-1", "pm25", 12.0, NOW, Quality.GOOD), ("air-1", "o3", 50.0, NOW - stale_ms, Quality.GOOD))
    layers.tick(NOW)
    assert sensors(layers).condition("air-1") == "normal"
    layers.tick(NOW + 1)
    assert sensors(layers).condition("air-1") == "silent"
    layers.apply([record(records.AlarmAcknowledged(alarm_id="a"))])
    layers.tick(NOW + 1)
    assert sensors(layers).condition("air-1") == "normal"


def test_staleness_is_measured_by_the_realms_time_and_a_future_time_counts_as_now(layers: LayerSet) -> None:
    stale_ms = stale_of("bin")
    layers.tick(NOW)
    receive(layers, ("bin-1", "fill", 40.0, NOW + 10 * stale_ms, Quality.GOOD))
    layers.tick(NOW)
    layers.tick(NOW + stale_ms)
    assert sensors(layers).condition("bin-1") == "normal"
    layers.tick(NOW + stale_ms + 1)
    assert sensors(layers).condition("bin-1") == "silent"


def test_replayed_readings_do_not_count_as_data_of_the_sensor(layers: LayerSet) -> None:
    stale_ms = stale_of("bin")
    receive(layers, ("bin-1", "fill", 40.0, NOW, Quality.GOOD))
    receive(layers, ("bin-1", "fill", 41.0, NOW + 1, Quality.PLAYED))
    layers.tick(NOW + 1)
    assert sensors(layers).condition("bin-1") == "played"
    layers.tick(NOW + stale_ms + 2)
    assert sensors(layers).condition("bin-1") == "silent"


def test_a_shelved_alarm_is_shown_as_shelved_and_counted_separately(layers: LayerSet) -> None:
    layers.apply([raised("a", "low"), record(records.AlarmShelved(alarm_id="a", until_ms=NOW + 1))])
    layers.tick(NOW)
    book = layers.of(AlarmBook)
    assert sensors(layers).condition("bin-1") == "aside"
    assert [key[-1] for key in book.aside()] == ["a"]
    assert book.listed() == []
    assert book.of("bin-1") == ["a"]
    restored(layers, [raised("b", "critical"), raised("c", "high")])
    layers.tick(NOW)
    assert sensors(layers).condition("bin-1") == "critical"
    assert (book.number(*LISTED), book.number(*NOT_ANNUNCIATED)) == (2, 0)


def test_alarms_are_in_the_order_of_urgency_and_sorted_once_per_change(layers: LayerSet) -> None:
    book = layers.of(AlarmBook)
    layers.apply([raised("over", "critical"), record(records.AlarmCleared(alarm_id="over", value=1.0))])
    layers.apply([raised("b", "low"), raised("c", "high"), raised("a", "high")])
    assert book.first(LISTED, 9) == ["over", "a", "c", "b"]
    layers.apply([record(records.AlarmCleared(alarm_id="a", value=1.0))])
    assert book.first(LISTED, 9) == ["over", "c", "a", "b"], "of one priority, what lasts comes first"
    assert book.listed() is book.listed()
    layers.apply([record(records.AlarmAcknowledged(alarm_id="over"))])
    assert book.first(LISTED, 9) == ["c", "a", "b"]


def test_an_open_emergency_has_a_mark_of_its_own_on_map_and_twin_until_it_ends(layers: LayerSet) -> None:
    layers.apply([
        reported("E1"),
        record(records.EventReported(
            event_id="E2", subclass="gas_leak", title="gas", source="hotline", x_m=0, y_m=0, division="",
            level="general",
        )),
        record(records.EventReported(
            event_id="E3", subclass="exposed_garbage", title="large", source="hotline", x_m=0, y_m=0, division="",
            level="major",
        )),
    ])  # fmt: skip
    layers.tick(NOW)
    assert sorted(ring_ids(layers, "event.emergency")) == ["E2", "E3"]
    assert events(layers).counts()["event.emergency"] == 2
    assert "event.emergency" in {entry.style for entry in events(layers).legend()}
    layers.apply([record(records.EventRejected(event_id="E2"))])
    layers.tick(NOW)
    assert ring_ids(layers, "event.emergency") == ["E3"]
