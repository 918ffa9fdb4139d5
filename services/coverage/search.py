"""Searches for sites and tours, each in a process of its own."""

from __future__ import annotations

from county.coverage.siting import SiteProblem, SiteProposal
from county.coverage.tours import TourPlan, TourProblem
from services.studies.apart import Cancelled, Progress, computed_apart

_PROCESS = "services.coverage.solver_process"


def sites(problem: SiteProblem, progress: Progress, cancelled: Cancelled) -> SiteProposal:
    """The proposal.  Raises StudyFailed, StudyCancelled."""
    found: SiteProposal = computed_apart(_PROCESS, problem, SiteProposal, progress, cancelled)
    return found


def tours(problem: TourProblem, progress: Progress, cancelled: Cancelled) -> TourPlan:
    """The plan.  Raises StudyFailed, StudyCancelled."""
    found: TourPlan = computed_apart(_PROCESS, problem, TourPlan, progress, cancelled)
    return found
