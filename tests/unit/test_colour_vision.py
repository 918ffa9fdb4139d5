"""States and priorities that stand side by side differ for people with a colour vision deficiency: in shape or dashes,
or else in colour by at least :data:`LEAST_DIFFERENCE`.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import combinations

import numpy as np
import pytest
from numpy.typing import NDArray

from desktop import theme
from layers.style import RGBA, Style, StyleSheet, rgba

LEAST_DIFFERENCE = 17.0
"""CIE 1976 ΔE: seven times the just noticeable difference of 2.3 (Mahy, Van Eycken and Oosterlinck, 1994), since marks
are small and apart."""
DEFICIENCIES = {
    "protanopia": [
        [0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998],
    ],
    "deuteranopia": [
        [0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881],
    ],
    "tritanopia": [
        [1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900],
    ],
}  # fmt: skip
"""Linear RGB as seen from linear RGB at severity 1 (Machado, Oliveira and Fernandes, 2009, table 1)."""
XYZ_OF_SRGB = [[0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.0721750], [0.0193339, 0.1191920, 0.9503041]]
WHITE_D65 = [0.95047, 1.0, 1.08883]
GROUPS = {
    "event": ("urgent", "soon", "open", "closed"),
    "sensor": ("normal", "played", "silent", "bad", "aside", "low", "medium", "high", "critical"),
    "unit": ("available", "busy", "off_duty", "out_of_service"),
    "shelter": ("used", "full"),
    "plan": ("IV", "III", "II", "I"),
    "closure": ("line", "late"),
    "round": ("0", "1", "2", "3", "4", "5", "stop.0", "stop.1", "stop.2", "stop.3", "stop.4", "stop.5", "unserved"),
    "track": ("driving", "standing", "silent", "tasked"),
    "candidate": ("other", "chosen"),
}
"""Styles that are drawn on one map, by their parent."""
MARKS = (
    *(f"event.{urgency}" for urgency in (*GROUPS["event"], "new", "overdue", "emergency", "supervised")),
    *(f"{parent}.{name}" for parent in ("sensor", "unit", "shelter", "track", "candidate") for name in GROUPS[parent]),
    *(f"round.{name}" for name in GROUPS["round"] if "stop" in name or name == "unserved"),
    "sensor.cluster", "resource.idle", "resource.busy", "nearby", "closure.mark", "closure.mark_late",
    "hazard.place",
)  # fmt: skip
"""Every mark of all layers that lies on the map at the same time."""


def lab(color: RGBA, deficiency: str) -> NDArray[np.float64]:
    """CIE L*a*b* of an opaque colour as somebody with this deficiency sees it."""
    srgb = np.array(color[:3]) / 255
    linear = np.where(srgb <= 0.04045, srgb / 12.92, ((srgb + 0.055) / 1.055) ** 2.4)
    seen = np.clip(np.array(DEFICIENCIES[deficiency]) @ linear, 0.0, 1.0)
    xyz = np.array(XYZ_OF_SRGB) @ seen / np.array(WHITE_D65)
    x, y, z = np.where(xyz > 216 / 24389, np.cbrt(xyz), (24389 / 27 * xyz + 16) / 116)
    return np.array([116 * y - 16, 500 * (x - y), 200 * (y - z)])


def difference(one: RGBA, other: RGBA, deficiency: str) -> float:
    """CIE 1976 ΔE."""
    return float(np.linalg.norm(lab(one, deficiency) - lab(other, deficiency)))


def style_difference(one: Style, other: Style, deficiency: str) -> float:
    """Of the fills or of the outlines, whichever differ more."""
    return max(
        difference(one.rgba, other.rgba, deficiency), difference(one.outline_rgba, other.outline_rgba, deficiency)
    )


@pytest.mark.parametrize("deficiency", DEFICIENCIES)
def test_marks_of_different_layers_differ_in_shape_in_dashes_or_in_seen_colour(deficiency: str) -> None:
    styles = StyleSheet.load()
    alike = [
        (one, other)
        for one, other in combinations(MARKS, 2)
        if ((a := styles[one]).glyph or "disc") == ((b := styles[other]).glyph or "disc")
        and a.dash == b.dash
        and style_difference(a, b, deficiency) < LEAST_DIFFERENCE
    ]
    assert alike == []


@pytest.mark.parametrize("deficiency", DEFICIENCIES)
@pytest.mark.parametrize("group", GROUPS)
def test_marks_on_one_map_differ_in_shape_or_in_seen_colour(group: str, deficiency: str) -> None:
    styles = StyleSheet.load()
    alike = [
        (one, other)
        for one, other in combinations(GROUPS[group], 2)
        if (a := styles[f"{group}.{one}"]).glyph == (b := styles[f"{group}.{other}"]).glyph
        and a.dash == b.dash
        and style_difference(a, b, deficiency) < LEAST_DIFFERENCE
    ]
    assert alike == []


@pytest.mark.parametrize("deficiency", DEFICIENCIES)
@pytest.mark.parametrize(
    "colors",
    [theme.LEVEL_COLOR, theme.PRIORITY_COLOR, {"good": theme.GOOD, "warning": theme.WARNING, "danger": theme.DANGER}],
    ids=["levels", "priorities", "stages"],
)
def test_levels_priorities_and_stages_differ_in_seen_colour(colors: Mapping[str, str], deficiency: str) -> None:
    alike = [
        (one, other)
        for one, other in combinations(colors, 2)
        if difference(rgba(colors[one]), rgba(colors[other]), deficiency) < LEAST_DIFFERENCE
    ]
    assert alike == []


def test_new_and_overdue_rings_around_an_event_differ_without_any_colour() -> None:
    styles = StyleSheet.load()
    new, overdue = styles["event.new"], styles["event.overdue"]
    assert (new.glyph, overdue.glyph) == ("ring", "ring")
    assert not new.dash
    assert overdue.dash, "its ring is dashed"
    assert new.size_px is not None
    assert overdue.size_px is not None
    assert new.size_px - overdue.size_px >= 4, "one lies around the other where both are due"
