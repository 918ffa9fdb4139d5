"""凤凰县 from real files: an outline, approximate cells of 2016, codes of 2023, heights of 900 m."""

from __future__ import annotations

from pathlib import Path

import pytest

from county.package.check import check
from county.package.county_seat import county_seat
from county.package.importer import import_county
from county.package.manifest import Manifest
from county.package.open import CountyPackage
from services.drill.scenario_check import findings_of
from services.scenarios.scenario_files import read
from tests.unit.test_drill_rebase import SCENARIOS

DATA = Path(__file__).parents[2].parent / "shared" / "data" / "fenghuang"
pytestmark = pytest.mark.skipif(not DATA.is_dir(), reason="the real data are stored outside the repository")


def _file(name: str) -> Path:
    return DATA / f"fenghuang_433123_{name}"


@pytest.fixture(scope="module")
def fenghuang(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Manifest]:
    folder = tmp_path_factory.mktemp("fenghuang")
    imported = import_county(
        folder, name="凤凰县", code="433123", boundary=_file("county_wgs84.geojson"),
        towns=_file("township_voronoi_APPROX_wgs84.geojson"), villages=_file("village_voronoi_APPROX_wgs84.geojson"),
        places=_file("places_2016_wgs84.geojson"), codes=_file("village_codes_NBS2023.csv"),
        terrain=_file("dem_30arcsec.tif"), seat="沱江镇",
    )  # fmt: skip
    return folder, imported.manifest


def test_all_towns_villages_and_places_are_imported(fenghuang: tuple[Path, Manifest]) -> None:
    package = CountyPackage(fenghuang[0])
    assert [len(package.table(layer)) for layer in ("towns", "villages", "places", "grids")] == [17, 238, 254, 0]
    assert package.manifest.epsg == 4546, "109.6 °E is nearest to the meridian 111 °E"


def test_the_seat_of_the_county_is_that_of_the_town_that_was_named(fenghuang: tuple[Path, Manifest]) -> None:
    package = CountyPackage(fenghuang[0])
    places, seat = package.table("places"), county_seat(package)
    rows = {str(code): row for row, code in enumerate(places["code"])}
    assert len(rows) == 254
    town = places.geometry[rows["433123109000"]]
    assert seat == (town.x, town.y)


def test_its_cells_are_marked_approximate_and_its_outline_is_not(fenghuang: tuple[Path, Manifest]) -> None:
    folder, manifest = fenghuang
    assert {layer for layer, origin in manifest.layers.items() if origin.approximate} == {"towns", "villages"}
    assert CountyPackage(folder).table("villages")["approximate"].all()


def test_the_eight_codes_that_ended_before_2023_are_reported_and_marked(fenghuang: tuple[Path, Manifest]) -> None:
    folder, manifest = fenghuang
    renumbered, ended = (f for f in manifest.findings if "have codes that are not in" in f)
    assert "7 have codes that are not in" in renumbered, "seven became a community of the same name"
    assert renumbered.count("社区 has 433123") == 5
    assert "and 2 more" in renumbered
    assert "1 have codes that are not in" in ended
    assert CountyPackage(folder).table("villages")["outdated"].sum() == 8


def test_every_listed_village_is_on_the_map_or_found_by_search_or_reported(fenghuang: tuple[Path, Manifest]) -> None:
    folder, manifest = fenghuang
    codes = [row.split(",")[0] for row in _file("village_codes_NBS2023.csv").read_text("utf-8-sig").split()[1:]]
    findings = " ".join(manifest.findings)
    package = CountyPackage(folder)
    known = {*package.table("villages")["code"], *package.table("names")["listed"]}
    assert len(codes) == 283
    assert [code for code in codes if code not in known and code not in findings] == []


def test_its_heights_are_those_of_the_mountains(fenghuang: tuple[Path, Manifest]) -> None:
    terrain = CountyPackage(fenghuang[0]).terrain
    assert terrain is not None
    seat = CountyPackage(fenghuang[0]).xy_m(109.598, 27.948)
    assert 200 < terrain.height_at(*seat) < 600
    assert 700 < terrain.cell_m < 1000


@pytest.mark.parametrize("path", SCENARIOS, ids=lambda path: path.stem)
def test_every_shipped_scenario_of_a_drill_moves_to_it(path: Path, fenghuang: tuple[Path, Manifest]) -> None:
    """It has no sensors and no units."""
    file, found = findings_of(read(path), fenghuang[0], rebase=True)
    assert [str(finding) for finding in found if finding.severity == "error"] == []
    assert file.loaded.scenario is not None
    assert file.loaded.scenario.scenario.county == "433123"


def test_the_check_finds_no_error(fenghuang: tuple[Path, Manifest]) -> None:
    assert [str(f) for f in check(fenghuang[0]) if f.severity == "error"] == []
