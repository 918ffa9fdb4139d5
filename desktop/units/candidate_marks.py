"""The units of a ranking on map and twin while one is chosen: marks with rank and minutes, and their ways."""

from __future__ import annotations

from collections.abc import Sequence

from county.clock import monotonic_ms
from county.units.dispatch import UnitCandidate
from desktop.session import Session
from desktop.units.choice import unit_name
from desktop.units.sending_preview import shown_way
from layers.candidates import CandidatesLayer, UnitMark
from layers.focus import InView
from layers.unit_status import UnitStatusLayer
from layers.ways import CANDIDATE, POINTED, WaysLayer
from services.protocol.messages import SendingReply, Trouble

IN_VIEW = 3
"""Candidates that are brought into view: the later ones may be far away."""


class CandidateMarks:
    """Nothing is shown unless :meth:`show` was called after the last :meth:`hide`.

    The way of a unit is asked for once, and again when its travel time has changed.  The first ranking that is shown
    asks the views to show the event with its nearest candidates: the user has opened a form.
    """

    def __init__(self, session: Session, event_id: str) -> None:
        self._opened_ms = monotonic_ms()
        self._in_view = False
        self._session = session
        self._event_id = event_id
        self._marks = session.layers.of(CandidatesLayer)
        self._ways = session.layers.of(WaysLayer)
        self._units = session.layers.of(UnitStatusLayer)
        self._candidates: dict[str, tuple[int, UnitCandidate]] = {}
        """Rank and candidate by unit."""
        self._requests: dict[str, str] = {}
        """Request → the unit that it asks about."""
        self._asked: dict[str, float | None] = {}
        """The travel time of each unit when its way was asked for."""
        self._replies: dict[str, SendingReply] = {}
        self._chosen: tuple[str, ...] = ()
        self._pointed = ""
        self._shown = False

    def rank(self, ranked: Sequence[tuple[int, UnitCandidate]]) -> None:
        """Another ranking: the rank of each unit that can be chosen, and the unit."""
        self._candidates = {candidate.unit: (rank, candidate) for rank, candidate in ranked}
        self._replies = {unit: reply for unit, reply in self._replies.items() if unit in self._candidates}
        for unit, (_, candidate) in self._candidates.items():
            if candidate.minutes is not None and self._asked.get(unit) != candidate.minutes:
                self._asked[unit] = candidate.minutes
                self._requests[self._session.source.sending(self._event_id, unit, cover=False)] = unit
        self._draw()
        self._bring_into_view()

    def choose(self, units: Sequence[str]) -> None:
        """These are chosen; the way of the last one is shown by who asks for it."""
        self._chosen = tuple(units)
        self._draw()

    def point_at(self, unit: str) -> None:
        """The pointer is over a unit, in the list or on the map; "": over none."""
        if unit != self._pointed:
            self._pointed = unit
            self._draw()

    def take(self, answer: object) -> None:
        """Take an answer of the feed."""
        if not isinstance(answer, SendingReply | Trouble):
            return
        unit = self._requests.pop(answer.request, None)
        if unit is not None and isinstance(answer, SendingReply):
            self._replies[unit] = answer
            self._draw()

    def show(self) -> None:
        """Show them, and let them be chosen by a click."""
        self._shown = True
        self._session.focus.offer(CandidatesLayer.key)
        self._draw()
        self._bring_into_view()

    def hide(self) -> None:
        """Take them off the map."""
        if self._shown:
            self._shown = False
            self._session.focus.offer("")
            self._marks.show(())
            self._ways.offer(())

    def _draw(self) -> None:
        if not self._shown:
            return
        marks = [mark for unit in self._candidates if (mark := self._mark(unit)) is not None]
        self._marks.show(marks, frozenset(self._chosen))
        current = self._chosen[-1] if self._chosen else ""
        styles = {unit: CANDIDATE for unit in self._replies if unit != current}
        if self._pointed in self._replies:
            styles[self._pointed] = POINTED
        ways = [shown_way(self._replies[unit], style) for unit, style in styles.items()]
        self._ways.offer([way for way in ways if way is not None])

    def _bring_into_view(self) -> None:
        event = self._session.layers.states("event").peek(self._event_id)
        if self._in_view or not self._shown or not self._candidates or event is None:
            return
        self._in_view = True
        places = [place for unit in self._candidates if (place := self._units.place_of(unit)) is not None]
        wanted = ((event.x_m, event.y_m), *places[:IN_VIEW])
        self._session.focus.in_view_wanted.emit(InView(wanted, self._opened_ms))

    def _mark(self, unit: str) -> UnitMark | None:
        """None for a department: it has no place."""
        place = self._units.place_of(unit)
        if place is None:
            return None
        rank, candidate = self._candidates[unit]
        return UnitMark(unit, unit_name(self._session, unit), rank, candidate.minutes, *place)
