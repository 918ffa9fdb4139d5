"""One interface for live, drill and replay: the same layers and panels serve all three.

They differ in what stands behind :class:`Source` and in whether there is a :class:`Commander` and a :class:`Timeline`:
replay has no commander, so its buttons disable themselves.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol

from county.authority import Principal
from county.clock import Clock
from county.commands import Command
from county.fold import StateTable
from county.records import Record
from county.streams import Columns, KeyTable
from services.protocol.messages import Accepted, Answer, Rejected, Trouble

LinkState = Literal["connecting", "syncing", "live", "stale", "refused", "closed"]
"""stale: no heartbeat for more than a second, or records are missing for more than two.  refused: the backend does not
admit this client or is another county."""


@dataclass(frozen=True)
class Snapshot:
    """The whole state at ``seq``: everything shown before is void."""

    seq: int
    recorded_ms: int
    states: Mapping[str, StateTable]
    """By aggregate key."""
    keys: Mapping[str, KeyTable]
    """By stream key."""
    newest: Mapping[str, Columns]
    """The newest rows, by stream key."""


@dataclass(frozen=True)
class Taken:
    """What arrived since the last take, to be applied in this order: snapshot, records, columns, then replies.

    A reply speaks of records that may come with a later take: hold it until ``last_seq`` was applied.
    """

    snapshot: Snapshot | None = None
    records: list[Record[Any]] = field(default_factory=list)
    columns: dict[str, Columns] = field(default_factory=dict)
    """By stream key."""
    replies: list[Accepted | Rejected] = field(default_factory=list)
    answers: list[Answer] = field(default_factory=list)
    """One for each question: a Trouble names the question that it ends and says why there is no other answer."""


@dataclass(frozen=True)
class Health:
    """How the link is now; the status bar shows every field.  Ages and lags in ms, None: not known yet."""

    state: LinkState
    detail: str
    """What went wrong and the way out, one line, an ExplainedLine where it can be translated; "" for nothing."""
    realm: str
    lag_ms: float | None
    """From publishing to taking, of the newest message taken."""
    heartbeat_age_ms: float | None
    newest_data_ms: int | None
    """Realm time of the newest record or row that arrived."""
    drops: int
    """Batches of streams lost on the way since the link opened.  Records are never lost: gaps are replayed."""
    replayed: int
    frames: int
    pending: int
    """Commands sent and not yet answered; they are retried until they are."""
    refusing: str
    """Refusal code while the backend cannot store new commands, else ""."""
    backend_memory_bytes: int
    refusing_reason: str = ""
    """Parameter ``reason`` of that refusal."""
    refused_rows: int = 0
    """Rows of streams that the backend could not store since it started; they are lost."""
    unusable_rows: int = 0
    """Rows that arrived but name no key of the county, or came in batches whose columns differ in length; left out."""
    played_channels: int = 0
    """Channels that are fed by a file at present, not by their sensors."""
    rate: float = 1.0
    """Realm seconds a real second."""
    clock_skew_ms: float | None = None
    """How far this machine's clock is ahead of the backend machine's."""
    verified: tuple[int, int] = (0, 0)
    """Records whose chain the backend has verified since it started, of how many."""
    fault: str = ""
    """Code of what the backend found wrong with what it keeps (county.store_faults), "" for nothing."""
    fault_params: Mapping[str, str] = field(default_factory=dict)
    epoch: int = 0
    """Of the backend's journal: raised whenever that was restored."""
    principal: Principal | None = None
    """Who this client is to the backend; None while that is not known."""
    not_enrolled: tuple[str, Rejected | Trouble] | None = None
    """The person whose enrolment was refused last, and why; None once another one is asked for."""


class Source(Protocol):
    """Where a window's data comes from."""

    @property
    def clock(self) -> Clock:
        """The realm's time as the backend tells it: what every screen judges by."""
        ...

    def open(self) -> None:
        """Start; returns at once."""
        ...

    def take(self) -> Taken:
        """Everything that arrived since the last call; never blocks."""
        ...

    def history(self, stream: str, key: tuple[str, ...], from_ms: int, to_ms: int) -> str:
        """Ask for past rows; returns the request id that its answer will carry.

        Every question is answered within half a minute, by a Trouble where the backend does not.
        """
        ...

    def subject(self, subject: str) -> str:
        """Ask for every record of ``aggregate/id``, also of what has left the desk; returns the request id."""
        ...

    def contact(self, token: str) -> str:
        """Ask for the reporter that a token stands for; returns the request id."""
        ...

    def ranking(self, event_id: str) -> str:
        """Ask which units could take an event, best first; returns the request id."""
        ...

    def health(self) -> Health:
        """How the link is now."""
        ...

    def close(self) -> None:
        """Stop and join the network thread."""
        ...


class Commander(Protocol):
    """Where a window's commands go; absent in replay."""

    def submit(self, command: Command) -> None:
        """Send a command; the answer comes with a later :meth:`Source.take`.  Never blocks."""
        ...

    def enrol(self, person: str) -> None:
        """Enrol a person for this client's key; shows in ``Health.principal`` once it is done, and in
        ``Health.not_enrolled`` when it is refused."""
        ...


class Timeline(Protocol):
    """Time that can be moved: replay, and the director's hand on a drill."""

    def span(self) -> tuple[int, int]:
        """First and last moment that can be shown, realm time ms."""
        ...

    def seek(self, at_ms: int) -> None: ...

    def play(self, rate: float) -> None: ...

    def pause(self) -> None: ...
