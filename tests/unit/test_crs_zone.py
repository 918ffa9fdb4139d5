"""The working CRS is the Gauss-Krüger zone nearest to the county, and projecting points there and back changes none."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyproj import CRS, Transformer

from county.package.crs import central_meridian, working_epsg
from county.package.manifest import PackageError
from county.package.offset import gcj_offset, to_wgs84

LON = st.floats(73.5, 135.5)
LAT = st.floats(18, 53.5)


@given(lon=LON)
def test_the_zone_is_a_cgcs2000_zone_with_the_nearest_meridian(lon: float) -> None:
    crs = CRS.from_epsg(working_epsg(lon))
    meridian = next(p.value for p in crs.coordinate_operation.params if "longitude" in p.name.lower())  # type: ignore[union-attr]
    assert "CGCS2000 / 3-degree Gauss-Kruger" in crs.name
    assert meridian == central_meridian(lon)
    assert abs(lon - meridian) <= 1.5


@given(lon=LON, lat=LAT)
def test_a_point_returns_from_the_zone_within_a_millimetre(lon: float, lat: float) -> None:
    to_zone = Transformer.from_crs(4490, working_epsg(lon), always_xy=True)
    x, y = to_zone.transform(lon, lat)
    assert 300_000 < x < 700_000
    back = to_zone.transform(x, y, direction="INVERSE")
    assert np.abs(np.subtract(back, (lon, lat))).max() < 1e-8


@pytest.mark.parametrize("lon", [-77.0, 0.0, 72.0, 140.0, float("nan")])
def test_a_longitude_outside_china_is_refused(lon: float) -> None:
    with pytest.raises(PackageError, match="outside China"):
        working_epsg(lon)


@given(lon=LON, lat=LAT)
def test_undoing_gcj02_returns_to_the_point_within_a_millimetre(lon: float, lat: float) -> None:
    shifted = np.array([[lon, lat]]) + gcj_offset(lon, lat)
    assert np.abs(to_wgs84(shifted, "gcj02") - (lon, lat)).max() < 8e-9


def test_the_gcj02_offset_is_some_hundred_metres() -> None:
    east, north = gcj_offset(109.6, 27.9) * (111_320 * np.cos(np.radians(27.9)), 111_320)
    assert 200 < np.hypot(east, north) < 900


def test_bd09_is_undone_through_gcj02() -> None:
    """Tiananmen in BD-09 according to Baidu, and in WGS84."""
    assert np.abs(to_wgs84(np.array([[116.403963, 39.915119]]), "bd09") - (116.39133, 39.90733)).max() < 2e-4
