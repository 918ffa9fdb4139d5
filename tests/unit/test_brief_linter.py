"""The 16 rules of the linter of briefings: each by what it finds and by what it must leave alone."""

from __future__ import annotations

import pytest

from county.briefing.aggregate import BLOCKING
from county.briefing.linted import LintedDocument, LintedFigure, LintedText
from county.briefing.linter import RULES, findings
from county.briefing.rules.sources import NUMBER_MAX
from county.briefing.rules.told_people import DEAD, HURT, most_told
from county.commands import EventLevel
from tests.unit import public_bulletins as public
from tests.unit.public_bulletins import document, grid

NOW_MS = 1_795_320_000_000
"""2026-11-22 12:00 in the county."""
ASKED = frozenset({"L7"})
"""Sentences without figures are always asked about."""


def rules_of(one: LintedDocument, leave: frozenset[str] = ASKED) -> list[str]:
    return [finding.rule for finding in findings(one) if finding.rule not in leave]


def test_there_are_sixteen_rules_and_those_that_block_are_the_ones_with_errors() -> None:
    assert list(RULES) == [f"L{number}" for number in range(1, 17)]
    assert {*RULES} - BLOCKING == {"L7", "L8", "L12", "L13", "L16"}


@pytest.mark.parametrize(
    ("bulletin", "expected"),
    [
        (public.TANGSHAN, ["L1", "L2"]),
        (public.DAYING, ["L5"]),
        (public.NINGGUO, ["L4"]),
        (public.YICHUN_MONTH, []),
        (public.YICHUN_WEEK, []),
        (public.TAIZHOU, ["L13"]),
    ],
    ids=["tangshan", "daying", "ningguo", "yichun month", "yichun week", "taizhou"],
)
def test_the_public_bulletins_have_these_findings(bulletin: LintedDocument, expected: list[str]) -> None:
    assert rules_of(bulletin) == expected


def test_the_sums_of_the_bulletin_are_named_in_the_finding() -> None:
    first, second = (finding.text for finding in findings(public.TANGSHAN) if finding.rule in ("L1", "L2"))
    assert "195,532" in first
    assert "284,406" in first
    assert "以 195,532 为分母" in second


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("共 100 件，其中甲 60 件，乙 50 件。", ["L1"]),
        ("共 100 件，其中甲 30 件，乙 20 件。", []),  # some of them
        ("共 100 件，分为三类，其中甲 30 件，乙 20 件，丙 40 件。", ["L1"]),
        ("共 100 件，其中甲 30 件，占 30%，乙 20 件，占 25%。", ["L2"]),
        ("共 100 件，其中甲 30 件，同比增长 12%，乙 20 件，环比下降 3%。", []),
        ("共 1,000 件，其中甲 600 件，涉及群众 2,000 人，乙 400 件。", []),
        ("受理 200 件，办结 150 件，办结率 75.0%。", []),
        ("受理 300 件，办结 200 件，办结率 66.6%。", ["L13"]),
        ("较上月环比增长 2%，与去年同期同比下降 1%。", []),
        ("较去年同期环比下降 1%。", ["L4"]),
        ("比上周同比上升。", ["L4"]),
        ("启动红色响应。", ["L11"]),
        ("发布重大预警。", ["L11"]),
        ("发布Ⅱ级暴雨预警。", ["L11"]),
        ("发生一级事件。", ["L11"]),
        ("发布暴雨红色预警，启动Ⅱ级应急响应，属较大事件。", []),
        ("共受理诉求1200件，按类别分：咨询700件、求助300件、投诉300件。", ["L1"]),
        ("受理100件（其中甲60件、乙50件）。", ["L1"]),
        ("受理 100 宗，其中甲 60 宗，乙 50 宗。", ["L1"]),
        ("受理200件，其中咨询100件（50%），求助50件（30%）。", ["L2"]),
        ("受理200件，其中咨询100件，占总量的百分之六十，求助50件。", []),
        ("应结 961 件，按期 926 件，按期率 96.35%。", ["L13"]),
        ("受理 30 件，办结 20 件，办结率 67%。", []),
        ("同比上月增长3%。", ["L4"]),
        ("环比去年同期下降2%。", ["L4"]),
        ("环比上月增长 3%，同比去年下降 2%。", []),
        ("启动红色防汛应急响应。", ["L11"]),
        ("启动防汛Ⅲ级响应，发布橙色预警。", []),
        ("发布暴雨三级预警。", []),
        ("共受理2.5万件，其中咨询2万件，投诉1万件。", ["L1"]),
        ("共受理2.5万件，分为两类，其中咨询1.3万件，投诉1.2万件。", []),
        ("共受理2.5万件，分为两类，其中咨询12,961件，投诉12,043件。", []),  # rounded to 2.5万
        ("共转移1万人，其中老人6千人，儿童6千人。", ["L1"]),
        ("受理2.5万件，其中咨询1.3万件，占 60%，投诉1.2万件，占 40%。", ["L2"]),
        ("受理2.5万件，其中咨询1.3万件，占 51.9%，投诉1.2万件，占 48.1%。", []),
    ],
)
def test_a_sentence_has_these_findings(text: str, expected: list[str]) -> None:
    assert rules_of(document("情况", text)) == expected


def test_a_table_whose_rows_do_not_add_up_is_found_and_rates_are_not_added() -> None:
    rows = (("东镇", "10", "50.0%"), ("西镇", "20", "60.0%"), ("北镇", "30", "70.0%"))
    right = grid("乡镇", ("乡镇", "受理", "按期结案率"), *rows, ("全县", "60", "63.3%"))
    wrong = grid("乡镇", ("乡镇", "受理", "按期结案率"), *rows, ("全县", "61", "63.3%"))
    assert rules_of(document("情况", tables=(right,))) == []
    assert rules_of(document("情况", tables=(wrong,))) == ["L1"]


@pytest.mark.parametrize(
    ("title", "body", "expected"),
    [
        ("2026年10月通报", "2026年10月受理若干。", []),
        ("2026年10月通报", "2025年10月受理若干。", ["L5"]),
        ("十一月通报", "11月受理若干，较10月增加。", []),
        ("10月通报", "较9月上升，10月受理若干。", []),
        ("通报", "9月受理若干。", []),
        ("2026年第48周周报", "2026年第47周受理若干。", ["L5"]),
        ("2026年第48周周报", "较第47周下降，第48周受理若干。", []),
        ("第四季度通报", "第三季度受理若干。", ["L5"]),
        ("2026年11月22日日报", "11月21日受理若干。", ["L5"]),
        ("2026年11月22日日报", "11月22日受理若干，较11月21日增加。", []),
        ("2026年11月22日日报", "21日受理若干。", ["L5"]),
        ("2026年11月22日日报", "2026-11-21 受理若干。", ["L5"]),
        ("2026年11月22日日报", "十一月二十一日受理若干。", ["L5"]),
        ("2026年11月22日日报", "3日内办结若干，下一步于11月25日前完成。", []),
        ("2026年11月23日至29日（第48周）周报", "11月30日受理若干。", ["L5"]),
        ("2026年11月23日至29日（第48周）周报", "11月26日发生若干。", []),
        ("2026年12月28日至1月3日周报", "1月2日受理若干。", []),
        ("关于11月20日火灾的专报", "11月21日，工作组进驻。", []),
    ],
)
def test_title_and_body_name_the_same_month(title: str, body: str, expected: list[str]) -> None:
    assert rules_of(document(title, body)) == expected


@pytest.mark.parametrize(
    ("before", "now", "expected"),
    [
        ("死亡3人，受伤5人", "死亡2人，受伤5人", ["L6"]),
        ("死亡3人", "经核实，死亡2人", []),
        ("死亡3人，受伤5人", "死亡4人，受伤4人", []),
        ("受伤5人", "受伤7人", []),
        ("3人死亡、6人受伤", "3人死亡、4人受伤", ["L6"]),
        ("", "死亡1人", []),
        ("已造成三人死亡", "已造成两人死亡", ["L6"]),
        ("死亡十二人", "死亡11人", ["L6"]),
        ("死亡120人", "死亡一百二十人", []),
        ("死亡一百零二人", "死亡101人", ["L6"]),
        ("死亡20余人", "死亡19人", ["L6"]),
        ("死亡1人", "无人员伤亡", ["L6"]),
        ("无人员伤亡", "死亡1人", []),
        ("失联3人", "失联1人", ["L6"]),
        ("失联3人", "失联1人，另2人已取得联系", []),
        ("3人失踪", "1人失踪", ["L6"]),
        ("被困五人", "被困2人", ["L6"]),
        ("被困5人", "被困2人，3人已救出", []),
        ("下落不明4人", "无人员失联", ["L6"]),
        ("失联1人", "失联3人", []),
        ("3人失踪，2名群众被困", "3人失踪，1名群众被困", ["L6"]),
    ],
)
def test_casualties_do_not_fall_without_a_reason(before: str, now: str, expected: list[str]) -> None:
    assert rules_of(document("续报", f"{now}。")._replace(earlier=before), ASKED) == expected


def of_event(level: EventLevel, **elements: str) -> LintedDocument:
    """A first report with these elements, about an event of a level."""
    lines = tuple(LintedText(place, f"{text}。") for place, text in elements.items())
    return LintedDocument("first", "关于道路塌方的首报", lines, level=level)


@pytest.mark.parametrize(
    ("level", "losses", "expected"),
    [
        ("general", "死亡 2 人，失联 0 人，受伤 3 人", []),
        ("general", "死亡 3 人，失联 0 人，受伤 0 人", ["L15"]),
        ("larger", "死亡 9 人", []),
        ("larger", "死亡10人", ["L15"]),
        ("major", "已造成29人遇难", []),
        ("major", "死亡人数上升至30人", ["L16"]),
        ("major", "死亡 1,200 人", ["L15"]),
        ("major_special", "死亡 120 人", []),
        ("general", "12名工人当场死亡", ["L16"]),
        ("general", "事故致三死五伤", ["L16"]),
        ("general", "受伤12人（其中重伤10人）", ["L15"]),
        ("larger", "50人重伤", ["L15"]),
        ("larger", "重伤49人", []),
        ("general", "直接经济损失约 1,000 万元", ["L15"]),
        ("larger", "直接经济损失1.2亿元", ["L15"]),
        ("general", "经济损失 300 万元", []),
        ("general", "死亡 2 人，失联 1 人，受伤 0 人", ["L16"]),
        ("general", "2人死亡，8人被困", ["L16"]),
        ("general", "死亡 1 人，失联 0 人，受伤 10 人", ["L16"]),
        ("general", "受伤12人，其中重伤2人", []),
        ("general", "接报称“翻车，死亡 3 人”，待核", ["L16"]),
        ("general", "接报称“翻车，死亡 3 人，车辆烧毁 2 辆”，待核", ["L16"]),
        ("general", "疑似死亡 5 人", ["L16"]),
        ("larger", "死亡 10 人，失联 25 人", ["L15", "L16"]),
        ("general", "无人员伤亡、失联", []),
    ],
)
def test_casualties_and_losses_fit_the_level_of_the_event(
    level: EventLevel, losses: str, expected: list[str]
) -> None:
    """国务院令第493号, article 3: 3, 10 and 30 dead, 10, 50 and 100 seriously injured, 1000 万, 5000 万 and 1 亿."""
    assert rules_of(of_event(level, losses=losses)) == expected


@pytest.mark.parametrize(
    ("text", "dead", "hurt"),
    [
        ("受困12名游客均未死亡", None, None),
        ("受困12名游客目前没有死亡", None, None),
        ("涉及36人未死亡", None, None),
        ("涉及36人，未造成死亡", None, None),
        ("30名师生食物中毒尚未造成死亡", None, None),
        ("撤离30名村民防止溺亡", None, None),
        ("转移30人后死亡1人", 1, None),
        ("疏散12名群众并造成死亡1人", 1, None),
        ("疏散12名群众死亡1人", 1, None),
        ("受伤12人其中死亡1人", 1, 12),
        ("受伤12人死亡1人", 1, 12),
        ("3人受伤1人死亡", 1, 3),
        ("3人死亡5人受伤", 3, 5),
        ("车上35人中死亡1人、受伤4人", 1, 4),
        ("车载35人死亡1人", 1, None),
        ("现场30名工人中1人死亡", 1, None),
        ("救出35名学生，死亡1人", 1, None),
        ("10名消防员参与救援死者1名", 1, None),
        ("死亡人数由3人上升至5人", 5, None),
        ("死亡3人以上的为较大事故", None, None),
        ("未造成3人死亡", None, None),
        ("死亡0人，受伤3人", 0, 3),
        ("2名施工人员经抢救无效死亡", 2, None),
        ("12名工人当场死亡", 12, None),
        ("三死五伤", 3, 5),
    ],
)
def test_a_number_of_people_is_that_of_its_own_word(text: str, dead: int | None, hurt: int | None) -> None:
    assert (most_told(DEAD, text), most_told(HURT, text)) == (dead, hurt)


@pytest.mark.parametrize(
    ("losses", "expected"),
    [
        ("受困12名游客均未死亡", []),
        ("涉及36人未死亡", []),
        ("转移30人后死亡1人", []),
        ("车上35人中死亡1人", []),
        ("2019年该处曾造成3人死亡", []),
        ("2019年该处塌方，死亡 3 人", []),
        ("去年同期死亡 12 人", []),
        ("死亡 1 人，保险经济损失约2亿元", []),
        ("避免直接经济损失2亿元", []),
        ("受伤9人其中死亡1人", []),
        ("受伤12人其中死亡1人", ["L16"]),
        ("网传死亡 12 人，系谣言", ["L16"]),
        ("邻县发生塌方，死亡 3 人", ["L16"]),
        ("经济损失约2亿元", ["L16"]),
        ("36人死亡1人", []),
        ("造成3人死亡，2人受伤", ["L15"]),
        ("3人死亡、5人受伤", ["L15"]),
        ("事故共造成死亡 3 人", ["L15"]),
        ("2026年11月27日塌方，死亡 3 人", ["L15"]),
        ("塌方。2019年该处也有塌方。死亡 3 人", ["L15"]),
    ],
)
def test_only_what_leaves_no_doubt_blocks_a_report(losses: str, expected: list[str]) -> None:
    report = of_event("general", losses=losses)._replace(as_of_ms=NOW_MS, now_ms=NOW_MS)
    assert [rule for rule in rules_of(report) if rule in ("L15", "L16")] == expected


def test_what_the_site_reported_is_certain_and_its_note_is_not() -> None:
    def reported(head: str, note: str) -> list[str]:
        text = f"{head}（2026年11月27日15时09分上报），{note}"
        line = LintedText("losses", text, ((0, len(text)),))
        trend = LintedText("trend", "死亡 12 人。")
        return rules_of(of_event("general")._replace(lines=(line, trend)))

    assert reported("死亡 3 人，失联 0 人，受伤 0 人", "1人疑似醉驾") == ["L15", "L16"], "the trend says more"
    assert reported("死亡 1 人，失联 0 人，受伤 0 人", "死亡 4 人") == ["L16"]
    assert reported("无人员伤亡、失联", "死亡 4 人") == ["L16"]


def test_the_finding_says_which_level_is_asked_for_and_the_way_out() -> None:
    [found] = (one for one in findings(of_event("general", losses="死亡 12 人")) if one.rule == "L15")
    assert (found.severity, found.place) == ("E", "losses")
    assert "死亡 12 人，按规定至少为重大事件，现为一般：先更正事件等级" in found.text
    assert "事件已办结的不能再更正等级，请把“性质”改写为“重大事件”，或重新交办后更正" in found.text
    written = of_event("general", nature="道路塌方，重大事件", losses="死亡 12 人")._replace(kind="final")
    assert rules_of(written) == [], "the way out of an event that has ended"


def test_the_level_that_the_report_tells_is_the_one_that_counts() -> None:
    told = "道路交通，{}道路交通事故".format
    assert rules_of(of_event("general", nature=told("重大"), losses="死亡 12 人")) == []
    assert rules_of(of_event("major", nature=told("一般"), losses="死亡 12 人")) == ["L15"]
    assert rules_of(of_event("general", nature="地震，一般事件", losses="死亡 4 人")) == [], "a scale of its own"
    assert rules_of(of_event("general", losses="待核", measures="搜救出 4 名死者，4人死亡")) == ["L16"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("发生一起一般道路交通事故，造成5人死亡。", ["L16"]),
        ("发生一般事故12起，死亡9人。", []),
        ("发生较大火灾，3人死亡。", []),
        ("全县死亡12人。一般事件按期办结。", []),
    ],
)
def test_other_briefings_are_asked_about_an_event_that_they_call_too_low(text: str, expected: list[str]) -> None:
    assert rules_of(document("专报", text)) == expected


@pytest.mark.parametrize(
    "text",
    [
        "联系电话 13800138000", "热线 0744-8888888", "身份证 110101199003078515", "来电人王小明反映积水", "死者李四",
        "微信 +8613800138000", "老人王秀英（78岁）被救出",
    ],
)  # fmt: skip
def test_people_are_in_no_public_version(text: str) -> None:
    assert set(rules_of(document("情况", text)._replace(classification="public"))) == {"L9"}
    assert rules_of(document("情况", text)) == []


@pytest.mark.parametrize(
    "text", ["来电人王某反映积水", "患者刘某某", "事件编号 20261122-7K4Q2M9", "居民反映噪声", "1,234,567 件"]
)
def test_a_public_version_may_say_this(text: str) -> None:
    assert rules_of(document("情况", text)._replace(classification="public")) == []


def test_a_name_of_the_register_is_found_in_a_public_version() -> None:
    one = document("情况", "由欧阳晓处理")._replace(classification="public", people=frozenset({"欧阳晓"}))
    assert rules_of(one) == ["L9"]
    assert "欧阳晓" not in findings(one)[0].text


def test_a_final_report_leaves_nothing_open() -> None:
    for text in ("损失：待核", "损失：____", "损失：", "人数××人", "原因核实中", "死亡X人", "单位：TBD", "人数（ ）人"):
        one = document("终报", text)
        assert rules_of(one._replace(kind="final")) == ["L10"]
        assert rules_of(one) == []
    assert rules_of(document("终报", "型号 XX-200 已更换")._replace(kind="final")) == []


def test_one_figure_has_one_value() -> None:
    same = tuple(LintedFigure("reported county", text, "p1") for text in ("12 件", "12 件"))
    other = (*same, LintedFigure("reported county", "13 件", "p2"))
    assert rules_of(document("情况", "x")._replace(figures=same)) == []
    assert rules_of(document("情况", "x")._replace(figures=other)) == ["L3"]
    assert rules_of(document("情况", "本月受理 120 件。", "全文再述，本月受理 121 件。")) == ["L3"]
    assert rules_of(document("情况", "全县受理 120 件。", "全县受理总数 121 件。")) == ["L3"]
    assert rules_of(document("情况", "上月受理 100 件。", "本月受理 120 件。")) == []
    assert rules_of(document("情况", "本月受理2.5万件。", "本月受理2.6万件。")) == ["L3"]
    assert rules_of(document("情况", "本月受理2.5万件。", "本月受理25,013件。")) == []


def test_a_number_without_a_figure_is_asked_about_and_one_with_it_is_not() -> None:
    text = "受理 120 件，办结率 95%"
    assert rules_of(document("情况", text), frozenset()) == ["L7", "L7"]
    one = document("情况")._replace(lines=(LintedText("p1", text, ((3, 8), (13, 16))),))
    assert rules_of(one, frozenset()) == []
    assert rules_of(document("情况", "损失 300 万元，转移 1.2 万人，受淹 500 亩"), frozenset()) == ["L7"] * 3
    measures = ("水位上涨1.5米", "降雨120毫米", "塌方300余立方米", "历时3小时", "积水深 0.8 m", "出动20余人", "2.5万件")
    for measure in measures:
        assert rules_of(document("情况", measure), frozenset()) == ["L7"], measure
    for other in ("24小时值班", "30分钟内到场", "第3处", "2027元旦", "3方面", "2天前", "12号楼", "K12+300"):
        assert rules_of(document("情况", other), frozenset()) == [], other
    assert len(findings(document("情况", "，".join(f"{n} 件" for n in range(100, 150))))) == NUMBER_MAX + 1


def test_data_older_than_half_an_hour_are_asked_about() -> None:
    for minutes, expected in ((30, []), (31, ["L8"])):
        one = document("情况", "x")._replace(as_of_ms=NOW_MS - minutes * 60_000, now_ms=NOW_MS)
        assert rules_of(one) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026年11月22日11时59分发生", []),
        ("2026年11月22日13时05分发生", ["L14"]),
        ("2026年11月23日发生", ["L14"]),
        ("预计2026年11月23日完成", []),
        ("2026-11-22 13:30 到场", ["L14"]),
        ("2026/11/23 08:00 到场", ["L14"]),
        ("12月1日已办结", ["L14"]),
        ("1月5日已办结", []),  # of this year
        ("计划于12月1日前办结", []),
        ("22日13时到场", ["L14"]),
        ("22日11时到场", []),
        ("22日13:05到场", ["L14"]),
        ("23日发生", ["L14"]),
        ("3日内办结", []),
        ("每月25日巡查", []),
        ("今日下午3时到场", ["L14"]),
        ("今日上午9时到场", []),
        ("11月22日13点到场", ["L14"]),
    ],
)
def test_what_happened_is_not_in_the_future(text: str, expected: list[str]) -> None:
    assert rules_of(document("情况", text)._replace(now_ms=NOW_MS)) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("位于东岭镇石桥村", []), ("位于西岭镇", ["L12"]), ("各乡镇、全村、两个社区、行政村", []), ("涉及 3 个村", []),
        ("镇政府已派人", []), ("阳光社区居民", ["L12"]), ("赴石桥村和西坡村", ["L12"]), ("该村村委会组织村民", []),
        ("乡村振兴局、社区卫生服务中心", []),
    ],
)  # fmt: skip
def test_places_are_those_of_the_county(text: str, expected: list[str]) -> None:
    one = document("情况", text)._replace(places=frozenset({"东岭镇", "石桥村"}))
    assert rules_of(one) == expected
    assert rules_of(one._replace(places=frozenset())) == []


def test_errors_stand_before_questions() -> None:
    found = findings(document("情况", "120 件", "较上月同比增长 3%"))
    assert [one.severity for one in found] == ["E", "W", "W"]
