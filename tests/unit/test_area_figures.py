"""The figures of a metric by area: classes, their legend, what an area says about itself."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from county import catalog
from county.figures.metric import FigureValue, share_of
from county.names import Name
from layers.area_figures import BARS, NONE, SCALE, SMALL, AreaFigures
from layers.style import StyleSheet, rgba

METRICS = catalog.load().metrics
LAST_WEEK, AS_OF = Name("近 7 天", "last 7 days"), Name("截至 14:03", "as of 14:03")
COLOUR_BLIND = {
    "none": np.eye(3),
    "protanopia": np.array([[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216],
                            [-0.003882, -0.048116, 1.051998]]),
    "deuteranopia": np.array([[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413],
                              [-0.011820, 0.042940, 0.968881]]),
    "tritanopia": np.array([[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602],
                            [0.004733, 0.691367, 0.303900]]),
}  # fmt: skip
"""Linear RGB as those who lack a kind of cones see it (Machado, Oliveira and Fernandes 2009, severity 1.0)."""


def counts(**numbers: float) -> dict[str, FigureValue]:
    return {code: FigureValue(n, None, n, quality="ok") for code, n in numbers.items()}


def figures(values: dict[str, FigureValue], metric: str = "reported", **other: object) -> AreaFigures:
    return AreaFigures(METRICS[metric], values, **({"classing": "equal", "period": LAST_WEEK, "as_of": AS_OF} | other))  # type: ignore[arg-type]


def test_an_area_has_the_colour_of_the_class_of_its_value() -> None:
    shown = figures(counts(A=0, B=10, C=50, D=100, E=99, F=41))
    assert shown.breaks == (20, 40, 60, 80, 100)
    assert shown.styles == {"A": SCALE[0], "B": SCALE[0], "C": SCALE[2], "F": SCALE[2], "D": SCALE[4], "E": SCALE[4]}


def test_few_classes_are_spread_over_the_scale() -> None:
    assert set(figures(counts(A=1, B=2)).styles.values()) == {SCALE[1], SCALE[3]}
    assert set(figures(counts(A=1, B=1)).styles.values()) == {SCALE[2]}


def test_values_that_are_written_alike_have_the_same_colour() -> None:
    shares = {code: share_of(n, 10_000, 20) for code, n in (("A", 9_000), ("B", 9_001), ("C", 5_000))}
    styles = figures(shares, "closed_on_time").styles
    assert styles["A"] == styles["B"] != styles["C"]


def test_the_legend_counts_the_areas_of_each_class_and_says_which_have_no_value() -> None:
    shares = {code: share_of(n, 40, 20) for code, n in (("A", 10), ("B", 20), ("C", 30), ("D", 30))}
    legend = figures(shares | {"S": share_of(3, 3, 20)}, "closed_on_time", classing="natural").legend(areas=9)
    assert [(entry.name.zh, number) for entry, number in zip(legend.entries, legend.numbers, strict=True)] == [
        ("25.0", 1), ("50.0", 1), ("75.0", 2), ("样本不足", 1), ("无数据", 4),
    ]  # fmt: skip
    assert [entry.style for entry in legend.entries[-2:]] == [SMALL, NONE]
    assert legend.name.zh == "按期结案率（%）"
    assert legend.note.zh == "近 7 天，截至 14:03\n自然断点"


def test_the_legend_says_what_is_counted_in_none_of_the_areas() -> None:
    assert "另有 3 件未定位到该级" in figures(counts(A=1), elsewhere=3).legend(1).note.zh
    assert "另有" not in figures(counts(A=1)).legend(1).note.zh


def test_the_histogram_holds_every_area_in_the_colour_of_its_class() -> None:
    shown = figures(counts(**{f"V{n}": n for n in range(100)}), classing="quantiles")
    legend = shown.legend(100)
    assert len(legend.bars) == BARS
    assert sum(number for _, number in legend.bars) == 100
    assert [style for style, _ in itertools.groupby(style for style, _ in legend.bars)] == list(SCALE)
    assert legend.ends == ("0", "99")


def test_the_histogram_of_few_whole_numbers_has_a_bar_for_each_in_the_colour_of_the_legend() -> None:
    numbers = {"A": 0, "B": 0, "C": 1, "D": 2, "E": 2, "F": 6}
    shown = figures(counts(**numbers), classing="natural")
    bars = shown.legend(6).bars
    assert [number for _, number in bars] == [2, 1, 2, 0, 0, 0, 1]
    assert all(bars[number][0] == shown.styles[code] for code, number in numbers.items())


def test_areas_without_any_value_have_no_classes_and_no_histogram() -> None:
    legend = figures({"A": FigureValue()}).legend(3)
    assert [entry.style for entry in legend.entries] == [NONE]
    assert legend.numbers == (3,)
    assert not legend.bars


def test_an_area_tells_its_value_and_its_rank() -> None:
    shown = figures(counts(A=3, B=7, C=3))
    assert shown.fact("B").label == Name("受理数（近 7 天）", "Reported (last 7 days)")
    assert shown.fact("B").value == Name("7 件，排名 1／3", "7 events, rank 1 of 3")
    assert shown.fact("A").value == Name("3 件，排名 并列 2／3", "3 events, rank =2 of 3")
    assert shown.fact("X").value == Name("无数据", "no data")


def test_an_area_with_too_small_a_sample_has_no_rank() -> None:
    shown = figures({"A": share_of(7, 7, 20), "B": share_of(30, 40, 20)}, "closed_on_time")
    assert shown.fact("A").value == Name("7/7，样本不足", "7/7, sample too small")


def test_an_area_whose_value_stays_keeps_its_colour_in_kept_classes() -> None:
    first = figures(counts(**{f"V{n}": n for n in range(20)}), classing="natural")
    changed = counts(**{f"V{n}": n for n in range(19)}, V19=400)
    later = figures(changed, classing="natural", as_of=Name("截至 15:00", "as of 15:00"))
    assert any(later.styles[f"V{n}"] != first.styles[f"V{n}"] for n in range(19)), "in own classes some would not"
    kept = later.in_classes_of(first)
    assert kept.styles == first.styles
    assert sum(number for _, number in kept.legend(20).bars) == 20
    assert kept.in_own_classes().styles == later.styles


def test_kept_classes_say_as_of_when_and_hold_every_value() -> None:
    later = figures(counts(A=0, B=4, C=9, D=40), classing="natural", as_of=Name("截至 15:00", "as of 15:00"))
    legend = later.in_classes_of(figures(counts(A=1, B=3, C=7), classing="natural")).legend(4)
    assert legend.outdated
    assert legend.note.zh == "近 7 天，截至 15:00\n自然断点，分级截至 14:03"
    assert [(entry.name.zh, number) for entry, number in zip(legend.entries, legend.numbers, strict=True)] == [
        ("0–1", 1), ("2–3", 0), ("4–40", 3),
    ]  # fmt: skip
    assert not later.legend(4).outdated


@pytest.mark.parametrize(
    "other", [{"classing": "quantiles"}, {"period": Name("近 24 小时", "last 24 h")}, {"since_ms": 1_793_462_400_000}]
)
def test_another_choice_has_classes_of_its_own(other: dict[str, object]) -> None:
    first = figures(counts(A=1, B=3), **other)
    assert figures(counts(A=5)).in_classes_of(first).breaks == (5,)
    assert figures(counts(A=5)).in_classes_of(figures({})).breaks == (5,), "there were no values"


def test_the_only_class_of_values_that_were_all_alike_is_not_kept() -> None:
    none_yet = figures(counts(A=0, B=0))
    assert figures(counts(A=0, B=8)).in_classes_of(none_yet).breaks == (0, 8)


def lightness(color: str, seen_as: np.ndarray) -> float:
    """CIE L* of a colour as somebody sees it."""
    srgb = np.array(rgba(color)[:3]) / 255
    linear = np.where(srgb <= 0.04045, srgb / 12.92, ((srgb + 0.055) / 1.055) ** 2.4)
    luminance = float(np.array([0.2126, 0.7152, 0.0722]) @ np.clip(seen_as @ linear, 0, 1))
    return 116 * luminance ** (1 / 3) - 16


@pytest.mark.parametrize("sheet", [StyleSheet.load(), StyleSheet.for_paper()], ids=["screen", "paper"])
@pytest.mark.parametrize("eye", COLOUR_BLIND)
def test_the_classes_are_told_apart_by_lightness_whatever_colours_an_eye_sees(sheet: StyleSheet, eye: str) -> None:
    steps = np.diff([lightness(sheet[style].color, COLOUR_BLIND[eye]) for style in SCALE])
    assert (np.sign(steps) == np.sign(steps[0])).all()
    assert np.abs(steps).min() > 7
