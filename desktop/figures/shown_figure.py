"""A number of the page: the figure, when its last record was recorded, and its values of the weeks before."""

from __future__ import annotations

from dataclasses import dataclass, replace

from msgspec.structs import replace as struct_replace

from county.catalog import Catalog
from county.figures.metric import Figure, FigureValue, Grain, Metric, Part, Period, Scope
from county.names import BETWEEN, Name
from desktop.i18n import pick
from layers.events import LEVEL_NAMES
from services.brief.group_names import GroupNames
from services.protocol.analysis_messages import CountedBy
from services.results.registry import asked_text

_UNKNOWN = FigureValue()
_FILTERS: dict[Grain, str] = {
    "town": "division", "village": "division", "grid": "division", "unit": "unit", "class": "event_class",
    "subclass": "subclass", "channel": "channel",
}  # fmt: skip
"""Which filter leaves only a group of each grain."""


@dataclass(frozen=True)
class ShownFigure:
    """Everything that a menu, the steps from it to its records and a report need."""

    figure: Figure
    as_of_ms: int
    before: FigureValue = _UNKNOWN
    """Of the week before."""
    year_ago: FigureValue = _UNKNOWN
    began_ms: int | None = None
    """When the journal's first record was recorded; None: not known."""

    @classmethod
    def of(
        cls, metric: str, period: Period, value: FigureValue, as_of: tuple[int, int], *, scope: Scope | None = None,
        before: FigureValue = _UNKNOWN, year_ago: FigureValue = _UNKNOWN, began_ms: int | None = None,
    ) -> ShownFigure:  # fmt: skip
        """``as_of``: number and time of the last record that counts."""
        figure = Figure(
            metric=metric, scope=scope or Scope(), period=period, grain="county", group="", as_of_seq=as_of[0],
            value=value,
        )  # fmt: skip
        return cls(figure, as_of[1], before, year_ago, began_ms)

    def of_group(self, grain: Grain, group: str, value: FigureValue, before: FigureValue) -> ShownFigure:
        """The same of one division, unit, class, subclass or channel."""
        figure = self.figure
        scope = struct_replace(figure.scope, **{_FILTERS[grain]: group})
        changed = struct_replace(figure, scope=scope, value=value)
        return replace(self, figure=changed, before=before, year_ago=_UNKNOWN)

    def metric(self, catalog: Catalog) -> Metric:
        """Its row of the catalogue."""
        return catalog.metrics[self.figure.metric]

    def counted_by(self, part: Part = "numerator", grain: Grain = "county", group: str | None = None) -> CountedBy:
        """Which of its records are meant."""
        figure = self.figure
        return CountedBy(
            metric=figure.metric, scope=figure.scope, period=figure.period, grain=grain, group=group, part=part,
            as_of_seq=figure.as_of_seq,
        )  # fmt: skip


def caption(shown: ShownFigure, catalog: Catalog, names: GroupNames) -> str:
    """What it counts: the metric and its filters."""
    scope, parts = shown.figure.scope, [pick(shown.metric(catalog).name)]
    if shown.figure.asked:
        parts.append(pick(asked_text(shown.figure, catalog)))
    filters: tuple[tuple[Grain, str], ...] = (
        ("town", scope.division), ("class", scope.event_class), ("subclass", scope.subclass), ("unit", scope.unit),
        ("channel", scope.channel),
    )  # fmt: skip
    parts += [pick(names.name_of(grain, group)) for grain, group in filters if group]
    if scope.level:
        parts.append(pick(LEVEL_NAMES.get(scope.level, Name(scope.level, scope.level))))
    return BETWEEN.join(parts)
