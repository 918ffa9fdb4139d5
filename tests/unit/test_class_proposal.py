"""The subclass proposed from the text of a report."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from county.catalog import BadCatalog, load
from county.events.class_proposal import PROPOSED_AT_MOST, ClassProposer

PROPOSER = ClassProposer(load())


@pytest.mark.parametrize(
    ("title", "subclass", "word"),
    [
        ("人民路12号门口垃圾桶满溢", "bin_overflow", "垃圾桶"),
        ("石桥村路灯不亮", "street_lamp", "路灯不亮"),
        ("湘U12345停在盲道上", "bad_parking", "盲道"),
        ("楼道里有人给电瓶车充电", "ebike_charging", "电瓶车"),
        ("山坡裂开口子了，怕垮下来", "slope_movement", "裂开口子"),
        ("老街三楼居民家里着火，冒浓烟", "building_fire", "着火"),
        ("松树坡山上起火", "forest_fire", "山上起火"),
        ("烟感报警", "smoke_alarm", "烟感"),
        ("河边有小孩落水", "drowning", "落水"),
        ("县政府门口几十人聚集拉横幅", "mass_incident", "聚集"),
        ("低洼处20户需要转移", "evacuation", "转移"),
        ("高速上槽罐车泄漏", "hazmat_leak", "槽罐车"),
        ("12岁女孩走失", "missing_person", "走失"),
        ("发生山洪，冲到村口", "flash_flood", "山洪"),
    ],
)
def test_that_the_words_of_a_report_lead_to_its_subclass(title: str, subclass: str, word: str) -> None:
    first = PROPOSER.proposals(title, "")[0]
    assert first.subclass == subclass
    assert word in first.words


def test_that_a_text_without_known_words_gets_no_proposal() -> None:
    assert PROPOSER.proposals("石桥村人民路12号", "请相关部门处理") == []
    assert PROPOSER.proposals("", "") == []


def test_that_a_word_of_several_subclasses_counts_less_for_each() -> None:
    proposals = PROPOSER.proposals("渣土", "")
    assert {proposal.subclass for proposal in proposals} == {"rubble"}
    shared = {proposal.subclass: proposal.weight for proposal in PROPOSER.proposals("大树枝 异味", "")}
    assert all(weight <= 2 for weight in shared.values())


def test_that_at_most_three_are_proposed_the_best_first() -> None:
    proposals = PROPOSER.proposals("垃圾桶满溢，路灯不亮，井盖破损，红绿灯，燃气泄漏", "")
    assert len(proposals) == PROPOSED_AT_MOST
    assert [p.weight for p in proposals] == sorted((p.weight for p in proposals), reverse=True)


def test_that_a_retired_subclass_is_not_proposed() -> None:
    tables = load()
    retired = msgspec.structs.replace(tables.subclasses["street_lamp"], retired=True)
    tables = msgspec.structs.replace(tables, subclasses=tables.subclasses | {"street_lamp": retired})
    assert all(p.subclass != "street_lamp" for p in ClassProposer(tables).proposals("路灯不亮", ""))


def test_that_a_county_adds_its_own_words(tmp_path: Path) -> None:
    (tmp_path / "report_words.toml").write_text('[subclasses.street_lamp]\nwords = ["亮壳子"]\n', encoding="utf-8")
    assert ClassProposer(load(tmp_path)).proposals("桥头亮壳子坏了", "")[0].subclass == "street_lamp"
    assert ClassProposer(load(tmp_path)).proposals("垃圾桶满溢", "")[0].subclass == "bin_overflow"


def test_that_words_of_an_unknown_subclass_are_refused(tmp_path: Path) -> None:
    (tmp_path / "report_words.toml").write_text('[subclasses.no_such]\nwords = ["字"]\n', encoding="utf-8")
    with pytest.raises(BadCatalog, match="there is no subclass 'no_such'"):
        load(tmp_path)
