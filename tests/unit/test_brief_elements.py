"""The elements of a report about an event: each from its records or 待核; a further report tells only what is new."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec.structs import replace

from county import commands as c
from county.briefing.briefing import Briefing, BriefText
from county.briefing.elements import ELEMENTS, FINAL_ELEMENTS, TO_VERIFY, UNCHANGED, WORDING, Element, elements, missing
from county.briefing.kinds import BriefingKind
from county.briefing.linked import LinkedCases
from county.events.event import Event, TimelineEntry
from county.response.evacuations import Arrival
from county.response.plans import PlanRun
from county.response.site_reports import SiteReport
from tests.unit.running_desk import NOON_MS, RunningDesk, report

HOUR_MS = 3_600_000


class Names:
    def unit(self, unit: str) -> str:
        return {"truck-near": "清运车1号"}.get(unit, unit)

    def place(self, division: str) -> str:
        return "东岭镇 · 石桥村" if division else ""

    def subclass(self, subclass: str) -> str:
        return "市容环境类 暴露垃圾"

    def plan(self, plan: str) -> str:
        return plan


@pytest.fixture
def desk() -> RunningDesk:
    running = RunningDesk()
    running.give(report(address="桥头", level="larger"), at_ms=NOON_MS)
    return running


def event(desk: RunningDesk) -> Event:
    found: Event = desk.desk.find("event", "E1")
    return found


def about(as_of_ms: int, kind: BriefingKind = "first", **texts: str) -> Briefing:
    written = tuple(BriefText(place=place, wording=text) for place, text in texts.items())
    return Briefing(id="B", state="draft", steps=(), kind=kind, event_ids=("E1",), as_of_ms=as_of_ms, texts=written)


def told(desk: RunningDesk, *chain: Briefing) -> dict[str, Element]:
    return {one.key: one for one in elements(chain, event(desk), Names())}


def give(desk: RunningDesk, body: c.EventCommand, hours: float) -> None:
    at_ms = NOON_MS + round(hours * HOUR_MS)
    desk.give(body, at_ms=at_ms)


def test_a_first_report_has_the_eleven_elements_each_from_a_record_or_to_verify(desk: RunningDesk) -> None:
    found = told(desk, about(NOON_MS))
    assert list(found) == list(ELEMENTS)
    assert len(found) == 11
    assert {key: one.text for key, one in found.items() if one.origin == "record"} == {
        "received": "2026年11月22日12时00分", "source": "12345 热线", "happened": "2026年11月22日12时00分",
        "place": "东岭镇 · 石桥村，桥头", "nature": "市容环境类 暴露垃圾，较大事件",
    }  # fmt: skip
    assert missing(tuple(found.values())) == 6
    assert found["losses"].text == TO_VERIFY


def test_what_was_recorded_after_its_time_is_not_told(desk: RunningDesk) -> None:
    give(desk, c.FileEvent(event_id="E1"), 1)
    give(desk, c.CorrectEvent(event_id="E1", level="major", note="x"), 2)
    give(desk, c.DispatchEvent(event_id="E1", unit="truck-near"), 3)
    assert told(desk, about(NOON_MS + HOUR_MS))["nature"].text.endswith("较大事件")
    assert told(desk, about(NOON_MS + 2 * HOUR_MS))["nature"].text.endswith("重大事件")
    assert told(desk, about(NOON_MS + HOUR_MS))["measures"].text == "2026年11月22日13时00分立案。"
    late = told(desk, about(NOON_MS + 3 * HOUR_MS))["measures"].text
    assert late.splitlines() == ["2026年11月22日13时00分立案；", "15时00分派遣清运车1号。"]


def test_a_further_report_has_only_what_changed_since_the_one_before(desk: RunningDesk) -> None:
    first = about(NOON_MS, losses="无人员伤亡", leaders="副县长已到场")
    give(desk, c.FileEvent(event_id="E1"), 1)
    further = about(NOON_MS + HOUR_MS, "further", losses="2人轻伤")
    found = told(desk, first, further)
    assert {key: one.text for key, one in found.items()} == {
        "losses": "2人轻伤", "measures": "2026年11月22日13时00分立案。",
    }  # fmt: skip
    quiet = told(desk, first, further, about(NOON_MS + 2 * HOUR_MS, "further"))
    assert {key: one.text for key, one in quiet.items()} == {"measures": UNCHANGED}


def test_what_a_person_wrote_is_known_to_the_final_report(desk: RunningDesk) -> None:
    first = about(NOON_MS, losses="无人员伤亡")
    give(desk, c.FileEvent(event_id="E1"), 1)
    give(desk, c.DispatchEvent(event_id="E1", unit="truck-near"), 1)
    give(desk, c.AcceptTask(event_id="E1"), 2)
    give(desk, c.FeedBack(event_id="E1", note="已清运，\n场地已消毒"), 3)
    give(desk, c.CloseEvent(event_id="E1"), 4)
    give(desk, c.EvaluateEvent(event_id="E1", score=5), 5)
    found = told(desk, first, about(NOON_MS + 6 * HOUR_MS, "final"))
    assert list(found) == [*ELEMENTS, *FINAL_ELEMENTS]
    assert (found["losses"].text, found["losses"].origin) == ("无人员伤亡", "person")
    assert found["aftermath"].text == "已清运， 场地已消毒"
    assert found["trend"].text == "处置结束，已核查结案（2026年11月22日16时00分）"
    assert found["evaluation"].text == "综合评价 5 分（满分 5 分）"
    assert found["measures"].text.count("；") == 4


def test_what_a_person_wrote_gives_way_to_what_is_recorded_later(desk: RunningDesk) -> None:
    first = about(NOON_MS, trend="降雨持续", place="桥头以东")
    give(desk, c.RejectEvent(event_id="E1", note="x"), 1)
    final = told(desk, first, about(NOON_MS + 2 * HOUR_MS, "final"))
    assert final["trend"].text == "不予受理（2026年11月22日13时00分）"
    assert final["place"].text == "桥头以东", "nothing about it was recorded since"


@pytest.mark.parametrize("written", ["", "约 120 人转移"])
def test_a_corrected_number_of_people_is_told_by_the_next_report_only(desk: RunningDesk, written: str) -> None:
    steps = [("EvacueesArrived", NOON_MS), ("EvacueesCorrected", NOON_MS + 2 * HOUR_MS)]
    arrival = Arrival(
        id="A1", state="sheltered", people=150, about="E1", village="V1",
        steps=tuple(TimelineEntry(kind, at_ms, at_ms, "seat", "") for kind, at_ms in steps),
    )  # fmt: skip
    first = about(NOON_MS + HOUR_MS, **({"extent": written} if written else {}))
    reports = [about(NOON_MS + hours * HOUR_MS, "further") for hours in (3, 4)]
    found = [
        {one.key: one.text for one in elements(chain, event(desk), Names(), LinkedCases((), (arrival,)))}
        for chain in ((first, reports[0]), (first, *reports))
    ]
    assert found[0]["extent"].endswith("累计转移安置 150 人（东岭镇 · 石桥村）")
    assert "extent" not in found[1]


def site(id: str, kind: str, hours: float, *steps: str, **more: Any) -> SiteReport:
    at_ms = NOON_MS + round(hours * HOUR_MS)
    told = [TimelineEntry("CasualtiesReported" if kind == "casualties" else "LeaderArrived", at_ms, at_ms, "seat", "")]
    told += [TimelineEntry(step, at_ms + HOUR_MS, at_ms + HOUR_MS, "seat", "误报") for step in steps]
    return SiteReport(
        id=id, state="withdrawn" if steps else "told", steps=tuple(told), kind=kind, about="E1", **more  # type: ignore[arg-type]
    )


def test_casualties_and_leaders_are_told_by_what_was_reported_from_the_site(desk: RunningDesk) -> None:
    reports = (
        site("C1", "casualties", 1, injured=2), site("C2", "casualties", 2, dead=1, missing=3, injured=5),
        site("C3", "casualties", 3, "SiteReportWithdrawn", dead=9), site("L1", "leader", 1.5, post="副县长"),
    )  # fmt: skip
    linked = LinkedCases(site=reports)
    told = [
        {one.key: one for one in elements((about(NOON_MS + round(hours * HOUR_MS)),), event(desk), Names(), linked)}
        for hours in (0, 1, 2, 3, 4)
    ]
    assert [one["losses"].text.partition("（")[0] for one in told] == [
        "待核", "死亡 0 人，失联 0 人，受伤 2 人", "死亡 1 人，失联 3 人，受伤 5 人", "死亡 9 人，失联 0 人，受伤 0 人",
        "死亡 1 人，失联 3 人，受伤 5 人",
    ]  # fmt: skip
    assert told[1]["leaders"].origin == "missing"
    assert told[2]["leaders"].text == "副县长（2026年11月22日13时30分到场）"
    fewer = site("C5", "casualties", 0, injured=1)
    fewer = replace(fewer, steps=(TimelineEntry("CasualtiesReported", NOON_MS, NOON_MS, "seat", "1人已获救"),))
    [losses] = [
        one.text
        for one in elements((about(NOON_MS + HOUR_MS),), event(desk), Names(), LinkedCases(site=(fewer,)))
        if one.key == "losses"
    ]
    assert losses.endswith("上报），1人已获救")
    none = LinkedCases(site=(site("C", "casualties", 1),))
    nobody = elements((about(NOON_MS + HOUR_MS),), event(desk), Names(), none)
    assert "无人员伤亡、失联（2026年11月22日13时00分上报）" in [one.text for one in nobody]


def test_what_a_report_says_of_casualties_is_told_as_not_verified(desk: RunningDesk) -> None:
    give(desk, c.CorrectEvent(event_id="E1", title="桥头塌方，2人被埋", note="x"), 1)
    found = told(desk, about(NOON_MS + HOUR_MS))
    assert (found["losses"].text, found["losses"].origin) == ("接报称“桥头塌方，2人被埋”，待核", "missing")
    assert told(desk, about(NOON_MS))["losses"].text == TO_VERIFY
    give(desk, c.CorrectEvent(event_id="E1", title="卫生死角，河道死鱼", note="x"), 2)
    assert told(desk, about(NOON_MS + 2 * HOUR_MS))["losses"].text == TO_VERIFY
    desk.give(report("E2", title="桥头塌方", note="一名村民\n被埋"))
    noted = elements((about(NOON_MS),), desk.desk.find("event", "E2"), Names())
    assert "接报称“一名村民 被埋”，待核" in [one.text for one in noted]


def test_what_a_report_says_of_damage_and_of_people_who_were_moved_is_quoted_once_and_not_verified(
    desk: RunningDesk,
) -> None:
    desk.give(report("E2", title="桥头塌方，冲毁房屋3间，已转移群众50余人", note="2名村民受伤。其余12户转移到村小学"))
    first = {one.key: one for one in elements((about(NOON_MS),), desk.desk.find("event", "E2"), Names())}
    assert (first["losses"].text, first["losses"].origin) == (
        "接报称“桥头塌方，冲毁房屋3间，2名村民受伤”，待核", "missing",
    )  # fmt: skip
    assert (first["extent"].text, first["extent"].origin) == (
        "接报称“已转移群众50余人，其余12户转移到村小学”，待核", "missing",
    )  # fmt: skip
    assert missing(tuple(first.values())) == 6


def test_a_clause_is_quoted_once_wherever_the_report_says_it(desk: RunningDesk) -> None:
    desk.give(report("E2", title="桥头塌方，转移受伤群众2人", note="桥头塌方；转移受伤群众2人，另有12户转移到村小学。"))
    found = desk.desk.find("event", "E2")
    first = {one.key: one.text for one in elements((about(NOON_MS),), found, Names())}
    assert first["losses"] == "接报称“桥头塌方，转移受伤群众2人”，待核"
    assert first["extent"] == "接报称“另有12户转移到村小学”，待核"
    site = about(NOON_MS, losses="2人轻伤")
    written = {one.key: one.text for one in elements((site,), found, Names())}
    assert written["extent"] == "接报称“转移受伤群众2人，另有12户转移到村小学”，待核", "it is quoted nowhere else"


@pytest.mark.parametrize("title", ["安置小区路面受损", "居民楼疏散通道堵塞", "垃圾转移不及时", "11月28日下雨3号路受损"])
def test_a_matter_of_every_day_is_no_loss_and_moves_nobody(desk: RunningDesk, title: str) -> None:
    desk.give(report("E2", title=title))
    found = {one.key: one.text for one in elements((about(NOON_MS),), desk.desk.find("event", "E2"), Names())}
    assert (found["losses"], found["extent"]) == (TO_VERIFY, TO_VERIFY)


def test_what_records_tell_takes_the_place_of_what_the_report_says_of_people_who_were_moved(desk: RunningDesk) -> None:
    give(desk, c.CorrectEvent(event_id="E1", title="塌方，转移约40人", note="x"), 1)
    step = TimelineEntry("EvacueesArrived", NOON_MS + 2 * HOUR_MS, NOON_MS + 2 * HOUR_MS, "seat", "")
    linked = LinkedCases((), (Arrival(id="A1", state="sheltered", people=38, about="E1", village="V1", steps=(step,)),))
    chain = about(NOON_MS + HOUR_MS), about(NOON_MS + 3 * HOUR_MS, "further")
    first, further = (
        {one.key: one for one in elements(reports, event(desk), Names(), linked)} for reports in (chain[:1], chain)
    )
    assert first["extent"].text == "接报称“转移约40人”，待核"
    assert (further["extent"].text, further["extent"].origin) == ("累计转移安置 38 人（东岭镇 · 石桥村）", "record")


def test_the_day_is_told_again_where_it_is_another_one(desk: RunningDesk) -> None:
    give(desk, c.FileEvent(event_id="E1"), 1)
    give(desk, c.DispatchEvent(event_id="E1", unit="truck-near"), 13)
    give(desk, c.AcceptTask(event_id="E1"), 14)
    lines = told(desk, about(NOON_MS + 15 * HOUR_MS))["measures"].text.splitlines()
    assert [line.partition("分")[0] for line in lines] == ["2026年11月22日13时00", "2026年11月23日1时00", "2时00"]


@pytest.mark.parametrize("kind", ["first", "final"])
def test_the_same_text_results_whenever_it_is_computed(desk: RunningDesk, kind: Any) -> None:
    give(desk, c.FileEvent(event_id="E1"), 1)
    before = told(desk, about(NOON_MS + HOUR_MS, kind))
    give(desk, c.DispatchEvent(event_id="E1", unit="truck-near"), 2)
    give(desk, c.CorrectEvent(event_id="E1", address="桥尾", note="x"), 3)
    assert told(desk, about(NOON_MS + HOUR_MS, kind)) == before


def test_words_of_a_person_replace_what_records_say(desk: RunningDesk) -> None:
    found = told(desk, about(NOON_MS, place="桥头东侧 200 米"))
    assert (found["place"].text, found["place"].origin) == ("桥头东侧 200 米", "person")
    assert replace(about(NOON_MS, place="x"), texts=()).text_at("place") == ""


def test_other_words_for_the_same_records_are_another_version(desk: RunningDesk) -> None:
    """Signed reports are verified for ever: where this fails, raise WORDING, and write down what is told now."""
    give(desk, c.FileEvent(event_id="E1"), 1)
    give(desk, c.DispatchEvent(event_id="E1", unit="truck-near"), 2)
    give(desk, c.AcceptTask(event_id="E1"), 3)
    step = TimelineEntry("EvacueesArrived", NOON_MS + HOUR_MS, NOON_MS + HOUR_MS, "seat", "")
    arrival = Arrival(id="A1", state="sheltered", people=150, about="E1", village="V1", steps=(step,))
    steps = [("PlanStarted", 1), ("PlanLevelAdjusted", 4), ("PlanEnded", 30)]
    run = PlanRun(
        id="P1", state="ended", plan="unknown", about="E1", level="III",
        steps=tuple(TimelineEntry(kind, NOON_MS + h * HOUR_MS, NOON_MS + h * HOUR_MS, "seat", "") for kind, h in steps),
    )  # fmt: skip
    chain = (about(NOON_MS + 2 * HOUR_MS, losses="无"), about(NOON_MS + 31 * HOUR_MS, "final"))
    told = elements(chain, event(desk), Names(), LinkedCases((run,), (arrival,)))
    assert (WORDING, {one.key: one.text for one in told}) == (4, {
        "received": "2026年11月22日12时00分", "source": "12345 热线", "happened": "2026年11月22日12时00分",
        "place": "东岭镇 · 石桥村，桥头", "nature": "市容环境类 暴露垃圾，较大事件",
        "extent": "累计转移安置 150 人（东岭镇 · 石桥村）", "losses": "无", "trend": "待核", "leaders": "待核",
        "measures": "2026年11月22日13时00分启动《unknown》；\n13时00分立案；\n14时00分派遣清运车1号；\n"
        "15时00分清运车1号接受任务；\n16时00分《unknown》调整为Ⅲ级响应；\n2026年11月23日18时00分终止《unknown》响应。",
        "proposals": "待核", "aftermath": "待核", "evaluation": "待核",
    })  # fmt: skip
