"""A refusal names units, sensors, events and divisions as the panels name them, not by their ids alone."""

from __future__ import annotations

from typing import get_args

import pytest
from PySide6.QtWidgets import QApplication

from county.drill.scenario import Right
from county.drill.words import RIGHT_NAMES
from county.names import Name
from county.refusals import named
from desktop import i18n
from desktop.named_refusals import named_refusal
from desktop.wording import refusal
from tests.gui.conftest import ScriptedDesktop


def test_a_refusal_names_the_unit_and_the_event_it_is_about(scripted: ScriptedDesktop) -> None:
    unit, event_id = scripted.session.package.resources[0], scripted.report("路灯不亮")
    text = named_refusal(scripted.session, "unit_has_it", {"unit": unit.id, "event": event_id})
    assert unit.name in text
    assert unit.id not in text
    assert f"路灯不亮 ({event_id})" in text


def test_a_refusal_names_a_sensor_and_a_division(scripted: ScriptedDesktop) -> None:
    sensor = scripted.session.package.sensors[0]
    params = {"sensor": sensor.id, "principal": "desk-1"}
    assert sensor.name in named_refusal(scripted.session, "sensor_other_division", params)
    town = next(iter(scripted.session.package.table("towns")["code"]))
    text = named_refusal(scripted.session, "report_other_division", {"division": town, "principal": "desk-1"})
    assert scripted.session.divisions.path(town) in text
    assert town not in text


def test_a_refusal_names_a_person_as_the_roster_does(scripted: ScriptedDesktop) -> None:
    text = named_refusal(scripted.session, "drill_person_has_role", {"person": "u:周明", "role": "总策划"})
    assert text == "周明 已有角色 总策划；一次演练中一人一角"


def test_what_is_not_known_keeps_its_id(scripted: ScriptedDesktop) -> None:
    text = named_refusal(scripted.session, "unit_unknown", {"unit": "gone-1", "event": "E1"})
    assert "gone-1" in text


@pytest.mark.parametrize("right", get_args(Right))
def test_a_right_of_a_drill_is_named_as_the_scenario_editor_does(qapp: QApplication, right: str) -> None:
    i18n.set_language("zh")
    assert refusal("drill_no_right", {"right": right}) == (
        f"您的演练角色没有此权限（{RIGHT_NAMES[right].zh}），请联系总策划"
    )


def test_a_name_of_the_catalogue_is_told_in_the_language_of_the_reader(qapp: QApplication) -> None:
    params = named("plan", Name("防汛应急预案", "Flood plan")) | {"level": "I"}
    i18n.set_language("zh")
    assert "防汛应急预案" in refusal("plan_level_unfit", params)
    i18n.set_language("en")
    assert "Flood plan" in refusal("plan_level_unfit", params)
    i18n.set_language("zh")
