"""The port of what was recorded: a clip and the journal of a data folder implement it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Protocol

from county.explained import ExplainedLine
from county.streams import Columns, KeyTable


class Recording(Protocol):
    """Bytes of records and rows of streams, as they were stored.  May be used by several threads."""

    @property
    def realm(self) -> str: ...

    @property
    def from_ms(self) -> int:
        """The first time that can be shown."""
        ...

    @property
    def to_ms(self) -> int:
        """The last time that can be shown."""
        ...

    @property
    def before_seq(self) -> int:
        """Number of the last record before ``from_ms``."""
        ...

    @property
    def last_seq(self) -> int: ...

    @property
    def keys(self) -> Mapping[str, KeyTable]: ...

    @property
    def notes(self) -> Sequence[ExplainedLine]: ...

    def earlier(self) -> Iterator[tuple[int, bytes]]:
        """The records up to ``before_seq`` of everything that was on the desk then, with their numbers, in order."""
        ...

    def records(self, first_seq: int, last_seq: int) -> Iterator[bytes]:
        """Records after ``before_seq``, both included, in order.  Raises StoreError."""
        ...

    def of_subject(self, subject: str) -> Iterator[bytes]:
        """The records about ``aggregate/id``, as far as they are there.  Raises StoreError."""
        ...

    def newest(self, stream: str, known_ms: int, at_ms: int | None = None) -> Columns:
        """The newest row of every key that was known by then; ``at_ms``: of those not after it.  Raises StoreError."""
        ...

    def arrived(self, stream: str, after_ms: int, to_ms: int) -> Columns:
        """Rows that became known after ``after_ms``, until ``to_ms``, in the order of their arrival.  Raises
        StoreError."""
        ...

    def between(self, stream: str, key: int, from_ms: int, to_ms: int, known_ms: int) -> Columns:
        """Rows of one key between two times, oldest first, as far as they were known.  Raises StoreError."""
        ...

    def close(self) -> None: ...
