"""Results of the answers to policy questions, from the questions in the journal that persons had to answer."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from county.durations import DAY_MS
from county.figures.metric import FigureValue, Period, share_of
from county.policy.tickets import POLICY_QUESTIONS, TICKET_STATES
from services.results.risks import NothingAsked
from services.results.sources import Counted, ResultMoment, ResultSources

DAYS = 28
_OPEN, _ANSWERED, _WITHDRAWN = map(list(TICKET_STATES).index, ("open", "answered", "withdrawn"))


class _Tickets(NamedTuple):
    """All questions, (n,) each."""

    asked_ms: NDArray[np.int64]
    due_ms: NDArray[np.int64]
    answered_ms: NDArray[np.int64]
    """0 where nobody has answered."""
    state: NDArray[np.uint8]


def open_tickets(sources: ResultSources, asked: NothingAsked, moment: ResultMoment) -> Counted:
    """Questions that wait for an answer."""
    count = int((_tickets(sources, moment).state == _OPEN).sum())
    return Counted(FigureValue(count, None, count, quality="ok"), Period(moment.recorded_ms, moment.recorded_ms + 1))


def answered_in_time(sources: ResultSources, asked: NothingAsked, moment: ResultMoment) -> Counted:
    """Of the questions of 28 days that are answered or past their limit, those that were answered within it."""
    period = Period(moment.recorded_ms + 1 - DAYS * DAY_MS, moment.recorded_ms + 1)
    tickets = _tickets(sources, moment)
    is_answered = tickets.answered_ms > 0
    is_over = is_answered | (tickets.due_ms <= moment.recorded_ms)
    counted = (tickets.asked_ms >= period.from_ms) & (tickets.state != _WITHDRAWN) & is_over
    in_time = counted & is_answered & (tickets.answered_ms <= tickets.due_ms)
    least = sources.catalog.metrics["policy_in_time"].min_denominator
    return Counted(share_of(int(in_time.sum()), int(counted.sum()), least), period)


def _tickets(sources: ResultSources, moment: ResultMoment) -> _Tickets:
    """The first version of a question has its limit, the first answered one when it was answered."""
    versions = sources.states.versions(POLICY_QUESTIONS, moment)
    rows = np.arange(len(versions))
    subjects, states = versions.subject(rows), versions.values("state", rows)
    since_ms = versions.values("since_ms", rows)
    _, first = np.unique(subjects, return_index=True)
    answers = np.flatnonzero(states == _ANSWERED)
    who, place = np.unique(subjects[answers], return_index=True)
    answered_ms = np.zeros(versions.subjects, np.int64)
    answered_ms[who] = since_ms[answers[place]]
    return _Tickets(
        since_ms[first], versions.values("due_ms", rows[first]), answered_ms,
        versions.values("state", versions.newest_at(moment.seq)),
    )  # fmt: skip
