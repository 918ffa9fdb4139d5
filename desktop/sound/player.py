"""Plays tones: the port that the desktop knows, and what a window without sound has in its place."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, Protocol

Hearing = Literal["unknown", "heard", "no_device"]
"""Whether tones can be heard: not known before the first attempt."""


class TonePlayer(Protocol):
    """Never waits: playing goes on beside the caller."""

    @property
    def hearing(self) -> Hearing:
        """As of the last attempt."""
        ...

    def start(self) -> None:
        """Find out whether there is a device."""
        ...

    def play(self, tones: Sequence[str], loudness: float) -> None:
        """Play tones (:data:`desktop.sound.tones.FIGURES`) one after another, at 0 to 1."""
        ...

    def close(self) -> None:
        """Stop what plays."""
        ...


class MutePlayer:
    """Plays nothing: off-screen, and where no window is."""

    hearing: Hearing = "unknown"

    def start(self) -> None:
        """There is nothing to find out."""

    def play(self, tones: Sequence[str], loudness: float) -> None:
        """Not heard."""

    def close(self) -> None:
        """Nothing plays."""
