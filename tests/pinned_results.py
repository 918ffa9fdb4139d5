"""A result of a decision part, and the command that pins it."""

from __future__ import annotations

from typing import Any

from county.coverage.question import CoverageQuestion
from county.decisions.pins import PinFigure
from county.figures.metric import Figure, FigureValue, Period, Scope
from services.results.registry import question_text

CLINICS = question_text(CoverageQuestion(service="clinic"))
COVERED = FigureValue(40_000, 50_000, 0.8, quality="ok")


def result(metric: str = "coverage_people", asked: str = CLINICS, **change: Any) -> Figure:
    """Of record 1."""
    fields = {
        "scope": Scope(), "period": Period(0, 1), "grain": "county", "group": "", "as_of_seq": 1, "value": COVERED,
        "basis": "0123456789abcdef",
    }  # fmt: skip
    return Figure(metric=metric, asked=asked, **fields | change)


def pin(pin_id: str = "N1", figure: Figure | None = None, **change: Any) -> PinFigure:
    """Onto walls and page."""
    fields = {"on": ("wall", "page"), "as_of_ms": 1_000} | change
    return PinFigure(pin_id=pin_id, figure=result() if figure is None else figure, **fields)
