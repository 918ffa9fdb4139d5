"""Results of tracing, from the recalls and the scans in the journal."""

from __future__ import annotations

import hashlib

import msgspec
import numpy as np

from county.durations import DAY_MS
from county.figures.metric import FigureValue, Period, share_of
from county.tracing.recall import OPEN, RECALL_PROCEDURE, RECALLS, Recall, RecallPlaceTold, begin_limit_ms
from services.results.risks import NothingAsked
from services.results.sources import Counted, ResultMoment, ResultSources

DAYS = 28
"""Whose transformations are counted."""
DIGITS = 16
"""Hex digits of a digest."""


def open_recalls(sources: ResultSources, asked: NothingAsked, moment: ResultMoment) -> Counted:
    """Recalls that are to be begun or are under way."""
    versions = sources.states.versions(RECALLS, moment)
    states = versions.values("state", versions.newest_at(moment.seq))
    count = int(np.isin(states, [RECALL_PROCEDURE.states.index(state) for state in OPEN]).sum())
    return Counted(FigureValue(count, None, count, quality="ok"), _at(moment))


def places_told(sources: ResultSources, asked: NothingAsked, moment: ResultMoment) -> Counted:
    """Of the places of open recalls that were told or whose time is over, those told within the time to begin."""
    in_time = counted = 0
    levels = sources.catalog.recall_levels
    recalls: list[Recall] = sources.states.all(RECALLS, moment)
    for recall in recalls:
        limit_ms = begin_limit_ms(recall, levels)
        if recall.state in OPEN and limit_ms is not None:
            told_ms = [step.recorded_ms for step in recall.steps if step.kind == RecallPlaceTold.__name__]
            in_time += sum(at_ms <= limit_ms for at_ms in told_ms)
            counted += len(recall.places) if limit_ms <= moment.recorded_ms else len(told_ms)
    least = sources.catalog.metrics["recall_places_told"].min_denominator
    return Counted(share_of(in_time, counted, least), _at(moment), _digest(levels))


def unbalanced(sources: ResultSources, asked: NothingAsked, moment: ResultMoment) -> Counted:
    """Transformations of 28 days, as the goods were scanned, that are out of balance; partial where the balance of some
    cannot be computed."""
    period = Period(moment.recorded_ms + 1 - DAYS * DAY_MS, moment.recorded_ms + 1)
    found = sources.balances(period, moment.seq)
    value = FigureValue()
    if found.computed:
        value = FigureValue(
            found.unbalanced, None, found.unbalanced, quality="partial" if found.unknown else "ok"
        )  # fmt: skip
    catalog = sources.catalog
    return Counted(value, period, _digest(catalog.trace_units, catalog.trace_products, catalog.tracing))


def _at(moment: ResultMoment) -> Period:
    return Period(moment.recorded_ms, moment.recorded_ms + 1)


def _digest(*tables: object) -> str:
    """Of the tables of the catalogue that a result was counted by: counties replace them."""
    return hashlib.sha256(msgspec.msgpack.encode(tables, order="sorted")).hexdigest()[:DIGITS]
