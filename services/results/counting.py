"""Counts results as of a record: new ones as figures, and those of pins and documents again."""

from __future__ import annotations

from typing import NamedTuple

from county.explained import Explained
from county.figures.metric import Figure, FigureValue, Scope
from services.results.registry import asked_of, kind_of
from services.results.sources import ResultSources


class OtherBasis(Explained):
    """A result cannot be compared: what it was computed from besides the journal is not what it was; one line."""


class CountedResult(NamedTuple):
    """A result, and when the record was recorded as of which it was counted."""

    figure: Figure
    as_of_ms: int


def counted(metric: str, question: str, seq: int, sources: ResultSources) -> CountedResult:
    """A result as of record ``seq``, 0 for the newest one.  Raises NoSuchResult, StillCounting, and what its part
    raises."""
    kind = kind_of(metric, sources.catalog)
    moment = sources.states.moment(seq)
    found = kind.counter(sources, asked_of(kind, question), moment)
    figure = Figure(
        metric=metric, scope=Scope(), period=found.period, grain="county", group="", as_of_seq=moment.seq,
        value=found.value, asked=question, basis=found.basis,
    )  # fmt: skip
    return CountedResult(figure, moment.recorded_ms)


def counted_again(figure: Figure, sources: ResultSources) -> FigureValue:
    """The value of a result as of its own record.  Raises OtherBasis and as :func:`counted`."""
    found = counted(figure.metric, figure.asked, figure.as_of_seq, sources).figure
    if found.basis != figure.basis:
        raise OtherBasis(
            "it cannot be compared: the map, the limits or the search behind it are not those of then (digest {then}, "
            "now {now}); with those of today it would be {value}; verify it with the county package of that time",
            then=figure.basis or "–", now=found.basis or "–", value=found.value.value,
        )  # fmt: skip
    return found.value
