"""Standings of the items of plans that a session shows."""

from __future__ import annotations

from datetime import date

from county.plan_tracker.days import county_day
from county.plan_tracker.item import PlanItem
from county.plan_tracker.standing import ItemStanding, standings
from desktop.session import Session


class ShownStandings:
    """Computed anew when an item or the day is another one."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._items: dict[str, PlanItem] = {}
        self._day: date | None = None
        self.by_id: dict[str, ItemStanding] = {}
        """As of the last :meth:`follow`, in the order of the tree."""

    @property
    def today(self) -> date:
        """The county's day."""
        return county_day(self._session.clock.now_ms())

    def follow(self) -> dict[str, ItemStanding]:
        """Standings of all items that are not withdrawn, by id."""
        states = self._session.layers.states("plan_item").items()
        items = {key: item for key, item in states if isinstance(item, PlanItem)}
        if (items, self.today) != (self._items, self._day):
            self._items, self._day = items, self.today
            self.by_id = standings(items, self._day)
        return self.by_id
