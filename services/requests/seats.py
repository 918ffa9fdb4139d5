"""Which windows are open, and which event each is about: told by the windows, passed on to all, never stored."""

from __future__ import annotations

from collections.abc import Callable

from county.authority import Register
from county.seats import SILENT_MS, Seat, seat_of
from county.wall import status
from services.desk import Desk
from services.protocol import messages as m
from services.protocol.limits import ATTEND_MS, SEATS_MAX, SEATS_PER_KEY
from services.protocol.server import Request, Server

SHARE_MS = 200
"""Least time between two looks at what the windows told: whatever arrives between them costs no more than its
reception."""
SeatKey = tuple[str, str]
"""Principal and id of a seat: no key can speak for the seat of another one."""


class OpenSeats:
    """The seats of a realm.  Used by the loop only."""

    def __init__(self, server: Server, register: Register, desk: Desk, monotonic: Callable[[], int]) -> None:
        self._server = server
        self._register = register
        self._desk = desk
        self._monotonic = monotonic
        self._told: dict[SeatKey, tuple[m.Attend, int]] = {}
        """What each window told last, and when; the one that told it last at the end."""
        self._published: list[Seat] = []
        self._looked_at = self._published_at = 0

    def put(self, request: Request) -> None:
        """A window tells its seat; the oldest seat of a key with too many, and of a full realm, is dropped."""
        told = request.message
        assert isinstance(told, m.Attend)
        key = request.principal, told.seat
        self._told.pop(key, None)
        if told.leaves:
            return
        own = [other for other in self._told if other[0] == request.principal]
        if len(own) >= SEATS_PER_KEY:
            del self._told[own[0]]
        elif len(self._told) >= SEATS_MAX:
            del self._told[next(iter(self._told))]
        self._told[key] = told, self._monotonic()

    def go_on(self) -> None:
        """Publish all seats when one has changed or fallen silent, and from time to time."""
        now = self._monotonic()
        if now - self._looked_at < SHARE_MS:
            return
        self._looked_at = now
        self._told = {key: (told, at) for key, (told, at) in self._told.items() if now - at < _silent_ms(told)}
        known = (self._seat(key[0], told) for key, (told, _) in sorted(self._told.items(), key=lambda item: item[0]))
        seats = [seat for seat in known if seat is not None]
        if seats != self._published or (seats and now - self._published_at >= ATTEND_MS):
            self._published, self._published_at = seats, now
            self._server.publish_seats(seats)

    def _seat(self, name: str, told: m.Attend) -> Seat | None:
        """As the key is registered now: a revoked one has no seats."""
        principal = self._register.find(name)
        if principal is None:
            return None
        event = self._desk.find("event", told.event_id) if told.event_id else None
        return seat_of(principal, told.seat, told.person, event, told.step, told.wall)


def _silent_ms(told: m.Attend) -> int:
    """For how long a window may tell nothing: a dark wall is noticed sooner than an empty chair."""
    return SILENT_MS if told.wall is None else status.SILENT_MS
