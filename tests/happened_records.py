"""What is on the desk of those records that had happened by a time: the plain way, one record after another."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from county.aggregates import AGGREGATES, of_record
from county.records import Record

States = dict[str, dict[str, Any]]
"""By aggregate key and id."""


def happened_by(records: Sequence[Record[Any]], at_ms: int) -> States:
    """What is on the desk of those records that had happened by ``at_ms``, one by one from the first."""
    states: States = {aggregate.key: {} for aggregate in AGGREGATES}
    before_ms = 0
    for record in records:
        aggregate = of_record(record.body)
        if aggregate is not None and record.happened_ms <= at_ms:
            subject = aggregate.subject_of(record.body)
            state = states[aggregate.key].pop(subject, None)
            expires_ms = None if state is None else aggregate.expires_ms(state)
            if expires_ms is not None and expires_ms <= before_ms:
                state = None
            try:
                states[aggregate.key][subject] = aggregate.apply(state, record)
            except Exception:  # any: it is about something that had not happened
                if state is not None:
                    states[aggregate.key][subject] = state
        before_ms = max(before_ms, record.recorded_ms)
    for aggregate in AGGREGATES:
        some = states[aggregate.key]
        for subject in list(some):
            expires_ms = aggregate.expires_ms(some[subject])
            if expires_ms is not None and expires_ms <= at_ms:
                del some[subject]
    return states
