"""When the shifts of the duty desk and of the units change: the table ``duty_shifts`` of the catalogue."""

from __future__ import annotations

from datetime import datetime, time, timedelta

import msgspec

from county.numbering import COUNTY_TIME

_DAYS = (-1, 0, 1)


class DutyShifts(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Times of day in the county's civil time, ascending: ``"08:00"``.  A single one: a shift of 24 hours."""

    desk: tuple[str, ...] = ("08:00", "20:00")
    """Of the operators at the duty desk.  Two shifts of twelve hours are a common practice."""
    units: tuple[str, ...] = ("08:00", "20:00")
    """Of the units: what a unit did in an earlier shift does not count against it in the ranking of this one."""

    def __post_init__(self) -> None:
        for name, texts in (("desk", self.desk), ("units", self.units)):
            times = [time.fromisoformat(text.strip()) for text in texts]
            if not times or times != sorted(set(times)) or any(at.tzinfo is not None for at in times):
                raise ValueError(f"{name} {list(texts)} must be times of day like '08:00', in order")

    def desk_end_ms(self, now_ms: int) -> int:
        """When the desk's shift at ``now_ms`` ends: later than that."""
        return min(at_ms for at_ms in _changes_ms(self.desk, now_ms) if at_ms > now_ms)

    def units_start_ms(self, now_ms: int) -> int:
        """When the units' shift at ``now_ms`` began."""
        return max(at_ms for at_ms in _changes_ms(self.units, now_ms) if at_ms <= now_ms)


def _changes_ms(texts: tuple[str, ...], now_ms: int) -> list[int]:
    """The changes of the day before ``now_ms``, of its day and of the next."""
    today = datetime.fromtimestamp(now_ms / 1000, COUNTY_TIME).date()
    days = (today + timedelta(days=day) for day in _DAYS)
    times = [time.fromisoformat(text.strip()) for text in texts]
    return [round(datetime.combine(day, at, COUNTY_TIME).timestamp() * 1000) for day in days for at in times]
