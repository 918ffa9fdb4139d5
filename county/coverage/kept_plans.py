"""服务方案: proposed sites or tours of mobile services that a person has kept, with everything they depend on."""

from __future__ import annotations

from county.aggregate import Decision, StateColumn
from county.as_of import check_as_of
from county.authority import PERSONS, Role
from county.catalog import Name
from county.coverage.question import CoverageQuestion
from county.coverage.results import SitesFound, ToursFound
from county.procedure import Case, CaseCommand, CaseRecord, Procedure, Transition
from county.refusals import Refused
from county.texts import check_no_phone

PLAN_STATES: dict[str, Name] = {"kept": Name("已采用", "Kept"), "withdrawn": Name("已撤销", "Withdrawn")}
TITLE_MAX = 100
VISITS_MAX = 1_000
"""Of the tours of a cycle."""
COURSES_MAX = 24_000
"""Bytes of the courses of all tours."""
RETENTION_DAYS = 30
WHOEVER_PLANS = PERSONS | {Role.LEADER}


class CoveragePlanCommand(CaseCommand, frozen=True, kw_only=True):
    """A command about one plan."""

    plan_id: str


class KeepCoveragePlan(CoveragePlanCommand, frozen=True, kw_only=True):
    """Sites or tours that the analysis found."""

    title: str
    question: CoverageQuestion
    limit_min: float
    """Within which a village counted as covered."""
    as_of_seq: int
    as_of_ms: int
    """The record as of which roads were closed, and when it was recorded."""
    sites: SitesFound | None = None
    tours: ToursFound | None = None
    """With their courses in few points, see :func:`county.coverage.kept_courses.kept_courses`."""


class WithdrawCoveragePlan(CoveragePlanCommand, frozen=True, kw_only=True):
    """It counts no longer; ``note`` says why."""


class CoveragePlanRecord(CaseRecord, frozen=True, kw_only=True):
    """A fact about one plan."""

    plan_id: str


class CoveragePlanKept(CoveragePlanRecord, frozen=True, kw_only=True):
    title: str
    question: CoverageQuestion
    limit_min: float
    as_of_seq: int
    as_of_ms: int
    sites: SitesFound | None = None
    tours: ToursFound | None = None


class CoveragePlanWithdrawn(CoveragePlanRecord, frozen=True, kw_only=True):
    pass


class CoveragePlan(Case, frozen=True, kw_only=True, gc=False):
    """A plan that was kept."""

    title: str = ""
    question: CoverageQuestion = CoverageQuestion(service="")
    limit_min: float = 0.0
    as_of_seq: int = 0
    as_of_ms: int = 0
    sites: SitesFound | None = None
    tours: ToursFound | None = None


def _can_be_kept(plan: CoveragePlan | None, command: KeepCoveragePlan, decision: Decision) -> None:
    check_no_phone(command.title)
    check_no_phone(command.note)
    if not command.title.strip() or len(command.title) > TITLE_MAX:
        raise Refused("plan_title_missing", limit=str(TITLE_MAX))
    check_as_of(decision, command.as_of_seq, command.as_of_ms)
    if (command.sites is None) == (command.tours is None):
        raise Refused("plan_empty")
    visits = 0 if command.tours is None else sum(len(tour.visits) for tour in command.tours.plan.tours)
    drawn = 0 if command.tours is None else sum(map(len, command.tours.courses))
    if visits > VISITS_MAX or drawn > COURSES_MAX:
        raise Refused("plan_too_large", limit=str(VISITS_MAX))


def _can_be_withdrawn(plan: CoveragePlan, command: WithdrawCoveragePlan, decision: Decision) -> None:
    check_no_phone(command.note)


COVERAGE_PLANS = Procedure(
    key="coverage_plan",
    state=CoveragePlan,
    command=CoveragePlanCommand,
    record=CoveragePlanRecord,
    subject="plan_id",
    states=("kept", "withdrawn"),
    rules=(
        Transition(KeepCoveragePlan, (), "kept", CoveragePlanKept, guard="can be kept", may=WHOEVER_PLANS),
        Transition(
            WithdrawCoveragePlan, ("kept",), "withdrawn", CoveragePlanWithdrawn, note_required=True,
            guard="can be withdrawn", may=WHOEVER_PLANS,
        ),
    ),
    ends=frozenset({"withdrawn"}),
    guards={"can be kept": _can_be_kept, "can be withdrawn": _can_be_withdrawn},
    retention_days=RETENTION_DAYS,
    names={
        KeepCoveragePlan: Name("采用方案", "Keep the plan"),
        WithdrawCoveragePlan: Name("撤销方案", "Withdraw the plan"),
    },
    columns=(StateColumn("title", "O", "never", in_record=True),),
).aggregate()  # fmt: skip
