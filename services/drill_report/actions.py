"""What the players did in a drill, from the records of its desk: for the chapter of the main actions."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from county import records as r
from county.background_mark import BACKGROUND
from county.drill.inject_run import InjectAcknowledged
from county.numbering import is_background
from county.records import Record
from county.response.levels import RESPONSE_LEVELS, ResponseEnded, ResponseLevelAdjusted, ResponseLevelSet
from county.response.notices import NoticeAcknowledged, NoticeSent
from county.response.plans import PlanEnded, PlanLevelAdjusted, PlanStarted
from county.response.situation_reports import REPORT_KINDS, SituationReportSent
from services.drill_report.facts import PlayedAction

ACTIONS_MAX = 200
"""Listed; the first ones."""
NameOf = Callable[[str, str], str]
"""Name by kind and id: of an addressee (a unit or department, a division, a post), of a plan."""
TitleOf = Callable[[str, str, str], str]
"""Title of an event or alarm by the written one, the rule that raised it, and the sensor; any may be ""."""


class PlayedActions:
    """Takes the records of the journal in their order."""

    def __init__(self, name_of: NameOf, title_of: TitleOf) -> None:
        self._name_of = name_of
        self._title_of = title_of
        self._titles: dict[str, str] = {}
        """Of events, by number."""
        self._alarms: dict[str, str] = {}
        """What an alarm is about."""
        self._called: dict[str, str] = {}
        """Addressee by notice."""
        self._plans: dict[str, str] = {}
        """Name of the plan in 《》, by run."""
        self._found: list[PlayedAction] = []
        self.unlisted = 0
        """Actions after the listed ones."""

    def take(self, record: Record[Any], drill_ms: int, *, in_background: bool = False) -> None:
        """``in_background``: it is what the drill began with; its titles are needed, and nobody did it in the drill."""
        text = self._text(record.body)
        if not text or in_background:
            return
        if len(self._found) < ACTIONS_MAX:
            self._found.append(PlayedAction(drill_ms=drill_ms, text=text, seq=record.seq))
        else:
            self.unlisted += 1

    @property
    def actions(self) -> tuple[PlayedAction, ...]:
        return tuple(self._found)

    def _text(self, body: object) -> str:
        """ "" for what is no action."""
        match body:
            case r.EventReported(event_id=event, title=written, cause=cause, sensor_id=sensor, source=source):
                title = self._title_of(written, "" if cause is None else cause.rule, sensor) or event
                self._titles[event] = _marked(title, event)
                return self._about("模拟上报", event) if source == "simulated" else ""
            case r.AlarmRaised(alarm_id=alarm, rule=rule, sensor_id=sensor):
                self._alarms[alarm] = _marked(self._title_of("", rule, sensor), alarm)
            case r.AlarmAcknowledged(alarm_id=alarm):
                return f"确认告警：{self._alarms.get(alarm, alarm)}"
            case r.EventFiled(event_id=event):
                return self._about("立案", event)
            case r.EventDispatched(event_id=event, unit=unit) | r.UnitAdded(event_id=event, unit=unit):
                return self._about(f"派遣{self._name_of('unit', unit)}", event)
            case r.UnitArrived(event_id=event, unit=unit):
                return self._about(f"{self._name_of('unit', unit)}到场", event)
            case r.EventMerged(event_id=event, into=into):
                return self._about(f"并案至“{self._titles.get(into, into)}”", event)
            case r.HandlingFedBack(event_id=event):
                return self._about("反馈处置结果", event)
            case r.EventClosed(event_id=event):
                return self._about("结案", event)
            case NoticeSent(notice_id=notice, kind=kind, to=to):
                self._called[notice] = self._name_of(kind, to)
                return f"叫应{self._called[notice]}"
            case NoticeAcknowledged(notice_id=notice) if notice in self._called:
                return f"{self._called[notice]}应答"
            case ResponseLevelSet(level=level):
                return f"启动{RESPONSE_LEVELS[level].zh}"
            case ResponseLevelAdjusted(level=level):
                return f"调整为{RESPONSE_LEVELS[level].zh}"
            case ResponseEnded():
                return "终止应急响应"
            case InjectAcknowledged(inject_id=inject, note=answer) if answer:
                return f"答复 {inject}：{answer}"
            case PlanStarted(plan_id=run, plan=plan, level=level, about=event):
                self._plans[run] = f"《{self._name_of('plan', plan)}》"
                return self._about(f"启动{self._plans[run]}{RESPONSE_LEVELS[level].zh}", event)
            case PlanLevelAdjusted(plan_id=run, level=level):
                return f"{self._plans.get(run, '预案')}调整为{RESPONSE_LEVELS[level].zh}"
            case PlanEnded(plan_id=run):
                return f"终止{self._plans.get(run, '预案')}"
            case SituationReportSent(event_id=event, kind=kind):
                return self._about(f"信息报告（{REPORT_KINDS[kind].zh}）", event)
        return ""

    def _about(self, text: str, event: str) -> str:
        return f"{text}：{self._titles[event]}" if self._titles.get(event) else text


def _marked(title: str, number: str) -> str:
    """The report is in Chinese."""
    mark = BACKGROUND.zh if is_background(number) else ""
    return f"{mark}{title}"
