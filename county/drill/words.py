"""The names of everything in a drill, and its times in words: on screens, in sheets, in conditions, in reports."""

from __future__ import annotations

from collections.abc import Mapping

from county.drill.baseline import EMPTY, LIVE_COPY
from county.drill.score import Score
from county.names import Name

DRILL_STATES: Mapping[str, Name] = {
    "draft": Name("待审核", "To be checked"), "checked": Name("已审核", "Checked"),
    "scheduled": Name("已排定", "Scheduled"), "armed": Name("点名中", "Roll call"),
    "running": Name("进行中", "Running"), "ended": Name("已结束", "Ended"), "hot_wash": Name("点评中", "Hot wash"),
    "evaluated": Name("已评定", "Evaluated"), "archived": Name("已归档", "Archived"),
    "aborted": Name("已中止", "Aborted"), "announced": Name("已通告", "Announced"),
}  # fmt: skip
"""By state of :class:`county.drill.run.DrillRun`."""
DRILL_KINDS: Mapping[str, Name] = {
    "tabletop": Name("桌面演练", "Tabletop exercise"), "functional": Name("功能演练", "Functional exercise"),
    "full": Name("全面演练", "Full-scale exercise"),
}  # fmt: skip
BASELINES: Mapping[str, Name] = {
    EMPTY: Name("空白业务席", "An empty desk"), LIVE_COPY: Name("实况当时的状态", "The live desk as it is then"),
}  # fmt: skip
"""How a drill begins; with an earlier one, it is named by that."""
SIDES: Mapping[str, Name] = {
    "player": Name("参演", "Player"), "control": Name("控制", "Control"), "simulate": Name("模拟", "Simulation"),
    "evaluate": Name("评价", "Evaluation"), "observe": Name("观摩", "Observer"),
}  # fmt: skip
"""《突发事件应急演练指南》: 参演人员, 控制人员, 模拟人员, 评价人员, 观摩人员."""
RIGHT_NAMES: Mapping[str, Name] = {
    "release": Name("放行", "Release"), "hold": Name("暂缓", "Hold"), "skip": Name("跳过", "Skip"),
    "improvise": Name("即兴注入", "Improvise"), "jump": Name("跳转", "Jump"), "speed": Name("变速", "Speed"),
    "pause": Name("暂停", "Pause"), "end": Name("结束", "End"), "abort": Name("中止", "Abort"),
}  # fmt: skip
"""What a role may do besides playing."""
INJECT_KINDS: Mapping[str, Name] = {
    "report": Name("事件报告", "Report"), "reading": Name("监测数据", "Readings"), "notice": Name("通知", "Notice"),
    "media": Name("舆情", "Media"), "resource": Name("资源变化", "Resources"), "hazard": Name("险情", "Hazard"),
    "question": Name("提问", "Question"), "task": Name("任务", "Task"),
}  # fmt: skip
INJECT_STATES: Mapping[str, Name] = {
    "armed": Name("待发", "Waiting"), "held": Name("暂缓", "Held"), "due": Name("到时待放行", "Due, to be released"),
    "released": Name("已放行", "Released"), "delivered": Name("已送达", "Delivered"),
    "acknowledged": Name("已确认", "Acknowledged"), "played": Name("已演示", "Played"),
    "skipped": Name("已跳过", "Skipped"), "waiting": Name("未送达", "Not delivered"),
    "coming": Name("已到时", "Its time has come"),
}  # fmt: skip
"""``waiting``: of a drill that is over; ``coming``: its time has come, and what becomes of it is not known yet."""
SKIPPED: Mapping[str, Name] = {
    "person": Name("控制人员决定", "decided by a person"),
    "branch": Name("条件不可能再成立", "its condition can no longer hold"),
    "jump": Name("时间跳转越过", "passed by a jump"), "approval": Name("未审批", "not approved"),
    "refused": Name("内容未被受理", "its content was refused"),
    "after": Name("前一条注入未送达", "the one before was not delivered"),
}  # fmt: skip
"""By :data:`county.drill.inject_run.Skipped`."""
NOT_DELIVERED: Mapping[str, Name] = {
    "held": Name("至演练结束一直暂缓", "held until the end"),
    "due": Name("至演练结束无人放行", "not released until the end"),
    "branch": Name("至演练结束条件未成立", "its condition did not hold until the end"),
    "time": Name("演练结束时未到时间", "its time had not come at the end"),
}  # fmt: skip
"""Why an inject of a drill that is over was neither delivered nor skipped: :data:`county.drill.inject_run.WaitsFor`."""
RELEASES: Mapping[str, Name] = {
    "auto": Name("自动", "Automatic"), "manual": Name("人工", "By hand"), "two-person": Name("双人", "Two persons"),
}  # fmt: skip
APPROVALS: Mapping[str, Name] = {
    "draft": Name("草稿", "Draft"), "reviewed": Name("已审核", "Reviewed"), "approved": Name("已批准", "Approved"),
}  # fmt: skip
STATUSES: Mapping[str, Name] = {
    "pending": Name("未判定", "Pending"), "met": Name("达成", "Met"), "late": Name("逾期达成", "Met late"),
    "missed": Name("未达成", "Missed"), "not_applicable": Name("不适用", "Not applicable"),
    "not_due": Name("未评", "Not assessed"),
}  # fmt: skip
"""By :data:`county.drill.score.Status`."""
_CUT_SHORT = Name("演练结束时未到最迟时限", "the drill ended before its limit")
_UNASSESSED: Mapping[tuple[str, bool], Name] = {
    ("not_due", True): Name("中止时未到时限", "not due when the drill was aborted"),
    ("not_due", False): Name("中止时情景未注入", "its inject had not come when the drill was aborted"),
    ("not_applicable", True): Name("情景已跳过", "its inject was skipped"),
    ("not_applicable", False): Name("情景未注入", "its inject did not come"),
}  # fmt: skip
"""Why an expectation does not count, by its status and whether its inject was delivered or skipped."""
OWN_VERDICTS: Mapping[bool, Name] = {True: Name("达成", "Met"), False: Name("未达成", "Not met")}
"""By :attr:`county.drill.self_assessment.OwnVerdict.met`."""
MEASURED: Mapping[str, Name] = {
    "alarm_acknowledged": Name("确认告警", "Alarm acknowledged"), "filed": Name("立案", "Filed"),
    "dispatched": Name("派遣", "Dispatched"), "accepted": Name("接单", "Accepted"),
    "departed": Name("出动", "Departed"), "arrived": Name("到场", "Arrived"), "fed_back": Name("反馈", "Fed back"),
    "closed": Name("结案", "Closed"), "notified": Name("叫应", "Called and answered"),
    "response_level": Name("响应级别", "Response level"), "evacuated": Name("转移", "Evacuated"),
    "reported_up": Name("信息报告", "Reported to superiors"), "merged": Name("并案", "Merged"),
    "not_done": Name("不得发生", "Must not happen"), "observed": Name("观察", "Observed"),
}  # fmt: skip
"""By :data:`county.drill.scenario.What`."""
_REPORTED, _SENT, _DELIVERED = (
    Name("自接报起", "from the report"), Name("自派遣起", "from dispatch"), Name("自送达起", "from delivery"),
)  # fmt: skip
COUNTS_FROM: Mapping[str, Name] = {
    "alarm_acknowledged": Name("自告警起", "from the alarm"), "filed": _REPORTED, "dispatched": _REPORTED,
    "accepted": _SENT, "departed": _SENT, "arrived": _SENT, "fed_back": _SENT, "closed": _SENT,
    "notified": _DELIVERED, "response_level": _DELIVERED,
    "evacuated": Name("自启动预案起", "from the start of the plan"), "reported_up": _REPORTED, "merged": _REPORTED,
    "not_done": _DELIVERED, "observed": _DELIVERED,
}  # fmt: skip
"""From when the time of an expectation counts, by :data:`county.drill.scenario.What`: the starts of
:data:`county.drill.measures.MEASURES` in words."""
CALLED: Mapping[str, Name] = {
    "acknowledged": Name("已叫应", "Answered"), "sent": Name("已发送未叫应", "Sent, not answered"),
    "never_sent": Name("情景送达后未发送", "Not sent after the inject"),
}  # fmt: skip
"""By :data:`county.drill.score.NoticeFinding`."""
LETTERS: Mapping[str, Name] = {
    "P": Name("P 顺利完成", "P performed without challenges"), "S": Name("S 有些困难", "S with some challenges"),
    "M": Name("M 困难较大", "M with major challenges"), "U": Name("U 未能完成", "U unable to be performed"),
}  # fmt: skip
"""HSEEP."""


def status_reason(score: Score, came: bool) -> Name | None:
    """Why a score has its status, where the status alone would mislead.  ``came``: whether its inject was delivered or
    skipped."""
    return _CUT_SHORT if score.cut_short else _UNASSESSED.get((score.status, came))


def status_name(score: Score) -> Name:
    """Of a score; what is observed is met in part, where a step would be met late."""
    if score.status == "late" and score.elapsed_ms is None and score.overruled is None:
        return Name("部分达成", "Partly met")
    return STATUSES[score.status]


def span(ms: int) -> str:
    """``0:04:05``: hours, minutes, seconds; in one form, so that no minutes are read as hours."""
    seconds = abs(ms) // 1_000
    sign = "-" if ms < 0 and seconds else ""
    return f"{sign}{seconds // 3_600}:{seconds // 60 % 60:02}:{seconds % 60:02}"


def with_start(what: str, limits: str) -> Name:
    """``自派遣起 0:20:00 / 0:40:00``: times of an expectation, after what they count from."""
    start = COUNTS_FROM[what]
    return Name(f"{start.zh} {limits}", f"{start.en} {limits}")


def drill_time(ms: int) -> str:
    """``T+0:12:30``: a time of the drill from STARTEX on."""
    return f"T{'' if ms < 0 else '+'}{span(ms)}"
