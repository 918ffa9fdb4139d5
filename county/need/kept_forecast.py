"""What was forecast, as it is kept in the journal: it can be compared with what came when its week is over.

The analysis computes it, the backend records the first one of each week, level and distance; persons change nothing.
"""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta, Struct

from county.aggregate import Decision, StateColumn
from county.catalog import Name
from county.need.baselines import Method
from county.need.question import Ahead, NeedLevel
from county.procedure import Case, CaseCommand, CaseRecord, Procedure, Transition
from county.refusals import Refused

PLACES_MAX, NEEDS_MAX = 1_500, 40
BYTES_MAX = 40_000
"""Of all forecasts: a record is sent in one frame."""
RETENTION_DAYS = 14
"""On the desk, where a repeated command finds it; the analysis reads the journal."""


class ToldNeed(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Of one class: by which method, and ``told``: little-endian ``<f2``, events in the week, one a place."""

    need: Annotated[str, Meta(max_length=100)]
    method: Method
    half: float | None
    """See :func:`county.need.accuracy.interval`; None: without one."""
    told: bytes


class NeedForecastCommand(CaseCommand, frozen=True, kw_only=True):
    """A command about one forecast."""

    forecast_id: str


class KeepNeedForecast(NeedForecastCommand, frozen=True, kw_only=True):
    """The analysis has forecast a week; only the backend itself gives this."""

    level: NeedLevel
    ahead: Ahead
    week: int
    """Number of the week that is forecast, see :mod:`county.need.weeks`."""
    codes: tuple[str, ...]
    needs: tuple[ToldNeed, ...]


class NeedForecastRecord(CaseRecord, frozen=True, kw_only=True):
    """A fact about one forecast."""

    forecast_id: str


class NeedForecastKept(NeedForecastRecord, frozen=True, kw_only=True):
    level: NeedLevel
    ahead: Ahead
    week: int
    codes: tuple[str, ...]
    needs: tuple[ToldNeed, ...]


class KeptForecast(Case, frozen=True, kw_only=True, gc=False):
    """A forecast that was kept."""

    level: NeedLevel = "village"
    ahead: Ahead = 1
    week: int = 0
    codes: tuple[str, ...] = ()
    needs: tuple[ToldNeed, ...] = ()


def forecast_id(level: NeedLevel, ahead: Ahead, week: int) -> str:
    """The first forecast of a week with the same level and distance is the one that is kept."""
    return f"need-{level}-{ahead}-{week}"


def _can_be_kept(forecast: KeptForecast | None, command: KeepNeedForecast, decision: Decision) -> None:
    size = sum(len(told.told) for told in command.needs) + sum(map(len, command.codes))
    if len(command.codes) > PLACES_MAX or len(command.needs) > NEEDS_MAX or size > BYTES_MAX:
        raise Refused("forecast_too_large", limit=str(BYTES_MAX))
    if any(len(told.told) != 2 * len(command.codes) for told in command.needs):
        raise Refused("forecast_incomplete")


NEED_FORECASTS = Procedure(
    key="need_forecast",
    state=KeptForecast,
    command=NeedForecastCommand,
    record=NeedForecastRecord,
    subject="forecast_id",
    states=("kept",),
    rules=(Transition(KeepNeedForecast, (), "kept", NeedForecastKept, guard="can be kept", may=frozenset()),),
    ends=frozenset({"kept"}),
    guards={"can be kept": _can_be_kept},
    retention_days=RETENTION_DAYS,
    names={KeepNeedForecast: Name("保存预测", "Keep the forecast")},
    columns=(StateColumn("week", "<i4", "never"), StateColumn("level", "O", "never")),
).aggregate()
