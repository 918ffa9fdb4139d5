"""Evaluators rate what they observed by the steps of the scale that the scenario states."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from county.drill.evaluation import RateExpectation
from county.drill.score import Score
from county.package.open import CountyPackage
from desktop.drill.console import DrillConsole
from desktop.drill.scores import DrillScores
from desktop.drill.words import judged
from tests.gui.drill_desks import DrillDesks, shown_drill_desks
from tests.gui.shown_panel import shown_panel
from tests.unit.drill_day import MINUTE


@pytest.fixture
def drill(qapp: object, county: CountyPackage, tmp_path: Path, qtbot: QtBot) -> Iterator[DrillDesks]:
    with shown_drill_desks(county, tmp_path, qtbot) as desks:
        yield desks


@pytest.fixture
def scores(drill: DrillDesks, qtbot: QtBot) -> Iterator[DrillScores]:
    """Of the evaluator li, in a drill that runs."""
    drill.day.start()
    with shown_panel(DrillScores(drill.desk("li").session), qtbot, (1100, 600)) as scores:
        drill.until("li", lambda: scores.table.rowCount() == 6 and scores.rows()[0].cells[4], "the scores")
        drill.until("li", lambda: scores.session.drill.who.evaluates, "the role")
        scores.fill()
        yield scores


def steps(scores: DrillScores) -> list[str]:
    return [scores.scale.itemText(n) for n in range(scores.scale.count())]


def test_the_scale_of_an_observed_expectation_is_offered_by_the_names_of_its_steps(scores: DrillScores) -> None:
    assert not scores.scale.isVisible()
    scores.choose("E06")
    assert scores.scale.isVisible()
    assert steps(scores) == ["已核对 100 %", "部分核对 50 %", "未核对 0 %"]
    scores.choose("E04")
    assert not scores.scale.isVisible()


def test_a_step_of_the_scale_chosen_by_key_is_the_share_that_is_rated_and_what_was_said_is_shown(
    drill: DrillDesks, scores: DrillScores, qtbot: QtBot
) -> None:
    scores.choose("E06")
    assert scores.whole.text() == "E06 · 是否逐户核对? · 未判定"
    qtbot.keyClick(scores.scale, Qt.Key.Key_Down)
    assert (scores.scale.currentText(), scores.share.value()) == ("部分核对 50 %", 50)
    qtbot.keyClicks(scores.reason, "only by phone")
    assert drill.click("li", scores.step_buttons[RateExpectation]) is None
    drill.until("li", lambda: scores.whole.text().endswith("li 评定：only by phone"), scores.whole.text())


def test_an_expectation_that_is_rated_is_chosen_with_its_rating(
    drill: DrillDesks, scores: DrillScores, qtbot: QtBot
) -> None:
    """So that whoever adds a remark does not raise it to all points."""
    scores.choose("E06")
    qtbot.keyClick(scores.scale, Qt.Key.Key_Down)
    assert drill.click("li", scores.step_buttons[RateExpectation]) is None
    drill.until("li", lambda: scores.session.drill.scores["E06"].counts, "the rating")
    scores.choose("E04")
    scores.share.setValue(100)
    scores.choose("E06")
    assert scores.scale.currentText() == "部分核对 50 %"


def test_a_share_that_no_step_has_shows_none(scores: DrillScores) -> None:
    scores.choose("E06")
    scores.share.setValue(70)
    assert (scores.scale.currentIndex(), scores.scale.share) == (-1, None)
    scores.share.setValue(0)
    assert scores.scale.currentText() == "未核对 0 %"


def test_nobody_counts_as_not_reached_before_the_inject_is_delivered(drill: DrillDesks, scores: DrillScores) -> None:
    """E02 asks for calls after I01, which comes at 5 min."""
    assert scores.rows()[1].cells[4] == "未判定"
    drill.day.pass_to(6 * MINUTE)
    drill.until("li", lambda: "未叫应" in scores.rows()[1].cells[4], scores.rows()[1].cells[4])


def test_a_result_of_some_expectations_says_of_how_many(drill: DrillDesks, scores: DrillScores, qtbot: QtBot) -> None:
    """So nobody takes the grade of the first steps for that of the drill."""
    scores.choose("E06")
    assert drill.click("li", scores.step_buttons[RateExpectation]) is None
    drill.until("li", lambda: "已判定 1/6 项" in scores.state_line.text(), scores.state_line.text())
    with shown_panel(DrillConsole(drill.desk("zhou").session), qtbot, (900, 700)) as console:
        line = console.life.state_line
        drill.until("zhou", lambda: "已判定 1/6 项" in line.text(), line.text())


def test_a_result_of_all_expectations_says_nothing_of_their_number() -> None:
    met, open_ = (Score(id=id, status=status, points=0, weight=10) for id, status in (("E1", "met"), ("E2", "pending")))  # type: ignore[arg-type]
    assert judged([met, open_]) != ""
    assert judged([met, met]) == ""
