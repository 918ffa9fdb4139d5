"""Every window of a drill says what waits in the live realm; a new serious event there interrupts the drill."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import msgspec
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from county.alarms import Alarm
from county.clock import ManualClock
from county.commands import FileEvent, RejectEvent
from county.drill.run import DrillAborted, DrillRun, EndDrill
from county.package.open import CountyPackage
from county.records import EventReported
from desktop import moments
from desktop.drill.abort_dialog import AbortDialog
from desktop.drill.aborting_strip import AbortingStrip
from desktop.drill.live_watch import LiveWatch
from desktop.i18n import pick
from desktop.sound.player import MutePlayer
from tests.gui.conftest import MONDAY_MORNING_MS
from tests.gui.drill_desks import DrillDesks
from tests.gui.live_desktop import LiveDesktop
from tests.gui.recorded_source import RecordedSource
from tests.gui.shown_panel import shown_panel
from tests.gui.test_panels_alarm_strip import raised
from tests.memory_realm import MemoryRealm

LEFT = Qt.MouseButton.LeftButton


class HeardTones(MutePlayer):
    """Records what is played."""

    def __init__(self) -> None:
        self.heard: list[Sequence[str]] = []

    def play(self, tones: Sequence[str], loudness: float) -> None:
        self.heard.append(tones)


@pytest.fixture
def live(county: CountyPackage, tmp_path: Path) -> Iterator[LiveDesktop]:
    desk = LiveDesktop(MemoryRealm(county), tmp_path / "live.ini").live()
    yield desk
    desk.close()


def test_a_new_serious_event_interrupts_and_the_drill_is_aborted_for_it(
    drill: DrillDesks, live: LiveDesktop, qtbot: QtBot
) -> None:
    before = live.report("仓库火情", level="major")
    live.report("占道经营", level="general")
    player = HeardTones()
    opened: list[str] = []
    session = replace(drill.desk("zhou").session, player=player, open_live=opened.append)
    session.drill.start()
    watch = LiveWatch(live.realm.client)
    with shown_panel(AbortingStrip(session, watch), qtbot, (1200, 60)) as strip:

        def until(text: str) -> None:
            def shown() -> bool:
                live.step()
                watch.tick()
                strip.refresh()
                return text in strip.text.text()

            drill.until("zhou", shown, text)

        until("：未结重大及以上事件 1 起，未确认紧急告警 0 条")
        assert not strip.abort.isVisible()
        assert not strip.open.isVisible()
        assert player.heard == []
        real = live.report("化工车侧翻 <b>", level="major_special")
        until("真实事件 · 化工车侧翻 <b>")
        assert player.heard == [("emergency", "emergency")]
        qtbot.mouseClick(strip.open, LEFT)
        assert opened == [real], "it is selected in the live window"
        qtbot.mouseClick(strip.noted, LEFT)
        until("事件 2 起")
        live.send(FileEvent(event_id=before))
        another = live.report("河堤管涌", level="major")
        until("真实事件 · 河堤管涌")
        drill.until("zhou", strip.abort.isEnabled, "may abort")
        qtbot.mouseClick(strip.abort, LEFT)
        dialog = strip.window().findChild(AbortDialog)
        assert dialog is not None
        assert dialog.real_event.text() == another
        qtbot.mouseClick(dialog.abort, LEFT)

        def aborted() -> bool:
            run: DrillRun | None = session.drill.run
            return run is not None and run.state == "aborted"

        drill.until("zhou", aborted, "the drill is aborted")
        assert session.drill.run is not None
        assert session.drill.run.live_event == another
        [aborted_record] = [r for r in drill.day.realm.records() if isinstance(r.body, DrillAborted)]
        real_event = live.realm.desk.events[another]
        assert (aborted_record.body.live_kind, aborted_record.body.live_since_ms) == (
            real_event.subclass, real_event.happened_ms)  # fmt: skip
        assert "河堤" not in msgspec.json.encode(aborted_record).decode(), "its title stays in the live realm"
        until("演练已中止，请立即回到实际岗位：真实事件 · ")
        assert strip.text.text().endswith(another)
        assert not strip.abort.isEnabled()
        before_end = watch.events
        live.send(RejectEvent(event_id=real, note="误报"))
        drill.until("zhou", lambda: (live.step(), watch.tick(), watch.events < before_end)[-1], "one less")
    session.drill.stop()


def test_an_alarm_that_interrupts_is_told_by_place_kind_and_name_of_the_sensor(drill: DrillDesks, qtbot: QtBot) -> None:
    session = drill.desk("zhou").session
    live = RecordedSource(ManualClock(session.clock.now_ms()), [])
    watch = LiveWatch(lambda: live)
    rules = session.catalog.rules
    sensor, key = next((one, key) for one in session.package.sensors for key in rules if rules[key].kind == one.kind)
    with shown_panel(AbortingStrip(session, watch), qtbot, (1200, 60)) as strip:
        live.begin({})
        watch.tick()
        live.record(msgspec.structs.replace(raised("a", sensor.id, key, rules[key]), priority="critical"))
        watch.tick()
        strip.refresh()
        place = session.divisions.path(sensor.division)
        assert strip.text.text().startswith(f"真实事件 · {place} · {pick(rules[key].name)} · {sensor.name} · ")
        assert sensor.id not in strip.text.text()
        newest, name = strip.newest, pick(rules[key].name)
        assert newest is not None
        assert isinstance(newest.state, Alarm)
        at = moments.short(newest.state.raised_ms, watch.now_ms)
        shorter = (f"{place} · {name} · {at}", f"{place.split(' · ')[-1]} · {name} · {at}", f"{at} · {name}")
        for form in (f"真实事件 · {text}" for text in shorter):
            strip.text.resize(strip.text.fontMetrics().horizontalAdvance(form), strip.text.height())
            assert strip.text.shown_text() == form, "what it is and since when are read longest"


@pytest.mark.parametrize(("address", "told"), [("", "地点不详"), ("省道 S210 隧道口", "省道 S210 隧道口")])
def test_an_event_in_no_known_division_is_told_by_its_address_or_that_its_place_is_not_known(
    drill: DrillDesks, qtbot: QtBot, address: str, told: str
) -> None:
    session = drill.desk("zhou").session
    live = RecordedSource(ManualClock(session.clock.now_ms()), [])
    watch = LiveWatch(lambda: live)
    with shown_panel(AbortingStrip(session, watch), qtbot, (1200, 60)) as strip:
        live.begin({})
        watch.tick()
        live.record(EventReported(
            event_id="20261122-JSZ7NC3", subclass="hazmat_leak", title="罐车泄漏", source="hotline", x_m=0.0, y_m=0.0,
            division="", address=address, level="major",
        ))  # fmt: skip
        watch.tick()
        strip.refresh()
        assert strip.text.text().startswith(f"真实事件 · 罐车泄漏 · {told} · 20261122-JSZ7NC3 · ")


def test_no_button_says_that_a_drill_goes_on_which_has_ended(drill: DrillDesks, qtbot: QtBot) -> None:
    session = drill.desk("zhou").session
    with shown_panel(AbortingStrip(session, None), qtbot, (1200, 60)) as strip:
        assert strip.noted.text() == "已知悉，演练继续"
        assert drill.day.give("zhou", EndDrill(drill=session.realm.id)) == ""
        drill.until("zhou", lambda: (strip.refresh(), strip.noted.text() == "已知悉")[-1], strip.noted.text())


def test_the_keyboard_is_where_it_was_once_a_real_event_is_noted(
    drill: DrillDesks, live: LiveDesktop, qtbot: QtBot
) -> None:
    """Not in whatever comes next in the window, as the map, which takes arrow keys and plus."""
    session, watch, window = drill.desk("zhou").session, LiveWatch(live.realm.client), QWidget()
    session.drill.start()
    typed, strip, after = QLineEdit(), AbortingStrip(session, watch), QLineEdit()
    lines = QVBoxLayout(window)
    for part in (typed, strip, after):
        lines.addWidget(part)
    qtbot.addWidget(window)
    window.resize(900, 200)
    window.show()
    window.activateWindow()
    drill.until("zhou", lambda: (live.step(), watch.tick(), watch.known)[-1], "the live realm")
    typed.setFocus()
    live.report("化工车侧翻", level="major_special")
    drill.until("zhou", lambda: (live.step(), watch.tick(), strip.noted.isVisible())[-1], "the event")
    qtbot.mouseClick(strip.noted, LEFT)
    drill.until("zhou", typed.hasFocus, "the keyboard where it was")
    assert not strip.noted.isVisible()
    strip.release()
    session.drill.stop()


def test_it_says_so_where_the_live_realm_cannot_be_reached(drill: DrillDesks, qtbot: QtBot) -> None:
    session = drill.desk("zhou").session
    with shown_panel(AbortingStrip(session, None), qtbot, (1200, 60)) as strip:
        assert strip.text.text() == "实战：本窗口无法连接，真实事件请向值班室核实"
    with shown_panel(AbortingStrip(session, LiveWatch(lambda: None)), qtbot, (1200, 60)) as strip:
        assert strip.text.text() == "实战：情况不明（本机未运行实战后台），真实事件请向值班室核实"
        assert strip.isVisible()


def test_a_real_event_stays_when_the_link_is_lost_and_the_line_says_since_when_nothing_is_heard(
    drill: DrillDesks, qtbot: QtBot
) -> None:
    real = RecordedSource(ManualClock(MONDAY_MORNING_MS), [])
    watch = LiveWatch(lambda: real)
    with shown_panel(AbortingStrip(drill.desk("zhou").session, watch), qtbot, (1200, 60)) as strip:
        real.begin({})
        watch.tick()
        real.record(EventReported(
            event_id="20261123-JSZ7NC3", subclass="hazmat_leak", title="化工车侧翻", source="hotline", x_m=0.0, y_m=0.0,
            division="", level="major",
        ))  # fmt: skip
        real.condition = replace(real.condition, state="stale", heartbeat_age_ms=60_000.0)
        real.clock.advance(65_000)
        watch.tick()
        assert strip.text.text().startswith("真实事件 · 化工车侧翻")
        assert strip.text.text().endswith("10:00:05 起无数据")
        assert strip.noted.isVisible()
