"""Names that no outline has are found on the map: of the code list, of former codes, of seats without an outline."""

from __future__ import annotations

from pathlib import Path

import pytest

from county.package.check import check
from county.package.importer import import_county
from county.package.open import CountyPackage
from layers.batches import Labels
from layers.place_names import PlaceNamesLayer
from tests.unit.county_files import DIVISION, VILLAGES, write_codes, write_county, write_file
from tests.unit.sound_county import COUNTY, SOUTH_M, WEST_M, sound_county

RECODED, RENAMED, NEW = COUNTY + "100002", COUNTY + "200201", COUNTY + "200205"
OLD = COUNTY + "100201"
LISTED = {
    COUNTY + "100001": ("甲社区", "东镇"),
    RECODED: ("乙社区", "东镇"),
    RENAMED: ("丙新村", "西乡"),
    COUNTY + "200202": ("丁村", "西乡"),
    NEW: ("戊村", "西乡"),
}
"""乙村 has become a community with a new code, 丙村 has another name, 戊村 is not on the map."""
LAYERS = {"full": ("boundary", "towns", "villages"), "towns": ("boundary", "towns"), "outline": ("boundary",)}


def package(folder: Path, kind: str = "full", *, codes: bool = True, places: bool = False) -> CountyPackage:
    files = {layer: path for layer, path in write_county(folder).items() if layer in LAYERS[kind]}
    if codes:
        files["codes"] = write_codes(folder / "codes.csv", LISTED)
    if places:
        files["places"] = write_file(folder / "seats.geojson", sound_county().tables["places"], headers=DIVISION)
    import_county(folder / "p", name="安县", code=COUNTY, **files)  # type: ignore[arg-type]
    assert not [finding for finding in check(folder / "p") if finding.severity == "error"]
    return CountyPackage(folder / "p")


@pytest.mark.parametrize(
    ("text", "code", "means"),
    [
        ("乙社区", RECODED, f"乙村 {OLD}"),
        (RECODED, RECODED, f"乙村 {OLD}"),
        ("丙新村", RENAMED, f"丙村 {RENAMED}"),
        ("戊村", NEW, f"西乡 {COUNTY}200000"),
    ],
)
def test_a_name_or_code_of_the_list_leads_to_the_division_on_the_map(
    tmp_path: Path, text: str, code: str, means: str
) -> None:
    county = package(tmp_path)
    layer = PlaceNamesLayer(county)
    assert layer.search(text, 6) == [code]
    assert [fact.value for fact in layer.facts(code)] == [code, means]
    bounds = layer.bounds_m(code)
    assert bounds is not None
    named = {str(c): g for level in ("towns", "villages") for c, g in _outlines(county, level)}
    assert bounds == pytest.approx(named[means.split()[-1]].bounds)


def _outlines(county: CountyPackage, level: str) -> list[tuple[object, object]]:
    return list(zip(county.table(level)["code"], county.table(level).geometry, strict=True))


def test_a_county_whose_list_agrees_with_the_map_has_no_other_names(tmp_path: Path) -> None:
    files = write_county(tmp_path) | {"codes": write_codes(tmp_path / "codes.csv", VILLAGES)}
    import_county(tmp_path / "p", name="安县", code=COUNTY, **files)  # type: ignore[arg-type]
    layer = PlaceNamesLayer(CountyPackage(tmp_path / "p"))
    assert layer.lacking
    assert not layer.expected, "it has no row in the layer tree then"


@pytest.mark.parametrize("kind", ["towns", "outline"])
def test_seats_without_an_outline_are_drawn_with_their_names_and_found(tmp_path: Path, kind: str) -> None:
    layer = PlaceNamesLayer(package(tmp_path, kind, codes=False, places=True))
    labels = layer.batches()[-1]
    assert isinstance(labels, Labels)
    towns = ["东镇", "西乡"] if kind == "outline" else []
    assert sorted(labels.text) == sorted(["甲", "乙", "丙", "丁", *towns])
    assert layer.search("丙", 6) == [RENAMED]
    assert layer.pick(WEST_M + 5_010, SOUTH_M + 310, 50.0) == RENAMED
    assert layer.bounds_m(RENAMED) == pytest.approx((WEST_M + 5_000, SOUTH_M + 300) * 2, abs=0.01)
    within = f"西乡 {COUNTY}200000" if kind == "towns" else f"安县 {COUNTY}"
    assert within in [fact.value for fact in layer.facts(RENAMED)]


def test_a_seat_with_two_names_is_drawn_once_by_the_official_one_and_found_by_both(tmp_path: Path) -> None:
    layer = PlaceNamesLayer(package(tmp_path, "towns", places=True))
    labels = layer.batches()[-1]
    assert isinstance(labels, Labels)
    assert "丙新村" in labels.text
    assert "丙" not in labels.text
    for name in ("丙新村", "丙"):
        [found] = [item for item in layer.search(name, 6) if layer.title(item) == name]
        assert layer.bounds_m(found) == pytest.approx((WEST_M + 5_000, SOUTH_M + 300) * 2, abs=0.01)


def test_without_outlines_the_name_of_a_village_leads_to_the_county(tmp_path: Path) -> None:
    layer = PlaceNamesLayer(package(tmp_path, "outline"))
    assert [fact.value for fact in layer.facts(NEW)] == [NEW, f"安县 {COUNTY}"]
    assert layer.search("西乡", 6) == [COUNTY + "200000"], "a town of the list"
