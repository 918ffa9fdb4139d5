"""A player that notes what it is to play."""

from __future__ import annotations

from collections.abc import Sequence

from desktop.sound.player import Hearing


class RecordedPlayer:
    """Implements :class:`desktop.sound.player.TonePlayer`."""

    def __init__(self) -> None:
        self.hearing: Hearing = "heard"
        self.started = 0
        self.closed = False
        self.played: list[tuple[tuple[str, ...], float]] = []
        """Tones and loudness of every call."""

    @property
    def tones(self) -> list[tuple[str, ...]]:
        return [tones for tones, _ in self.played]

    def start(self) -> None:
        self.started += 1

    def play(self, tones: Sequence[str], loudness: float) -> None:
        self.played.append((tuple(tones), loudness))

    def close(self) -> None:
        self.closed = True
