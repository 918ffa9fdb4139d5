"""What a backend in which nothing has happened would answer to the commands and readings of a file.

Commands are decided by the desk's own rules; sensors, places and divisions are those of a county, if one is given.
"""

from __future__ import annotations

from typing import Any

from county.aggregates import of_command
from county.authority import Author, Principal, Role, check_scope
from county.catalog import Catalog
from county.commands import Command
from county.events.deadlines import TimeLimits
from county.place_names import PlaceNames
from county.place_outside import PlaceOutside
from county.records import EventReported, Record
from county.refusals import Refused
from county.resource import Resource
from county.rules import FUTURE_MS
from county.sensors import Sensor
from county.texts import check_texts
from services.desk import CountyQueries, Desk
from services.requests.first_values import value_exists
from services.requests.incoming import dated_ahead
from services.sending.first_readings import FirstReadings

ANYBODY = Principal(id="file", roles=frozenset(Role))


class AnyCounty:
    """In place of a county that is not known: every place and division is in it."""

    sensors: tuple[Sensor, ...] = ()
    resources: tuple[Resource, ...] = ()

    def place_outside(self, x_m: float, y_m: float) -> PlaceOutside:
        return PlaceOutside(x_m, y_m, 0.0, "")

    def has_division(self, code: str) -> bool:
        return True

    def division_at(self, x_m: float, y_m: float) -> str | None:
        return ""


class NamedCounty(AnyCounty):
    """In place of a county of which only the named places are known: its divisions are among them."""

    def __init__(self, names: PlaceNames) -> None:
        self._codes = names.by_code.keys() | {code[:6] for code in names.by_code}

    def has_division(self, code: str) -> bool:
        return not self._codes or code in self._codes


class TrialDesk(Desk):
    """A desk that keeps of events only that they are there: a file may have very many."""

    def __init__(
        self, place: CountyQueries, catalog: Catalog, realm: str, principal: Principal | None = None
    ) -> None:
        """``principal``: whose commands are decided; None: those of one who may give them all."""
        super().__init__(
            place, catalog, TimeLimits(catalog), realm, has_left=lambda subject: False, stored_start=lambda file: None
        )
        self._author = Author(principal or ANYBODY)
        self._known: dict[tuple[str, str], Any] = {}
        self._first = FirstReadings()

    def find(self, key: str, subject: str) -> Any:
        return self._known.get((key, subject))

    def take(self, command: Command[Any], now_ms: int) -> Refused | None:
        """Why ``command`` is refused; None where it is accepted, and then counts for those after it."""
        try:
            check_texts(command)
            check_texts(command.body)
            check_scope(self._author.principal, command.body, self)
            bodies = self.decide(command, self._author, now_ms)
        except Refused as refused:
            return refused
        aggregate = of_command(command.body)
        for body in bodies:
            key = aggregate.key, aggregate.subject_of(body)
            if isinstance(body, EventReported):
                self._known[key] = body.event_id
                continue
            record = Record(
                seq=0, realm=self.realm, happened_ms=command.happened_ms, recorded_ms=now_ms, command_id=command.id,
                body=body,
            )  # fmt: skip
            self._known[key] = aggregate.apply(self._known.get(key), record)
        return None

    def take_reading(
        self, sensor: str, channel: str, at_ms: int, value: float, now_ms: int, played_ms: int | None = None
    ) -> Refused | bool:
        """Why a reading is refused; else whether it is known already."""
        if played_ms is not None:
            return False
        if at_ms - now_ms > FUTURE_MS:
            return dated_ahead(sensor, at_ms - now_ms)
        earlier = self._first.earlier(sensor, channel, at_ms, value)
        if earlier is not None and earlier != value:
            return value_exists(f"{sensor}/{channel}", at_ms, earlier, value)
        return earlier is not None
