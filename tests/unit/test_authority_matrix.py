"""Every command × role × unit × division, decided by the group commit as for a client, against a table written by hand.

A command that is not authorised stores nothing and is refused with a reason; one that is authorised is decided.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from itertools import product
from typing import Any

import pytest
from msgspec.structs import replace

from county import catalog
from county import commands as c
from county.aggregates import COMMANDS, of_command_type
from county.alarms import TABLE as ALARM_TABLE
from county.alarms import Alarm
from county.attachments import Attachment
from county.authority import Principal, Role
from county.automation.log import LogAutomation, SwitchAutomation
from county.briefing import commands as briefings
from county.briefing.briefing import Briefing, ChosenFigure
from county.catalog import Name
from county.commands import Command, CommandBody
from county.coverage.kept_plans import CoveragePlan, KeepCoveragePlan, WithdrawCoveragePlan
from county.decisions import pins
from county.drill.baseline import TakenBaseline
from county.drill.drill_keys import DRILL_KEYS
from county.drill.evaluation import OverruleScore, SetBookmark
from county.drill.inject_run import DeliverInject, PassInject
from county.drill.run import AcceptScenario, AnnounceDrill, TakeBaseline
from county.events.event import Claim, Event, State, TimelineEntry, UnitTask
from county.events.table import BY_COMMAND
from county.figures.excursions import EndExcursion, OpenExcursion, WorsenExcursion
from county.figures.kpi_freeze import FreezeKpi, FrozenLeaf, RateKpi, definitions_digest
from county.figures.kpi_table import leaves_of
from county.figures.metric import Period
from county.input_faults import FaultSample, InputFault, ResolveFault, fault_id
from county.need.kept_forecast import KeepNeedForecast
from county.plan_tracker import commands as plan_items
from county.plan_tracker.item import MilestoneEvidence, PlanItem
from county.plan_tracker.stated import Milestone
from county.policy import tickets
from county.refusals import text
from county.resource import Resource
from county.response import evacuations, notices, plans, site_reports
from county.response import levels as responses
from county.response.situation_reports import SendSituationReport
from county.risk import warning_card
from county.roads import closures
from county.rounds import aggregate as collection
from county.shifts import ShiftHandover, TakeOverShift, WithdrawShift
from county.tracing.recall import (
    BeginRecall,
    CloseRecall,
    FinishRecall,
    OpenRecall,
    Recall,
    TellRecallPlace,
    ToldPlace,
    WithdrawRecall,
)
from county.training import sessions as training_sessions
from county.training.people import RegroupTrainee, ReleaseTrainee, Trainee
from county.units.status import SetUnitStatus, UnitStatus
from services.loop.commit_group import ClientRequest
from services.loop.group_commit import GroupCommitter
from services.protocol import messages as m
from tests import coverage_answers, pinned_results
from tests.memory_realm import OWNER
from tests.square_county import PLACE_M, VILLAGE
from tests.tracing_chain import CHAIN
from tests.unit.live_realm import NOW_MS, LiveRealm, readings

INSIDE, OUTSIDE = "999901100000", "999901200000"
DRILL_ROLES = "operator director leader unit admin"
"""What each may do is decided by its role in the drill: tests/unit/test_drill_rights.py."""
MAY = {
    # command             roles                                own tasks of a unit    division of
    "ReportEvent":      ("operator director unit gateway",     False,                 ""),
    "RejectEvent":      ("operator director",                  False,                 "event"),
    "FileEvent":        ("operator director",                  False,                 "event"),
    "MergeEvent":       ("operator director",                  False,                 "event"),
    "UnmergeEvent":     ("operator director",                  False,                 "event"),
    "DispatchEvent":    ("operator director",                  False,                 "event"),
    "ClaimEvent":       ("operator director",                  False,                 "event"),
    "HandOverEvent":    ("operator director",                  False,                 "event"),
    "ReleaseClaim":     ("operator director",                  False,                 "event"),
    "NoteEvent":        ("operator director unit",             True,                  "event"),
    "AddUnit":          ("operator director",                  False,                 "event"),
    "ReleaseUnit":      ("operator director unit",             True,                  "event"),
    "SetMainUnit":      ("operator director",                  False,                 "event"),
    "ReportDeparture":  ("operator director unit",             True,                  "event"),
    "ReportArrival":    ("operator director unit",             True,                  "event"),
    "AcceptTask":       ("operator director unit",             True,                  "event"),
    "ReturnTask":       ("operator director unit",             True,                  "event"),
    "ExtendDeadline":   ("operator director",                  False,                 "event"),
    "RequestExtension": ("operator director unit",             True,                  "event"),
    "RefuseExtension":  ("operator director",                  False,                 "event"),
    "SuspendEvent":     ("operator director",                  False,                 "event"),
    "ResumeEvent":      ("operator director",                  False,                 "event"),
    "SuperviseEvent":   ("operator director leader",           False,                 "event"),
    "EscalateEvent":    ("",                                   False,                 "event"),
    "FeedBack":         ("operator director unit",             True,                  "event"),
    "ReworkEvent":      ("operator director",                  False,                 "event"),
    "CloseEvent":       ("operator director",                  False,                 "event"),
    "FollowUpEvent":    ("operator director gateway",          False,                 "event"),
    "EvaluateEvent":    ("operator director leader",           False,                 "event"),
    "ReopenEvent":      ("operator director",                  False,                 "event"),
    "CorrectEvent":     ("operator director",                  False,                 "event"),
    "RaiseAlarm":       ("",                                   False,                 "alarm"),
    "ClearAlarm":       ("",                                   False,                 "alarm"),
    "AcknowledgeAlarm": ("operator director",                  False,                 "alarm"),
    "ShelveAlarm":      ("operator director",                  False,                 "alarm"),
    "UnshelveAlarm":    ("operator director",                  False,                 "alarm"),
    "SuppressAlarm":    ("operator director",                  False,                 "alarm"),
    "UnsuppressAlarm":  ("operator director",                  False,                 "alarm"),
    "TakeOutOfService": ("operator director",                  False,                 "alarm"),
    "ReturnToService":  ("operator director",                  False,                 "alarm"),
    "WriteDutyEntry":   ("operator director leader",           False,                 ""),
    "SetClockRate":     ("director admin",                     False,                 ""),
    "AnnounceDrill":    ("director admin",                     False,                 ""),
    "LoadScenario":     ("director admin",                     False,                 ""),
    "CreateDrill": ("", False, ""),
    "TakeBaseline": ("", False, ""),
    "AcceptScenario": ("", False, ""),
    "WithdrawScenario": ("", False, ""),
    "InterruptDrill": ("", False, ""),
    "MakeInjectDue": ("", False, ""),
    "DeliverInject": ("", False, ""),
    "PassInject": ("", False, ""),
    "BindRole": (DRILL_ROLES, False, ""),
    "ScheduleDrill": (DRILL_ROLES, False, ""),
    "ArmDrill": (DRILL_ROLES, False, ""),
    "AnswerRollCall": (DRILL_ROLES, False, ""),
    "StartDrill": (DRILL_ROLES, False, ""),
    "JumpDrill": (DRILL_ROLES, False, ""),
    "EndDrill": (DRILL_ROLES, False, ""),
    "AbortDrill": (DRILL_ROLES, False, ""),
    "BeginHotWash": (DRILL_ROLES, False, ""),
    "EvaluateDrill": (DRILL_ROLES, False, ""),
    "ArchiveDrill": (DRILL_ROLES, False, ""),
    "HoldInject": (DRILL_ROLES, False, ""),
    "ReleaseInject": (DRILL_ROLES, False, ""),
    "SkipInject": (DRILL_ROLES, False, ""),
    "DelayInject": (DRILL_ROLES, False, ""),
    "ImproviseInject": (DRILL_ROLES, False, ""),
    "EditInject": (DRILL_ROLES, False, ""),
    "AcknowledgeInject": (DRILL_ROLES, False, ""),
    "PlayInject": (DRILL_ROLES, False, ""),
    "WriteEvaluatorNote": (DRILL_ROLES, False, ""),
    "RateExpectation": (DRILL_ROLES, False, ""),
    "ProposeImprovement": (DRILL_ROLES, False, ""),
    "ReviseImprovement": (DRILL_ROLES, False, ""),
    "ApproveImprovement": (DRILL_ROLES, False, ""),
    "HandInSelfAssessment": (DRILL_ROLES, False, ""),
    "ReviseSelfAssessment": (DRILL_ROLES, False, ""),
    "OverruleScore": (DRILL_ROLES, False, ""),
    "SetBookmark": (DRILL_ROLES, False, ""),
    "JumpClockAhead":   ("director admin",                     False,                 ""),
    "CloseRoad":        ("operator director",                  False,                 ""),
    "ProlongClosure":   ("operator director",                  False,                 ""),
    "OpenRoad":         ("operator director",                  False,                 ""),
    "SetUnitStatus":    ("operator director unit",             True,                  ""),
    "SendNotice":       ("operator director leader",           False,                 ""),
    "AcknowledgeNotice": ("operator director unit",            True,                  ""),
    "FailNotice":       ("operator director",                  False,                 ""),
    "SetResponseLevel": ("operator director leader",           False,                 ""),
    "AdjustResponseLevel": ("operator director leader",        False,                 ""),
    "EndResponse":      ("operator director leader",           False,                 ""),
    "StartPlan":        ("operator director leader",           False,                 "event"),
    "AdjustPlanLevel":  ("operator director leader",           False,                 "event"),
    "CompleteChecklistTask": ("operator director leader",      False,                 "event"),
    "SkipChecklistTask": ("operator director leader",          False,                 "event"),
    "ReopenChecklistTask": ("operator director leader",        False,                 "event"),
    "NoteChecklistTask": ("operator director leader",          False,                 "event"),
    "EndPlan":          ("operator director leader",           False,                 "event"),
    "MovePlan":         ("",                                   False,                 "event"),
    "SwitchAutomation": ("director admin",                     False,                 ""),
    "LogAutomation":    ("",                                   False,                 ""),
    "RegisterEvacuees": ("operator director gateway",          False,                 ""),
    "CorrectEvacuees":  ("operator director gateway",          False,                 ""),
    "SignOutEvacuees":  ("operator director gateway",          False,                 ""),
    "ReportCasualties": ("operator director leader",           False,                 "event"),
    "ReportLeaderArrival": ("operator director leader",        False,                 "event"),
    "WithdrawSiteReport": ("operator director leader",         False,                 "event"),
    "SendSituationReport": ("operator director leader",        False,                 "event"),
    "CountCalls":       ("operator director gateway",          False,                 ""),
    "VisitGrid":        ("operator director unit gateway",     False,                 ""),
    "ReportIndicator":  ("operator director gateway",          False,                 ""),
    "FreezeKpi":        ("leader admin",                       False,                 ""),
    "RateKpi":          ("leader admin",                       False,                 ""),
    "OpenExcursion":    ("",                                   False,                 ""),
    "WorsenExcursion":  ("",                                   False,                 ""),
    "EndExcursion":     ("",                                   False,                 ""),
    "CountFaults":      ("operator director gateway",          False,                 ""),
    "ResolveFault":     ("operator director",                  False,                 ""),
    "HandOverShift":    ("operator director",                  False,                 ""),
    "TakeOverShift":    ("operator director",                  False,                 ""),
    "ShowWallScene":    ("operator director leader",           False,                 ""),
    "WithdrawShift":    ("operator director",                  False,                 ""),
    "DraftBriefing":    ("operator director leader",           False,                 ""),
    "EditBriefing":     ("operator director leader",           False,                 ""),
    "UpdateBriefing":   ("operator director leader",           False,                 ""),
    "AddBriefingFigure": ("operator director leader",          False,                 ""),
    "RemoveBriefingFigure": ("operator director leader",       False,                 ""),
    "CheckBriefing":    ("operator director leader",           False,                 ""),
    "SignBriefing":     ("director leader",                    False,                 ""),
    "SendBriefing":     ("operator director leader",           False,                 ""),
    "WithdrawBriefing": ("operator director leader",           False,                 ""),
    "OrderRounds":      ("operator director",                  False,                 ""),
    "PlanRounds":       ("",                                   False,                 ""),
    "ServeStop":        ("operator director unit",             True,                  ""),
    "AskPolicyQuestion": ("operator director",                 False,                 ""),
    "AnswerPolicyQuestion": ("operator director leader",       False,                 ""),
    "WithdrawPolicyQuestion": ("operator director",            False,                 ""),
    "AcceptPolicyWord": ("operator director leader",           False,                 ""),
    "RejectPolicyWord": ("operator director leader",           False,                 ""),
    "WithdrawPolicyWord": ("operator director leader",         False,                 ""),
    "KeepCoveragePlan": ("operator director leader",           False,                 ""),
    "WithdrawCoveragePlan": ("operator director leader",       False,                 ""),
    "PinFigure":        ("operator director leader",           False,                 ""),
    "RenewPin":         ("operator director leader",           False,                 ""),
    "MovePin":          ("operator director leader",           False,                 ""),
    "UnpinFigure":      ("operator director leader",           False,                 ""),
    "KeepNeedForecast": ("",                                   False,                 ""),
    "RaiseWarning":     ("",                                   False,                 ""),
    "UpdateWarning":    ("",                                   False,                 ""),
    "AssessWarning":    ("operator director leader",           False,                 ""),
    "DismissWarning":   ("operator director leader",           False,                 ""),
    "ActOnWarning":     ("operator director leader",           False,                 ""),
    "EvaluateWarning":  ("operator director leader",           False,                 ""),
    "BeginPlan":        ("director leader admin",              False,                 ""),
    "AddPlanItem":      ("director leader admin",              False,                 ""),
    "RevisePlanItem":   ("director leader admin",              False,                 ""),
    "SpendOnPlanItem":  ("operator director leader unit",      True,                  ""),
    "SubmitEvidence":   ("operator director leader unit",      True,                  ""),
    "AcceptEvidence":   ("director leader admin",              False,                 ""),
    "RejectEvidence":   ("director leader admin",              False,                 ""),
    "RevokeEvidence":   ("director leader admin",              False,                 ""),
    "RemindOfPlanItem": ("",                                   False,                 ""),
    "UrgePlanItem":     ("operator director leader",           False,                 ""),
    "DecidePilot":      ("director leader admin",              False,                 ""),
    "WithdrawPlanItem": ("director leader admin",              False,                 ""),
    "ArchivePlan":      ("director leader admin",              False,                 ""),
    "EnrolTrainee":     ("operator director leader admin",     False,                 ""),
    "RegroupTrainee":   ("operator director leader admin",     False,                 ""),
    "ReleaseTrainee":   ("operator director leader admin",     False,                 ""),
    "RecordTraining":   ("operator director leader admin",     False,                 ""),
    "WithdrawTraining": ("operator director leader admin",     False,                 ""),
    "CaptureScans":     ("operator director gateway",          False,                 ""),
    "OpenRecall":       ("operator director leader",           False,                 ""),
    "BeginRecall":      ("operator director leader",           False,                 ""),
    "TellRecallPlace":  ("operator director leader",           False,                 ""),
    "FinishRecall":     ("operator director leader",           False,                 ""),
    "CloseRecall":      ("operator director leader",           False,                 ""),
    "WithdrawRecall":   ("operator director leader",           False,                 ""),
    "SkipStop":         ("operator director unit",             True,                  ""),
}  # fmt: skip
SAMPLE = FaultSample(key="k", at_ms=NOW_MS)
FAULT = InputFault(
    id=fault_id("2026-10-01", "key", "place_outside"), day="2026-10-01", origin="key", reason="place_outside",
    number=1, last_ms=NOW_MS, samples=(SAMPLE,),
)  # fmt: skip
UNITS = ("own", "other", "none")
CONTENT = b"document"
DOCUMENT = Attachment(
    sha256=hashlib.sha256(CONTENT).hexdigest(), name="b.docx", size=len(CONTENT), media_type="application/zip"
)
KEEP = coverage_answers.keep()
FIGURE = ChosenFigure(metric="reported", period=Period(0, 1), as_of_seq=1)
MILESTONES = (Milestone(key="m1", title="节点", due="2026-10-02"),)
SHIFT = catalog.load().collection.shift_at(NOW_MS)
assert SHIFT is not None
SIGNAL = warning_card.RiskSignal(detector="ears", days=7, observed=9, expected=2.0, chance=1e-4, recurrence_days=90.0)
DIVISIONS = ("county", "inside", "outside", "unknown")
"""``county``: a key without divisions; otherwise one with divisions, and where the subject is."""
VALUES: dict[str, Any] = {
    "event_id": "E1", "alarm_id": "A1", "entry_id": "D1", "note": "说明", "subclass": "exposed_garbage",
    "title": "垃圾", "source": "hotline", "x_m": PLACE_M[0], "y_m": PLACE_M[1], "into": "E2", "unit": "market",
    "satisfied": True, "score": 3, "sensor_id": "bin-0", "channel": "fill", "rule": "bin_full", "priority": "low",
    "step": "remind", "value": 95.0, "limit": 90.0, "rate": 2.0, "to_ms": NOW_MS + 60_000,
    "status": "busy", "notice_id": "N1", "response_id": "L1", "arrival_id": "P1", "to": VILLAGE, "means": "phone",
    "period": "2026-10", "offered": 9, "answered": 8, "grid": f"{VILLAGE}001",
    "indicator": "collective_income", "division": VILLAGE, "village": VILLAGE, "shelter": "shelter", "people": 12,
    "day": "2026-10-01", "origin": "key", "reason": "place_outside", "fault_id": FAULT.id,
    "plan_id": "G1", "plan": "flash_flood", "task": "verify", "closure_id": "R1", "extent": "circle", "radius_m": 100.0,
    "shift": SHIFT.id, "bin": "bin-0", "number": 1, "why": "first", "seed": 1, "iterations": 1, "closures": (),
    "rounds": (), "unserved": (), "over": 0, "shift_id": "H1", "wall": "hall", "scene": "day",
    "note_id": "n1", "verdicts": (), "drill": "drill:1", "live_event": "E1",
    "digest": "d", "roles": (), "begins_ms": 0, "lasts_ms": 0, "speed": 1.0,
    "role": "duty", "members": (), "starts_ms": 0, "grade": "优", "inject_id": "I1", "by_ms": 1, "content": b"{}",
    "attempt": 1, "due_ms": 0, "expectation": "X1", "share": 1.0, "attachments": (),
    "briefing_id": "B1", "site_id": "S1", "post": "副县长", "figure": FIGURE, "year": 2026, "stated": "0" * 64,
    "figure_count": 1, "template": "pilot_short",
    "warning_id": "W1", "subject": "city_appearance", "divisions": (VILLAGE,), "from_ms": 0, "signals": (SIGNAL,),
    "events": ("E1",), "was_true": True,
    "item_id": "I1", "milestone": "m1", "lead": "market", "starts": "2026-10-01", "due": "2026-10-31", "yuan": 5,
    "late": ("m1",), "decision": "stop", "event": "E1", "trainee": "综治专干", "group": "leaders",
    "session_id": "S1", "trainees": ("综治专干",), "mode": "theory", "hours": 1.0,
    "sender": "mill", "scans": CHAIN, "recall_id": "R1", "batch": "urn:rice", "places": (ToldPlace("p1"),),
    "traced_ms": 0, "as_of_seq": 1, "place": "p1",
    "document": DOCUMENT.sha256, "question_id": "Q1", "question": "几岁免费", "spoken": "几岁", "written": "年满",
}  # fmt: skip

TAKEN = TakenBaseline(
    source="live-copy", realm="live", at_ms=1, seq=1, hash="0" * 64, shift_ms=0, records=0, counts={}
)

OWN: dict[type[CommandBody], dict[str, Any]] = {
    briefings.DraftBriefing: {"kind": "special", "period": ""},
    briefings.SignBriefing: {"attachments": (DOCUMENT,)},
    briefings.EditBriefing: {"recipients": ("县委办公室",)},
    c.CorrectEvent: {"title": "建筑垃圾", "level": "larger"},
    tickets.AskPolicyQuestion: {"reason": "unanswered", "on": "2026-11-23"},
    pins.PinFigure: {"pin_id": "N1", "figure": pinned_results.result(), "as_of_ms": 1, "on": ("wall",)},
    pins.RenewPin: {"pin_id": "N1", "figure": pinned_results.result(), "as_of_ms": 1},
    pins.MovePin: {"pin_id": "N1", "on": ("page",)},
    pins.UnpinFigure: {"pin_id": "N1"},
    KeepCoveragePlan: {
        name: getattr(KEEP, name) for name in ("question", "tours", "sites", "limit_min", "as_of_seq", "as_of_ms")
    },
    KeepNeedForecast: {
        "forecast_id": "F1", "level": "village", "ahead": 1, "week": 2969, "codes": (VILLAGE,), "needs": (),
    },
    notices.SendNotice: {"kind": "division"},
    OpenRecall: {"level": "1", "event_id": "E8"},
    responses.SetResponseLevel: {"level": "II", "area": VILLAGE, "emergency": "natural"},
    responses.AdjustResponseLevel: {"level": "II"},
    SendSituationReport: {"kind": "first"},
    site_reports.ReportCasualties: {"about": "E1"},
    site_reports.ReportLeaderArrival: {"about": "E1", "post": "副县长"},
    ResolveFault: {"sample": "k", "event_id": ""},
    plans.StartPlan: {"level": "IV", "about": "E1"},
    plans.AdjustPlanLevel: {"level": "III"},
    SwitchAutomation: {"rule": "flood_plan", "on": True},
    TakeBaseline: {"baseline": TAKEN},
    AcceptScenario: {"kind": "functional"},
    PassInject: {"why": "person"},
    DeliverInject: {"to": (), "kind": "notice"},
    OverruleScore: {"status": "met"},
    SetBookmark: {"at_ms": 0},
    FreezeKpi: {
        "period": "2025-Q3", "as_of_seq": 1, "definitions": definitions_digest(catalog.load()),
        "leaves": tuple(FrozenLeaf(id=leaf, value=50.0) for leaf in leaves_of(catalog.load().kpi)),
    },
    plan_items.AddPlanItem: {"milestones": MILESTONES, "indicator": None},
    plan_items.RevisePlanItem: {"milestones": MILESTONES, "indicator": None},
    training_sessions.RecordTraining: {"from_ms": NOW_MS - 3_600_000, "to_ms": NOW_MS},
    RateKpi: {"period": "2025-Q3", "institution": "x", "node": "", "points": 5.0},
    OpenExcursion: {"excursion_id": "overdue:1", "sign": "overdue", "band": "red", "value": 9.0},
    WorsenExcursion: {"excursion_id": "overdue:1", "band": "red", "value": 9.0},
    EndExcursion: {"excursion_id": "overdue:1", "value": 1.0},
    LogAutomation: {"rule": "flood_plan", "trigger": 1, "about": "event/E1", "outcome": "acted"},
}
"""Values of fields that mean something else in other commands."""
STEP = TimelineEntry("Opened", NOW_MS - 1_000, NOW_MS - 1_000, "key", "")
CLOSURE = closures.RoadClosure(id="R1", state="closed", steps=(STEP,), x_m=PLACE_M[0], y_m=PLACE_M[1])

RESPONSE = responses.Response(id="L1", state="in_force", steps=(STEP,), level="IV", area=VILLAGE)

ARRIVAL = evacuations.Arrival(id="P1", state="sheltered", steps=(STEP,), village=VILLAGE, shelter="shelter", people=9)
SITE_REPORT = site_reports.SiteReport(id="S1", state="told", steps=(STEP,), kind="leader", about="E1", post="副县长")


TASKS = tuple(plans.ChecklistTask(key=key, phase="warning", text=Name("x", "x"), who="duty") for key in ("verify",))
RUN = plans.PlanRun(id="G1", state="active", steps=(STEP,), plan="flash_flood", about="E1", tasks=TASKS)
VERIFIED = replace(
    RUN, steps=(STEP, replace(STEP, kind="ChecklistTaskCompleted")), marks={"verify": (1,)}
)  # fmt: skip


WARNING = warning_card.WarningCard(id="W1", state="new", steps=(STEP,), subject="city_appearance", signals=(SIGNAL,))
PINNED = pins.Pin(id="N1", state="pinned", steps=(STEP,), figure=pinned_results.result(), on=("wall",))
PLAN_ITEM = PlanItem(
    id="I1", state="open", steps=(STEP,), root="I1", title="项", starts="2026-10-01", due="2026-10-31",
    milestones=MILESTONES, divisions=(VILLAGE,),
)  # fmt: skip
SHOWN = MilestoneEvidence(milestone="m1", state="waiting", at_ms=NOW_MS, by="another", person="another")
TRAINEE = Trainee(id="综治专干", state="enrolled", steps=(STEP,), group="leaders")


def plan_item(*evidence: MilestoneEvidence) -> Callable[[str], PlanItem]:
    return lambda unit: replace(PLAN_ITEM, lead=unit, evidence=evidence)


RECALL = Recall(id="R1", state="opened", steps=(STEP,), level="1", batch="urn:rice", places=(ToldPlace("p1"),))
TICKET = tickets.PolicyTicket(id="Q1", state="open", steps=(STEP,), question="几岁免费")
ANSWERED = replace(
    TICKET, state="answered", spoken="几岁", written="年满", word="proposed",
    steps=(STEP, replace(STEP, kind="PolicyQuestionAnswered", actor="another")),
)  # fmt: skip


def notice(unit: str) -> notices.Notice:
    return notices.Notice(id="N1", state="sent", steps=(STEP,), kind="unit", to=unit, means="phone")


def on_round(unit: str) -> collection.CollectionRounds:
    """A stop of the truck that the command names: its own, or the one called market."""
    stop = collection.PlannedStop(bin="bin-0", arrive_ms=NOW_MS, fill=90, kg=99)
    tour = collection.TruckRound(
        unit=unit or "market", stops=(stop,), back_ms=NOW_MS, start="", ready_ms=NOW_MS, load_kg=0, capacity_kg=5_000
    )
    return collection.CollectionRounds(id=SHIFT.id, until_ms=SHIFT.end_ms, number=1, rounds=(tour,))


SHIFT_LEFT = ShiftHandover(id="H1", state="handed_over", steps=(replace(STEP, actor="another"),))

BRIEFING = Briefing(
    id="B1", state="draft", steps=(STEP,), kind="special", title="专报", recipients=("县委办公室",), as_of_ms=NOW_MS
)

CASES: dict[type[CommandBody], Callable[[str], Any]] = {
    briefings.EditBriefing: lambda unit: BRIEFING,
    briefings.UpdateBriefing: lambda unit: BRIEFING,
    briefings.AddBriefingFigure: lambda unit: BRIEFING,
    briefings.RemoveBriefingFigure: lambda unit: replace(BRIEFING, figures=(FIGURE,)),
    briefings.CheckBriefing: lambda unit: BRIEFING,
    briefings.SignBriefing: lambda unit: replace(BRIEFING, state="checked"),
    briefings.SendBriefing: lambda unit: replace(BRIEFING, state="signed"),
    briefings.WithdrawBriefing: lambda unit: BRIEFING,
    closures.ProlongClosure: lambda unit: CLOSURE,
    closures.OpenRoad: lambda unit: CLOSURE,
    SetUnitStatus: lambda unit: UnitStatus(
        id=unit or "market", status="off_duty", since_ms=NOW_MS - 1, until_ms=None, by="key", note=""
    ),
    notices.AcknowledgeNotice: notice,
    WithdrawCoveragePlan: lambda unit: CoveragePlan(id="G1", state="kept", steps=(STEP,)),
    pins.RenewPin: lambda unit: PINNED,
    pins.MovePin: lambda unit: PINNED,
    pins.UnpinFigure: lambda unit: PINNED,
    warning_card.UpdateWarning: lambda unit: WARNING,
    BeginRecall: lambda unit: RECALL,
    TellRecallPlace: lambda unit: RECALL,
    FinishRecall: lambda unit: replace(RECALL, state="begun"),
    CloseRecall: lambda unit: replace(RECALL, state="finished"),
    WithdrawRecall: lambda unit: RECALL,
    warning_card.AssessWarning: lambda unit: WARNING,
    warning_card.DismissWarning: lambda unit: WARNING,
    warning_card.ActOnWarning: lambda unit: WARNING,
    warning_card.EvaluateWarning: lambda unit: replace(WARNING, state="dismissed"),
    tickets.AnswerPolicyQuestion: lambda unit: TICKET,
    tickets.WithdrawPolicyQuestion: lambda unit: TICKET,
    tickets.AcceptPolicyWord: lambda unit: ANSWERED,
    tickets.RejectPolicyWord: lambda unit: ANSWERED,
    tickets.WithdrawPolicyWord: lambda unit: replace(ANSWERED, word="accepted"),
    notices.FailNotice: notice,
    **dict.fromkeys(
        (plan_items.RevisePlanItem, plan_items.SpendOnPlanItem, plan_items.SubmitEvidence, plan_items.UrgePlanItem,
         plan_items.DecidePilot, plan_items.WithdrawPlanItem, plan_items.RemindOfPlanItem), plan_item(),
    ),
    plan_items.AcceptEvidence: plan_item(SHOWN),
    plan_items.RejectEvidence: plan_item(SHOWN),
    plan_items.RevokeEvidence: plan_item(replace(SHOWN, state="accepted")),
    plan_items.ArchivePlan: lambda unit: replace(
        PLAN_ITEM, decision="stop", evidence=(replace(SHOWN, state="accepted"),)
    ),
    RegroupTrainee: lambda unit: TRAINEE,
    ReleaseTrainee: lambda unit: TRAINEE,
    training_sessions.WithdrawTraining: lambda unit: training_sessions.TrainingSession(
        id="S1", state="held", steps=(STEP,)
    ),
    responses.AdjustResponseLevel: lambda unit: RESPONSE,
    responses.EndResponse: lambda unit: RESPONSE,
    plans.AdjustPlanLevel: lambda unit: RUN,
    plans.CompleteChecklistTask: lambda unit: RUN,
    plans.SkipChecklistTask: lambda unit: RUN,
    plans.ReopenChecklistTask: lambda unit: VERIFIED,
    plans.NoteChecklistTask: lambda unit: RUN,
    plans.EndPlan: lambda unit: RUN,
    plans.MovePlan: lambda unit: RUN,
    evacuations.CorrectEvacuees: lambda unit: ARRIVAL,
    evacuations.SignOutEvacuees: lambda unit: ARRIVAL,
    site_reports.WithdrawSiteReport: lambda unit: SITE_REPORT,
    ResolveFault: lambda unit: FAULT,
    collection.ServeStop: on_round,
    collection.SkipStop: on_round,
    TakeOverShift: lambda unit: SHIFT_LEFT,
    WithdrawShift: lambda unit: SHIFT_LEFT,
}
"""The state that a command needs, of those that belong to neither an event nor an alarm, by the unit that it belongs
to."""
NOT_IN_LIVE = ("clock_not_of_drill", "drill_not_here", "case_unknown")
"""Why the live realm refuses commands about a drill."""
TASK = {"own": "city_management", "other": "market", "none": ""}


@pytest.fixture(scope="module")
def live() -> LiveRealm:
    live = LiveRealm(principals=(OWNER,))
    vars(live.realm.package)["_codes"] = frozenset({VILLAGE, f"{VILLAGE}001"})  # the square county has no grids
    live.realm.desk.resources["shelter"] = Resource("shelter", "shelter", "shelter", *PLACE_M, VILLAGE, 5)
    for unit in TASK.values():
        live.realm.desk.resources[unit] = Resource(unit, "collection_truck", unit, *PLACE_M, VILLAGE, 5)
    live.realm.blobs.put(CONTENT, sha256=DOCUMENT.sha256, offset=0, total=len(CONTENT), by="key")
    assert live.realm.desk.sensors["bin-0"].division.startswith(INSIDE[:9]), "the sensor is inside"
    return live


def body_of(command: type[CommandBody], unit: str = "market") -> CommandBody:
    """``unit``: the one that a command about a unit of the event names."""
    values = {name: value for name, value in VALUES.items() if name in command.__struct_fields__}
    if command is c.ReportEvent:
        values |= {"event_id": "E9", "sensor_id": ""}
    if command in (c.ReportDeparture, c.ReportArrival, c.ReleaseUnit, c.SetMainUnit):
        values["unit"] = unit
    values |= OWN.get(command, {})
    if command in (SetUnitStatus, collection.ServeStop, collection.SkipStop):
        values["unit"] = unit
    if command is c.AddUnit:
        values["unit"] = "fire_rescue"
    if "until_ms" in command.__struct_fields__:
        values["until_ms"] = NOW_MS + 2 * 86_400_000
    return command(**values)


def event(event_id: str, state: State, unit: str, division: str) -> Event:
    step = TimelineEntry("EventReported", NOW_MS - 1_000, NOW_MS - 1_000, "watch", "")
    return Event(
        id=event_id, state=state, subclass="exposed_garbage", title="垃圾", source="hotline", level="general",
        x_m=PLACE_M[0], y_m=PLACE_M[1], division=division, reporter="", sensor_id="", alarm_id="",
        happened_ms=NOW_MS - 1_000, unit=unit, due_ms=NOW_MS + 86_400_000, dispatched_ms=NOW_MS - 800,
        suspended_ms=NOW_MS - 500, fed_back_ms=NOW_MS - 500, timeline=(step,),
    )  # fmt: skip


def arrange(live: LiveRealm, command: type[CommandBody], unit: str, division: str) -> None:
    """The subject of the command, in a state in which the rules allow it."""
    states = live.realm.desk.fold.states
    where = {"county": INSIDE, "inside": INSIDE, "outside": OUTSIDE, "unknown": ""}[division]
    task = TASK[unit]
    about_one = (SendSituationReport, plans.StartPlan, warning_card.ActOnWarning, plan_items.SubmitEvidence,
                 plan_items.UrgePlanItem)
    if command in about_one or issubclass(command, site_reports.SiteCommand):
        states["event"]["E1"] = event("E1", State.FILED, "", where)
    if issubclass(command, c.EventCommand) and command is not c.ReportEvent:
        states["event"]["E1"] = event("E1", BY_COMMAND[command].sources[0], task, where)
        if command in (c.ReportDeparture, c.ReportArrival, c.ReleaseUnit, c.SetMainUnit):
            main = "truck-1" if command in (c.ReleaseUnit, c.SetMainUnit) else task
            units = (UnitTask(unit=task or "market", assigned_ms=NOW_MS - 1_000),)
            states["event"]["E1"] = replace(states["event"]["E1"], unit=main, units=units)
        if command is c.SuperviseEvent:
            states["event"]["E1"] = replace(states["event"]["E1"], returned=1)
        if command in (c.HandOverEvent, c.ReleaseClaim):
            states["event"]["E1"] = replace(states["event"]["E1"], claim=Claim(person="key", since_ms=NOW_MS))
        if command is c.RefuseExtension:
            states["event"]["E1"] = replace(states["event"]["E1"], extension_until_ms=NOW_MS)
        states["event"]["E2"] = event("E2", State.FILED, "", where)
    if command is training_sessions.RecordTraining:
        states["trainee"][TRAINEE.id] = TRAINEE
    if command in CASES:
        state = CASES[command](task)
        if isinstance(state, plans.PlanRun):
            state = replace(state, division=where)
        states[of_command_type(command).key][state.id] = state
    if issubclass(command, c.AlarmCommand):
        state = next(rule.sources[0] for rule in ALARM_TABLE if rule.command is command)
        sensor = "gone" if division == "unknown" else "bin-0"
        states["alarm"]["A1"] = Alarm(
            id="A1", state=state, sensor_id=sensor, channel="fill", rule="bin_full", priority="low", value=95.0,
            limit=90.0, raised_ms=NOW_MS - 1_000, aside_until_ms=NOW_MS + 1_000,
        )  # fmt: skip
    live.realm.desk.restored()  # its counts follow the states


@pytest.fixture
def committer(live: LiveRealm) -> Iterator[GroupCommitter]:
    yield live.realm.backend._groups._committer
    for key in ("event", "alarm", *(of_command_type(command).key for command in CASES)):
        live.realm.desk.fold.states[key].clear()


def expected(name: str, role: Role, unit: str, division: str) -> str:
    """Code of the refusal, "" when the command is authorised."""
    roles, own_tasks, subject = MAY[name]
    if not roles:
        return "watch_only"
    if role not in roles.split():
        return "not_authorised"
    if own_tasks and role is Role.UNIT and unit != "own":
        return "other_unit"
    if subject and division in ("outside", "unknown"):
        return "other_division" if subject == "event" else "alarm_other_division"
    return ""


def limits_of(command: type[CommandBody], division: str) -> tuple[str, ...]:
    """Divisions of the key: an alarm's sensor stays where it is, so there the key is elsewhere."""
    if division == "county":
        return ()
    return (OUTSIDE,) if issubclass(command, c.AlarmCommand) and division == "outside" else (INSIDE,)


def test_the_table_has_a_row_for_every_command() -> None:
    assert set(MAY) == {command.__name__ for command in COMMANDS}


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.__name__)
def test_a_command_is_decided_only_for_the_roles_units_and_divisions_of_its_row(
    live: LiveRealm, committer: GroupCommitter, command: type[CommandBody]
) -> None:
    for number, (role, unit, division) in enumerate(product(Role, UNITS, DIVISIONS)):
        arrange(live, command, unit, division)
        divisions = limits_of(command, division)
        named = "city_management" if unit == "own" else "market"
        body = body_of(command, named)
        principal = Principal(id="key", roles=frozenset({role}), unit="city_management", divisions=divisions)
        request = Command(id=f"{command.__name__}{number}", realm="live", happened_ms=NOW_MS, body=body)
        group = committer.decide([ClientRequest(principal, request)], (), (), now_ms=NOW_MS, wall_ms=NOW_MS)
        case = f"{command.__name__} by {role}, unit {unit}, division {division}"
        [answer] = group.answers
        refused = expected(command.__name__, role, unit, division)
        if refused:
            assert isinstance(answer, m.Rejected), case
            assert answer.code == refused, case
            assert text(answer.code, answer.params), case
            assert not group.outcomes, case
            assert not group.entries, f"{case}: nothing is stored"
        elif of_command_type(command).key in DRILL_KEYS and command is not AnnounceDrill:
            assert isinstance(answer, m.Rejected), case
            assert answer.code in NOT_IN_LIVE, case
        else:
            assert isinstance(answer, m.Accepted), f"{case}: {answer}"
            assert [entry for entry in group.entries if b"\xa3key" in entry.data], case
        committer.abandon()


ROW_SENDERS = "operator director gateway admin"


@pytest.mark.parametrize("division", DIVISIONS)
@pytest.mark.parametrize("role", Role)
def test_rows_are_decided_only_for_the_roles_and_divisions_that_may_send_them(
    live: LiveRealm, committer: GroupCommitter, role: Role, division: str
) -> None:
    limits = {"county": (), "inside": (INSIDE,), "outside": (OUTSIDE,), "unknown": ("999901900000",)}[division]
    principal = Principal(id="key", roles=frozenset({role}), divisions=limits)
    request = ClientRequest(principal, readings(f"{role}{division}", 20.0))
    group = committer.decide([request], (), (), now_ms=NOW_MS, wall_ms=NOW_MS)
    [answer] = group.answers
    refused = "not_authorised" if role not in ROW_SENDERS.split() else ""
    refused = refused or ("sensor_other_division" if division in ("outside", "unknown") else "")
    assert (answer.code if isinstance(answer, m.Rejected) else "") == refused
    assert group.empty is bool(refused)
    committer.abandon()


def test_a_refusal_leaves_no_trace_in_journal_history_and_state() -> None:
    wall = Principal(id="wall", roles=frozenset({Role.WALL}))
    live = LiveRealm(principals=(wall,))
    head, states = live.realm.log.head, dict(live.realm.desk.fold.states)
    for number, command in enumerate(COMMANDS):
        request = Command(id=f"x{number}", realm="live", happened_ms=NOW_MS, body=body_of(command))
        [answer] = live.turn(m.Submit(command=request))
        assert isinstance(answer, m.Rejected)
    assert live.realm.log.head == head
    assert live.realm.desk.fold.states == states
    assert len(live.realm.audit.of("command_refused")) == len(COMMANDS)
