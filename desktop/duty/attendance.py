"""The seats of the realm: what this window tells about itself, and what the other windows are about."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from psygnal import Signal

from county.clock import monotonic_ms
from county.events.event import Event
from county.seats import SILENT_MS, Seat
from county.wall.status import WallStatus
from layers.focus import Focus, Selection
from services.protocol.source import Commander


class Attendance:
    """Follows the selection of the window.  Without a commander, as in a replay, it tells and knows nothing."""

    changed = Signal()
    """The other seats, or what they are about."""
    walls_changed = Signal()
    """The walls, or what they show."""

    def __init__(
        self,
        focus: Focus,
        commander: Commander | None,
        person: Callable[[], str],
        author: Callable[[], str],
        monotonic: Callable[[], int] = monotonic_ms,
    ) -> None:
        """``person``: who is on duty here, "" for nobody; ``author``: the name that records of this window have."""
        self._commander = commander
        self._author = author
        self._person = person
        self._monotonic = monotonic
        self._event_id = self._step = ""
        self._others: tuple[Seat, ...] = ()
        self._at_event: dict[str, list[Seat]] = {}
        self.walls: tuple[WallStatus, ...] = ()
        """Of every process of a wall that runs."""
        self._told_at: int | None = None
        """When the seats were told last; None: what is known is too old."""
        focus.selected.connect(self._follow)

    def take(self, seats: Sequence[Seat]) -> None:
        """All seats, as the backend knows them."""
        self._told_at = self._monotonic()
        own = "" if self._commander is None else self._commander.seat
        self._put(tuple(seat for seat in seats if seat.id != own and seat.wall is None))
        self._put_walls(tuple(seat.wall for seat in seats if seat.wall is not None))

    def refresh(self) -> None:
        """Tell who is on duty now; forget the others when nothing was told for too long."""
        if self._told_at is not None and self._monotonic() - self._told_at > SILENT_MS:
            self._told_at = None
            self._put(())
            self._put_walls(())
        self._tell()

    def fill_in(self, step: str) -> None:
        """The form of this type of command is open; "" for none."""
        self._step = step
        self._tell()

    def others_at(self, event_id: str) -> Sequence[Seat]:
        """The other seats at which this event is selected, those with an open form first."""
        return self._at_event.get(event_id, ())

    @property
    def author(self) -> str:
        """The name that records of this window have."""
        return self._author()

    @property
    def people(self) -> list[str]:
        """Whoever is at another seat, each once."""
        return list(dict.fromkeys(seat.person for seat in self._others if seat.person))

    def without_seat(self, people: Sequence[str]) -> list[str]:
        """Those of ``people`` who are at no seat; nobody while the seats are not known."""
        if self._told_at is None:
            return []
        seated = {self._author(), *(seat.person for seat in self._others)}
        return [person for person in people if person not in seated]

    def has_left(self, event: Event) -> bool:
        """Whether the person who has claimed the event is at no seat; False while the seats are not known."""
        if event.claim is None or self._told_at is None:
            return False
        return event.claim.person not in {self._author(), *(seat.who for seat in self._others)}

    def _follow(self, selection: Selection | None) -> None:
        self._event_id = selection.ids[0] if selection is not None and selection.layer == "events" else ""
        self._step = ""
        self._tell()

    def _tell(self) -> None:
        if self._commander is not None:
            self._commander.attend(self._person(), self._event_id, self._step)

    def _put_walls(self, walls: tuple[WallStatus, ...]) -> None:
        if walls != self.walls:
            self.walls = walls
            self.walls_changed.emit()

    def _put(self, others: tuple[Seat, ...]) -> None:
        if others == self._others:
            return
        self._others, self._at_event = others, {}
        for seat in sorted(others, key=lambda seat: (not seat.step, seat.who)):
            if seat.event_id:
                self._at_event.setdefault(seat.event_id, []).append(seat)
        self.changed.emit()
