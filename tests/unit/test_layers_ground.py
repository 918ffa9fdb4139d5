"""Static layers: batches of the right shape, and items found by place, name and code."""

from __future__ import annotations

from pathlib import Path
from unittest.mock import MagicMock

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from county import catalog
from county.events.event import ENDED, STATES
from county.package.open import CountyPackage, Table
from layers.base import LegendRamp
from layers.basemap import RoadsLayer, name_labels
from layers.batches import Field, Labels, Lines, Points, Polygons
from layers.matching import best_matches
from layers.registry import LAYERS, LayerSet, build_layers
from layers.relief import hillshade
from layers.style import StyleError, StyleSheet, rgba
from layers.towns import TownsLayer
from layers.urgency import COLOURS
from tests.tiny_county import SOUTH, WEST, write_tiny_county
from tests.valley_county import place, write_valley


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> CountyPackage:
    return write_tiny_county(tmp_path_factory.mktemp("tiny") / "county")


@pytest.fixture(scope="module")
def layers(package: CountyPackage) -> LayerSet:
    return build_layers(package, catalog.load())


def road_texts(names: list[str]) -> list[str]:
    """The style of the label of each national road of these names."""
    line = shapely.LineString([(0, 0), (100, 0)])
    columns = {"id": names, "name": names, "road_class": ["national"] * len(names), "width_m": [7.0] * len(names)}
    table = Table(np.array([line] * len(names)), {key: np.array(of, dtype=object) for key, of in columns.items()})
    package = MagicMock(spec=CountyPackage)
    package.table.return_value = table
    labels = RoadsLayer(package).batches()[-1]
    assert isinstance(labels, Labels)
    return [labels.styles[labels.style[labels.text.tolist().index(name)]] for name in names]


@pytest.mark.parametrize("key", LAYERS)
def test_every_style_used_by_a_layer_is_in_the_style_sheet(layers: LayerSet, key: str) -> None:
    sheet = StyleSheet.load()
    for batch in layers[key].batches():
        if isinstance(batch, Field):
            assert batch.style in sheet.ramps
        else:
            assert all(sheet[style] for style in batch.styles)
    for entry in layers[key].legend():
        assert entry.style in sheet.ramps if isinstance(entry, LegendRamp) else sheet[entry.style]


@pytest.mark.parametrize("key", LAYERS)
def test_columns_of_every_batch_fit_together(layers: LayerSet, key: str) -> None:
    for batch in layers[key].batches():
        match batch:
            case Points() | Labels():
                assert len(batch.ids) == len(batch.xy_m) == len(batch.style)
            case Lines():
                assert len(batch.ids) == len(batch.style) == len(batch.width_m) == len(batch.starts) - 1
                assert batch.starts[-1] == len(batch.xy_m)
            case Polygons():
                assert len(batch.ids) == len(batch.style) == len(batch.parts) - 1
                assert (batch.parts[-1], batch.rings[-1]) == (len(batch.rings) - 1, len(batch.xy_m))
                assert np.array_equal(batch.xy_m[batch.rings[:-1]], batch.xy_m[batch.rings[1:] - 1])
            case Field():
                assert batch.value.ndim == 2


@pytest.mark.parametrize(
    ("key", "x_km", "y_km", "found"),
    [
        ("towns", 3.0, 1.0, "990199101000"),
        ("villages", 0.5, 3.0, "990199100202"),
        ("grids", 1.5, 0.5, "990199100201002"),
        ("buildings", 1.21, 1.21, "B1"),
        ("waters", 2.4, 3.4, "L1"),
        ("roads", 1.0, 2.203, "R1"),
    ],
)
def test_the_item_at_a_point_is_picked(layers: LayerSet, key: str, x_km: float, y_km: float, found: str) -> None:
    assert layers[key].pick(WEST + 1000 * x_km, SOUTH + 1000 * y_km, 5.0) == found


def test_nothing_is_picked_where_there_is_nothing(layers: LayerSet) -> None:
    assert all(layer.pick(WEST - 5000, SOUTH, 5.0) is None for layer in layers)


@pytest.mark.parametrize(
    ("key", "text", "found"),
    [
        ("towns", "东镇", ["990199101000"]),
        ("villages", "990199100202", ["990199100202"]),
        ("villages", "南村", ["990199100201", "990199101201"]),
        ("sensors", "AIR-1", ["air-1"]),
        ("resources", "清运", ["truck-1"]),
        ("roads", "g999", ["R1"]),
        ("waters", "试江", ["W1"]),
        ("buildings", "B", []),
        ("buildings", "B2", ["B2"]),
    ],
)
def test_search_finds_by_code_and_by_part_of_a_name(layers: LayerSet, key: str, text: str, found: list[str]) -> None:
    assert layers[key].search(text, 10) == found


@given(st.lists(st.tuples(st.text(max_size=4), st.text(max_size=4)), max_size=20), st.text(min_size=1, max_size=2))
def test_matches_contain_the_text_and_exact_ones_are_first(things: list[tuple[str, str]], text: str) -> None:
    folded = text.casefold()
    hits = best_matches(text, things, 100)
    assert sorted(hits) == sorted(i for i, name in things if folded in i.casefold() or folded in name.casefold())
    whole = {i for i, name in things if folded in (i.casefold(), name.casefold())}
    ranks = [i in whole for i in hits]
    assert ranks == sorted(ranks, reverse=True) or len(set(hits)) < len(hits)


def test_labels_of_divisions_are_at_their_seats(layers: LayerSet) -> None:
    labels = next(batch for batch in layers["towns"].batches() if isinstance(batch, Labels))
    assert labels.xy_m[list(labels.text).index("西镇")].tolist() == [WEST + 1000, SOUTH + 2000]


def test_the_town_of_the_county_s_seat_has_a_mark_and_a_larger_name_at_that_seat(tmp_path: Path) -> None:
    layer = TownsLayer(write_valley(tmp_path / "county", [100, 100]))
    _, points, labels = layer.batches()
    assert isinstance(points, Points)
    assert isinstance(labels, Labels)
    assert [points.styles[code] for code in points.style] == ["seat.county"]
    assert [labels.styles[code] for code in labels.style] == ["label.seat"]
    assert points.xy_m.tolist() == labels.xy_m.tolist() == [list(place(0))]
    sheet = StyleSheet.load()
    assert sheet["label.seat"].size_px > sheet["label.town"].size_px, "it is placed before all other names"


def test_without_a_seat_of_the_county_all_towns_are_alike(tmp_path: Path) -> None:
    layer = TownsLayer(write_valley(tmp_path / "county", [100, 100], seat=False))
    assert {key for batch in layer.batches() for key in batch.styles if "seat" in key} == {"seat.town"}


def test_numbers_of_routes_are_on_plates_and_names_of_roads_are_not() -> None:
    names = ["G999", "S12", "X001", "劳动路", "G999辅路"]
    sheet = StyleSheet.load()
    with_plate = [name for name, key in zip(names, road_texts(names), strict=True) if sheet[key].plate]
    assert with_plate == ["G999", "S12", "X001"]


def test_a_name_runs_on_along_the_lines_that_continue_each_other_and_have_its_class() -> None:
    reaches = [shapely.LineString([(x, 0), (x + 100, 0)]) for x in (0, 100, 200)]
    columns = {"id": ["W1", "W2", "W3"], "name": ["试江"] * 3, "order": [2, 2, 3]}
    rivers = Table(np.array(reaches, dtype=object), {key: np.array(of, dtype=object) for key, of in columns.items()})
    labels = name_labels(rivers, np.array([1, 1, 2]), ("label.river.1", "label.river.2", "label.river.3"))
    courses = labels.courses
    assert courses is not None
    spans = [courses.xy_m[courses.starts[n] : courses.starts[n + 1], 0] for n in range(len(courses.label))]
    found = {labels.styles[labels.style[row]]: (min(x), max(x)) for row, x in zip(courses.label, spans, strict=True)}
    assert found == {"label.river.2": (0, 200), "label.river.3": (200, 300)}


def test_approximate_borders_are_styled_and_described_as_such(tmp_path: Path) -> None:
    layers = build_layers(write_tiny_county(tmp_path / "county", approximate=True), catalog.load())
    outlines = layers["villages"].batches()[0]
    assert isinstance(outlines, Polygons)
    assert {outlines.styles[code] for code in outlines.style} == {"village.approximate"}
    assert StyleSheet.load()["village.approximate"].dash
    assert any(fact.label.zh == "界线" for fact in layers["villages"].facts("990199100201"))


def test_unknown_counts_are_not_shown(layers: LayerSet) -> None:
    labels = {fact.label.zh for fact in layers["villages"].facts("990199100201")}
    assert "人口" in labels
    assert "户数" not in labels


def test_slopes_facing_north_west_are_lighter_than_those_facing_away() -> None:
    rows, cols = np.mgrid[0:9, 0:9].astype(np.float32)
    towards, away = hillshade(10 * (rows + cols), 30.0), hillshade(-10 * (rows + cols), 30.0)
    assert towards[4, 4] > hillshade(0 * rows, 30.0)[4, 4] > away[4, 4]


def test_unknown_heights_are_not_shaded() -> None:
    z = np.zeros((5, 5), dtype=np.float32)
    z[2, 2] = np.nan
    assert np.isnan(hillshade(z, 30.0)[2, 2])
    assert np.isfinite(hillshade(z, 30.0)[0, 0])


def test_a_style_inherits_missing_properties_from_the_row_above() -> None:
    sheet = StyleSheet.load()
    assert sheet["event.open"].size_px == sheet["event"].size_px
    assert sheet["sensor.normal@mdi6.cctv"].icon == "mdi6.cctv"
    assert sheet["event.open@event_class.fire_safety"].icon == sheet["event_class.fire_safety"].icon != ""
    assert sheet["event.open@event_class.of_a_city"].icon == sheet["event_class"].icon != ""
    assert sheet["sensor.normal.anything"].color == sheet["sensor.normal"].color
    with pytest.raises(KeyError, match="unheard"):
        sheet["unheard.of"]


def test_urgencies_stages_and_priorities_differ_in_shape_and_not_only_in_colour() -> None:
    sheet = StyleSheet.load()
    assert len({sheet[f"event.{colour}"].glyph for colour in COLOURS}) == len(COLOURS)
    stages = [sheet[f"event.stage.{state}"] for state in STATES if state not in ENDED]
    assert len({(style.glyph, style.part) for style in stages}) == len(stages)
    priorities = [sheet[f"sensor.{priority}"] for priority in ("low", "medium", "high", "critical")]
    assert len({(style.glyph, style.size_px) for style in priorities}) == 4


def test_a_key_with_a_factor_is_that_style_in_another_size() -> None:
    sheet = StyleSheet.load()
    assert sheet["event.open*0.5"].size_px == sheet["event.open"].size_px / 2
    assert sheet["track.driving>45*2"].turn_deg == 45
    with pytest.raises(KeyError, match="after"):
        sheet["event.open*large"]


def test_a_broken_style_sheet_is_one_line_that_names_file_and_reason(tmp_path: Path) -> None:
    sheet = tmp_path / "s.toml"
    sheet.write_text('[styles]\n"a" = { color = "red" }\n[ramps]\n', encoding="utf-8")
    with pytest.raises(StyleError, match=r"s\.toml: colour 'red' is not #rrggbb"):
        StyleSheet.load(sheet)
    assert rgba("#01020380") == (1, 2, 3, 128)
    sheet.write_text('[styles]\n"a" = { stale = 0.1 }\n[ramps]\n', encoding="utf-8")
    with pytest.raises(StyleError, match=r"s\.toml: stale = 0\.1 is not between 0\.4 and 1"):
        StyleSheet.load(sheet)


def test_what_is_old_fades_in_equal_steps_to_the_part_that_its_row_states_and_no_farther() -> None:
    sheet = StyleSheet.load()
    for key in ("sensor.silent@mdi6.trash-can", "track.silent>45", "track.trail"):
        whole = rgba(sheet[key].outline)[3]
        alphas = [rgba(sheet[f"{key}~{step}"].outline)[3] for step in range(4)]
        assert alphas == pytest.approx([whole * (1 - (1 - sheet[key].stale) * step / 3) for step in range(4)], abs=1)
        assert rgba(sheet[f"{key}~3"].outline)[:3] == rgba(sheet[key].outline)[:3], "of the same colour"
    with pytest.raises(KeyError, match="4"):
        sheet["track.trail~4"]


def test_buildings_loaded_later_are_notified_once_and_are_the_same(package: CountyPackage) -> None:
    whole, late = (build_layers(package, catalog.load(), whole=now)["buildings"] for now in (True, False))
    notified: list[int] = []
    late.changed.connect(lambda: notified.append(len(late)))
    assert (len(late), late.batches(), late.search("B1", 5)) == (0, (), [])
    late.load()
    assert (len(late), late.batches(), late.search("B1", 5)) == (0, (), []), "shown before a tick applied it"
    late.tick(0)
    late.tick(0)
    assert notified == [len(whole)]
    assert late.facts("B1") == whole.facts("B1") != ()
    assert late.legend() == whole.legend()
