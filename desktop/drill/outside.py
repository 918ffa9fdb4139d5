"""What was said to bodies outside the drill, and for which of them the person on duty answers."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from county.division import lineage
from county.drill.scenario import recipient
from county.events.event import Event, State
from county.events.event_columns import in_states
from county.response.notices import NOTICE_STATES, Notice
from county.response.situation_reports import SituationReport, SituationReports
from desktop.session import Session
from layers.events import EventsLayer
from layers.table import StateColumns

NOTICE, TASK, REPORT = "notice/", "task/", "report/"
"""Starts of the ids of rows."""
_SENT = tuple(NOTICE_STATES).index("sent")


class OutsideItem(NamedTuple):
    """One message, call, task or report to somebody outside."""

    row: str
    sent_ms: int
    kind: str
    """Of the recipient: unit, division, post; "" for the higher authority."""
    to: str
    waits: bool
    """Whether somebody must answer it."""
    event_id: str
    subject: Notice | Event | SituationReport


class OutsideItems:
    """Of the realm that is displayed."""

    def __init__(self, session: Session) -> None:
        self._session = session
        kinds = session.catalog.resource_kinds
        self._departments = {
            unit.id: kinds[unit.kind].department for unit in session.package.resources if unit.kind in kinds
        }  # fmt: skip

    @property
    def answers(self) -> bool:
        """Whether the role of the person on duty plays somebody."""
        role = self._session.received.who.role
        return role is not None and bool(role.plays)

    def __iter__(self) -> Iterator[OutsideItem]:
        layers = self._session.layers
        for notice in layers.states("notice").values():
            if isinstance(notice, Notice):
                yield OutsideItem(
                    f"{NOTICE}{notice.id}", notice.steps[0].recorded_ms, notice.kind, notice.to, notice.state == "sent",
                    notice.about, notice,
                )  # fmt: skip
        for known in layers.states("situation").values():
            for report in known.reports if isinstance(known, SituationReports) else ():
                row = f"{REPORT}{known.id}/{report.kind}/{report.number}"
                yield OutsideItem(row, report.happened_ms, "", "", False, known.id, report)
        columns, events = layers.of(EventsLayer).columns, layers.states("event")
        for number in np.flatnonzero(in_states(columns, frozenset({State.DISPATCHED}))):
            event: Event = events[columns.ids[number]]
            for unit in event.active_units:
                row, waits = f"{TASK}{event.id}/{unit}", unit == event.unit
                yield OutsideItem(row, event.last_change.recorded_ms, "unit", unit, waits, event.id, event)

    def is_own(self) -> Callable[[str, str], bool]:
        """Tells by kind and id of a recipient whether the role that the person on duty has now plays it."""
        role = self._session.received.who.role
        played = set() if role is None else {recipient(who) for who in role.plays}

        def is_played(kind: str, to: str) -> bool:
            if kind == "division":
                return any(("division", code) in played for code in (to, *lineage(to)))
            return (kind, to) in played or ("unit", self._departments.get(to, "")) in played

        return is_played

    def waiting(self) -> frozenset[str]:
        """Rows of what waits for an answer of the person on duty; from the columns, so that no state is decoded."""
        if not self.answers:
            return frozenset()
        is_own, layers = self.is_own(), self._session.layers
        notices, events = layers.book("notice").columns, layers.of(EventsLayer).columns
        calls = _chosen(notices, notices["state"] == _SENT, "kind", "to")
        tasks = _chosen(events, in_states(events, frozenset({State.DISPATCHED})), "unit")
        return frozenset((
            *(f"{NOTICE}{id}" for id, kind, to in calls if is_own(kind, to)),
            *(f"{TASK}{id}/{unit}" for id, unit in tasks if unit and is_own("unit", unit)),
        ))  # fmt: skip


def _chosen(columns: StateColumns, which: NDArray[np.bool_], *names: str) -> Iterator[tuple[str, ...]]:
    """The id and the values of some columns, of the rows in ``which``, (n,)."""
    return zip(columns.ids[which].tolist(), *(columns[name][which].tolist() for name in names), strict=True)
