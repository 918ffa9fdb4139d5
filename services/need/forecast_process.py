"""The process that forecasts needs, the only one that loads scikit-learn: see :mod:`services.studies.study_process`."""

from __future__ import annotations

from collections.abc import Callable

from county.need.forecasting import forecast
from county.need.problem import NeedProblem
from county.need.results import NeedsForecast
from services.studies.study_process import answer_problem


def _answer(problem: NeedProblem, step: Callable[[float], None]) -> NeedsForecast:
    from county.need.forest import Forest

    return forecast(problem, Forest, step)


if __name__ == "__main__":
    answer_problem(NeedProblem, _answer)
