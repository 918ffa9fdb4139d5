"""Seats: the windows in which persons work now, and the event that each of them is about; and the walls.

A seat is no record: it is told by its window again and again, and gone soon after the window is.
"""

from __future__ import annotations

from msgspec import Struct

from county.authority import Principal, Role, covers_division
from county.events.event import Event
from county.events.table import BY_COMMAND
from county.wall.status import WallStatus

SEAT_ROLES = frozenset({Role.OPERATOR, Role.DIRECTOR, Role.LEADER, Role.UNIT})
"""Roles whose windows are seats: a wall, a gateway and an auditor only read."""
SILENT_MS = 8_000
"""A window that tells nothing for this long has left its seat."""
STEPS = frozenset(command.__name__ for command in BY_COMMAND)


class Seat(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, gc=False):
    """A window and what it is about."""

    id: str
    """Chosen by the window; together with ``principal`` it is unique."""
    principal: str
    person: str = ""
    """One of the persons of the key; "" where none is on duty."""
    event_id: str = ""
    """The event that is selected there; "" for none."""
    step: str = ""
    """The type of the command about it whose form is being filled in; "" for none."""

    wall: WallStatus | None = None
    """What a wall shows; None for the window of a person."""

    @property
    def who(self) -> str:
        """The name that records of this seat would have."""
        return self.person or self.principal


def seat_of(
    principal: Principal, seat_id: str, person: str, event: Event | None, step: str, wall: WallStatus | None = None
) -> Seat | None:
    """The seat of a window as far as its key may claim it; None for a key whose windows are none.

    A wall tells nothing but what it shows, and only the key of a wall can.  Another key's person, an event of another
    division and an unknown step are left out.
    """
    if wall is not None:
        return Seat(id=seat_id, principal=principal.id, wall=wall) if Role.WALL in principal.roles else None
    if not principal.roles & SEAT_ROLES:
        return None
    seen = event is not None and covers_division(principal, event.division)
    return Seat(
        id=seat_id,
        principal=principal.id,
        person=person if person in principal.people else "",
        event_id=event.id if event is not None and seen else "",
        step=step if seen and step in STEPS else "",
    )
