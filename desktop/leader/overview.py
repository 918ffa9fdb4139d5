"""The figures of the page: every number of three weeks, what is reported of each subclass, and the towns beside each
other; all as of one record."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

from PySide6.QtCore import QObject, Signal

from county.division import is_town
from county.figures.metric import FigureValue, Scope
from county.figures.rising import Rise, is_worse, rise_of
from county.figures.trend import counted_as, counts_over_period, marked_weeks
from county.figures.weeks import ComparedWeeks, weeks_until
from desktop.figures.analysis_note import analysis_answers
from desktop.figures.asker import FigureAsker
from desktop.figures.shown_figure import ShownFigure
from desktop.leader.shown_metrics import shown_metrics
from desktop.session import Session
from services.protocol.analysis_messages import FigureTable
from services.protocol.as_of_messages import SpanOfRecords
from services.protocol.replay import ReplayMoment

REPORTED, SLOW, IN_TIME = "reported", "handling_wall", "closed_on_time"
RISES_MAX = 5
"""Rising subclasses that are shown, those that grow most first."""


@dataclass(frozen=True)
class RisingSubclass:
    """What rises, its figure, and the town where most of it happened ("" while that is not known)."""

    rise: Rise
    shown: ShownFigure
    town: str = ""
    in_town: int = 0


@dataclass(frozen=True)
class LeaderFigures:
    """What arrived so far of one request; everything as of one record."""

    weeks: ComparedWeeks
    as_of_seq: int = 0
    as_of_ms: int = 0
    numbers: dict[str, ShownFigure] = field(default_factory=dict)
    """By metric, in the order of the page."""
    rises: tuple[RisingSubclass, ...] = ()
    towns: dict[str, dict[str, FigureValue]] = field(default_factory=dict)
    """By metric and code of the town, of this week."""
    further_rises: int = 0
    """So many more rise, by less."""

    @property
    def knows_before(self) -> bool:
        """Whether there is anything of the week before to compare with."""
        return any(shown.before.value is not None for shown in self.numbers.values())

    @property
    def knows_rises(self) -> bool:
        """Whether there is a whole week before to compare what is reported with."""
        reported = self.numbers.get(REPORTED)
        return reported is not None and reported.before.quality not in ("unknown", "partial")

    @property
    def knows_year_ago(self) -> bool:
        """The same of a year ago."""
        return any(shown.year_ago.value is not None for shown in self.numbers.values())

    def worse(self, session: Session) -> list[ShownFigure]:
        """Numbers that are significantly worse than a week before and, where that is known, a year ago."""
        found = []
        for shown in self.numbers.values():
            metric, value = shown.metric(session.catalog), shown.figure.value
            known = [one for one in (shown.before, shown.year_ago) if one.value is not None]
            if known and all(is_worse(metric, value, one) for one in known):
                found.append(shown)
        return found


class LeaderOverview(QObject):
    """Asks for the figures of a moment; those that are shown stay until the answer is here."""

    changed = Signal()

    def __init__(self, session: Session, parent: QObject) -> None:
        super().__init__(parent)
        self._session = session
        self._asker = FigureAsker(session, self._fail)
        self.figures: LeaderFigures | None = None
        self.is_cut = False
        """Answers were given up: they are asked for again."""
        self.began_ms: int | None = None
        """When the first record was recorded; None while that is not known, and in a replay."""
        self._span = ""
        self._moment: ReplayMoment | None = None
        """Of a replay, for which they were asked."""
        session.feed.arrived.connect(self._take_span)

    @property
    def trouble(self) -> str:
        """Why there was no answer; "" for nothing."""
        return self._asker.trouble

    def follow(self) -> None:
        """Ask again where there are newer records or another moment is shown, unless answers are missing."""
        if not self._asker.is_waiting and analysis_answers(self._session) and self._is_outdated():
            self.ask()

    def follow_sought(self) -> None:
        """Ask for the moment that was chosen; it does not wait for what is missing of the one before."""
        timeline = self._session.timeline
        if timeline is not None and timeline.moment != self._moment:
            self._asker.forget()
            self.follow()

    def hold(self) -> None:
        """A step is wanted first: it does not wait for what is missing here."""
        if self._asker.is_waiting:
            self._asker.forget()
            self.is_cut = True

    def ask(self) -> None:
        """Ask for everything, as of the newest record that the analysis told of or that of the replayed moment.

        The numbers wait for the weeks before those that are compared, which tell whether the records begin in these.
        """
        self._asker.forget()
        self.is_cut = False
        timeline = self._session.timeline
        self._moment = None if timeline is None else timeline.moment
        if timeline is None and self.began_ms is None:
            self._span = self._session.source.record_span()
        weeks = weeks_until(self._session.clock.now_ms())
        metrics = self._session.catalog.metrics
        names = tuple(dict.fromkeys((*shown_metrics(self._session.catalog), REPORTED)))
        counted = tuple(name for name in names if counts_over_period(metrics[name]))
        tables: dict[str, FigureTable] = {}

        def take(of: str, table: FigureTable) -> None:
            tables[of] = table
            if len(tables) < 2:
                return
            numbers, earlier = tables["numbers"], tables["earlier"]
            if earlier.as_of_seq == numbers.as_of_seq:
                self._show_numbers(weeks, names, numbers, counted, earlier)
            else:  # no record was known, and the first ones came between them
                self.ask()

        seq = self._seq()
        self._asker.table(names, weeks, partial(take, "numbers"), as_of_seq=seq)
        self._asker.table(counted, weeks.earlier, partial(take, "earlier"), as_of_seq=seq)

    def release(self) -> None:
        self._asker.release()
        self._session.feed.arrived.disconnect(self._take_span)

    def _is_outdated(self) -> bool:
        """Whether the figures are not those that :meth:`ask` would bring."""
        timeline, figures = self._session.timeline, self.figures
        if timeline is not None:
            return (timeline.moment != self._moment or self.is_cut) and not timeline.is_seeking
        return figures is None or self.is_cut or self._seq() != figures.as_of_seq

    def _seq(self) -> int:
        """The record as of which everything is asked for, so that none comes between two answers; 0: the newest, as
        none is known."""
        if self._session.timeline is not None:
            return self._session.timeline.moment.seq
        health = self._session.source.health().analysis
        return 0 if health is None else health.seq

    def _take_span(self, answer: object) -> None:
        if isinstance(answer, SpanOfRecords) and answer.request == self._span:
            self.began_ms = answer.first_ms if answer.head_seq else None
            self.changed.emit()

    def _fail(self) -> None:
        """Figures of now stay, those of another moment are none of this one."""
        if self._session.timeline is not None:
            self.figures = None
        self.changed.emit()

    def _show_numbers(
        self, weeks: ComparedWeeks, names: tuple[str, ...], table: FigureTable, counted: tuple[str, ...],
        earlier: FigureTable,
    ) -> None:  # fmt: skip
        metrics, as_of = self._session.catalog.metrics, (table.as_of_seq, table.as_of_ms)
        weeks_before = dict(zip(counted, zip(*earlier.totals, strict=True), strict=True))
        numbers = {}
        for name, now, before, year_ago in zip(names, *table.totals, strict=True):
            if name in weeks_before:
                before, year_ago = marked_weeks(metrics[name], weeks, before, year_ago, weeks_before[name])
            numbers[name] = ShownFigure.of(
                name, weeks.now, now, as_of, before=before, year_ago=year_ago, began_ms=self.began_ms
            )
        old = self.figures
        self.figures = LeaderFigures(
            weeks, *as_of, numbers, () if old is None else old.rises, {} if old is None else old.towns
        )
        self.changed.emit()
        self._asker.table((REPORTED,), weeks, self._take_subclasses, grain="subclass", as_of_seq=table.as_of_seq)
        compared = tuple(name for name in (REPORTED, SLOW, IN_TIME) if name in self._session.catalog.metrics)
        self._asker.table(
            compared, (weeks.now,), lambda answer: self._take_towns(compared, answer), grain="town",
            as_of_seq=table.as_of_seq,
        )  # fmt: skip

    def _take_subclasses(self, table: FigureTable) -> None:
        assert self.figures is not None
        figures, found = self.figures, []
        by_period = [period[0] for period in table.values]
        county = figures.numbers[REPORTED]
        for group, now, before, year_ago in zip(table.groups, *by_period, strict=True):
            before, year_ago = counted_as(county.before, before), counted_as(county.year_ago, year_ago)
            rise = rise_of(group, now, before, year_ago)
            if rise is not None and group:
                shown = ShownFigure.of(
                    REPORTED, figures.weeks.now, now, (figures.as_of_seq, figures.as_of_ms),
                    scope=Scope(subclass=group), before=before, year_ago=year_ago,
                )  # fmt: skip
                found.append(RisingSubclass(rise, shown))
        found.sort(key=lambda one: -one.rise.factor)
        self._change(rises=tuple(found[:RISES_MAX]), further_rises=max(0, len(found) - RISES_MAX))
        for one in found[:RISES_MAX]:
            self._asker.table(
                (REPORTED,), (figures.weeks.now,), partial(self._take_place, one),
                scope=one.shown.figure.scope, grain="town", as_of_seq=figures.as_of_seq,
            )  # fmt: skip

    def _take_place(self, rising: RisingSubclass, table: FigureTable) -> None:
        """The town where most of it happened."""
        assert self.figures is not None
        counted = [(value.value or 0, code) for code, value in zip(table.groups, table.values[0][0], strict=True)]
        most, town = max((pair for pair in counted if is_town(pair[1])), default=(0, ""))
        placed = RisingSubclass(rising.rise, rising.shown, town, int(most))
        rises = tuple(placed if one == rising else one for one in self.figures.rises)
        self._change(rises=rises)

    def _take_towns(self, names: tuple[str, ...], table: FigureTable) -> None:
        """What is located in no town is left out."""
        self._change(towns={
            name: {code: value for code, value in zip(table.groups, values, strict=True) if is_town(code)}
            for name, values in zip(names, table.values[0], strict=True)
        })  # fmt: skip

    def _change(self, **fields: Any) -> None:
        assert self.figures is not None
        self.figures = replace(self.figures, **fields)
        self.changed.emit()
