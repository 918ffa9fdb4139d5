"""Repeat contenders by turns, so that what the machine does meanwhile hits all of them alike."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from statistics import median

Progress = Callable[[float, str], None]
"""Told how far a bench has come, 0 to 1, and what it is doing."""


def by_turns(
    contenders: Mapping[str, Callable[[], float]], rounds: int, progress: Progress
) -> dict[str, float]:
    """Median of each contender's ``rounds`` values; one further round before them warms up and is not counted."""
    values: dict[str, list[float]] = {name: [] for name in contenders}
    for turn in range(rounds + 1):
        for number, (name, run) in enumerate(contenders.items()):
            progress((turn + number / len(contenders)) / (rounds + 1), name)
            value = run()
            if turn:
                values[name].append(value)
    return {name: median(found) for name, found in values.items()}
