"""The position of the sun: the published example, and what holds everywhere."""

from __future__ import annotations

from datetime import UTC, datetime

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from county.durations import DAY_MS
from county.sun import sun_position

WITHIN_DEG = 0.02
MINUTE_MS = 60_000
FENGHUANG = 109.6, 27.95
times = st.integers(-2_208_988_800_000, 4_102_444_800_000)
"""1900 to 2100."""
longitudes = st.floats(-180.0, 180.0)
middle_latitudes = st.floats(-60.0, 60.0)


def utc_ms(*when: int) -> int:
    return int(datetime(*when, tzinfo=UTC).timestamp() * 1000)  # type: ignore[misc]


def apart_deg(a: object, b: object) -> np.ndarray:
    """Between two azimuths, the shorter way."""
    return np.abs((np.asarray(a) - np.asarray(b) + 180.0) % 360.0 - 180.0)


def test_the_published_example_of_the_solar_position_algorithm() -> None:
    """NREL/TP-560-34302, appendix A.5: 12:30:30 at seven hours west of Greenwich, on a roof near Denver."""
    azimuth_deg, elevation_deg = sun_position(utc_ms(2003, 10, 17, 19, 30, 30), -105.1786, 39.742476)
    assert 90.0 - elevation_deg == pytest.approx(50.11162, abs=WITHIN_DEG)
    assert azimuth_deg == pytest.approx(194.34024, abs=WITHIN_DEG)


def test_the_sun_of_midsummer_stands_as_high_as_the_tropic_allows() -> None:
    """The solstice of 2026, 21 June 08:25 UTC: declination 23.44°."""
    noon = utc_ms(2026, 6, 21, 4) + np.arange(120) * MINUTE_MS
    highest = sun_position(noon, *FENGHUANG).elevation_deg.max()
    assert highest == pytest.approx(90.0 - abs(FENGHUANG[1] - 23.437), abs=WITHIN_DEG)


@given(times, longitudes, middle_latitudes)
def test_the_afternoon_mirrors_the_morning(at_ms: int, lon_deg: float, lat_deg: float) -> None:
    mean_noon_ms = at_ms // DAY_MS * DAY_MS + round((0.5 - lon_deg / 360.0) * DAY_MS)
    midday = mean_noon_ms + np.arange(-20 * 60, 20 * 60 + 1, 10) * 1_000
    noon_ms = int(midday[sun_position(midday, lon_deg, lat_deg).elevation_deg.argmax()])
    turn = np.array([2, 3, 4]) * 60 * MINUTE_MS
    before, after = sun_position(noon_ms - turn, lon_deg, lat_deg), sun_position(noon_ms + turn, lon_deg, lat_deg)
    middle = sun_position(noon_ms, lon_deg, lat_deg)
    if middle.elevation_deg > 85.0:
        return  # it passes so near the zenith that a minute turns it far
    # the day's own change of declination, which shifts the highest position from the south, too
    assert before.elevation_deg == pytest.approx(after.elevation_deg, abs=0.5)
    assert (apart_deg(before.azimuth_deg, 2 * middle.azimuth_deg - after.azimuth_deg) < 8.0).all()


@given(times, longitudes, middle_latitudes)
def test_it_rises_through_the_morning_and_sinks_through_the_afternoon(
    at_ms: int, lon_deg: float, lat_deg: float
) -> None:
    day = at_ms + np.arange(0, DAY_MS // MINUTE_MS, 3) * MINUTE_MS
    elevation = sun_position(day, lon_deg, lat_deg).elevation_deg
    rising = np.diff(elevation) > 0
    assert (np.diff(rising.astype(int)) != 0).sum() in (1, 2, 3), "one noon and one midnight a day"


@given(longitudes, st.floats(67.0, 89.0), st.sampled_from([1, -1]))
def test_in_summer_a_pole_has_day_and_in_winter_night_all_day_long(lon_deg: float, lat_deg: float, half: int) -> None:
    hours = np.arange(0, 24) * 60 * MINUTE_MS
    summer = sun_position(utc_ms(2026, 6, 21) + hours, lon_deg, half * lat_deg).elevation_deg
    winter = sun_position(utc_ms(2026, 12, 21) + hours, lon_deg, half * lat_deg).elevation_deg
    if half < 0:
        summer, winter = winter, summer
    assert (summer > 0).all()
    assert (winter < 0.6).all(), "refraction lifts it by half a degree"


def test_many_places_and_times_at_once_are_each_for_itself() -> None:
    at = utc_ms(2026, 3, 20, 4) + np.arange(5)[:, None] * 3_600_000
    lon, lat = np.array([109.6, 0.0, -70.0]), np.array([27.95, 51.5, -33.4])
    together = sun_position(at, lon, lat)
    assert together.azimuth_deg.shape == (5, 3)
    for row in range(5):
        for col in range(3):
            alone = sun_position(at[row, 0], lon[col], lat[col])
            assert float(alone.azimuth_deg) == together.azimuth_deg[row, col]
            assert float(alone.elevation_deg) == together.elevation_deg[row, col]
