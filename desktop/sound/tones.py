"""The tones of alarms, made from sine waves: ``python -m desktop.sound.tones`` writes them into ``resources/sounds``.

Each urgency has a figure of its own that is told from the others by rhythm and direction, not by pitch alone, and lies
between 500 and 1,800 Hz, where ears that no longer hear high tones hear well.  A drill has a prefix that no alarm has.
"""

from __future__ import annotations

import wave
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from desktop.sound.tone_policy import Urgency

SOUNDS_DIR = Path(__file__).resolve().parents[2] / "resources" / "sounds"
RATE_HZ = 22_050
PEAK = 0.85
"""Of the largest number that a sample can be."""
RISE_S, FALL_S = 0.006, 0.02
"""Every note begins and ends within these times, so that none clicks."""
DRILL = "drill"
Note = tuple[float, float, float]
"""Begin and length in seconds, pitch in Hz."""
_OVERTONES = ((1, 1.0), (2, 0.35), (3, 0.12))
"""Number and share: rounder than a square wave, and clearer in a noisy room than a bare sine."""

FIGURES: dict[Urgency | str, tuple[tuple[Note, ...], float]] = {
    "emergency": (tuple((0.2 * n, 0.17, 880.0 if n % 2 == 0 else 1_174.7) for n in range(6)), 0.9),
    "high": (((0.0, 0.16, 987.8), (0.18, 0.16, 784.0), (0.36, 0.3, 659.3)), 2.5),
    "medium": (((0.0, 0.18, 659.3), (0.24, 0.3, 880.0)), 5.0),
    "low": (((0.0, 0.45, 587.3),), 8.0),
    DRILL: (((0.0, 0.05, 523.3), (0.09, 0.05, 523.3), (0.18, 0.05, 523.3)), 12.0),
}
"""Notes, and how fast each fades (per second)."""


def samples(name: Urgency | str) -> NDArray[np.int16]:
    """A tone as (n,) samples at RATE_HZ.  Raises KeyError."""
    notes, fading = FIGURES[name]
    length = max(begin + span for begin, span, _ in notes)
    sound = np.zeros(round(length * RATE_HZ))
    for begin, span, pitch_hz in notes:
        at = np.arange(round(span * RATE_HZ)) / RATE_HZ
        note = sum(share * np.sin(2 * np.pi * number * pitch_hz * at) for number, share in _OVERTONES)
        shape = np.exp(-fading * at) * np.minimum(1.0, at / RISE_S) * np.minimum(1.0, (span - at) / FALL_S)
        first = round(begin * RATE_HZ)
        sound[first : first + len(at)] += (note * shape)[: len(sound) - first]
    return np.asarray(np.round(sound / np.abs(sound).max() * PEAK * 32_767), dtype=np.int16)


def stored(name: Urgency | str) -> NDArray[np.int16]:
    """The samples of a tone's file.  Raises OSError or wave.Error."""
    with wave.open(str(SOUNDS_DIR / f"{name}.wav"), "rb") as file:
        return np.frombuffer(file.readframes(file.getnframes()), dtype="<i2")


def write(folder: Path) -> None:
    """Write every tone as a file of its own."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in FIGURES:
        with wave.open(str(folder / f"{name}.wav"), "wb") as file:
            file.setnchannels(1)
            file.setsampwidth(2)
            file.setframerate(RATE_HZ)
            file.writeframes(samples(name).astype("<i2").tobytes())


if __name__ == "__main__":
    write(SOUNDS_DIR)
