"""What coverage tells a leader: how many people reach each service in time, the fewest first, and the plans that were
kept."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from county.coverage.kept_plans import CoveragePlan
from county.coverage.question import CoverageQuestion
from desktop import moments
from desktop.coverage.coverage import PLAN_TARGET, SERVICE_TARGET
from desktop.decisions.asked_results import AskedResults, ResultQuestion
from desktop.decisions.told import ToldPart, ToldResult
from desktop.i18n import pick
from desktop.session import Session
from services.results.registry import question_text

PLANS_MAX = 2
FEW = 0.9
"""A service that fewer people reach in time asks for something."""
translate = QCoreApplication.translate


class TellCoverage:
    """One result a service, and one a kept plan."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def release(self) -> None:
        """It asks nothing itself."""

    def told(self, results: AskedResults, now_ms: int) -> ToldPart:
        services = self._session.catalog.offered_public_services()
        shares: dict[str, float | None] = {}
        for key in services:
            reply = results.reply(_question(key))
            shares[key] = None if reply is None or reply.figure is None else reply.figure.value.value
        worst_first = sorted(shares, key=lambda key: (shares[key] is None, shares[key] or 0.0))
        told = [self._service(key, shares[key]) for key in worst_first]
        plans = [plan for plan in self._session.layers.states("coverage_plan").values()
                 if isinstance(plan, CoveragePlan) and plan.state == "kept"]  # fmt: skip
        plans.sort(key=lambda plan: -plan.steps[0].happened_ms)
        told += [self._plan(plan, now_ms) for plan in plans[:PLANS_MAX]]
        nothing = translate("TellCoverage", "The catalogue has no public service: add rows to public_services.toml")
        return ToldPart((), tuple(told), nothing)

    def _service(self, key: str, share: float | None) -> ToldResult:
        row = self._session.catalog.public_services[key]
        said = translate("TellCoverage", "{service}: who reaches one within {minutes} min by road")
        few = share is not None and share < FEW
        text = translate("TellCoverage", "next: look at further sites or a mobile service for the others")
        return ToldResult(
            said.format(service=pick(row.name), minutes=f"{row.minutes:g}"), text if few else "", _question(key),
            target=f"{SERVICE_TARGET}/{key}",
        )  # fmt: skip

    def _plan(self, plan: CoveragePlan, now_ms: int) -> ToldResult:
        first = plan.steps[0]
        text = translate("TellCoverage", "plan kept by {who} at {time}; next: carry it out, or withdraw it")
        sites = () if plan.sites is None else tuple(site.village for site in plan.sites.sites)
        metric = "coverage_people" if plan.tours is None else "tours_longest_gap"
        return ToldResult(
            plan.title, text.format(who=first.actor, time=moments.short(first.happened_ms, now_ms)),
            ResultQuestion(metric, question_text(plan.question), plan.as_of_seq), divisions=sites,
            target=f"{PLAN_TARGET}/{plan.id}",
        )  # fmt: skip


def _question(service: str) -> ResultQuestion:
    return ResultQuestion("coverage_people", question_text(CoverageQuestion(service=service)))
