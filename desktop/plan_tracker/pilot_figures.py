"""What the indicator of a pilot was before it and is now, where it takes place and in the whole county."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication

from county.durations import DAY_MS
from county.figures.metric import FigureValue, Period, Scope
from county.figures.text import short_text
from county.plan_tracker.days import begin_ms, day_of
from county.plan_tracker.item import PlanItem
from desktop.figures.asker import FigureAsker
from desktop.i18n import pick
from desktop.session import Session
from services.protocol.analysis_messages import FigureTable

BEFORE_AFTER_MS = 28 * DAY_MS
"""Length of the periods that are compared."""
PLACES_MAX = 8
"""Places that are told one by one."""
COUNTY = ""
Pair = tuple[FigureValue, FigureValue]


class PilotFigures:
    """Of one pilot at a time."""

    def __init__(self, session: Session, changed: Callable[[], None]) -> None:
        self._session, self._changed = session, changed
        self._asker = FigureAsker(session)
        self._of: object = None
        self._pairs: dict[str, Pair] = {}
        """By division, of the whole county for COUNTY: before and after."""

    def release(self) -> None:
        self._asker.release()

    def want(self, item: PlanItem) -> None:
        """Ask for the figures of a pilot, unless they were asked for as of this record."""
        health = self._session.source.health().analysis
        indicator = item.indicator
        if health is None or indicator is None or indicator.metric not in self._session.catalog.metrics:
            return
        before, after = periods_of(item, self._session.clock.now_ms())
        basis = (item.id, item.divisions, indicator, before.to_ms, after.to_ms // DAY_MS)
        if basis == self._of:
            return
        self._of, self._pairs = basis, {}
        self._asker.forget()
        for code in (COUNTY, *item.divisions[:PLACES_MAX]):
            def take(table: FigureTable, code: str = code) -> None:
                self._pairs[code] = (table.totals[0][0], table.totals[1][0])
                self._changed()

            self._asker.table([indicator.metric], [before, after], take, scope=Scope(division=code))

    def text(self, item: PlanItem) -> str:
        """Before and after at each place and in the county."""
        metric = None if item.indicator is None else self._session.catalog.metrics.get(item.indicator.metric)
        if metric is None:
            return QCoreApplication.translate("PlanTracker", "The pilot has no indicator, so that nothing is compared.")
        parts = []
        for code in (*item.divisions[:PLACES_MAX], COUNTY):
            name = self._session.divisions.path(code) if code else QCoreApplication.translate(
                "PlanTracker", "whole county"
            )  # fmt: skip
            pair = self._pairs.get(code)
            told = "…" if pair is None else " → ".join(pick(short_text(metric, value)) for value in pair)
            parts.append(f"{name} {told}")
        return QCoreApplication.translate(
            "PlanTracker", "{metric}, 28 days before the pilot → the last 28 days: {parts}."
        ).format(metric=pick(metric.name), parts="；".join(parts))


def periods_of(item: PlanItem, now_ms: int) -> tuple[Period, Period]:
    """28 days before a pilot, and its last ones up to now."""
    starts, ends = begin_ms(day_of(item.starts)), begin_ms(day_of(item.due)) + DAY_MS
    now = min(now_ms, ends)
    before = min(starts, now)
    return Period(before - BEFORE_AFTER_MS, before), Period(now - BEFORE_AFTER_MS, now)
