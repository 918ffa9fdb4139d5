"""The process that searches sites or tours: see :mod:`services.studies.study_process`.

A search takes seconds of a processor, and its libraries 100 MB: neither belongs into the analysis.
"""

from __future__ import annotations

from collections.abc import Callable

from county.coverage.siting import SiteProblem, SiteProposal
from county.coverage.tours import TourPlan, TourProblem
from services.studies.study_process import answer_problem

Problem = SiteProblem | TourProblem


def _answer(problem: Problem, step: Callable[[float], None]) -> SiteProposal | TourPlan:
    if isinstance(problem, SiteProblem):
        from county.coverage.site_solver import proposed

        return proposed(problem, step)
    from county.coverage.tour_solver import toured

    return toured(problem, step)


if __name__ == "__main__":
    answer_problem(Problem, _answer)
