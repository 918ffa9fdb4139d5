"""Two minutes of story: chapters made from records, each with a place, one sentence and its numbers.

A sentence states what records say, in fixed words; every number of a chapter is a figure with its definition and its
records.  What is not known is said to be so.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import numpy as np
from PySide6.QtCore import QCoreApplication

from county.alarms import Alarm
from county.durations import DAY_MS
from county.events.emergency import emergency_subclasses
from county.events.event import Event
from county.figures.metric import FigureValue, Period, Scope
from desktop import moments
from desktop.figures.asker import FigureAsker
from desktop.figures.shown_figure import ShownFigure
from desktop.i18n import pick
from desktop.leader.overview import IN_TIME, REPORTED, SLOW, LeaderFigures
from desktop.leader.rising_rows import rising_risks
from desktop.leader.waiting_rows import LeaderRows
from desktop.session import Session
from desktop.wording import state
from layers.events import LEVEL_NAMES, EventsLayer
from layers.towns import TownsLayer
from services.brief.group_names import GroupNames
from services.protocol.analysis_messages import FigureTable

translate = QCoreApplication.translate
EVENT_RADIUS_M = 900.0
"""Around an event, on map and twin."""
TOWN_SHARE = 0.6
"""Of the longer side of a town's bounds: the radius that shows all of it."""
OVERDUE = "overdue_stock"


@dataclass(frozen=True)
class ChapterNumber:
    """A number of a chapter under its name."""

    name: str
    shown: ShownFigure


@dataclass(frozen=True)
class StoryChapter:
    """``place``: x_m, y_m and radius_m; None: nothing is flown to."""

    title: str
    sentence: str
    place: tuple[float, float, float] | None = None
    numbers: tuple[ChapterNumber, ...] = ()


class Story:
    """Made anew at each start, from what the desk and the figures say then."""

    def __init__(self, session: Session, names: GroupNames, changed: Callable[[], None]) -> None:
        """``changed``: called where numbers of a chapter arrived, or another chapter is shown."""
        self._session, self._names, self._changed = session, names, changed
        self._asker = FigureAsker(session)
        self.chapters: tuple[StoryChapter, ...] = ()
        self.place = -1
        """Of the chapter that is shown; -1: the story is not told."""

    @property
    def is_told(self) -> bool:
        return self.place >= 0

    @property
    def chapter(self) -> StoryChapter | None:
        """The one that is shown."""
        return self.chapters[self.place] if self.is_told else None

    def start(self, figures: LeaderFigures | None, waiting: LeaderRows) -> None:
        """Show the first chapter, and fly there."""
        self._asker.forget()
        largest = self._largest()
        self.chapters = (
            self._yesterday(largest),
            self._slowest(figures),
            self._rising(figures),
            self._waiting(figures, waiting),
        )
        if figures is not None:
            self._ask_yesterday(figures.as_of_seq, largest)
        self._show(0)

    def forward(self) -> None:
        """The next chapter; after the last one the story is over."""
        if self.place + 1 < len(self.chapters):
            self._show(self.place + 1)
        else:
            self.stop()

    def back(self) -> None:
        """The chapter before."""
        self._show(max(self.place - 1, 0))

    def stop(self) -> None:
        """Map and twin stay where they are."""
        self._asker.forget()
        self.place = -1
        self._changed()

    def release(self) -> None:
        """Give up what was asked."""
        self._asker.release()

    def _show(self, place: int) -> None:
        self.place = place
        self._changed()
        to = self.chapters[place].place
        if to is not None:
            self._session.focus.fly_to.emit(*to)

    # ---- yesterday's largest event

    def _day(self) -> range:
        """Yesterday, in the county's civil time."""
        return moments.day_of(moments.day_of(self._session.clock.now_ms()).start - DAY_MS // 2)

    def _largest(self) -> Event | None:
        """Of yesterday's events that with the highest level, of these the emergencies, of these the one with most units
        and merged reports, of these the first."""
        columns, states = self._session.layers.of(EventsLayer).columns, self._session.layers.states("event")
        day = self._day()
        rows = np.flatnonzero((columns["happened_ms"] >= day.start) & (columns["happened_ms"] < day.stop))
        if not len(rows):
            return None
        highest = rows[columns["level"][rows] == columns["level"][rows].min()]
        events = [event for event in map(states.peek, columns.ids[highest].tolist()) if isinstance(event, Event)]
        emergencies = emergency_subclasses(self._session.catalog)

        def rank(one: Event) -> tuple[bool, int, int]:
            return one.subclass in emergencies, len(one.units) + len(one.joined), -one.happened_ms

        return max(events, key=rank, default=None)

    def _yesterday(self, event: Event | None) -> StoryChapter:
        title = translate("leader", "Yesterday's largest event")
        if event is None:
            return StoryChapter(title, translate("leader", "The desk has no event that happened yesterday."))
        sentence = translate("leader", "{title} ({level}), {where}, {time}; now: {state}.").format(
            title=pick(self._session.event_texts.title(event)), level=pick(LEVEL_NAMES[event.level]),
            where=self._session.divisions.path(event.division) or event.address or "–",
            time=moments.local(event.happened_ms).strftime("%H:%M"), state=state(event.state),
        )  # fmt: skip
        return StoryChapter(title, sentence, (event.x_m, event.y_m, EVENT_RADIUS_M))

    def _ask_yesterday(self, as_of_seq: int, largest: Event | None) -> None:
        """Its numbers: what was reported that day, in the county and of the event's subclass."""
        day = self._day()
        period = Period(day.start, day.stop)
        scopes = [(Scope(), translate("leader", "Reported yesterday"))]
        if largest is not None:
            name = pick(self._names.name_of("subclass", largest.subclass))
            words = translate("leader", "{what}, yesterday").format(what=name)
            scopes.append((Scope(subclass=largest.subclass), words))
        for scope, name in scopes:
            self._asker.table(
                (REPORTED,), (period,),
                partial(self._add_number, 0, name, period, scope),
                scope=scope, as_of_seq=as_of_seq,
            )  # fmt: skip

    def _add_number(self, place: int, name: str, period: Period, scope: Scope, table: FigureTable) -> None:
        shown = ShownFigure.of(REPORTED, period, table.totals[0][0], (table.as_of_seq, table.as_of_ms), scope=scope)
        chapters = list(self.chapters)
        old = chapters[place]
        chapters[place] = StoryChapter(old.title, old.sentence, old.place, (*old.numbers, ChapterNumber(name, shown)))
        self.chapters = tuple(chapters)
        self._changed()

    # ---- the others, from the figures of the page

    def _slowest(self, figures: LeaderFigures | None) -> StoryChapter:
        title = translate("leader", "The slowest town")
        if figures is None:
            return StoryChapter(title, translate("leader", "The figures are not known."))
        towns = figures.towns.get(SLOW, {})
        ranked = [(v.value, code) for code, v in towns.items() if v.value is not None and v.quality == "ok"]
        if not ranked or SLOW not in figures.numbers:
            few = translate("leader", "In the last 7 days too few events were closed to compare towns.")
            return StoryChapter(title, few)
        _, code = max(ranked)
        town = pick(self._names.name_of("town", code))
        numbers = []
        for metric in (SLOW, IN_TIME):
            whole, value = figures.numbers.get(metric), figures.towns.get(metric, {}).get(code)
            if whole is not None and value is not None:
                name = pick(self._session.catalog.metrics[metric].name)
                numbers.append(ChapterNumber(f"{town} · {name}", whole.of_group("town", code, value, FigureValue())))
                numbers.append(ChapterNumber(translate("leader", "county · {what}").format(what=name), whole))
        sentence = translate("leader", "In {town} it took longest to handle what was closed in the last 7 days.")
        return StoryChapter(title, sentence.format(town=town), self._town_place(code), tuple(numbers))

    def _rising(self, figures: LeaderFigures | None) -> StoryChapter:
        title = translate("leader", "What is rising")
        if figures is None:
            return self._other_risks(title, translate("leader", "The figures are not known."), figures)
        if not figures.rises and not figures.knows_rises:
            young = translate("leader", "What rises is not known yet: there are no whole records of the 7 days before.")
            return self._other_risks(title, young, figures)
        if not figures.rises:
            none = translate("leader", "No subclass rises significantly against the 7 days before and a year ago.")
            return self._other_risks(title, none, figures)
        one = figures.rises[0]
        what = pick(self._names.name_of("subclass", one.rise.group))
        known = translate("leader", "{what}: significantly more reports than in the 7 days before and a year ago.")
        unknown = translate(
            "leader", "{what}: significantly more reports than in the 7 days before; of a year ago nothing is known."
        )
        sentence = (unknown if one.rise.year_ago is None else known).format(what=what)
        if one.town:
            most = translate("leader", "Most of them in {town}.")
            sentence = f"{sentence} {most.format(town=pick(self._names.name_of('town', one.town)))}"
        scope, as_of = one.shown.figure.scope, (figures.as_of_seq, figures.as_of_ms)
        weeks = (
            (translate("leader", "These 7 days"), figures.weeks.now, one.shown.figure.value),
            (translate("leader", "The 7 days before"), figures.weeks.before, one.shown.before),
            (translate("leader", "A year ago"), figures.weeks.year_ago, one.shown.year_ago),
        )
        numbers = tuple(
            ChapterNumber(name, ShownFigure.of(REPORTED, week, value, as_of, scope=scope))
            for name, week, value in weeks
        )
        return StoryChapter(title, sentence, self._town_place(one.town), numbers)

    def _other_risks(self, title: str, sentence: str, figures: LeaderFigures | None) -> StoryChapter:
        """The chapter where no subclass rises, or none is known to: what the list of risks has nevertheless."""
        risks = rising_risks(self._session, figures, self._names)
        if not risks.rows:
            return StoryChapter(title, sentence)
        row = risks.rows[0]
        first = translate("leader", ", ").join(filter(None, (row.what, row.where, row.why)))
        others = translate("leader", "Other risks: {n}, first: {first}.").format(n=risks.total, first=first)
        numbers = () if row.figure is None else (ChapterNumber(row.what, row.figure),)
        alarm = self._session.layers.states("alarm").peek(row.target.id) if row.target.thing == "alarm" else None
        sensor = self._session.sensors.get(alarm.sensor_id) if isinstance(alarm, Alarm) else None
        place = None if sensor is None else (sensor.x_m, sensor.y_m, EVENT_RADIUS_M)
        return StoryChapter(title, f"{sentence} {others}", place, numbers)

    def _waiting(self, figures: LeaderFigures | None, waiting: LeaderRows) -> StoryChapter:
        title = translate("leader", "What waits for you")
        numbers: tuple[ChapterNumber, ...] = ()
        if figures is not None and OVERDUE in figures.numbers:
            name = pick(self._session.catalog.metrics[OVERDUE].name)
            numbers = (ChapterNumber(name, figures.numbers[OVERDUE]),)
        if not waiting.rows:
            return StoryChapter(title, translate("leader", "Nothing waits for a decision."), None, numbers)
        row = waiting.rows[0]
        parts = (row.what, row.where, row.why, row.who)
        event = self._session.layers.states("event").peek(row.target.id) if row.target.thing == "event" else None
        place = (event.x_m, event.y_m, EVENT_RADIUS_M) if isinstance(event, Event) else None
        return StoryChapter(title, translate("leader", ", ").join(filter(None, parts)), place, numbers)

    def _town_place(self, code: str) -> tuple[float, float, float] | None:
        bounds = self._session.layers.of(TownsLayer).bounds_m(code) if code else None
        if bounds is None:
            return None
        west, south, east, north = bounds
        return (west + east) / 2, (south + north) / 2, max(east - west, north - south) * TOWN_SHARE
