"""Which county, which codes and which names: nothing of a file is lost without a word."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import openpyxl
import pytest
import shapely

from county.catalog import CATALOG_DIR
from county.package.importer import import_county
from county.package.importing.full_names import without_parents
from county.package.manifest import CATALOG, ImportOptionError, PackageError
from county.package.open import CountyPackage, Table
from main import main
from tests.unit.county_files import (
    DIVISION,
    VILLAGES,
    displacement_m,
    finding,
    imported,
    write_codes,
    write_county,
    write_file,
)
from tests.unit.sound_county import COUNTY, box, outlines, point, sound_county, texts


def counties(*codes: object, header: str = "adcode", names: tuple[str, ...] = ("安县", "乙县", "丙县")) -> Table:
    """Three counties side by side; the first is that of the tests."""
    shapes = outlines(box(0, 0, 8, 4), box(8, 0, 8, 4), box(16, 0, 8, 4))
    kind = object if isinstance(codes[0], str) else None
    return Table(shapes, {header: np.array(codes, dtype=kind), "name": texts(*names)})


def with_boundary(folder: Path, table: Table) -> dict[str, Path]:
    headers = {name: name for name in table.columns}
    return write_county(folder) | {"boundary": write_file(folder / "b.geojson", table, headers=headers)}


# ----------------------------------------------------------------------------------------------- boundary


@pytest.mark.parametrize("header", ["adcode", "gb", "PAC", "县代码", "OBJ"])
@pytest.mark.parametrize(
    "codes",
    [("433199", "433122", "433124"), (433199, 433122, 433124), ("433199000000", "433122000000", "433124000000"),
     ("156433199", "156433122", "156433124")],
    ids=["text", "number", "12 digits", "with the number of China"],
)  # fmt: skip
def test_the_county_is_picked_by_code_in_any_column(codes: tuple[object, ...], header: str, tmp_path: Path) -> None:
    files = with_boundary(tmp_path, counties(*codes, header=header))
    assert imported(tmp_path / "p", **files).findings == ()
    assert displacement_m(tmp_path / "p", "boundary") < 0.01


@pytest.mark.parametrize("name", ["安县", "安"])
def test_the_county_is_picked_by_name_where_there_are_no_codes(name: str, tmp_path: Path) -> None:
    files = with_boundary(tmp_path, counties("a", "b", "c", names=(name, "乙县", "丙县")))
    assert imported(tmp_path / "p", **files).findings == ()
    assert displacement_m(tmp_path / "p", "boundary") < 0.01


def test_the_county_is_the_union_of_its_towns_where_the_file_has_only_these(tmp_path: Path) -> None:
    files = write_county(tmp_path)
    assert imported(tmp_path / "p", **files | {"boundary": files["towns"]}).findings == ()
    assert displacement_m(tmp_path / "p", "boundary") < 0.01


def test_a_file_of_other_counties_is_refused_with_what_it_contains(tmp_path: Path) -> None:
    files = with_boundary(tmp_path, counties("433122", "433124", "433124", names=("甲", "乙", "丙")))
    with pytest.raises(PackageError) as refusal:
        imported(tmp_path / "p", **files)
    assert (
        f"code {COUNTY} is in no row of column 'adcode'; the rows begin with 433124 (2), 433122 (1); check --code, "
        "and whether the county was renumbered"
    ) in str(refusal.value)


def unnamed(folder: Path) -> dict[str, Path]:
    return with_boundary(folder, counties("a", "b", "c", names=("", "", "")))


def test_of_outlines_that_state_nothing_none_is_used_and_they_are_listed(tmp_path: Path) -> None:
    with pytest.raises(ImportOptionError) as refusal:
        imported(tmp_path / "p", boundary=unnamed(tmp_path)["boundary"])
    assert "has 3 outlines without the county's code or name (no. 1: 32.0 km² around 109." in str(refusal.value)
    assert f"give a file with the county's alone, or a column code that has {COUNTY} for it" in str(refusal.value)


@pytest.mark.parametrize("layer", ["towns", "villages"])
def test_of_outlines_that_state_nothing_the_one_with_the_divisions_is_used_and_this_is_said(
    layer: str, tmp_path: Path
) -> None:
    files = unnamed(tmp_path)
    manifest = imported(tmp_path / "p", **{key: files[key] for key in ("boundary", layer)})
    count = len(sound_county().tables[layer])
    assert f"code or name are used: no. 1 ({count} {layer} in it)" in finding(manifest, "of 3 outlines")
    assert displacement_m(tmp_path / "p", "boundary") < 0.01


def test_the_parts_of_a_county_that_state_nothing_are_joined_where_each_has_divisions(tmp_path: Path) -> None:
    table = sound_county().tables["boundary"]
    parts = Table(outlines(box(0, 0, 4, 4), box(4, 0, 4, 4), box(8, 0, 8, 4)), {"name": texts("", "", "")})
    manifest = imported(tmp_path / "p", **with_boundary(tmp_path, parts))
    assert "no. 1 (" in finding(manifest, "of 3 outlines", "no. 2 (")
    assert "no. 3" not in finding(manifest, "of 3 outlines")
    assert CountyPackage(tmp_path / "p").table("boundary").geometry[0].area == pytest.approx(table.geometry[0].area)


def test_an_outline_around_that_of_the_county_is_not_joined_to_it(tmp_path: Path) -> None:
    both = Table(outlines(box(-4, -4, 32, 20), box(0, 0, 8, 4), box(40, 0, 8, 4)), {"name": texts("", "", "")})
    manifest = imported(tmp_path / "p", **with_boundary(tmp_path, both))
    assert "are used: no. 2 (" in finding(manifest, "of 3 outlines")
    assert displacement_m(tmp_path / "p", "boundary") < 0.01


def test_an_outline_with_the_former_code_is_used_and_this_is_said(tmp_path: Path) -> None:
    one = sound_county().tables["boundary"]
    old = Table(one.geometry, {"adcode": texts("433124")})
    found = finding(imported(tmp_path / "p", **with_boundary(tmp_path, old)), "boundary")
    assert f"the outline has code 433124, not {COUNTY}" in found


@pytest.mark.parametrize(("scale", "words"), [(0.01, "covers 0.003 km², no county does"), (1.0, "")])
def test_an_area_that_no_county_has_is_reported(scale: float, words: str, tmp_path: Path) -> None:
    table = sound_county().tables["boundary"]
    small = Table(outlines(box(0, 0, 8 * scale, 4 * scale)), table.columns)
    path = write_file(tmp_path / "b.geojson", small, headers={"code": "code"})
    found = imported(tmp_path / "p", boundary=path).findings
    findings = [finding for finding in found if not finding.startswith("notice")]
    assert [words in line for line in findings] == ([True] if words else [])


def test_the_area_of_the_outline_is_in_the_summary(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    files = with_boundary(tmp_path, counties("433199", "433122", "433124"))
    folder = str(tmp_path / "p")
    words = ["county", "import", folder, "--name", "安县", "--code", COUNTY, "--boundary", str(files["boundary"])]
    assert main(words) == 0
    assert "boundary 1 of 3 (32.0 km²)" in capsys.readouterr().out


# -------------------------------------------------------------------------------------------------- names


@pytest.mark.parametrize("header", ["XZJDMC", "乡镇级名", "F3", "标注"])
@pytest.mark.parametrize("layer", ["towns", "villages"])
def test_the_only_column_of_names_is_taken_and_named(layer: str, header: str, tmp_path: Path) -> None:
    table = sound_county().tables[layer]
    n = len(table)
    more = Table(table.geometry, {**table.columns, "same": texts(*["安县"] * n), "note": texts(*["a1"] * n)})
    headers = {"code": "code", "name": header, "same": "县", "note": "备注"}
    files = write_county(tmp_path) | {layer: write_file(tmp_path / "t.geojson", more, headers=headers)}
    found = finding(imported(tmp_path / "p", **files), "its names are taken from column")
    assert f"column '{header}' ({table['name'][0]}, {table['name'][1]}" in found
    assert "resources/importing/fields.toml" in found
    assert list(CountyPackage(tmp_path / "p").table(layer)["name"]) == list(table["name"])


def test_towns_without_a_column_of_names_are_an_error_with_the_headers_of_the_file(tmp_path: Path) -> None:
    files = write_county(tmp_path)
    files["towns"] = write_file(
        tmp_path / "t.geojson", sound_county().tables["towns"], headers={"code": "code", "kind": "F2"}
    )
    found = finding(imported(tmp_path / "p", **files), "have no name")
    assert found.startswith("error: towns t.geojson: all 2 have no name: no column looks like names, among code, F2")


def test_of_two_columns_that_may_be_names_none_is_taken(tmp_path: Path) -> None:
    table = sound_county().tables["towns"]
    two = Table(table.geometry, {**table.columns, "chief": texts("王磊", "李霞")})
    headers = {"code": "code", "name": "F1", "chief": "F2"}
    files = write_county(tmp_path) | {"towns": write_file(tmp_path / "t.geojson", two, headers=headers)}
    assert "columns F1, F2 may have them" in finding(imported(tmp_path / "p", **files), "all 2 have no name")


def test_a_single_feature_without_a_name_is_said(tmp_path: Path) -> None:
    table = sound_county().tables["towns"]
    table.columns["name"][1] = ""
    assert "1 of 2 have no name" in finding(imported(tmp_path / "p", **write_county(tmp_path, towns=table)), "no name")


# -------------------------------------------------------------------------------------------------- codes


@pytest.mark.parametrize("header", ["XZQH", "F1", "编码1"])
def test_the_only_column_of_codes_is_taken_and_named(header: str, tmp_path: Path) -> None:
    headers = {"code": header, "name": "name"}
    files = write_county(tmp_path)
    files["towns"] = write_file(tmp_path / "t.geojson", sound_county().tables["towns"], headers=headers)
    found = finding(imported(tmp_path / "p", **files), "its codes are taken from column")
    assert f"column '{header}'" in found
    assert displacement_m(tmp_path / "p", "towns") < 0.01


@pytest.mark.parametrize("header", ["ZLDWDM", "QSDWDM", "区划代码"])
@pytest.mark.parametrize("layer", ["towns", "villages"])
def test_codes_of_the_land_survey_lose_their_last_seven_zeros(layer: str, header: str, tmp_path: Path) -> None:
    table = sound_county().tables[layer]
    long = Table(table.geometry, {"code": texts(*(f"{c}0000000" for c in table["code"])), "name": table["name"]})
    path = write_file(tmp_path / "survey.geojson", long, headers={"code": header, "name": "名称"})
    manifest = imported(tmp_path / "p", **write_county(tmp_path) | {layer: path})
    assert [f for f in manifest.findings if "19 digits" in f] == [
        f"notice: {layer} survey.geojson: {len(table)} codes have the 19 digits of the land survey: their last seven, "
        "all zeros, were dropped"
    ]
    assert displacement_m(tmp_path / "p", layer) < 0.01


def test_codes_of_parts_of_villages_in_the_land_survey_are_left_out(tmp_path: Path) -> None:
    table = sound_county().tables["villages"]
    codes = [f"{c}0000000" for c in table["code"]]
    codes[1] = f"{table['code'][1]}0100000"
    part = Table(table.geometry, {"code": texts(*codes), "name": table["name"]})
    path = write_file(tmp_path / "survey.geojson", part, headers={"code": "QSDWDM", "name": "名称"})
    manifest = imported(tmp_path / "p", **write_county(tmp_path) | {"villages": path})
    assert "has 19 digits" in finding(manifest, "error", codes[1])


def test_bad_codes_are_one_finding_for_each_reason_with_the_first_value(tmp_path: Path) -> None:
    bad = {f"43319{i}": ("短村", "东镇") for i in range(6)} | {"4.33199E+11": ("坏村", "东镇")}
    codes = write_codes(tmp_path / "c.csv", VILLAGES | {code + "12345": row for code, row in bad.items()})
    manifest = imported(tmp_path / "p", **write_county(tmp_path), codes=codes)
    found = finding(manifest, "has 11 digits")
    assert found.startswith("warning: codes line 6: code '43319012345': has 11 digits")
    assert "(the same for 5 more: line 7, line 8, line 9, line 10, line 11)" in found
    assert sum(not finding.startswith("notice") for finding in manifest.findings) == 2


@pytest.mark.parametrize(("stated", "said"), [("凤凰县", True), ("安县", False), ("安", False), ("", False)])
def test_an_outline_of_another_name_is_reported(stated: str, said: bool, tmp_path: Path) -> None:
    table = Table(outlines(box(0, 0, 8, 4)), {"名称": texts(stated)})
    findings = imported(tmp_path / "p", **with_boundary(tmp_path, table)).findings
    assert any(f"the outline is named {stated} in its file, not 安县; check" in line for line in findings) == said


def test_the_code_of_the_county_may_have_full_width_digits(tmp_path: Path) -> None:
    wide = COUNTY.translate({ord(str(digit)): chr(0xFF10 + digit) for digit in range(10)})
    assert import_county(tmp_path / "p", name="安县", code=wide, **write_county(tmp_path)).manifest.code == COUNTY


def test_a_list_without_a_usable_code_is_refused_with_the_first_reason(tmp_path: Path) -> None:
    codes = tmp_path / "c.csv"
    codes.write_text("code,name\n4331991001,甲\n4331991002,乙\n", encoding="utf-8")
    with pytest.raises(PackageError, match=r"\(line 2: code '4331991001': has 10 digits.*, and 1 more so\)"):
        imported(tmp_path / "p", **write_county(tmp_path), codes=codes)


def test_a_list_of_codes_is_named_like_other_files_without_a_crs(tmp_path: Path) -> None:
    files = write_county(tmp_path)
    book = openpyxl.Workbook()
    for title in ("2023", "2024"):
        sheet = book.create_sheet(title)
        sheet.append(("code", "name", "township"))
        for code, row in VILLAGES.items():
            sheet.append((code, *row))
    book.save(tmp_path / "c.xlsx")
    for ending in ("|2024", "|layername=2024"):
        imported(tmp_path / ending, **files, codes=Path(f"{tmp_path}/c.xlsx{ending}"))
    for ending in ("@4547", "|layername=2024@gcj02"):
        with pytest.raises(PackageError, match=r"a list of codes has no coordinates; leave out its CRS after @"):
            imported(tmp_path / "p", **files, codes=Path(f"{tmp_path}/c.xlsx{ending}"))


def test_a_list_whose_codes_were_filled_by_dragging_is_refused(tmp_path: Path) -> None:
    towns = ("东镇", "东镇", "西乡", "西乡", "南乡", "南乡")
    counted = {f"{COUNTY}100{i:03}": (f"{'甲乙丙丁戊己'[i - 1]}村", town) for i, town in enumerate(towns, 1)}
    with pytest.raises(PackageError, match=rf"of 3 towns \(东镇, 西乡, 南乡\) in one, {COUNTY}100000; Excel"):
        imported(tmp_path / "p", **write_county(tmp_path), codes=write_codes(tmp_path / "c.csv", counted))


@pytest.mark.parametrize("layers", [("towns",), ("villages",), ("towns", "villages")])
def test_a_list_that_has_none_of_the_codes_on_the_map_is_refused(layers: tuple[str, ...], tmp_path: Path) -> None:
    files = {key: path for key, path in write_county(tmp_path).items() if key in ("boundary", *layers)}
    other = {COUNTY + "300201": ("子村", "北乡"), COUNTY + "301201": ("丑村", "中乡")}
    with pytest.raises(PackageError, match=rf"has none of the codes on the map .*, but {COUNTY}300000 北乡, "):
        imported(tmp_path / "p", **files, codes=write_codes(tmp_path / "c.csv", other))


def test_a_list_of_new_codes_is_not_refused_where_villages_have_its_names(tmp_path: Path) -> None:
    new = {COUNTY + f"30{code[6]}" + code[9:]: row for code, row in VILLAGES.items()}
    manifest = imported(tmp_path / "p", **write_county(tmp_path), codes=write_codes(tmp_path / "c.csv", new))
    assert finding(manifest, "4 have codes that are not in c.csv", "kept with their old codes")


def test_a_list_with_the_former_codes_says_what_its_rows_begin_with(tmp_path: Path) -> None:
    old = {"433124" + code[6:]: row for code, row in VILLAGES.items()}
    codes = write_codes(tmp_path / "c.csv", old)
    with pytest.raises(PackageError, match=rf"of county {COUNTY} \(the rows begin with 433124 \(4\): the county may"):
        imported(tmp_path / "p", **write_county(tmp_path), codes=codes)
    towns = sound_county().tables["towns"]
    renamed = Table(towns.geometry, {**towns.columns, "code": texts("433124100000", "433124200000")})
    with pytest.raises(PackageError, match=r"no feature has a town code .*the rows begin with 433124 \(2\)"):
        imported(tmp_path / "p", **write_county(tmp_path, towns=renamed))


def test_a_list_is_compared_with_towns_where_there_are_no_villages(tmp_path: Path) -> None:
    listed = VILLAGES | {COUNTY + "300201": ("戊村", "北乡"), COUNTY + "200201": ("丙村", "新西乡")}
    del listed[COUNTY + "200202"]
    codes = write_codes(tmp_path / "c.csv", listed)
    files = {key: path for key, path in write_county(tmp_path).items() if key != "villages"}
    manifest = imported(tmp_path / "p", **files, codes=codes)
    line = f"towns: 1 are in c.csv and have no outline on the map: {COUNTY}300000 北乡; add their outlines"
    assert line in finding(manifest, "北乡")
    assert f"towns: 1 are named otherwise in c.csv: {COUNTY}200000 西乡 is 新西乡 there" in finding(manifest, "新西乡")
    assert sum(not finding.startswith("notice") for finding in manifest.findings) == 2


def test_a_list_that_is_compared_with_nothing_is_said(tmp_path: Path) -> None:
    codes = write_codes(tmp_path / "c.csv", VILLAGES)
    manifest = imported(tmp_path / "p", boundary=write_county(tmp_path)["boundary"], codes=codes)
    assert "c.csv was compared with nothing" in finding(manifest, "codes")


# -------------------------------------------------------------------------------------------------- seats


def test_seats_without_codes_are_found_by_name(tmp_path: Path) -> None:
    places = sound_county().tables["places"]
    seats = Table(places.geometry[5:], {"name": places["name"][5:]})
    path = write_file(tmp_path / "s.geojson", seats, headers={"name": "name"})
    manifest = imported(tmp_path / "p", **write_county(tmp_path), places=path)
    assert "2 of 2 seats were found by name" in finding(manifest, "places")
    got = CountyPackage(tmp_path / "p").table("places")
    assert list(got["code"]) == [COUNTY + "100000", COUNTY + "200000"]
    assert shapely.equals_exact(got.geometry, places.geometry[5:], tolerance=0.01).all()


def test_seats_without_codes_are_found_by_their_names_in_the_list_where_the_map_has_no_outlines(tmp_path: Path) -> None:
    seats = Table(outlines(point(1, 2), point(3, 2)), {"name": texts("甲社区", "乙村")})
    path = write_file(tmp_path / "s.geojson", seats, headers={"name": "name"})
    files = {layer: file for layer, file in write_county(tmp_path).items() if layer != "villages"}
    codes = write_codes(tmp_path / "c.csv", VILLAGES)
    manifest = imported(tmp_path / "p", **files, places=path, codes=codes)
    assert "2 of 2 seats were found by name" in finding(manifest, "found by name")
    assert list(CountyPackage(tmp_path / "p").table("places")["code"]) == [COUNTY + "100001", COUNTY + "100201"]


def test_seats_whose_names_do_not_tell_a_division_are_listed_by_name(tmp_path: Path) -> None:
    seats = Table(outlines(point(1, 2), point(3, 2), point(5, 2)), {"name": texts("甲社区", "无此村", "戊村")})
    path = write_file(tmp_path / "s.geojson", seats, headers={"name": "name"})
    listed = VILLAGES | {COUNTY + "100205": ("戊村", "东镇"), COUNTY + "200205": ("戊村", "西乡")}
    codes = write_codes(tmp_path / "c.csv", listed)
    manifest = imported(tmp_path / "p", **write_county(tmp_path), places=path, codes=codes)
    found = finding(manifest, "error: places s.geojson: 2 have no code and no name that one division has")
    assert f"无此村, 戊村 ({COUNTY}100205, {COUNTY}200205); add their codes" in found
    assert list(CountyPackage(tmp_path / "p").table("places")["code"]) == [COUNTY + "100001"]


def test_seats_of_villages_with_outdated_codes_have_these_codes(tmp_path: Path) -> None:
    seats = Table(outlines(point(1, 2), point(3, 2)), {"name": texts("甲社区", "乙村")})
    path = write_file(tmp_path / "s.geojson", seats, headers={"name": "name"})
    listed = {code: row for code, row in VILLAGES.items() if row[0] != "乙村"} | {COUNTY + "100203": ("乙村", "东镇")}
    codes = write_codes(tmp_path / "c.csv", listed)
    manifest = imported(tmp_path / "p", **write_county(tmp_path), places=path, codes=codes)
    assert "2 of 2 seats were found by name" in finding(manifest, "found by name")
    assert list(CountyPackage(tmp_path / "p").table("places")["code"]) == [COUNTY + "100001", COUNTY + "100201"]


def test_a_seat_without_a_name_is_not_that_of_the_only_division_without_one(tmp_path: Path) -> None:
    seats = Table(outlines(point(1, 2), point(3, 2)), {"name": texts("甲社区", "")})
    path = write_file(tmp_path / "s.geojson", seats, headers={"name": "name"})
    codes = write_codes(tmp_path / "c.csv", VILLAGES | {COUNTY + "100209": ("", "东镇")})
    manifest = imported(tmp_path / "p", **write_county(tmp_path), places=path, codes=codes)
    assert "1 have no code and no name that one division has, and were left out: no. 2" in finding(manifest, "no. 2")
    assert list(CountyPackage(tmp_path / "p").table("places")["code"]) == [COUNTY + "100001"]


def test_seats_of_which_none_can_be_used_end_the_import(tmp_path: Path) -> None:
    places = sound_county().tables["places"]
    seats = Table(places.geometry[5:], {"code": texts("1", "2"), "name": places["name"][5:]})
    path = write_file(tmp_path / "s.geojson", seats, headers=DIVISION)
    with pytest.raises(PackageError, match=r"none of its 2 features can be used as places \(no. 1: code '1'"):
        imported(tmp_path / "p", **write_county(tmp_path), places=path)


@pytest.mark.parametrize("layer", ["sensors", "resources"])
@pytest.mark.parametrize("header", ["设备名", "设备名称", "站点名称", "点位名称", "名称"])
def test_names_of_devices_are_read_under_their_usual_headers(header: str, layer: str, tmp_path: Path) -> None:
    path = devices_file(tmp_path / "d.geojson", layer, header, names=["东门", "西门"])
    assert imported(tmp_path / "p", **write_county(tmp_path), **{layer: path}).findings == ()
    assert list(CountyPackage(tmp_path / "p").table(layer)["name"]) == ["东门", "西门"]


@pytest.mark.parametrize("layer", ["sensors", "resources"])
def test_devices_without_a_known_column_of_names_are_said(layer: str, tmp_path: Path) -> None:
    files = write_county(tmp_path)
    path = devices_file(tmp_path / "d.geojson", layer, "标签", names=["东门", "西门"])
    found = finding(imported(tmp_path / "p", **files, **{layer: path}), "taken from column '标签'")
    assert found.startswith(f"warning: {layer} d.geojson: its names are")
    path = devices_file(tmp_path / "e.geojson", layer, "标签", names=["a1", "a2"])
    found = finding(imported(tmp_path / "q", **files, **{layer: path}), "all 2 have no name")
    assert found.startswith("warning:")
    assert "among id, 标签, kind" in found


@pytest.mark.parametrize(
    ("layer", "written", "kind"),
    [
        ("sensors", "智能垃圾桶", "bin"), ("sensors", "Smart Bin", "bin"), ("sensors", "ＢＩＮ", "bin"),
        ("resources", "垃圾清运车", "collection_truck"), ("resources", "Collection_Truck", "collection_truck"),
    ],
)  # fmt: skip
def test_kinds_are_named_by_their_key_or_a_name_of_the_catalogue(
    layer: str, written: str, kind: str, tmp_path: Path
) -> None:
    path = devices_file(tmp_path / "d.geojson", layer, "名称", names=["东门", "西门"], kind=written)
    assert imported(tmp_path / "p", **write_county(tmp_path), **{layer: path}).findings == ()
    assert list(CountyPackage(tmp_path / "p").table(layer)["kind"]) == [kind, kind]


def test_a_name_of_two_kinds_is_neither(tmp_path: Path) -> None:
    row = (CATALOG_DIR / "sensor_kinds.toml").read_text(encoding="utf-8").split("[bin]\n")[1].split("\n[")[0]
    (tmp_path / "p" / CATALOG).mkdir(parents=True)
    (tmp_path / "p" / CATALOG / "sensor_kinds.toml").write_text(f"[pole]\n{row}", encoding="utf-8")
    path = devices_file(tmp_path / "d.geojson", "sensors", "名称", names=["东门", "西门"], kind="智能垃圾桶")
    with pytest.raises(PackageError, match=r"2 of unknown kind '智能垃圾桶' were left out .* pole \(智能垃圾桶\)"):
        imported(tmp_path / "p", **write_county(tmp_path), sensors=path)


def devices_file(path: Path, layer: str, header: str, *, names: list[str], kind: str = "") -> Path:
    """Two sensors or resources with their names under ``header``."""
    table = Table(
        np.array([point(1, 1), point(5, 1)], dtype=object),
        {
            "id": texts("A", "B"), "name": texts(*names),
            "kind": texts(*[kind or {"sensors": "bin", "resources": "ambulance"}[layer]] * 2),
        },
    )  # fmt: skip
    return write_file(path, table, headers={"id": "id", "name": header, "kind": "kind"})


def test_a_file_of_which_nothing_can_be_used_ends_with_the_error_not_with_a_remark(tmp_path: Path) -> None:
    sensors = sound_county().tables["sensors"]
    path = write_file(tmp_path / "s.shp", sensors, headers={"id": "id", "name": "name"})
    (tmp_path / "s.prj").unlink()
    with pytest.raises(PackageError, match=r"as sensors \(s.shp: no column of kinds among id, name \("):
        imported(tmp_path / "p", **write_county(tmp_path), sensors=path)


def test_the_most_frequent_reason_is_that_of_the_refusal(tmp_path: Path) -> None:
    places = sound_county().tables["places"]
    seats = Table(places.geometry[:4], {"code": texts("1", *[f"{COUNTY[:5]}0100001"] * 3), "name": places["name"][:4]})
    path = write_file(tmp_path / "s.geojson", seats, headers=DIVISION)
    with pytest.raises(PackageError, match=r"as places \(no. 2: code '\d+': is not a town's .* \(the same for 2 more"):
        imported(tmp_path / "p", **write_county(tmp_path), places=path)


def test_devices_of_unknown_kinds_only_end_the_import(tmp_path: Path) -> None:
    sensors = sound_county().tables["sensors"]
    strange = Table(sensors.geometry, {**sensors.columns, "kind": texts(*["magic"] * 8)})
    path = write_file(tmp_path / "s.geojson", strange, headers={"id": "id", "kind": "kind"})
    with pytest.raises(PackageError, match=r"can be used as sensors \(8 of unknown kind 'magic'"):
        import_county(tmp_path / "p", name="安县", code=COUNTY, **write_county(tmp_path), sensors=path)


# ------------------------------------------------------------------------------------- codes by names of the list


def nameless_codes(folder: Path, layer: str, *names: str | None, town: tuple[str, ...] = ()) -> Path:
    """A file of towns or villages without codes."""
    table = sound_county().tables[layer]
    columns = {"name": texts(*names)} | ({"乡镇": texts(*town)} if town else {})
    return write_file(folder / "n.gpkg", Table(table.geometry, columns), headers={name: name for name in columns})


@pytest.mark.parametrize(
    "names",
    [("东镇", "西乡"), ("东街道", "西镇"), ("东街道办事处", "西土家族苗族乡"), ("安县东镇", "湘西州安县西乡"),
     ("东 镇", "西　乡"), ("东", "西乡")],
    ids=["as listed", "another kind", "a long kind", "with the county", "with blanks", "without a kind"],
)  # fmt: skip
def test_towns_without_codes_have_those_of_their_names_in_the_list(names: tuple[str, str], tmp_path: Path) -> None:
    files = write_county(tmp_path) | {"towns": nameless_codes(tmp_path, "towns", *names)}
    manifest = imported(tmp_path / "p", **files, codes=write_codes(tmp_path / "c.csv", VILLAGES))
    table = CountyPackage(tmp_path / "p").table("towns")
    assert list(table["code"]) == [COUNTY + "100000", COUNTY + "200000"]
    found = finding(manifest, "2 have no code: 2 were found by name in c.csv")
    if names[0].endswith("街道"):
        assert f"2 of them under another name: 东街道 as 东镇 {COUNTY}100000, 西镇 as 西乡 {COUNTY}200000" in found
    assert not [line for line in manifest.findings if line.startswith("error")]


def test_a_town_whose_name_several_of_the_list_have_is_left_out_and_listed(tmp_path: Path) -> None:
    listed = VILLAGES | {COUNTY + "300201": ("戊村", "西镇")}
    files = write_county(tmp_path) | {"towns": nameless_codes(tmp_path, "towns", "东镇", "西街道")}
    manifest = imported(tmp_path / "p", **files, codes=write_codes(tmp_path / "c.csv", listed))
    found = finding(manifest, "error: towns n.gpkg: 1 have no code and no name that is one in c.csv")
    assert f"西街道 ({COUNTY}200000 or {COUNTY}300000)" in found
    assert list(CountyPackage(tmp_path / "p").table("towns")["code"]) == [COUNTY + "100000"]


def test_two_towns_that_would_have_the_same_code_are_not_joined(tmp_path: Path) -> None:
    files = write_county(tmp_path) | {"towns": nameless_codes(tmp_path, "towns", "东镇", "东乡")}
    manifest = imported(tmp_path / "p", **files, codes=write_codes(tmp_path / "c.csv", VILLAGES))
    assert f"东乡 ({COUNTY}100000 东镇 is another one's)" in finding(manifest, "error: towns n.gpkg")
    assert list(CountyPackage(tmp_path / "p").table("towns")["name"]) == ["东镇"]


def test_villages_without_codes_have_those_of_their_names_in_their_towns(tmp_path: Path) -> None:
    listed = VILLAGES | {COUNTY + "100202": ("丙村", "东镇")}
    codes = write_codes(tmp_path / "c.csv", listed)
    path = nameless_codes(tmp_path, "villages", "甲村", "乙村", "丙村", "丁村", town=("东镇", "东镇", "西乡", "西镇"))
    imported(tmp_path / "p", **write_county(tmp_path) | {"villages": path}, codes=codes)
    assert list(CountyPackage(tmp_path / "p").table("villages")["code"]) == list(VILLAGES)
    path = nameless_codes(tmp_path, "villages", "甲村", "乙村", "丙村", "丁村")
    manifest = imported(tmp_path / "q", **write_county(tmp_path) | {"villages": path}, codes=codes)
    assert f"丙村 ({COUNTY}200201 or {COUNTY}100202)" in finding(manifest, "error: villages n.gpkg")


def test_a_list_without_names_of_towns_still_tells_the_codes_of_villages(tmp_path: Path) -> None:
    codes = tmp_path / "c.csv"
    codes.write_text("code,name\n" + "".join(f"{code},{name}\n" for code, (name, _) in VILLAGES.items()), "utf-8")
    path = nameless_codes(tmp_path, "villages", "甲村", "乙村", "丙村", "丁村", town=("东镇", "东镇", "西乡", "西乡"))
    imported(tmp_path / "p", **write_county(tmp_path) | {"villages": path}, codes=codes)
    assert list(CountyPackage(tmp_path / "p").table("villages")["code"]) == list(VILLAGES)


def test_codes_that_are_missing_in_some_rows_are_those_of_the_names(tmp_path: Path) -> None:
    towns = sound_county().tables["towns"]
    part = Table(towns.geometry, {**towns.columns, "code": texts(COUNTY + "100000", None)})
    files = write_county(tmp_path, towns=part)
    manifest = imported(tmp_path / "p", **files, codes=write_codes(tmp_path / "c.csv", VILLAGES))
    assert "1 have no code: 1 were found by name" in finding(manifest, "towns.geojson")
    assert list(CountyPackage(tmp_path / "p").table("towns")["code"]) == list(towns["code"])


def test_towns_without_codes_and_without_a_list_are_refused_with_the_way_out(tmp_path: Path) -> None:
    files = write_county(tmp_path) | {"towns": nameless_codes(tmp_path, "towns", "东镇", "西乡")}
    with pytest.raises(PackageError, match=r"no column of codes for the towns .* and names with --codes"):
        imported(tmp_path / "p", **files)
    files["towns"] = nameless_codes(tmp_path, "towns", "南镇", "北镇")
    codes = write_codes(tmp_path / "c.csv", VILLAGES)
    with pytest.raises(PackageError, match=r"none of its 2 towns has a name that is in c\.csv \(n.*: 南镇, 北镇; add"):
        imported(tmp_path / "p", **files, codes=codes)
    files["towns"] = nameless_codes(tmp_path, "towns", "涓滈晣鏉戞潙", "瑗夸埂鏉戞潙")
    with pytest.raises(PackageError, match=r"in c\.csv \(n\.gpkg: 2 values of name are mojibake, UTF-8 read as GBK"):
        imported(tmp_path / "p", **files, codes=codes)


@pytest.mark.parametrize("layer", ["towns", "villages"])
def test_names_that_begin_with_those_of_their_parents_are_imported_without_them(layer: str, tmp_path: Path) -> None:
    table = sound_county().tables[layer]
    town = {"towns": "", "villages": "东镇"}[layer]
    whole = texts(*(f"湖南省湘西州安县{town}{name}" for name in table["name"]))
    if len(table) < 3:
        table, whole = Table(table.geometry[[0, 1, 1]], {"code": table["code"][[0, 1, 1]]}), whole[[0, 1, 1]]
    named = Table(table.geometry, {"code": table["code"], "name": whole})
    path = write_file(tmp_path / "f.geojson", named, headers=DIVISION)
    manifest = imported(tmp_path / "p", **write_county(tmp_path) | {layer: path})
    assert "湖南省湘西州安县 before its names" in finding(manifest, "notice", "f.geojson")
    assert list(CountyPackage(tmp_path / "p").table(layer)["name"]) == list(sound_county().tables[layer]["name"])


@pytest.mark.parametrize(
    ("names", "short"),
    [
        (("安县三乡镇甲村", "安县东镇乙村", "安县镇溪街道丙社区"), ["甲村", "乙村", "丙社区"]),
        (("安县东镇", "安县东镇甲村", "安县西乡"), ["东镇", "甲村", "西乡"]),
        (("东镇甲村", "东镇乙村", "东镇丙村"), None),
        (("安县甲村", "安县乙村", "丙村"), None), (("安县", "安县东镇", "安县西乡"), None),
    ],
)  # fmt: skip
def test_parents_are_left_out_where_all_names_begin_with_them(names: tuple[str, ...], short: list[str] | None) -> None:
    found = without_parents(texts(*names), towns=False)
    assert list(found.names) == (short or list(names))
    assert found.parents == ("安县" if short else "")


def test_towns_of_different_names_under_one_code_are_joined_as_an_error(tmp_path: Path) -> None:
    towns = sound_county().tables["towns"]
    for names, severity in ((("东镇", "西乡"), "error"), (("东镇", "东镇"), "warning"), (("东镇", ""), "warning")):
        one = {**towns.columns, "code": texts(COUNTY + "100000", COUNTY + "100000"), "name": texts(*names)}
        files = write_county(tmp_path, towns=Table(towns.geometry, one))
        del files["villages"]
        found = finding(imported(tmp_path / ("p" + "".join(names)), **files), "were joined")
        assert found.startswith(f"{severity}: towns: 1 ")
        assert ("东镇, 西乡" in found) == (severity == "error")


@pytest.mark.parametrize(("by", "wrong"), [(1, True), (3, True), (0, False)])
def test_codes_that_stand_in_wrong_rows_are_an_error(by: int, wrong: bool, tmp_path: Path) -> None:
    villages = sound_county().tables["villages"]
    code = np.roll(villages["code"], by)
    table = Table(villages.geometry[np.argsort(code)], {**villages.columns, "code": np.sort(code.astype(str))})
    table.columns["name"] = villages["name"][np.argsort(code.astype(str))]
    files = write_county(tmp_path, villages=table)
    del files["towns"]
    found = imported(tmp_path / "p", **files, codes=write_codes(tmp_path / "c.csv", VILLAGES)).findings
    lines = [line for line in found if "stand in wrong rows" in line]
    assert [line.startswith("error: villages: 4 of 4 have the code of another one in c.csv: ") for line in lines] == [
        True
    ] * wrong
