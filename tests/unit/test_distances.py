"""Distances as text: metres below 1 km, kilometres with one decimal from there on."""

from __future__ import annotations

import pytest

from desktop.places.distances import away_text


@pytest.mark.parametrize(
    ("away_m", "text"),
    [(0.0, "0 m"), (999.4, "999 m"), (999.6, "1.0 km"), (29_780.0, "29.8 km"), (1_234_567.0, "1,234.6 km")],
)
def test_distances_are_metres_below_1_km_and_kilometres_from_there_on(away_m: float, text: str) -> None:
    assert away_text(away_m) == text
