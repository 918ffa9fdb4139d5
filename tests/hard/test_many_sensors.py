"""A backend at 100,000 sensors."""

from __future__ import annotations

import pytest

from bench import many_sensors
from tests.hard.repetitions import on_stderr, reached, repetitions


@pytest.mark.timeout(1_200)
def test_a_backend_at_a_hundred_thousand_sensors_takes_250_megabytes_at_most() -> None:
    seconds = repetitions("SENSORS_S", many_sensors.SECONDS)
    reached("sensors", many_sensors.figures(many_sensors.SENSORS, seconds, on_stderr))
