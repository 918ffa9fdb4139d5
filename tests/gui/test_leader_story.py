"""The story of the leader's page: chapters from records, by keys alone, on map and twin; every number is a figure."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from county import records as r
from county.commands import EventLevel
from county.durations import DAY_MS
from desktop.leader.page import LeaderPage
from layers.towns import TownsLayer
from tests.gui.conftest import HOUR_MS, ScriptedDesktop
from tests.gui.leader_figures import AS_OF_SEQ, RISING, LeaderAnswers
from tests.gui.right_click import right_click
from tests.gui.shown_panel import shown_panel
from tests.gui.test_leader_page import READY, steps
from tests.gui.test_panels_alarm_strip import raise_alarm
from tests.gui.test_panels_archive import say

LEFT = Qt.MouseButton.LeftButton
YESTERDAY: tuple[tuple[str, EventLevel], ...] = (("老街积水", "general"), ("滨河路塌陷", "major"))
Flown = list[tuple[float, float, float]]


@pytest.fixture
def answers(scripted: ScriptedDesktop) -> LeaderAnswers:
    say(scripted, READY)
    return LeaderAnswers(scripted)


@pytest.fixture
def page(scripted: ScriptedDesktop, answers: LeaderAnswers, qtbot: QtBot) -> Iterator[LeaderPage]:
    """Yesterday there were a small and a grave event."""
    place = scripted.session.package.resources[0]
    for n, (title, level) in enumerate(YESTERDAY):
        scripted.happen(r.EventReported(
            event_id=f"20261123-00000{n}", subclass="road_collapse", title=title, source="hotline",
            x_m=place.x_m + 40 * n, y_m=place.y_m, division=answers.towns[0], level=level,
        ))  # fmt: skip
    scripted.clock.advance(DAY_MS)
    with shown_panel(LeaderPage(scripted.session), qtbot, (1_240, 900)) as page:
        qtbot.waitUntil(lambda: page.is_seen)
        page._follow()
        answers.answer()
        yield page


@pytest.fixture
def flown(scripted: ScriptedDesktop) -> Flown:
    places: Flown = []
    scripted.session.focus.fly_to.connect(lambda x, y, radius: places.append((x, y, radius)))
    return places


def press(key: Qt.Key) -> None:
    focused = QApplication.focusWidget()
    assert focused is not None
    QTest.keyClick(focused, key)


def begin(page: LeaderPage, answers: LeaderAnswers) -> None:
    page.first.focus_first()
    press(Qt.Key.Key_Space)
    answers.answer()


def test_it_begins_with_yesterdays_largest_event_in_the_words_of_its_records(
    page: LeaderPage, answers: LeaderAnswers, scripted: ScriptedDesktop, flown: Flown
) -> None:
    begin(page, answers)
    chapter = page.story.chapter
    assert chapter is not None
    town = scripted.session.divisions.path(answers.towns[0])
    assert page.story_view.sentence.text() == f"滨河路塌陷（重大），{town}，10:00发生，现在：待立案。"
    place = scripted.session.package.resources[0]
    assert flown[0][:2] == (place.x_m + 40, place.y_m)
    assert [chip.name for chip in page.story_view.chips if chip.isVisible()] == ["昨天受理", "路面塌陷，昨天"]
    periods = {one.shown.figure.period.to_ms - one.shown.figure.period.from_ms for one in chapter.numbers}
    assert periods == {DAY_MS}
    assert {one.shown.figure.as_of_seq for one in chapter.numbers} == {AS_OF_SEQ}


def test_what_is_located_in_no_town_is_neither_the_slowest_nor_where_most_of_it_happened(
    page: LeaderPage, answers: LeaderAnswers, scripted: ScriptedDesktop
) -> None:
    answers.towns.insert(0, scripted.session.package.manifest.code)
    page.overview.ask()
    answers.answer()
    begin(page, answers)
    press(Qt.Key.Key_Right)
    town = scripted.session.divisions.path(answers.towns[1])
    assert town in page.story_view.sentence.text()
    assert page.story_view.chips[0].value.large == "8.6"
    press(Qt.Key.Key_Right)
    assert town in page.story_view.sentence.text()


def test_of_two_events_of_one_level_the_emergency_is_the_larger(
    page: LeaderPage, answers: LeaderAnswers, scripted: ScriptedDesktop
) -> None:
    subclasses = scripted.session.catalog.subclasses
    emergency = next(key for key, row in subclasses.items() if row.emergency)
    place = scripted.session.package.resources[0]
    for n, subclass in enumerate(("road_collapse", emergency)):
        scripted.happen(r.EventReported(
            event_id=f"20261124-00000{n}", subclass=subclass, title=subclass, source="hotline",
            x_m=place.x_m, y_m=place.y_m, division=answers.towns[0], level="larger",
        ))  # fmt: skip
    scripted.clock.advance(DAY_MS)
    begin(page, answers)
    assert page.story_view.sentence.text().startswith(f"{emergency}（较大）")


def test_space_and_right_lead_on_and_left_leads_back_through_the_places_of_the_day(
    page: LeaderPage, answers: LeaderAnswers, scripted: ScriptedDesktop, flown: Flown
) -> None:
    begin(page, answers)
    press(Qt.Key.Key_Right)
    west, south, east, north = scripted.session.layers.of(TownsLayer).bounds_m(answers.towns[0]) or (0.0,) * 4
    assert flown[-1][:2] == ((west + east) / 2, (south + north) / 2), "the slowest town"
    assert page.story_view.chips[0].value.large == "9.0"
    press(Qt.Key.Key_Space)
    name = scripted.session.catalog.subclasses[RISING].name.zh
    assert page.story_view.sentence.text().startswith(f"{name}：上报显著多于上一个 7 天和去年同期。")
    assert [chip.value.large for chip in page.story_view.chips[:3]] == ["34", "12", "12"]
    press(Qt.Key.Key_Left)
    assert page.story.place == 1
    press(Qt.Key.Key_Right)
    press(Qt.Key.Key_Right)
    assert page.story_view.sentence.text().startswith("滨河路塌陷，"), "what waits"
    press(Qt.Key.Key_Right)
    assert steps(page) == ()


@pytest.mark.parametrize("key", [Qt.Key.Key_Escape, Qt.Key.Key_A, Qt.Key.Key_F2, Qt.Key.Key_Return, Qt.Key.Key_Shift])
def test_any_other_key_ends_it_at_once_and_does_nothing_else(
    page: LeaderPage, answers: LeaderAnswers, flown: Flown, key: Qt.Key
) -> None:
    begin(page, answers)
    count = len(flown)
    press(key)
    assert not page.story.is_told
    assert steps(page) == ()
    assert len(flown) == count


def test_it_neither_begins_nor_goes_on_by_itself(
    page: LeaderPage, answers: LeaderAnswers, scripted: ScriptedDesktop, flown: Flown
) -> None:
    for _ in range(3):
        scripted.clock.advance(HOUR_MS)
        page._follow()
        answers.answer()
    assert not flown
    begin(page, answers)
    for _ in range(3):
        scripted.clock.advance(HOUR_MS)
        page._follow()
        answers.answer()
    assert page.story.place == 0
    assert len(flown) == 1


def test_a_number_of_a_chapter_leads_to_its_trend_and_has_the_menu(
    page: LeaderPage, answers: LeaderAnswers, qtbot: QtBot
) -> None:
    begin(page, answers)
    press(Qt.Key.Key_Right)
    right_click(page.story_view.chips[0], QPoint(5, 5))
    assert page.menu.isVisible()
    page.menu.close()
    qtbot.mouseClick(page.story_view.chips[0], LEFT)
    answers.answer()
    assert not page.story.is_told
    assert steps(page) == ("detail",)
    assert page.detail.shown is not None
    assert page.detail.shown.figure.scope.division == answers.towns[0]


def test_what_is_not_known_is_said_to_be_so(scripted: ScriptedDesktop, qtbot: QtBot) -> None:
    scripted.report("今天的事")
    with shown_panel(LeaderPage(scripted.session), qtbot, (1_240, 900)) as page:
        qtbot.waitUntil(lambda: page.is_seen)
        page.tell_story()
        sentences = [chapter.sentence for chapter in page.story.chapters]
        assert sentences == ["工作台上没有昨天发生的事件。", "数字未知。", "数字未知。", "没有等待决定的事项。"]
        assert all(not chapter.numbers for chapter in page.story.chapters)


def test_where_no_subclass_rises_it_tells_the_first_of_the_risks_that_the_page_lists(
    page: LeaderPage, answers: LeaderAnswers, scripted: ScriptedDesktop, flown: Flown
) -> None:
    sensor = scripted.session.sensors[raise_alarm(scripted, "a", "smoke_fire")]
    answers.rises = answers.knows_before = False
    page.overview.ask()
    answers.answer()
    begin(page, answers)
    rising = page.story.chapters[2]
    assert rising.sentence.startswith("还不知道哪些在上升")
    assert page.first.rising.shown.rows[0].what == "烟感火警"
    assert "另有 1 项风险，首先是：烟感火警，" in rising.sentence
    assert rising.place is not None
    assert rising.place[:2] == (sensor.x_m, sensor.y_m)


def test_it_ends_where_the_page_is_hidden(page: LeaderPage, answers: LeaderAnswers) -> None:
    begin(page, answers)
    page.hide()
    assert not page.story.is_told
