"""现场情况: what is reported from the site of an event: casualties, and which leaders are there.

Each report is a case of its own.  Of casualties the newest one that was not withdrawn counts.  A leader is told by the
post, never by name: records hold no names of people.
"""

from __future__ import annotations

from typing import Any, Literal

from county.aggregate import Decision, StateColumn
from county.authority import PERSONS, Role
from county.catalog import Name
from county.procedure import Case, CaseCommand, CaseRecord, Procedure, Transition
from county.records import Record
from county.refusals import Refused
from county.texts import check_post
from county.within import check_event

RETENTION_DAYS = 60
PEOPLE_MAX = 100_000
LONGEST_POST = 60
WRITERS = PERSONS | {Role.LEADER}
SiteKind = Literal["casualties", "leader"]


class SiteCommand(CaseCommand, frozen=True, kw_only=True):
    """A command about one report from the site."""

    site_id: str


class ReportCasualties(SiteCommand, frozen=True, kw_only=True):
    """As they are known now; ``note``: who told it, or why they are fewer than before, as reports tell it."""

    about: str
    """Number of an event."""
    dead: int = 0
    missing: int = 0
    """失联, 失踪 or 被困."""
    injured: int = 0


class ReportLeaderArrival(SiteCommand, frozen=True, kw_only=True):
    """A leader is at the site."""

    about: str
    """Number of an event."""
    post: str
    """``副县长``."""


class WithdrawSiteReport(SiteCommand, frozen=True, kw_only=True):
    """It was wrong; ``note``: why."""


class SiteRecord(CaseRecord, frozen=True, kw_only=True):
    """A fact about one report from the site."""

    site_id: str


class CasualtiesReported(SiteRecord, frozen=True, kw_only=True):
    about: str
    dead: int
    missing: int
    injured: int


class LeaderArrived(SiteRecord, frozen=True, kw_only=True):
    about: str
    post: str


class SiteReportWithdrawn(SiteRecord, frozen=True, kw_only=True):
    pass


class SiteReport(Case, frozen=True, kw_only=True, gc=False):
    """One report."""

    kind: SiteKind = "casualties"
    about: str = ""
    dead: int = 0
    missing: int = 0
    injured: int = 0
    post: str = ""

    @property
    def counts(self) -> bool:
        """Whether it was not withdrawn."""
        return self.state == "told"


def _check_about(decision: Decision, about: str) -> None:
    if not about:
        raise Refused("event_unknown", event=about)
    check_event(decision, about)


def _casualties(case: SiteReport | None, command: ReportCasualties, decision: Decision) -> None:
    if not all(0 <= people <= PEOPLE_MAX for people in (command.dead, command.missing, command.injured)):
        raise Refused("site_people_out_of_range", limit=f"{PEOPLE_MAX:,}")
    _check_about(decision, command.about)


def _leader(case: SiteReport | None, command: ReportLeaderArrival, decision: Decision) -> None:
    post = command.post.strip()
    if not post or len(post) > LONGEST_POST or not post.isprintable():
        raise Refused("site_post_invalid", limit=str(LONGEST_POST))
    check_post(post)
    _check_about(decision, command.about)


def _withdrawn(case: SiteReport, command: WithdrawSiteReport, decision: Decision) -> None:
    event = decision.desk.find("event", case.about)
    if event is not None:
        check_event(decision, case.about)


def _derived(case: SiteReport | None, record: Record[Any]) -> dict[str, object]:
    match record.body:
        case CasualtiesReported():
            return {"kind": "casualties"}
        case LeaderArrived():
            return {"kind": "leader"}
        case _:
            return {}


SITE_REPORTS = Procedure(
    key="site_report",
    state=SiteReport,
    command=SiteCommand,
    record=SiteRecord,
    subject="site_id",
    states=("told", "withdrawn"),
    rules=(
        Transition(ReportCasualties, (), "told", CasualtiesReported, guard="casualties", may=WRITERS),
        Transition(ReportLeaderArrival, (), "told", LeaderArrived, guard="leader", may=WRITERS),
        Transition(
            WithdrawSiteReport, ("told",), "withdrawn", SiteReportWithdrawn, note_required=True, guard="withdrawn",
            may=WRITERS,
        ),
    ),
    ends=frozenset({"told", "withdrawn"}),
    guards={"casualties": _casualties, "leader": _leader, "withdrawn": _withdrawn},
    retention_days=RETENTION_DAYS,
    derive=_derived,
    names={
        ReportCasualties: Name("登记伤亡", "Report casualties"),
        ReportLeaderArrival: Name("登记领导到位", "Report a leader at the site"),
        WithdrawSiteReport: Name("撤销现场情况", "Withdraw a report from the site"),
    },
    columns=(StateColumn("about", "O", "never", in_record=True),),
).aggregate()
