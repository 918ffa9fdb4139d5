"""The band of a drill shows its pace; the director pauses it, changes its rate and jumps ahead with real clicks."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QDateTime, Qt
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from county.authority import Principal, Role
from county.clock import SystemClock
from county.package.open import CountyPackage
from county.realm import Realm
from county.realm_clock import JumpClockAhead, SetClockRate
from desktop import i18n, moments
from desktop.drill.clock_controls import ClockControls, JumpDialog
from desktop.session import Session
from desktop.window.main_window import MainWindow
from services.pace import PaceControl
from tests.captured_log import CapturedLog
from tests.gui.conftest import HOUR_MS, MONDAY_MORNING_MS, OpenDesk
from tests.gui.live_desktop import LiveDesktop
from tests.memory_realm import MemoryRealm
from tests.memory_reservation import MemoryReservation

OpenWindow = Callable[[Session], MainWindow]
LEFT = Qt.MouseButton.LeftButton
MINUTE_MS = 60_000
DIRECTOR = Principal(id="director-1", roles=frozenset({Role.DIRECTOR}))
PLAYER = Principal(id="seat-1", roles=frozenset({Role.OPERATOR}))


class Drill:
    """A window of a drill that runs by itself, and its clock."""

    def __init__(self, desk: LiveDesktop, window: MainWindow, pace: PaceControl, qtbot: QtBot) -> None:
        self.desk, self.window, self.pace, self._qtbot = desk, window, pace, qtbot

    @property
    def controls(self) -> ClockControls:
        controls = self.window.realm_band.clock
        assert controls is not None
        return controls

    def click(self, button: QPushButton) -> None:
        """Click a button of the band, and wait for the reply to the order."""
        self.desk.until(button.isEnabled, f"the button {button.text()} may be used")
        answers = len(self.desk.answers)
        self._qtbot.mouseClick(button, LEFT)
        self.desk.until(lambda: len(self.desk.answers) > answers, "the reply")

    def until_text(self, text: str) -> None:
        self.desk.until(lambda: self.controls.status.text() == text, f"{text}, not {self.controls.status.text()}")


OpenDrill = Callable[[Principal], Drill]


@pytest.fixture
def open_drill(open_desk: OpenDesk, open_window: OpenWindow, package: CountyPackage, qtbot: QtBot) -> OpenDrill:
    def open_one(principal: Principal) -> Drill:
        pace = PaceControl(
            MemoryReservation(), recorded_ms=0, messages=CapturedLog(),
            wall=SystemClock(wall=lambda: MONDAY_MORNING_MS),
        )  # fmt: skip
        realm = MemoryRealm(package, realm=Realm("drill:7"), pace=pace, principals=(principal,))
        desk = open_desk(realm, key=principal.id, person="").live()
        return Drill(desk, open_window(desk.session), pace, qtbot)

    return open_one


def test_the_director_sets_each_rate_and_the_band_shows_the_one_in_force(open_drill: OpenDrill) -> None:
    drill = open_drill(DIRECTOR)
    drill.until_text("时间流速 1×")
    for rate, text in ((60.0, "时间流速 60×"), (0.0, "已暂停"), (10.0, "时间流速 10×"), (1.0, "时间流速 1×")):
        drill.click(drill.controls.rates[rate])
        drill.until_text(text)
        assert [of for of, button in drill.controls.rates.items() if button.isChecked()] == [rate]
        assert drill.pace.clock.rate == rate
    given = [answer.command.body for answer in drill.desk.answers]
    assert given == [SetClockRate(rate=rate) for rate in (60.0, 0.0, 10.0, 1.0)]


def test_the_clock_does_not_advance_while_the_drill_is_paused(open_drill: OpenDrill) -> None:
    drill = open_drill(DIRECTOR)
    drill.click(drill.controls.rates[0.0])
    drill.until_text("已暂停")
    at_ms = drill.pace.clock.now_ms()
    beats = len(drill.desk.realm.beats())
    drill.desk.until(lambda: len(drill.desk.realm.beats()) > beats + 3, "more heartbeats")
    assert drill.desk.session.clock.now_ms() == at_ms


def test_the_director_jumps_ahead_by_ten_minutes_and_by_an_hour(open_drill: OpenDrill) -> None:
    drill = open_drill(DIRECTOR)
    drill.click(drill.controls.rates[0.0])
    drill.until_text("已暂停")
    at_ms = drill.pace.clock.now_ms()
    for by_ms in (10 * MINUTE_MS, HOUR_MS):
        drill.click(drill.controls.jumps[by_ms])
        at_ms += by_ms
        drill.desk.until(lambda at_ms=at_ms: drill.desk.session.clock.now_ms() == at_ms, "the end of the jump")  # type: ignore[misc]
    drill.until_text("已暂停")


def test_a_second_click_during_a_jump_adds_to_it_and_the_band_shows_where_it_leads(open_drill: OpenDrill) -> None:
    drill = open_drill(DIRECTOR)
    drill.click(drill.controls.rates[0.0])
    drill.until_text("已暂停")
    end_ms = drill.pace.clock.now_ms() + 2 * HOUR_MS
    drill.click(drill.controls.jumps[HOUR_MS])
    drill.click(drill.controls.jumps[HOUR_MS])
    drill.until_text(f"正在快进到 {moments.short(end_ms, MONDAY_MORNING_MS)}")
    assert [answer.command.body for answer in drill.desk.answers][1:] == [
        JumpClockAhead(to_ms=end_ms - HOUR_MS), JumpClockAhead(to_ms=end_ms),
    ]  # fmt: skip
    drill.until_text("已暂停")
    assert drill.pace.clock.now_ms() == end_ms


def test_the_director_jumps_to_a_time_chosen_in_a_dialog(open_drill: OpenDrill, qtbot: QtBot) -> None:
    drill = open_drill(DIRECTOR)
    drill.desk.until(drill.controls.jump_to.isEnabled, "the button may be used")
    qtbot.mouseClick(drill.controls.jump_to, LEFT)
    dialog = drill.window.findChild(JumpDialog, "jump")
    assert dialog is not None
    assert dialog.isVisible()
    assert dialog.windowTitle() == "演练 · drill:7 · 时间快进"
    to_ms = MONDAY_MORNING_MS + 25 * MINUTE_MS
    dialog.time.setDateTime(QDateTime.fromMSecsSinceEpoch(to_ms, moments.QT_COUNTY_TIME))
    qtbot.mouseClick(dialog.jump, LEFT)
    drill.desk.until(lambda: drill.desk.session.clock.now_ms() >= to_ms, "the end of the jump")
    assert drill.desk.answers[-1].command.body == JumpClockAhead(to_ms=to_ms)
    assert drill.desk.session.clock.now_ms() < to_ms + 10 * MINUTE_MS


def test_the_reason_of_a_refused_order_is_shown_in_the_band(open_drill: OpenDrill) -> None:
    drill = open_drill(DIRECTOR)
    drill.click(drill.controls.rates[0.0])
    answer = drill.desk.send(JumpClockAhead(to_ms=drill.pace.clock.now_ms() + 24 * HOUR_MS))
    assert answer.refusal is None
    drill.click(drill.controls.jumps[HOUR_MS])
    assert drill.controls.problem.isVisible()
    assert drill.controls.problem.text() == "一次最多快进 24 小时"


def test_a_player_sees_the_pace_and_may_not_change_it(open_drill: OpenDrill, qtbot: QtBot) -> None:
    drill = open_drill(PLAYER)
    drill.until_text("时间流速 1×")
    buttons = [*drill.controls.rates.values(), *drill.controls.jumps.values(), drill.controls.jump_to]
    drill.desk.until(lambda: not any(button.isEnabled() for button in buttons), "the permissions of this key")
    for button in buttons:
        assert button.toolTip() == "密钥 seat-1（值班员）无此权限，仅限：演练总策划、管理员"
        qtbot.mouseClick(button, LEFT)
    assert drill.window.findChild(JumpDialog, "jump") is None
    assert drill.desk.answers == []
    assert drill.controls.rates[1.0].isChecked()


def test_the_live_window_has_no_controls_of_the_clock(desk: LiveDesktop, open_window: OpenWindow) -> None:
    window = open_window(desk.session)
    assert window.realm_band.clock is None
    assert window.findChild(ClockControls) is None


def test_where_the_band_is_narrow_the_pace_is_named_shorter_and_not_cut(open_drill: OpenDrill) -> None:
    drill = open_drill(DIRECTOR)
    status = drill.controls.status
    for rate, short in ((60.0, "60×"), (0.0, "已暂停")):
        drill.click(drill.controls.rates[rate])
        drill.desk.until(lambda rate=rate: drill.controls.rates[rate].isChecked(), "the rate")  # type: ignore[misc]
        status.resize(status.minimumSizeHint())
        assert status.shown_text() == short


def test_the_controls_follow_the_language(open_drill: OpenDrill) -> None:
    drill = open_drill(DIRECTOR)
    i18n.set_language("en")
    QApplication.processEvents()
    texts = [button.text() for button in drill.controls.findChildren(QPushButton)]
    assert texts == ["Pause", "1×", "10×", "60×", "+10 min", "+1 h", "Jump to …"]
    assert drill.controls.status.text() == "Time rate 1×"


def test_the_messages_name_what_was_ordered(open_drill: OpenDrill) -> None:
    drill = open_drill(DIRECTOR)
    drill.click(drill.controls.rates[60.0])
    messages = drill.window.panels["messages"]
    assert messages.lines.item(0).text().endswith("60×：设定时间流速")  # type: ignore[attr-defined]
