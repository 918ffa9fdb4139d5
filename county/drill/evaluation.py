"""What is written about a drill: notes, ratings, overrulings, bookmarks and improvements by evaluators, and what its
players say of themselves.

Append-only, also while the drill is paused; withheld from players until the 点评.
"""

from __future__ import annotations

from county.aggregate import Decision, StateColumn
from county.attachments import Attachment, check_attachments
from county.authority import DRILL_PEOPLE
from county.catalog import Name
from county.drill.evaluation_entry import EvaluationCommand, EvaluationRecord
from county.drill.grading import Letter
from county.drill.run import DrillRun, check_drill_realm, standing
from county.drill.score import Decided
from county.drill.self_assessment import (
    ASSESSMENT,
    HandInSelfAssessment,
    OwnVerdict,
    ReviseSelfAssessment,
    SelfAssessmentHandedIn,
    SelfAssessmentRevised,
    by_player,
)
from county.drill.standing import check_directs
from county.procedure import LONGEST_ID, Case, Procedure, Transition
from county.refusals import Refused

RETENTION_DAYS = 3_650
PROOF_MAX = 50
"""Records that an improvement names."""
REVISIONS_MAX = 100
"""Of one improvement, and of one self-assessment."""
_OPEN = frozenset({"running", "ended", "hot_wash", "aborted", "evaluated"})


class WriteEvaluatorNote(EvaluationCommand, frozen=True, kw_only=True):
    """An observation, in ``note``; time and author are those of the command."""

    objective: str = ""
    expectation: str = ""
    event_id: str = ""
    x_m: float | None = None
    y_m: float | None = None
    rating: Letter | None = None
    attachments: tuple[Attachment, ...] = ()


class RateExpectation(EvaluationCommand, frozen=True, kw_only=True):
    """Rate an observed expectation with ``share`` of its scale."""

    expectation: str
    share: float


class OverruleScore(EvaluationCommand, frozen=True, kw_only=True):
    """Replace the value of an expectation; ``note`` gives the reason, and the old value is kept."""

    expectation: str
    status: Decided
    share: float


class SetBookmark(EvaluationCommand, frozen=True, kw_only=True):
    """Mark ``at_ms``, in the realm's time, for the 点评."""

    at_ms: int


class ImprovementCommand(EvaluationCommand, frozen=True, kw_only=True):
    """States an improvement as a whole; ``note`` is what is to be improved."""

    owner: str = ""
    """Person in charge."""
    department: str = ""
    until_ms: int | None = None
    objective: str = ""
    proof: tuple[int, ...] = ()
    """Sequence numbers of the records that show why."""


class ProposeImprovement(ImprovementCommand, frozen=True):
    """改进意见: it binds nobody until it is approved in the live realm."""


class ReviseImprovement(ImprovementCommand, frozen=True):
    """State it anew; one that was approved stays as it is."""


class ApproveImprovement(EvaluationCommand, frozen=True, kw_only=True):
    """批准: it is an event of the live realm now."""

    live_event: str
    """Number of that event, which exists before this is recorded."""


class EvaluatorNoteWritten(EvaluationRecord, frozen=True, kw_only=True):
    objective: str = ""
    expectation: str = ""
    event_id: str = ""
    x_m: float | None = None
    y_m: float | None = None
    rating: Letter | None = None
    attachments: tuple[Attachment, ...] = ()


class ExpectationRated(EvaluationRecord, frozen=True, kw_only=True):
    expectation: str
    share: float


class ScoreOverruled(EvaluationRecord, frozen=True, kw_only=True):
    expectation: str
    status: Decided
    share: float


class BookmarkSet(EvaluationRecord, frozen=True, kw_only=True):
    at_ms: int


class ImprovementRecord(EvaluationRecord, frozen=True, kw_only=True):
    """What an improvement says, as a whole."""

    owner: str = ""
    department: str = ""
    until_ms: int | None = None
    objective: str = ""
    proof: tuple[int, ...] = ()


class ImprovementProposed(ImprovementRecord, frozen=True):
    pass


class ImprovementRevised(ImprovementRecord, frozen=True):
    pass


class ImprovementApproved(EvaluationRecord, frozen=True, kw_only=True):
    live_event: str


class EvaluationEntry(Case, frozen=True, kw_only=True, gc=False):
    """An entry; its first step holds kind, author and time, the last one with a text what is valid now."""

    drill: str = ""
    objective: str = ""
    expectation: str = ""
    event_id: str = ""
    x_m: float | None = None
    y_m: float | None = None
    rating: Letter | None = None
    attachments: tuple[Attachment, ...] = ()
    share: float | None = None
    status: str = ""
    at_ms: int | None = None
    owner: str = ""
    department: str = ""
    until_ms: int | None = None
    proof: tuple[int, ...] = ()
    live_event: str = ""
    """Of an approved improvement."""
    verdicts: tuple[OwnVerdict, ...] = ()
    """This and what follows: of a self-assessment."""
    grade: str = ""
    went_well: str = ""
    went_badly: str = ""
    suggestions: str = ""

    @property
    def is_self_assessment(self) -> bool:
        return self.steps[0].kind == SelfAssessmentHandedIn.__name__

    @property
    def is_improvement(self) -> bool:
        return self.steps[0].kind == ImprovementProposed.__name__

    @property
    def text(self) -> str:
        """As it was written last."""
        return next(step.note for step in reversed(self.steps) if step.kind != ImprovementApproved.__name__)


def _by_evaluator(entry: EvaluationEntry | None, command: EvaluationCommand, decision: Decision) -> None:
    check_drill_realm(decision.desk.realm, command.drill)
    run: DrillRun | None = decision.desk.find("drill", command.drill)
    open_in = _OPEN | {"archived"} if isinstance(command, ApproveImprovement) else _OPEN
    if run is None or run.state not in open_in:
        raise Refused("drill_not_running", command=type(command).__name__)
    if not standing(run, decision).evaluates:
        raise Refused("drill_evaluators_only")
    if entry is None and command.note_id.startswith(ASSESSMENT):
        raise Refused("case_id_invalid")
    if isinstance(command, WriteEvaluatorNote):
        check_attachments(command.attachments, decision.desk.stored_start)
    elif isinstance(command, RateExpectation | OverruleScore):
        if command.expectation not in decision.desk.expectations:
            raise Refused("expectation_unknown", expectation=command.expectation)
        if not 0 <= command.share <= 1:
            raise Refused("share_out_of_range")
    elif isinstance(command, ImprovementCommand) and len(command.proof) > PROOF_MAX:
        raise Refused("drill_too_many", limit=str(PROOF_MAX))


def _improved(entry: EvaluationEntry, command: EvaluationCommand, decision: Decision) -> None:
    _by_evaluator(entry, command, decision)
    if not entry.is_improvement:
        raise Refused("case_unknown", case=command.note_id)


def _approved(entry: EvaluationEntry, command: ApproveImprovement, decision: Decision) -> None:
    _improved(entry, command, decision)
    check_directs(standing(decision.desk.find("drill", command.drill), decision))
    if not 1 <= len(command.live_event.strip()) <= LONGEST_ID:
        raise Refused("case_id_invalid")


EVALUATION = Procedure(
    key="evaluation",
    state=EvaluationEntry,
    command=EvaluationCommand,
    record=EvaluationRecord,
    subject="note_id",
    states=("written", "approved"),
    rules=(
        Transition(
            WriteEvaluatorNote, (), "written", EvaluatorNoteWritten, note_required=True, guard="evaluator",
            may=DRILL_PEOPLE,
        ),
        Transition(RateExpectation, (), "written", ExpectationRated, guard="evaluator", may=DRILL_PEOPLE),
        Transition(
            OverruleScore, (), "written", ScoreOverruled, note_required=True, guard="evaluator", may=DRILL_PEOPLE
        ),
        Transition(SetBookmark, (), "written", BookmarkSet, guard="evaluator", may=DRILL_PEOPLE),
        Transition(
            ProposeImprovement, (), "written", ImprovementProposed, note_required=True, guard="evaluator",
            may=DRILL_PEOPLE,
        ),
        Transition(
            ReviseImprovement, ("written",), "written", ImprovementRevised, note_required=True, guard="improvement",
            may=DRILL_PEOPLE, at_most=REVISIONS_MAX,
        ),
        Transition(
            ApproveImprovement, ("written",), "approved", ImprovementApproved, guard="approval", may=DRILL_PEOPLE
        ),
        Transition(HandInSelfAssessment, (), "written", SelfAssessmentHandedIn, guard="player", may=DRILL_PEOPLE),
        Transition(
            ReviseSelfAssessment, ("written",), "written", SelfAssessmentRevised, guard="player", may=DRILL_PEOPLE,
            at_most=REVISIONS_MAX,
        ),
    ),
    ends=frozenset({"written", "approved"}),
    guards={
        "evaluator": _by_evaluator, "improvement": _improved, "approval": _approved, "player": by_player,
    },
    retention_days=RETENTION_DAYS,
    names={
        WriteEvaluatorNote: Name("评估记录", "Write an evaluator's note"),
        RateExpectation: Name("评定观察项", "Rate an expectation"),
        OverruleScore: Name("改判得分", "Overrule a score"),
        SetBookmark: Name("设置书签", "Set a bookmark"),
        ProposeImprovement: Name("提出改进意见", "Propose an improvement"),
        ReviseImprovement: Name("修改改进意见", "Revise an improvement"),
        ApproveImprovement: Name("批准改进意见", "Approve an improvement"),
        HandInSelfAssessment: Name("提交自评", "Hand in a self-assessment"),
        ReviseSelfAssessment: Name("修改自评", "Revise a self-assessment"),
    },
    columns=(StateColumn("expectation", "O", "never", in_record=False),),
    withheld=True,
).aggregate()
