"""The life of a drill, as one table; in the live realm only that one takes place and when it is over.

Pausing is no state of its own: a running drill is paused while its clock has rate 0 (:mod:`county.realm_clock`).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from county.aggregate import Decision, StateColumn
from county.authority import DRILL_DIRECTORS, DRILL_PEOPLE
from county.catalog import Name
from county.drill.baseline import TakenBaseline
from county.drill.scenario import DrillKind
from county.drill.standing import BoundRole, DrillStanding, check_directs, check_right, standing_of
from county.durations import HOUR_MS
from county.procedure import Case, CaseCommand, CaseRecord, Procedure, Transition
from county.realm import BadRealm, Realm
from county.realm_clock import LONGEST_JUMP_HOURS
from county.records import Record
from county.refusals import Refused

RETENTION_DAYS = 30
"""For how long a drill that is over is shown; in its own realm, whose time then stands still, for ever."""
MEMBERS_MAX = 200
"""Persons of one role."""
LISTED_MAX = 200
"""Roles, and units, that an announcement names."""
ANSWERS_MAX = 1_000
CHANGES_MAX = 500
Between = Literal["deliver", "skip"]
"""What becomes of the injects that a jump passes."""


class DrillCommand(CaseCommand, frozen=True, kw_only=True):
    """A command about one drill, which has the id of its realm."""

    drill: str


class AnnounceDrill(DrillCommand, frozen=True, kw_only=True):
    """In the live realm: a drill takes place, so that nobody takes it for real."""

    title: str
    roles: tuple[str, ...] = ()
    """Names of roles."""
    units: tuple[str, ...] = ()
    """Units that take part; they stay dispatchable."""
    starts_ms: int = 0
    """By the machine's clock; 0: now."""


class CreateDrill(DrillCommand, frozen=True, kw_only=True):
    """A first scenario was loaded.  Only the backend itself sends it."""


class TakeBaseline(DrillCommand, frozen=True, kw_only=True):
    """The drill begins with what is copied to its desk.  Nobody sends it: what prepares the realm writes its record
    before the copies, in one commit, before the backend begins the realm."""

    baseline: TakenBaseline


class AcceptScenario(DrillCommand, frozen=True, kw_only=True):
    """The scenario has no finding of class error (审核).  Only the backend itself sends it."""

    title: str
    kind: DrillKind
    digest: str
    roles: tuple[BoundRole, ...]
    begins_ms: int
    """What the drill's clock shows at its start."""
    lasts_ms: int
    speed: float
    warnings: int = 0


class WithdrawScenario(DrillCommand, frozen=True, kw_only=True):
    """It is checked again, or has become faulty: ``note`` says why.  Only the backend itself sends it."""


class BindRole(DrillCommand, frozen=True, kw_only=True):
    """Give a role to these persons (``u:…``, enrolled for a key) and to no others."""

    role: str
    members: tuple[str, ...]


class ScheduleDrill(DrillCommand, frozen=True, kw_only=True):
    """The drill is to begin at ``starts_ms`` by the machine's clock."""

    starts_ms: int


class ArmDrill(DrillCommand, frozen=True):
    """点名: the roll call begins."""


class AnswerRollCall(DrillCommand, frozen=True):
    """The author is present; its role is the one that is bound to it."""


class StartDrill(DrillCommand, frozen=True):
    """STARTEX."""


class JumpDrill(DrillCommand, frozen=True, kw_only=True):
    """Pass the time until ``to_ms``; the injects between are delivered at their own times, or skipped."""

    to_ms: int
    between: Between = "deliver"


class InterruptDrill(DrillCommand, frozen=True):
    """The backend ended and runs again: the drill is paused.  Only the backend itself sends it."""


class EndDrill(DrillCommand, frozen=True):
    """ENDEX; in the live realm: the announced drill is over."""


class AbortDrill(DrillCommand, frozen=True, kw_only=True):
    """中止: everyone returns to duty; ``note`` gives the reason."""

    live_event: str = ""
    """Number of the real event that needs the participants."""
    live_kind: str = ""
    """Subclass of that event, or without one the rule of a real alarm; nothing else of it gets into the drill."""
    live_since_ms: int | None = None
    """When it happened, or was raised."""


class BeginHotWash(DrillCommand, frozen=True):
    """点评: scores are open to everyone."""


class EvaluateDrill(DrillCommand, frozen=True, kw_only=True):
    """The evaluation group decides the grade; ``note`` says why."""

    grade: str


class ArchiveDrill(DrillCommand, frozen=True):
    """归档."""


class DrillRecord(CaseRecord, frozen=True, kw_only=True):
    """A fact about one drill."""

    drill: str


class DrillAnnounced(DrillRecord, frozen=True, kw_only=True):
    title: str
    roles: tuple[str, ...] = ()
    units: tuple[str, ...] = ()
    starts_ms: int = 0


class DrillCreated(DrillRecord, frozen=True):
    pass


class BaselineTaken(DrillRecord, frozen=True, kw_only=True):
    """The next ``baseline.records`` records are copies: things of the background (背景)."""

    baseline: TakenBaseline


class ScenarioAccepted(DrillRecord, frozen=True, kw_only=True):
    title: str
    kind: DrillKind
    digest: str
    roles: tuple[BoundRole, ...]
    begins_ms: int
    lasts_ms: int
    speed: float
    warnings: int = 0


class ScenarioWithdrawn(DrillRecord, frozen=True):
    pass


class RoleBound(DrillRecord, frozen=True, kw_only=True):
    role: str
    members: tuple[str, ...]


class DrillScheduled(DrillRecord, frozen=True, kw_only=True):
    starts_ms: int


class DrillArmed(DrillRecord, frozen=True):
    pass


class RollCallAnswered(DrillRecord, frozen=True, kw_only=True):
    person: str
    role: str


class DrillStarted(DrillRecord, frozen=True, kw_only=True):
    zero_ms: int
    """STARTEX in the realm's time: the times of injects count from here."""


class DrillJumped(DrillRecord, frozen=True, kw_only=True):
    to_ms: int
    between: Between
    from_ms: int


class DrillInterrupted(DrillRecord, frozen=True):
    pass


class DrillEnded(DrillRecord, frozen=True):
    pass


class DrillAborted(DrillRecord, frozen=True, kw_only=True):
    live_event: str = ""
    live_kind: str = ""
    live_since_ms: int | None = None


class HotWashBegun(DrillRecord, frozen=True):
    pass


class DrillEvaluated(DrillRecord, frozen=True, kw_only=True):
    grade: str


class DrillArchived(DrillRecord, frozen=True):
    pass


class DrillRun(Case, frozen=True, kw_only=True, gc=False):
    """A drill, without its MSEL: what every participant may know of it."""

    baseline: TakenBaseline | None = None
    """What it began with; None: nothing."""
    title: str = ""
    kind: str = ""
    digest: str = ""
    roles: tuple[BoundRole, ...] = ()
    announced: tuple[str, ...] = ()
    """Names of roles, in the live realm."""
    units: tuple[str, ...] = ()
    begins_ms: int = 0
    lasts_ms: int = 0
    speed: float = 1.0
    warnings: int = 0
    starts_ms: int = 0
    present: tuple[str, ...] = ()
    """Persons who answered the roll call."""
    zero_ms: int | None = None
    skips: tuple[int, int] | None = None
    """Times between which a jump skips what was due; None: nothing."""
    interruptions: int = 0
    over_ms: int | None = None
    """When it ended or was aborted, in the realm's time."""
    live_event: str = ""
    grade: str = ""

    @property
    def over_code(self) -> str:
        """Code of the refusal of what comes after the end or the abort; "" before."""
        if self.over_ms is None:
            return ""
        aborted = any(step.kind == DrillAborted.__name__ for step in self.steps)
        return "drill_aborted" if aborted else "drill_ended"

    @property
    def role_of(self) -> Mapping[str, BoundRole]:
        return {role.id: role for role in self.roles}


def standing(run: DrillRun | None, decision: Decision) -> DrillStanding:
    """What the author of a command is in the drill."""
    return standing_of(() if run is None else run.roles, decision.author)


def check_drill_realm(desk_realm: str, drill: str) -> None:
    """Check that a drill is commanded in its own realm.  Raises Refused."""
    if Realm(desk_realm).kind != "drill" or drill != desk_realm:
        raise Refused("drill_not_here", drill=drill)


def _announced(run: DrillRun | None, command: AnnounceDrill, decision: Decision) -> None:
    try:
        is_drill = Realm(command.drill).kind == "drill"
    except BadRealm:
        is_drill = False
    if Realm(decision.desk.realm).kind != "live" or not is_drill:
        raise Refused("drill_not_here", drill=command.drill)
    if not command.title.strip():
        raise Refused("title_missing")
    if len(command.roles) > LISTED_MAX or len(command.units) > LISTED_MAX:
        raise Refused("drill_too_many", limit=str(LISTED_MAX))


def _here(run: DrillRun | None, command: DrillCommand, decision: Decision) -> None:
    check_drill_realm(decision.desk.realm, command.drill)


def _directed(run: DrillRun | None, command: DrillCommand, decision: Decision) -> None:
    _here(run, command, decision)
    check_directs(standing(run, decision))


def _evaluated(run: DrillRun | None, command: DrillCommand, decision: Decision) -> None:
    _here(run, command, decision)
    if not standing(run, decision).evaluates:
        raise Refused("drill_evaluators_only")


def _bound(run: DrillRun, command: BindRole, decision: Decision) -> None:
    _directed(run, command, decision)
    if command.role not in run.role_of:
        raise Refused("drill_role_unknown", role=command.role)
    own, role = standing(run, decision), run.role_of[command.role]
    if own.person in command.members and not own._replace(role=role, rights=frozenset(role.may)).directs:
        raise Refused("drill_director_leaves", role=role.name)
    if len(command.members) > MEMBERS_MAX or len({*command.members}) < len(command.members):
        raise Refused("drill_too_many", limit=str(MEMBERS_MAX))
    for person in command.members:
        if not (person.startswith("u:") and person[2:].strip()):
            raise Refused("drill_member_invalid", person=person)
        for role in run.roles:
            if person in role.members and role.id != command.role:
                raise Refused("drill_person_has_role", person=person, role=role.name)


def _answered(run: DrillRun, command: AnswerRollCall, decision: Decision) -> Mapping[str, object]:
    _here(run, command, decision)
    who = standing(run, decision)
    if who.role is None:
        raise Refused("drill_no_role", person=decision.author.person)
    if who.person in run.present:
        raise Refused("drill_present_already", person=who.person)
    return {"person": who.person, "role": who.role.id}


def _started(run: DrillRun, command: StartDrill, decision: Decision) -> Mapping[str, object]:
    _directed(run, command, decision)
    needed = {role for inject in decision.desk.injects.values() for role in inject.to} | {
        role.id for role in run.roles if role.side == "player"
    }
    for role in run.roles:
        if role.id in needed and not {*role.members} & {*run.present}:
            raise Refused("drill_role_absent", role=role.name, role_id=role.id)
    ahead_ms = run.begins_ms - decision.now_ms
    return {"zero_ms": run.begins_ms if 0 < ahead_ms <= LONGEST_JUMP_HOURS * HOUR_MS else decision.now_ms}


def _jumped(run: DrillRun, command: JumpDrill, decision: Decision) -> Mapping[str, object]:
    _here(run, command, decision)
    check_right(standing(run, decision), "jump")
    if command.to_ms <= decision.now_ms:
        raise Refused("jump_not_ahead")
    if command.to_ms > decision.now_ms + LONGEST_JUMP_HOURS * HOUR_MS:
        raise Refused("jump_too_far", hours=str(LONGEST_JUMP_HOURS))
    return {"from_ms": decision.now_ms}


def _ended(run: DrillRun, command: EndDrill, decision: Decision) -> None:
    if run.state == "announced":
        if not decision.author.principal.roles & DRILL_DIRECTORS:
            raise Refused("drill_directors_only")
        return
    _here(run, command, decision)
    check_right(standing(run, decision), "end")


def _aborted(run: DrillRun, command: AbortDrill, decision: Decision) -> Mapping[str, object]:
    _here(run, command, decision)
    check_right(standing(run, decision), "abort")
    catalog, kind = decision.desk.catalog, command.live_kind
    return {"live_kind": kind if kind in (catalog.subclasses if command.live_event else catalog.rules) else ""}


def _derived(run: DrillRun | None, record: Record[Any]) -> Mapping[str, object]:
    match record.body:
        case DrillAnnounced(roles=roles):
            return {"roles": (), "announced": roles}
        case RoleBound(role=role, members=members) if run is not None:
            bound = (
                BoundRole(id=r.id, name=r.name, side=r.side, may=r.may, plays=r.plays, members=members)
                if r.id == role else r
                for r in run.roles
            )  # fmt: skip
            return {"roles": tuple(bound)}
        case ScenarioWithdrawn():
            return {"roles": (), "present": ()}
        case RollCallAnswered(person=person) if run is not None:
            return {"present": (*run.present, person)}
        case DrillJumped(to_ms=to_ms, between=between, from_ms=from_ms):
            return {"skips": (from_ms, to_ms) if between == "skip" else None}
        case DrillInterrupted() if run is not None:
            return {"interruptions": run.interruptions + 1}
        case DrillEnded() | DrillAborted():
            return {"over_ms": record.recorded_ms}
    return {}


_NOBODY = frozenset[Any]()
DRILLS: Procedure[DrillRun] = Procedure(
    key="drill",
    state=DrillRun,
    command=DrillCommand,
    record=DrillRecord,
    subject="drill",
    states=(
        "announced", "draft", "checked", "scheduled", "armed", "running", "ended", "hot_wash", "evaluated",
        "archived", "aborted",
    ),
    rules=(
        Transition(AnnounceDrill, (), "announced", DrillAnnounced, guard="announced", may=DRILL_DIRECTORS),
        Transition(CreateDrill, (), "draft", DrillCreated, guard="here", may=_NOBODY),
        Transition(TakeBaseline, (), "draft", BaselineTaken, guard="here", may=_NOBODY),
        Transition(AcceptScenario, ("draft",), "checked", ScenarioAccepted, guard="here", may=_NOBODY),
        Transition(
            WithdrawScenario, ("checked", "scheduled", "armed"), "draft", ScenarioWithdrawn, guard="here", may=_NOBODY
        ),
        Transition(
            BindRole, ("checked", "scheduled", "armed", "running"), None, RoleBound, guard="bound", may=DRILL_PEOPLE,
            at_most=CHANGES_MAX,
        ),
        Transition(
            ScheduleDrill, ("checked", "scheduled"), "scheduled", DrillScheduled, guard="directed", may=DRILL_PEOPLE,
            at_most=CHANGES_MAX,
        ),
        Transition(ArmDrill, ("checked", "scheduled"), "armed", DrillArmed, guard="directed", may=DRILL_PEOPLE),
        Transition(
            AnswerRollCall, ("armed", "running"), None, RollCallAnswered, guard="answered", may=DRILL_PEOPLE,
            at_most=ANSWERS_MAX,
        ),
        Transition(StartDrill, ("armed",), "running", DrillStarted, guard="started", may=DRILL_PEOPLE),
        Transition(
            JumpDrill, ("running",), None, DrillJumped, guard="jumped", may=DRILL_PEOPLE, at_most=CHANGES_MAX
        ),
        Transition(InterruptDrill, ("running",), None, DrillInterrupted, guard="here", may=_NOBODY),
        Transition(EndDrill, ("announced", "running"), "ended", DrillEnded, guard="ended", may=DRILL_PEOPLE),
        Transition(
            AbortDrill, ("scheduled", "armed", "running"), "aborted", DrillAborted, note_required=True,
            guard="aborted", may=DRILL_PEOPLE,
        ),
        Transition(BeginHotWash, ("ended",), "hot_wash", HotWashBegun, guard="directed", may=DRILL_PEOPLE),
        Transition(
            EvaluateDrill, ("ended", "hot_wash", "aborted"), "evaluated", DrillEvaluated, note_required=True,
            guard="evaluated", may=DRILL_PEOPLE,
        ),
        Transition(
            ArchiveDrill, ("evaluated", "aborted"), "archived", DrillArchived, guard="directed", may=DRILL_PEOPLE
        ),
    ),
    ends=frozenset({"ended", "archived"}),
    retention_days=RETENTION_DAYS,
    guards={
        "announced": _announced, "here": _here, "directed": _directed, "evaluated": _evaluated, "bound": _bound,
        "answered": _answered, "started": _started, "jumped": _jumped, "ended": _ended, "aborted": _aborted,
    },
    derive=_derived,
    names={
        AnnounceDrill: Name("通告演练", "Announce a drill"),
        CreateDrill: Name("建立演练", "Create the drill"),
        TakeBaseline: Name("复制初始状态", "Take the baseline"),
        AcceptScenario: Name("审核通过情景", "Accept the scenario"),
        WithdrawScenario: Name("撤回情景", "Withdraw the scenario"),
        BindRole: Name("分配演练角色", "Bind a drill role"),
        ScheduleDrill: Name("排定演练", "Schedule the drill"),
        ArmDrill: Name("开始点名", "Begin the roll call"),
        AnswerRollCall: Name("应答点名", "Answer the roll call"),
        StartDrill: Name("开始演练", "Start the drill"),
        JumpDrill: Name("演练跳转", "Jump ahead in the drill"),
        InterruptDrill: Name("记录演练中断", "Record an interruption"),
        EndDrill: Name("结束演练", "End the drill"),
        AbortDrill: Name("中止演练", "Abort the drill"),
        BeginHotWash: Name("开始点评", "Begin the hot wash"),
        EvaluateDrill: Name("评定演练", "Evaluate the drill"),
        ArchiveDrill: Name("归档演练", "Archive the drill"),
    },
    columns=(StateColumn("title", "O", "rarely"), StateColumn("starts_ms", "<i8", "rarely")),
)
DRILL_RUNS = DRILLS.aggregate()
