"""The sound of alarms and its control: what is played for what happens, and what the buttons do."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from county import records as r
from county.authority import WATCH
from county.clock import ManualClock
from desktop.session import Session
from desktop.sound.alarm_sound import AlarmSound
from desktop.sound.control import SoundControl
from desktop.sound.volume import NIGHT_SHARE, USUAL, stored_volume
from tests.gui.conftest import HOUR_MS, ScriptedDesktop
from tests.gui.recorded_player import RecordedPlayer
from tests.gui.shown_panel import shown_panel
from tests.gui.test_panels_alarm_strip import raise_alarm

LEFT = Qt.MouseButton.LeftButton


class Sounding:
    """The sound of one window over a clock of its own."""

    def __init__(self, scripted: ScriptedDesktop, session: Session, player: RecordedPlayer) -> None:
        self.scripted, self.session, self.player = scripted, session, player
        self.clock = ManualClock(0)
        self.sound = AlarmSound(session, self.clock.now_ms)

    def wait(self, seconds: float) -> None:
        """Time passes, looked at five times a second."""
        for _ in range(round(seconds * 5)):
            self.clock.advance(200)
            self.sound.tick()


def sounding(scripted: ScriptedDesktop, realm: str = "live") -> Sounding:
    player = RecordedPlayer()
    scripted.source.condition = replace(scripted.source.condition, realm=realm)
    return Sounding(scripted, replace(scripted.session, player=player), player)


@pytest.fixture
def here(scripted: ScriptedDesktop) -> Iterator[Sounding]:
    made = sounding(scripted)
    yield made
    made.sound.close()


@pytest.fixture
def control(here: Sounding, qtbot: QtBot) -> Iterator[SoundControl]:
    with shown_panel(SoundControl(here.session, here.sound), qtbot) as panel:
        yield panel


def test_a_fire_alarm_sounds_until_it_is_acknowledged(here: Sounding) -> None:
    raise_alarm(here.scripted, "a", "smoke_fire")
    here.wait(9)
    assert here.player.tones == [("emergency",)] * 3
    here.scripted.happen(r.AlarmAcknowledged(alarm_id="a"))
    here.wait(60)
    assert len(here.player.tones) == 3


def test_a_fire_alarm_that_returned_to_normal_sounds_until_somebody_has_acknowledged_it(here: Sounding) -> None:
    raise_alarm(here.scripted, "a", "smoke_fire")
    here.wait(1)
    here.scripted.happen(r.AlarmCleared(alarm_id="a", value=0.1), by=WATCH.id, person="")
    here.wait(8)
    assert len(here.player.tones) == 3


def test_a_reported_emergency_sounds_until_it_is_filed_and_litter_never_does(here: Sounding) -> None:
    here.scripted.report("暴露垃圾")
    here.wait(30)
    assert here.player.tones == []
    gas = here.scripted.report("燃气泄漏", subclass="gas_leak")
    here.wait(1)
    assert here.player.tones == [("emergency",)]
    here.scripted.happen(r.EventFiled(event_id=gas))
    here.wait(60)
    assert here.player.tones == [("emergency",)]


def test_an_alarm_that_is_raised_again_sounds_again_after_a_silence(here: Sounding) -> None:
    raise_alarm(here.scripted, "a", "smoke_fire")
    here.wait(1)
    here.sound.silence()
    here.scripted.happen(r.AlarmCleared(alarm_id="a", value=0.1), by=WATCH.id, person="")
    here.wait(20)
    assert len(here.player.tones) == 1
    here.scripted.clock.advance(60_000)
    raise_alarm(here.scripted, "a", "smoke_fire")
    here.wait(1)
    assert len(here.player.tones) == 2


def test_alarms_of_the_start_give_one_tone(scripted: ScriptedDesktop) -> None:
    for number, rule in enumerate(("bin_full", "manhole_water", "manhole_open")):
        raise_alarm(scripted, f"a{number}", rule)
    here = sounding(scripted)
    here.wait(10)
    assert here.player.tones == [("high",)]
    here.sound.close()


def test_a_drill_has_its_prefix_and_a_replay_no_sound(scripted: ScriptedDesktop, qtbot: QtBot) -> None:
    raise_alarm(scripted, "a", "smoke_fire")
    drill = sounding(scripted, "drill:x")
    drill.wait(1)
    assert drill.player.tones == [("drill", "emergency")]
    replay = sounding(scripted, "replay")
    assert replay.player.started == 0
    assert not replay.sound._timer.isActive()
    with shown_panel(SoundControl(replay.session, replay.sound), qtbot) as panel:
        assert panel.state.text() == "回放不发声"
    for made in (drill, replay):
        made.sound.close()


def test_at_night_a_high_alarm_is_quieter(here: Sounding) -> None:
    here.scripted.clock.advance(13 * HOUR_MS)  # 23:00
    raise_alarm(here.scripted, "a", "manhole_open")
    here.wait(1)
    assert here.player.played[0][1] == pytest.approx(0.6 * USUAL / 100 * NIGHT_SHARE)


def test_the_silence_button_stops_the_tone_and_leaves_the_alarm_unacknowledged(
    here: Sounding, control: SoundControl, qtbot: QtBot
) -> None:
    control.refresh()
    assert not control.silence.isEnabled()
    raise_alarm(here.scripted, "a", "smoke_fire")
    here.wait(1)
    control.refresh()
    qtbot.mouseClick(control.silence, LEFT)
    assert not control.silence.isEnabled()
    here.wait(60)
    assert len(here.player.tones) == 1
    assert [call.id for call in here.session.waiting_calls.now()] == ["a"]
    assert here.scripted.source.commands == []


def test_muting_shows_the_time_that_is_left_and_ends(here: Sounding, control: SoundControl) -> None:
    control.mutes[10].trigger()
    assert control.state.text() == "静音，剩余 10:00"
    raise_alarm(here.scripted, "a", "smoke_fire")
    here.wait(61)
    control.refresh()
    assert control.state.text() == "静音，剩余 8:59"
    assert here.player.tones == []
    control.unmute.trigger()
    here.wait(1)
    assert here.player.tones == [("emergency",)]
    assert control.state.text() == f"声音 {USUAL}%"


def test_volume_and_night_rule_are_kept_for_the_next_run(here: Sounding, control: SoundControl, qtbot: QtBot) -> None:
    control.volume.setValue(35)
    control.night.trigger()
    kept = stored_volume(here.session.operator.settings)
    assert (kept.percent, kept.quiet_at_night) == (35, False)
    with shown_panel(SoundControl(here.session, AlarmSound(here.session)), qtbot) as again:
        assert again.volume.value() == 35
        assert not again.night.isChecked()
        assert again.state.text() == "声音 35%"
        again.sound.close()


def test_a_machine_without_a_sound_device_says_so(here: Sounding, control: SoundControl) -> None:
    here.player.hearing = "no_device"
    control.refresh()
    assert control.state.text() == "无声音设备"
    assert "不发声" in control.state.toolTip()


def test_the_slider_has_no_silence(control: SoundControl) -> None:
    control.volume.setValue(0)
    assert control.volume.value() == 10
