"""Angles as people write them are understood to a hundredth of a second, and what is no angle is not."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from county.tables.angles import degrees, maybe_packed, unpacked_degrees

FORMS = (
    "{d}°{m:02d}′{s:05.2f}″", "{d}-{m}-{s:.2f}", "{d}:{m}:{s:.2f}", "{d} {m} {s:.2f}", "{d}度{m}分{s:.2f}秒",
    "E{d}°{m}'{s:.2f}\"", "{d}d{m}m{s:.2f}s", "东经{d}°{m}’{s:.2f}”", " {d}º {m}′ {s:.2f}″ E ",
)  # fmt: skip


@given(st.sampled_from(FORMS), st.integers(73, 135), st.integers(0, 59), st.integers(0, 5999))
def test_degrees_minutes_and_seconds_are_read_in_every_form(form: str, d: int, m: int, hundredths: int) -> None:
    s = hundredths / 100
    assert degrees(form.format(d=d, m=m, s=s)) == pytest.approx(d + m / 60 + s / 3600, abs=1e-9)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("109.5867", 109.5867), ("109.5867°", 109.5867), ("１０９．５８６７", 109.5867), ("27.9N", 27.9),
        ("27.9S", -27.9),
        ("109°35.2′", 109 + 35.2 / 60), ("109°35′", 109 + 35 / 60), ("-27-30-00", -27.5), ("W109°30′00″", -109.5),
    ],
)  # fmt: skip
def test_decimal_degrees_decimal_minutes_and_signs_are_read(text: str, value: float) -> None:
    assert degrees(text) == pytest.approx(value, abs=1e-9)


@pytest.mark.parametrize(
    "text", ["", "109°75′12″", "109-35-75", "433123", "2026-11-26", "甲", "109.5.8", "nan", "1e2", "109,58"]
)
def test_what_is_no_angle_is_not_read(text: str) -> None:
    assert degrees(text) is None


@given(st.lists(st.tuples(st.integers(73, 135), st.integers(0, 59), st.integers(0, 59)), min_size=1, max_size=20))
def test_packed_degrees_are_unpacked(angles: list[tuple[int, int, int]]) -> None:
    packed = np.array([float(f"{d}.{m:02d}{s:02d}") for d, m, s in angles])
    expected = [d + m / 60 + s / 3600 for d, m, s in angles]
    np.testing.assert_allclose(unpacked_degrees(packed), expected, rtol=0, atol=1e-6)


def test_many_numbers_that_can_all_be_packed_degrees_are_suspected() -> None:
    packed = [f"109.{m:02d}{m + 1:02d}" for m in range(10, 20)]
    assert maybe_packed(packed)
    assert maybe_packed([*packed, "109.351", ""]), "a zero at the end is omitted"
    assert not maybe_packed([*packed, "109.3575"]), "75 seconds"
    assert not maybe_packed([*packed, "109.7512"]), "75 minutes"
    assert not maybe_packed(packed[:5]), "too few to tell"
