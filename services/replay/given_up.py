"""The opening of a replay that is given up: its window was closed before it was shown."""

from __future__ import annotations

from threading import Event

from county.explained import Explained

GIVEN_UP = "the replay is not opened: it was closed before"


class OpeningGivenUp(Explained):
    """Nobody waits for the replay any more."""


def check_wanted(given_up: Event) -> None:
    """Raises OpeningGivenUp once ``given_up`` is set."""
    if given_up.is_set():
        raise OpeningGivenUp(GIVEN_UP)
