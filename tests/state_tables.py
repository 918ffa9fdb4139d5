"""Folded states as the tables of a snapshot."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from county.aggregate import Aggregate
from county.aggregates import AGGREGATES
from county.fold import Fold, StateTable


def table_of(aggregate: Aggregate[Any], states: Mapping[str, Any]) -> StateTable:
    """The states as a table."""
    known = list(states.values())
    return StateTable(list(states), [msgspec.msgpack.encode(state) for state in known], aggregate.table(known))


def tables_of(fold: Fold) -> dict[str, StateTable]:
    """All states of ``fold``, by aggregate key."""
    return {aggregate.key: table_of(aggregate, fold.states[aggregate.key]) for aggregate in AGGREGATES}
