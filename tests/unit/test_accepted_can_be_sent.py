"""Whatever was accepted can be sent: any sequence of accepted commands leads to a snapshot that a desktop loads."""

from __future__ import annotations

import uuid
from collections.abc import Callable

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from county import alarms, catalog, shifts
from county import commands as c
from county.aggregates import AGGREGATES, COMMANDS, concrete_types
from county.attachments import ATTACHMENTS_MAX, FILE_MAX, NAME_MAX, Attachment
from county.automation.log import LogAutomation, SwitchAutomation
from county.briefing import commands as briefings
from county.briefing.briefing import BriefText, ChosenFigure, FindingAnswer
from county.catalog import load
from county.coverage.kept_plans import WithdrawCoveragePlan
from county.decisions import pins
from county.drill.drill_keys import DRILL_KEYS
from county.duty_log import WriteDutyEntry
from county.events.event import JOINED_MAX, LONGEST_ADDRESS, LONGEST_NOTE, State
from county.events.table import FOLLOW_UPS_PER_REPORT, TABLE, allowed
from county.figures import inputs as figures
from county.figures.excursions import ExcursionCommand
from county.figures.indicators import ReportIndicator
from county.figures.kpi_freeze import FreezeKpi, FrozenLeaf, RateKpi, definitions_digest
from county.figures.kpi_table import leaves_of
from county.figures.metric import ASKED_MAX, Figure, Period
from county.fold import Fold
from county.input_faults import PARAMS_MAX, SENT_MAX, FaultSample, ResolveFault, counted, sample_of
from county.need.kept_forecast import KeepNeedForecast
from county.plan_tracker import commands as plan_items
from county.policy import tickets
from county.resource import Resource
from county.response import evacuations, notices, plans, site_reports
from county.response import levels as responses
from county.response.situation_reports import SendSituationReport
from county.risk import warning_card
from county.roads import closures as roads
from county.rounds import aggregate as rounds
from county.tracing import recall
from county.tracing.scans import CaptureScans
from county.training import sessions as training_sessions
from county.training.people import EnrolTrainee, RegroupTrainee, ReleaseTrainee
from county.units.status import SetUnitStatus
from county.wall.shown import ShowWallScene
from services.protocol import messages as m
from services.protocol.assembly import SnapshotAssembler
from services.protocol.limits import ANSWER_MAX, FRAME_MAX
from services.protocol.source import Snapshot
from tests import coverage_answers, pinned_results
from tests.square_county import PLACE_M, VILLAGE
from tests.tracing_chain import CHAIN
from tests.unit import planned
from tests.unit.live_realm import NOW_MS, LiveRealm, command, readings, report

NOTES = ["", "长" * LONGEST_NOTE, "𠮷" * LONGEST_NOTE, "a\n\tb" * (LONGEST_NOTE // 5)]
"""The longest notes are of characters that take four bytes."""
LATER_MS = NOW_MS + 5 * 86_400_000
SHIFT = catalog.load().collection.shift_at(NOW_MS)
assert SHIFT is not None
Made = Callable[[str, str], c.CommandBody]
BODIES: tuple[Made, ...] = (
    lambda subject, note: c.RejectEvent(event_id=subject, note=note),
    lambda subject, note: c.FileEvent(event_id=subject, note=note),
    lambda subject, note: c.MergeEvent(event_id=subject, into="E2", note=note),
    lambda subject, note: c.UnmergeEvent(event_id=subject, note=note),
    lambda subject, note: c.DispatchEvent(event_id=subject, unit="city_management", note=note),
    lambda subject, note: c.ClaimEvent(event_id=subject, note=note),
    lambda subject, note: c.HandOverEvent(event_id=subject, to="other", note=note),
    lambda subject, note: c.ReleaseClaim(event_id=subject, note=note),
    lambda subject, note: c.NoteEvent(event_id=subject, note=note),
    lambda subject, note: c.AddUnit(event_id=subject, unit="market", note=note),
    lambda subject, note: c.ReleaseUnit(event_id=subject, unit="market", note=note),
    lambda subject, note: c.SetMainUnit(event_id=subject, unit="market", note=note),
    lambda subject, note: c.ReportDeparture(event_id=subject, unit="city_management", note=note),
    lambda subject, note: c.ReportArrival(event_id=subject, unit="city_management", note=note),
    lambda subject, note: c.AcceptTask(event_id=subject, note=note),
    lambda subject, note: c.ReturnTask(event_id=subject, note=note),
    lambda subject, note: c.ExtendDeadline(event_id=subject, until_ms=LATER_MS, note=note),
    lambda subject, note: c.RequestExtension(event_id=subject, until_ms=LATER_MS, note=note),
    lambda subject, note: c.RefuseExtension(event_id=subject, note=note),
    lambda subject, note: c.SuspendEvent(event_id=subject, note=note),
    lambda subject, note: c.ResumeEvent(event_id=subject, note=note),
    lambda subject, note: c.SuperviseEvent(event_id=subject, note=note),
    lambda subject, note: c.FeedBack(event_id=subject, note=note),
    lambda subject, note: c.ReworkEvent(event_id=subject, note=note),
    lambda subject, note: c.CloseEvent(event_id=subject, note=note),
    lambda subject, note: c.FollowUpEvent(event_id=subject, satisfied=True, note=note),
    lambda subject, note: c.EvaluateEvent(event_id=subject, score=3, note=note),
    lambda subject, note: c.ReopenEvent(event_id=subject, note=note),
    lambda subject, note: c.CorrectEvent(
        event_id=subject, title="𠮷" * (1 + len(note) % 200), address="𠮷" * 200, note=note
    ),
    lambda subject, note: c.AcknowledgeAlarm(alarm_id=subject, note=note),
    lambda subject, note: c.ShelveAlarm(alarm_id=subject, until_ms=LATER_MS, note=note),
    lambda subject, note: c.UnshelveAlarm(alarm_id=subject, note=note),
    lambda subject, note: c.SuppressAlarm(alarm_id=subject, note=note),
    lambda subject, note: c.UnsuppressAlarm(alarm_id=subject, note=note),
    lambda subject, note: c.TakeOutOfService(alarm_id=subject, note=note),
    lambda subject, note: c.ReturnToService(alarm_id=subject, note=note),
    lambda subject, note: WriteDutyEntry(entry_id=uuid.uuid4().hex, kind="call", about=subject, note=note or "note"),
)
LONGEST = c.ReportEvent(
    event_id="E" * 64, subclass="a" * 200, title="𠮷" * 200, source="hotline", level="general", x_m=1.0, y_m=1.0,
    note="𠮷" * LONGEST_NOTE, address="𠮷" * LONGEST_ADDRESS,
)  # fmt: skip


def sample(note: str) -> FaultSample:
    """One as large as any."""
    params = {f"{n}{note}": note for n in range(PARAMS_MAX)}
    return sample_of(key=uuid.uuid4().hex, at_ms=LATER_MS, where=note, params=params, report=LONGEST)


def longest_result() -> Figure:
    """Of a question of its own."""
    return pinned_results.result(asked=uuid.uuid4().hex.ljust(ASKED_MAX, "x"), basis="f" * 64)


FIGURE = ChosenFigure(metric="reported", period=Period(0, 1), as_of_seq=1, caption="𠮷" * 200)
ARTICLE = tickets.ArticleRef(doc_id="a" * 100, no="第" * 40, title="𠮷" * 200)
FILE_BYTES = 600
"""Bytes of an encoded attachment at most."""
RESPONSE: tuple[Made, ...] = (
    lambda subject, note: roads.CloseRoad(
        closure_id=uuid.uuid4().hex, extent="circle", x_m=PLACE_M[0], y_m=PLACE_M[1], radius_m=9.0, note=note or "note"
    ),
    lambda subject, note: roads.ProlongClosure(closure_id=subject, until_ms=LATER_MS, note=note),
    lambda subject, note: roads.OpenRoad(closure_id=subject, note=note),
    lambda subject, note: notices.SendNotice(
        notice_id=uuid.uuid4().hex, kind="division", to=VILLAGE, means="phone", note=note or "note"
    ),
    lambda subject, note: notices.AcknowledgeNotice(notice_id=subject, note=note),
    lambda subject, note: notices.FailNotice(notice_id=subject, note=note or "note"),
    lambda subject, note: responses.SetResponseLevel(
        response_id=uuid.uuid4().hex, emergency="natural", level="IV", area=VILLAGE, note=note or "note"
    ),
    lambda subject, note: responses.AdjustResponseLevel(response_id=subject, level="II", note=note or "note"),
    lambda subject, note: responses.EndResponse(response_id=subject, note=note or "note"),
    lambda subject, note: SwitchAutomation(rule="flood_plan", on=len(note) % 2 == 0, note=note or "note"),
    lambda subject, note: plans.StartPlan(
        plan_id=uuid.uuid4().hex, plan="flash_flood", level="I", about=subject, note=note
    ),
    lambda subject, note: plans.AdjustPlanLevel(plan_id=subject, level="II", note=note or "note"),
    lambda subject, note: plans.CompleteChecklistTask(plan_id=subject, task="verify", note=note),
    lambda subject, note: plans.SkipChecklistTask(plan_id=subject, task="patrol", note=note or "note"),
    lambda subject, note: plans.ReopenChecklistTask(plan_id=subject, task="verify", note=note or "note"),
    lambda subject, note: plans.NoteChecklistTask(plan_id=subject, note=note or "note"),
    lambda subject, note: plans.EndPlan(plan_id=subject, note=note or "note"),
    lambda subject, note: evacuations.RegisterEvacuees(
        arrival_id=uuid.uuid4().hex, village=VILLAGE, shelter="shelter", people=3, note=note
    ),
    lambda subject, note: evacuations.CorrectEvacuees(arrival_id=subject, people=4, note=note or "note"),
    lambda subject, note: evacuations.SignOutEvacuees(arrival_id=subject, note=note),
    lambda subject, note: site_reports.ReportCasualties(
        site_id=uuid.uuid4().hex, about=subject, injured=len(note), note=note
    ),
    lambda subject, note: site_reports.ReportLeaderArrival(
        site_id=uuid.uuid4().hex, about=subject, post="𠮷" * 60, note=note
    ),
    lambda subject, note: site_reports.WithdrawSiteReport(site_id=subject, note=note or "note"),
    lambda subject, note: SendSituationReport(
        event_id=subject, kind="further" if len(note) % 2 else "first", note=note or "note"
    ),
    lambda subject, note: figures.CountCalls(period="2026-10", offered=len(note), answered=0, note=note),
    lambda subject, note: figures.VisitGrid(grid=f"{VILLAGE}001", note=note),
    lambda subject, note: FreezeKpi(
        division=VILLAGE, period=f"{2000 + len(note) % 20}", as_of_seq=1, note=note[:200] or "note",
        leaves=tuple(FrozenLeaf(id=leaf, value=1e12) for leaf in leaves_of(load().kpi)),
        definitions=definitions_digest(load()),
    ),
    lambda subject, note: RateKpi(
        division=VILLAGE, period="2001", institution="𠮷" * (1 + len(note) % 60), node="", points=1.0,
        note=note[:200] or "note",
    ),
    lambda subject, note: ReportIndicator(
        indicator="collective_income", division=VILLAGE, period="2026-10", value=float(len(note)), note=note or "note"
    ),
    lambda subject, note: counted(
        day=f"2026-10-{1 + len(note) % 28:02}", origin="key", reason="place_outside", number=1,
        samples=tuple(sample(note) for _ in range(SENT_MAX)),
    ),
    lambda subject, note: ResolveFault(fault_id=subject, sample=note[:9]),
    lambda subject, note: shifts.HandOverShift(
        shift_id=uuid.uuid4().hex, note=note or "note", to="other", events=("E1",), alarms=("A1",)
    ),
    lambda subject, note: shifts.TakeOverShift(shift_id=subject, note=note),
    lambda subject, note: shifts.WithdrawShift(shift_id=subject, note=note or "note"),
    lambda subject, note: rounds.OrderRounds(shift=SHIFT.id, note=note[:200]),
    lambda subject, note: rounds.ServeStop(shift=subject, unit="truck", bin="bin-0", note=note[:200]),
    lambda subject, note: rounds.SkipStop(shift=subject, unit="truck", bin="bin-1", note=note[:200] or "note"),
    lambda subject, note: SetUnitStatus(unit="truck", status="busy" if note else "available", note=note),
    lambda subject, note: ShowWallScene(wall="hall", scene="day" if note else "", note=note),
    lambda subject, note: briefings.DraftBriefing(
        briefing_id=uuid.uuid4().hex, kind="special", title="𠮷" * 200, recipients=("县委办",), note=note
    ),
    lambda subject, note: briefings.EditBriefing(
        briefing_id=subject, texts=(BriefText(place="body", wording=note),), note=note
    ),
    lambda subject, note: briefings.UpdateBriefing(briefing_id=subject, note=note),
    lambda subject, note: briefings.AddBriefingFigure(briefing_id=subject, figure=FIGURE, note=note),
    lambda subject, note: briefings.RemoveBriefingFigure(briefing_id=subject, figure=FIGURE, note=note),
    lambda subject, note: briefings.CheckBriefing(
        briefing_id=subject, answers=(FindingAnswer(rule="L7", place="p1", note=note or "note"),)
    ),
    lambda subject, note: briefings.SignBriefing(
        briefing_id=subject, year=2026, number=1, document="a" * 64, stated="b" * 64, figure_count=1, note=note
    ),
    lambda subject, note: briefings.SendBriefing(briefing_id=subject, note=note),
    lambda subject, note: briefings.WithdrawBriefing(briefing_id=subject, note=note or "note"),
    lambda subject, note: tickets.AskPolicyQuestion(
        question_id=uuid.uuid4().hex, question="𠮷" * 200, on="2026-11-23", reason="conflict", cites=(ARTICLE,) * 8,
        note=note,
    ),
    lambda subject, note: tickets.AnswerPolicyQuestion(
        question_id=subject, spoken="𠮷" * 20, written="𠮷" * 20, answered_by=(ARTICLE,) * 8, note=note or "note"
    ),
    lambda subject, note: tickets.WithdrawPolicyQuestion(question_id=subject, note=note or "note"),
    lambda subject, note: tickets.AcceptPolicyWord(question_id=subject, note=note),
    lambda subject, note: tickets.RejectPolicyWord(question_id=subject, note=note or "note"),
    lambda subject, note: tickets.WithdrawPolicyWord(question_id=subject, note=note or "note"),
    lambda subject, note: coverage_answers.keep(uuid.uuid4().hex, title="𠮷" * 100, note=note),
    lambda subject, note: WithdrawCoveragePlan(plan_id=subject, note=note or "note"),
    lambda subject, note: pinned_results.pin(uuid.uuid4().hex, longest_result(), note=note),
    lambda subject, note: pins.RenewPin(pin_id=subject, figure=longest_result(), as_of_ms=1, note=note),
    lambda subject, note: pins.MovePin(pin_id=subject, on=("page",), note=note),
    lambda subject, note: pins.UnpinFigure(pin_id=subject, note=note or "note"),
    lambda subject, note: CaptureScans(sender="𠮷" * 200, scans=CHAIN),
    lambda subject, note: recall.OpenRecall(
        recall_id=uuid.uuid4().hex,
        title="𠮷" * 100,
        level="1",
        batch=uuid.uuid4().hex,
        places=tuple(recall.ToldPlace(f"p{n}", "𠮷" * 200) for n in range(recall.PLACES_MAX)),
        traced_ms=1,
        as_of_seq=1,
        event_id=uuid.uuid4().hex,
        x_m=PLACE_M[0],
        y_m=PLACE_M[1],
        note=note,
    ),
    lambda subject, note: recall.BeginRecall(recall_id=subject, note=note),
    lambda subject, note: recall.TellRecallPlace(recall_id=subject, place="p1", means="phone", note=note),
    lambda subject, note: recall.FinishRecall(recall_id=subject, note=note or "note"),
    lambda subject, note: recall.CloseRecall(recall_id=subject, note=note or "note"),
    lambda subject, note: recall.WithdrawRecall(recall_id=subject, note=note or "note"),
    lambda subject, note: warning_card.AssessWarning(warning_id=subject, note=note or "note"),
    lambda subject, note: warning_card.ActOnWarning(warning_id=subject, events=("E1",), note=note),
    lambda subject, note: warning_card.DismissWarning(warning_id=subject, note=note or "note"),
    lambda subject, note: warning_card.EvaluateWarning(warning_id=subject, was_true=True, note=note or "note"),
    lambda subject, note: plan_items.BeginPlan(
        item_id=uuid.uuid4().hex, template="modernisation", title="𠮷" * 60, starts="2026-01-01", note=note[:200]
    ),
    lambda subject, note: planned.add(uuid.uuid4().hex, title="𠮷" * 60, note=note[:200]),
    lambda subject, note: plan_items.RevisePlanItem(
        item_id=subject, title="𠮷" * 60, lead="market", starts="2026-01-01", due="2026-12-31",
        note=note[:200] or "note",
    ),
    lambda subject, note: plan_items.SpendOnPlanItem(item_id=subject, yuan=1, note=note[:200] or "note"),
    lambda subject, note: plan_items.SubmitEvidence(item_id=subject, milestone="m1", events=("E1",), note=note[:200]),
    lambda subject, note: plan_items.AcceptEvidence(item_id=subject, milestone="m1", note=note[:200]),
    lambda subject, note: plan_items.RejectEvidence(item_id=subject, milestone="m1", note=note[:200] or "note"),
    lambda subject, note: plan_items.RevokeEvidence(item_id=subject, milestone="m1", note=note[:200] or "note"),
    lambda subject, note: plan_items.UrgePlanItem(item_id=subject, event="E1", note=note[:200]),
    lambda subject, note: plan_items.DecidePilot(item_id=subject, decision="stop", note=note[:200] or "note"),
    lambda subject, note: plan_items.WithdrawPlanItem(item_id=subject, note=note[:200] or "note"),
    lambda subject, note: plan_items.ArchivePlan(item_id=subject, note=note[:200]),
    lambda subject, note: EnrolTrainee(trainee=subject[-20:], group="leaders", note=note),
    lambda subject, note: RegroupTrainee(trainee=subject, group="middle", note=note),
    lambda subject, note: ReleaseTrainee(trainee=subject, note=note or "note"),
    lambda subject, note: training_sessions.RecordTraining(
        session_id=uuid.uuid4().hex, title="𠮷" * 60, mode="theory", from_ms=NOW_MS - 3_600_000, to_ms=NOW_MS,
        hours=1.0, trainees=(subject,), note=note,
    ),
    lambda subject, note: training_sessions.WithdrawTraining(session_id=subject, note=note or "note"),
)
"""Commands that belong to neither an event nor an alarm."""
SUBJECTS: dict[type[c.CommandBody], str] = {
    roads.ProlongClosure: "closure", roads.OpenRoad: "closure",
    notices.AcknowledgeNotice: "notice", notices.FailNotice: "notice",
    responses.AdjustResponseLevel: "response", responses.EndResponse: "response",
    plans.AdjustPlanLevel: "plan", plans.CompleteChecklistTask: "plan", plans.SkipChecklistTask: "plan",
    plans.ReopenChecklistTask: "plan", plans.NoteChecklistTask: "plan", plans.EndPlan: "plan",
    evacuations.CorrectEvacuees: "evacuation", evacuations.SignOutEvacuees: "evacuation",
    site_reports.WithdrawSiteReport: "site_report",
    WithdrawCoveragePlan: "coverage_plan",
    pins.RenewPin: "pin", pins.MovePin: "pin", pins.UnpinFigure: "pin",
    **dict.fromkeys({*concrete_types(recall.RecallCommand)} - {recall.OpenRecall}, "recall"),
    **dict.fromkeys({*concrete_types(tickets.TicketCommand)} - {tickets.AskPolicyQuestion}, "policy_question"),
    warning_card.AssessWarning: "warning", warning_card.ActOnWarning: "warning", warning_card.DismissWarning: "warning",
    warning_card.EvaluateWarning: "warning",
    **dict.fromkeys(
        {*concrete_types(plan_items.PlanItemCommand)} - {plan_items.BeginPlan, plan_items.AddPlanItem}, "plan_item"
    ),
    RegroupTrainee: "trainee", ReleaseTrainee: "trainee", training_sessions.RecordTraining: "trainee",
    training_sessions.WithdrawTraining: "training",
    ResolveFault: "fault", rounds.ServeStop: "rounds", rounds.SkipStop: "rounds",
    shifts.TakeOverShift: "shift", shifts.WithdrawShift: "shift",
    **dict.fromkeys({*concrete_types(briefings.BriefingCommand)} - {briefings.DraftBriefing}, "briefing"),
}  # fmt: skip
"""Aggregates of those that are about something known."""
KINDS = ["event", "alarm", "duty", "response"]
STEPS = st.lists(st.tuples(st.integers(0, 99), st.sampled_from(KINDS), st.sampled_from(NOTES)))


def loaded(live: LiveRealm) -> Snapshot:
    """The snapshot as a desktop loads it."""
    live.client.send(m.SnapshotRequest())
    assembler, whole = SnapshotAssembler(), None
    for message in live.settle():
        if isinstance(message, m.Keys | m.StatesPart | m.NewestPart):
            whole = assembler.put(message, 0) or whole
    assert whole is not None
    assert max(len(sent.frame) for sent in live.realm.link.sent) <= FRAME_MAX
    return whole


def shows_the_desk(live: LiveRealm) -> bool:
    snapshot, fold = loaded(live), Fold()
    fold.restore(snapshot.seq, snapshot.recorded_ms, snapshot.states)
    desk = live.realm.desk.fold
    return snapshot.seq == desk.seq and all(
        dict(fold.states[aggregate.key]) == dict(desk.states[aggregate.key]) for aggregate in AGGREGATES
    )


def test_every_command_of_a_person_is_tried() -> None:
    tried = {type(made("E1", "")) for made in (*BODIES, *RESPONSE)}
    internal = {
        c.RaiseAlarm, c.ClearAlarm, c.EscalateEvent, LogAutomation, rounds.PlanRounds, plans.MovePlan,
        *concrete_types(ExcursionCommand), warning_card.RaiseWarning, warning_card.UpdateWarning,
        plan_items.RemindOfPlanItem,
        KeepNeedForecast,
    }  # fmt: skip
    of_drills = {
        command
        for aggregate in AGGREGATES if aggregate.key in DRILL_KEYS for command in concrete_types(aggregate.command)
    }  # fmt: skip
    assert tried == set(COMMANDS) - internal - of_drills - {c.ReportEvent}


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(STEPS)
def test_any_sequence_of_accepted_commands_leads_to_a_snapshot_that_a_desktop_loads(
    county: LiveRealm, steps: list[tuple[int, str, str]]
) -> None:
    first = len(county.realm.link.sent)
    event_id = f"E{first}"
    county.turn(report(first, note=NOTES[2]))
    accepted = 0
    for i, (pick, kind, note) in enumerate(steps):
        if kind == "response":
            body = response(county, event_id, pick, note)
        elif kind == "duty":
            body = BODIES[-1](event_id, note)
        else:
            body = possible(county, kind, event_id, pick, note or "note")
        answers = county.turn(command(f"{first}-{i}", body))
        accepted += sum(isinstance(answer, m.Accepted) for answer in answers)
    chosen = sum(kind != "response" for _, kind, _ in steps)  # a response may be asked for again and again
    assert accepted >= chosen // 4, "most of what is tried is possible"
    assert shows_the_desk(county)


def response(live: LiveRealm, event_id: str, pick: int, note: str) -> c.CommandBody:
    """One of the commands of :data:`RESPONSE`; where nothing is known that it could be about, the first one."""
    made = RESPONSE[pick % len(RESPONSE)]
    key = SUBJECTS.get(type(made("", "")), "")
    known = [state.id for state in live.realm.desk.states_of(key)] if key else []
    if key and not known:
        made = RESPONSE[0]
    return made(known[-1] if known else event_id, note)


def possible(live: LiveRealm, kind: str, event_id: str, pick: int, note: str) -> c.CommandBody:
    """A command that the state of the event, or of an alarm, allows; raises that again once it has ended."""
    if kind == "event":
        subject, types = event_id, allowed(live.realm.desk.events[event_id])
    else:
        if not live.realm.desk.alarms:
            live.realm.clock.advance(2)  # type: ignore[attr-defined]
            now_ms = live.realm.clock.now_ms()
            live.turn(readings(f"r{now_ms}", 10.0, 95.0, at_ms=now_ms - 1))
        found, note = next(iter(live.realm.desk.alarms.values()), None), note[: alarms.LONGEST_REASON]
        subject, types = ("none", (c.AcknowledgeAlarm,)) if found is None else (found.id, alarms.allowed(found))
    made = [made for made in BODIES if type(made(subject, note)) in types] or [BODIES[0]]
    return made[pick % len(made)](subject, note)


@pytest.fixture(scope="module")
def county() -> LiveRealm:
    """A realm that goes on through all examples: its events, alarms and entries grow."""
    live = LiveRealm()
    live.realm.desk.resources["truck"] = Resource("truck", "collection_truck", "truck", *PLACE_M, VILLAGE, 5)
    vars(live.realm.package)["_codes"] = frozenset({VILLAGE, f"{VILLAGE}001"})  # the square county has no grids
    live.realm.desk.resources["shelter"] = Resource("shelter", "shelter", "shelter", *PLACE_M, VILLAGE, 5)
    live.realm.desk.units = {*live.realm.desk.units, "truck"}
    live.turn(report(2), readings("r", 95.0))
    return live


def test_no_time_line_can_grow_beyond_what_a_message_holds() -> None:
    """Without the bounded commands the table has no cycle, so that only they can be repeated."""
    bounded = {rule.command for rule in TABLE if rule.at_most is not None}
    edges: dict[State, set[State]] = {}
    for rule in TABLE:
        if rule.command in bounded or rule.target is None:
            continue
        for source in rule.sources:
            edges.setdefault(source, set()).add(rule.target)
    seen: dict[State, int] = {}

    def depth(state: State) -> int:
        assert seen.get(state) != -1, f"a cycle through {state} is not bounded"
        if state not in seen:
            seen[state] = -1
            seen[state] = 1 + max((depth(target) for target in edges.get(state, ())), default=0)
        return seen[state]

    longest = max(map(depth, State))
    moving = sum(rule.at_most or 0 for rule in TABLE if rule.target is not None or rule.command is c.UnmergeEvent)
    still = sum(rule.at_most or 1 for rule in TABLE if rule.target is None and rule.command is not c.UnmergeEvent)
    merges = 2 * JOINED_MAX + FOLLOW_UPS_PER_REPORT * JOINED_MAX
    steps = longest + moving * (1 + longest) + still + merges
    fed_back = next(rule.at_most for rule in TABLE if rule.command is c.ReworkEvent) or 0
    reopened = next(rule.at_most for rule in TABLE if rule.command is c.ReopenEvent) or 0
    largest = Attachment(sha256="a" * 64, name="a" * NAME_MAX, size=FILE_MAX, media_type="/".join(["a" * 91] * 2))
    assert len(msgspec.msgpack.encode(largest)) <= FILE_BYTES
    files = (2 + fed_back + reopened) * ATTACHMENTS_MAX * FILE_BYTES
    assert steps * (4 * LONGEST_NOTE + 200) + files <= ANSWER_MAX
