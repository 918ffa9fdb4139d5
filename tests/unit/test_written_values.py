"""Values of fields and degrees as they are written: no digits that the data do not have, and the right hemisphere."""

from __future__ import annotations

import numpy as np
import pytest

from desktop.places.coordinates import degrees_text
from layers.base import Value


@pytest.mark.parametrize(
    ("number", "text"),
    [(385.55453, "385.6 m"), (1_204.0, "1,204.0 m"), (0.4219, "0.42 m"), (99.949, "99.95 m"), (-3.0, "-3.00 m")],
)
def test_heights_have_the_digits_of_their_data(number: float, text: str) -> None:
    assert Value(np.float32(number), "m").text == text


def test_degrees_are_written_with_their_hemispheres() -> None:
    assert degrees_text(109.6, 27.95) == "109.600000°E  27.950000°N"
    assert degrees_text(-77.03, -12.05) == "77.030000°W  12.050000°S"
