"""A damaged, incomplete or missing package is reported in one or more lines, never by a traceback."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pyogrio.raw
import pytest
import rasterio
import shapely
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from county.catalog import CATALOG_DIR
from county.package.check import check
from county.package.manifest import CATALOG, MANIFEST, MAP, TERRAIN, NoPackage, PackageError
from county.package.open import CountyPackage
from county.package.schema import SCHEMA
from tests.unit.sound_county import EPSG, sound_county


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return sound_county().write(tmp_path_factory.mktemp("sound"))


@pytest.fixture
def folder(sound: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(sound, tmp_path / "package"))


def _only(folder: Path) -> str:
    found = check(folder)
    assert len(found) == 1, "\n".join(map(str, found))
    assert found[0].severity == "error"
    assert "\n" not in str(found[0])
    return str(found[0])


def test_a_folder_without_a_manifest_is_not_a_package(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    for folder in (tmp_path, tmp_path / "nowhere", tmp_path / "file"):
        with pytest.raises(NoPackage, match=f"^{folder}: no county package here"):
            check(folder)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"\xff\xfe\x00", "county.toml"),
        (b"name = ", "county.toml"),
        (b"[" * 5000, "county.toml"),
        (b"format = 2", "county.toml"),
        (b'format = 99\nname = "x"\ncode = "433199"\nepsg = 4546\n[layers]\n', "format 99"),
        (b'format = 2\nname = "%s"\ncode = "433199"\nepsg = 4546\n[layers]\n' % (b"x" * 101), "has 101 characters"),
        (b'format = 2\nname = "x"\ncode = "433199"\nepsg = 99999\n[layers]\n', "epsg 99999 is not a CGCS2000"),
        (b'format = 2\nname = "x"\ncode = "433199"\nepsg = 4490\n[layers]\n', "epsg 4490 is not a CGCS2000"),
        (b'format = 2\nname = "x"\ncode = "../../"\nepsg = 4546\n[layers]\n', "code '../../': only digits"),
        (b'format = 2\nname = "x"\ncode = "433199100000"\nepsg = 4546\n[layers]\n', "is a town's, not a county's 6"),
        (b'format = 2\nname = "x"\ncode = "433199"\nepsg = 4546\nedition = "/a"\n[layers]\n', "$.edition"),
    ],
)  # fmt: skip
def test_an_unreadable_manifest_is_reported(content: bytes, message: str, folder: Path) -> None:
    (folder / MANIFEST).write_bytes(content)
    assert message in _only(folder)


def test_every_fault_of_the_packages_catalogue_is_an_error_with_its_file(folder: Path) -> None:
    (folder / CATALOG).mkdir()
    (folder / CATALOG / "rules.toml").write_text("bin_full = 3", encoding="utf-8")
    (folder / CATALOG / "rule.toml").write_text("", encoding="utf-8")
    found = [str(finding) for finding in check(folder)]
    assert [line.startswith("error: catalog: ") for line in found] == [True, True]
    assert "rule.toml: the catalogue has no such table" in found[0]
    assert "rules.toml: row 'bin_full'" in found[1]


def test_kinds_added_by_the_packages_catalogue_are_known(folder: Path) -> None:
    row = (CATALOG_DIR / "sensor_kinds.toml").read_text(encoding="utf-8").split("[bin]\n")[1].split("\n[")[0]
    (folder / CATALOG).mkdir()
    (folder / CATALOG / "sensor_kinds.toml").write_text(f"[pole]\n{row}", encoding="utf-8")
    _rewrite(folder, "sensors", lambda write: write["field_data"][2].__setitem__(0, "pole"))  # type: ignore[index]
    assert check(folder) == []
    (folder / CATALOG / "sensor_kinds.toml").unlink()
    assert "error: sensors S0: kind 'pole' is unknown" in _only(folder)


def test_a_package_may_contain_its_own_road_speeds(folder: Path) -> None:
    (folder / CATALOG).mkdir()
    own = folder / CATALOG / "road_speeds.toml"
    own.write_text('[roads.national]\nkmh = 72\nsource = "measured in 2026"', encoding="utf-8")
    assert check(folder) == []
    assert CountyPackage(folder).catalog.road_speeds.kmh("national") == 72
    own.write_text('[roads.national]\nkmh = 72', encoding="utf-8")
    assert "road_speeds.toml: row 'national'" in _only(folder)


def test_a_missing_map_is_reported(folder: Path) -> None:
    (folder / MAP).unlink()
    assert "map.gpkg: is missing" in "\n".join(map(str, check(folder)))


def test_a_missing_terrain_named_by_the_manifest_is_reported(folder: Path) -> None:
    (folder / TERRAIN).unlink()
    assert "terrain.tif: is in the manifest but missing" in _only(folder)


@pytest.mark.parametrize("file", [MAP, TERRAIN])
@pytest.mark.parametrize("content", [b"", b"no such format", bytes(range(256)) * 64], ids=["empty", "text", "bytes"])
def test_a_file_of_another_format_is_reported(file: str, content: bytes, folder: Path) -> None:
    (folder / file).write_bytes(content)
    assert any(f.severity == "error" and f.layer == file for f in check(folder))


@pytest.mark.parametrize("file", [MAP, TERRAIN])
@pytest.mark.parametrize("share", [0.1, 0.5, 0.9])
def test_a_truncated_file_is_reported(file: str, share: float, folder: Path) -> None:
    whole = (folder / file).read_bytes()
    (folder / file).write_bytes(whole[: int(len(whole) * share)])
    assert any(f.severity == "error" for f in check(folder))


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    file=st.sampled_from([MAP, TERRAIN, MANIFEST]),
    at=st.floats(0, 1, exclude_max=True),
    noise=st.binary(min_size=1, max_size=400),
)
def test_no_damage_crashes_the_check_or_the_opening(
    sound: Path, tmp_path: Path, file: str, at: float, noise: bytes
) -> None:
    folder = tmp_path / "damaged"
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(sound, folder)
    content = bytearray((folder / file).read_bytes())
    start = int(at * len(content))
    content[start : start + len(noise)] = noise
    (folder / file).write_bytes(content)
    assert all("\n" not in str(finding) for finding in check(folder))
    refusals: list[str] = []
    try:
        package = CountyPackage(folder)
        for layer in SCHEMA:
            package.table(layer)
        package.terrain  # noqa: B018
    except PackageError as error:
        refusals.append(str(error))
    assert not any("\n" in refusal for refusal in refusals)


def _rewrite(folder: Path, layer: str, change: Callable[[dict[str, object]], None]) -> None:
    """One layer rewritten, with its file's geometry, fields or CRS changed."""
    meta, _, wkb, data = pyogrio.raw.read(folder / MAP, layer=layer)
    write = {
        "geometry": wkb, "field_data": list(data), "fields": list(meta["fields"]), "crs": meta["crs"],
        "geometry_type": meta["geometry_type"],
    }  # fmt: skip
    change(write)
    pyogrio.raw.write(
        folder / MAP, layer=layer, driver="GPKG", append=False, layer_options={"OVERWRITE": "YES"}, **write
    )


def test_a_layer_in_another_crs_than_the_manifest_is_reported(folder: Path) -> None:
    _rewrite(folder, "roads", lambda write: write.update(crs=f"EPSG:{EPSG + 1}"))
    assert f"error: roads: is in EPSG:{EPSG + 1}, the manifest states EPSG:{EPSG}" in _only(folder)


@pytest.mark.filterwarnings("ignore:'crs' was not provided")
def test_a_layer_without_crs_is_reported(folder: Path) -> None:
    _rewrite(folder, "roads", lambda write: write.update(crs=None))
    assert "error: roads: has no CRS" in _only(folder)


def test_a_layer_without_a_column_is_reported(folder: Path) -> None:
    def drop(write: dict[str, object]) -> None:
        write.update(fields=["id", "name", "width_m"], field_data=[write["field_data"][i] for i in (0, 1, 3)])  # type: ignore[index]

    _rewrite(folder, "roads", drop)
    assert "error: roads: lacks the columns road_class" in _only(folder)


def test_points_in_a_layer_of_lines_are_reported(folder: Path) -> None:
    points = shapely.to_wkb(np.array([shapely.Point(361_000, 3_091_000)], dtype=object))
    _rewrite(folder, "roads", lambda write: write.update(geometry=points, geometry_type="Unknown"))
    assert "error: roads R1: is not a MultiLineString" in _only(folder)


@pytest.mark.filterwarnings("error::RuntimeWarning")
def test_a_line_with_one_corner_that_is_no_place_is_reported_and_left_out(folder: Path) -> None:
    """Its bounds are those of its other corners."""
    bent = shapely.to_wkb(shapely.MultiLineString([[(361_000, 3_091_000), (362_000, 3_091_000), (363_000, 3_092_000)]]))
    broken = bent.replace(np.float64(362_000).tobytes(), np.float64(np.nan).tobytes())
    _rewrite(folder, "roads", lambda write: write.update(geometry=np.array([broken], dtype=object)))
    assert "error: roads R1: has coordinates that are not finite numbers" in _only(folder)
    assert len(CountyPackage(folder).table("roads")) == 0


def test_a_terrain_in_another_crs_is_reported(folder: Path) -> None:
    with rasterio.open(folder / TERRAIN, "r+") as raster:
        raster.crs = rasterio.crs.CRS.from_epsg(32649)
    assert "error: terrain.tif: is in EPSG:32649" in _only(folder)


@pytest.mark.parametrize(
    ("cell_m", "west_m", "height"),
    [(25.0, 360_000.0, 2.0), (25.0, np.nan, 1.0), (25.0, np.inf, 1.0), (np.inf, 360_000.0, 1.0)],
    ids=["oblong cells", "no west", "an infinite west", "infinite cells"],
)
def test_a_terrain_whose_cells_are_not_squares_at_a_place_is_reported_and_not_opened(
    cell_m: float, west_m: float, height: float, folder: Path
) -> None:
    with rasterio.open(folder / TERRAIN, "r+") as raster:
        raster.transform = rasterio.Affine(cell_m, 0, west_m, 0, -cell_m * height, raster.transform.f)
    assert "cells are not squares" in _only(folder)
    with pytest.raises(PackageError, match="cells are not squares"):
        CountyPackage(folder).terrain  # noqa: B018


@pytest.mark.filterwarnings("error::RuntimeWarning")
def test_signalling_nan_among_heights_are_heights_that_are_not_known(folder: Path) -> None:
    with rasterio.open(folder / TERRAIN, "r+") as raster:
        z = raster.read(1)
        z.view(np.uint32)[60, 100] = 0x7FA0_0001
        raster.write(z, 1)
    assert ["has no heights for" in str(finding) for finding in check(folder)] == [True]
