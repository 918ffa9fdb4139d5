"""The sheet of what is printed replaces single fields of the screen's rows and nothing else."""

from __future__ import annotations

from layers.style import StyleSheet, rgba


def test_paper_has_every_row_of_the_screen_with_its_sizes() -> None:
    screen, paper = StyleSheet.load(), StyleSheet.for_paper()
    assert set(paper) == set(screen)
    for key in screen:
        assert paper[key].size_px == screen[key].size_px
        assert paper[key].max_m_per_px == screen[key].max_m_per_px


def test_names_are_dark_on_light_ground() -> None:
    paper = StyleSheet.for_paper()
    assert max(rgba(paper["label.town"].color)[:3]) < 90
    assert min(rgba(paper["label.town"].outline)[:3]) > 200
    assert all(min(rgba(color)[:3]) > 200 for _, color in paper.ramps["terrain"].stops)
    assert paper["event"] == StyleSheet.load()["event"]
