"""Coordinates are understood by where the county is: axes, zones, shifts, single vertices; each time it is said."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import shapely

from county.package.check import check
from county.package.crs import transformer
from county.package.gcj02 import bd09_from_gcj02, gcj02_from_wgs84
from county.package.importing.fit import check_members
from county.package.importing.read import read_features
from county.package.importing.site import placed, survey
from county.package.manifest import ImportOptionError, PackageError
from county.package.offset import Shifted
from county.package.open import CountyPackage, Table
from tests.unit.county_files import DIVISION, Points, displacement_m, finding, imported, write_county, write_file
from tests.unit.sound_county import COUNTY, EPSG, outlines, point, sound_county, texts

CGCS2000 = (
    'GEOGCS["GCS_China_Geodetic_Coordinate_System_2000",DATUM["D_China_2000",SPHEROID["CGCS2000",6378137.0,'
    '298.257222101]],PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]]'
)
XIAN = (
    'GEOGCS["GCS_Xian_1980",DATUM["D_Xian_1980",SPHEROID["Xian_1980",6378140.0,298.257]],PRIMEM["Greenwich",0.0],'
    'UNIT["Degree",0.0174532925199433]]'
)
BEIJING = (
    'GEOGCS["GCS_Beijing_1954",DATUM["D_Beijing_1954",SPHEROID["Krasovsky_1940",6378245.0,298.3]],'
    'PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]]'
)


def arcgis_prj(name: str, geographic: str, *, easting: float = 500_000.0, meridian: float = 111.0) -> str:
    """A Gauss-Krüger CRS as ArcGIS writes it: without any number of EPSG."""
    return (
        f'PROJCS["{name}",{geographic},PROJECTION["Gauss_Kruger"],PARAMETER["False_Easting",{easting}],'
        f'PARAMETER["False_Northing",0.0],PARAMETER["Central_Meridian",{meridian}],PARAMETER["Scale_Factor",1.0],'
        'PARAMETER["Latitude_Of_Origin",0.0],UNIT["Meter",1.0]]'
    )


def with_villages(folder: Path, prj: str | None, **written: object) -> dict[str, Path]:
    """The county's files, the villages as a Shapefile with the given text of its ``.prj`` (None: without)."""
    files = write_county(folder)
    headers = {"code": "code", "name": "name"}
    table = sound_county().tables["villages"]
    files["villages"] = write_file(folder / "v.shp", table, headers=headers, **written)  # type: ignore[arg-type]
    if prj is None:
        (folder / "v.prj").unlink()
    else:
        (folder / "v.prj").write_text(prj)
    return files


# ------------------------------------------------------------------------------------------------ zones


@pytest.mark.parametrize(
    ("epsg", "named"),
    [
        (4525, "zone 37 = EPSG 4525"), (4497, "6° zone 19 = EPSG 4497"), (4546, "central meridian 111° = EPSG 4546"),
        (4545, "central meridian 108° = EPSG 4545"), (3857, "Web Mercator = EPSG 3857"),
        (32649, "UTM zone 49 = EPSG 32649"), (4490, "decimal degrees"),
    ],
)  # fmt: skip
def test_a_missing_prj_is_deduced_and_named(epsg: int, named: str, tmp_path: Path) -> None:
    files = with_villages(tmp_path, None, epsg=epsg)
    found = finding(imported(tmp_path / "p", **files), "v.shp states no CRS")
    assert f"taken as {named}, as this places it in the county" in found
    assert displacement_m(tmp_path / "p", "villages") < 1


@pytest.mark.parametrize(
    ("epsg", "prj", "named"),
    [
        (4525, arcgis_prj("CGCS2000_3_Degree_GK_CM_111E", CGCS2000), "zone 37 = EPSG 4525"),
        (4546, arcgis_prj("CGCS2000_3_Degree_GK_Zone_37", CGCS2000, easting=37_500_000), "111° = EPSG 4546"),
        (4546, arcgis_prj("CGCS2000_3_Degree_GK_CM_114E", CGCS2000, meridian=114), "111° = EPSG 4546"),
        (4525, CGCS2000, "zone 37 = EPSG 4525"),
        (4490, arcgis_prj("CGCS2000_3_Degree_GK_CM_111E", CGCS2000), "decimal degrees"),
    ],
    ids=["prefix in the data only", "prefix in the prj only", "another meridian", "as degrees", "as metres"],
)  # fmt: skip
def test_a_contradicting_prj_is_named_with_what_is_used_instead(
    epsg: int, prj: str, named: str, tmp_path: Path
) -> None:
    found = finding(imported(tmp_path / "p", **with_villages(tmp_path, prj, epsg=epsg)), "which places it outside")
    assert named in found
    assert displacement_m(tmp_path / "p", "villages") < 1


@pytest.mark.parametrize(
    ("epsg", "prj"),
    [
        (4525, arcgis_prj("CGCS2000_3_Degree_GK_Zone_37", CGCS2000, easting=37_500_000)),
        (4546, arcgis_prj("CGCS2000_3_Degree_GK_CM_111E", CGCS2000)),
        (4497, arcgis_prj("CGCS2000_GK_Zone_19", CGCS2000, easting=19_500_000)),
        (4546, arcgis_prj("Fenghuang_Local", CGCS2000)),
        (4490, CGCS2000),
    ],
    ids=["3° zone", "3° meridian", "6° zone", "own name", "degrees"],
)
def test_a_prj_of_arcgis_without_numbers_of_epsg_is_understood(epsg: int, prj: str, tmp_path: Path) -> None:
    assert imported(tmp_path / "p", **with_villages(tmp_path, prj, epsg=epsg)).findings == ()
    assert displacement_m(tmp_path / "p", "villages") < 1


@pytest.mark.parametrize(
    ("epsg", "prj", "name"),
    [
        (2382, arcgis_prj("Xian_1980_3_Degree_GK_CM_111E", XIAN), "Xian 1980"),
        (2361, arcgis_prj("Xian_1980_3_Degree_GK_Zone_37", XIAN, easting=37_500_000), "Xian 1980"),
        (2434, arcgis_prj("Beijing_1954_3_Degree_GK_CM_111E", BEIJING), "Beijing 1954"),
        (2413, arcgis_prj("Beijing_1954_3_Degree_GK_CM_111E", BEIJING), "Beijing 1954"),
    ],
    ids=["Xian, meridian", "Xian, zone", "Beijing, meridian", "Beijing, a prefix that the prj denies"],
)
def test_older_datums_are_recognised_and_their_inaccuracy_is_said(
    epsg: int, prj: str, name: str, tmp_path: Path
) -> None:
    manifest = imported(tmp_path / "p", **with_villages(tmp_path, prj, epsg=epsg))
    assert "positions may be off by up to some 100 m" in finding(manifest, f"v.shp is in {name}")
    assert displacement_m(tmp_path / "p", "villages") < 1, "the same transformation there and back"


@pytest.mark.parametrize("encoding", ["gbk", "utf-8"])
def test_a_prj_with_a_chinese_name_is_understood(encoding: str, tmp_path: Path) -> None:
    files = with_villages(tmp_path, "", epsg=4546)
    (tmp_path / "v.prj").write_text(arcgis_prj("凤凰县独立坐标系", CGCS2000), encoding=encoding)
    assert imported(tmp_path / "p", **files).findings == ()
    assert displacement_m(tmp_path / "p", "villages") < 1


def test_an_unreadable_prj_is_refused_with_the_way_out(tmp_path: Path) -> None:
    files = with_villages(tmp_path, 'PROJCS["CGCS', epsg=4546)
    with pytest.raises(PackageError, match=r"v\.shp: its CRS cannot be interpreted .*; remove its \.prj file"):
        imported(tmp_path / "p", **files)


def test_an_outline_without_a_zone_is_refused_with_the_zones_of_its_province(tmp_path: Path) -> None:
    files = write_county(tmp_path)
    outline = sound_county().tables["boundary"]
    files["boundary"] = write_file(tmp_path / "b.shp", outline, headers={"code": "code"}, epsg=EPSG)
    (tmp_path / "b.prj").unlink()
    with pytest.raises(PackageError) as refusal:
        imported(tmp_path / "p", **files)
    for words in ("states no CRS", "111° = EPSG 4546", "114° = EPSG 4547", "b.shp@EPSG"):
        assert words in str(refusal.value)
    files["boundary"] = tmp_path / f"b.shp@{EPSG}"
    assert imported(tmp_path / "p", **files).findings == ()


def test_an_outline_with_a_zone_prefix_needs_no_prj(tmp_path: Path) -> None:
    files = write_county(tmp_path)
    outline = sound_county().tables["boundary"]
    files["boundary"] = write_file(tmp_path / "b.shp", outline, headers={"code": "code"}, epsg=4525)
    (tmp_path / "b.prj").unlink()
    assert "zone 37 = EPSG 4525" in finding(imported(tmp_path / "p", **files), "b.shp states no CRS")
    assert displacement_m(tmp_path / "p", "boundary") < 1


def test_an_outline_in_another_province_than_that_of_its_code_is_reported(tmp_path: Path) -> None:
    files = write_county(tmp_path)
    outline = sound_county().tables["boundary"]
    files["boundary"] = write_file(
        tmp_path / "b.geojson", outline, headers={"name": "name"}, shift=lambda xy: xy + np.array([0.0, 8.0])
    )
    manifest = imported(tmp_path / "p", boundary=files["boundary"])
    assert "is around 109.6" in finding(manifest, "outside 湖南省")


# ------------------------------------------------------------------------------------------------- axes


def csv_of_sensors(path: Path, headers: str, rows: list[str]) -> Path:
    lines = [f"编号,名称,类型,{headers}", *(f"S{i},{i}号桶,bin,{row}" for i, row in enumerate(rows))]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def sensors_m() -> Points:
    return np.asarray(shapely.get_coordinates(sound_county().tables["sensors"].geometry))


def sensors_lonlat() -> Points:
    x, y = sensors_m().T
    return np.column_stack(transformer(EPSG, 4490).transform(x, y))


def dms(value: float, form: str) -> str:
    seconds = round(value * 3600, 2)
    return form.format(d=int(seconds // 3600), m=int(seconds % 3600 // 60), s=seconds % 60)


@pytest.mark.parametrize("headers", ["经度,纬度", "lat,lon", "X坐标,Y坐标"])
@pytest.mark.parametrize("power", [10**5, 10**6, 10**7])
def test_degrees_that_have_lost_their_decimal_point_are_named(power: int, headers: str, tmp_path: Path) -> None:
    order = -1 if headers == "lat,lon" else 1
    rows = [",".join([f"{109.61 * power:.0f}", f"{27.93 * power + i:.0f}"][::order]) for i in range(3)]
    path = csv_of_sensors(tmp_path / "s.csv", headers, rows)
    with pytest.raises(PackageError, match=rf"have no decimal point: divided by {power:,} they are in the") as refusal:
        imported(tmp_path / "p", **write_county(tmp_path), sensors=path)
    assert not isinstance(refusal.value, ImportOptionError)


@pytest.mark.parametrize("headers", ["X坐标,Y坐标", "x,y", "纵坐标,横坐标", "北坐标,东坐标"])
@pytest.mark.parametrize("prefix", [0, 37_000_000])
def test_survey_coordinates_have_the_northing_first(headers: str, prefix: int, tmp_path: Path) -> None:
    rows = [f"{y:.3f},{x + prefix:.3f}" for x, y in sensors_m()]
    path = csv_of_sensors(tmp_path / "s.csv", headers, rows)
    found = finding(imported(tmp_path / "p", **write_county(tmp_path), sensors=path), "s.csv states no CRS")
    assert ("X is the northing" in found) == (headers.lower()[0] == "x")
    assert displacement_m(tmp_path / "p", "sensors", key="id") < 0.01


def test_survey_coordinates_in_a_stated_crs_are_turned_and_named(tmp_path: Path) -> None:
    path = csv_of_sensors(tmp_path / "s.csv", "X,Y", [f"{y},{x}" for x, y in sensors_m()])
    files = write_county(tmp_path)
    manifest = imported(tmp_path / "p", **files, sensors=Path(f"{path}@{EPSG}"))
    assert "X is the northing" in finding(manifest, "s.csv")
    assert displacement_m(tmp_path / "p", "sensors", key="id") < 0.01


@pytest.mark.parametrize(
    ("epsg", "stated", "named"),
    [
        (4525, 4547, "as zone 37 = EPSG 4525 it is inside: give {path}@4525"),
        (4546, 4547, "as central meridian 111° = EPSG 4546 or UTM zone 49 = EPSG 32649 it is inside: give {path}@EPSG"),
        (4490, 4546, "as decimal degrees it is inside: give {path}@4490"),
        (4546, 4490, "as central meridian 111° = EPSG 4546 or UTM zone 49 = EPSG 32649 it is inside: give {path}@EPSG"),
    ],
)
@pytest.mark.parametrize("general", [None, "4546"], ids=["", "another for all files"])
def test_a_crs_stated_for_a_file_is_not_overridden_by_one_that_fits(
    epsg: int, stated: int, named: str, general: str | None, tmp_path: Path
) -> None:
    files = with_villages(tmp_path, None, epsg=epsg)
    path = files["villages"]
    with pytest.raises(PackageError) as refusal:
        imported(tmp_path / "p", **files | {"villages": Path(f"{path}@{stated}")}, crs=general)
    line = str(refusal.value)
    assert line.startswith(f"{path}: @{stated} places it outside the county; ")
    if general is None:
        assert named.format(path=path) in line


def test_degrees_in_a_stated_crs_may_have_the_latitude_first(tmp_path: Path) -> None:
    files = write_county(tmp_path)
    villages = sound_county().tables["villages"]
    files["villages"] = write_file(tmp_path / "v.geojson", villages, headers=DIVISION, shift=lambda xy: xy[:, ::-1])
    named = files | {"villages": Path(f"{files['villages']}@4326")}
    assert "first the latitude" in finding(imported(tmp_path / "p", **named), "v.geojson")
    assert displacement_m(tmp_path / "p", "villages") < 1


def test_points_that_fit_in_two_projections_are_named_with_both(tmp_path: Path) -> None:
    """UTM has the scale 0.9996: the county would be 1.2 km to the south."""
    rows = [f"{p.x:.3f},{p.y:.3f}" for p in (point(1 + i, 2) for i in range(6))]
    path = csv_of_sensors(tmp_path / "s.csv", "x,y", rows)
    found = finding(imported(tmp_path / "p", **write_county(tmp_path), sensors=path), "s.csv")
    assert "taken as central meridian 111° = EPSG 4546" in found
    assert f"or is it UTM zone 49 = EPSG 32649? Then give {path}@32649" in found


@pytest.mark.parametrize("form", ["{d}°{m:02d}′{s:05.2f}″", "{d}-{m:02d}-{s:05.2f}", "{d}度{m}分{s:.2f}秒"])
def test_degrees_minutes_and_seconds_in_columns_are_read(form: str, tmp_path: Path) -> None:
    rows = [f"{dms(lon, form)},{dms(lat, form)}" for lon, lat in sensors_lonlat()]
    path = csv_of_sensors(tmp_path / "s.csv", "经度,纬度", rows)
    assert imported(tmp_path / "p", **write_county(tmp_path), sensors=path).findings == ()
    assert displacement_m(tmp_path / "p", "sensors", key="id") < 0.5


def test_degrees_minutes_and_seconds_without_signs_are_named(tmp_path: Path) -> None:
    rows = [f"{dms(lon, '{d}.{m:02d}{s:02.0f}')},{dms(lat, '{d}.{m:02d}{s:02.0f}')}" for lon, lat in sensors_lonlat()]
    path = csv_of_sensors(tmp_path / "s.csv", "经度,纬度", rows)
    manifest = imported(tmp_path / "p", **write_county(tmp_path), sensors=path)
    assert "109.3512 as 109°35′12″" in finding(manifest, "s.csv: its degrees are taken as")
    assert displacement_m(tmp_path / "p", "sensors", key="id") < 32, "whole seconds are 31 m"


@pytest.mark.parametrize("written", ["{lat:.6f},{lon:.6f}", "{lon:.6f},{lat:.6f}"], ids=["swapped", "in order"])
def test_longitudes_and_latitudes_under_each_others_headers_are_swapped_and_named(written: str, tmp_path: Path) -> None:
    rows = [written.format(lon=lon, lat=lat) for lon, lat in sensors_lonlat()]
    path = csv_of_sensors(tmp_path / "s.csv", "经度,纬度", rows)
    manifest = imported(tmp_path / "p", **write_county(tmp_path), sensors=path)
    assert [("first the latitude" in line) for line in manifest.findings] == [True] * written.startswith("{lat")
    assert displacement_m(tmp_path / "p", "sensors", key="id") < 1


@pytest.mark.parametrize(
    "form",
    ["{lon:.6f}, {lat:.6f}", "{lat:.6f}N {lon:.6f}E", "北纬{lat:.6f}，东经{lon:.6f}"],
)
def test_pairs_in_one_column_are_read(form: str, tmp_path: Path) -> None:
    rows = [f'"{form.format(lon=lon, lat=lat)}"' for lon, lat in sensors_lonlat()]
    path = csv_of_sensors(tmp_path / "s.csv", "经纬度", rows)
    assert imported(tmp_path / "p", **write_county(tmp_path), sensors=path).findings == ()
    assert displacement_m(tmp_path / "p", "sensors", key="id") < 1


def test_coordinates_that_cannot_be_read_are_reported_with_a_value(tmp_path: Path) -> None:
    rows = [f"{lon},{lat}" for lon, lat in sensors_lonlat()]
    path = csv_of_sensors(tmp_path / "s.csv", "经度,纬度", [*rows, "东门口,27.9", "109.6,", "109°75′,27.9"])
    found = finding(imported(tmp_path / "p", **write_county(tmp_path), sensors=path), "cannot be read")
    assert "coordinates of 3 rows of s.csv cannot be read (line 10: '东门口', '27.9')" in found
    assert len(CountyPackage(tmp_path / "p").sensors) == 8


def test_points_of_which_none_is_in_the_county_end_the_import(tmp_path: Path) -> None:
    path = csv_of_sensors(tmp_path / "s.csv", "X,Y", ["12,15", "13,16"])
    with pytest.raises(PackageError, match=r"s\.csv: does not state its CRS, and no usual one places its coordinates"):
        imported(tmp_path / "p", **write_county(tmp_path), sensors=path)


# --------------------------------------------------------------------------------------------- vertices


def spoiled(layer: str, row: int, change: Callable[[Points], Points], epsg: int) -> Table:
    """A layer in ``epsg`` with the second vertex of one feature changed."""
    table = sound_county().tables[layer]
    to = transformer(EPSG, epsg)

    def moved(xy: Points) -> Points:
        return np.column_stack(to.transform(xy[:, 0], xy[:, 1]))

    geometry = np.asarray(shapely.transform(table.geometry, moved), dtype=object)
    corners = shapely.get_coordinates(geometry[row])
    corners[1] = change(corners[1:2])[0]
    geometry[row] = shapely.set_coordinates(geometry[row], corners)
    return Table(geometry, table.columns)


@pytest.mark.parametrize("epsg", [4490, 4525, 4546, 4497])
@pytest.mark.parametrize("layer", ["towns", "villages", "boundary"])
def test_one_vertex_with_swapped_axes_is_repaired_and_its_feature_named(
    layer: str, epsg: int, tmp_path: Path
) -> None:
    table = spoiled(layer, 0, lambda xy: xy[:, ::-1], epsg)
    files = write_county(tmp_path)
    files[layer] = write_file(tmp_path / "s.gpkg", table, headers=DIVISION, epsg=epsg, crs_of_table=epsg)
    found = finding(imported(tmp_path / "p", **files), "axes swapped")
    assert f"{layer} no. 1 ({table['name'][0]}): 1 vertices with their axes swapped" in found
    assert displacement_m(tmp_path / "p", layer) < 1
    assert check(tmp_path / "p") == []


@pytest.mark.parametrize("value", [0.0, 999.0, -109.5, 1e300, np.inf])
def test_a_vertex_that_is_nowhere_leaves_its_feature_out_with_an_error(value: float, tmp_path: Path) -> None:
    table = spoiled("towns", 1, lambda xy: np.full_like(xy, value), 4490)
    files = write_county(tmp_path)
    files["towns"] = write_file(tmp_path / "s.gpkg", table, headers=DIVISION, epsg=4490, crs_of_table=4490)
    found = finding(imported(tmp_path / "p", **files), "not in China")
    assert found.startswith("error: towns no. 2 (西乡): has a coordinate that is not in China")
    towns = CountyPackage(tmp_path / "p").table("towns")
    assert list(towns["name"]) == ["东镇"]
    assert np.isfinite(shapely.bounds(towns.geometry)).all()


def test_a_file_of_which_no_feature_can_be_placed_ends_the_import(tmp_path: Path) -> None:
    table = spoiled("towns", 0, lambda xy: xy * 0, 4490)
    one = Table(table.geometry[:1], {key: values[:1] for key, values in table.columns.items()})
    files = write_county(tmp_path)
    files["towns"] = write_file(tmp_path / "s.gpkg", one, headers=DIVISION, epsg=4490, crs_of_table=4490)
    with pytest.raises(PackageError, match=r"none of its \d features can be used as towns .no. 1 .东镇.: has a coord"):
        imported(tmp_path / "p", **files)


# ----------------------------------------------------------------------------------------------- shifts


def _bd(lonlat: Points) -> Points:
    return bd09_from_gcj02(gcj02_from_wgs84(lonlat))


SHIFTS: dict[Shifted, Callable[[Points], Points]] = {"gcj02": gcj02_from_wgs84, "bd09": _bd}


@pytest.mark.parametrize("shifted", SHIFTS)
@pytest.mark.parametrize("layer", ["towns", "villages"])
def test_a_shifted_file_is_refused_once_and_read_with_its_shift(layer: str, shifted: Shifted, tmp_path: Path) -> None:
    files = write_county(tmp_path)
    table = sound_county().tables[layer]
    path = write_file(tmp_path / "g.geojson", table, headers=DIVISION, shift=SHIFTS[shifted])
    with pytest.raises(PackageError) as refusal:
        imported(tmp_path / "p", **files | {layer: path})
    name = {"gcj02": "GCJ-02", "bd09": "BD-09"}[shifted]
    assert f"only when taken as {name}; give {path}@{shifted} to convert it" in str(refusal.value)
    assert imported(tmp_path / "p", **files | {layer: Path(f"{path}@{shifted}")}).findings == ()
    assert displacement_m(tmp_path / "p", layer) < 1


def _advice(tmp_path: Path, **files: object) -> str:
    with pytest.raises(PackageError) as refusal:
        imported(tmp_path / "p", **files)
    return str(refusal.value).split("; ", 1)[1].replace(f"{tmp_path}/", "")


@pytest.mark.parametrize("reference", ["boundary", "towns"])
@pytest.mark.parametrize("stated", SHIFTS)
def test_the_advice_for_a_file_given_with_the_wrong_shift_names_the_right_one(
    stated: Shifted, reference: str, tmp_path: Path
) -> None:
    (true,) = SHIFTS.keys() - {stated}
    layer = {"boundary": "towns", "towns": "villages"}[reference]
    path = write_file(tmp_path / "g.geojson", sound_county().tables[layer], headers=DIVISION, shift=SHIFTS[true])
    files = write_county(tmp_path) | {layer: Path(f"{path}@{stated}")}
    assert _advice(tmp_path, **files).startswith(f"give g.geojson@{true} to convert it")


@pytest.mark.parametrize("layer", ["towns", "villages"])
@pytest.mark.parametrize("shifted", SHIFTS)
def test_the_advice_for_a_file_given_with_a_shift_that_it_does_not_have_is_to_leave_it_out(
    shifted: Shifted, layer: str, tmp_path: Path
) -> None:
    files = write_county(tmp_path)
    files[layer] = Path(f"{files[layer]}@{shifted}")
    advice = _advice(tmp_path, **files)
    assert advice.startswith(f"leave out @{shifted}, or give {layer}.geojson@wgs84; only if")


@pytest.mark.parametrize("shifted", SHIFTS)
def test_the_advice_for_an_outline_given_with_a_shift_that_it_does_not_have_is_about_the_outline(
    shifted: Shifted, tmp_path: Path
) -> None:
    files = write_county(tmp_path)
    advice = _advice(tmp_path, **files | {"boundary": Path(f"{files['boundary']}@{shifted}")})
    assert advice.startswith(f"give the file of the boundary without @{shifted} or with @wgs84")


def test_files_in_wgs84_that_all_are_given_as_shifted_but_one_are_told_apart(tmp_path: Path) -> None:
    """The advice is for the file that is not as stated, and whoever follows it comes to an import."""
    files = write_county(tmp_path)
    table = sound_county().tables["villages"]
    files["villages"] = write_file(tmp_path / "g.geojson", table, headers=DIVISION, shift=_bd)
    assert "give the file of the towns with @wgs84" in _advice(tmp_path, **files, crs="bd09")
    files["towns"] = Path(f"{files['towns']}@wgs84")
    assert "give the file of the boundary without @bd09 or with @wgs84" in _advice(tmp_path, **files, crs="bd09")
    files["boundary"] = Path(f"{files['boundary']}@wgs84")
    assert imported(tmp_path / "p", **files, crs="bd09").findings == ()


def test_a_shifted_outline_under_files_in_wgs84_is_named(tmp_path: Path) -> None:
    files = write_county(tmp_path)
    table = sound_county().tables["boundary"]
    files["boundary"] = write_file(tmp_path / "b.geojson", table, headers={"code": "code"}, shift=_bd)
    with pytest.raises(PackageError, match="the boundary must be taken as BD-09 to fit the towns; give the file of"):
        imported(tmp_path / "p", **files)


def test_files_with_different_shifts_are_both_named(tmp_path: Path) -> None:
    tables = sound_county().tables
    files = write_county(tmp_path)
    files["boundary"] = write_file(
        tmp_path / "b.geojson", tables["boundary"], headers={"code": "code"}, shift=gcj02_from_wgs84
    )
    files["towns"] = write_file(tmp_path / "t.geojson", tables["towns"], headers=DIVISION, shift=_bd)
    with pytest.raises(PackageError, match=r"the boundary must be taken as GCJ-02, and .*BD-09, to fit; give"):
        imported(tmp_path / "p", **files)


@pytest.mark.parametrize(
    ("headers", "shifted"),
    [("lon_gcj02,lat_gcj02", "gcj02"), ("百度经度,百度纬度", "bd09"), ("高德经度,高德纬度", "gcj02")],
)  # fmt: skip
def test_headers_that_state_a_shift_are_believed(headers: str, shifted: Shifted, tmp_path: Path) -> None:
    rows = [f"{lon:.7f},{lat:.7f}" for lon, lat in SHIFTS[shifted](sensors_lonlat())]
    path = csv_of_sensors(tmp_path / "s.csv", headers, rows)
    assert imported(tmp_path / "p", **write_county(tmp_path), sensors=path).findings == ()
    assert displacement_m(tmp_path / "p", "sensors", key="id") < 1


@pytest.mark.parametrize(("name", "within_m"), [("GCJ02", 1), ("EPSG:4490", 1), ("CGCS2000", 1)])
def test_a_crs_that_geojson_names_is_used(name: str, within_m: float, tmp_path: Path) -> None:
    files = write_county(tmp_path)
    shift = gcj02_from_wgs84 if name == "GCJ02" else None
    path = write_file(tmp_path / "v.geojson", sound_county().tables["villages"], headers=DIVISION, shift=shift)
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("urn:ogc:def:crs:OGC:1.3:CRS84", name), encoding="utf-8")
    assert name in path.read_text(encoding="utf-8")
    assert imported(tmp_path / "p", **files | {"villages": path}).findings == ()
    assert displacement_m(tmp_path / "p", "villages") < within_m


def test_sensors_without_divisions_in_gcj02_are_refused_by_the_boundary(tmp_path: Path) -> None:
    edge = Table(
        np.array([point(0.1 + i, 0.1) for i in range(8)], dtype=object),
        {"id": texts(*"ABCDEFGH"), "kind": texts(*["bin"] * 8)},
    )
    headers = {"id": "id", "kind": "kind"}
    path = write_file(tmp_path / "s.geojson", edge, headers=headers, shift=gcj02_from_wgs84)
    with pytest.raises(PackageError, match="the sensors fit the boundary only when taken as GCJ-02"):
        imported(tmp_path / "p", **write_county(tmp_path), sensors=path)


@pytest.mark.parametrize("shifted", SHIFTS)
def test_seats_of_villages_that_have_no_outlines_are_compared_with_their_towns(
    shifted: Shifted, tmp_path: Path
) -> None:
    codes = [f"{COUNTY}100{number}" for number in range(201, 207)]
    seats = Table(
        np.array([point(3.9, 1 + i / 4) for i in range(6)], dtype=object),
        {"code": texts(*codes[:-1], "无"), "name": texts(*"甲乙丙丁戊己")},
    )
    path = write_file(tmp_path / "s.geojson", seats, headers=DIVISION, shift=SHIFTS[shifted])
    files = write_county(tmp_path)
    del files["villages"]
    with pytest.raises(PackageError, match=r"the places fit the divisions only when taken as .*@" + shifted):
        imported(tmp_path / "p", **files, places=path)
    imported(tmp_path / "p", **files, places=Path(f"{path}@{shifted}"))
    stored = CountyPackage(tmp_path / "p").table("places")
    assert max(shapely.distance(stored.geometry, seats.geometry[: len(stored)])) < 1


def test_points_outside_the_county_are_named_by_their_number_when_they_have_no_name(tmp_path: Path) -> None:
    seats = Table(
        np.array([point(1, 1), point(-5, 1), point(-6, 1)], dtype=object),
        {"code": texts(*(f"{COUNTY}10000{i}" for i in (1, 2, 3))), "name": texts("甲", "", "丙")},
    )
    path = write_file(tmp_path / "s.geojson", seats, headers=DIVISION)
    manifest = imported(tmp_path / "p", **write_county(tmp_path), places=path)
    assert "were left out: no. 2, 丙" in finding(manifest, "2 of 3 are outside the county")


@pytest.mark.parametrize("shifted", SHIFTS)
@pytest.mark.parametrize("outside", [1, 2])
def test_seats_of_which_a_few_are_outside_the_boundary_only_because_of_a_shift_are_named(
    outside: int, shifted: Shifted, tmp_path: Path
) -> None:
    edge = [point(7.95, 0.1), point(7.95, 0.2)][:outside]
    seats = Table(outlines(*edge, *(point(1 + i, 2) for i in range(5))), {"name": texts(*"abcdefg"[: outside + 5])})
    path = write_file(tmp_path / "s.geojson", seats, headers={"name": "name"}, shift=SHIFTS[shifted])
    site = survey(write_county(tmp_path)["boundary"], COUNTY, None)
    check_members(site, "places", "code", placed(site, "places", read_features(path, "places")), {})
    (found,) = site.findings
    assert f"{outside} of {outside + 5} are outside the boundary, and none is when they are taken as" in found.text
    assert f"{path}@{shifted}" in found.text


def test_seats_outside_the_boundary_that_no_shift_explains_are_not_taken_as_shifted(tmp_path: Path) -> None:
    seats = Table(outlines(point(9.5, 2), *(point(1 + i, 2) for i in range(5))), {"name": texts(*"abcdef")})
    path = write_file(tmp_path / "s.geojson", seats, headers={"name": "name"})
    site = survey(write_county(tmp_path)["boundary"], COUNTY, None)
    check_members(site, "places", "code", placed(site, "places", read_features(path, "places")), {})
    assert site.findings == []


@pytest.mark.parametrize(
    "number", ["4978", "5737", "5600000", "99999"], ids=["geocentric", "heights", "long", "unknown"]
)
def test_a_crs_that_is_no_place_on_a_map_is_refused(number: str, tmp_path: Path) -> None:
    files = write_county(tmp_path)
    with pytest.raises(PackageError, match=f"--crs {number}: is not a known CRS; give an EPSG number"):
        imported(tmp_path / "p", **files, crs=number)
    with pytest.raises(PackageError, match=f"@{number}: is not a known CRS"):
        imported(tmp_path / "p", **files | {"towns": Path(f"{files['towns']}@{number}")})
