"""GCJ-02 and BD-09 agree with other programs, and the inverse returns the original point."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from county.package.gcj02 import Points, bd09_from_gcj02, gcj02_from_bd09, gcj02_from_wgs84, wgs84_from_gcj02
from county.package.offset import Shifted, to_wgs84

TABLE = np.loadtxt(Path(__file__).parents[1] / "golden" / "gcj02.csv", delimiter=",", skiprows=1)
"""Results of coord_convert 0.2.1 for random points in China, on the borders of its box and outside, degrees."""
WGS84, GCJ02, BD09 = TABLE[:, 0:2], TABLE[:, 2:4], TABLE[:, 4:6]
OUTSIDE = (WGS84 == GCJ02).all(axis=1)
MM = 1 / 111_320_000
"""A millimetre in degrees of latitude; in degrees of longitude it is more."""


def test_the_shift_is_that_of_coord_convert() -> None:
    np.testing.assert_allclose(gcj02_from_wgs84(WGS84), GCJ02, rtol=0, atol=1e-9)
    np.testing.assert_allclose(bd09_from_gcj02(GCJ02), BD09, rtol=0, atol=1e-9)


@pytest.mark.parametrize(("shifted", "points"), [("gcj02", GCJ02), ("bd09", BD09)])
def test_the_inverse_is_exact_within_a_millimetre(shifted: Shifted, points: Points) -> None:
    inside = (WGS84 > (73, 3)).all(axis=1) & (WGS84 < (136, 54)).all(axis=1)
    assert inside.sum() > 300
    np.testing.assert_allclose(to_wgs84(points, shifted)[inside], WGS84[inside], rtol=0, atol=MM)


def test_outside_china_nothing_is_shifted() -> None:
    assert OUTSIDE.sum() == 7
    np.testing.assert_array_equal(gcj02_from_wgs84(WGS84[OUTSIDE]), WGS84[OUTSIDE])
    np.testing.assert_array_equal(wgs84_from_gcj02(WGS84[OUTSIDE]), WGS84[OUTSIDE])


def test_a_nan_point_remains_nan_and_affects_no_other() -> None:
    points = np.array([[np.nan, np.nan], GCJ02[0]])
    lost, found = wgs84_from_gcj02(points)
    assert np.isnan(lost).all()
    np.testing.assert_allclose(found, WGS84[0], rtol=0, atol=MM)
    assert len(gcj02_from_bd09(np.empty((0, 2)))) == 0
