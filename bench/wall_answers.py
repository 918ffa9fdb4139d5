"""What the analysis answers the tiles of the measured wall, at once and always the same."""

from __future__ import annotations

from collections.abc import Sequence

from county.catalog import Catalog
from county.figures.kpi import scores
from county.figures.kpi_outlook import KpiProjection
from county.figures.kpi_table import leaves_of
from county.figures.metric import FigureValue, Period
from services.protocol.analysis_messages import FigureTable
from services.protocol.assessment_messages import KpiLeafState, KpiTree, VitalSignsAnswer, VitalSignState

SHARE = FigureValue(90.0, 100, 0.9, 0.8, 0.95, "ok")
UNKNOWN_EVERY = 5
"""Every so many signs one has no value."""


def figure_table(request: str, metrics: Sequence[str], periods: Sequence[Period], now_ms: int) -> FigureTable:
    """90 of 100 for everything."""
    return FigureTable(
        request=request, as_of_seq=1, as_of_ms=now_ms, head_hash="", groups=[],
        totals=[[SHARE for _ in metrics] for _ in periods], values=[[[] for _ in metrics] for _ in periods],
    )  # fmt: skip


def kpi_tree(request: str, period: str, catalog: Catalog, now_ms: int) -> KpiTree:
    """Nine tenths of everything."""
    leaves = leaves_of(catalog.kpi)
    return KpiTree(
        request=request, as_of_seq=1, as_of_ms=now_ms, head_hash="", period=period, division="", definitions="",
        leaves=[KpiLeafState(key, SHARE, (), KpiProjection(), 0, 0, ()) for key in leaves],
        scores=list(scores(catalog.kpi, dict.fromkeys(leaves, 0.9)).values()), towns=[], ranks=[], unranked=[],
        compared=[], cards=[], sheet=None, differs=[],
    )  # fmt: skip


def vital_signs(request: str, catalog: Catalog, now_ms: int) -> VitalSignsAnswer:
    """In their range, but for those that are unknown."""
    leaves = [key for key, sign in catalog.offered_vital_signs().items() if sign.plate and sign.metric]
    states = [
        VitalSignState(
            key, FigureValue() if number % UNKNOWN_EVERY == 0 else SHARE, FigureValue(), Period(0, now_ms),
            "unknown" if number % UNKNOWN_EVERY == 0 else "green",
            "unknown" if number % UNKNOWN_EVERY == 0 else "green", 0,
        )
        for number, key in enumerate(leaves)
    ]  # fmt: skip
    return VitalSignsAnswer(
        request=request, as_of_seq=1, as_of_ms=now_ms, signs=states, excursions=[], judged_ms=now_ms
    )
