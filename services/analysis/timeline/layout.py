"""Which columns a timeline has: one row a record, and per aggregate the versions of its states.

The columns of a state are in parts by how often they change.  A version has the columns that change *often* and refers
to a row of *links*, which refers to one row of every other part: a row of links or of a part is only added when one of
its values is another one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from operator import itemgetter
from typing import Any, get_args

import msgspec

from county.aggregate import Aggregate, Changes, StateColumn
from county.aggregates import AGGREGATES, OTHER_RECORDS, RECORDS, concrete_types

PARTS: tuple[Changes, ...] = ("never", "seldom", "rarely")
"""Those that links refer to."""
CODE = "<u4"
"""Type of the number of a text, of a subject and of a row."""
IN_RECORD = 0
"""In place of the number of a text: it is the field of this name of the record that the row refers to."""
RECORD_COLUMNS = {
    "record.recorded_ms": "<i8", "record.delay_ms": "<i4", "record.subject": CODE, "record.author": CODE,
    "record.kind": "|u1",
}  # fmt: skip
"""``record.recorded_ms``: when the record was known, which is the latest recorded time up to it; ``record.delay_ms``:
by how much it had happened before, or FAR; ``record.subject``: number of the subject within its aggregate, from 0 on;
``record.kind``: index into KINDS."""
FAR = -(1 << 31)
"""The delay does not fit: ``far.happened_ms`` has the time, for the record in ``far.seq``."""
FAR_COLUMNS = {"far.seq": CODE, "far.happened_ms": "<i8"}
KEYFRAME_COLUMNS = {
    "keyframe.seq": CODE, "keyframe.latest_ms": "<i8", "keyframe.earliest_ms": "<i8", "keyframe.ends": "<i8",
    "keyframe.rows": CODE,
}  # fmt: skip
"""One row a keyframe, see :mod:`services.analysis.timeline.keyframes`: its record; the latest time at which any record
up to it had happened, and the earliest one of those since the keyframe before.  ``keyframe.ends`` has one row a
keyframe and aggregate, in the order of LAYOUTS: where its versions end in ``keyframe.rows``."""
KINDS = tuple(body.__name__ for body in RECORDS)
KIND_PLACES = (
    *(place for place, aggregate in enumerate(AGGREGATES) for _ in concrete_types(aggregate.record)),
    *(-1 for _ in OTHER_RECORDS),
)
"""Of each of KINDS the place of its aggregate in LAYOUTS; -1 for records without one."""


@dataclass(frozen=True)
class PartLayout:
    """The columns of one part of an aggregate's states."""

    columns: tuple[StateColumn, ...]
    places: tuple[int, ...]
    """Their places in ``Aggregate.columns``."""


@dataclass(frozen=True)
class AggregateLayout:
    """The columns of one aggregate's states."""

    aggregate: Aggregate[Any]
    parts: dict[Changes, PartLayout]
    times: tuple[str, ...]
    """Columns that are in no part: see :attr:`county.aggregate.StateColumn.time_of_record`."""

    @property
    def key(self) -> str:
        return self.aggregate.key

    def column(self, name: str) -> tuple[Changes, StateColumn]:
        """The part of a column, and its definition.  Raises KeyError."""
        for part, layout in self.parts.items():
            for column in layout.columns:
                if column.name == name:
                    return part, column
        raise KeyError(name)

    def of_time(self, name: str) -> tuple[str, str]:
        """The columns on disk of one of :attr:`times`: records of whose time it is another one, and that time."""
        return f"{self.key}.{name}.seq", f"{self.key}.{name}"

    def of_part(self, part: Changes) -> dict[str, StateColumn]:
        """The columns of a part by their names on disk."""
        return {f"{self.key}.{part}.{column.name}": column for column in self.parts[part].columns}

    def files(self) -> Iterator[tuple[str, str]]:
        """Name and type of each of its columns on disk.  ``first_seq`` and ``ids.ends`` have one row a subject;
        ``ids`` are their ids in UTF-8, concatenated; ``never.seq`` is the record that led to a row of this part."""
        yield f"{self.key}.first_seq", CODE
        yield f"{self.key}.ids", "|u1"
        yield f"{self.key}.ids.ends", "<i8"
        yield f"{self.key}.often.seq", CODE
        yield f"{self.key}.often.link", CODE
        yield f"{self.key}.never.seq", CODE
        for name in self.times:
            yield from zip(self.of_time(name), (CODE, "<i8"), strict=True)
        for part in PARTS:
            yield f"{self.key}.links.{part}", CODE
        for part in (*PARTS, "often"):
            for name, column in self.of_part(part).items():
                yield name, CODE if column.dtype == "O" else column.dtype


def _layout_of(aggregate: Aggregate[Any]) -> AggregateLayout:
    def part(changes: Changes) -> PartLayout:
        of_part = ((i, column) for i, column in enumerate(aggregate.columns) if column.changes == changes)
        some = [(i, column) for i, column in of_part if not column.time_of_record]
        return PartLayout(tuple(column for _, column in some), tuple(i for i, _ in some))

    times = tuple(column.name for column in aggregate.columns if column.time_of_record)
    return AggregateLayout(aggregate, {changes: part(changes) for changes in get_args(Changes)}, times)


LAYOUTS = {aggregate.key: _layout_of(aggregate) for aggregate in AGGREGATES}
"""By aggregate key."""


def picked(places: Sequence[int]) -> Callable[[tuple[Any, ...]], tuple[Any, ...]]:
    """A function that takes the values at some places out of those of all columns."""
    if tuple(places) == tuple(range(min(places, default=0), max(places, default=-1) + 1)):
        return itemgetter(slice(min(places, default=0), max(places, default=-1) + 1))
    return itemgetter(*places)


def digest() -> str:
    """Hex digits that are others as soon as records, aggregates or columns are."""
    files = [(layout.key, list(layout.files())) for layout in LAYOUTS.values()]
    return sha256(msgspec.json.encode([KINDS, RECORD_COLUMNS, FAR_COLUMNS, KEYFRAME_COLUMNS, files])).hexdigest()[:16]
