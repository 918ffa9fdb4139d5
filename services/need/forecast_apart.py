"""Forecasts needs in a process of its own."""

from __future__ import annotations

from county.need.problem import NeedProblem
from county.need.results import NeedsForecast
from services.studies.apart import Cancelled, Progress, computed_apart


def forecast_apart(problem: NeedProblem, progress: Progress, cancelled: Cancelled) -> NeedsForecast:
    """The answer.  Raises StudyFailed, StudyCancelled."""
    found: NeedsForecast = computed_apart(
        "services.need.forecast_process", problem, NeedsForecast, progress, cancelled
    )
    return found
