"""Numbers of events by village: the area of a glyph is the number."""

from __future__ import annotations

import numpy as np
import pytest

from county.names import Name
from layers.event_amounts import STYLES, EventAmounts
from layers.event_tally import EventTally
from layers.style import StyleSheet

DAY = Name("近 24 小时", "last 24 h")
HERE, THERE, TOWN = "433123001201", "433123001202", "433123002000"


def amounts(**numbers: int) -> EventAmounts:
    """So many events in each division, 100 m from each other."""
    divisions = [code.removeprefix("c") for code, number in numbers.items() for _ in range(number)]
    xy_m = np.column_stack([np.arange(len(divisions)) * 100.0, np.zeros(len(divisions))])
    return counted(xy_m, divisions)


def counted(xy_m: np.ndarray, divisions: list[str]) -> EventAmounts:
    """The amounts of events at these places."""
    return EventTally([str(row) for row in range(len(divisions))], xy_m, divisions).amounts()


def sizes_px(shown: EventAmounts) -> list[float]:
    points, _ = shown.batches
    sheet = StyleSheet.load()
    return [sheet[points.styles[code]].size_px for code in points.style]


def test_four_times_as_many_events_have_a_glyph_of_twice_the_width() -> None:
    large, small = sizes_px(amounts(c433123001201=100, c433123001202=25))
    assert large / small == pytest.approx(2, rel=0.05)


def test_events_of_grids_count_in_their_village_and_the_glyph_is_in_their_middle() -> None:
    shown = counted(np.array([[0.0, 0], [100, 40], [500, 0]]), [f"{HERE}001", HERE, THERE])
    points, labels = shown.batches
    assert points.xy_m.tolist() == [[50, 20], [500, 0]]
    assert labels.text.tolist() == ["2"], "one is seen without a number"


def test_what_is_known_by_town_only_counts_there_and_what_is_nowhere_stands_alone() -> None:
    shown = counted(np.zeros((5, 2)), [TOWN, TOWN, "", "", HERE])
    assert shown.number.tolist() == [2, 1, 1, 1]


def test_the_largest_are_drawn_first_so_that_none_hides_a_smaller_one() -> None:
    assert sizes_px(amounts(c433123001201=1, c433123001202=9)) == sorted(
        sizes_px(amounts(c433123001201=1, c433123001202=9)), reverse=True
    )


def test_the_legend_has_round_numbers_at_the_sizes_of_the_map() -> None:
    shown = amounts(c433123001201=20, c433123001202=5)
    legend = shown.legend(DAY)
    assert [entry.name.zh for entry in legend.entries] == ["20 件", "5 件", "1 件"]
    assert legend.entries[0].style == STYLES[-1]
    assert legend.name.zh == "各村事件数（近 24 小时）"


def test_the_scale_stays_while_the_largest_number_changes_a_little() -> None:
    assert amounts(c433123001201=11).most == amounts(c433123001201=20).most == 20


def test_no_events_have_no_glyph() -> None:
    points, labels = counted(np.empty((0, 2)), []).batches
    assert len(points.ids) == len(labels.ids) == 0
