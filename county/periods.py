"""Periods that a count or an indicator is for, as ISO 8601 writes them, in the county's civil time.

``2026``, ``2026-Q4``, ``2026-11``, ``2026-11-25``, ``2026-11-25T14`` (an hour).
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from county.numbering import COUNTY_TIME

_FORM = re.compile(r"(\d{4})(?:-Q([1-4])|-(\d{2})(?:-(\d{2})(?:T(\d{2}))?)?)?")


def span_ms(period: str) -> range | None:
    """All milliseconds of a period; None for a text that is not one."""
    found = _FORM.fullmatch(period) if period.isascii() else None
    if found is None:
        return None
    year, quarter, month, day, hour = (None if part is None else int(part) for part in found.groups())
    assert year is not None
    first = month if month is not None else 1 if quarter is None else 3 * quarter - 2
    try:
        start = datetime(year, first, 1 if day is None else day, hour or 0, tzinfo=COUNTY_TIME)
        if hour is not None:
            end = start + timedelta(hours=1)
        elif day is not None:
            end = start + timedelta(days=1)
        else:
            months = 1 if month is not None else 3 if quarter is not None else 12
            years, index = divmod(first - 1 + months, 12)
            end = datetime(year + years, index + 1, 1, tzinfo=COUNTY_TIME)
    except (ValueError, OverflowError):
        return None
    return range(round(start.timestamp() * 1000), round(end.timestamp() * 1000))
