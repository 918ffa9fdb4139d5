"""What a method says of the count of one period."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

Why = Literal["", "few cases", "no fit"]


@dataclass(frozen=True)
class Judgement:
    """``expected`` count and the ``upper`` bound above which it is an alarm; ``chance``: of at least this count when
    nothing has changed.  ``why`` there is none of them: too few cases to judge, or a past that no model fits."""

    expected: float
    upper: float
    chance: float
    alarm: bool
    why: Why


def unjudged(why: Why) -> Judgement:
    return Judgement(np.nan, np.nan, np.nan, alarm=False, why=why)
