"""Terrain of an import: where a raster is, what its values mean, and which of them are no heights."""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import rasterio
import shapely
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from pyproj import CRS
from rasterio.enums import ColorInterp
from rasterio.shutil import copy
from rasterio.transform import from_origin

from county.package.crs import LONLAT_EPSG, transformer
from county.package.importing.site import Site
from county.package.importing.stated_crs import stated_crs
from county.package.importing.terrain import read_terrain
from county.package.manifest import PackageError

EPSG = 4546
SIDE_M = 3_000.0
BOUNDARY = shapely.box(500_000, 3_000_000, 500_000 + SIDE_M, 3_000_000 + SIDE_M)
CELL_M, CELLS = 30.0, 140
PLACE = from_origin(500_000 - 600, 3_000_000 + SIDE_M + 600, CELL_M, CELL_M)
HEIGHT_M = 400.0
MOUND = 40, 30


def site(crs: str | None = None) -> Site:
    back = transformer(EPSG, LONLAT_EPSG)
    lonlat = shapely.transform(BOUNDARY, lambda c: np.column_stack(back.transform(c[:, 0], c[:, 1])))
    return Site("433199", stated_crs(crs), EPSG, BOUNDARY, lonlat)


def plain(dtype: str = "float32", height: float = HEIGHT_M) -> NDArray[Any]:
    """Level ground with a mound in the county; a raster without any relief is refused."""
    z = np.full((CELLS, CELLS), height, dtype=dtype)
    z[MOUND] += 1
    return z


def raster(
    path: Path, z: NDArray[Any], *, crs: object = f"EPSG:{EPSG}", transform: Any = PLACE, nodata: float | None = None,
    scale: float = 1, offset: float = 0, unit: str = "",
) -> Path:  # fmt: skip
    bands = z if z.ndim == 3 else z[np.newaxis]
    with rasterio.open(
        path, "w", driver="GTiff", width=bands.shape[2], height=bands.shape[1], count=len(bands), dtype=bands.dtype,
        crs=crs, transform=transform, nodata=nodata,
    ) as out:  # fmt: skip
        out.write(bands)
        if scale != 1 or offset:
            out.scales, out.offsets = (scale,) * len(bands), (offset,) * len(bands)
        if unit:
            out.units = (unit,) * len(bands)
    return path


def in_degrees(path: Path, *, crs: object, south_up: bool = False) -> Path:
    """A plain in degrees that rises 1 m a cell to the east and covers the county."""
    west, south, east, north = site().boundary_lonlat.bounds
    cell = 0.0005
    cols, rows = round((east - west) / cell) + 20, round((north - south) / cell) + 20
    z = np.broadcast_to(HEIGHT_M + np.arange(cols, dtype="float32"), (rows, cols))
    place = from_origin(west - 10 * cell, north + 10 * cell, cell, cell)
    if south_up:
        place = rasterio.Affine(cell, 0, west - 10 * cell, 0, cell, north + 10 * cell - rows * cell)
    return raster(path, np.ascontiguousarray(z), crs=crs, transform=place)


def refusal(path: Path, of: Site | None = None) -> str:
    with pytest.raises(PackageError) as refused:
        read_terrain(path, of or site())
    text = str(refused.value)
    assert "\n" not in text
    assert str(path) in text
    assert ";" in text, "a remedy"
    return text


def findings(of: Site) -> str:
    return "\n".join(map(str, of.findings))


def test_heights_are_where_the_raster_has_them(tmp_path: Path) -> None:
    z = plain()
    z[60:62, 80:82] = 700
    county = site()
    terrain, note, _ = read_terrain(raster(tmp_path / "z.tif", z), county)
    x, y = PLACE @ (81, 61)
    assert terrain.height_at([x], [y])[0] == pytest.approx(700, abs=1)
    assert terrain.height_at([x + 300], [y])[0] == HEIGHT_M
    assert note == "400 to 700 m in the county, cells of 30.0 m"
    assert county.findings == []


# --- where it is


@pytest.mark.parametrize("crs", ["4326", "4490"])
def test_a_raster_without_crs_is_read_with_the_stated_one(crs: str, tmp_path: Path) -> None:
    expected = read_terrain(in_degrees(tmp_path / "stated.tif", crs="EPSG:4326"), site()).terrain
    found = read_terrain(in_degrees(tmp_path / "bare.tif", crs=None), site(crs)).terrain
    np.testing.assert_allclose(found.z_m, expected.z_m, atol=0.1)


def test_a_raster_in_metres_without_crs_is_read_with_the_stated_one(tmp_path: Path) -> None:
    bare = raster(tmp_path / "bare.tif", plain(), crs=None)
    assert np.nanmedian(read_terrain(bare, site(str(EPSG))).terrain.z_m) == HEIGHT_M


@pytest.mark.parametrize("own", [None, "EPSG:4326", f"EPSG:{EPSG}"])
@pytest.mark.parametrize("shift", ["gcj02", "bd09"])
def test_a_shift_stated_for_a_raster_is_refused(shift: str, own: str | None, tmp_path: Path) -> None:
    path = in_degrees(tmp_path / "z.tif", crs=own)
    with pytest.raises(PackageError, match=rf"z\.tif@{shift}: a raster cannot be converted from shifted degrees; "):
        read_terrain(Path(f"{path}@{shift}"), site())


@pytest.mark.parametrize("own", [None, "EPSG:4326"])
def test_a_raster_in_degrees_is_not_shifted_with_the_other_files_which_is_said(
    own: str | None, tmp_path: Path
) -> None:
    county = site("gcj02")
    read_terrain(in_degrees(tmp_path / "z.tif", crs=own), county)
    assert "z.tif: is in degrees and was taken as not shifted: no raster is converted from gcj02" in findings(county)
    county = site("gcj02")
    read_terrain(raster(tmp_path / "m.tif", plain()), county)
    assert county.findings == []


def test_a_crs_stated_for_a_raster_comes_before_its_own_and_is_reported(tmp_path: Path) -> None:
    county = site()
    path = raster(tmp_path / "z.tif", plain(), crs="EPSG:4547")
    assert "does not cover the county" in refusal(path)
    assert np.nanmedian(read_terrain(Path(f"{path}@{EPSG}"), county).terrain.z_m) == HEIGHT_M
    assert "z.tif: states CGCS2000 / 3-degree Gauss-Kruger CM 114E: taken as" in findings(county)
    assert f"EPSG {EPSG}, as given after @" in findings(county)


def test_a_stated_crs_that_is_the_rasters_own_needs_no_finding(tmp_path: Path) -> None:
    county = site()
    read_terrain(Path(f"{raster(tmp_path / 'z.tif', plain())}@{EPSG}"), county)
    assert county.findings == []


def test_a_layer_chooses_a_raster_of_an_archive_and_nothing_else(tmp_path: Path) -> None:
    low, high = raster(tmp_path / "low.tif", plain(height=300)), raster(tmp_path / "high.tif", plain())
    with zipfile.ZipFile(tmp_path / "z.zip", "w") as archive:
        archive.write(low, low.name)
        archive.write(high, high.name)
    assert 'give one as "' in refusal(tmp_path / "z.zip")
    assert np.nanmedian(read_terrain(tmp_path / "z.zip|layername=high", site()).terrain.z_m) == HEIGHT_M
    with pytest.raises(PackageError, match=r"low\.tif: has no layer x, it is one raster; leave out"):
        read_terrain(tmp_path / "low.tif|layername=x", site())


@pytest.mark.parametrize("crs", [None, "gcj02", "bd09"])
def test_degrees_that_cover_the_county_need_no_crs(crs: str | None, tmp_path: Path) -> None:
    county = site(crs)
    found = read_terrain(in_degrees(tmp_path / "bare.tif", crs=None), county).terrain
    expected = read_terrain(in_degrees(tmp_path / "stated.tif", crs="EPSG:4490"), site()).terrain
    np.testing.assert_allclose(found.z_m, expected.z_m, atol=0.1)
    assert "states no CRS" in findings(county)


@pytest.mark.parametrize(("epsg", "zone"), [(4525, "zone 37 = EPSG 4525"), (4497, "zone 19 = EPSG 4497")])
def test_metres_with_the_prefix_of_their_zone_need_no_crs(epsg: int, zone: str, tmp_path: Path) -> None:
    x, y = transformer(EPSG, epsg).transform(500_000 - 600, 3_000_000 + SIDE_M + 600)
    county = site()
    bare = raster(tmp_path / "bare.tif", plain(), crs=None, transform=from_origin(x, y, CELL_M, CELL_M))
    assert np.nanmedian(read_terrain(bare, county).terrain.z_m) == HEIGHT_M
    assert zone in findings(county)


def test_metres_that_several_zones_could_have_are_refused_with_these(tmp_path: Path) -> None:
    wide = from_origin(400_000, 3_100_000, 1_500, 1_500)
    text = refusal(raster(tmp_path / "bare.tif", plain(), crs=None, transform=wide))
    assert "EPSG 4546" in text
    assert "EPSG 32649" in text
    assert "bare.tif@EPSG" in text


def test_metres_in_no_usual_zone_are_refused_with_their_range(tmp_path: Path) -> None:
    far = from_origin(5_000, 8_000, CELL_M, CELL_M)
    assert "5000 to 9200" in refusal(raster(tmp_path / "bare.tif", plain(), crs=None, transform=far))


def test_a_raster_without_position_is_refused(tmp_path: Path) -> None:
    assert "where it is" in refusal(raster(tmp_path / "z.tif", plain(), crs=None, transform=rasterio.Affine.identity()))


def test_control_points_alone_are_no_position(tmp_path: Path) -> None:
    path = tmp_path / "scan.tif"
    points = [rasterio.control.GroundControlPoint(0, 0, 500_000, 3_000_000)]
    with rasterio.open(
        path, "w", driver="GTiff", width=4, height=4, count=1, dtype="float32", gcps=points, crs=f"EPSG:{EPSG}"
    ) as out:
        out.write(plain()[np.newaxis, :4, :4])
    assert "control points" in refusal(path)


def test_a_raster_whose_rows_run_north_is_not_mirrored(tmp_path: Path) -> None:
    down = read_terrain(in_degrees(tmp_path / "down.tif", crs="EPSG:4490"), site()).terrain
    up = read_terrain(in_degrees(tmp_path / "up.tif", crs="EPSG:4490", south_up=True), site()).terrain
    np.testing.assert_allclose(up.z_m, down.z_m, atol=0.1)


def test_a_raster_elsewhere_is_refused(tmp_path: Path) -> None:
    far = from_origin(900_000, 3_900_000, CELL_M, CELL_M)
    assert "does not cover the county" in refusal(raster(tmp_path / "z.tif", plain(), transform=far))




# --- which values are voids


@pytest.mark.parametrize(
    ("dtype", "void"),
    [
        ("int16", -32768), ("int16", 32767), ("int16", -32767), ("int16", -9999), ("float32", -9999),
        ("float32", 3.4028234663852886e38), ("float32", -3.4028234663852886e38), ("float32", -32768),
        ("int32", 2147483647), ("uint16", 65535), ("float64", 1e38), ("float32", 30_000), ("int16", 0),
    ],
)  # fmt: skip
def test_undeclared_voids_are_found_counted_and_not_smeared(dtype: str, void: float, tmp_path: Path) -> None:
    z = plain(dtype)
    z[60:64, 70:74] = void
    county = site()
    terrain, note, _ = read_terrain(raster(tmp_path / "z.tif", z), county)
    known = terrain.z_m[np.isfinite(terrain.z_m)]
    assert (known.min(), known.max()) == (HEIGHT_M, HEIGHT_M + 1)
    assert "16 cells were taken as voids" in findings(county)
    assert note.startswith("400 to 401 m")


def test_declared_voids_are_not_reported_as_undeclared(tmp_path: Path) -> None:
    z = plain("int16")
    z[60, 70] = -1
    county = site()
    read_terrain(raster(tmp_path / "z.tif", z, nodata=-1), county)
    assert "taken as voids" not in findings(county)


@pytest.mark.parametrize("height", [0.0, -154.0, 8_848.0])
def test_low_and_high_ground_is_no_void(height: float, tmp_path: Path) -> None:
    z = plain(height=height)
    z[:, 70:] = height + 10
    county = site()
    county.code = "540232"
    terrain, _, _ = read_terrain(raster(tmp_path / "z.tif", z), county)
    assert np.nanmin(terrain.z_m) == height
    assert county.findings == []


@pytest.mark.parametrize(("height", "scale"), [(0.0, 1.0), (500.0, 0.0), (-20.0, 1.0)])
def test_a_raster_of_one_height_is_refused(height: float, scale: float, tmp_path: Path) -> None:
    z = np.full((CELLS, CELLS), height, dtype="float32")
    z[0, 0] += 100
    assert "all heights in the county are equal (" in refusal(raster(tmp_path / "z.tif", z, scale=scale))


def test_a_raster_of_voids_only_is_refused(tmp_path: Path) -> None:
    assert "no heights within the county" in refusal(raster(tmp_path / "z.tif", plain("int16", -32768)))


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    cells=st.lists(st.tuples(st.integers(0, CELLS - 1), st.integers(0, CELLS - 1)), max_size=40),
    void=st.sampled_from([-32768, -32767, 32767, -9999]),
    max_cells=st.sampled_from([400, 5_000, 1_000_000]),
)
def test_no_height_is_mixed_with_a_void_at_any_resolution(
    cells: list[tuple[int, int]], void: int, max_cells: int, tmp_path: Path
) -> None:
    z = plain("int16")
    z[:, CELLS // 2 :] += 1
    for row, col in cells:
        z[row, col] = void
    terrain = read_terrain(raster(tmp_path / "z.tif", z), site(), max_cells=max_cells).terrain
    known = terrain.z_m[np.isfinite(terrain.z_m)]
    assert known.size
    np.testing.assert_allclose(known, HEIGHT_M, atol=1.01)


# --- what the values mean


@pytest.mark.parametrize(
    ("unit", "value"),
    [("ft", HEIGHT_M / 0.3048), ("US survey foot", HEIGHT_M * 3937 / 1200), ("cm", 40_000), ("dm", 4_000), ("m", 400)],
)
def test_heights_in_another_unit_become_metres(unit: str, value: float, tmp_path: Path) -> None:
    _, note, _ = read_terrain(raster(tmp_path / "z.tif", plain(height=value), unit=unit), site())
    assert note.startswith("400 to 40")
    assert ("1 unit" in note) == (unit != "m")


def test_an_unknown_unit_is_refused(tmp_path: Path) -> None:
    assert "fathom" in refusal(raster(tmp_path / "z.tif", plain(), unit="fathom"))


def test_scale_and_offset_are_applied(tmp_path: Path) -> None:
    z = plain("int16", 1_000)
    terrain, note, _ = read_terrain(raster(tmp_path / "z.tif", z, scale=0.1, offset=300), site())
    assert np.nanmedian(terrain.z_m) == pytest.approx(HEIGHT_M)
    assert "scale 0.1, offset 300" in note


def test_a_value_that_is_a_void_only_without_its_scale_is_kept(tmp_path: Path) -> None:
    z = plain("uint16", 9_999)
    terrain, _, _ = read_terrain(raster(tmp_path / "z.tif", z, scale=0.01), site())
    assert np.nanmedian(terrain.z_m) == pytest.approx(99.99)


@pytest.mark.parametrize("height", [40_000.0, 400_000.0])
def test_values_that_cannot_be_metres_are_refused_with_their_range(height: float, tmp_path: Path) -> None:
    assert "no heights in metres" in refusal(raster(tmp_path / "z.tif", plain(height=height)))


@pytest.mark.parametrize("bands", [1, 3, 4])
def test_a_picture_is_no_terrain(bands: int, tmp_path: Path) -> None:
    z = np.full((bands, CELLS, CELLS), 128, dtype="uint8")
    assert "picture" in refusal(raster(tmp_path / "hillshade.tif", z))


def test_a_palette_is_no_terrain(tmp_path: Path) -> None:
    path = raster(tmp_path / "colours.tif", plain("uint16", 3))
    with rasterio.open(path, "r+") as out:
        out.colorinterp = [ColorInterp.palette]
        out.write_colormap(1, {3: (1, 2, 3, 255)})
    assert "picture" in refusal(path)


def test_of_several_bands_the_one_named_heights_is_used(tmp_path: Path) -> None:
    path = raster(tmp_path / "z.tif", np.stack([plain(height=1.0), plain()]))
    assert "2 bands" in refusal(path)
    with rasterio.open(path, "r+") as out:
        out.descriptions = ("slope", "Elevation")
    assert np.nanmedian(read_terrain(path, site()).terrain.z_m) == HEIGHT_M


def test_the_vertical_unit_of_a_compound_crs_is_used(tmp_path: Path) -> None:
    metres = CRS.from_user_input("EPSG:4326+5703").to_wkt("WKT1_GDAL")
    _, note, _ = read_terrain(in_degrees(tmp_path / "m.tif", crs=metres), site())
    assert "1 unit" not in note
    feet = CRS.from_user_input("EPSG:4326+6360").to_wkt("WKT1_GDAL")
    _, note, _ = read_terrain(in_degrees(tmp_path / "ft.tif", crs=feet), site())
    assert "1 unit = 0.3048" in note


def test_a_raster_with_a_wrong_crs_is_refused_with_the_one_that_fits(tmp_path: Path) -> None:
    for wrong in ("EPSG:4547", "EPSG:4525", "EPSG:32650", "EPSG:3857", "EPSG:4326", "EPSG:2383"):
        why = refusal(raster(tmp_path / "z.tif", plain(), crs=wrong))
        assert "z.tif: does not cover the county as" in why
        assert "EPSG" in why.partition("but covers it as ")[2]
    assert f"meridian 111° = EPSG {EPSG}" in refusal(raster(tmp_path / "z.tif", plain(), crs="EPSG:4326"))


def test_a_raster_in_degrees_that_states_metres_is_refused_with_degrees(tmp_path: Path) -> None:
    why = refusal(in_degrees(tmp_path / "z.tif", crs=f"EPSG:{EPSG}"))
    assert "but covers it as decimal degrees; give z.tif@4490" in why


def test_a_raster_with_the_crs_of_a_drawing_is_placed_like_one_without(tmp_path: Path) -> None:
    county = site()
    local = 'LOCAL_CS["drawing",UNIT["metre",1]]'
    assert np.nanmedian(read_terrain(in_degrees(tmp_path / "z.tif", crs=local), county).terrain.z_m) > HEIGHT_M
    assert "states no CRS: taken as decimal degrees" in findings(county)


# --- cells that stand alone, and feet


def slopes() -> NDArray[Any]:
    """Ground in whole metres with slopes of some 15°."""
    noise = np.random.default_rng(1).normal(size=(CELLS, CELLS))
    for _ in range(8):
        noise = sum(np.roll(noise, step, axis) for step in (-1, 0, 1) for axis in (0, 1)) / 6
    return np.rint(HEIGHT_M + 15 * noise / noise.std()).astype("float32")


@pytest.mark.parametrize("by", [-350.0, 150.0, 800.0, 5_000.0])
@pytest.mark.parametrize("ground", [plain, slopes])
def test_single_cells_far_from_all_around_them_are_named_and_levelled(
    by: float, ground: Any, tmp_path: Path
) -> None:
    z = ground()
    for cell in ((60, 80), (90, 50), (90, 51)):
        z[cell] += by
    county = site()
    terrain = read_terrain(raster(tmp_path / "z.tif", z), county).terrain
    lon, lat = transformer(EPSG, LONLAT_EPSG).transform(*(PLACE @ (80.5, 60.5)))
    [text] = [str(finding) for finding in county.findings]
    assert "z.tif: 3 single cells are far above or below all ground around them, and were levelled: " in text
    assert f"m at {lon:.4f} °E {lat:.4f} °N (" in text
    x, y = PLACE @ (80.5, 60.5)
    assert terrain.height_at([x], [y])[0] == pytest.approx(ground()[60, 80], abs=20)
    assert np.nanmin(terrain.z_m) > HEIGHT_M - 120
    assert np.nanmax(terrain.z_m) < HEIGHT_M + 120


@pytest.mark.parametrize("cells", [(2, 2), (3, 3), (1, 9)])
def test_hills_walls_and_rough_ground_are_no_spikes(cells: tuple[int, int], tmp_path: Path) -> None:
    z = plain()
    z[50 : 50 + cells[0], 60 : 60 + cells[1]] += 95
    z[80:84, 60:64] += 300 + np.arange(16, dtype="float32").reshape(4, 4)
    for heights in (z, slopes()):
        county = site()
        read_terrain(raster(tmp_path / "z.tif", heights), county)
        assert county.findings == []


@pytest.mark.parametrize("max_cells", [400, 5_000])
def test_a_spike_is_no_part_of_an_average(max_cells: int, tmp_path: Path) -> None:
    z = plain()
    z[60, 80] = 5_000
    county = site()
    terrain = read_terrain(raster(tmp_path / "z.tif", z), county, max_cells=max_cells).terrain
    assert np.nanmax(terrain.z_m) <= HEIGHT_M + 1
    assert "1 single cells" in findings(county)


@pytest.mark.parametrize("rounded", [True, False])
@pytest.mark.parametrize("foot", [0.3048, 1200 / 3937])
def test_whole_metres_that_were_converted_to_feet_are_refused(rounded: bool, foot: float, tmp_path: Path) -> None:
    z = slopes() / foot
    why = refusal(raster(tmp_path / "z.tif", np.rint(z) if rounded else z))
    assert "are whole metres only when taken as feet (" in why
    assert "write the unit into the raster" in why


@pytest.mark.parametrize(
    ("height", "times", "why"),
    [
        (3_664.0, 1.0, "reach 3,"), (2_400.0, 1.0, "but the highest ground of 湖南省 has 2,116 m"),
        (HEIGHT_M, 9.0, "half of the ground in the county would be steeper than "),
    ],
)  # fmt: skip
def test_heights_that_are_too_large_for_the_county_are_refused_with_those_in_feet(
    height: float, times: float, why: str, tmp_path: Path
) -> None:
    z = height + times * (slopes() - HEIGHT_M) + np.linspace(0, 0.7, CELLS, dtype="float32")
    text = refusal(raster(tmp_path / "z.tif", z.astype("float32")))
    assert why in text
    assert "; as feet they are " in text


def test_heights_with_a_declared_unit_and_high_ground_of_a_high_province_are_accepted(tmp_path: Path) -> None:
    _, note, _ = read_terrain(raster(tmp_path / "z.tif", np.rint(slopes() / 0.3048), unit="ft"), site())
    assert "1 unit = 0.3048 m" in note
    high = site()
    high.code = "542621"
    assert read_terrain(raster(tmp_path / "h.tif", slopes() + 3_600), high).note.startswith("3,")


# --- other formats of rasters


def copied(path: Path, driver: str, **options: str) -> Path:
    """A raster of another format with the content of :func:`in_degrees`."""
    copy(in_degrees(path.with_suffix(".tif"), crs="EPSG:4490"), path, driver=driver, **options)
    return path


@pytest.mark.parametrize(("name", "driver"), [("dem.asc", "AAIGrid"), ("dem.img", "HFA"), ("DEM.IMG", "HFA")])
def test_heights_may_be_an_ascii_grid_or_an_imagine_file(name: str, driver: str, tmp_path: Path) -> None:
    path = copied(tmp_path / name, driver)
    expected = read_terrain(path.with_suffix(".tif"), site()).terrain
    np.testing.assert_allclose(read_terrain(path, site()).terrain.z_m, expected.z_m, atol=0.01)
    with zipfile.ZipFile(tmp_path / "z.zip", "w") as archive:
        for part in tmp_path.glob(f"{path.stem}.*"):
            if part.suffix != ".tif":
                archive.write(part, f"heights/{part.name}")
    np.testing.assert_allclose(read_terrain(tmp_path / "z.zip", site()).terrain.z_m, expected.z_m, atol=0.01)


def test_an_ascii_grid_needs_no_crs_in_degrees_and_its_header_may_be_written_otherwise(tmp_path: Path) -> None:
    path = copied(tmp_path / "dem.asc", "AAIGrid")
    expected = read_terrain(path, site()).terrain.z_m
    path.with_suffix(".prj").unlink()
    county = site()
    np.testing.assert_allclose(read_terrain(path, county).terrain.z_m, expected, atol=0.01)
    assert "dem.asc: states no CRS: taken as decimal degrees" in findings(county)
    head, *rest = path.read_text().splitlines()
    second, *rest = rest
    path.write_text("\r\n".join([second.upper(), head.upper(), *rest]))
    np.testing.assert_allclose(read_terrain(path, site()).terrain.z_m, expected, atol=0.01)


def test_voids_of_an_ascii_grid_are_those_of_its_header(tmp_path: Path) -> None:
    path = copied(tmp_path / "dem.asc", "AAIGrid")
    lines = [line for line in path.read_text().splitlines() if not line.startswith("NODATA")]
    cells = lines[5].split()
    lines[5:6] = ["NODATA_value 401", " ".join(cells)]
    path.write_text("\n".join(lines))
    assert np.nanmin(read_terrain(path, site()).terrain.z_m) > 399


@pytest.mark.parametrize("name", ["dem.asc", "dem.img"])
def test_a_file_that_is_no_raster_of_its_suffix_is_refused_in_one_line(name: str, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(b"109.5 27.9 400\n")
    assert f"{name}: is not in the format " in refusal(tmp_path / name)


def test_an_imagine_file_that_keeps_its_cells_in_another_file_is_refused_with_the_way_out(tmp_path: Path) -> None:
    path = copied(tmp_path / "dem.img", "HFA", USE_SPILL="YES")
    assert "keeps data in another file, dem.ige; save it as GeoTIFF" in refusal(path)


def test_an_imagine_file_may_have_its_own_overviews_beside_it_and_no_others(tmp_path: Path) -> None:
    path = copied(tmp_path / "dem.img", "HFA")
    expected = read_terrain(path, site()).terrain.z_m
    with rasterio.Env(HFA_USE_RRD=True), rasterio.open(path, "r+") as written:
        written.build_overviews([2])
    assert path.with_suffix(".rrd").is_file()
    np.testing.assert_allclose(read_terrain(path, site()).terrain.z_m, expected, atol=0.01)
    path.write_bytes(path.read_bytes().replace(b"dem.rrd(", b"../.rrd("))
    assert "keeps data in another file, ../.rrd" in refusal(path)


@pytest.mark.parametrize("encoding", ["gbk", "utf-8"])
def test_an_ascii_grid_may_have_a_prj_with_a_chinese_name(encoding: str, tmp_path: Path) -> None:
    path = copied(tmp_path / "dem.asc", "AAIGrid")
    expected = read_terrain(path, site()).terrain.z_m
    named = path.with_suffix(".prj").read_text().replace('GEOGCS["', 'GEOGCS["国家大地坐标系', 1)
    path.with_suffix(".prj").write_bytes(named.encode(encoding))
    np.testing.assert_allclose(read_terrain(path, site()).terrain.z_m, expected, atol=0.01)


def hills(low: float, high: float, *, dtype: str = "int32") -> NDArray[Any]:
    """Ground that rises evenly."""
    return np.linspace(low, high, CELLS * CELLS).reshape(CELLS, CELLS).astype(dtype)


@pytest.mark.parametrize(
    ("size", "named"),
    [
        (10, "look like decimetres (211 to 1,038 m) or centimetres (21 to 104 m); write the unit into the raster"),
        (100, "look like centimetres (211 to 1,038 m); write the unit into the raster"),
    ],
)
def test_heights_that_rise_above_all_ground_are_another_unit_and_no_voids(
    size: int, named: str, tmp_path: Path
) -> None:
    assert named in refusal(raster(tmp_path / "z.tif", hills(150, 1_100) * size))
    unit = {10: "dm", 100: "cm"}[size]
    _, note, _ = read_terrain(raster(tmp_path / "u.tif", hills(150, 1_100) * size, unit=unit), site())
    assert note.endswith(f"1 unit = {1 / size:g} m")


def test_the_refused_values_are_those_of_the_file(tmp_path: Path) -> None:
    text = refusal(raster(tmp_path / "z.tif", plain("int32", 300_000), scale=2))
    assert "its values, 300,000 to 300,001, are no heights" in text


@pytest.mark.parametrize("void", [-99.0, 0.0, 4_500.0, 8_888.0])
def test_many_cells_of_one_value_far_from_all_others_are_voids(void: float, tmp_path: Path) -> None:
    z = hills(150, 1_100, dtype="float32")
    z[60:66, 60:70] = void
    county = site()
    terrain = read_terrain(raster(tmp_path / "z.tif", z), county).terrain
    assert f"60 cells were taken as voids, which the raster does not declare: 60 of {void:g}" in findings(county)
    assert 149 < np.nanmin(terrain.z_m) < np.nanmax(terrain.z_m) < 1_101


def test_a_lake_or_a_plateau_is_no_void(tmp_path: Path) -> None:
    z = hills(150, 1_100, dtype="float32")
    z[:3], z[-3:] = z[3, 0], z[-4, -1]
    county = site()
    read_terrain(raster(tmp_path / "z.tif", z), county)
    assert findings(county) == ""


def test_the_range_of_heights_is_that_of_the_county(tmp_path: Path) -> None:
    terrain, note, _ = read_terrain(raster(tmp_path / "z.tif", hills(150, 1_100)), site())
    assert np.nanmin(terrain.z_m) < 240, "the terrain reaches over the county"
    assert note.startswith("286 to 963 m in the county, ")


@pytest.mark.parametrize("offset", [500.0, 350.0])
def test_cells_of_0_in_a_raster_with_an_offset_are_heights_like_others(offset: float, tmp_path: Path) -> None:
    z = np.add.outer(np.arange(CELLS), np.arange(CELLS)).astype("int16") - CELLS
    of = site()
    read_terrain(raster(tmp_path / "z.tif", z, offset=offset), of)
    assert "taken as voids" not in findings(of)


def test_cells_of_0_far_below_all_others_are_voids_with_an_offset_too(tmp_path: Path) -> None:
    z = np.add.outer(np.arange(CELLS), np.arange(CELLS)).astype("int16") + 700
    z[60:62, 60:64] = 0
    of = site()
    read_terrain(raster(tmp_path / "z.tif", z, offset=-400), of)
    assert "8 cells were taken as voids" in findings(of)
