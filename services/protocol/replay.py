"""What a replay shows, and the time that is set in it: ports that a clip, a journal and the analysis can implement.

A moment is a record and a time: all records up to ``seq`` are known, none after it, and everything is judged at
``known_ms``; with ``happened_ms`` only what had happened by then is shown, and judged at that time.  Several records of
one millisecond are several moments.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from county.explained import ExplainedLine
from county.fold import StateTable
from county.marks import MarkKind
from county.records import Record
from county.streams import Columns, KeyTable
from services.protocol.analysis_messages import (
    FigureRecords,
    FigureRecordsRequest,
    FiguresRequest,
    FigureTable,
    LinkedAnswer,
    LinkedRequest,
)
from services.protocol.messages import HistoryReply, SubjectReply, Trouble
from services.protocol.result_messages import ResultReply, ResultRequest

RATE_LEAST, RATE_MOST = 0.25, 600.0
"""Of a playback, in seconds of the recorded time per second."""
GAP_MS = 600_000
"""A time without any record that is at least so long is a gap."""
BY_TIME = -1
"""As the number of a moment that is sought: all records until its time."""


ReplayView = Literal["known", "happened", "both"]
"""当时所知: what was known at a time.  实际发生: what had happened by a time, by all that was recorded.  Both: what was
known at one time of what had happened by another one."""


ReplayAnswer = HistoryReply | SubjectReply | FigureTable | FigureRecords | LinkedAnswer | ResultReply | Trouble


class ReplayMoment(NamedTuple):
    """What is shown: the records up to ``seq``, known by ``known_ms``, as far as they had happened by
    ``happened_ms``."""

    seq: int
    known_ms: int
    happened_ms: int | None = None

    @property
    def at_ms(self) -> int:
        """The time by which everything is judged."""
        return self.known_ms if self.happened_ms is None else self.happened_ms


class ReplayExtent(NamedTuple):
    """The first and the last moment that can be shown."""

    first: ReplayMoment
    last: ReplayMoment


class ReplayGap(NamedTuple):
    """A time without records."""

    from_ms: int
    to_ms: int


class ReplayMark(NamedTuple):
    """A record worth going to: a critical alarm, a response level, an event of level 重大 or above."""

    moment: ReplayMoment
    kind: MarkKind
    subject: str
    """``aggregate/id``."""


@dataclass(frozen=True)
class SoughtStates:
    """Everything that is on the desk at one moment."""

    moment: ReplayMoment
    states: Mapping[str, StateTable]
    """By aggregate key.  States that are awaited follow by :meth:`Replay.brought`."""
    newest: Mapping[str, Columns]
    """The newest rows known by then, by stream key."""


@dataclass(frozen=True)
class SeekFailed:
    """What is on the desk at a moment cannot be read; :attr:`Replay.notes` say why."""

    moment: ReplayMoment


@dataclass(frozen=True)
class PlayedPart:
    """What became known after one moment and up to ``moment``: every record, of the rows of a key the newest one."""

    moment: ReplayMoment
    records: Sequence[Record[Any]] = ()
    columns: Mapping[str, Columns] = field(default_factory=dict)
    """By stream key."""


class Replay(Protocol):
    """Reads what was recorded.  No method waits for what takes longer than a few milliseconds; used by one thread."""

    @property
    def extent(self) -> ReplayExtent: ...

    @property
    def realm(self) -> str:
        """In which the records were written."""
        ...

    @property
    def keys(self) -> Mapping[str, KeyTable]:
        """The key tables of all columns, by stream key."""
        ...

    @property
    def notes(self) -> Sequence[ExplainedLine]:
        """What is worth knowing about the content, such as ids that the county does not have any more."""
        ...

    @property
    def read_share(self) -> float:
        """How much of it can be shown so far, 0 to 1."""
        ...

    def seek(self, moment: ReplayMoment) -> None:
        """Begin to find what is on the desk at ``moment``; replaces an earlier seek that is not done."""
        ...

    def seek_step(self, moment: ReplayMoment, times: int) -> None:
        """Begin to find what is on the desk so many times after ``moment``, before it where negative: at the times at
        which records had happened.  ``moment`` has a number and ``happened_ms``.  Where there are fewer, the last one
        that can be shown.  Otherwise as :meth:`seek`."""
        ...

    def sought(self) -> SoughtStates | SeekFailed | None:
        """The result of the newest seek, once; None as long as there is none."""
        ...

    def brought(self) -> Mapping[str, Mapping[str, bytes]]:
        """Awaited states of the last result that are here now, encoded, by aggregate key and id; each once.  Those
        that were read come first."""
        ...

    def moment_at(self, known_ms: int) -> ReplayMoment:
        """The moment with all records up to a time, within the extent; order is by seq, also where a clock was set
        back.  In a very long recording the number is approximate: a seek by time finds the exact one."""
        ...

    def moment_of(self, seq: int) -> ReplayMoment:
        """The moment at which record ``seq`` became known, within the extent; in a very long recording the time is
        approximate, and that of the result of a seek exact."""
        ...

    def played(self, after: ReplayMoment, to_ms: int, limit: int) -> PlayedPart | None:
        """The records after ``after``, a moment without ``happened_ms``, until ``to_ms``, ``limit`` at most, and the
        rows until the moment that this reaches; None as long as they cannot be read.  States that they need are among
        :meth:`brought` before."""
        ...

    def density(self, from_ms: int, to_ms: int, buckets: int) -> NDArray[np.int64]:
        """Number of records in equal parts of a time, (buckets,)."""
        ...

    def gaps(self) -> Sequence[ReplayGap]: ...

    def marks(self) -> Sequence[ReplayMark]: ...

    def history(
        self, request: str, stream: str, key: tuple[str, ...], from_ms: int, to_ms: int, moment: ReplayMoment
    ) -> None:
        """Request rows of one key, oldest first, as far as a moment has them: at most ``limits.HISTORY_MAX``, the
        newest."""
        ...

    def subject(self, request: str, subject: str, moment: ReplayMoment) -> None:
        """Request the records about ``aggregate/id`` that a moment has, as far as they are there."""
        ...

    @property
    def counts(self) -> bool:
        """Whether figures are answered."""
        ...

    def figures(self, asked: FiguresRequest | FigureRecordsRequest | LinkedRequest | ResultRequest) -> None:
        """Request figures or their records; those of a replay that does not count are answered by a Trouble."""
        ...

    def cancel(self, request: str) -> None:
        """The answer to a request for figures is not needed any more: others do not wait for it."""
        ...

    def answers(self) -> Sequence[ReplayAnswer]:
        """Answers to the requests, each once; a Trouble says why there is no other one."""
        ...

    def close(self) -> None: ...


class Timeline(Protocol):
    """Time that can be set: that of a replay."""

    @property
    def replay(self) -> Replay: ...

    @property
    def moment(self) -> ReplayMoment:
        """What is shown."""
        ...

    @property
    def is_seeking(self) -> bool:
        """Whether another moment was asked for and is not shown yet."""
        ...

    @property
    def is_playing(self) -> bool: ...

    @property
    def rate(self) -> float:
        """The rate of a playback that is asked for."""
        ...

    @property
    def true_rate(self) -> float:
        """The rate that was held in the last second; lower than asked for where records cannot be shown faster."""
        ...

    @property
    def loop(self) -> tuple[int, int] | None:
        """Times between which a playback is repeated."""
        ...

    skips_gaps: bool
    """Whether a playback of what was known leaves gaps out."""

    @property
    def view(self) -> ReplayView: ...

    @property
    def held_ms(self) -> int | None:
        """By when something must have been known to be shown, where both times are set; else None."""
        ...

    def set_view(self, view: ReplayView) -> None:
        """Show the same time in another view; with both, what is known by then is held, and the other time moves."""
        ...

    def seek(self, moment: ReplayMoment) -> None:
        """Show ``moment``, or in another view than that of what was known its time."""
        ...

    def step(self, records: int) -> None:
        """Go so many records forward, or back where negative; in another view than that of what was known to the times
        at which they had happened, those of one millisecond together."""
        ...

    def play(self) -> None:
        """Go on from the shown moment; from the last one begin again."""
        ...

    def pause(self) -> None: ...

    def set_rate(self, rate: float) -> None:
        """Raises ValueError outside RATE_LEAST…RATE_MOST."""
        ...

    def set_loop(self, loop: tuple[int, int] | None) -> None: ...
