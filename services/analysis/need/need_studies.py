"""Forecasts of needs as of a week, worked on beside whoever asks; those of the present are kept."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path

from msgspec.structs import replace

from county.catalog import Catalog
from county.clock import monotonic_ms
from county.explained import Explained
from county.need.classes import need_classes
from county.need.kept_forecast import KeepNeedForecast, ToldNeed, forecast_id
from county.need.places import NeedPlaces
from county.need.problem import NeedProblem
from county.need.question import NeedLevel, NeedQuestion
from county.need.results import NeedsForecast
from county.need.weeks import week_of
from services.analysis.need.counts import EnteredLate, need_counts
from services.analysis.need.known_forecasts import KnownForecasts
from services.analysis.timeline.timeline import RecordTimeline
from services.follow_ups.kept_forecasts import FILE, PENDING_MAX, PendingForecasts, read_pending, write_pending
from services.need.forecast_apart import forecast_apart
from services.store.ports import JournalReader
from services.store.upcast import RecordReader
from services.studies.apart import Cancelled, Progress
from services.studies.studies import Studies, Study

SEED = 60
PlacesOf = Callable[[NeedLevel, Catalog], NeedPlaces]
Forecast = Callable[[NeedProblem, Progress, Cancelled], NeedsForecast]


class NoPlaces(Explained):
    """The map has none of the places whose needs were asked; one line."""


class NeedStudies(Studies[NeedQuestion, NeedsForecast]):
    """Asked by one thread; the work is done by another."""

    def __init__(
        self, folder: Path, timeline: RecordTimeline, journal: JournalReader, reader: RecordReader, catalog: Catalog,
        places: PlacesOf, *, keeps: bool, forecast: Forecast = forecast_apart,
        monotonic: Callable[[], int] = monotonic_ms,
    ) -> None:  # fmt: skip
        """``folder``: of the file for the backend, which is written with ``keeps``; ``journal``: not used by another
        thread; ``places``: of a level, for the classes of a catalogue."""
        super().__init__("needs", monotonic)
        self._path = folder / FILE
        self._timeline = timeline
        self._known = KnownForecasts(timeline, journal, reader)
        self._catalog = catalog
        self._places = cache(lambda level: places(level, catalog))
        self._keeps = keeps
        self._forecast = forecast
        self._late = EnteredLate(timeline)
        self._basis: dict[NeedQuestion, tuple[int, int]] = {}

    def study(self, question: NeedQuestion, at_ms: int, seq: int, *, is_now: bool) -> Study[NeedsForecast]:
        """How far the forecast as of the last week that was over at ``at_ms`` is; ``seq``: the last record that
        counts.  It is begun with the first question, and anew when further events were entered afterwards."""
        end_week = week_of(at_ms)
        basis = end_week, self._late.up_to_now() if is_now else -seq
        if self._basis.get(question, basis) != basis:
            self.give_up(question)
        self._basis[question] = basis
        return self.ask(
            question, basis, lambda progress, cancelled: self._worked_out(
                question, end_week, seq, at_ms if is_now and self._keeps else None, progress, cancelled
            ),
        )  # fmt: skip

    def _worked_out(
        self, question: NeedQuestion, end_week: int, seq: int, kept_ms: int | None, progress: Progress,
        cancelled: Cancelled,
    ) -> NeedsForecast:  # fmt: skip
        """``kept_ms``: when it is made, if it is to be kept.  Raises as :func:`worked_out`."""
        places = self._places(question.level)
        found = worked_out(
            question, self._timeline, self._known, self._catalog, places, end_week, seq, progress, cancelled,
            self._forecast,
        )  # fmt: skip
        if kept_ms is not None:
            self._keep(question, found, kept_ms)
        return found

    def _keep(self, question: NeedQuestion, found: NeedsForecast, made_ms: int) -> None:
        """Have the first forecast of a week recorded, where anything was forecast."""
        id = forecast_id(question.level, question.ahead, found.week)
        told = tuple(
            ToldNeed(need=one.need, method=one.method, half=one.half, told=one.forecasts.astype("<f2").tobytes())
            for one in found.needs if one.told
        )  # fmt: skip
        recorded = self._known.ids()
        if not told or id in recorded:
            return
        body = KeepNeedForecast(
            forecast_id=id, level=question.level, ahead=question.ahead, week=found.week, codes=found.codes, needs=told
        )
        waiting = [
            one for one in read_pending(self._path).pending
            if one.forecast_id not in (*recorded, id) and one.week >= found.week - 1
        ]  # fmt: skip
        write_pending(self._path, PendingForecasts(made_ms, (*waiting, body)[-PENDING_MAX:]))


def worked_out(
    question: NeedQuestion, timeline: RecordTimeline, known: KnownForecasts, catalog: Catalog, places: NeedPlaces,
    end_week: int, seq: int, progress: Progress, cancelled: Cancelled, forecast: Forecast = forecast_apart,
) -> NeedsForecast:  # fmt: skip
    """What is forecast at the beginning of ``end_week``; ``seq``: the last record that counts.  Raises NoPlaces,
    PackageError, StoreError, UnreadableRecord, StudyFailed, StudyCancelled, OSError."""
    if not places.codes:
        raise NoPlaces("the map of the county has no {level}, whose needs could be forecast", level=question.level)
    counted = need_counts(timeline, catalog, places.codes, question.level, end_week, seq)
    found = forecast(
        NeedProblem.of(
            question, SEED, tuple(need_classes(catalog)), places, counted.first_week, counted.entries,
            known.of(question.level, end_week),
        ), progress, cancelled,
    )  # fmt: skip
    return replace(found, entered_late=counted.entered_late, without_place=counted.without_place)
