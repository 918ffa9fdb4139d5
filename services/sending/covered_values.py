"""Values of an indicator that figures leave out, because the same file has values of smaller divisions within theirs.

Figures count an indicator by the smallest divisions that report it (:mod:`services.analysis.figures.reported_figures`).
"""

from __future__ import annotations

from itertools import islice
from typing import NamedTuple

from county.division import lineage


class IndicatorValue(NamedTuple):
    """What a value of a file is of; ``indicator`` as the file calls it."""

    indicator: str
    period: str
    division: str


class ReportedDivisions:
    """The divisions of which one file has values, by indicator and period."""

    def __init__(self) -> None:
        self._found: dict[tuple[str, str], set[str]] = {}

    def add(self, value: IndicatorValue) -> None:
        """A value that was accepted."""
        self._found.setdefault(value[:2], set()).add(value.division)

    def covered(self) -> list[IndicatorValue]:
        """The values of divisions within which others have one of the same indicator and period."""
        return [
            IndicatorValue(*about, division)
            for about, codes in self._found.items()
            for division in sorted(codes & {above for code in codes for above in islice(lineage(code), 1, None)})
        ]
