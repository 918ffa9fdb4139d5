"""What a decision part tells a leader: its numbers, its newest results, and what is to be done about each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple, Protocol

from desktop.decisions.asked_results import AskedResults, ResultQuestion
from desktop.session import Session


@dataclass(frozen=True)
class ToldResult:
    """One result in a sentence; parts that are not known are empty."""

    sentence: str
    """What it says, and how sure that is."""
    next: str = ""
    """Who should do what."""
    figure: ResultQuestion | None = None
    """Its number."""
    as_of_ms: int | None = None
    """Of a result that has no number."""
    event_id: str = ""
    """The task on the desk."""
    divisions: tuple[str, ...] = ()
    """Codes of the towns or villages that it is about."""
    target: str = ""
    """What the panel of the part shows then, see :class:`ShowsResults`."""
    grave: bool = False
    """It waits for somebody."""


class ToldPart(NamedTuple):
    """What a part tells now."""

    figures: tuple[ResultQuestion, ...]
    """Its numbers, the most important first."""
    results: tuple[ToldResult, ...]
    """The most important first."""
    nothing: str
    """Where there is no result: what that means, or what is to be done to get one."""


class PartTeller(Protocol):
    """Tells of one part while the place is shown."""

    def told(self, results: AskedResults, now_ms: int) -> ToldPart:
        """What is known; called once a second."""
        ...

    def release(self) -> None:
        """Give up what was asked."""
        ...


class MakeTeller(Protocol):
    """The class of a teller."""

    def __call__(self, session: Session) -> PartTeller: ...


class ShowsResults(Protocol):
    """A panel that can be opened at one of its results."""

    def show_result(self, target: str) -> None:
        """Show the result of a :attr:`ToldResult.target`."""
        ...
