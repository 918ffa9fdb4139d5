"""Registry of all results that can be pinned.  A new one is a function that counts it, a line here, and a row of the
catalogue's table ``metrics`` with ``source = "results"`` and its key as ``result``."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import msgspec
from msgspec import Struct

from county.catalog import Catalog
from county.coverage.question import CoverageQuestion
from county.figures.metric import Figure
from county.names import Name
from county.staffing.questions import AgentsQuestion
from services.results.coverage import covered_people, longest_gap, service_of
from services.results.need import ExpectedQuestion, expected_events, expected_of
from services.results.plans import PlanQuestion, late_milestones, over_budget, plan_progress, plan_words
from services.results.policies import answered_in_time, open_tickets
from services.results.risks import NothingAsked, false_alarms, open_cards, whole_county
from services.results.sources import Counted, NoSuchResult, ResultMoment, ResultSources
from services.results.staffing import agents_needed, answered_now, hotline_of
from services.results.tracing import open_recalls, places_told, unbalanced
from services.results.training import TrainingQuestion, training_words, will_reach_hours


class ResultKind(NamedTuple):
    """How one result is asked and counted."""

    asked: type[Struct]
    """Its parameters."""
    text: Callable[[Any, Catalog], Name]
    """Parameters in words: what they limit the result to."""
    counter: Callable[[ResultSources, Any, ResultMoment], Counted]
    """Raises NoSuchResult, StillCounting, other Explained errors."""


RESULTS: dict[str, ResultKind] = {
    "open_cards": ResultKind(NothingAsked, whole_county, open_cards),
    "false_alarms": ResultKind(NothingAsked, whole_county, false_alarms),
    "open_tickets": ResultKind(NothingAsked, whole_county, open_tickets),
    "answered_in_time": ResultKind(NothingAsked, whole_county, answered_in_time),
    "expected_events": ResultKind(ExpectedQuestion, expected_of, expected_events),
    "answered_now": ResultKind(AgentsQuestion, hotline_of, answered_now),
    "agents_needed": ResultKind(AgentsQuestion, hotline_of, agents_needed),
    "open_recalls": ResultKind(NothingAsked, whole_county, open_recalls),
    "places_told": ResultKind(NothingAsked, whole_county, places_told),
    "unbalanced": ResultKind(NothingAsked, whole_county, unbalanced),
    "covered_people": ResultKind(CoverageQuestion, service_of, covered_people),
    "longest_gap": ResultKind(CoverageQuestion, service_of, longest_gap),
    "plan_progress": ResultKind(PlanQuestion, plan_words, plan_progress),
    "late_milestones": ResultKind(PlanQuestion, plan_words, late_milestones),
    "over_budget": ResultKind(PlanQuestion, plan_words, over_budget),
    "will_reach_hours": ResultKind(TrainingQuestion, training_words, will_reach_hours),
}
"""By ``result`` of the metric."""


def question_text(asked: Struct) -> str:
    """Parameters as the question of a figure: equal ones have one text."""
    plain = {name: getattr(asked, name) for name in asked.__struct_fields__}
    return msgspec.json.encode(plain, order="sorted").decode()


NOTHING_ASKED = question_text(NothingAsked())


def kind_of(metric: str, catalog: Catalog) -> ResultKind:
    """Of a metric.  Raises NoSuchResult."""
    row = catalog.metrics.get(metric)
    kind = None if row is None else RESULTS.get(row.result)
    if kind is None:
        raise NoSuchResult("there is no result {name}; see catalog/metrics.toml", name=repr(metric[:100]))
    return kind


def asked_of(kind: ResultKind, question: str) -> Any:
    """The parameters in a question.  Raises NoSuchResult."""
    try:
        return msgspec.json.decode(question, type=kind.asked)
    except msgspec.DecodeError as error:
        raise NoSuchResult("the question of the result cannot be read ({why}); ask it again", why=error) from error


def asked_text(figure: Figure, catalog: Catalog) -> Name:
    """What the question of a result limits it to, in words; of one that cannot be read the question itself."""
    try:
        kind = kind_of(figure.metric, catalog)
        return kind.text(asked_of(kind, figure.asked), catalog)
    except NoSuchResult:
        return Name(figure.asked, figure.asked)
