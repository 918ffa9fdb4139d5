"""An aggregate: a thing with a life of its own, folded from its records by one table.

``events``, ``alarms``, then plans, drill injects, warnings, requests: each is one :class:`Aggregate` in a file of its
own and a line in :mod:`county.aggregates`.  Desk, group commit, checkpoint, snapshot, feed and layers are written
once, over these.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Generic, Protocol, TypeVar

import numpy as np

from county.authority import Author, Role
from county.commands import CommandBody
from county.records import Choice, Record, RecordBody

if TYPE_CHECKING:
    from county.catalog import Catalog, Name
    from county.event import Deadlines
    from county.sensing import Sensor

S = TypeVar("S")
NEVER_MS = int(np.iinfo(np.int64).max)
"""In a column of times: it does not happen."""


class DeskView(Protocol):
    """What a decision may ask of the desk: the county, its catalogue, and the other states."""

    @property
    def catalog(self) -> Catalog: ...
    @property
    def deadlines(self) -> Deadlines: ...
    @property
    def sensors(self) -> Mapping[str, Sensor]: ...
    @property
    def units(self) -> Set[str]:
        """Ids of what can be sent: mobile resources and departments."""
        ...

    def division_at(self, x_m: float, y_m: float) -> str | None:
        """Code of the smallest division that contains the point; "" where there are no such outlines; None outside."""
        ...

    def find(self, key: str, subject: str) -> Any:
        """State of another thing by aggregate key and id; None when it is not on the desk."""
        ...

    def choice(self, event: Any, unit: str) -> Choice:
        """Why ``unit`` is a fit for ``event``: its place in the ranking and its own reason."""
        ...


@dataclass(frozen=True)
class Decision:
    """What a command is decided by, besides the state it names: who asks, when, and the desk around it.

    ``at_ms`` is when it happened as the command says, ``now_ms`` the realm's present moment.
    """

    author: Author
    at_ms: int
    now_ms: int
    desk: DeskView


@dataclass(frozen=True)
class StateColumn:
    """One value of a state that lists, maps and figures sort, count and draw by, as it lies in a numpy array."""

    name: str
    dtype: str
    """numpy type string, e.g. ``<i8``; ``O`` for texts."""


@dataclass(frozen=True, kw_only=True)
class Aggregate(Generic[S]):
    """How one kind of thing is decided and folded."""

    key: str
    state: type[S]
    """A frozen msgspec Struct; its ``id`` is the subject of its records."""
    command: type[CommandBody]
    record: type[RecordBody]
    subject: str
    """Name of the field of commands and records that holds the id."""
    decide: Callable[[S | None, Any, Decision], Sequence[RecordBody]]
    """Records that a command leads to.  Raises :class:`county.commands.Refused`."""
    apply: Callable[[S | None, Record[Any]], S]
    """The state after a record.  Pure: desk, screens and every later fold use this same function."""
    expires_ms: Callable[[S], int | None]
    """When the state leaves the desk, in recorded time; None: it stays.  Pure, of the state alone."""
    may: Mapping[Any, frozenset[Role]]
    """Who may give each command; a command without a row is the backend's own."""
    columns: tuple[StateColumn, ...]
    """The last one is always ``expires_ms``: that of :attr:`expires_ms`, NEVER_MS for None."""
    project: Callable[[S], tuple[Any, ...]]
    """The values of ``columns`` for one state, in their order."""
    names: Mapping[Any, Name] = field(default_factory=dict)
    """What its commands are called on the screen, by type, where :mod:`desktop.wording` has no row for them."""

    def subject_of(self, body: CommandBody | RecordBody) -> str:
        """Id of the thing that a command or record is about."""
        return str(getattr(body, self.subject))

    def table(self, states: Iterable[S]) -> dict[str, np.ndarray[Any, np.dtype[Any]]]:
        """``columns`` as arrays, one row a state."""
        rows = [self.project(state) for state in states]
        arrays: dict[str, np.ndarray[Any, np.dtype[Any]]] = {}
        for i, column in enumerate(self.columns):
            values = np.empty(len(rows), dtype=column.dtype)
            values[:] = [row[i] for row in rows]
            arrays[column.name] = values
        return arrays
