"""The cache folder of a package equals its source, and is not used after the source has changed."""

from __future__ import annotations

import logging
import os
import shutil
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
import shapely
from numpy.typing import NDArray

from county.package.cache import CachedColumns, CachedTable, PackageCache
from county.package.manifest import CACHE, MAP, TERRAIN, PackageError
from county.package.open import SENSOR_COLUMNS, CountyPackage
from county.package.read_apart import cache_apart
from county.package.schema import SCHEMA
from tests.tiny_county import write_tiny_county


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A county whose files have not been written to for a minute."""
    folder = tmp_path / "county"
    write_tiny_county(folder)
    age(folder)
    return folder


def age(folder: Path, seconds: int = 60, names: Sequence[str] = (MAP, TERRAIN)) -> None:
    for name in names:
        found = (folder / name).stat()
        os.utime(folder / name, ns=(found.st_atime_ns, found.st_mtime_ns - seconds * 1_000_000_000))


def read_all(folder: Path) -> CountyPackage:
    package = CountyPackage(folder)
    for name in SCHEMA:
        package.table(name)
    assert package.terrain is not None
    assert len(package.sensors)
    return package


def assert_same(one: CountyPackage, other: CountyPackage) -> None:
    for name in SCHEMA:
        a, b = one.table(name), other.table(name)
        assert shapely.equals_identical(a.geometry, b.geometry).all()
        assert {k: (v.dtype, v.tolist()) for k, v in a.columns.items()} == {
            k: (v.dtype, v.tolist()) for k, v in b.columns.items()
        }
    assert [*one.sensors] == [*other.sensors]
    assert one.terrain is not None
    assert other.terrain is not None
    assert one.terrain.extent_m == other.terrain.extent_m
    np.testing.assert_array_equal(one.terrain.z_m, other.terrain.z_m)


def test_the_second_opening_reads_the_same_from_the_cache_alone(folder: Path) -> None:
    fresh = read_all(folder)
    for name in (MAP, TERRAIN):  # files of the same size and time that GDAL cannot read
        found = (folder / name).stat()
        (folder / name).write_bytes(bytes(found.st_size))
        os.utime(folder / name, ns=(found.st_atime_ns, found.st_mtime_ns))
    assert_same(fresh, read_all(folder))


SQUARE, HOLED = shapely.box(0, 0, 9, 9), shapely.box(0, 0, 9, 9).difference(shapely.box(3, 3, 5, 5))
LINE = shapely.LineString([(0.1, 0), (1, 1e7)])
MIXED = [
    None, shapely.Point(1, 2), SQUARE, shapely.MultiPolygon([HOLED, shapely.box(20, 20, 21, 21)]), LINE, HOLED, None,
    shapely.MultiLineString([LINE, LINE]), shapely.Polygon(), shapely.Point(), shapely.MultiPolygon(),
    shapely.LineString(), shapely.MultiPoint([(1, 2), (3, 4)]), SQUARE, shapely.Point(3, 4),
]  # fmt: skip


@pytest.mark.parametrize("n_at_once", [1, 2, 1000])
@pytest.mark.parametrize("geometry", [MIXED, [None], [], [shapely.MultiPolygon([HOLED, SQUARE])] * 5])
def test_geometry_of_every_kind_is_cached_also_none_and_empty(
    tmp_path: Path, geometry: list[object], n_at_once: int
) -> None:
    source = tmp_path / "source"
    source.touch()
    os.utime(source, ns=(0, 0))
    cache, wanted = PackageCache(tmp_path / "cache"), np.array([*geometry, None], dtype=object)[:-1]
    cache.put("all", CachedTable.of(wanted, {"name": np.arange(len(wanted))}), source)
    found = cache.get("all", CachedTable, source)
    assert found is not None
    got = found.geometry(n_at_once)
    assert len(got) == len(wanted)
    missing = shapely.is_missing(wanted)
    assert (shapely.is_missing(got) == missing).all()
    assert shapely.equals_identical(got[~missing], wanted[~missing]).all()
    assert shapely.get_type_id(got).tolist() == shapely.get_type_id(wanted).tolist()


def test_geometry_is_cached_in_two_dimensions() -> None:
    kept_table = CachedTable.of(np.array([shapely.Point(1, 2, 3), shapely.Point(4, 5)], dtype=object), {})
    assert kept_table.geometry().tolist() == [shapely.Point(1, 2), shapely.Point(4, 5)]
    assert not shapely.has_z(kept_table.geometry()).any()


def test_an_entry_of_another_version_is_not_read(folder: Path) -> None:
    table = CachedTable.of(np.array([SQUARE], dtype=object), {})
    PackageCache(folder / CACHE, version="2").put("map", table, folder / MAP)
    assert PackageCache(folder / CACHE, version="2").get("map", CachedTable, folder / MAP) is not None
    assert PackageCache(folder / CACHE).get("map", CachedTable, folder / MAP) is None


def test_a_deleted_cache_is_created_again(folder: Path) -> None:
    fresh = read_all(folder)
    files = sorted(path.name for path in (folder / CACHE).iterdir())
    shutil.rmtree(folder / CACHE)
    assert_same(fresh, read_all(folder))
    assert sorted(path.name for path in (folder / CACHE).iterdir()) == files


@pytest.mark.parametrize("damage", ["truncated", "flipped", "empty"])
def test_a_broken_cache_is_reported_in_one_line_and_created_again(
    folder: Path, damage: str, caplog: pytest.LogCaptureFixture
) -> None:
    fresh = read_all(folder)
    path = folder / CACHE / "villages.kept"
    whole = path.read_bytes()
    half = len(whole) // 2
    flipped = whole[:half] + bytes([whole[half] ^ 1]) + whole[half + 1 :]
    path.write_bytes({"truncated": whole[:half], "flipped": flipped, "empty": b""}[damage])
    with caplog.at_level(logging.WARNING):
        assert_same(fresh, read_all(folder))
    (record,) = caplog.records
    assert "villages.kept" in record.getMessage()
    assert "\n" not in record.getMessage()
    assert path.read_bytes() == whole


def test_a_changed_county_is_read_again(folder: Path) -> None:
    read_all(folder)
    write_tiny_county(folder, approximate=True)
    age(folder)
    assert read_all(folder).table("villages")["approximate"].all()


def test_a_file_written_just_now_is_not_cached(folder: Path) -> None:
    package = CountyPackage(folder)
    for name in SCHEMA:
        os.utime(folder / MAP)
        package.table(name)
    os.utime(folder / TERRAIN)
    assert package.terrain is not None
    assert list((folder / CACHE).iterdir()) == []


@pytest.mark.parametrize(("written_before_s", "is_cached"), [(60, True), (30, False)])
def test_nothing_is_cached_that_may_come_from_a_file_before_it_was_written_again(
    folder: Path, written_before_s: int, is_cached: bool
) -> None:
    """Opened 45 s ago; what is cached now was made from what was in memory since then."""
    cache = PackageCache(folder / CACHE, now_ns=lambda: time.time_ns() - 45 * 1_000_000_000)
    os.utime(folder / TERRAIN)
    age(folder, written_before_s, [TERRAIN])
    cache.put("lines-1", CachedColumns.of({"starts": np.arange(3)}), folder / TERRAIN)
    assert cache.has("lines-1", folder / TERRAIN) == is_cached


def test_a_read_only_county_can_be_opened(folder: Path) -> None:
    (folder / CACHE).write_text("a file where the folder should be")
    assert_same(read_all(folder), read_all(folder))


def test_a_large_package_is_cached_by_another_process_so_that_gdal_does_not_remain_with_this_one(folder: Path) -> None:
    fresh = read_all(folder)
    shutil.rmtree(folder / CACHE)
    cache_apart(folder, [*SCHEMA, SENSOR_COLUMNS], large_bytes=(folder / MAP).stat().st_size)
    found = (folder / MAP).stat()
    (folder / MAP).write_bytes(bytes(found.st_size))  # GDAL could not read it any more
    os.utime(folder / MAP, ns=(found.st_atime_ns, found.st_mtime_ns))
    assert_same(fresh, read_all(folder))


def test_a_package_that_cannot_be_cached_by_another_process_is_explained_where_it_is_used(folder: Path) -> None:
    (folder / MAP).write_bytes(bytes(100))
    cache_apart(folder, ["boundary"], large_bytes=100)
    with pytest.raises(PackageError):
        CountyPackage(folder).table("boundary")


def test_a_small_package_is_not_cached_by_another_process(folder: Path) -> None:
    cache_apart(folder, SCHEMA, large_bytes=(folder / MAP).stat().st_size + 1)
    assert not (folder / CACHE).exists()


def test_a_read_only_package_is_not_read_in_vain_by_another_process(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    started: list[object] = []
    monkeypatch.setattr("subprocess.run", lambda command, **options: started.append(command))
    (folder / CACHE).write_text("a file where the folder should be")
    cache_apart(folder, SCHEMA, large_bytes=0)
    assert started == []
    (folder / CACHE).unlink()
    cache_apart(folder, SCHEMA, large_bytes=0)
    assert len(started) == 1
    assert [*(folder / CACHE).iterdir()] == []


def test_only_what_is_not_cached_yet_is_cached_by_another_process(folder: Path) -> None:
    read_all(folder)
    entries = {path: path.stat().st_ino for path in (folder / CACHE).iterdir()}
    missing = folder / CACHE / "sensors.kept"
    missing.unlink()
    cache_apart(folder, SCHEMA, large_bytes=0)
    assert {path for path, number in entries.items() if path.stat().st_ino != number} <= {missing}
    assert missing.exists()


def test_what_is_derived_from_a_file_is_made_once_until_that_is_written_again(folder: Path) -> None:
    made = list[int]()

    def make() -> dict[str, NDArray[np.generic]]:
        made.append(len(made))
        return {"xy_m": np.array([[1.5, 2.0], [3.0, len(made)]]), "starts": np.array([0, 2])}

    first = CountyPackage(folder).derived("lines-1", [TERRAIN], make)
    again = CountyPackage(folder).derived("lines-1", [TERRAIN], make)
    assert not first["xy_m"].flags.writeable
    assert not again["xy_m"].flags.writeable
    assert made == [0]
    assert {name: (a.dtype, a.tolist()) for name, a in again.items()} == {
        name: (a.dtype, a.tolist()) for name, a in first.items()
    }
    CountyPackage(folder).derived("lines-2", [TERRAIN], make)
    assert made == [0, 1], "made in another way"
    age(folder)
    assert CountyPackage(folder).derived("lines-1", [TERRAIN], make)["xy_m"].tolist() == [[1.5, 2.0], [3.0, 3.0]]


def test_what_is_derived_from_two_files_is_made_again_when_either_is_written(folder: Path) -> None:
    made = list[int]()

    def make() -> dict[str, NDArray[np.generic]]:
        made.append(len(made))
        return {"code": np.array(made)}

    for written in (MAP, TERRAIN):
        CountyPackage(folder).derived("both-1", (MAP, TERRAIN), make)
        CountyPackage(folder).derived("both-1", (MAP, TERRAIN), make)
        age(folder, names=(written,))
    assert len(CountyPackage(folder).derived("both-1", (MAP, TERRAIN), make)["code"]) == 3
