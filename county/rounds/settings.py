"""Settings of collection rounds: which bins are emptied, by which trucks, in which shifts.

The table ``collection`` of the catalogue.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, time, timedelta
from typing import Annotated, NamedTuple

import msgspec

from county.numbering import COUNTY_TIME

Kilograms = Annotated[int, msgspec.Meta(ge=1, le=100_000)]
Minutes = Annotated[float, msgspec.Meta(gt=0, le=1440)]


class Shift(NamedTuple):
    """One shift of one day."""

    id: str
    """The day and the hour of its start: ``20261126-0500``."""
    start_ms: int
    end_ms: int


class Collection(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The whole table; in catalogues of older versions no bin is collected in rounds."""

    rule: str = ""
    """Alarm rule of full bins: gives the kind of sensors, the channel, the limit and the event; "": no rounds."""
    truck: str = ""
    """Kind of the resources that collect; their capacity is in tonnes."""
    bin_kg: Kilograms = 100
    """Content of a bin at 100 %."""
    stop_min: Minutes = 3.0
    again_min: Minutes = 10.0
    """Shortest realm time between two plans that the backend makes by itself."""
    shifts: tuple[str, ...] = ()
    """``"05:00-13:00"``, in the county's time; one may end on the next day."""

    def kg(self, fill: float) -> int:
        """Content of a bin at ``fill`` %, rounded up."""
        return max(1, -int(-self.bin_kg * fill // 100))

    def spans(self) -> Iterator[tuple[time, timedelta]]:
        """Start and length of every shift.  Raises ValueError."""
        for text in self.shifts:
            start, end = (time.fromisoformat(part.strip()) for part in text.split("-"))
            length = timedelta(hours=end.hour - start.hour, minutes=end.minute - start.minute) % timedelta(days=1)
            if not length:
                raise ValueError(f"the shift {text!r} must be a span like '05:00-13:00'")
            yield start, length

    def shift_at(self, now_ms: int) -> Shift | None:
        """The shift that runs at ``now_ms``, of overlapping ones that which began last; None between shifts."""
        now = datetime.fromtimestamp(now_ms / 1000, COUNTY_TIME)
        running = []
        for start, length in self.spans():
            for day in (now.date() - timedelta(days=1), now.date()):
                begin = datetime.combine(day, start, COUNTY_TIME)
                if begin <= now < begin + length:
                    running.append((begin, begin + length))
        if not running:
            return None
        begin, end = max(running)
        return Shift(f"{begin:%Y%m%d-%H%M}", int(begin.timestamp() * 1000), int(end.timestamp() * 1000))
