"""The link by which a replay asks an analysis, and the wait until that has built its timeline."""

from __future__ import annotations

from collections.abc import Callable
from threading import Event
from time import sleep
from typing import Protocol

from county.explained import Explained
from county.moment import Moment
from services.protocol.analysis_client import AnalysisHealth
from services.protocol.analysis_messages import AnalysisQuery
from services.replay.given_up import check_wanted

NO_REPLY = "the analysis of this county does not reply; start the county, or try again later"
POLL_S = 0.02


class AnalysisLink(Protocol):
    """What is asked: :class:`services.protocol.analysis_client.AnalysisClient`."""

    def ask(self, asked: AnalysisQuery) -> str: ...
    def seek(self, moment: Moment, seq: int | None = None) -> str: ...
    def cancel(self, request: str) -> None: ...
    @property
    def health(self) -> AnalysisHealth | None: ...
    def close(self) -> None: ...


class NoAnalysis(Explained):
    """The analysis cannot be asked; one line."""


def wait_built(
    link: AnalysisLink, patience_s: float, building: Callable[[float], None], given_up: Event,
    monotonic: Callable[[], int],
) -> None:  # fmt: skip
    """Wait until the timeline is built; ``building`` is told how much of it is.  ``monotonic``: in milliseconds.

    Raises NoAnalysis when nothing was heard or built for ``patience_s``, OpeningGivenUp once ``given_up`` is set.
    """
    seen, since_ms = -1, monotonic()
    while True:
        check_wanted(given_up)
        health = link.health
        if health is None:
            raise NoAnalysis(NO_REPLY)
        if health.state in ("ready", "indexing"):
            return
        if health.seq > seen:
            seen, since_ms = health.seq, monotonic()
            building(health.seq / max(health.head_seq, 1))
        if monotonic() - since_ms > patience_s * 1_000:
            raise NoAnalysis(NO_REPLY)
        sleep(POLL_S)


def wait_told(told: Event, patience_s: float, given_up: Event, monotonic: Callable[[], int]) -> None:
    """Wait for an answer, until ``told`` is set.  Raises as :func:`wait_built`."""
    since_ms = monotonic()
    while not told.wait(POLL_S):
        check_wanted(given_up)
        if monotonic() - since_ms > patience_s * 1_000:
            raise NoAnalysis(NO_REPLY)
