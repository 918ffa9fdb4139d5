"""Tracks of units: accepted positions, content and age of trails, and their reset by a snapshot."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from county import catalog, records
from county.catalog import Name
from county.commands import AlarmCause
from county.durations import DAY_MS, HOUR_MS
from county.events.texts import EventTexts
from county.fold import Fold
from county.package.open import CountyPackage
from county.records import Record
from county.resource import Resource
from county.sensors import Sensor
from county.streams import POSITIONS, Columns, KeyTable
from layers.registry import build_layers
from layers.resources import ResourcesLayer
from layers.style import StyleSheet
from layers.tracks import (
    AGE_MS,
    MODES,
    MOVING_KMH,
    SILENT_MS,
    STYLES,
    TRAIL_LEAST,
    TRAIL_MOST,
    TRAIL_MS,
    TRAIL_STYLES,
    TRAILS_MOST,
    TracksLayer,
)
from tests.positions import Row, positions
from tests.state_tables import tables_of
from tests.tiny_county import SOUTH, WEST, write_tiny_county

NOW = 1_800_000_000_000
SLOT_MS = TRAIL_MS // TRAIL_MOST
CATALOG = catalog.load()
UNITS = [
    Resource("truck-1", "collection_truck", "清运车一号", WEST, SOUTH, "", 5),
    Resource("fire-1", "fire_engine", "消防车一号", WEST + 900, SOUTH, "", 6),
]
TEXTS = EventTexts(CATALOG, ())
KEYS = KeyTable(POSITIONS, [("truck-1",), ("fire-1",), ("elsewhere-9",)])


@pytest.fixture
def tracks() -> TracksLayer:
    return fresh()


def fresh(keys: KeyTable = KEYS) -> TracksLayer:
    layer = TracksLayer(UNITS, CATALOG, TEXTS)
    layer.reset({}, {POSITIONS.key: keys})
    return layer


def at(
    at_ms: int, x_m: float = WEST, y_m: float = SOUTH, *, unit: int = 0, heading: float = 0.0, speed: float = 36.0
) -> Row:
    return unit, at_ms, x_m, y_m, heading, speed


def trail(layer: TracksLayer) -> set[tuple[float, float]]:
    return {(x_m, y_m) for x_m, y_m in layer.batches()[0].xy_m.tolist()}


def style_of(layer: TracksLayer, unit: str) -> str:
    _, _, points = layer.batches()
    [row] = np.flatnonzero(points.ids == unit)
    return points.styles[points.style[row]]


def facts_of(layer: TracksLayer, unit: str) -> dict[str, str]:
    """Facts in Chinese."""
    return {f.label.zh: f.value if isinstance(f.value, str) else f.value.zh for f in layer.facts(unit)}


# ---- on the map


def test_a_unit_is_shown_from_its_first_report_on(tracks: TracksLayer) -> None:
    assert len(tracks) == 0
    assert tracks.title("truck-1") == ""
    assert tracks.facts("truck-1") == ()
    assert tracks.bounds_m("truck-1") is None
    tracks.take(positions(at(NOW, WEST + 5, SOUTH + 7)))
    assert len(tracks) == 1
    assert tracks.title("truck-1") == "清运车一号"
    assert tracks.bounds_m("truck-1") == (WEST + 5, SOUTH + 7, WEST + 5, SOUTH + 7)


@pytest.mark.parametrize(
    ("heading", "style"),
    [(0, "0"), (45, "45"), (90, "90"), (181, "180"), (359, "0"), (47, "45"), (-90, "270"), (float("nan"), "0")],
)
def test_its_arrow_points_to_its_heading(tracks: TracksLayer, heading: float, style: str) -> None:
    tracks.take(positions(at(NOW, heading=heading)))
    tracks.tick(NOW)
    assert style_of(tracks, "truck-1") == f"track.driving>{style}"


def test_its_style_shows_its_activity_and_driving_units_are_on_top(tracks: TracksLayer) -> None:
    tracks.take(positions(at(NOW), at(NOW, unit=1, speed=MOVING_KMH - 0.1), at(NOW - SILENT_MS - 1, unit=2)))
    tracks.tick(NOW)
    assert style_of(tracks, "truck-1") == "track.driving>0"
    assert style_of(tracks, "fire-1") == "track.standing>0"
    assert style_of(tracks, "elsewhere-9") == "track.silent>0"
    assert tracks.batches()[-1].ids.tolist() == ["elsewhere-9", "fire-1", "truck-1"]
    assert tracks.counts() == {
        "track.silent": 1, "track.standing": 1, "track.driving": 1, "track.tasked": 0, "track.silent~3": 0,
    }


def test_it_is_stale_at_the_tick_after_its_limit_and_fresh_again_with_the_next_report(tracks: TracksLayer) -> None:
    notified: list[int] = []
    tracks.changed.connect(lambda: notified.append(1))
    tracks.take(positions(at(NOW)))
    for now_ms in range(NOW, NOW + SILENT_MS + 1, 7_000):
        tracks.tick(now_ms)
    tracks.tick(NOW + SILENT_MS)
    assert style_of(tracks, "truck-1") == "track.driving>0"
    notified.clear()
    tracks.tick(NOW + SILENT_MS + 1)
    assert notified
    assert style_of(tracks, "truck-1") == "track.silent>0"
    tracks.take(positions(at(NOW + SILENT_MS + 2)))
    assert style_of(tracks, "truck-1") == "track.driving>0"


def test_views_are_not_notified_while_no_unit_has_ever_reported(tracks: TracksLayer) -> None:
    tracks.tick(NOW)
    notified: list[int] = []
    tracks.changed.connect(lambda: notified.append(1))
    for now_ms in range(NOW, NOW + 10 * AGE_MS, AGE_MS // 2):
        tracks.tick(now_ms)
    assert notified == []


def test_batches_are_the_same_objects_until_a_unit_moves(tracks: TracksLayer) -> None:
    tracks.take(positions(at(NOW)))
    tracks.tick(NOW)
    before = tracks.batches()
    tracks.tick(NOW + 40)
    tracks.take(positions(at(NOW - 1)))
    assert tracks.batches() is before
    tracks.take(positions(at(NOW + 1)))
    assert tracks.batches() is not before


@pytest.mark.parametrize("key", [*STYLES, *TRAIL_STYLES, "track.tasked", *(f"track.{mode}" for mode in MODES)])
def test_every_style_has_its_row(key: str) -> None:
    style = StyleSheet.load()[key]
    assert (style.glyph == "arrow") == any(key.startswith(f"track.{mode}") for mode in MODES)


def test_every_counting_line_of_the_legend_has_its_count(tracks: TracksLayer) -> None:
    styles = {entry.style for entry in tracks.legend()}
    assert styles - {TRAIL_STYLES[-1]} == set(tracks.counts())


# ---- facts


def test_its_card_shows_name_kind_speed_heading_in_words_and_age(tracks: TracksLayer) -> None:
    tracks.take(positions(at(NOW, heading=47.0, speed=38.4)))
    tracks.tick(NOW + 12_000)
    assert facts_of(tracks, "truck-1") == {
        "编号": "truck-1", "类型": "垃圾清运车", "状态": "行驶中", "速度": "38 km/h", "朝向": "东北 47°",
        "最后位置": "12 秒前 (16:00:00)",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("later_ms", "age"),
    [(-5_000, "0 秒前 (16:00:00)"), (59_999, "59 秒前 (16:00:00)"), (300_000, "5 分钟前 (16:00:00)"),
     (7_199_000, "119 分钟前 (16:00:00)"), (7_200_000, "2 小时前"), (90 * 3_600_000, "90 小时前")],
)  # fmt: skip
def test_the_age_is_given_in_the_unit_that_fits_it(tracks: TracksLayer, later_ms: int, age: str) -> None:
    tracks.take(positions(at(NOW)))
    tracks.tick(NOW + later_ms)
    assert facts_of(tracks, "truck-1")["最后位置"] == age


def test_a_stale_unit_has_no_speed(tracks: TracksLayer) -> None:
    tracks.take(positions(at(NOW)))
    tracks.tick(NOW + SILENT_MS + 1)
    assert facts_of(tracks, "truck-1")["状态"] == "失联"
    assert "速度" not in facts_of(tracks, "truck-1")


def test_a_unit_missing_in_the_package_is_named_by_its_number(tracks: TracksLayer) -> None:
    tracks.take(positions(at(NOW, unit=2)))
    assert tracks.title("elsewhere-9") == "elsewhere-9"
    assert "类型" not in facts_of(tracks, "elsewhere-9")


def test_units_are_found_by_name_under_a_point_and_in_a_box_once_they_have_reported(tracks: TracksLayer) -> None:
    tracks.take(positions(at(NOW, WEST + 100, SOUTH + 100)))
    assert tracks.search("一号", 9) == ["truck-1"]
    assert tracks.search("TRUCK", 9) == ["truck-1"]
    assert tracks.pick(WEST + 103, SOUTH + 100, 5.0) == "truck-1"
    assert tracks.pick(WEST + 106, SOUTH + 100, 5.0) is None
    assert tracks.within(WEST, SOUTH, WEST + 200, SOUTH + 200) == ["truck-1"]
    assert tracks.within(WEST, SOUTH, WEST + 50, SOUTH + 50) == []


# ---- tasks


def dispatched(event_id: str = "E1", unit: str = "truck-1") -> list[Record]:
    bodies = [
        records.EventReported(
            event_id=event_id, subclass="bin_overflow", title="垃圾满溢", source="sensor", x_m=WEST, y_m=SOUTH,
            division="", level="general",
        ),
        records.EventFiled(event_id=event_id),
        records.EventDispatched(event_id=event_id, unit=unit, due_ms=NOW + 60_000),
    ]  # fmt: skip
    return [
        Record(seq=n, realm="live", happened_ms=NOW, recorded_ms=NOW, command_id="c", by="a", body=body)
        for n, body in enumerate(bodies, start=1)
    ]


def test_a_unit_with_a_task_has_a_ring_and_names_it_until_the_task_is_completed(tracks: TracksLayer) -> None:
    fold = Fold()
    changes = [{c.id: c.state for c in fold.apply(record)} for record in dispatched()]
    for some in changes:
        tracks.change("event", some)
    assert len(tracks.batches()[1].ids) == 0, "it has not reported yet"
    tracks.take(positions(at(NOW)))
    assert tracks.batches()[1].ids.tolist() == ["truck-1"]
    assert facts_of(tracks, "truck-1")["处置事件"] == "垃圾满溢 E1"
    assert tracks.counts()["track.tasked"] == 1
    tracks.change("event", {"E1": None})
    assert len(tracks.batches()[1].ids) == 0
    assert "处置事件" not in facts_of(tracks, "truck-1")


def test_a_task_that_an_alarm_opened_is_named_in_both_languages_from_a_snapshot_and_from_its_records() -> None:
    texts = EventTexts(CATALOG, [Sensor("bin-1", "bin", "垃圾桶0001", WEST, SOUTH, "")])
    reported, *others = dispatched()
    cause = AlarmCause(rule="bin_full", channel="fill", value=84.0, limit=80.0)
    body = replace(reported.body, title="", sensor_id="bin-1", cause=cause)
    fold = Fold()
    changes = [{c.id: c.state for c in fold.apply(each)} for each in (replace(reported, body=body), *others)]
    layers = [TracksLayer(UNITS, CATALOG, texts), ResourcesLayer(UNITS, CATALOG, texts)]
    for layer in layers:
        layer.reset(tables_of(fold), {POSITIONS.key: KEYS})
        layer.take(positions(at(NOW)))
        assert layer.facts("truck-1")[-1].value == Name("垃圾桶0001垃圾桶满溢 E1", "垃圾桶0001: Bin full E1")
        layer.change("event", {"E1": None})
        for some in changes:
            layer.change("event", some)
        assert layer.facts("truck-1")[-1].value == Name("垃圾桶0001垃圾桶满溢 E1", "垃圾桶0001: Bin full E1")


def test_tasks_of_a_snapshot_are_known(tracks: TracksLayer) -> None:
    fold = Fold()
    for record in dispatched():
        fold.apply(record)
    tracks.reset(tables_of(fold), {POSITIONS.key: KEYS})
    tracks.take(positions(at(NOW)))
    assert facts_of(tracks, "truck-1")["处置事件"] == "垃圾满溢 E1"


def test_an_event_that_changes_no_task_changes_no_batch(tracks: TracksLayer) -> None:
    tracks.take(positions(at(NOW)))
    before = tracks.batches()
    fold = Fold()
    [change] = fold.apply(dispatched()[0])
    tracks.change("event", {change.id: change.state})
    assert tracks.batches() is before


@pytest.mark.parametrize(
    ("age_ms", "style"),
    [(SILENT_MS + 1, "track.silent>0"), (HOUR_MS, "track.silent>0~1"), (6 * HOUR_MS, "track.silent>0~2"),
     (DAY_MS, "track.silent>0~3"), (30 * DAY_MS, "track.silent>0~3")],
)  # fmt: skip
def test_a_silent_unit_fades_with_the_age_of_its_position(tracks: TracksLayer, age_ms: int, style: str) -> None:
    tracks.take(positions(at(NOW)))
    tracks.tick(NOW + age_ms)
    assert style_of(tracks, "truck-1") == style
    assert tracks.counts()["track.silent"] == 1
    assert tracks.counts()["track.silent~3"] == (age_ms >= DAY_MS)


# ---- trails


def test_a_trail_shows_where_a_unit_was_and_fades_with_its_age(tracks: TracksLayer) -> None:
    for n in range(4):
        tracks.take(positions(at(NOW + n * TRAIL_MS // 3, WEST + 100 * n)))
    tracks.tick(NOW + TRAIL_MS)
    dots, _, _ = tracks.batches()
    by_place = {x - WEST: dots.styles[code] for (x, _), code in zip(dots.xy_m.tolist(), dots.style, strict=True)}
    assert by_place == {
        100.0: "track.trail~2", 200.0: "track.trail~1", 300.0: "track.trail",
    }  # fmt: skip


def test_dots_cannot_be_picked(tracks: TracksLayer) -> None:
    tracks.take(positions(at(NOW), at(NOW + 60_000, WEST + 500)))
    assert set(tracks.batches()[0].ids.tolist()) == {""}
    assert tracks.pick(WEST, SOUTH, 5.0) is None
    assert tracks.within(WEST - 1, SOUTH - 1, WEST + 1, SOUTH + 1) == []


def test_a_stationary_unit_has_no_dots(tracks: TracksLayer) -> None:
    for n in range(9):
        tracks.take(positions(at(NOW + n * 60_000, WEST + n, speed=1.0)))
    assert trail(tracks) == set()


def test_a_late_row_changes_neither_place_nor_trail(tracks: TracksLayer) -> None:
    tracks.take(positions(at(NOW, WEST + 500)))
    tracks.tick(NOW)
    before = tracks.batches()
    tracks.take(positions(at(NOW - 60_000, WEST), at(NOW, WEST + 1)))
    assert tracks.batches() is before
    assert tracks.bounds_m("truck-1") == (WEST + 500, SOUTH, WEST + 500, SOUTH)


def test_a_position_dated_ahead_gives_way_to_the_next_one(tracks: TracksLayer) -> None:
    tracks.tick(NOW)
    tracks.take(positions(at(NOW + 86_400_000, WEST + 500)))
    tracks.take(positions(at(NOW, WEST)))
    tracks.take(positions(at(NOW - 60_000, WEST + 1)))
    assert tracks.bounds_m("truck-1") == (WEST, SOUTH, WEST, SOUTH)


def test_a_row_without_a_place_changes_nothing(tracks: TracksLayer) -> None:
    tracks.take(positions(at(NOW, float("nan")), at(NOW, y_m=float("inf"), unit=1)))
    assert len(tracks) == 0


def test_nan_speeds_and_headings_count_as_unknown(tracks: TracksLayer) -> None:
    tracks.take(positions(at(NOW, heading=float("inf"), speed=float("nan"))))
    tracks.tick(NOW)
    assert style_of(tracks, "truck-1") == "track.standing>0"


def test_a_unit_number_missing_in_the_table_is_refused(tracks: TracksLayer) -> None:
    with pytest.raises(IndexError):
        tracks.take(positions(at(NOW, unit=3)))


ROWS = st.lists(
    st.tuples(
        st.integers(0, 2),
        st.integers(NOW, NOW + 2 * TRAIL_MS),
        st.integers(0, 9_999).map(float),
        st.integers(0, 9_999).map(float),
        st.just(0.0),
        st.sampled_from([0.0, 40.0]),
    ),
    max_size=30,
)


@given(st.lists(ROWS, max_size=8), st.integers(0, 3 * TRAIL_MS))
@settings(deadline=None)
def test_a_trail_contains_the_last_minutes_with_one_position_per_time_span(
    takes: list[list[Row]], later_ms: int
) -> None:
    layer, newest = fresh(), {}
    slots: dict[tuple[int, int], Row] = {}
    for rows in takes:
        accepted = [row for row in rows if row[1] > newest.get(row[0], -1)]
        for row in sorted(accepted, key=lambda row: row[1]):
            newest[row[0]] = row[1]
            if row[5] >= MOVING_KMH:
                slots[row[0], row[1] // SLOT_MS] = row
        layer.take(positions(*rows))
    now_ms = max(NOW + later_ms, *newest.values(), 0)
    layer.tick(now_ms)
    last = {unit: max(span for other, span in slots if other == unit) for unit, _ in slots}
    wanted = sorted(
        (row[2], row[3])
        for (unit, span), row in slots.items()
        if row[1] > now_ms - TRAIL_MS and span > last[unit] - TRAIL_MOST
    )
    assert sorted(map(tuple, layer.batches()[0].xy_m.tolist())) == wanted


def test_the_trail_of_a_unit_that_reports_in_every_span_of_time_has_no_gap(tracks: TracksLayer) -> None:
    for n in range(3 * TRAIL_MOST):
        tracks.take(positions(at(NOW + n * SLOT_MS, WEST + n)))
    tracks.tick(NOW + (3 * TRAIL_MOST - 1) * SLOT_MS)
    assert trail(tracks) == {(WEST + n, SOUTH) for n in range(2 * TRAIL_MOST, 3 * TRAIL_MOST)}


@given(st.permutations([at(NOW + n * SLOT_MS, WEST + n) for n in range(12)]), st.integers(1, 12))
def test_for_any_order_of_rows_a_trail_is_ordered_by_time(rows: list[Row], size: int) -> None:
    layer = fresh()
    newest = -1.0
    for first in range(0, len(rows), size):
        layer.take(positions(*rows[first : first + size]))
        box = layer.bounds_m("truck-1")
        assert box is not None
        assert box[0] >= newest
        newest = box[0]
        assert max(x for x, _ in trail(layer)) == newest


@given(st.sets(st.integers(0, 99), min_size=1))
def test_conflation_thins_a_trail_and_adds_nothing_to_it(arrived: set[int]) -> None:
    rows = [at(NOW + n * SLOT_MS, WEST + n) for n in range(100)]
    whole, thinned = fresh(), fresh()
    for n, row in enumerate(rows):
        whole.take(positions(row))
        if n in arrived:
            thinned.take(positions(row))
    for layer in (whole, thinned):
        layer.tick(NOW + 100 * SLOT_MS)
    assert trail(thinned) == {(WEST + n, SOUTH) for n in arrived}
    assert trail(thinned) <= trail(whole)


@pytest.mark.parametrize("units", [1, 300, 10_000])
def test_memory_is_bounded_by_the_number_of_units_for_any_input(units: int) -> None:
    layer = fresh(KeyTable(POSITIONS, [(f"u{n}",) for n in range(units)]))
    slots = min(max(TRAILS_MOST // units, TRAIL_LEAST), TRAIL_MOST)

    def size() -> int:
        return sum(array.nbytes for array in vars(layer).values() if isinstance(array, np.ndarray))

    before = size()
    number = np.arange(units)
    for n in range(150):
        layer.take(
            Columns(
                POSITIONS,
                {
                    "unit": number, "at_ms": np.full(units, NOW + n * TRAIL_MS // 100), "x_m": number + 0.5 * n,
                    "y_m": number, "heading_deg": number, "speed_kmh": np.full(units, 50.0),
                },
            )
        )  # fmt: skip
    layer.tick(NOW + 149 * TRAIL_MS // 100)
    assert size() == before
    assert len(layer.batches()[0].ids) <= slots * units
    assert len(layer.batches()[0].ids) > 0.7 * min(slots, 100) * units


# ---- snapshots


def test_a_snapshot_replaces_positions_and_trails_by_its_newest_rows(tracks: TracksLayer) -> None:
    for n in range(5):
        tracks.take(positions(at(NOW + n * SLOT_MS, WEST + n), at(NOW + n * SLOT_MS, WEST + n, unit=1)))
    tracks.reset({}, {POSITIONS.key: KEYS})
    assert len(tracks) == 0
    assert trail(tracks) == set()
    tracks.take(positions(at(NOW - 60_000, WEST - 700)))
    tracks.tick(NOW)
    assert tracks.bounds_m("truck-1") == (WEST - 700, SOUTH, WEST - 700, SOUTH)
    assert trail(tracks) == {(WEST - 700, SOUTH)}
    assert tracks.bounds_m("fire-1") is None


def test_a_snapshot_may_number_the_units_differently(tracks: TracksLayer) -> None:
    tracks.take(positions(at(NOW)))
    tracks.reset({}, {POSITIONS.key: KeyTable(POSITIONS, [("fire-1",), ("truck-1",)])})
    tracks.take(positions(at(NOW, WEST + 9)))
    assert tracks.search("一号", 9) == ["fire-1"]


def test_two_layers_share_no_data(tracks: TracksLayer) -> None:
    tracks.take(positions(at(NOW)))
    assert len(fresh()) == 0


def test_without_a_table_of_units_there_are_none(tracks: TracksLayer) -> None:
    tracks.reset({}, {})
    assert tracks.batches()[-1].ids.tolist() == []
    tracks.tick(NOW)


def test_the_set_of_layers_passes_positions_and_events_to_it(tmp_path_factory: pytest.TempPathFactory) -> None:
    package: CountyPackage = write_tiny_county(tmp_path_factory.mktemp("tiny") / "county")
    layers = build_layers(package, CATALOG)
    fold = Fold()
    layers.restore(0, 0, tables_of(fold), {POSITIONS.key: POSITIONS.table(package, CATALOG)})
    layers.take(positions(at(NOW)))
    layers.apply(dispatched())
    layers.tick(NOW)
    assert facts_of(layers.of(TracksLayer), "truck-1")["处置事件"] == "垃圾满溢 E1"


# ---- resources, which are at home until they report


@pytest.fixture
def resources() -> ResourcesLayer:
    layer = ResourcesLayer(UNITS, CATALOG, TEXTS)
    layer.reset({}, {POSITIONS.key: KEYS})
    return layer


def test_a_resource_is_drawn_and_found_at_home_until_it_reports_a_position(resources: ResourcesLayer) -> None:
    resources.take(positions(at(NOW, WEST + 5_000), at(NOW, unit=2)))
    assert resources.batches()[-1].ids.tolist() == ["fire-1"]
    assert resources.drawn() == 1
    assert resources.counts() == {"resource.busy": 0, "resource.idle": 1}
    assert resources.pick(WEST, SOUTH, 5.0) is None
    assert resources.within(WEST - 1, SOUTH - 1, WEST + 1, SOUTH + 1) == []
    assert resources.search("一号", 9) == ["fire-1"]
    assert resources.title("truck-1") == "清运车一号", "its title is still found by its number"
    resources.reset({}, {POSITIONS.key: KEYS})
    assert resources.drawn() == 2


def test_the_line_to_its_event_begins_at_home_and_ends_with_the_first_report(resources: ResourcesLayer) -> None:
    fold = Fold()
    for record in dispatched():
        fold.apply(record)
    resources.reset(tables_of(fold), {POSITIONS.key: KEYS})
    assert resources.batches()[0].ids.tolist() == ["truck-1"]
    resources.take(positions(at(NOW)))
    assert resources.batches()[0].ids.tolist() == []
    assert resources.tasks["truck-1"].event_id == "E1"


def test_tasks_and_reports_of_moving_units_change_no_still_batch(
    resources: ResourcesLayer,
) -> None:
    resources.take(positions(at(NOW)))
    lines = resources.batches()[0]
    fold = Fold()
    for record in dispatched():
        resources.change("event", {change.id: change.state for change in fold.apply(record)})
    resources.take(positions(at(NOW, unit=1)))
    assert resources.batches()[0] is lines


def test_a_report_of_a_unit_number_missing_in_the_table_is_refused(resources: ResourcesLayer) -> None:
    with pytest.raises(IndexError):
        resources.take(positions(at(NOW, unit=3)))
