"""Data that an import keeps, repairs or skips: everything is reported."""

from __future__ import annotations

import itertools
from pathlib import Path

import numpy as np
import pytest
import shapely

import main
from county.catalog import CATALOG_DIR
from county.package.check import check
from county.package.county_seat import county_seat
from county.package.importer import import_county
from county.package.manifest import CATALOG, Manifest, PackageError
from county.package.open import CountyPackage, Table
from tests.unit.county_files import DIVISION, VILLAGES, write_codes, write_county, write_file, write_heights
from tests.unit.sound_county import COUNTY, SOUTH_M, WEST_M, box, line, outlines, point, sound_county, texts


def imported(folder: Path, **files: object) -> Manifest:
    return import_county(folder, name="安县", code=COUNTY, **files).manifest  # type: ignore[arg-type]


def only(manifest: Manifest) -> str:
    assert len(manifest.findings) == 1, "\n".join(manifest.findings)
    return manifest.findings[0]


def villages(**change: object) -> Table:
    table = sound_county().tables["villages"]
    geometry = change.pop("geometry", table.geometry)
    return Table(geometry, {**table.columns, **change})  # type: ignore[dict-item, arg-type]


# ---------------------------------------------------------------------------------------------- codes


def test_villages_that_agree_with_the_code_list_are_not_reported(tmp_path: Path) -> None:
    codes = write_codes(tmp_path / "codes.csv", VILLAGES)
    assert imported(tmp_path / "p", **write_county(tmp_path), codes=codes).findings == ()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_code_lists_are_read_in(encoding: str, tmp_path: Path) -> None:
    codes = write_codes(tmp_path / "codes.csv", VILLAGES, encoding=encoding)
    findings = imported(tmp_path / "p", **write_county(tmp_path), codes=codes).findings
    assert [line for line in findings if not line.startswith("notice: codes codes.csv: read as CSV in GB 18030")] == []


def test_a_code_no_longer_in_the_list_is_reported_with_its_successor_stored_and_marked(tmp_path: Path) -> None:
    old, new = COUNTY + "100201", COUNTY + "100002"
    listed = {code: row for code, row in VILLAGES.items() if code != old} | {new: ("乙社区", "东镇")}
    manifest = imported(tmp_path / "p", **write_county(tmp_path), codes=write_codes(tmp_path / "c.csv", listed))
    finding = only(manifest)
    assert finding.startswith("warning: villages: 1 have codes that are not in c.csv")
    assert f"{old} 东镇 乙村" in finding
    assert f"东镇 乙社区 has {new}" in finding
    table = CountyPackage(tmp_path / "p").table("villages")
    assert dict(zip(table["code"], table["outdated"], strict=True))[old]
    assert table["outdated"].sum() == 1
    assert new not in table["code"], "the import does not recode"


def test_a_code_without_a_successor_is_reported(tmp_path: Path) -> None:
    listed = {code: row for code, row in VILLAGES.items() if not code.endswith("100201")}
    finding = only(imported(tmp_path / "p", **write_county(tmp_path), codes=write_codes(tmp_path / "c.csv", listed)))
    assert f"nor are their names in their towns there: {COUNTY}100201 东镇 乙村; kept" in finding


def test_villages_of_the_list_without_an_outline_are_one_line_that_counts_them_by_town(tmp_path: Path) -> None:
    listed = VILLAGES | {
        COUNTY + "100202": ("戊村", "东镇"), COUNTY + "100203": ("己村", "东镇"), COUNTY + "200203": ("庚村", "西乡"),
    }  # fmt: skip
    codes = write_codes(tmp_path / "c.csv", listed)
    finding = only(imported(tmp_path / "p", **write_county(tmp_path), codes=codes))
    assert "villages: 3 are in c.csv and have no outline on the map, by town 东镇 2, 西乡 1; they are: " in finding
    assert "433199100202 戊村, 433199100203 己村, 433199200203 庚村; add their outlines" in finding


def test_another_name_in_the_list_is_reported(tmp_path: Path) -> None:
    listed = VILLAGES | {COUNTY + "200202": ("新丁村", "西乡")}
    finding = only(imported(tmp_path / "p", **write_county(tmp_path), codes=write_codes(tmp_path / "c.csv", listed)))
    assert "1 are named otherwise in c.csv" in finding
    assert "丁村 is 新丁村 there" in finding


def test_a_bad_row_of_the_list_is_reported_and_the_rest_is_used(tmp_path: Path) -> None:
    codes = write_codes(tmp_path / "c.csv", VILLAGES | {"12345": ("短村", "东镇")})
    finding = only(imported(tmp_path / "p", **write_county(tmp_path), codes=codes))
    assert "codes line 6: code '12345': has 5 digits" in finding


def test_codes_that_occur_twice_in_the_list_are_one_line(tmp_path: Path) -> None:
    codes = write_codes(tmp_path / "c.csv", VILLAGES)
    header, *rows = codes.read_text(encoding="utf-8-sig").splitlines()
    later = [row.replace("村", "屯") for row in rows]
    codes.write_text("\n".join([header, *rows, *later, *rows]), encoding="utf-8")
    finding = only(imported(tmp_path / "p", **write_county(tmp_path), codes=codes))
    assert "8 rows of c.csv have the code of an earlier row, and are used: " in finding
    assert f"{COUNTY}100201 (乙村, 乙屯)" in finding
    assert "and 3 more; remove one of each" in finding


@pytest.mark.parametrize(
    "written",
    [
        np.array([433199100000, 433199200000]),
        np.array([433199100000.0, 433199200000.0]),
        texts("433199100", "433199200"),
    ],
    ids=["integer", "float", "nine digits"],
)  # fmt: skip
def test_codes_are_understood_however_they_are_written(written: np.ndarray, tmp_path: Path) -> None:
    towns = sound_county().tables["towns"]
    files = write_county(tmp_path, towns=Table(towns.geometry, {**towns.columns, "code": written}))
    assert imported(tmp_path / "p", **files).findings == ()
    assert list(CountyPackage(tmp_path / "p").table("towns")["code"]) == [COUNTY + "100000", COUNTY + "200000"]


def test_towns_without_a_code_get_the_parent_code_of_their_villages(tmp_path: Path) -> None:
    files = write_county(tmp_path)
    towns = sound_county().tables["towns"]
    files["towns"] = write_file(tmp_path / "t.geojson", towns, headers={"code": "parent12", "name": "township"})
    assert imported(tmp_path / "p", **files).findings == ()
    got = CountyPackage(tmp_path / "p").table("towns")
    assert (list(got["code"]), list(got["name"])) == (list(towns["code"]), list(towns["name"]))


def test_a_village_with_an_invalid_code_is_reported_and_the_others_are_imported(tmp_path: Path) -> None:
    code = texts(COUNTY + "100001", COUNTY + "10020", COUNTY + "200201", COUNTY + "200202")
    invalid, gap = imported(tmp_path / "p", **write_county(tmp_path, villages=villages(code=code))).findings
    assert "has 11 digits" in invalid
    assert gap.startswith("warning: villages: no feature covers 800.0 ha")
    assert len(CountyPackage(tmp_path / "p").table("villages")) == 3


def test_villages_of_another_county_only_are_refused(tmp_path: Path) -> None:
    with pytest.raises(PackageError, match="no feature has a village code of county 110101"):
        import_county(tmp_path / "p", name="甲", code="110101", **(write_county(tmp_path) | {"towns": None}))


def test_a_file_without_codes_is_refused_with_the_known_headers(tmp_path: Path) -> None:
    files = write_county(tmp_path)
    files["villages"] = write_file(tmp_path / "v.geojson", villages(), headers={"name": "name"})
    with pytest.raises(PackageError, match=r"no column of codes for the villages among name .known headers: code12"):
        imported(tmp_path / "p", **files)


# ------------------------------------------------------------------------------------------- outlines


def test_a_self_crossing_outline_is_repaired_and_reported(tmp_path: Path) -> None:
    x, y = WEST_M + 6000, SOUTH_M
    corners = [(2000, 0), (2000, 4000), (0, 4000), (0, 100), (30, 60), (30, 100), (0, 60), (0, 0)]
    knot = shapely.Polygon([(x + dx, y + dy) for dx, dy in corners])
    assert not knot.is_valid
    table = villages(geometry=outlines(*sound_county().tables["villages"].geometry[:3], knot))
    manifest = imported(tmp_path / "p", **write_county(tmp_path, villages=table))
    assert "1 geometries of villages.geojson intersected themselves and were repaired: no. 4" in manifest.findings[0]
    assert shapely.is_valid(CountyPackage(tmp_path / "p").table("villages").geometry).all()


def test_outlines_beyond_the_county_are_clipped_and_reported(tmp_path: Path) -> None:
    table = villages(geometry=outlines(box(-1, 0, 3, 4), *sound_county().tables["villages"].geometry[1:]))
    files = write_county(tmp_path, villages=table)
    finding, nameless = imported(tmp_path / "p", **files | {"towns": None}).findings
    assert "towns: 2 have no name in any file" in nameless, "the villages state no towns"
    assert "1 outlines reach 4.00 km² over the county's boundary" in finding
    assert [f for f in check(tmp_path / "p") if f.severity == "error"] == []


def test_an_outline_in_pieces_of_lines_is_refused_with_the_way_to_make_it_one(tmp_path: Path) -> None:
    ring = list(sound_county().tables["boundary"].geometry[0].exterior.coords)
    pieces = np.array([shapely.LineString(pair) for pair in itertools.pairwise(ring)], dtype=object)
    lines = Table(pieces, {"id": texts(*map(str, range(len(pieces))))})
    path = write_file(tmp_path / "b.geojson", lines, headers={"id": "id"})
    with pytest.raises(PackageError, match="are lines that are not closed: make areas of them, in QGIS by Polygonize"):
        imported(tmp_path / "p", boundary=path)


def test_two_outlines_with_one_code_are_joined_and_reported(tmp_path: Path) -> None:
    shapes = sound_county().tables["villages"].geometry
    table = villages(
        geometry=outlines(box(0, 0, 2, 2), *shapes[1:]),
    )
    second = Table(outlines(box(0, 2, 2, 2)), {k: v[:1] for k, v in table.columns.items()})
    joined = Table(
        np.concatenate([table.geometry, second.geometry]),
        {k: np.concatenate([v, second.columns[k]]) for k, v in table.columns.items()},
    )
    finding = only(imported(tmp_path / "p", **write_county(tmp_path, villages=joined)))
    assert f"1 villages have several outlines, which were joined: {COUNTY}100001 (2); check" in finding
    assert CountyPackage(tmp_path / "p").table("villages").geometry[0].area == pytest.approx(8e6, rel=1e-3)


def test_a_village_in_another_town_than_that_of_its_code_is_reported(tmp_path: Path) -> None:
    code = texts(COUNTY + "200001", COUNTY + "100201", COUNTY + "200201", COUNTY + "200202")
    finding = only(imported(tmp_path / "p", **write_county(tmp_path, villages=villages(code=code))))
    assert finding.startswith(
        f"error: villages {COUNTY}200001: 100% of its area is outside its town by its code, and most of it in "
        f"{COUNTY}100000; fix the outline or the code"
    )


def test_towns_in_no_file_are_the_union_of_their_villages(tmp_path: Path) -> None:
    codes = write_codes(tmp_path / "c.csv", VILLAGES)
    imported(tmp_path / "p", **(write_county(tmp_path) | {"towns": None}), codes=codes)
    towns = CountyPackage(tmp_path / "p").table("towns")
    assert list(towns["name"]) == ["东镇", "西乡"]
    assert check(tmp_path / "p") == []


def test_approximate_outlines_are_marked_by_feature_and_as_a_layer(tmp_path: Path) -> None:
    files = write_county(tmp_path)
    rough = villages(approximate=np.array([True, False, True, True]))
    headers = DIVISION | {"approximate": "approx"}
    files["villages"] = write_file(tmp_path / "v.geojson", rough, headers=headers)
    manifest = imported(tmp_path / "p", **files)
    assert manifest.layers["villages"].approximate
    assert not manifest.layers["towns"].approximate
    assert list(CountyPackage(tmp_path / "p").table("villages")["approximate"]) == [True, False, True, True]


def test_points_in_a_file_of_villages_are_their_seats(tmp_path: Path) -> None:
    places = sound_county().tables["places"]
    files = write_county(tmp_path)
    seats = Table(places.geometry[1:5], {k: v[1:5] for k, v in places.columns.items()})
    files["villages"] = write_file(tmp_path / "v.geojson", seats, headers=DIVISION)
    seats_only, coarse = imported(tmp_path / "p", **files).findings
    assert "contains only points: taken as seats" in seats_only
    assert coarse.startswith("notice: towns: no villages and no grids: events are located by town")
    package = CountyPackage(tmp_path / "p")
    assert len(package.table("villages")) == 0
    assert list(package.table("places")["name"]) == ["甲", "乙", "丙", "丁"]
    assert set(package.table("places")["kind"]) == {"village_seat"}


# ------------------------------------------------------------------------------------------ other layers


def test_roads_waters_and_buildings_are_classified_by_the_words_of_their_files(tmp_path: Path) -> None:
    tables = sound_county().tables
    road = Table(tables["roads"].geometry, {**tables["roads"].columns, "road_class": texts("省道")})
    houses = Table(tables["buildings"].geometry, {**tables["buildings"].columns, "use": texts("住宅", "学校")})
    water = Table(
        np.concatenate([tables["rivers"].geometry, tables["waters"].geometry]),
        {"name": texts("安河", "塘"), "kind": texts("", "水库")},
    )
    manifest = imported(
        tmp_path / "p", **write_county(tmp_path),
        roads=write_file(tmp_path / "r.gpkg", road, headers={"id": "编号", "road_class": "等级", "width_m": "宽度"}),
        waters=write_file(tmp_path / "w.gpkg", water, headers={"name": "name", "kind": "类型"}),
        buildings=write_file(
            tmp_path / "b.gpkg", houses, headers={"id": "id", "use": "用途", "height_m": "高度", "floors": "层数"}
        ),
    )  # fmt: skip
    assert manifest.findings == ()
    package = CountyPackage(tmp_path / "p")
    assert (package.table("roads")["road_class"][0], package.table("roads")["width_m"][0]) == ("provincial", 7.0)
    assert package.table("rivers")["name"][0] == "安河"
    assert package.table("waters")["kind"][0] == "reservoir"
    assert list(package.table("buildings")["use"]) == ["residential", "school"]
    assert list(package.table("buildings")["division"]) == [COUNTY + "100001", COUNTY + "200201"]
    assert check(tmp_path / "p") == []


def test_heights_estimated_from_floors_and_unknown_ones_are_reported_and_marked(tmp_path: Path) -> None:
    houses = sound_county().tables["buildings"]
    floors = Table(houses.geometry, {"floors": np.array([2, 0])})
    file = write_file(tmp_path / "b.gpkg", floors, headers={"floors": "层数"})
    manifest = imported(tmp_path / "p", **write_county(tmp_path), buildings=file)
    assert any("1 have floors but no height" in f for f in manifest.findings)
    assert any("1 have neither height nor floors" in f for f in manifest.findings)
    assert manifest.layers["buildings"].approximate
    assert list(CountyPackage(tmp_path / "p").table("buildings")["height_m"]) == [6.0, 0.0]


def test_words_in_no_table_are_reported_once(tmp_path: Path) -> None:
    road = sound_county().tables["roads"]
    strange = Table(road.geometry, {**road.columns, "road_class": texts("栈道")})
    file = write_file(tmp_path / "r.geojson", strange, headers={"road_class": "class", "id": "id"})
    assert "road_class of 1 features is 栈道, taken as village" in only(
        imported(tmp_path / "p", **write_county(tmp_path), roads=file)
    )


def test_features_outside_the_county_are_skipped_and_reported(tmp_path: Path) -> None:
    roads = Table(
        outlines(line((0.5, 1), (7.5, 1)), line((-3, 0), (-2, 1))),
        {"id": texts("R1", "R2"), "road_class": texts("county", "county")},
    )
    file = write_file(tmp_path / "r.geojson", roads, headers={"id": "id", "road_class": "class"})
    finding = only(imported(tmp_path / "p", **write_county(tmp_path), roads=file))
    assert "1 of 2 are outside the county and were left out: R2" in finding
    assert list(CountyPackage(tmp_path / "p").table("roads")["id"]) == ["R1"]


def test_roads_of_another_place_are_refused(tmp_path: Path) -> None:
    roads = Table(outlines(line((50, 1), (57, 1))), {"id": texts("R1")})
    file = write_file(tmp_path / "r.geojson", roads, headers={"id": "id"})
    with pytest.raises(PackageError, match="none of its 1 roads is in the county"):
        imported(tmp_path / "p", **write_county(tmp_path), roads=file)


@pytest.mark.parametrize("layer", ["sensors", "resources"])
def test_unknown_kinds_and_repeated_ids_are_reported_and_skipped(layer: str, tmp_path: Path) -> None:
    kind = {"sensors": "bin", "resources": "ambulance"}[layer]
    table = Table(
        outlines(*(point(1 + i, 1) for i in range(4))),
        {"id": texts("A", "B", "B", "C"), "kind": texts(kind, kind, kind, "magic")},
    )
    file = write_file(tmp_path / "d.geojson", table, headers={"id": "id", "kind": "kind"})
    manifest = imported(tmp_path / "p", **write_county(tmp_path), **{layer: file})
    assert any("1 have a duplicate id and were left out: B" in f for f in manifest.findings)
    assert any("1 of unknown kind 'magic' were left out (C)" in f for f in manifest.findings)
    assert list(CountyPackage(tmp_path / "p").table(layer)["id"]) == ["A", "B"]
    assert [f for f in check(tmp_path / "p") if f.severity == "error"] == []


def test_a_sensor_in_another_village_than_stated_by_its_file_is_reported(tmp_path: Path) -> None:
    table = Table(
        outlines(point(1, 1), point(3, 1), point(5, 1)),
        {
            "id": texts("A", "B", "C"),
            "name": texts("甲桶", "乙桶", "丙桶"),
            "kind": texts("bin", "bin", "bin"),
            "division": texts(COUNTY + "100001", COUNTY + "100000", COUNTY + "100201"),
        },
    )
    file = write_file(tmp_path / "d.geojson", table, headers={name: name for name in table.columns})
    finding = only(imported(tmp_path / "p", **write_county(tmp_path), sensors=file))
    assert f"sensors C: belongs to {COUNTY}100201 by its file but is in {COUNTY}200201" in finding
    assert list(CountyPackage(tmp_path / "p").table("sensors")["division"])[2] == COUNTY + "200201"


def test_progress_ends_at_one_never_decreases_and_names_each_level(tmp_path: Path) -> None:
    shares: list[float] = []
    begun: list[str] = []

    def progress(share: float, text: str) -> None:
        shares.append(share)
        begun.append(text)

    imported(tmp_path / "p", **write_county(tmp_path), progress=progress)
    assert shares == sorted(shares)
    assert shares[-1] == 1.0
    for words in ("reading villages", "comparing levels", "clipping towns", "clipping villages"):
        assert words in begun


def test_tables_of_the_package_are_kept_and_used_when_it_is_imported_again(tmp_path: Path) -> None:
    files = write_county(tmp_path)
    folder = tmp_path / "county"
    row = (CATALOG_DIR / "sensor_kinds.toml").read_text(encoding="utf-8").split("[bin]\n")[1].split("\n[")[0]
    (folder / CATALOG).mkdir(parents=True)
    (folder / CATALOG / "sensor_kinds.toml").write_text(f"[pole]\n{row}", encoding="utf-8")
    sensors = sound_county().tables["sensors"]
    sensors.columns["kind"][0] = "pole"
    headers = {column: column for column in ("id", "name", "kind")}
    path = write_file(tmp_path / "sensors.geojson", sensors, headers=headers)
    manifest = imported(folder, **files, sensors=path)
    assert not [finding for finding in manifest.findings if "pole" in finding]
    package = CountyPackage(folder)
    assert package.sensors[0].kind == "pole"
    assert "pole" in package.catalog.sensor_kinds


# ---------------------------------------------------------------------------------------------- summary


def test_an_import_ends_with_what_it_used_of_each_file_and_the_next_command(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    ways = outlines(line((0.5, 0.5), (1.5, 1.5)), line((90, 90), (91, 91)))
    roads = Table(ways, {"name": texts("a", "b"), "class": texts("village", "village")})
    files = write_county(tmp_path) | {
        "roads": write_file(tmp_path / "roads.geojson", roads, headers={"name": "name", "class": "road_class"}),
        "terrain": write_heights(tmp_path / "dem.tif", lon=(109.5, 109.8), lat=(27.8, 28.1)),
    }
    folder = tmp_path / "p"
    options = [word for layer, path in files.items() for word in (f"--{layer}", str(path))]
    assert main.main(["county", "import", str(folder), "--name", "安县", "--code", COUNTY, *options]) == 0
    *findings, summary = capsys.readouterr().out.splitlines()
    assert len(findings) == 1
    assert summary == (
        f"{folder}: 安县 ({COUNTY}) is imported: boundary 1 of 1 (32.0 km²), towns 2 of 2, villages 4 of 4, "
        "places 6 derived, roads 1 of 2, terrain (874 to 959 m in the county, cells of 410.6 m); errors 0, warnings 1, "
        "listed above; codes not compared with a register: --codes FILE; seat of the county not marked: --seat TOWN; "
        "orientation of the heights not checked: --waters FILE with rivers, or points with a column 高程; "
        f"open it with `main.py run {folder}`"
    )


@pytest.mark.parametrize(
    ("lost", "line"),
    [
        ("towns", "error: towns no. 2: code '433122200000': is not of county 433199"),
        ("sensors", "error: sensors: 1 of unknown kind 'barometer' were left out"),
        ("places", "error: places no. 2: code '433199100000': has a seat already"),
    ],
)
def test_an_import_that_lost_content_writes_the_rest_and_exits_with_1(
    lost: str, line: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    towns = sound_county().tables["towns"]
    code = texts(COUNTY + "100000", "433122200000") if lost == "towns" else towns["code"]
    files = write_county(tmp_path, towns=Table(towns.geometry, {**towns.columns, "code": code}))
    if lost == "towns":
        del files["villages"]
    kinds = Table(outlines(point(1, 1), point(2, 1)), {"id": texts("A", "B"), "kind": texts("bin", "barometer")})
    twice = texts(COUNTY + "100000", COUNTY + "100000")
    seats = Table(outlines(point(1, 1), point(2, 1)), {"code": twice, "name": texts("a", "b")})
    if lost == "sensors":
        files["sensors"] = write_file(tmp_path / "s.geojson", kinds, headers={"id": "id", "kind": "kind"})
    if lost == "places":
        files["places"] = write_file(tmp_path / "s.geojson", seats, headers=DIVISION)
    folder = tmp_path / "p"
    options = [word for layer, path in files.items() for word in (f"--{layer}", str(path))]
    assert main.main(["county", "import", str(folder), "--name", "安县", "--code", COUNTY, *options]) == 1
    out = capsys.readouterr().out
    assert line in out
    assert "is imported, without what its errors name: " in out
    assert CountyPackage(folder).manifest.name == "安县"


def test_the_seat_of_the_county_is_at_that_of_the_named_town_or_inside_of_it(tmp_path: Path) -> None:
    for number, town in enumerate(("东镇", COUNTY + "100000")):
        imported(tmp_path / str(number), **write_county(tmp_path), seat=town)
        package = CountyPackage(tmp_path / str(number))
        towns, seat = package.table("towns"), county_seat(package)
        assert seat is not None
        outlines = zip(towns["code"], towns["name"], towns.geometry, strict=True)
        [outline] = [outline for code, name, outline in outlines if town in (code, name)]
        assert outline.covers(shapely.Point(seat))


def test_the_seat_in_a_town_that_the_county_does_not_have_is_refused(tmp_path: Path) -> None:
    with pytest.raises(PackageError, match=r"--seat 无此镇: is no town of this county; its towns: "):
        imported(tmp_path / "p", **write_county(tmp_path), seat="无此镇")
