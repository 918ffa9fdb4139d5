"""Which numbers the leader's page shows, of those that the county's catalogue offers."""

from __future__ import annotations

from county.catalog import Catalog

SHOWN = (
    "reported", "closed_on_time", "overdue_stock", "handling_wall",
    "satisfied_rate", "solved_rate", "call_rate", "device_online_rate",
)  # fmt: skip
"""In their order on the page; with the three lists of the first row these are eleven tiles."""
LEVEL_WEEKS = 2
"""Weeks of the trend of a stock that are asked for at once: each is counted from the states of its own end, which takes
a tenth of a second in a journal of 1,000,000 events.  The newest are shown first."""


def shown_metrics(catalog: Catalog) -> tuple[str, ...]:
    """Those of the catalogue."""
    offered = catalog.offered_metrics()
    return tuple(name for name in SHOWN if name in offered)
