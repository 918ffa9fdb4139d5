"""Land cover: seven classes by cell, from published maps by their own numbers, in the demo county from its land."""

from __future__ import annotations

import zipfile
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pyogrio
import pyogrio.raw
import pytest
import rasterio
import shapely
from numpy.typing import NDArray
from pyproj import CRS
from rasterio.transform import from_bounds

import main
from county.package.check import check
from county.package.importing.landcover import LEGENDS
from county.package.landcover import CLASSES, CODE, LandCover
from county.package.manifest import LANDCOVER
from county.package.open import CountyPackage
from layers.landcover import COVER_NAMES, LandCoverLayer
from layers.style import StyleSheet
from tests.unit.county_files import COUNTY, write_county

LON, LAT = (109.4, 110.0), (27.7, 28.3)
LAND_SURVEY = """
0303 红树林地 0304 森林沼泽 0306 灌丛沼泽 0402 沼泽草地 0603 盐田 1105 沿海滩涂 1106 内陆滩涂 1108 沼泽地 0101 水田
0102 水浇地 0103 旱地 0201 果园 0202 茶园 0203 橡胶园 0204 其他园地 0301 乔木林地 0302 竹林地 0305 灌木林地
0307 其他林地 0401 天然牧草地 0403 人工牧草地 0404 其他草地 05H1 商业服务业设施用地 0508 物流仓储用地 0601 工业用地
0602 采矿用地 0701 城镇住宅用地 0702 农村宅基地 08H1 机关团体新闻出版用地 08H2 科教文卫用地 0809 公用设施用地
0810 公园与绿地 0810A 广场用地 09 特殊用地 1001 铁路用地 1002 轨道交通用地 1003 公路用地 1004 城镇村道路用地
1005 交通服务场站用地 1006 农村道路 1007 机场用地 1008 港口码头用地 1009 管道运输用地 1101 河流水面 1102 湖泊水面
1103 水库水面 1104 坑塘水面 1107 沟渠 1109 水工建筑用地 1110 冰川及永久积雪 1201 空闲地 1202 设施农用地 1203 田坎
1204 盐碱地 1205 沙地 1206 裸土地 1207 裸岩石砾地
"""
"""Numbers and names of classes in TD/T 1055-2019."""


def write_cover(path: Path, numbers: NDArray[np.uint8], lon: tuple[float, float] = LON) -> Path:
    """Numbers (rows, cols) in degrees, by default around the county of ``write_county``."""
    rows, cols = numbers.shape
    with rasterio.open(
        path, "w", driver="GTiff", height=rows, width=cols, count=1, dtype="uint8", nodata=0,
        crs=CRS.from_epsg(4326).to_wkt(), transform=from_bounds(lon[0], LAT[0], lon[1], LAT[1], cols, rows),
    ) as sink:  # fmt: skip
        sink.write(numbers, 1)
    return path


def imported(tmp_path: Path, cover: Path, *more: str) -> tuple[int, Path]:
    files = write_county(tmp_path) | {"landcover": cover}
    folder = tmp_path / "p"
    options = [word for layer, path in files.items() for word in (f"--{layer}", str(path))]
    return main.main(["county", "import", str(folder), "--name", "安县", "--code", COUNTY, *options, *more]), folder


def taken(folder: Path) -> set[int]:
    cover = CountyPackage(folder).landcover
    assert cover is not None
    return set(np.unique(cover.code).tolist()) - {0}


@pytest.mark.parametrize("legend", sorted(LEGENDS))
def test_every_number_of_a_legend_becomes_its_class(legend: str, tmp_path: Path) -> None:
    known = LEGENDS[legend]
    numbers = np.repeat(np.tile(np.array(list(known), np.uint8), 40), 2)
    _, folder = imported(
        tmp_path, write_cover(tmp_path / "c.tif", np.tile(numbers, (60, 1))), "--landcover-legend", legend
    )
    assert taken(folder) == {CODE[name] for name in known.values()}


def test_a_map_of_two_halves_keeps_them_west_and_east(tmp_path: Path) -> None:
    west, _, east, _ = pyogrio.read_info(write_county(tmp_path)["boundary"])["total_bounds"]
    middle = (west + east) / 2
    numbers = np.full((200, 200), 10, np.uint8)
    numbers[:, 100:] = 50
    path = write_cover(tmp_path / "ESA_WorldCover_10m_2021.tif", numbers, (middle - 0.2, middle + 0.2))
    _, folder = imported(tmp_path, path)
    package = CountyPackage(folder)
    cover = package.landcover
    assert cover is not None
    row = cover.code[cover.shape[0] // 2]
    (change,) = np.flatnonzero(np.diff(row.astype(int)))
    assert (row[0], row[-1]) == (CODE["forest"], CODE["built_up"])
    centre_m = shapely.centroid(package.table("boundary").geometry[0]).x
    assert cover.west_m + (change + 1) * cover.cell_m == pytest.approx(centre_m, abs=cover.cell_m)
    assert check(folder) == []


def test_a_file_whose_name_tells_no_legend_is_asked_about(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, folder = imported(tmp_path, write_cover(tmp_path / "cover.tif", np.full((9, 9), 10, np.uint8)))
    assert code != 0
    assert "--landcover-legend, one of worldcover, globeland30, clcd, own" in capsys.readouterr().err
    assert not folder.exists()


def test_numbers_of_another_legend_are_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    cover = write_cover(tmp_path / "CLCD_v01_2022.tif", np.full((9, 9), 80, np.uint8))
    code, _ = imported(tmp_path, cover)
    assert code != 0
    assert "the numbers 80 are no classes of clcd" in capsys.readouterr().err


def test_a_code_without_a_class_is_a_finding(tmp_path: Path) -> None:
    _, folder = imported(tmp_path, write_cover(tmp_path / "worldcover.tif", np.full((60, 60), 10, np.uint8)))
    with rasterio.open(folder / LANDCOVER, "r+") as raster:
        codes = raster.read(1)
        codes[0, 0] = 77
        raster.write(codes, 1)
    assert [finding.layer for finding in check(folder)] == [LANDCOVER]


@pytest.fixture(scope="module")
def cover_of_demo(small_county: Path) -> LandCover:
    cover = CountyPackage(small_county).landcover
    assert cover is not None
    return cover


def codes_at(cover: LandCover, points: NDArray[np.object_]) -> NDArray[np.uint8]:
    col = ((shapely.get_x(points) - cover.west_m) / cover.cell_m).astype(int)
    row = ((cover.north_m - shapely.get_y(points)) / cover.cell_m).astype(int)
    return np.asarray(cover.code[row, col])


def test_houses_of_the_demo_county_stand_on_built_up_land_and_its_lakes_are_water(
    small_county: Path, cover_of_demo: LandCover
) -> None:
    package = CountyPackage(small_county)
    houses = codes_at(cover_of_demo, shapely.centroid(package.table("buildings").geometry))
    assert np.mean(houses == CODE["built_up"]) > 0.95
    lakes = shapely.point_on_surface(package.table("waters").geometry[package.table("waters")["kind"] == "reservoir"])
    assert (codes_at(cover_of_demo, lakes) == CODE["water"]).all()


def test_the_demo_county_is_mostly_forest_with_fields_in_its_valleys(
    small_county: Path, cover_of_demo: LandCover
) -> None:
    share = np.bincount(cover_of_demo.code.ravel(), minlength=len(CLASSES) + 1) / cover_of_demo.code.size
    assert share[0] == 0
    assert share[CODE["forest"]] > 0.4
    assert 0.05 < share[CODE["field"]] < 0.4
    terrain = CountyPackage(small_county).terrain
    assert terrain is not None
    z_m = np.repeat(np.repeat(terrain.z_m, 3, axis=0), 3, axis=1)
    assert z_m[cover_of_demo.code == CODE["field"]].mean() < z_m[cover_of_demo.code == CODE["forest"]].mean()
    assert z_m[cover_of_demo.code == CODE["grass"]].mean() > z_m[cover_of_demo.code == CODE["forest"]].mean()


def test_every_class_has_a_name_and_a_style_of_its_own(small_county: Path) -> None:
    layer, sheet = LandCoverLayer(CountyPackage(small_county)), StyleSheet.load()
    assert set(COVER_NAMES) == set(CLASSES)
    assert len({sheet[f"landcover.{name}"].color for name in CLASSES}) == len(CLASSES)
    assert {entry.style for entry in layer.legend()} <= {f"landcover.{name}" for name in CLASSES}
    assert len(layer.legend()) >= 5


# ---- polygons


def strips(path: Path, **columns: Sequence[str | None]) -> Path:
    """Strips around the county of ``write_county`` from west to east, as wide as each other, with these columns."""
    west, south, east, north = pyogrio.read_info(write_county(path.parent)["boundary"])["total_bounds"]
    edges = np.linspace(west, east, len(next(iter(columns.values()))) + 1)
    edges[[0, -1]] += -0.1, 0.1
    driver = {".geojson": "GeoJSON", ".gpkg": "GPKG", ".shp": "ESRI Shapefile"}[path.suffix]
    pyogrio.raw.write(
        path, geometry=shapely.to_wkb(shapely.box(edges[:-1], south - 0.1, edges[1:], north + 0.1)),
        field_data=[np.array(words, dtype=object) for words in columns.values()], fields=list(columns),
        geometry_type="Polygon", crs="EPSG:4326", driver=driver, encoding="utf-8",
    )  # fmt: skip
    return path


def halves_taken(folder: Path) -> tuple[str, str]:
    cover = CountyPackage(folder).landcover
    assert cover is not None
    row = cover.code[cover.shape[0] // 2]
    inside = row[row > 0]
    return CLASSES[inside[0] - 1], CLASSES[inside[-1] - 1]


@pytest.mark.parametrize(
    ("words", "header", "suffix", "classes"),
    [
        (("forest", "built_up"), "class", ".geojson", ("forest", "built_up")),
        (("林地", "水田"), "地类名称", ".gpkg", ("forest", "field")),
        (("0202", "1104A"), "DLBM", ".shp", ("orchard", "water")),
        (("1202", "1206"), "DLBM", ".gpkg", ("built_up", "bare")),
        (("05H1", "08H2A"), "DLBM", ".shp", ("built_up", "built_up")),
        (("meadow", "wood"), "landuse", ".geojson", ("grass", "forest")),
    ],
)
def test_polygons_become_cells_of_their_classes(
    words: tuple[str, str], header: str, suffix: str, classes: tuple[str, str], tmp_path: Path
) -> None:
    code, folder = imported(tmp_path, strips(tmp_path / f"cover{suffix}", **{header: words}))
    assert code == 0
    assert halves_taken(folder) == classes
    assert check(folder) == []


def test_a_class_of_the_national_land_survey_is_the_same_by_its_name_and_by_its_number(tmp_path: Path) -> None:
    classes = LAND_SURVEY.split()
    covers = []
    for of, words in (("numbers", classes[::2]), ("names", classes[1::2])):
        folder = tmp_path / of
        folder.mkdir()
        code, package = imported(folder, strips(folder / "cover.geojson", DLBM=words))
        assert code == 0
        covers.append(CountyPackage(package).landcover)
    by_number, by_name = covers
    assert by_number is not None
    assert by_name is not None
    assert np.array_equal(by_number.code, by_name.code)


def test_polygons_in_a_zip_are_told_from_a_raster_by_what_is_in_it(tmp_path: Path) -> None:
    cover = strips(tmp_path / "cover.geojson", 地类=("林地", "草地"))
    with zipfile.ZipFile(tmp_path / "cover.zip", "w") as packed:
        packed.write(cover, "三调/cover.geojson")
    _, folder = imported(tmp_path, tmp_path / "cover.zip")
    assert halves_taken(folder) == ("forest", "grass")


@pytest.mark.parametrize("beside", ["tile.geojson", "tile.shp", "stac.json"])
def test_a_raster_in_a_zip_is_read_whatever_describes_it_there(beside: str, tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "clcd.zip", "w") as packed:
        packed.write(write_cover(tmp_path / "c.tif", np.full((40, 40), 5, np.uint8)), "CLCD/c.TIF")
        packed.writestr(f"CLCD/{beside}", "{}")
    _, folder = imported(tmp_path, tmp_path / "clcd.zip")
    assert taken(folder) == {CODE["water"]}


def test_where_one_column_of_classes_is_empty_the_next_one_counts(tmp_path: Path) -> None:
    """As in polygons of OpenStreetMap."""
    columns = {"type": ("multipolygon", None), "natural": ("wood", "water"), "landuse": (None, "meadow")}
    code, folder = imported(tmp_path, strips(tmp_path / "cover.gpkg", **columns))
    assert code == 0
    assert halves_taken(folder) == ("forest", "grass")


def test_each_unknown_class_is_one_line_and_its_polygons_are_left_out(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, folder = imported(tmp_path, strips(tmp_path / "cover.geojson", **{"class": ("forest", "moon", "moon")}))
    assert code == 1, "content was lost"
    assert taken(folder) == {CODE["forest"]}
    findings = [line for line in CountyPackage(folder).manifest.findings if "landcover" in line]
    assert sum("class 'moon' of 2 polygons is unknown" in line for line in findings) == 1
    assert any("% of the county have no class of the polygons" in line for line in findings)


@pytest.mark.parametrize(
    ("words", "header", "more", "said"),
    [
        (("moon", "sun"), "class", (), "none of its 2 polygons has a known class"),
        (("forest", "field"), "colour", (), "has no column of classes among colour"),
        (("forest", "field"), "class", ("--landcover-legend", "clcd"), "says what the numbers of a raster mean"),
    ],
)
def test_polygons_that_say_nothing_are_refused_with_the_way_out(
    words: tuple[str, str], header: str, more: tuple[str, ...], said: str, tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    code, folder = imported(tmp_path, strips(tmp_path / "cover.geojson", **{header: words}), *more)
    assert code != 0
    assert said in " ".join(capsys.readouterr().err.split())
    assert not folder.exists()
