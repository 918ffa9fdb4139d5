"""Results of training, from the people and sessions in the journal."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta, Struct

from county.catalog import Catalog
from county.figures.metric import FigureValue, Period
from county.names import Name
from county.plan_tracker.days import county_day
from county.procedure import LONGEST_ID
from county.training.outlook import MISS, REACH, years_of_training
from county.training.people import TRAINEES
from county.training.sessions import TRAININGS
from services.results.sources import Counted, NoSuchResult, ResultMoment, ResultSources


class TrainingQuestion(Struct, frozen=True, forbid_unknown_fields=True):
    """About everybody who is enrolled, or those of one group."""

    group: Annotated[str, Meta(max_length=LONGEST_ID)] = ""
    """A group of the table ``training_targets``."""


def training_words(asked: TrainingQuestion, catalog: Catalog) -> Name:
    """What is asked, in words."""
    row = catalog.training_targets.groups.get(asked.group)
    return Name("全部受训人员", "Everybody who is enrolled") if row is None else row.name


def will_reach_hours(sources: ResultSources, asked: TrainingQuestion, moment: ResultMoment) -> Counted:
    """Of the people of whom it can be told, those who have the hours of the year or will have them at their pace up to
    the moment.  Partial while it is too early to tell of somebody, or somebody has no target."""
    targets = sources.catalog.training_targets
    if asked.group and asked.group not in targets.groups:
        raise NoSuchResult("there is no group {group} in training_targets.toml", group=repr(asked.group))
    today = county_day(moment.recorded_ms)
    people, sessions = (sources.states.all(aggregate, moment) for aggregate in (TRAINEES, TRAININGS))
    years = [
        one for one in years_of_training(people, sessions, targets, today.year, today)
        if asked.group in ("", one.group)
    ]  # fmt: skip
    reach = sum(one.outlook in REACH for one in years)
    known = reach + sum(one.outlook in MISS for one in years)
    value = FigureValue(reach, known)
    if known:
        value = FigureValue(reach, known, reach / known, quality="ok" if known == len(years) else "partial")
    return Counted(value, Period(moment.recorded_ms, moment.recorded_ms + 1))
