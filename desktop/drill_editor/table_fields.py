"""The fields of every table of a scenario: the columns of its rows, and what their form shows."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Literal

from county.catalog import Name
from county.channels import CHANNEL_NAMES
from county.drill.editing import Row
from county.drill.words import (
    APPROVALS,
    COUNTS_FROM,
    DRILL_KINDS,
    INJECT_KINDS,
    MEASURED,
    RELEASES,
    RIGHT_NAMES,
    SIDES,
)
from county.response.levels import RESPONSE_LEVELS
from county.response.situation_reports import REPORT_KINDS
from desktop.drill_editor.field_kinds import (
    ChoiceKind,
    DrillTimeKind,
    FlagKind,
    NamedKind,
    NumberKind,
    QuorumKind,
    SeveralKind,
    SpanKind,
    StartKind,
    StepsKind,
    TextKind,
)
from desktop.drill_editor.heading_kinds import BaselineKind, OnKind, RainKind, VariablesKind
from desktop.drill_editor.row_fields import (
    FixedField,
    InjectKindField,
    MainTextField,
    RowField,
    SensorIdField,
    SensorPartField,
    TimingField,
)
from desktop.i18n import pick
from layers.events import LEVEL_NAMES

EditedTable = Literal["injects", "expectations", "roles", "objectives", "phases"]
TABLE_NAMES: Mapping[EditedTable, Name] = {
    "injects": Name("情景注入", "Injects"), "expectations": Name("评估期望", "Expectations"),
    "roles": Name("角色", "Roles"), "objectives": Name("演练目标", "Objectives"), "phases": Name("阶段", "Phases"),
}  # fmt: skip
_REPORTS: Mapping[str, Name] = {str(kind): name for kind, name in REPORT_KINDS.items()}
_LEVELS: Mapping[str, Name] = {str(level): name for level, name in RESPONSE_LEVELS.items()}
_MEASURES: Mapping[str, Name] = {
    what: Name(f"{name.zh}（{COUNTS_FROM[what].zh}）", f"{name.en} ({COUNTS_FROM[what].en})")
    for what, name in MEASURED.items()
}
"""With what target and limit count from."""

_roles = lambda known: known.rows("roles")  # noqa: E731
_injects = lambda known: known.rows("injects")  # noqa: E731
_villages = lambda known: known.county.villages  # noqa: E731


def _of(*kinds: str) -> Callable[[Row], bool]:
    return lambda row: row.get("kind") in kinds


def _measured(*what: str) -> Callable[[Row], bool]:
    return lambda row: row.get("what") in what


def _rights(known: object) -> Mapping[str, str]:
    return {key: pick(name) for key, name in RIGHT_NAMES.items()}


ID = RowField("id", Name("编号", "Id"))
TITLE = RowField("title", Name("名称", "Title"))
TIMING = TimingField(
    "timing", Name("时机", "When"), TextKind(lines=2),
    hint=Name("T+15分；随 I01 之后 12分；I02 已送达 且 非 期望 E04 达成；留空为人工放行",
              "T+15分; 随 I01 之后 12分; a condition; empty: released by hand"),
)  # fmt: skip
KIND = InjectKindField("kind", Name("方式", "Kind"), ChoiceKind(INJECT_KINDS))
MAIN = MainTextField("main", Name("内容", "Content"), TextKind(lines=3))
PHASE = RowField("phase", Name("阶段", "Phase"), NamedKind(lambda known: known.rows("phases")))
TO = RowField("to", Name("接收", "To"), SeveralKind(_roles))
FROM = RowField("from", Name("来源", "From"))
APPROVAL = RowField("approval", Name("审批", "Approval"), ChoiceKind(APPROVALS))
RELEASE = RowField("release", Name("放行", "Release"), ChoiceKind(RELEASES))
EXPECTS = FixedField("expects", Name("期望", "Expects"), SeveralKind(lambda known: {}))
NO = RowField("no", Name("序号", "No."), NumberKind())
REMARK = RowField("remark", Name("备注", "Remark"), TextKind(lines=2))
AT = RowField("at", Name("开始", "Begins"), DrillTimeKind(), hint=Name("T+45分", "T+45分"))
OF = RowField("of", Name("针对注入", "Of inject"), NamedKind(_injects))
OBJECTIVE = RowField("objective", Name("目标", "Objective"), NamedKind(lambda known: known.rows("objectives")))
WHAT = RowField("what", Name("衡量", "Measured by"), ChoiceKind(_MEASURES, also=MEASURED))
TARGET = RowField("target", Name("目标用时", "Target"), SpanKind(), hint=Name("5分", "5分"))
LIMIT = RowField("limit", Name("最迟用时", "Limit"), SpanKind(), hint=Name("15分", "15分"))
WEIGHT = RowField("weight", Name("分值", "Weight"), NumberKind())
CRITICAL = RowField("critical", Name("关键", "Critical"), FlagKind())
NAME = RowField("name", Name("名称", "Name"))
SIDE = RowField("side", Name("类别", "Side"), ChoiceKind(SIDES))
MEMBERS = RowField("members", Name("人员", "Members"), SeveralKind(lambda known: {}),
                   hint=Name("u:wang、u:li；也可在演练开始前绑定", "u:wang、u:li; or bound before the start"))
PLAYS = RowField("plays", Name("模拟对象", "Plays"), SeveralKind(lambda known: known.county.addressees),
                 hint=Name("division:区划代码、dept:部门", "division:CODE、dept:KEY"))
MAY = RowField("may", Name("权限", "Rights"), SeveralKind(_rights))
CAPABILITY = RowField("capability", Name("能力", "Capability"))

COLUMNS: Mapping[EditedTable, tuple[RowField, ...]] = {
    "injects": (NO, ID, PHASE, TIMING, KIND, MAIN, FROM, TO, RELEASE, APPROVAL, EXPECTS),
    "expectations": (ID, OF, OBJECTIVE, WHAT, TARGET, LIMIT, WEIGHT, CRITICAL,
                     RowField("title", Name("说明", "Description"))),
    "roles": (ID, NAME, SIDE, MEMBERS, PLAYS, MAY),
    "objectives": (ID, TITLE, CAPABILITY),
    "phases": (ID, TITLE, AT),
}  # fmt: skip

_PLACED = _of("report", "resource", "hazard")


def place_of(row: Row) -> str:
    """The path of the table in which an inject's place stands; "" for one without a place."""
    return f"{row['kind']}.place" if _PLACED(row) else ""


def _place(kind: str) -> tuple[RowField, ...]:
    here = _of(kind)
    return (
        RowField(f"{kind}.place.village", Name("所在村", "Village"), NamedKind(_villages), shows=here),
        RowField(f"{kind}.place.dx_m", Name("向东（米）", "East (m)"), NumberKind(), shows=here),
        RowField(f"{kind}.place.dy_m", Name("向北（米）", "North (m)"), NumberKind(), shows=here),
    )


_CONTENT: tuple[RowField, ...] = (
    RowField("report.subclass", Name("事件小类", "Category"), NamedKind(lambda known: known.county.subclasses),
             shows=_of("report")),
    RowField("report.level", Name("事件级别", "Level"), ChoiceKind(LEVEL_NAMES), shows=_of("report")),
    RowField("report.source", Name("上报渠道", "Source"), ChoiceKind(CHANNEL_NAMES), shows=_of("report")),
    RowField("report.address", Name("地址", "Address"), shows=_of("report")),
    RowField("report.note", Name("说明", "Note"), TextKind(lines=3), shows=_of("report")),
    *_place("report"),
    RowField("report.lon", Name("经度", "Longitude"), NumberKind(), shows=_of("report")),
    RowField("report.lat", Name("纬度", "Latitude"), NumberKind(), shows=_of("report")),
    SensorPartField("reading.sensor.kind", Name("传感器类型", "Sensor kind"),
                    NamedKind(lambda known: known.county.sensor_kinds), shows=_of("reading")),
    SensorPartField("reading.sensor.village", Name("所在村", "Village"), NamedKind(_villages), shows=_of("reading")),
    SensorIdField("reading.sensor", Name("或传感器编号", "or sensor id"), shows=_of("reading")),
    RowField("reading.channel", Name("监测项", "Channel"), NamedKind(lambda known: known.county.channels),
             shows=_of("reading")),
    RowField("reading.profile", Name("读数过程", "Course"), StepsKind(times=True), shows=_of("reading"),
             hint=Name("0分 12；20分 48；35分 83", "0分 12；20分 48；35分 83")),
    RowField("reading.every", Name("间隔", "Every"), SpanKind(), shows=_of("reading"), hint=Name("1分", "1分")),
    RowField("notice.needs_ack", Name("需确认", "To be acknowledged"), FlagKind(), shows=_of("notice")),
    RowField("media.outlet", Name("媒体", "Outlet"), shows=_of("media")),
    RowField("media.attachment", Name("附件", "Attachment"), NamedKind(lambda known: known.files), shows=_of("media")),
    RowField("resource.close_road", Name("封闭道路", "Closed road"), shows=_of("resource")),
    RowField("resource.out_of_use", Name("停用资源", "Out of use"), NamedKind(lambda known: known.county.units),
             shows=_of("resource")),
    *_place("resource"),
    RowField("resource.radius_m", Name("半径（米）", "Radius (m)"), NumberKind(), shows=_of("resource")),
    *_place("hazard"),
    RowField("hazard.radius_m", Name("半径（米）", "Radius (m)"), NumberKind(), shows=_of("hazard")),
    RowField("question.minutes", Name("讨论时限（分钟）", "Minutes"), NumberKind(), shows=_of("question")),
)

FORMS: Mapping[EditedTable, tuple[RowField, ...]] = {
    **COLUMNS,
    "injects": (ID, NO, PHASE, TIMING, KIND, MAIN, *_CONTENT, FROM, TO, RELEASE, APPROVAL, REMARK),
    "expectations": (
        ID, OF, OBJECTIVE, WHAT, RowField("title", Name("说明", "Description"), TextKind(lines=2)),
        TARGET, LIMIT, WEIGHT, CRITICAL,
        RowField("unit_kind", Name("单位类型", "Unit kinds"), SeveralKind(lambda known: known.county.unit_kinds),
                 shows=_measured("dispatched", "accepted", "departed", "arrived")),
        RowField("unit", Name("指定单位", "Units"), SeveralKind(lambda known: known.county.units),
                 shows=_measured("dispatched", "accepted", "departed", "arrived")),
        RowField("department", Name("部门", "Departments"), SeveralKind(lambda known: known.county.departments),
                 shows=_measured("dispatched", "accepted", "departed", "arrived")),
        RowField("who", Name("叫应对象", "Who is called"), SeveralKind(lambda known: known.county.addressees),
                 shows=_measured("notified")),
        RowField("quorum", Name("应答数", "Quorum"), QuorumKind(), shows=_measured("notified")),
        RowField("level", Name("响应级别", "Response level"), ChoiceKind(_LEVELS),
                 shows=_measured("response_level")),
        RowField("village", Name("转移村", "Village"), NamedKind(_villages), shows=_measured("evacuated")),
        RowField("share", Name("转移比例（0–1）", "Share (0–1)"), NumberKind(), shows=_measured("evacuated")),
        RowField("report", Name("报告", "Report"), ChoiceKind(_REPORTS), shows=_measured("reported_up")),
        RowField("into", Name("并入注入", "Into"), NamedKind(_injects), shows=_measured("merged")),
        RowField("forbidden", Name("不得出现的记录", "Forbidden records"), SeveralKind(lambda known: {}),
                 shows=_measured("not_done")),
        RowField("by", Name("评价角色", "Evaluator"), NamedKind(_roles), shows=_measured("observed")),
        RowField("question", Name("观察问题", "Question"), TextKind(lines=2), shows=_measured("observed")),
        RowField("scale", Name("评分档", "Scale"), StepsKind(times=False), shows=_measured("observed"),
                 hint=Name("已核对 1；部分核对 0.5；未核对 0", "done 1; partly 0.5; not 0")),
    ),
}  # fmt: skip

HEADING: tuple[RowField, ...] = (
    RowField("scenario.title", TITLE.label),
    RowField("scenario.id", ID.label),
    RowField("scenario.version", Name("版本", "Version"), NumberKind()),
    RowField("scenario.kind", Name("演练形式", "Kind"), ChoiceKind(DRILL_KINDS)),
    RowField("scenario.county", Name("县代码", "County code")),
    RowField("scenario.drill_start", Name("演练时钟起点", "Drill clock begins"), StartKind(),
             hint=Name("2026-07-15 20:00", "2026-07-15 20:00")),
    RowField("scenario.duration", Name("时长", "Duration"), SpanKind(), hint=Name("3小时", "3小时")),
    RowField("scenario.speed", Name("初始倍速", "Speed"), NumberKind()),
    RowField("scenario.summary", Name("情景概述", "Summary"), TextKind(lines=4)),
    RowField("scenario.plans", Name("依据预案", "Plans"), SeveralKind(lambda known: {})),
    RowField("scenario.organiser", Name("组织与承办单位", "Organiser")),
    RowField("scenario.place", Name("地点", "Place")),
    RowField("scenario.method", Name("评估方法", "Method of evaluation"), TextKind(lines=2)),
    RowField("scenario.authors", Name("编写人", "Authors"), SeveralKind(lambda known: {})),
    RowField("scenario.baseline", Name("初始状态", "Baseline"), BaselineKind(),
             hint=Name("也可为以往演练的某一时刻：20260715-001@20:30、夜间.drill@T+45分",
                       "or an earlier drill at a time of it: 20260715-001@20:30, night.drill@T+45分")),
    RowField("scenario.background_traffic", Name("背景事件", "Background traffic")),
    RowField("background.readings", Name("其余传感器有读数", "Other sensors measure"), OnKind()),
    RowField("weather.rain_mm", Name("全县降雨（每段毫米）", "Rain over the county (mm a step)"), RainKind(),
             hint=Name("10分 4；20分 12；30分 6", "10分 4；20分 12；30分 6")),
    RowField("variables", Name("变量", "Variables"), VariablesKind(),
             hint=Name("每行一个：水位 = 2.5；文本中写作 {{水位}}，条件中写作 变量 水位 ≥ 2",
                       "One a line: water_m = 2.5; in texts {{water_m}}, in conditions 变量 water_m ≥ 2")),
    RowField("scenario.seed", Name("随机种子", "Seed"), NumberKind()),
)

NEW_ROWS: Mapping[EditedTable, Mapping[str, object]] = {
    "injects": {"kind": "notice", "approval": "draft", "release": "auto"},
    "expectations": {"what": "observed", "weight": 10},
    "roles": {"side": "player"},
    "objectives": {},
    "phases": {},
}
"""What a new row begins with, besides its id."""
