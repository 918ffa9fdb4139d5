"""Without outlines of villages, cells around their seats take their place, marked approximate."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import rasterio
import shapely
from hypothesis import given
from hypothesis import strategies as st
from rasterio.transform import from_origin

import main
from county.package.check import check
from county.package.importer import import_county
from county.package.importing.imported import ImportedCounty
from county.package.importing.population import Population
from county.package.manifest import ImportOptionError, PackageError
from county.package.open import CountyPackage, Table
from tests.unit.county_files import DIVISION, VILLAGES, write_codes, write_county, write_file
from tests.unit.sound_county import COUNTY, EPSG, SOUTH_M, WEST_M, outlines, point, texts

CODES = list(VILLAGES)
SEATS_KM = dict(zip(CODES, [(1.2, 0.5), (2.2, 3.0), (5.0, 1.0), (7.0, 3.0)], strict=True))
"""Two in the western town, two in the eastern one."""


def seats(folder: Path, **moved: tuple[float, float]) -> Path:
    at = {code: moved.get("v" + code[-6:], place) for code, place in SEATS_KM.items()}
    names = texts(*(VILLAGES[code][0] for code in CODES))
    table = Table(outlines(*(point(*at[code]) for code in CODES)), {"code": texts(*CODES), "name": names})
    return write_file(folder / "seats.geojson", table, headers=DIVISION)


def imported(folder: Path, *without: str, **more: object) -> ImportedCounty:
    files = {layer: path for layer, path in write_county(folder).items() if layer not in ("villages", *without)}
    options: dict[str, object] = {"village_cells": True, **files, **more}
    if "places" not in more:
        options["places"] = seats(folder)
    return import_county(folder / "p", name="安县", code=COUNTY, **options)  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def county(tmp_path_factory: pytest.TempPathFactory) -> CountyPackage:
    folder = tmp_path_factory.mktemp("cells")
    imported(folder)
    return CountyPackage(folder / "p")


@given(st.floats(0.001, 7.999), st.floats(0.001, 3.999))
def test_a_point_is_in_the_village_of_the_nearest_seat_of_its_town(
    county: CountyPackage, x_km: float, y_km: float
) -> None:
    town = [code for code in CODES if code.startswith(COUNTY + ("1" if x_km < 4 else "2"))]
    away = sorted((np.hypot(x_km - SEATS_KM[code][0], y_km - SEATS_KM[code][1]), code) for code in town)
    if away[1][0] - away[0][0] > 1e-5 and abs(x_km - 4) > 1e-5:
        assert county.division_at(WEST_M + 1000 * x_km, SOUTH_M + 1000 * y_km) == away[0][1]


def test_the_cells_of_a_town_fill_it_and_are_approximate_in_table_manifest_and_check(county: CountyPackage) -> None:
    table, towns = county.table("villages"), county.table("towns")
    assert list(table["code"]) == CODES
    assert list(table["name"]) == [name for name, _ in VILLAGES.values()]
    for code, area in zip(towns["code"], towns.geometry, strict=True):
        union = shapely.union_all(table.geometry[table["town"] == code])
        assert shapely.area(shapely.symmetric_difference(union, area)) < 1.0
    assert table["approximate"].all()
    assert county.manifest.layers["villages"].approximate
    assert "nearest to the seat" in county.manifest.layers["villages"].note
    [finding] = check(county.folder)
    assert str(finding).startswith("notice: villages: 4 of 4 outlines are approximate and shown so")
    assert county.manifest.findings == (str(finding),), "said at import, too"


def test_with_an_outline_alone_towns_are_joined_from_the_cells(tmp_path: Path) -> None:
    result = imported(tmp_path, "towns", codes=write_codes(tmp_path / "codes.csv", VILLAGES))
    towns = CountyPackage(tmp_path / "p").table("towns")
    assert list(towns["name"]) == ["东镇", "西乡"]
    assert towns["approximate"].all()
    assert shapely.area(towns.geometry).sum() == pytest.approx(32e6, rel=1e-6)
    assert all(finding.startswith("notice") for finding in result.manifest.findings)


def test_towns_without_a_name_in_any_file_are_reported(tmp_path: Path) -> None:
    findings = imported(tmp_path, "towns").manifest.findings
    assert any("towns: 2 have no name in any file" in finding for finding in findings)


def test_seats_without_a_cell_are_reported_and_the_others_have_one(tmp_path: Path) -> None:
    same = seats(tmp_path, v100201=SEATS_KM[CODES[0]])
    findings = imported(tmp_path, places=same).manifest.findings
    assert any(CODES[1] in finding and "same point as another" in finding for finding in findings)
    assert list(CountyPackage(tmp_path / "p").table("villages")["code"]) == [CODES[0], *CODES[2:]]


def test_a_seat_in_another_town_than_its_code_says_has_no_cell_there(tmp_path: Path) -> None:
    imported(tmp_path, places=seats(tmp_path, v100201=(7.9, 3.9)))
    package = CountyPackage(tmp_path / "p")
    assert package.division_at(WEST_M + 7_950.0, SOUTH_M + 3_950.0) == CODES[3]


def test_villages_with_outlines_and_counties_without_seats_are_refused(tmp_path: Path) -> None:
    files = write_county(tmp_path)
    with pytest.raises(ImportOptionError, match="--village-cells: the file of villages has outlines"):
        imported(tmp_path, villages=files["villages"])
    with pytest.raises(PackageError, match="--village-cells: no seats of villages are known"):
        imported(tmp_path, places=None)


def test_the_command_line_has_the_option(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    files = write_county(tmp_path) | {"places": seats(tmp_path)}
    options = [word for layer, path in files.items() if layer != "villages" for word in (f"--{layer}", str(path))]
    folder = str(tmp_path / "p")
    assert main.main(["county", "import", folder, "--name", "安县", "--code", COUNTY, "--village-cells", *options]) == 0
    assert "villages 4 derived" in capsys.readouterr().out


# ---------------------------------------------------------------------------------------- raster of population


CLUSTERS_KM = {(0.5, 0.5): 800.0, (3.5, 3.5): 700.0, (1.0, 3.0): 650.0, (7.5, 3.0): 400.0}
"""Middles of places where people live: three in the western town, one in the eastern one."""


def people(path: Path, clusters: dict[tuple[float, float], float] | None = None, **more: object) -> Path:
    """A raster of 100 m cells that has a quarter of each cluster in each of four cells, and voids."""
    options = {"crs": f"EPSG:{EPSG}", "nodata": -99999.0} | more
    z = np.zeros((60, 100), dtype="float32")
    z[:3] = -99999.0
    for (x_km, y_km), number in (CLUSTERS_KM if clusters is None else clusters).items():
        row, column = 50 - round(y_km * 10), round(x_km * 10) + 10
        z[row - 1 : row + 1, column - 1 : column + 1] += number / 4
    place = from_origin(WEST_M - 1000, SOUTH_M + 5000, 100, 100)
    with rasterio.open(
        path, "w", driver="GTiff", width=100, height=60, count=1, dtype="float32", transform=place, **options
    ) as out:
        out.write(z, 1)
    return path


def by_population(
    folder: Path, raster: Path, *without: str, package: str = "p", **more: object
) -> ImportedCounty:
    files = {layer: path for layer, path in write_county(folder).items() if layer not in ("villages", *without)}
    return import_county(
        folder / package, name="安县", code=COUNTY, village_cells=True, population=raster, **files, **more
    )  # type: ignore[arg-type]


def test_without_seats_a_town_is_divided_around_the_places_where_its_people_live(tmp_path: Path) -> None:
    codes = write_codes(tmp_path / "c.csv", {
        **{COUNTY + f"10020{i}": (f"{i}村", "东镇") for i in (1, 2, 3)}, COUNTY + "200201": ("丁村", "西乡"),
    })  # fmt: skip
    result = by_population(tmp_path, people(tmp_path / "pop.tif"), codes=codes)
    county = CountyPackage(tmp_path / "p")
    table = county.table("villages")
    assert sorted(table["population"]) == [400, 650, 700, 800]
    for (x_km, y_km), number in CLUSTERS_KM.items():
        code = county.division_at(WEST_M + 1000 * x_km, SOUTH_M + 1000 * y_km)
        assert table["population"][table["code"] == code] == [number]
    assert [code[-3:] for code in table["code"]] == ["901", "902", "903", "901"], "no official village has these"
    assert table["approximate"].all()
    origin = county.manifest.layers["villages"]
    assert (origin.source, origin.approximate) == ("pop.tif", True)
    assert "codes and names are made up" in origin.note
    assert any("4 parts of towns around centres of population are used" in line for line in result.manifest.findings)
    assert any("2,550 people live in the county by this raster" in line for line in result.manifest.findings)
    assert [str(found) for found in check(tmp_path / "p") if found.severity == "error"] == []


@pytest.mark.parametrize("seed", range(4))
def test_centres_of_population_are_the_middles_of_the_people_nearest_to_them_to_a_metre(seed: int) -> None:
    random = np.random.default_rng(seed)
    cells = np.stack(np.meshgrid(np.arange(20) * 100.0, np.arange(20) * 100.0), axis=-1).reshape(-1, 2)
    population = Population(cells + np.array([WEST_M, SOUTH_M]), random.random(400) ** 4)
    centres = population.centres(2)
    away = np.linalg.norm(population.xy_m[:, np.newaxis] - centres, axis=2)
    for number, centre in enumerate(centres):
        mine = np.argmin(away, axis=1) == number
        middle = np.average(population.xy_m[mine], axis=0, weights=population.people[mine])
        assert np.linalg.norm(middle - centre) < 1.5


def test_a_town_gets_a_part_for_1500_people_where_no_list_says_how_many_it_has(tmp_path: Path) -> None:
    by_population(tmp_path, people(tmp_path / "pop.tif", {(1, 1): 3_000, (3, 3): 1_500, (6, 2): 200}))
    assert [code[:9] for code in CountyPackage(tmp_path / "p").table("villages")["code"]] == [
        *[COUNTY + "100"] * 3, COUNTY + "200",
    ]  # fmt: skip


def test_a_town_in_which_nobody_lives_is_one_part(tmp_path: Path) -> None:
    result = by_population(tmp_path, people(tmp_path / "pop.tif", {(1, 1): 100}))
    assert len(CountyPackage(tmp_path / "p").table("villages")) == 2
    assert any("nobody lives in 西乡 by the raster of population" in line for line in result.manifest.findings)


def test_with_seats_the_cells_are_theirs_and_have_the_people_of_the_raster(tmp_path: Path) -> None:
    raster = people(tmp_path / "pop.tif")
    by_population(tmp_path, raster, places=seats(tmp_path))
    table = CountyPackage(tmp_path / "p").table("villages")
    assert list(table["code"]) == CODES
    assert list(table["population"]) == [800, 700 + 650, 0, 400]


@pytest.mark.parametrize("crs", [None, f"EPSG:{EPSG}"])
def test_a_raster_of_population_is_placed_like_one_of_heights(crs: str | None, tmp_path: Path) -> None:
    named = people(tmp_path / "pop.tif", crs=crs)
    by_population(tmp_path, Path(f"{named}@{EPSG}") if crs is None else named)
    assert CountyPackage(tmp_path / "p").table("villages")["population"].sum() == 2_550
    wrong = people(tmp_path / "wrong.tif", crs="EPSG:4547")
    with pytest.raises(PackageError, match=r"wrong\.tif: does not cover the county as .*, but covers it as "):
        by_population(tmp_path, wrong, package="q")
    with pytest.raises(ImportOptionError, match=r"wrong\.tif: has no layer x, it is one raster; leave out"):
        by_population(tmp_path, Path(f"{wrong}|layername=x"), package="q")
    (tmp_path / "low.tif").write_bytes(b"II*\0 and no more")
    with pytest.raises(PackageError, match=r"low\.tif: is not a readable raster \(.*\); give a GeoTIFF of one band"):
        by_population(tmp_path, tmp_path / "low.tif", package="q")


def test_population_without_people_towns_or_village_cells_is_refused_in_one_line(tmp_path: Path) -> None:
    with pytest.raises(PackageError, match="has no people within the county; give a raster"):
        by_population(tmp_path, people(tmp_path / "pop.tif", {}))
    with pytest.raises(PackageError, match="--population: divides towns, and none has an outline; give them"):
        by_population(tmp_path, people(tmp_path / "pop.tif"), "towns")
    with pytest.raises(ImportOptionError, match="--population: is used for --village-cells; give both"):
        import_county(
            tmp_path / "q", name="安县", code=COUNTY, population=tmp_path / "pop.tif", **write_county(tmp_path)
        )
