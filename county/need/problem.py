"""All that a forecast depends on: the same problem has the same answer."""

from __future__ import annotations

from typing import Self

import numpy as np
from msgspec import Struct

from county.need.kept_forecast import NeedForecastKept
from county.need.known_counts import CountEntries
from county.need.places import NeedPlaces
from county.need.question import NeedQuestion


class NeedProblem(Struct, frozen=True, kw_only=True):
    """Columns are little-endian ``<f8`` bytes, one value a place, see :class:`~county.need.places.NeedPlaces`."""

    question: NeedQuestion
    seed: int
    needs: tuple[str, ...]
    """Keys of the classes."""
    codes: tuple[str, ...]
    groups: tuple[int, ...]
    """Of each place the number of the group towards which its mean is shrunk."""
    people: bytes
    over_60: bytes
    far_m: bytes
    first_week: int
    """Number of the first week of the past in the calendar."""
    entries: CountEntries
    kept: tuple[NeedForecastKept, ...] = ()
    """Former forecasts of the same level, to be scored where their week is over."""

    @property
    def places(self) -> NeedPlaces:
        return NeedPlaces(
            self.codes, np.array(self.groups, np.int64), np.frombuffer(self.people, "<f8"),
            np.frombuffer(self.over_60, "<f8"), np.frombuffer(self.far_m, "<f8"), len(self.needs),
        )  # fmt: skip

    @classmethod
    def of(
        cls, question: NeedQuestion, seed: int, needs: tuple[str, ...], places: NeedPlaces, first_week: int,
        entries: CountEntries, kept: tuple[NeedForecastKept, ...] = (),
    ) -> Self:  # fmt: skip
        columns = (np.asarray(c).astype("<f8").tobytes() for c in (places.people, places.over_60, places.far_m))
        people, over_60, far_m = columns
        return cls(
            question=question, seed=seed, needs=needs, codes=places.codes, groups=tuple(places.parent.tolist()),
            people=people, over_60=over_60, far_m=far_m, first_week=first_week, entries=entries, kept=kept,
        )  # fmt: skip
