"""What was there before a drill says so in the lists and on the cards of its windows."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from county import records as r
from county.authority import BEFORE_DRILL, WATCH
from desktop.alarms.strip import AlarmStrip
from desktop.cards.card import Card
from desktop.events.event_list import EventList
from desktop.events.step_author import step_author
from tests.gui.conftest import ScriptedDesktop
from tests.gui.shown_panel import shown_panel

EVENT, ALARM = "演背景20260715-7K4Q2M9", "演背景A20260715-0D3VX1RAAAAAAAAAAAAAAAAAAA"


@pytest.fixture(autouse=True)
def background(scripted: ScriptedDesktop) -> None:
    sensor = next(sensor for sensor in scripted.session.package.sensors if sensor.kind == "bin")
    scripted.happen(
        r.EventReported(event_id=EVENT, subclass="exposed_garbage", title="垃圾", source="hotline", x_m=sensor.x_m,
                        y_m=sensor.y_m, division="", level="general"),
        r.AlarmRaised(alarm_id=ALARM, sensor_id=sensor.id, channel="fill", rule="bin_full", priority="low", value=95.0,
                      limit=80.0),
        by=WATCH.id, person="",
    )  # fmt: skip
    scripted.session.focus.select("events", EVENT)


def test_an_event_of_the_background_says_so_in_the_list(scripted: ScriptedDesktop, qtbot: QtBot) -> None:
    with shown_panel(EventList(scripted.session), qtbot, (400, 500)) as panel:
        panel.refresh()
        assert panel.rows.index(0, 0).data() == "【背景】垃圾"


def test_its_card_says_so_and_names_its_number(card: Card) -> None:
    assert card.event_card.name.text() == "【背景】垃圾"


def test_an_alarm_of_the_background_says_so_in_the_strip(scripted: ScriptedDesktop, qtbot: QtBot) -> None:
    with shown_panel(AlarmStrip(scripted.session), qtbot, (1100, 220)) as panel:
        model = panel.view.model()
        assert "垃圾桶满溢" in str(model.index(0, 2).data())
        assert str(model.index(0, 2).data()).startswith("【背景】")


def test_whoever_did_it_before_the_drill_has_no_name() -> None:
    assert step_author(BEFORE_DRILL) != BEFORE_DRILL
