"""The process that simulates queues and repeats a comparison with placebos: seconds of a processor, which the analysis
has not."""

from __future__ import annotations

from collections.abc import Callable

import msgspec

from county.staffing.compared import ComparisonProblem, compared
from county.staffing.simulated import SimulationProblem, simulated_pair
from services.studies.study_process import answer_problem


def _answer(problem: SimulationProblem | ComparisonProblem, progress: Callable[[float], None]) -> msgspec.Struct:
    if isinstance(problem, SimulationProblem):
        return simulated_pair(problem, progress)
    return compared(problem, progress)


if __name__ == "__main__":
    answer_problem(SimulationProblem | ComparisonProblem, _answer)
