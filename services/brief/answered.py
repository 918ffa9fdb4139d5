"""The figures of one answer of the analysis, as numbers of a document."""

from __future__ import annotations

from county.figures.metric import Figure, FigureValue, Metric
from county.figures.trend import incomplete
from services.brief.document import Form, Number
from services.brief.questions import Question
from services.protocol.analysis_messages import FigureTable


class Answered:
    """The first period of the question is the one told of, the second the one it is compared with."""

    def __init__(self, question: Question, table: FigureTable) -> None:
        self.question = question
        self.groups = table.groups
        self._table = table

    @property
    def metrics(self) -> tuple[str, ...]:
        return self.question.metrics

    def number(self, form: Form, metric: str, group: str | None = None) -> Number:
        """Of a group, or of the county."""
        earlier = self._figure(1, metric, group) if form in ("change_in_unit", "change_in_words") else None
        return Number(form=form, figure=self._figure(0, metric, group), before=earlier)

    def at(self, place: int, metric: str, form: Form = "value") -> Number:
        """Of the county, in the period at a place of the question."""
        return Number(form=form, figure=self._figure(place, metric, None))

    def value(self, metric: str, group: str | None = None) -> FigureValue:
        return self._figure(0, metric, group).value

    def value_before(self, metric: str) -> FigureValue:
        return self._figure(1, metric, None).value

    def has_data(self, place: int, metric: str) -> bool:
        """Whether the county has it in the period at a place of the question."""
        return self._figure(place, metric, None).value.value is not None

    def is_known(self, metric: str) -> bool:
        """Whether the county has it in one of both periods."""
        return self.has_data(0, metric) or self.has_data(1, metric)

    def incomplete(self, metric: Metric, name: str, now_ms: int) -> tuple[bool, ...]:
        """Of which periods of a trend, the oldest first, not all is counted."""
        values = [self._figure(place, name, None).value for place in range(len(self.question.periods))]
        return incomplete(metric, self.question.periods, values, now_ms)

    def _figure(self, period: int, metric: str, group: str | None) -> Figure:
        place = self.metrics.index(metric)
        table, grain = self._table, self.question.grain
        if group is None:
            value, grain = table.totals[period][place], "county"
        else:
            value = table.values[period][place][table.groups.index(group)]
        return Figure(
            metric=metric, scope=self.question.scope, period=self.question.periods[period], grain=grain,
            group=group or "", as_of_seq=table.as_of_seq, value=value,
        )  # fmt: skip
