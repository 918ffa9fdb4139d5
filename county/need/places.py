"""The places whose needs are forecast, and what is known of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Values = NDArray[np.float64]


@dataclass(frozen=True)
class NeedPlaces:
    """``codes``; ``parent`` (n,): number of the group towards which a mean is shrunk; ``people`` (n,), NaN where not
    known; ``over_60`` (n,): share of people of 60 years and more, NaN where not known; ``far_m`` (n,): distance to the
    county seat, NaN where not known.  Each of ``needs`` classes has a series a place, those of a class together."""

    codes: tuple[str, ...]
    parent: NDArray[np.int64]
    people: Values
    over_60: Values
    far_m: Values
    needs: int

    def by_class(self, series: NDArray[Any]) -> NDArray[Any]:
        """(…, series) as (…, needs, places)."""
        return series.reshape(*series.shape[:-1], self.needs, len(self.codes))

    def series_of(self, need: int) -> slice:
        """The series of one class."""
        return slice(need * len(self.codes), (need + 1) * len(self.codes))
