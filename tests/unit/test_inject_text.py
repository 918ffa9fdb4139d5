"""The text of an inject is changed in the field of its kind, and refused where it could not be delivered."""

from __future__ import annotations

import pytest

from county.drill.inject_text import text_fault, text_of, with_text
from tests.drill_scenario import scenario

INJECTS = {inject.id: inject for inject in scenario().injects}


@pytest.mark.parametrize(("id", "before"), [("I01", None), ("I02", "溪水漫桥"), ("I03", "没有人来")])
def test_the_text_is_that_of_its_kind_and_nothing_else_changes_with_it(id: str, before: str | None) -> None:
    inject = INJECTS[id]
    assert text_of(inject) == before
    if before is not None:
        assert text_of(with_text(inject, "另一句")) == "另一句"
        assert with_text(with_text(inject, "另一句"), before) == inject


@pytest.mark.parametrize(
    ("id", "text", "why"),
    [
        ("I03", "水位 {{water_m}} 米", ""),
        ("I03", "水位 {{rain}} 米", "no variable rain"),
        ("I03", " ", "needs a text"),
        ("I03", "请拨打 13912345678", "telephone number 13912345678"),
        ("I03", "长" * 201, ""),
        ("I02", "长" * 201, "at most 200"),
        ("I03", "第一行\n第二行", ""),
        ("I02", "第一行\n第二行", "invisible character at 4"),
        ("I03", "水位\u200b上涨", "invisible character at 3"),
    ],
)
def test_a_text_that_could_not_be_delivered_is_refused_with_its_reason(id: str, text: str, why: str) -> None:
    fault = text_fault(INJECTS[id], text, {"water_m"})
    assert (why in str(fault)) if why else fault is None
