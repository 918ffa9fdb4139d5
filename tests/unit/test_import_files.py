"""Files of every supported format and CRS give the same package."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import rasterio
import shapely
from rasterio.windows import Window

from county.package.check import check
from county.package.gcj02 import bd09_from_gcj02, gcj02_from_wgs84
from county.package.importer import import_county
from county.package.importing.site import survey
from county.package.importing.terrain import read_terrain
from county.package.manifest import Manifest, PackageError
from county.package.offset import gcj_offset
from county.package.open import CountyPackage, Table
from tests.unit.county_files import DIVISION, Points, write_county, write_file, write_heights
from tests.unit.sound_county import COUNTY, EPSG, point, sound_county


def imported(folder: Path, **files: object) -> Manifest:
    return import_county(folder, name="安县", code=COUNTY, **files).manifest  # type: ignore[arg-type]


def _bd(lonlat: Points) -> Points:
    return bd09_from_gcj02(gcj02_from_wgs84(lonlat))


def _same_place(folder: Path, layer: str, within_m: float) -> None:
    ours = CountyPackage(folder).table(layer)
    theirs = sound_county().tables[layer]
    for code, geometry in zip(theirs["code"], theirs.geometry, strict=True):
        got = ours.geometry[list(ours["code"]).index(code)]
        assert shapely.hausdorff_distance(got, geometry) < within_m


def test_a_package_from_files_has_no_findings_and_their_coordinates(tmp_path: Path) -> None:
    manifest = imported(tmp_path / "p", **write_county(tmp_path))
    assert (manifest.epsg, manifest.findings) == (EPSG, ())
    assert check(tmp_path / "p") == []
    for layer in ("boundary", "towns", "villages"):
        _same_place(tmp_path / "p", layer, 0.01)


def test_layers_in_no_file_are_empty(tmp_path: Path) -> None:
    manifest = imported(tmp_path / "p", **write_county(tmp_path))
    package = CountyPackage(tmp_path / "p")
    assert set(manifest.layers) == {"boundary", "towns", "villages", "places"}
    assert len(package.table("grids")) == len(package.table("sensors")) == 0
    assert package.terrain is None
    assert set(package.table("villages")["population"]) == {-1}


def test_places_in_no_file_are_points_inside_and_marked_approximate(tmp_path: Path) -> None:
    manifest = imported(tmp_path / "p", **write_county(tmp_path))
    assert manifest.layers["places"].approximate
    package = CountyPackage(tmp_path / "p")
    outlines = {
        code: geometry
        for layer in ("towns", "villages")
        for code, geometry in zip(package.table(layer)["code"], package.table(layer).geometry, strict=True)
    }
    places = package.table("places")
    assert set(places["code"]) == set(outlines)
    assert all(outlines[c].contains(g) for c, g in zip(places["code"], places.geometry, strict=True))


@pytest.mark.parametrize("suffix", [".geojson", ".gpkg", ".shp", ".kml"])
def test_outlines_are_read_from(suffix: str, tmp_path: Path) -> None:
    files = write_county(tmp_path)
    table = sound_county().tables["villages"]
    files["villages"] = write_file(tmp_path / f"v{suffix}", table, headers={"code": "code", "name": "name"})
    imported(tmp_path / "p", **files)
    got = CountyPackage(tmp_path / "p").table("villages")
    assert list(got["name"]) == list(table["name"])
    _same_place(tmp_path / "p", "villages", 0.01)


def test_a_shapefile_in_gbk_without_a_codepage_file_is_read(tmp_path: Path) -> None:
    files = write_county(tmp_path)
    table = sound_county().tables["villages"]
    files["villages"] = write_file(tmp_path / "v.shp", table, headers={"code": "code", "name": "名称"}, encoding="GBK")
    (tmp_path / "v.cpg").unlink()
    imported(tmp_path / "p", **files)
    assert list(CountyPackage(tmp_path / "p").table("villages")["name"]) == list(table["name"])


@pytest.mark.parametrize("epsg", [4490, 4546, 4545, 4525, 32649, 3857])
def test_a_file_in_another_crs_gives_the_same_coordinates(epsg: int, tmp_path: Path) -> None:
    files = write_county(tmp_path)
    table = sound_county().tables["villages"]
    files["villages"] = write_file(tmp_path / "v.gpkg", table, headers=DIVISION, epsg=epsg)
    assert imported(tmp_path / "p", **files).findings == ()
    _same_place(tmp_path / "p", "villages", 1.0)


@pytest.mark.filterwarnings("ignore:'crs' was not provided")
def test_degrees_of_a_file_that_states_no_crs_are_named_until_the_user_states_it(tmp_path: Path) -> None:
    files = write_county(tmp_path)
    files["villages"] = write_file(tmp_path / "v.shp", sound_county().tables["villages"], headers=DIVISION, epsg=None)
    (finding,) = imported(tmp_path / "p", **files).findings
    assert "v.shp states no CRS: taken as decimal degrees, as this places it in the county" in finding
    assert imported(tmp_path / "q", **files, crs="4326").findings == ()
    _same_place(tmp_path / "q", "villages", 0.01)


@pytest.mark.parametrize(("crs", "shift"), [("gcj02", gcj02_from_wgs84), ("bd09", _bd)])
def test_shifted_files_are_corrected_on_request(crs: str, shift: object, tmp_path: Path) -> None:
    tables = sound_county().tables
    files = {
        layer: write_file(tmp_path / f"{layer}.geojson", tables[layer], headers=DIVISION, shift=shift)  # type: ignore[arg-type]
        for layer in ("boundary", "towns", "villages")
    }
    assert imported(tmp_path / "p", **files, crs=crs).findings == ()
    _same_place(tmp_path / "p", "villages", 1.0)


@pytest.mark.parametrize("layer", ["towns", "villages", "boundary"])
def test_one_file_in_gcj02_among_others_in_wgs84_is_refused(layer: str, tmp_path: Path) -> None:
    files = write_county(tmp_path)
    table = sound_county().tables[layer]
    files[layer] = write_file(tmp_path / "g.geojson", table, headers=DIVISION, shift=gcj02_from_wgs84)
    with pytest.raises(PackageError, match="GCJ-02"):
        imported(tmp_path / "p", **files)


def test_seats_in_gcj02_among_outlines_in_wgs84_are_refused(tmp_path: Path) -> None:
    """Seats are near the southern border; the shift moves them across it."""
    assert gcj_offset(109.6, 27.9)[1] < 0
    seats = sound_county().tables["places"]
    files = write_county(tmp_path)
    files["places"] = write_file(tmp_path / "s.geojson", seats, headers=DIVISION, shift=gcj02_from_wgs84)
    with pytest.raises(PackageError, match="GCJ-02"):
        imported(tmp_path / "p", **files)


def test_sensors_in_gcj02_that_name_their_villages_are_refused(tmp_path: Path) -> None:
    sensors = sound_county().tables["sensors"]
    villages = np.array([code[:12] for code in sensors["division"]], dtype=object)
    table = Table(sensors.geometry, {**sensors.columns, "division": villages})
    headers = {name: name for name in table.columns}
    file = write_file(tmp_path / "s.geojson", table, headers=headers, shift=gcj02_from_wgs84)
    with pytest.raises(PackageError, match="the sensors fit the divisions only when taken as GCJ-02"):
        imported(tmp_path / "p", **write_county(tmp_path), sensors=file)


@pytest.mark.parametrize("layer", ["boundary", "towns", "villages"])
def test_swapped_longitude_and_latitude_are_swapped_back_and_named(layer: str, tmp_path: Path) -> None:
    files = write_county(tmp_path)
    table = sound_county().tables[layer]
    files[layer] = write_file(tmp_path / "s.geojson", table, headers=DIVISION, shift=lambda xy: xy[:, ::-1])
    (finding,) = imported(tmp_path / "p", **files).findings
    assert "taken as decimal degrees, first the latitude" in finding
    _same_place(tmp_path / "p", layer, 0.01)


def test_metres_in_a_file_declared_as_degrees_are_named_until_the_user_states_the_crs(tmp_path: Path) -> None:
    """Older exports to GeoJSON contain metres without stating it."""
    files = write_county(tmp_path)
    back = write_file(tmp_path / "m.gpkg", sound_county().tables["villages"], headers=DIVISION, epsg=EPSG)
    import pyogrio.raw

    meta, _, wkb, data = pyogrio.raw.read(back)
    files["villages"] = tmp_path / "m.geojson"
    with pytest.warns(UserWarning, match="crs"):
        pyogrio.raw.write(
            files["villages"], geometry=wkb, field_data=data, fields=meta["fields"], geometry_type="Polygon",
            driver="GeoJSON", crs=None,
        )  # fmt: skip
    (finding,) = imported(tmp_path / "p", **files).findings
    assert "taken as central meridian 111° = EPSG 4546" in finding
    _same_place(tmp_path / "p", "villages", 0.01)
    files["villages"] = tmp_path / f"m.geojson@{EPSG}"
    assert imported(tmp_path / "q", **files).findings == ()
    _same_place(tmp_path / "q", "villages", 0.01)


def test_heights_are_square_cells_around_the_county_with_holes_as_nan(tmp_path: Path) -> None:
    heights = write_heights(tmp_path / "z.tif", lon=(109.5, 109.75), lat=(27.85, 28.05), hole=True)
    imported(tmp_path / "p", **write_county(tmp_path), terrain=heights)
    package = CountyPackage(tmp_path / "p")
    assert package.terrain is not None
    west, south, east, north = package.terrain.extent_m
    outline = package.table("boundary").geometry[0]
    assert shapely.box(west, south, east, north).contains(outline)
    middle = outline.centroid
    lon, _ = package.lonlat([middle.x], [middle.y])
    assert package.terrain.height_at([middle.x], [middle.y])[0] == pytest.approx(300 + 1000 * (lon[0] - 109), abs=2)
    assert [f for f in check(tmp_path / "p") if f.severity == "error"] == []


@pytest.mark.parametrize(("cells", "severity"), [(1, "warning"), (8, "error")])
def test_the_import_and_the_check_are_equally_severe_about_voids(cells: int, severity: str, tmp_path: Path) -> None:
    heights = write_heights(tmp_path / "z.tif", lon=(109.5, 109.75), lat=(27.85, 28.05))
    with rasterio.open(heights, "r+") as raster:
        raster.write(np.full((cells, cells), -32768, dtype=np.int16), 1, window=Window(35, 30, cells, cells))
    manifest = imported(tmp_path / "p", **write_county(tmp_path), terrain=heights)
    (found,) = (line for line in manifest.findings if "no heights for" in line)
    assert found.startswith(f"{severity}: terrain.tif: has no heights for ")
    assert found in [str(finding) for finding in check(tmp_path / "p")]


def test_heights_of_another_place_are_refused(tmp_path: Path) -> None:
    heights = write_heights(tmp_path / "z.tif", lon=(100.0, 100.2), lat=(27.8, 28.0))
    with pytest.raises(PackageError, match="does not cover the county"):
        imported(tmp_path / "p", **write_county(tmp_path), terrain=heights)


def test_a_csv_of_sensors_in_degrees_becomes_sensors_in_their_villages(tmp_path: Path) -> None:
    package = CountyPackage(sound_county().write(tmp_path / "sound"))
    at = point(1, 3)
    lon, lat = package.lonlat([at.x], [at.y])
    csv = tmp_path / "s.csv"
    csv.write_text(f"编号,名称,类型,经度,纬度\nA1,东门桶,bin,{lon[0]},{lat[0]}\n", encoding="gb18030")
    (found,) = imported(tmp_path / "p", **write_county(tmp_path), sensors=csv).findings
    assert found.startswith("notice: sensors s.csv: read as CSV in GB 18030")
    (sensor,) = CountyPackage(tmp_path / "p").sensors
    assert (sensor.id, sensor.name, sensor.kind, sensor.division) == ("A1", "东门桶", "bin", COUNTY + "100001")
    assert (sensor.x_m, sensor.y_m) == pytest.approx((at.x, at.y), abs=0.01)


NOISE = bytes(range(256)) * 8


@pytest.mark.parametrize("content", [b"", NOISE, b"{}", b"a,b\n1\n"], ids=["empty", "noise", "braces", "ragged"])
@pytest.mark.parametrize(
    ("argument", "suffix"),
    [("boundary", ".geojson"), ("towns", ".gpkg"), ("villages", ".shp"), ("codes", ".csv"), ("terrain", ".tif"),
     ("roads", ".kml"), ("sensors", ".csv")],
)  # fmt: skip
def test_a_file_that_cannot_be_read_is_refused_in_one_line(
    argument: str, suffix: str, content: bytes, tmp_path: Path
) -> None:
    bad = tmp_path / f"bad{suffix}"
    bad.write_bytes(content)
    with pytest.raises(PackageError) as refusal:
        imported(tmp_path / "p", **(write_county(tmp_path) | {argument: bad}))
    assert "\n" not in str(refusal.value)
    assert str(bad) in str(refusal.value)
    assert ";" in str(refusal.value)


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(PackageError, match="file not found"):
        imported(tmp_path / "p", **write_county(tmp_path), roads=tmp_path / "none.geojson")


@pytest.mark.parametrize("crs", ["wgs", "99999999", "0", "mars"])
def test_an_unknown_crs_is_refused(crs: str, tmp_path: Path) -> None:
    with pytest.raises(PackageError, match="not a known CRS"):
        imported(tmp_path / "p", **write_county(tmp_path), crs=crs)


@pytest.mark.parametrize(
    ("code", "message"), [("43312", "5 digits"), ("43312x", "only digits"), ("433123101000", "town")]
)  # fmt: skip
def test_an_invalid_county_code_is_refused(code: str, message: str, tmp_path: Path) -> None:
    with pytest.raises(PackageError, match=message):
        import_county(tmp_path / "p", name="安县", code=code, **write_county(tmp_path))


def test_a_folder_that_cannot_be_written_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(PackageError, match="cannot be written"):
        imported(tmp_path / "file" / "p", **write_county(tmp_path))


def test_heights_of_too_high_resolution_are_resampled_and_reported(tmp_path: Path) -> None:
    site = survey(write_county(tmp_path)["boundary"], COUNTY, None)  # type: ignore[arg-type]
    heights = write_heights(tmp_path / "z.tif", lon=(109.5, 109.75), lat=(27.85, 28.05))
    terrain = read_terrain(heights, site, max_cells=100).terrain
    assert terrain.z_m.size <= 130
    (finding,) = site.findings
    assert "are too many" in str(finding)
