"""An aggregate: an entity with its own life cycle, folded from its records by one table.

Each kind (events, alarms, plans, drill injects, warnings, requests) is one :class:`Aggregate` in its own file and a
line in :mod:`county.aggregates`.  Desk, group commit, checkpoint, snapshot, feed and layers are generic over them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Generic, Literal, Protocol, TypeVar

import numpy as np

from county.attachments import Attachment
from county.authority import Author, Role
from county.commands import CommandBody
from county.place_outside import PlaceOutside
from county.records import Choice, Record, RecordBody

if TYPE_CHECKING:
    from county.catalog import Catalog, Name
    from county.drill.scenario import Inject
    from county.events.event import Deadlines
    from county.resource import Resource
    from county.roads.closures import ClosedPart
    from county.sensors import Sensor

S = TypeVar("S")
NEVER_MS = int(np.iinfo(np.int64).max)
"""In a column of times: never."""
Changes = Literal["never", "seldom", "rarely", "often"]
"""How often a value changes in the life of an entity: values that usually change with the same records are of one
kind, and what most entities never have is of ``rarely``."""


class DeskView(Protocol):
    """The desk as a decision sees it, read-only: the county, its catalogue, and the other states."""

    @property
    def realm(self) -> str:
        """Id of its realm."""
        ...

    @property
    def seq(self) -> int:
        """Number of the last record that was decided."""
        ...

    @property
    def catalog(self) -> Catalog: ...
    @property
    def deadlines(self) -> Deadlines: ...
    @property
    def sensors(self) -> Mapping[str, Sensor]: ...
    @property
    def units(self) -> Set[str]:
        """Ids of the units that can be dispatched: mobile resources and departments."""
        ...

    @property
    def resources(self) -> Mapping[str, Resource]:
        """All resources of the county by id."""
        ...

    def place_outside(self, x_m: float, y_m: float) -> PlaceOutside:
        """Where a place outside the county is."""
        ...

    def division_at(self, x_m: float, y_m: float) -> str | None:
        """Code of the smallest division that contains the point, finally the county's own; None outside the county."""
        ...

    def has_division(self, code: str) -> bool:
        """Whether the county has this town, village or grid, or is it itself."""
        ...

    def closes(self, part: ClosedPart) -> bool:
        """Whether a road would be closed; True where no roads are known."""
        ...

    @property
    def injects(self) -> Mapping[str, Inject]:
        """Injects of the scenario of a drill by id; empty before it was checked, and in the live realm."""
        ...

    @property
    def expectations(self) -> Set[str]:
        """Ids of the expectations of that scenario."""
        ...

    @property
    def objectives(self) -> Set[str]:
        """Ids of its objectives."""
        ...

    def find(self, key: str, subject: str) -> Any:
        """State of another entity by aggregate key and id; None when it is not on the desk."""
        ...

    def stored_start(self, file: Attachment) -> bytes | None:
        """First bytes of a file in the BlobStore: see :data:`county.attachments.StoredStart`."""
        ...

    def states_of(self, key: str) -> Iterable[Any]:
        """All states of an aggregate that are on the desk."""
        ...

    def choice(self, event: Any, unit: str) -> Choice:
        """Why ``unit`` suits ``event``: its position in the ranking and its reason."""
        ...


@dataclass(frozen=True)
class Decision:
    """Inputs of a decision besides the command and the state it names: author, times and desk.

    ``at_ms`` is the time of occurrence given in the command, ``now_ms`` the realm's current time.
    """

    author: Author
    at_ms: int
    now_ms: int
    desk: DeskView


@dataclass(frozen=True)
class StateColumn:
    """One value of a state, stored as a numpy array, by which lists, maps and figures sort, count and draw."""

    name: str
    dtype: str
    """numpy type string, e.g. ``<i8``; ``O`` for texts."""
    changes: Changes = "seldom"
    """By this the timeline stores it once for many versions of a state; another course costs space only."""
    in_record: bool = False
    """A text that the record which sets it has in a field of this name: the timeline refers to the record."""
    time_of_record: bool = False
    """A time that the state has in a field or property of this name, mostly when the last record about the entity
    happened: the timeline, which has that already, stores it only where it is another one."""


@dataclass(frozen=True)
class ChangingColumns(Generic[S]):
    """A shorter projection, for records that leave the columns that change ``never`` as they are."""

    project: Callable[[S], tuple[tuple[Any, ...], tuple[Any, ...], tuple[Any, ...]]]
    """The values of the columns that change ``often``, ``seldom`` and ``rarely``, each in their order and without the
    time of the record."""
    not_after: frozenset[type[RecordBody]]
    """The records that set columns that change ``never``, those that begin an entity among them."""


@dataclass(frozen=True, kw_only=True)
class Aggregate(Generic[S]):
    """How one kind of entity is decided and folded."""

    key: str
    state: type[S]
    """A frozen msgspec Struct; its ``id`` is the subject of its records."""
    command: type[CommandBody]
    record: type[RecordBody]
    subject: str
    """Name of the field of commands and records that holds the id."""
    decide: Callable[[S | None, Any, Decision], Sequence[RecordBody]]
    """Records that result from a command.  Raises :class:`county.refusals.Refused`."""
    apply: Callable[[S | None, Record[Any]], S]
    """The state after a record.  Pure: desk, screens and every later fold use this same function."""
    expires_ms: Callable[[S], int | None]
    """When the state is removed from the desk, in recorded time; None: never.  Pure function of the state."""
    outline: type[Any]
    """A Struct with the fields of ``state`` that a restart reads of every state: ``id``, those of ``expires_ms``, and
    those of the desk's indices.  ``state`` itself where there are never many."""
    may: Mapping[Any, frozenset[Role]]
    """Roles that may give each command; a command without a row is internal to the backend."""
    columns: tuple[StateColumn, ...]
    """The last one is always ``expires_ms``: the value of :attr:`expires_ms`, NEVER_MS for None.  It does not change
    ``often``."""
    project: Callable[[S], tuple[Any, ...]]
    """The values of ``columns`` for one state, in their order."""
    changing: ChangingColumns[S] | None = None
    """For aggregates with many records."""
    names: Mapping[Any, Name] = field(default_factory=dict)
    """Display names of its commands, by type, where :mod:`desktop.wording` has no row for them."""
    withheld: bool = False
    """Its records and states are not sent to everybody: see :mod:`county.drill.visibility`."""

    def subject_of(self, body: CommandBody | RecordBody) -> str:
        """Id of the entity that a command or record is about."""
        return str(getattr(body, self.subject))

    def table(self, states: Iterable[S]) -> dict[str, np.ndarray[Any, np.dtype[Any]]]:
        """``columns`` as arrays, one row per state."""
        rows = [self.project(state) for state in states]
        arrays: dict[str, np.ndarray[Any, np.dtype[Any]]] = {}
        for i, column in enumerate(self.columns):
            values = np.empty(len(rows), dtype=column.dtype)
            values[:] = [row[i] for row in rows]
            arrays[column.name] = values
        return arrays
