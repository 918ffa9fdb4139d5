"""What the areas of the map are coloured by: one metric of towns or villages, asked of the analysis."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from PySide6.QtCore import QObject, QTimer, Signal

from county.durations import DAY_MS
from county.figures.class_breaks import Classing
from county.figures.metric import FigureValue, Grain, Metric, Period
from county.figures.periods import period_at, span_ms
from county.names import Name
from desktop import moments
from desktop.figures.analysis_note import analysis_answers, analysis_note
from desktop.figures.asker import FigureAsker
from desktop.session import Session
from drawing.turn_time import DeferredCall
from layers.area_figures import AreaFigures
from layers.division import DivisionLayer
from layers.events import EventsLayer
from services.protocol.analysis_messages import FigureTable

FOLLOW_MS = 1_000
REFRESH_MS = 15_000
"""Of the realm: at most so often it is asked again because of new records."""
REST_MS = 5_000
"""Of the machine: it is asked again at most so often, however fast the realm's time runs."""
AGE_MS = 60_000
"""Of the realm: then periods that end now have moved on enough to be asked again."""
GRAIN_OF_LAYER: dict[str, Grain] = {"towns": "town", "villages": "village"}
"""By the key of the layer."""
AT_PRESENT = Name("现状", "at present")
Span = Literal["day", "week", "month", "this_month", "this_year"]


@dataclass(frozen=True)
class AreaChoice:
    """What the areas of a layer are coloured by."""

    layer: str
    metric: str
    span: Span = "month"
    classing: Classing = "natural"


def _last(days: int) -> Callable[[int], Period]:
    return lambda now_ms: Period(now_ms + 1 - days * DAY_MS, now_ms + 1)


def _this(kind: Literal["month", "year"]) -> Callable[[int], Period]:
    def period(now_ms: int) -> Period:
        span = span_ms(period_at(kind, now_ms))
        assert span is not None, "it is one of ours"
        return Period(span.start, span.stop)

    return period


SPANS: dict[Span, tuple[Name, Callable[[int], Period]]] = {
    "day": (Name("近 24 小时", "last 24 h"), _last(1)),
    "week": (Name("近 7 天", "last 7 days"), _last(7)),
    "month": (Name("近 30 天", "last 30 days"), _last(30)),
    "this_month": (Name("本月", "this month"), _this("month")),
    "this_year": (Name("今年", "this year"), _this("year")),
}
CALENDAR_SPANS: frozenset[Span] = frozenset({"this_month", "this_year"})
"""These begin anew; the others slide."""


class AreaColouring(QObject):
    """Of one window.  Nothing is asked while the layer is hidden; figures of a later moment than the shown one are
    removed at once.  While the heat map of events is shown, areas have only borders."""

    changed = Signal()
    """The choice, or what is to be said about it."""

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._asker = FigureAsker(session, self._fail)
        self._asked_ms: int | None = None
        self._asked_seq = self._as_of_seq = 0
        self._as_of_ms = 0
        self.choice: AreaChoice | None = None
        self._analysis_note = ""
        """Why nothing, or nothing current, is shown."""
        self._events = session.layers.of(EventsLayer)
        self._is_below_heat_map = False
        self._timer = QTimer(self, interval=FOLLOW_MS)
        self._follow_when_due = DeferredCall(self, self.follow)
        self._timer.timeout.connect(self._follow_when_due.run)
        session.feed.sought.connect(self._remove_later)
        for key in GRAIN_OF_LAYER:
            session.layers[key].visibility_changed.connect(self.follow)
        for signal in (self._events.changed, self._events.visibility_changed, self._events.opacity_changed):
            signal.connect(self._give_way)
        self._give_way()

    @property
    def note(self) -> str:
        """What is to be said about the colours; "" where there is nothing."""
        below = self.tr("Only borders while the heat map of events is shown") if self._is_below_heat_map else ""
        return "\n".join(filter(None, (below, self._analysis_note)))

    def metrics(self, layer: str) -> dict[str, Metric]:
        """What the areas of a layer can be coloured by, by key."""
        offered = self._session.catalog.offered_metrics()
        return {key: metric for key, metric in offered.items() if GRAIN_OF_LAYER[layer] in metric.grains}

    def offers(self, choice: AreaChoice) -> bool:
        """Whether the county has such areas and this metric of them."""
        known = choice.layer in GRAIN_OF_LAYER and not self._session.layers[choice.layer].lacking
        return known and choice.metric in self.metrics(choice.layer)

    def choose(self, choice: AreaChoice | None) -> None:
        """Colour by this from now on; None: nothing is coloured."""
        before, self.choice = self.choice, choice
        if choice == before:
            return
        self._asker.forget()
        self._asked_ms, self._analysis_note = None, ""
        if before is not None and (choice is None or (choice.layer, choice.metric) != (before.layer, before.metric)):
            self._layer(before).show_figures(None)
        if choice is None:
            self._timer.stop()
        else:
            self._timer.start()
            self.follow()
        self.changed.emit()

    def follow(self) -> None:
        """Ask again where what is shown may be outdated."""
        self._remove_later()
        choice = self.choice
        if choice is None or not self._layer(choice).visible:
            return
        now_ms = self._session.clock.now_ms()
        health = self._session.source.health().analysis
        answers = analysis_answers(self._session) and not self._asker.is_waiting
        if health is not None and answers and self._is_due(now_ms, health.seq):
            self._asked_ms, self._asked_seq = now_ms, health.head_seq
            period = SPANS[choice.span][1](now_ms)
            self._asker.table((choice.metric,), (period,), self._take, grain=GRAIN_OF_LAYER[choice.layer])
        self._say(self._asker.trouble or analysis_note(self._session, self._as_of_ms))

    def release(self) -> None:
        """Ask nothing more."""
        self._timer.stop()
        self._follow_when_due.stop()
        self._session.feed.sought.disconnect(self._remove_later)
        for key in GRAIN_OF_LAYER:
            self._session.layers[key].visibility_changed.disconnect(self.follow)
        for signal in (self._events.changed, self._events.visibility_changed, self._events.opacity_changed):
            signal.disconnect(self._give_way)
        self._asker.release()

    def _remove_later(self) -> None:
        """Show no figures of a later moment than the shown one."""
        choice = self.choice
        if choice is not None and self._asked_ms is not None and self._session.clock.now_ms() < self._asked_ms:
            self._asker.forget()
            self._asked_ms = None
            self._layer(choice).show_figures(None)

    def _give_way(self) -> None:
        """Draw only borders below a heat map."""
        events = self._events
        below = events.drawn_as == "heat" and events.visible and events.opacity > 0
        if below != self._is_below_heat_map:
            self._is_below_heat_map = below
            for key in GRAIN_OF_LAYER:
                self._division_layer(key).fill(not below)
            self.changed.emit()

    def _layer(self, choice: AreaChoice) -> DivisionLayer:
        return self._division_layer(choice.layer)

    def _division_layer(self, key: str) -> DivisionLayer:
        layer = self._session.layers[key]
        assert isinstance(layer, DivisionLayer)
        return layer

    def _is_due(self, now_ms: int, seq: int) -> bool:
        if self._asked_ms is None:
            return True
        passed_ms = now_ms - self._asked_ms
        if passed_ms < REST_MS * self._session.clock.rate:
            return False
        return passed_ms >= AGE_MS or (passed_ms >= REFRESH_MS and seq != self._as_of_seq)

    def _take(self, table: FigureTable) -> None:
        choice = self.choice
        assert choice is not None, "what was asked is forgotten with the choice"
        assert self._asked_ms is not None
        layer, metric = self._layer(choice), self._session.catalog.metrics[choice.metric]
        found = dict(zip(table.groups, table.values[0][0], strict=True))
        empty = _of_none(metric, table.totals[0][0])
        figures = {code: figure for code in layer.codes if (figure := found.get(code, empty)) is not None}
        self._as_of_seq = table.as_of_seq
        self._as_of_ms = self._asked_ms if table.as_of_seq >= self._asked_seq else table.as_of_ms
        as_of = moments.short(self._as_of_ms, self._session.clock.now_ms())
        elsewhere = sum(figure.value or 0 for code, figure in found.items() if code not in figures)
        is_level, (span_name, period) = metric.kind == "level", SPANS[choice.span]
        begins_anew = choice.span in CALENDAR_SPANS and not is_level
        layer.show_figures(AreaFigures(
            metric, figures, choice.classing, AT_PRESENT if is_level else span_name,
            Name(f"截至 {as_of}", f"as of {as_of}"), elsewhere if empty is not None else 0,
            since_ms=period(self._asked_ms).from_ms if begins_anew else None,
        ))  # fmt: skip
        self._say(analysis_note(self._session, self._as_of_ms))

    def _fail(self) -> None:
        if self.choice is not None:
            self._layer(self.choice).show_figures(None)
            self._say(self._asker.trouble)

    def _say(self, note: str) -> None:
        if note != self._analysis_note:
            self._analysis_note = note
            self.changed.emit()


def _of_none(metric: Metric, total: FigureValue) -> FigureValue | None:
    """The figure of an area of which the table says nothing: no event is 0, no report is unknown."""
    counts = metric.source in ("events", "alarms") and not metric.has_denominator and total.quality == "ok"
    return FigureValue(0, None, 0, quality="ok") if counts else None
