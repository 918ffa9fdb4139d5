"""The phone of a unit: on the card of its event, on its own card and in the form of a dispatch, by role."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from county import commands as c
from county import records as r
from county.authority import Principal, Role
from county.units.dispatch import rank
from desktop.cards.card import Card
from desktop.units.ranked_unit_form import RankedUnitForm
from services.protocol.messages import ContactReply, RankReply
from tests.gui.conftest import ScriptedDesktop


def as_role(scripted: ScriptedDesktop, role: Role) -> None:
    key = Principal(id="desk-1", roles=frozenset({role}))
    scripted.source.condition = replace(scripted.source.condition, principal=key)


def told(scripted: ScriptedDesktop, unit: str, phone: str) -> None:
    scripted.source.answer(ContactReply(request=f"unit/{unit}", text=phone))
    scripted.tick()


@pytest.mark.parametrize(("role", "shown"), [(Role.OPERATOR, True), (Role.LEADER, False)])
def test_the_card_of_an_event_shows_the_phone_of_its_unit(
    scripted: ScriptedDesktop, card: Card, role: Role, shown: bool
) -> None:
    as_role(scripted, role)
    unit, event_id = scripted.session.package.resources[0], scripted.report("路灯不亮")
    scripted.dispatch(event_id, unit.id)
    scripted.session.focus.select("events", event_id)
    told(scripted, unit.id, "内线 6001")
    facts = dict(card.event_card.facts_of(scripted.event(event_id)))
    assert facts["处置单位"] == (f"{unit.name} · 内线 6001" if shown else unit.name)


def test_the_card_of_a_unit_shows_its_phone_also_when_it_was_opened_before_the_link(
    scripted: ScriptedDesktop, card: Card, qtbot: QtBot
) -> None:
    unit = scripted.session.package.resources[0]
    scripted.session.focus.select("resources", unit.id)
    told(scripted, unit.id, "not asked for")
    as_role(scripted, Role.OPERATOR)
    qtbot.waitUntil(lambda: bool(card.fact_card._phones._asked))
    told(scripted, unit.id, "内线 6001")
    values = [value.text() for _, value in card.fact_card.facts.lines]
    assert "内线 6001" in values


def test_the_form_of_a_dispatch_shows_the_phones_of_the_chosen_units(
    scripted: ScriptedDesktop, card: Card, qtbot: QtBot
) -> None:
    as_role(scripted, Role.OPERATOR)
    event_id = scripted.report("路灯不亮")
    scripted.happen(r.EventFiled(event_id=event_id))
    scripted.session.focus.select("events", event_id)
    card.event_card.steps.begin(c.DispatchEvent)
    form = card.event_card.steps.form
    assert isinstance(form, RankedUnitForm)
    units = {unit.id: unit for unit in scripted.session.package.resources}
    ranked = rank(scripted.event(event_id), list(units.values()), scripted.session.catalog, {})
    candidates = [one for one in ranked if one.unit in units][:2]
    first, second = (units[one.unit] for one in candidates)
    scripted.source.answer(RankReply(request=event_id, candidates=candidates))
    scripted.tick()
    assert form.phone.isHidden(), "not told yet"
    told(scripted, first.id, "内线 6001")
    assert form.phone.text() == "电话：内线 6001"
    form.units.item(1).setSelected(True)
    told(scripted, second.id, "内线 6002")
    assert form.phone.text() == f"电话：{first.name} 内线 6001、{second.name} 内线 6002"
    assert form.phone.textInteractionFlags() & Qt.TextInteractionFlag.TextSelectableByMouse
