"""What changed between two moments of a replay: real clicks and keys in the window of a clip."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from msgspec.structs import replace
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from county import records as r
from county.package.open import CountyPackage
from county.records import RecordBody
from county.response.levels import ResponseLevelAdjusted, ResponseLevelSet
from desktop import theme
from desktop.replay.changes import REFRESH_MS, ReplayChanges
from desktop.session import Session
from desktop.window.main_window import MainWindow
from services.protocol.messages import SubjectReply
from services.replay.clip_making import make_clip
from services.replay.local import LocalReplay
from tests.gui.replay_desk import HOUR, MINUTE, T0, ReplayDesk, reported, shown_replay_desk
from tests.recorded_journals import numbered, write_journal
from tests.tiny_county import write_tiny_county

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> CountyPackage:
    return write_tiny_county(tmp_path_factory.mktemp("changes") / "county")


def alarm(alarm_id: str, priority: str = "low") -> RecordBody:
    return r.AlarmRaised(
        alarm_id=alarm_id, sensor_id="bin-1", channel="fill", rule="bin_full", priority=priority, value=90.0, limit=80.0
    )  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def folder(package: CountyPackage, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Before 10:30: E1, E2, an alarm and a level; after it one thing of each kind.  E4 had happened at 10:20."""
    steps: list[tuple[int, RecordBody]] = [
        (T0, reported("E1", package)), (T0 + MINUTE, reported("E2", package)),
        (T0 + 2 * MINUTE, ResponseLevelSet(response_id="R1", emergency="natural", level="IV", area="")),
        (T0 + 3 * MINUTE, alarm("A1")),
        (T0 + 40 * MINUTE, r.EventFiled(event_id="E1")),
        (T0 + 41 * MINUTE, reported("E3", package)),
        (T0 + 42 * MINUTE, r.EventRejected(event_id="E2")),
        (T0 + 43 * MINUTE, ResponseLevelAdjusted(response_id="R1", level="III")),
        (T0 + 44 * MINUTE, r.AlarmAcknowledged(alarm_id="A1")),
        (T0 + 45 * MINUTE, r.AlarmCleared(alarm_id="A1", value=10.0)),
        (T0 + 46 * MINUTE, alarm("A2", "critical")), (T0 + 47 * MINUTE, r.AlarmAcknowledged(alarm_id="A2")),
        (T0 + 48 * MINUTE, r.AlarmCleared(alarm_id="A2", value=10.0)),
        (T0 + 50 * MINUTE, reported("E4", package)),
        (T0 + HOUR, reported("E5", package)),
    ]  # fmt: skip
    records = numbered(steps)
    records[13] = replace(records[13], happened_ms=T0 + 20 * MINUTE)
    return write_journal(tmp_path_factory.mktemp("journal"), package, records)


@pytest.fixture
def shown(folder: Path, package: CountyPackage, tmp_path: Path, qapp: object) -> Iterator[ReplayDesk]:
    clip = make_clip(folder, package, T0, T0 + HOUR, lambda share, text: None)
    with shown_replay_desk(LocalReplay(clip), package, tmp_path / "settings.ini") as desk:
        yield desk


class ComparedWindow:
    """The window, its bar and the panel of changes."""

    def __init__(self, shown: ReplayDesk, window: MainWindow, qtbot: QtBot) -> None:
        panel, bar = window.panels["changes"], window.replay_bar
        assert isinstance(panel, ReplayChanges)
        assert bar is not None
        self.shown, self.window, self.panel, self.bar, self.qtbot = shown, window, panel, bar, qtbot

    def go(self, minute: float) -> None:
        self.bar.go(self.shown.replay.moment_at(T0 + round(minute * MINUTE)))
        self.follow()

    def follow(self) -> None:
        self.shown.at_rest(self.bar)
        self.panel.comparison.follow()

    def rows(self) -> list[tuple[str, str, str]]:
        """Time after 10:00 in minutes, what it is about, and the change."""
        rows = self.panel.rows
        cells = [[rows.index(row, n).data() for n in range(4)] for row in range(rows.rowCount())]
        return [(time[14:16], about, change) for time, about, _, change in cells]

    def heading(self) -> str:
        return self.panel.heading.text()

    def click(self, change: str) -> None:
        row = [text for _, _, text in self.rows()].index(change)
        table = self.panel.table
        place = table.visualRect(self.panel.rows.index(row, 2)).center()
        self.qtbot.mouseClick(table.viewport(), LEFT, pos=place)
        before = self.shown.source.moment
        self.shown.until(lambda: self.shown.source.moment != before, "the moment of the change")
        self.follow()


@pytest.fixture
def compared(shown: ReplayDesk, open_window: Callable[[Session], MainWindow], qtbot: QtBot) -> ComparedWindow:
    """From 10:30 on, chosen by the key."""
    window = open_window(shown.session)
    found = ComparedWindow(shown, window, qtbot)
    found.go(30)
    qtbot.keyClick(found.bar.slider, Qt.Key.Key_C)
    return found


ALL = [
    ("50", "事件", "新增：待立案"), ("46", "告警", "出现过，已恢复"), ("43", "应急响应", "Ⅳ级响应 → Ⅲ级响应"),
    ("42", "事件", "待立案 → 不予受理"), ("41", "事件", "新增：待立案"), ("40", "事件", "待立案 → 待派遣"),
    ("", "告警", "未确认 → 正常"),
]  # fmt: skip


def test_everything_that_changes_from_the_chosen_moment_on_is_listed(compared: ComparedWindow) -> None:
    assert compared.panel.isVisible()
    assert compared.rows() == []
    compared.go(55)
    assert compared.rows() == ALL
    assert compared.heading() == "2026-11-23 10:30:00（当时所知） → 2026-11-23 10:55:00（当时所知）：7 项变化"
    titles = [compared.panel.rows.index(row, 2).data() for row in range(len(ALL))]
    assert titles[0] == "事件E4 · E4"
    assert titles[-1] == "垃圾桶满溢 · 西南垃圾桶"
    compared.go(42)
    assert compared.rows() == ALL[3:6], "as far as the shown moment"


def test_a_click_goes_to_the_record_of_a_change_and_the_list_stays(compared: ComparedWindow) -> None:
    compared.go(55)
    for change, minute in (
        ("新增：待立案", 50), ("待立案 → 不予受理", 42), ("Ⅳ级响应 → Ⅲ级响应", 43), ("未确认 → 正常", 45),
        ("出现过，已恢复", 46), ("待立案 → 待派遣", 40),
    ):  # fmt: skip
        compared.click(change)
        assert compared.shown.source.moment.known_ms == T0 + minute * MINUTE, change
        assert compared.rows() == ALL
    selection = compared.shown.session.focus.selection
    assert selection is not None
    assert selection.ids == ("E1",)
    compared.go(40.5)
    assert compared.rows() == ALL[5:6], "until another moment is chosen"


def test_a_moment_before_the_chosen_one_is_compared_in_the_order_of_time(compared: ComparedWindow) -> None:
    compared.go(0.5)
    assert compared.rows() == [
        ("03", "告警", "新增：未确认"), ("02", "应急响应", "新增：Ⅳ级响应"), ("01", "事件", "新增：待立案")
    ]  # fmt: skip
    compared.click("新增：Ⅳ级响应")
    assert compared.shown.source.moment.known_ms == T0 + 2 * MINUTE


def test_the_same_time_in_another_view_lists_what_was_not_known_then(compared: ComparedWindow, qtbot: QtBot) -> None:
    compared.bar.view.setFocus()
    qtbot.keyClick(compared.bar.view, Qt.Key.Key_Down)
    compared.follow()
    assert compared.rows() == [("20", "事件", "新增：待立案")]
    assert "（当时所知） → 2026-11-23 10:30:00（实际发生）" in compared.heading()
    compared.click("新增：待立案")
    assert compared.shown.source.moment.at_ms == T0 + 20 * MINUTE


def test_changes_are_marked_on_the_bar_until_the_comparison_is_stopped(compared: ComparedWindow, qtbot: QtBot) -> None:
    slider = compared.bar.slider
    compared.go(55)

    def marked(minute: float) -> bool:
        picture = slider.grab().toImage()
        ratio = slider.devicePixelRatioF()
        column = round(slider.x_of(T0 + minute * MINUTE) * ratio)
        colors = {picture.pixelColor(column, y).name() for y in range(picture.height())}
        return theme.GOOD in colors

    assert marked(30)
    assert marked(42)
    assert not marked(20)
    qtbot.mouseClick(compared.panel.stop, LEFT)
    assert compared.rows() == []
    assert not marked(42)


def test_the_button_of_the_bar_chooses_the_shown_moment(compared: ComparedWindow, qtbot: QtBot) -> None:
    compared.go(41)
    qtbot.mouseClick(compared.bar.compare, LEFT)
    compared.go(42)
    assert compared.rows() == [("42", "事件", "待立案 → 不予受理")]


def test_an_answer_that_comes_once_the_comparison_is_stopped_is_for_nobody(
    compared: ComparedWindow, qtbot: QtBot
) -> None:
    compared.go(55)
    comparison, source = compared.panel.comparison, compared.shown.source
    before = source.moment
    comparison.go_to(comparison.changes[0])
    qtbot.mouseClick(compared.panel.stop, LEFT)
    for request in range(1, 20):
        comparison.take(SubjectReply(request=f"change {request}", subject="event/E1", records=[]))
    assert (source.moment, comparison.changes) == (before, ())


class CountedFollows:
    """Stands for the comparison; nothing was chosen."""

    since = ends = None
    changes = ()

    def __init__(self) -> None:
        self.n = 0

    def follow(self) -> None:
        self.n += 1


def test_a_replay_that_plays_or_a_list_that_nobody_sees_is_followed_once_a_second(compared: ComparedWindow) -> None:
    panel, source = compared.panel, compared.shown.source

    def follows() -> int:
        """Within two seconds."""
        panel.comparison = counted = CountedFollows()  # type: ignore[assignment]
        for _ in range(2_000 // REFRESH_MS):
            panel.refresh()
        return counted.n

    assert follows() == 10
    source.play()
    assert follows() == 2
    source.pause()
    assert follows() == 10
    panel.hide()
    assert follows() == 2
